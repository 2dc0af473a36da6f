//! What makes FedRAMP ask for more: a detailed finding review, or a corrective action plan.

use super::Check;
use super::facts::{Rating, days};
use super::findings::Findings;
use crate::finding::{Level, Place};
use crate::rule::Rule;

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

pub(super) fn whole(check: &Check, out: &mut Findings) {
    for (rule, rating, number, review, plan) in TRIGGERS {
        let older = |than: i32| {
            let counts = |row: &&super::Row| {
                let facts = &row.facts;
                row.is_open()
                    && facts.rating() == Some(rating)
                    && !facts.is_excused()
                    && !facts.waits_for_vendor(check.as_of)
                    && facts.detected.is_some_and(|day| days(day, check.as_of) > than)
            };
            check.rows.iter().filter(counts).count()
        };
        let (for_plan, for_review) = (older(plan), older(review));
        let (count, days, what) = if for_plan >= number {
            (for_plan, plan, "corrective action plan")
        } else if for_review >= number {
            (for_review, review, "detailed finding review")
        } else {
            continue;
        };
        let message = format!(
            "{count} {} items are older than {days} days: at {number} FedRAMP asks for a {what}",
            rating.name()
        );
        out.report(
            rule,
            Place::file(&check.side.register.name),
            message,
            "close the oldest first, and tell the agency",
        );
    }
}
