//! A report as JSON, for programs. Members are never left out, and their names stay. Days are `2026-10-30`; what is not
//! known is null.
//!
//! ```text
//! head            csp, system, impact-level, poam-date (texts of the header block), as-of (the day judged by), file,
//!                 config, mapping, kev, inventory, baseline (files; null where none was given),
//!                 switched [{ rule, level, reason }]     level is null where the rule is off
//! months          [{ file, date, open, original, late, due, closed, kev, vendor, pending, approved, moves }]
//!                 the oldest first, the last is the file of the report
//!   open          by rating, the adjusted one where the adjustment is approved; original: by the first rating
//!   late          by rating; null where the month has no date; due: items that fall due within 30 days, or null
//!   closed, kev, vendor, pending, approved      items: closed; and of the open ones those tracked under BOD 22-01, with
//!                 a vendor dependency, with a deviation pending, with one approved
//!   moves         { new, closed, reopened, vanished } since the month before; null for the first
//! late            [{ days, items }]    by rating; 1-30 | 31-60 | 61-90 | 91-180 | over-180
//! due             [{ days, items }]    late | 0-30 | 31-60 | 61-90 | over-90 | stopped | undated; they add up to the open items
//! due-within      { 30, 60, 90 }       items that fall due in the next 30, 60, 90 days
//! ages            [{ days, items }]    0-30 | 31-60 | 61-90 | 91-180 | 181-365 | over-365 | unknown
//! triggers        [{ rating, limit, review-days, review, plan-days, plan, asks-for }]
//!   asks-for      none | detailed-finding-review | corrective-action-plan
//! vendors         [{ id, product, checked-in, days }]    open items with a vendor dependency; days since the check-in
//! deviations      [{ type, pending, approved, closed-pending, closed-approved }]    items, open unless it says closed
//! exploited       [{ id, cves, due, marked, in-catalogue }]      open items tracked under BOD 22-01 or with a CVE of --kev
//! services, assets, families, detectors          { names, unnamed, first [{ name, open, late }] }
//! rules           [{ rule, level, findings, items }]
//! items           [{ id, name, sheet, state, days, stopped-by, rating, original, detected, due, scheduled, status, age,
//!                 controls, detectors, assets, services, contact, cves, vendor, product, checked-in, kev, kev-due,
//!                 risk-adjustment, false-positive, operational-requirement }]
//!   state         late | due | stopped | undated | closed | document
//!   days          that it is late (above 0) or that are left (below 0, or 0); null unless late or due
//!   stopped-by    false-positive | operational-requirement | vendor-dependency | null
//! by rating       { high, moderate, low, unrated, all }
//! ```

use super::figures::{Bucket, Head, Trigger};
use super::item::Item;
use super::month::{ByRating, Month};
use super::standing::Standing;
use super::tops::Top;
use super::{Report, figures};
use crate::finding::Level;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes a report.
///
/// # Errors
/// Where it cannot be written.
pub fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &value(report))?;
    writeln!(out)
}

/// A report as a JSON object.
pub(super) fn value(report: &Report) -> Value {
    let within = |most: i32| {
        let is = |item: &&Item| matches!(item.standing, Standing::Due(days) if days <= most);
        report.items.iter().filter(is).count()
    };
    let open = || report.items.iter().filter(|item| item.is_open());
    let vendor = |item: &Item| {
        json!({
            "id": item.id,
            "product": item.product,
            "checked-in": day(item.checked_in),
            "days": item.since_check_in,
        })
    };
    let exploited = |item: &Item| {
        json!({
            "id": item.id,
            "cves": item.cves,
            "due": day(item.kev_due),
            "marked": item.kev,
            "in-catalogue": item.in_catalogue,
        })
    };
    let rule = |rule: &figures::Rule| json!({ "rule": rule.code, "level": rule.level.name(), "findings": rule.findings, "items": rule.items });
    let deviation = |deviation: &figures::Deviation| {
        json!({
            "type": deviation.name,
            "pending": deviation.pending,
            "approved": deviation.approved,
            "closed-pending": deviation.closed_pending,
            "closed-approved": deviation.closed_approved,
        })
    };
    json!({
        "head": head(&report.head),
        "months": report.months.iter().map(month).collect::<Vec<_>>(),
        "late": report.late.iter().map(bucket).collect::<Vec<_>>(),
        "due": report.due.iter().map(bucket).collect::<Vec<_>>(),
        "due-within": { "30": within(30), "60": within(60), "90": within(90) },
        "ages": report.ages.iter().map(bucket).collect::<Vec<_>>(),
        "triggers": report.triggers.iter().map(trigger).collect::<Vec<_>>(),
        "vendors": open().filter(|item| item.vendor).map(vendor).collect::<Vec<_>>(),
        "deviations": report.deviations.iter().map(deviation).collect::<Vec<_>>(),
        "exploited": open().filter(|item| item.is_exploited()).map(exploited).collect::<Vec<_>>(),
        "services": top(&report.services),
        "assets": top(&report.assets),
        "families": top(&report.families),
        "detectors": top(&report.detectors),
        "rules": report.rules.iter().map(rule).collect::<Vec<_>>(),
        "items": report.items.iter().map(|i| item(i, report)).collect::<Vec<_>>(),
    })
}

