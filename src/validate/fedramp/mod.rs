//! What FedRAMP asks of a POA&M's structure: its constraints on metadata and back matter, its Schematron rules for
//! the POA&M, its register of extension properties, and its documentation of the POA&M model.
//!
//! A rule's source names which: `C` the constraints (allowed values and external constraints of 2024 and 2025), `S`
//! the Schematron rules of revision 5, `R` the register of extensions, `D` the documentation. Where they contradict
//! each other, the rule says how it decides.

mod deviations;
mod item;
mod metadata;
mod namespaces;
mod observed;
mod pieces;
mod props;
mod ratings;
mod response;
mod siblings;
mod spot;
mod ssp;
mod table;

use super::findings::Findings;
use super::index::{Id, id};
use super::walk::{At, walk};
use super::{Profile, Validation};
use crate::oscal::model::POAM;
use crate::oscal::object::Object;
use crate::rule::Rule;
use spot::Spot;
use std::collections::HashMap;

/// FedRAMP's namespace, as its last constraints and documentation write it.
pub const NAMESPACE: &str = "http://fedramp.gov/ns/oscal";
/// How else it is or was written; the same is meant.
pub const SPELLINGS: [&str; 3] = ["https://fedramp.gov/ns/oscal", "http://fedramp.gov", "https://fedramp.gov"];

/// Whether this is FedRAMP's namespace in any spelling.
pub fn is_fedramp(uri: &str) -> bool {
    let uri = uri.strip_suffix('/').unwrap_or(uri);
    uri == NAMESPACE || SPELLINGS.contains(&uri)
}

const TOPICS: [&[&Rule]; 10] = [
    metadata::RULES,
    ssp::RULES,
    item::RULES,
    observed::RULES,
    response::RULES,
    ratings::RULES,
    deviations::RULES,
    props::RULES,
    siblings::RULES,
    namespaces::RULES,
];

/// Every rule, by topic.
pub(super) const RULES: &[&Rule] = &ALL;

const ALL: [&Rule; count()] = {
    let mut all = [TOPICS[0][0]; count()];
    let (mut topic, mut at) = (0, 0);
    while topic < TOPICS.len() {
        let mut rule = 0;
        while rule < TOPICS[topic].len() {
            all[at] = TOPICS[topic][rule];
            at += 1;
            rule += 1;
        }
        topic += 1;
    }
    all
};

const fn count() -> usize {
    let (mut topic, mut count) = (0, 0);
    while topic < TOPICS.len() {
        count += TOPICS[topic].len();
        topic += 1;
    }
    count
}

/// Whether a document speaks FedRAMP's language: one of its properties, facets or ids is in FedRAMP's namespace, or has
/// a name that only FedRAMP has.
pub fn is_seen(root: &Object) -> bool {
    let mut seen = false;
    walk(root, &mut |at| {
        seen = seen || namespaces::of(at.object).is_some_and(is_fedramp) || props::has_own(at.object);
    });
    seen
}

/// The rules on single objects.
pub(super) fn object(_: &Validation, at: &At, findings: &mut Findings) {
    metadata::object(at, findings);
    props::object(at, findings);
    siblings::object(at, findings);
}

/// The rules on objects that belong together.
pub(super) fn document(validation: &Validation, findings: &mut Findings) {
    let root = Spot::root(validation.root);
    metadata::document(&root, validation.version, findings);
    ssp::document(&root, findings);
    namespaces::document(validation.root, findings);
    let risks: Vec<Spot> = root.all("risk").collect();
    let observations: Vec<Spot> = root.all("observation").collect();
    let around = Around { risks: by_uuid(&risks), observations: by_uuid(&observations) };
    item::ids(&root, findings);
    let mut seen = vec![false; risks.len()];
    for poam_item in root.all("poam-item") {
        item::check(&poam_item, findings);
        for number in named(&around.risks, &poam_item, "associated-risk", "risk-uuid") {
            if std::mem::replace(&mut seen[number], true) {
                continue;
            }
            let risk = &risks[number];
            let of_item = spots(&observations, &around, &poam_item);
            response::check(risk, findings);
            ratings::check(risk, findings);
            observed::check(risk, &spots(&observations, &around, risk), &of_item, findings);
            deviations::check(risk, &of_item, findings);
        }
    }
    for observation in &observations {
        deviations::observation(observation, findings);
    }
}

/// The risks and observations of a document by their uuids: positions among their brothers.
struct Around {
    risks: HashMap<Id, usize>,
    observations: HashMap<Id, usize>,
}

/// The positions of what an object names in one of its lists, those only that there are.
fn named(among: &HashMap<Id, usize>, of: &Spot, list: &str, flag: &str) -> Vec<usize> {
    let uuids = of.object.all(list).filter_map(|link| link.get(flag).and_then(id));
    uuids.filter_map(|uuid| among.get(&uuid).copied()).collect()
}

/// The observations that an item or a risk names.
fn spots<'p, 'a>(all: &[Spot<'p, 'a>], around: &Around, of: &Spot) -> Vec<Spot<'p, 'a>> {
    let named = named(&around.observations, of, "related-observation", "observation-uuid");
    named.into_iter().map(|number| all[number]).collect()
}

fn by_uuid(spots: &[Spot]) -> HashMap<Id, usize> {
    let mut all = HashMap::new();
    for (number, spot) in spots.iter().enumerate() {
        if let Some(id) = spot.object.uuid().and_then(id) {
            all.entry(id).or_insert(number);
        }
    }
    all
}

/// The values of an object's properties of this name in FedRAMP's namespace.
fn values<'a>(object: &'a Object, name: &str) -> impl Iterator<Item = &'a str> {
    let is_it = move |p: &&Object| p.get("ns").is_some_and(is_fedramp) && p.get("name") == Some(name);
    object.all("prop").filter(is_it).filter_map(|p| p.get("value"))
}

/// Whether a namespace is OSCAL's own: none is written, or that one.
fn is_oscal(ns: Option<&str>) -> bool {
    ns.is_none_or(|ns| ns == "http://csrc.nist.gov/ns/oscal")
}

impl Profile {
    /// The profile of a document that no one has chosen one for: FedRAMP's where the document speaks its language.
    pub fn of(root: &Object) -> Self {
        if root.kind() == &POAM && is_seen(root) { Profile::Fedramp } else { Profile::Nist }
    }
}
