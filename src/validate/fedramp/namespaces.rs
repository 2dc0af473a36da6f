//! How FedRAMP's namespace is written.

use super::{NAMESPACE, is_fedramp};
use crate::finding::Level;
use crate::oscal::model::{Assembly, CHARACTERIZATION_FACET, PROPERTY, SYSTEM_ID, THREAT_ID};
use crate::oscal::object::Object;
use crate::oscal::path::Path;
use crate::rule::Rule;
use crate::validate::findings::Findings;
use crate::validate::walk::walk;
use std::collections::BTreeMap;

pub(super) const RULES: &[&Rule] = &[&OLD];

static OLD: Rule = Rule {
    code: "fedramp-namespace",
    level: Level::Info,
    checks: "FedRAMP's namespace is written http://fedramp.gov/ns/oscal.",
    why: "Older documents write it with https or without its path. All are understood here, but FedRAMP's last \
          constraints find their properties by this one only. NIST calls http://fedramp.gov as the system of a facet \
          deprecated: that is a warning.",
    fails: "/poam-items/0/props/0/ns\n\
            \"https://fedramp.gov/ns/oscal\"",
    passes: "/poam-items/0/props/0/ns\n\
             \"http://fedramp.gov/ns/oscal\"",
    source: "FedRAMP D: significant changes; NIST: facet systems",
};

/// The namespace or system that an object names: of a property, a facet, a threat id, the system's id.
pub(super) fn of(object: &Object) -> Option<&str> {
    let kind = object.kind();
    let is = |other: &'static Assembly| std::ptr::eq(kind, other);
    match () {
        () if is(&PROPERTY) => object.get("ns"),
        () if is(&CHARACTERIZATION_FACET) || is(&THREAT_ID) => object.get("system"),
        () if is(&SYSTEM_ID) => object.get("identifier-type"),
        () => None,
    }
}

/// Tells each old spelling once, with the number of its places: they are wrong together and mended together.
pub(super) fn document(root: &Object, findings: &mut Findings) {
    let mut old: BTreeMap<(bool, &str), (Path, usize)> = BTreeMap::new();
    walk(root, &mut |at| {
        let Some(uri) = of(at.object).filter(|uri| *uri != NAMESPACE && is_fedramp(uri)) else { return };
        let is_deprecated = if at.is(&SYSTEM_ID) {
            uri == "https://fedramp.gov"
        } else {
            !at.is(&PROPERTY) && uri == "http://fedramp.gov"
        };
        old.entry((is_deprecated, uri)).or_insert_with(|| (at.path(), 0)).1 += 1;
    });
    for ((is_deprecated, uri), (path, places)) in old {
        let times = if places == 1 { "once".to_owned() } else { format!("{places} times, here first") };
        let message = format!("FedRAMP's namespace is written {uri}, {times}");
        let level = if is_deprecated { Level::Warning } else { Level::Info };
        findings.report(&OLD, path, message).level(level).help(format!("write {NAMESPACE}"));
    }
}
