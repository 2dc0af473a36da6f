//! `poam.toml`: found in the current folder, named, ignored on demand, refused with its lines.

use crate::run::{Here, document};

const CONFIG: &str = "system-id = \"FR2699000001\"\nssp-href = \"./our-ssp.xml\"\nprepared-for = \"Example Agency\"\n\n\
    [[contact]]\nname = \"Example Agency\"\nkind = \"organization\"\nemail = \"poam@agency.example\"\n";

#[test]
fn the_one_in_the_current_folder_is_used_and_named() {
    let here = Here::with_sample("first-steps.csv");
    here.put("poam.toml", CONFIG.as_bytes());
    let ran = here.run(&["convert", "first-steps.csv"]).ended(0);
    assert_eq!(ran.done(), "3 items of 36 filled cells, none lost: standard output, by poam.toml");
    assert!(!ran.err.contains("no-ssp"), "{}", ran.err);
    let found = document(&ran.out);
    assert_eq!(found["system-id"]["id"], "FR2699000001");
    assert_eq!(found["back-matter"]["resources"][0]["rlinks"][0]["href"], "./our-ssp.xml");
    assert!(found["metadata"].to_string().contains("poam@agency.example"));
    // The same file under another name, and none at all.
    std::fs::rename(here.path("poam.toml"), here.path("other.toml")).unwrap();
    let named = here.run(&["convert", "first-steps.csv", "--config", "other.toml"]).ended(0);
    assert_eq!(document(&named.out), found);
    assert!(named.done().ends_with(", by other.toml"), "{}", named.done());
    let without = here.run(&["convert", "first-steps.csv"]).ended(0);
    assert_eq!(document(&without.out)["system-id"], serde_json::Value::Null);
    assert!(without.done().ends_with(": standard output"), "{}", without.done());
}

#[test]
fn no_config_ignores_it() {
    let here = Here::with_sample("first-steps.csv");
    here.put("poam.toml", b"nonsense [");
    let ran = here.convert(&["first-steps.csv"]).ended(0);
    assert_eq!(document(&ran.out)["system-id"], serde_json::Value::Null);
}

#[test]
fn a_wrong_one_is_refused_with_its_lines() {
    let here = Here::with_sample("first-steps.csv");
    here.put("poam.toml", b"sistem = \"x\"\nprepared-for = 3\n\n[[contact]]\nkind = \"robot\"\n");
    let ran = here.run(&["convert", "first-steps.csv", "-o", "poam.json"]).ended(2);
    for line in 1..=5 {
        let is_told = ran.err.contains(&format!("\n  poam.toml:{line}"));
        assert_eq!(is_told, line != 3, "line {line}: {}", ran.err);
    }
    assert_eq!(here.files(), ["first-steps.csv", "poam.toml"]);
    here.put("poam.toml", b"nonsense [");
    let ran = here.run(&["convert", "first-steps.csv", "-o", "poam.json"]).ended(2);
    assert!(ran.err.contains("\n  poam.toml:1\n"), "{}", ran.err);
    let ran = here.run(&["convert", "first-steps.csv", "--config", "nowhere.toml"]).ended(3);
    assert!(ran.err.contains("\n  nowhere.toml\n"), "{}", ran.err);
}

#[test]
fn it_may_name_a_mapping_beside_it() {
    let here = Here::with_sample("first-steps.csv");
    std::fs::create_dir(here.path("conf")).unwrap();
    here.put("conf/poam.toml", b"mapping = \"own.toml\"\n");
    here.put("conf/own.toml", b"format = 1\n");
    let ran = here.run(&["convert", "first-steps.csv", "--config", "conf/poam.toml"]).ended(2);
    assert!(ran.err.contains("\n  conf/own.toml:"), "{}", ran.err);
    here.put("conf/own.toml", poam::mapping::file::FEDRAMP.as_bytes());
    here.run(&["convert", "first-steps.csv", "--config", "conf/poam.toml"]).ended(0);
}
