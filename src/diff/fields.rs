//! What two rows say, field by field, and what it means that they differ.

use super::{Change, ItemDiff, Kind, Options, What};
use crate::convert::item_id;
use crate::mapping::codec::{Codec, Record};
use crate::mapping::definition::{Column, Mapping, Pick};
use crate::register::{self, Item, Register};
use crate::rows::normal;
use std::collections::{BTreeMap, HashMap};

/// The column ids of what is more than a text to whoever compares two months.
pub(super) const NAME: &str = "weakness-name";
pub(super) const SOURCE: &str = "weakness-source-identifier";
pub(super) const ASSET: &str = "asset-identifier";
const SCHEDULED: &str = "scheduled-completion-date";
const RATING: &str = "original-risk-rating";
const ADJUSTED: &str = "adjusted-risk-rating";
const DEVIATIONS: [&str; 3] = ["risk-adjustment", "false-positive", "operational-requirement"];
/// The mapping's word for a deviation that is granted; any other one is a request.
const GRANTED: &str = "approved";
/// The mapping's word for the state of the items of the sheet of closed ones.
const CLOSED: &str = "closed";

/// The two POA&Ms that are compared.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) old: &'a Register,
    pub(super) new: &'a Register,
    pub(super) mapping: &'a Mapping,
    pub(super) options: Options,
}

/// Positions of one item in the two POA&Ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) old: Option<usize>,
    pub(super) new: Option<usize>,
    /// Which of the items of its id it is, from 1.
    pub(super) nth: usize,
}

/// What a cell says: records, or its text where the codec cannot read all of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Meaning {
    Records(Vec<Record>),
    Text(String),
}

/// What a cell of an item says.
pub(super) fn meaning(register: &Register, mapping: &Mapping, item: &Item, index: usize) -> Meaning {
    let (Some(text), Some(column)) = (item.text(index), mapping.columns.get(index)) else {
        return Meaning::Records(Vec::new());
    };
    let order = |c: usize| register.date_orders.get(c).copied().unwrap_or_default();
    // A rationale without a type is of the deviation that the row asks for.
    let active = |c: usize| {
        let Some(column) = mapping.columns.get(c) else { return false };
        let records = item.text(c).map(|text| column.get(text, order(c)).records).unwrap_or_default();
        records.iter().filter_map(|r| r.get("value")).any(|v| column.words.iter().any(|w| w.value == v))
    };
    let reading = column.read_cell(text, order(index), &active);
    if !reading.faults.is_empty() {
        return Meaning::Text(item_id(text));
    }
    let mut records = column.spoken(reading.records);
    if matches!(column.codec, Codec::Lines | Codec::Controls | Codec::Cves | Codec::Assets) {
        records.sort_by(|a, b| a.0.cmp(&b.0));
    }
    Meaning::Records(records)
}

impl Meaning {
    /// The first value of the field `value`.
    fn value(&self) -> Option<&str> {
        match self {
            Meaning::Records(records) => records.first()?.get("value"),
            Meaning::Text(_) => None,
        }
    }
}

