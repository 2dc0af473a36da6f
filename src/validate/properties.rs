//! Properties in OSCAL's own namespace: which names an object may carry, and what their values may be.

use super::findings::Findings;
use super::values::{VALUE_DEPRECATED, VALUE_NOT_LISTED, is_in, one_of};
use super::walk::At;
use super::{Object, Validation, short, what};
use crate::finding::Level;
use crate::oscal::model::{self, Assembly};
use crate::oscal::types;
use crate::oscal::version::Version;
use crate::rule::Rule;

pub(super) static RULES: &[&Rule] = &[&PROPERTY_NAME_NOT_ALLOWED, &PROPERTY_VALUE_NOT_ALLOWED, &PROPERTY_VALUE_TYPE];

static PROPERTY_NAME_NOT_ALLOWED: Rule = Rule {
    code: "property-name-not-allowed",
    level: Level::Error,
    checks: "A property without an ns, or with OSCAL's, has one of the names that NIST gives to its place.",
    why: "OSCAL's namespace is NIST's; a name of one's own there may clash with a later one of NIST's.",
    fails: "/risks/0/props\n[{ \"name\": \"owner\", \"value\": \"ISSO\" }]",
    passes: "/risks/0/props\n[{ \"name\": \"owner\", \"ns\": \"https://example.com/ns\", \"value\": \"ISSO\" }]",
    source: "NIST's allowed-values constraints on prop/@name",
};

static PROPERTY_VALUE_NOT_ALLOWED: Rule = Rule {
    code: "property-value-not-allowed",
    level: Level::Error,
    checks: "A property of OSCAL's with a closed list of values has one of them.",
    why: "Programs decide by these words.",
    fails: "/local-definitions/inventory-items/0/props\n[{ \"name\": \"is-scanned\", \"value\": \"monthly\" }]",
    passes: "/local-definitions/inventory-items/0/props\n[{ \"name\": \"is-scanned\", \"value\": \"yes\" }]",
    source: "NIST's allowed-values constraints on prop/@value",
};

static PROPERTY_VALUE_TYPE: Rule = Rule {
    code: "property-value-type",
    level: Level::Error,
    checks: "A property of OSCAL's that holds a date, a number, an address, a uuid, a URI or a location holds one.",
    why: "Programs read these values.",
    fails: "/risks/0/props\n[{ \"name\": \"priority\", \"value\": \"high\" }]",
    passes: "/risks/0/props\n[{ \"name\": \"priority\", \"value\": \"1\" }]",
    source: "NIST's oscal-risk-priority-datatype, oscal-back-matter-resource-prop-published-datatype and \
             oscal-component-*",
};

/// The names that stand on hosts and software alike.
const ASSET: &str = "asset-type asset-id asset-tag public virtual vlan-id network-id label sort-id \
                     baseline-configuration-name allows-authenticated-scan function hardware-model model os-name \
                     os-version software-name software-version software-patch-level";

/// The names by the definition that carries the property; `marking` is allowed everywhere.
#[rustfmt::skip] // one line for each place
static NAMES: &[(&Assembly, &[&str])] = &[
    (&model::METADATA, &["keywords"]),
    (&model::LOCATION, &["type"]),
    (&model::PARTY, &["mail-stop office job-title"]),
    (&model::RESOURCE, &["type version published"]),
    (&model::RISK, &["false-positive accepted risk-adjusted priority"]),
    (&model::RISK_RISK_LOG_ENTRY, &["type"]),
    (&model::CHARACTERIZATION_FACET, &["state"]),
    (&model::RESPONSE, &["type"]),
    (&model::SYSTEM_COMPONENT, &["implementation-point leveraged-authorization-uuid inherited-uuid physical-location version patch-level release-date validation-type validation-reference", ASSET]),
    (&model::INVENTORY_ITEM, &["ipv4-address ipv6-address fqdn uri serial-number netbios-name mac-address physical-location is-scanned", ASSET]),
    (&model::INVENTORY_ITEM_IMPLEMENTED_COMPONENT, &["version patch-level release-date validation-type validation-reference", ASSET]),
];

/// The names that components of some types may carry besides.
#[rustfmt::skip] // one line for each name or group
static COMPONENT_NAMES: &[(&str, &str)] = &[
    ("software hardware service", "vendor-name"),
    ("software", "software-identifier"),
    ("interconnection", "isa-title isa-date isa-remote-system-name"),
    ("interconnection service software system", "ipv4-address ipv6-address direction uri fqdn"),
];

/// The values of a name: on which definitions, whether the list is closed, and the list.
#[rustfmt::skip] // one line for each list
static VALUES: &[(&[&Assembly], &str, bool, &str)] = &[
    (&[&model::LOCATION], "type", false, "data-center region zone headquarters regional-office satellite-office edge cdn domain"),
    (&[&model::RESOURCE], "type", true, "logo image screen-shot law regulation standard external-guidance acronyms citation policy procedure system-guide users-guide administrators-guide rules-of-behavior plan artifact evidence tool-output raw-data interview-notes questionnaire report agreement"),
    (&[&model::RISK_RISK_LOG_ENTRY], "type", false, "vendor-check-in status-update milestone-complete mitigation remediated closed dr-submission dr-updated dr-approved dr-rejected"),
    (&[&model::CHARACTERIZATION_FACET], "state", true, "initial adjusted"),
    (&[&model::RESPONSE], "type", true, "avoid mitigate transfer accept share contingency none"),
    (&[&model::SYSTEM_COMPONENT], "implementation-point", true, "internal external"),
    (&[&model::SYSTEM_COMPONENT], "direction", true, "incoming outgoing"),
    (&[&model::INVENTORY_ITEM], "is-scanned", true, "yes no"),
    (&[&model::INVENTORY_ITEM], "asset-type", false, "operating-system database web-server dns-server email-server directory-server pbx firewall router switch storage-array appliance"),
    (ASSETS, "public", true, "yes no"),
    (ASSETS, "virtual", true, "yes no"),
    (ASSETS, "allows-authenticated-scan", true, "yes no"),
];

