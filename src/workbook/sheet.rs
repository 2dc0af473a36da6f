//! A sheet's cells, stored compactly: their texts in a few long strings, and sixteen bytes a cell.

mod builder;

use std::sync::Arc;

use super::texts::Texts;
use super::{Cell, CellAt};

pub use builder::SheetBuilder;
pub(crate) use builder::{Bad, Excess};

/// A sheet's cells in row order, compactly. An address occurs once; empty cells do not occur.
#[derive(Debug)]
pub struct Sheet {
    /// Its name.
    pub name: Arc<str>,
    /// Whether it is hidden (or very hidden).
    pub hidden: bool,
    is_1904: bool,
    texts: Both,
    records: Vec<Record>,
    /// The rows that hold something, and where the records of each begin.
    rows: Vec<(u32, usize)>,
}

/// The texts of a sheet's own, and those that it has in common with others.
#[derive(Debug, Default)]
struct Both {
    own: Texts,
    shared: Arc<Texts>,
}

/// A cell: what `payload` is, is said by `kind`.
#[derive(Clone, Copy, Debug)]
struct Record {
    row: u32,
    column: u16,
    kind: Kind,
    is_formula: bool,
    /// The bits of a number, or where a text is.
    payload: u64,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    /// A text among the shared ones.
    Shared,
    /// The number of a shared text, before that is found.
    Numbered,
    /// A value that is not what the cell says it is.
    Damaged,
    Number,
    Date1900,
    Date1904,
    Iso,
    False,
    True,
    Error,
    Uncomputed,
}

/// So many cells of a row are looked at one by one faster than by halves.
const NEAR: usize = 8;

/// The cells of one row, by column.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    texts: &'a Both,
    records: &'a [Record],
}

impl Record {
    fn position(&self) -> (u32, u16) {
        (self.row, self.column)
    }

    fn at<'a>(&self, texts: &'a Both) -> CellAt<'a> {
        let slice = || texts.own.get(self.payload);
        let number = f64::from_bits(self.payload);
        let cell = match self.kind {
            Kind::Text | Kind::Damaged => Cell::Text(slice()),
            Kind::Shared => Cell::Text(texts.shared.get(self.payload)),
            // None is left in a sheet.
            Kind::Numbered => Cell::Text(""),
            Kind::Number => Cell::Number(number),
            Kind::Date1900 => Cell::Date { serial: number, is_1904: false },
            Kind::Date1904 => Cell::Date { serial: number, is_1904: true },
            Kind::Iso => Cell::Iso(slice()),
            Kind::False => Cell::Bool(false),
            Kind::True => Cell::Bool(true),
            Kind::Error => Cell::Error(slice()),
            Kind::Uncomputed => Cell::Uncomputed,
        };
        CellAt { row: self.row, column: u32::from(self.column), cell, is_formula: self.is_formula }
    }
}

impl<'a> Row<'a> {
    /// The cells, from left to right.
    pub fn cells(self) -> impl DoubleEndedIterator<Item = CellAt<'a>> + Clone {
        self.records.iter().map(move |record| record.at(self.texts))
    }

    /// The cell of a column, counted from 0.
    pub fn cell(self, column: u32) -> Option<CellAt<'a>> {
        let column = u16::try_from(column).ok()?;
        // Where most columns hold something, a cell stands not far before where it would if all did.
        let most = self.records.len().min(usize::from(column) + 1);
        let (far, near) = self.records[..most].split_at(most.saturating_sub(NEAR));
        let record = match near.iter().rev().find(|record| record.column <= column) {
            Some(record) => record,
            None => &far[far.binary_search_by_key(&column, |record| record.column).ok()?],
        };
        (record.column == column).then(|| record.at(self.texts))
    }

    /// How many cells there are.
    pub fn len(self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.records.is_empty()
    }
}

