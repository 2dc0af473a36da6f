//! How a risk is rated: FedRAMP's facets likelihood, impact and risk, initial and adjusted.

use super::pieces::{adjusted_facets, deviation};
use super::{Spot, is_fedramp, is_oscal};
use crate::finding::Level;
use crate::oscal::object::Object;
use crate::rule::Rule;
use crate::validate::findings::Findings;

pub(super) const RULES: &[&Rule] =
    &[&IMPACT, &LAST, &VALUE, &STATE, &INITIAL, &ADJUSTED, &ORDER, &REASON, &RATING, &ORIGIN];

/// The levels, low to high.
const LEVELS: [&str; 3] = ["low", "moderate", "high"];

static IMPACT: Rule = Rule {
    code: "fedramp-impact-facet",
    level: Level::Error,
    checks: "A risk has a facet named impact.",
    why: "FedRAMP's rules take the rating, and with it the days to remediate, from this facet; its template with the one \
          facet risk does not pass them.",
    fails: "/risks/0/characterizations/1/facets\n\
            [{\"name\": \"risk\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"high\",\n\
            \"props\": [{\"name\": \"state\", \"value\": \"initial\"}]}]",
    passes: "/risks/0/characterizations/1/facets\n\
             [{\"name\": \"likelihood\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"high\",\n\
             \"props\": [{\"name\": \"state\", \"value\": \"initial\"}]},\n\
             {\"name\": \"impact\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"high\",\n\
             \"props\": [{\"name\": \"state\", \"value\": \"initial\"}]}]",
    source: "FedRAMP S: has-risk-impact-characterization-facet",
};

static LAST: Rule = Rule {
    code: "fedramp-last-impact",
    level: Level::Warning,
    checks: "The last facet named impact is FedRAMP's own, not a tool's.",
    why: "FedRAMP's rules read the last one, whatever its system. So the tool's characterization stands before FedRAMP's.",
    fails: "/risks/0/characterizations/-\n\
            {\"origin\": {\"actors\": [{\"type\": \"tool\", \"actor-uuid\": \"00000014-0000-4000-8000-000000000014\"}]},\n\
            \"facets\": [{\"name\": \"impact\", \"system\": \"urn:example:scanner\", \"value\": \"9\"}]}",
    passes: "/risks/0/characterizations/0/facets/-\n\
             {\"name\": \"impact\", \"system\": \"urn:example:scanner\", \"value\": \"9\"}",
    source: "FedRAMP S: has-timely-completion-date",
};

static VALUE: Rule = Rule {
    code: "fedramp-facet-value",
    level: Level::Error,
    checks: "FedRAMP's facets have the value low, moderate or high, in lower case.",
    why: "FedRAMP knows these three levels; a scanner's critical is high.",
    fails: "/risks/0/characterizations/1/facets/1/value\n\
            \"critical\"",
    passes: "/risks/0/characterizations/1/facets/1/value\n\
             \"high\"",
    source: "FedRAMP S: has-timely-completion-date; D: risk exposure",
};

static STATE: Rule = Rule {
    code: "fedramp-facet-state",
    level: Level::Error,
    checks: "FedRAMP's facets say whether they are initial or adjusted, in the property state.",
    why: "The original rating stays beside the adjusted one; without the state they cannot be told apart.",
    fails: "/risks/0/characterizations/1/facets/1/props\n\
            null",
    passes: "/risks/0/characterizations/1/facets/1/props\n\
             [{\"name\": \"state\", \"value\": \"initial\"}]",
    source: "FedRAMP D: risk characterization",
};

static INITIAL: Rule = Rule {
    code: "fedramp-initial-rating",
    level: Level::Error,
    checks: "A risk has an initial rating: likelihood and impact, or risk alone as in FedRAMP's template.",
    why: "The original rating is permanent and always there.",
    fails: "/risks/0/characterizations/1/facets\n\
            [{\"name\": \"impact\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"high\",\n\
            \"props\": [{\"name\": \"state\", \"value\": \"initial\"}]}]",
    passes: "/risks/0/characterizations/1/facets\n\
             [{\"name\": \"likelihood\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"high\",\n\
             \"props\": [{\"name\": \"state\", \"value\": \"initial\"}]},\n\
             {\"name\": \"impact\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"high\",\n\
             \"props\": [{\"name\": \"state\", \"value\": \"initial\"}]}]",
    source: "FedRAMP D: risk characterization",
};

static ADJUSTED: Rule = Rule {
    code: "fedramp-adjusted-pair",
    level: Level::Error,
    checks: "When likelihood or impact is adjusted, both adjusted facets are there.",
    why: "The adjusted rating is read from both; the one that stays is repeated.",
    fails: "/risks/0/characterizations/1/facets/-\n\
            {\"name\": \"likelihood\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"low\",\n\
            \"props\": [{\"name\": \"state\", \"value\": \"adjusted\", \"remarks\": \"The port is closed.\"}]}",
    passes: concat!(deviation!("risk-adjustment", "investigating"), "\n", adjusted_facets!()),
    source: "FedRAMP D: risk characterization",
};

