//! Mappings other than the built-in one, and the commands that show and check them.

use poam::mapping::file::FEDRAMP;

use crate::run::{Here, document};

/// The worked example of `mappings/README.md`: an alias and a column more.
fn changed() -> String {
    let (_, example) = include_str!("../../mappings/README.md").split_once("## An example").unwrap();
    let blocks: Vec<&str> = example.split("```toml\n").skip(1).map(|b| b.split_once("```").unwrap().0).collect();
    let [alias, column] = blocks.as_slice() else { panic!("an alias and a column") };
    format!("{}\n{column}", FEDRAMP.replace("aliases = [\"Notes\", \"Comment\"]\n", alias))
}

const WORKBOOK: &str = "POAM ID,Controls,Weakness Name,Weakness Description,Remarks,Jira\n\
    V-1,AC-2,Old accounts,Three are left.,Ask Jo.,SEC-101\n";

#[test]
fn a_changed_copy_takes_the_alias_and_the_column() {
    let here = Here::new();
    here.put("acme.csv", WORKBOOK.as_bytes());
    here.put("my.toml", changed().as_bytes());
    let ran = here.convert(&["acme.csv", "--mapping", "my.toml"]);
    let mine = document(&ran.out);
    assert_eq!(mine["poam-items"][0]["remarks"], "Ask Jo.", "{}", ran.err);
    let ticket = serde_json::json!({ "name": "ticket", "ns": "urn:poam:ns:oscal", "value": "SEC-101" });
    assert!(mine["risks"][0]["props"].as_array().unwrap().contains(&ticket), "{}", mine["risks"][0]);
    // The built-in mapping keeps both as what it does not know.
    let builtin = document(&here.convert(&["acme.csv"]).out);
    assert_eq!(builtin["poam-items"][0].get("remarks"), None);
    let item = builtin["poam-items"][0].to_string();
    assert!(item.contains("\"Ask Jo.\"") && item.contains("\"SEC-101\"") && item.contains("\"jira\""), "{item}");
}

#[test]
fn a_wrong_mapping_is_refused_with_all_its_problems() {
    let here = Here::new();
    here.put("acme.csv", WORKBOOK.as_bytes());
    let wrong = changed().replace("risk/prop[name=ticket", "risk/props[name=ticket").replace("\"Jira\"", "\"Notes\"");
    here.put("my.toml", wrong.as_bytes());
    let ran = here.convert(&["acme.csv", "-o", "poam.json", "--mapping", "my.toml"]).ended(2);
    assert!(ran.err.contains("write OSCAL's XML name, `prop`"), "{}", ran.err);
    assert!(ran.err.contains("`Notes` is a header of two columns: Comments and Ticket") || ran.err.contains("Ticket"));
    assert_eq!(ran.err.lines().filter(|l| l.starts_with("error[")).count(), 2, "{}", ran.err);
    assert!(ran.err.lines().filter(|l| l.starts_with("  my.toml:")).count() >= 2, "{}", ran.err);
    assert_eq!(here.files(), ["acme.csv", "my.toml"]);
    // `check` says the same.
    let checked = here.run(&["mapping", "check", "my.toml"]).ended(2);
    assert_eq!(checked.err, ran.err);
    assert!(checked.out.is_empty());
}

#[test]
fn check_says_what_holds() {
    let here = Here::new();
    here.put("my.toml", changed().as_bytes());
    let ran = here.run(&["mapping", "check", "my.toml"]).ended(0);
    assert!(ran.text().starts_with("my.toml: 32 columns"), "{}", ran.text());
    assert_eq!(ran.err, "");
    let ran = here.run(&["mapping", "check", "nowhere.toml"]).ended(3);
    assert!(ran.err.contains("\n  nowhere.toml\n"), "{}", ran.err);
    here.put("latin.toml", b"name = \"caf\xE9\"\n");
    let ran = here.run(&["mapping", "check", "latin.toml"]).ended(3);
    assert!(ran.err.starts_with("error[unreadable-file]: this is not UTF-8 text\n  latin.toml\n"), "{}", ran.err);
    here.run(&["mapping", "check"]).ended(2);
    here.run(&["mapping"]).ended(2);
}

