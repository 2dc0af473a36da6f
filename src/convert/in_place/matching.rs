//! Which row of a workbook is which item of a document.

use crate::convert::{Survey, item_id};
use crate::mapping::document::RowText;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A table of the workbook and a row in it.
pub(super) type At = (usize, u32);

/// Items and rows that belong together.
#[derive(Debug, Default)]
pub(super) struct Matched {
    /// For each item of the document the row it stands in.
    pub(super) rows: Vec<Option<At>>,
    /// The rows whose items the document does not have.
    pub(super) missing: Vec<At>,
}

/// Brings items and rows together by their ids. Of several of one id those that are alike in what tells them apart
/// belong together, then the others in their order.
pub(super) fn matched(survey: &Survey<'_>, items: &[RowText]) -> Matched {
    let id_column = survey.mapping.identity.id;
    let mut there: HashMap<String, Vec<At>> = HashMap::new();
    for at in survey.rows().unwrap_or_default() {
        there.entry(item_id(&survey.cell_text(at, id_column))).or_default().push(at);
    }
    let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let id = item.cells.get(id_column).map_or_else(String::new, |id| item_id(id));
        wanted.entry(id).or_default().push(index);
    }
    let mut rows = vec![None; items.len()];
    for (id, mut indexes) in wanted {
        let Some(mut found) = there.remove(&id) else { continue };
        if indexes.len() > 1 || found.len() > 1 || id.is_empty() {
            let text = |index: usize| move |column: usize| items[index].cells.get(column).cloned().unwrap_or_default();
            let mut by_hash: HashMap<String, Vec<At>> = HashMap::new();
            for at in found.iter().rev() {
                let (_, hash, at) = survey.tells(*at, &|column| survey.cell_text(*at, column));
                by_hash.entry(hash).or_default().push(at);
            }
            indexes.retain(|index| {
                let (_, hash, index) = survey.tells(*index, &text(*index));
                rows[index] = by_hash.get_mut(&hash).and_then(Vec::pop);
                rows[index].is_none()
            });
            let left: HashSet<At> = by_hash.into_values().flatten().collect();
            found.retain(|at| left.contains(at));
        }
        // An item without an id is known by nothing but what tells it apart.
        let mut left = found.into_iter();
        if !id.is_empty() {
            for (index, at) in indexes.into_iter().zip(left.by_ref()) {
                rows[index] = Some(at);
            }
        }
        let left: Vec<At> = left.collect();
        if !left.is_empty() {
            there.insert(id, left);
        }
    }
    let mut missing: Vec<At> = there.into_values().flatten().collect();
    missing.sort_unstable();
    Matched { rows, missing }
}