impl Sides<'_> {
    /// What became of an item; none where nothing did.
    pub(super) fn item(&self, pair: &Pair) -> Option<ItemDiff> {
        let old = pair.old.and_then(|at| self.old.items.get(at));
        let new = pair.new.and_then(|at| self.new.items.get(at));
        let changes = old.zip(new).map(|(old, new)| self.changes(old, new)).unwrap_or_default();
        let kind = match (old, new) {
            (None, None) => return None,
            (None, Some(_)) => Kind::New,
            (Some(_), None) => Kind::Vanished,
            (Some(old), Some(new)) => match (self.is_closed(old.sheet), self.is_closed(new.sheet)) {
                (false, true) => Kind::Closed,
                (true, false) => Kind::Reopened,
                _ if old.sheet != new.sheet => Kind::Moved,
                _ if changes.is_empty() => return None,
                _ => Kind::Changed,
            },
        };
        let (shown, register) = new.map(|item| (item, self.new)).or_else(|| old.map(|item| (item, self.old)))?;
        let sheet = |item: &Item| self.mapping.sheets.get(item.sheet).map(|s| s.name.clone());
        let text = |id: &str| self.text(shown, id);
        let adjusted = register::column(self.mapping, ADJUSTED)
            .filter(|c| register.value(self.mapping, shown, *c).is_some())
            .map_or(RATING, |_| ADJUSTED);
        Some(ItemDiff {
            id: shown.id.clone(),
            nth: pair.nth,
            kind,
            name: text(NAME),
            rating: text(adjusted),
            due: text(SCHEDULED),
            from: old.and_then(sheet),
            to: new.and_then(sheet),
            changes,
            at_old: pair.old,
            at_new: pair.new,
        })
    }

    /// The text of an item's cell by the column's id, on one line.
    pub(super) fn text(&self, item: &Item, id: &str) -> String {
        register::column(self.mapping, id).and_then(|c| item.text(c)).map(item_id).unwrap_or_default()
    }

    fn is_closed(&self, sheet: usize) -> bool {
        self.mapping.sheets.get(sheet).is_some_and(|s| s.when.iter().any(|(_, word)| word == CLOSED))
    }

    fn changes(&self, old: &Item, new: &Item) -> Vec<Change> {
        let mut changes = Vec::new();
        for (index, column) in self.mapping.columns.iter().enumerate() {
            let (before, now) = (old.text(index).unwrap_or_default(), new.text(index).unwrap_or_default());
            let order = |register: &Register| register.date_orders.get(index).copied();
            if before == now && (column.codec != Codec::Date || order(self.old) == order(self.new)) {
                continue;
            }
            let was = meaning(self.old, self.mapping, old, index);
            let is = meaning(self.new, self.mapping, new, index);
            let what = if was == is { What::Spelling } else { what(column, &was, &is) };
            if what != What::Spelling || self.options.spelling && before.trim() != now.trim() {
                changes.push(change(&column.header, before, now, what));
            }
        }
        changes.extend(self.extra_changes(old, new));
        changes
    }

    /// What changed in columns the mapping does not know, by their headers.
    fn extra_changes(&self, old: &Item, new: &Item) -> Vec<Change> {
        let before = by_header(&old.extras);
        let now = by_header(&new.extras);
        let gone = before.iter().filter(|(key, _)| !now.contains_key(*key));
        let mut changes = Vec::new();
        for (key, (header, _)) in now.iter().chain(gone) {
            let text = |cells: &BTreeMap<String, (&str, &str)>| cells.get(key).map_or("", |(_, text)| *text).to_owned();
            let (was, is) = (text(&before), text(&now));
            let same = item_id(&was) == item_id(&is);
            if !same || self.options.spelling && was.trim() != is.trim() {
                let what = if same { What::Spelling } else { What::Other };
                changes.push(change(header, &was, &is, what));
            }
        }
        changes
    }

    /// What changed in the header block.
    pub(super) fn header(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (index, column) in self.mapping.headers.iter().enumerate() {
            let text = |register: &Register| {
                register.header.get(index).and_then(Option::as_ref).map(|c| c.text.clone()).unwrap_or_default()
            };
            let (before, now) = (text(self.old), text(self.new));
            let says = |text: &str| {
                let reading = column.get(text, crate::mapping::codec::DateOrder::default());
                if reading.faults.is_empty() { Meaning::Records(reading.records) } else { Meaning::Text(item_id(text)) }
            };
            let (was, is) = (says(&before), says(&now));
            let what = if was == is { What::Spelling } else { what(column, &was, &is) };
            if what != What::Spelling || self.options.spelling && before.trim() != now.trim() {
                changes.push(change(&column.header, &before, &now, what));
            }
        }
        changes
    }
}

fn change(field: &str, old: &str, new: &str, what: What) -> Change {
    Change { field: field.to_owned(), old: old.trim().to_owned(), new: new.trim().to_owned(), what }
}

/// Extra cells, header and text, by their header as it is compared; a second one of a header has a number.
fn by_header(extras: &[(String, String)]) -> BTreeMap<String, (&str, &str)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut keyed = BTreeMap::new();
    for (header, text) in extras {
        let key = normal(header);
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        keyed.insert(format!("{key} {count}"), (header.as_str(), text.as_str()));
    }
    keyed
}

/// What it means that a column's value changed.
fn what(column: &Column, was: &Meaning, is: &Meaning) -> What {
    if column.codec == Codec::Date {
        let day = |m: &Meaning| m.value()?.parse::<jiff::civil::Date>().ok();
        let Some((before, now)) = day(was).zip(day(is)) else { return What::Other };
        let Ok(days) = before.until(now).map(|span| span.get_days()) else { return What::Other };
        return match (column.id == SCHEDULED, days) {
            (true, 1..) => What::Slipped(days),
            (true, _) => What::BroughtForward(-days),
            (false, _) => What::Days(days),
        };
    }
    if DEVIATIONS.contains(&column.id.as_str()) && matches!((was, is), (Meaning::Records(_), Meaning::Records(_))) {
        return match is.value() {
            Some(GRANTED) => What::Approved,
            Some(_) => What::Requested,
            None => What::Withdrawn,
        };
    }
    // A column that shows the lowest of its values has a table whose order is a rank.
    if column.pick == Some(Pick::Lowest) {
        let rank = |m: &Meaning| m.value().and_then(|v| column.words.iter().position(|w| w.value == v));
        return match rank(was).zip(rank(is)) {
            Some((before, now)) if now > before => What::Raised,
            Some((before, now)) if now < before => What::Lowered,
            _ => What::Other,
        };
    }
    What::Other
}
