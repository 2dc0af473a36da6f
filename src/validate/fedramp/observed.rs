//! The observation that a risk names: the one that found the weakness.

use super::{Spot, ratings};
use crate::finding::Level;
use crate::rule::Rule;
use crate::validate::findings::Findings;
use jiff::{SignedDuration, Timestamp};

pub(super) const RULES: &[&Rule] = &[&ONE, &TYPE, &ORIGIN, &OF_ITEM, &TIMELY];

static ONE: Rule = Rule {
    code: "fedramp-risk-observation",
    level: Level::Error,
    checks: "A risk names exactly one observation, the one that found the weakness.",
    why: "FedRAMP's rules read the detection date through it. With none there is no date; of several with dates they \
          cannot choose, and FedRAMP's Schematron stops altogether.",
    fails: "/risks/0/related-observations\n\
            null",
    passes: "/risks/0/related-observations\n\
             [{\"observation-uuid\": \"00000021-0000-4000-8000-000000000021\"}]",
    source: "FedRAMP S: has-timely-completion-date; D: observations",
};

static TYPE: Rule = Rule {
    code: "fedramp-finding-type",
    level: Level::Warning,
    checks: "The observation that a risk names has the type finding, or discovery as NIST calls it since OSCAL 1.2.0.",
    why: "The observations that argue for a deviation or a closure hang on the item, not on the risk.",
    fails: "/observations/0/types\n\
            [\"historic\"]",
    passes: "/observations/0/types\n\
             [\"finding\"]",
    source: "FedRAMP D: observations",
};

static ORIGIN: Rule = Rule {
    code: "fedramp-finding-origin",
    level: Level::Error,
    checks: "The observation that a risk names says who or what made it.",
    why: "It is the weakness's source: a scanner, an assessor, an operator.",
    fails: "/observations/0/origins\n\
            null",
    passes: "/observations/0/origins\n\
             [{\"actors\": [{\"type\": \"tool\", \"actor-uuid\": \"00000014-0000-4000-8000-000000000014\"}]}]",
    source: "FedRAMP D: observations",
};

static OF_ITEM: Rule = Rule {
    code: "fedramp-item-finding",
    level: Level::Warning,
    checks: "An item names the observation that its risk names.",
    why: "Tools go from the item to its observations, and from there to the assets.",
    fails: "/poam-items/0/related-observations\n\
            null",
    passes: "/poam-items/0/related-observations\n\
             [{\"observation-uuid\": \"00000021-0000-4000-8000-000000000021\"}]",
    source: "FedRAMP D: POA&M items",
};

static TIMELY: Rule = Rule {
    code: "fedramp-completion-date",
    level: Level::Info,
    checks: "The deadline lies before the detection date plus 30 days for high, 90 for moderate, 180 for low.",
    why: "FedRAMP's Schematron calls it an error when the deadline is that day or later, but the workbook's own formula \
          gives exactly that day: so it is worth knowing and no fault.",
    fails: "/risks/0/deadline\n\
            \"2026-03-03T00:00:00Z\"",
    passes: "/risks/0/deadline\n\
             \"2026-03-02T00:00:00Z\"",
    source: "FedRAMP S: has-timely-completion-date",
};

/// `found` are the observations that the risk names, `of_item` those of its item.
pub(super) fn check(risk: &Spot, found: &[Spot], of_item: &[Spot], findings: &mut Findings) {
    match risk.object.all("related-observation").count() {
        0 => {
            let found = findings.report(&ONE, risk.path(), "the risk names no observation, so nothing dates it");
            found.help("add the observation that found the weakness to its `related-observations`");
        }
        1 => {}
        several => {
            let message =
                format!("the risk names {several} observations: which of them found the weakness is not told");
            let found = findings.report(&ONE, risk.member("related-observation"), message).level(Level::Warning);
            found.help("name the others in the item only");
        }
    }
    for observation in found {
        let mut types =
            observation.object.kind().member("type").map(|m| observation.object.values(m)).into_iter().flatten();
        if found.len() == 1 && !types.any(|t| t == "finding" || t == "discovery") {
            let message = "the observation that the risk names is not of the type finding";
            findings.report(&TYPE, observation.path(), message);
        }
        if observation.object.all("origin").next().is_none() {
            let message = "the observation does not say who or what found the weakness";
            findings.report(&ORIGIN, observation.path(), message).help("add an origin: a tool or a party");
        }
        if !of_item.iter().any(|o| std::ptr::eq(o.object, observation.object)) {
            let message = "the risk names this observation, its item does not";
            findings.report(&OF_ITEM, observation.path(), message);
        }
    }
    if let [observation] = found {
        timely(risk, observation, findings);
    }
}

fn timely(risk: &Spot, observation: &Spot, findings: &mut Findings) {
    let moment = |text: Option<&str>| text.and_then(|t| t.parse::<Timestamp>().ok());
    let days = match ratings::impact(risk.object) {
        Some("high") => 30,
        Some("moderate") => 90,
        Some("low") => 180,
        _ => return,
    };
    let (Some(collected), Some(deadline)) = (moment(observation.get("collected")), moment(risk.get("deadline"))) else {
        return;
    };
    let limit = collected.checked_add(SignedDuration::from_hours(24 * days));
    if limit.is_ok_and(|limit| deadline >= limit) {
        let message = format!("the deadline is {days} days or more after the weakness was found");
        let found = findings.report(&TIMELY, risk.member("deadline"), message);
        found.help("FedRAMP's old Schematron rules refuse it; the workbook's own formula gives the last of these days");
    }
}
