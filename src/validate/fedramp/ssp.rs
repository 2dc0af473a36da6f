//! The imported SSP, the resource that stands for it, and what back matter's resources are.

use super::{Spot, values};
use crate::finding::Level;
use crate::rule::Rule;
use crate::validate::findings::Findings;

pub(super) const RULES: &[&Rule] =
    &[&IMPORT, &RESOURCE, &RLINK, &MEDIA_TYPE, &BASE64, &NO_OSCAL, &ATTACHMENT, &UNTYPED];

static IMPORT: Rule = Rule {
    code: "fedramp-import-ssp",
    level: Level::Error,
    checks: "The document imports the system's SSP, or at least names the system by system-id.",
    why: "Assets and components are the SSP's. FedRAMP's Schematron asks for import-ssp always; its documentation lets \
          a POA&M with its own inventory do with system-id alone, so that is only a warning.",
    fails: "/import-ssp\n\
            null\n\
            /system-id\n\
            null",
    passes: "/import-ssp\n\
             {\"href\": \"#00000041-0000-4000-8000-000000000041\"}",
    source: "FedRAMP S: has-import-ssp; D: import of the SSP",
};

static RESOURCE: Rule = Rule {
    code: "fedramp-ssp-resource",
    level: Level::Error,
    checks: "Where import-ssp names a resource, that resource has the type system-security-plan in FedRAMP's namespace.",
    why: "FedRAMP's tools find the SSP by this type.",
    fails: "/back-matter/resources/0/props/0/value\n\
            \"plan\"",
    passes: "/back-matter/resources/0/props/0/value\n\
             \"system-security-plan\"",
    source: "FedRAMP S: has-system-security-plan-resource",
};

static RLINK: Rule = Rule {
    code: "fedramp-ssp-rlink",
    level: Level::Error,
    checks: "The resource of the SSP has exactly one rlink.",
    why: "FedRAMP's Schematron follows the one rlink to the SSP. Its documentation shows two, one for each format, so \
          more than one is only a warning.",
    fails: "/back-matter/resources/0/rlinks\n\
            null",
    passes: "/back-matter/resources/0/rlinks\n\
             [{\"href\": \"ssp.xml\", \"media-type\": \"text/xml\"}]",
    source: "FedRAMP S: has-ssp-rlink",
};

static MEDIA_TYPE: Rule = Rule {
    code: "fedramp-ssp-media-type",
    level: Level::Error,
    checks: "The rlink to the SSP has the media type text/xml or application/json.",
    why: "FedRAMP's Schematron accepts these two. Its documentation shows application/xml too, which is only a warning.",
    fails: "/back-matter/resources/0/rlinks\n\
            [{\"href\": \"ssp.docx\"}]",
    passes: "/back-matter/resources/0/rlinks\n\
             [{\"href\": \"ssp.xml\", \"media-type\": \"text/xml\"}]",
    source: "FedRAMP S: has-acceptable-system-security-plan-rlink-media-type",
};

static BASE64: Rule = Rule {
    code: "fedramp-ssp-base64",
    level: Level::Error,
    checks: "The resource of the SSP holds no copy of it in base64.",
    why: "The SSP is a document of its own, submitted beside the POA&M.",
    fails: "/back-matter/resources/0/base64\n\
            {\"value\": \"AAAA\"}",
    passes: "/back-matter/resources/0/rlinks\n\
             [{\"href\": \"ssp.xml\", \"media-type\": \"text/xml\"}]",
    source: "FedRAMP S: has-no-base64",
};

static NO_OSCAL: Rule = Rule {
    code: "fedramp-no-oscal-ssp",
    level: Level::Error,
    checks: "No resource stands for an SSP that is not in OSCAL (the type no-oscal-ssp).",
    why: "It was FedRAMP's way out before SSPs were in OSCAL. Its Schematron warns of it, and its closed list of types \
          of attachments no longer has it.",
    fails: "/back-matter/resources/0/props/0/value\n\
            \"no-oscal-ssp\"",
    passes: "/back-matter/resources/0/props/0/value\n\
             \"system-security-plan\"",
    source: "FedRAMP C: attachment-type; S: has-non-OSCAL-system-security-plan-resource",
};

static ATTACHMENT: Rule = Rule {
    code: "fedramp-attachment-type",
    level: Level::Error,
    checks: "The type of a resource, in FedRAMP's namespace, is one of FedRAMP's list.",
    why: "The list is closed: FedRAMP's tools know no other kind of attachment.",
    fails: "/back-matter/resources/1/props/0/value\n\
            \"scan\"",
    passes: "/back-matter/resources/1/props/0/value\n\
             \"evidence\"",
    source: "FedRAMP C: attachment-type",
};

