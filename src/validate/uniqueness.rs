//! What may be there once only: uuids, ids, and what NIST's constraints hold to be the same thing.

use super::findings::Findings;
use super::walk::At;
use super::{Object, Validation, named, short};
use crate::finding::Level;
use crate::oscal::model::{self, Assembly};
use crate::oscal::path::Path;
use crate::oscal::version::Version;
use crate::rule::Rule;
use std::collections::HashSet;

pub(super) static RULES: &[&Rule] =
    &[&UUID_TWICE, &ROLE_TWICE, &PROPERTY_TWICE, &LINK_TWICE, &DOCUMENT_ID_TWICE, &RESPONSIBLE_TWICE, &FILE_TWICE];

static UUID_TWICE: Rule = Rule {
    code: "uuid-twice",
    level: Level::Error,
    checks: "No two objects of the document have the same uuid, whatever its case.",
    why: "A reference to that uuid means two things, and month by month one object is taken for the other.",
    fails: "/risks/0/uuid\n\"00000021-0000-4000-8000-000000000021\"",
    passes: "/risks/0/uuid\n\"00000031-0000-4000-8000-000000000031\"",
    source: "NIST's oscal-index-metadata-party-uuid, oscal-index-metadata-location-uuid, \
             oscal-index-metadata-property-uuid, oscal-back-matter-resource-uuid-index, \
             oscal-unique-poam-local-definitions-component and oscal-unique-ssp-assessment-assets-component; for all \
             other uuids this project",
};

static ROLE_TWICE: Rule = Rule {
    code: "role-twice",
    level: Level::Error,
    checks: "No two roles of metadata have the same id.",
    why: "A reference to the role means two things.",
    fails: "/metadata/roles/-\n{ \"id\": \"prepared-by\", \"title\": \"Another\" }",
    passes: "/metadata/roles/-\n{ \"id\": \"isso\", \"title\": \"Another\" }",
    source: "NIST's oscal-index-metadata-roles and oscal-index-metadata-role-id",
};

static PROPERTY_TWICE: Rule = Rule {
    code: "property-twice",
    level: Level::Error,
    checks: "No two properties of metadata agree in name, ns, class, group and value.",
    why: "The second says nothing, or one of the two was meant to say something else.",
    fails: "/metadata/props\n[{ \"name\": \"marking\", \"value\": \"CUI\" }, { \"name\": \"marking\", \"value\": \"CUI\" }]",
    passes: "/metadata/props\n[{ \"name\": \"marking\", \"value\": \"CUI\" }, { \"name\": \"marking\", \"value\": \"FOUO\" }]",
    source: "NIST's oscal-unique-metadata-property",
};

static LINK_TWICE: Rule = Rule {
    code: "link-twice",
    level: Level::Warning,
    checks: "No two links of metadata agree in href, rel, media-type and (since OSCAL 1.2.3) resource-fragment.",
    why: "The second says nothing. Before OSCAL 1.2.3 it is an error.",
    fails: "/metadata/links\n[{ \"href\": \"a.html\" }, { \"href\": \"a.html\" }]",
    passes: "/metadata/links\n[{ \"href\": \"a.html\" }, { \"href\": \"b.html\" }]",
    source: "NIST's oscal-unique-metadata-link",
};

static DOCUMENT_ID_TWICE: Rule = Rule {
    code: "document-id-twice",
    level: Level::Error,
    checks: "No two document-ids of metadata agree in scheme and identifier.",
    why: "The second says nothing.",
    fails: "/metadata/document-ids\n[{ \"identifier\": \"P-1\" }, { \"identifier\": \"P-1\" }]",
    passes: "/metadata/document-ids\n[{ \"identifier\": \"P-1\" }, { \"identifier\": \"P-2\" }]",
    source: "NIST's oscal-unique-metadata-doc-id and oscal-metadata-unique-document-id",
};

static RESPONSIBLE_TWICE: Rule = Rule {
    code: "responsible-twice",
    level: Level::Error,
    checks: "An object names the responsible for a role once, with all parties in it.",
    why: "A reader takes the first and misses the parties of the second.",
    fails: "/metadata/responsible-parties/-\n{ \"role-id\": \"prepared-by\", \"party-uuids\": \
            [\"00000013-0000-4000-8000-000000000013\"] }",
    passes: "/metadata/responsible-parties/0/party-uuids/-\n\"00000013-0000-4000-8000-000000000013\"",
    source: "NIST's oscal-unique-metadata-responsible-party, oscal-unique-system-component-responsible-role, \
             oscal-unique-inventory-item-responsible-party and their like",
};

