//! When a weakness was found, and whether the item's dates are dates.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&UNREADABLE, &MISSING, &FUTURE, &AFTER, &CHANGED];

const UNREADABLE: Rule = Rule {
    code: "date-unreadable",
    level: Level::Error,
    checks: "What stands in a column of dates is a date.",
    why: "A date that cannot be read cannot be kept.",
    fails: "Scheduled Completion Date: Q1 2027",
    passes: "Scheduled Completion Date: 2026-12-30",
    source: "FedRAMP POA&M Completion Guide, columns of dates",
};
const MISSING: Rule = Rule {
    code: "item-without-detection-date",
    level: Level::Error,
    checks: "Every item has an original detection date.",
    why: "From it the days are counted.",
    fails: "Original Detection Date:",
    passes: "Original Detection Date: 2026-10-01",
    source: "FedRAMP POA&M Completion Guide, Original Detection Date",
};
const FUTURE: Rule = Rule {
    code: "detected-in-the-future",
    level: Level::Error,
    checks: "The original detection date is not after the day of the POA&M.",
    why: "What is not yet found cannot be reported; the date is mistyped.",
    fails: "Original Detection Date: 2026-11-20",
    passes: "Original Detection Date: 2026-10-01",
    source: "FedRAMP POA&M Completion Guide, Original Detection Date",
};
const AFTER: Rule = Rule {
    code: "detected-after-completion",
    level: Level::Error,
    checks: "The original detection date is not after the scheduled completion date.",
    why: "One of the two is mistyped.",
    fails: "Original Detection Date: 2026-10-05\nScheduled Completion Date: 2026-10-01",
    passes: "Original Detection Date: 2026-10-01\nScheduled Completion Date: 2026-12-30",
    source: "FedRAMP POA&M Completion Guide, Original Detection Date",
};
const CHANGED: Rule = Rule {
    code: "detection-date-changed",
    level: Level::Error,
    checks: "The original detection date is that of last month's POA&M.",
    why: "The date is permanent: moving it moves the due date without anyone's leave.",
    fails: "Original Detection Date: 2026-10-01\n[before]\nOriginal Detection Date: 2026-09-01",
    passes: "Original Detection Date: 2026-10-01\n[before]\nOriginal Detection Date: 2026-10-01",
    source: "FedRAMP POA&M Completion Guide, Original Detection Date",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    for col in [Col::Detected, Col::Scheduled, Col::Status, Col::CheckIn, Col::KevDue] {
        if row.is_unreadable(col) {
            let message = format!("\"{}\" in {} cannot be read as a date", row.text(col), row.header(col));
            out.cell(&UNREADABLE, row, col, message, "write year-month-day, or set date-order in poam.toml");
        }
    }
    if row.lacks(Col::Detected) {
        let message = "the item does not say when it was detected";
        out.cell(&MISSING, row, Col::Detected, message, "write the day on which it was first found");
    }
    let Some(detected) = row.facts.detected else { return };
    if detected > check.as_of {
        let message = format!("detected on {detected}, which is after {}", check.as_of);
        out.cell(&FUTURE, row, Col::Detected, message, "correct the date, or the POAM Date");
    }
    if let Some(scheduled) = row.facts.scheduled.filter(|day| *day < detected) {
        let message = format!("detected on {detected}, and to be done by {scheduled}");
        out.cell(&AFTER, row, Col::Detected, message, "correct one of the two dates");
    }
    if let Some(before) = check.before(row).and_then(|b| b.facts.detected).filter(|day| *day != detected) {
        let message = format!("detected on {detected}, and last month on {before}");
        out.cell(&CHANGED, row, Col::Detected, message, "put the first date back");
    }
}
