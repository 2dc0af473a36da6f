//! A POA&M item: its id, its risk, its observations.

use super::{Spot, is_fedramp};
use crate::finding::Level;
use crate::rule::Rule;
use crate::validate::findings::Findings;
use std::collections::HashMap;

pub(super) const RULES: &[&Rule] = &[&POAM_ID, &POAM_ID_TWICE, &RISK, &OBSERVATION];

static POAM_ID: Rule = Rule {
    code: "fedramp-poam-id",
    level: Level::Error,
    checks: "An item has one POAM ID: the property POAM-ID in FedRAMP's namespace.",
    why: "It is the number by which provider and reviewer speak of the item, month after month.",
    fails: "/poam-items/0/props\n\
            null",
    passes: "/poam-items/0/props\n\
             [{\"name\": \"POAM-ID\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"V-1\"}]",
    source: "FedRAMP D: POA&M items; R: poam-id",
};

static POAM_ID_TWICE: Rule = Rule {
    code: "fedramp-poam-id-twice",
    level: Level::Error,
    checks: "No two items have the same POAM ID.",
    why: "An id that two items share names neither.",
    fails: "/poam-items/-\n\
            {\"uuid\": \"00000042-0000-4000-8000-000000000042\", \"title\": \"Open port 25\", \"description\": \"It is open.\",\n\
            \"props\": [{\"name\": \"POAM-ID\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"V-001\"}],\n\
            \"related-observations\": [{\"observation-uuid\": \"00000021-0000-4000-8000-000000000021\"}],\n\
            \"related-risks\": [{\"risk-uuid\": \"00000031-0000-4000-8000-000000000031\"}]}",
    passes: "/poam-items/-\n\
             {\"uuid\": \"00000042-0000-4000-8000-000000000042\", \"title\": \"Open port 25\", \"description\": \"It is open.\",\n\
             \"props\": [{\"name\": \"POAM-ID\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"V-002\"}],\n\
             \"related-observations\": [{\"observation-uuid\": \"00000021-0000-4000-8000-000000000021\"}],\n\
             \"related-risks\": [{\"risk-uuid\": \"00000031-0000-4000-8000-000000000031\"}]}",
    source: "FedRAMP D: POA&M items; R: poam-id",
};

static RISK: Rule = Rule {
    code: "fedramp-item-risk",
    level: Level::Error,
    checks: "An item names exactly one risk.",
    why: "Rating, deadline and remediation stand in the risk. A second risk is a warning in FedRAMP's rules, and tools \
          read the first only.",
    fails: "/poam-items/0/related-risks\n\
            null",
    passes: "/poam-items/0/related-risks\n\
             [{\"risk-uuid\": \"00000031-0000-4000-8000-000000000031\"}]",
    source: "FedRAMP S: poam-item-has-associated-risk, poam-item-has-one-associated-risk",
};

static OBSERVATION: Rule = Rule {
    code: "fedramp-item-observation",
    level: Level::Error,
    checks: "An item names at least one observation.",
    why: "The observation says when, how and on which assets the weakness was found.",
    fails: "/poam-items/0/related-observations\n\
            null",
    passes: "/poam-items/0/related-observations\n\
             [{\"observation-uuid\": \"00000021-0000-4000-8000-000000000021\"}]",
    source: "FedRAMP S: poam-item-has-related-observation",
};

/// An item's POAM IDs. The register of extensions spells the name in lower case.
fn poam_ids<'a>(item: &Spot<'_, 'a>) -> Vec<&'a str> {
    let is_id = |p: &&crate::oscal::object::Object| {
        p.get("name").is_some_and(|n| n.eq_ignore_ascii_case("POAM-ID")) && p.get("ns").is_some_and(is_fedramp)
    };
    item.object.all("prop").filter(is_id).filter_map(|p| p.get("value")).collect()
}

/// Whether every id is one item's.
pub(super) fn ids(root: &Spot, findings: &mut Findings) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (number, item) in root.all("poam-item").enumerate() {
        for id in poam_ids(&item) {
            let before = *first.entry(id).or_insert(number);
            if before != number {
                let message = format!("the POAM ID \"{id}\" is that of another item before it, number {}", before + 1);
                findings.report(&POAM_ID_TWICE, item.member("prop"), message).help("give each item its own id");
            }
        }
    }
}

pub(super) fn check(item: &Spot, findings: &mut Findings) {
    match poam_ids(item).as_slice() {
        [_] => {}
        [] => {
            let found = findings.report(&POAM_ID, item.path(), "the item has no POAM ID");
            found.help("add the property POAM-ID in the namespace http://fedramp.gov/ns/oscal");
        }
        several => {
            let message = format!("the item has {} POAM IDs: {}", several.len(), several.join(", "));
            findings.report(&POAM_ID, item.member("prop"), message).help("keep one");
        }
    }
    match item.object.all("associated-risk").count() {
        0 => {
            findings.report(&RISK, item.path(), "the item names no risk").help("add its risk to `related-risks`");
        }
        1 => {}
        several => {
            let message = format!("the item names {several} risks, where FedRAMP reads one");
            findings.report(&RISK, item.member("associated-risk"), message).level(Level::Warning);
        }
    }
    if item.object.all("related-observation").next().is_none() {
        let found = findings.report(&OBSERVATION, item.path(), "the item names no observation");
        found.help("add the observation that found the weakness to `related-observations`");
    }
}
