//! A report as tables that can be pasted into a ticket (GitHub's Markdown). The list of all items is left to the other
//! forms.

use super::Report;
use super::sections::{Cell, Table, What, sections};
use crate::diff::markdown::cell;
use crate::diff::shown::line;
use std::io::{self, Write};

/// Writes a report.
///
/// # Errors
/// Where it cannot be written.
pub fn markdown(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let head = &report.head;
    let system = if head.system.is_empty() { "POA&M" } else { &head.system };
    writeln!(out, "# {}, as of {}\n", cell(&line(system)), head.as_of)?;
    for (name, text) in super::sections::facts(report) {
        writeln!(out, "- {name}: {}", cell(&line(&text)))?;
    }
    for section in sections(report) {
        writeln!(out, "\n## {}", section.title)?;
        for text in &section.says {
            writeln!(out, "\n{text}")?;
        }
        for one in &section.tables {
            table(one, out)?;
        }
    }
    Ok(())
}

fn table(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n### {}\n", cell(&line(&table.caption)))?;
    let titles: Vec<String> = table.columns.iter().map(|column| cell(&column.title)).collect();
    writeln!(out, "| {} |", titles.join(" | "))?;
    let rules: Vec<&str> = table.columns.iter().map(|c| if c.number { "---:" } else { "---" }).collect();
    writeln!(out, "| {} |", rules.join(" | "))?;
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().map(shown).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

fn shown(shown: &Cell) -> String {
    match &shown.what {
        What::Nothing => String::new(),
        What::Text(text) => cell(&line(text)),
        What::Number(number) => number.to_string(),
        What::Change(change) => format!("{change:+}"),
        What::Day(day) => day.to_string(),
    }
}
