//! The objects directly below the root: which of a remade document is which of the base document, what is new, what is
//! gone; and the base document with all that.

use super::compare::{Compare, top};
use super::complete;
use super::edits::{Change, Edit, Owners, id};
use super::places::Places;
use super::remake::{Remade, each_uuid, shared_names};
use crate::finding::{Finding, Place};
use crate::mapping::definition::{Base, Mapping};
use crate::mapping::document::Index;
use crate::mapping::view::View;
use crate::oscal::ids;
use crate::oscal::model::{POAM, POAM_ITEM};
use crate::oscal::object::{Node, Object};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// Member of the root and position under it.
pub(super) type At = (usize, usize);

/// What a remade object was made of.
#[derive(Default)]
pub(super) struct MadeOf<'a> {
    /// The base document's objects that the row's anchor was found to be.
    pub(super) objects: Vec<&'a Object>,
    /// Whether it stays once it was written.
    history: bool,
}

/// For the objects of base rows made again, those of the base document that they were made of.
pub(super) fn made_of<'a>(mapping: &Mapping, base: &'a Object, before: &Remade) -> BTreeMap<At, MadeOf<'a>> {
    let (here, there) = (Index::new(&before.root), Index::new(base));
    let lasting: HashMap<usize, &'a Object> = tops(base).map(|o| (id(o), o)).collect();
    let mut found: BTreeMap<At, MadeOf<'a>> = BTreeMap::new();
    for (row, item) in before.rows.iter().zip(base.all("poam-item")) {
        let own = row.iter().filter_map(|at| Some((*at, before.top(*at)?)));
        let by_id: HashMap<usize, At> = own.map(|(at, object)| (id(object), at)).collect();
        let remade = row.iter().filter_map(|at| before.top(*at)).find(|o| o.kind() == &POAM_ITEM);
        let Some(remade) = remade else { continue };
        let (made, base) = (View::new(mapping, remade, &here), View::new(mapping, item, &there));
        for (index, anchor) in mapping.anchors.iter().enumerate().filter(|(_, a)| a.base == Base::Root) {
            for (of_type, object) in made.found(index) {
                let Some(at) = by_id.get(&id(object)) else { continue };
                let made_of = found.entry(*at).or_default();
                made_of.history |= anchor.history;
                let same = base.found(index).filter(|(t, o)| *t == of_type && o.kind() == object.kind());
                for object in same.filter_map(|(_, o)| lasting.get(&id(o))) {
                    if !made_of.objects.iter().any(|o| std::ptr::eq(*o, *object)) {
                        made_of.objects.push(object);
                    }
                }
            }
        }
    }
    found
}

/// The root without what stands below it row by row.
pub(super) fn without_rows(root: &Object) -> Object {
    let mut root = root.clone();
    for name in ["observation", "risk", "finding", "poam-item"] {
        if let Some(member) = POAM.member(name) {
            root.clear(member);
        }
    }
    root
}

/// How the rows of the two sides belong together.
pub(super) struct Rows<'r> {
    /// For each row of the sheet that of the base document.
    pub(super) of_base: &'r [Option<usize>],
    /// Rows of the base document that the sheet no longer has.
    pub(super) missing: &'r [usize],
    /// The ids of the sheet's items.
    pub(super) ids: &'r [Arc<str>],
    /// The ids of the base document's items.
    pub(super) base_ids: &'r [Arc<str>],
    /// Whether what is missing goes.
    pub(super) remove_missing: bool,
}

/// The two sides in one document.
pub(super) struct Joined {
    pub(super) root: Object,
    pub(super) changes: Vec<Change>,
    pub(super) findings: Vec<Finding>,
    /// For each row of the sheet where its item stands.
    pub(super) items: HashMap<usize, usize>,
}

/// An object of the sheet's document.
struct New<'a> {
    at: At,
    row: usize,
    before: Option<At>,
    bases: Vec<&'a Object>,
}

