//! Which row each item of a document is to stand in: its own where it has one on the right sheet, else the next free one.

use super::matching::{At, Matched};
use super::{InPlace, Job};
use crate::convert::item_id;
use crate::finding::{Finding, Place};
use std::collections::{BTreeMap, BTreeSet};

/// Where everything is to stand.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// The item of each row.
    pub(super) items: BTreeMap<At, usize>,
    /// The rows that items left, whether or not another one takes them.
    pub(super) left: BTreeSet<At>,
    /// For each table a row whose looks new rows take.
    pub(super) models: Vec<Option<u32>>,
}

/// Finds the row of every item.
pub(super) fn place(job: &mut Job<'_>, matched: &Matched, options: InPlace) -> Placed {
    let tables = job.survey.tables.len();
    let mut placed = Placed::default();
    let mut waiting: Vec<(usize, usize)> = Vec::new();
    let mut kept: BTreeSet<At> = BTreeSet::new();
    for (index, row) in matched.rows.iter().enumerate() {
        let table = table_of(job, index, row.map(|(table, _)| table));
        match row {
            Some(at) if at.0 == table => drop(placed.items.insert(*at, index)),
            _ => {
                placed.left.extend(*row);
                waiting.push((table, index));
            }
        }
    }
    for at in &matched.missing {
        tell_missing(job, *at, options.remove_missing);
        if options.remove_missing {
            placed.left.insert(*at);
        } else {
            kept.insert(*at);
        }
    }
    let mut free: Vec<Free> = (0..tables).map(|table| Free::new(job, table, &placed.left)).collect();
    for (table, index) in waiting {
        let rows = rows_needed(job, table, index);
        if let Some(row) = free.get_mut(table).and_then(|free| free.next(job, table, rows)) {
            placed.items.insert((table, row), index);
        }
    }
    if options.compact {
        close_gaps(job, &mut placed, &kept, &free);
    }
    placed.models = (0..tables)
        .map(|table| job.survey.tables[table].table.items.first().copied().or(Some(free[table].start)))
        .collect();
    placed
}

/// The table an item belongs on: the one it stands on where that is of the right kind, else the first of the kind.
fn table_of(job: &mut Job<'_>, index: usize, there: Option<usize>) -> usize {
    let wanted = job.first().rows[index].sheet;
    let survey = job.survey;
    let kind = |table: usize| survey.tables[table].table.kind;
    let tells = |table: usize| survey.tells_kind(&survey.tables[table]);
    if let Some(table) = there.filter(|table| kind(*table) == wanted || tells(*table)) {
        return table;
    }
    let mut tables = 0..survey.tables.len();
    if let Some(table) = tables.clone().find(|table| kind(*table) == wanted).or_else(|| tables.find(|t| tells(*t))) {
        return table;
    }
    let name = survey.mapping.sheets.get(wanted).map_or("", |sheet| sheet.name.as_str());
    let rest = survey.mapping.sheets.len().saturating_sub(1);
    let table = there.or_else(|| (0..survey.tables.len()).find(|table| kind(*table) == rest)).unwrap_or(0);
    let sheet = &survey.tables[table].place;
    let id = job.first().rows[index].cells.get(survey.mapping.identity.id).cloned().unwrap_or_default();
    let message = format!("the workbook has no sheet \"{name}\", where this item belongs");
    let at = Place { item: Some(id.as_str().into()), row: None, column: None, ..sheet.clone() };
    job.written.losses.push(Finding::error("sheet-not-in-workbook", message).at(at));
    table
}

fn tell_missing(job: &mut Job<'_>, at: At, is_removed: bool) {
    let id = item_id(&job.survey.cell_text(at, job.survey.mapping.identity.id));
    let place = Place { row: Some(at.1), item: Some(id.as_str().into()), ..job.survey.tables[at.0].place.clone() };
    let what = if is_removed {
        "the item was removed, for the document does not have it"
    } else {
        "the document does not have this item; it was left as it is"
    };
    let finding = Finding::warning("item-not-in-document", what).at(place);
    job.written.findings.push(if is_removed { finding } else { finding.help("give --remove-missing to remove it") });
}

