//! What a workbook that is written anew looks like: sheets, columns, help rows, what cells may hold.

use std::collections::BTreeMap;

use crate::source::Scalar;

/// A cell's row and column, both counted from 0.
pub(super) type At = (u32, u16);

/// A template's layout, as its file describes it.
#[derive(Debug)]
pub struct Layout {
    /// Its name: `fedramp-3.0`.
    pub name: String,
    /// What a workbook of it says of itself.
    pub(super) title: String,
    /// What cells may hold.
    pub(super) choices: Vec<Choice>,
    /// The labels of the header block.
    pub(super) labels: Vec<Label>,
    /// Its sheets, in order.
    pub(super) sheets: Vec<SheetLayout>,
}

/// What a cell may hold.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) name: String,
    pub(super) what: Allowed,
    /// Whether something else may be typed all the same.
    pub(super) only_hints: bool,
}

/// The kinds of what a cell may hold. Dates are serials.
#[derive(Debug)]
pub(super) enum Allowed {
    /// One of these words.
    List(Vec<String>),
    /// A date after this one.
    DateAfter(f64),
    /// Any date but this one.
    DateBut(f64),
    /// Any number but this one.
    NumberBut(f64),
}

/// A label of the header block.
#[derive(Debug)]
pub(super) struct Label {
    pub(super) text: String,
    /// What the row between label and value asks for.
    pub(super) guidance: Option<String>,
    /// What stands in the value's cell of a blank form.
    pub(super) placeholder: Option<String>,
    /// What the value may be.
    pub(super) choice: Option<usize>,
    /// The colours (red, green, blue) of values that hold a word.
    pub(super) colors: Vec<(String, u32)>,
}

/// A sheet.
#[derive(Debug)]
pub(super) struct SheetLayout {
    pub(super) name: String,
    /// The title, and the cells it stands in: the first and the last.
    pub(super) title: Option<(String, At, At)>,
    /// Widths of columns: the first, the last, the width in characters.
    pub(super) widths: Vec<(u16, u16, f64)>,
    /// Heights of rows, in points.
    pub(super) heights: BTreeMap<u32, f64>,
    /// Whether it is the sheet that is seen first.
    pub(super) active: bool,
    pub(super) what: What,
}

/// What a sheet is for.
#[derive(Debug)]
pub(super) enum What {
    /// Items, a row each.
    Items(Items),
    /// Texts in boxes below each other, each over two columns.
    Boxes { first: At, texts: Vec<String> },
    /// A table that is the same in every workbook.
    Records { first: At, heads: Vec<String>, rows: Vec<Vec<Option<Scalar>>> },
}

/// A sheet of items.
#[derive(Debug)]
pub(super) struct Items {
    /// The cell of the first header.
    pub(super) first: At,
    pub(super) block: Option<Block>,
    pub(super) columns: Vec<Column>,
    pub(super) help: Vec<Help>,
    /// The last row that is made ready for items, counted from 0.
    pub(super) last_row: u32,
    /// The due date's formula.
    pub(super) due: Option<Due>,
    pub(super) rules: Vec<Rule>,
}

/// Where the header block is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// The cell of the first label.
    pub(super) labels: At,
    /// The row that says what to enter.
    pub(super) asks: Option<u32>,
    /// The row of the values.
    pub(super) values: u32,
}

/// A column of items.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) header: String,
    pub(super) choice: Option<usize>,
    /// By help row, what it says here.
    pub(super) help: Vec<Option<Scalar>>,
}

/// A row below the headers that tells how to fill in the form.
#[derive(Debug)]
pub(super) struct Help {
    /// What stands left of the first column.
    pub(super) label: Option<String>,
    pub(super) look: HelpLook,
    pub(super) height: f64,
}

/// How a help row looks.
#[derive(Clone, Copy, Debug)]
pub(super) enum HelpLook {
    Plain,
    Dark,
    Example,
}