/// Brings the sheet's document into the base document.
pub(super) fn join(mapping: &Mapping, base: &Object, before: Remade, now: Remade, rows: &Rows<'_>) -> Joined {
    let made_of = made_of(mapping, base, &before);
    let mut names = HashMap::new();
    for (at, made_of) in &made_of {
        let uuid = before.top(*at).and_then(Object::uuid);
        let known = made_of.objects.first().and_then(|o| o.uuid());
        if let (Some(uuid), Some(known)) = (uuid, known) {
            names.insert(uuid.to_owned(), known.to_owned());
        }
    }
    let mut news = pair_new(mapping, base, &before, &now, &made_of, rows, &mut names);
    names.extend(shared_names(mapping, &before.root, &now.root));
    names.extend(shared_names(mapping, &now.root, base));
    names.extend(shared_names(mapping, &before.root, base));
    let (before, now) = (before.renamed(&names), now.renamed(&names));

    let places = Places::new(mapping);
    let mut compare = Compare::new(&places);
    compare.inserted = inserted(&before, &now, &news);
    let gone = gone(&compare, &before, &made_of, &news, rows);
    compare.kept = gone.iter().filter(|g| g.stays).filter_map(|g| g.base.uuid()).map(str::to_ascii_lowercase).collect();
    compare.of_document = true;
    compare.object(Some(&without_rows(&before.root)), &without_rows(&now.root), &[base]);
    compare.of_document = false;
    let place: HashMap<usize, At> = places_below(base);
    let mut owners = Owners::default();
    for (row, item) in before.rows.iter().zip(rows.base_ids) {
        for object in row.iter().filter_map(|at| made_of.get(at)).flat_map(|m| &m.objects) {
            owners.by_object.entry(id(object)).or_insert_with(|| Arc::clone(item));
        }
    }
    news.sort_by_key(|new| new.at);
    let mut last: HashMap<usize, usize> = HashMap::new();
    for new in &news {
        let Some(object) = now.top(new.at) else { continue };
        if let (Some(uuid), Some(item)) = (object.uuid(), rows.ids.get(new.row)) {
            owners.by_uuid.entry(uuid.to_owned()).or_insert_with(|| Arc::clone(item));
        }
        if !new.bases.is_empty() {
            compare.object(new.before.and_then(|at| before.top(at)), object, &new.bases);
            if let Some((_, at)) = new.bases.first().and_then(|o| place.get(&id(o))) {
                last.insert(new.at.0, *at);
            }
        } else if object.uuid().is_some_and(|uuid| compare.inserted.contains(&uuid.to_ascii_lowercase())) {
            let member = new.at.0;
            let at = last.get(&member).map_or(base.nodes(member).len(), |at| at + 1);
            compare.edits.add(base, Edit::Insert(member, at, Node::Object(object.clone())));
        }
    }
    for gone in &gone {
        let Some((member, at)) = place.get(&id(gone.base)) else { continue };
        match before.top(gone.before) {
            Some(old) if !gone.history && gone.stays => compare.strip(old, gone.base),
            Some(old) if !gone.stays => compare.drop(old, *member, top(base, *at, gone.base)),
            _ => {}
        }
    }
    if rows.remove_missing {
        remove_missing(&mut compare, base, &made_of, &before, rows, &place);
    }
    let notes = std::mem::take(&mut compare.notes);
    let unnamed = std::mem::take(&mut compare.unnamed);
    let (mut root, mut changes) = compare.edits.apply(base, &owners);
    complete::complete(&mut root, &now.root, &compare.edits, &mut changes);
    complete::remove_unnamed(&mut root, &unnamed, &mut changes);
    let findings = place_notes(base, notes, &owners);
    let items = items(&root, &now, &news);
    Joined { root, changes, findings, items }
}

