//! A workbook as typed cells with their addresses. Knows nothing of POA&Ms: which sheet, row or column means what is
//! said by [`crate::rows`].

pub mod anew;
mod biff;
mod bytes;
mod compound;
mod csv;
mod dates;
mod escape;
mod excel;
mod format;
mod intake;
mod italics;
mod legacy;
mod package;
mod sheet;
pub mod splice;
mod texts;
mod xlsb;

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

pub use dates::{civil_date, is_oscal_date_time};
pub use italics::italics;
pub use sheet::{Row, Sheet, SheetBuilder};

use crate::finding::{Failure, Finding, Findings, Place};
use crate::limits::{self, Limits};
use format::Format;
use sheet::Excess;

/// What a cell holds. Text keeps every character; a date keeps its serial; a formula gives its cached value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Text, as typed.
    Text(&'a str),
    /// A number without a date format.
    Number(f64),
    /// A number with a date format: days since the workbook's epoch.
    Date {
        /// Days, and the time of day as their fraction.
        serial: f64,
        /// Whether day 0 is 1904-01-01 instead of 1899-12-31.
        is_1904: bool,
    },
    /// A date stored as ISO 8601 text (`t="d"`, and every date of .ods).
    Iso(&'a str),
    /// A truth value.
    Bool(bool),
    /// An error, as Excel shows it: `#REF!`.
    Error(&'a str),
    /// A formula whose value was never computed: the file was not saved by a spreadsheet program.
    Uncomputed,
}

/// A cell at its address.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellAt<'a> {
    /// The row, counted from 0.
    pub row: u32,
    /// The column, counted from 0.
    pub column: u32,
    /// What it holds.
    pub cell: Cell<'a>,
    /// Whether a formula gave it.
    pub is_formula: bool,
}

impl Cell<'_> {
    /// The text of a cell that holds text, an ISO date or an error; nothing for a formula without a value; none for
    /// numbers, dates and truth values, which are never blank.
    pub fn words(&self) -> Option<&str> {
        match self {
            Cell::Text(text) | Cell::Iso(text) | Cell::Error(text) => Some(text),
            Cell::Uncomputed => Some(""),
            Cell::Number(_) | Cell::Date { .. } | Cell::Bool(_) => None,
        }
    }

    /// The cell as text: integral numbers without `.0`, dates as `2026-05-04` (with ` 13:30:00` where there is a time
    /// of day), truth values as `TRUE` and `FALSE`, errors as Excel shows them, a formula without a value as nothing.
    pub fn text(&self) -> Cow<'_, str> {
        match *self {
            Cell::Text(text) | Cell::Iso(text) | Cell::Error(text) => Cow::Borrowed(text),
            Cell::Number(number) => Cow::Owned(number_text(number)),
            Cell::Date { serial, is_1904 } => Cow::Owned(match civil_date(serial, is_1904) {
                Some((day, Some(time))) => format!("{day} {time}"),
                Some((day, None)) => day,
                None => number_text(serial),
            }),
            Cell::Bool(true) => Cow::Borrowed("TRUE"),
            Cell::Bool(false) => Cow::Borrowed("FALSE"),
            Cell::Uncomputed => Cow::Borrowed(""),
        }
    }
}

/// A number with at most 15 significant digits, which is what Excel shows: the 16th and 17th are noise of the binary
/// form (0.1 + 0.2).
fn number_text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number}");
    }
    let shown = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{shown}")
}

/// A workbook, read whole.
#[derive(Debug)]
pub struct Workbook {
    /// The file's name, as the person gave it.
    pub file: Arc<str>,
    /// Its sheets, in order.
    pub sheets: Vec<Sheet>,
    /// When the workbook says that it was last changed (`docProps/core.xml`), as an OSCAL date-time; none where it
    /// does not say so in a form OSCAL allows.
    pub modified: Option<String>,
}

/// Reads a workbook from the disk. [`read`] says what is read and what is refused; beyond that, a path that is missing,
/// a folder, unreadable or too large is a [`Failure::Unreadable`].
pub fn read_file(path: &Path) -> Result<(Workbook, Vec<Finding>), Failure> {
    read_file_within(path, &Limits::default())
}

