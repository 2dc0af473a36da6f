//! Which rows below the header are items, and which columns they use.

use std::collections::{BTreeMap, BTreeSet};

use super::headers::Header;
use super::help::Help;
use super::{ColumnIs, Layout, Look, Normal, Table, bare, begins_otherwise, labels, normal, starts_with};
use crate::finding::Finding;
use crate::workbook::{CellAt, Row};
use rayon::prelude::*;
use smallvec::SmallVec;

/// What a row below the header is.
#[derive(Debug, PartialEq)]
enum RowIs {
    /// An item.
    Item(Noticed),
    /// Something else that a person put there, in words.
    Skipped(String),
    /// Nothing but formulas.
    Formulas,
    Blank,
}

/// What is to be told of the cells of an item: columns.
#[derive(Debug, Default, PartialEq)]
struct Noticed {
    /// Where it holds a help text.
    help: Vec<u32>,
    /// Where it holds a word of the template.
    words: Vec<u32>,
    /// Where it holds something in a column that is not known.
    extras: Vec<u32>,
}

/// Takes a sheet apart whose kind and header row are known.
pub(super) fn take_apart(mut look: Look<'_>, kind: usize, header: Header, keep_examples: bool) -> Table {
    let labels::Labels { values: header_block, labels } = labels::find(&mut look, header.row);
    for (position, column) in &header.twice {
        let name = look.layout.columns.get(*column).map_or("", |column| column.header.as_str());
        let message = format!("a second column for \"{name}\"; it is treated as an extra column");
        let at = look.place().at(header.row, *position);
        let help = "rename it, or merge the two columns";
        look.findings.push(Finding::warning("header-twice", message).at(at).help(help));
    }
    let workbook = look.workbook;
    let sheet = &workbook.sheets[look.sheet];
    let is_known = |column: u32| {
        let found = header.columns.binary_search_by_key(&column, |(position, _)| *position);
        found.is_ok_and(|index| matches!(header.columns[index].1, ColumnIs::Known(_)))
    };
    let help = Help::of(look.layout, &header.columns);
    let headers = headers(&look, &header);
    let starts = |column: u32| is_known(column).then(|| look.names.blank.starts | help.starts(column));
    let columns = header.columns.last().map_or(0..0, |(last, _)| 0..last + 1);
    let mut starts: Vec<Option<u128>> = columns.map(starts).collect();
    for (column, header) in &headers {
        if let Some(Some(starts)) = usize::try_from(*column).ok().and_then(|at| starts.get_mut(at)) {
            *starts |= starts_with(header);
        }
    }
    let rows = Rows { help, headers, starts, keep_examples };
    let mut items: Vec<u32> = Vec::new();
    let going_on = going_on(&look, &header);
    let mut continued: BTreeMap<u32, u32> = BTreeMap::new();
    let mut formulas = 0_usize;
    // Columns that are not known, with the first item row that holds something there.
    let mut extras: BTreeMap<u32, u32> = BTreeMap::new();
    let below: Vec<(u32, Row<'_>)> = sheet.rows().filter(|(row, _)| *row > header.row).collect();
    // What a row is depends on no other row.
    let are: Vec<RowIs> = below.par_iter().map(|(_, cells)| rows.look(look.layout, look.names, *cells)).collect();
    for ((row, cells), is) in below.into_iter().zip(are) {
        let is_next = |item: u32| row == item + 1 + continued.get(&item).copied().unwrap_or(0);
        match is {
            RowIs::Item(_)
                if goes_on(cells, &going_on, look.names)
                    && let Some(item) = items.last().copied().filter(|item| is_next(*item)) =>
            {
                *continued.entry(item).or_default() += 1;
            }
            RowIs::Item(noticed) => {
                items.push(row);
                warn_of_help(&mut look, row, cells, &noticed);
                for column in noticed.extras {
                    extras.entry(column).or_insert(row);
                }
            }
            RowIs::Skipped(what) => {
                let mut at = look.place();
                at.row = Some(row);
                look.findings.push(Finding::info("skipped-row", format!("not an item: {what}")).at(at));
            }
            RowIs::Formulas => formulas += 1,
            RowIs::Blank => {}
        }
    }
    if formulas > 0 {
        let rows = if formulas == 1 { "1 row holds" } else { &format!("{formulas} rows hold") };
        let message = format!("not items: {rows} nothing but formulas");
        look.findings.push(Finding::info("skipped-row", message).at(look.place()));
    }
    let columns = with_extras(&mut look, header.columns, &extras);
    Table { sheet: look.sheet, kind, header_row: header.row, columns, header_block, labels, items, below: continued }
}

/// The columns of the sheet in which an item may go on below its row.
fn going_on(look: &Look<'_>, header: &Header) -> BTreeSet<u32> {
    let is_below = |is: &ColumnIs| match is {
        ColumnIs::Known(index) => look.layout.columns.get(*index).is_some_and(|column| column.is_below),
        ColumnIs::Extra(_) => false,
    };
    header.columns.iter().filter(|(_, is)| is_below(is)).map(|(position, _)| *position).collect()
}

/// Whether a row holds something in these columns and nowhere else.
fn goes_on(row: Row<'_>, columns: &BTreeSet<u32>, names: &Normal) -> bool {
    !columns.is_empty()
        && row.cells().all(|cell| columns.contains(&cell.column) || cell.is_formula || names.is_blank_cell(&cell.cell))
}

/// The header of each column in the form in which it is compared.
fn headers(look: &Look<'_>, header: &Header) -> Vec<(u32, String)> {
    let row = look.sheet().row(header.row);
    row.cells().map(|cell| (cell.column, normal(&cell.cell.text()))).filter(|(_, text)| !text.is_empty()).collect()
}

/// What rows are compared with.
struct Rows {
    help: Help,
    headers: Vec<(u32, String)>,
    /// For each column that the layout knows, by its position: how what the template says in it begins, as
    /// [`starts_with`] tells it.
    starts: Vec<Option<u128>>,
    keep_examples: bool,
}

/// The cells of a row that may be the template's words, blank, or in a column that is not known.
type Doubtful<'a> = SmallVec<[CellAt<'a>; 24]>;

