//! Metadata, the SSP, back matter.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Broken, FEDRAMP, ask, list, props, text};

/// FedRAMP's closed list of types of attachments.
const ATTACHMENTS: [&str; 32] = [
    "law",
    "regulation",
    "standard",
    "guidance",
    "policy",
    "procedure",
    "guide",
    "rules-of-behavior",
    "plan",
    "system-security-plan",
    "artifact",
    "evidence",
    "screen-shot",
    "image",
    "tool-report",
    "raw-tool-output",
    "interview-notes",
    "questionnaire",
    "report",
    "fedramp-citations",
    "fedramp-acronyms",
    "fedramp-logo",
    "separation-of-duties-matrix",
    "logo",
    "personally-identifiable-information",
    "agreement",
    "isa-agreement",
    "incident-response-plan",
    "information-security-policies-and-procedures",
    "users-guide",
    "privacy-impact-assessment",
    "configuration-management-plan",
];

pub(crate) fn metadata(document: &Value, version: &str, broken: &mut Broken) {
    let metadata = &document["metadata"];
    ask(broken, metadata["published"].is_string(), "has-published-date", "metadata");
    ask(broken, props(metadata, "marking", None) == ["cui"], "marking", "metadata");
    // The list has one version, and it names OSCAL 1.1.2: no other document may claim it.
    let expected: &[&str] = if version == "1.1.2" { &["fedramp-3.0.0rc1-oscal-1.1.2"] } else { &[] };
    ask(broken, props(metadata, "fedramp-version", Some(FEDRAMP)) == expected, "fedramp-version", "metadata");
    ask(broken, metadata["oscal-version"] == version, "oscal-version", "metadata");
    for party in list(&metadata["parties"]) {
        ask(broken, !text(&party["name"]).is_empty(), "party-has-name", text(&party["uuid"]));
    }
    let roles: Vec<&str> = list(&metadata["roles"]).iter().map(|role| text(&role["id"])).collect();
    let filled: Vec<&str> = list(&metadata["responsible-parties"]).iter().map(|r| text(&r["role-id"])).collect();
    ask(broken, filled.contains(&"cloud-service-provider"), "names-the-provider", "metadata");
    for role in &filled {
        ask(broken, roles.contains(role), "role-is-declared", role);
    }
    ask(broken, filled.iter().collect::<BTreeSet<_>>().len() == filled.len(), "role-once", "metadata");
    ask(broken, roles.iter().collect::<BTreeSet<_>>().len() == roles.len(), "role-id-once", "metadata");
}

pub(crate) fn ssp(document: &Value, broken: &mut Broken) {
    let href = text(&document["import-ssp"]["href"]);
    ask(broken, href.starts_with('#'), "has-import-ssp-href", href);
    let resources = list(&document["back-matter"]["resources"]);
    let of_type: Vec<&Value> =
        resources.iter().filter(|r| props(r, "type", Some(FEDRAMP)).contains(&"system-security-plan")).collect();
    let [resource] = of_type.as_slice() else {
        return ask(broken, false, "has-system-security-plan-resource", href);
    };
    ask(broken, href.strip_prefix('#') == resource["uuid"].as_str(), "has-import-ssp-internal-href", href);
    let rlinks = list(&resource["rlinks"]);
    ask(broken, rlinks.len() == 1, "has-ssp-rlink", href);
    for rlink in rlinks {
        let media_type = text(&rlink["media-type"]);
        ask(
            broken,
            ["text/xml", "application/json"].contains(&media_type),
            "has-acceptable-rlink-media-type",
            media_type,
        );
        ask(broken, !text(&rlink["href"]).is_empty(), "rlink-has-href", href);
    }
    ask(broken, resource.get("base64").is_none(), "has-no-base64", href);
}

pub(crate) fn resources(document: &Value, broken: &mut Broken) {
    for resource in list(&document["back-matter"]["resources"]) {
        let title = text(&resource["title"]);
        let types = props(resource, "type", Some(FEDRAMP));
        ask(broken, !types.is_empty(), "resource-has-type", title);
        ask(broken, types.iter().all(|t| ATTACHMENTS.contains(t)), "attachment-type", title);
    }
}
