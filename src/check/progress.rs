//! What became of the planned steps.

use super::Check;
use super::columns::Col;
use super::facts::{Milestone, days};
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;
use std::collections::HashSet;

pub(super) const RULES: &[&Rule] = &[&UNKNOWN, &REMOVED, &NONE];

const UNKNOWN: Rule = Rule {
    code: "milestone-change-of-nothing",
    level: Level::Warning,
    checks: "A change updates or completes a milestone that is there, and a new milestone has a new number.",
    why: "A change of a milestone that nobody planned cannot be followed.",
    fails: "Milestone Changes: (7) Complete 2026-10-10 : Done",
    passes: "Milestone Changes: (1) Complete 2026-10-10 : Done",
    source: "FedRAMP POA&M template, format of the cell",
};
const REMOVED: Rule = Rule {
    code: "milestone-change-removed",
    level: Level::Warning,
    checks: "The milestone changes of last month's POA&M are still there.",
    why: "The column is a log: entries are added, never taken away.",
    fails: "Milestone Changes:\n[before]\nMilestone Changes: (1) Update 2026-10-10 : Later",
    passes: "Milestone Changes: (1) Update 2026-10-10 : Later\n[before]\nMilestone Changes: (1) Update 2026-10-10 : Later",
    source: "this project: what FedRAMP says of planned milestones, for their changes",
};
const NONE: Rule = Rule {
    code: "no-milestone-reached",
    level: Level::Info,
    checks: "An item that is open for more than 90 days has reached a milestone within the last 90.",
    why: "An item that does not move will be late.",
    fails: "Original Risk Rating: Low\nOriginal Detection Date: 2026-06-01\nScheduled Completion Date: 2026-11-28\n\
            Planned Milestones: (1) 2026-11-20: Patch",
    passes: "Original Risk Rating: Low\nOriginal Detection Date: 2026-06-01\nScheduled Completion Date: 2026-11-28\n\
             Planned Milestones: (1) 2026-11-20: Patch\nMilestone Changes: (1) Complete 2026-10-12 : Patched",
    source: "NIST SP 800-53 CA-5, good practice",
};

/// An open item should reach a milestone every so many days.
const QUARTER: i32 = 90;

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    let facts = &row.facts;
    let mut known: HashSet<&str> = facts.milestones.iter().filter_map(|m| m.number.as_deref()).collect();
    for change in facts.changes.iter().filter(|_| row.has(Col::Milestones)) {
        let Some(number) = change.number.as_deref() else { continue };
        let is_new = change.action.as_deref() == Some("new");
        if is_new == known.contains(number) {
            let message = if is_new {
                format!("the new milestone ({number}) has the number of one that is there")
            } else {
                format!("there is no milestone ({number}) to change")
            };
            out.cell(
                &UNKNOWN,
                row,
                Col::Changes,
                message,
                "use the number of the milestone, and a new one for a new one",
            );
            break;
        }
        known.insert(number);
    }
    if row.has(Col::Changes)
        && let Some(before) = check.before(row)
    {
        let gone = before.facts.changes.iter().filter(|change| !facts.changes.contains(change)).count();
        if gone > 0 {
            let entries = if gone == 1 { "1 entry".to_owned() } else { format!("{gone} entries") };
            let message = format!("{entries} of last month's milestone changes are gone or changed");
            out.cell(&REMOVED, row, Col::Changes, message, "put them back, and add what is new below");
        }
    }
    if let Some(detected) = facts.detected
        && row.is_open()
        && row.has(Col::Changes)
        && !facts.vendor
        && !facts.is_excused()
        && days(detected, check.as_of) > QUARTER
        && !facts.changes.iter().any(|change| is_reached(change, check))
    {
        let message =
            format!("open for {} days, and no milestone reached in the last {QUARTER}", days(detected, check.as_of));
        out.cell(&NONE, row, Col::Changes, message, "enter what is complete, or plan a step that can be");
    }
}

fn is_reached(change: &Milestone, check: &Check) -> bool {
    let recent = |day| (0..=QUARTER).contains(&days(day, check.as_of));
    change.action.as_deref() == Some("complete") && change.date.is_some_and(recent)
}
