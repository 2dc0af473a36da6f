//! The list of all items, which the page's script sorts and filters. Without the script it is whole, and stays as it is.

use super::text::{escaped, short};
use crate::report::Report;
use crate::report::item::Item;
use crate::report::sections::grouped;
use crate::report::standing::{Standing, Stop};
use crate::report::tops::Top;
use std::collections::HashSet;
use std::io::{self, Write};

/// So many assets and services of an item are shown; the others are found by a search all the same.
const SHOWN: usize = 4;

const COLUMNS: [(&str, &str, &str); 8] = [
    ("POAM ID", "id", ""),
    ("Weakness", "text", ""),
    ("State", "days", ""),
    ("Rating", "rating", ""),
    ("Detected", "text", ""),
    ("Due", "text", ""),
    ("Scheduled", "text", ""),
    ("Age in days", "number", " class=\"n\""),
];

/// The names that lists of the report lead here by.
struct Linked<'a> {
    lists: [(&'static str, HashSet<&'a str>); 4],
}

/// Writes the list.
pub(super) fn list(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let names = |top: &'_ Top| top.rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    let all = [&report.families, &report.detectors, &report.assets, &report.services].map(names);
    let of = |at: usize| all[at].iter().map(String::as_str).collect();
    let linked = Linked { lists: [("family", of(0)), ("detector", of(1)), ("asset", of(2)), ("service", of(3))] };
    let total = i64::try_from(report.items.len()).unwrap_or(i64::MAX);
    write!(
        out,
        "<section id=\"items\" aria-labelledby=\"items-title\">\n<h2 id=\"items-title\">All items</h2>\n\
         {CONTROLS}\
         <p id=\"count\" role=\"status\">{} items</p>\n\
         <div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"items-caption\">\n\
         <table id=\"list\">\n<caption id=\"items-caption\">Items of {}</caption>\n<thead>\n<tr>",
        grouped(total),
        escaped(&report.head.file)
    )?;
    for (title, sort, class) in COLUMNS {
        write!(out, "<th scope=\"col\" data-sort=\"{sort}\"{class}>{title}</th>")?;
    }
    writeln!(out, "</tr>\n</thead>\n<tbody>")?;
    for item in &report.items {
        row(item, &linked, out)?;
    }
    write!(
        out,
        "</tbody>\n</table>\n</div>\n<p class=\"pages\" hidden><button type=\"button\" id=\"more\">Show more</button> \
         <button type=\"button\" id=\"all\">Show all</button></p>\n</section>\n"
    )
}

/// What the script needs; without it nothing of this is shown.
const CONTROLS: &str = "<form id=\"controls\" hidden role=\"search\" aria-label=\"Filter the items\">\n\
    <label>Search <input type=\"search\" id=\"find\" autocomplete=\"off\" placeholder=\"ID, weakness, asset, CVE\u{2026}\"></label>\n\
    <label>State <select id=\"state\"><option value=\"\">all</option><option value=\"open\">open</option>\
    <option value=\"late\">late</option><option value=\"due\">due later</option>\
    <option value=\"stopped\">clock stands still</option><option value=\"undated\">no due date</option>\
    <option value=\"closed\">closed</option><option value=\"document\">documents</option></select></label>\n\
    <label>Rating <select id=\"rating\"><option value=\"\">all</option><option value=\"high\">High</option>\
    <option value=\"moderate\">Moderate</option><option value=\"low\">Low</option>\
    <option value=\"unrated\">Unrated</option></select></label>\n\
    <label>Mark <select id=\"flag\"><option value=\"\">all</option><option value=\"kev\">known exploited</option>\
    <option value=\"vendor\">vendor dependency</option><option value=\"pending\">deviation pending</option>\
    <option value=\"approved\">deviation approved</option></select></label>\n\
    <button type=\"reset\">Clear</button>\n<p id=\"chips\"></p>\n</form>\n";

