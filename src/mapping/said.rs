//! What a cell says, worked out once: its records, and for plain values the form in which they stand in the document.
//! Most cells of a column repeat what others say (a rating, a control, an owner), so a conversion remembers them.

use super::codec::{Codec, DateOrder, Fault, Record};
use super::column::each_once;
use super::definition::{Column, Target, Values};
use super::shares::SharedUse;
use super::stored::stored_and_back;
use crate::oscal::object::Text;
use crate::oscal::version::Version;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// What a cell says in its column.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The records, each once.
    pub records: Vec<Record>,
    /// What is wrong with the text.
    pub faults: Vec<Fault>,
    /// For each record of a column of plain values, how it stands in the document.
    pub(super) held: SmallVec<[Held; 1]>,
    comes_back: OnceLock<bool>,
}

/// How a plain value stands in the document.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// The record it is of.
    pub(super) record: usize,
    /// Which of the column's places it goes to.
    pub(super) place: usize,
    /// Its form there; none where the place cannot hold it. A name is held as it is: a reference stands for it.
    pub(super) value: Option<Text>,
    /// Whether a reader takes it for what it was made of.
    pub(super) is_given_back: bool,
}

impl Said {
    /// What a text says in a column.
    pub fn new(column: &Column, text: &str, order: DateOrder, version: Version) -> Self {
        let reading = column.get(text, order);
        let records = each_once(reading.records);
        let held = match &column.target {
            Target::Values(values) => {
                let held = |(record, of): (usize, &Record)| values.held(record, of.get("value")?, version);
                records.iter().enumerate().filter_map(held).collect()
            }
            Target::Records(_) | Target::Dropped(_) => SmallVec::new(),
        };
        Said { records, faults: reading.faults, held, comes_back: OnceLock::new() }
    }

    /// Whether the column writes its text as it was, where its values stand in their places and nothing else does.
    pub(super) fn comes_back(&self, column: &Column, text: &str) -> bool {
        // Its codec leaves the text as it is.
        if let [record] = self.records.as_slice()
            && matches!(column.codec, Codec::Text | Codec::Line)
            && column.shape.is_none()
            && matches!(column.as_found(&self.records), Cow::Borrowed(_))
            && record.get("value") == Some(text)
        {
            debug_assert_eq!(column.text_of(&column.as_found(&self.records)), text, "{}", column.header);
            return true;
        }
        *self.comes_back.get_or_init(|| {
            let there = column.as_found(&self.records);
            !there.is_empty() && !text.is_empty() && column.text_of(&there) == text
        })
    }
}

impl Values {
    fn held(&self, record: usize, plain: &str, version: Version) -> Option<Held> {
        let at = self.place_for(plain)?;
        let place = &self.places[at].place;
        if place.shared.is_some() {
            return Some(Held { record, place: at, value: Some(Text::new(plain)), is_given_back: true });
        }
        let data_type = place.path.data_type()?;
        let (value, is_given_back) = match stored_and_back(data_type, plain, version) {
            Some((value, is_given_back)) => (Some(Text::from(&*value)), is_given_back),
            None => (None, false),
        };
        Some(Held { record, place: at, value, is_given_back })
    }
}

/// So many cells are remembered at a time. A text takes the place of another whose digest ends alike.
const SLOTS: usize = 4096;

/// So often a column is asked before it is judged.
const TRIED: u32 = 1024;

/// Longer texts are not remembered: hardly one comes twice.
const LONGEST: usize = 1024;

/// What cells said before, and the shared objects and defaults that came of it: good for one mapping, one document (its
/// version, its system) and one reading of dates.
#[derive(Debug, Default)]
pub struct Memory {
    /// Column, text, and what it says.
    said: Slots<Arc<Said>>,
    /// List, name, and the object.
    shared: Slots<Option<SharedUse>>,
    /// The stored forms of anchors' defaults, by anchor and position; those that are the same in every row.
    defaults: BTreeMap<(usize, usize), Option<Text>>,
}

/// Things made of texts, by a number (a column, a list) and the text.
#[derive(Debug)]
struct Slots<T> {
    slots: Vec<Option<(usize, Box<str>, T)>>,
    /// For each number how often it was asked for, and how often in vain.
    asked: Vec<(u32, u32)>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Slots { slots: Vec::new(), asked: Vec::new() }
    }
}

impl<T: Clone> Slots<T> {
    fn lasting() -> Self {
        Slots { slots: vec![None; SLOTS], asked: Vec::new() }
    }

    fn get(&mut self, number: usize, text: &str, new: impl FnOnce() -> T) -> T {
        if text.len() > LONGEST || self.slots.is_empty() || !self.is_worth_it(number) {
            return new();
        }
        let digest = xxh3_64_with_seed(text.as_bytes(), number as u64);
        let slot = usize::try_from(digest % self.slots.len() as u64).unwrap_or_default();
        if let Some((of, known, made)) = &self.slots[slot]
            && *of == number
            && **known == *text
        {
            return made.clone();
        }
        let made = new();
        self.slots[slot] = Some((number, text.into(), made.clone()));
        self.asked[number].1 += 1;
        made
    }

    /// Counts, and says whether texts of this number have come twice often enough: ids and descriptions would only take
    /// the places of ratings and owners.
    fn is_worth_it(&mut self, number: usize) -> bool {
        if self.asked.len() <= number {
            self.asked.resize(number + 1, (0, 0));
        }
        let (asked, in_vain) = &mut self.asked[number];
        if *asked >= TRIED && *in_vain > *asked - *asked / 4 {
            return false;
        }
        if *asked == u32::MAX {
            (*asked, *in_vain) = (*asked / 2, *in_vain / 2);
        }
        *asked += 1;
        true
    }
}

impl Memory {
    /// A memory that holds on to what it is told; the default one does not.
    pub fn lasting() -> Self {
        Memory { said: Slots::lasting(), shared: Slots::lasting(), defaults: BTreeMap::new() }
    }

    /// What a text says in a column, from memory where it was said before.
    pub(super) fn said(&mut self, column: usize, text: &str, say: impl FnOnce() -> Said) -> Arc<Said> {
        self.said.get(column, text, || Arc::new(say()))
    }

    /// The shared object of a name, from memory where it was named before.
    pub(super) fn shared(
        &mut self,
        list: usize,
        name: &str,
        make: impl FnOnce() -> Option<SharedUse>,
    ) -> Option<SharedUse> {
        self.shared.get(list, name, make)
    }

    /// The stored form of a default that is the same in every row.
    pub(super) fn default(&mut self, anchor: usize, at: usize, store: impl FnOnce() -> Option<Text>) -> Option<Text> {
        self.defaults.entry((anchor, at)).or_insert_with(store).clone()
    }
}