static ORDER: Rule = Rule {
    code: "fedramp-adjusted-order",
    level: Level::Warning,
    checks: "An adjusted facet stands behind the initial one of its name.",
    why: "FedRAMP's rules read the last one as the one that counts.",
    fails: "/risks/0/characterizations/1/facets\n\
            [{\"name\": \"impact\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"low\",\n\
            \"props\": [{\"name\": \"state\", \"value\": \"adjusted\"}]},\n\
            {\"name\": \"impact\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"high\",\n\
            \"props\": [{\"name\": \"state\", \"value\": \"initial\"}]}]",
    passes: concat!(deviation!("risk-adjustment", "investigating"), "\n", adjusted_facets!()),
    source: "FedRAMP S: has-timely-completion-date",
};

static REASON: Rule = Rule {
    code: "fedramp-adjusted-reason",
    level: Level::Info,
    checks: "Why a rating was adjusted stands in the remarks of the property state of an adjusted facet.",
    why: "FedRAMP's documentation puts the reason there; the mitigating factors may tell it too.",
    fails: "/risks/0/characterizations/1/facets/-\n\
            {\"name\": \"impact\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"low\",\n\
            \"props\": [{\"name\": \"state\", \"value\": \"adjusted\"}]}",
    passes: concat!(deviation!("risk-adjustment", "investigating"), "\n", adjusted_facets!()),
    source: "FedRAMP D: risk characterization",
};

static RATING: Rule = Rule {
    code: "fedramp-rating",
    level: Level::Warning,
    checks: "The facet risk is the lower one of likelihood and impact of the same state.",
    why: "FedRAMP's table of risk exposure gives high for high and high, low where either is low, and moderate else.",
    fails: "/risks/0/characterizations/1/facets/-\n\
            {\"name\": \"risk\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"low\",\n\
            \"props\": [{\"name\": \"state\", \"value\": \"initial\"}]}",
    passes: "/risks/0/characterizations/1/facets/-\n\
             {\"name\": \"risk\", \"system\": \"http://fedramp.gov/ns/oscal\", \"value\": \"high\",\n\
             \"props\": [{\"name\": \"state\", \"value\": \"initial\"}]}",
    source: "FedRAMP D: risk exposure, table 3-6",
};

static ORIGIN: Rule = Rule {
    code: "fedramp-rating-origin",
    level: Level::Warning,
    checks: "FedRAMP's facets stand in a characterization that a party made.",
    why: "The rating is a person's judgement; what a tool says stands in the tool's own characterization.",
    fails: "/risks/0/characterizations/1/origin\n\
            {\"actors\": [{\"type\": \"tool\", \"actor-uuid\": \"00000014-0000-4000-8000-000000000014\"}]}",
    passes: "/risks/0/characterizations/1/origin\n\
             {\"actors\": [{\"type\": \"party\", \"actor-uuid\": \"00000012-0000-4000-8000-000000000012\"}]}",
    source: "FedRAMP D: risk characterization",
};

/// The value that FedRAMP's rules take for a risk's impact: that of the last facet of this name in the last
/// characterization that has one, whatever its system and state.
pub(super) fn impact(risk: &Object) -> Option<&str> {
    let with = risk.all("characterization").rev();
    let mut impacts = with.filter_map(|c| c.all("facet").rev().find(|f| f.get("name") == Some("impact")));
    impacts.next()?.get("value")
}

/// The state of a facet. FedRAMP writes the property in OSCAL's namespace, older documents in its own.
fn state(facet: &Object) -> Option<&str> {
    let is_state = |p: &&Object| {
        let ns = p.get("ns");
        p.get("name") == Some("state") && (is_oscal(ns) || ns.is_some_and(is_fedramp))
    };
    facet.all("prop").find(is_state)?.get("value")
}

/// A facet of FedRAMP's.
struct Facet<'p, 'a> {
    spot: &'p Spot<'p, 'a>,
    name: &'a str,
    value: &'a str,
    state: Option<&'a str>,
}