/// The free rows of a table.
struct Free {
    /// The first row below the header and the template's help.
    start: u32,
    next: u32,
    /// Rows that items left and nothing is attached to.
    left: BTreeSet<u32>,
    commented: BTreeSet<u32>,
}

impl Free {
    fn new(job: &mut Job<'_>, table: usize, left: &BTreeSet<At>) -> Self {
        let survey = job.survey;
        let sheet = &survey.tables[table].table;
        let first_item = sheet.items.first().copied().unwrap_or(u32::MAX);
        let mut start = sheet.header_row + 1;
        // Help stands directly below the header, or with one row between.
        while start < first_item && (0..2).any(|more| start + more < first_item && !is_blank(job, table, start + more))
        {
            start += 1;
        }
        let name = survey.workbook.sheets[sheet.sheet].name.clone();
        let commented = job.splicer.rows_with_comments(&name);
        let left =
            left.iter().filter(|(t, row)| *t == table && !commented.contains(row)).map(|(_, row)| *row).collect();
        Free { start, next: start, left, commented }
    }

    /// The first free row with as many free ones below it as an item needs beyond its first.
    fn next(&mut self, job: &Job<'_>, table: usize, rows: u32) -> Option<u32> {
        if rows > 1 {
            let is_free = |row: u32| is_blank(job, table, row) && !self.commented.contains(&row);
            let fits = |start: &u32| (*start..start + rows).all(is_free);
            let start = (self.next..1_048_576 - rows).find(fits)?;
            self.next = start + rows;
            return Some(start);
        }
        while self.next < 1_048_576 && (!is_blank(job, table, self.next) || self.commented.contains(&self.next)) {
            self.next += 1;
        }
        if let Some(row) = self.left.first().copied() {
            self.left.remove(&row);
            return Some(row);
        }
        let row = self.next;
        self.next += 1;
        (row < 1_048_576).then_some(row)
    }
}

/// How many rows an item takes: more than one where records stand below each other.
fn rows_needed(job: &Job<'_>, table: usize, index: usize) -> u32 {
    let sheet = &job.survey.tables[table];
    let rows = sheet.parts.iter().filter_map(|parts| {
        let text = job.first().rows[index].cells.get(parts.column)?;
        job.survey.apart(sheet, parts, 0, text).0.iter().map(|cell| cell.0 + 1).max()
    });
    rows.max().unwrap_or(1)
}

/// Whether a row holds nothing but formulas.
fn is_blank(job: &Job<'_>, table: usize, row: u32) -> bool {
    let cells = job.workbook.sheets[job.survey.tables[table].table.sheet].row(row);
    cells.cells().all(|cell| cell.is_formula || cell.cell.words().is_some_and(|words| words.trim().is_empty()))
}

/// Moves the items of each table up into the rows that are free above them.
fn close_gaps(job: &Job<'_>, placed: &mut Placed, kept: &BTreeSet<At>, free: &[Free]) {
    let mut items = BTreeMap::new();
    for (table, free) in free.iter().enumerate() {
        // Items of several rows stay where they are.
        if !job.survey.tables[table].table.below.is_empty() {
            items.extend(placed.items.range((table, 0)..=(table, u32::MAX)).map(|(at, item)| (*at, *item)));
            continue;
        }
        let there: Vec<(u32, usize)> =
            placed.items.range((table, 0)..=(table, u32::MAX)).map(|((_, row), item)| (*row, *item)).collect();
        let taken: BTreeSet<u32> = there.iter().map(|(row, _)| *row).collect();
        let is_open = |row: &u32| {
            let at = (table, *row);
            taken.contains(row)
                || !kept.contains(&at)
                    && !free.commented.contains(row)
                    && (placed.left.contains(&at) || is_blank(job, table, *row))
        };
        let rows: Vec<u32> = (free.start..1_048_576).filter(is_open).take(there.len()).collect();
        for ((old, item), new) in there.into_iter().zip(rows) {
            items.insert((table, new), item);
            if old != new {
                placed.left.insert((table, old));
            }
        }
    }
    placed.items = items;
}
