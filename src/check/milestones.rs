//! The planned steps, by FedRAMP's grammar.

use super::Check;
use super::columns::Col;
use super::facts::Milestone;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;
use std::collections::HashSet;

pub(super) const RULES: &[&Rule] = &[&MISSING, &UNREADABLE, &TWICE, &CHANGED];

const MISSING: Rule = Rule {
    code: "item-without-milestone",
    level: Level::Error,
    checks: "Every open item has at least one planned milestone with a date.",
    why: "By its milestones one sees whether an item moves.",
    fails: "Planned Milestones:",
    passes: "Planned Milestones: (1) 2026-12-01: Patch the hosts",
    source: "FedRAMP POA&M Completion Guide, Planned Milestones",
};
const UNREADABLE: Rule = Rule {
    code: "milestone-unreadable",
    level: Level::Warning,
    checks: "Planned milestones and their changes are written as the template asks: (1) 2026-12-01: text, and (1) Update \
             2026-12-15 : text, a blank line between.",
    why: "Otherwise neither Excel's rule nor a program finds their dates.",
    fails: "Planned Milestones: (1) 2026-12-01: Patch the hosts\\n\\nthen scan again in winter",
    passes: "Planned Milestones: (1) 2026-12-01: Patch the hosts\\n\\n(2) 2026-12-15: Scan again",
    source: "FedRAMP POA&M template, format of the cells",
};
const TWICE: Rule = Rule {
    code: "milestone-number-of-two",
    level: Level::Warning,
    checks: "No two planned milestones of an item have the same number.",
    why: "A change names its milestone by the number.",
    fails: "Planned Milestones: (1) 2026-11-01: Test\\n\\n(1) 2026-12-01: Patch",
    passes: "Planned Milestones: (1) 2026-11-01: Test\\n\\n(2) 2026-12-01: Patch",
    source: "FedRAMP POA&M template, format of the cells",
};
const CHANGED: Rule = Rule {
    code: "milestones-changed",
    level: Level::Error,
    checks: "Planned milestones are those of last month's POA&M.",
    why: "They are permanent; what changes is told in Milestone Changes.",
    fails: "Planned Milestones: (1) 2026-12-20: Patch\n[before]\nPlanned Milestones: (1) 2026-12-01: Patch",
    passes: "Planned Milestones: (1) 2026-12-01: Patch\n[before]\nPlanned Milestones: (1) 2026-12-01: Patch",
    source: "FedRAMP POA&M Completion Guide, Planned Milestones",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    let facts = &row.facts;
    if row.is_open() && row.has(Col::Milestones) && !facts.milestones.iter().any(|m| m.date.is_some()) {
        let message = "the item has no milestone with a date";
        out.cell(&MISSING, row, Col::Milestones, message, "write a milestone like (1) 2026-12-01: Patch the hosts");
    } else {
        report(row, Col::Milestones, &facts.milestones, out);
    }
    report(row, Col::Changes, &facts.changes, out);
    let mut numbers = HashSet::new();
    if let Some(number) = facts.milestones.iter().filter_map(|m| m.number.as_deref()).find(|n| !numbers.insert(*n)) {
        let message = format!("more than one milestone has the number {number}");
        out.cell(&TWICE, row, Col::Milestones, message, "give each milestone a number of its own");
    }
    if row.is_open()
        && row.has(Col::Milestones)
        && let Some(before) = check.before(row)
        && !before.facts.milestones.is_empty()
        && before.facts.milestones != facts.milestones
    {
        let message = "the planned milestones are not those of last month";
        out.cell(&CHANGED, row, Col::Milestones, message, "put them back, and tell the change in Milestone Changes");
    }
}

/// Tells the first milestone that keeps to no grammar. Where the template has no column for them it asks for none.
fn report(row: &Row, col: Col, milestones: &[Milestone], out: &mut Findings) {
    let odd = milestones.iter().find(|m| m.number.is_none() && !row.in_parts(col) || m.date.is_none());
    let Some(odd) = odd.filter(|_| row.has(col)) else { return };
    let line = odd.text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(60).collect();
    let message = format!("\"{short}\" has no number or no date that can be read");
    out.cell(&UNREADABLE, row, col, message, "write (number) year-month-day: text");
}
