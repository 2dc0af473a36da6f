//! The sections that name: vendors, deviations, exploited vulnerabilities, where the items are, and what was found.

use super::{Cell, Look, Report, Row, Section, Table, What, counted, rating_columns, shown_ratings, some};
use crate::check::facts::CHECK_IN;
use crate::diff::natural;
use crate::report::item::Item;
use crate::report::standing::{Standing, Stop};
use crate::report::tops::Top;
use jiff::civil::Date;

/// So many items are listed; the list of all items has them all.
const LISTED: usize = 50;

fn listed(title: &str, items: usize) -> String {
    if items > LISTED { format!("{title} ({LISTED} of {items})") } else { title.to_owned() }
}

pub(super) fn vendors(report: &Report) -> Section {
    let title = "Vendor dependencies";
    let mut items: Vec<&Item> = report.items.iter().filter(|item| item.is_open() && item.vendor).collect();
    if items.is_empty() {
        let says = vec!["No open item depends on a vendor.".to_owned()];
        return Section { id: "vendors", title, says, tables: Vec::new() };
    }
    // Never asked first, then the longest ago.
    let order = |item: &Item| item.since_check_in.map_or(i32::MIN, |days| -days);
    items.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| natural(&a.id, &b.id)));
    let overdue = items.iter().filter(|item| item.since_check_in.is_none_or(|days| days > CHECK_IN)).count();
    let says = match overdue {
        0 => format!("The vendor of each was asked within {CHECK_IN} days."),
        _ => format!("{} of {} without a check-in within {CHECK_IN} days: their clock runs.", overdue, items.len()),
    };
    let columns = ["POAM ID", "Weakness", "Product", "Rating", "Last check-in", "Days since#", "Clock"];
    let mut table = Table::new(listed("Open items that depend on a vendor", items.len()), &columns);
    for item in items.iter().take(LISTED) {
        let clock = match item.standing {
            Standing::Stopped(Stop::Vendor) => "stands still",
            Standing::Stopped(_) => "stands still, by a deviation",
            Standing::Late(_) => "ran out",
            _ => "runs",
        };
        table.row(vec![
            id(item),
            Cell::text(&item.name),
            Cell::text(item.product.join(", ")),
            Cell::text(item.rating.unwrap_or("Unrated")),
            Cell::day(item.checked_in),
            Cell::days(item.since_check_in),
            Cell::text(clock),
        ]);
    }
    Section { id: "vendors", title, says: vec![says], tables: vec![table] }
}

fn id(item: &Item) -> Cell {
    Cell::text(&item.id).of(vec![("id", item.id.clone())])
}

pub(super) fn deviations(report: &Report) -> Section {
    let columns = ["Type", "Pending#", "Approved#", "Closed, pending#", "Closed, approved#"];
    let mut table = Table::new("Items with a deviation request", &columns);
    for deviation in &report.deviations {
        table.row(vec![
            Cell::text(&deviation.title),
            Cell::number(deviation.pending),
            Cell::number(deviation.approved),
            Cell::number(deviation.closed_pending),
            Cell::number(deviation.closed_approved),
        ]);
    }
    let waiting: Vec<&Item> =
        report.items.iter().filter(|item| item.is_open() && item.requests.contains(&Some("pending"))).collect();
    let mut tables = vec![table];
    if !waiting.is_empty() {
        let caption = listed("Open items with a request that is pending", waiting.len());
        let mut table = Table::new(caption, &["POAM ID", "Weakness", "Rating", "Pending", "Age in days#"]);
        for item in waiting.iter().take(LISTED) {
            let pending = report.deviations.iter().zip(item.requests).filter(|(_, state)| *state == Some("pending"));
            let pending: Vec<&str> = pending.map(|(deviation, _)| deviation.title.as_str()).collect();
            table.row(vec![
                id(item),
                Cell::text(&item.name),
                Cell::text(item.rating.unwrap_or("Unrated")),
                Cell::text(pending.join(", ")),
                Cell::days(item.age),
            ]);
        }
        tables.push(table);
    }
    Section { id: "deviations", title: "Deviation requests", says: Vec::new(), tables }
}