impl Rows {
    /// Whether the layout knows a column.
    fn is_known(&self, column: u32) -> bool {
        usize::try_from(column).is_ok_and(|at| self.starts.get(at).is_some_and(Option::is_some))
    }

    /// Whether a cell of a known column holds something of its own: it begins as nothing does that the template says.
    fn is_own(&self, cell: &CellAt<'_>) -> bool {
        let Some(starts) = usize::try_from(cell.column).ok().and_then(|at| *self.starts.get(at)?) else { return false };
        match cell.cell.words().map(|words| words.as_bytes().first()) {
            None => true,
            Some(Some(byte)) if byte.is_ascii_alphanumeric() => starts >> byte.to_ascii_lowercase() & 1 == 0,
            Some(_) => false,
        }
    }

    /// What is to be told of an item.
    fn notice(&self, names: &Normal, doubtful: &[CellAt<'_>], help: Vec<u32>) -> Noticed {
        let mut noticed = Noticed { help, ..Noticed::default() };
        for cell in doubtful {
            if cell.cell.words().is_some_and(|words| names.is_blank_word(words)) {
                noticed.words.push(cell.column);
            } else if !self.is_known(cell.column) && !names.is_blank_cell(&cell.cell) {
                noticed.extras.push(cell.column);
            }
        }
        noticed
    }

    fn look(&self, layout: &Layout, names: &Normal, row: Row<'_>) -> RowIs {
        let doubtful: Doubtful<'_> = row.cells().filter(|cell| !self.is_own(cell)).collect();
        let is = self.tell(layout, names, row, &doubtful);
        debug_assert_eq!(is, self.tell(layout, names, row, &row.cells().collect::<Doubtful<'_>>()));
        is
    }

    /// What a row is, of which only these cells need be looked at; the others hold something of their own.
    fn tell(&self, layout: &Layout, names: &Normal, row: Row<'_>, doubtful: &[CellAt<'_>]) -> RowIs {
        let help = self.help.look(row, doubtful, names);
        if let Some(found) = help.row.and_then(|index| layout.help.get(index)) {
            if found.example && self.keep_examples {
                return RowIs::Item(self.notice(names, doubtful, Vec::new()));
            }
            return RowIs::Skipped(found.what.clone());
        }
        let mut filled =
            row.cells().filter(|cell| cell.cell.words().is_none_or(|words| !words.trim_start().is_empty()));
        if let (Some(only), None) = (filled.next(), filled.next()) {
            let text = bare(&only.cell.text());
            if names.banners.contains(&text) {
                return RowIs::Skipped("a banner".to_owned());
            }
        }
        if self.repeats_header(doubtful) {
            return RowIs::Skipped("the header row once more".to_owned());
        }
        let (mut has_formula, mut has_word) = (false, false);
        for cell in row.cells() {
            if cell.is_formula {
                has_formula = true;
            } else if !names.is_blank_cell(&cell.cell) {
                return RowIs::Item(self.notice(names, doubtful, help.columns));
            } else {
                has_word |= cell.cell.words().is_some_and(|words| !words.trim().is_empty());
            }
        }
        match (has_word, has_formula) {
            (true, _) => RowIs::Skipped("nothing but words of the template".to_owned()),
            (false, true) => RowIs::Formulas,
            (false, false) => RowIs::Blank,
        }
    }

    /// Whether at least three cells are the header of their own column.
    fn repeats_header(&self, cells: &[CellAt<'_>]) -> bool {
        let mut headers = self.headers.iter().peekable();
        let same = cells.iter().filter(|cell| {
            while headers.next_if(|(position, _)| *position < cell.column).is_some() {}
            headers.next_if(|(position, _)| *position == cell.column).is_some_and(|(_, header)| {
                // Most cells are told apart by their length or first letters, without a copy.
                cell.cell.words().is_some_and(|text| {
                    text.len() <= 2 * header.len() + 16
                        && !begins_otherwise(text.trim_start(), header)
                        && normal(text) == *header
                })
            })
        });
        same.take(3).count() == 3
    }
}

fn warn_of_help(look: &mut Look<'_>, row: u32, cells: Row<'_>, noticed: &Noticed) {
    for column in &noticed.help {
        let at = look.place().at(row, *column);
        let message = "the cell of an item still holds the template's text";
        let help = "write what is true of this item, or clear the cell";
        look.findings.push(Finding::warning("help-text-in-item", message).at(at).help(help));
    }
    if let Some(first) = noticed.words.first().and_then(|column| cells.cell(*column)) {
        let count = noticed.words.len();
        let cells =
            if count == 1 { "1 cell of an item holds".to_owned() } else { format!("{count} cells of an item hold") };
        let message =
            format!("{cells} a word of the template, such as \"{}\"; counted as blank", first.cell.text().trim());
        let at = look.place().at(row, first.column);
        look.findings.push(Finding::info("template-word", message).at(at));
    }
}

/// The columns with a header and those without one that item rows use, by position.
fn with_extras(
    look: &mut Look<'_>,
    mut columns: Vec<(u32, ColumnIs)>,
    extras: &BTreeMap<u32, u32>,
) -> Vec<(u32, ColumnIs)> {
    for (position, row) in extras {
        let header = match columns.binary_search_by_key(position, |(position, _)| *position) {
            Ok(index) => match &columns[index].1 {
                ColumnIs::Extra(header) => header.clone(),
                ColumnIs::Known(_) => continue,
            },
            Err(index) => {
                columns.insert(index, (*position, ColumnIs::Extra(String::new())));
                String::new()
            }
        };
        let mut at = look.place();
        at.column = Some(*position);
        let finding = if header.is_empty() {
            at.row = Some(*row);
            Finding::info("extra-column", "a column without a header holds something; it is kept as an extra column")
        } else {
            Finding::info(
                "extra-column",
                format!("the column \"{header}\" is not known; it is kept as an extra column"),
            )
        };
        look.findings.push(finding.at(at));
    }
    columns
}
