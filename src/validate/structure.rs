//! What must stand where: required members, choices, members of the stated OSCAL version.

use super::findings::Findings;
use super::walk::At;
use super::{Validation, named};
use crate::finding::Level;
use crate::oscal::model::{self, Assembly, Form, Member};
use crate::oscal::version::{self, V1_1_0, V1_1_2, Version};
use crate::rule::Rule;

pub(super) static RULES: &[&Rule] =
    &[&MISSING_MEMBER, &BOTH_OF_A_CHOICE, &NOT_IN_VERSION, &NO_POAM_ITEM, &NO_SYSTEM, &UNKNOWN_VERSION];

static MISSING_MEMBER: Rule = Rule {
    code: "missing-member",
    level: Level::Error,
    checks: "Every object has the members that the model of its OSCAL version requires.",
    why: "Other tools refuse a document that lacks a required member, or guess what it would have been.",
    fails: "/risks/0/title\nnull",
    passes: "/risks/0/title\n\"Open port\"",
    source: "NIST's XSD and JSON schema (cardinality)",
};

static BOTH_OF_A_CHOICE: Rule = Rule {
    code: "both-of-a-choice",
    level: Level::Error,
    checks: "Of members that exclude each other only one is there: a party's addresses or location-uuids, a timing's \
             on-date, within-date-range or at-frequency, an assessment subject's include-all or include-subjects.",
    why: "With both there, nobody can tell which one counts.",
    fails: "/risks/0/remediations/0/tasks/0/timing\n{ \"on-date\": { \"date\": \"2026-03-01T00:00:00Z\" }, \
            \"at-frequency\": { \"period\": 1, \"unit\": \"days\" } }",
    passes: "/risks/0/remediations/0/tasks/0/timing\n{ \"on-date\": { \"date\": \"2026-03-01T00:00:00Z\" } }",
    source: "NIST's XSD and JSON schema (choice)",
};

static NOT_IN_VERSION: Rule = Rule {
    code: "not-in-version",
    level: Level::Error,
    checks: "Every member is in the model of the OSCAL version that the document states.",
    why: "A tool of that version does not know the member and refuses the document.",
    fails: "/metadata/oscal-version\n\"1.0.4\"\n/metadata/props\n[{ \"name\": \"marking\", \"group\": \"g\", \
            \"value\": \"CUI\" }]",
    passes: "/metadata/props\n[{ \"name\": \"marking\", \"group\": \"g\", \"value\": \"CUI\" }]",
    source: "NIST's XSD and JSON schema of each version",
};

static NO_POAM_ITEM: Rule = Rule {
    code: "no-poam-item",
    level: Level::Error,
    checks: "A plan of action and milestones has at least one poam-item.",
    why: "OSCAL knows no empty plan: every schema refuses it.",
    fails: "/poam-items\nnull",
    passes: "/poam-items/0/title\n\"Open port\"",
    source: "NIST's XSD and JSON schema (cardinality)",
};

static NO_SYSTEM: Rule = Rule {
    code: "no-system",
    level: Level::Warning,
    checks: "The plan names its system, by import-ssp or by system-id.",
    why: "Without either nobody can tell which system the plan is for.",
    fails: "/system-id\nnull",
    passes: "/system-id\n{ \"identifier-type\": \"http://fedramp.gov/ns/oscal\", \"id\": \"F00000000\" }",
    source: "NIST's remarks on the root of the model",
};

static UNKNOWN_VERSION: Rule = Rule {
    code: "unknown-version",
    level: Level::Error,
    checks: "The OSCAL version that the document states is one that NIST has released: no draft, and none to come.",
    why: "What is valid differs by version; the drafts before 1.0.0 had another model altogether.",
    fails: "/metadata/oscal-version\n\"1.0.0-rc2\"",
    passes: "/metadata/oscal-version\n\"1.1.2\"",
    source: "NIST's releases of OSCAL; no schema checks it",
};

