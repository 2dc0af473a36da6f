//! How findings are told: text and JSON, what counts as failure, what is left out.

use serde_json::Value;

use crate::run::{CSV, Here};

/// A finding in JSON as the line that text has for it.
fn as_text(finding: &Value) -> String {
    let part = |name: &str| finding.get(name).and_then(Value::as_str);
    let mut at = part("file").unwrap_or_default().to_owned();
    if let Some(sheet) = part("sheet") {
        at += &format!(", {sheet}");
    }
    if let Some(cell) = part("cell") {
        at += &format!("!{cell}");
    }
    if let Some(column) = part("column") {
        at += &format!(", column {column}");
    }
    if let Some(row) = finding.get("row") {
        at += &format!(", row {row}");
    }
    let help = part("help").map_or_else(String::new, |help| format!("\n  help: {help}"));
    format!("{}[{}]: {}\n  {at}{help}\n", part("level").unwrap(), part("code").unwrap(), part("message").unwrap())
}

#[test]
fn json_says_what_text_says() {
    for name in ["messy.xlsx", "alder-v3.0.xlsx"] {
        let here = Here::with_sample(name);
        let text = here.convert(&[name, "-o", "a.json"]);
        let json = here.convert(&[name, "-o", "b.json", "--format", "json"]).ended(text.code);
        let told: Value = serde_json::from_str(&json.err).unwrap();
        let findings: Vec<String> = told["findings"].as_array().unwrap().iter().map(as_text).collect();
        assert_eq!(told["done"], text.done().replace("a.json", "b.json"));
        // The text shows ten findings of a code and counts the rest.
        let lines: Vec<&str> = text.err.lines().filter(|l| l.starts_with("... and ")).collect();
        let more: usize = lines.iter().map(|l| l.split(' ').nth(2).unwrap().parse::<usize>().unwrap()).sum();
        let shown = findings.iter().filter(|finding| text.err.contains(finding.as_str())).count();
        assert_eq!(shown + more, findings.len(), "{}\n{}", text.err, findings.concat());
        assert!(findings.len() > 2, "{name}");
    }
}

#[test]
fn a_refusal_is_told_in_json_too() {
    let here = Here::new();
    let ran = here.convert(&["nowhere.xlsx", "--format", "json"]).ended(3);
    let told: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(told["findings"][0]["level"], "error");
    assert_eq!(told["findings"][0]["file"], "nowhere.xlsx");
    assert_eq!(told.get("done"), None);
}

#[test]
fn warnings_fail_on_demand_only() {
    let here = Here::new();
    here.put("acme.xlsx", CSV.as_bytes());
    here.convert(&["acme.xlsx"]).ended(0);
    here.convert(&["acme.xlsx", "--fail-on", "error"]).ended(0);
    here.convert(&["acme.xlsx", "--fail-on", "warning", "-o", "poam.json"]).ended(1);
    assert_eq!(here.files(), ["acme.xlsx", "poam.json"], "done all the same");
    let here = Here::with_sample("meridian-v2.1.xlsx");
    here.convert(&["meridian-v2.1.xlsx", "--fail-on", "warning"]).ended(0);
}

#[test]
fn quiet_leaves_errors() {
    let here = Here::with_sample("messy.xlsx");
    let quiet = here.convert(&["messy.xlsx", "-o", "a.json", "-q"]).ended(1);
    let loud = here.convert(&["messy.xlsx", "-o", "b.json"]).ended(1);
    let heads =
        |err: &str| -> Vec<String> { err.lines().filter(|l| l.starts_with("error[")).map(str::to_owned).collect() };
    assert_eq!(heads(&quiet.err), heads(&loud.err));
    assert!(!heads(&quiet.err).is_empty());
    assert!(!quiet.err.contains("warning[") && !quiet.err.contains("info[") && !quiet.err.contains("filled cells"));
    let here = Here::with_sample("first-steps.csv");
    assert_eq!(here.convert(&["first-steps.csv", "--quiet", "-o", "a.json"]).ended(0).err, "");
}

#[test]
fn a_broken_file_of_last_month_is_told_once_and_nothing_is_checked() {
    let here = Here::new();
    for name in ["a.csv", "b.csv"] {
        here.put(name, CSV.as_bytes());
    }
    here.put("bad.xlsx", b"PK, but no workbook");
    for option in ["--previous", "--baseline"] {
        let ran = here.run(&["check", "a.csv", "b.csv", "--as-of", "2026-11-01", option, "bad.xlsx"]).ended(3);
        assert_eq!(ran.err.matches("error[").count(), 1, "{option}: {}", ran.err);
        assert!(ran.err.contains("bad.xlsx") && !ran.err.contains("a.csv"), "{option}: {}", ran.err);
    }
}
