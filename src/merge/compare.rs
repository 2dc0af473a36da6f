//! Three ways at once: what the base document's own rows make, what the sheet's rows make, and the base document. What
//! differs between the first two is changed in the third, member by member; everything else in it stays.

use super::edits::{Edit, Edits};
use super::places::Places;
use super::remake::{as_uuid, each_uuid};
use crate::finding::Finding;
use crate::oscal::model::Content;
use crate::oscal::object::{Node, Object};
use std::collections::HashSet;

/// A node of the base document: the object it stands in, and where.
#[derive(Clone, Copy)]
pub(super) struct Stands<'a> {
    pub(super) parent: &'a Object,
    pub(super) at: usize,
    pub(super) object: &'a Object,
}

/// The objects under a member of several objects.
pub(super) fn stands<'a>(bases: &[&'a Object], member: usize) -> Vec<Stands<'a>> {
    let of =
        |parent: &'a Object| parent.objects(member).enumerate().map(move |(at, object)| Stands { parent, at, object });
    bases.iter().copied().flat_map(of).collect()
}

/// The comparison, and what it found so far.
pub(super) struct Compare<'a> {
    pub(super) places: &'a Places<'a>,
    pub(super) edits: Edits,
    /// What a person should know, by the object of the base document that it is about.
    pub(super) notes: Vec<(usize, Finding)>,
    /// Objects directly below the root that the base document gets, by uuid.
    pub(super) inserted: HashSet<String>,
    /// Objects that stay although the sheet no longer speaks of them, by uuid.
    pub(super) kept: HashSet<String>,
    /// Shared objects that no row names any more, by uuid.
    pub(super) unnamed: Vec<String>,
    /// Whether this is about the document as a whole and what its rows share, where the base document's word counts.
    pub(super) of_document: bool,
}

pub(super) type Nodes<'n> = &'n [(u8, Node)];

pub(super) fn objects(nodes: Nodes<'_>) -> Vec<&Object> {
    nodes.iter().filter_map(|(_, n)| if let Node::Object(object) = n { Some(object) } else { None }).collect()
}

fn value(nodes: Nodes<'_>) -> Option<&str> {
    nodes.iter().find_map(|(_, n)| if let Node::Value(value) = n { Some(value.as_str()) } else { None })
}

impl<'a> Compare<'a> {
    pub(super) fn new(places: &'a Places<'a>) -> Self {
        Compare {
            places,
            edits: Edits::default(),
            notes: Vec::new(),
            inserted: HashSet::new(),
            kept: HashSet::new(),
            unnamed: Vec::new(),
            of_document: false,
        }
    }

    /// Whether nodes speak of an object that the base document gets.
    fn speak_of_new(&self, nodes: Nodes<'_>) -> bool {
        if self.inserted.is_empty() {
            return false;
        }
        nodes.iter().any(|(_, node)| match node {
            Node::Value(value) => as_uuid(value).is_some_and(|uuid| self.inserted.contains(&uuid)),
            Node::Object(object) => {
                let mut found = false;
                each_uuid(object, &mut |uuid| found |= self.inserted.contains(&uuid));
                found
            }
        })
    }

    /// Brings what differs between two remade objects into the base document's, of which there may be several.
    pub(super) fn object(&mut self, before: Option<&Object>, now: &Object, bases: &[&'a Object]) {
        let Some(first) = bases.first().copied() else { return };
        let kind = now.kind();
        for (index, member) in kind.members.iter().enumerate() {
            if kind.uuid == Some(index) {
                continue;
            }
            let old: Nodes<'_> = before.map_or(&[], |o| o.nodes(index));
            let new = now.nodes(index);
            if old == new && !self.speak_of_new(new) {
                continue;
            }
            match (member.content, member.many) {
                (Content::Value(_), false) => self.value(index, before.is_some(), value(old), value(new), bases),
                (Content::Value(_), true) => self.values(index, old, new, bases),
                (Content::Object(_), true) => self.list(index, &objects(old), &objects(new), bases),
                (Content::Object(_), false) => {
                    let there: Vec<&'a Object> = bases.iter().flat_map(|b| b.objects(index)).collect();
                    match (objects(old).first(), objects(new).first()) {
                        (old, Some(new)) if !there.is_empty() => self.object(old.copied(), new, &there),
                        (old, Some(new)) if old != Some(new) || self.speak_of_new(now.nodes(index)) => {
                            if member.either {
                                self.clear_other_sides(first, index);
                            }
                            self.edits.add(first, Edit::Insert(index, 0, Node::Object((*new).clone())));
                        }
                        (Some(old), None) => {
                            for parent in bases {
                                for object in parent.objects(index) {
                                    self.drop(old, index, Stands { parent, at: 0, object });
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// Takes away the other sides of a choice of which there can be only one.
    fn clear_other_sides(&mut self, parent: &'a Object, taken: usize) {
        for (index, member) in parent.kind().members.iter().enumerate() {
            if index != taken && member.either && !parent.nodes(index).is_empty() {
                for object in parent.objects(index) {
                    self.note_gone(object);
                }
                self.edits.add(parent, Edit::Clear(index));
            }
        }
    }

    fn value(&mut self, index: usize, is_remade: bool, old: Option<&str>, new: Option<&str>, bases: &[&'a Object]) {
        // Every one that says what the sheet said; where none says it in these words the first.
        let mut of: Vec<&'a Object> =
            bases.iter().copied().filter(|b| old.is_some() && b.value(index) == old).collect();
        if of.is_empty() {
            of.extend(bases.first());
        }
        for base in of {
            let there = base.value(index);
            match new {
                Some(_) if self.of_document && !is_remade && there.is_some() => {}
                Some(new) if there != Some(new) => self.edits.add(base, Edit::Set(index, new.into())),
                None if there.is_some() && !base.kind().members[index].required => {
                    self.edits.add(base, Edit::Clear(index));
                }
                _ => {}
            }
        }
    }

    pub(super) fn values(&mut self, index: usize, old: Nodes<'_>, new: Nodes<'_>, bases: &[&'a Object]) {
        let has = |nodes: Nodes<'_>, node: &Node| nodes.iter().any(|(_, n)| n == node);
        for (_, node) in new.iter().filter(|(_, n)| !has(old, n)) {
            if !bases.iter().any(|b| has(b.nodes(index), node))
                && let Some(first) = bases.first()
            {
                self.edits.add(first, Edit::Insert(index, first.nodes(index).len(), node.clone()));
            }
        }
        for (_, node) in old.iter().filter(|(_, n)| !has(new, n)) {
            for base in bases {
                if let Some(at) = base.nodes(index).iter().position(|(_, n)| n == node) {
                    self.edits.add(base, Edit::Remove(index, at));
                }
            }
        }
    }
}

/// A node directly below the root of the base document.
pub(super) fn top<'a>(root: &'a Object, at: usize, object: &'a Object) -> Stands<'a> {
    Stands { parent: root, at, object }
}
