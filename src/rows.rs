//! Which sheets of a workbook hold POA&M items, which of their rows are items, and which column is which. What the
//! sheets and headers are called is said by a [`Layout`], which the mapping fills; nothing is spelled here.

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
}

/// The label of a header-block value.
#[derive(Debug, Default)]
pub struct LabelNames {
    /// The label and its aliases.
    pub labels: Vec<String>,
    /// The label to its right, for a template that lost this one (v2.0's CSP is 26 blanks).
    pub left_of: Option<String>,
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
    /// The rows that are items, in order, counted from 0.
    pub items: Vec<u32>,
}

/// temp
pub fn normal(header: &str) -> String {
    header.to_lowercase()
}
