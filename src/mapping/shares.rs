//! The shared objects that a row names, each once, found by name and by uuid.

use crate::oscal::object::Object;
use std::collections::HashMap;

/// A shared object as a row needs it.
#[derive(Clone, Debug)]
pub struct SharedUse {
    /// Which shared object (of several for one list the first).
    pub shared: usize,
    /// Its name in plain text.
    pub name: String,
    /// The object.
    pub object: Object,
}

/// So many are looked through one by one; a cell may name thousands.
const FEW: usize = 16;

/// The shared objects of one row, in the order in which they were named.
#[derive(Debug, Default)]
pub struct Shares {
    list: Vec<SharedUse>,
    by_name: HashMap<(usize, String), usize>,
    by_uuid: HashMap<String, usize>,
}

impl Shares {
    /// Adds an object unless one of its uuid is there: two names may be one object elsewhere, and the first stays its
    /// name here.
    pub fn add(&mut self, used: SharedUse) {
        if used.object.uuid().is_some_and(|uuid| self.by_uuid(uuid).is_some()) {
            return;
        }
        self.list.push(used);
        let from = match self.list.len() {
            length if length <= FEW => return,
            length if length == FEW + 1 => 0,
            length => length - 1,
        };
        for (at, used) in self.list.iter().enumerate().skip(from) {
            self.by_name.insert((used.shared, used.name.clone()), at);
            self.by_uuid.insert(used.object.uuid().unwrap_or_default().to_owned(), at);
        }
    }

    fn position(&self, shared: usize, name: &str) -> Option<usize> {
        if self.list.len() > FEW {
            return self.by_name.get(&(shared, name.to_owned())).copied();
        }
        self.list.iter().position(|s| s.shared == shared && s.name == name)
    }

    /// The object of a list and a name.
    pub fn named(&self, shared: usize, name: &str) -> Option<&Object> {
        self.position(shared, name).map(|at| &self.list[at].object)
    }

    /// The same, to be changed.
    pub fn named_mut(&mut self, shared: usize, name: &str) -> Option<&mut Object> {
        self.position(shared, name).map(|at| &mut self.list[at].object)
    }

    /// The object of a uuid.
    pub fn by_uuid(&self, uuid: &str) -> Option<&Object> {
        if self.list.len() > FEW {
            return self.by_uuid.get(uuid).map(|at| &self.list[*at].object);
        }
        self.list.iter().map(|s| &s.object).find(|o| o.uuid() == Some(uuid))
    }

    /// All of them, to be completed.
    pub fn each_mut(&mut self) -> impl Iterator<Item = &mut SharedUse> {
        self.list.iter_mut()
    }

    /// All of them, in order.
    pub fn into_list(self) -> Vec<SharedUse> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::oscal::model::PARTY;

    #[test]
    fn few_and_many_are_found_the_same_way() {
        let mut shares = Shares::default();
        for n in 0..2 * FEW {
            let mut object = Object::new(&PARTY);
            object.set(PARTY.uuid.unwrap(), format!("uuid {}", n / 2 * 2));
            shares.add(SharedUse { shared: n % 4, name: format!("name {n}"), object });
            for known in 0..=n {
                let found = shares.named(known % 4, &format!("name {known}")).and_then(Object::uuid);
                // The second of two of one uuid was not added.
                assert_eq!(found.is_some(), known % 2 == 0, "{known} of {n}");
                assert_eq!(shares.by_uuid(&format!("uuid {known}")).is_some(), known % 2 == 0, "{known} of {n}");
            }
        }
        assert!(shares.named(1, "name 0").is_none() && shares.named_mut(0, "name 0").is_some());
        assert_eq!(shares.into_list().len(), FEW);
    }
}
