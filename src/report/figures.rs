//! The figures of a POA&M, computed once.

use super::item::Item;
use super::month::{self, ByRating, Month};
use super::standing::Standing;
use super::tops::top;
use super::{Given, Report};
use crate::check::columns::{Col, Columns, header};
use crate::check::escalation;
use crate::check::facts::Rating;
use crate::check::row::{Row, Side};
use crate::check::{self};
use crate::convert::item_id;
use crate::finding::{Finding, Level};
use crate::register::Register;
use crate::rule;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashSet};

/// What a report is about.
#[derive(Clone, Debug)]
pub struct Head {
    /// The provider; empty where the header block names none.
    pub csp: String,
    /// The system.
    pub system: String,
    /// Its impact level.
    pub impact_level: String,
    /// The POAM Date, as `2026-10-30` where it can be read.
    pub poam_date: String,
    /// The day that the items are judged by.
    pub as_of: Date,
    /// The file, as the person named it.
    pub file: String,
    /// The configuration, if one was used.
    pub config: Option<String>,
    /// The mapping file, if it is not the built-in one.
    pub mapping: Option<String>,
    /// CISA's catalogue, if it was given.
    pub kev: Option<String>,
    /// The inventory or SSP, if one was given.
    pub inventory: Option<String>,
    /// The POA&M of the authorization, if it was given.
    pub baseline: Option<String>,
    /// Rules that the configuration switched off or gave another level.
    pub switched: Vec<Switched>,
}

/// A rule that the configuration switched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switched {
    /// The rule's code.
    pub code: String,
    /// The level it was given; none where it is off.
    pub level: Option<Level>,
    /// Why.
    pub reason: String,
}

/// Open items of some range of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name in JSON.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// The first and the last day of the range; none where it is no range.
    pub days: Option<(i32, i32)>,
    /// Its items.
    pub items: ByRating,
}

/// One of the numbers at which FedRAMP asks for more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// The rating of the items that count.
    pub rating: &'static str,
    /// So many items are too many.
    pub limit: usize,
    /// Items older than so many days ask for a detailed finding review.
    pub review_days: i32,
    /// How many items are older than that.
    pub review: usize,
    /// Items older than so many days ask for a corrective action plan.
    pub plan_days: i32,
    /// How many items are older than that.
    pub plan: usize,
}

impl Trigger {
    /// What FedRAMP asks for: `none`, `detailed-finding-review` or `corrective-action-plan`.
    pub fn asks_for(&self) -> &'static str {
        if self.plan >= self.limit {
            "corrective-action-plan"
        } else if self.review >= self.limit {
            "detailed-finding-review"
        } else {
            "none"
        }
    }
}

/// The requests for a type of deviation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The type: the column's id.
    pub name: &'static str,
    /// The column's header.
    pub title: String,
    /// Open items whose request is pending.
    pub pending: usize,
    /// Open items whose request is approved.
    pub approved: usize,
    /// Closed items whose request was pending when they were closed.
    pub closed_pending: usize,
    /// Closed items whose request was approved.
    pub closed_approved: usize,
}

/// The findings of a rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its code.
    pub code: &'static str,
    /// The gravest level of its findings.
    pub level: Level,
    /// What it checks; empty for what only the reading of a file tells.
    pub checks: &'static str,
    /// How many findings there are.
    pub findings: usize,
    /// How many items have one.
    pub items: usize,
    /// The first of them, ten at most.
    pub first: Vec<Finding>,
}

/// So many findings of a rule are shown.
const SHOWN: usize = 10;

type Range = (&'static str, &'static str, i32, i32);