fn day(day: Option<Date>) -> Value {
    day.map_or(Value::Null, |day| day.to_string().into())
}

fn head(head: &Head) -> Value {
    let switched = |switch: &figures::Switched| {
        let level = switch.level.map(Level::name);
        json!({ "rule": switch.code, "level": level, "reason": switch.reason })
    };
    json!({
        "csp": head.csp,
        "system": head.system,
        "impact-level": head.impact_level,
        "poam-date": head.poam_date,
        "as-of": day(Some(head.as_of)),
        "file": head.file,
        "config": head.config,
        "mapping": head.mapping,
        "kev": head.kev,
        "inventory": head.inventory,
        "baseline": head.baseline,
        "switched": head.switched.iter().map(switched).collect::<Vec<_>>(),
    })
}

fn by_rating(count: ByRating) -> Value {
    let ByRating { high, moderate, low, unrated } = count;
    json!({ "high": high, "moderate": moderate, "low": low, "unrated": unrated, "all": count.total() })
}

fn month(month: &Month) -> Value {
    let moves = month.moves.map(|moves| {
        json!({
            "new": moves.new,
            "closed": moves.closed,
            "reopened": moves.reopened,
            "vanished": moves.vanished,
        })
    });
    json!({
        "file": &*month.file,
        "date": day(month.date),
        "open": by_rating(month.open),
        "original": by_rating(month.original),
        "late": month.late.map(by_rating),
        "due": month.due,
        "closed": month.closed,
        "kev": month.kev,
        "vendor": month.vendor,
        "pending": month.pending,
        "approved": month.approved,
        "moves": moves,
    })
}

fn bucket(bucket: &Bucket) -> Value {
    json!({ "days": bucket.name, "items": by_rating(bucket.items) })
}

fn trigger(trigger: &Trigger) -> Value {
    json!({
        "rating": trigger.rating.to_lowercase(),
        "limit": trigger.limit,
        "review-days": trigger.review_days,
        "review": trigger.review,
        "plan-days": trigger.plan_days,
        "plan": trigger.plan,
        "asks-for": trigger.asks_for(),
    })
}

fn top(top: &Top) -> Value {
    let row = |row: &super::TopRow| json!({ "name": row.name, "open": by_rating(row.open), "late": row.late });
    json!({ "names": top.names, "unnamed": top.unnamed, "first": top.rows.iter().map(row).collect::<Vec<_>>() })
}

fn item(item: &Item, report: &Report) -> Value {
    let days = match item.standing {
        Standing::Late(days) => Some(days),
        Standing::Due(days) => Some(-days),
        _ => None,
    };
    let stopped_by = match item.standing {
        Standing::Stopped(stop) => Some(stop.name()),
        _ => None,
    };
    let small = |rating: Option<&str>| rating.map(str::to_lowercase);
    let mut value = json!({
        "id": item.id,
        "name": item.name,
        "sheet": item.sheet,
        "state": item.standing.name(),
        "days": days,
        "stopped-by": stopped_by,
        "rating": small(item.rating),
        "original": small(item.original),
        "detected": day(item.detected),
        "due": day(item.due),
        "scheduled": day(item.scheduled),
        "status": day(item.status),
        "age": item.age,
        "controls": item.controls,
        "detectors": item.detectors,
        "assets": item.assets,
        "services": item.services,
        "contact": item.contact,
        "cves": item.cves,
        "vendor": item.vendor,
        "product": item.product,
        "checked-in": day(item.checked_in),
        "kev": item.kev,
        "kev-due": day(item.kev_due),
    });
    let requests = report.deviations.iter().zip(item.requests).map(|(d, state)| (d.name.to_owned(), state.into()));
    if let Value::Object(members) = &mut value {
        members.extend(requests.collect::<Map<String, Value>>());
    }
    value
}
