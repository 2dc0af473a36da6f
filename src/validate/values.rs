//! Allowed values: NIST's lists, one line each. A closed list allows nothing else; of an open one it is worth knowing
//! that a value is not in it.

use super::findings::Findings;
use super::walk::At;
use super::{Validation, short};
use crate::finding::Level;
use crate::oscal::model::{self, Assembly};
use crate::oscal::object::Node;
use crate::oscal::types;
use crate::oscal::version::{V1_0_4, Version};
use crate::rule::Rule;
use std::collections::HashMap;
use std::sync::LazyLock;

pub(super) static RULES: &[&Rule] = &[&VALUE_NOT_ALLOWED, &VALUE_NOT_LISTED, &VALUE_DEPRECATED];

static VALUE_NOT_ALLOWED: Rule = Rule {
    code: "value-not-allowed",
    level: Level::Error,
    checks: "A value with a closed list is one of that list.",
    why: "Programs decide by these words; the JSON schema refuses any other.",
    fails: "/metadata/parties/0/type\n\"company\"",
    passes: "/metadata/parties/0/type\n\"organization\"",
    source: "NIST's allowed-values constraints that are closed; the JSON schema states them as enum",
};

pub(super) static VALUE_NOT_LISTED: Rule = Rule {
    code: "value-not-listed",
    level: Level::Info,
    checks: "A value with an open list is one of that list.",
    why: "Another word is allowed, but other tools may not know it; it may be a misspelling.",
    fails: "/risks/0/status\n\"opened\"",
    passes: "/risks/0/status\n\"investigating\"",
    source: "NIST's allowed-values constraints with allow-other",
};

pub(super) static VALUE_DEPRECATED: Rule = Rule {
    code: "value-deprecated",
    level: Level::Info,
    checks: "A value is not one that NIST has replaced by another.",
    why: "The old word may be gone in a later version of OSCAL.",
    fails: "/system-id\n{ \"identifier-type\": \"https://ietf.org/rfc/rfc4122\", \"id\": \
            \"27b78960-59ef-4619-82b0-ae20b9c709ac\" }",
    passes: "/system-id\n{ \"identifier-type\": \"http://datatracker.ietf.org/doc/html/rfc4122\", \"id\": \
             \"27b78960-59ef-4619-82b0-ae20b9c709ac\" }",
    source: "NIST's allowed-values constraints (deprecated)",
};

/// A list of allowed values.
struct List {
    on: &'static Assembly,
    /// The XML name of the member.
    member: &'static str,
    /// The values, a blank between them.
    values: &'static str,
    is_closed: bool,
    /// The definition that the object stands in; any, where none.
    within: Option<&'static Assembly>,
    /// The OSCAL version that brought it.
    since: Version,
}

const fn closed(on: &'static Assembly, member: &'static str, values: &'static str) -> List {
    List { on, member, values, is_closed: true, within: None, since: V1_0_4 }
}

const fn open(on: &'static Assembly, member: &'static str, values: &'static str) -> List {
    List { on, member, values, is_closed: false, within: None, since: V1_0_4 }
}

impl List {
    const fn within(mut self, parent: &'static Assembly) -> Self {
        self.within = Some(parent);
        self
    }

    const fn since(mut self, version: Version) -> Self {
        self.since = version;
        self
    }
}

const V1_1_3: Version = Version(1, 1, 3);
const V1_2_0: Version = Version(1, 2, 0);
const V1_2_3: Version = Version(1, 2, 3);

const SUBJECTS: &str = "component inventory-item location party user";
const RISK_STATES: &str = "open investigating remediating deviation-requested deviation-approved closed";
const DUTIES: &str = "asset-owner asset-administrator security-operations network-operations incident-response \
                      help-desk configuration-management maintainer provider";

