#![no_main]
//! Any texts as the cells of an item, in every column of the built-in mapping: all of it comes back from the document,
//! cell for cell, or is told as lost. Cells are parted by a bell; the first byte says which column comes first.

use poam::convert::{self, Options, Survey};
use poam::mapping::definition::Mapping;
use poam::mapping::document::to_rows;
use poam::mapping::file;
use std::sync::LazyLock;

static MAPPING: LazyLock<Mapping> =
    LazyLock::new(|| file::load("fedramp", file::FEDRAMP).expect("the built-in mapping"));

libfuzzer_sys::fuzz_target!(|text: &str| {
    let columns = MAPPING.columns.len();
    let first = text.bytes().next().map_or(0, usize::from) % columns;
    let mut cells = vec![String::new(); columns];
    cells[0] = "V-1".to_owned();
    for (at, cell) in text.split('\u{7}').take(columns).enumerate() {
        cells[(first + at) % columns] = cell.to_owned();
    }
    let quoted = |texts: &mut dyn Iterator<Item = &str>| {
        texts.map(|text| format!("\"{}\"", text.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
    };
    let headers = quoted(&mut MAPPING.columns.iter().map(|column| column.header.as_str()));
    let csv = format!("{headers}\n{}\n", quoted(&mut cells.iter().map(String::as_str)));
    let Ok((workbook, _)) = poam::workbook::read("cells.csv", csv.into_bytes()) else { return };
    let Ok(survey) = Survey::new(&workbook, &MAPPING, Options::default()) else { return };
    let Ok((root, report)) = convert::document(&survey) else { return };
    if !report.losses.is_empty() {
        return;
    }
    let rows = survey.rows().expect("there is an item");
    let read = to_rows(&MAPPING, &root, None);
    assert_eq!(rows.len(), read.rows.len());
    for (at, read) in rows.iter().zip(&read.rows) {
        let row = survey.row(*at, &mut Vec::new());
        for (column, cell) in row.cells.iter().enumerate() {
            let Some((_, text)) = cell else { continue };
            let text: &str = if text.trim().is_empty() { "" } else { text };
            assert_eq!(read.cells[column], text, "{}", MAPPING.columns[column].header);
        }
    }
});
