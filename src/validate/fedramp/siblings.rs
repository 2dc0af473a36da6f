//! What may not stand twice beside each other. NIST asks the same of metadata and some objects; here it is everywhere.

use crate::finding::Level;
use crate::oscal::model::{ACTION, METADATA, RESOURCE, TASK};
use crate::oscal::object::Object;
use crate::rule::Rule;
use crate::validate::findings::Findings;
use crate::validate::walk::At;
use std::collections::HashSet;

pub(super) const RULES: &[&Rule] = &[&PROP, &LINK, &ROLE, &DOCUMENT_ID];

static PROP: Rule = Rule {
    code: "fedramp-prop-twice",
    level: Level::Error,
    checks: "No two properties of an object are alike in name, namespace, class, group and value.",
    why: "The second says nothing; FedRAMP's constraints refuse it.",
    fails: "/risks/0/props/-\n\
            {\"name\": \"impacted-control-id\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"cm-7\"}",
    passes: "/risks/0/props/-\n\
             {\"name\": \"impacted-control-id\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"cm-6\"}",
    source: "FedRAMP C: oscal-external, unique properties",
};

static LINK: Rule = Rule {
    code: "fedramp-link-twice",
    level: Level::Error,
    checks: "No two links of an object are alike in address, relation and media type.",
    why: "The second says nothing; FedRAMP's constraints refuse it.",
    fails: "/risks/0/links\n\
            [{\"href\": \"a.pdf\"}, {\"href\": \"a.pdf\"}]",
    passes: "/risks/0/links\n\
             [{\"href\": \"a.pdf\"}, {\"href\": \"b.pdf\"}]",
    source: "FedRAMP C: oscal-external, unique links",
};

static ROLE: Rule = Rule {
    code: "fedramp-role-twice",
    level: Level::Error,
    checks: "A task or an action names a role once.",
    why: "All parties of a role stand together.",
    fails: "/metadata/actions\n\
            [{\"uuid\": \"00000018-0000-4000-8000-000000000018\", \"type\": \"approval\",\n\
            \"system\": \"http://csrc.nist.gov/ns/oscal\", \"responsible-parties\": [\n\
            {\"role-id\": \"prepared-by\", \"party-uuids\": [\"00000012-0000-4000-8000-000000000012\"]},\n\
            {\"role-id\": \"prepared-by\", \"party-uuids\": [\"00000013-0000-4000-8000-000000000013\"]}]}]",
    passes: "/metadata/actions\n\
             [{\"uuid\": \"00000018-0000-4000-8000-000000000018\", \"type\": \"approval\",\n\
             \"system\": \"http://csrc.nist.gov/ns/oscal\", \"responsible-parties\": [\n\
             {\"role-id\": \"prepared-by\", \"party-uuids\": [\"00000012-0000-4000-8000-000000000012\",\n\
             \"00000013-0000-4000-8000-000000000013\"]}]}]",
    source: "FedRAMP C: oscal-external, unique roles",
};

static DOCUMENT_ID: Rule = Rule {
    code: "fedramp-document-id-twice",
    level: Level::Error,
    checks: "No two document ids of a resource are alike.",
    why: "The second says nothing; FedRAMP's constraints refuse it.",
    fails: "/back-matter/resources/1/document-ids\n\
            [{\"identifier\": \"a\"}, {\"identifier\": \"a\"}]",
    passes: "/back-matter/resources/1/document-ids\n\
             [{\"identifier\": \"a\"}, {\"identifier\": \"b\"}]",
    source: "FedRAMP C: oscal-external, unique document ids",
};

pub(super) fn object(at: &At, findings: &mut Findings) {
    let is_nists = at.is(&METADATA);
    if !is_nists {
        once(at, &PROP, "prop", &["name", "ns", "class", "group", "value"], "property", findings);
        once(at, &LINK, "link", &["href", "rel", "media-type"], "link", findings);
    }
    if at.is(&TASK) {
        once(at, &ROLE, "responsible-role", &["role-id"], "responsible role", findings);
    }
    if at.is(&ACTION) {
        once(at, &ROLE, "responsible-party", &["role-id"], "responsible party", findings);
    }
    if at.is(&RESOURCE) {
        once(at, &DOCUMENT_ID, "document-id", &["scheme", "identifier"], "document id", findings);
    }
}

/// Reports each object under a member that is like one before it in these values.
fn once(at: &At, rule: &'static Rule, member: &str, parts: &[&str], what: &str, findings: &mut Findings) {
    let mut all = at.object.all(member);
    // Most objects have none or one.
    if all.next().is_none() || all.next().is_none() {
        return;
    }
    let mut seen: HashSet<Vec<Option<&str>>> = HashSet::new();
    for (number, object) in at.object.all(member).enumerate() {
        if !seen.insert(key(object, parts)) {
            let message = format!("the same {what} is there before");
            findings.report(rule, at.node(member, number), message).help("drop one");
        }
    }
}

fn key<'a>(object: &'a Object, parts: &[&str]) -> Vec<Option<&'a str>> {
    parts.iter().map(|part| object.get(part)).collect()
}