/// For each object of the sheet's document what it was, and what the base document has of it. What is new may not take
/// the uuid of something else.
fn pair_new<'a>(
    mapping: &Mapping,
    base: &'a Object,
    before: &Remade,
    now: &Remade,
    made_of: &BTreeMap<At, MadeOf<'a>>,
    rows: &Rows<'_>,
    names: &mut HashMap<String, String>,
) -> Vec<New<'a>> {
    let all = before.rows.iter().flatten();
    let known: HashMap<&str, At> = all.filter_map(|at| Some((before.top(*at)?.uuid()?, *at))).collect();
    let in_base: HashMap<String, &'a Object> =
        tops(base).filter_map(|o| Some((o.uuid()?.to_ascii_lowercase(), o))).collect();
    let space = ids::v5(Uuid::NAMESPACE_URL, &[&mapping.own]);
    let mut news = Vec::new();
    for (row, objects) in now.rows.iter().enumerate() {
        for at in objects {
            let Some(object) = now.top(*at) else { continue };
            let uuid = object.uuid().unwrap_or_default();
            let was = known.get(uuid).copied();
            let mut bases = was.and_then(|was| made_of.get(&was)).map(|m| m.objects.clone()).unwrap_or_default();
            if bases.is_empty()
                && let Some(there) = in_base.get(uuid)
            {
                // An object that lost its type and stayed for what else it holds is the same object.
                if rows.of_base.get(row).is_some_and(Option::is_some) && there.kind() == object.kind() && was.is_none()
                {
                    bases.push(there);
                } else {
                    names.insert(uuid.to_owned(), ids::v5(space, &[uuid, "new"]).to_string());
                }
            }
            news.push(New { at: *at, row, before: was, bases });
        }
    }
    news
}

/// The objects that the base document gets: what it has not and the sheet changed, and what that speaks of.
fn inserted(before: &Remade, now: &Remade, news: &[New<'_>]) -> HashSet<String> {
    let mut inserted = HashSet::new();
    let mut latent: HashMap<String, &Object> = HashMap::new();
    let mut to_follow: Vec<&Object> = Vec::new();
    for new in news.iter().filter(|new| new.bases.is_empty()) {
        let Some(object) = now.top(new.at) else { continue };
        let Some(uuid) = object.uuid().map(str::to_ascii_lowercase) else { continue };
        if new.before.and_then(|at| before.top(at)) == Some(object) {
            latent.insert(uuid, object);
        } else {
            inserted.insert(uuid);
            to_follow.push(object);
        }
    }
    while let Some(object) = to_follow.pop() {
        each_uuid(object, &mut |uuid| {
            if let Some(object) = latent.remove(&uuid) {
                inserted.insert(uuid);
                to_follow.push(object);
            }
        });
    }
    inserted
}

/// An object of the base document that the sheet no longer speaks of.
struct Gone<'a> {
    before: At,
    base: &'a Object,
    history: bool,
    stays: bool,
}

fn gone<'a>(
    compare: &Compare<'_>,
    before: &Remade,
    made_of: &BTreeMap<At, MadeOf<'a>>,
    news: &[New<'a>],
    rows: &Rows<'_>,
) -> Vec<Gone<'a>> {
    let still: HashSet<At> = news.iter().filter_map(|new| new.before).collect();
    let present: HashSet<usize> = rows.of_base.iter().flatten().copied().collect();
    let used: HashSet<usize> = news.iter().flat_map(|new| new.bases.iter().map(|o| id(o))).collect();
    let mut gone = Vec::new();
    let rows = before.rows.iter().enumerate().filter(|(row, _)| present.contains(row));
    for (_, objects) in rows {
        for at in objects.iter().filter(|at| !still.contains(at)) {
            let (Some(old), Some(made_of)) = (before.top(*at), made_of.get(at)) else { continue };
            for object in &made_of.objects {
                let stays = made_of.history || used.contains(&id(object)) || !compare.covers(old, object);
                gone.push(Gone { before: *at, base: object, history: made_of.history, stays });
            }
        }
    }
    gone
}

