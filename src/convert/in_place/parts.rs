//! The cells of a column that a sheet has in parts.

use super::Job;
use super::cells::{edit, lack, new_cell, old_cell};
use super::matching::At;
use super::placing::Placed;
use crate::convert::cells;
use crate::convert::parts::InParts;
use crate::finding::{Finding, Place};
use crate::mapping::codec::{Codec, same_field};

/// Compares the records of an item with the cells they are to stand in. `from` is the row the item stands in now.
pub(super) fn write(
    job: &mut Job<'_>,
    (at, from): (At, Option<At>),
    parts: &InParts,
    text: &str,
    placed: &Placed,
    id: &str,
) {
    let survey = job.survey;
    let sheet = &survey.tables[at.0];
    let data = &job.workbook.sheets[sheet.table.sheet];
    let column = &survey.mapping.columns[parts.column];
    if from == Some(at) && survey.joined(sheet, parts, at.1) == text {
        return;
    }
    let order = survey.date_orders.get(parts.column).copied().unwrap_or_default();
    let (wanted, lost) = survey.apart(sheet, parts, at.1, text);
    for text in lost {
        lack(job, at.0, &column.header, &text, id);
    }
    let own = at.1 + u32::try_from(sheet.rows_below(at.1)).unwrap_or(0);
    for (row, to, field, text) in wanted {
        let is_date = matches!(field, "date" | "completed");
        let codec = if is_date { Codec::Date } else { Codec::Text };
        let cell = data.cell(row, to);
        let there = cell.map(|c| cells::text(&c, codec, sheet.is_1904, &survey.blank).into_owned()).unwrap_or_default();
        let is_blank = || data.row(row).cells().all(|c| c.is_formula || c.cell.text().trim().is_empty());
        if row > own && (placed.items.contains_key(&(at.0, row)) || !is_blank()) {
            if !text.is_empty() {
                no_room(job, (at.0, own), &column.header, &text, id);
            }
        } else if there != text && (from != Some(at) || !same_field(field, &there, &text, order)) {
            let old = from.and_then(|from| old_cell(job, (from.0, from.1 + (row - at.1)), to));
            let new = new_cell(&text, is_date, old);
            edit(job, (at.0, row), to, new, text, id);
        }
    }
}

/// A record that would need a row where another item stands.
fn no_room(job: &mut Job<'_>, (table, row): At, header: &str, text: &str, id: &str) {
    let start: String = text.chars().take(60).collect();
    let message = format!("{header}: below the item there is no free row for \"{start}\"");
    let place = Place { row: Some(row), item: Some(id.into()), ..job.survey.tables[table].place.clone() };
    let finding = Finding::error("no-room-below", message).at(place);
    job.written.losses.push(finding.help("insert rows below the item, and convert again"));
}
