//! .xlsb, .xls and .ods: formats whose readers give whole sheets.

use std::collections::HashSet;
use std::io::Cursor;

use calamine::{Data, DataRef, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, XlsbError};

use super::biff::{self, Refused};
use super::csv::outside_sheet;
use super::dates::is_oscal_date_time;
use super::excel::broken;
use super::format::{Format, encrypted};
use super::sheet::{Excess, Sheet, SheetBuilder};
use super::{Cell, CellAt, intake, too_full, too_large, xlsb};
use crate::finding::{Failure, Findings, Place};
use crate::guard::guarded;
use crate::limits::Limits;

/// The sheets, and when the workbook says it was last changed.
pub(crate) fn read(
    file: &str,
    format: Format,
    bytes: &[u8],
    limits: &Limits,
    findings: &mut Findings,
) -> Result<(Vec<Sheet>, Option<String>), Failure> {
    let (formulas, plain) = match format {
        Format::Xls => {
            let spread_out = |more: String, limit| {
                too_large(Place::file(file), format!("the sheets spread out to more than {more}"), limit)
            };
            let look = biff::look(bytes, limits).map_err(|refused| match refused {
                Refused::MakesNoSense => broken(file, None, "its structure makes no sense"),
                Refused::Encrypted => encrypted(file),
                Refused::Excess(Excess::Text) => spread_out(format!("{} MB of text", limits.text_mb), "text-mb"),
                Refused::Excess(_) => spread_out(format!("{} cells", limits.rectangle), "rectangle"),
            })?;
            (Some(look.formulas), Some(look.bytes))
        }
        Format::Xlsb => {
            let look = xlsb::look(file, bytes, limits)?;
            (Some(look.formulas), Some(look.bytes))
        }
        _ => {
            intake::check(file, bytes, format, limits)?;
            (None, None)
        }
    };
    let bytes = Cursor::new(plain.as_deref().unwrap_or(bytes));
    let read = guarded(|| match format {
        Format::Ods => {
            let mut book = Ods::new(bytes).map_err(|error| cause(file, &error))?;
            let modified = book.workbook_properties().ok().and_then(|p| p.modified);
            Ok((sheets(file, &mut book, false, None, limits, findings)?, modified))
        }
        Format::Xlsb => {
            let mut book = Xlsb::new(bytes).map_err(|error| cause(file, &error))?;
            let modified = book.workbook_properties().ok().and_then(|p| p.modified);
            let formulas = formulas.unwrap_or_default();
            Ok((streamed(file, &mut book, &formulas, limits, findings)?, modified))
        }
        _ => {
            let mut book = Xls::new(bytes).map_err(|error| cause(file, &error))?;
            let modified = book.workbook_properties().ok().and_then(|p| p.modified);
            let is_1904 = book.has_1904_epoch();
            Ok((sheets(file, &mut book, is_1904, formulas.as_deref(), limits, findings)?, modified))
        }
    });
    let (sheets, modified) = read.unwrap_or_else(|| Err(broken(file, None, "its structure makes no sense")))?;
    Ok((sheets, modified.filter(|stamp| is_oscal_date_time(stamp))))
}

/// What a reader says of a file it cannot open, in words.
fn cause(file: &str, error: &impl std::fmt::Display) -> Failure {
    let reason = error.to_string();
    if reason.contains("password") { encrypted(file) } else { broken(file, None, &reason) }
}

/// The sheets of a reader that gives them whole. Where nobody knows yet which cells are formulas, it is asked.
fn sheets<'a, R>(
    file: &str,
    book: &mut R,
    is_1904: bool,
    formulas: Option<&[Vec<(u32, u32)>]>,
    limits: &Limits,
    findings: &mut Findings,
) -> Result<Vec<Sheet>, Failure>
where
    R: Reader<Cursor<&'a [u8]>>,
    R::Error: std::fmt::Display,
{
    let mut sheets = Vec::new();
    let mut others = (0, 0);
    let listed = book.sheets_metadata().to_vec();
    told_apart(file, &listed)?;
    for (index, sheet) in listed.iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let broken = |error: R::Error| broken(file, Some(&sheet.name), &error.to_string());
        let range = book.worksheet_range(&sheet.name).map_err(broken)?;
        let cells = SheetBuilder::within(limits).beside(others).counting_from_1904(is_1904);
        let (cells, outside) = if let Some(known) = formulas {
            let known = known.get(index).map_or(&[][..], Vec::as_slice);
            gather(&range, |cell| known.binary_search(&cell).is_ok(), is_1904, cells)
        } else {
            // A reader that cannot tell has none.
            let formulas = book.worksheet_formula(&sheet.name).unwrap_or_default();
            let is_formula = |cell| formulas.get_value(cell).is_some_and(|formula| !formula.is_empty());
            gather(&range, is_formula, is_1904, cells)
        };
        if let Some(excess) = cells.excess() {
            return Err(too_full(file, &sheet.name, excess, limits));
        }
        if outside > 0 {
            findings.push(outside_sheet(file, &sheet.name, outside));
        }
        others = cells.with_others();
        sheets.push(cells.finish(&sheet.name, sheet.visible != SheetVisible::Visible));
    }
    Ok(sheets)
}

