//! CVSS: whether the facets of a characterization are metrics of their version and make up a vector.

use super::findings::Findings;
use super::walk::At;
use super::{Validation, short};
use crate::cvss::{self, System, Wrong};
use crate::finding::Level;
use crate::oscal::model::{CHARACTERIZATION, RISK};
use crate::oscal::object::Object;
use crate::rule::Rule;
use std::collections::BTreeSet;

pub(super) const RULES: &[&Rule] = &[&METRIC, &VALUE, &TWICE, &INCOMPLETE, &SCORE, &MIXED];

static METRIC: Rule = Rule {
    code: "cvss-metric",
    level: Level::Warning,
    checks: "A facet under the system of a CVSS version is a metric of that version, by abbreviation or long name.",
    why: "A vector and its score can only be made of metrics; a facet of another name is left out.",
    fails: "/risks/0/characterizations/0/facets/-\n\
            {\"name\": \"color\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"red\"}",
    passes: COMPLETE,
    source: "FIRST: CVSS 2.0, 3.0, 3.1, 4.0; NIST: names of facets",
};

/// A complete vector, 9.8.
const COMPLETE: &str = "/risks/0/characterizations/0/facets\n\
    [{\"name\": \"attack-vector\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"network\"},\n\
    {\"name\": \"access-complexity\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"low\"},\n\
    {\"name\": \"privileges-required\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"none\"},\n\
    {\"name\": \"user-interaction\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"none\"},\n\
    {\"name\": \"scope\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"unchanged\"},\n\
    {\"name\": \"confidentiality-impact\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"high\"},\n\
    {\"name\": \"integrity-impact\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"high\"},\n\
    {\"name\": \"availability-impact\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"high\"}]";

static VALUE: Rule = Rule {
    code: "cvss-value",
    level: Level::Warning,
    checks: "A metric of CVSS has a value that its version knows, as letter or word.",
    why: "A value that cannot be read leaves a hole in the vector, and there is no score.",
    fails: "/risks/0/characterizations/0/facets/-\n\
            {\"name\": \"attack-vector\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"everywhere\"}",
    passes: COMPLETE,
    source: "FIRST: CVSS 2.0, 3.0, 3.1, 4.0; NIST: values of facets",
};

static TWICE: Rule = Rule {
    code: "cvss-metric-twice",
    level: Level::Error,
    checks: "A metric of CVSS stands once in a characterization, or once for each state.",
    why: "Of two values nobody can tell which counts; the first is taken.",
    fails: "/risks/0/characterizations/0/facets\n\
            [{\"name\": \"scope\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"changed\"},\n\
            {\"name\": \"scope\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"unchanged\"}]",
    passes: COMPLETE,
    source: "FIRST: CVSS 2.0, 3.0, 3.1, 4.0",
};

static INCOMPLETE: Rule = Rule {
    code: "cvss-incomplete",
    level: Level::Info,
    checks: "The metrics of CVSS in a characterization include all base metrics.",
    why: "Only then there is a base score.",
    fails: "/risks/0/characterizations/0/facets/-\n\
            {\"name\": \"attack-vector\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"network\"}",
    passes: COMPLETE,
    source: "FIRST: CVSS 2.0, 3.0, 3.1, 4.0",
};

static SCORE: Rule = Rule {
    code: "cvss-score",
    level: Level::Warning,
    checks: "A base score that is stated beside the metrics is the one that they give.",
    why: "Score or vector is wrong: a reviewer who computes it gets another number.",
    fails: concat!(
        "/risks/0/characterizations/0/facets\n",
        "[{\"name\": \"AV\", \"system\": \"http://www.first.org/cvss/v2.0\", \"value\": \"N\"},\n",
        "{\"name\": \"AC\", \"system\": \"http://www.first.org/cvss/v2.0\", \"value\": \"L\"},\n",
        "{\"name\": \"Au\", \"system\": \"http://www.first.org/cvss/v2.0\", \"value\": \"N\"},\n",
        "{\"name\": \"C\", \"system\": \"http://www.first.org/cvss/v2.0\", \"value\": \"P\"},\n",
        "{\"name\": \"I\", \"system\": \"http://www.first.org/cvss/v2.0\", \"value\": \"P\"},\n",
        "{\"name\": \"A\", \"system\": \"http://www.first.org/cvss/v2.0\", \"value\": \"P\"},\n",
        "{\"name\": \"base-score\", \"system\": \"http://www.first.org/cvss/v2.0\", \"value\": \"9.9\"}]"
    ),
    passes: COMPLETE,
    source: "FIRST: CVSS 2.0, 3.0, 3.1, 4.0",
};

static MIXED: Rule = Rule {
    code: "cvss-versions",
    level: Level::Warning,
    checks: "The facets of one risk are of one CVSS version.",
    why: "Scores of different versions cannot be compared, and a tool that reads the risk takes one of them.",
    fails: "/risks/0/characterizations/0/facets\n\
            [{\"name\": \"attack-vector\", \"system\": \"http://www.first.org/cvss/v3.1\", \"value\": \"network\"},\n\
            {\"name\": \"scope\", \"system\": \"http://www.first.org/cvss/v3.0\", \"value\": \"unchanged\"}]",
    passes: COMPLETE,
    source: "this project",
};

pub(super) fn object(_: &Validation, at: &At, findings: &mut Findings) {
    if at.is(&RISK) {
        versions(at, findings);
    }
    if !at.is(&CHARACTERIZATION) {
        return;
    }
    let cvss = cvss::of(at.object);
    let facets: Vec<&Object> = at.object.all("facet").collect();
    for fault in &cvss.faults {
        let facet = facets.get(fault.facet);
        let part = |member: &str| short(facet.and_then(|f| f.get(member)).unwrap_or_default());
        let path = at.node("facet", fault.facet);
        let version = fault.system.name();
        match &fault.wrong {
            Wrong::Metric => {
                let message = format!("CVSS {version} has no metric \"{}\"", part("name"));
                findings.report(&METRIC, path, message);
            }
            Wrong::Value(words) => {
                let message = format!("\"{}\" is no value of {} in CVSS {version}", part("value"), part("name"));
                findings.report(&VALUE, path, message).help(format!("write one of {}", words.join(", ")));
            }
            Wrong::Twice(metric) => {
                let message = format!("the metric {metric} is there before");
                findings.report(&TWICE, path, message).help("keep the one that holds");
            }
            Wrong::Score(base) => {
                let message = format!("the score {} is stated, but the metrics give {base:.1}", part("value"));
                findings.report(&SCORE, path, message).help("correct the score or the metrics");
            }
        }
    }
    for score in cvss.scores.iter().filter(|s| !s.missing.is_empty()) {
        let missing = score.missing.join(", ");
        let message = format!("CVSS {} without {missing}: there is no base score", score.system.name());
        findings.report(&INCOMPLETE, at.node("facet", score.facet), message);
    }
}

fn versions(at: &At, findings: &mut Findings) {
    let facets = at.object.all("characterization").flat_map(|c| c.all("facet"));
    let systems: BTreeSet<System> = facets.filter_map(|f| f.get("system").and_then(System::of)).collect();
    if systems.len() > 1 {
        let names: Vec<&str> = systems.iter().map(|s| s.name()).collect();
        let message = format!("the risk has facets of CVSS {}", names.join(" and "));
        findings.report(&MIXED, at.member("characterization"), message).help("keep the newest version");
    }
}
