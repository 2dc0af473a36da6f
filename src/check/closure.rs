//! Closed items, and items that vanished.

use super::Check;
use super::columns::Col;
use super::facts::Request;
use super::findings::Findings;
use super::row::Row;
use crate::finding::{Level, Place};
use crate::mapping::judged::Judged;
use crate::rule::Rule;
use std::collections::HashSet;

pub(super) const RULES: &[&Rule] = &[&NO_DATE, &IMPOSSIBLE, &NO_EVIDENCE, &DEVIATION, &VANISHED, &CLOSED_VANISHED];

const NO_DATE: Rule = Rule {
    code: "closed-without-date",
    level: Level::Error,
    checks: "Every closed item has a status date, the day of its completion.",
    why: "Whether it was closed in time depends on it.",
    fails: "[Closed POA&M Items]\nStatus Date:",
    passes: "[Closed POA&M Items]\nStatus Date: 2026-10-20\nSupporting Documents: Remediation Evidence : scan.pdf",
    source: "FedRAMP POA&M Completion Guide, Status Date",
};
const IMPOSSIBLE: Rule = Rule {
    code: "closing-date-impossible",
    level: Level::Error,
    checks: "The closing date is neither before the detection nor after the day of the POA&M.",
    why: "Nothing is closed before it is found, or after today.",
    fails: "[Closed POA&M Items]\nStatus Date: 2026-11-20",
    passes: "[Closed POA&M Items]\nStatus Date: 2026-10-20\nSupporting Documents: Remediation Evidence : scan.pdf",
    source: "FedRAMP POA&M Completion Guide, Status Date",
};
const NO_EVIDENCE: Rule = Rule {
    code: "closed-without-evidence",
    level: Level::Warning,
    checks: "A closed item is a false positive, names evidence in Supporting Documents, or has all its milestones complete.",
    why: "An assessor validates each closure.",
    fails: "[Closed POA&M Items]\nStatus Date: 2026-10-20",
    passes: "[Closed POA&M Items]\nStatus Date: 2026-10-20\nSupporting Documents: Remediation Evidence : scan.pdf",
    source: "FedRAMP POA&M Completion Guide, closing; NIST SP 800-53 CA-5, good practice",
};
const DEVIATION: Rule = Rule {
    code: "closed-by-deviation",
    level: Level::Error,
    checks: "An operational requirement or vendor dependency is not closed without evidence that it was remedied.",
    why: "Neither takes the weakness away: the item stays open and is reassessed.",
    fails: "[Closed POA&M Items]\nStatus Date: 2026-10-20\nOperational Requirement: Yes\n\
            Deviation Rationale: Operational Requirement : The vendor supports no other version.",
    passes: "[Closed POA&M Items]\nStatus Date: 2026-10-20\nSupporting Documents: Remediation Evidence : scan.pdf",
    source: "FedRAMP POA&M Completion Guide, Operational Requirement; playbook for continuous monitoring",
};
const VANISHED: Rule = Rule {
    code: "item-vanished",
    level: Level::Error,
    checks: "An item that was open last month is open or closed this month.",
    why: "Items are closed, never deleted.",
    fails: "[another before]\nPOAM ID: V-9",
    passes: "[another before]\nPOAM ID: V-9\n[another]\nPOAM ID: V-9",
    source: "FedRAMP POA&M Completion Guide, closing",
};
const CLOSED_VANISHED: Rule = Rule {
    code: "closed-item-vanished",
    level: Level::Warning,
    checks: "An item that was closed last month is still in the POA&M.",
    why: "Closed items stay, so that one that comes back is recognized.",
    fails: "[another before]\nPOAM ID: V-9\n[Closed POA&M Items]",
    passes: "[another before]\nPOAM ID: V-9\n[Closed POA&M Items]\n[another]\nPOAM ID: V-9\n[Closed POA&M Items]\n\
             Status Date: 2026-10-20\nSupporting Documents: Remediation Evidence : scan.pdf",
    source: "FedRAMP's documentation of OSCAL POA&Ms, closing",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    if !row.is_closed() {
        return;
    }
    let facts = &row.facts;
    if row.lacks(Col::Status) {
        out.cell(
            &NO_DATE,
            row,
            Col::Status,
            "the closed item does not say when it was closed",
            "write the day of its completion",
        );
    }
    if let Some(day) = facts.status {
        let message = match facts.detected {
            Some(detected) if day < detected => Some(format!("closed on {day}, before its detection on {detected}")),
            _ if day > check.as_of => Some(format!("closed on {day}, which is after {}", check.as_of)),
            _ => None,
        };
        if let Some(message) = message {
            out.cell(&IMPOSSIBLE, row, Col::Status, message, "correct the date");
        }
    }
    if facts.false_positive == Request::Approved || has_evidence(row) || !row.has(Col::Documents) {
        return;
    }
    if facts.requirement == Request::Approved || facts.vendor {
        let what = if facts.vendor { Col::Vendor } else { Col::Requirement };
        let message = format!("closed with {}, and without evidence that it was remedied", row.header(what));
        out.cell(&DEVIATION, row, what, message, "move it back to the open items, or name the evidence");
    } else {
        let message = "closed without evidence";
        out.cell(&NO_EVIDENCE, row, Col::Documents, message, "write Remediation Evidence : and the file's name");
    }
}

/// Whether something shows that the weakness is gone.
fn has_evidence(row: &Row) -> bool {
    let words = &row.side.columns.mapping.judged.no_evidence;
    let shows = |kind: &str| !Judged::says(words, kind);
    if row.reading(Col::Documents).records.iter().any(|d| d.get("type").is_none_or(shows)) {
        return true;
    }
    let is_complete = |number: &str| {
        let done = |c: &&super::facts::Milestone| c.number.as_deref() == Some(number);
        row.facts.changes.iter().filter(done).any(|c| c.action.as_deref() == Some("complete"))
    };
    let milestones = &row.facts.milestones;
    !milestones.is_empty() && milestones.iter().all(|m| m.number.as_deref().is_some_and(is_complete))
}

pub(super) fn whole(check: &Check, out: &mut Findings) {
    let Some((before, _)) = &check.before else { return };
    let mut told = HashSet::new();
    for row in before.iter().filter(|row| !row.item.id.is_empty() && check.row(&row.item.id).is_none()) {
        if !told.insert(row.item.id.as_str()) {
            continue;
        }
        let mut place = Place::file(&check.side.register.name);
        place.item = Some(row.item.id.as_str().into());
        let name = row.text(Col::Name);
        if row.is_closed() {
            let message = format!("{} \"{name}\" was closed last month, and is not here any more", row.item.id);
            out.report(&CLOSED_VANISHED, place, message, "put the row back on the sheet of closed items");
        } else {
            let message = format!("{} \"{name}\" was open last month, and is neither open nor closed", row.item.id);
            out.report(&VANISHED, place, message, "put the row back, or move it to the sheet of closed items");
        }
    }
}