/// Refuses sheets of one name: their reader knows them by it, and would give the one for the other.
fn told_apart(file: &str, sheets: &[calamine::Sheet]) -> Result<(), Failure> {
    let mut names = HashSet::new();
    match sheets.iter().find(|sheet| !names.insert(&sheet.name)) {
        Some(sheet) => Err(broken(file, Some(&sheet.name), "there are two of this name")),
        None => Ok(()),
    }
}

/// The sheets of an .xlsb, cell by cell: a far-out cell must not make the reader hold everything before it.
fn streamed(
    file: &str,
    book: &mut Xlsb<Cursor<&[u8]>>,
    formulas: &[Vec<(u32, u32)>],
    limits: &Limits,
    findings: &mut Findings,
) -> Result<Vec<Sheet>, Failure> {
    let is_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    let mut others = (0, 0);
    told_apart(file, book.sheets_metadata())?;
    for (index, sheet) in book.sheets_metadata().to_vec().iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let broken = |error: XlsbError| broken(file, Some(&sheet.name), &error.to_string());
        let formulas = formulas.get(index).map_or(&[][..], Vec::as_slice);
        let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(broken)?;
        let mut cells = SheetBuilder::within(limits).beside(others).counting_from_1904(is_1904);
        let mut outside = 0;
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            let (row, column) = cell.get_position();
            let is_formula = formulas.binary_search(&(row, column)).is_ok();
            outside += usize::from(!keep(&mut cells, row, column, cell.get_value(), is_formula, is_1904));
            if let Some(excess) = cells.excess() {
                return Err(too_full(file, &sheet.name, excess, limits));
            }
        }
        if outside > 0 {
            findings.push(outside_sheet(file, &sheet.name, outside));
        }
        others = cells.with_others();
        sheets.push(cells.finish(&sheet.name, sheet.visible != SheetVisible::Visible));
    }
    Ok(sheets)
}

fn gather(
    range: &Range<Data>,
    is_formula: impl Fn((u32, u32)) -> bool,
    is_1904: bool,
    mut cells: SheetBuilder,
) -> (SheetBuilder, usize) {
    let mut outside = 0;
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let row = u32::try_from(row).ok().and_then(|row| row.checked_add(top)).unwrap_or(u32::MAX);
        let column = u32::try_from(column).ok().and_then(|column| column.checked_add(left)).unwrap_or(u32::MAX);
        let value = match value {
            Data::Int(number) => DataRef::Int(*number),
            Data::Float(number) => DataRef::Float(*number),
            Data::String(text) => DataRef::SharedString(text),
            Data::Bool(truth) => DataRef::Bool(*truth),
            // What the .xls reader makes of a formula that gives "" in a date column.
            Data::DateTime(date) if date.as_f64() == 0.0 && is_formula((row, column)) => continue,
            Data::DateTime(date) => DataRef::DateTime(*date),
            Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
            Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
            Data::Error(kind) => DataRef::Error(kind.clone()),
            Data::Empty => continue,
        };
        outside += usize::from(!keep(&mut cells, row, column, &value, is_formula((row, column)), is_1904));
        if cells.excess().is_some() {
            break;
        }
    }
    (cells, outside)
}

/// Adds a cell as its reader gave it. False where the address is outside any sheet.
fn keep(cells: &mut SheetBuilder, row: u32, column: u32, value: &DataRef<'_>, is_formula: bool, is_1904: bool) -> bool {
    let not_finite;
    let error;
    let cell = match value {
        DataRef::Empty if is_formula => Cell::Uncomputed,
        DataRef::Empty => return true,
        DataRef::String(text) if is_formula && text.trim().is_empty() => return true,
        DataRef::SharedString(text) if is_formula && text.trim().is_empty() => return true,
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::Text(text),
        DataRef::SharedString(text) => Cell::Text(text),
        // Whole numbers of old formats, at most 2^53 by their nature.
        #[allow(clippy::cast_precision_loss)]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) if !number.is_finite() => {
            not_finite = number.to_string();
            Cell::Text(&not_finite)
        }
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(truth) => Cell::Bool(*truth),
        DataRef::DateTime(date) if date.is_duration() || !date.as_f64().is_finite() => Cell::Number(date.as_f64()),
        DataRef::DateTime(date) => Cell::Date { serial: date.as_f64(), is_1904 },
        DataRef::DateTimeIso(text) => Cell::Iso(text),
        DataRef::Error(kind) => {
            error = kind.to_string();
            Cell::Error(&error)
        }
    };
    cells.push(CellAt { row, column, cell, is_formula })
}
