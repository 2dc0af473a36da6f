//! Items that are late.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&LATE];

const LATE: Rule = Rule {
    code: "item-late",
    level: Level::Warning,
    checks: "No open item is past its due date: 30, 90 or 180 days after detection by its rating (High, Moderate, Low; the \
             adjusted one where the adjustment is approved), or CISA's date where that is earlier. An approved false \
             positive or operational requirement is not late, nor is an item whose vendor was asked within 30 days; what \
             is only pending does not stop the clock.",
    why: "Late items are what the agency counts.",
    fails: "Original Risk Rating: High\nOriginal Detection Date: 2026-09-15\nScheduled Completion Date: 2026-10-15\n\
            Planned Milestones: (1) 2026-10-10: Patch",
    passes: "Original Risk Rating: High\nOriginal Detection Date: 2026-10-01\nScheduled Completion Date: 2026-10-31\n\
             Planned Milestones: (1) 2026-10-30: Patch",
    source: "FedRAMP POA&M Completion Guide, Scheduled Completion Date; playbook for continuous monitoring",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    if !row.is_open() {
        return;
    }
    let (Some(late), Some(due)) = (row.facts.days_late(check.as_of), row.facts.due()) else { return };
    let by = if row.facts.due_by_rating() == Some(due) {
        row.facts.rating().map_or_else(|| "its rating".to_owned(), |rating| format!("the rating {}", rating.name()))
    } else {
        "CISA's date".to_owned()
    };
    let unit = if late == 1 { "day" } else { "days" };
    let message = format!("late by {late} {unit}: due on {due}, by {by}");
    let col = if row.has(Col::Scheduled) { Col::Scheduled } else { Col::Detected };
    out.cell(&LATE, row, col, message, "close it, or ask for a deviation");
}
