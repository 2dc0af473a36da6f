//! The formulas of a sheet while its cells change: what they give then, which cells they depend on, and the groups that
//! share one text.

use super::area::Area;
use super::effort::Effort;
use super::evaluate::{Value, evaluate};
use super::formula::{self, References, references};
use super::scan::{FormulaAt, Kind};
use std::collections::{BTreeMap, HashMap};

/// The cells that change, by row and column.
pub(super) type Changed = BTreeMap<u32, BTreeMap<u32, Option<Value>>>;

/// Excel takes no longer formula. What a longer one gives is not known, whatever changes.
const LONGEST: usize = 8_192;

/// What it takes to look at a formula before its references are.
const LOOK: usize = 8;

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
                let open = || References { is_open: true, ..References::default() };
                let found = if is_too_long(&formula.text) { open() } else { references(&formula.text) };
                formulas.references.insert(index, found);
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

    /// The areas of several cells that have one formula.
    pub(super) fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Whether a formula depends on one of the cells that change on this sheet (of this name).
    pub(super) fn depends(&self, index: usize, sheet: &str, touched: &Touched, effort: &Effort) -> bool {
        self.refers(index, touched, effort, |named| named.is_none_or(|named| named.eq_ignore_ascii_case(sheet)))
    }

    /// Whether a formula of another sheet depends on one of the cells that change on this one.
    pub(super) fn depends_on_other(&self, index: usize, sheet: &str, touched: &Touched, effort: &Effort) -> bool {
        self.refers(index, touched, effort, |named| named.is_some_and(|named| named.eq_ignore_ascii_case(sheet)))
    }

    /// Whether a formula refers to one of the cells, on a sheet that the reference may name. It is taken to where
    /// nobody can tell, or nothing is left of the effort.
    fn refers(
        &self,
        index: usize,
        touched: &Touched,
        effort: &Effort,
        is_there: impl Fn(Option<&str>) -> bool,
    ) -> bool {
        let Some((origin, rows, columns)) = self.origin(index).filter(|_| effort.spend(LOOK)) else { return true };
        let Some(found) = self.references.get(&origin) else { return true };
        found.is_open
            || found.cells.iter().any(|reference| {
                let named = reference.sheet.as_deref();
                // To compare names takes longer the longer they are.
                if !effort.spend(1 + named.map_or(0, str::len) / 32) {
                    return true;
                }
                is_there(named) && reference.moved(rows, columns).is_some_and(|area| touched.any_in(area, effort))
            })
    }

    /// What a formula gives with these cells. It is not known where the formula is longer than any of Excel's, nor once
    /// nothing is left of the effort.
    pub(super) fn value(&self, index: usize, cell: &dyn Fn(u32, u32) -> Value, effort: &Effort) -> Value {
        let Some((origin, ..)) = self.origin(index) else { return Value::Unknown };
        let text = &self.all[origin].text;
        if self.all[index].kind == Kind::Area || is_too_long(text) || !effort.spend(text.len()) {
            return Value::Unknown;
        }
        let seen = |row: u32, column: u32| match cell(row, column) {
            Value::Text(text) if !effort.spend(text.len()) => Value::Unknown,
            value => value,
        };
        match self.text(index).map_or(Value::Unknown, |text| evaluate(&text, &seen)) {
            // It is kept and written.
            Value::Text(text) if !effort.spend(2 * text.len()) => Value::Unknown,
            value => value,
        }
    }
}

fn is_too_long(formula: &str) -> bool {
    formula.len() > LONGEST && formula.chars().nth(LONGEST).is_some()
}

/// The cells that change, in each column the rows from top to bottom: an area reaches over many rows and few columns.
#[derive(Debug)]
pub(super) struct Touched(BTreeMap<u32, Vec<u32>>);

impl Touched {
    pub(super) fn of(changed: &Changed) -> Self {
        let mut columns: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (row, cells) in changed {
            for column in cells.keys() {
                columns.entry(*column).or_default().push(*row);
            }
        }
        Touched(columns)
    }

