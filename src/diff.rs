//! What changed between POA&Ms, in the user's words: items by their POAM ID and never by their row, fields by their
//! column's header, values by what they say and not by how they are spelled.
//!
//! [`compare`] tells two apart, [`history`] follows each item over more. Both are shown as text for people
//! ([`text`]), as tables for a ticket ([`markdown`]) and as JSON for programs ([`json`]), the same bytes for the same
//! input.

mod fields;
mod history;
pub mod json;
pub mod markdown;
mod matching;
mod natural;
pub(crate) mod shown;
mod suggest;
#[cfg(test)]
mod tests;
pub mod text;

pub use history::{Event, History, ItemHistory, history};
pub use natural::natural;

use crate::mapping::definition::Mapping;
use crate::register::Register;
use fields::Sides;
use std::sync::Arc;

/// What counts as a difference.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether another spelling of the same value is told too.
    pub spelling: bool,
}

/// What changed from one POA&M to the next.
#[derive(Clone, Debug)]
pub struct Diff {
    /// The older file.
    pub old: File,
    /// The newer file.
    pub new: File,
    /// What changed in the header block.
    pub header: Vec<Change>,
    /// The items that are not what they were: by kind, then by id.
    pub items: Vec<ItemDiff>,
    /// How many items are in both and the same.
    pub unchanged: usize,
    /// Items that are probably the same under another id: never merged.
    pub same: Vec<Suggestion>,
}

/// One of the files.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name, as the person gave it.
    pub name: Arc<str>,
    /// How many items it has.
    pub items: usize,
}

/// What became of an item. The order is the order they are told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Only in the newer file.
    New,
    /// On the sheet of closed items now, and not before.
    Closed,
    /// No longer on the sheet of closed items.
    Reopened,
    /// Only in the older file.
    Vanished,
    /// On another sheet, neither of which is the one of closed items.
    Moved,
    /// On the same sheet, with other values.
    Changed,
}

impl Kind {
    /// All kinds, in their order.
    pub const ALL: [Kind; 6] = [Kind::New, Kind::Closed, Kind::Reopened, Kind::Vanished, Kind::Moved, Kind::Changed];

    /// Its name in JSON and in summaries.
    pub fn name(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Closed => "closed",
            Kind::Reopened => "reopened",
            Kind::Vanished => "vanished",
            Kind::Moved => "moved",
            Kind::Changed => "changed",
        }
    }
}

/// An item and what became of it.
#[derive(Clone, Debug)]
pub struct ItemDiff {
    /// Its POAM ID; empty where it has none.
    pub id: String,
    /// Which of the items of this id it is, from 2 on; 1 for all others.
    pub nth: usize,
    /// What became of it.
    pub kind: Kind,
    /// Its name, in the newer file that has it.
    pub name: String,
    /// Its rating, the adjusted one where there is one, as the newer file that has it spells it.
    pub rating: String,
    /// The day it is due, as the newer file that has it spells it.
    pub due: String,
    /// The sheet it was on.
    pub from: Option<String>,
    /// The sheet it is on.
    pub to: Option<String>,
    /// The fields that changed, in the mapping's order of columns; none for new and vanished items.
    pub changes: Vec<Change>,
    /// Its position in the older file.
    pub at_old: Option<usize>,
    /// Its position in the newer file.
    pub at_new: Option<usize>,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The column's header.
    pub field: String,
    /// The text before; empty where there was none.
    pub old: String,
    /// The text now.
    pub new: String,
    /// What the change means.
    pub what: What,
}

/// What the change of a field means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The scheduled completion is so many days later.
    Slipped(i32),
    /// The scheduled completion is so many days earlier.
    BroughtForward(i32),
    /// Another date is so many days later, or earlier if below 0.
    Days(i32),
    /// A rating went up.
    Raised,
    /// A rating went down.
    Lowered,
    /// A deviation was requested.
    Requested,
    /// A deviation was approved.
    Approved,
    /// A deviation is no longer requested or approved.
    Withdrawn,
    /// None of these.
    Other,
    /// The same value, spelled in another way.
    Spelling,
}

impl What {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            What::Slipped(_) => "slipped",
            What::BroughtForward(_) => "brought-forward",
            What::Days(_) => "date",
            What::Raised => "raised",
            What::Lowered => "lowered",
            What::Requested => "requested",
            What::Approved => "approved",
            What::Withdrawn => "withdrawn",
            What::Other => "other",
            What::Spelling => "spelling",
        }
    }

    /// By how many days a date moved; later is above 0.
    pub fn days(self) -> Option<i32> {
        match self {
            What::Slipped(days) | What::Days(days) => Some(days),
            What::BroughtForward(days) => Some(-days),
            _ => None,
        }
    }
}

/// Two items of different ids that are probably one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The id in the older file.
    pub old: String,
    /// The id in the newer file.
    pub new: String,
    /// The headers of the columns that say the same.
    pub by: Vec<String>,
}

/// What changed from `old` to `new`.
pub fn compare(old: &Register, new: &Register, mapping: &Mapping, options: Options) -> Diff {
    let sides = Sides { old, new, mapping, options };
    let pairs = matching::pairs(&sides);
    let mut items: Vec<ItemDiff> = pairs.iter().filter_map(|pair| sides.item(pair)).collect();
    let unchanged = pairs.len() - items.len();
    items.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| natural(&a.id, &b.id)).then(a.nth.cmp(&b.nth)));
    let same = suggest::suggestions(&sides, &items);
    Diff { old: File::of(old), new: File::of(new), header: sides.header(), items, unchanged, same }
}

impl Diff {
    /// Whether anything differs.
    pub fn differs(&self) -> bool {
        !self.items.is_empty() || !self.header.is_empty()
    }

    /// How many items are of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.items.iter().filter(|item| item.kind == kind).count()
    }

    /// How many fields changed in each way that is worth a count; the names are those of [`What::name`].
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let ways = ["slipped", "brought-forward", "raised", "lowered", "requested", "approved", "withdrawn"];
        let changes = || self.items.iter().flat_map(|item| &item.changes);
        ways.into_iter().map(|way| (way, changes().filter(|c| c.what.name() == way).count())).collect()
    }
}

impl File {
    fn of(register: &Register) -> Self {
        File { name: register.name.clone(), items: register.items.len() }
    }
}
