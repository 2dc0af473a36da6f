//! What holds for every workbook: every sample, every template with its example row, every published workbook.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use common::converted::{MAPPING, assert_comes_back, assert_complete, column, convert, mapping_of, sheets, survey};
use common::grid::Grid;
use common::samples::{big, corpus, legacy, name, samples, templates, worked};
use common::walk::{assert_fits, assert_refers, visit};
use poam::convert::{Options, Survey, document, write};
use poam::oscal::format::Format;
use poam::oscal::version::{Version, WRITTEN};
use poam::rows;
use poam::workbook::{Workbook, read_file};
use serde_json::Value;

/// All workbooks but the one of thousands of items, each read once.
static ALL: LazyLock<Vec<(String, Workbook)>> = LazyLock::new(|| {
    let worked = worked().map(|path| path.with_extension("xlsx"));
    let paths = samples().into_iter().chain(legacy()).chain(templates()).chain(corpus()).chain(worked);
    paths.map(|path| (name(&path), read_file(&path).unwrap().0)).collect()
});

const SECTIONS: [&str; 3] = ["observations", "risks", "poam-items"];

#[test]
fn every_row_comes_back_and_every_cell_is_counted() {
    for (name, workbook) in ALL.iter() {
        assert_comes_back(name, workbook, &convert(workbook, Version::default()));
    }
}

#[test]
fn every_oscal_version_holds_the_same_rows_and_fits_the_model() {
    for (name, workbook) in ALL.iter() {
        for version in WRITTEN {
            let name = format!("{name} as OSCAL {version}");
            let converted = convert(workbook, version);
            let json = converted.json();
            assert_eq!(json["metadata"]["oscal-version"], version.to_string());
            assert_refers(&name, &json);
            assert_fits(&name, &json);
            assert_complete(&name, &converted.root);
            if version != Version::default() {
                assert_comes_back(&name, workbook, &converted);
            }
        }
    }
}

