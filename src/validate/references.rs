//! Whether what is referred to is there, and is what it is taken for.

use super::findings::Findings;
use super::walk::At;
use super::{Object, Validation, short, what};
use crate::finding::Level;
use crate::oscal::model::{self, Assembly, DataType};
use crate::oscal::object::Node;
use crate::oscal::types;
use crate::rule::Rule;
use Reach::{Here, Ssp};

pub(super) static RULES: &[&Rule] =
    &[&DANGLING_REFERENCE, &REFERENCE_TO_WRONG_KIND, &DANGLING_LINK, &ROLE_NOT_DECLARED, &LEFT_TO_SSP];

static DANGLING_REFERENCE: Rule = Rule {
    code: "dangling-reference",
    level: Level::Error,
    checks: "Every uuid that an object refers to is declared in the document; only what a system security plan declares \
             may be left to the imported one.",
    why: "A reader who follows the reference finds nothing: a risk without its evidence, an item without its risk.",
    fails: "/poam-items/0/related-risks\n[{ \"risk-uuid\": \"99999999-9999-4999-8999-999999999999\" }]",
    passes: "/poam-items/0/related-risks\n[{ \"risk-uuid\": \"00000031-0000-4000-8000-000000000031\" }]",
    source: "NIST's oscal-index-metadata-party-uuid, oscal-index-metadata-location-uuid and \
             oscal-index-metadata-party-organizations-uuid; for all other uuids this project",
};

static REFERENCE_TO_WRONG_KIND: Rule = Rule {
    code: "reference-to-wrong-kind",
    level: Level::Error,
    checks: "What a uuid refers to is of the kind that the reference is for.",
    why: "A uuid of a risk where an observation is meant leads the reader to the wrong place.",
    fails: "/poam-items/0/related-observations\n[{ \"observation-uuid\": \"00000031-0000-4000-8000-000000000031\" }]",
    passes: "/poam-items/0/related-observations\n[{ \"observation-uuid\": \"00000021-0000-4000-8000-000000000021\" }]",
    source: "NIST's descriptions of the references; NIST's indexes for parties, organizations and locations",
};

static DANGLING_LINK: Rule = Rule {
    code: "dangling-link",
    level: Level::Error,
    checks: "An href that begins with # names the uuid of an object in the document.",
    why: "The evidence that the link stands for is not there.",
    fails: "/poam-items/0/links\n[{ \"href\": \"#99999999-9999-4999-8999-999999999999\" }]",
    passes: "/poam-items/0/links\n[{ \"href\": \"#00000041-0000-4000-8000-000000000041\" }]",
    source: "NIST's oscal-metadata-link-reference-index-back-matter-resource for rel=reference; for the others this \
             project",
};

static ROLE_NOT_DECLARED: Rule = Rule {
    code: "role-not-declared",
    level: Level::Error,
    checks: "Every role-id is the id of a role in metadata.",
    why: "Nobody can tell what the role is.",
    fails: "/metadata/responsible-parties\n[{ \"role-id\": \"janitor\", \"party-uuids\": \
            [\"00000012-0000-4000-8000-000000000012\"] }]",
    passes: "/metadata/responsible-parties\n[{ \"role-id\": \"prepared-by\", \"party-uuids\": \
             [\"00000012-0000-4000-8000-000000000012\"] }]",
    source: "NIST's oscal-metadata-responsible-party-index-metadata-role-id, \
             oscal-metadata-action-name-index-metadata-role-id and oscal-index-inventory-item-*; for the roles of \
             actors, of components and in the risk log this project",
};

static LEFT_TO_SSP: Rule = Rule {
    code: "left-to-ssp",
    level: Level::Info,
    checks: "A reference that the document does not declare itself is left to the system security plan it imports.",
    why: "Worth knowing when the plan is read without the imported one, which is not opened here.",
    fails: "/system-id\nnull\n/import-ssp\n{ \"href\": \"ssp.json\" }\n/observations/0/subjects\n[{ \"subject-uuid\": \
            \"99999999-9999-4999-8999-999999999999\", \"type\": \"component\" }]",
    passes: "/system-id\nnull\n/import-ssp\n{ \"href\": \"ssp.json\" }",
    source: "this project",
};

