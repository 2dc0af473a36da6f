//! The rows of a sheet beside those that a base document shows: which row is which item, and what a cell says that the
//! sheet does not have, or that was changed on the other side.

use super::pairs::same_items;
use super::remake::NOT_IN_SHEET;
use crate::convert::{Survey, item_id};
use crate::finding::{Finding, Findings, Place};
use crate::mapping::codec::DateOrder;
use crate::mapping::definition::Mapping;
use crate::mapping::document::{HeaderCell, RowText, Rows, to_rows};
use crate::mapping::row::{OF_A_ROW, Row};
use crate::oscal::object::Object;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Whose word counts where the sheet and the base document were both changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The base document's.
    Ours,
    /// The sheet's.
    Theirs,
}

/// A document's rows as template generations show them.
pub(super) struct Shown(Vec<(Option<usize>, Rows)>);

impl Shown {
    pub(super) fn new(mapping: &Mapping, document: &Object, generations: &BTreeSet<Option<usize>>) -> Self {
        Shown(generations.iter().map(|g| (*g, to_rows(mapping, document, *g))).collect())
    }

    /// The rows as the first of the generations shows them: for what does not depend on it.
    pub(super) fn first(&self) -> Option<&Rows> {
        self.0.first().map(|(_, rows)| rows)
    }

    /// The rows as a generation shows them, the first known one where it is not known.
    pub(super) fn of(&self, generation: Option<usize>) -> Option<&Rows> {
        self.0.iter().find(|(g, _)| *g == generation).or(self.0.first()).map(|(_, rows)| rows)
    }

    /// One row of a document.
    pub(super) fn row(&self, generation: Option<usize>, row: usize) -> Option<&RowText> {
        self.of(generation)?.rows.get(row)
    }
}

/// A row of the sheet.
pub(super) struct SheetRow<'a> {
    pub(super) row: Row<'a>,
    /// What was found in its cells.
    pub(super) findings: Findings,
    /// The base document's row that is the same item.
    pub(super) base: Option<usize>,
    /// The ancestor's row that is the same item.
    old: Option<usize>,
    /// The extra columns that its sheet has, and where.
    extras: Vec<(u32, String)>,
}

/// The sheet's rows, with the base document's that they belong to.
pub(super) struct Aligned<'a> {
    pub(super) rows: Vec<SheetRow<'a>>,
    /// What is wrong between the sides: conflicts, items that one of them no longer has.
    pub(super) findings: Findings,
    /// Rows of the base document that the sheet does not have, and had.
    pub(super) missing: Vec<usize>,
}

/// Reads the rows of a surveyed workbook.
pub(super) fn read<'a>(survey: &'a Survey<'_>, at: &[(usize, u32)]) -> Vec<SheetRow<'a>> {
    let mut rows = Vec::with_capacity(at.len());
    for at in at {
        let mut findings = Findings::at_most(OF_A_ROW);
        let row = survey.row(*at, &mut findings);
        let extras = survey.extra_columns(*at).map(|(at, id)| (at, id.to_owned())).collect();
        rows.push(SheetRow { row, findings, base: None, old: None, extras });
    }
    rows
}

/// The item's id in a document's row.
pub(super) fn id_of(mapping: &Mapping, row: &RowText) -> String {
    row.cells.get(mapping.identity.id).map_or_else(String::new, |id| item_id(id))
}

fn plain(rows: &[Vec<String>]) -> Vec<Vec<&str>> {
    rows.iter().map(|cells| cells.iter().map(String::as_str).collect()).collect()
}

/// What the sides say, and who is believed.
pub(super) struct Sides<'s> {
    pub(super) mapping: &'s Mapping,
    pub(super) base: &'s Shown,
    pub(super) ancestor: Option<&'s Shown>,
    pub(super) prefer: Option<Side>,
    pub(super) orders: &'s [DateOrder],
}

/// What to do where the sides differ.
enum Settled {
    Sheet,
    Base,
    Conflict,
}

