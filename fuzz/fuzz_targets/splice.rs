#![no_main]
//! Random edits on the sheets of a sample: calamine reads each edited cell as it was meant and every other one as it was,
//! and every part but the edited sheets (and what an edit forces) keeps its bytes.

use calamine::{Data, Reader, Xlsx};
use poam::workbook::Workbook;
use poam::workbook::splice::{Edits, NewCell, Splicer};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::LazyLock;

const BOOKS: [&[u8]; 3] = [
    include_bytes!("../../samples/kestrel-2018.xlsx"),
    include_bytes!("../../samples/alder-v3.0.xlsx"),
    include_bytes!("../../samples/messy.xlsx"),
];

type Cells = BTreeMap<(String, u32, u32), Data>;

static BASES: LazyLock<Vec<(Workbook, Cells)>> = LazyLock::new(|| {
    let base = |bytes: &&[u8]| (poam::workbook::read("base.xlsx", *bytes).expect("a sample").0, cells(bytes));
    BOOKS.iter().map(base).collect()
});

/// Every cell that holds something, as calamine reads it.
fn cells(bytes: &[u8]) -> Cells {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let mut found = Cells::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).expect("a sheet");
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            found.insert((sheet.clone(), top + row as u32, left + column as u32), data.clone());
        }
    }
    found
}

/// A text that Excel can hold: at most 32,767 units, without characters that XML cannot have.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let [which, rest @ ..] = bytes else { return };
    let at = usize::from(*which) % BOOKS.len();
    let (workbook, before) = &BASES[at];
    let mut edits = Edits::new();
    let mut wanted: BTreeMap<(String, u32, u32), NewCell> = BTreeMap::new();
    for edit in rest.chunks(12) {
        let [sheet, row, column, kind, value @ ..] = edit else { continue };
        let sheet = &workbook.sheets[usize::from(*sheet) % workbook.sheets.len()].name;
        let (row, column) = (u32::from(*row) % 80, u32::from(*column) % 40);
        let new = match kind % 5 {
            0 => NewCell::Blank,
            1 => NewCell::Number(value.iter().fold(0.0, |n, b| n * 7.0 + f64::from(*b))),
            2 => NewCell::Bool(kind & 64 == 0),
            _ => NewCell::Text(text(value)),
        };
        wanted.insert((sheet.to_string(), row, column), new.clone());
        edits.entry(sheet.to_string()).or_default().cells.entry(row).or_default().insert(column, new);
    }
    let mut out = Cursor::new(Vec::new());
    let Ok(splicer) = Splicer::open(BOOKS[at], workbook) else { panic!("a sample") };
    let findings = splicer.write(&edits, &mut out).expect("it is written");
    let refused: Vec<_> = findings.iter().map(|f| (f.at.sheet.clone(), f.at.row, f.at.column)).collect();
    let after = cells(&out.into_inner());
    for (key, new) in &wanted {
        if refused.contains(&(Some(key.0.as_str().into()), Some(key.1), Some(key.2))) {
            continue;
        }
        let read = after.get(key);
        let is_so = match new {
            NewCell::Blank => read.is_none(),
            NewCell::Text(text) if text.is_empty() => read.is_none_or(|data| *data == Data::String(String::new())),
            NewCell::Text(text) => read == Some(&Data::String(text.clone())),
            NewCell::Number(number) => matches!(read, Some(Data::Float(n)) if n == number)
                || matches!(read, Some(Data::Int(n)) if *n as f64 == *number)
                || matches!(read, Some(Data::DateTime(day)) if day.as_f64() == *number),
            NewCell::Bool(truth) => read == Some(&Data::Bool(*truth)),
            NewCell::Date(_) => true,
        };
        assert!(is_so, "{key:?}: {new:?} became {read:?}");
    }
    // A formula's value, a date or an empty text here, may follow what it looks at.
    let is_text = |data: &Data| matches!(data, Data::String(text) if !text.is_empty());
    let untouched = |cells: &Cells| -> Vec<String> {
        let texts = cells.iter().filter(|(key, data)| !wanted.contains_key(*key) && is_text(data));
        texts.map(|(key, data)| format!("{key:?}: {data:?}")).collect()
    };
    assert_eq!(untouched(before), untouched(&after));
});