/// Several lists of one member are one list.
#[rustfmt::skip] // one line for each list
static LISTS: &[List] = &[
    closed(&model::PARTY, "type", "person organization"),
    closed(&model::ORIGIN_ACTOR, "type", "tool assessment-platform party"),
    closed(&model::SYSTEM_COMPONENT_STATUS, "state", "under-development operational disposition other"),
    closed(&model::PORT_RANGE, "transport", "TCP UDP"),
    closed(&model::TASK_TIMING_AT_FREQUENCY, "unit", "seconds minutes hours days months years"),
    closed(&model::FINDING_TARGET, "type", "statement-id objective-id"),
    closed(&model::FINDING_TARGET_STATUS, "state", "satisfied not-satisfied"),
    open(&model::FINDING_TARGET_STATUS, "reason", "pass fail other"),
    open(&model::IMPLEMENTATION_STATUS, "state", "implemented partial planned alternative not-applicable"),
    open(&model::OBSERVATION, "method", "EXAMINE INTERVIEW TEST UNKNOWN"),
    open(&model::OBSERVATION, "type", "ssp-statement-issue control-objective mitigation finding historic"),
    open(&model::OBSERVATION, "type", "discovery").since(V1_2_0),
    open(&model::RISK, "status", RISK_STATES),
    open(&model::RISK_RISK_LOG_ENTRY, "status-change", RISK_STATES),
    open(&model::RESPONSE, "lifecycle", "recommendation planned completed"),
    open(&model::TASK, "type", "milestone action"),
    open(&model::ASSESSMENT_SUBJECT, "type", SUBJECTS),
    open(&model::SUBJECT_REFERENCE, "type", SUBJECTS),
    open(&model::SUBJECT_REFERENCE, "type", "resource"),
    open(&model::SELECT_SUBJECT_BY_ID, "type", SUBJECTS),
    open(&model::SELECT_SUBJECT_BY_ID, "type", "resource"),
    open(&model::SYSTEM_COMPONENT, "type", "this-system system interconnection software hardware service policy physical process-procedure plan guidance standard validation network"),
    open(&model::SYSTEM_COMPONENT, "type", "region zone resource-container").since(V1_2_3),
    open(&model::SYSTEM_ID, "identifier-type", "http://fedramp.gov/ns/oscal http://datatracker.ietf.org/doc/html/rfc4122"),
    open(&model::CHARACTERIZATION_FACET, "system", "http://fedramp.gov/ns/oscal http://csrc.nist.gov/ns/oscal http://csrc.nist.gov/ns/oscal/unknown http://cve.mitre.org http://www.first.org/cvss/v2.0 http://www.first.org/cvss/v3.0 http://www.first.org/cvss/v3.1"),
    open(&model::CHARACTERIZATION_FACET, "system", "https://www.first.org/cvss/v4-0").since(V1_1_3),
    open(&model::THREAT_ID, "system", "http://fedramp.gov/ns/oscal"),
    open(&model::HASH, "algorithm", "SHA-224 SHA-256 SHA-384 SHA-512 SHA3-224 SHA3-256 SHA3-384 SHA3-512"),
    open(&model::ADDRESS, "type", "home work"),
    open(&model::TELEPHONE_NUMBER, "type", "home office mobile"),
    open(&model::DOCUMENT_ID, "scheme", "http://www.doi.org/"),
    open(&model::EXTERNAL_ID, "scheme", "http://orcid.org/"),
    open(&model::LINK, "rel", "reference"),
    open(&model::LINK, "rel", "canonical alternate latest-version predecessor-version successor-version").within(&model::METADATA),
    open(&model::LINK, "rel", "canonical alternate predecessor-version successor-version version-history").within(&model::REVISION),
    open(&model::LINK, "rel", "depends-on validation proof-of-compliance baseline-template uses-service system-security-plan uses-network imported-from provided-by used-by validation-details isa-agreement").within(&model::SYSTEM_COMPONENT),
    open(&model::RESPONSIBLE_PARTY, "role-id", "creator prepared-by prepared-for content-approver contact").within(&model::METADATA),
    open(&model::RESPONSIBLE_PARTY, "role-id", DUTIES).within(&model::INVENTORY_ITEM),
    open(&model::RESPONSIBLE_ROLE, "role-id", DUTIES).within(&model::SYSTEM_COMPONENT),
    open(&model::ACTION, "system", "http://csrc.nist.gov/ns/oscal"),
    open(&model::ACTION, "type", "approval request-changes"),
];

/// A value that was replaced: where it stands, the value, what is written now, since when.
type Deprecated = (&'static Assembly, &'static str, &'static str, &'static str, Version);

