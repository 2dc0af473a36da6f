//! Sections and their tables.

use super::chart;
use super::text::{escaped, short};
use crate::diff::shown::line;
use crate::report::sections::{Cell, Column, Filter, Look, Section, Table, What, grouped};
use serde_json::{Map, Value};
use std::io::{self, Write};

/// So many columns have room beside a chart.
const BESIDE: usize = 7;

/// So many letters in the titles of columns of numbers have room on a narrow screen.
const NARROW: usize = 32;

/// Writes a section: heading, texts, and its tables with their charts.
pub(super) fn section(section: &Section, out: &mut dyn Write) -> io::Result<()> {
    let id = section.id;
    write!(
        out,
        "<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{}</h2>\n",
        section.title
    )?;
    for text in &section.says {
        writeln!(out, "<p>{}</p>", escaped(text))?;
    }
    let ranks = section.tables.iter().any(|table| table.look == Look::Ranks);
    if ranks {
        writeln!(out, "<div class=\"ranks\">")?;
    }
    for (at, one) in section.tables.iter().enumerate() {
        match one.look {
            Look::Figures => figures(one, out)?,
            Look::Rows | Look::Ranks => rows(one, &format!("{id}-{}", at + 1), out)?,
        }
    }
    if ranks {
        writeln!(out, "</div>")?;
    }
    writeln!(out, "</section>")
}

/// The key figures: each with what it was and how it changed.
fn figures(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<dl class=\"figures\" aria-label=\"{}\">", escaped(&table.caption))?;
    for row in &table.rows {
        let [name, value, rest @ ..] = row.cells.as_slice() else { continue };
        let number = linked(value, &shown(value));
        write!(out, "<div><dt>{}</dt><dd><b>{number}</b>", shown(name))?;
        if let [was, change] = rest {
            write!(out, "<small>{}</small>", changed(was, change))?;
        }
        writeln!(out, "</dd></div>")?;
    }
    writeln!(out, "</dl>")
}

fn changed(was: &Cell, change: &Cell) -> String {
    match change.what {
        What::Change(0) => "as in the month before".to_owned(),
        What::Change(by) => {
            let way = if by > 0 { "up" } else { "down" };
            format!("<span class=\"{way}\">{way} {}</span> from {}", grouped(by.abs()), shown(was))
        }
        _ => "not known of the month before".to_owned(),
    }
}

fn rows(table: &Table, id: &str, out: &mut dyn Write) -> io::Result<()> {
    if let Some(chart) = &table.chart {
        // A table of many columns needs the page's width, and stands below its chart.
        let beside = if table.columns.len() > BESIDE { "stack" } else { "pair" };
        writeln!(out, "<div class=\"{beside}\">")?;
        chart::figure(table, chart, id, out)?;
    }
    let is_wide = table.look != Look::Ranks && is_wide(table);
    let class = match table.look {
        Look::Ranks => " class=\"rank\"",
        _ if is_wide => " class=\"wide\"",
        _ => "",
    };
    let role = |role: &str| if is_wide { format!(" role=\"{role}\"") } else { String::new() };
    write!(
        out,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}\">\n\
         <table{class}{}>\n<caption id=\"{id}\">{}</caption>\n<thead{}>\n<tr{}>",
        role("table"),
        escaped(&table.caption),
        role("rowgroup"),
        role("row")
    )?;
    for column in &table.columns {
        write!(out, "<th scope=\"col\"{}{}>{}</th>", role("columnheader"), right(column), escaped(&column.title))?;
    }
    writeln!(out, "</tr>\n</thead>\n<tbody{}>", role("rowgroup"))?;
    for (at, row) in table.rows.iter().enumerate() {
        let is_sum = table.total && at + 1 == table.rows.len();
        write!(out, "<tr{}{}>", role("row"), if is_sum { " class=\"sum\"" } else { "" })?;
        let last = row.cells.len().saturating_sub(1);
        for (nth, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
            let (tag, scope, is) = if nth == 0 { ("th", " scope=\"row\"", "rowheader") } else { ("td", "", "cell") };
            let label =
                if is_wide && nth > 0 { format!(" data-label=\"{}\"", escaped(&column.title)) } else { String::new() };
            write!(out, "<{tag}{scope}{}{label}{}>{}", role(is), right(column), linked(cell, &shown(cell)))?;
            if nth == last && !row.more.is_empty() {
                more(&row.more, out)?;
            }
            write!(out, "</{tag}>")?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table>\n</div>")?;
    if table.chart.is_some() {
        writeln!(out, "</div>")?;
    }
    Ok(())
}

/// Whether a narrow screen shows each row as a block, each cell with its title: there is no room for so many columns, or
/// for texts beside the first one. To whom the page is read it stays a table, by its roles.
fn is_wide(table: &Table) -> bool {
    let titles: usize = table.columns.iter().skip(1).map(|column| column.title.len()).sum();
    titles > NARROW || table.columns.iter().skip(1).any(|column| !column.number)
}

fn more(texts: &[String], out: &mut dyn Write) -> io::Result<()> {
    let first = if texts.len() == 1 { "The finding".to_owned() } else { format!("The first {}", texts.len()) };
    write!(out, "<details><summary>{first}</summary><ul>")?;
    for text in texts {
        write!(out, "<li>{}</li>", short(text))?;
    }
    write!(out, "</ul></details>")
}

fn right(column: &Column) -> &'static str {
    if column.number { " class=\"n\"" } else { "" }
}

/// A cell's text.
fn shown(cell: &Cell) -> String {
    match &cell.what {
        What::Nothing => "<span class=\"none\">\u{2013}</span>".to_owned(),
        What::Text(text) => rated(text),
        What::Number(number) => grouped(*number),
        What::Change(change) if *change > 0 => format!("+{}", grouped(*change)),
        What::Change(change) => grouped(*change),
        What::Day(day) => format!("<span class=\"day\">{day}</span>"),
    }
}

/// A text; a rating or a level has its colour beside its name.
fn rated(text: &str) -> String {
    let style = match text {
        "High" | "error" => "high",
        "Moderate" | "warning" => "moderate",
        "Low" | "info" => "low",
        "Unrated" => "unrated",
        _ => return short(text),
    };
    format!("<span class=\"tag {style}\">{text}</span>")
}

/// A text that leads to the items it is about.
fn linked(cell: &Cell, text: &str) -> String {
    cell.filter.as_ref().map_or_else(
        || text.to_owned(),
        |filter| format!("<a href=\"#items\" data-filter=\"{}\">{text}</a>", escaped(&as_json(filter))),
    )
}

fn as_json(filter: &Filter) -> String {
    let members: Map<String, Value> =
        filter.iter().map(|(name, value)| ((*name).to_owned(), line(value).into())).collect();
    Value::Object(members).to_string()
}
