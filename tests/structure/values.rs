//! Rules on every property, link and facet of a document.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Broken, FEDRAMP, ask, list, text};
use crate::common::walk::visit;

/// Names that OSCAL's own namespace has for the properties of an object, by the JSON name of the object; `marking`
/// stands anywhere.
const NAMES: [(&str, &[&str]); 9] = [
    ("metadata", &["keywords"]),
    ("parties", &["mail-stop", "office", "job-title"]),
    ("resources", &["type", "version", "published"]),
    ("risks", &["false-positive", "accepted", "risk-adjusted", "priority"]),
    ("entries", &["type"]),
    ("facets", &["state"]),
    ("remediations", &["type"]),
    (
        "components",
        &[
            "implementation-point",
            "leveraged-authorization-uuid",
            "inherited-uuid",
            "asset-type",
            "asset-id",
            "asset-tag",
            "public",
            "virtual",
            "vlan-id",
            "network-id",
            "label",
            "sort-id",
            "baseline-configuration-name",
            "allows-authenticated-scan",
            "function",
            "model",
            "os-name",
            "os-version",
            "software-name",
            "software-version",
            "software-patch-level",
            "version",
            "patch-level",
            "release-date",
            "validation-type",
            "validation-reference",
            "vendor-name",
            "software-identifier",
            "ipv4-address",
            "ipv6-address",
            "direction",
            "uri",
            "fqdn",
        ],
    ),
    (
        "inventory-items",
        &[
            "ipv4-address",
            "ipv6-address",
            "fqdn",
            "uri",
            "serial-number",
            "netbios-name",
            "mac-address",
            "physical-location",
            "is-scanned",
            "asset-type",
            "asset-id",
            "asset-tag",
            "public",
            "virtual",
            "vlan-id",
            "network-id",
            "label",
            "sort-id",
            "baseline-configuration-name",
            "allows-authenticated-scan",
            "function",
            "model",
            "os-name",
            "os-version",
            "software-name",
            "software-version",
            "software-patch-level",
        ],
    ),
];

/// Facet systems with a closed list of names; a system that is ours has none.
const FACETS: [(&str, &[&str]); 3] = [
    (FEDRAMP, &["likelihood", "impact", "risk"]),
    ("http://csrc.nist.gov/ns/oscal", &["likelihood", "impact", "risk", "severity"]),
    ("http://cve.mitre.org", &["cve-id"]),
];
const OWN: &str = "urn:poam:ns:oscal";
/// Closed lists of values: the object, the property, its values.
const VALUES: [(&str, &str, &[&str]); 4] = [
    ("facets", "state", &["initial", "adjusted"]),
    ("remediations", "type", &["avoid", "mitigate", "transfer", "accept", "share", "contingency", "none"]),
    ("inventory-items", "virtual", &["yes", "no"]),
    ("inventory-items", "public", &["yes", "no"]),
];

pub(crate) fn rules(document: &Value, broken: &mut Broken) {
    let mut met = BTreeSet::new();
    visit(document, &mut |trail, key, value| {
        let path = &trail.to_string();
        if !value.is_object() {
            return;
        }
        met.insert(key.to_owned());
        once(value, "props", &["name", "ns", "class", "group", "value"], path, broken);
        once(value, "links", &["href", "rel", "media-type"], path, broken);
        for prop in list(&value["props"]) {
            own_namespace(prop, key, path, broken);
        }
        if key == "facets" {
            let (system, name) = (text(&value["system"]), text(&value["name"]));
            let known = FACETS.iter().find(|(s, _)| *s == system);
            let holds = known.map_or(system == OWN, |(_, names)| names.contains(&name));
            ask(broken, holds, "facet-name", &format!("{path}: {system} {name}"));
        }
    });
    for key in ["facets", "props", "links", "risks", "inventory-items", "tasks"] {
        assert!(met.contains(key), "the sample has no {key}: {met:?}");
    }
}

/// A property without a namespace is OSCAL's, which has a list of names for each object.
fn own_namespace(prop: &Value, key: &str, path: &str, broken: &mut Broken) {
    let (name, value) = (text(&prop["name"]), text(&prop["value"]));
    if prop.get("ns").is_some() {
        return;
    }
    let names = NAMES.iter().find(|(object, _)| *object == key).map_or(&[][..], |(_, names)| names);
    ask(broken, name == "marking" || names.contains(&name), "oscal-prop-name", &format!("{path}: {name}"));
    for (_, _, values) in VALUES.iter().filter(|(object, of, _)| *object == key && *of == name) {
        ask(broken, values.contains(&value), "oscal-prop-value", &format!("{path}: {name} {value}"));
    }
}

/// No two of a list are alike in these flags.
fn once(object: &Value, member: &str, flags: &[&str], path: &str, broken: &mut Broken) {
    let mut seen = BTreeSet::new();
    for one in list(&object[member]) {
        let parts: Vec<Option<String>> = flags.iter().map(|f| one.get(*f).map(Value::to_string)).collect();
        ask(broken, seen.insert(parts), "siblings-differ", &format!("{path}/{member}: {one}"));
    }
}