impl Sides<'_> {
    fn settle(&self, sheet_changed: bool, base_changed: bool) -> Settled {
        match (self.ancestor, sheet_changed, base_changed, self.prefer) {
            (None, ..) | (_, true, false, _) | (_, true, true, Some(Side::Theirs)) => Settled::Sheet,
            (_, false, ..) | (_, true, true, Some(Side::Ours)) => Settled::Base,
            (_, true, true, None) => Settled::Conflict,
        }
    }

    /// Brings the sides together.
    pub(super) fn align<'a>(&self, mut rows: Vec<SheetRow<'a>>) -> Aligned<'a> {
        let cells = |shown: &Shown| -> Vec<Vec<String>> {
            shown.of(None).map(|rows| rows.rows.iter().map(|r| r.cells.clone()).collect()).unwrap_or_default()
        };
        let (base, ancestor) = (cells(self.base), self.ancestor.map(cells).unwrap_or_default());
        let sheet: Vec<Vec<String>> = rows
            .iter()
            .map(|r| r.row.cells.iter().map(|c| c.as_ref().map_or_else(String::new, |(_, t)| t.to_string())).collect())
            .collect();
        let to_base = same_items(self.mapping, &plain(&sheet), &plain(&base));
        let to_ancestor = same_items(self.mapping, &plain(&sheet), &plain(&ancestor));
        let base_to_ancestor = same_items(self.mapping, &plain(&base), &plain(&ancestor));
        let mut findings = Findings::default();
        let mut kept = Vec::with_capacity(rows.len());
        for (at, mut row) in rows.drain(..).enumerate() {
            (row.base, row.old) = (to_base[at], to_ancestor[at]);
            let generation = row.row.generation;
            let old = to_ancestor[at].and_then(|a| self.ancestor?.row(generation, a));
            let keep = match (row.base.and_then(|b| self.base.row(generation, b)), old) {
                (Some(now), old) => {
                    self.cells(&mut row, now, old, &mut findings);
                    true
                }
                (None, Some(old)) => self.removed_from_base(&row, old, &mut findings),
                (None, None) => true,
            };
            if keep {
                kept.push(row);
            }
        }
        let here: BTreeSet<usize> = kept.iter().filter_map(|r| r.base).collect();
        // An item that only the base document has since the sheet was made was never taken out of the sheet.
        let had = |row: &usize| self.ancestor.is_none() || base_to_ancestor[*row].is_some();
        let missing = (0..base.len()).filter(|row| !here.contains(row)).filter(had).collect();
        Aligned { rows: kept, findings, missing }
    }

    fn removed_from_base(&self, row: &SheetRow<'_>, old: &RowText, findings: &mut Findings) -> bool {
        let changed = row.row.sheet != old.sheet
            || row
                .row
                .cells
                .iter()
                .zip(&old.cells)
                .enumerate()
                .any(|(column, (new, old))| new.as_ref().is_some_and(|(_, new)| !self.same(column, new, old)));
        let id = row.row.identity.first().map_or("", String::as_str);
        match self.settle(changed, true) {
            Settled::Sheet => true,
            Settled::Base => {
                let message = format!("item {id} is no longer in the base document, so it is left out");
                let help = "if it should come back, convert without --ancestor";
                findings.push(Finding::warning("item-not-in-base", message).at(row.row.place.clone()).help(help));
                false
            }
            Settled::Conflict => {
                let message = format!("item {id} was changed in the sheet and taken out of the base document");
                findings.push(conflict(message, row.row.place.clone()));
                true
            }
        }
    }

    fn same(&self, column: usize, one: &str, other: &str) -> bool {
        let order = self.orders.get(column).copied().unwrap_or_default();
        self.mapping.columns[column].says_the_same(one, other, order)
    }

    /// Gives a row what the base document says where the sheet says nothing of its own.
    fn cells(&self, row: &mut SheetRow<'_>, now: &RowText, old: Option<&RowText>, findings: &mut Findings) {
        for (column, now) in now.cells.iter().enumerate() {
            let Some(cell) = row.row.cells.get_mut(column) else { continue };
            let Some((at, text)) = cell else {
                *cell = Some((NOT_IN_SHEET, Cow::Owned(now.clone())));
                continue;
            };
            let Some(old) = old.and_then(|old| old.cells.get(column)) else { continue };
            if self.same(column, text, now) {
                continue;
            }
            match self.settle(!self.same(column, text, old), !self.same(column, now, old)) {
                Settled::Sheet => {}
                Settled::Base => *cell = Some((NOT_IN_SHEET, Cow::Owned(now.clone()))),
                Settled::Conflict => {
                    let header = &self.mapping.columns[column].header;
                    let place = Place { column: Some(*at), ..row.row.place.clone() };
                    findings.push(conflict(both(header, old, text, now), place));
                }
            }
        }
        row.row.changes = self.changes(&row.row, now);
        if let Some(old) = old
            && row.row.sheet != now.sheet
        {
            let name = |sheet: usize| self.mapping.sheets.get(sheet).map_or("", |s| s.name.as_str());
            match self.settle(row.row.sheet != old.sheet, now.sheet != old.sheet) {
                Settled::Sheet => {}
                Settled::Base => row.row.sheet = now.sheet,
                Settled::Conflict => {
                    let message = both("the sheet", name(old.sheet), name(row.row.sheet), name(now.sheet));
                    findings.push(conflict(message, row.row.place.clone()));
                }
            }
        }
    }

    /// The decisions that the sheet has otherwise than the base document: the column, and both cells' words.
    fn changes(&self, row: &Row<'_>, now: &RowText) -> Vec<(usize, String, String)> {
        let changed = |column: &usize| {
            let (known, before) = (&self.mapping.columns[*column], now.cells.get(*column)?);
            let (at, text) = row.cells.get(*column)?.as_ref()?;
            if *at == NOT_IN_SHEET || self.same(*column, text, before) {
                return None;
            }
            let order = self.orders.get(*column).copied().unwrap_or_default();
            let reading = known.get(text, order);
            let word = |text: &str| known.put(&known.get(text, order).records, None);
            let (before, now) = (word(before), word(text));
            (reading.faults.is_empty() && !now.is_empty()).then_some((*column, before, now))
        };
        self.mapping.log.iter().flat_map(|log| &log.columns).filter_map(changed).collect()
    }

    /// Extra columns: gives a row the base document's cells of those that the sheet does not have, and of those that were
    /// changed in the base document alone.
    pub(super) fn extras<'a>(&'a self, row: &mut SheetRow<'a>, findings: &mut Findings) {
        let generation = row.row.generation;
        let base = self.base.of(generation).zip(row.base.and_then(|b| self.base.row(generation, b)));
        let Some((rows, now)) = base else { return };
        for ((id, header), now) in rows.extra_columns.iter().zip(&now.extras) {
            let now = now.as_deref().unwrap_or_default();
            let Some((column, _)) = row.extras.iter().find(|(_, known)| known == id) else {
                if !now.is_empty() {
                    row.row.extras.push((id, NOT_IN_SHEET, Cow::Borrowed(now)));
                }
                continue;
            };
            let said = row.row.extras.iter().find(|(known, ..)| known == id);
            let text = said.map_or("", |(_, _, text)| text.as_ref());
            let Some(old) = self.old_extra(row, id).filter(|_| text.trim() != now.trim()) else { continue };
            match self.settle(text.trim() != old.trim(), now.trim() != old.trim()) {
                Settled::Sheet => {}
                Settled::Base => {
                    row.row.extras.retain(|(known, ..)| known != id);
                    if !now.is_empty() {
                        row.row.extras.push((id, NOT_IN_SHEET, Cow::Borrowed(now)));
                    }
                }
                Settled::Conflict => {
                    let name = if header.is_empty() { id } else { header };
                    let place = Place { column: Some(*column), ..row.row.place.clone() };
                    findings.push(conflict(both(name, old, text, now), place));
                }
            }
        }
    }

    /// What the ancestor has in an extra column of an item; none where the ancestor does not have the item.
    fn old_extra(&self, row: &SheetRow<'_>, id: &str) -> Option<&str> {
        let (generation, ancestor) = (row.row.generation, self.ancestor?);
        let (columns, old) = (&ancestor.of(generation)?.extra_columns, ancestor.row(generation, row.old?)?);
        let at = columns.iter().position(|(known, _)| known == id);
        Some(at.and_then(|at| old.extras.get(at)?.as_deref()).unwrap_or_default())
    }

    /// The header block: what the workbook leaves blank, and what was changed in the base document alone.
    pub(super) fn header(&self, survey: &mut Survey<'_>, findings: &mut Findings) {
        let Some(now) = self.base.of(None) else { return };
        let old = self.ancestor.and_then(|a| a.of(None));
        for (label, column) in self.mapping.headers.iter().enumerate() {
            let Some(now) = now.header.get(label).filter(|text| !text.trim().is_empty()) else { continue };
            let same = |one: &str, other: &str| column.says_the_same(one, other, DateOrder::Unknown);
            let first = survey.header().get(label).and_then(|cells| cells.first()).cloned();
            let take = match (&first, old.and_then(|old| old.header.get(label))) {
                (None, _) => true,
                (Some(cell), Some(old)) if !same(&cell.text, now) => {
                    match self.settle(!same(&cell.text, old), !same(now, old)) {
                        Settled::Sheet => false,
                        Settled::Base => true,
                        Settled::Conflict => {
                            findings.push(conflict(both(&column.header, old, &cell.text, now), cell.place.clone()));
                            false
                        }
                    }
                }
                _ => false,
            };
            if take {
                survey.take_header(
                    label,
                    HeaderCell { place: Place::default(), sheet: 0, text: Cow::Owned(now.clone()) },
                );
            }
        }
    }
}

fn both(what: &str, old: &str, sheet: &str, base: &str) -> String {
    let start = |text: &str| text.chars().take(60).collect::<String>();
    let (old, sheet, base) = (start(old), start(sheet), start(base));
    format!("{what} was \"{old}\"; the sheet now says \"{sheet}\", the base document \"{base}\"")
}

fn conflict(message: String, place: Place) -> Finding {
    let help = "change one of the two, or give --ours to keep the base document's or --theirs to take the sheet's";
    Finding::error("conflict", message).at(place).help(help)
}
