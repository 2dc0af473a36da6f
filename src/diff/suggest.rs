//! Items that went under one id and came under another: probably the same, for a person to judge.

use super::fields::{ASSET, Meaning, NAME, SOURCE, Sides, meaning};
use super::{ItemDiff, Kind, Suggestion};
use crate::register::{self, Item, Register};
use std::collections::{HashMap, VecDeque};

/// Suggests for each new item the one it may have been: the same source identifier, or else the same name, and an
/// asset in common, or none in either. Asked are items that vanished, then items that were closed.
pub(super) fn suggestions(sides: &Sides<'_>, items: &[ItemDiff]) -> Vec<Suggestion> {
    let mapping = sides.mapping;
    let Some(asset) = register::column(mapping, ASSET) else { return Vec::new() };
    let header = |column: usize| mapping.columns[column].header.clone();
    let of_kind = |kind: Kind| items.iter().filter(move |item| item.kind == kind);
    let gone: Vec<usize> =
        of_kind(Kind::Vanished).chain(of_kind(Kind::Closed)).filter_map(|item| item.at_old).collect();
    let came: Vec<usize> = of_kind(Kind::New).filter_map(|item| item.at_new).collect();
    let mut used_old = vec![false; sides.old.items.len()];
    let mut used_new = vec![false; sides.new.items.len()];
    let mut found: Vec<(usize, Suggestion)> = Vec::new();
    for column in [SOURCE, NAME].into_iter().filter_map(|id| register::column(mapping, id)) {
        let mut waiting: HashMap<Meaning, HashMap<String, VecDeque<usize>>> = HashMap::new();
        for at in &gone {
            let Some((says, names)) = known_by(sides, sides.old, &sides.old.items[*at], column, asset) else {
                continue;
            };
            let waiting = waiting.entry(says).or_default();
            for name in names {
                waiting.entry(name).or_default().push_back(*at);
            }
        }
        for at in &came {
            if used_new[*at] {
                continue;
            }
            let item = &sides.new.items[*at];
            let Some((says, names)) = known_by(sides, sides.new, item, column, asset) else { continue };
            let Some(waiting) = waiting.get_mut(&says) else { continue };
            for name in names {
                let Some(queue) = waiting.get_mut(&name) else { continue };
                while queue.front().is_some_and(|old| used_old[*old]) {
                    queue.pop_front();
                }
                let Some(old) = queue.pop_front() else { continue };
                (used_old[old], used_new[*at]) = (true, true);
                let mut by = vec![header(column)];
                if !name.is_empty() {
                    by.push(header(asset));
                }
                found.push((*at, Suggestion { old: sides.old.items[old].id.clone(), new: item.id.clone(), by }));
                break;
            }
        }
    }
    found.sort_by(|(a, one), (b, other)| super::natural(&one.new, &other.new).then(a.cmp(b)));
    found.into_iter().map(|(_, suggestion)| suggestion).collect()
}

/// What an item may be known by again: what the column says, if anything, and each asset.
fn known_by(
    sides: &Sides<'_>,
    register: &Register,
    item: &Item,
    column: usize,
    asset: usize,
) -> Option<(Meaning, Vec<String>)> {
    let says = meaning(register, sides.mapping, item, column);
    if says == Meaning::Records(Vec::new()) {
        return None;
    }
    let assets = register.reading(sides.mapping, item, asset).records;
    let mut names: Vec<String> = assets.iter().filter_map(|a| a.get("name")).map(str::to_lowercase).collect();
    if names.is_empty() {
        // Neither names an asset: that is in common too.
        names.push(String::new());
    }
    Some((says, names))
}
