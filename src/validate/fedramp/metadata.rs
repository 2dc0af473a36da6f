//! Metadata: FedRAMP's version, dates, marking, parties, the title and the provider.

use super::{Spot, is_oscal, values};
use crate::finding::Level;
use crate::oscal::model::ADDRESS;
use crate::oscal::version::{V1_1_2, Version};
use crate::rule::Rule;
use crate::validate::findings::Findings;
use crate::validate::walk::At;

pub(super) const RULES: &[&Rule] =
    &[&VERSION, &PUBLISHED, &MARKING, &PARTY_NAME, &ADDRESS_TYPE, &TITLE, &PROVIDER, &RESOLUTION];

/// The one value that FedRAMP's list has.
const FEDRAMP_VERSION: &str = "fedramp-3.0.0rc1-oscal-1.1.2";

static VERSION: Rule = Rule {
    code: "fedramp-version",
    level: Level::Error,
    checks: "Metadata names the version of FedRAMP's rules, in the property fedramp-version of FedRAMP's namespace.",
    why: "FedRAMP's constraints know one version, fedramp-3.0.0rc1-oscal-1.1.2, and refuse a document without it. A \
          document of another OSCAL version cannot claim it: there its absence is only information.",
    fails: "/metadata/props\n\
            [{\"name\": \"marking\", \"value\": \"cui\"}]",
    passes: "/metadata/props\n\
             [{\"name\": \"fedramp-version\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"fedramp-3.0.0rc1-oscal-1.1.2\"},\n\
             {\"name\": \"marking\", \"value\": \"cui\"}]",
    source: "FedRAMP C: fedramp-version",
};

static PUBLISHED: Rule = Rule {
    code: "fedramp-published",
    level: Level::Error,
    checks: "Metadata says when the POA&M was published.",
    why: "FedRAMP tells one month's submission from the next by this date.",
    fails: "/metadata/published\n\
            null",
    passes: "/metadata/published\n\
             \"2026-03-01T00:00:00Z\"",
    source: "FedRAMP C: has-published-date",
};

static MARKING: Rule = Rule {
    code: "fedramp-marking",
    level: Level::Error,
    checks: "Metadata says how sensitive the document is, in the property marking of OSCAL's namespace.",
    why: "A POA&M lists open weaknesses. FedRAMP's constraints ask for a marking; the value they name is cui.",
    fails: "/metadata/props\n\
            [{\"name\": \"fedramp-version\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"fedramp-3.0.0rc1-oscal-1.1.2\"}]",
    passes: "/metadata/props\n\
             [{\"name\": \"fedramp-version\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"fedramp-3.0.0rc1-oscal-1.1.2\"},\n\
             {\"name\": \"marking\", \"value\": \"cui\"}]",
    source: "FedRAMP C: marking",
};

static PARTY_NAME: Rule = Rule {
    code: "fedramp-party-name",
    level: Level::Error,
    checks: "Every party in metadata has a name.",
    why: "A reviewer has to know whom to ask; OSCAL itself does not ask for a name.",
    fails: "/metadata/parties/1\n\
            {\"uuid\": \"00000013-0000-4000-8000-000000000013\", \"type\": \"person\"}",
    passes: "/metadata/parties/1\n\
             {\"uuid\": \"00000013-0000-4000-8000-000000000013\", \"type\": \"person\", \"name\": \"Pat\"}",
    source: "FedRAMP C: party-has-name",
};

static ADDRESS_TYPE: Rule = Rule {
    code: "fedramp-address-type",
    level: Level::Error,
    checks: "The address of a party, where it says its type, is of type work.",
    why: "Home addresses have no place in a submission.",
    fails: "/metadata/parties/0/addresses\n\
            [{\"type\": \"home\", \"city\": \"Reno\"}]",
    passes: "/metadata/parties/0/addresses\n\
             [{\"type\": \"work\", \"city\": \"Reno\"}]",
    source: "FedRAMP C: address-type",
};

static TITLE: Rule = Rule {
    code: "fedramp-title",
    level: Level::Info,
    checks: "The title ends in FedRAMP Plan of Action and Milestones (POA&M), after the system's name.",
    why: "FedRAMP's template gives the title this form; no machine rule asks for it.",
    fails: "/metadata/title\n\
            \"Our weaknesses\"",
    passes: "/metadata/title\n\
             \"Acme FedRAMP Plan of Action and Milestones (POA&M)\"",
    source: "FedRAMP D: title page",
};

static PROVIDER: Rule = Rule {
    code: "fedramp-provider",
    level: Level::Warning,
    checks: "A responsible party with the role cloud-service-provider is named.",
    why: "FedRAMP's template names the provider by this role; whose POA&M it is can be told by nothing else.",
    fails: "/metadata/responsible-parties\n\
            [{\"role-id\": \"prepared-by\", \"party-uuids\": [\"00000012-0000-4000-8000-000000000012\"]}]",
    passes: "/metadata/responsible-parties\n\
             [{\"role-id\": \"cloud-service-provider\", \"party-uuids\": [\"00000012-0000-4000-8000-000000000012\"]}]",
    source: "FedRAMP D: roles and parties of the template",
};

