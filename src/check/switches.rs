//! Rules that the configuration switches off or gives another level.

use crate::config::Switch;
use crate::finding::{Finding, Level, Place};
use crate::rule::{self, Rule};
use std::path::Path;

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

/// Takes away the findings of rules that are switched off, changes the level of others, and tells the switches that did
/// nothing. `file` is the configuration's.
pub fn apply(switches: &[Switch], file: Option<&Path>, findings: &mut Vec<Finding>) {
    let mut idle = Vec::new();
    for switch in switches {
        let count = findings.iter().filter(|f| f.code == switch.code).count();
        if count == 0 {
            let at = file.map_or_else(Place::default, |file| Place::file(&file.display().to_string()));
            let (message, help) = if rule::by_code(&switch.code).is_some() {
                (format!("`{}` is switched, and found nothing", switch.code), "take the switch away")
            } else {
                (format!("`{}` is switched, and there is no such rule", switch.code), "poam explain lists the rules")
            };
            idle.push(Finding::new(NO_EFFECT.code, NO_EFFECT.level, message).at(at.at_line(switch.line)).help(help));
        }
        match switch.level {
            None => findings.retain(|f| f.code != switch.code),
            Some(level) => findings.iter_mut().filter(|f| f.code == switch.code).for_each(|f| f.level = level),
        }
    }
    findings.extend(idle);
}
