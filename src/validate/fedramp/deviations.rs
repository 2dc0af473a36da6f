//! Deviation requests and vendor dependencies: their states, and what a state brings with it.

use super::pieces::{adjusted_facets, deviation, evidence, observation};
use super::{Spot, is_fedramp, values};
use crate::finding::Level;
use crate::oscal::object::Object;
use crate::rule::Rule;
use crate::validate::findings::Findings;

pub(super) const RULES: &[&Rule] =
    &[&ARGUED, &EVIDENCE, &METHOD, &PRODUCT, &FACTOR, &ADJUSTMENT, &UNREQUESTED, &FALSE_POSITIVE];

/// The requests that FedRAMP decides, which are also the types of the observations that argue for them.
const REQUESTS: [&str; 3] = ["false-positive", "operational-requirement", "risk-adjustment"];
/// All types of observations that are not the finding itself.
const TYPES: [&str; 5] =
    ["false-positive", "operational-requirement", "risk-adjustment", "vendor-dependency", "closure"];

/// Examples of a rating that somebody asks to lower: without what the request has to say, and with it.
const REQUESTED: &str =
    concat!(deviation!("risk-adjustment", "pending"), "\n", observation!("EXAMINE", "risk-adjustment", evidence!()));
const ADJUSTED: &str = concat!(
    deviation!("risk-adjustment", "pending"),
    "\n",
    observation!("EXAMINE", "risk-adjustment", evidence!()),
    "\n/risks/0/mitigating-factors\n[{\"uuid\": \"00000036-0000-4000-8000-000000000036\",\n\"description\": \"The port is closed at the boundary.\"}]\n",
    adjusted_facets!()
);

static ARGUED: Rule = Rule {
    code: "fedramp-deviation-observation",
    level: Level::Error,
    checks: "A false positive, operational requirement or risk adjustment that is pending or approved has an observation \
             of that type among the item's.",
    why: "The observation is the request: it argues for the deviation and names the evidence.",
    fails: deviation!("false-positive", "pending"),
    passes: concat!(
        deviation!("false-positive", "pending"),
        "\n",
        observation!("EXAMINE", "false-positive", evidence!())
    ),
    source: "FedRAMP D: deviations",
};

static EVIDENCE: Rule = Rule {
    code: "fedramp-deviation-evidence",
    level: Level::Error,
    checks: "An observation that argues for a deviation or a vendor dependency has evidence.",
    why: "FedRAMP decides on evidence. For a closure it is only a warning.",
    fails: observation!("EXAMINE", "operational-requirement"),
    passes: observation!("EXAMINE", "operational-requirement", evidence!()),
    source: "FedRAMP D: deviations",
};

static METHOD: Rule = Rule {
    code: "fedramp-false-positive-method",
    level: Level::Warning,
    checks: "The observation that argues for a false positive was made by examination.",
    why: "What a scanner tests cannot show that the scanner is wrong.",
    fails: observation!("TEST", "false-positive", evidence!()),
    passes: observation!("EXAMINE", "false-positive", evidence!()),
    source: "FedRAMP D: false positives",
};

static PRODUCT: Rule = Rule {
    code: "fedramp-vendor-product",
    level: Level::Error,
    checks: "The observation of a vendor dependency has a subject: the vendor's product.",
    why: "The subject's title is the product whose vendor has to act.",
    fails: observation!("EXAMINE", "vendor-dependency", evidence!()),
    passes: observation!(
        "EXAMINE",
        "vendor-dependency",
        "\"subjects\": [{\"subject-uuid\": \"00000014-0000-4000-8000-000000000014\", \"type\": \"component\", \"title\": \"OpenSSL\"}]",
        evidence!()
    ),
    source: "FedRAMP D: vendor dependencies",
};

static FACTOR: Rule = Rule {
    code: "fedramp-mitigating-factor",
    level: Level::Error,
    checks: "A risk whose adjustment is pending or approved has a mitigating factor.",
    why: "A rating is lowered for a reason, and the reason is what already lowers the risk.",
    fails: REQUESTED,
    passes: ADJUSTED,
    source: "FedRAMP D: risk adjustments",
};

static ADJUSTMENT: Rule = Rule {
    code: "fedramp-adjusted-rating",
    level: Level::Error,
    checks: "A risk whose adjustment is pending or approved has adjusted facets.",
    why: "The request asks for a rating: it has to say which.",
    fails: REQUESTED,
    passes: ADJUSTED,
    source: "FedRAMP D: risk adjustments",
};