const LATE: [Range; 5] = [
    ("1-30", "1 to 30 days", 1, 30),
    ("31-60", "31 to 60 days", 31, 60),
    ("61-90", "61 to 90 days", 61, 90),
    ("91-180", "91 to 180 days", 91, 180),
    ("over-180", "More than 180 days", 181, i32::MAX),
];
const AGES: [Range; 6] = [
    ("0-30", "30 days or less", 0, 30),
    ("31-60", "31 to 60 days", 31, 60),
    ("61-90", "61 to 90 days", 61, 90),
    ("91-180", "91 to 180 days", 91, 180),
    ("181-365", "181 to 365 days", 181, 365),
    ("over-365", "More than a year", 366, i32::MAX),
];
const DUE: [Range; 4] = [
    ("0-30", "In 30 days or less", 0, 30),
    ("31-60", "In 31 to 60 days", 31, 60),
    ("61-90", "In 61 to 90 days", 61, 90),
    ("over-90", "In more than 90 days", 91, i32::MAX),
];

/// The deviations that are asked for, in the order of [`crate::check::facts::Facts::requests`].
const REQUESTS: [Col; 3] = [Col::Adjustment, Col::FalsePositive, Col::Requirement];

pub(super) fn report(register: &Register, checked: &check::Report, given: &Given<'_>) -> Report {
    let columns = Columns::of(given.mapping);
    let side = Side::of(register, &columns);
    let rows: Vec<Row> = register.items.iter().map(|item| Row::of(&side, item)).collect();
    let items: Vec<Item> = rows.iter().map(|row| Item::of(row, checked.as_of, given.kev)).collect();
    Report {
        head: head(register, checked.as_of, &columns, given),
        months: months(register, &rows, checked.as_of, &columns, given),
        late: ranges(&items, &LATE, |item| match item.standing {
            Standing::Late(days) => Some(days),
            _ => None,
        }),
        due: due(&items),
        ages: ages(&items),
        triggers: triggers(&rows, checked.as_of),
        deviations: deviations(&items, &columns),
        services: top(&items, |item| &item.services),
        assets: top(&items, |item| &item.assets),
        families: top(&items, |item| &item.families),
        detectors: top(&items, |item| &item.detectors),
        rules: by_rule(&checked.findings),
        items,
    }
}

fn head(register: &Register, as_of: Date, columns: &Columns<'_>, given: &Given<'_>) -> Head {
    let said = |id: &str| {
        let cell = columns.header_at(id).and_then(|at| register.header.get(at)?.as_ref());
        cell.map(|cell| item_id(&cell.text)).unwrap_or_default()
    };
    let switched = |switch: &crate::config::Switch| Switched {
        code: switch.code.clone(),
        level: switch.level,
        reason: switch.reason.clone(),
    };
    Head {
        csp: said(header::CSP),
        system: said(header::SYSTEM),
        impact_level: said(header::LEVEL),
        poam_date: month::date(register, columns).map_or_else(|| said(header::DATE), |date| date.to_string()),
        as_of,
        file: register.name.to_string(),
        config: given.files.config.map(str::to_owned),
        mapping: given.files.mapping.map(str::to_owned),
        kev: given.files.kev.map(str::to_owned),
        inventory: given.files.inventory.map(str::to_owned),
        baseline: given.files.baseline.map(str::to_owned),
        switched: given.switches.iter().map(switched).collect(),
    }
}

fn months(register: &Register, rows: &[Row], as_of: Date, columns: &Columns<'_>, given: &Given<'_>) -> Vec<Month> {
    let mut months = Vec::with_capacity(given.previous.len() + 1);
    let mut before: Option<&Register> = None;
    for previous in given.previous {
        let side = Side::of(previous, columns);
        let rows: Vec<Row> = previous.items.iter().map(|item| Row::of(&side, item)).collect();
        let moves = before.map(|before| month::moves(before, previous, given.mapping));
        months.push(Month::of(previous, &rows, month::date(previous, columns), moves));
        before = Some(previous);
    }
    let moves = before.map(|before| month::moves(before, register, given.mapping));
    months.push(Month::of(register, rows, Some(as_of), moves));
    months
}