impl Sheet {
    /// All cells, by row and then by column.
    pub fn cells(&self) -> impl Iterator<Item = CellAt<'_>> {
        self.records.iter().map(|record| record.at(&self.texts))
    }

    /// The rows that hold something, with their index counted from 0.
    pub fn rows(&self) -> impl Iterator<Item = (u32, Row<'_>)> {
        (0..self.rows.len()).map(|at| (self.rows[at].0, self.row_at(at)))
    }

    /// One row, counted from 0; it may be empty.
    pub fn row(&self, row: u32) -> Row<'_> {
        match self.rows.binary_search_by_key(&row, |(row, _)| *row) {
            Ok(at) => self.row_at(at),
            Err(_) => Row { texts: &self.texts, records: &[] },
        }
    }

    fn row_at(&self, at: usize) -> Row<'_> {
        let end = self.rows.get(at + 1).map_or(self.records.len(), |(_, start)| *start);
        Row { texts: &self.texts, records: &self.records[self.rows[at].1..end] }
    }

    /// One cell, by row and column counted from 0.
    pub fn cell(&self, row: u32, column: u32) -> Option<CellAt<'_>> {
        self.row(row).cell(column)
    }

    /// How many cells hold something.
    pub(crate) fn len(&self) -> u64 {
        self.records.len() as u64
    }

    /// Whether its days are counted from 1904.
    pub fn is_1904(&self) -> bool {
        self.is_1904
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn text(row: u32, column: u32, text: &str) -> CellAt<'_> {
        CellAt { row, column, cell: Cell::Text(text), is_formula: false }
    }

    #[test]
    fn cells_are_sorted_and_the_last_of_an_address_stands() {
        let mut builder = SheetBuilder::new();
        for cell in
            [text(5, 1, "late"), text(2, 3, "one"), text(2, 1, "a\r\nb\rc\n\r\n"), text(2, 3, "two"), text(2, 0, "")]
        {
            assert!(builder.push(cell));
        }
        let sheet = builder.finish("s", false);
        let seen: Vec<_> = sheet.cells().map(|c| (c.row, c.column, c.cell.text().into_owned())).collect();
        assert_eq!(seen, [(2, 1, "a\nb\nc\n\n".to_owned()), (2, 3, "two".to_owned()), (5, 1, "late".to_owned())]);
        assert_eq!(sheet.cell(2, 3).unwrap().cell, Cell::Text("two"));
        assert_eq!(sheet.cell(2, 0), None);
        assert_eq!(sheet.row(2).len(), 2);
        assert!(sheet.row(3).is_empty() && sheet.row(u32::MAX).is_empty());
        assert_eq!(sheet.row(5).cell(1).unwrap().cell, Cell::Text("late"));
        assert_eq!(sheet.rows().map(|(row, _)| row).collect::<Vec<_>>(), [2, 5]);
    }

    #[test]
    fn a_cell_is_found_among_few_and_many_and_with_gaps() {
        for step in [1, 2, 3, 7, 500] {
            for count in 0..30_u32 {
                let mut builder = SheetBuilder::new();
                for at in 0..count {
                    builder.push(text(0, at * step, &format!("{at}")));
                }
                let sheet = builder.finish("s", false);
                for column in 0..(count + 2) * step.min(20) {
                    let found = sheet.cell(0, column).map(|cell| (cell.column, cell.cell.text().into_owned()));
                    let there = column % step == 0 && column / step < count;
                    assert_eq!(found, there.then(|| (column, format!("{}", column / step))));
                }
                let last = count.checked_sub(1).map(|last| last * step);
                assert!(last.is_none_or(|last| sheet.cell(0, last).is_some()));
            }
        }
    }

    #[test]
    fn every_kind_of_cell_comes_back_and_takes_sixteen_bytes() {
        assert_eq!(size_of::<Record>(), 16);
        let kinds = [
            Cell::Text("t"),
            Cell::Number(1.5),
            Cell::Date { serial: 45000.5, is_1904: false },
            Cell::Date { serial: 3.0, is_1904: true },
            Cell::Iso("2026-01-01"),
            Cell::Bool(true),
            Cell::Bool(false),
            Cell::Error("#REF!"),
            Cell::Uncomputed,
        ];
        let mut builder = SheetBuilder::new();
        for (column, cell) in (0..).zip(kinds) {
            builder.push(CellAt { row: 0, column, cell, is_formula: column % 2 == 0 });
        }
        assert!(builder.push(text(1_048_575, 16_383, "last")));
        assert!(!builder.push(text(1_048_576, 0, "below")) && !builder.push(text(0, 16_384, "right")));
        let sheet = builder.finish("s", true);
        for (column, cell) in (0..).zip(kinds) {
            assert_eq!(sheet.cell(0, column), Some(CellAt { row: 0, column, cell, is_formula: column % 2 == 0 }));
        }
        assert_eq!(sheet.cell(1_048_575, 16_383).unwrap().cell, Cell::Text("last"));
    }
}