#[test]
fn list_and_show_tell_of_the_built_in_mappings() {
    let here = Here::new();
    let list = here.run(&["mapping", "list"]).ended(0);
    let names: Vec<&str> = list.text().lines().filter_map(|line| line.split("  ").next()).collect();
    assert_eq!(names, ["fedramp", "generic", "emass"]);
    let shown = here.run(&["mapping", "show", "emass"]).ended(0);
    assert!(shown.text().contains("  Devices Affected  "), "{}", shown.text());
    let shown = here.run(&["mapping", "show"]).ended(0);
    for text in ["POAM ID", "Service Name", "risk/deadline", "POAM Date"] {
        assert!(shown.text().contains(text), "{text}: {}", shown.text());
    }
    assert!(!shown.text().contains("Ticket"));
    here.put("my.toml", changed().as_bytes());
    let mine = here.run(&["mapping", "show", "my.toml"]).ended(0);
    assert!(mine.text().contains("Ticket"));
    here.put("my.toml", b"format = 1\n");
    here.run(&["mapping", "show", "my.toml"]).ended(2);
    assert!(here.files() == ["my.toml"]);
}

#[test]
fn a_legacy_workbook_is_read_by_its_mapping_everywhere() {
    let here = Here::with_sample("tidewater-emass.xlsx");
    let chosen = "info[mapping-chosen]: read by the mapping emass; columns known: emass 31 of 31";
    let ran = here.run(&["convert", "tidewater-emass.xlsx", "-o", "poam.json"]).ended(0);
    assert!(ran.err.contains(chosen), "{}", ran.err);
    assert_eq!(here.run(&["validate", "--profile", "nist", "-q", "poam.json"]).ended(0).err, "");
    let ran = here.run(&["check", "tidewater-emass.xlsx", "--as-of", "2026-11-01"]).ended(1);
    assert!(ran.err.contains(chosen) && !ran.err.contains("item-without-id"), "{}", ran.err);
    for rule in ["column-missing", "column-renamed", "impact-level"] {
        assert!(!ran.err.contains(rule), "{}", ran.err);
    }
    // The document says what the workbook does.
    let ran = here.run(&["diff", "tidewater-emass.xlsx", "poam.json", "--exit-code"]).ended(0);
    assert!(ran.err.contains(chosen), "{}", ran.err);
    let back = here.run(&["convert", "poam.json", "--base", "tidewater-emass.xlsx", "-o", "back.xlsx"]).ended(0);
    assert_eq!(back.done(), "5 items, nothing changed: back.xlsx");
    let bytes = |name| std::fs::read(here.path(name)).unwrap();
    assert!(bytes("back.xlsx") == bytes("tidewater-emass.xlsx"));
    // Named, nothing is said of it.
    let ran = here.run(&["convert", "tidewater-emass.xlsx", "--mapping", "emass", "-o", "named.json"]).ended(0);
    assert!(!ran.err.contains("mapping-chosen"), "{}", ran.err);
    assert_eq!(here.read("named.json"), here.read("poam.json"));
}

#[test]
fn workbooks_of_two_kinds_are_compared_and_written_into_each_other() {
    let here = Here::with_sample("fennel-register.xlsx");
    here.put("kestrel-2018.xlsx", &std::fs::read(super::run::sample("kestrel-2018.xlsx")).unwrap());
    let diff = here.run(&["diff", "fennel-register.xlsx", "kestrel-2018.xlsx"]).ended(0);
    assert!(diff.text().contains("FG-26-001") && diff.text().contains("vanished"), "{}", diff.text());
    let into = ["convert", "fennel-register.xlsx", "--base", "kestrel-2018.xlsx", "-o", "both.xlsx"];
    here.run(&into).ended(0);
    here.run(&["convert", "fennel-register.xlsx", "-o", "new.xlsx"]).ended(0);
    let diff = here.run(&["diff", "both.xlsx", "new.xlsx"]).ended(0);
    // The one column that the other workbook does not have.
    assert!(diff.text().contains("\n13 vanished, 2 changed, 3 unchanged\n"), "{}", diff.text());
    assert_eq!(diff.text().matches("\n    ").count(), diff.text().matches("\n    Budget Line: ").count());
    here.run(&["convert", "fennel-register.xlsx", "-o", "poam.json"]).ended(0);
    let ran = here.run(&["convert", "poam.json", "--mapping", "emass", "-o", "emass.xlsx"]).ended(2);
    assert!(ran.err.contains("by the mapping emass workbooks are written in place"), "{}", ran.err);
}

#[test]
fn a_tie_is_refused_until_a_mapping_is_named() {
    let here = Here::new();
    here.put("tie.csv", b"Item ID,Security Control,Comments\n1,AC-2,x\n");
    let ran = here.run(&["convert", "tie.csv", "-o", "poam.json"]).ended(4);
    assert!(ran.err.starts_with("error[no-mapping-fits]: fedramp and generic match equally well;"), "{}", ran.err);
    assert_eq!(here.files(), ["tie.csv"]);
    here.put("poam.toml", b"mapping = \"generic\"\n");
    here.run(&["convert", "tie.csv", "-o", "poam.json"]).ended(0);
    here.run(&["convert", "tie.csv", "--no-config", "--mapping", "fedramp", "-o", "other.json"]).ended(0);
}