/// Items by ranges of days; what has no number of days, or one below all ranges, is in none.
fn ranges(items: &[Item], ranges: &[Range], days: impl Fn(&Item) -> Option<i32>) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = ranges
        .iter()
        .map(|(name, title, from, to)| Bucket { name, title, days: Some((*from, *to)), items: ByRating::default() })
        .collect();
    for item in items {
        let Some(days) = days(item) else { continue };
        if let Some(at) = ranges.iter().position(|(_, _, from, to)| (*from..=*to).contains(&days)) {
            buckets[at].items.add(item.rating.and_then(Rating::of));
        }
    }
    buckets
}

fn those(items: &[Item], is: impl Fn(&Item) -> bool) -> ByRating {
    let mut count = ByRating::default();
    items.iter().filter(|item| is(item)).for_each(|item| count.add(item.rating.and_then(Rating::of)));
    count
}

fn due(items: &[Item]) -> Vec<Bucket> {
    let late = those(items, |item| matches!(item.standing, Standing::Late(_)));
    let mut buckets = vec![Bucket { name: "late", title: "Late", days: None, items: late }];
    buckets.extend(ranges(items, &DUE, |item| match item.standing {
        Standing::Due(days) => Some(days),
        _ => None,
    }));
    let stopped = those(items, |item| matches!(item.standing, Standing::Stopped(_)));
    buckets.push(Bucket { name: "stopped", title: "Clock stands still", days: None, items: stopped });
    let undated = those(items, |item| item.standing == Standing::Undated);
    buckets.push(Bucket { name: "undated", title: "No due date can be told", days: None, items: undated });
    buckets
}

fn ages(items: &[Item]) -> Vec<Bucket> {
    let mut buckets = ranges(items, &AGES, |item| item.age);
    let unknown = those(items, |item| item.is_open() && item.age.is_none());
    buckets.push(Bucket { name: "unknown", title: "No detection date that counts", days: None, items: unknown });
    buckets
}

fn triggers(rows: &[Row], as_of: Date) -> Vec<Trigger> {
    let trigger = |old: escalation::Old| Trigger {
        rating: old.rating.name(),
        limit: old.limit,
        review_days: old.review_days,
        review: old.review,
        plan_days: old.plan_days,
        plan: old.plan,
    };
    escalation::old(rows, as_of).map(trigger).into()
}

fn deviations(items: &[Item], columns: &Columns<'_>) -> Vec<Deviation> {
    let count = |at: usize, open: bool, state: &str| {
        let is = |item: &&Item| item.is_open() == open && item.requests[at] == Some(state);
        items.iter().filter(is).count()
    };
    let deviation = |(at, col): (usize, Col)| Deviation {
        name: col.id(),
        title: columns.header(col).to_owned(),
        pending: count(at, true, "pending"),
        approved: count(at, true, "approved"),
        closed_pending: count(at, false, "pending"),
        closed_approved: count(at, false, "approved"),
    };
    REQUESTS.into_iter().enumerate().map(deviation).collect()
}

fn by_rule(findings: &[Finding]) -> Vec<Rule> {
    let mut by_code: BTreeMap<&str, (Rule, HashSet<&str>)> = BTreeMap::new();
    for finding in findings {
        let (rule, items) = by_code.entry(finding.code).or_insert_with(|| {
            let checks = rule::by_code(finding.code).map_or("", |rule| rule.checks);
            let level = finding.level;
            let rule = Rule { code: finding.code, level, checks, findings: 0, items: 0, first: Vec::new() };
            (rule, HashSet::new())
        });
        rule.level = rule.level.max(finding.level);
        rule.findings += 1 + finding.more;
        if rule.first.len() < SHOWN {
            rule.first.push(finding.clone());
        }
        items.extend(finding.at.item.as_deref());
    }
    let counted = by_code.into_values().map(|(rule, items)| Rule { items: items.len(), ..rule });
    let mut rules: Vec<Rule> = counted.collect();
    rules.sort_by(|a, b| b.level.cmp(&a.level).then(b.findings.cmp(&a.findings)));
    rules
}