#[test]
fn the_same_workbook_gives_the_same_bytes_whole_or_in_sections() {
    let folder = tempfile::tempdir().unwrap();
    for (name, workbook) in ALL.iter() {
        let survey = survey(workbook, Version::default());
        let whole = convert(workbook, Version::default());
        for format in [Format::Json, Format::Xml, Format::Yaml] {
            let bytes = whole.bytes(format);
            for _ in 0..2 {
                let mut spooled = Vec::new();
                let report = write(&survey, format, folder.path(), false, &|_| (), &mut spooled).unwrap();
                assert!(spooled == bytes, "{name} as {} differs in sections", format.name());
                assert_eq!(report.findings, whole.report.findings, "{name}");
                assert_eq!((report.items, report.cells), (whole.report.items, whole.report.cells), "{name}");
            }
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn thousands_of_items_come_back() {
    let Some(path) = big() else { return };
    let (workbook, _) = read_file(&path).unwrap();
    let converted = convert(&workbook, Version::default());
    assert_eq!(converted.report.items, 4876 + 2, "the items, and an example row on two sheets");
    assert_comes_back(&name(&path), &workbook, &converted);
    let json = converted.json();
    assert_refers("the big one", &json);
    assert_fits("the big one", &json);
}

/// A document's objects by uuid, section by section.
fn by_uuid(json: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for section in SECTIONS {
        for object in json[section].as_array().into_iter().flatten() {
            found.insert(object["uuid"].as_str().unwrap().to_owned(), object.clone());
        }
    }
    found
}

/// Every uuid that a value declares, at any depth.
fn uuids(json: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    visit(json, &mut |_, key, value| {
        if key == "uuid" {
            found.insert(value.as_str().unwrap().to_owned());
        }
    });
    found
}

/// A number that looks like chance and is always the same.
fn scattered(number: u32, turn: u32) -> u32 {
    (number.wrapping_add(turn).wrapping_mul(2_654_435_761)) ^ (number << 7)
}

#[test]
fn shuffled_rows_are_the_same_objects() {
    for (name, workbook) in ALL.iter() {
        let before = convert(workbook, Version::default()).json();
        let (tables, _) = rows::find(workbook, &mapping_of(workbook).layout, true).unwrap();
        for turn in 0..2 {
            let mut grid = Grid::of(workbook);
            for table in &tables {
                // Items of several rows keep their place.
                let alone = table.items.iter().copied().filter(|row| !table.below.contains_key(row));
                let alone: Vec<u32> = alone.collect();
                let mut order = alone.clone();
                order.sort_by_key(|row| scattered(*row, turn));
                let to: BTreeMap<u32, u32> = alone.into_iter().zip(order).collect();
                grid.sheets[table.sheet].move_rows(|row| to.get(&row).copied().unwrap_or(row));
            }
            let after = convert(&grid.workbook(), Version::default()).json();
            assert!(by_uuid(&before) == by_uuid(&after), "{name}");
            assert_eq!(uuids(&before["local-definitions"]), uuids(&after["local-definitions"]), "{name}");
            assert_eq!(uuids(&before["back-matter"]), uuids(&after["back-matter"]), "{name}");
        }
    }
}

#[test]
fn shuffled_columns_change_no_uuid_and_come_back() {
    for (name, workbook) in ALL.iter() {
        let before = convert(workbook, Version::default()).json();
        let (tables, _) = rows::find(workbook, &mapping_of(workbook).layout, true).unwrap();
        let mut grid = Grid::of(workbook);
        for table in &tables {
            let sheet = &mut grid.sheets[table.sheet];
            let width = sheet.cells.keys().map(|(_, column)| column + 1).max().unwrap();
            let mut order: Vec<u32> = (0..width).collect();
            order.sort_by_key(|column| scattered(*column, 3));
            // The columns and two to their left that nobody uses.
            sheet.move_columns(table.header_row, |column| order[column as usize] + 2);
        }
        let shuffled = grid.workbook();
        let converted = convert(&shuffled, Version::default());
        assert_comes_back(name, &shuffled, &converted);
        let after = converted.json();
        for section in SECTIONS {
            assert_eq!(uuids(&before[section]), uuids(&after[section]), "{name}: {section}");
        }
    }
}

#[test]
fn an_item_keeps_its_uuids_when_it_moves_to_the_closed_sheet() {
    let mut moved = 0;
    for (name, workbook) in ALL.iter().filter(|(_, workbook)| mapping_of(workbook).name == MAPPING.name) {
        let (tables, _) = rows::find(workbook, &MAPPING.layout, true).unwrap();
        let kind = |name: &str| MAPPING.sheets.iter().position(|s| s.name == name).unwrap();
        let of = |name: &str| tables.iter().find(|t| t.kind == kind(name));
        let (Some(open), Some(closed)) = (of("Open POA&M Items"), of("Closed POA&M Items")) else { continue };
        let before = convert(workbook, Version::default()).json();
        let target = |column: u32| {
            let (_, is) = open.columns.iter().find(|(at, _)| *at == column)?;
            closed.columns.iter().find(|(_, other)| other == is).map(|(at, _)| *at)
        };
        for (turn, row) in (0..).zip(&open.items).step_by(3) {
            let mut grid = Grid::of(workbook);
            let cells = grid.sheets[open.sheet].take_row(*row);
            let free = 2000 + turn;
            for (column, cell) in cells {
                if let Some(to) = target(column) {
                    grid.sheets[closed.sheet].cells.insert((free, to), cell);
                }
            }
            let after = convert(&grid.workbook(), Version::default()).json();
            let gone: Vec<String> = SECTIONS
                .iter()
                .flat_map(|section| {
                    uuids(&before[section]).difference(&uuids(&after[section])).cloned().collect::<Vec<_>>()
                })
                .collect();
            assert_eq!(gone, [""; 0], "{name}, row {}", row + 1);
            moved += 1;
        }
    }
    assert!(moved > 10, "{moved} rows moved");
}

/// The uuids of the objects that are a row's own.
fn own(json: &Value, row: usize) -> BTreeSet<String> {
    let item = &json["poam-items"][row];
    let mut own = BTreeSet::from([item["uuid"].as_str().unwrap().to_owned()]);
    for (list, flag) in [("related-risks", "risk-uuid"), ("related-observations", "observation-uuid")] {
        own.extend(item[list].as_array().into_iter().flatten().map(|to| to[flag].as_str().unwrap().to_owned()));
    }
    own
}

/// What a document says beside a row's own objects: the sections, and everything else without what rows share.
fn beside(json: &Value, row: usize) -> (Vec<Value>, Value) {
    let own = own(json, row);
    let all = SECTIONS.iter().flat_map(|section| json[section].as_array().into_iter().flatten());
    let sections = all.filter(|object| !own.contains(object["uuid"].as_str().unwrap())).cloned().collect();
    let mut rest = json.clone();
    for part in ["uuid", "observations", "risks", "poam-items", "local-definitions", "back-matter"] {
        rest.as_object_mut().unwrap().remove(part);
    }
    rest["metadata"].as_object_mut().unwrap().remove("parties");
    (sections, rest)
}

/// The objects that rows share, by uuid.
fn shared_objects(json: &Value) -> BTreeMap<String, Value> {
    let lists = [
        &json["metadata"]["parties"],
        &json["local-definitions"]["components"],
        &json["local-definitions"]["inventory-items"],
        &json["back-matter"]["resources"],
    ];
    let all = lists.into_iter().flat_map(|list| list.as_array().into_iter().flatten());
    all.map(|object| (object["uuid"].as_str().unwrap().to_owned(), object.clone())).collect()
}

/// Types two of the texts in turn into every so many cells of item rows, one at a time, and looks at what changes.
fn edits_stay_local(name: &str, grid: &Grid, every: usize) -> usize {
    let workbook = grid.workbook();
    let before = convert(&workbook, Version::default()).json();
    let shared_before = shared_objects(&before);
    let (tables, _) = rows::find(&workbook, &mapping_of(&workbook).layout, true).unwrap();
    let places: Vec<(usize, u32, u32)> = tables
        .iter()
        .flat_map(|t| t.items.iter().flat_map(move |row| t.columns.iter().map(move |(at, _)| (t.sheet, *row, *at))))
        .collect();
    let of_row: Vec<(usize, u32)> =
        tables.iter().flat_map(|t| t.items.iter().map(move |row| (t.sheet, *row))).collect();
    let mut tried = 0;
    for (index, (sheet, row, at)) in places.into_iter().enumerate().filter(|(index, _)| index % every == 0) {
        for turn in 0..2 {
            let text = EDITS[(index / every + turn * 2) % EDITS.len()];
            let mut grid = grid.clone();
            grid.sheets[sheet].set(row, at, text);
            let changed = grid.workbook();
            let converted = convert(&changed, Version::default());
            let after = converted.json();
            let place =
                format!("{name}, {}!{} made {text:?}", grid.sheets[sheet].name, poam::finding::cell_name(row, at));
            let item = of_row.iter().position(|r| *r == (sheet, row)).unwrap();
            assert!(beside(&before, item) == beside(&after, item), "{place} changes more than its item");
            for (uuid, object) in shared_objects(&after) {
                assert!(shared_before.get(&uuid).is_none_or(|o| *o == object), "{place} changes {uuid}");
            }
            assert_comes_back(&place, &changed, &converted);
            assert_refers(&place, &after);
            tried += 1;
        }
    }
    tried
}

const EDITS: [&str; 5] = ["", "2027-01-15", "Something else", "Yes", "V-909"];

#[test]
fn an_edit_of_the_worked_example_changes_its_item_alone() {
    let Some(path) = worked() else { return };
    let grid = Grid::read(&path.with_extension("xlsx"));
    let tried = edits_stay_local("worked.xlsx", &grid, 1);
    assert!(tried >= 6 * 31 * 2);
}

#[test]
fn an_edit_of_a_sample_changes_its_item_alone() {
    for path in samples().into_iter().chain(legacy()) {
        let tried = edits_stay_local(&name(&path), &Grid::read(&path), 11);
        assert!(tried > 2, "{tried} edits of {}", name(&path));
    }
}

#[test]
fn what_a_document_says_of_an_item_is_not_said_of_the_sheet() {
    // A row between two others leaves both as they are: no object is named by its position.
    let path = samples().into_iter().find(|p| name(p) == "meridian-v2.1.xlsx").unwrap();
    let grid = Grid::read(&path);
    let before = by_uuid(&convert(&grid.workbook(), Version::default()).json());
    let mut longer = grid.clone();
    let id = column("POAM ID");
    let (tables, _) = rows::find(&grid.workbook(), &MAPPING.layout, true).unwrap();
    let table = &tables[0];
    let at = table.columns.iter().find(|(_, is)| *is == rows::ColumnIs::Known(id)).unwrap().0;
    let first = table.items[0];
    longer.sheets[table.sheet].move_rows(|row| if row > first { row + 1 } else { row });
    longer.sheets[table.sheet].set(first + 1, at, "V-NEW");
    let after = by_uuid(&convert(&longer.workbook(), Version::default()).json());
    assert!(before.iter().all(|(uuid, object)| after.get(uuid) == Some(object)));
    assert_eq!(after.len(), before.len() + 3, "an item, a risk and an observation");
}

#[test]
fn without_items_there_is_no_document() {
    for path in templates() {
        let (workbook, _) = read_file(&path).unwrap();
        let survey = Survey::new(&workbook, &MAPPING, Options::default()).unwrap();
        let failure = document(&survey).unwrap_err();
        assert_eq!(failure.exit_code(), 4, "{}", name(&path));
        assert_eq!(failure.findings()[0].code, "no-items", "{}", name(&path));
        let mut out = Vec::new();
        let folder = tempfile::tempdir().unwrap();
        write(&survey, Format::Json, folder.path(), true, &|_| (), &mut out).unwrap_err();
        assert_eq!(out, b"");
        assert!(!sheets(&workbook).rows.is_empty(), "the example rows are items when they are kept");
    }
}
