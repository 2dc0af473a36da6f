//! Whose rules `poam validate` holds a document to, schemas, and findings as SARIF.

use serde_json::Value;

use crate::run::{Here, Ran};

/// A document with one property of FedRAMP's and little else.
const SMALL: &str = r#"{"plan-of-action-and-milestones": {"uuid": "00000001-0000-4000-8000-000000000001",
  "metadata": {"title": "Acme", "last-modified": "2026-03-01T00:00:00Z", "version": "1", "oscal-version": "1.1.2"},
  "system-id": {"id": "F1"},
  "poam-items": [{"uuid": "00000002-0000-4000-8000-000000000002", "title": "a", "description": "a",
    "props": [{"name": "POAM-ID", "ns": "http://fedramp.gov/ns/oscal", "value": "V-1"}]}]}}"#;

fn has(ran: &Ran, code: &str) -> bool {
    ran.err.contains(&format!("[{code}]"))
}

#[test]
fn fedramps_rules_count_where_its_names_are_and_where_they_are_asked_for() {
    let here = Here::new();
    here.put("a.json", SMALL.as_bytes());
    let plain = SMALL.replace("http://fedramp.gov/ns/oscal", "https://example.com/ns").replace("POAM-ID", "id");
    here.put("plain.json", plain.as_bytes());
    assert!(has(&here.run(&["validate", "a.json"]).ended(1), "fedramp-published"));
    assert!(!has(&here.run(&["validate", "a.json", "--profile", "nist"]).ended(0), "fedramp-published"));
    assert!(!has(&here.run(&["validate", "plain.json"]).ended(0), "fedramp-published"));
    assert!(has(&here.run(&["validate", "plain.json", "--profile", "fedramp"]).ended(1), "fedramp-published"));
}

#[test]
fn a_schema_has_the_last_word_and_has_to_be_one() {
    let here = Here::new();
    here.put("a.json", SMALL.as_bytes());
    let strict = r#"{"properties": {"plan-of-action-and-milestones": {"required": ["import-ssp"]}}}"#;
    here.put("strict.json", strict.as_bytes());
    let args = ["validate", "a.json", "--profile", "nist", "--schema"];
    let ran = here.run(&[&args[..], &["strict.json"]].concat()).ended(1);
    assert!(has(&ran, "schema") && ran.err.contains("\"import-ssp\" is a required property"), "{}", ran.err);
    here.put("broken.json", b"{");
    let ran = here.run(&[&args[..], &["broken.json"]].concat()).ended(3);
    assert!(has(&ran, "unreadable-schema"), "{}", ran.err);
    here.run(&[&args[..], &["nowhere.json"]].concat()).ended(3);
}

#[test]
fn sarif_says_what_json_says() {
    let here = Here::new();
    here.put("a.json", SMALL.as_bytes());
    let json = here.run(&["validate", "a.json", "--format", "json"]).ended(1);
    let sarif = here.run(&["validate", "a.json", "--format", "sarif"]).ended(1);
    let json: Value = serde_json::from_str(&json.err).unwrap();
    let sarif: Value = serde_json::from_str(&sarif.err).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(findings.len(), results.len());
    assert!(results.len() > 3);
    for (finding, result) in findings.iter().zip(results) {
        assert_eq!(finding["code"], result["ruleId"]);
        let place = &result["locations"][0];
        assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "a.json");
        assert_eq!(place["physicalLocation"]["region"]["startLine"], finding["line"]);
        assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], finding["path"]);
    }
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().all(|r| r["fullDescription"]["text"].is_string()));
}

#[test]
fn a_workbooks_findings_are_sarif_too() {
    let here = Here::with_sample("messy.xlsx");
    let ran = here.convert(&["messy.xlsx", "-o", "a.json", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&ran.err).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let is_cell = |r: &&Value| r["locations"][0]["logicalLocations"][0]["kind"] == "cell";
    assert!(results.iter().filter(is_cell).count() > 3, "{}", ran.err);
}
