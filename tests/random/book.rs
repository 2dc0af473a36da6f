//! Workbooks drawn at random: sheets of any of the mapping's kinds, their columns in any order and under any of their
//! names, columns of somebody's own, and rows in which anything may stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use poam::convert::choose;
use poam::mapping::definition::Mapping;
use poam::workbook::{Workbook, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::common::converted::EMBEDDED;
use super::common::grid::{Grid, GridSheet, Holds};
use super::package::{Taste, file};
use super::texts::{Put, put, usual};

/// A column of a sheet.
#[derive(Clone, Debug)]
struct Column {
    /// Which of the layout's columns it is; none: somebody's own.
    known: Option<usize>,
    header: String,
}

/// A row: what its id's column holds, the blank rows above it, and what else is put where.
#[derive(Clone, Debug)]
struct Row {
    id: &'static str,
    above: u32,
    cells: Vec<(usize, Put)>,
}

#[derive(Clone, Debug)]
struct Table {
    kind: usize,
    name: usize,
    hidden: bool,
    /// Values of the header block, by label; none: the sheet has no such label.
    block: Vec<Option<Put>>,
    above: u32,
    left: u32,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

/// A workbook that somebody might have.
#[derive(Clone)]
pub(crate) struct Book {
    mapping: usize,
    tables: Vec<Table>,
    notes: Vec<Put>,
    pub(crate) taste: Taste,
    is_stamped: bool,
}

/// A book as a file, and what is read of it.
pub(crate) struct Opened {
    pub(crate) grid: Grid,
    pub(crate) bytes: Vec<u8>,
    pub(crate) workbook: Workbook,
    pub(crate) mapping: &'static Mapping,
}

/// Headers of columns that no mapping knows, or that are there already.
const OWN: &[&str] =
    &["Own", "own!", "Ticket #", "POAM ID", "Comments", "Ünïcode ✓", "30 days?", "", "***", "worksheet", "a\nb"];

const IDS: &[&str] =
    &["V-1", "V-2", "V-3", "V-1", "V-1 ", "v-1", "V-10", "V-1\n", "", "1", "AC-2: x", "V-\u{e9}", "V-0"];

/// Whether a sheet has a column that keeps its records in one cell (0), in cells of their own row by row (1), or each in
/// columns of its own (2): nobody does all at once.
fn is_of_style(mapping: &Mapping, at: usize, style: usize) -> bool {
    let part = mapping.columns.iter().flat_map(|column| &column.parts).find(|part| part.at == at);
    match (mapping.columns.get(at), part) {
        (Some(column), _) => column.parts.is_empty() || style == 0,
        (None, part) => style == 1 + usize::from(part.is_some_and(|part| part.number.is_some())),
    }
}

fn columns(mapping: &'static Mapping) -> impl Strategy<Value = Vec<Column>> {
    let count = mapping.layout.columns.len();
    let order = prop_oneof![
        2 => Just((0..count).collect::<Vec<_>>()),
        1 => Just((0..count).collect::<Vec<_>>()).prop_shuffle()
    ];
    let spelled = vec(prop_oneof![8 => Just(0), 1 => 1..9_usize], count);
    let missing = prop_oneof![3 => vec(0..count, 0..3), 1 => vec(0..count, 0..count)];
    let lacks = prop_oneof![2 => Just(None), 1 => (0..mapping.generations.len().max(1)).prop_map(Some)];
    let own = vec((0..count, select(OWN)), 0..4);
    (order, spelled, missing, lacks, own, 0..3_usize).prop_map(move |(order, spelled, missing, lacks, own, style)| {
        let lacks = lacks.and_then(|generation| mapping.generations.get(generation)).map(|g| g.lacks.clone());
        let is_missing = |at: &usize| missing.contains(at) || lacks.as_ref().is_some_and(|lacks| lacks.contains(at));
        // A sheet is known by its columns: the first ones are always there.
        let known = order.into_iter().filter(|at| *at < 4 || !is_missing(at) && is_of_style(mapping, *at, style));
        let header = |at: usize| {
            let names = &mapping.layout.columns[at];
            let other = |turn: usize| match turn {
                1 => format!(" {} ", names.header.to_uppercase()),
                2 => names.header.replace(' ', "\n"),
                turn => names.aliases.get(turn % names.aliases.len().max(1)).unwrap_or(&names.header).clone(),
            };
            if spelled[at] == 0 { names.header.clone() } else { other(spelled[at]) }
        };
        let mut columns: Vec<Column> = known.map(|at| Column { known: Some(at), header: header(at) }).collect();
        for (at, header) in own {
            columns.insert(at.min(columns.len()), Column { known: None, header: header.to_owned() });
        }
        columns
    })
}

fn row() -> impl Strategy<Value = Row> {
    let above = prop_oneof![6 => Just(0), 1 => 1..3_u32];
    (select(IDS), above, vec((0..60_usize, put()), 0..16)).prop_map(|(id, above, cells)| Row { id, above, cells })
}

fn table(mapping: &'static Mapping) -> impl Strategy<Value = Table> {
    let labels = mapping.layout.labels.len();
    let value =
        prop_oneof![1 => Just(None), 4 => (0..20_usize).prop_map(|at| Some(Put::Usual(at))), 1 => put().prop_map(Some)];
    let place = (0..mapping.layout.sheets.len(), 0..4_usize, prop::bool::weighted(0.1), 0..3_u32, 0..3_u32);
    (place, vec(value, labels), columns(mapping), vec(row(), 0..5)).prop_map(
        |((kind, name, hidden, above, left), block, columns, rows)| Table {
            kind,
            name,
            hidden,
            block,
            above,
            left,
            columns,
            rows,
        },
    )
}

/// Any book of one of the built-in mappings' workbooks, mostly of FedRAMP's.
pub(crate) fn book() -> impl Strategy<Value = Book> {
    prop_oneof![5 => Just(0), 1 => 1..EMBEDDED.len()].prop_flat_map(book_of)
}

/// Any book of FedRAMP's workbook.
pub(crate) fn fedramp_book() -> impl Strategy<Value = Book> {
    book_of(0)
}

fn book_of(mapping: usize) -> impl Strategy<Value = Book> {
    let taste = (any::<bool>(), prop::bool::weighted(0.1)).prop_map(|(shared, is_1904)| Taste { shared, is_1904 });
    (vec(table(&EMBEDDED[mapping]), 1..4), vec(put(), 0..3), taste, prop::bool::weighted(0.8))
        .prop_map(move |(tables, notes, taste, is_stamped)| Book { mapping, tables, notes, taste, is_stamped })
}

/// Its cells, for these are what a person needs to see the fault.
impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "a book of {}, {:?}, stamped: {}", EMBEDDED[self.mapping].name, self.taste, self.is_stamped)?;
        for sheet in self.grid().sheets {
            writeln!(f, "sheet {:?}{}", sheet.name, if sheet.hidden { ", hidden" } else { "" })?;
            let last = sheet.cells.keys().map(|(row, _)| *row).max();
            for ((row, column), (holds, is_formula)) in &sheet.cells {
                // Of the many headers those that something stands under.
                let is_header = |row: u32| sheet.cells.range((row, 0)..(row + 1, 0)).count() > 25;
                let below = || sheet.cells.keys().any(|(r, c)| r > row && c == column);
                if is_header(*row) && Some(*row) != last && !below() {
                    continue;
                }
                let name = poam::finding::cell_name(*row, *column);
                writeln!(f, "  {name} {holds:?}{}", if *is_formula { " by a formula" } else { "" })?;
            }
        }
        Ok(())
    }
}

