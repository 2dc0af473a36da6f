//! Every column and every value of the header block has a place of its own in the document, where what is typed into
//! the sheet can be found without the kept spellings: by a path written down here, and through the mapping.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod column_places;
mod common;

use std::collections::BTreeSet;

use column_places::{COLUMNS, Case, HEADERS, path::values};
use common::converted::{Converted, MAPPING, column, convert};
use common::grid::Grid;
use common::walk::visit;
use poam::mapping::document::{Rows, to_rows};
use poam::oscal::model::PROPERTY;
use poam::oscal::object::Node;
use poam::oscal::version::Version;
use serde_json::Value;

const OWN: &str = "urn:poam:ns:oscal";
const KEPT: [&str; 2] = ["cell-text", "cell-blank"];

/// The document of a sheet with all columns, where only these cells are filled, in the header block and in its one row.
fn document_of(block: &[(&str, &str)], row: &[(&str, &str)]) -> Converted {
    let headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).collect();
    let cell = |header: &&str| row.iter().find(|(name, _)| name == header).map_or("", |(_, text)| *text);
    let mut sheet = Grid::sheet("Open POA&M Items", &headers, &[headers.iter().map(cell).collect()]);
    for at in 0..4 {
        sheet.set(1, at, "");
        sheet.set(2, at, "");
    }
    for (at, (label, text)) in (0..).zip(block) {
        sheet.set(1, at, label);
        sheet.set(2, at, text);
    }
    let converted = convert(&Grid::new(vec![sheet]).workbook(), Version::default());
    assert_eq!(converted.report.losses, [], "{block:?} {row:?}");
    assert_eq!(converted.report.items, 1, "{block:?} {row:?}");
    converted
}

fn count_kept(json: &Value) -> usize {
    let mut count = 0;
    visit(json, &mut |_, _, value| {
        count += usize::from(KEPT.iter().any(|kept| value["name"] == *kept));
    });
    count
}

/// A document without its kept spellings: what other readers see, and the rows it gives back.
fn without_kept(mut converted: Converted) -> (Value, Rows, usize) {
    let kept = count_kept(&converted.json());
    converted.root.prune(&mut |_, _, node| match node {
        Node::Object(object) if *object.kind() == PROPERTY => {
            object.get("ns") != Some(OWN) || !object.get("name").is_some_and(|name| KEPT.contains(&name))
        }
        _ => true,
    });
    let json = converted.json();
    assert_eq!(count_kept(&json), 0, "kept spellings left");
    let generation = MAPPING.generation(|_| true);
    (json, to_rows(&MAPPING, &converted.root, generation), kept)
}

/// The filled cells of a case's row but for its own.
fn others<'a>(case: &Case<'a>) -> Vec<(&'a str, &'a str)> {
    let mut row = vec![("POAM ID", "V-0")];
    row.extend(case.with);
    row
}

#[test]
fn every_column_has_its_place() {
    let mut kept_in_all = 0;
    for case in COLUMNS {
        let mut row = others(case);
        row.retain(|(header, _)| *header != case.header);
        row.push((case.header, case.text));
        let (json, rows, kept) = without_kept(document_of(&[], &row));
        kept_in_all += kept;
        for (path, expected) in case.places {
            assert_eq!(values(&json, path), *expected, "{} at {path}", case.header);
        }
        let cell = &rows.rows[0].cells[column(case.header)];
        assert_eq!(cell, case.back, "{} through the mapping", case.header);

        // Without the cell nothing of it is there, so neither a default nor another cell stood in for it.
        let (blank, blank_rows, _) = without_kept(document_of(&[], &others(case)));
        for (path, expected) in case.places {
            assert_ne!(values(&blank, path), *expected, "{} at {path}, with nothing typed", case.header);
        }
        assert_ne!(blank_rows.rows[0].cells[column(case.header)], *cell, "{} with nothing typed", case.header);
    }
    assert!(kept_in_all > COLUMNS.len(), "spellings were kept: {kept_in_all}");
}

#[test]
fn every_value_of_the_header_block_has_its_place() {
    for case in HEADERS {
        let label = MAPPING.headers.iter().position(|h| h.header == case.header).unwrap();
        let (json, rows, _) = without_kept(document_of(&[(case.header, case.text)], &[("POAM ID", "V-0")]));
        for (path, expected) in case.places {
            assert_eq!(values(&json, path), *expected, "{} at {path}", case.header);
        }
        assert_eq!(rows.header[label], case.back, "{} through the mapping", case.header);

        let (blank, blank_rows, _) = without_kept(document_of(&[], &[("POAM ID", "V-0")]));
        for (path, expected) in case.places {
            assert_ne!(values(&blank, path), *expected, "{} at {path}, with nothing typed", case.header);
        }
        assert_ne!(blank_rows.header[label], case.back, "{} with nothing typed", case.header);
    }
}

#[test]
fn the_tables_name_every_column_and_label_and_no_other() {
    let named = |cases: &[Case<'static>]| cases.iter().map(|case| case.header).collect::<BTreeSet<&str>>();
    let columns: BTreeSet<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).collect();
    assert_eq!(named(COLUMNS), columns);
    assert_eq!(columns.len(), 31);
    let labels: BTreeSet<&str> = MAPPING.headers.iter().map(|h| h.header.as_str()).collect();
    assert_eq!(named(HEADERS), labels);
    assert_eq!(labels.len(), 4);
    for case in COLUMNS.iter().chain(HEADERS) {
        assert!(!case.places.is_empty(), "{} has no place", case.header);
        assert!(case.places.iter().all(|(_, expected)| !expected.is_empty()), "{} expects nothing", case.header);
    }
}
