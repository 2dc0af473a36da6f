//! Lists: what of the base document each of their objects is, where what is new goes, and in which order they stand.

use super::compare::{Compare, Stands, stands};
use super::edits::{Edit, id};
use super::held::Held;
use super::places::content;
use super::remake::each_uuid;
use crate::oscal::ids::Digest;
use crate::oscal::model::{CHARACTERIZATION, ORIGIN, RESPONSE, RISK_RISK_LOG_ENTRY};
use crate::oscal::object::{Node, Object};
use std::collections::{HashMap, HashSet};

impl<'a> Compare<'a> {
    /// For each remade object those of the base document that it was made of.
    pub(super) fn made_of(&self, old: &[&Object], there: &[Stands<'a>]) -> Vec<Vec<usize>> {
        let objects: Vec<&Object> = there.iter().map(|s| s.object).collect();
        let one = self.places.pair(old, &objects, false);
        let mut pairs: Vec<Vec<usize>> = one.iter().map(|at| at.iter().copied().collect()).collect();
        if there.windows(2).any(|pair| !std::ptr::eq(pair[0].parent, pair[1].parent)) {
            let used: HashSet<usize> = one.iter().flatten().copied().collect();
            let mut free: HashMap<Digest, Vec<usize>> = HashMap::new();
            for at in (0..there.len()).filter(|at| !used.contains(at)) {
                free.entry(content(there[at].object)).or_default().push(at);
            }
            for (at, object) in old.iter().enumerate().filter(|(at, _)| one[*at].is_some()) {
                // Said in several places.
                pairs[at].extend(free.remove(&content(object)).unwrap_or_default());
            }
        }
        let gathers = |o: &&Object| [&CHARACTERIZATION, &RESPONSE, &ORIGIN].iter().any(|k| o.kind() == *k);
        if !old.first().is_some_and(gathers) {
            return pairs;
        }
        // A row has one of these where a document may have several; the row shows what all of them say.
        let classes_there: Vec<Vec<usize>> = there.iter().map(|stands| self.places.classes(stands.object)).collect();
        let paired: HashSet<usize> = pairs.iter().flatten().copied().collect();
        let mut free: Vec<usize> = (0..there.len()).filter(|at| !paired.contains(at)).collect();
        for (at, object) in old.iter().enumerate() {
            let classes = self.places.classes(object);
            let is_one = |others: &Vec<usize>| {
                classes.iter().any(|c| others.contains(c)) || classes.is_empty() && others.is_empty()
            };
            let (mut more, rest): (Vec<usize>, Vec<usize>) = free.iter().partition(|b| is_one(&classes_there[**b]));
            free = rest;
            if more.is_empty() && pairs[at].is_empty() && classes.is_empty() {
                more = (0..there.len()).collect();
                free.clear();
            }
            pairs[at].extend(more);
        }
        pairs
    }

    pub(super) fn list(&mut self, index: usize, old: &[&Object], new: &[&Object], bases: &[&'a Object]) {
        let Some(first) = bases.first().copied() else { return };
        let there = stands(bases, index);
        let made_of = self.made_of(old, &there);
        let was = self.places.pair(new, old, true);
        let mut taken: HashSet<usize> = made_of.iter().flatten().copied().collect();
        // Where what changes places will stand.
        let moves = self.reorder(index, &was, &made_of, &there, bases);
        let slots: HashMap<usize, usize> = moves.into_iter().map(|(to, from)| (from, to)).collect();
        let slot = |at: usize| slots.get(&at).copied().unwrap_or(at);
        let places = self.places;
        let mut held = None;
        let present: HashSet<usize> = was.iter().flatten().flat_map(|old| made_of[*old].iter().copied()).collect();
        let mut filled: HashSet<usize> = HashSet::new();
        let mut ahead: Vec<Node> = Vec::new();
        let mut last: Option<usize> = None;
        for (object, was) in new.iter().zip(&was) {
            let at = if let Some(was) = was {
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
            } else {
                let already = held.get_or_insert_with(|| Held::of(places, &there)).already(object, &taken);
                if let Some(at) = already {
                    taken.insert(at);
                    if object.kind() != &RISK_RISK_LOG_ENTRY {
                        self.object(None, object, &[there[at].object]);
                    }
                }
                already
            };
            if let Some(stands) = at.map(|at| there[at]) {
                for node in ahead.drain(..) {
                    filled.insert(id(stands.parent));
                    self.edits.add(stands.parent, Edit::Insert(index, slot(stands.at), node));
                }
                last = at;
            } else if let Some(last) = last {
                let stands_at = slot(there[last].at);
                let held = held.get_or_insert_with(|| Held::of(places, &there));
                let (parent, at) = match behind(object, last, &there, held, &present) {
                    (parent, _) if stands_at != there[last].at => (parent, stands_at + 1),
                    behind => behind,
                };
                filled.insert(id(parent));
                self.edits.add(parent, Edit::Insert(index, at, Node::Object((*object).clone())));
            } else {
                ahead.push(Node::Object((*object).clone()));
            }
        }
        for node in ahead {
            let Node::Object(object) = &node else { continue };
            let held = held.get_or_insert_with(|| Held::of(places, &there));
            let sibling = held.last_like(object).filter(|_| object.kind() != &RISK_RISK_LOG_ENTRY);
            let sibling = sibling.map(|at| there[at]);
            let (parent, at) = sibling.map_or((first, first.nodes(index).len()), |s| (s.parent, s.at + 1));
            filled.insert(id(parent));
            self.edits.add(parent, Edit::Insert(index, at, node));
        }
        let still: HashSet<usize> = was.iter().flatten().copied().collect();
        let going = old.iter().enumerate().filter(|(at, _)| !still.contains(at));
        let going: Vec<(&Object, Stands<'a>)> =
            going.flat_map(|(at, object)| made_of[at].iter().map(|b| (*object, there[*b]))).collect();
        self.drop_all(index, &going, &filled);
    }

    /// Takes away what the sheet no longer says. What an object cannot be without stays where nothing takes its place.
    fn drop_all(&mut self, index: usize, going: &[(&Object, Stands<'a>)], filled: &HashSet<usize>) {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for (_, stands) in going {
            *counts.entry(id(stands.parent)).or_default() += 1;
        }
        for (object, stands) in going {
            let (parent, kind) = (id(stands.parent), stands.parent.kind());
            let all = counts.get(&parent) == Some(&stands.parent.nodes(index).len());
            if !(kind.members[index].required && all && !filled.contains(&parent)) {
                self.drop(object, index, *stands);
            }
        }
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
    ) -> Vec<(usize, usize)> {
        let [base] = bases else { return Vec::new() };
        let stay: Vec<usize> = was.iter().flatten().copied().collect();
        if self.of_document || stay.windows(2).all(|pair| pair[0] < pair[1]) {
            return Vec::new();
        }
        let stands: Vec<usize> = stay.iter().filter_map(|old| made_of[*old].first()).map(|at| there[*at].at).collect();
        let mut slots = stands.clone();
        slots.sort_unstable();
        slots.dedup();
        if slots.len() != stands.len() {
            return Vec::new();
        }
        let moves: Vec<(usize, usize)> = slots.into_iter().zip(stands).filter(|(to, from)| to != from).collect();
        if !moves.is_empty() {
            self.edits.add(base, Edit::Order(index, moves.clone()));
        }
        moves
    }
}

/// The place behind an object, and behind older ones of the new one's kind that follow it and stay, or go.
fn behind<'a>(
    new: &Object,
    last: usize,
    there: &[Stands<'a>],
    held: &Held<'_>,
    present: &HashSet<usize>,
) -> (&'a Object, usize) {
    let parent = there[last].parent;
    let older = |at: usize| std::ptr::eq(there[at].parent, parent) && !present.contains(&at);
    (parent, there[last].at + 1 + held.run_like(new, last + 1, older))
}
