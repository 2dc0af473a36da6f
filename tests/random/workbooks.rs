//! The laws of a workbook and the document it becomes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use poam::convert::{InPlace, write, write_into};
use poam::finding::Level;
use poam::mapping::definition::Mapping;
use poam::merge::{Options, merge};
use poam::oscal::format::Format;
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::oscal::version::{V1_0_4, Version, WRITTEN};
use poam::rows::{self, ColumnIs, Table};
use poam::validate::{self, Profile};
use poam::workbook::Workbook;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::book::{Opened, book};
use super::cases;
use super::common::converted::{assert_comes_back, assert_complete, convert, survey};
use super::common::grid::Grid;
use super::common::walk::{assert_fits, assert_refers};

const FORMATS: [Format; 3] = [Format::Json, Format::Xml, Format::Yaml];

/// Writes a document into the workbook it was made of.
pub(crate) fn into(root: &Object, opened: &Opened) -> (Vec<u8>, poam::convert::WrittenInto) {
    let mut out = Cursor::new(Vec::new());
    let options = InPlace { keep_examples: true, ..InPlace::default() };
    let written = write_into(root, opened.mapping, "made.xlsx", &opened.bytes, &options, &mut out).unwrap();
    (out.into_inner(), written)
}

/// The document after a way through a format.
fn through(root: &Object, format: Format, version: Version) -> Object {
    let mut bytes = Vec::new();
    poam::oscal::format::write(&mut bytes, format, version, root).unwrap();
    let reading = read::document("made", &bytes).unwrap();
    assert_eq!(reading.findings, [], "{}", format.name());
    reading.root
}

/// The objects of the big sections, by uuid.
fn objects(json: &Value) -> BTreeMap<String, Value> {
    let all =
        ["poam-items", "risks", "observations"].into_iter().flat_map(|s| json[s].as_array().into_iter().flatten());
    all.map(|object| (object["uuid"].as_str().unwrap().to_owned(), object.clone())).collect()
}

