//! Each of the 31 columns in turn, both ways: another text in a cell changes its item's objects and nothing else, and
//! another value in the document changes that cell and nothing else.

use std::io::Cursor;

use poam::convert::{InPlace, anew, write_into};
use poam::oscal::object::Object;
use poam::oscal::version::Version;
use poam::workbook::Workbook;
use serde_json::Value;

use super::common::converted::{MAPPING, column, convert_items};
use super::{TYPED, full, json, typed};

/// The item's own objects, and all else but the root's uuid. `at`: where the item stands.
fn parts(root: &Object, at: usize) -> (Vec<Value>, Value) {
    let mut json = json(root);
    let item = json["poam-items"][at].clone();
    let mut uuids = vec![item["uuid"].clone()];
    for (list, flag) in [("related-risks", "risk-uuid"), ("related-observations", "observation-uuid")] {
        uuids.extend(item[list].as_array().into_iter().flatten().map(|to| to[flag].clone()));
    }
    let mut own = Vec::new();
    for section in ["observations", "risks", "poam-items"] {
        let all = json[section].as_array_mut().unwrap();
        own.extend(all.iter().filter(|object| uuids.contains(&object["uuid"])).cloned());
        all.retain(|object| !uuids.contains(&object["uuid"]));
    }
    json["uuid"].take();
    // What rows share is named by the cell, and stands as long as a row names it.
    for (whole, list) in [
        ("metadata", "parties"),
        ("local-definitions", "components"),
        ("local-definitions", "inventory-items"),
        ("back-matter", "resources"),
    ] {
        json[whole][list].take();
    }
    (own, json)
}

/// The workbook of a document, as a file.
fn file(root: &Object) -> Vec<u8> {
    let layout = poam::workbook::anew::named("fedramp-2.1");
    let stamp = root.all("metadata").find_map(|m| m.get("last-modified").map(|stamp| stamp.parse().unwrap()));
    anew::workbook(&MAPPING, root, layout, "full.xlsx", stamp, &std::env::temp_dir()).unwrap().bytes
}

fn document_of(workbook: &Workbook) -> Object {
    convert_items(workbook, Version::default()).root
}

#[test]
fn each_column_changes_its_item_alone_and_its_cell_alone() {
    let grid = full();
    let before = document_of(&grid.workbook());
    let base = file(&before);
    let (workbook, _) = poam::workbook::read("full.xlsx", &base).unwrap();
    assert_eq!(json(&document_of(&workbook)), json(&before), "the file says what the sheet says");
    let (own_before, rest_before) = parts(&before, 0);
    for (header, text) in TYPED {
        let after = document_of(&typed(&grid, header, text).workbook());
        let (own, rest) = parts(&after, 0);
        assert!(own != own_before, "{header}: the item is another one");
        if header != "POAM ID" {
            assert!(rest == rest_before, "{header} changes more than its item");
        }

        let mut out = Cursor::new(Vec::new());
        let written = write_into(&after, &MAPPING, "full.xlsx", &base, &InPlace::default(), &mut out).unwrap();
        assert!(written.losses.is_empty(), "{header}: {:?}", written.losses);
        if header == "POAM ID" {
            // Another id is another item: it gets a row of its own, and the old one is told and left.
            assert!(written.findings.iter().any(|f| f.code == "item-not-in-document"));
            assert!(written.changes.iter().all(|c| c.at.item.as_deref() == Some(text)), "{:?}", written.changes);
            continue;
        }
        let told: Vec<(Option<u32>, &str)> = written.changes.iter().map(|c| (c.at.column, c.new.as_str())).collect();
        let at = u32::try_from(column(header)).unwrap();
        assert_eq!(told, [(Some(at), text)], "{header}");
        assert_eq!(written.changes[0].at.item.as_deref(), Some("V-1"), "{header}");
        let (again, _) = poam::workbook::read("full.xlsx", out.into_inner()).unwrap();
        assert_eq!(json(&document_of(&again)), json(&after), "{header}");
    }
    assert_eq!(TYPED.len(), MAPPING.columns.len());
}