/// Where a reference may be resolved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// In this document alone.
    Here,
    /// In this document or in the imported system security plan (or what that plan leads to).
    Ssp,
}

/// A member that holds uuids: the definition it is of (any, where none), its XML name, what it may name, and where
/// that may be. An empty list is decided by the object's `type`.
type Reference = (Option<&'static Assembly>, &'static str, &'static [&'static Assembly], Reach);

/// Every member that refers to a uuid, one line each. More special lines stand first.
static REFERENCES: &[Reference] = &[
    (Some(&model::LOGGED_BY), "party-uuid", &[&model::PARTY], Ssp),
    (None, "party-uuid", &[&model::PARTY], Here),
    (None, "location-uuid", &[&model::LOCATION], Here),
    (None, "member-of-organization", &[&model::PARTY], Here),
    (None, "actor-uuid", &[], Ssp),
    (None, "subject-uuid", &[], Ssp),
    (None, "subject-placeholder-uuid", ANY, Ssp),
    (None, "component-uuid", &[&model::SYSTEM_COMPONENT], Ssp),
    (None, "observation-uuid", &[&model::OBSERVATION], Here),
    (None, "risk-uuid", &[&model::RISK], Here),
    (None, "finding-uuid", &[&model::FINDING], Here),
    (None, "response-uuid", &[&model::RESPONSE], Here),
    (Some(&model::TASK_DEPENDENCY), "task-uuid", &[&model::TASK], Here),
    (None, "task-uuid", &[&model::TASK], Ssp),
    (None, "activity-uuid", ANY, Ssp),
    (None, "implementation-uuid", ANY, Ssp),
    (None, "implementation-statement-uuid", ANY, Ssp),
];

/// What may be of any kind, since a plan of action declares nothing of its own kind.
static ANY: &[&Assembly] = &[&model::POAM];

/// What an actor of a type is.
static ACTORS: &[(&str, &[&Assembly])] = &[
    ("tool", &[&model::SYSTEM_COMPONENT]),
    ("assessment-platform", &[&model::ASSESSMENT_ASSETS_ASSESSMENT_PLATFORM]),
    ("party", &[&model::PARTY]),
];

/// What a subject of a type is. A plan of action declares no users: whatever has the uuid here is none.
static SUBJECTS: &[(&str, &[&Assembly])] = &[
    ("component", &[&model::SYSTEM_COMPONENT]),
    ("inventory-item", &[&model::INVENTORY_ITEM]),
    ("location", &[&model::LOCATION]),
    ("party", &[&model::PARTY]),
    ("resource", &[&model::RESOURCE]),
    ("user", &[]),
];

/// What an object of a `type` refers to; anything, where the type is not known.
fn of_type(object: &Object, types: &[(&str, &'static [&'static Assembly])]) -> &'static [&'static Assembly] {
    let of = object.get("type");
    types.iter().find(|(name, _)| Some(*name) == of).map_or(ANY, |(_, kinds)| *kinds)
}

pub(super) fn object(validation: &Validation, at: &At, findings: &mut Findings) {
    for (member, nodes) in at.object.groups() {
        let Some(data_type) = member.data_type() else { continue };
        let values = || {
            nodes.iter().enumerate().filter_map(|(position, (_, node))| match node {
                Node::Value(value) => Some((position, value.as_str())),
                Node::Object(_) => None,
            })
        };
        match (data_type, member.name) {
            (DataType::Uuid, "uuid") => {}
            (DataType::Uuid, name) => {
                let line = REFERENCES.iter().find(|(of, n, ..)| *n == name && of.is_none_or(|kind| at.is(kind)));
                let Some((_, _, kinds, reach)) = line else { continue };
                let kinds = match name {
                    "actor-uuid" => of_type(at.object, ACTORS),
                    "subject-uuid" => of_type(at.object, SUBJECTS),
                    _ => kinds,
                };
                for (position, uuid) in values().filter(|(_, uuid)| types::is_uuid(uuid)) {
                    reference(validation, at, (name, position, uuid), kinds, *reach, findings);
                }
            }
            (DataType::UriReference, name) => {
                for (position, href) in values() {
                    link(validation, at, (name, position, href), findings);
                }
            }
            (DataType::Token, "role-id") => {
                for (_, role) in values() {
                    role_id(validation, at, role, findings);
                }
            }
            _ => {}
        }
    }
}

