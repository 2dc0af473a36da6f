//! `poam report`: where it goes, in which form, and what is refused.

use crate::run::{CSV, Here};

const AS_OF: [&str; 3] = ["--no-config", "--as-of", "2026-11-01"];

fn report(args: &[&'static str]) -> Vec<&'static str> {
    [&["report", "a.csv"], &AS_OF[..], args].concat()
}

#[test]
fn the_form_is_that_of_the_name_or_the_one_asked_for() {
    let here = Here::new();
    here.put("a.csv", CSV.as_bytes());
    let starts: [(&str, &[u8]); 4] =
        [("r.html", b"<!DOCTYPE html>"), ("r.md", b"# POA"), ("r.json", b"{\n  \"head\""), ("r.xlsx", b"PK")];
    for (name, start) in starts {
        let ran = here.run(&[&report(&["-o"])[..], &[name]].concat()).ended(0);
        assert_eq!(ran.done(), format!("a.csv: 1 open, 0 late as of 2026-11-01: {name}"));
        assert!(std::fs::read(here.path(name)).unwrap().starts_with(start), "{name}");
    }
    here.run(&report(&["-o", "b.txt", "--format", "md"])).ended(0);
    assert_eq!(here.read("b.txt"), here.read("r.md"));
    let ran = here.run(&report(&["--format", "json"])).ended(0);
    assert_eq!(ran.text(), here.read("r.json"));
    assert!(here.run(&report(&[])).ended(0).text().starts_with("<!DOCTYPE html>"));
    assert_eq!(here.run(&report(&["--quiet", "-o", "-"])).ended(0).err, "");
    assert_eq!(here.files(), ["a.csv", "b.txt", "r.html", "r.json", "r.md", "r.xlsx"]);
}

#[test]
fn an_output_is_replaced_only_where_that_is_asked_for() {
    let here = Here::new();
    here.put("a.csv", CSV.as_bytes());
    here.put("r.html", b"mine");
    let ran = here.run(&report(&["-o", "r.html"])).ended(3);
    assert!(ran.err.starts_with("error[output-exists]"), "{}", ran.err);
    assert_eq!(here.read("r.html"), "mine");
    here.run(&report(&["-o", "r.html", "--overwrite"])).ended(0);
    assert!(here.read("r.html").starts_with("<!DOCTYPE html>"));
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_written() {
    let here = Here::new();
    here.put("a.csv", CSV.as_bytes());
    here.put("bad.xlsx", b"PK, but no workbook");
    let wrong: [(&[&str], i32, &str); 7] = [
        (&["-o", "r.pdf"], 2, "error[unknown-format]: nothing tells the form of the report"),
        (&["-o", "r.html", "--format", "pdf"], 2, "error: invalid value 'pdf' for '--format"),
        (&["-o", "r.html", "--previus", "a.csv"], 2, "error: unexpected argument '--previus'"),
        (&["-o", "r.html", "--previous", "none.xlsx"], 3, "error[unreadable-file]: there is no such file\n  none.xlsx"),
        (&["-o", "r.html", "--previous", "bad.xlsx"], 3, "\n  bad.xlsx"),
        (&["-o", "r.html", "--kev", "a.csv"], 3, "error[not-a-catalogue]"),
        (&["-o", "no/r.html"], 3, "error[cannot-write]: cannot be written: the folder is not there"),
    ];
    for (args, code, told) in wrong {
        let ran = here.run(&report(args)).ended(code);
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    }
    let ran = here.run(&["report", "a.csv", "--no-config", "-o", "r.html"]).ended(2);
    assert!(ran.err.contains("error[no-day]") && ran.err.contains("give --as-of"), "{}", ran.err);
    assert_eq!(here.files(), ["a.csv", "bad.xlsx"]);
}

#[test]
fn doubtful_months_are_told_and_reported() {
    let here = Here::with_sample("meridian-v2.1.xlsx");
    here.put("a.csv", CSV.as_bytes());
    let args = ["report", "meridian-v2.1.xlsx", "--no-config", "-o", "r.json", "--overwrite", "--previous"];
    let ran = here.run(&[&args[..], &["a.csv"]].concat()).ended(0);
    assert!(ran.err.contains("warning[month-without-date]") && ran.err.contains("\n  a.csv\n"), "{}", ran.err);
    assert!(ran.done().contains("28 open, 3 late as of 2026-10-30, against 1 month before: r.json"), "{}", ran.err);
    let ran = here.run(&[&args[..], &["meridian-v2.1.xlsx"]].concat()).ended(0);
    assert!(ran.err.contains("warning[months-out-of-order]"), "{}", ran.err);
}

#[test]
fn the_configuration_and_what_it_switches_are_told() {
    let here = Here::with_sample("meridian-v2.1.xlsx");
    here.put("poam.toml", b"[rules]\nitem-late = { off = true, reason = \"Agreed <b>by word</b>.\" }\n");
    here.run(&["report", "meridian-v2.1.xlsx", "-o", "r.html"]).ended(0);
    let page = here.read("r.html");
    assert!(page.contains("<dt>Configuration</dt><dd>poam.toml</dd>"));
    assert!(page.contains("<dt>Rules switched off</dt><dd>item-late</dd>"));
    assert!(page.contains("Agreed &lt;b&gt;by word&lt;/b&gt;."));
    here.run(&["report", "meridian-v2.1.xlsx", "-o", "r.json"]).ended(0);
    let report: serde_json::Value = serde_json::from_str(&here.read("r.json")).unwrap();
    assert_eq!(report["head"]["switched"][0]["rule"], "item-late");
    assert!(report["rules"].as_array().unwrap().iter().all(|rule| rule["rule"] != "item-late"));
}
