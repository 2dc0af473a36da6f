#![allow(clippy::unwrap_used)]

use super::*;

const DESCRIBED: Described = Described { checks: "A date is a date.", why: "Nothing else sorts.", level: Level::Error };

fn describe(code: &str) -> Option<Described> {
    (code == "not-a-date").then_some(DESCRIBED)
}

fn findings() -> Vec<Finding> {
    let cell =
        Place { item: Some("V-1".into()), ..Place::file("my poam.xlsx").in_sheet("Open POA&M Items").at(13, 10) };
    let node = Place {
        character: Some(9),
        path: Some("/plan-of-action-and-milestones/risks/3/deadline".into()),
        ..Place::file("out/poam.json").at_line(212)
    };
    vec![
        Finding::error("not-a-date", "\"soon\" is not a date").at(cell).help("write year-month-day"),
        Finding::info("late-deadline", "the deadline is late").at(node),
        Finding::warning("no-system-id", "there is no system id"),
    ]
}

#[test]
fn a_log_has_the_members_that_sarif_asks_for() {
    let log = log(&findings(), &describe, true);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "poam");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let rules: Vec<&str> =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert_eq!(rules, ["late-deadline", "no-system-id", "not-a-date"]);
    let rule = &run["tool"]["driver"]["rules"][2];
    assert_eq!(rule["shortDescription"]["text"], "A date is a date.");
    assert_eq!(rule["defaultConfiguration"]["level"], "error");
    for result in run["results"].as_array().unwrap() {
        assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()], result["ruleId"]);
        assert!(result["message"]["text"].is_string() && result["partialFingerprints"].is_object());
    }
}

#[test]
fn a_result_says_where_for_people_and_for_programs() {
    let log = log(&findings(), &describe, true);
    let results = &log["runs"][0]["results"];
    assert_eq!(results[0]["message"]["text"], "\"soon\" is not a date. write year-month-day");
    let cell = &results[0]["locations"][0];
    assert_eq!(cell["physicalLocation"], json!({ "artifactLocation": { "uri": "my%20poam.xlsx" } }));
    let named = json!([
        { "fullyQualifiedName": "Open POA&M Items!K14", "kind": "cell" },
        { "name": "V-1", "kind": "poam-item" },
    ]);
    assert_eq!(cell["logicalLocations"], named);
    assert_eq!(results[1]["level"], "note");
    let node = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(node["region"], json!({ "startLine": 212, "startColumn": 9 }));
    assert!(results[2].get("locations").is_none());
}

#[test]
fn a_fingerprint_outlives_lines_rows_and_the_items_before() {
    let mark = |findings: &[Finding]| -> Vec<String> {
        let log = log(findings, &describe, true);
        let results = log["runs"][0]["results"].as_array().unwrap();
        results.iter().map(|r| r["partialFingerprints"]["poamFinding/v1"].as_str().unwrap().to_owned()).collect()
    };
    let at = |risk: u32, facet: u32, line: u32| {
        let path = format!("/plan-of-action-and-milestones/risks/{risk}/characterizations/0/facets/{facet}");
        let place = Place { item: Some("V-1".into()), path: Some(path), ..Place::file("a.json").at_line(line) };
        Finding::error("x", "y").at(place)
    };
    let marks = mark(&[at(3, 1, 10), at(4, 1, 70), at(3, 2, 11)]);
    let (first, second) = (marks[0].strip_suffix(":1").unwrap(), marks[1].strip_suffix(":2").unwrap());
    assert_eq!(first, second);
    assert!(!marks[2].starts_with(first));
    let row = |row| {
        Finding::error("x", "y").at(Place { item: Some("V-1".into()), ..Place::file("a").in_sheet("s").at(row, 2) })
    };
    assert_eq!(mark(&[row(8)]), mark(&[row(900)]));
    let loose = |row| Finding::error("x", "y").at(Place::file("a").in_sheet("s").at(row, 2));
    assert_ne!(mark(&[loose(8)]), mark(&[loose(9)]));
}

#[test]
fn a_files_name_is_a_uri() {
    assert_eq!(uri("a/b c.json"), "a/b%20c.json");
    assert_eq!(uri("a:b.json"), "a%3Ab.json");
    assert_eq!(uri("/tmp/é.json"), "file:///tmp/%C3%A9.json");
    assert_eq!(uri(r"C:\x\a#1.xlsx"), "file:///C:/x/a%231.xlsx");
    assert_eq!(uri(r"\\host\a.xlsx"), "file://host/a.xlsx");
}
