//! A workbook as typed cells with their addresses. Knows nothing of POA&Ms: which sheet, row or column means what is
//! said by [`crate::rows`].

use std::borrow::Cow;
use std::sync::Arc;

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
    /// The cell as text: integral numbers without `.0`, dates as `2026-05-04` (with ` 13:30:00` where there is a time
    /// of day), truth values as `TRUE` and `FALSE`, errors as Excel shows them, a formula without a value as nothing.
    pub fn text(&self) -> Cow<'_, str> {
        todo!("helper: workbook")
    }
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

/// A sheet's cells in row order, compactly.
#[derive(Debug)]
pub struct Sheet {
    /// Its name.
    pub name: Arc<str>,
    /// Whether it is hidden (or very hidden).
    pub hidden: bool,
}
