//! What the items of a workbook are known by: their ids, and where one has none or shares it, what tells them apart. The
//! row they stand in never counts.

use super::survey::Survey;
use crate::finding::{Finding, Place};
use crate::oscal::ids;
use rayon::prelude::*;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// An id as it is compared: white space does not count, nor does a byte order mark that was pasted along.
pub fn item_id(id: &str) -> String {
    let words = id.split(|c: char| c.is_whitespace() || c == '\u{feff}').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Where the ids stand that stand twice, and where there is none; in the order in which that is seen.
fn not_alone(ids: &[String]) -> Vec<Vec<usize>> {
    let mut all: Vec<(u64, usize)> = ids.par_iter().enumerate().map(|(at, id)| (xxh3_64(id.as_bytes()), at)).collect();
    // By their digests, which are told apart faster.
    all.par_sort_unstable_by(|(a, i), (b, j)| a.cmp(b).then_with(|| ids[*i].cmp(&ids[*j])).then(i.cmp(j)));
    let same = |(a, i): &(u64, usize), (b, j): &(u64, usize)| a == b && ids[*i] == ids[*j];
    let by_id = all.chunk_by(same).filter(|of_id| of_id.len() > 1 || ids[of_id[0].1].is_empty());
    let mut not_alone: Vec<Vec<usize>> = by_id.map(|of_id| of_id.iter().map(|(_, at)| *at).collect()).collect();
    not_alone.sort_by_key(|of_id| of_id[usize::from(!ids[of_id[0]].is_empty())]);
    not_alone
}

impl Survey<'_> {
    /// Finds items without an id and ids that stand twice. Of items of one id the oldest is known by the id alone, the
    /// others by what tells them apart too: so an item keeps its uuids wherever it stands, and whichever comes first.
    pub(super) fn tell_apart(&mut self) {
        let rows = self.rows().unwrap_or_default();
        let ids: Vec<String> =
            rows.par_iter().map(|at| item_id(&self.cell_text(*at, self.mapping.identity.id))).collect();
        for of_id in not_alone(&ids) {
            let id = ids[of_id[0]].as_str();
            let rows: Vec<(usize, u32)> = of_id.into_iter().map(|at| rows[at]).collect();
            let mut told: Vec<(String, String, (usize, u32))> = rows.iter().map(|at| self.told_by(*at)).collect();
            if id.is_empty() && !self.mapping.identity.without_id.is_empty() {
                self.findings.push(self.known_without_id(rows.len()));
            } else {
                for at in &rows[usize::from(!id.is_empty())..] {
                    self.findings.push(self.identity_fault(id, *at, rows[0]));
                }
            }
            // The oldest first; a stable order for the rest, whatever order the rows came in.
            told.sort();
            let mut seen: BTreeMap<String, u32> = BTreeMap::new();
            for (_, hash, at) in told.into_iter().skip(usize::from(!id.is_empty())) {
                let count = seen.entry(hash.clone()).or_default();
                *count += 1;
                self.apart.insert(at, vec![hash, count.to_string()]);
            }
        }
    }

    /// The date by which an item is older than others, and a hash of what tells it apart.
    fn told_by(&self, at: (usize, u32)) -> (String, String, (usize, u32)) {
        self.tells(at, &|column| self.cell_text(at, column))
    }

    /// The same of any cells, by the mapping's columns.
    pub(super) fn tells<T>(&self, at: T, cell: &dyn Fn(usize) -> String) -> (String, String, T) {
        let identity = &self.mapping.identity;
        let read = |column: usize| {
            let text = cell(column);
            let records = self.mapping.columns[column].get(&text, self.date_orders[column]).records;
            let said = records.first().and_then(|r| r.get("value")).unwrap_or(&text);
            // Nothing but blanks is nothing in a document.
            if said.trim().is_empty() { String::new() } else { said.to_owned() }
        };
        let oldest = identity.oldest.map(read).filter(|d| !d.is_empty()).unwrap_or_else(|| "9999".to_owned());
        let has_id = !item_id(&cell(identity.id)).is_empty();
        let texts: Vec<String> = identity.apart(has_id).iter().map(|c| read(*c)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        (oldest, ids::v5(self.context.namespace, &texts).to_string(), at)
    }

    /// Where the format lets items stand without an id.
    fn known_without_id(&self, count: usize) -> Finding {
        let column = |c: &usize| self.mapping.columns[*c].header.as_str();
        let by: Vec<&str> = self.mapping.identity.without_id.iter().map(column).collect();
        let items = if count == 1 { "1 item has".to_owned() } else { format!("{count} items have") };
        let message = format!("{items} no {}; known by {}", column(&self.mapping.identity.id), by.join(", "));
        let help = "an item keeps its uuids as long as these cells stay as they are";
        Finding::info("without-id", message).at(self.file()).help(help)
    }

    fn identity_fault(&self, id: &str, (table, row): (usize, u32), first: (usize, u32)) -> Finding {
        let column = |t: usize| self.tables[t].columns[self.mapping.identity.id];
        let place = |(t, row): (usize, u32)| {
            let mut place = self.tables[t].place.clone();
            place.row = Some(row);
            place.column = column(t);
            place
        };
        let finding = if id.is_empty() {
            Finding::error("missing-id", "the item has no POAM ID").help("give every item an id of its own")
        } else {
            let first = Place { file: None, ..place(first) };
            Finding::error("duplicate-id", format!("the POAM ID \"{id}\" stands also in {first}"))
                .help("give every item an id of its own; until then this one's uuids depend on its texts")
        };
        finding.at(place((table, row)))
    }
}