/// What carries the names of [`ASSET`].
static ASSETS: &[&Assembly] =
    &[&model::SYSTEM_COMPONENT, &model::INVENTORY_ITEM, &model::INVENTORY_ITEM_IMPLEMENTED_COMPONENT];

/// What holds a component's or a host's addresses.
static HOSTS: &[&Assembly] = &[&model::SYSTEM_COMPONENT, &model::INVENTORY_ITEM];

/// A test of a value, and what it tests for in words.
type Kind = (fn(&str) -> bool, &'static str);

/// The types of values: on which definitions, the name, the type.
static TYPES: &[(&[&Assembly], &str, Kind)] = &[
    (&[&model::RESOURCE], "published", (types::is_date_time, "a date and time like 2026-10-30T09:30:00Z")),
    (&[&model::RISK], "priority", (is_whole_number, "a whole number")),
    (&[&model::SYSTEM_COMPONENT], "inherited-uuid", (types::is_uuid, "a UUID of version 4 or 5")),
    (ASSETS, "release-date", (types::is_date, "a date like 2026-10-30")),
    (HOSTS, "ipv4-address", (types::is_ipv4, "an IPv4 address")),
    (HOSTS, "ipv6-address", (types::is_ipv6, "an IPv6 address")),
    (HOSTS, "uri", (types::is_uri, "an absolute URI")),
];

fn is_whole_number(value: &str) -> bool {
    types::is_integer(value.strip_prefix(['-', '+']).unwrap_or(value))
}

/// Replaced `hardware-model` by `model`.
const V1_2_0: Version = Version(1, 2, 0);

/// OSCAL's own namespace, which a property without any is in.
pub(super) const OSCAL: &str = "http://csrc.nist.gov/ns/oscal";

/// Whether a property is in OSCAL's own namespace.
pub(super) fn is_oscals(property: &Object) -> bool {
    property.get("ns").is_none_or(|ns| ns == OSCAL)
}

pub(super) fn object(validation: &Validation, at: &At, findings: &mut Findings) {
    if !at.is(&model::PROPERTY) || !is_oscals(at.object) {
        return;
    }
    let (Some(name), Some(parent)) = (at.object.get("name"), at.parent()) else { return };
    let names = names(parent);
    if name != "marking" && types::is_token(name) && !names.iter().any(|list| is_in(list, name)) {
        let message =
            format!("the property {:?} of a {} is not in OSCAL's namespace", short(name), what(parent.kind()));
        let listed: Vec<&str> = names.iter().flat_map(|list| list.split(' ')).chain(["marking"]).collect();
        let help = format!("give it an ns of your own, or an OSCAL name: {}", one_of(&listed));
        findings.report(&PROPERTY_NAME_NOT_ALLOWED, at.member("name"), message).help(help);
        return;
    }
    if name == "hardware-model" && validation.version >= V1_2_0 {
        let message = "the property hardware-model was replaced by model (OSCAL 1.2.0)";
        findings.report(&VALUE_DEPRECATED, at.member("name"), message).help("write model");
    }
    if let Some(value) = at.object.get("value") {
        self::value(validation, at, (parent, name, value), findings);
    }
}

/// The names that NIST gives to the properties of an object.
fn names(object: &Object) -> Vec<&'static str> {
    let own = NAMES.iter().find(|(kind, _)| *kind == object.kind()).map_or(&[][..], |(_, names)| *names);
    let mut names = own.to_vec();
    if object.kind() == &model::SYSTEM_COMPONENT {
        let of = object.get("type").unwrap_or_default();
        names.extend(COMPONENT_NAMES.iter().filter(|(types, _)| is_in(types, of)).map(|(_, names)| *names));
    }
    names
}

fn value(validation: &Validation, at: &At, (parent, name, value): (&Object, &str, &str), findings: &mut Findings) {
    let path = || at.member("value");
    let kind = parent.kind();
    let list = VALUES.iter().find(|(on, of, ..)| *of == name && on.contains(&kind));
    if let Some((.., is_closed, values)) = list.filter(|(.., values)| !is_in(values, value)) {
        let (rule, what) = if *is_closed {
            (&PROPERTY_VALUE_NOT_ALLOWED, "is not allowed")
        } else {
            (&VALUE_NOT_LISTED, "is not in NIST's list")
        };
        let message = format!("the value {:?} of the property {name} {what}", short(value));
        findings.report(rule, path(), message).help(one_of(&values.split(' ').collect::<Vec<_>>()));
    }
    let kind_of = TYPES.iter().find(|(on, of, _)| *of == name && on.contains(&kind));
    if let Some((.., (_, wanted))) = kind_of.filter(|(.., (is_good, _))| !is_good(value)) {
        let message = format!("the value {:?} of the property {name} is not {wanted}", short(value));
        findings.report(&PROPERTY_VALUE_TYPE, path(), message).help(format!("write {wanted}"));
    }
    let is_place = name == "physical-location" && HOSTS.contains(&kind);
    if is_place && !validation.index.is(value, &model::LOCATION) {
        let message = format!("the value {:?} of the property {name} is no location of metadata", short(value));
        findings.report(&PROPERTY_VALUE_TYPE, path(), message).help("write the uuid of a location of metadata");
    }
}
