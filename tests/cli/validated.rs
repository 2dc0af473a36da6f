//! `poam validate` and `poam explain`.

use std::io::Write;
use std::process::Stdio;

use crate::run::{Here, Ran};
use serde_json::Value;

/// A sample with one of its texts changed.
fn with(here: &Here, name: &str, from: &str, to: &str) {
    let text = here.read("first-steps.json");
    assert!(text.contains(from), "{from}");
    here.put(name, text.replacen(from, to, 1).as_bytes());
}

#[test]
fn each_file_gets_a_line_and_findings_their_place() {
    let here = Here::with_sample("first-steps.json");
    let ran = here.run(&["validate", "--profile", "nist", "first-steps.json"]).ended(0);
    assert_eq!(ran.done(), "first-steps.json: valid OSCAL 1.1.2, 3 items");

    with(&here, "bad.json", "\"status\": \"open\"", "\"status\": \"still open\"");
    let ran = here.run(&["validate", "--profile", "nist", "first-steps.json", "bad.json"]).ended(1);
    let at = here.read("bad.json").lines().position(|l| l.contains("still open")).unwrap() + 1;
    let said = "error[not-a-token]: status \"still open\" is not a token";
    let place = format!("  bad.json:{at}:");
    assert!(ran.err.contains(said) && ran.err.contains(&place), "{}", ran.err);
    assert!(ran.err.contains("/plan-of-action-and-milestones/risks/0/status ("), "{}", ran.err);
    assert!(ran.err.ends_with("first-steps.json: valid OSCAL 1.1.2, 3 items\nbad.json: 1 error\n"), "{}", ran.err);
}

#[test]
fn warnings_count_where_they_are_asked_to() {
    let here = Here::with_sample("first-steps.json");
    let item = here.json("first-steps.json")["poam-items"][0]["uuid"].as_str().unwrap().to_owned();
    with(&here, "a.json", &format!("\"uuid\": \"{item}\",\n"), "");
    let args = ["validate", "--profile", "nist", "a.json"];
    let ran = here.run(&args).ended(0);
    assert_eq!(ran.done(), "a.json: valid OSCAL 1.1.2, 3 items, 1 warning");
    assert!(ran.err.contains("warning[item-without-uuid]"), "{}", ran.err);
    here.run(&[&args[..], &["--fail-on", "warning"]].concat()).ended(1);
}

#[test]
fn what_cannot_be_read_does_not_stop_the_others() {
    let here = Here::with_sample("first-steps.json");
    here.put("cut.json", b"{ \"plan-of-action-and-milestones\": {");
    let args = ["validate", "--profile", "nist", "none.json", "cut.json", "first-steps.json"];
    let ran = here.run(&args).ended(3);
    assert!(ran.err.contains("error[unreadable-file]") && ran.err.contains("error[not-json]"), "{}", ran.err);
    assert!(ran.err.contains("cut.json: cannot be read\nfirst-steps.json: valid OSCAL 1.1.2, 3 items"), "{}", ran.err);
}

#[test]
fn standard_input_is_a_file_too_and_programs_read_json_and_sarif() {
    let here = Here::with_sample("first-steps.json");
    with(&here, "bad.json", "\"status\": \"open\"", "\"status\": \"still open\"");
    for (format, pointer) in [("json", "/findings/0/code"), ("sarif", "/runs/0/results/0/ruleId")] {
        let mut command = here.command(&["validate", "--profile", "nist", "--format", format, "-"]);
        let mut running = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        running.stdin.take().unwrap().write_all(here.read("bad.json").as_bytes()).unwrap();
        let ran = Ran::from(running.wait_with_output().unwrap()).ended(1);
        let told: Value = serde_json::from_str(&ran.err).unwrap();
        let codes: Vec<&Value> = told.pointer(pointer).into_iter().collect();
        assert!(!codes.is_empty() && ran.err.contains("not-a-token"), "{}", ran.err);
    }
}

#[test]
fn codes_are_explained() {
    let here = Here::new();
    let ran = here.run(&["explain", "uuid-twice"]).ended(0);
    assert!(ran.text().starts_with("error[uuid-twice]\n\nNo two objects of the document"), "{}", ran.text());
    let ran = here.run(&["explain", "encrypted"]).ended(0);
    assert!(ran.text().starts_with("[encrypted]\n\nThe workbook is locked") && ran.text().contains("\nWhat to do\n"));
    let list = here.run(&["explain"]).ended(0);
    assert!(list.text().lines().count() > 50 && list.text().contains("missing-member"), "{}", list.text());
    let ran = here.run(&["explain", "uuid-twise"]).ended(2);
    assert!(ran.err.contains("error[unknown-code]") && ran.err.contains("the nearest are uuid-twice"), "{}", ran.err);
}