/// The due date's formula. Columns are positions in [`Items::columns`].
#[derive(Debug)]
pub(super) struct Due {
    pub(super) column: usize,
    pub(super) from: usize,
    pub(super) rating: usize,
    pub(super) adjusted: usize,
    pub(super) adjustment: usize,
    /// What stands for no adjusted rating, besides a blank cell.
    pub(super) none: String,
    /// The adjustment's word by which the adjusted rating counts.
    pub(super) approved: String,
    /// Days by rating.
    pub(super) days: Vec<(String, u32)>,
}

/// Which cells of a column are marked.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) column: usize,
    pub(super) what: Marks,
}

/// What is marked.
#[derive(Debug)]
pub(super) enum Marks {
    /// What stands twice.
    Duplicates,
    /// Where the formula holds; `{cell}` in it is the column's first cell.
    Where(String),
}

impl Layout {
    /// The names of the sheets of items, and the headers of their columns; positions are what [`super::Anew`] counts by.
    pub fn item_sheets(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.items().map(|(sheet, items)| {
            (sheet.name.as_str(), items.columns.iter().map(|column| column.header.as_str()).collect())
        })
    }

    /// The labels of the header block.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(|label| label.text.as_str())
    }

    /// Whether the sheet of items at this position has a header block.
    pub fn has_header_block(&self, sheet: usize) -> bool {
        self.items().nth(sheet).is_some_and(|(_, items)| items.block.is_some())
    }

    /// Whether an extra column that is to have no header has to have one on some sheet: its place is another column's.
    pub fn names_column(&self, extra: &super::Extra<'_>) -> bool {
        let is_taken = |items: &Items, at: u16| at < items.at(items.columns.len());
        extra.without_header.is_some_and(|at| self.items().any(|(_, items)| is_taken(items, at)))
    }

    /// Whether the layout asks for a number in this column of a sheet of items.
    pub fn asks_for_number(&self, sheet: usize, column: usize) -> bool {
        let choice = self.items().nth(sheet).and_then(|(_, items)| items.columns.get(column)?.choice);
        choice.and_then(|at| self.choices.get(at)).is_some_and(|c| matches!(c.what, Allowed::NumberBut(_)))
    }

    /// Whether a choice is one of dates.
    pub(super) fn is_date_choice(&self, choice: Option<usize>) -> bool {
        let choice = choice.and_then(|at| self.choices.get(at));
        choice.is_some_and(|c| matches!(c.what, Allowed::DateAfter(_) | Allowed::DateBut(_)))
    }

    /// The sheets of items.
    pub(super) fn items(&self) -> impl Iterator<Item = (&SheetLayout, &Items)> {
        self.sheets.iter().filter_map(|sheet| match &sheet.what {
            What::Items(items) => Some((sheet, items)),
            What::Boxes { .. } | What::Records { .. } => None,
        })
    }
}

impl Items {
    /// The first row of items, counted from 0.
    pub(super) fn first_item(&self) -> u32 {
        self.first.0 + 1 + u32::try_from(self.help.len()).unwrap_or(0)
    }

    /// The sheet's columns of extra columns.
    pub(super) fn extras(&self, extras: &[super::Extra<'_>]) -> Vec<u16> {
        let wanted = |extra: &super::Extra<'_>| extra.without_header.filter(|at| *at >= self.at(self.columns.len()));
        let mut free = self.at(self.columns.len());
        let mut at = Vec::with_capacity(extras.len());
        for extra in extras {
            at.push(wanted(extra).filter(|column| !at.contains(column)).unwrap_or_else(|| {
                while extras.iter().any(|other| wanted(other) == Some(free)) {
                    free = free.saturating_add(1);
                }
                free = free.saturating_add(1);
                free - 1
            }));
        }
        at
    }

    /// The sheet's column of a column.
    pub(super) fn at(&self, column: usize) -> u16 {
        self.first.1.saturating_add(u16::try_from(column).unwrap_or(u16::MAX))
    }
}
