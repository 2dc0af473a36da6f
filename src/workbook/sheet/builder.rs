//! The way into a sheet: cells in any order, some with a shared text by its number.

use std::sync::Arc;

use super::{Both, Kind, Record, Sheet};
use crate::limits::Limits;
use crate::workbook::texts::Texts;
use crate::workbook::{Cell, CellAt};

/// A cell takes hardly less of a sheet's part: `<c r="A2" s="1" t="s"><v>5</v></c>`.
const BYTES_OF_A_CELL: usize = 34;

/// For more cells than this no room is made before they are there.
const ROOM: usize = 1 << 22;

/// Gathers the cells of a [`Sheet`], in any order.
#[derive(Debug)]
pub struct SheetBuilder {
    is_1904: bool,
    texts: Texts,
    records: Vec<Record>,
    sorted: bool,
    limits: Limits,
    /// How many cells the workbook's other sheets have, and bytes of text of their own.
    others: (u64, u64),
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
            is_1904: false,
            texts: Texts::default(),
            records: Vec::new(),
            sorted: true,
            limits: *limits,
            others: (0, 0),
            rows: 0,
            last_row: None,
            long_cell: None,
        }
    }

    /// The same sheet, beside others that have so many cells, and bytes of text: they count too.
    #[must_use]
    pub(crate) fn beside(mut self, others: (u64, u64)) -> Self {
        self.others = others;
        self
    }

    /// How many cells, and bytes of text, it has with the others.
    pub(crate) fn with_others(&self) -> (u64, u64) {
        (self.others.0 + self.records.len() as u64, self.others.1 + self.texts.len())
    }

    /// The same sheet, its days counted from 1904 if so; a date that is pushed says it too.
    #[must_use]
    pub(crate) fn counting_from_1904(mut self, is_1904: bool) -> Self {
        self.is_1904 |= is_1904;
        self
    }

    /// The same sheet, with room for the cells of a part of so many bytes: to grow would copy everything.
    #[must_use]
    pub(crate) fn with_room_for(mut self, bytes: u64) -> Self {
        let cells = usize::try_from(bytes).unwrap_or_default() / BYTES_OF_A_CELL;
        // Where there is none, the records take theirs as they come.
        let _ = self.records.try_reserve(cells.min(ROOM));
        self
    }

    /// Adds a cell; at an address that is taken, it replaces. Empty text is no cell. Line ends become `\n`. False where
    /// the address is outside any spreadsheet.
    pub fn push(&mut self, at: CellAt<'_>) -> bool {
        let Some(address) = Address::inside(at.row, at.column) else { return false };
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
        self.is_1904 |= matches!(kind, Kind::Date1904);
        self.add(address, kind, payload, at.is_formula);
        true
    }

    /// Adds a cell whose text has this number among the shared ones, which [`SheetBuilder::finish_with`] knows.
    pub(crate) fn push_shared(&mut self, row: u32, column: u32, number: u64, is_formula: bool) -> bool {
        let Some(address) = Address::inside(row, column) else { return false };
        self.add(address, Kind::Numbered, number, is_formula);
        true
    }

    /// Adds a cell whose value is not what the cell says it is, as text.
    pub(crate) fn push_damaged(&mut self, row: u32, column: u32, text: &str, is_formula: bool) -> bool {
        let Some(address) = Address::inside(row, column) else { return false };
        let text = self.texts.keep(text);
        self.add(address, Kind::Damaged, text, is_formula);
        true
    }

    fn add(&mut self, Address { row, column }: Address, kind: Kind, payload: u64, is_formula: bool) {
        if self.last_row.is_none_or(|last| last < row) {
            self.rows += 1;
            self.last_row = Some(row);
        }
        let is_text = matches!(kind, Kind::Text | Kind::Iso | Kind::Error | Kind::Damaged);
        if is_text && Texts::length(payload) > self.limits.cell_length {
            self.long_cell.get_or_insert((row, u32::from(column)));
        }
        let record = Record { row, column, kind, is_formula, payload };
        self.sorted &= self.records.last().is_none_or(|last| last.position() < record.position());
        self.records.push(record);
    }

    /// What came more of than a sheet may hold; the reader then gives up.
    pub(crate) fn excess(&self) -> Option<Excess> {
        if let Some((row, column)) = self.long_cell {
            Some(Excess::Cell(row, column))
        } else if self.texts.is_full() || self.texts.len() + self.others.1 > self.limits.text_mb << 20 {
            Some(Excess::Text)
        } else if self.records.len() as u64 + self.others.0 > self.limits.cells {
            Some(Excess::Cells)
        } else {
            (self.rows > self.limits.rows).then_some(Excess::Rows)
        }
    }

    /// The sheet.
    pub fn finish(mut self, name: &str, hidden: bool) -> Sheet {
        self.sort();
        self.into_sheet(name, hidden, Arc::default())
    }

    /// The sheet, its cells with the shared texts that they have the numbers of: where each is, and the texts. A cell
    /// whose text is not among them is none; a formula that gives a blank one neither. Gives also how long the cells'
    /// texts are, in bytes.
    ///
    /// # Errors
    /// What the sheet holds more of than it may.
    pub(in crate::workbook) fn finish_with(
        mut self,
        name: &str,
        hidden: bool,
        numbers: &[u64],
        shared: &Arc<Texts>,
    ) -> Result<(Sheet, Bad, u64), Excess> {
        self.sort();
        let mut bad = Bad::default();
        let mut length = self.texts.len();
        let (limits, long_cell) = (&self.limits, &mut self.long_cell);
        self.records.retain_mut(|record| {
            let (row, column) = (record.row, u32::from(record.column));
            match record.kind {
                Kind::Numbered => {
                    let number = usize::try_from(record.payload).unwrap_or(usize::MAX);
                    let Some(at) = numbers.get(number) else {
                        bad.add(row, column, true);
                        return false;
                    };
                    (record.kind, record.payload) = (Kind::Shared, *at);
                    length += Texts::length(*at);
                    if Texts::length(*at) > limits.cell_length {
                        long_cell.get_or_insert((row, column));
                    }
                    Texts::length(*at) > 0 && !(record.is_formula && shared.get(*at).trim().is_empty())
                }
                Kind::Damaged => {
                    bad.add(row, column, false);
                    true
                }
                _ => true,
            }
        });
        match self.excess() {
            Some(excess) => Err(excess),
            None if length > self.limits.text_mb << 20 => Err(Excess::Text),
            None => Ok((self.into_sheet(name, hidden, Arc::clone(shared)), bad, length)),
        }
    }

    fn sort(&mut self) {
        if !self.sorted {
            self.records.sort_by_key(Record::position);
            // Of equal addresses the last stands: the sort is stable, so walk backwards.
            self.records.reverse();
            self.records.dedup_by_key(|record| record.position());
            self.records.reverse();
        }
    }

    fn into_sheet(self, name: &str, hidden: bool, shared: Arc<Texts>) -> Sheet {
        let starts = self.records.chunk_by(|a, b| a.row == b.row).scan(0, |start, records| {
            let at = *start;
            *start += records.len();
            Some((records[0].row, at))
        });
        let rows = starts.collect();
        let texts = Both { own: self.texts, shared };
        Sheet { name: name.into(), hidden, is_1904: self.is_1904, texts, records: self.records, rows }
    }
}

/// A row and a column that a spreadsheet has.
struct Address {
    row: u32,
    column: u16,
}

impl Address {
    fn inside(row: u32, column: u32) -> Option<Self> {
        let is_inside = row < 1_048_576 && column < 16_384;
        u16::try_from(column).ok().filter(|_| is_inside).map(|column| Address { row, column })
    }
}

/// The cells of a sheet that are not as they should be.
#[derive(Debug, Default)]
pub(crate) struct Bad {
    /// How many there are.
    pub(crate) count: usize,
    /// The first: row, column, and whether its text is missing (else its value is not what the cell says it is).
    pub(crate) first: Vec<(u32, u32, bool)>,
}

impl Bad {
    /// So many are named one by one.
    const NAMED: usize = 10;

    fn add(&mut self, row: u32, column: u32, is_missing: bool) {
        self.count += 1;
        if self.first.len() < Self::NAMED {
            self.first.push((row, column, is_missing));
        }
    }
}

impl Default for SheetBuilder {
    fn default() -> Self {
        SheetBuilder::new()
    }
}
