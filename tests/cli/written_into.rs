//! A document or a workbook written into a workbook that is there.

use crate::run::Here;

const BASE: &str = "kestrel-2018.xlsx";

/// A folder with a sample and its document.
fn with_document() -> Here {
    let here = Here::with_sample(BASE);
    here.convert(&[BASE, "-o", "poam.json", "-q"]).ended(0);
    here
}

/// The same, with a text of the document changed.
fn edited(from: &str, to: &str) -> Here {
    let here = with_document();
    let text = here.read("poam.json");
    assert!(text.contains(from));
    here.put("poam.json", text.replace(from, to).as_bytes());
    here
}

fn same(here: &Here, one: &str, other: &str) -> bool {
    std::fs::read(here.path(one)).unwrap() == std::fs::read(here.path(other)).unwrap()
}

#[test]
fn what_did_not_change_is_the_same_file() {
    let here = with_document();
    let ran = here.convert(&["poam.json", "--base", BASE, "-o", "new.xlsx"]).ended(0);
    assert_eq!(ran.done(), "13 items, nothing changed: new.xlsx");
    assert!(same(&here, BASE, "new.xlsx"));
    // A workbook as the source becomes a document on the way.
    here.convert(&[BASE, "--base", BASE, "-o", "again.xlsx"]).ended(0);
    assert!(same(&here, BASE, "again.xlsx"));
}

#[test]
fn what_would_change_is_a_table_and_nothing_is_written() {
    let here = edited("\"Bram Oduya\"", "\"=Bram\"");
    let files = here.files();
    let ran = here.convert(&["poam.json", "--base", BASE, "-o", "new.xlsx", "--dry-run"]).ended(0);
    let lines: Vec<&str> = ran.text().lines().collect();
    assert!(lines[0].starts_with("SHEET ") && lines[0].ends_with("NEW"), "{}", ran.text());
    assert!(lines[1].starts_with("Open POA&M Items") && lines[1].ends_with("=Bram"), "{}", ran.text());
    assert_eq!(ran.done(), format!("13 items, {} cells changed; nothing was written", lines.len() - 1));
    assert_eq!(here.files(), files);
    here.convert(&["poam.json", "--base", BASE, "-o", "new.xlsx"]).ended(0);
    let back = here.convert(&["new.xlsx"]).ended(0);
    assert!(back.text().contains("\"=Bram\"") && !back.text().contains("\"Bram Oduya\""));
}

