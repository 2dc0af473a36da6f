//! The shared objects that a row names, each once, found by name and by uuid.

use crate::oscal::object::Object;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// A uuid, to be compared: nearly all are written as OSCAL writes its own, and are told apart where they stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Id {
    /// As OSCAL writes it.
    Plain(Uuid),
    /// As somebody else does.
    Other(Arc<str>),
}

impl Id {
    fn of(text: &str) -> Self {
        let uuid = Uuid::try_parse(text).ok();
        let as_written = |uuid: &Uuid| *uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == *text;
        uuid.filter(as_written).map_or_else(|| Id::Other(text.into()), Id::Plain)
    }
}

/// A shared object as a row needs it.
#[derive(Clone, Debug)]
pub struct SharedUse {
    /// Which shared object (of several for one list the first).
    pub shared: usize,
    /// Its name in plain text.
    pub name: Arc<str>,
    /// The object's uuid, which it keeps.
    pub id: Option<Id>,
    /// The object. Many rows name the same one; who changes it has one of its own.
    pub object: Arc<Object>,
    /// The same, completed; none where a row wrote something into its own.
    completed: Option<Arc<OnceLock<Arc<Object>>>>,
}

impl SharedUse {
    /// The object of a name.
    pub fn new(shared: usize, name: &str, object: Object) -> Self {
        let id = object.uuid().map(Id::of);
        SharedUse { shared, name: name.into(), id, object: Arc::new(object), completed: Some(Arc::default()) }
    }

    /// The object, to be written into.
    pub fn change(&mut self) -> &mut Object {
        self.completed = None;
        Arc::make_mut(&mut self.object)
    }

    /// Its name, and the object to be written into.
    pub fn named(&mut self) -> (&str, &mut Object) {
        self.completed = None;
        (&self.name, Arc::make_mut(&mut self.object))
    }

    /// Completes the object, once for all who have it as it is.
    pub fn complete(&mut self, complete: impl FnOnce(&mut Object)) {
        match self.completed.take() {
            Some(completed) if Arc::strong_count(&completed) > 1 => {
                let made = completed.get_or_init(|| {
                    let mut object = (*self.object).clone();
                    complete(&mut object);
                    Arc::new(object)
                });
                self.object = Arc::clone(made);
            }
            _ => complete(Arc::make_mut(&mut self.object)),
        }
    }
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
        if used.id.is_some() && self.has(&used) {
            return;
        }
        self.list.push(used);
        let from = match self.list.len() {
            length if length <= FEW => return,
            length if length == FEW + 1 => 0,
            length => length - 1,
        };
        for (at, used) in self.list.iter().enumerate().skip(from) {
            self.by_name.insert((used.shared, used.name.to_string()), at);
            self.by_uuid.insert(used.object.uuid().unwrap_or_default().to_owned(), at);
        }
    }

    /// Whether there is an object of the same uuid.
    fn has(&self, used: &SharedUse) -> bool {
        match used.object.uuid() {
            Some(uuid) if self.list.len() > FEW => self.by_uuid.contains_key(uuid),
            _ => self.list.iter().any(|known| known.id == used.id),
        }
    }

    fn position(&self, shared: usize, name: &str) -> Option<usize> {
        if self.list.len() > FEW {
            return self.by_name.get(&(shared, name.to_owned())).copied();
        }
        self.list.iter().position(|s| s.shared == shared && *s.name == *name)
    }

    /// The object of a list and a name.
    pub fn named(&self, shared: usize, name: &str) -> Option<&Object> {
        self.position(shared, name).map(|at| &*self.list[at].object)
    }

    /// The same, to be changed.
    pub fn named_mut(&mut self, shared: usize, name: &str) -> Option<&mut Object> {
        self.position(shared, name).map(|at| self.list[at].change())
    }

    /// The object of a uuid.
    pub fn by_uuid(&self, uuid: &str) -> Option<&Object> {
        if self.list.len() > FEW {
            return self.by_uuid.get(uuid).map(|at| &*self.list[*at].object);
        }
        self.list.iter().map(|s| &*s.object).find(|o| o.uuid() == Some(uuid))
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
    fn an_object_is_completed_once_for_all_who_did_not_write_into_it() {
        let mut object = Object::new(&PARTY);
        object.set(PARTY.uuid.unwrap(), "u");
        let known = SharedUse::new(0, "name", object);
        let complete = |used: &mut SharedUse| used.complete(|object| object.set(1, "organization"));
        let (mut one, mut other, mut own) = (known.clone(), known.clone(), known.clone());
        own.change().push_value(2, "written");
        [&mut one, &mut other, &mut own].into_iter().for_each(complete);
        assert!(Arc::ptr_eq(&one.object, &other.object) && !Arc::ptr_eq(&one.object, &known.object));
        assert_eq!((one.object.value(1), one.object.value(2)), (Some("organization"), None));
        assert_eq!((own.object.value(1), own.object.value(2)), (Some("organization"), Some("written")));
        assert_eq!(known.object.value(1), None);
    }

    #[test]
    fn uuids_are_the_same_where_their_texts_are() {
        let texts = ["9de5cfad-5324-5ec4-bb30-40509dc602c3", "9DE5CFAD-5324-5EC4-BB30-40509DC602C3", "9de5cfad", ""];
        for one in texts {
            assert_eq!(texts.map(|other| Id::of(one) == Id::of(other)), texts.map(|other| one == other));
        }
        assert!(matches!(texts.map(Id::of), [Id::Plain(_), Id::Other(_), Id::Other(_), Id::Other(_)]));
    }

    #[test]
    fn few_and_many_are_found_the_same_way() {
        let mut shares = Shares::default();
        for n in 0..2 * FEW {
            let mut object = Object::new(&PARTY);
            object.set(PARTY.uuid.unwrap(), format!("uuid {}", n / 2 * 2));
            shares.add(SharedUse::new(n % 4, &format!("name {n}"), object));
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
