//! What a sheet says of a column that it does not have: other columns, or the sheet's own name, may say the same.

use crate::convert::survey::Survey;
use crate::finding::Place;
use crate::mapping::document::{Document, RowText, to_rows};
use crate::mapping::row::{self, Row};
use crate::mapping::said::Memory;
use crate::oscal::model::POAM;
use crate::oscal::object::{Node, Object};
use std::borrow::Cow;

/// The cells that a document shows which is made of an item's cells on this sheet alone: the day of the last change, say,
/// stands in a change of a milestone, whether or not there is a column for it.
pub(super) fn said_by_the_rest(survey: &Survey<'_>, table: usize, item: &RowText) -> Vec<String> {
    let mapping = survey.mapping;
    let Some(sheet) = survey.tables.get(table) else { return Vec::new() };
    let has = |column: usize| sheet.columns.get(column).is_some_and(Option::is_some);
    let is_there = |column: usize| has(column) || mapping.home(column, sheet.generation).is_some_and(has);
    let cells = item.cells.iter().enumerate();
    let cells = cells.map(|(column, text)| is_there(column).then_some((0, Cow::Borrowed(text.as_str()))));
    let row = Row {
        sheet: sheet.table.kind,
        generation: sheet.generation,
        place: Place::default(),
        cells: cells.collect(),
        joined: Vec::new(),
        changes: Vec::new(),
        extras: Vec::new(),
        identity: vec!["rest".to_owned()],
        date_orders: &survey.date_orders,
    };
    let made = row::to_oscal(mapping, &survey.context, &row, &mut Memory::default());
    let nothing: Vec<_> = mapping.headers.iter().map(|_| Vec::new()).collect();
    let mut document = Document::new(mapping, &survey.context, &nothing, Object::new(&POAM));
    document.share(made.shared);
    let mut root = document.finish();
    for (member, object) in made.objects {
        root.push(member, Node::Object(object));
    }
    let rows = to_rows(mapping, &root, sheet.generation).rows;
    rows.into_iter().next().map_or_else(Vec::new, |row| row.cells)
}
