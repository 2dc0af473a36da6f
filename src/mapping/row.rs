//! One row: its cells to the objects of an item (`to_oscal`), and an item's objects to cells (`to_cells`).

use super::codec::{DateOrder, Record};
use super::definition::{Anchor, Base, Column, Mapping, Target, Value};
use super::kept;
use super::log;
use super::made::{Context, Location, Made, SharedUse, complete_shared};
use super::read_back::keep_spellings;
use super::said::{Memory, Said};
use super::stored::stored;
use super::view::{Lookup, View};
use crate::finding::{Finding, Findings, Place};
use crate::oscal::model::DataType;
use crate::oscal::object::Object;
use std::borrow::Cow;
use std::sync::Arc;

/// A row's cells, by the mapping's columns.
#[derive(Debug)]
pub struct Row<'a> {
    /// The kind of sheet.
    pub sheet: usize,
    /// The template generation, where the sheet's columns tell it.
    pub generation: Option<usize>,
    /// File, sheet and row.
    pub place: Place,
    /// For each column of the mapping the sheet's column and the cell's text; none where the sheet has no such column.
    pub cells: Vec<Option<(u32, Cow<'a, str>)>>,
    /// The cells of columns the mapping does not know: the column's id, the sheet's column, the text.
    pub extras: Vec<(&'a str, u32, Cow<'a, str>)>,
    /// The cells that several columns share, whole: the column whose cell it is, the text.
    pub joined: Vec<(usize, Cow<'a, str>)>,
    /// The decisions that differ from those of the document that the row is merged into: column, the text before and now.
    pub changes: Vec<(usize, String, String)>,
    /// What the item is known by: its POAM ID, and what tells it from others of the same id.
    pub identity: Vec<String>,
    /// How `3/4/2026` is read, for each column.
    pub date_orders: &'a [DateOrder],
}

/// So many findings of a row are told one by one.
pub(crate) const OF_A_ROW: usize = 100;

/// What a row becomes.
#[derive(Debug)]
pub struct Item {
    /// The objects directly below the document's root: the member there, and the object.
    pub objects: Vec<(usize, Object)>,
    /// The shared objects it names.
    pub shared: Vec<SharedUse>,
    /// What is wrong with its cells.
    pub findings: Findings,
    /// Cells whose text the document does not hold.
    pub losses: Vec<Finding>,
    /// How many of its cells held something.
    pub cells: usize,
    /// Defaults written: anchor and position in its list.
    pub defaults: Vec<(usize, usize)>,
}

/// Makes an item of a row; `memory` serves one row after the other.
pub fn to_oscal(mapping: &Mapping, context: &Context, row: &Row<'_>, memory: &mut Memory) -> Item {
    let mut findings = Findings::at_most(OF_A_ROW);
    let says = read_cells(mapping, context, row, memory, &mut findings);
    let mut made = Made::new(mapping, context, &row.identity, memory);
    let written = write_places(mapping, context, &says, &mut made);
    for (id, _, text) in row.extras.iter().filter(|(_, _, text)| !text.trim().is_empty()) {
        kept::keep(&mut made, &mapping.extra.place, id, text);
    }
    for ((column, said), written) in mapping.columns.iter().zip(&says).zip(&written) {
        match &column.target {
            Target::Values(values) => values.write_copies(said, &mut made, row.sheet),
            Target::Records(target) => target.write_copies(column, &said.records, &written.at, &mut made, row.sheet),
            Target::Dropped(_) => {}
        }
    }
    write_sheet(mapping, row.sheet, &mut made);
    for change in &row.changes {
        log::write(mapping, context, &says, change, &mut made);
    }
    for (index, anchor) in mapping.anchors.iter().enumerate() {
        if anchor.instead_of.is_some_and(|c| says[c].records.is_empty()) {
            let can = |(_, values): &(_, Vec<Value>)| {
                values.iter().any(|v| borrowed(context, &says, v, DataType::DateTime).is_some())
            };
            if anchor.borrow.iter().all(can) {
                made.anchor(index, None);
            }
        }
    }
    write_borrowed(mapping, context, &says, &mut made);
    let defaults = write_defaults(mapping, context, &mut made);
    made.finish();
    let losses = keep_spellings(mapping, row, &says, &written, &mut made);
    Item {
        objects: made.tops,
        shared: made.shared.into_list(),
        findings,
        losses,
        cells: filled(mapping, row),
        defaults,
    }
}

/// How many of a row's cells hold something; one that is home to several columns counts once.
fn filled(mapping: &Mapping, row: &Row<'_>) -> usize {
    let is_filled = |text: &str| !text.trim_start().is_empty();
    let whole = |column: usize| row.joined.iter().find(|(into, _)| *into == column).map(|(_, text)| text);
    let own = |(column, cell): (usize, &Option<(u32, Cow<'_, str>)>)| match cell {
        Some(_) if mapping.home(column, row.generation).is_some_and(|into| whole(into).is_some()) => false,
        Some((_, text)) => is_filled(whole(column).unwrap_or(text)),
        None => false,
    };
    let cells = row.cells.iter().enumerate().filter(|cell| own(*cell)).count();
    cells + row.extras.iter().filter(|(_, _, text)| is_filled(text)).count()
}

/// What each column's cell says.
fn read_cells(
    mapping: &Mapping,
    context: &Context,
    row: &Row<'_>,
    memory: &mut Memory,
    findings: &mut Findings,
) -> Vec<Arc<Said>> {
    let nothing = Arc::new(Said::default());
    let mut says: Vec<Arc<Said>> = Vec::with_capacity(mapping.columns.len());
    for (index, column) in mapping.columns.iter().enumerate() {
        let Some((at, text)) = row.cells.get(index).and_then(Option::as_ref) else {
            says.push(Arc::clone(&nothing));
            continue;
        };
        let order = row.date_orders.get(index).copied().unwrap_or_default();
        let said = memory.said(index, text, || Said::new(column, text, order, context.version));
        for fault in &said.faults {
            let mut place = row.place.clone();
            place.column = Some(*at);
            let mut finding = Finding::new(fault.code, fault.level, fault.message.clone()).at(place);
            finding.help.clone_from(&fault.help);
            findings.push(finding);
        }
        says.push(said);
    }
    for (index, column) in mapping.columns.iter().enumerate() {
        if let Target::Records(target) = &column.target
            && !target.type_from.is_empty()
            && !says[index].records.is_empty()
        {
            let mut records = says[index].records.clone();
            target.complete_types(column, &mut records, &|c| is_active(&mapping.columns[c], &says[c].records));
            Arc::make_mut(&mut says[index]).records = records;
        }
    }
    says
}

/// Whether a column of words says one of its words, `No` being the absence of all.
fn is_active(column: &Column, records: &[Record]) -> bool {
    records.iter().filter_map(|r| r.get("value")).any(|v| column.words.iter().any(|w| w.value == v))
}

/// What a column wrote.
pub(super) struct Written {
    /// Whether all of it stands there, in a form that gives it back as it was.
    pub(super) stands: bool,
    /// Where each record's object stands.
    pub(super) at: Vec<Option<Location>>,
}

fn write_places(mapping: &Mapping, context: &Context, says: &[Arc<Said>], made: &mut Made<'_>) -> Vec<Written> {
    let mut written = Vec::with_capacity(says.len());
    for (column, said) in mapping.columns.iter().zip(says) {
        written.push(match &column.target {
            Target::Dropped(_) => Written { stands: false, at: Vec::new() },
            Target::Values(values) => Written { stands: values.write(said, made), at: Vec::new() },
            Target::Records(target) => {
                let borrowed = |value: &Value, t: DataType| borrowed(context, says, value, t);
                let (at, stands) = target.write(column, &said.records, made, &borrowed);
                Written { stands, at }
            }
        });
    }
    written
}

fn write_sheet(mapping: &Mapping, sheet: usize, made: &mut Made<'_>) {
    let Some(sheet) = mapping.sheets.get(sheet) else { return };
    for (place, text) in &sheet.when {
        made.write(place, text, false, &[]);
    }
    for (place, text) in &sheet.with {
        for at in made.bases(&place.base, true, &[]) {
            if made.object(&at).is_some_and(|o| !place.path.begins(o, &[])) {
                made.write(place, text, true, &[]);
            }
        }
    }
}

/// The stored form of a value that another column or the document gives.
pub(super) fn borrowed<'a>(
    context: &'a Context,
    says: &'a [Arc<Said>],
    value: &Value,
    data_type: DataType,
) -> Option<Cow<'a, str>> {
    match value {
        Value::Column(index) => {
            let text = says.get(*index)?.records.first()?.get("value")?;
            // What has one line borrows the first.
            let line = if data_type == DataType::MarkupLine { text.lines().next()? } else { text };
            stored(data_type, line, context.version)
        }
        Value::Header(index) => stored(data_type, context.header.get(*index)?.as_deref()?, context.version),
        Value::LastModified => Some(Cow::Borrowed(&context.last_modified)),
        Value::Text(_) | Value::Csp => None,
    }
}

