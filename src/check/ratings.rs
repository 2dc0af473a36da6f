//! Original and adjusted risk ratings.

use super::Check;
use super::columns::Col;
use super::facts::Request;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&MISSING, &UNKNOWN, &CHANGED, &NOT_ASKED, &NO_RATING, &UPWARDS, &BLANK];

const MISSING: Rule = Rule {
    code: "item-without-rating",
    level: Level::Error,
    checks: "Every item has an original risk rating.",
    why: "The rating decides how many days there are.",
    fails: "Original Risk Rating:",
    passes: "Original Risk Rating: Moderate",
    source: "FedRAMP POA&M Completion Guide, Original Risk Rating",
};
const UNKNOWN: Rule = Rule {
    code: "rating-unknown",
    level: Level::Error,
    checks: "A rating is Low, Moderate or High; a scanner's Critical counts as High.",
    why: "For no other word is there a number of days.",
    fails: "Original Risk Rating: 7.5",
    passes: "Original Risk Rating: High\nScheduled Completion Date: 2026-10-31\nPlanned Milestones: (1) 2026-10-30: Patch",
    source: "FedRAMP POA&M template, list of the cell",
};
const CHANGED: Rule = Rule {
    code: "original-rating-changed",
    level: Level::Warning,
    checks: "The original risk rating is that of last month's POA&M.",
    why: "It is the scanner's word; what changes is the adjusted rating.",
    fails: "Original Risk Rating: Moderate\n[before]\nOriginal Risk Rating: High",
    passes: "Original Risk Rating: Moderate\n[before]\nOriginal Risk Rating: Moderate",
    source: "FedRAMP POA&M Completion Guide, Original Risk Rating",
};
const NOT_ASKED: Rule = Rule {
    code: "adjusted-without-adjustment",
    level: Level::Error,
    checks: "Without a risk adjustment there is no adjusted risk rating.",
    why: "A rating is lowered by request only.",
    fails: "Adjusted Risk Rating: Low",
    passes: "Adjusted Risk Rating: N/A",
    source: "FedRAMP POA&M Completion Guide, Adjusted Risk Rating",
};
const NO_RATING: Rule = Rule {
    code: "adjustment-without-rating",
    level: Level::Error,
    checks: "A risk adjustment, pending or approved, says to which other rating.",
    why: "Without it there is nothing to approve.",
    fails: "Risk Adjustment: Pending\nDeviation Rationale: Risk Adjustment : Not reachable.\n\
            Supporting Documents: Deviation Request : DR-1.docx",
    passes: "Risk Adjustment: Pending\nAdjusted Risk Rating: Low\nDeviation Rationale: Risk Adjustment : Not reachable.\n\
             Supporting Documents: Deviation Request : DR-1.docx",
    source: "FedRAMP POA&M Completion Guide, Risk Adjustment",
};
const UPWARDS: Rule = Rule {
    code: "rating-raised",
    level: Level::Info,
    checks: "An adjusted rating is lower than the original one.",
    why: "A rating that the scanner raised needs no request; the days are counted by the higher one.",
    fails: "Risk Adjustment: Yes\nAdjusted Risk Rating: High\nScheduled Completion Date: 2026-10-31\n\
            Planned Milestones: (1) 2026-10-30: Patch\nDeviation Rationale: Risk Adjustment : Raised by the scanner.\n\
            Supporting Documents: Deviation Request : DR-1.docx",
    passes: "Risk Adjustment: Yes\nAdjusted Risk Rating: Low\nDeviation Rationale: Risk Adjustment : Not reachable.\n\
             Supporting Documents: Deviation Request : DR-1.docx",
    source: "FedRAMP POA&M Completion Guide, Adjusted Risk Rating",
};
const BLANK: Rule = Rule {
    code: "adjusted-rating-blank",
    level: Level::Warning,
    checks: "Where there is no adjustment, the adjusted risk rating reads N/A (up to template v2.1; later it is blank).",
    why: "A blank cell may be one that was forgotten.",
    fails: "Adjusted Risk Rating:",
    passes: "Adjusted Risk Rating: N/A",
    source: "FedRAMP POA&M Completion Guide, Adjusted Risk Rating",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    let facts = &row.facts;
    if row.lacks(Col::Original) {
        out.cell(&MISSING, row, Col::Original, "the item has no risk rating", "write Low, Moderate or High");
    }
    for col in [Col::Original, Col::Adjusted] {
        if row.is_unreadable(col) {
            let message = format!("\"{}\" in {} is not Low, Moderate or High", row.text(col), row.header(col));
            out.cell(&UNKNOWN, row, col, message, "write Low, Moderate or High");
        }
    }
    if let (Some(now), Some(then)) = (facts.original, check.before(row).and_then(|b| b.facts.original))
        && now != then
    {
        let message = format!("the original rating is {}, and was {} last month", now.name(), then.name());
        out.cell(&CHANGED, row, Col::Original, message, "put it back, and ask for a risk adjustment");
    }
    if !row.has(Col::Adjusted) || !row.has(Col::Adjustment) || row.is_unreadable(Col::Adjusted) {
        return;
    }
    match (facts.adjustment, facts.adjusted) {
        (Request::No, Some(rating)) if !row.is_unreadable(Col::Adjustment) => {
            let message = format!("adjusted to {}, and there is no risk adjustment", rating.name());
            out.cell(&NOT_ASKED, row, Col::Adjusted, message, "ask for the adjustment, or take the rating away");
        }
        (Request::No, None) if row.is_open() && row.lacks(Col::Adjusted) && is_na_wanted(check) => {
            out.cell(&BLANK, row, Col::Adjusted, "the adjusted rating is blank", "write N/A");
        }
        (Request::Pending | Request::Approved, None) => {
            let message = "there is a risk adjustment, and no adjusted rating";
            out.cell(&NO_RATING, row, Col::Adjusted, message, "write the rating that is asked for");
        }
        (Request::Pending | Request::Approved, Some(to)) if facts.original == Some(to) => {
            let message = format!("adjusted from {0} to {0}", to.name());
            out.cell(&NO_RATING, row, Col::Adjusted, message, "write the rating that is asked for");
        }
        (Request::Pending | Request::Approved, Some(to)) if facts.original.is_some_and(|from| to > from) => {
            let message = format!("the rating is raised to {}", to.name());
            out.cell(&UPWARDS, row, Col::Adjusted, message, "a rating that rises needs no deviation request");
        }
        _ => {}
    }
}

/// Whether the template's generation asks for N/A.
fn is_na_wanted(check: &Check) -> bool {
    let columns = check.side.columns;
    let absent = columns.at(Col::Adjusted).map(|at| columns.mapping.columns[at].absent.text(check.side.generation));
    absent.is_some_and(|text| !text.is_empty())
}
