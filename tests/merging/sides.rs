use poam::finding::Failure;
use poam::mapping::document::to_rows;
use poam::merge::{Options, Side};
use poam::oscal::object::Object;
use serde_json::json;

use super::common::converted::{MAPPING, column};
use super::common::grid::Grid;
use super::{CLOSED, FULL, OPEN, converted, edited, full, json, merged, merged_with, sheet, typed};

fn cell(root: &Object, row: usize, header: &str) -> String {
    to_rows(&MAPPING, root, None).rows[row].cells[column(header)].clone()
}

/// The document after another tool wrote another plan and other comments into the first item.
fn changed(old: &Object) -> Object {
    edited(old, |poam| {
        poam["poam-items"][0]["remarks"] = json!("A tool was here");
        let planned = poam["risks"][0]["remediations"].as_array_mut().unwrap();
        planned.iter_mut().find(|r| r["lifecycle"] == "planned").unwrap()["description"] = json!("Wait.");
    })
}

#[test]
fn what_both_changed_is_a_conflict_that_one_side_settles() {
    let grid = full();
    let old = converted(&grid.workbook());
    let base = changed(&old);
    let workbook = typed(&grid, "Overall Remediation Plan", "Replace it.").workbook();
    let options = |prefer| Options { ancestor: Some(&old), prefer, remove_missing: false };
    let Err(Failure::Refused(findings)) = merged_with(&workbook, &base, options(None)) else { panic!("no conflict") };
    let [conflict] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(conflict.code, "conflict");
    for text in ["Patch it.", "Replace it.", "Wait."] {
        assert!(conflict.message.contains(text), "{}", conflict.message);
    }
    assert_eq!((conflict.at.row, conflict.at.column), (Some(5), Some(9)));
    for (side, plan) in [(Side::Ours, "Wait."), (Side::Theirs, "Replace it.")] {
        let merged = merged_with(&workbook, &base, options(Some(side))).unwrap();
        assert_eq!(cell(&merged.root, 0, "Overall Remediation Plan"), plan);
        assert_eq!(cell(&merged.root, 0, "Comments"), "A tool was here", "the sheet did not change it");
    }
    // Without the ancestor nobody knows who changed what: the sheet counts.
    let merged = merged(&workbook, &base);
    assert_eq!(cell(&merged.root, 0, "Comments"), "None so far");
}

#[test]
fn both_change_other_cells_and_both_are_kept() {
    let grid = full();
    let old = converted(&grid.workbook());
    let base = changed(&old);
    let workbook = typed(&grid, "Resources Required", "80 hours").workbook();
    let merged = merged_with(&workbook, &base, Options { ancestor: Some(&old), ..Options::default() }).unwrap();
    assert_eq!(cell(&merged.root, 0, "Resources Required"), "80 hours");
    assert_eq!(cell(&merged.root, 0, "Overall Remediation Plan"), "Wait.");
    assert_eq!(merged.changes.len(), 1, "{:?}", merged.changes);
}

fn codes(merged: &poam::merge::Merged) -> Vec<&'static str> {
    merged.findings.iter().map(|f| f.code).filter(|c| c.starts_with("item-")).collect()
}

#[test]
fn an_item_that_the_sheet_lost_stays_unless_told_otherwise() {
    let base = converted(&full().workbook());
    let grid =
        Grid::new(vec![sheet(OPEN, &[&FULL]), sheet(CLOSED, &[&[("POAM ID", "V-3"), ("Weakness Name", "Done")]])]);
    let stays = merged(&grid.workbook(), &base);
    assert_eq!((codes(&stays), stays.changes.len()), (vec!["item-not-in-sheet"], 0));
    let removed = merged_with(&grid.workbook(), &base, Options { remove_missing: true, ..Options::default() }).unwrap();
    assert_eq!(codes(&removed), ["item-removed"]);
    assert!(
        removed.changes.iter().all(|c| c.item.as_deref() == Some("V-2") && c.new.is_none()),
        "{:?}",
        removed.changes
    );
    let (after, before) = (json(&removed.root), json(&base));
    assert_eq!(after["poam-items"].as_array().unwrap().len(), 2);
    assert_eq!(after["risks"].as_array().unwrap().len(), 2);
    assert_eq!(after["risks"][0], before["risks"][0]);
    let only = converted(&grid.workbook());
    assert_eq!(after["observations"], json(&only)["observations"]);
}

#[test]
fn a_new_item_stands_behind_the_one_above_it() {
    let grid = full();
    let base = converted(&grid.workbook());
    let mut three = FULL.to_vec();
    three[0].1 = "V-1a";
    three[2].1 = "New weakness";
    let mut two = FULL.to_vec();
    two[0].1 = "V-2";
    two[2].1 = "Another weakness";
    let new = Grid::new(vec![
        sheet(OPEN, &[&FULL, &three, &two]),
        sheet(CLOSED, &[&[("POAM ID", "V-3"), ("Weakness Name", "Done")]]),
    ]);
    let merged = merged(&new.workbook(), &base);
    let mut expected = json(&converted(&new.workbook()));
    let mut found = json(&merged.root);
    expected["uuid"].take();
    found["uuid"].take();
    assert_eq!(found, expected);
}

#[test]
fn a_column_that_the_sheet_does_not_have_says_nothing() {
    let base = converted(&full().workbook());
    let headers = ["POAM ID", "Weakness Name", "Comments"];
    let rows = vec![vec!["V-1", "Open port", "Changed"], vec!["V-2", "Another weakness", "None so far"]];
    let grid = Grid::new(vec![Grid::sheet(OPEN, &headers, &rows)]);
    let merged = merged(&grid.workbook(), &base);
    let changes: Vec<&str> = merged.changes.iter().map(|c| c.path.as_str()).collect();
    assert_eq!(changes, ["/plan-of-action-and-milestones/poam-items/0/remarks"]);
    assert_eq!(codes(&merged), ["item-not-in-sheet"]);
}