static RESOLUTION: Rule = Rule {
    code: "fedramp-resolution-resource",
    level: Level::Error,
    checks: "The property resolution-resource of metadata is the uuid of a resource in back matter.",
    why: "It names the baseline that the document is judged by. Without it revision 5 is meant.",
    fails: "/metadata/props/-\n\
            {\"name\": \"resolution-resource\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"00000049-0000-4000-8000-000000000049\"}",
    passes: "/metadata/props/-\n\
             {\"name\": \"resolution-resource\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"00000041-0000-4000-8000-000000000041\"}",
    source: "FedRAMP D: resolution resource",
};

pub(super) fn object(at: &At, findings: &mut Findings) {
    if at.is(&ADDRESS)
        && at.parents().any(|p| p.kind().name == "metadata")
        && let Some(kind) = at.object.get("type").filter(|kind| *kind != "work")
    {
        let message = format!("an address of type \"{kind}\"");
        findings.report(&ADDRESS_TYPE, at.member("type"), message).help("FedRAMP knows the type work only");
    }
}

pub(super) fn document(root: &Spot, version: Version, findings: &mut Findings) {
    let Some(metadata) = root.all("metadata").next() else { return };
    fedramp_version(&metadata, version, findings);
    if metadata.get("published").is_none() {
        let found = findings.report(&PUBLISHED, metadata.path(), "metadata does not say when the POA&M was published");
        found.help("add `published`, the date of the POA&M");
    }
    let mut markings =
        metadata.object.all("prop").filter(|p| p.get("name") == Some("marking") && is_oscal(p.get("ns")));
    match markings.next_back().and_then(|p| p.get("value")) {
        None => {
            let found = findings.report(&MARKING, metadata.path(), "the document has no marking");
            found.help("add the property `marking` with the value cui, without a namespace");
        }
        Some(value) if !value.eq_ignore_ascii_case("cui") => {
            let message = format!("the marking is \"{value}\", where FedRAMP names cui");
            findings.report(&MARKING, metadata.member("prop"), message).level(Level::Info);
        }
        Some(_) => {}
    }
    for party in metadata.all("party") {
        if party.get("name").is_none_or(|name| name.trim().is_empty()) {
            findings.report(&PARTY_NAME, party.path(), "a party without a name").help("add its `name`");
        }
    }
    let title = metadata.get("title").unwrap_or_default();
    if !title.trim_end().ends_with("FedRAMP Plan of Action and Milestones (POA&M)") {
        let found = findings.report(&TITLE, metadata.member("title"), "the title does not have the form of FedRAMP's");
        found.help("write the system's name, then `FedRAMP Plan of Action and Milestones (POA&M)`");
    }
    if !metadata.object.all("responsible-party").any(|r| r.get("role-id") == Some("cloud-service-provider")) {
        let found = findings.report(&PROVIDER, metadata.path(), "no responsible party is the cloud service provider");
        found.help("add a responsible party with the role cloud-service-provider");
    }
    let resources = || root.object.all("back-matter").flat_map(|b| b.all("resource"));
    for uuid in values(metadata.object, "resolution-resource") {
        if !resources().any(|r| r.uuid().is_some_and(|u| u.eq_ignore_ascii_case(uuid))) {
            let message = format!("resolution-resource names {uuid}, which is no resource in back matter");
            findings.report(&RESOLUTION, metadata.member("prop"), message);
        }
    }
}

fn fedramp_version(metadata: &Spot, version: Version, findings: &mut Findings) {
    let stated: Vec<&str> = values(metadata.object, "fedramp-version").collect();
    let is_due = version == V1_1_2;
    let (message, level) = match stated.as_slice() {
        [] if is_due => ("metadata does not name the version of FedRAMP's rules".to_owned(), Level::Error),
        [] => (format!("FedRAMP's rules name no version for OSCAL {version}: metadata states none"), Level::Info),
        all => match all.iter().find(|v| **v != FEDRAMP_VERSION) {
            Some(other) => (format!("\"{other}\" is no version in FedRAMP's list"), Level::Error),
            None if is_due => return,
            None => (format!("a document of OSCAL {version} claims FedRAMP's rules for 1.1.2"), Level::Error),
        },
    };
    let at = if stated.is_empty() { metadata.path() } else { metadata.member("prop") };
    let found = findings.report(&VERSION, at, message).level(level);
    if is_due {
        found.help(format!("set the property fedramp-version to {FEDRAMP_VERSION}"));
    }
}
