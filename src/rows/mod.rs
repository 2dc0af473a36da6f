//! Which sheets of a workbook hold POA&M items, which of their rows are items, and which column is which. What the
//! sheets and headers are called is said by a [`Layout`], which the mapping fills; nothing is spelled here.

mod headers;
mod help;
mod items;
mod labels;
mod sheets;

use std::collections::{BTreeMap, HashMap};

use crate::finding::{Failure, Findings, Place};
use crate::workbook::{Cell, Sheet, Workbook};

/// What to look for in a workbook. All indexes below are positions in these lists.
#[derive(Debug, Default)]
pub struct Layout {
    /// The kinds of sheets; a sheet belongs to the first kind that has its name.
    pub sheets: Vec<SheetNames>,
    /// The columns.
    pub columns: Vec<ColumnNames>,
    /// The values of the header block above the columns.
    pub labels: Vec<LabelNames>,
    /// The header row is looked for in so many first rows.
    pub search_header: u32,
    /// Cell texts that count as blank in every column (v3.0's `Mandatory`, `Situational`).
    pub blank_words: Vec<String>,
    /// Rows of the template that are help, not items.
    pub help: Vec<HelpRow>,
    /// Texts that, alone in a row, are a banner.
    pub banners: Vec<String>,
}

/// The names of a kind of sheet.
#[derive(Debug, Default)]
pub struct SheetNames {
    /// The name and its aliases.
    pub names: Vec<String>,
    /// Whether a single sheet of another name may stand for it (a .csv has no sheet name).
    pub is_default: bool,
}

/// The header texts of a column.
#[derive(Debug, Default)]
pub struct ColumnNames {
    /// The header.
    pub header: String,
    /// Other spellings of it.
    pub aliases: Vec<String>,
    /// Whether rows below an item that hold something in such columns alone go on with it.
    pub is_below: bool,
}

/// The label of a header-block value.
#[derive(Debug, Default)]
pub struct LabelNames {
    /// The label and its aliases.
    pub labels: Vec<String>,
    /// The label to its right, for a template that lost this one (v2.0's CSP is 26 blanks).
    pub left_of: Option<String>,
    /// Whether the value stands to the right of the label, rather than below it.
    pub is_beside: bool,
    /// Placeholders that count as blank.
    pub blank_words: Vec<String>,
}

/// A row of a template that is not an item.
#[derive(Debug, Default)]
pub struct HelpRow {
    /// What it is, for the message: `example row of v2.1`.
    pub what: String,
    /// Whether it is an example that `--keep-examples` keeps.
    pub example: bool,
    /// Column index and help text. A text ending in `*` matches whatever starts with it.
    pub cells: Vec<(usize, String)>,
}

/// What a column of a sheet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnIs {
    /// A column of the layout, by index.
    Known(usize),
    /// A column the layout does not know, with its header text as typed (empty where it has none).
    Extra(String),
}

/// A POA&M sheet, taken apart.
#[derive(Debug)]
pub struct Table {
    /// The sheet's index in the workbook.
    pub sheet: usize,
    /// The kind of sheet, an index into [`Layout::sheets`].
    pub kind: usize,
    /// The header row, counted from 0.
    pub header_row: u32,
    /// The columns that have a header, or hold something in an item row; by position in the sheet.
    pub columns: Vec<(u32, ColumnIs)>,
    /// For each label of the layout the cell (row, column) that holds its value, where there is one that is not blank.
    pub header_block: Vec<Option<(u32, u32)>>,
    /// For each label of the layout the cell (row, column) that holds the label itself.
    pub labels: Vec<Option<(u32, u32)>>,
    /// The rows that are items, in order, counted from 0.
    pub items: Vec<u32>,
    /// For an item that goes on in the rows below it, how many they are.
    pub below: BTreeMap<u32, u32>,
}

