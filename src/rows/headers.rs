//! The header row: which row it is, and which column of the layout each of its cells names.

use super::{ColumnIs, Normal, normal};
use crate::workbook::Sheet;

/// So many columns must be known for a row to be the header row.
pub(super) const FEWEST: usize = 3;

/// A header row, taken apart.
#[derive(Debug)]
pub(super) struct Header {
    /// The row, counted from 0.
    pub(super) row: u32,
    /// The columns that have a header, by position.
    pub(super) columns: Vec<(u32, ColumnIs)>,
    /// The headers that name a column which another header names already: their position and that column.
    pub(super) twice: Vec<(u32, usize)>,
    /// How many columns it knows.
    pub(super) known: usize,
    /// How many of them it calls by their own name.
    pub(super) exact: usize,
}

/// The row among the first `search` that names most columns of the layout; of equals the one with more exact names,
/// then the first. None where no row names at least three.
pub(super) fn find(sheet: &Sheet, names: &Normal, search: u32) -> Option<Header> {
    let mut best: Option<Header> = None;
    for (row, cells) in sheet.rows().take_while(|(row, _)| *row < search) {
        let texts = cells.cells().map(|cell| (cell.column, cell.cell.text().trim().to_owned()));
        let header = assign(row, texts.filter(|(_, text)| !text.is_empty()).collect(), names);
        let is_better = best.as_ref().is_none_or(|best| (header.known, header.exact) > (best.known, best.exact));
        if header.known >= FEWEST && is_better {
            best = Some(header);
        }
    }
    best
}

/// Exact names first, so that an alias never takes a column from its own name.
fn assign(row: u32, texts: Vec<(u32, String)>, names: &Normal) -> Header {
    let forms: Vec<String> = texts.iter().map(|(_, text)| normal(text)).collect();
    let mut owner: Vec<Option<usize>> = vec![None; names.columns];
    let mut found: Vec<Option<usize>> = vec![None; texts.len()];
    let mut twice = Vec::new();
    let mut is_twice = vec![false; texts.len()];
    let mut exact = 0;
    for is_exact in [true, false] {
        for (at, form) in forms.iter().enumerate() {
            if found[at].is_some() || is_twice[at] {
                continue;
            }
            let wanted = if is_exact { &names.headers } else { &names.aliases }.get(form);
            let Some((first, wanted)) = wanted.and_then(|wanted| Some((*wanted.first()?, wanted))) else { continue };
            if let Some(index) = wanted.iter().copied().find(|index| owner[*index].is_none()) {
                owner[index] = Some(at);
                found[at] = Some(index);
                exact += usize::from(is_exact);
            } else {
                twice.push((texts[at].0, first));
                is_twice[at] = true;
            }
        }
    }
    let known = found.iter().flatten().count();
    let columns = texts.into_iter().zip(found);
    let columns =
        columns.map(|((position, text), found)| (position, found.map_or(ColumnIs::Extra(text), ColumnIs::Known)));
    Header { row, columns: columns.collect(), twice, known, exact }
}
