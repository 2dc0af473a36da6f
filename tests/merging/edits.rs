use std::collections::BTreeMap;

use poam::mapping::document::to_rows;
use poam::merge::Change;
use poam::oscal::object::Object;
use serde_json::Value;

use super::common::converted::MAPPING;
use super::{FULL, TYPED, bytes, converted, full, json, merged, typed};

/// Columns whose cell shows what the log says last: nothing typed over it takes that back.
const LOGGED: [&str; 3] = ["Milestone Changes", "Status Date", "Last Vendor Check-in Date"];

/// The cells of the first item.
fn cells(root: &Object) -> Vec<String> {
    to_rows(&MAPPING, root, None).rows[0].cells.clone()
}

/// A document's objects by uuid, and all else.
fn parts(root: &Object) -> BTreeMap<String, Value> {
    let mut json = json(root);
    let mut parts = BTreeMap::new();
    for section in ["observations", "risks", "poam-items"] {
        for object in json[section].take().as_array().into_iter().flatten() {
            parts.insert(object["uuid"].as_str().unwrap().to_owned(), object.clone());
        }
    }
    for (whole, list) in [
        ("metadata", "parties"),
        ("local-definitions", "components"),
        ("back-matter", "resources"),
        ("local-definitions", "inventory-items"),
    ] {
        for object in json[whole][list].take().as_array().into_iter().flatten() {
            parts.insert(object["uuid"].as_str().unwrap().to_owned(), object.clone());
        }
    }
    json["uuid"].take();
    parts.insert("the rest".to_owned(), json);
    parts
}

/// Without the log entries that tell of decisions: a sheet alone knows of no change.
fn without_decisions(mut parts: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    for object in parts.values_mut() {
        if let Some(entries) = object.pointer_mut("/risk-log/entries").and_then(Value::as_array_mut) {
            let told =
                |e: &Value| e["props"].as_array().is_some_and(|props| props.iter().any(|p| p["name"] == "decision"));
            entries.retain(|entry| !told(entry));
        }
    }
    parts
}

/// Lists keep the order of the base document; what is compared here is what they hold.
fn sort(json: &mut Value) {
    match json {
        Value::Array(list) => {
            list.iter_mut().for_each(sort);
            list.sort_by_key(Value::to_string);
        }
        Value::Object(members) => members.values_mut().for_each(sort),
        _ => {}
    }
}

#[test]
fn a_cell_typed_over_makes_the_document_that_the_sheet_would_make_anew() {
    let grid = full();
    let base = converted(&grid.workbook());
    for (header, text) in TYPED.iter().flat_map(|(h, t)| [(*h, *t), (*h, "")]) {
        if header == "POAM ID" {
            continue;
        }
        let workbook = typed(&grid, header, text).workbook();
        let merged = merged(&workbook, &base);
        let mut anew = parts(&converted(&workbook));
        let mut parts = without_decisions(parts(&merged.root));
        assert!(merged.changes.iter().all(|c| c.item.as_deref() != Some("V-2")), "{header}: {:?}", merged.changes);
        if LOGGED.contains(&header) {
            continue;
        }
        for (uuid, object) in &mut anew {
            if uuid != "the rest" {
                sort(object);
                sort(parts.get_mut(uuid).unwrap_or_else(|| panic!("{header} {text:?}: {uuid} is not there")));
            }
        }
        anew.remove("the rest");
        parts.remove("the rest");
        assert_eq!(anew, parts, "{header} {text:?}");
    }
}

#[test]
fn a_cell_typed_over_shows_what_was_typed_and_no_other_cell_changes() {
    let grid = full();
    let base = converted(&grid.workbook());
    let before = cells(&base);
    for (header, text) in TYPED.iter().flat_map(|(h, t)| [(*h, *t), (*h, "")]) {
        let workbook = typed(&grid, header, text).workbook();
        let merged = merged(&workbook, &base);
        if header == "POAM ID" {
            continue;
        }
        let after = cells(&merged.root);
        for (at, column) in MAPPING.columns.iter().enumerate() {
            if column.header != header {
                assert_eq!(before[at], after[at], "{header} {text:?} changed {}", column.header);
            } else if !LOGGED.contains(&header) {
                assert_eq!(after[at], text, "{header}");
            } else if text.is_empty() {
                assert_eq!(after[at], before[at], "{header}: what was logged stays");
            } else {
                assert_eq!(after[at], text, "{header}");
            }
        }
        let not_taken = merged.findings.iter().filter(|f| f.code == "cell-not-taken").count();
        assert_eq!(not_taken, usize::from(LOGGED.contains(&header) && text.is_empty()), "{header} {text:?}");
        // What is borrowed from another column follows it; a blank over what was logged is kept as a blank.
        let stays = LOGGED.contains(&header) && text.is_empty();
        let follows = |c: &&Change| {
            c.path.ends_with("/collected") || c.new.as_ref().is_some_and(|new| new.starts_with("cell-blank"))
        };
        let real = merged.changes.iter().filter(|c| !stays || !follows(c));
        assert_eq!(real.count() == 0, stays, "{header} {text:?}: {:?}", merged.changes);
        let twice = super::merged(&workbook, &merged.root);
        let again: Vec<_> = twice.changes.iter().collect();
        assert!(again.is_empty(), "{header} {text:?} twice: {again:?}");
        assert!(bytes(&twice.root) == bytes(&merged.root), "{header} {text:?}");
        let others = merged.changes.iter().filter(|c| c.item.as_deref() != Some("V-1"));
        let beside: Vec<_> = others.filter(|c| !is_shared(&c.path)).collect();
        assert!(beside.is_empty(), "{header} {text:?} changed {beside:?}");
    }
}

fn is_shared(path: &str) -> bool {
    ["/metadata/parties/", "/local-definitions", "/back-matter"].iter().any(|part| path.contains(part))
}

#[test]
fn what_is_typed_back_is_as_it_was() {
    let grid = full();
    let base = converted(&grid.workbook());
    for (header, text) in TYPED.iter().skip(1).filter(|(h, _)| !LOGGED.contains(h)) {
        let there = merged(&typed(&grid, header, text).workbook(), &base);
        let back = merged(&grid.workbook(), &there.root);
        assert_eq!(cells(&back.root), cells(&base), "{header}");
        assert_eq!(without_decisions(parts(&back.root)), parts(&base), "{header}");
    }
    assert_eq!(FULL.len(), MAPPING.columns.len());
}
