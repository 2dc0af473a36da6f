//! What became of each item over several POA&Ms, in the order given.

use super::fields::{Pair, Sides};
use super::{Change, File, ItemDiff, Kind, Options, matching, natural};
use crate::convert::item_id;
use crate::mapping::definition::Mapping;
use crate::register::Register;
use std::collections::{HashMap, VecDeque};

/// The items over several POA&Ms.
#[derive(Clone, Debug)]
pub struct History {
    /// The files, in the order given.
    pub files: Vec<File>,
    /// What changed in the header block of each file, against the one before.
    pub header: Vec<Vec<Change>>,
    /// The items, by id.
    pub items: Vec<ItemHistory>,
}

/// An item over several POA&Ms.
#[derive(Clone, Debug)]
pub struct ItemHistory {
    /// Its POAM ID; empty where it has none.
    pub id: String,
    /// Which of the items of this id it is, where it was first seen; from 2 on, and 1 for all others.
    pub nth: usize,
    /// Its name, in the last file that has it.
    pub name: String,
    /// What became of it, beginning with the first file that has it.
    pub events: Vec<Event>,
}

/// What became of an item from one file to the next.
#[derive(Clone, Debug)]
pub struct Event {
    /// The position of the file in which it is so.
    pub file: usize,
    /// What became of it.
    pub item: ItemDiff,
    /// Whether an item that had vanished is there again.
    pub again: bool,
}

impl Event {
    /// What became of the item, in a word: that of [`Kind::name`], `there` in the first file, or `again`.
    pub fn name(&self) -> &'static str {
        match self.item.kind {
            Kind::New if self.again => "again",
            Kind::New if self.file == 0 => "there",
            kind => kind.name(),
        }
    }
}

impl ItemHistory {
    /// Whether anything became of it since the first file.
    pub fn differs(&self) -> bool {
        self.events.iter().any(|event| event.file > 0)
    }
}

impl History {
    /// Whether anything differs.
    pub fn differs(&self) -> bool {
        self.items.iter().any(ItemHistory::differs) || self.header.iter().any(|changes| !changes.is_empty())
    }

    /// Leaves out all items but those of this id, and the header block.
    pub fn only(&mut self, id: &str) {
        let id = item_id(id);
        self.items.retain(|item| item.id == id);
        self.header.iter_mut().for_each(Vec::clear);
    }
}

/// Follows each item over the POA&Ms. An item that vanished and comes back under its id is the same item.
pub fn history(registers: &[Register], mapping: &Mapping, options: Options) -> History {
    let files = registers.iter().map(File::of).collect();
    let mut history = History { files, header: Vec::new(), items: Vec::new() };
    let mut now: Vec<usize> = Vec::new();
    let mut gone: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (file, register) in registers.iter().enumerate() {
        let before = file.checked_sub(1).and_then(|at| registers.get(at));
        let sides = Sides { old: before.unwrap_or(register), new: register, mapping, options };
        let pairs = match before {
            Some(_) => matching::pairs(&sides),
            None => matching::alone(register),
        };
        history.header.push(if before.is_some() { sides.header() } else { Vec::new() });
        now = follow(&mut history.items, &sides, &pairs, file, &now, &mut gone);
    }
    history.items.sort_by(|a, b| natural(&a.id, &b.id).then(a.nth.cmp(&b.nth)));
    history
}

/// Adds what happened in one file, and says which item of the history each of its rows is.
fn follow(
    items: &mut Vec<ItemHistory>,
    sides: &Sides<'_>,
    pairs: &[Pair],
    file: usize,
    before: &[usize],
    gone: &mut HashMap<String, VecDeque<usize>>,
) -> Vec<usize> {
    let mut now = vec![0; sides.new.items.len()];
    // What vanishes in this file is not what comes back in it.
    let mut vanished: Vec<usize> = Vec::new();
    for pair in pairs {
        let item = sides.item(pair);
        let known = pair.old.and_then(|at| before.get(at)).copied();
        let mut returned = || {
            let id = &item.as_ref()?.id;
            gone.get_mut(id).filter(|_| !id.is_empty()).and_then(VecDeque::pop_front)
        };
        let (at, again) = if let Some(at) = known {
            (at, false)
        } else if let Some(at) = returned() {
            (at, true)
        } else {
            items.push(ItemHistory { id: String::new(), nth: pair.nth, name: String::new(), events: Vec::new() });
            (items.len() - 1, false)
        };
        match pair.new {
            Some(row) => now[row] = at,
            None => vanished.push(at),
        }
        if let Some(item) = item {
            let of = &mut items[at];
            of.id.clone_from(&item.id);
            of.name.clone_from(&item.name);
            of.events.push(Event { file, item, again });
        }
    }
    for at in vanished {
        gone.entry(items[at].id.clone()).or_default().push_back(at);
    }
    now
}
