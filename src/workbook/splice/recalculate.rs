//! The formulas of a sheet while its cells change: what they give then, which cells they depend on, and the groups that
//! share one text.

use super::area::Area;
use super::evaluate::{Value, evaluate};
use super::formula::{self, References, references};
use super::scan::{FormulaAt, Kind};
use std::collections::{BTreeMap, HashMap};

/// The cells that change, by row and column.
pub(super) type Changed = BTreeMap<u32, BTreeMap<u32, Option<Value>>>;

/// The formulas of a sheet.
#[derive(Debug, Default)]
pub(super) struct Formulas {
    pub(super) all: Vec<FormulaAt>,
    by_cell: HashMap<(u32, u32), usize>,
    /// For each shared group the formula that has its text.
    masters: HashMap<u32, usize>,
    /// What the formulas with a text of their own refer to.
    references: HashMap<usize, References>,
    /// The areas of several cells that have one formula.
    areas: Vec<Area>,
}

impl Formulas {
    pub(super) fn new(all: Vec<FormulaAt>) -> Self {
        let mut formulas = Formulas { all, ..Formulas::default() };
        for (index, formula) in formulas.all.iter().enumerate() {
            formulas.by_cell.insert((formula.row, formula.column), index);
            formulas.areas.extend(formula.area.filter(|area| formula.kind == Kind::Area && area.first != area.last));
            if !formula.text.trim().is_empty() {
                formulas.references.insert(index, references(&formula.text));
                if let Kind::Shared(group) = formula.kind {
                    formulas.masters.entry(group).or_insert(index);
                }
            }
        }
        formulas
    }

    /// The formula of a cell.
    pub(super) fn at(&self, row: u32, column: u32) -> Option<usize> {
        self.by_cell.get(&(row, column)).copied()
    }

    /// The formula whose text this one has, and how many rows and columns it stands further on.
    fn origin(&self, index: usize) -> Option<(usize, i64, i64)> {
        let formula = &self.all[index];
        if self.references.contains_key(&index) {
            return Some((index, 0, 0));
        }
        let Kind::Shared(group) = formula.kind else { return None };
        let master = *self.masters.get(&group)?;
        let by = |from: u32, to: u32| i64::from(to) - i64::from(from);
        Some((master, by(self.all[master].row, formula.row), by(self.all[master].column, formula.column)))
    }

    /// The text of a formula; of one that shares another's, as it reads in its own cell.
    pub(super) fn text(&self, index: usize) -> Option<String> {
        let (origin, rows, columns) = self.origin(index)?;
        Some(formula::moved(&self.all[origin].text, rows, columns))
    }

    /// The members of a group, in the order of the file.
    pub(super) fn group(&self, group: u32) -> impl Iterator<Item = usize> {
        let is_member = move |(_, formula): &(usize, &FormulaAt)| formula.kind == Kind::Shared(group);
        self.all.iter().enumerate().filter(is_member).map(|(index, _)| index)
    }

    /// The formula for an area of several cells that holds this one.
    pub(super) fn area(&self, row: u32, column: u32) -> Option<Area> {
        self.areas.iter().find(|area| area.holds(row, column)).copied()
    }

    /// Whether a formula depends on one of the cells that change on this sheet (of this name).
    pub(super) fn depends(&self, index: usize, sheet: &str, changed: &Changed) -> bool {
        let Some((origin, rows, columns)) = self.origin(index) else { return true };
        let Some(found) = self.references.get(&origin) else { return true };
        found.is_open
            || found.cells.iter().any(|reference| {
                let is_here = reference.sheet.as_ref().is_none_or(|named| named.eq_ignore_ascii_case(sheet));
                is_here && reference.moved(rows, columns).is_some_and(|area| touches(area, changed))
            })
    }

    /// Whether a formula of another sheet depends on one of the cells that change on this one.
    pub(super) fn depends_on_other(&self, index: usize, sheet: &str, changed: &Changed) -> bool {
        let Some((origin, rows, columns)) = self.origin(index) else { return true };
        let Some(found) = self.references.get(&origin) else { return true };
        found.is_open
            || found.cells.iter().any(|reference| {
                let is_there = reference.sheet.as_ref().is_some_and(|named| named.eq_ignore_ascii_case(sheet));
                is_there && reference.moved(rows, columns).is_some_and(|area| touches(area, changed))
            })
    }

    /// What a formula gives with these cells.
    pub(super) fn value(&self, index: usize, cell: &dyn Fn(u32, u32) -> Value) -> Value {
        match (self.all[index].kind, self.text(index)) {
            (Kind::Area, _) | (_, None) => Value::Unknown,
            (_, Some(text)) => evaluate(&text, cell),
        }
    }
}

fn touches(area: Area, changed: &Changed) -> bool {
    area.first.0 <= area.last.0
        && area.first.1 <= area.last.1
        && changed
            .range(area.first.0..=area.last.0)
            .any(|(_, columns)| columns.range(area.first.1..=area.last.1).next().is_some())
}
