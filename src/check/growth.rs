//! Whether there are many more weaknesses than at the authorization.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::{Row, Side};
use crate::finding::{Level, Place};
use crate::rule::Rule;
use std::collections::HashSet;

pub(super) const RULES: &[&Rule] = &[&GROWN];

const GROWN: Rule = Rule {
    code: "weaknesses-grown",
    level: Level::Warning,
    checks: "The open items tell of less than 20 percent and less than ten unique weaknesses more than the POA&M of the \
             authorization (`--baseline`). Items with one source identifier, or without one of one name, are one weakness.",
    why: "FedRAMP asks for a detailed finding review at these numbers.",
    fails: "[times]\n12\n[baseline]\n10",
    passes: "[times]\n11\n[baseline]\n10",
    source: "FedRAMP playbook for continuous monitoring, performance management",
};

/// So many weaknesses more make FedRAMP ask.
const NUMBER: usize = 10;
/// One more for each so many that there were does as well: a fifth is 20 percent.
const PART: usize = 5;

pub(super) fn whole(check: &Check, out: &mut Findings) {
    let Some(baseline) = check.against.baseline else { return };
    let side = Side::of(baseline, check.side.columns);
    let (then, now) = (unique(&super::rows(&side)), unique(check.rows));
    let more = now.saturating_sub(then);
    if more >= NUMBER || more > 0 && more * PART >= then {
        let message = format!(
            "{now} unique weaknesses are open, {more} more than the {then} of {}: FedRAMP asks for a detailed finding review",
            baseline.name
        );
        let place = Place::file(&check.side.register.name);
        out.report(&GROWN, place, message, "close what can be closed, and tell the agency why there are more");
    }
}

/// How many different weaknesses are open.
fn unique(rows: &[Row]) -> usize {
    let key = |row: &Row| {
        let (source, name) = (row.values(Col::SourceId), row.text(Col::Name));
        if source.is_empty() { (false, name.to_lowercase()) } else { (true, source.join("\n").to_lowercase()) }
    };
    rows.iter().filter(|row| row.is_open()).map(key).collect::<HashSet<_>>().len()
}