fn write_borrowed(mapping: &Mapping, context: &Context, says: &[Arc<Said>], made: &mut Made<'_>) {
    let borrowing = |(_, anchor): &(usize, &Anchor)| !anchor.borrow.is_empty();
    for (index, anchor) in mapping.anchors.iter().enumerate().filter(borrowing) {
        for at in made.all(index) {
            for (path, sources) in &anchor.borrow {
                if made.object(&at).is_none_or(|o| path.begins(o, &[])) {
                    continue;
                }
                let data_type = path.data_type().unwrap_or(DataType::String);
                if let Some(value) = sources.iter().find_map(|s| borrowed(context, says, s, data_type)) {
                    made.write_path(&at, path, &value, false, &[], &path.plain);
                    if !anchor.with.iter().any(|(_, v)| *v == Value::Text("all".into())) {
                        made.mark_derived(&at, &path.plain);
                    }
                }
            }
        }
    }
}

fn write_defaults(mapping: &Mapping, context: &Context, made: &mut Made<'_>) -> Vec<(usize, usize)> {
    let mut written = Vec::new();
    for (index, anchor) in mapping.anchors.iter().enumerate() {
        if !anchor.with.is_empty() {
            made.defaults(index, &mut |i| written.push((index, i)));
        }
    }
    for used in made.shared.each_mut() {
        let shared = used.shared;
        used.complete(|object| complete_shared(mapping, context, shared, object));
    }
    written
}