impl Book {
    /// What its cells hold.
    pub(crate) fn grid(&self) -> Grid {
        let mapping = &EMBEDDED[self.mapping];
        let mut taken = BTreeSet::new();
        let mut sheets = Vec::new();
        for table in &self.tables {
            let names = &mapping.layout.sheets[table.kind].names;
            let free = (0..names.len()).map(|turn| &names[(table.name + turn) % names.len()]);
            let Some(name) = free.into_iter().find(|name| taken.insert(name.to_lowercase())) else { continue };
            // A hidden sheet counts by its name; the first is what everybody sees.
            sheets.push(self.sheet(table, mapping, name, table.hidden && !sheets.is_empty()));
        }
        if !self.notes.is_empty() {
            let cells = (0..).zip(&self.notes).filter_map(|(row, put)| Some(((row, 1), self.cell(put, &[])?)));
            sheets.push(GridSheet { name: "Notes".to_owned(), hidden: false, cells: cells.collect() });
        }
        let modified = self.is_stamped.then(|| "2026-10-31T08:00:00Z".to_owned());
        Grid { file: "made.xlsx".to_owned(), modified, sheets }
    }

    fn cell(&self, put: &Put, usual: &[String]) -> Option<(Holds, bool)> {
        let (holds, is_formula) = put.into(usual)?;
        let holds = match holds {
            Holds::Date(day, _) => Holds::Date(day, self.taste.is_1904),
            holds => holds,
        };
        Some((holds, is_formula))
    }