const FEDRAMP: &str = "http://fedramp.gov/ns/oscal";
const RFC_4122: &str = "http://datatracker.ietf.org/doc/html/rfc4122";

#[rustfmt::skip] // one line for each value
static DEPRECATED: &[Deprecated] = &[
    (&model::SYSTEM_ID, "identifier-type", "http://fedramp.gov", FEDRAMP, V1_0_4),
    (&model::SYSTEM_ID, "identifier-type", "https://ietf.org/rfc/rfc4122", RFC_4122, V1_0_4),
    (&model::SYSTEM_ID, "identifier-type", "http://ietf.org/rfc/rfc4122", RFC_4122, V1_0_4),
    (&model::CHARACTERIZATION_FACET, "system", "http://fedramp.gov", FEDRAMP, V1_0_4),
    (&model::THREAT_ID, "system", "http://fedramp.gov", FEDRAMP, V1_0_4),
    (&model::OBSERVATION, "type", "finding", "discovery, or another of the list", V1_2_0),
];

/// The lists of each definition, by its name.
static BY_KIND: LazyLock<HashMap<&'static str, Vec<&'static List>>> = LazyLock::new(|| {
    let mut by_kind: HashMap<&str, Vec<&List>> = HashMap::new();
    for list in LISTS {
        by_kind.entry(list.on.name).or_default().push(list);
    }
    by_kind
});

pub(super) fn object(validation: &Validation, at: &At, findings: &mut Findings) {
    let Some(lists) = BY_KIND.get(at.kind().name) else { return };
    let parent = at.parent().map(super::Object::kind);
    for (member, nodes) in at.object.groups() {
        let lists = || {
            lists.iter().filter(|list| {
                list.member == member.name
                    && list.since <= validation.version
                    && (list.within.is_none() || list.within == parent)
            })
        };
        let Some(first) = lists().next() else { continue };
        for (position, (_, node)) in nodes.iter().enumerate() {
            let Node::Value(value) = node else { continue };
            let of_type = (at.kind(), member.name, value.as_str());
            let deprecated = DEPRECATED.iter().find(|(on, name, old, ..)| (*on, *name, *old) == of_type);
            if let Some((.., new, since)) = deprecated.filter(|(.., since)| *since <= validation.version) {
                let message = format!("{} {value:?} was replaced by {new} (OSCAL {since})", member.name);
                let path = at.node(member.name, position);
                findings.report(&VALUE_DEPRECATED, path, message).help(format!("write {new}"));
            } else if !lists().any(|list| is_in(list.values, value)) {
                let is_typed = |t| types::fault(t, value, validation.version).is_none();
                if !first.is_closed && !member.data_type().is_some_and(is_typed) {
                    continue; // said already
                }
                let values: Vec<&str> = lists().flat_map(|list| list.values.split(' ')).collect();
                let what = if first.is_closed { "is not allowed" } else { "is not in NIST's list" };
                let message = format!("{} {:?} {what}", member.name, short(value));
                let rule = if first.is_closed { &VALUE_NOT_ALLOWED } else { &VALUE_NOT_LISTED };
                findings.report(rule, at.node(member.name, position), message).help(one_of(&values));
            }
        }
    }
}

/// Whether a value is one of a list with blanks between.
pub(super) fn is_in(values: &str, value: &str) -> bool {
    values.split(' ').any(|v| v == value)
}

/// A remedy that names the values of a list.
pub(super) fn one_of(values: &[&str]) -> String {
    match values {
        [one] => format!("NIST lists {one}"),
        [rest @ .., last] => format!("NIST lists {} and {last}", rest.join(", ")),
        [] => "NIST lists none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_a_member_of_the_model_and_is_closed_or_open_as_one() {
        for list in LISTS {
            assert!(list.on.member(list.member).is_some(), "{}/{}", list.on.name, list.member);
            assert!(!list.values.split(' ').any(str::is_empty), "{}/{}", list.on.name, list.member);
            let same = |other: &&List| other.on == list.on && other.member == list.member;
            assert!(LISTS.iter().filter(same).all(|other| other.is_closed == list.is_closed));
        }
        for (on, member, old, ..) in DEPRECATED {
            assert!(LISTS.iter().any(|list| list.on == *on && list.member == *member), "{old}");
        }
    }
}
