//! What makes two objects of a list the same thing: the mapping's place that both stand at, what they refer to, and
//! how much of what they say is the same.

use crate::mapping::definition::{CopyWhat, Mapping, Place, Records, Target};
use crate::mapping::place::{Path, Step};
use crate::oscal::ids::Digest;
use crate::oscal::model::PROPERTY;
use crate::oscal::object::Object;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Members by which an object of a list names what it is about.
const NAMING: [&str; 7] =
    ["subject-uuid", "actor-uuid", "observation-uuid", "risk-uuid", "finding-uuid", "href", "role-id"];

/// So many pairs are compared one by one; beyond that only what is equal, or of one uuid, is found.
const MANY: usize = 100_000;

/// The steps of a mapping that ask for something, by the kind of object they lead to.
pub(super) struct Places<'a> {
    steps: HashMap<&'static str, Vec<&'a Step>>,
    names: &'a [(String, Vec<String>)],
}

impl<'a> Places<'a> {
    /// The places of a mapping.
    pub(super) fn new(mapping: &'a Mapping) -> Self {
        let mut places = Places { steps: HashMap::new(), names: mapping.names() };
        for anchor in &mapping.anchors {
            places.add(&anchor.path);
            anchor.links.iter().for_each(|link| places.add(&link.path));
        }
        let sheets = mapping.sheets.iter().flat_map(|s| s.when.iter().chain(&s.with).map(|(place, _)| place));
        let document = mapping.document.iter().map(|d| &d.place);
        let kept = [&mapping.kept.text, &mapping.kept.blank, &mapping.extra.place];
        let own = sheets.chain(document).chain(kept);
        own.for_each(|place: &Place| places.add(&place.path));
        mapping.shared.iter().for_each(|shared| places.add(&shared.path));
        for column in mapping.headers.iter().chain(&mapping.columns) {
            match &column.target {
                Target::Dropped(_) => {}
                Target::Values(values) => {
                    for to in &values.places {
                        places.add(&to.place.path);
                        to.copies.iter().for_each(|c| places.add(&c.place.path));
                        to.with.iter().for_each(|(place, _)| places.add(&place.path));
                    }
                    values.fallback.iter().for_each(|place| places.add(&place.path));
                }
                Target::Records(records) => places.add_records(records),
            }
        }
        places
    }

    fn add_records(&mut self, records: &'a Records) {
        self.add(&records.each.path);
        records.fallback_each.iter().for_each(|each| self.add(&each.path));
        records.fields.iter().chain(&records.fallback).for_each(|field| self.add(&field.path));
        for copy in &records.copies {
            match &copy.what {
                CopyWhat::Object { each, fields, .. } => {
                    self.add(&each.path);
                    for field in fields {
                        self.add(&field.path);
                    }
                }
                CopyWhat::Inside { path, .. } => self.add(path),
                CopyWhat::Field { place, .. } => self.add(&place.path),
            }
        }
    }

    fn add(&mut self, path: &'a Path) {
        for step in &path.steps {
            if let (true, Some(kind)) = (step.is_tested(), step.makes()) {
                self.steps.entry(kind.name).or_default().push(step);
            }
        }
    }

    /// The places an object stands at, as numbers.
    pub(super) fn classes(&self, object: &Object) -> Vec<usize> {
        let steps = self.steps.get(object.kind().name).map_or(&[][..], Vec::as_slice);
        (0..steps.len()).filter(|at| steps[*at].accepts(object, &[])).collect()
    }

    /// What a name space is called in the mapping, or the name space.
    fn long_name<'n>(&'n self, name: &'n str) -> &'n str {
        let known = self.names.iter().find(|(_, spellings)| spellings.iter().any(|s| s == name));
        known.map_or(name, |(short, _)| short)
    }

    /// What tells objects apart that stand at no place of the mapping.
    fn tells(&self, object: &Object) -> [String; 3] {
        let get = |name: &str| object.get(name).unwrap_or_default();
        match object.kind().name {
            "property" => [get("name").into(), self.long_name(get("ns")).into(), get("class").into()],
            "characterization/facet" => [get("name").into(), self.long_name(get("system")).into(), String::new()],
            _ => [get("type").into(), get("lifecycle").into(), get("rel").into()],
        }
    }

    /// What an object is told by among its brothers.
    pub(super) fn key(&self, object: &Object) -> Key {
        Key {
            classes: self.classes(object),
            tells: self.tells(object),
            naming: naming(object).map(str::to_owned),
            is_property: object.kind() == &PROPERTY,
        }
    }

