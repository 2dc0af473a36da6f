use serde_json::Value;

use super::common::grid::Grid;
use super::{CLOSED, FULL, OPEN, converted, full, json, merged, sheet, typed};

/// The days of the entries of the first risk's log that are of one type.
fn log(root: &poam::oscal::object::Object, of_type: &str) -> Vec<String> {
    let json = json(root);
    let entries = json["risks"][0]["risk-log"]["entries"].as_array().unwrap();
    let is = |e: &&Value| e["props"].as_array().unwrap().iter().any(|p| p["name"] == "type" && p["value"] == of_type);
    entries.iter().filter(is).map(|e| e["start"].as_str().unwrap()[..10].to_owned()).collect()
}

#[test]
fn last_months_check_in_stays_when_this_months_is_typed_over_it() {
    let grid = full();
    let mut document = converted(&grid.workbook());
    let header = "Last Vendor Check-in Date";
    for (day, expected) in [
        ("2026-07-18", vec!["2026-06-18", "2026-07-18"]),
        ("2026-08-18", vec!["2026-06-18", "2026-07-18", "2026-08-18"]),
        // An older day again is the same entry, once.
        ("2026-07-18", vec!["2026-06-18", "2026-07-18", "2026-08-18"]),
    ] {
        let merged = merged(&typed(&grid, header, day).workbook(), &document);
        let told: Vec<&str> = merged.findings.iter().map(|f| f.code).filter(|c| *c == "cell-not-taken").collect();
        assert_eq!(told.len(), usize::from(expected.last() != Some(&day)), "{day}");
        document = merged.root;
        assert_eq!(log(&document, "vendor-check-in"), expected);
    }
}

/// The decisions that the first risk's log tells: day, title, text.
fn decisions(root: &poam::oscal::object::Object) -> Vec<(String, String, String)> {
    let json = json(root);
    let entries = json["risks"][0]["risk-log"]["entries"].as_array().unwrap();
    let is = |e: &&Value| e["props"].as_array().unwrap().iter().any(|p| p["name"] == "decision");
    let text = |e: &Value, name: &str| e[name].as_str().unwrap().to_owned();
    entries
        .iter()
        .filter(is)
        .map(|e| (text(e, "start")[..10].to_owned(), text(e, "title"), text(e, "description")))
        .collect()
}

#[test]
fn a_decision_that_changes_is_told_in_the_log_once() {
    let grid = full();
    let base = converted(&grid.workbook());
    assert_eq!(decisions(&base), [], "a sheet alone knows of no change");
    let told = |day: &str, head: &str, text: &str| (day.to_owned(), head.to_owned(), text.to_owned());
    let first = told("2026-06-19", "Risk Adjustment: Yes", "Risk Adjustment was Pending and is Yes.");
    let granted = typed(&grid, "Risk Adjustment", "Yes");
    let one = merged(&granted.workbook(), &base);
    assert_eq!(decisions(&one.root), std::slice::from_ref(&first));
    let twice = merged(&granted.workbook(), &one.root);
    assert_eq!(twice.changes, [], "a second run adds none");
    // Another decision of the same day is another entry; taken back on another day it is told again.
    let two = merged(&typed(&granted, "False Positive", "Pending").workbook(), &one.root);
    let second = told("2026-06-19", "False Positive: Pending", "False Positive was No and is Pending.");
    assert_eq!(decisions(&two.root), [first.clone(), second.clone()]);
    let later = typed(&grid, "Status Date", "2026-07-30");
    let back = merged(&later.workbook(), &two.root);
    let third = told("2026-07-30", "Risk Adjustment: Pending", "Risk Adjustment was Yes and is Pending.");
    let fourth = told("2026-07-30", "False Positive: No", "False Positive was Pending and is No.");
    let mut all = decisions(&back.root);
    all.sort();
    let mut expected = vec![first, second, third, fourth];
    expected.sort();
    assert_eq!(all, expected);
    assert_eq!(merged(&later.workbook(), &back.root).changes, []);
    assert_eq!(log(&back.root, "vendor-check-in"), ["2026-06-18"]);
}

#[test]
fn a_decision_is_told_where_no_status_date_is_given() {
    let mut grid = typed(&full(), "Status Date", "");
    let base = converted(&grid.workbook());
    grid = typed(&grid, "Vendor Dependency", "No");
    let once = merged(&grid.workbook(), &base);
    let day = json(&base)["metadata"]["published"].as_str().unwrap()[..10].to_owned();
    let told: Vec<(String, String)> = decisions(&once.root).into_iter().map(|(day, head, _)| (day, head)).collect();
    assert_eq!(told, [(day, "Vendor Dependency: No".to_owned())]);
    assert!(once.findings.iter().all(|f| f.code != "cell-not-taken"), "{:?}", once.findings);
    assert_eq!(merged(&grid.workbook(), &once.root).changes, []);
}

#[test]
fn an_item_is_closed_and_opened_again_by_moving_its_row() {
    let open = full();
    let document = converted(&open.workbook());
    let mut row = FULL.to_vec();
    row[14].1 = "2026-09-01";
    let mut two = FULL.to_vec();
    two[0].1 = "V-2";
    two[2].1 = "Another weakness";
    let closed =
        Grid::new(vec![sheet(OPEN, &[&two]), sheet(CLOSED, &[&[("POAM ID", "V-3"), ("Weakness Name", "Done")], &row])]);
    let merged_closed = merged(&closed.workbook(), &document);
    assert!(merged_closed.findings.iter().all(|f| f.code != "item-not-in-sheet"));
    assert!(merged_closed.changes.iter().all(|c| c.item.as_deref() == Some("V-1")), "{:?}", merged_closed.changes);
    let after = json(&merged_closed.root);
    assert_eq!(after["risks"][0]["status"], "closed");
    assert_eq!(log(&merged_closed.root, "status-update"), ["2026-06-18", "2026-06-19"]);
    assert_eq!(log(&merged_closed.root, "closed"), ["2026-09-01"]);
    let ids =
        |json: &Value| json["poam-items"].as_array().unwrap().iter().map(|i| i["uuid"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&after), ids(&json(&document)));
    let again = merged(&open.workbook(), &merged_closed.root);
    assert_eq!(json(&again.root)["risks"][0]["status"], "open");
    assert_eq!(log(&again.root, "closed"), ["2026-09-01"]);
    let types = |json: &Value| json["observations"].to_string().matches("\"closure\"").count();
    assert_eq!(types(&json(&again.root)), 1, "what showed that it was closed stays");
}
