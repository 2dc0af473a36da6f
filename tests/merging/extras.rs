//! Columns that the mapping does not know, changed on both sides.

use poam::finding::Failure;
use poam::merge::{Options, Side};
use poam::oscal::object::Object;

use super::common::grid::Grid;
use super::{OPEN, converted, json, merged_with};

/// A sheet with a column of the user's own.
fn sheet(ticket: &str, comment: &str) -> Grid {
    let headers = ["POAM ID", "Weakness Name", "Comments", "Ticket"];
    Grid::new(vec![Grid::sheet(OPEN, &headers, &[vec!["V-1", "Open port", comment, ticket]])])
}

fn document(ticket: &str, comment: &str) -> Object {
    converted(&sheet(ticket, comment).workbook())
}

/// What the document keeps of the column.
fn ticket(root: &Object) -> Option<String> {
    let json = json(root);
    let props = json["poam-items"][0]["props"].as_array().unwrap();
    props.iter().find(|p| p["name"] == "ticket").map(|p| p["value"].as_str().unwrap().to_owned())
}

fn merged(of_sheet: &str, base: &str, old: &str, prefer: Option<Side>) -> Result<Option<String>, Failure> {
    let ancestor = document(old, "a");
    let workbook = sheet(of_sheet, "b").workbook();
    let options = Options { ancestor: Some(&ancestor), prefer, remove_missing: false };
    let merged = merged_with(&workbook, &document(base, "a"), options)?;
    assert_eq!(json(&merged.root)["poam-items"][0]["remarks"], "b", "the rest of the row is merged");
    Ok(ticket(&merged.root))
}

#[test]
fn an_extra_column_changed_on_both_sides_is_a_conflict_that_one_side_settles() {
    for (of_sheet, base, old) in [("T-2", "T-3", "T-1"), ("", "T-3", "T-1"), ("T-2", "", "T-1"), ("T-2", "T-3", "")] {
        let Err(Failure::Refused(findings)) = merged(of_sheet, base, old, None) else { panic!("no conflict") };
        let [conflict] = findings.as_slice() else { panic!("{findings:?}") };
        let message = format!("Ticket was \"{old}\"; the sheet now says \"{of_sheet}\", the base document \"{base}\"");
        assert_eq!((conflict.code, &conflict.message), ("conflict", &message));
        assert_eq!((conflict.at.row, conflict.at.column), (Some(5), Some(3)));
        let or_none = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        assert_eq!(merged(of_sheet, base, old, Some(Side::Ours)).unwrap(), or_none(base));
        assert_eq!(merged(of_sheet, base, old, Some(Side::Theirs)).unwrap(), or_none(of_sheet));
    }
}

#[test]
fn what_one_side_changed_is_taken() {
    for (of_sheet, base, old, expected) in [
        ("T-2", "T-1", "T-1", Some("T-2")),
        ("T-1", "T-3", "T-1", Some("T-3")),
        ("T-2", "T-2", "T-1", Some("T-2")),
        ("", "T-1", "T-1", None),
        ("T-1", "", "T-1", None),
        ("T-1", "T-1", "T-1", Some("T-1")),
    ] {
        assert_eq!(merged(of_sheet, base, old, None).unwrap().as_deref(), expected, "{of_sheet} {base} {old}");
    }
}