pub(super) fn check(risk: &Spot, findings: &mut Findings) {
    let characterizations: Vec<Spot> = risk.all("characterization").collect();
    let spots: Vec<Spot> = characterizations.iter().flat_map(|c| c.all("facet")).collect();
    if !spots.iter().any(|f| f.get("name") == Some("impact")) {
        let found = findings.report(&IMPACT, risk.path(), "the risk has no facet impact, so nothing rates it");
        found.help("add the facets likelihood and impact in the system http://fedramp.gov/ns/oscal");
    }
    let is_own = |spot: &&Spot| {
        spot.get("system").is_some_and(is_fedramp)
            && spot.get("name").is_some_and(|n| matches!(n, "likelihood" | "impact" | "risk"))
    };
    let facets: Vec<Facet> = spots
        .iter()
        .filter(is_own)
        .map(|spot| Facet {
            spot,
            name: spot.get("name").unwrap_or_default(),
            value: spot.get("value").unwrap_or_default(),
            state: state(spot.object),
        })
        .collect();
    last(&spots, findings);
    for facet in &facets {
        alone(facet, findings);
    }
    together(risk, &facets, findings);
    for characterization in &characterizations {
        let has_own = characterization.all("facet").any(|f| is_own(&&f));
        let mut actors = characterization.object.all("origin").flat_map(|o| o.all("actor"));
        if has_own && !actors.any(|a| a.get("type") == Some("party")) {
            let message = "FedRAMP's facets stand in a characterization that is no party's";
            findings.report(&ORIGIN, characterization.path(), message);
        }
    }
}

fn last(spots: &[Spot], findings: &mut Findings) {
    let mut impacts = spots.iter().filter(|f| f.get("name") == Some("impact"));
    let is_own = |f: &Spot| f.get("system").is_some_and(is_fedramp);
    if let Some(last) = impacts.clone().next_back()
        && !is_own(last)
        && impacts.any(is_own)
    {
        let found =
            findings.report(&LAST, last.path(), "the last facet impact is not FedRAMP's, but its rules read it");
        found.help("put the tool's characterization before FedRAMP's");
    }
}

fn alone(facet: &Facet, findings: &mut Findings) {
    if !LEVELS.contains(&facet.value) {
        let message = format!("the facet {} has the value \"{}\"", facet.name, facet.value);
        findings.report(&VALUE, facet.spot.path(), message).help("write low, moderate or high");
    }
    if !matches!(facet.state, Some("initial" | "adjusted")) {
        let message = match facet.state {
            None => format!("the facet {} does not say whether it is initial or adjusted", facet.name),
            Some(other) => format!("the facet {} has the state \"{other}\"", facet.name),
        };
        findings.report(&STATE, facet.spot.path(), message).help("add the property state: initial or adjusted");
    }
}

fn together(risk: &Spot, facets: &[Facet], findings: &mut Findings) {
    let of = |name: &str, state: &str| facets.iter().find(|f| f.name == name && f.state == Some(state));
    let pair = |state: &str| (of("likelihood", state), of("impact", state));
    let is_initial = of("risk", "initial").is_some() || matches!(pair("initial"), (Some(_), Some(_)));
    // Facets without a state are told one by one.
    if !is_initial && facets.iter().all(|f| f.state.is_some()) {
        let found = findings.report(&INITIAL, risk.path(), "the risk has no initial rating");
        found.help("add the facets likelihood and impact with the state initial");
    }
    let missing = match pair("adjusted") {
        (Some(there), None) => Some(("impact", there)),
        (None, Some(there)) => Some(("likelihood", there)),
        _ => None,
    };
    if let Some((name, there)) = missing {
        let message = format!("{} is adjusted, but there is no adjusted {name} beside it", there.name);
        findings.report(&ADJUSTED, there.spot.path(), message).help(format!("repeat {name} with the state adjusted"));
    }
    for name in ["risk", "likelihood", "impact"] {
        let at = |state: &str| facets.iter().position(|f| f.name == name && f.state == Some(state));
        if let (Some(initial), Some(adjusted)) = (at("initial"), at("adjusted"))
            && adjusted < initial
        {
            let message = format!("the adjusted {name} stands before the initial one");
            findings.report(&ORDER, facets[adjusted].spot.path(), message);
        }
    }
    let mut adjusted = facets.iter().filter(|f| f.state == Some("adjusted"));
    let has_reason =
        |f: &Facet| f.spot.object.all("prop").any(|p| p.get("name") == Some("state") && p.get("remarks").is_some());
    if let Some(first) = adjusted.clone().next()
        && !adjusted.any(has_reason)
    {
        let found = findings.report(&REASON, first.spot.path(), "why the rating was adjusted is not told beside it");
        found.help("put the reason into the remarks of the property state");
    }
    for state in ["initial", "adjusted"] {
        let level = |f: Option<&Facet>| LEVELS.iter().position(|level| f.is_some_and(|f| f.value == *level));
        let (likelihood, impact) = pair(state);
        let (Some(likelihood), Some(impact), Some(stated)) = (level(likelihood), level(impact), of("risk", state))
        else {
            continue;
        };
        let due = LEVELS[likelihood.min(impact)];
        if LEVELS.contains(&stated.value) && stated.value != due {
            let message = format!("the {state} risk is {}, but likelihood and impact give {due}", stated.value);
            findings.report(&RATING, stated.spot.path(), message);
        }
    }
}
