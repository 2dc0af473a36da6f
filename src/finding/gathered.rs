//! Findings as they are gathered. A file of some kilobytes may have millions of faults; so many are kept one by one, and
//! of the others it is known how many there are of each kind.

use super::{Finding, Level};
use std::collections::HashMap;
use std::ops::Deref;

/// So many findings are kept one by one where nobody says otherwise.
const MOST: usize = 100_000;

/// So many of a code and level are kept in any case: none is hidden behind another's crowd, and so no level.
const OF_EACH: usize = 10;

/// What is gathered and, beyond a number, counted.
pub trait Counted {
    /// What it is counted with: its code and level.
    fn kind(&self) -> (&'static str, Level);

    /// How many more of its kind it stands for.
    fn more(&mut self) -> &mut usize;
}

impl Counted for Finding {
    fn kind(&self) -> (&'static str, Level) {
        (self.code, self.level)
    }

    fn more(&mut self) -> &mut usize {
        &mut self.more
    }
}

/// Findings in the order in which they came.
pub type Findings = Gathered<Finding>;

/// So many things one by one. Of what comes after those the first ten of each kind are kept; the others are
/// counted at the last one of their kind.
#[derive(Clone, Debug)]
pub struct Gathered<T> {
    kept: Vec<T>,
    most: usize,
    /// How many of a kind are kept, and where the last one is; known once there are as many as are kept one by one.
    kinds: HashMap<(&'static str, Level), (usize, usize)>,
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        Gathered::at_most(MOST)
    }
}

impl<T> Gathered<T> {
    /// Nothing yet, of which so many will be kept one by one.
    pub fn at_most(most: usize) -> Self {
        Gathered { kept: Vec::new(), most, kinds: HashMap::new() }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.kept.clear();
        self.kinds.clear();
    }

    /// What was kept.
    pub fn into_vec(self) -> Vec<T> {
        self.kept
    }
}

impl<T: Counted> Gathered<T> {
    /// Adds one.
    pub fn push(&mut self, mut one: T) {
        let end = self.kept.len();
        if end < self.most {
            self.kept.push(one);
            return;
        }
        if self.kinds.is_empty() {
            for (at, kept) in self.kept.iter().enumerate() {
                let (count, last) = self.kinds.entry(kept.kind()).or_default();
                (*count, *last) = (*count + 1, at);
            }
        }
        let (count, last) = self.kinds.entry(one.kind()).or_default();
        if *count < OF_EACH {
            (*count, *last) = (*count + 1, end);
            self.kept.push(one);
        } else {
            *self.kept[*last].more() += 1 + *one.more();
        }
    }
}

impl<T: Counted> Extend<T> for Gathered<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, more: I) {
        more.into_iter().for_each(|one| self.push(one));
    }
}

impl<T> IntoIterator for Gathered<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}

impl<T: Counted> From<Vec<T>> for Gathered<T> {
    fn from(all: Vec<T>) -> Self {
        let mut gathered = Gathered::default();
        gathered.extend(all);
        gathered
    }
}

impl<T> Deref for Gathered<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(codes: &[(&'static str, Level)]) -> Vec<Finding> {
        codes.iter().enumerate().map(|(at, (code, level))| Finding::new(code, *level, at.to_string())).collect()
    }

    #[test]
    fn beyond_a_number_each_kind_is_kept_some_times_and_then_counted() {
        let crowd = [("milestone", Level::Warning); 50];
        let few = [("milestone", Level::Error), ("date", Level::Error)];
        let mut gathered = Gathered::at_most(20);
        gathered.extend(found(&[&crowd[..], &few, &crowd].concat()));
        let all = gathered.into_vec();
        assert_eq!(all.len(), 22);
        assert_eq!(all.iter().map(|f| f.more).collect::<Vec<_>>()[18..], [0, 80, 0, 0]);
        assert_eq!(all[21].message, "51");
        assert_eq!(all.iter().map(|f| 1 + f.more).sum::<usize>(), 102);
    }

    #[test]
    fn gathering_in_parts_and_then_all_keeps_the_same() {
        let kinds = [("a", Level::Info), ("b", Level::Warning), ("c", Level::Error), ("a", Level::Error)];
        let all: Vec<_> = (0..400_usize).map(|n| kinds[[0, 1, 0, 2, 0, 0, 3, 1][n * n % 61 % 8]]).collect();
        let all = found(&all);
        let mut at_once = Gathered::at_most(30);
        at_once.extend(all.clone());
        for size in [1, 7, 64, 399] {
            let mut in_parts = Gathered::at_most(30);
            for part in all.chunks(size) {
                let mut gathered = Gathered::at_most(30);
                gathered.extend(part.to_vec());
                in_parts.extend(gathered.into_vec());
            }
            let said = |findings: &[Finding]| {
                let of = |f: &Finding| (f.code, f.message.clone());
                findings.iter().map(of).collect::<Vec<_>>()
            };
            assert_eq!(said(&in_parts), said(&at_once), "{size}");
            let counted = |findings: &[Finding], kind| {
                findings.iter().filter(|f| f.kind() == kind).map(|f| 1 + f.more).sum::<usize>()
            };
            for kind in kinds {
                assert_eq!(counted(&in_parts, kind), counted(&all, kind), "{size} {kind:?}");
            }
        }
    }
}