/// The texts of the cells that several columns share, by the column whose cell it is; `cells` are the item's own.
pub fn to_joined(
    mapping: &Mapping,
    item: &Object,
    lookup: &dyn Lookup,
    generation: Option<usize>,
    cells: &[String],
) -> Vec<(usize, String)> {
    let view = View::new(mapping, item, lookup);
    mapping.joined(generation).iter().map(|joined| (joined.into, joined.shown(mapping, &view, cells))).collect()
}

/// The cells of an item, by the mapping's columns.
pub fn to_cells(mapping: &Mapping, item: &Object, lookup: &dyn Lookup, generation: Option<usize>) -> Vec<String> {
    let view = View::new(mapping, item, lookup);
    let active = |c: usize| is_active(&mapping.columns[c], &mapping.columns[c].read(&view, false));
    mapping.columns.iter().map(|column| kept::cell(mapping, &view, column, generation, &active)).collect()
}

/// Whether a cell of a column already says what a row's cells (by the mapping's columns) say there: then it need not
/// change, however it is spelled. What cannot be read says nothing but itself.
pub fn says_same(mapping: &Mapping, index: usize, cells: &[String], there: &str, order: DateOrder) -> bool {
    let (Some(column), Some(text)) = (mapping.columns.get(index), cells.get(index)) else { return false };
    if text == there || text.trim().is_empty() && there.trim().is_empty() {
        return true;
    }
    let active = |c: usize| {
        let cell = cells.get(c).map_or("", String::as_str);
        is_active(&mapping.columns[c], &mapping.columns[c].get(cell, order).records)
    };
    let (one, other) = (column.read_cell(text, order, &active), column.read_cell(there, order, &active));
    one.faults.is_empty() && other.faults.is_empty() && column.as_read(one.records) == column.as_read(other.records)
}

/// The kind of sheet an item belongs on: the first whose `when` it meets.
pub fn to_sheet(mapping: &Mapping, item: &Object, lookup: &dyn Lookup) -> usize {
    let view = View::new(mapping, item, lookup);
    let meets = |(place, text): &(super::definition::Place, String)| {
        matches!(place.base, Base::Anchor(..)) && view.values(place, &[]).iter().any(|v| v == text)
    };
    let rest = mapping.sheets.len().saturating_sub(1);
    mapping.sheets.iter().position(|s| !s.when.is_empty() && s.when.iter().all(meets)).unwrap_or(rest)
}

/// The cells of an item's extra columns: id and text.
pub fn to_extras(mapping: &Mapping, item: &Object, lookup: &dyn Lookup, ids: &[String]) -> Vec<Option<String>> {
    let view = View::new(mapping, item, lookup);
    ids.iter().map(|id| kept::kept_at(&view, &mapping.extra.place, id)).collect()
}
