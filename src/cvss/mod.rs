//! CVSS vectors and base scores from the facets of a risk's characterization.
//!
//! A facet under the system of a CVSS version is a metric, by its abbreviation or by a long name: documents have both.

mod metrics;

pub use metrics::{Metric, Table};

use crate::oscal::object::Object;

/// A version of CVSS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum System {
    /// 2.0.
    V2_0,
    /// 3.0.
    V3_0,
    /// 3.1.
    V3_1,
    /// 4.0.
    V4_0,
}

impl System {
    /// The version that a facet's system stands for, in NIST's spelling, FedRAMP's (without the minor version) and
    /// those that documents are seen to have.
    pub fn of(uri: &str) -> Option<System> {
        let uri = uri.trim_end_matches('/').to_ascii_lowercase();
        let path = uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://"));
        let version = match path {
            Some(path) => path.strip_prefix("www.").unwrap_or(path).strip_prefix("first.org/cvss/")?,
            None => uri.strip_prefix("cvss")?,
        };
        match version.strip_prefix('v').unwrap_or(version) {
            "2" | "2.0" | "2-0" => Some(System::V2_0),
            "3" | "3.0" | "3-0" => Some(System::V3_0),
            "3.1" | "3-1" => Some(System::V3_1),
            "4" | "4.0" | "4-0" => Some(System::V4_0),
            _ => None,
        }
    }

    /// The version's number.
    pub fn name(self) -> &'static str {
        match self {
            System::V2_0 => "2.0",
            System::V3_0 => "3.0",
            System::V3_1 => "3.1",
            System::V4_0 => "4.0",
        }
    }

    /// The version's metrics.
    pub fn table(self) -> &'static Table {
        match self {
            System::V2_0 => &metrics::V2,
            System::V3_0 | System::V3_1 => &metrics::V3,
            System::V4_0 => &metrics::V4,
        }
    }
}

/// A vector that the facets of one version, and of one state, make up.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The version.
    pub system: System,
    /// The facets' state: initial, adjusted, or none.
    pub state: Option<String>,
    /// The vector of all its metrics, in the order and with the prefix of the version.
    pub vector: String,
    /// The base score, 0.0 to 10.0; none while base metrics are missing.
    pub base: Option<f64>,
    /// The abbreviations of the base metrics that are missing.
    pub missing: Vec<&'static str>,
    /// The position of its first facet in the characterization.
    pub facet: usize,
}

impl Score {
    /// The words for the base score: none, low, medium, high, critical (which version 2.0 does not have).
    pub fn severity(&self) -> Option<&'static str> {
        let base = self.base?;
        Some(match base {
            b if b < 0.05 && self.system != System::V2_0 => "none",
            b if b < 3.95 => "low",
            b if b < 6.95 => "medium",
            b if b < 8.95 || self.system == System::V2_0 => "high",
            _ => "critical",
        })
    }
}