    /// For each object on the left the one on the right that is the same thing. `remade`: both sides were made of rows,
    /// so that an object's uuid is the name of its record.
    pub(super) fn pair(&self, left: &[&Object], right: &[&Object], remade: bool) -> Vec<Option<usize>> {
        let mut pairs: Vec<Option<usize>> = vec![None; left.len()];
        let mut taken = vec![false; right.len()];
        if remade {
            by(left, right, &mut pairs, &mut taken, |o| Some(Digest::of(o)));
            by(left, right, &mut pairs, &mut taken, |o| Some(content(o)));
        }
        by(left, right, &mut pairs, &mut taken, |o| o.uuid().map(str::to_ascii_lowercase));
        if !remade {
            by(left, right, &mut pairs, &mut taken, |o| Some(content(o)));
        }
        let named = |o: &&Object| o.kind().uuid.is_some_and(|m| o.kind().members[m].required);
        if remade && left.first().is_some_and(named) {
            return pairs;
        }
        let open = |count: usize, is: &dyn Fn(usize) -> bool| (0..count).filter(|at| !is(*at)).collect::<Vec<_>>();
        let lefts = open(left.len(), &|at| pairs[at].is_some());
        let rights = open(right.len(), &|at| taken[at]);
        if lefts.is_empty() || rights.is_empty() || lefts.len().saturating_mul(rights.len()) > MANY {
            return pairs;
        }
        let (left_keys, right_keys): (Vec<Key>, Vec<Key>) =
            (left.iter().map(|o| self.key(o)).collect(), right.iter().map(|o| self.key(o)).collect());
        let alone = |keys: &[Key], key: &Key| keys.iter().filter(|k| k.is_like(key)).take(2).count() < 2;
        let mut scored = Vec::new();
        for l in &lefts {
            let mut is_alone = None;
            for r in &rights {
                if !left_keys[*l].is_like(&right_keys[*r]) {
                    continue;
                }
                // One of several values of a place is another thing when it is another value.
                let (one, other) = (left[*l], right[*r]);
                let is_value = one.kind().member("value").is_some();
                if remade && is_value && one.get("value") != other.get("value") {
                    let key = &left_keys[*l];
                    if !*is_alone.get_or_insert_with(|| alone(&left_keys, key) && alone(&right_keys, key)) {
                        continue;
                    }
                }
                scored.push((usize::MAX - alike(one, other), *l, *r));
            }
        }
        scored.sort_unstable();
        for (_, l, r) in scored {
            if pairs[l].is_none() && !taken[r] {
                pairs[l] = Some(r);
                taken[r] = true;
            }
        }
        pairs
    }
}

/// What an object is told by among its brothers.
pub(super) struct Key {
    /// The places it stands at, as numbers.
    pub(super) classes: Vec<usize>,
    tells: [String; 3],
    /// What it is about.
    pub(super) naming: Option<String>,
    is_property: bool,
}

impl Key {
    /// Whether both stand at one place of the mapping.
    pub(super) fn is_like(&self, other: &Key) -> bool {
        let common = self.classes.iter().any(|c| other.classes.contains(c));
        let neither = self.is_property || self.classes.is_empty() && other.classes.is_empty();
        self.naming == other.naming && (common || neither && self.tells == other.tells)
    }
}

fn naming(object: &Object) -> Option<&str> {
    NAMING.iter().find_map(|name| object.get(name))
}

/// Whether an object is a reference to another one: it is nothing without it.
pub(super) fn is_reference(object: &Object) -> bool {
    NAMING.iter().any(|name| object.kind().member(name).is_some())
}

/// What an object holds but for its own uuid.
pub(super) fn content(object: &Object) -> Digest {
    match object.kind().uuid {
        Some(member) if object.uuid().is_some() => {
            let mut rest = object.clone();
            rest.clear(member);
            Digest::of(&rest)
        }
        _ => Digest::of(object),
    }
}

/// How many of two objects' members are the same.
fn alike(one: &Object, other: &Object) -> usize {
    one.groups()
        .map(|(member, nodes)| {
            let brothers = one.kind().member(member.name).map_or(&[][..], |m| other.nodes(m));
            nodes.iter().filter(|node| brothers.contains(node)).count()
        })
        .sum()
}

/// Pairs what has one key, in order.
fn by<K: Ord>(
    left: &[&Object],
    right: &[&Object],
    pairs: &mut [Option<usize>],
    taken: &mut [bool],
    key: impl Fn(&Object) -> Option<K>,
) {
    if pairs.iter().all(Option::is_some) || taken.iter().all(|t| *t) {
        return;
    }
    let mut keys: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
    for (at, object) in right.iter().enumerate().filter(|(at, _)| !taken[*at]) {
        if let Some(key) = key(object) {
            keys.entry(key).or_default().push_back(at);
        }
    }
    for (at, object) in left.iter().enumerate() {
        if pairs[at].is_none()
            && let Some(found) = key(object).and_then(|key| keys.get_mut(&key)?.pop_front())
        {
            pairs[at] = Some(found);
            taken[found] = true;
        }
    }
}
