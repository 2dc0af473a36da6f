//! Sections and their tables.

use super::chart;
use super::text::{escaped, grouped, plain};
use crate::report::sections::{Cell, Column, Filter, Look, Section, Table, What};
use serde_json::{Map, Value};
use std::io::{self, Write};

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
        writeln!(out, "<div class=\"pair\">")?;
        chart::figure(table, chart, id, out)?;
    }
    let class = if table.look == Look::Ranks { " class=\"rank\"" } else { "" };
    write!(
        out,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}\">\n\
         <table{class}>\n<caption id=\"{id}\">{}</caption>\n<thead>\n<tr>",
        escaped(&table.caption)
    )?;
    for column in &table.columns {
        write!(out, "<th scope=\"col\"{}>{}</th>", right(column), escaped(&column.title))?;
    }
    writeln!(out, "</tr>\n</thead>\n<tbody>")?;
    for (at, row) in table.rows.iter().enumerate() {
        let is_sum = table.total && at + 1 == table.rows.len();
        write!(out, "<tr{}>", if is_sum { " class=\"sum\"" } else { "" })?;
        let last = row.cells.len().saturating_sub(1);
        for (nth, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
            let (tag, scope) = if nth == 0 { ("th", " scope=\"row\"") } else { ("td", "") };
            write!(out, "<{tag}{scope}{}>{}", right(column), linked(cell, &shown(cell)))?;
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

fn more(texts: &[String], out: &mut dyn Write) -> io::Result<()> {
    let first = if texts.len() == 1 { "The finding".to_owned() } else { format!("The first {}", texts.len()) };
    write!(out, "<details><summary>{first}</summary><ul>")?;
    for text in texts {
        write!(out, "<li>{}</li>", escaped(text))?;
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
        _ => return escaped(text),
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
        filter.iter().map(|(name, value)| ((*name).to_owned(), plain(value).into())).collect();
    Value::Object(members).to_string()
}
