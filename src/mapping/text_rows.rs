//! A document as the rows of a sheet: the texts of their cells, and of the header block.

use super::definition::{Column, Mapping};
use super::document::{Index, header_cell, sheet_label};
use super::kept;
use super::row;
use super::view::View;
use crate::oscal::object::Object;
use rayon::prelude::*;
use std::collections::HashSet;

/// An item as a row: the kind of sheet it belongs on, its cells by the mapping's columns, its extra cells by the
/// document's extra columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowText {
    /// The kind of sheet.
    pub sheet: usize,
    /// The cells.
    pub cells: Vec<String>,
    /// The cells that several columns share in the generation asked for, whole: the column whose cell it is, the text.
    /// `cells` holds what each of the columns says in it.
    pub joined: Vec<(usize, String)>,
    /// The extra cells; none where the item has none.
    pub extras: Vec<Option<String>>,
}

impl RowText {
    /// The text that stands in the cell of a column: its own, or where the cell is home to others all of it.
    pub fn shown(&self, column: usize) -> &str {
        let whole = self.joined.iter().find(|(into, _)| *into == column).map(|(_, text)| text);
        whole.or_else(|| self.cells.get(column)).map_or("", String::as_str)
    }
}

/// A document as rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The header block's values, by label.
    pub header: Vec<String>,
    /// The header block's values of single sheets where they differ: kind of sheet, label, text.
    pub sheet_header: Vec<(usize, usize, String)>,
    /// The extra columns: id and header text.
    pub extra_columns: Vec<(String, String)>,
    /// The items, in the document's order.
    pub rows: Vec<RowText>,
}

/// Reads a whole document as rows, for a template generation (which may spell "no value" its own way).
pub fn to_rows(mapping: &Mapping, poam: &Object, generation: Option<usize>) -> Rows {
    let index = Index::new(poam);
    let header = mapping.headers.iter().map(|c| header_cell(mapping, poam, &index, c, &c.id)).collect();
    let mut sheet_header = Vec::new();
    for sheet in 0..mapping.sheets.len() {
        for (label, column) in mapping.headers.iter().enumerate() {
            let text = header_cell(mapping, poam, &index, column, &sheet_label(mapping, sheet, column));
            if !text.is_empty() {
                sheet_header.push((sheet, label, text));
            }
        }
    }
    let extra_columns = extra_columns(mapping, poam);
    let ids: Vec<String> = extra_columns.iter().map(|(id, _)| id.clone()).collect();
    let items: Vec<&Object> = poam.all("poam-item").collect();
    let rows = items.par_iter().map(|item| {
        let mut cells = row::to_cells(mapping, item, &index, generation);
        let whole = row::to_joined(mapping, item, &index, generation, &cells);
        // What a sheet of this generation says is what is read out of its cells.
        for (joined, (_, text)) in mapping.joined(generation).iter().zip(&whole) {
            joined.split(text).into_iter().for_each(|(column, text)| cells[column] = text.into_owned());
        }
        let sheet = row::to_sheet(mapping, item, &index);
        RowText { sheet, cells, joined: whole, extras: row::to_extras(mapping, item, &index, &ids) }
    });
    Rows { header, sheet_header, rows: rows.collect(), extra_columns }
}

/// The dates of each item as the document has them, by the mapping's columns: a cell's own spelling may leave open which
/// number is the day, the document never does. None in columns of another codec, and where there is no date.
pub fn dates(mapping: &Mapping, poam: &Object) -> Vec<Vec<Option<String>>> {
    let index = Index::new(poam);
    let of_item = |item| {
        let view = View::new(mapping, item, &index);
        let of_column = |column: &Column| {
            let is_date = column.codec == super::codec::Codec::Date;
            is_date.then(|| column.put(&column.read(&view, true), None)).filter(|day| !day.is_empty())
        };
        mapping.columns.iter().map(of_column).collect()
    };
    poam.all("poam-item").map(of_item).collect()
}

/// The extra columns of a document: id and header text, which is empty where the sheet had none.
fn extra_columns(mapping: &Mapping, poam: &Object) -> Vec<(String, String)> {
    let mut columns: Vec<(String, String)> = Vec::new();
    let mut ids = HashSet::new();
    // The header's place names the column by its class: whatever class stands there is an extra column.
    for prop in poam.all("metadata").flat_map(|m| m.all("prop")) {
        let id = prop.get("class").unwrap_or_default();
        let variables = [("column", id)];
        let is_header = mapping.extra.header.path.steps.last().is_some_and(|s| s.accepts(prop, &variables));
        if let (true, Some(header)) = (is_header, kept::read(prop)) {
            ids.insert(id);
            columns.push((id.to_owned(), header));
        }
    }
    let cell = mapping.extra.place.path.steps.last();
    for prop in poam.all("poam-item").flat_map(|item| item.all("prop")) {
        let is_cell = |id: &&str| cell.is_some_and(|step| step.accepts(prop, &[("column", *id)]));
        let named = ["name", "class"].into_iter().filter_map(|flag| prop.get(flag)).find(is_cell);
        if let Some(id) = named.filter(|id| ids.insert(*id)) {
            columns.push((id.to_owned(), String::new()));
        }
    }
    columns
}
