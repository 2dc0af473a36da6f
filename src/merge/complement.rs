//! What a document holds beyond its own rows: what a sheet made of it cannot show.

use super::compare::{Compare, stands};
use super::edits::{Owners, id, in_short};
use super::places::Places;
use super::remake::{self, context_of, shared_names};
use super::rows::Shown;
use super::tops::{made_of, without_rows};
use crate::finding::{Finding, Place};
use crate::mapping::definition::Mapping;
use crate::mapping::stored::plain;
use crate::oscal::model::{Content, DataType};
use crate::oscal::object::{Node, Object};
use crate::oscal::path::Path;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// The code of a value that no cell shows.
const CODE: &str = "beyond-the-sheet";

/// What no cell of a workbook shows of a document: a finding `beyond-the-sheet` for each value, with its path and its
/// item. A value that the mapping only copies to a second place counts as shown where it agrees with the first.
/// `generation`: that of the sheet which shows an item, by the item's position.
pub fn complement(mapping: &Mapping, base: &Object, generation: impl Fn(usize) -> Option<usize>) -> Vec<Finding> {
    let count = base.all("poam-item").count();
    let generations: BTreeSet<Option<usize>> = (0..count).map(&generation).collect();
    let shown = Shown::new(mapping, base, &if generations.is_empty() { BTreeSet::from([None]) } else { generations });
    let Some(rows) = shown.first() else { return Vec::new() };
    let context = context_of(mapping, base, rows, "", None);
    let ids: Vec<(Vec<String>, Option<usize>)> =
        (0..rows.rows.len()).map(|at| (vec![at.to_string()], generation(at))).collect();
    let texts: Vec<_> = ids.iter().enumerate().filter_map(|(at, (_, g))| shown.row(*g, at)).collect();
    let before = remake::base(mapping, &context, rows, &ids, &texts, &[]);
    let found = made_of(mapping, base, &before);
    let mut names = HashMap::new();
    let mut owners = Owners::default();
    for (row, objects) in before.rows.iter().enumerate() {
        let item: Arc<str> = rows.rows.get(row).map_or_else(String::new, |r| super::rows::id_of(mapping, r)).into();
        for at in objects {
            let Some(made_of) = found.get(at) else { continue };
            for object in &made_of.objects {
                owners.by_object.entry(id(object)).or_insert_with(|| Arc::clone(&item));
            }
            let uuids = before.top(*at).and_then(Object::uuid).zip(made_of.objects.first().and_then(|o| o.uuid()));
            names.extend(uuids.map(|(own, known)| (own.to_owned(), known.to_owned())));
        }
    }
    names.extend(shared_names(mapping, &before.root, base));
    let before = before.renamed(&names);
    let places = Places::new(mapping);
    let mut shown = Marks { compare: Compare::new(&places), seen: HashSet::new() };
    shown.mark(&without_rows(&before.root), &[base]);
    for (at, made_of) in &found {
        if let Some(object) = before.top(*at) {
            shown.mark(object, &made_of.objects);
        }
    }
    let mut findings = Vec::new();
    visit(base, &owners, &mut |object, path, item| {
        let mut path = path.clone();
        for (index, member) in object.kind().members.iter().enumerate() {
            for (at, (_, node)) in object.nodes(index).iter().enumerate() {
                let is_empty = matches!(node, Node::Object(inner) if inner.is_empty());
                if matches!(node, Node::Object(_)) && !is_empty || shown.seen.contains(&(id(object), index, at)) {
                    continue;
                }
                path.push(member, at);
                let place = Place { path: Some(path.to_string()), item: item.cloned(), ..Place::default() };
                path.pop();
                let message = format!("no cell shows this: {}", in_short(node));
                findings.push(Finding::info(CODE, message).at(place));
            }
        }
    });
    findings
}

/// What is told of an object: its path, and the item it belongs to.
pub(super) type Told<'t> = &'t mut dyn FnMut(&Object, &Path, Option<&Arc<str>>);

/// Visits every object of a document with its path and the item it belongs to.
pub(super) fn visit(root: &Object, owners: &Owners, each: Told<'_>) {
    fn go(object: &Object, path: &mut Path, item: Option<&Arc<str>>, owners: &Owners, each: Told<'_>) {
        let item = owners.by_object.get(&id(object)).or(item);
        each(object, path, item);
        for (index, member) in object.kind().members.iter().enumerate() {
            for (at, inner) in object.objects(index).enumerate() {
                path.push(member, at);
                go(inner, path, item, owners, each);
                path.pop();
            }
        }
    }
    go(root, &mut Path::root(), None, owners, each);
}

/// The values of a document that its rows make again: object, member, position.
struct Marks<'a> {
    compare: Compare<'a>,
    seen: HashSet<(usize, usize, usize)>,
}

impl<'a> Marks<'a> {
    fn mark(&mut self, remade: &Object, bases: &[&'a Object]) {
        for (index, member) in remade.kind().members.iter().enumerate() {
            if remade.kind().uuid == Some(index) {
                self.seen.extend(bases.iter().map(|b| (id(b), index, 0)));
                continue;
            }
            let said = remade.nodes(index);
            match member.content {
                Content::Value(data_type) => {
                    let several = bases.len() > 1;
                    for base in bases {
                        for (at, (_, node)) in base.nodes(index).iter().enumerate() {
                            if said.iter().any(|(_, s)| says(data_type, s, node, several)) {
                                self.seen.insert((id(base), index, at));
                            }
                        }
                    }
                }
                Content::Object(_) => {
                    let there = stands(bases, index);
                    let remade: Vec<&Object> = remade.objects(index).collect();
                    let made_of = self.compare.made_of(&remade, &there);
                    for (remade, sources) in remade.iter().zip(&made_of) {
                        let objects: Vec<&'a Object> = sources.iter().map(|at| there[*at].object).collect();
                        self.seen.extend(sources.iter().map(|at| (id(there[*at].parent), index, there[*at].at)));
                        self.mark(remade, &objects);
                    }
                }
            }
        }
    }
}

/// Whether a remade value says what a value of the document says; of several in one cell each is a part of it.
fn says(data_type: DataType, remade: &Node, there: &Node, several: bool) -> bool {
    let (Node::Value(remade), Node::Value(there)) = (remade, there) else { return false };
    if remade == there {
        return true;
    }
    if !data_type.is_markup() {
        return false;
    }
    let words = |text: &str| plain(data_type, text).split_whitespace().collect::<Vec<_>>().join(" ");
    let (remade, there) = (words(remade), words(there));
    remade == there || several && !there.is_empty() && remade.contains(&there)
}