/// Takes out the items that the sheet no longer has, with those of their objects that nothing else speaks of.
fn remove_missing<'a>(
    compare: &mut Compare<'a>,
    base: &'a Object,
    made_of: &BTreeMap<At, MadeOf<'a>>,
    before: &Remade,
    rows: &Rows<'_>,
    place: &HashMap<usize, At>,
) {
    let items: Vec<&Object> = base.all("poam-item").collect();
    let mut going: BTreeMap<At, &'a Object> = BTreeMap::new();
    for row in rows.missing {
        let objects = before.rows.get(*row).into_iter().flatten().filter_map(|at| made_of.get(at));
        for object in objects.flat_map(|m| &m.objects).copied() {
            if let Some(at) = place.get(&id(object)) {
                going.insert(*at, object);
            }
        }
    }
    let missing: HashSet<usize> = rows.missing.iter().filter_map(|row| items.get(*row)).map(|o| id(o)).collect();
    // What something that stays speaks of stays too; an item is only spoken of by itself.
    let ids: HashSet<usize> = going.values().map(|o| id(o)).collect();
    let mut by_uuid: HashMap<String, Vec<(At, &'a Object)>> = HashMap::new();
    for (at, object) in going.iter().filter(|(_, object)| !missing.contains(&id(object))) {
        if let Some(uuid) = object.uuid() {
            by_uuid.entry(uuid.to_ascii_lowercase()).or_default().push((*at, object));
        }
    }
    let mut staying: Vec<&Object> = tops(base).filter(|o| !ids.contains(&id(o))).collect();
    while let Some(object) = staying.pop() {
        each_uuid(object, &mut |uuid| {
            for (at, spoken_of) in by_uuid.remove(&uuid).unwrap_or_default() {
                going.remove(&at);
                staying.push(spoken_of);
            }
        });
    }
    for (member, at) in going.into_keys() {
        compare.edits.add(base, Edit::Remove(member, at));
    }
}

fn tops(root: &Object) -> impl Iterator<Item = &Object> {
    ["observation", "risk", "finding", "poam-item"].into_iter().flat_map(|name| root.all(name))
}

fn places_below(root: &Object) -> HashMap<usize, At> {
    let members = POAM.members.iter().enumerate();
    members.flat_map(|(m, _)| root.objects(m).enumerate().map(move |(at, o)| (id(o), (m, at)))).collect()
}

/// Gives notes the place of what they are about.
fn place_notes(base: &Object, notes: Vec<(usize, Finding)>, owners: &Owners) -> Vec<Finding> {
    let mut wanted: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut findings: Vec<Finding> = Vec::with_capacity(notes.len());
    for (object, finding) in notes {
        wanted.entry(object).or_default().push(findings.len());
        findings.push(finding);
    }
    if !findings.is_empty() {
        super::complement::visit(base, owners, &mut |object, path, item| {
            for at in wanted.get(&id(object)).into_iter().flatten() {
                findings[*at].at = Place { path: Some(path.to_string()), item: item.cloned(), ..Place::default() };
            }
        });
    }
    findings
}

/// Where the sheet's items stand in the merged document.
fn items(root: &Object, now: &Remade, news: &[New<'_>]) -> HashMap<usize, usize> {
    let by_uuid: HashMap<&str, usize> =
        root.all("poam-item").enumerate().filter_map(|(at, o)| Some((o.uuid()?, at))).collect();
    let mut items = HashMap::new();
    for new in news {
        let Some(object) = now.top(new.at).filter(|o| o.kind() == &POAM_ITEM) else { continue };
        let uuid = new.bases.first().map_or(object.uuid(), |base| base.uuid());
        if let Some(at) = uuid.and_then(|uuid| by_uuid.get(uuid)) {
            items.insert(new.row, *at);
        }
    }
    items
}
