//! Three ways at once: what the base document's own rows make, what the sheet's rows make, and the base document. What
//! differs between the first two is changed in the third, member by member; everything else in it stays.

use super::edits::{Edit, Edits, each_value, id};
use super::places::{Places, is_reference};
use super::remake::{as_uuid, each_uuid};
use crate::finding::Finding;
use crate::oscal::model::{
    CHARACTERIZATION, Content, LOCAL_DEFINITIONS, METADATA, ORIGIN, RESPONSE, RISK_RISK_LOG_ENTRY,
};
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
    places: &'a Places<'a>,
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

type Nodes<'n> = &'n [(u8, Node)];

fn objects(nodes: Nodes<'_>) -> Vec<&Object> {
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
                Some(new) if there != Some(new) => self.edits.add(base, Edit::Set(index, new.to_owned())),
                None if there.is_some() && !base.kind().members[index].required => {
                    self.edits.add(base, Edit::Clear(index));
                }
                _ => {}
            }
        }
    }

    fn values(&mut self, index: usize, old: Nodes<'_>, new: Nodes<'_>, bases: &[&'a Object]) {
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

    /// For each remade object those of the base document that it was made of.
    pub(super) fn made_of(&self, old: &[&Object], there: &[Stands<'a>]) -> Vec<Vec<usize>> {
        let objects: Vec<&Object> = there.iter().map(|s| s.object).collect();
        let one = self.places.pair(old, &objects, false);
        let mut pairs: Vec<Vec<usize>> = one.iter().map(|at| at.iter().copied().collect()).collect();
        if there.windows(2).any(|pair| !std::ptr::eq(pair[0].parent, pair[1].parent)) {
            let mut free: Vec<usize> = (0..there.len()).filter(|at| !one.contains(&Some(*at))).collect();
            for (at, object) in old.iter().enumerate().filter(|(at, _)| one[*at].is_some()) {
                // Said in several places.
                free.retain(|b| {
                    let again = object.same_but_uuid(there[*b].object);
                    if again {
                        pairs[at].push(*b);
                    }
                    !again
                });
            }
        }
        let gathers = |o: &&Object| [&CHARACTERIZATION, &RESPONSE, &ORIGIN].iter().any(|k| o.kind() == *k);
        if !old.first().is_some_and(gathers) {
            return pairs;
        }
        // A row has one of these where a document may have several; the row shows what all of them say.
        for (at, object) in old.iter().enumerate() {
            let classes = self.places.classes(object);
            let mut more: Vec<usize> = (0..there.len())
                .filter(|b| !pairs.iter().any(|pair| pair.contains(b)))
                .filter(|b| {
                    let others = self.places.classes(there[*b].object);
                    classes.iter().any(|c| others.contains(c)) || classes.is_empty() && others.is_empty()
                })
                .collect();
            if more.is_empty() && pairs[at].is_empty() && classes.is_empty() {
                more = (0..there.len()).collect();
            }
            pairs[at].extend(more);
        }
        pairs
    }

    /// Something the base document holds beyond its rows that is what the sheet now says: an older entry, an object that
    /// somebody else added.
    fn already(&self, new: &Object, there: &[Stands<'a>], taken: &HashSet<usize>) -> Option<usize> {
        let free = || (0..there.len()).filter(|at| !taken.contains(at));
        let is_same = |at: &usize| {
            let object = there[*at].object;
            let one_uuid = new.uuid().is_some_and(|uuid| object.uuid().is_some_and(|u| u.eq_ignore_ascii_case(uuid)));
            one_uuid || new.same_but_uuid(object)
        };
        let is_like = |at: &usize| {
            let object = there[*at].object;
            let one_day = || new.get("start").is_some() && day(new.get("start")) == day(object.get("start"));
            let may = is_reference(new) || new.kind() == &RISK_RISK_LOG_ENTRY && one_day();
            may && self.places.same_place(new, object) && new.get("value") == object.get("value")
        };
        free().find(is_same).or_else(|| free().find(is_like))
    }

    fn list(&mut self, index: usize, old: &[&Object], new: &[&Object], bases: &[&'a Object]) {
        let Some(first) = bases.first().copied() else { return };
        let there = stands(bases, index);
        let made_of = self.made_of(old, &there);
        let was = self.places.pair(new, old, true);
        let mut taken: HashSet<usize> = made_of.iter().flatten().copied().collect();
        let present: HashSet<usize> = was.iter().flatten().flat_map(|old| made_of[*old].iter().copied()).collect();
        let mut filled: HashSet<usize> = HashSet::new();
        let mut ahead: Vec<Node> = Vec::new();
        let mut last: Option<Stands<'a>> = None;
        for (object, was) in new.iter().zip(&was) {
            let at = match was {
                Some(was) => {
                    let sources = &made_of[*was];
                    let differs = old[*was] != *object || self.speaks(object);
                    if !sources.is_empty() && differs {
                        let bases: Vec<&'a Object> = sources.iter().map(|at| there[*at].object).collect();
                        self.object(Some(old[*was]), object, &bases);
                    }
                    if sources.is_empty() && !differs {
                        continue;
                    }
                    sources.first().copied()
                }
                None => {
                    let already = self.already(object, &there, &taken);
                    if let Some(at) = already {
                        taken.insert(at);
                        if object.kind() != &RISK_RISK_LOG_ENTRY {
                            self.object(None, object, &[there[at].object]);
                        }
                    }
                    already
                }
            };
            match at.map(|at| there[at]) {
                Some(stands) => {
                    for node in ahead.drain(..) {
                        filled.insert(id(stands.parent));
                        self.edits.add(stands.parent, Edit::Insert(index, stands.at, node));
                    }
                    last = Some(stands);
                }
                None => {
                    let node = Node::Object((*object).clone());
                    match last {
                        Some(last) => {
                            // Behind older ones of its kind that stay, or go.
                            let older = |s: &&Stands<'a>| {
                                let at = there.iter().position(|t| std::ptr::eq(t.object, s.object));
                                at.is_some_and(|at| !present.contains(&at)) && self.places.same_place(object, s.object)
                            };
                            let next = |s: &&Stands<'a>| std::ptr::eq(s.parent, last.parent) && s.at > last.at;
                            let older = there.iter().filter(next).take_while(older).count();
                            filled.insert(id(last.parent));
                            self.edits.add(last.parent, Edit::Insert(index, last.at + 1 + older, node));
                        }
                        None => ahead.push(node),
                    }
                }
            }
        }
        for node in ahead {
            let Node::Object(object) = &node else { continue };
            let sibling = there.iter().rev().find(|s| self.places.same_place(object, s.object));
            let sibling = sibling.filter(|_| object.kind() != &RISK_RISK_LOG_ENTRY);
            let (parent, at) = sibling.map_or((first, first.nodes(index).len()), |s| (s.parent, s.at + 1));
            filled.insert(id(parent));
            self.edits.add(parent, Edit::Insert(index, at, node));
        }
        let mut going: Vec<(&Object, Stands<'a>)> = Vec::new();
        for (at, object) in old.iter().enumerate().filter(|(at, _)| !was.contains(&Some(*at))) {
            going.extend(made_of[at].iter().map(|b| (*object, there[*b])));
        }
        let required = first.kind().members[index].required;
        for (object, stands) in &going {
            let parent = id(stands.parent);
            let all =
                || going.iter().filter(|(_, s)| id(s.parent) == parent).count() == stands.parent.nodes(index).len();
            // What an object cannot be without stays where nothing takes its place.
            if !(required && !filled.contains(&parent) && all()) {
                self.drop(object, index, *stands);
            }
        }
        self.reorder(index, &was, &made_of, &there, bases);
    }

    fn speaks(&self, object: &Object) -> bool {
        let mut found = false;
        if !self.inserted.is_empty() {
            each_uuid(object, &mut |uuid| found |= self.inserted.contains(&uuid));
        }
        found
    }

    /// Where the sheet says the same things in another order, they change places.
    fn reorder(
        &mut self,
        index: usize,
        was: &[Option<usize>],
        made_of: &[Vec<usize>],
        there: &[Stands<'a>],
        bases: &[&'a Object],
    ) {
        let [base] = bases else { return };
        let stay: Vec<usize> = was.iter().flatten().copied().collect();
        if self.of_document || stay.windows(2).all(|pair| pair[0] < pair[1]) {
            return;
        }
        let stands: Vec<usize> = stay.iter().filter_map(|old| made_of[*old].first()).map(|at| there[*at].at).collect();
        let mut slots = stands.clone();
        slots.sort_unstable();
        slots.dedup();
        if slots.len() == stands.len() {
            let moves: Vec<(usize, usize)> = slots.into_iter().zip(stands).filter(|(to, from)| to != from).collect();
            if !moves.is_empty() {
                self.edits.add(base, Edit::Order(index, moves));
            }
        }
    }

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
        let words = super::edits::in_short(&Node::Object(object.clone()));
        let message = format!("what the sheet no longer has went with all that the document had about it: {words}");
        self.notes.push((id(object), Finding::warning("gone-with-more", message)));
    }
}

fn day(stamp: Option<&str>) -> Option<&str> {
    stamp.map(|text| text.get(..10).unwrap_or(text))
}

/// A node directly below the root of the base document.
pub(super) fn top<'a>(root: &'a Object, at: usize, object: &'a Object) -> Stands<'a> {
    Stands { parent: root, at, object }
}
