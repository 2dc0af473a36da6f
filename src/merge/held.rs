//! What a list of the base document holds, to be found without a look at each of its objects.

use super::compare::Stands;
use super::gone::day;
use super::places::{Key, Places, content, is_reference};
use crate::oscal::ids::Digest;
use crate::oscal::model::RISK_RISK_LOG_ENTRY;
use crate::oscal::object::Object;
use std::collections::{HashMap, HashSet};

/// The objects of a list of the base document by what they are known by.
pub(super) struct Held<'p> {
    places: &'p Places<'p>,
    keys: Vec<Key>,
    by_uuid: HashMap<String, Vec<usize>>,
    by_content: HashMap<Digest, Vec<usize>>,
    by_words: HashMap<Words, Vec<usize>>,
}

/// What like objects have in common: the value, what it is about, and of an entry in a log its day.
type Words = [Option<String>; 3];

impl<'p> Held<'p> {
    pub(super) fn of(places: &'p Places<'p>, there: &[Stands<'_>]) -> Self {
        let keys: Vec<Key> = there.iter().map(|stands| places.key(stands.object)).collect();
        let mut held =
            Held { places, keys, by_uuid: HashMap::new(), by_content: HashMap::new(), by_words: HashMap::new() };
        for (at, Stands { object, .. }) in there.iter().enumerate() {
            if let Some(uuid) = object.uuid() {
                held.by_uuid.entry(uuid.to_ascii_lowercase()).or_default().push(at);
            }
            held.by_content.entry(content(object)).or_default().push(at);
            held.by_words.entry(words(object, &held.keys[at])).or_default().push(at);
        }
        held
    }

    /// Something the base document holds beyond its rows that is what the sheet now says: an older entry, an object that
    /// somebody else added.
    pub(super) fn already(&self, new: &Object, taken: &HashSet<usize>) -> Option<usize> {
        let first = |found: Option<&Vec<usize>>| found.into_iter().flatten().copied().find(|at| !taken.contains(at));
        let of_uuid = new.uuid().and_then(|uuid| first(self.by_uuid.get(&uuid.to_ascii_lowercase())));
        let same = [of_uuid, first(self.by_content.get(&content(new)))].into_iter().flatten().min();
        if same.is_some() {
            return same;
        }
        let key = self.places.key(new);
        // Of entries that stand at no place of the mapping two of one day may tell two things.
        let may_be = || new.kind() == &RISK_RISK_LOG_ENTRY && !key.classes.is_empty() && new.get("start").is_some();
        if !is_reference(new) && !may_be() {
            return None;
        }
        let alike = self.by_words.get(&words(new, &key)).into_iter().flatten().copied();
        alike.filter(|at| !taken.contains(at)).find(|at| key.is_like(&self.keys[*at]))
    }

    /// The last object that stands at the same place of the mapping as this one.
    pub(super) fn last_like(&self, object: &Object) -> Option<usize> {
        let key = self.places.key(object);
        self.keys.iter().rposition(|other| key.is_like(other))
    }

    /// How many objects from one on stand at the same place of the mapping as this one, and satisfy a test.
    pub(super) fn run_like(&self, object: &Object, from: usize, test: impl Fn(usize) -> bool) -> usize {
        let key = self.places.key(object);
        (from..self.keys.len()).take_while(|at| test(*at) && key.is_like(&self.keys[*at])).count()
    }
}

fn words(object: &Object, key: &Key) -> Words {
    let start = object.get("start").filter(|_| object.kind() == &RISK_RISK_LOG_ENTRY);
    [object.get("value").map(str::to_owned), key.naming.clone(), day(start).map(str::to_owned)]
}