pub(super) fn exploited(report: &Report) -> Section {
    let title = "Known exploited vulnerabilities";
    let mut items: Vec<&Item> = report.items.iter().filter(|item| item.is_exploited()).collect();
    if items.is_empty() {
        let says = vec!["No open item is tracked under BOD 22-01.".to_owned()];
        return Section { id: "exploited", title, says, tables: Vec::new() };
    }
    items.sort_by(|a, b| a.kev_due.cmp(&b.kev_due).then_with(|| natural(&a.id, &b.id)));
    let mut columns = vec!["POAM ID", "Weakness", "Rating", "CVE", "CISA's due date", "Days left#"];
    let has_catalogue = report.head.kev.is_some();
    if has_catalogue {
        columns.push("In the sheet");
    }
    let mut table = Table::new(listed("Open items tracked under BOD 22-01", items.len()), &columns);
    for item in items.iter().take(LISTED) {
        let left = item.kev_due.map(|due: Date| crate::check::facts::days(report.head.as_of, due));
        let mut cells = vec![
            id(item),
            Cell::text(&item.name),
            Cell::text(item.rating.unwrap_or("Unrated")),
            Cell::text(item.cves.join(", ")),
            Cell::day(item.kev_due),
            Cell::days(left),
        ];
        if has_catalogue {
            cells.push(Cell::text(if item.kev { "marked" } else { "not marked" }));
        }
        table.row(cells);
    }
    Section { id: "exploited", title, says: Vec::new(), tables: vec![table] }
}

pub(super) fn places(report: &Report) -> Section {
    let lists = [
        ("Services", "Service", "service", &report.services),
        ("Assets", "Asset", "asset", &report.assets),
        ("Control families", "Family", "family", &report.families),
        ("Detectors", "Detector", "detector", &report.detectors),
    ];
    let shown = shown_ratings(report);
    let mut says =
        vec!["Open items; one of several services, assets, families or detectors counts for each.".to_owned()];
    let mut tables = Vec::new();
    for (title, first, filter, top) in lists {
        if top.rows.is_empty() {
            says.push(format!("{title}: no open item names any."));
            continue;
        }
        tables.push(ranks(title, first, filter, top, shown));
    }
    Section { id: "places", title: "Where the items are", says, tables }
}

fn ranks(title: &str, first: &str, filter: &'static str, top: &Top, shown: usize) -> Table {
    let mut caption = title.to_owned();
    if top.names > top.rows.len() {
        caption = format!("{title}: the first {} of {}", top.rows.len(), top.names);
    }
    if top.unnamed > 0 {
        caption = format!("{caption} ({} without)", some(top.unnamed, "item"));
    }
    let columns = rating_columns(first, shown);
    let mut table = Table::new(caption, &[&columns[..], &["Late#"]].concat());
    table.look = Look::Ranks;
    for row in &top.rows {
        let filter = vec![("state", "open".to_owned()), (filter, row.name.clone())];
        let mut cells = vec![Cell::text(&row.name)];
        cells.extend(counted(row.open, shown, Some(&filter)));
        cells.push(Cell::number(row.late));
        table.row(cells);
    }
    table
}

pub(super) fn rules(report: &Report) -> Section {
    let title = "Findings by rule";
    if report.rules.is_empty() {
        let says = vec!["The check found nothing.".to_owned()];
        return Section { id: "rules", title, says, tables: Vec::new() };
    }
    let mut table = Table::new("Findings of poam check", &["Rule", "Level", "Findings#", "Items#", "What it checks"]);
    for rule in &report.rules {
        let more = rule.first.iter().map(|finding| {
            let place = finding.at.to_string();
            if place.is_empty() { finding.message.clone() } else { format!("{}: {}", place.trim(), finding.message) }
        });
        let checks = if rule.checks.is_empty() { "Told when the file is read." } else { rule.checks };
        let cells = vec![
            Cell::text(rule.code),
            Cell::text(rule.level.name()),
            Cell::number(rule.findings),
            Cell::number(rule.items),
            Cell::text(checks),
        ];
        table.rows.push(Row { cells, more: more.collect() });
    }
    let says = vec!["poam explain with a rule's code says why it matters and whose rule it is.".to_owned()];
    Section { id: "rules", title, says, tables: vec![table] }
}

/// The rules that the configuration switched.
pub(super) fn switched(report: &Report) -> Option<Section> {
    if report.head.switched.is_empty() {
        return None;
    }
    let mut table = Table::new("Rules that the configuration switched", &["Rule", "Now", "Reason"]);
    for switch in &report.head.switched {
        let now = Cell { what: What::Text(switch.level.map_or("off", |l| l.name()).to_owned()), filter: None };
        table.row(vec![Cell::text(&switch.code), now, Cell::text(&switch.reason)]);
    }
    Some(Section { id: "switched", title: "Rules switched off or changed", says: Vec::new(), tables: vec![table] })
}