fn row(item: &Item, linked: &Linked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rating = item.rating.unwrap_or("Unrated");
    write!(out, "<tr data-state=\"{}\" data-rating=\"{}\"", item.standing.name(), rating.to_lowercase())?;
    match item.standing {
        Standing::Late(days) => write!(out, " data-days=\"{}\"", -days)?,
        Standing::Due(days) => write!(out, " data-days=\"{days}\"")?,
        _ => {}
    }
    if let Some(age) = item.age {
        write!(out, " data-age=\"{age}\"")?;
    }
    let mut flags = Vec::new();
    if item.is_open() {
        flags.extend(item.kev.then_some("kev"));
        flags.extend(item.vendor.then_some("vendor"));
        flags.extend(item.requests.contains(&Some("pending")).then_some("pending"));
        flags.extend(item.requests.contains(&Some("approved")).then_some("approved"));
    }
    if !flags.is_empty() {
        write!(out, " data-flag=\"{}\"", flags.join(" "))?;
    }
    let [families, detectors, assets, services] = [&item.families, &item.detectors, &item.assets, &item.services];
    for ((name, known), names) in linked.lists.iter().zip([families, detectors, assets, services]) {
        let names: Vec<String> =
            names.iter().filter(|name| known.contains(name.as_str())).map(|name| short(name)).collect();
        if !names.is_empty() {
            write!(out, " data-{name}=\"{}\"", names.join("&#10;"))?;
        }
    }
    write!(out, "><th scope=\"row\">{}</th><td>{}", named(&item.id), short(&item.name))?;
    details(item, out)?;
    write!(out, "</td><td>{}", standing(item))?;
    for (is, text) in [
        (item.kev && item.is_open(), "known exploited"),
        (item.vendor && item.is_open(), "vendor"),
        (flags.contains(&"pending"), "deviation pending"),
        (flags.contains(&"approved"), "deviation approved"),
    ] {
        if is {
            write!(out, " <span class=\"mark\">{text}</span>")?;
        }
    }
    write!(out, "</td><td><span class=\"tag {}\">{rating}</span>", rating.to_lowercase())?;
    if let Some(original) = item.original.filter(|original| Some(*original) != item.rating) {
        write!(out, " <small>was {original}</small>")?;
    }
    write!(out, "</td>")?;
    for (day, label) in [(item.detected, "Detected"), (item.due, "Due"), (item.scheduled, "Scheduled")] {
        let day = day.map(|day| day.to_string());
        let class = if day.is_some() { "" } else { " class=\"blank\"" };
        write!(out, "<td data-label=\"{label}\"{class}>{}</td>", day.as_deref().unwrap_or("\u{2013}"))?;
    }
    match item.age {
        Some(age) => writeln!(out, "<td class=\"n\" data-label=\"Age\">{}</td></tr>", grouped(age.into())),
        None => writeln!(out, "<td class=\"n blank\" data-label=\"Age\">\u{2013}</td></tr>"),
    }
}

fn named(id: &str) -> String {
    if id.is_empty() { "(no id)".to_owned() } else { short(id) }
}

/// Controls, detectors, assets, services and CVEs, small below the name.
fn details(item: &Item, out: &mut dyn Write) -> io::Result<()> {
    let lists: Vec<String> = [&item.controls, &item.detectors, &item.assets, &item.services, &item.cves]
        .into_iter()
        .filter(|list| !list.is_empty())
        .map(|list| shortened(list))
        .collect();
    if lists.is_empty() { Ok(()) } else { write!(out, "<small>{}</small>", lists.join(" \u{b7} ")) }
}

fn shortened(list: &[String]) -> String {
    let shown: Vec<String> = list.iter().take(SHOWN).map(|text| short(text)).collect();
    let rest: Vec<String> = list.iter().skip(SHOWN).map(|text| short(text)).collect();
    let shown = shown.join(", ");
    if rest.is_empty() {
        return shown;
    }
    format!("{shown} and {} more<span hidden>{}</span>", rest.len(), rest.join(", "))
}

fn standing(item: &Item) -> String {
    let days = |days: i32| if days == 1 { "1 day".to_owned() } else { format!("{} days", grouped(days.into())) };
    match item.standing {
        Standing::Late(late) => format!("<b class=\"late\">{} late</b>", days(late)),
        Standing::Due(0) => "due on the day".to_owned(),
        Standing::Due(left) => format!("{} left", days(left)),
        Standing::Stopped(Stop::FalsePositive) => "clock stands still: false positive".to_owned(),
        Standing::Stopped(Stop::Requirement) => "clock stands still: operational requirement".to_owned(),
        Standing::Stopped(Stop::Vendor) => "clock stands still: vendor".to_owned(),
        Standing::Undated => "no due date".to_owned(),
        Standing::Closed => item.status.map_or_else(|| "closed".to_owned(), |day| format!("closed {day}")),
        Standing::Document => "document".to_owned(),
    }
}