fn reference(
    validation: &Validation,
    at: &At,
    (name, position, uuid): (&str, usize, &str),
    kinds: &[&'static Assembly],
    reach: Reach,
    findings: &mut Findings,
) {
    let Some(declared) = validation.index.declared(uuid) else {
        let message = format!("{name} {uuid} is declared nowhere in the document");
        let path = at.node(name, position);
        if reach == Ssp && validation.imports_ssp() {
            findings.report(&LEFT_TO_SSP, path, message).help("look for it in the imported system security plan");
        } else {
            let help = match kinds {
                [kind] if *kind != &model::POAM => {
                    format!("add the {} with this uuid, or name one that is there", what(kind))
                }
                _ => "add the object with this uuid, or name one that is there".to_owned(),
            };
            findings.report(&DANGLING_REFERENCE, path, message).help(help);
        }
        return;
    };
    let kind = declared.object.kind();
    if std::ptr::eq(kinds, ANY) || kinds.contains(&kind) {
        organization(validation, at, (name, position, uuid), declared.object, findings);
        return;
    }
    let wanted = match kinds {
        [wanted] => what(wanted),
        _ => at.object.get("type").unwrap_or("object of another kind"),
    };
    let message = format!("{name} {uuid} is that of a {}, not of a {wanted}", what(kind));
    findings.report(&REFERENCE_TO_WRONG_KIND, at.node(name, position), message).help(format!("name a {wanted}"));
}

/// A party that is a member of another belongs to an organization, not to a person.
fn organization(
    _: &Validation,
    at: &At,
    (name, position, uuid): (&str, usize, &str),
    party: &Object,
    findings: &mut Findings,
) {
    if name == "member-of-organization" && party.get("type") == Some("person") {
        let message = format!("{name} {uuid} is that of a person, not of an organization");
        findings
            .report(&REFERENCE_TO_WRONG_KIND, at.node(name, position), message)
            .help("name a party of type organization");
    }
}

fn link(validation: &Validation, at: &At, (name, position, href): (&str, usize, &str), findings: &mut Findings) {
    let Some(uuid) = href.strip_prefix('#') else { return };
    let needs_resource = at.is(&model::IMPORT_SSP) || at.object.get("rel") == Some("reference");
    match validation.index.declared(uuid) {
        Some(declared) if needs_resource && declared.object.kind() != &model::RESOURCE => {
            let message = format!("{name} {href} is that of a {}, not of a resource", what(declared.object.kind()));
            findings
                .report(&REFERENCE_TO_WRONG_KIND, at.node(name, position), message)
                .help("name a resource of back-matter");
        }
        Some(_) => {}
        None => {
            let message = format!("{name} {:?} names nothing in the document", short(href));
            let path = at.node(name, position);
            if validation.imports_ssp() && !needs_resource {
                findings.report(&LEFT_TO_SSP, path, message).help("look for it in the imported system security plan");
            } else {
                findings.report(&DANGLING_LINK, path, message).help("add a resource with this uuid to back-matter");
            }
        }
    }
}

fn role_id(validation: &Validation, at: &At, role: &str, findings: &mut Findings) {
    if validation.index.has_role(role) {
        return;
    }
    let message = format!("the role {:?} is not declared in metadata", short(role));
    let path = at.member("role-id");
    if validation.imports_ssp() && !at.is(&model::RESPONSIBLE_PARTY) {
        findings.report(&LEFT_TO_SSP, path, message).help("look for it in the imported system security plan");
    } else {
        findings.report(&ROLE_NOT_DECLARED, path, message).help("add a role with this id to metadata");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_uuid_of_the_model_is_a_name_or_a_reference() {
        let mut references = std::collections::BTreeSet::new();
        for kind in model::assemblies() {
            for member in kind.members.iter().filter(|m| m.data_type() == Some(DataType::Uuid) && m.name != "uuid") {
                assert!(REFERENCES.iter().any(|(_, name, ..)| *name == member.name), "{}/{}", kind.name, member.name);
                references.insert(member.name);
            }
        }
        assert!(REFERENCES.iter().all(|(_, name, ..)| references.contains(name)));
    }
}