    /// Whether one of them lies in an area; it is taken to once nothing is left of the effort.
    fn any_in(&self, area: Area, effort: &Effort) -> bool {
        if area.first.0 > area.last.0 || area.first.1 > area.last.1 {
            return false;
        }
        self.0.range(area.first.1..=area.last.1).any(|(_, rows)| {
            let first = rows.partition_point(|row| *row < area.first.0);
            !effort.spend(1) || rows.get(first).is_some_and(|row| *row <= area.last.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Formulas below each other, of which all but the first share its text.
    fn shared(text: &str, count: u32) -> Formulas {
        let one = |row: u32| FormulaAt {
            row,
            column: 9,
            kind: Kind::Shared(0),
            text: if row == 0 { text.to_owned() } else { String::new() },
            area: None,
            tag: 0..0,
            element: 0..0,
            value: None,
        };
        Formulas::new((0..count).map(one).collect())
    }

    fn changed(cells: &[(u32, u32)]) -> Touched {
        let mut changed = Changed::new();
        for (row, column) in cells {
            changed.entry(*row).or_default().insert(*column, None);
        }
        Touched::of(&changed)
    }

    #[test]
    fn an_area_is_touched_where_a_changed_cell_lies_in_it() {
        let (touched, effort) = (changed(&[(3, 1), (5, 4), (9, 1)]), Effort::default());
        for (first, last, expected) in [
            ((0, 0), (9, 9), true),
            ((4, 1), (8, 1), false),
            ((4, 0), (8, 3), false),
            ((9, 1), (9, 1), true),
            ((4, 1), (8, 4), true),
            ((0, 2), (9, 3), false),
            ((9, 1), (3, 1), false),
            ((3, 4), (9, 1), false),
        ] {
            assert_eq!(touched.any_in(Area { first, last }, &effort), expected, "{first:?} {last:?}");
        }
    }

    #[test]
    fn rows_between_are_not_walked() {
        let tall = changed(&(0..10_000).map(|row| (row, 0)).collect::<Vec<_>>());
        let formulas = shared(&vec!["$B$1:$C$10000"; 100].join("+"), 100);
        let effort = Effort::of(100 * (100 + LOOK));
        assert!((0..100).all(|index| !formulas.depends(index, "A", &tall, &effort)));
        assert!(formulas.depends(0, "A", &tall, &effort), "nothing is left");
    }

    #[test]
    fn no_more_is_done_than_the_effort_allows() {
        let nothing = |_, _| Value::Number(1.0);
        let formulas = shared("A1+1", 4);
        let effort = Effort::of(8);
        let values: Vec<Value> = (0..4).map(|index| formulas.value(index, &nothing, &effort)).collect();
        assert_eq!(values, [Value::Number(2.0), Value::Number(2.0), Value::Unknown, Value::Unknown]);
        assert!(formulas.depends(0, "A", &changed(&[(7, 7)]), &effort));
        let long = |_, _| Value::Text("x".repeat(100));
        assert_eq!(shared("A1&A1", 1).value(0, &long, &Effort::of(150)), Value::Unknown);
    }

    #[test]
    fn a_formula_longer_than_excel_s_is_not_known() {
        for (text, expected) in [
            (format!("1{}", "+1".repeat(LONGEST / 2)), Value::Unknown),
            (format!("{:LONGEST$}", "1+1"), Value::Number(2.0)),
            (format!("\"{}\"=\"\"", "é".repeat(LONGEST - 5)), Value::Bool(false)),
        ] {
            let (formulas, effort) = (shared(&text, 2), Effort::default());
            let values: Vec<Value> = (0..2).map(|index| formulas.value(index, &|_, _| Value::Blank, &effort)).collect();
            assert_eq!(values, [expected.clone(), expected.clone()]);
            assert_eq!(formulas.depends(1, "A", &changed(&[(7, 7)]), &effort), expected == Value::Unknown);
        }
    }
}
