//! What makes FedRAMP ask for more: a detailed finding review, or a corrective action plan.

use super::Check;
use super::facts::{Rating, days};
use super::findings::Findings;
use super::row::Row;
use crate::finding::{Level, Place};
use crate::rule::Rule;
use jiff::civil::Date;

pub(super) const RULES: &[&Rule] = &[&HIGH, &MODERATE];

const HIGH: Rule = Rule {
    code: "many-old-high-items",
    level: Level::Warning,
    checks: "Fewer than five open items with the rating High are older than 30 days (a detailed finding review) or 60 days (a \
             corrective action plan). Approved false positives and operational requirements, and vendor dependencies with a \
             check-in within 30 days, are not counted.",
    why: "FedRAMP escalates at these numbers; better to know before the agency does.",
    fails: "Original Risk Rating: High\nOriginal Detection Date: 2026-09-01\nScheduled Completion Date: 2026-10-01\n\
            Planned Milestones: (1) 2026-09-30: Patch\n[times]\n5",
    passes: "Original Risk Rating: High\nOriginal Detection Date: 2026-10-01\nScheduled Completion Date: 2026-10-31\n\
             Planned Milestones: (1) 2026-10-30: Patch\n[times]\n5",
    source: "FedRAMP playbook for continuous monitoring, performance management",
};
const MODERATE: Rule = Rule {
    code: "many-old-moderate-items",
    level: Level::Warning,
    checks: "Fewer than ten open items with the rating Moderate are older than 90 days (a detailed finding review) or 120 days \
             (a corrective action plan), counted like those with the rating High.",
    why: "FedRAMP escalates at these numbers; better to know before the agency does.",
    fails: "Original Detection Date: 2026-06-01\nScheduled Completion Date: 2026-08-30\n\
            Planned Milestones: (1) 2026-08-20: Patch\nMilestone Changes: (1) Complete 2026-10-10 : Done\n[times]\n10",
    passes: "Original Risk Rating: Moderate\n[times]\n10",
    source: "FedRAMP playbook for continuous monitoring, performance management",
};

/// A rule's rating, its number of items, and after how many days come the review and the plan.
const TRIGGERS: [(&Rule, Rating, usize, i32, i32); 2] =
    [(&HIGH, Rating::High, 5, 30, 60), (&MODERATE, Rating::Moderate, 10, 90, 120)];

/// The old items of a rating, against the numbers at which FedRAMP asks for more.
pub(crate) struct Old {
    pub(crate) rating: Rating,
    /// So many are too many.
    pub(crate) limit: usize,
    /// After so many days they ask for a detailed finding review.
    pub(crate) review_days: i32,
    /// How many items are older than that.
    pub(crate) review: usize,
    /// After so many days they ask for a corrective action plan.
    pub(crate) plan_days: i32,
    /// How many items are older than that.
    pub(crate) plan: usize,
    rule: &'static Rule,
}

/// Counts the old items of each rating that has a number.
pub(crate) fn old(rows: &[Row], as_of: Date) -> [Old; 2] {
    TRIGGERS.map(|(rule, rating, limit, review_days, plan_days)| {
        let older = |than: i32| {
            let counts = |row: &&Row| {
                let facts = &row.facts;
                row.is_open()
                    && facts.rating() == Some(rating)
                    && !facts.is_excused()
                    && !facts.waits_for_vendor(as_of)
                    && facts.detected.is_some_and(|day| days(day, as_of) > than)
            };
            rows.iter().filter(counts).count()
        };
        Old { rating, limit, review_days, review: older(review_days), plan_days, plan: older(plan_days), rule }
    })
}

pub(super) fn whole(check: &Check, out: &mut Findings) {
    for old in old(check.rows, check.as_of) {
        let (count, days, what) = if old.plan >= old.limit {
            (old.plan, old.plan_days, "corrective action plan")
        } else if old.review >= old.limit {
            (old.review, old.review_days, "detailed finding review")
        } else {
            continue;
        };
        let message = format!(
            "{count} {} items are older than {days} days: at {} FedRAMP asks for a {what}",
            old.rating.name(),
            old.limit
        );
        out.report(
            old.rule,
            Place::file(&check.side.register.name),
            message,
            "close the oldest first, and tell the agency",
        );
    }
}