/// [`read_file`], within limits.
pub fn read_file_within(path: &Path, limits: &Limits) -> Result<(Workbook, Vec<Finding>), Failure> {
    let name = path.display().to_string();
    let refuse = |message: String, help: &str| {
        Failure::unreadable(Finding::error("unreadable-file", message).at(Place::file(&name)).help(help))
    };
    if path.is_dir() {
        return Err(refuse("this is a folder, not a workbook".to_owned(), "name the file in it"));
    }
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => refuse("there is no such file".to_owned(), "check the spelling and the folder"),
        std::io::ErrorKind::PermissionDenied => refuse(
            "the file may not be read".to_owned(),
            "check its permissions, and whether another program holds it open",
        ),
        _ => {
            refuse(format!("the file cannot be read: {error}"), "check that the disk or share is there, then try again")
        }
    };
    let file = File::open(path).map_err(unreadable)?;
    let most = (limits.file_mb << 20) + 1;
    let size = file.metadata().map_or(0, |known| known.len()).min(most);
    let mut bytes = Vec::new();
    // Where there is no room for it, reading says so.
    let _ = bytes.try_reserve_exact(usize::try_from(size).unwrap_or_default());
    file.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    read_within(&name, bytes, limits)
}

/// Reads a workbook. `file` is the name as the person gave it: it stands in messages, and its extension decides where
/// the content does not. Reads .xlsx, .xlsm, .xlsb, .xls, .ods, and .csv in UTF-8 or UTF-16; anything else, and any
/// damage that cannot be worked around, is a [`Failure::Unreadable`] that says what to do. What was worked around is
/// among the findings.
pub fn read(file: &str, bytes: impl AsRef<[u8]>) -> Result<(Workbook, Vec<Finding>), Failure> {
    read_within(file, bytes, &Limits::default())
}

/// [`read`], within limits.
pub fn read_within(file: &str, bytes: impl AsRef<[u8]>, limits: &Limits) -> Result<(Workbook, Vec<Finding>), Failure> {
    let bytes = bytes.as_ref();
    if bytes.len() as u64 > limits.file_mb << 20 {
        return Err(too_large(Place::file(file), format!("the file is larger than {} MB", limits.file_mb), "file-mb"));
    }
    let mut findings = Findings::default();
    let format = format::tell(file, bytes, &mut findings)?;
    let (sheets, modified) = match format {
        Format::Xlsx => excel::read(file, bytes, limits, &mut findings)?,
        Format::Xlsb | Format::Ods | Format::Xls => legacy::read(file, format, bytes, limits, &mut findings)?,
        Format::Csv => (vec![csv::read(file, bytes, limits, &mut findings)?], None),
    };
    Ok((Workbook { file: file.into(), sheets, modified }, findings.into_vec()))
}

/// The failure where something is more than a limit allows.
fn too_large(place: Place, message: String, limit: &str) -> Failure {
    Failure::unreadable(Finding::error("too-large", message).at(place).help(limits::help(limit)))
}

/// The failure of a sheet that holds more than it may.
fn too_full(file: &str, sheet: &str, excess: Excess, limits: &Limits) -> Failure {
    let place = Place::file(file).in_sheet(sheet);
    match excess {
        Excess::Rows => too_large(place, format!("the sheet has more than {} rows", limits.rows), "rows"),
        Excess::Cells => too_large(place, format!("the workbook has more than {} cells", limits.cells), "cells"),
        Excess::Text => {
            too_large(place, format!("the workbook has more than {} MB of text", limits.text_mb), "text-mb")
        }
        Excess::Cell(row, column) => {
            let message = format!("the text of the cell is longer than {} bytes", limits.cell_length);
            too_large(place.at(row, column), message, "cell-length")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_reads_as_a_spreadsheet_shows_it() {
        assert_eq!(Cell::Number(12345.0).text(), "12345");
        assert_eq!(Cell::Number(-0.0).text(), "0");
        assert_eq!(Cell::Number(0.1 + 0.2).text(), "0.3");
        assert_eq!(Cell::Number(-2.5).text(), "-2.5");
        assert_eq!(Cell::Number(f64::NAN).text(), "NaN");
        assert_eq!(Cell::Date { serial: 46146.0, is_1904: false }.text(), "2026-05-04");
        assert_eq!(Cell::Date { serial: 46146.5625, is_1904: false }.text(), "2026-05-04 13:30:00");
        assert_eq!(Cell::Date { serial: 60.0, is_1904: false }.text(), "60");
        assert_eq!(Cell::Bool(true).text(), "TRUE");
        assert_eq!(Cell::Error("#REF!").text(), "#REF!");
        assert_eq!(Cell::Uncomputed.text(), "");
    }

    #[test]
    fn a_missing_file_and_a_folder_are_said_in_words() {
        let missing = read_file(Path::new("no/such.xlsx")).err().map(|failure| failure.to_string());
        assert_eq!(
            missing.as_deref(),
            Some(
                "error[unreadable-file]: there is no such file\n  no/such.xlsx\n  help: check the spelling and the folder"
            )
        );
        let folder = read_file(Path::new(".")).err().map(|failure| failure.to_string());
        assert_eq!(
            folder.as_deref(),
            Some("error[unreadable-file]: this is a folder, not a workbook\n  .\n  help: name the file in it")
        );
    }
}
