//! What shall change in a document, gathered before anything does, and the document with the changes made.

use crate::oscal::object::{Node, Object, Text};
use crate::oscal::path::Path;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// One change of an object. Members are meant by their index, positions are those before any change.
#[derive(Debug, PartialEq)]
pub(super) enum Edit {
    /// A value that stands alone under its member.
    Set(usize, Text),
    /// Takes away what stands under a member.
    Clear(usize),
    /// Takes away one of several.
    Remove(usize, usize),
    /// Puts a node before what stands at a position.
    Insert(usize, usize, Node),
    /// Other nodes of the same member stand at these positions: position, and where its new node stood.
    Order(usize, Vec<(usize, usize)>),
}

/// The items that objects belong to.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// By the base document's object.
    pub(super) by_object: HashMap<usize, Arc<str>>,
    /// By the uuid of what is new.
    pub(super) by_uuid: HashMap<String, Arc<str>>,
}

/// Something that is not as it was in the base document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where, as a JSON pointer: into the new document, for what is gone into the base.
    pub path: String,
    /// The item it belongs to, by its POAM ID; none for what the document as a whole has.
    pub item: Option<Arc<str>>,
    /// What stood there, in short.
    pub old: Option<String>,
    /// What stands there now, in short.
    pub new: Option<String>,
}

/// Changes by the object they are made in.
#[derive(Debug, Default)]
pub(super) struct Edits {
    of: HashMap<usize, Vec<Edit>>,
}

/// An object of a document that is not changed meanwhile, told from all others.
pub(super) fn id(object: &Object) -> usize {
    std::ptr::from_ref(object).addr()
}

/// An object with more changes than this is a list of the document, which no two items share.
const MANY: usize = 1_000;

impl Edits {
    /// Adds a change. Where two items share an object, what both change alike is changed once, and one of them says in
    /// which order a list stands.
    pub(super) fn add(&mut self, object: &Object, edit: Edit) {
        let edits = self.of.entry(id(object)).or_default();
        let is_settled = |known: &Edit| match (known, &edit) {
            (Edit::Order(known, _), Edit::Order(member, _)) => known == member,
            (known, edit) => known == edit,
        };
        if edits.len() > MANY || !edits.iter().any(is_settled) {
            edits.push(edit);
        }
    }

    /// Every value that is written anew.
    pub(super) fn each_new_value(&self, found: &mut dyn FnMut(&str)) {
        for edit in self.of.values().flatten() {
            match edit {
                Edit::Set(_, value) | Edit::Insert(_, _, Node::Value(value)) => found(value),
                Edit::Insert(_, _, Node::Object(object)) => each_value(object, found),
                Edit::Clear(_) | Edit::Remove(..) | Edit::Order(..) => {}
            }
        }
    }

    /// The document with the changes made, and the list of them.
    pub(super) fn apply(&self, base: &Object, owners: &Owners) -> (Object, Vec<Change>) {
        let mut making = Making { edits: self, owners, item: None, path: Path::root(), changes: Vec::new() };
        let root = making.object(base);
        (root, making.changes)
    }
}

/// Every value below an object.
pub(super) fn each_value(object: &Object, found: &mut dyn FnMut(&str)) {
    for (_, node) in object.children() {
        match node {
            Node::Value(value) => found(value),
            Node::Object(inner) => each_value(inner, found),
        }
    }
}

/// A node in a few words.
pub(super) fn in_short(node: &Node) -> String {
    let mut words = String::new();
    let mut add = |value: &str| {
        if words.len() < 60 {
            let blank = if words.is_empty() { "" } else { " " };
            words.push_str(blank);
            words.extend(value.chars().take(60));
        }
    };
    match node {
        Node::Value(value) => add(value),
        Node::Object(object) => {
            let uuid = object.uuid();
            each_value(object, &mut |value| {
                if uuid != Some(value) {
                    add(value);
                }
            });
        }
    }
    words
}

struct Making<'a> {
    edits: &'a Edits,
    owners: &'a Owners,
    item: Option<Arc<str>>,
    path: Path,
    changes: Vec<Change>,
}

impl Making<'_> {
    fn change(
        &mut self,
        member: &'static crate::oscal::model::Member,
        at: usize,
        old: Option<&Node>,
        new: Option<&Node>,
    ) {
        self.path.push(member, at);
        let item = match new.or(old) {
            Some(Node::Object(object)) => {
                let new = || object.uuid().and_then(|uuid| self.owners.by_uuid.get(uuid));
                self.owners.by_object.get(&id(object)).or(self.item.as_ref()).or_else(new).cloned()
            }
            _ => self.item.clone(),
        };
        let (old, new) = (old.map(in_short), new.map(in_short));
        self.changes.push(Change { path: self.path.to_string(), item, old, new });
        self.path.pop();
    }

    fn object(&mut self, base: &Object) -> Object {
        let item = self.owners.by_object.get(&id(base)).cloned();
        let before = item.map(|item| self.item.replace(item));
        let edits = self.edits.of.get(&id(base)).map_or(&[][..], Vec::as_slice);
        let mut made = Object::new(base.kind());
        for index in 0..base.kind().members.len() {
            self.member(base, index, edits, &mut made);
        }
        if let Some(before) = before {
            self.item = before;
        }
        made
    }

    fn member(&mut self, base: &Object, index: usize, edits: &[Edit], made: &mut Object) {
        let member = &base.kind().members[index];
        let nodes = base.nodes(index);
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        let mut gone: HashSet<usize> = HashSet::new();
        let mut come: BTreeMap<usize, Vec<&Node>> = BTreeMap::new();
        for edit in edits {
            match edit {
                Edit::Set(m, value) if *m == index => {
                    let new = Node::Value(value.clone());
                    self.change(member, 0, nodes.first().map(|(_, n)| n), Some(&new));
                    made.push(index, new);
                    return;
                }
                Edit::Clear(m) if *m == index => gone.extend(0..nodes.len()),
                Edit::Remove(m, at) if *m == index => gone.extend([*at]),
                Edit::Insert(m, at, node) if *m == index => come.entry((*at).min(nodes.len())).or_default().push(node),
                Edit::Order(m, moves) if *m == index => {
                    for (to, from) in moves.iter().filter(|(to, from)| *to < nodes.len() && *from < nodes.len()) {
                        order[*to] = *from;
                    }
                    for (to, from) in moves.iter().filter(|(to, from)| *to < nodes.len() && *from < nodes.len()) {
                        self.change(member, *to, Some(&nodes[*to].1), Some(&nodes[*from].1));
                    }
                }
                _ => {}
            }
        }
        for at in 0..=nodes.len() {
            for node in come.get(&at).into_iter().flatten() {
                // One of which there can be only one takes the place of the other.
                if !member.many && !made.nodes(index).is_empty() {
                    continue;
                }
                let stands = made.push(index, (*node).clone());
                self.change(member, stands, None, Some(node));
            }
            let Some((_, node)) = order.get(at).map(|from| &nodes[*from]) else { continue };
            if gone.contains(&order[at]) {
                self.change(member, order[at], Some(node), None);
                continue;
            }
            match node {
                Node::Value(_) => {
                    made.push(index, node.clone());
                }
                Node::Object(object) => {
                    self.path.push(member, made.nodes(index).len());
                    let object = self.object(object);
                    self.path.pop();
                    made.push(index, Node::Object(object));
                }
            }
        }
    }
}