static UNTYPED: Rule = Rule {
    code: "fedramp-resource-type",
    level: Level::Info,
    checks: "A resource says what it is by the property type in FedRAMP's namespace.",
    why: "FedRAMP's documentation finds evidence, citations and the SSP by it; no machine rule asks for it.",
    fails: "/back-matter/resources/1/props\n\
            null",
    passes: "/back-matter/resources/1/props\n\
             [{\"name\": \"type\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"evidence\"}]",
    source: "FedRAMP D: attachments",
};

/// FedRAMP's closed list of types of attachments.
const ATTACHMENTS: [&str; 34] = [
    "agreement",
    "artifact",
    "configuration-management-plan",
    "evidence",
    "fedramp-acronyms",
    "fedramp-citations",
    "fedramp-logo",
    "fedramp-poam",
    "guidance",
    "guide",
    "image",
    "incident-response-plan",
    "information-security-policies-and-procedures",
    "information-system-contingency-plan",
    "interview-notes",
    "isa-agreement",
    "law",
    "logo",
    "personally-identifiable-information",
    "plan",
    "policy",
    "privacy-impact-assessment",
    "procedure",
    "questionnaire",
    "raw-tool-output",
    "regulation",
    "report",
    "rules-of-behavior",
    "screen-shot",
    "separation-of-duties-matrix",
    "standard",
    "system-security-plan",
    "tool-report",
    "users-guide",
];

const SSP_TYPE: &str = "system-security-plan";
const NO_SSP_TYPE: &str = "no-oscal-ssp";

pub(super) fn document(root: &Spot, findings: &mut Findings) {
    let back_matter: Vec<Spot> = root.all("back-matter").collect();
    let resources: Vec<Spot> = back_matter.iter().flat_map(|b| b.all("resource")).collect();
    import(root, &resources, findings);
    for resource in &resources {
        types(resource, findings);
    }
}

fn import(root: &Spot, resources: &[Spot], findings: &mut Findings) {
    let Some(import) = root.all("import-ssp").next() else {
        let has_id = root.object.all("system-id").next().is_some();
        let (message, level) = if has_id {
            ("no SSP is imported; the system is named by its system-id alone", Level::Warning)
        } else {
            ("no SSP is imported, and no system-id names the system", Level::Error)
        };
        let found = findings.report(&IMPORT, root.path(), message).level(level);
        found.help("add `import-ssp` with the SSP's address");
        return;
    };
    let Some(uuid) = import.get("href").and_then(|href| href.strip_prefix('#')) else { return };
    let named = resources.iter().find(|r| r.object.uuid().is_some_and(|u| u.eq_ignore_ascii_case(uuid)));
    // A reference to nothing is told by the rule on references.
    let Some(resource) = named else { return };
    let is_old = values(resource.object, "type").any(|t| t == NO_SSP_TYPE);
    if !is_old && !values(resource.object, "type").any(|t| t == SSP_TYPE) {
        let found = findings.report(&RESOURCE, resource.path(), "the SSP's resource does not say that it is an SSP");
        found.help("give it the property type with the value system-security-plan in FedRAMP's namespace");
    }
    if is_old {
        return;
    }
    let rlinks: Vec<Spot> = resource.all("rlink").collect();
    match rlinks.len() {
        0 => {
            let found = findings.report(&RLINK, resource.path(), "the SSP's resource has no rlink");
            found.help("add an rlink with the address of the SSP");
        }
        1 => {}
        several => {
            let message = format!("the SSP's resource has {several} rlinks, where FedRAMP follows one");
            findings.report(&RLINK, resource.member("rlink"), message).level(Level::Warning);
        }
    }
    for rlink in &rlinks {
        let (message, level) = match rlink.get("media-type") {
            Some("text/xml" | "application/json") => continue,
            Some("application/xml") => ("the SSP's media type is application/xml".to_owned(), Level::Warning),
            Some(other) => (format!("the SSP's media type is \"{other}\""), Level::Error),
            None => ("the SSP's rlink has no media type".to_owned(), Level::Error),
        };
        findings.report(&MEDIA_TYPE, rlink.path(), message).level(level).help("write text/xml or application/json");
    }
    if resource.object.all("base64").next().is_some() {
        let found = findings.report(&BASE64, resource.member("base64"), "the SSP is copied into the document");
        found.help("name it by an rlink instead");
    }
}

fn types(resource: &Spot, findings: &mut Findings) {
    let mut is_typed = false;
    for kind in values(resource.object, "type") {
        is_typed = true;
        if kind == NO_SSP_TYPE {
            let found =
                findings.report(&NO_OSCAL, resource.path(), "a resource stands for an SSP that is not in OSCAL");
            found.help("import the SSP in OSCAL, or name the system by system-id");
        } else if !ATTACHMENTS.contains(&kind) {
            let message = format!("\"{kind}\" is no type of attachment in FedRAMP's list");
            findings.report(&ATTACHMENT, resource.path(), message).help("see `poam explain fedramp-attachment-type`");
        }
    }
    if !is_typed {
        let message = "a resource does not say what it is in FedRAMP's words";
        findings.report(&UNTYPED, resource.path(), message);
    }
}