/// Whether the model of a version requires a member that stands alone (of a choice: if its side is taken).
fn is_required(kind: &'static Assembly, member: &Member, version: Version) -> bool {
    // What was required once and is no more.
    let was_required = (std::ptr::eq(kind, &raw const model::LOCATION) && member.name == "address" && version < V1_1_0)
        || (std::ptr::eq(kind, &raw const model::PROTOCOL) && member.name == "name" && version <= V1_1_2);
    (member.required && !member.either && member.is_in(version)) || was_required
}

pub(super) fn object(validation: &Validation, at: &At, findings: &mut Findings) {
    let kind = at.kind();
    for (index, member) in kind.members.iter().enumerate() {
        let count = at.object.nodes(index).len();
        if count == 0 && is_required(kind, member, validation.version) {
            missing(at, member, findings);
        }
        if count > 0 && !member.is_in(validation.version) {
            let since = member.since.unwrap_or_default();
            let message = format!("{} is not in OSCAL {}: it came with {since}", spelt(member), validation.version);
            let help = format!("state oscal-version {since} or later, or take it away");
            findings.report(&NOT_IN_VERSION, at.member(member.name), message).help(help);
        }
    }
    choice(at, findings);
    if at.is(&model::POAM) {
        root(at, findings);
    }
    if at.is(&model::METADATA) {
        version(at, findings);
    }
}

/// A member as messages name it.
fn spelt(member: &Member) -> String {
    match member.form {
        Form::Flag => format!("the flag {}", member.name),
        Form::Text => "the text".to_owned(),
        Form::Child => member.name.to_owned(),
    }
}

fn missing(at: &At, member: &Member, findings: &mut Findings) {
    if at.is(&model::POAM) && member.name == "poam-item" {
        findings.report(&NO_POAM_ITEM, at.path(), "the plan has no poam-item").help("a plan has at least one");
        return;
    }
    let message =
        format!("{} has no {}", named(at.object), if member.form == Form::Text { "text" } else { member.name });
    let help = if member.name == member.json {
        format!("add {}", spelt(member))
    } else {
        format!("add {} (in JSON {})", spelt(member), member.json)
    };
    findings.report(&MISSING_MEMBER, at.path(), message).help(help);
}

/// The members that exclude each other; where all of them are required, one has to be there.
fn choice(at: &At, findings: &mut Findings) {
    let sides = || at.kind().members.iter().enumerate().filter(|(_, m)| m.either);
    if sides().next().is_none() {
        return;
    }
    let names = |join: &str| sides().map(|(_, m)| m.name).collect::<Vec<_>>().join(join);
    let mut taken = sides().filter(|(index, _)| !at.object.nodes(*index).is_empty());
    match (taken.next(), taken.next()) {
        (None, _) if sides().all(|(_, m)| m.required) => {
            let message = format!("{} has none of {}", named(at.object), names(", "));
            findings.report(&MISSING_MEMBER, at.path(), message).help("add one of them");
        }
        (Some((_, one)), Some((_, other))) => {
            let message = format!("{} has both {} and {}", named(at.object), one.name, other.name);
            let help = format!("keep one of {}", names(", "));
            findings.report(&BOTH_OF_A_CHOICE, at.member(other.name), message).help(help);
        }
        _ => {}
    }
}

fn root(at: &At, findings: &mut Findings) {
    if at.object.all("import-ssp").next().is_none() && at.object.all("system-id").next().is_none() {
        let message = "the plan names no system: it has neither import-ssp nor system-id";
        findings.report(&NO_SYSTEM, at.path(), message).help("add system-id with the system's FedRAMP id");
    }
}

fn version(at: &At, findings: &mut Findings) {
    let Some(Err(failure)) = at.object.get("oscal-version").map(version::read) else { return };
    for fault in failure.findings() {
        let found = findings.report(&UNKNOWN_VERSION, at.member("oscal-version"), &fault.message);
        if let Some(help) = &fault.help {
            found.help(help);
        }
    }
}
