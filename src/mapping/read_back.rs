//! A row that was made, read back: where a cell's text would not come back as it was, its own spelling is kept.

use super::definition::{Alone, Column, Mapping, Target};
use super::kept;
use super::made::Made;
use super::row::{Row, Written, to_cells};
use super::said::Said;
use super::shares::Shares;
use super::view::{Lookup, View};
use crate::finding::Finding;
use crate::oscal::model::POAM_ITEM;
use crate::oscal::object::Object;
use crate::oscal::version::Version;
use std::sync::Arc;

/// Reads the row back and keeps every cell's text that does not come back as it was.
pub(super) fn keep_spellings(
    mapping: &Mapping,
    row: &Row<'_>,
    says: &[Arc<Said>],
    written: &[Written],
    made: &mut Made<'_>,
) -> Vec<Finding> {
    let mut to_keep = Vec::new();
    let mut losses = Vec::new();
    {
        let lookup = MadeLookup { objects: &made.tops, shared: &made.shared, version: made.context.version };
        let Some((_, item)) = made.tops.iter().find(|(_, o)| o.kind() == &POAM_ITEM) else { return losses };
        let view = View::new(mapping, item, &lookup);
        // Two names may be one object of an SSP, extra columns and the log may write anywhere.
        let may_be_alone = made.context.known.is_empty() && row.extras.is_empty() && row.changes.is_empty();
        for (index, column) in mapping.columns.iter().enumerate() {
            let Some((at, text)) = row.cells.get(index).and_then(Option::as_ref) else { continue };
            let text: &str = if text.trim_start().is_empty() { "" } else { text };
            if let Target::Dropped(reason) = &column.target {
                if !text.is_empty() {
                    let message = format!("the mapping drops `{}`: {reason}", column.header);
                    losses.push(lost(row, *at, "column-dropped", &message, text));
                }
                continue;
            }
            let alone = if may_be_alone { mapping.alone[index] } else { Alone::default() };
            if alone.silent && says[index].records.is_empty() {
                debug_assert_eq!(column.read(&view, true), [], "{}", column.header);
                if column.put(&[], row.generation) == text {
                    continue;
                }
            }
            if alone.spoken && written[index].stands {
                debug_assert!(is_found(column, &says[index], &view), "{}: {:?}", column.header, says[index]);
                if says[index].comes_back(column, text) {
                    continue;
                }
            }
            let found = column.read(&view, true);
            // What cells say comes again and again, and with it the answer.
            let is_said = *found == *column.as_found(&says[index].records);
            if is_said && says[index].comes_back(column, text) || column.put(&found, row.generation) == text {
                continue;
            }
            to_keep.push((column, text));
            let there = column.as_read(column.read(&view, false));
            if !view.same(&there, &column.as_read(says[index].records.clone()))
                && !kept::leaves_it_to_the_sheet(mapping, &view, column, text)
            {
                losses.push(lost(row, *at, "value-not-held", "the document cannot hold this text at its place", text));
            }
        }
    }
    for (column, text) in to_keep {
        kept::keep_cell(made, column, text);
    }
    keep_joined(mapping, row, made);
    losses
}

/// Whether what a column says is what a reader finds of it.
fn is_found(column: &Column, said: &Said, view: &View<'_>) -> bool {
    let there = column.as_found(&said.records);
    there.is_empty() || column.as_read(there.to_vec()) == column.as_read(column.read(view, true))
}

/// Keeps the whole text of a cell that several columns share, where it would not come back from theirs.
fn keep_joined(mapping: &Mapping, row: &Row<'_>, made: &mut Made<'_>) {
    let mut to_keep = Vec::new();
    {
        let lookup = MadeLookup { objects: &made.tops, shared: &made.shared, version: made.context.version };
        let Some((_, item)) = made.tops.iter().find(|(_, o)| o.kind() == &POAM_ITEM) else { return };
        for (into, text) in &row.joined {
            let Some(joined) = mapping.joined(row.generation).iter().find(|joined| joined.into == *into) else {
                continue;
            };
            if joined.split(text).first().is_some_and(|(_, own)| own == text) {
                continue; // It is home to nothing but its own column's text, whose spelling is kept anyway.
            }
            let cells = to_cells(mapping, item, &lookup, row.generation);
            let is_said = || joined.says_same(mapping, &cells, text, row.date_orders);
            if joined.join(mapping, &cells).trim() != text.trim() && is_said() {
                to_keep.push((joined, text));
            }
        }
    }
    for (joined, text) in to_keep {
        kept::keep(made, &mapping.kept.text, &joined.id(mapping), text);
    }
}

fn lost(row: &Row<'_>, column: u32, code: &'static str, message: &str, text: &str) -> Finding {
    let mut place = row.place.clone();
    place.column = Some(column);
    let start: String = text.chars().take(60).collect();
    Finding::error(code, format!("{message}: \"{start}\"")).at(place)
}

struct MadeLookup<'a> {
    objects: &'a [(usize, Object)],
    shared: &'a Shares,
    version: Version,
}

impl Lookup for MadeLookup<'_> {
    fn by_uuid(&self, uuid: &str) -> Option<&Object> {
        let own = self.objects.iter().map(|(_, o)| o).find(|o| o.uuid() == Some(uuid));
        own.or_else(|| self.shared.by_uuid(uuid))
    }

    fn has_line_break(&self) -> bool {
        self.version.has_line_break()
    }
}
