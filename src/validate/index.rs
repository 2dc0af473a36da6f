//! What a document declares: uuids, roles, and which item an object belongs to. Made in one walk, before the rules.

use super::walk::walk;
use crate::oscal::model::{self, Assembly};
use crate::oscal::object::Object;
use crate::oscal::path::Path;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A uuid as a number, so that case does not count.
pub type Id = u128;

/// The number of a uuid; none where the text is no uuid of 36 characters.
pub fn id(text: &str) -> Option<Id> {
    let text = text.as_bytes();
    if text.len() != 36 {
        return None;
    }
    let mut number = 0;
    for (at, byte) in text.iter().enumerate() {
        if matches!(at, 8 | 13 | 18 | 23) {
            if *byte != b'-' {
                return None;
            }
            continue;
        }
        number = number << 4 | u128::from(char::from(*byte).to_digit(16)?);
    }
    Some(number)
}

/// What a uuid was first declared for.
#[derive(Clone, Copy, Debug)]
pub struct Declared<'a> {
    /// The object that has it.
    pub object: &'a Object,
    /// How often it was declared.
    pub times: usize,
}

/// What a document declares.
#[derive(Debug, Default)]
pub struct Index<'a> {
    uuids: HashMap<Id, Declared<'a>>,
    has_uuid_twice: bool,
    roles: HashSet<&'a str>,
    /// By the uuid of an observation, a risk or an oscal finding: the position of the first item that names it.
    items: HashMap<Id, usize>,
    poam_ids: Vec<Option<Arc<str>>>,
    /// The objects of the root's sections, by the section's name.
    sections: HashMap<&'static str, Vec<&'a Object>>,
}

impl<'a> Index<'a> {
    /// The index of a document.
    pub fn of(root: &'a Object) -> Self {
        let mut index = Index::default();
        walk(root, &mut |at| {
            if let Some(id) = at.object.uuid().and_then(id) {
                let declared = index.uuids.entry(id).or_insert(Declared { object: at.object, times: 0 });
                declared.times += 1;
                index.has_uuid_twice |= declared.times > 1;
            }
            if let (1, Some(member)) = (at.parents().count(), at.under().filter(|m| m.many)) {
                index.sections.entry(member.name).or_default().push(at.object);
            }
            if at.is(&model::ROLE) {
                index.roles.extend(at.object.get("id"));
            }
        });
        for (position, item) in root.all("poam-item").enumerate() {
            index.poam_ids.push(poam_id(item).map(Into::into));
            for (list, flag) in LINKS {
                for id in item.all(list).filter_map(|link| link.get(flag).and_then(id)) {
                    index.items.entry(id).or_insert(position);
                }
            }
        }
        // What an item names only by its risk or its finding is the item's too.
        for name in ["risk", "finding"] {
            for object in root.all(name) {
                let item = object.uuid().and_then(id).and_then(|id| index.items.get(&id).copied());
                let Some(item) = item else { continue };
                for id in object.all("related-observation").filter_map(|o| o.get("observation-uuid").and_then(id)) {
                    index.items.entry(id).or_insert(item);
                }
            }
        }
        index
    }

    /// What has a uuid, if it is declared.
    pub fn declared(&self, uuid: &str) -> Option<Declared<'a>> {
        self.uuids.get(&id(uuid)?).copied()
    }

    /// Whether any uuid is declared more than once.
    pub fn has_uuid_twice(&self) -> bool {
        self.has_uuid_twice
    }

    /// Whether a uuid is that of an object of this kind.
    pub fn is(&self, uuid: &str, kind: &'static Assembly) -> bool {
        self.declared(uuid).is_some_and(|d| d.object.kind() == kind)
    }

    /// Whether metadata declares a role.
    pub fn has_role(&self, id: &str) -> bool {
        self.roles.contains(id)
    }

    /// The POAM ID of the item that a node belongs to: it stands in the item, or in an observation, a risk or an
    /// oscal finding that the item names.
    pub fn poam_id(&self, path: &Path) -> Option<Arc<str>> {
        let step = path.steps().first()?;
        let position = if step.member.name == "poam-item" {
            step.at
        } else {
            let object = self.sections.get(step.member.name)?.get(step.at)?;
            *self.items.get(&object.uuid().and_then(id)?)?
        };
        self.poam_ids.get(position).cloned().flatten()
    }
}

/// The members of an item that name other objects, and the flag that holds the uuid.
const LINKS: [(&str, &str); 3] = [
    ("related-finding", "finding-uuid"),
    ("related-observation", "observation-uuid"),
    ("associated-risk", "risk-uuid"),
];

/// The value of an item's property `POAM-ID` in any of its spellings.
fn poam_id(item: &Object) -> Option<&str> {
    item.all("prop").find(|p| p.get("name").is_some_and(|n| n.eq_ignore_ascii_case("POAM-ID")))?.get("value")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_a_number_whatever_its_case() {
        let text = "00000001-0000-4000-8000-00000000ABCD";
        assert_eq!(id(text), id(&text.to_lowercase()));
        assert_eq!(id(text).map(|n| n & 0xffff), Some(0xabcd));
        for wrong in ["", "00000001-0000-4000-8000-00000000ABC", "00000001_0000-4000-8000-00000000ABCD", "é"] {
            assert_eq!(id(wrong), None);
        }
        assert_eq!(id(&"é".repeat(18)), None);
    }
}
