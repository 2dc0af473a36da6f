use std::path::Path;

use poam::config::Config;
use poam::convert::{Beyond, Options, Survey, document};
use poam::merge::merge;
use poam::oscal::version::WRITTEN;
use poam::rows;
use poam::workbook::read_file;

use super::common::converted::MAPPING;
use super::common::grid::Grid;
use super::common::samples::{big, corpus, name, samples, templates, worked};
use super::{bytes, converted, json, merged};

#[test]
fn an_unchanged_workbook_changes_nothing() {
    let worked = worked().map(|path| path.with_extension("xlsx"));
    for path in samples().into_iter().chain(templates()).chain(corpus()).chain(worked).chain(big()) {
        let (workbook, _) = read_file(&path).unwrap();
        let base = converted(&workbook);
        let merged = merged(&workbook, &base);
        assert_eq!(merged.changes, [], "{}", name(&path));
        assert!(bytes(&merged.root) == bytes(&base), "{}", name(&path));
        let told = merged.findings.iter().filter(|f| f.code == "cell-not-taken").collect::<Vec<_>>();
        assert!(told.is_empty(), "{}: {told:?}", name(&path));
    }
}

/// Columns whose cell shows what the log says last, or what names the item.
const APART: [&str; 4] = ["POAM ID", "Milestone Changes", "Status Date", "Last Vendor Check-in Date"];

/// Texts that mean something in some columns and nothing in others.
const TEXTS: [&str; 6] = ["2026-09-09", "Yes", "Moderate", "", "(1) 2026-09-09: Text", "A : b\n\nc"];

#[test]
fn any_cell_of_any_sample_typed_over_changes_its_item_alone() {
    let mut edits = 0;
    let worked = worked().map(|path| path.with_extension("xlsx"));
    for path in samples().into_iter().chain(templates()).chain(corpus()).chain(worked) {
        let name = name(&path);
        let grid = Grid::read(&path);
        let workbook = grid.workbook();
        let base = converted(&workbook);
        let (tables, _) = rows::find(&workbook, &MAPPING.layout, true).unwrap();
        let cells = tables.iter().flat_map(|t| {
            t.items.iter().flat_map(move |row| t.columns.iter().map(move |(at, is)| (t.sheet, *row, *at, is.clone())))
        });
        for (turn, (sheet, row, at, is)) in cells.enumerate().filter(|(turn, _)| turn % 11 == 5) {
            let header = match &is {
                rows::ColumnIs::Known(column) => MAPPING.columns[*column].header.clone(),
                rows::ColumnIs::Extra(header) => header.clone(),
            };
            if APART.contains(&header.as_str()) {
                continue;
            }
            let text = TEXTS[turn % TEXTS.len()];
            let mut edited = grid.clone();
            edited.sheets[sheet].set(row, at, text);
            let sheet = edited.workbook();
            let told = format!("{name}, row {}, {header}: {text:?}", row + 1);
            let merged = merged(&sheet, &base);
            let not_taken: Vec<_> = merged.findings.iter().filter(|f| f.code == "cell-not-taken").collect();
            assert!(not_taken.is_empty(), "{told}: {not_taken:?}");
            let is_shared =
                |path: &str| ["/parties", "/local-definitions", "/back-matter"].iter().any(|part| path.contains(part));
            let own: Vec<_> = merged.changes.iter().filter(|c| !is_shared(&c.path)).collect();
            let one = own.first().and_then(|c| c.item.clone());
            assert!(own.iter().all(|c| c.item == one && one.is_some()), "{told}: {own:?}");
            let twice = super::merged(&sheet, &merged.root);
            assert_eq!(twice.changes, [], "{told}");
            edits += 1;
        }
    }
    assert!(edits > 200, "{edits}");
}

#[test]
fn every_oscal_version_stays_the_one_it_is() {
    let path = samples().into_iter().find(|path| name(path).starts_with("meridian")).unwrap();
    let (workbook, _) = read_file(&path).unwrap();
    for version in WRITTEN {
        let asked = Options { version, keep_examples: true, ..Options::default() };
        let (base, _) = document(&Survey::new(&workbook, &MAPPING, asked).unwrap()).unwrap();
        let merged = merged(&workbook, &base);
        assert_eq!(merged.changes, [], "{version}");
        assert_eq!(merged.version, version);
    }
}

#[test]
fn the_stamp_changes_only_with_something_else() {
    let grid = super::full();
    let base = converted(&grid.workbook());
    let now = "2031-01-02T03:04:05Z";
    let stamped = |grid: &Grid| {
        let workbook = grid.workbook();
        let asked = Options { now: Some(now.to_owned()), ..Options::default() };
        let survey = Survey::new(&workbook, &MAPPING, asked).unwrap();
        merge(survey, &base, poam::merge::Options::default()).unwrap().root
    };
    assert!(bytes(&stamped(&grid)) == bytes(&base));
    let edited = json(&stamped(&super::typed(&grid, "Comments", "More")));
    assert_eq!(edited["metadata"]["last-modified"], now);
    assert_ne!(edited["uuid"], json(&base)["uuid"]);
    let mut rest = edited.clone();
    rest["metadata"]["last-modified"] = json(&base)["metadata"]["last-modified"].clone();
    rest["uuid"] = json(&base)["uuid"].clone();
    rest["poam-items"][0]["remarks"] = json(&base)["poam-items"][0]["remarks"].clone();
    assert_eq!(rest, json(&base));
}

#[test]
fn what_a_configuration_gave_stays_with_and_without_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let (workbook, _) = read_file(&folder.join("meridian-v2.1.xlsx")).unwrap();
    let configured = || {
        let config = Config::load(&folder.join("poam.toml")).unwrap();
        let beyond = Beyond { config, ..Beyond::default() }.into();
        Survey::new(&workbook, &MAPPING, Options { keep_examples: true, beyond, ..Options::default() }).unwrap()
    };
    let (base, _) = document(&configured()).unwrap();
    let plain = merge(super::survey(&workbook), &base, poam::merge::Options::default()).unwrap();
    assert_eq!(plain.changes, []);
    let again = merge(configured(), &base, poam::merge::Options::default()).unwrap();
    assert_eq!(again.changes, []);
}