/// The rows that are items of their own, whatever order they come in: by what law 6 names, not by the engine.
fn told_apart(mapping: &Mapping, workbook: &Workbook, tables: &[Table]) -> BTreeSet<(usize, u32)> {
    let identity = &mapping.identity;
    let mut seen: BTreeMap<Vec<String>, Vec<(usize, u32)>> = BTreeMap::new();
    for table in tables {
        let text = |row: u32, column: usize| {
            let at = table.columns.iter().find(|(_, is)| *is == ColumnIs::Known(column)).map(|(at, _)| *at);
            let cell = at.and_then(|at| workbook.sheets[table.sheet].cell(row, at));
            let text = cell.map(|cell| cell.cell.text().into_owned()).unwrap_or_default();
            text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
        };
        let columns = std::iter::once(&identity.id).chain(&identity.tells_apart).chain(&identity.without_id);
        let columns: Vec<usize> = columns.copied().collect();
        for row in &table.items {
            let told = columns.iter().map(|column| text(*row, *column)).collect();
            seen.entry(told).or_default().push((table.sheet, *row));
        }
    }
    let alone: BTreeSet<(usize, u32)> = seen.into_values().filter(|rows| rows.len() == 1).flatten().collect();
    // Where a row could go on with an item above it, the order of rows says to which one it belongs.
    let is_below = |is: &ColumnIs| matches!(is, ColumnIs::Known(at) if mapping.layout.columns[*at].is_below);
    let goes_on = |table: &Table, row: u32| {
        let below = |column: u32| table.columns.iter().any(|(at, is)| *at == column && is_below(is));
        workbook.sheets[table.sheet].row(row).cells().all(|cell| below(cell.column) || cell.is_formula)
    };
    let stays: BTreeSet<usize> = tables
        .iter()
        .filter(|t| !t.below.is_empty() || t.items.iter().any(|row| goes_on(t, *row)))
        .map(|t| t.sheet)
        .collect();
    alone.into_iter().filter(|(sheet, _)| !stays.contains(sheet)).collect()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn what_was_written_is_read(book in book()) {
        let grid = book.grid();
        let bytes = super::package::file(&grid, book.taste);
        let (workbook, _) = poam::workbook::read("made.xlsx", &bytes).unwrap();
        // Line breaks are read as one character, whichever they are.
        let again = Grid::of(&workbook);
        prop_assert_eq!(again.sheets, Grid::of(&grid.workbook()).sheets);
        prop_assert_eq!(again.modified, grid.modified);
    }

    // Laws 1 and 8.
    #[test]
    fn every_cell_comes_back_and_is_counted(book in book(), version in select(&WRITTEN[..])) {
        let opened = book.open();
        prop_assume!(opened.is_some());
        let workbook = opened.unwrap().workbook;
        let converted = convert(&workbook, version);
        assert_comes_back("random", &workbook, &converted);
        let json = converted.json();
        assert_refers("random", &json);
        assert_fits("random", &json);
        assert_complete("random", &converted.root);
    }

    // Law 5.
    #[test]
    fn the_same_workbook_gives_the_same_bytes(book in book(), format in select(&FORMATS[..])) {
        let (one, two) = (book.open(), book.open());
        prop_assume!(one.is_some());
        let (one, two) = (one.unwrap(), two.unwrap());
        prop_assert!(one.bytes == two.bytes);
        let converted = convert(&one.workbook, Version::default());
        let again = convert(&two.workbook, Version::default());
        prop_assert!(converted.bytes(format) == again.bytes(format));
        prop_assert_eq!(&converted.report.findings, &again.report.findings);
        let folder = tempfile::tempdir().unwrap();
        let mut spooled = Vec::new();
        let survey = survey(&one.workbook, Version::default());
        let report = write(&survey, format, folder.path(), false, &|_| (), &mut spooled).unwrap();
        prop_assert!(spooled == converted.bytes(format), "in sections it is another");
        prop_assert_eq!(report.findings, converted.report.findings);
    }

    // Law 7, as far as a workbook's own gaps and contradictions are not what is found.
    #[test]
    fn what_was_written_is_valid(book in book(), version in select(&WRITTEN[..]), format in select(&FORMATS[..])) {
        let opened = book.open();
        prop_assume!(opened.is_some());
        let converted = convert(&opened.unwrap().workbook, version);
        let report = validate::file("made", &converted.bytes(format), Some(Profile::Nist), None).unwrap();
        let faults: Vec<_> = report.findings.iter().filter(|f| f.level == Level::Error).collect();
        prop_assert!(faults.is_empty(), "{faults:#?}");
    }

    // Law 2, straight and by way of each format.
    #[test]
    fn what_was_not_changed_is_not_written(book in book(), format in select(&FORMATS[..]), oldest in prop::bool::weighted(0.2)) {
        let opened = book.open();
        prop_assume!(opened.is_some());
        let opened = opened.unwrap();
        let version = if oldest { V1_0_4 } else { Version::default() };
        let root = convert(&opened.workbook, version).root;
        for root in [&root, &through(&root, format, version)] {
            let (after, written) = into(root, &opened);
            prop_assert_eq!(&written.changes, &[], "by way of {}", format.name());
            prop_assert_eq!(&written.losses, &[]);
            prop_assert!(after == opened.bytes);
        }
    }

    // Law 3 between formats, and with the document as its own base.
    #[test]
    fn a_document_is_the_same_in_every_format_and_merged_with_its_own_sheet(book in book(), format in select(&FORMATS[..])) {
        let opened = book.open();
        prop_assume!(opened.is_some());
        let workbook = opened.unwrap().workbook;
        let converted = convert(&workbook, Version::default());
        let root = through(&converted.root, format, Version::default());
        if format != Format::Xml {
            prop_assert!(root == converted.root, "{}", format.name());
        }
        let merged = merge(survey(&workbook, Version::default()), &root, Options::default()).unwrap();
        prop_assert_eq!(&merged.changes, &[], "{}", format.name());
        prop_assert!(merged.root == root);
        let not_taken: Vec<_> = merged.findings.iter().filter(|f| f.code == "cell-not-taken").collect();
        prop_assert!(not_taken.is_empty(), "{not_taken:?}");
    }

    // Law 6.
    #[test]
    fn shuffled_rows_and_columns_are_the_same_objects(book in book(), turn in 0..1000_u32) {
        let opened = book.open();
        prop_assume!(opened.is_some());
        let Opened { workbook, mapping, grid, .. } = opened.unwrap();
        let before = convert(&workbook, Version::default());
        let (tables, _) = rows::find(&workbook, &mapping.layout, true).unwrap();
        let scattered = |number: u32| (number.wrapping_add(turn).wrapping_mul(2_654_435_761)) ^ (number << 7);
        let alone = told_apart(mapping, &workbook, &tables);
        let mut moved = grid;
        let mut is_known = true;
        for table in &tables {
            // The others keep their place.
            let alone: Vec<u32> = table.items.iter().copied().filter(|row| alone.contains(&(table.sheet, *row))).collect();
            let mut order = alone.clone();
            order.sort_by_key(|row| scattered(*row));
            let to: BTreeMap<u32, u32> = alone.into_iter().zip(order).collect();
            let sheet = &mut moved.sheets[table.sheet];
            sheet.move_rows(|row| to.get(&row).copied().unwrap_or(row));
            let width = sheet.cells.keys().map(|(_, column)| column + 1).max().unwrap();
            let mut columns: Vec<u32> = (0..width).collect();
            columns.sort_by_key(|column| scattered(*column));
            // A column of which there are two, or without a name, is known by its place.
            is_known &= table.columns.iter().all(|(_, is)| matches!(is, ColumnIs::Known(_)));
            if is_known {
                sheet.move_columns(table.header_row, |column| columns[column as usize]);
            }
        }
        let after = convert(&moved.workbook(), Version::default());
        let (one, other) = (objects(&before.json()), objects(&after.json()));
        prop_assert!(one.keys().eq(other.keys()));
        // Where each milestone has columns of its own, the order of the columns is theirs.
        let in_parts = mapping.columns.iter().any(|column| !column.parts.is_empty());
        prop_assert!(in_parts || one == other);
        let names = |json: &Value, list: &str, of: &str| -> BTreeSet<String> {
            json[list][of].as_array().into_iter().flatten().map(|o| o["uuid"].as_str().unwrap().to_owned()).collect()
        };
        let (before, after) = (before.json(), after.json());
        for (list, of) in [("metadata", "parties"), ("local-definitions", "components"), ("local-definitions", "inventory-items"), ("back-matter", "resources")] {
            prop_assert_eq!(names(&before, list, of), names(&after, list, of), "{}", of);
        }
    }
}
