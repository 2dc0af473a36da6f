//! Rules that the configuration switches off or gives another level.

use super::report::Report;
use crate::config::Switch;
use crate::finding::{Finding, Level, Place};
use crate::rule::{self, Rule};

pub(super) const RULES: &[&Rule] = &[&NO_EFFECT];

const NO_EFFECT: Rule = Rule {
    code: "switch-without-effect",
    level: Level::Info,
    checks: "Each rule that poam.toml switches off or gives another level exists and has found something.",
    why: "A switch that does nothing is misspelt, or has outlived its reason and would hide the next fault.",
    fails: "[rules]\nitem-late = { off = true, reason = \"Agreed with the agency.\" }",
    passes: "Original Risk Rating: High\nOriginal Detection Date: 2026-09-15\nScheduled Completion Date: 2026-10-15\n\
             Planned Milestones: (1) 2026-10-10: Patch\n[rules]\nitem-late = { off = true, reason = \"Agreed.\" }",
    source: "this project",
};

/// Takes away the findings of rules that are switched off, and changes the level of others. Tells how many findings each
/// switch met.
pub fn apply(switches: &[Switch], findings: &mut Vec<Finding>) -> Vec<usize> {
    let mut counts = Vec::with_capacity(switches.len());
    for switch in switches {
        counts.push(Finding::number(findings.iter().filter(|f| f.code == switch.code)));
        match switch.level {
            None => findings.retain(|f| f.code != switch.code),
            Some(level) => findings.iter_mut().filter(|f| f.code == switch.code).for_each(|f| f.level = level),
        }
    }
    counts
}

/// Both of these for a report of one file: the switches are followed, and those that met nothing are told.
pub fn follow(switches: &[Switch], report: &mut Report, file: &str) {
    let counts = apply(switches, &mut report.findings);
    report.findings.extend(idle(switches, &counts, file));
}

/// Tells the switches that met nothing in any file, by how many findings each met. `file` is the configuration's name.
pub fn idle(switches: &[Switch], counts: &[usize], file: &str) -> Vec<Finding> {
    let idle = switches.iter().zip(counts).filter(|(_, count)| **count == 0);
    let told = idle.map(|(switch, _)| {
        let (message, help) = if rule::by_code(&switch.code).is_some() {
            (format!("`{}` is switched, and found nothing", switch.code), "take the switch away")
        } else {
            (format!("`{}` is switched, and there is no such rule", switch.code), "poam explain lists the rules")
        };
        let place = Place::file(file).at_line(switch.line);
        Finding::new(NO_EFFECT.code, NO_EFFECT.level, message).at(place).help(help)
    });
    told.collect()
}
