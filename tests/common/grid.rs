//! A workbook whose cells a test can move and change, and the workbook that a program reads again.

use std::collections::BTreeMap;
use std::path::Path;

use poam::workbook::{Cell, CellAt, SheetBuilder, Workbook, read_file};

/// What a cell holds, for keeps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Holds {
    Text(String),
    Number(f64),
    Date(f64, bool),
    Iso(String),
    Bool(bool),
    Error(String),
    Uncomputed,
}

impl Holds {
    fn of(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Text(text) => Holds::Text(text.to_owned()),
            Cell::Number(number) => Holds::Number(number),
            Cell::Date { serial, is_1904 } => Holds::Date(serial, is_1904),
            Cell::Iso(text) => Holds::Iso(text.to_owned()),
            Cell::Bool(is) => Holds::Bool(is),
            Cell::Error(text) => Holds::Error(text.to_owned()),
            Cell::Uncomputed => Holds::Uncomputed,
        }
    }

    fn cell(&self) -> Cell<'_> {
        match self {
            Holds::Text(text) => Cell::Text(text),
            Holds::Number(number) => Cell::Number(*number),
            Holds::Date(serial, is_1904) => Cell::Date { serial: *serial, is_1904: *is_1904 },
            Holds::Iso(text) => Cell::Iso(text),
            Holds::Bool(is) => Cell::Bool(*is),
            Holds::Error(text) => Cell::Error(text),
            Holds::Uncomputed => Cell::Uncomputed,
        }
    }
}

/// A sheet: by row and column what the cell holds, and whether a formula gave it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GridSheet {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) cells: BTreeMap<(u32, u32), (Holds, bool)>,
}

/// A workbook.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) file: String,
    pub(crate) modified: Option<String>,
    pub(crate) sheets: Vec<GridSheet>,
}

impl Grid {
    /// The cells of a workbook.
    pub(crate) fn of(workbook: &Workbook) -> Self {
        let sheets = workbook.sheets.iter().map(|sheet| GridSheet {
            name: sheet.name.to_string(),
            hidden: sheet.hidden,
            cells: sheet.cells().map(|c| ((c.row, c.column), (Holds::of(c.cell), c.is_formula))).collect(),
        });
        Grid { file: workbook.file.to_string(), modified: workbook.modified.clone(), sheets: sheets.collect() }
    }

    /// The cells of a file. Formulas without an item beside them are left out: they are thousands, and no test is about
    /// them.
    pub(crate) fn read(path: &Path) -> Self {
        let (workbook, _) = read_file(path).unwrap();
        let mut grid = Grid::of(&workbook);
        for sheet in &mut grid.sheets {
            let filled: std::collections::BTreeSet<u32> =
                sheet.cells.iter().filter(|(_, (_, is_formula))| !is_formula).map(|((row, _), _)| *row).collect();
            sheet.cells.retain(|(row, _), _| filled.contains(row));
        }
        grid
    }

    /// An open sheet (or one of another name) with a header block, these headers and these rows, all text. An empty
    /// text is no cell.
    pub(crate) fn sheet(name: &str, headers: &[&str], rows: &[Vec<&str>]) -> GridSheet {
        let mut sheet = GridSheet { name: name.to_owned(), hidden: false, cells: BTreeMap::new() };
        let block = [
            ("CSP", "Example Cloud"),
            ("System Name", "Example Platform"),
            ("Impact Level", "Moderate"),
            ("POAM Date", "2026-10-30"),
        ];
        for (column, (label, value)) in (0..).zip(block) {
            sheet.set(1, column, label);
            sheet.set(2, column, value);
        }
        for (column, header) in (0..).zip(headers) {
            sheet.set(4, column, header);
        }
        for (row, cells) in (5..).zip(rows) {
            for (column, text) in (0..).zip(cells) {
                sheet.set(row, column, text);
            }
        }
        sheet
    }

    /// A workbook of sheets.
    pub(crate) fn new(sheets: Vec<GridSheet>) -> Self {
        Grid { file: "made.xlsx".to_owned(), modified: Some("2026-10-31T08:00:00Z".to_owned()), sheets }
    }

    /// The workbook.
    pub(crate) fn workbook(&self) -> Workbook {
        let build = |sheet: &GridSheet| {
            let mut builder = SheetBuilder::new();
            for ((row, column), (holds, is_formula)) in &sheet.cells {
                assert!(builder.push(CellAt {
                    row: *row,
                    column: *column,
                    cell: holds.cell(),
                    is_formula: *is_formula
                }));
            }
            builder.finish(&sheet.name, sheet.hidden)
        };
        Workbook {
            file: self.file.as_str().into(),
            sheets: self.sheets.iter().map(build).collect(),
            modified: self.modified.clone(),
        }
    }
}

impl GridSheet {
    /// Types a text into a cell; an empty one clears it.
    pub(crate) fn set(&mut self, row: u32, column: u32, text: &str) {
        if text.is_empty() {
            self.cells.remove(&(row, column));
        } else {
            self.cells.insert((row, column), (Holds::Text(text.to_owned()), false));
        }
    }

    /// Gives every row another number.
    pub(crate) fn move_rows(&mut self, to: impl Fn(u32) -> u32) {
        let cells = std::mem::take(&mut self.cells);
        self.cells = cells.into_iter().map(|((row, column), cell)| ((to(row), column), cell)).collect();
    }

    /// Gives the columns of all rows from one on other numbers.
    pub(crate) fn move_columns(&mut self, from_row: u32, to: impl Fn(u32) -> u32) {
        let cells = std::mem::take(&mut self.cells);
        let moved = |row, column| (row, if row < from_row { column } else { to(column) });
        self.cells = cells.into_iter().map(|((row, column), cell)| (moved(row, column), cell)).collect();
    }

    /// Takes a row away and gives its cells.
    pub(crate) fn take_row(&mut self, row: u32) -> BTreeMap<u32, (Holds, bool)> {
        let here: Vec<u32> = self.cells.keys().filter(|(r, _)| *r == row).map(|(_, c)| *c).collect();
        here.into_iter().filter_map(|column| Some((column, self.cells.remove(&(row, column))?))).collect()
    }
}
