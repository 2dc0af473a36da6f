//! When something changed last.

use super::Check;
use super::columns::Col;
use super::facts::days;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&MISSING, &OUTSIDE, &NOT_MOVED, &STALE];

const MISSING: Rule = Rule {
    code: "item-without-status-date",
    level: Level::Error,
    checks: "Every open item has a status date.",
    why: "It says how old the row's word is.",
    fails: "Status Date:",
    passes: "Status Date: 2026-10-20",
    source: "FedRAMP POA&M Completion Guide, Status Date",
};
const OUTSIDE: Rule = Rule {
    code: "status-date-impossible",
    level: Level::Error,
    checks: "The status date of an open item is neither before its detection nor after the day of the POA&M.",
    why: "Nothing changes before it is found, or after today.",
    fails: "Status Date: 2026-11-20",
    passes: "Status Date: 2026-10-20",
    source: "FedRAMP POA&M Completion Guide, Status Date",
};
const NOT_MOVED: Rule = Rule {
    code: "status-date-not-moved",
    level: Level::Warning,
    checks: "Where anything in the row has changed since last month, the status date has moved on.",
    why: "The date tells the reader which rows to look at.",
    fails: "Comments: Waiting for the change window.\n[before]\nComments:",
    passes: "Comments: Waiting for the change window.\nStatus Date: 2026-10-20\n[before]\nStatus Date: 2026-09-20",
    source: "FedRAMP POA&M Completion Guide, Status Date",
};
const STALE: Rule = Rule {
    code: "item-stale",
    level: Level::Info,
    checks: "Something has changed in an open item within the last 90 days.",
    why: "Nobody is working on a row that nobody touches.",
    fails: "Original Risk Rating: Low\nOriginal Detection Date: 2026-06-01\nScheduled Completion Date: 2026-11-28\n\
            Planned Milestones: (1) 2026-11-20: Patch\nStatus Date: 2026-07-01",
    passes: "Status Date: 2026-10-20",
    source: "NIST SP 800-53 CA-5, good practice",
};

/// So many days without a change make a row stale.
const STALE_AFTER: i32 = 90;

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    if row.is_open() {
        open(check, row, out);
    }
    if let (Some(before), Some(now)) = (check.before(row), row.facts.status)
        && row.kind == before.kind
        && before.facts.status.is_some_and(|then| now <= then)
        && let Some(col) =
            Col::ALL.iter().find(|col| row.has(**col) && before.has(**col) && differs(row, before, **col))
    {
        let message = format!("{} has changed since last month, and the status date {now} has not", row.header(*col));
        out.cell(&NOT_MOVED, row, Col::Status, message, "set the status date to the day of the change");
    }
}

fn open(check: &Check, row: &Row, out: &mut Findings) {
    if row.lacks(Col::Status) {
        let message = "the item does not say when its status changed last";
        out.cell(&MISSING, row, Col::Status, message, "write the day of the last change");
    }
    let Some(status) = row.facts.status else { return };
    let before_detection = row.facts.detected.filter(|day| status < *day);
    if let Some(detected) = before_detection {
        let message = format!("the status date {status} is before the detection on {detected}");
        out.cell(&OUTSIDE, row, Col::Status, message, "correct one of the two dates");
    } else if status > check.as_of {
        let message = format!("the status date {status} is after {}", check.as_of);
        out.cell(&OUTSIDE, row, Col::Status, message, "correct the date, or the POAM Date");
    } else if days(status, check.as_of) > STALE_AFTER {
        let message = format!("nothing has changed for {} days", days(status, check.as_of));
        out.cell(&STALE, row, Col::Status, message, "say where the item stands");
    }
}

/// Whether a cell says something else than last month.
fn differs(row: &Row, before: &Row, col: Col) -> bool {
    row.text(col) != before.text(col) && row.reading(col).records != before.reading(col).records
}
