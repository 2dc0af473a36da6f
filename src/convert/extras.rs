//! The ids of columns that the mapping does not know.

use crate::mapping::definition::column_id;
use crate::rows::normal;
use std::collections::{HashMap, HashSet};

/// The ids that were given so far.
#[derive(Debug, Default)]
pub(super) struct ExtraIds {
    /// Id and header, in the order they were given.
    pub(super) headers: Vec<(String, String)>,
    by_id: HashMap<String, usize>,
}

/// The ids that one sheet has so far.
#[derive(Debug, Default)]
pub(super) struct SheetIds {
    used: HashSet<String>,
    /// The last number that a header was given, by its id without a number and its words: lower ones are taken for good,
    /// and a sheet may have thousands of columns of one header.
    last: HashMap<(String, String), u32>,
}

impl ExtraIds {
    /// The id of a column: the same header has the same id on every sheet; a second column of one header on a sheet, and
    /// headers that differ only in what an id cannot hold, get a number.
    pub(super) fn give(&mut self, header: &str, at: u32, here: &mut SheetIds) -> String {
        let base = if header.is_empty() {
            format!("column-{}", crate::finding::column_letters(at).to_lowercase())
        } else {
            column_id(header)
        };
        let words = normal(header);
        let last = here.last.entry((base.clone(), words.clone())).or_insert(0);
        for n in last.saturating_add(1).. {
            let id = if n == 1 { base.clone() } else { format!("{base}-{n}") };
            if here.used.contains(&id) {
                continue;
            }
            match self.by_id.get(&id) {
                Some(known) if self.headers.get(*known).is_none_or(|(_, text)| normal(text) != words) => continue,
                Some(_) => {}
                None => {
                    self.by_id.insert(id.clone(), self.headers.len());
                    self.headers.push((id.clone(), header.to_owned()));
                }
            }
            *last = n;
            here.used.insert(id.clone());
            return id;
        }
        base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_has_one_id_on_all_sheets_and_its_copies_numbers() {
        let mut ids = ExtraIds::default();
        let mut open = SheetIds::default();
        let given = ["Own", "Own!", "own", "", "Own!"].map(|header| ids.give(header, 3, &mut open));
        assert_eq!(given, ["own", "own-2", "own-3", "column-d", "own-4"]);
        let mut closed = SheetIds::default();
        let given = ["Own!", "Own", "OWN"].map(|header| ids.give(header, 9, &mut closed));
        assert_eq!(given, ["own-2", "own", "own-3"]);
        assert_eq!(ids.headers.len(), 5);
    }
}
