//! Which item of one POA&M is which of the other: by id, and where an id stands more than once by what tells its items
//! apart.

use super::fields::{Meaning, Pair, Sides, meaning};
use crate::register::Register;
use std::collections::{HashMap, VecDeque};

/// Every item of both, each once: those of the newer POA&M in its order, then those that are only in the older one.
pub(super) fn pairs(sides: &Sides<'_>) -> Vec<Pair> {
    let old = by_id(sides.old);
    let new = by_id(sides.new);
    let mut of_new: Vec<(Option<usize>, usize)> = vec![(None, 1); sides.new.items.len()];
    let mut of_old: Vec<Option<usize>> = vec![None; sides.old.items.len()];
    let mut nth_old: Vec<usize> = vec![1; sides.old.items.len()];
    for (id, rows) in numbered(sides.new, &new) {
        for (n, at) in rows.iter().enumerate() {
            of_new[*at].1 = n + 1;
        }
        let Some(before) = old.get(id) else { continue };
        for (a, b) in in_group(sides, before, rows, id.is_empty()) {
            of_new[b].0 = Some(a);
            of_old[a] = Some(b);
        }
    }
    for (_, rows) in numbered(sides.old, &old) {
        for (n, at) in rows.iter().enumerate() {
            nth_old[*at] = n + 1;
        }
    }
    let there = of_new.iter().enumerate().map(|(at, (old, nth))| Pair { old: *old, new: Some(at), nth: *nth });
    let gone = of_old.iter().enumerate().filter(|(_, new)| new.is_none());
    let gone = gone.map(|(at, _)| Pair { old: Some(at), new: None, nth: nth_old[at] });
    there.chain(gone).collect()
}

/// Every item of one POA&M, as if all were new.
pub(super) fn alone(register: &Register) -> Vec<Pair> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut pairs = Vec::with_capacity(register.items.len());
    for (at, item) in register.items.iter().enumerate() {
        let nth = seen.entry(&item.id).or_default();
        *nth += 1;
        pairs.push(Pair { old: None, new: Some(at), nth: *nth });
    }
    pairs
}

fn by_id(register: &Register) -> HashMap<&str, Vec<usize>> {
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, item) in register.items.iter().enumerate() {
        groups.entry(item.id.as_str()).or_default().push(at);
    }
    groups
}

/// The groups in the order of the register.
fn numbered<'a, 'g>(
    register: &'a Register,
    groups: &'g HashMap<&'a str, Vec<usize>>,
) -> impl Iterator<Item = (&'a str, &'g Vec<usize>)> {
    register.items.iter().enumerate().filter_map(|(at, item)| {
        let rows = groups.get(item.id.as_str())?;
        (rows.first() == Some(&at)).then_some((item.id.as_str(), rows))
    })
}

/// Pairs the items of one id. Without an id only items that have something in common are paired.
fn in_group(sides: &Sides<'_>, old: &[usize], new: &[usize], without_id: bool) -> Vec<(usize, usize)> {
    if let ([a], [b]) = (old, new)
        && !without_id
    {
        return vec![(*a, *b)];
    }
    let apart = &sides.mapping.identity.tells_apart;
    let keys = |register: &Register, rows: &[usize]| -> Vec<Key> {
        let of = |at: &usize| {
            let item = &register.items[*at];
            Key {
                at: *at,
                sheet: item.sheet,
                says: apart.iter().map(|c| meaning(register, sides.mapping, item, *c)).collect(),
            }
        };
        rows.iter().map(of).collect()
    };
    let mut left = keys(sides.old, old);
    let mut right = keys(sides.new, new);
    let mut pairs = Vec::new();
    for part in parts(apart.len(), without_id) {
        for same_sheet in [true, false] {
            take(&mut left, &mut right, &part, same_sheet, &mut pairs);
        }
    }
    pairs
}

/// What an item of a group is known by.
struct Key {
    at: usize,
    sheet: usize,
    says: Vec<Meaning>,
}

/// Which of the columns have to say the same, the strictest first: all, all but one, then fewer and fewer from the end.
fn parts(columns: usize, without_id: bool) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..columns).collect();
    let mut parts = vec![all.clone()];
    if columns > 1 {
        parts.extend((0..columns).rev().map(|left_out| all.iter().copied().filter(|c| *c != left_out).collect()));
    }
    let fewest = usize::from(without_id);
    parts.extend((fewest..columns.saturating_sub(1)).rev().map(|n| all[..n].to_vec()));
    parts.retain(|part| !without_id || !part.is_empty());
    parts
}

/// Pairs what says the same in these columns, in the order the items stand in, and takes it from the lists.
fn take(left: &mut Vec<Key>, right: &mut Vec<Key>, part: &[usize], same_sheet: bool, pairs: &mut Vec<(usize, usize)>) {
    fn key<'k>(key: &'k Key, part: &[usize], same_sheet: bool) -> (Option<usize>, Vec<&'k Meaning>) {
        (same_sheet.then_some(key.sheet), part.iter().filter_map(|c| key.says.get(*c)).collect())
    }
    if left.is_empty() || right.is_empty() {
        return;
    }
    let mut waiting: HashMap<_, VecDeque<usize>> = HashMap::new();
    for one in left.iter() {
        waiting.entry(key(one, part, same_sheet)).or_default().push_back(one.at);
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for other in right.iter() {
        if let Some(at) = waiting.get_mut(&key(other, part, same_sheet)).and_then(VecDeque::pop_front) {
            found.push((at, other.at));
        }
    }
    drop(waiting);
    let (mut taken_left, mut taken_right): (Vec<usize>, Vec<usize>) = found.iter().copied().unzip();
    taken_left.sort_unstable();
    taken_right.sort_unstable();
    left.retain(|one| taken_left.binary_search(&one.at).is_err());
    right.retain(|one| taken_right.binary_search(&one.at).is_err());
    pairs.extend(found);
}
