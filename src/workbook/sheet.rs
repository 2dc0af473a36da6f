//! A sheet's cells, stored compactly: their texts in a few long strings, and sixteen bytes a cell.

use std::sync::Arc;

use super::texts::Texts;
use super::{Cell, CellAt};
use crate::limits::Limits;

/// A sheet's cells in row order, compactly. An address occurs once; empty cells do not occur.
#[derive(Debug)]
pub struct Sheet {
    /// Its name.
    pub name: Arc<str>,
    /// Whether it is hidden (or very hidden).
    pub hidden: bool,
    texts: Texts,
    records: Vec<Record>,
    /// The rows that hold something, and where the records of each begin.
    rows: Vec<(u32, usize)>,
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
    Number,
    Date1900,
    Date1904,
    Iso,
    False,
    True,
    Error,
    Uncomputed,
}

/// The cells of one row, by column.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    texts: &'a Texts,
    records: &'a [Record],
}

impl Record {
    fn position(&self) -> (u32, u16) {
        (self.row, self.column)
    }

    fn at<'a>(&self, texts: &'a Texts) -> CellAt<'a> {
        let slice = || texts.get(self.payload);
        let number = f64::from_bits(self.payload);
        let cell = match self.kind {
            Kind::Text => Cell::Text(slice()),
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
        let index = self.records.binary_search_by_key(&column, |record| record.column).ok()?;
        self.records.get(index).map(|record| record.at(self.texts))
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

    /// Whether a date is counted from 1904.
    pub fn has_1904_dates(&self) -> bool {
        self.records.iter().any(|record| matches!(record.kind, Kind::Date1904))
    }
}

/// Gathers the cells of a [`Sheet`], in any order.
#[derive(Debug)]
pub struct SheetBuilder {
    texts: Texts,
    records: Vec<Record>,
    sorted: bool,
    limits: Limits,
    /// How many rows came so far, and the last of them; those that came out of order are not counted.
    rows: u64,
    last_row: Option<u32>,
    /// A cell whose text is too long.
    long_cell: Option<(u32, u32)>,
}

/// What a sheet holds more of than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Rows.
    Rows,
    /// Cells.
    Cells,
    /// Text in all.
    Text,
    /// Text in this cell: row and column.
    Cell(u32, u32),
}

impl SheetBuilder {
    /// A sheet without cells.
    pub fn new() -> Self {
        SheetBuilder::within(&Limits::default())
    }

    /// A sheet without cells, that may grow within limits.
    pub(crate) fn within(limits: &Limits) -> Self {
        SheetBuilder {
            texts: Texts::default(),
            records: Vec::new(),
            sorted: true,
            limits: *limits,
            rows: 0,
            last_row: None,
            long_cell: None,
        }
    }

    /// Adds a cell; at an address that is taken, it replaces. Empty text is no cell. Line ends become `\n`. False where
    /// the address is outside any spreadsheet.
    pub fn push(&mut self, at: CellAt<'_>) -> bool {
        if at.row >= 1_048_576 || at.column >= 16_384 {
            return false;
        }
        let Ok(column) = u16::try_from(at.column) else { return false };
        let (kind, payload) = match at.cell {
            Cell::Text("") | Cell::Iso("") => return true,
            Cell::Text(text) => (Kind::Text, self.texts.keep(text)),
            Cell::Iso(text) => (Kind::Iso, self.texts.keep(text)),
            Cell::Error(text) => (Kind::Error, self.texts.keep(text)),
            Cell::Number(number) => (Kind::Number, number.to_bits()),
            Cell::Date { serial, is_1904: false } => (Kind::Date1900, serial.to_bits()),
            Cell::Date { serial, is_1904: true } => (Kind::Date1904, serial.to_bits()),
            Cell::Bool(false) => (Kind::False, 0),
            Cell::Bool(true) => (Kind::True, 0),
            Cell::Uncomputed => (Kind::Uncomputed, 0),
        };
        if self.last_row.is_none_or(|last| last < at.row) {
            self.rows += 1;
            self.last_row = Some(at.row);
        }
        if matches!(kind, Kind::Text | Kind::Iso | Kind::Error) && Texts::length(payload) > self.limits.cell_length {
            self.long_cell.get_or_insert((at.row, at.column));
        }
        let record = Record { row: at.row, column, kind, is_formula: at.is_formula, payload };
        self.sorted &= self.records.last().is_none_or(|last| last.position() < record.position());
        self.records.push(record);
        true
    }

    /// What came more of than a sheet may hold; the reader then gives up.
    pub(crate) fn excess(&self) -> Option<Excess> {
        if let Some((row, column)) = self.long_cell {
            Some(Excess::Cell(row, column))
        } else if self.texts.is_full() || self.texts.len() > self.limits.text_mb << 20 {
            Some(Excess::Text)
        } else if self.records.len() as u64 > self.limits.cells {
            Some(Excess::Cells)
        } else {
            (self.rows > self.limits.rows).then_some(Excess::Rows)
        }
    }

    /// The sheet.
    pub fn finish(mut self, name: &str, hidden: bool) -> Sheet {
        if !self.sorted {
            self.records.sort_by_key(Record::position);
            // Of equal addresses the last stands: the sort is stable, so walk backwards.
            self.records.reverse();
            self.records.dedup_by_key(|record| record.position());
            self.records.reverse();
        }
        let starts = self.records.chunk_by(|a, b| a.row == b.row).scan(0, |start, records| {
            let at = *start;
            *start += records.len();
            Some((records[0].row, at))
        });
        let rows = starts.collect();
        Sheet { name: name.into(), hidden, texts: self.texts, records: self.records, rows }
    }
}

impl Default for SheetBuilder {
    fn default() -> Self {
        SheetBuilder::new()
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
