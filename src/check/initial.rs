//! What an initial package may not hold.

use super::Check;
use super::columns::Col;
use super::facts::{Rating, Request};
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&HIGH];

const HIGH: Rule = Rule {
    code: "high-in-initial-package",
    level: Level::Warning,
    checks: "The POA&M of an initial package (`--initial`) has no open item with the rating High.",
    why: "No system is authorized with a High risk that is open.",
    fails: "Original Risk Rating: High\nScheduled Completion Date: 2026-10-31\n\
            Planned Milestones: (1) 2026-10-30: Patch\n[initial]",
    passes: "Original Risk Rating: Moderate\n[initial]",
    source: "FedRAMP playbook, initial authorization; FedRAMP POA&M Completion Guide",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    let is_false = row.facts.false_positive == Request::Approved;
    if check.against.initial && row.is_open() && !is_false && row.facts.rating() == Some(Rating::High) {
        let message = "an open High risk in an initial package";
        let help = "remedy it before the package is submitted, or ask for a risk adjustment";
        out.cell(&HIGH, row, Col::Original, message, help);
    }
}