static FILE_TWICE: Rule = Rule {
    code: "file-twice",
    level: Level::Error,
    checks: "No two rlinks of a resource agree in href and media-type.",
    why: "The second says nothing, or one of the two was meant to be another file.",
    fails: "/back-matter/resources/0/rlinks\n[{ \"href\": \"a.csv\" }, { \"href\": \"a.csv\" }]",
    passes: "/back-matter/resources/0/rlinks\n[{ \"href\": \"a.csv\" }, { \"href\": \"a.csv\", \"media-type\": \
             \"text/csv\" }]",
    source: "NIST's oscal-unique-resource-rlink-href",
};

/// Brought the fragment into the key of a link.
const V1_2_3: Version = Version(1, 2, 3);

/// What is unique: in which objects, under which member, by which flags.
type Unique = (&'static [&'static Assembly], &'static str, &'static [&'static str], &'static Rule);

static UNIQUE: &[Unique] = &[
    (&[&model::METADATA], "role", &["id"], &ROLE_TWICE),
    (&[&model::METADATA], "document-id", &["scheme", "identifier"], &DOCUMENT_ID_TWICE),
    (&[&model::METADATA], "prop", &["name", "ns", "class", "group", "value"], &PROPERTY_TWICE),
    (&[&model::METADATA], "link", &["href", "rel", "media-type", "resource-fragment"], &LINK_TWICE),
    (
        &[
            &model::METADATA,
            &model::INVENTORY_ITEM,
            &model::INVENTORY_ITEM_IMPLEMENTED_COMPONENT,
            &model::ASSESSMENT_ASSETS_ASSESSMENT_PLATFORM_USES_COMPONENT,
            &model::RELATED_TASK,
        ],
        "responsible-party",
        &["role-id"],
        &RESPONSIBLE_TWICE,
    ),
    (
        &[&model::SYSTEM_COMPONENT, &model::TASK_ASSOCIATED_ACTIVITY],
        "responsible-role",
        &["role-id"],
        &RESPONSIBLE_TWICE,
    ),
    (&[&model::RESOURCE], "rlink", &["href", "media-type"], &FILE_TWICE),
];

pub(super) fn object(validation: &Validation, at: &At, findings: &mut Findings) {
    for (_, name, flags, rule) in UNIQUE.iter().filter(|(kinds, ..)| kinds.contains(&at.kind())) {
        let is_link = std::ptr::eq(*rule, &raw const LINK_TWICE);
        let flags = if is_link && validation.version < V1_2_3 { &flags[..3] } else { flags };
        let mut seen = HashSet::new();
        for (position, object) in at.object.all(name).enumerate() {
            if seen.insert(key(object, flags)) {
                continue;
            }
            let message = format!("{name} {:?} is there twice", short(object.get(label(flags)).unwrap_or_default()));
            let found = findings.report(rule, at.node(name, position), message);
            found.help("take one of them away, or make them one");
            if is_link && validation.version < V1_2_3 {
                found.level(Level::Error);
            }
        }
    }
}

/// The flags by which an object is told from its brothers.
fn key<'a>(object: &'a Object, flags: &[&str]) -> Vec<Option<&'a str>> {
    flags.iter().map(|flag| object.get(flag)).collect()
}

/// The flag that names the object to a person.
fn label(flags: &[&'static str]) -> &'static str {
    match flags {
        ["scheme", identifier] => identifier,
        [first, ..] => first,
        [] => "",
    }
}

/// Uuids that are declared more than once. The walk is made again only where there are any.
pub(super) fn document(validation: &Validation, findings: &mut Findings) {
    if !validation.index.has_uuid_twice() {
        return;
    }
    let mut seen = HashSet::new();
    super::walk::walk(validation.root, &mut |at| {
        let Some(uuid) = at.object.uuid() else { return };
        let Some(declared) = validation.index.declared(uuid).filter(|d| d.times > 1) else { return };
        if seen.insert(super::index::id(uuid)) {
            return;
        }
        let mut path: Path = at.path();
        if let Some(member) = at.kind().uuid {
            path.push(&at.kind().members[member], 0);
        }
        let message = format!("uuid {uuid} is already that of {}", named(declared.object));
        findings.report(&UUID_TWICE, path, message).help("give one of them a new uuid, and change what refers to it");
    });
}
