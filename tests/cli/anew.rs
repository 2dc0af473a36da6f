//! Towards Excel without a base: `poam convert ... -o new.xlsx`, and `poam template`.

use crate::common::samples;
use crate::run::{CSV, Here};

#[test]
fn a_document_becomes_a_workbook_and_the_same_document_again() {
    let here = Here::with_sample("meridian-v2.1.json");
    let ran = here.convert(&["meridian-v2.1.json", "-o", "new.xlsx"]).ended(0);
    assert_eq!(ran.err, "34 items: new.xlsx (fedramp-2.1)\n");
    here.convert(&["new.xlsx", "-o", "again.json"]).ended(0);
    assert!(here.json("again.json") == here.json("meridian-v2.1.json"));
    assert_eq!(here.files(), ["again.json", "meridian-v2.1.json", "new.xlsx"]);
    let ran = here.convert(&["meridian-v2.1.json", "--to", "xlsx"]).ended(0);
    assert!(ran.out == std::fs::read(here.path("new.xlsx")).unwrap(), "standard output gets the same bytes");
}

#[test]
fn last_years_workbook_becomes_one_of_this_years_generation() {
    let here = Here::with_sample("kestrel-2018.xlsx");
    let ran = here.convert(&["kestrel-2018.xlsx", "--layout", "fedramp-3.0", "-o", "new.xlsx", "--loss", "lost.txt"]);
    let ran = ran.ended(0);
    let count = here.read("lost.txt").matches("warning[column-not-in-workbook]: fedramp-3.0 has no column \"").count();
    assert!(count > 0 && !here.read("lost.txt").contains("Milestone"), "{}", here.read("lost.txt"));
    let values = if count == 1 { "1 value is".to_owned() } else { format!("{count} values are") };
    let told = format!("warning[loss]: of the document {values} not in the workbook\n  help: --loss FILE lists");
    assert!(ran.err.contains(&told), "{}", ran.err);
    assert_eq!(ran.done(), "13 items: new.xlsx (fedramp-3.0)");
    here.convert(&["new.xlsx", "-o", "new.json"]).ended(0);
    assert_eq!(here.json("new.json")["poam-items"].as_array().unwrap().len(), 13);
}

#[test]
fn strict_refuses_what_would_be_lost_and_writes_nothing() {
    let here = Here::with_sample("kestrel-2018.json");
    let args = ["kestrel-2018.json", "--layout", "fedramp-3.0", "--strict", "-o", "new.xlsx", "--loss", "lost.txt"];
    let ran = here.convert(&args).ended(4);
    assert!(ran.err.contains("error[loss]: "), "{}", ran.err);
    assert!(
        ran.err.contains(" would not be in the workbook; nothing was written\n  new.xlsx\n  help: leave --strict off"),
        "{}",
        ran.err
    );
    assert_eq!(here.files(), ["kestrel-2018.json"]);
    here.convert(&["kestrel-2018.json", "--strict", "-o", "new.xlsx"]).ended(0);
}

#[test]
fn what_says_nothing_of_the_output_is_refused() {
    let here = Here::with_sample("first-steps.json");
    here.put("acme.csv", CSV.as_bytes());
    for (args, message) in [
        (
            &["acme.csv", "-o", "a.json", "--strict"][..],
            "error[only-for-a-workbook]: --strict says nothing of an OSCAL",
        ),
        (&["acme.csv", "--layout", "fedramp-2.1"], "error[only-for-a-workbook]: --layout says nothing of an OSCAL"),
        (&["acme.csv", "--loss", "l.txt"], "error[only-for-a-workbook]: --loss says nothing of an OSCAL"),
        (&["acme.csv", "-o", "a.xlsx", "--oscal-version", "1.1.2"], "error[only-for-a-document]: --oscal-version says"),
        (&["acme.csv", "-o", "a.xlsm"], "error[unknown-format]: `.xlsm` tells no format"),
        (
            &["acme.csv", "-o", "a.json", "--to", "xlsx", "--oscal-version", "1.2.3"],
            "error[only-for-a-document]: --osc",
        ),
        (&["acme.csv", "-o", "a.xlsx", "--layout", "fedramp-1.0"], "error: invalid value 'fedramp-1.0' for '--layout"),
    ] {
        let ran = here.convert(args).ended(2);
        assert!(ran.err.starts_with(message), "{}", ran.err);
    }
    assert_eq!(here.files(), ["acme.csv", "first-steps.json"]);
}

#[test]
fn a_file_that_is_there_is_replaced_only_on_demand() {
    let here = Here::with_sample("first-steps.json");
    for name in ["new.xlsx", "lost.txt"] {
        here.put(name, b"mine");
        let args = ["first-steps.json", "-o", "new.xlsx", "--loss", "lost.txt"];
        let ran = here.convert(&args).ended(3);
        assert!(ran.err.starts_with(&format!("error[output-exists]: the file is there already\n  {name}\n")));
        assert_eq!(here.read(name), "mine");
        std::fs::remove_file(here.path(name)).unwrap();
    }
    here.put("new.xlsx", b"mine");
    here.run(&["template", "-o", "new.xlsx"]).ended(3);
    assert_eq!(here.read("new.xlsx"), "mine");
    here.convert(&["first-steps.json", "-o", "new.xlsx", "--overwrite"]).ended(0);
    here.run(&["template", "-o", "new.xlsx", "--overwrite"]).ended(0);
    assert_eq!(here.files(), ["first-steps.json", "new.xlsx"]);
}

#[test]
fn a_blank_form_holds_no_item() {
    let here = Here::new();
    for layout in ["fedramp-2.1", "fedramp-3.0"] {
        let name = format!("{layout}.xlsx");
        let ran = here.run(&["template", "--layout", layout, "-o", &name]).ended(0);
        assert_eq!(ran.err, format!("a blank {layout}: {name}\n"));
        let ran = here.convert(&[&name]).ended(4);
        assert!(ran.err.contains("error[no-items]: "), "{}", ran.err);
        let ran = here.convert(&[&name, "--keep-examples", "-o", "poam.json", "--overwrite"]);
        let items = here.json("poam.json")["poam-items"].as_array().unwrap().len();
        assert_eq!(items, if layout == "fedramp-3.0" { 2 } else { 1 }, "{}", ran.err);
    }
    let newest = here.run(&["template"]).ended(0).out;
    assert!(newest == std::fs::read(here.path("fedramp-3.0.xlsx")).unwrap());
}

#[test]
fn every_template_is_a_source() {
    for path in samples::templates() {
        let name = samples::name(&path);
        let here = Here::new();
        here.put(&name, &std::fs::read(&path).unwrap());
        let ran = here.convert(&[&name, "--keep-examples", "-o", "new.xlsx"]);
        assert!(ran.code <= 1, "{name}: {}", ran.err);
        assert!(ran.done().ends_with(" (fedramp-2.1)") || name.contains("v3.0"), "{}", ran.err);
    }
}
