//! Our reader of .xlsx and .xlsm against calamine's, cell by cell, on every workbook at hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use calamine::{DataRef, Reader, SheetType, Xlsx, open_workbook};
use poam::workbook::{Cell, read_file};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

mod common;

/// What calamine says stands in a cell, as our reader should.
fn expected(value: &DataRef<'_>, is_formula: bool) -> Option<String> {
    let text = |text: &str| {
        let is_nothing = text.is_empty() || is_formula && text.trim().is_empty();
        (!is_nothing).then(|| format!("text {}", text.replace("\r\n", "\n").replace('\r', "\n")))
    };
    match value {
        DataRef::Empty => is_formula.then(|| "uncomputed".to_owned()),
        DataRef::String(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::Float(number) => Some(format!("number {number}")),
        DataRef::DateTime(date) if date.is_duration() => Some(format!("number {}", date.as_f64())),
        DataRef::DateTime(date) => Some(format!("date {}", date.as_f64())),
        DataRef::Bool(truth) => Some(format!("bool {truth}")),
        DataRef::Error(error) => Some(format!("error {error}")),
        DataRef::DateTimeIso(value) => Some(format!("iso {value}")),
        other => panic!("calamine gives {other:?}"),
    }
}

fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => format!("text {text}"),
        Cell::Number(number) => format!("number {number}"),
        Cell::Date { serial, .. } => format!("date {serial}"),
        Cell::Iso(text) => format!("iso {text}"),
        Cell::Bool(truth) => format!("bool {truth}"),
        Cell::Error(error) => format!("error {error}"),
        Cell::Uncomputed => "uncomputed".to_owned(),
    }
}

/// Compares all sheets and gives how many cells there are.
fn compare(path: &Path) -> usize {
    let (ours, _) = read_file(path).unwrap();
    let mut theirs: Xlsx<_> = open_workbook(path).unwrap();
    let sheets = theirs.sheets_metadata().to_vec();
    let sheets: Vec<_> = sheets.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
    assert_eq!(ours.sheets.len(), sheets.len(), "{}", path.display());
    let is_1904 = theirs.has_1904_epoch();
    let mut count = 0;
    for (sheet, theirs_is) in ours.sheets.iter().zip(&sheets) {
        assert_eq!(*sheet.name, *theirs_is.name);
        assert_eq!(sheet.hidden, theirs_is.visible != calamine::SheetVisible::Visible, "{}", sheet.name);
        assert_eq!(sheet.is_1904(), is_1904);
        let mut reader = theirs.worksheet_cells_reader(&sheet.name).unwrap();
        let mut cells = BTreeMap::new();
        while let Some(record) = reader.next_cell_with_formula_metadata().unwrap() {
            if let Some(expected) = expected(&record.value, record.formula.is_some()) {
                cells.insert(record.pos, (expected, record.formula.is_some()));
            }
        }
        let found: BTreeMap<_, _> = sheet.cells().map(|c| ((c.row, c.column), (shown(c.cell), c.is_formula))).collect();
        assert_eq!(found.len(), sheet.cells().count(), "an address occurs once");
        for (at, cell) in &cells {
            assert_eq!(found.get(at), Some(cell), "{} {} {at:?}", path.display(), sheet.name);
        }
        assert_eq!(found.len(), cells.len(), "{} {}", path.display(), sheet.name);
        count += cells.len();
    }
    count
}

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let is_book = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "xlsx" || ending == "xlsm");
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(is_book).collect();
    all.sort();
    all
}

#[test]
fn the_samples_read_as_calamine_reads_them() {
    let samples = workbooks(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"));
    assert!(samples.len() >= 5);
    let cells: usize = samples.iter().map(|path| compare(path)).sum();
    assert!(cells > 2_000, "{cells}");
}

#[test]
fn published_workbooks_read_as_calamine_reads_them() {
    for folder in ["corpus/workbooks", "templates", "mapping"] {
        let Some(folder) = common::shared(folder) else { continue };
        let all = workbooks(&folder);
        assert!(!all.is_empty(), "{}", folder.display());
        for path in &all {
            assert!(compare(path) > 0, "{}", path.display());
        }
    }
}