/// What is wrong with a facet of CVSS.
#[derive(Clone, Debug, PartialEq)]
pub enum Wrong {
    /// The version has no metric of this name.
    Metric,
    /// The metric has no such value; the ones it has, by word.
    Value(Vec<&'static str>),
    /// The metric is there before; its abbreviation.
    Twice(&'static str),
    /// A score that is stated differs from the one that the metrics give.
    Score(f64),
}

/// A fault, with the facet's position in the characterization and its version.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The position.
    pub facet: usize,
    /// The version.
    pub system: System,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What a characterization says in CVSS.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cvss {
    /// The vectors, in the order of their first facets.
    pub scores: Vec<Score>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Names of facets that state a base score; no version has such a metric, scanners write them.
const STATED: [&str; 5] = ["base-score", "cvss-base-score", "score", "cvss-score", "cvss"];

/// The facets of one version and state.
struct Group<'a> {
    system: System,
    state: Option<&'a str>,
    /// For each metric the letter of its value.
    letters: Vec<Option<&'static str>>,
    stated: Vec<(usize, f64)>,
    facet: usize,
}

/// Reads the facets of a characterization.
pub fn of(characterization: &Object) -> Cvss {
    let mut cvss = Cvss::default();
    let mut groups: Vec<Group> = Vec::new();
    for (number, facet) in characterization.all("facet").enumerate() {
        let Some(system) = facet.get("system").and_then(System::of) else { continue };
        let (name, value) = (facet.get("name").unwrap_or_default(), facet.get("value").unwrap_or_default());
        let state = facet.all("prop").find(|p| p.get("name") == Some("state")).and_then(|p| p.get("value"));
        let at = groups.iter().position(|g| g.system == system && g.state == state).unwrap_or_else(|| {
            let letters = vec![None; system.table().metrics.len()];
            groups.push(Group { system, state, letters, stated: Vec::new(), facet: number });
            groups.len() - 1
        });
        let group = &mut groups[at];
        if let Some(wrong) = take(group, number, name, value) {
            cvss.faults.push(Fault { facet: number, system, wrong });
        }
    }
    for group in groups {
        if group.letters.iter().all(Option::is_none) {
            continue;
        }
        let score = score(&group);
        for (facet, stated) in group.stated {
            if let Some(base) = score.base.filter(|base| (base - stated).abs() > 0.049) {
                cvss.faults.push(Fault { facet, system: group.system, wrong: Wrong::Score(base) });
            }
        }
        cvss.scores.push(score);
    }
    cvss.faults.sort_by_key(|fault| fault.facet);
    cvss
}

/// Takes a facet into its group, and says what is wrong with it.
fn take(group: &mut Group, facet: usize, name: &str, value: &str) -> Option<Wrong> {
    let table = group.system.table();
    let Some(at) = table.find(name) else {
        let is_stated = STATED.iter().any(|stated| stated.eq_ignore_ascii_case(name));
        return match value.trim().parse::<f64>() {
            Ok(score) if is_stated => {
                group.stated.push((facet, score));
                None
            }
            _ => Some(Wrong::Metric),
        };
    };
    let metric = &table.metrics[at];
    let Some(letter) = metric.letter(value) else {
        return Some(Wrong::Value(metric.values.iter().map(|(_, word)| *word).collect()));
    };
    if group.letters[at].is_some() {
        return Some(Wrong::Twice(metric.abbreviation));
    }
    group.letters[at] = Some(letter);
    None
}

fn score(group: &Group) -> Score {
    let Group { system, state, letters, facet, .. } = group;
    let table = system.table();
    let missing: Vec<&str> = table.metrics[..table.base]
        .iter()
        .zip(letters)
        .filter(|(_, l)| l.is_none())
        .map(|(m, _)| m.abbreviation)
        .collect();
    let base = vector(*system, &letters[..table.base]);
    Score {
        system: *system,
        state: state.map(str::to_owned),
        vector: vector(*system, letters),
        base: if missing.is_empty() { base_score(*system, &base) } else { None },
        missing,
        facet: *facet,
    }
}

/// The vector of these metrics, the first ones of the version's table.
fn vector(system: System, letters: &[Option<&'static str>]) -> String {
    let prefix = match system {
        System::V2_0 => None,
        _ => Some(format!("CVSS:{}", system.name())),
    };
    let metrics = system.table().metrics.iter().zip(letters);
    let parts = metrics.filter_map(|(m, letter)| letter.map(|letter| format!("{}:{letter}", m.abbreviation)));
    prefix.into_iter().chain(parts).collect::<Vec<String>>().join("/")
}

/// The base score of a vector of base metrics.
fn base_score(system: System, vector: &str) -> Option<f64> {
    match system {
        System::V2_0 => vector.parse::<cvss::v2::Vector>().ok().map(|v| v.score().value()),
        System::V3_0 | System::V3_1 => vector.parse::<cvss::v3::Vector>().ok().map(|v| v.base_score().value()),
        System::V4_0 => vector.parse::<cvss::v4::Vector>().ok().map(|v| v.score().value()),
    }
}

#[cfg(test)]
mod tests;
