//! What the sheet no longer speaks of: it goes, but for history, and for what the document holds beyond it.

use super::compare::{Compare, Stands, objects};
use super::edits::{Edit, each_value, id, in_short};
use super::places::is_reference;
use super::remake::as_uuid;
use crate::finding::Finding;
use crate::oscal::model::{CHARACTERIZATION, Content, LOCAL_DEFINITIONS, METADATA, RISK_RISK_LOG_ENTRY};
use crate::oscal::object::{Node, Object};

impl<'a> Compare<'a> {
    /// Takes away what the sheet no longer says: the whole object where it holds no more than the sheet said, else what
    /// the sheet said of it. History stays.
    pub(super) fn drop(&mut self, old: &Object, index: usize, base: Stands<'a>) {
        let object = base.object;
        if old.kind() == &RISK_RISK_LOG_ENTRY {
            self.note_history(object);
            return;
        }
        let mut keeps = false;
        if is_reference(old) {
            each_value(old, &mut |v| keeps |= as_uuid(v).is_some_and(|uuid| self.kept.contains(&uuid)));
        }
        if keeps {
            return;
        }
        let is_shared = [&METADATA, &LOCAL_DEFINITIONS].iter().any(|k| base.parent.kind() == *k)
            || base.parent.kind().name == "back-matter";
        if let (true, Some(uuid)) = (self.of_document && is_shared, object.uuid()) {
            if self.covers(old, object) {
                self.unnamed.push(uuid.to_ascii_lowercase());
            }
            return;
        }
        let has_uuid = object.kind().uuid.is_some_and(|m| object.kind().members[m].required);
        if self.covers(old, object) {
            self.edits.add(base.parent, Edit::Remove(index, base.at));
        } else if has_uuid || object.kind() == &CHARACTERIZATION {
            self.strip(old, object);
        } else {
            self.note_gone(object);
            self.edits.add(base.parent, Edit::Remove(index, base.at));
        }
    }

    /// Takes away of an object what the sheet said of it, but for what OSCAL demands.
    pub(super) fn strip(&mut self, old: &Object, object: &'a Object) {
        let help = "take the rest out of the document by hand where it should go too";
        let message = "the sheet no longer speaks of this; what it never spoke of stays";
        self.notes.push((id(object), Finding::info("kept-for-the-rest", message).help(help)));
        for (index, member) in old.kind().members.iter().enumerate() {
            let (said, there) = (old.nodes(index), object.nodes(index));
            if said.is_empty() || there.is_empty() || member.required && !(member.many && there.len() > said.len()) {
                continue;
            }
            match (member.content, member.many) {
                (Content::Value(_), false) => self.edits.add(object, Edit::Clear(index)),
                (Content::Value(_), true) => self.values(index, said, &[], &[object]),
                (Content::Object(_), _) => self.list(index, &objects(said), &[], &[object]),
            }
        }
    }

    /// Whether an object holds nothing that the remade one does not speak of.
    pub(super) fn covers(&self, old: &Object, object: &Object) -> bool {
        object.kind().members.iter().enumerate().all(|(index, member)| {
            let (said, there) = (old.nodes(index), object.nodes(index));
            if there.is_empty() || object.kind().uuid == Some(index) {
                return true;
            }
            match (member.content, member.many) {
                (Content::Value(_), false) => !said.is_empty(),
                (Content::Value(_), true) => there.iter().all(|(_, n)| said.iter().any(|(_, s)| s == n)),
                (Content::Object(_), _) => {
                    let (said, there) = (objects(said), objects(there));
                    let pairs = self.places.pair(&there, &said, false);
                    pairs.iter().zip(&there).all(|(at, object)| at.is_some_and(|at| self.covers(said[at], object)))
                }
            }
        })
    }

    fn note_history(&mut self, object: &'a Object) {
        let what = object.get("start").unwrap_or_default();
        let message =
            format!("the log entry of {} stays: what was logged is never taken back", day(Some(what)).unwrap_or(what));
        let help = "if it was a mistake, take it out of the document by hand";
        self.notes.push((id(object), Finding::info("history-kept", message).help(help)));
    }

    pub(super) fn note_gone(&mut self, object: &'a Object) {
        let words = in_short(&Node::Object(object.clone()));
        let message = format!("what the sheet no longer has went with all that the document had about it: {words}");
        self.notes.push((id(object), Finding::warning("gone-with-more", message)));
    }
}

/// The day of a stamp.
pub(super) fn day(stamp: Option<&str>) -> Option<&str> {
    stamp.map(|text| text.get(..10).unwrap_or(text))
}
