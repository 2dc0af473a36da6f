//! A POA&M as its rows in the user's words, whatever it was read from: a workbook or an OSCAL document. What checks and
//! compares POA&Ms reads this, and names columns by the mapping's ids.

mod document;
mod workbook;

use crate::finding::{Failure, Finding, Place};
use crate::limits::Limits;
use crate::mapping::codec::{DateOrder, Reading};
use crate::mapping::definition::Mapping;
use crate::oscal::object::Object;
use crate::oscal::read;
use crate::rows::normal;
use crate::workbook::Workbook;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A POA&M as its rows.
#[derive(Debug)]
pub struct Register {
    /// The file's name, as the person gave it.
    pub name: Arc<str>,
    /// The header block's values, by [`Mapping::headers`]; none where there is no such value.
    pub header: Vec<Option<Cell>>,
    /// Values of the header block on further sheets that are not the first sheet's: kind of sheet, label, value.
    pub sheet_header: Vec<(usize, usize, Cell)>,
    /// Columns under another header than the mapping's own: kind of sheet, column, and the header as it is. A document has
    /// none.
    pub renamed: Vec<(usize, usize, Cell)>,
    /// The items, in the order they stand in.
    pub items: Vec<Item>,
    /// The cells with text in italics, wholly or in part: item and column. A document has none.
    pub italics: BTreeSet<(usize, usize)>,
    /// The kinds of sheets there are, as indexes into [`Mapping::sheets`], each once; a document has them all.
    pub sheets: Vec<usize>,
    /// For each kind of sheet which of the mapping's columns the layout has; a document has them all.
    pub columns_present: Vec<Vec<bool>>,
    /// The template generation, an index into [`Mapping::generations`]; of several sheets that of the one with the most
    /// columns.
    pub generation: Option<usize>,
    /// Whether it was read from an OSCAL document.
    pub is_document: bool,
    /// How `3/4/2026` is read, for each of the mapping's columns: told by the column's other dates.
    pub date_orders: Vec<DateOrder>,
}

/// An item: one row.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its POAM ID on one line, without blanks around it; empty where it has none.
    pub id: String,
    /// The kind of sheet it stands on, an index into [`Mapping::sheets`].
    pub sheet: usize,
    /// Its cells, by [`Mapping::columns`]; none where its sheet has no such column.
    pub cells: Vec<Option<Cell>>,
    /// The cells that hold something in columns the mapping does not know: header and text.
    pub extras: Vec<(String, String)>,
    /// File, sheet and row; of a document file and JSON pointer. The item is named in both.
    pub place: Place,
}

/// A cell's text and where it is.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// The text, as typed; a date that a workbook holds as a number is written `2026-05-04`.
    pub text: String,
    /// Where the cell is; in a document where its item is.
    pub place: Place,
}

/// How a POA&M is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// How `3/4/2026` is read where the column does not tell.
    pub date_order: DateOrder,
    /// Whether the template's example rows are items.
    pub keep_examples: bool,
}

/// Reads a workbook or an OSCAL document, which is told by its content. `name` is the name as the person gave it. A
/// workbook without items is a register without items. The findings are what the reading of the file came upon; what the
/// cells say is read by [`Register::reading`].
///
/// # Errors
/// [`Failure::Unreadable`] where the bytes are no workbook with a POA&M sheet and no OSCAL POA&M.
pub fn open(
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    options: Options,
) -> Result<(Register, Vec<Finding>), Failure> {
    open_within(name, bytes, mapping, options, &Limits::default())
}

/// [`open`], within limits.
///
/// # Errors
/// As [`open`].
pub fn open_within(
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    options: Options,
    limits: &Limits,
) -> Result<(Register, Vec<Finding>), Failure> {
    if read::is_document(name, bytes) {
        document::open(name, bytes, mapping, options, limits)
    } else {
        workbook::open(name, bytes, mapping, options, limits)
    }
}

/// A workbook that is read already, with its bytes, as a register.
///
/// # Errors
/// [`Failure::Unreadable`] where no sheet is a POA&M sheet.
pub fn of_workbook(
    workbook: &Workbook,
    bytes: &[u8],
    mapping: &Mapping,
    options: Options,
) -> Result<(Register, Vec<Finding>), Failure> {
    workbook::of(workbook, bytes, mapping, options)
}

/// A document that is read already as a register. `name` is the name as the person gave it.
pub fn of_document(name: &str, root: &Object, mapping: &Mapping, options: Options) -> Register {
    document::of(name, root, mapping, options)
}

/// The mapping's column of this id or header, as an index into [`Mapping::columns`]: `poam-id`, `POAM ID`.
pub fn column(mapping: &Mapping, name: &str) -> Option<usize> {
    let wanted = normal(name);
    let is_named = |c: &crate::mapping::definition::Column| c.id == name || normal(&c.header) == wanted;
    mapping.columns.iter().position(is_named)
}

/// The mapping's value of the header block of this id or label, as an index into [`Mapping::headers`].
pub fn label(mapping: &Mapping, name: &str) -> Option<usize> {
    let wanted = normal(name);
    mapping.headers.iter().position(|c| c.id == name || normal(&c.header) == wanted)
}

impl Register {
    /// What an item's cell says, by the mapping's column: records and faults. Nothing where there is no such cell.
    pub fn reading(&self, mapping: &Mapping, item: &Item, column: usize) -> Reading {
        let (Some(text), Some(known)) = (item.text(column), mapping.columns.get(column)) else {
            return Reading::default();
        };
        known.get(text, self.date_orders.get(column).copied().unwrap_or_default())
    }

    /// The first value of an item's cell; of a date `2026-05-04`, of a word table OSCAL's word. None where it says
    /// nothing.
    pub fn value(&self, mapping: &Mapping, item: &Item, column: usize) -> Option<String> {
        let reading = self.reading(mapping, item, column);
        reading.records.first().and_then(|record| record.get("value")).map(str::to_owned)
    }

    /// The first value of the header block's cell.
    pub fn header_value(&self, mapping: &Mapping, label: usize) -> Option<String> {
        let text = &self.header.get(label)?.as_ref()?.text;
        let codec = mapping.headers.get(label)?.codec;
        let reading = codec.get(text, crate::mapping::codec::Options::default());
        reading.records.first().and_then(|record| record.get("value")).map(str::to_owned)
    }

    /// Whether the item's sheet has a column.
    pub fn has_column(&self, sheet: usize, column: usize) -> bool {
        self.columns_present.get(sheet).and_then(|columns| columns.get(column)).copied().unwrap_or_default()
    }
}

impl Item {
    /// The text of a cell; none where its sheet has no such column.
    pub fn text(&self, column: usize) -> Option<&str> {
        self.cells.get(column)?.as_ref().map(|cell| cell.text.as_str())
    }

    /// Where a cell is, or the row where there is no such cell.
    pub fn place_of(&self, column: usize) -> Place {
        self.cells.get(column).and_then(Option::as_ref).map_or_else(|| self.place.clone(), |cell| cell.place.clone())
    }
}

#[cfg(test)]
mod tests;