/// A layout's names in the form in which they are compared, made once.
struct Normal {
    /// How many columns there are.
    columns: usize,
    /// The columns of a header, and those that it is an alias of; both in their order.
    headers: HashMap<String, Vec<usize>>,
    aliases: HashMap<String, Vec<usize>>,
    sheets: Vec<Vec<String>>,
    blank: BlankWords,
    banners: Vec<String>,
}

impl Normal {
    fn of(layout: &Layout) -> Self {
        let all = |names: &[String]| names.iter().map(|name| normal(name)).collect::<Vec<_>>();
        let (mut headers, mut aliases) = (HashMap::<_, Vec<usize>>::new(), HashMap::<_, Vec<usize>>::new());
        for (index, column) in layout.columns.iter().enumerate() {
            headers.entry(normal(&column.header)).or_default().push(index);
            for alias in &column.aliases {
                aliases.entry(normal(alias)).or_default().push(index);
            }
        }
        Normal {
            columns: layout.columns.len(),
            headers,
            aliases,
            sheets: layout.sheets.iter().map(|s| all(&s.names)).collect(),
            blank: BlankWords::of(layout),
            banners: layout.banners.iter().map(|banner| bare(banner)).collect(),
        }
    }

    /// Whether a cell's text counts as blank.
    fn is_blank(&self, text: &str) -> bool {
        text.trim_start().is_empty() || self.blank.has(text)
    }

    /// Whether a cell counts as blank.
    fn is_blank_cell(&self, cell: &Cell<'_>) -> bool {
        cell.words().is_some_and(|words| self.is_blank(words))
    }

    /// Whether a cell's text is one of the words that count as blank.
    fn is_blank_word(&self, text: &str) -> bool {
        self.blank.has(text)
    }
}

/// The words of a template that count as blank in any cell.
#[derive(Debug)]
pub struct BlankWords {
    /// By their first characters: what begins otherwise need not be looked at.
    words: BTreeMap<char, Vec<String>>,
    /// How they begin, as [`starts_with`] tells it.
    starts: u128,
    /// How long the longest is, in bytes.
    longest: usize,
}

impl BlankWords {
    /// The words of a layout.
    pub fn of(layout: &Layout) -> Self {
        let mut words: BTreeMap<char, Vec<String>> = BTreeMap::new();
        for word in layout.blank_words.iter().map(|word| normal(word)) {
            if let Some(start) = word.chars().next() {
                words.entry(start).or_default().push(word);
            }
        }
        let longest = words.values().flatten().map(String::len).max().unwrap_or_default();
        let starts = words.values().flatten().fold(0, |bits, word| bits | starts_with(word));
        BlankWords { words, starts, longest }
    }

    /// Whether a cell's text is one of them.
    pub fn has(&self, text: &str) -> bool {
        let start = match text.bytes().next() {
            // As nearly every text begins: this is asked of every cell.
            Some(byte) if byte.is_ascii_alphanumeric() => {
                let start = byte.to_ascii_lowercase();
                (self.starts >> start & 1 == 1).then_some(char::from(start))
            }
            _ => folded(text).next(),
        };
        let Some(words) = start.and_then(|start| self.words.get(&start)) else { return false };
        // It stops at the first difference, so long cells cost nothing.
        let is = |word: &String| !begins_otherwise(text, word) && word.chars().eq(folded(text));
        // What `(s)` takes away may stand anywhere in a text that is hardly longer.
        let has_plural = || text.len() <= 4 * self.longest && text.contains("(s)");
        words.iter().any(is) || has_plural() && words.contains(&normal(text))
    }
}

/// A bit for the letter or digit that a text in lower case begins with, if that is ASCII.
fn starts_with(text: &str) -> u128 {
    text.bytes().next().filter(u8::is_ascii_alphanumeric).map_or(0, |byte| 1 << byte)
}

/// Whether a text differs from a [`normal`] one in the letters and digits that it begins with, which stay as they are but
/// for their case.
fn begins_otherwise(text: &str, normal: &str) -> bool {
    let mut pairs = text.bytes().zip(normal.bytes()).take_while(|(byte, _)| byte.is_ascii_alphanumeric());
    pairs.any(|(byte, other)| byte.to_ascii_lowercase() != other)
}

