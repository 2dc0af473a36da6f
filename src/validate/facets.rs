//! The facets of a risk: which names a system of ratings has, and which values.

use super::findings::Findings;
use super::values::{is_in, one_of};
use super::walk::At;
use super::{Validation, short};
use crate::finding::Level;
use crate::oscal::model;
use crate::oscal::types;
use crate::oscal::version::{V1_0_4, Version};
use crate::rule::Rule;

pub(super) static RULES: &[&Rule] = &[&FACET_NAME_NOT_ALLOWED, &FACET_VALUE_NOT_ALLOWED];

static FACET_NAME_NOT_ALLOWED: Rule = Rule {
    code: "facet-name-not-allowed",
    level: Level::Error,
    checks: "A facet of a system that NIST knows has one of that system's names.",
    why: "A rating under a name that nobody knows is a rating that nobody reads.",
    fails: "/risks/0/characterizations/0/facets/-\n{ \"name\": \"probability\", \"system\": \
            \"http://fedramp.gov/ns/oscal\", \"value\": \"high\" }",
    passes: "/risks/0/characterizations/0/facets/-\n{ \"name\": \"impact\", \"system\": \
             \"http://fedramp.gov/ns/oscal\", \"value\": \"high\" }",
    source: "NIST's allowed-values constraints on facet/@name",
};

static FACET_VALUE_NOT_ALLOWED: Rule = Rule {
    code: "facet-value-not-allowed",
    level: Level::Error,
    checks: "A CVSS facet has one of the values that NIST lists for its metric.",
    why: "A score cannot be computed from another word.",
    fails: "/risks/0/characterizations/0/facets/-\n{ \"name\": \"user-interaction\", \"system\": \
            \"http://www.first.org/cvss/v3.1\", \"value\": \"sometimes\" }",
    passes: "/risks/0/characterizations/0/facets/-\n{ \"name\": \"user-interaction\", \"system\": \
             \"http://www.first.org/cvss/v3.1\", \"value\": \"required\" }",
    source: "NIST's allowed-values constraints on facet/@value",
};

const V2: &str = "http://www.first.org/cvss/v2.0";
const V3: &str = "http://www.first.org/cvss/v3.0 http://www.first.org/cvss/v3.1";
const V4: &str = "https://www.first.org/cvss/v4-0";
const IMPACTS: &str = "confidentiality-impact integrity-impact availability-impact";

/// The names of facets: the systems, the names, and the OSCAL version since which they are listed.
#[rustfmt::skip] // one line for each system
static NAMES: &[(&str, &str, Version)] = &[
    ("http://csrc.nist.gov/ns/oscal", "likelihood impact risk severity", V1_0_4),
    ("http://fedramp.gov http://fedramp.gov/ns/oscal", "likelihood impact risk", V1_0_4),
    ("http://cve.mitre.org", "cve-id", V1_0_4),
    (V2, "access-vector access-complexity authentication confidentiality-impact integrity-impact availability-impact exploitability remediation-level report-confidence collateral-damage-potential target-distribution confidentiality-requirement integrity-requirement availability-requirement", V1_0_4),
    (V3, "attack-vector access-complexity privileges-required user-interaction scope confidentiality-impact integrity-impact availability-impact exploit-code-maturity remediation-level report-confidence modified-attack-vector modified-attack-complexity modified-privileges-required modified-user-interaction modified-scope modified-confidentiality modified-integrity modified-availability confidentiality-requirement integrity-requirement availability-requirement", V1_0_4),
    (V4, "av ac at pr ui vc vi va sc si sa s au r v re u mav mac mat mpr mui mvc mvi mva msc msi msa cr ir ar e", Version(1, 1, 3)),
];

/// The values of CVSS metrics: the systems, the names, the values. What has no line is a token.
static VALUES: &[(&str, &str, &str)] = &[
    (V2, "access-vector", "local adjacent-network network"),
    (V2, "access-complexity", "high medium low"),
    (V2, "authentication", "multiple single none"),
    (V2, IMPACTS, "none partial complete"),
    (V3, "access-complexity", "high low"),
    (V3, "privileges-required", "none low high"),
    (V3, IMPACTS, "none low high"),
    (V3, "user-interaction", "none required"),
    (V3, "scope", "unchanged changed"),
];

pub(super) fn object(validation: &Validation, at: &At, findings: &mut Findings) {
    if !at.is(&model::CHARACTERIZATION_FACET) {
        return;
    }
    let (Some(name), Some(system)) = (at.object.get("name"), at.object.get("system")) else { return };
    let names = NAMES.iter().find(|(systems, _, since)| is_in(systems, system) && *since <= validation.version);
    if let Some((_, names, _)) = names.filter(|(_, names, _)| !is_in(names, name)) {
        let message = format!("{system} has no facet {:?}", short(name));
        let help = one_of(&names.split(' ').collect::<Vec<_>>());
        findings.report(&FACET_NAME_NOT_ALLOWED, at.member("name"), message).help(help);
        return;
    }
    let Some(value) = at.object.get("value") else { return };
    let values = VALUES.iter().find(|(systems, names, _)| is_in(systems, system) && is_in(names, name));
    let is_cvss = [V2, V3, V4].iter().any(|systems| is_in(systems, system)) && names.is_some();
    let message = || format!("the value {:?} of the facet {name} is not allowed", short(value));
    match values {
        Some((.., values)) if !is_in(values, value) => {
            let help = one_of(&values.split(' ').collect::<Vec<_>>());
            findings.report(&FACET_VALUE_NOT_ALLOWED, at.member("value"), message()).help(help);
        }
        None if is_cvss && !types::is_token(value) => {
            findings.report(&FACET_VALUE_NOT_ALLOWED, at.member("value"), message()).help("write one word");
        }
        _ => {}
    }
}
