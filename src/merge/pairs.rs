//! Which row of one side is the same item as which row of another.

use crate::convert::item_id;
use crate::mapping::definition::Mapping;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// So many pairs of one id are held against each other one by one.
const MOST: usize = 250_000;

/// For each row of `left` the row of `right` that is the same item: by the id, and where that stands several times by
/// the columns that tell items of one id apart.
pub(super) fn same_items(mapping: &Mapping, left: &[Vec<&str>], right: &[Vec<&str>]) -> Vec<Option<usize>> {
    let id = |cells: &Vec<&str>| cells.get(mapping.identity.id).map_or_else(String::new, |id| item_id(id));
    let mut by_id: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, cells) in left.iter().enumerate() {
        by_id.entry(id(cells)).or_default().0.push(at);
    }
    for (at, cells) in right.iter().enumerate() {
        by_id.entry(id(cells)).or_default().1.push(at);
    }
    let mut pairs = vec![None; left.len()];
    for (id, (lefts, rights)) in by_id {
        if let ([l], [r], false) = (lefts.as_slice(), rights.as_slice(), id.is_empty()) {
            pairs[*l] = Some(*r);
            continue;
        }
        let apart = &mapping.identity.tells_apart;
        let mut group = Group { left, right, apart, lefts, rights, pairs: &mut pairs };
        group.pair(id.is_empty(), MOST);
    }
    pairs
}

/// The rows of one id that have no partner yet.
struct Group<'a> {
    left: &'a [Vec<&'a str>],
    right: &'a [Vec<&'a str>],
    /// The columns that tell them apart.
    apart: &'a [usize],
    lefts: Vec<usize>,
    rights: Vec<usize>,
    /// For each row of the left its partner.
    pairs: &'a mut [Option<usize>],
}

impl Group<'_> {
    /// Pairs what is most alike first. Rows without an id are one item only where nearly everything is the same. Of more
    /// than so many pairs those that have all but one column in common, and then as many of the first columns as can
    /// be, belong together.
    fn pair(&mut self, without_id: bool, most: usize) {
        self.take(|_| true);
        let columns = self.apart.len();
        for one in (0..columns).rev() {
            if self.lefts.len().saturating_mul(self.rights.len()) <= most {
                return self.pair_the_most_alike(without_id);
            }
            self.take(|column| column != one);
        }
        if !without_id {
            (0..columns.saturating_sub(1)).rev().for_each(|first| self.take(|column| column < first));
        }
    }

    /// Pairs the rows that say the same in these columns, in their order.
    fn take(&mut self, counts: impl Fn(usize) -> bool) {
        let columns: Vec<usize> = (0..self.apart.len()).filter(|at| counts(*at)).map(|at| self.apart[at]).collect();
        let mut waiting: HashMap<_, VecDeque<usize>> = HashMap::new();
        for r in &self.rights {
            waiting.entry(key(&self.right[*r], &columns)).or_default().push_back(*r);
        }
        waiting.remove(&None);
        let mut taken = BTreeSet::new();
        for l in &self.lefts {
            let found = waiting.get_mut(&key(&self.left[*l], &columns)).and_then(VecDeque::pop_front);
            self.pairs[*l] = found;
            taken.extend(found);
        }
        self.lefts.retain(|l| self.pairs[*l].is_none());
        self.rights.retain(|r| !taken.contains(r));
    }

    /// Holds every row against every other.
    fn pair_the_most_alike(&mut self, without_id: bool) {
        let mut scored = Vec::new();
        for l in &self.lefts {
            for r in &self.rights {
                let (one, other) = (&self.left[*l], &self.right[*r]);
                let same = |c: &&usize| one.get(**c).zip(other.get(**c)).is_some_and(|(a, b)| a.trim() == b.trim());
                let alike = self.apart.iter().filter(same).count();
                if !without_id || alike + 1 >= self.apart.len() {
                    scored.push((usize::MAX - alike, *l, *r));
                }
            }
        }
        scored.sort_unstable();
        let mut taken = BTreeSet::new();
        for (_, l, r) in scored {
            if self.pairs[l].is_none() && taken.insert(r) {
                self.pairs[l] = Some(r);
            }
        }
    }
}

/// What a row says in some columns; none where it does not have them all.
fn key<'t>(row: &[&'t str], columns: &[usize]) -> Option<Vec<&'t str>> {
    columns.iter().map(|column| row.get(*column).map(|text| text.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paired(left: &[&str], right: &[&str], without_id: bool, most: usize) -> Vec<Option<usize>> {
        let split = |rows: &[&'static str]| rows.iter().map(|row| row.split(' ').collect()).collect::<Vec<Vec<&str>>>();
        let leaked = |rows: &[&str]| rows.iter().map(|row| &*row.to_string().leak()).collect::<Vec<&'static str>>();
        let (left, right) = (split(&leaked(left)), split(&leaked(right)));
        let mut pairs = vec![None; left.len()];
        let (lefts, rights) = ((0..left.len()).collect(), (0..right.len()).collect());
        let mut group = Group { left: &left, right: &right, apart: &[0, 1, 2], lefts, rights, pairs: &mut pairs };
        group.pair(without_id, most);
        pairs
    }

    #[test]
    fn the_most_alike_are_one_item_whether_they_are_few_or_many() {
        let (left, right) = (["a b c", "a b d", "a b c", "x y z"], ["a b e", "a b c", "q y z", "a b d"]);
        for most in [0, 100] {
            assert_eq!(paired(&left, &right, false, most), [Some(1), Some(3), Some(0), Some(2)], "{most}");
            assert_eq!(paired(&left, &right, true, most), [Some(1), Some(3), Some(0), Some(2)], "{most}");
        }
    }

    #[test]
    fn rows_without_an_id_that_differ_in_two_columns_are_two_items() {
        for most in [0, 100] {
            assert_eq!(paired(&["a b c"], &["a x y"], true, most), [None], "{most}");
            assert_eq!(paired(&["a b c", "l m n"], &["r s t", "a x y"], false, most), [Some(1), Some(0)], "{most}");
        }
    }
}