/// The form in which headers, labels and names of sheets are compared: lower case, without `&`, `®` and `(s)`, with
/// each run of white space and line breaks as one blank, trimmed.
pub fn normal(header: &str) -> String {
    let mut out = String::with_capacity(header.len());
    out.extend(folded(header));
    if out.contains("(s)") {
        out = out.replace("(s)", "");
        out.truncate(out.trim_end().len());
    }
    out
}

/// The same character by character, but for `(s)`.
fn folded(header: &str) -> impl Iterator<Item = char> + Clone {
    let is_seen = |c: &char| !matches!(c, '&' | '®' | '\u{200B}' | '\u{FEFF}');
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    let seen = header.chars().filter(is_seen);
    let start = seen.clone().position(|c| !is_blank(c)).unwrap_or(usize::MAX);
    // A blank is told when it is known what follows it.
    let words = seen.skip(start).scan(false, move |is_behind, c| {
        let blank = (*is_behind && !is_blank(c)).then_some(' ');
        *is_behind = is_blank(c);
        let shown = (!is_blank(c)).then(|| c.to_lowercase());
        Some(blank.into_iter().chain(shown.into_iter().flatten()))
    });
    words.flatten()
}

/// A banner's text, without the stars around it.
fn bare(text: &str) -> String {
    normal(text.trim_matches(|c: char| c == '*' || c.is_whitespace()))
}

/// Finds the POA&M sheets of a workbook and takes them apart. With `keep_examples` the template's example rows are
/// items. Fails ([`Failure::Unreadable`]) where no sheet is a POA&M sheet, or the only one has no header row; tables
/// without items are no failure.
pub fn find(workbook: &Workbook, layout: &Layout, keep_examples: bool) -> Result<(Vec<Table>, Findings), Failure> {
    let names = Normal::of(layout);
    let mut findings = Findings::default();
    let mut tables = Vec::new();
    for (sheet, kind, header) in sheets::choose(workbook, layout, &names, &mut findings)? {
        let look = Look { workbook, layout, names: &names, sheet, findings: &mut findings };
        tables.push(items::take_apart(look, kind, header, keep_examples));
    }
    Ok((tables, findings))
}

/// How well a layout fits a workbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// How many of the headers it knows.
    pub known: usize,
    /// How many of these are its own names of columns, not aliases.
    pub exact: usize,
    /// How many headers there are.
    pub of: usize,
}

impl Fit {
    /// What fits are compared by: a name counts twice as much as an alias.
    pub fn points(self) -> usize {
        self.known + self.exact
    }
}

/// How well a layout fits the sheet of a workbook that it fits best; none where no sheet has a header row for it.
pub fn fit(workbook: &Workbook, layout: &Layout) -> Option<Fit> {
    let names = Normal::of(layout);
    let is_seen = |sheet: &&Sheet| !sheet.hidden || names.sheets.iter().any(|kind| kind.contains(&normal(&sheet.name)));
    let found = workbook.sheets.iter().filter(is_seen).filter_map(|sheet| {
        let header = headers::find(sheet, &names, layout.search_header)?;
        Some(Fit { known: header.known, exact: header.exact, of: header.columns.len() })
    });
    found.max_by_key(|fit| (fit.points(), std::cmp::Reverse(fit.of)))
}

/// What is looked at and what for, and where findings go.
struct Look<'a> {
    workbook: &'a Workbook,
    layout: &'a Layout,
    names: &'a Normal,
    sheet: usize,
    findings: &'a mut Findings,
}

impl Look<'_> {
    fn place(&self) -> Place {
        Place { file: Some(self.workbook.file.clone()), sheet: Some(self.sheet().name.clone()), ..Place::default() }
    }

    fn sheet(&self) -> &Sheet {
        &self.workbook.sheets[self.sheet]
    }
}
