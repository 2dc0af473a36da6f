//! When an item is to be done.

use super::Check;
use super::columns::Col;
use super::facts::{Request, days};
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&MISSING, &LATE, &MOVED, &NO_REASON, &BEFORE_MILESTONES];

const MISSING: Rule = Rule {
    code: "item-without-due-date",
    level: Level::Error,
    checks: "Every open item has a scheduled completion date.",
    why: "Without a date nothing is due.",
    fails: "Scheduled Completion Date:",
    passes: "Scheduled Completion Date: 2026-12-30",
    source: "FedRAMP POA&M Completion Guide, Scheduled Completion Date",
};
const LATE: Rule = Rule {
    code: "scheduled-too-late",
    level: Level::Warning,
    checks: "An open item is scheduled within 30, 90 or 180 days of its detection, by its rating (High, Moderate, Low; the \
             adjusted one where the adjustment is approved).",
    why: "Those are the days FedRAMP gives; a vendor dependency or an approved deviation explains more.",
    fails: "Original Risk Rating: High\nScheduled Completion Date: 2026-12-30",
    passes: "Original Risk Rating: High\nScheduled Completion Date: 2026-10-31",
    source: "FedRAMP POA&M Completion Guide, Scheduled Completion Date",
};
const MOVED: Rule = Rule {
    code: "due-date-changed",
    level: Level::Error,
    checks: "The scheduled completion date is that of last month's POA&M, unless a risk adjustment was approved since, the \
             rating rose, or a vendor's release is told in Comments.",
    why: "The date is permanent; what moves is told in Milestone Changes.",
    fails: "Scheduled Completion Date: 2026-12-30\n[before]\nScheduled Completion Date: 2026-11-30",
    passes: "Scheduled Completion Date: 2026-12-30\n[before]\nScheduled Completion Date: 2026-12-30",
    source: "FedRAMP POA&M Completion Guide, Scheduled Completion Date",
};
const NO_REASON: Rule = Rule {
    code: "due-date-changed-without-reason",
    level: Level::Warning,
    checks: "A scheduled completion date that moved since last month has a reason: a new entry in Milestone Changes, new \
             Comments, or a new Deviation Rationale.",
    why: "A date that slips in silence slips again.",
    fails: "Scheduled Completion Date: 2026-12-30\n[before]\nScheduled Completion Date: 2026-11-30",
    passes: "Scheduled Completion Date: 2026-12-30\nComments: The vendor released the fix on 2026-10-01.\n\
             Vendor Dependency: Yes\nLast Vendor Check-in Date: 2026-10-20\nVendor Dependent Product Name: Example DB\n\
             Status Date: 2026-10-21\n[before]\nScheduled Completion Date: 2026-11-30",
    source: "NIST SP 800-53 CA-5, good practice",
};
const BEFORE_MILESTONES: Rule = Rule {
    code: "scheduled-before-last-milestone",
    level: Level::Warning,
    checks: "No planned milestone of an open item is after its scheduled completion date.",
    why: "An item is not complete before its last step.",
    fails: "Planned Milestones: (1) 2027-02-01: Patch the hosts",
    passes: "Planned Milestones: (1) 2026-12-01: Patch the hosts",
    source: "FedRAMP's documentation of OSCAL POA&Ms, scheduled completion",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    if !row.is_open() {
        return;
    }
    let facts = &row.facts;
    if row.lacks(Col::Scheduled) {
        let message = "the item does not say by when it will be done";
        let help = "write the day, by the rating 30, 90 or 180 days after detection at the latest";
        out.cell(&MISSING, row, Col::Scheduled, message, help);
    }
    let Some(scheduled) = facts.scheduled else { return };
    if let Some(due) = facts.due_by_rating().filter(|due| *due < scheduled)
        && (!facts.vendor || facts.released.is_some())
        && !facts.is_excused()
        && let Some(rating) = facts.rating()
    {
        let message = format!(
            "scheduled for {scheduled}, {} days after the {due} that the rating {} allows",
            days(due, scheduled),
            rating.name()
        );
        out.cell(&LATE, row, Col::Scheduled, message, "schedule it earlier, or tell the change in Milestone Changes");
    }
    if let Some(last) = facts.milestones.iter().filter_map(|m| m.date).max().filter(|last| *last > scheduled) {
        let message = format!("scheduled for {scheduled}, and its last milestone is on {last}");
        out.cell(&BEFORE_MILESTONES, row, Col::Scheduled, message, "correct the milestone, or the date");
    }
    if let Some(before) = check.before(row) {
        moved(row, before, out);
    }
}

fn moved(row: &Row, before: &Row, out: &mut Findings) {
    let (Some(then), Some(now)) = (before.facts.scheduled, row.facts.scheduled) else { return };
    if then == now {
        return;
    }
    let approved = row.facts.adjustment == Request::Approved && before.facts.adjustment != Request::Approved;
    let rose = row.facts.rating() > before.facts.rating();
    let released = row.facts.released.is_some();
    let message = format!("scheduled for {now}, and last month for {then} ({:+} days)", days(then, now));
    if !(approved || rose || released) {
        let help = "put the date back, and tell in Milestone Changes why it is not kept";
        out.cell(&MOVED, row, Col::Scheduled, message.clone(), help);
    }
    let is_told = [Col::Changes, Col::Comments, Col::Rationale]
        .into_iter()
        .any(|col| !row.text(col).is_empty() && row.text(col) != before.text(col));
    if !is_told {
        out.cell(
            &NO_REASON,
            row,
            Col::Scheduled,
            format!("{message}, without a reason"),
            "say why in Milestone Changes or Comments",
        );
    }
}
