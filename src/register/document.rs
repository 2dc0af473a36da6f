//! An OSCAL document as a register.

use super::{Cell, Item, Options, Register};
use crate::convert::item_id;
use crate::finding::{Failure, Finding, Place};
use crate::limits::Limits;
use crate::mapping::codec::DateOrder;
use crate::mapping::definition::Mapping;
use crate::mapping::document::{dates, to_rows};
use crate::oscal::model::POAM;
use crate::oscal::object::Object;
use crate::oscal::path::Path;
use crate::oscal::read;
use std::collections::BTreeSet;

pub(super) fn open(
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    options: Options,
    limits: &Limits,
) -> Result<(Register, Vec<Finding>), Failure> {
    let reading = read::document_within(name, bytes, limits)?;
    Ok((of(name, &reading.root, mapping, options), reading.findings))
}

pub(super) fn of(name: &str, root: &Object, mapping: &Mapping, options: Options) -> Register {
    let mut rows = to_rows(mapping, root, None);
    let dates = dates(mapping, root);
    let file = Place::file(name);
    let header = rows.header.into_iter().map(|text| (!text.trim().is_empty()).then(|| cell(text, &file)));
    let header = header.collect();
    let sheet_header = rows.sheet_header.into_iter().map(|(sheet, label, text)| (sheet, label, cell(text, &file)));
    let headers: Vec<String> = rows.extra_columns.iter().map(|(id, header)| named(id, header)).collect();
    let mut items = Vec::with_capacity(rows.rows.len());
    for (at, (row, dates)) in rows.rows.drain(..).zip(dates).enumerate() {
        let id = item_id(row.cells.get(mapping.identity.id).map_or("", String::as_str));
        let item = (!id.is_empty()).then(|| id.as_str().into());
        let place = Place { item, path: Some(pointer(at)), ..file.clone() };
        let columns = mapping.columns.iter().zip(dates);
        let cells = row.cells.into_iter().zip(columns).map(|(text, (column, day))| {
            // A kept spelling may leave open which number is the day; the document does not.
            match day {
                Some(day) if column.get(&text, DateOrder::Unknown).records.is_empty() => Some(cell(day, &place)),
                _ => Some(cell(text, &place)),
            }
        });
        let extras = headers.iter().zip(row.extras).filter_map(|(header, text)| {
            let text = text.filter(|text| !text.trim().is_empty())?;
            Some((header.clone(), text))
        });
        items.push(Item { id, sheet: row.sheet, cells: cells.collect(), extras: extras.collect(), place });
    }
    Register {
        name: name.into(),
        header,
        sheet_header: sheet_header.collect(),
        renamed: Vec::new(),
        items,
        italics: BTreeSet::new(),
        sheets: (0..mapping.sheets.len()).collect(),
        columns_present: vec![vec![true; mapping.columns.len()]; mapping.sheets.len()],
        generation: None,
        is_document: true,
        date_orders: vec![options.date_order; mapping.columns.len()],
    }
}

fn cell(text: String, place: &Place) -> Cell {
    Cell { text, place: place.clone() }
}

fn named(id: &str, header: &str) -> String {
    if header.trim().is_empty() { id.to_owned() } else { header.to_owned() }
}

/// The JSON pointer of the item at a position.
fn pointer(at: usize) -> String {
    let mut path = Path::root();
    if let Some(member) = POAM.member("poam-item") {
        path.push(&POAM.members[member], at);
    }
    path.to_string()
}