#[test]
fn what_the_workbook_cannot_show_is_counted_listed_or_refused() {
    let here = Here::with_sample(BASE);
    here.put("new.csv", b"POAM ID,Controls,Weakness Name,CVE\nV-1,AC-2,Open port,CVE-2026-1234\n");
    let ran = here.convert(&["new.csv", "--base", BASE, "-o", "new.xlsx", "--loss", "loss.txt"]).ended(0);
    assert!(ran.err.contains("warning[loss]: of the document 1 value is not in the workbook"), "{}", ran.err);
    let loss = here.read("loss.txt");
    assert!(
        loss.starts_with("error[column-not-in-workbook]: the sheet has no column \"CVE\" for \"CVE-2026-1234\""),
        "{loss}"
    );
    assert!(ran.err.contains("warning[item-not-in-document]"), "{}", ran.err);
    let ran = here.convert(&["new.csv", "--base", BASE, "-o", "strict.xlsx", "--strict"]).ended(4);
    assert!(ran.err.contains("error[loss]") && !here.path("strict.xlsx").exists(), "{}", ran.err);
    let ran =
        here.convert(&["new.csv", "--base", BASE, "-o", "one.xlsx", "--remove-missing", "--compact", "-q"]).ended(0);
    assert_eq!(ran.err, "");
    let back = here.convert(&["one.xlsx"]).ended(0);
    assert_eq!(crate::run::document(&back.out)["poam-items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_workbook_that_excel_holds_open_is_named() {
    let here = with_document();
    here.put("new.xlsx", b"old");
    here.put("~$new.xlsx", b"");
    let ran = here.convert(&["poam.json", "--base", BASE, "-o", "new.xlsx", "--overwrite"]).ended(3);
    assert_eq!(
        ran.err,
        "error[open-in-excel]: Excel holds this workbook open\n  new.xlsx\n  help: close it there; if nobody has it open, \
         delete ~$new.xlsx\n"
    );
    assert_eq!(here.read("new.xlsx"), "old");
}

#[test]
fn the_new_workbook_is_of_the_kind_of_its_base() {
    let here = with_document();
    for name in ["new.xlsm", "new.json", "new"] {
        let ran = here.convert(&["poam.json", "--base", BASE, "-o", name]).ended(2);
        assert!(ran.err.starts_with("error[wrong-ending]: ") && !here.path(name).exists(), "{}", ran.err);
    }
    for option in [&["--to", "json"][..], &["--ancestor", "poam.json"]] {
        let ran = here.convert(&[&["poam.json", "--base", BASE, "-o", "new.xlsx"], option].concat()).ended(2);
        assert!(ran.err.starts_with("error[only-for-a-document]: "), "{}", ran.err);
    }
    for option in [&["--compact"][..], &["--loss", "loss.txt"], &["--strict"]] {
        let ran = here.convert(&[&[BASE, "--base", "poam.json", "-o", "new.json"], option].concat()).ended(2);
        assert!(ran.err.starts_with("error[only-for-a-workbook]: "), "{}", ran.err);
    }
    here.put("base.csv", b"POAM ID,Controls,Weakness Name\n");
    let ran = here.convert(&["poam.json", "--base", "base.csv", "-o", "new.csv"]).ended(3);
    assert!(ran.err.starts_with("error[not-writable]: "), "{}", ran.err);
}

/// A document of a sample with something that no cell shows.
fn with_more() -> Here {
    let here = with_document();
    let mut document = here.json("poam.json");
    document["risks"][0]["threat-ids"] = serde_json::json!([{ "system": "https://tool.example", "id": "T-1" }]);
    document["poam-items"][0]["links"] = serde_json::json!([{ "href": "https://tool.example/1" }]);
    let whole = serde_json::json!({ "plan-of-action-and-milestones": document });
    here.put("more.json", &serde_json::to_vec(&whole).unwrap());
    here
}

#[test]
fn what_no_cell_shows_is_counted_listed_or_refused() {
    let here = with_more();
    for args in [&["--base", BASE][..], &["--layout", "fedramp-2.1"]] {
        let run = |more: &[&str]| here.convert(&[&["more.json", "-o", "new.xlsx", "--overwrite"], args, more].concat());
        let ran = run(&["--loss", "loss.txt"]).ended(0);
        assert!(ran.err.contains("warning[loss]: of the document 3 values are not in the workbook"), "{}", ran.err);
        let loss = here.read("loss.txt");
        let path = "/plan-of-action-and-milestones/risks/0/threat-ids/0/id";
        assert!(loss.contains("info[beyond-the-sheet]: no cell shows this: T-1\n  more.json, "), "{loss}");
        assert!(loss.contains(path) && loss.matches("beyond-the-sheet").count() == 3, "{loss}");
        assert!(loss.contains("no cell shows this: https://tool.example/1"), "{loss}");
        let ran = run(&["--strict"]).ended(4);
        assert!(ran.err.contains("error[loss]: 3 values of the document would not be in the workbook"), "{}", ran.err);
        std::fs::remove_file(here.path("loss.txt")).unwrap();
    }
    // A document that is all rows loses nothing.
    for args in [&["--base", BASE][..], &["--layout", "fedramp-2.1"]] {
        let ran = here.convert(&[&["poam.json", "-o", "all.xlsx", "--overwrite", "--strict"], args].concat()).ended(0);
        assert!(!ran.err.contains("warning[loss]"), "{}", ran.err);
    }
}

#[test]
fn what_completes_a_workbook_says_nothing_of_a_document() {
    let here = with_document();
    here.put("ssp.json", b"{}");
    for (option, with_base) in [
        (&["--ssp", "ssp.json"][..], true),
        (&["--inventory", BASE], true),
        (&["--ssp", "ssp.json"], false),
        (&["--inventory", BASE], false),
        (&["--keep-examples"], false),
    ] {
        let base: &[&str] = if with_base { &["--base", BASE] } else { &[] };
        let ran = here.convert(&[&["poam.json", "-o", "new.xlsx"], base, option].concat()).ended(2);
        let told =
            format!("error[only-for-a-workbook]: {} says nothing of an OSCAL document\n  poam.json\n", option[0]);
        assert!(ran.err.starts_with(&told), "{}", ran.err);
        assert!(!here.path("new.xlsx").exists());
    }
    // The base's example rows may be items whatever the source is.
    here.convert(&["poam.json", "-o", "new.xlsx", "--base", BASE, "--keep-examples", "-q"]).ended(0);
}
