//! The rows of a template that tell how to fill it in.

use super::{ColumnIs, Layout, Normal, starts_with};
use crate::workbook::{CellAt, Row};

/// The help texts of a sheet's columns, ready to be compared.
pub(super) struct Help {
    /// By position in the sheet: which help row wants which text there.
    wanted: Vec<(u32, Vec<(usize, Text)>)>,
    rows: usize,
}

/// What a row has of the help texts.
pub(super) struct Found {
    /// The help row that the row is, an index into [`Layout::help`].
    pub(super) row: Option<usize>,
    /// The columns whose cell is a help text.
    pub(super) columns: Vec<u32>,
}

/// A help text in lower case with white space collapsed.
struct Text {
    folded: String,
    is_start: bool,
}

impl Text {
    fn of(text: &str) -> Self {
        let (text, is_start) = text.strip_suffix('*').map_or((text, false), |start| (start, true));
        Text { folded: folded(text).collect::<String>(), is_start }
    }

    fn matches(&self, cell: &str) -> bool {
        // Most cells are told apart by their first letter.
        let first = cell.trim_start().chars().next().and_then(|c| c.to_lowercase().next());
        if self.folded.chars().next().is_some_and(|wanted| first != Some(wanted)) {
            return false;
        }
        let mut cell = folded(cell);
        self.folded.chars().all(|wanted| cell.next() == Some(wanted)) && (self.is_start || cell.next().is_none())
    }
}

/// Lower case, each run of white space one blank, trimmed. It stops comparing at the first difference, so long cells
/// cost nothing.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.split_whitespace().enumerate().flat_map(|(i, word)| {
        let blank = (i > 0).then_some(' ');
        blank.into_iter().chain(word.chars().flat_map(char::to_lowercase))
    })
}

impl Help {
    /// The help texts for the columns of a sheet.
    pub(super) fn of(layout: &Layout, columns: &[(u32, ColumnIs)]) -> Self {
        let texts = |known: usize| -> Vec<(usize, Text)> {
            let rows = layout.help.iter().enumerate();
            let cells = rows.flat_map(|(row, help)| help.cells.iter().map(move |(column, text)| (row, *column, text)));
            cells.filter(|(_, column, _)| *column == known).map(|(row, _, text)| (row, Text::of(text))).collect()
        };
        let wanted = columns.iter().filter_map(|(position, is)| match is {
            ColumnIs::Known(index) => Some((*position, texts(*index))),
            ColumnIs::Extra(_) => None,
        });
        Help { wanted: wanted.filter(|(_, texts)| !texts.is_empty()).collect(), rows: layout.help.len() }
    }

    /// How the texts of a column begin that are to be compared with its cells, as [`starts_with`] tells it.
    pub(super) fn starts(&self, column: u32) -> u128 {
        let start = |text: &Text| if text.folded.is_empty() { u128::MAX } else { starts_with(&text.folded) };
        self.texts(column).iter().fold(0, |all, (_, text)| all | start(text))
    }

    /// The help texts of a column.
    fn texts(&self, column: u32) -> &[(usize, Text)] {
        let found = self.wanted.binary_search_by_key(&column, |(position, _)| *position);
        found.map_or(&[], |index| &self.wanted[index].1)
    }

    /// Whether a cell is a help text.
    fn has(&self, cell: &CellAt<'_>) -> bool {
        let Some(words) = cell.cell.words() else { return false };
        self.texts(cell.column).iter().any(|(_, text)| text.matches(words))
    }

    /// Compares a row, of which only some cells may be help texts, with every help row. It is one where at least two of its
    /// cells are that row's texts, and they are more than half of the cells that row speaks of and that hold anything: an
    /// example that somebody wrote over, or an id borrowed from it, is an item.
    pub(super) fn look(&self, row: Row<'_>, doubtful: &[CellAt<'_>], names: &Normal) -> Found {
        if !doubtful.iter().any(|cell| self.has(cell)) {
            return Found { row: None, columns: Vec::new() };
        }
        let mut filled = vec![0_usize; self.rows];
        let mut matched = vec![0_usize; self.rows];
        let mut columns = Vec::new();
        let mut wanted = self.wanted.iter().peekable();
        for cell in row.cells() {
            while wanted.next_if(|(position, _)| *position < cell.column).is_some() {}
            let Some((_, texts)) = wanted.next_if(|(position, _)| *position == cell.column) else { continue };
            let words = cell.cell.words();
            if words.is_some_and(|words| words.trim().is_empty()) {
                continue;
            }
            let mut is_help = false;
            for (help, wanted) in texts {
                filled[*help] += 1;
                if words.is_some_and(|words| wanted.matches(words)) {
                    matched[*help] += 1;
                    is_help = true;
                }
            }
            if is_help && !words.is_some_and(|words| names.is_blank_word(words)) {
                columns.push(cell.column);
            }
        }
        let is_that = |help: &usize| matched[*help] >= 2 && 2 * matched[*help] > filled[*help];
        // Of equals the first, for `max_by_key` gives the last.
        let row = (0..self.rows).rev().filter(is_that).max_by_key(|help| matched[*help]);
        Found { row, columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match_whatever_their_case_and_white_space() {
        let whole = Text::of("Applicable 800-53 Control(s)");
        assert!(whole.matches("applicable  800-53\nControl(s) "));
        assert!(!whole.matches("Applicable 800-53 Control(s) here") && !whole.matches("Applicable"));
        let start = Text::of("V-1*");
        assert!(start.matches(" v-1Example") && start.matches("V-1") && !start.matches("V-"));
    }
}