static UNREQUESTED: Rule = Rule {
    code: "fedramp-adjustment-state",
    level: Level::Warning,
    checks: "A risk with adjusted facets says how the request for the adjustment stands, in the property risk-adjustment.",
    why: "Only an approved adjustment changes the days to remediate.",
    fails: adjusted_facets!(),
    passes: concat!(deviation!("risk-adjustment", "investigating"), "\n", adjusted_facets!()),
    source: "FedRAMP D: risk adjustments",
};

static FALSE_POSITIVE: Rule = Rule {
    code: "fedramp-false-positive-open",
    level: Level::Warning,
    checks: "A risk that is approved to be a false positive is closed.",
    why: "An approved false positive needs no remediation: FedRAMP closes it.",
    fails: deviation!("false-positive", "approved"),
    passes: deviation!("false-positive", "withdrawn"),
    source: "FedRAMP D: false positives",
};

/// Whether a risk's request is before FedRAMP or granted.
fn is_requested(risk: &Object, name: &str) -> bool {
    values(risk, name).any(|state| state == "pending" || state == "approved")
}

fn has_type(observation: &Object, name: &str) -> bool {
    observation.kind().member("type").is_some_and(|m| observation.values(m).any(|t| t == name))
}

/// `of_item` are the observations that the risk's item names.
pub(super) fn check(risk: &Spot, of_item: &[Spot], findings: &mut Findings) {
    for name in REQUESTS {
        if is_requested(risk.object, name) && !of_item.iter().any(|o| has_type(o.object, name)) {
            let message = format!("{name} is requested, but no observation of the item argues for it");
            let found = findings.report(&ARGUED, risk.member("prop"), message);
            found.help(format!("add an observation of the type {name} and name it in the item"));
        }
    }
    let is_adjusted = risk.object.all("characterization").flat_map(|c| c.all("facet")).any(|f| {
        f.get("system").is_some_and(is_fedramp)
            && f.all("prop").any(|p| p.get("name") == Some("state") && p.get("value") == Some("adjusted"))
    });
    if is_requested(risk.object, "risk-adjustment") {
        if risk.object.all("mitigating-factor").next().is_none() {
            let found = findings.report(&FACTOR, risk.path(), "an adjustment is requested without a mitigating factor");
            found.help("say in `mitigating-factors` what lowers the risk");
        }
        if !is_adjusted {
            let found = findings.report(&ADJUSTMENT, risk.path(), "an adjustment is requested, but no adjusted rating");
            found.help("add the facets likelihood and impact with the state adjusted");
        }
    } else if is_adjusted && values(risk.object, "risk-adjustment").next().is_none() {
        let message = "the rating is adjusted, but no property risk-adjustment says how the request stands";
        findings.report(&UNREQUESTED, risk.path(), message);
    }
    let is_closed = risk.get("status") == Some("closed");
    if !is_closed && values(risk.object, "false-positive").any(|state| state == "approved") {
        let found =
            findings.report(&FALSE_POSITIVE, risk.member("status"), "an approved false positive that is not closed");
        found.help("close the risk, with an entry in its log");
    }
}

/// What an observation of its type has to have.
pub(super) fn observation(observation: &Spot, findings: &mut Findings) {
    let Some(name) = TYPES.into_iter().find(|name| has_type(observation.object, name)) else { return };
    if observation.object.all("relevant-evidence").next().is_none() {
        let message = format!("an observation of the type {name} without evidence");
        let level = if name == "closure" { Level::Warning } else { EVIDENCE.level };
        let found = findings.report(&EVIDENCE, observation.path(), message);
        found.level(level).help("add `relevant-evidence`");
    }
    let by_examination = observation
        .object
        .kind()
        .member("method")
        .is_some_and(|m| observation.object.values(m).any(|v| v == "EXAMINE"));
    if name == "false-positive" && !by_examination {
        let message = "the observation that argues for a false positive was not made by examination";
        findings.report(&METHOD, observation.member("method"), message).help("add the method EXAMINE");
    }
    if name == "vendor-dependency" && observation.object.all("subject").next().is_none() {
        let message = "the observation of a vendor dependency does not name the vendor's product";
        findings.report(&PRODUCT, observation.path(), message).help("add the product as a subject");
    }
}