    fn sheet(&self, table: &Table, mapping: &Mapping, name: &str, hidden: bool) -> GridSheet {
        let mut sheet = GridSheet { name: name.to_owned(), hidden, cells: BTreeMap::new() };
        let below = mapping.layout.labels.iter().any(|label| !label.is_beside);
        for (at, (label, value)) in (0..).zip(mapping.layout.labels.iter().zip(&table.block)) {
            let Some(value) = value else { continue };
            // Labels with their values below them stand in the first row, others each in a row of their own.
            let own = at + 2 * u32::from(below);
            let (at, of_value) = if label.is_beside { ((own, 0), (own, 1)) } else { ((0, at), (1, at)) };
            sheet.set(at.0, at.1, &label.labels[0]);
            let index = mapping.layout.labels.iter().position(|other| std::ptr::eq(other, label)).unwrap();
            let usual: Vec<String> = mapping.headers[index].pairs.iter().map(|pair| pair.cell.clone()).collect();
            if let Some(cell) = self.cell(value, &usual) {
                sheet.cells.insert(of_value, cell);
            }
        }
        let used = sheet.cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
        let header = (used + 1 + table.above).min(mapping.layout.search_header - 1);
        let at = |position: usize| table.left + u32::try_from(position).unwrap();
        for (position, column) in table.columns.iter().enumerate() {
            sheet.set(header, at(position), &column.header);
        }
        let mut next = header + 1;
        // One row is surely an item.
        for position in 0..4.min(table.columns.len()) {
            sheet.set(next, at(position), ["V-0", "Item", "Something is wrong", "V-00"][position]);
        }
        for row in &table.rows {
            next += 1 + row.above;
            for (position, put) in &row.cells {
                let position = position % table.columns.len();
                let usual = table.columns[position].known.map_or_else(Vec::new, |known| usual(mapping, known));
                if let Some(cell) = self.cell(put, &usual) {
                    sheet.cells.insert((next, at(position)), cell);
                }
            }
            let id = table.columns.iter().position(|column| column.known == Some(mapping.identity.id));
            if let Some(id) = id.filter(|_| !row.id.is_empty()) {
                sheet.set(next, at(id), row.id);
            }
        }
        sheet
    }

    /// The file, and what is read of it; none where no mapping is surely the one for it, which a person would have to
    /// name.
    pub(crate) fn open(&self) -> Option<Opened> {
        let grid = self.grid();
        let bytes = file(&grid, self.taste);
        let (workbook, _) = read(&grid.file, &bytes).unwrap();
        let (index, _) = choose::choose(&workbook, &|index| Ok(&EMBEDDED[index])).ok()?;
        Some(Opened { grid, bytes, workbook, mapping: &EMBEDDED[index] })
    }
}
