//! The last of a merge: what new values speak of is there, and what no row names any more is not.

use super::edits::{Change, Edits, in_short};
use super::remake::{as_uuid, each_uuid};
use crate::oscal::compose;
use crate::oscal::model::Member;
use crate::oscal::object::{Node, Object};
use crate::oscal::path::Path;
use std::collections::{HashMap, HashSet};

/// The members of the root whose children rows share.
const SHARED: [&str; 3] = ["metadata", "local-definitions", "back-matter"];

fn declared(root: &Object) -> HashSet<String> {
    let below = SHARED.into_iter().flat_map(|name| root.all(name));
    let objects = std::iter::once(root).chain(below).flat_map(children);
    objects.filter_map(|o| o.uuid().map(str::to_ascii_lowercase)).collect()
}

fn children(object: &Object) -> impl Iterator<Item = &Object> {
    object.children().filter_map(|(_, node)| if let Node::Object(inner) = node { Some(inner) } else { None })
}

/// Adds what new values refer to and the document does not have.
pub(super) fn complete(root: &mut Object, now: &Object, edits: &Edits, changes: &mut Vec<Change>) {
    let mut known = declared(root);
    let mut available: HashMap<String, (Option<&'static str>, &'static str, &Object)> = HashMap::new();
    for (member, node) in now.children() {
        let Node::Object(object) = node else { continue };
        if let Some(uuid) = object.uuid() {
            available.insert(uuid.to_ascii_lowercase(), (None, member.name, object));
        }
        if SHARED.contains(&member.name) {
            for (inner, node) in object.children() {
                if let Node::Object(shared) = node
                    && let Some(uuid) = shared.uuid()
                {
                    available.insert(uuid.to_ascii_lowercase(), (Some(member.name), inner.name, shared));
                }
            }
        }
    }
    let mut wanted: Vec<String> = Vec::new();
    edits.each_new_value(&mut |value| wanted.extend(as_uuid(value)));
    wanted.sort();
    while let Some(uuid) = wanted.pop() {
        if known.contains(&uuid) {
            continue;
        }
        let Some((parent, name, object)) = available.get(&uuid) else { continue };
        known.insert(uuid);
        each_uuid(object, &mut |uuid| wanted.push(uuid));
        let mut path = Path::root();
        let parent = match parent {
            None => Some(&mut *root),
            Some(parent) => {
                step(&mut path, root, parent, 0);
                compose::child(root, parent)
            }
        };
        let Some(parent) = parent else { continue };
        let Some(member) = parent.kind().member(name) else { continue };
        let at = parent.push(member, Node::Object((*object).clone()));
        step(&mut path, parent, name, at);
        let new = Some(in_short(&Node::Object((*object).clone())));
        changes.push(Change { path: path.to_string(), item: None, old: None, new });
    }
}

fn step(path: &mut Path, parent: &Object, name: &str, at: usize) {
    let member: Option<&'static Member> = parent.kind().member(name).map(|m| &parent.kind().members[m]);
    if let Some(member) = member {
        path.push(member, at);
    }
}

/// Takes out shared objects that nothing in the document refers to.
pub(super) fn remove_unnamed(root: &mut Object, unnamed: &[String], changes: &mut Vec<Change>) {
    if unnamed.is_empty() {
        return;
    }
    let mut spoken = HashSet::new();
    references(root, &mut spoken);
    let going: HashSet<&String> = unnamed.iter().filter(|uuid| !spoken.contains(*uuid)).collect();
    for name in SHARED {
        let Some(member) = root.kind().member(name) else { continue };
        let Some(parent) = root.object_at_mut(member, 0) else { continue };
        let mut path = Path::root();
        path.push(&crate::oscal::model::POAM.members[member], 0);
        let kind = parent.kind();
        for (inner, definition) in kind.members.iter().enumerate() {
            let goes = |o: &Object| o.uuid().is_some_and(|uuid| going.contains(&uuid.to_ascii_lowercase()));
            if !parent.objects(inner).any(goes) {
                continue;
            }
            let nodes: Vec<Node> = parent.nodes(inner).iter().map(|(_, node)| node.clone()).collect();
            parent.clear(inner);
            for (at, node) in nodes.into_iter().enumerate() {
                if matches!(&node, Node::Object(object) if goes(object)) {
                    path.push(definition, at);
                    let old = Some(in_short(&node));
                    changes.push(Change { path: path.to_string(), item: None, old, new: None });
                    path.pop();
                } else {
                    parent.push(inner, node);
                }
            }
        }
        if parent.is_empty() {
            root.clear(member);
        }
    }
}

/// Every uuid that an object refers to, at any depth; not those that objects have.
fn references(object: &Object, found: &mut HashSet<String>) {
    let own = object.kind().uuid;
    for (index, _) in object.kind().members.iter().enumerate().filter(|(index, _)| Some(*index) != own) {
        for (_, node) in object.nodes(index) {
            match node {
                Node::Value(value) => found.extend(as_uuid(value)),
                Node::Object(inner) => references(inner, found),
            }
        }
    }
}
