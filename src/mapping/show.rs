//! A mapping shown to people: as a plain table, as Markdown, and in one line once it has been checked.

use super::definition::{Column, Mapping, Target};
use super::file;
use crate::finding::Failure;
use std::fmt::Write;

/// The built-in mappings, a line each: name and what it is for.
pub fn list() -> String {
    let width = file::EMBEDDED.iter().map(|e| e.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for embedded in file::EMBEDDED {
        let _ = writeln!(out, "{:width$}  {}", embedded.name, embedded.what);
    }
    out
}

/// Every value of the header block and every column: its header, its codec and where it goes, for a terminal.
pub fn columns(mapping: &Mapping) -> String {
    let mut out = String::new();
    for (title, columns) in [("Header block", &mapping.headers), ("Columns", &mapping.columns)] {
        if columns.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        let header_width = columns.iter().map(|c| c.header.chars().count()).max().unwrap_or(0);
        let codec_width = columns.iter().map(|c| codec(c).len()).max().unwrap_or(0);
        let _ = writeln!(out, "{title}");
        for column in columns {
            let (mut header, mut codec) = (column.header.as_str(), codec(column));
            for line in places(column) {
                let _ = writeln!(out, "  {header:header_width$}  {codec:codec_width$}  {line}");
                (header, codec) = ("", "");
            }
        }
    }
    out
}

/// The columns and the values of the header block as two Markdown tables, in the mapping's order.
pub fn markdown(mapping: &Mapping) -> String {
    let columns: Vec<(&str, &[String], &Column)> = mapping
        .columns
        .iter()
        .zip(&mapping.layout.columns)
        .map(|(column, names)| (column.header.as_str(), names.aliases.as_slice(), column))
        .collect();
    let headers: Vec<(&str, &[String], &Column)> = mapping
        .headers
        .iter()
        .zip(&mapping.layout.labels)
        .map(|(column, names)| (column.header.as_str(), names.labels.get(1..).unwrap_or_default(), column))
        .collect();
    let tables: Vec<String> = [("Column", columns), ("Header block", headers)]
        .into_iter()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(title, rows)| markdown_table(title, &rows))
        .collect();
    tables.join("\n")
}

fn markdown_table(title: &str, rows: &[(&str, &[String], &Column)]) -> String {
    let mut out = format!("| {title} | Also read as | Becomes in OSCAL |\n|---|---|---|\n");
    for (header, aliases, column) in rows {
        let aliases: Vec<String> = aliases.iter().map(|a| escaped(a)).collect();
        let places = match &column.target {
            Target::Dropped(reason) => format!("nothing: {}", escaped(reason)),
            _ => places(column).iter().map(|p| format!("`{}`", p.replace('|', "\\|"))).collect::<Vec<_>>().join("<br>"),
        };
        let _ = writeln!(out, "| {} | {} | {places} |", escaped(header), aliases.join(", "));
    }
    out
}

/// Reads a mapping file and says in a line what it holds.
///
/// # Errors
/// All that is wrong with it, each with its line.
pub fn check(file: &str, text: &str) -> Result<String, Failure> {
    let mapping = file::load(file, text)?;
    let examples: usize = mapping.headers.iter().chain(&mapping.columns).map(|c| c.pairs.len()).sum();
    let count = |n: usize, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
    Ok(format!(
        "{file}: {}, {}, {}, {} in both directions\n",
        count(mapping.columns.len(), "column"),
        count(mapping.headers.len(), "header value"),
        count(mapping.sheets.len(), "sheet"),
        if examples == 1 { "1 example holds".to_owned() } else { format!("{examples} examples hold") },
    ))
}

fn codec(column: &Column) -> &'static str {
    if matches!(column.target, Target::Dropped(_)) { "-" } else { column.codec.name() }
}

/// Where a column goes, a line each: its places, or the object of a record and the fields in it.
fn places(column: &Column) -> Vec<String> {
    match &column.target {
        Target::Dropped(reason) => vec![format!("nothing: {reason}")],
        Target::Values(values) => {
            let place = |p: &super::definition::KindPlace| match p.kind.as_str() {
                "" => p.place.text.clone(),
                kind => format!("{kind}: {}", p.place.text),
            };
            values.places.iter().map(place).collect()
        }
        Target::Records(records) => {
            let field = |f: &super::definition::FieldPlace| format!("  {}: {}", f.field, f.text);
            std::iter::once(records.each.text.clone()).chain(records.fields.iter().map(field)).collect()
        }
    }
}

/// A text as it stands in a cell of a Markdown table: what Markdown or HTML would take for its own is escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::mapping::file::{FEDRAMP, load};

    const MINIMAL: &str = include_str!("../../tests/mapping-accepted/minimal.toml");

    fn with(column: &str) -> Mapping {
        load("test.toml", &format!("{MINIMAL}\n{column}")).unwrap()
    }

    #[test]
    fn the_built_in_mapping_is_shown_column_by_column() {
        let mapping = load("fedramp.toml", FEDRAMP).unwrap();
        let shown = columns(&mapping);
        for line in [
            "  CSP           line  metadata/responsible-party[role-id=cloud-service-provider]/party-uuid -> csp",
            "  Weakness Name                                 line               risk/title",
            "                                                                     port: prop[name=port, ns=own]",
        ] {
            assert!(shown.lines().any(|l| l == line), "{line}\nis not in\n{shown}");
        }
        for column in mapping.headers.iter().chain(&mapping.columns) {
            assert_eq!(shown.lines().filter(|l| l.starts_with(&format!("  {}  ", column.header))).count(), 1);
        }
    }

    #[test]
    fn the_markdown_has_a_row_for_every_column_and_no_stray_bar() {
        let mapping = load("fedramp.toml", FEDRAMP).unwrap();
        let shown = markdown(&mapping);
        let bars = |line: &str| line.replace("\\|", "").matches('|').count();
        assert!(shown.lines().filter(|l| !l.is_empty()).all(|l| bars(l) == 4), "{shown}");
        assert_eq!(shown.lines().filter(|l| !l.is_empty()).count(), 31 + 4 + 4);
        let first = "| POAM ID | POA&M ID, POA&M Item ID, POAM Item ID, Item ID, Alert ID, Weakness ID, Deficiency ID | \
                     `item/prop[name=POAM-ID\\|poam-id\\|POAM-id, ns=fedramp]` |";
        assert_eq!(shown.lines().nth(2), Some(first));
    }

    #[test]
    fn what_markdown_would_take_for_its_own_is_escaped() {
        let mapping = with("[[column]]\nheader = \"A|B *x* <y>\"\naliases = [\"a\\nb\"]\ndrop = \"says `nothing`\"\n");
        let row = "| A\\|B \\*x\\* \\<y\\> | a b | nothing: says \\`nothing\\` |";
        assert_eq!(markdown(&mapping).lines().last(), Some(row));
        assert_eq!(columns(&mapping).lines().last(), Some("  A|B *x* <y>  -     nothing: says `nothing`"));
    }

    #[test]
    fn a_checked_mapping_is_counted() {
        let said = check("fedramp.toml", FEDRAMP).unwrap();
        let start = "fedramp.toml: 31 columns, 4 header values, 4 sheets, ";
        let examples = said.strip_prefix(start).and_then(|s| s.strip_suffix(" examples hold in both directions\n"));
        let written =
            FEDRAMP.lines().filter(|l| !l.trim_start().starts_with('#')).map(|l| l.matches("values = [").count());
        // `values` also stands in the word tables, which name further spellings of OSCAL's words.
        let words = FEDRAMP.lines().filter(|l| l.contains("value = ")).map(|l| l.matches("values = [").count());
        assert_eq!(examples.unwrap().parse(), Ok(written.sum::<usize>() - words.sum::<usize>()));
        let minimal = "minimal.toml: 1 column, 0 header values, 2 sheets, 1 example holds in both directions\n";
        assert_eq!(check("minimal.toml", MINIMAL).unwrap(), minimal);
        assert_eq!(check("x.toml", "format = 2").unwrap_err().findings()[0].code, "wrong-format");
    }

    #[test]
    fn every_listed_mapping_is_built_in_and_bears_its_name() {
        let named: Vec<String> = file::EMBEDDED.iter().map(|e| load(e.name, e.text).unwrap().name).collect();
        let list = list();
        let listed: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(
            (listed.clone(), named),
            (file::EMBEDDED.map(|e| e.name).to_vec(), file::EMBEDDED.map(|e| e.name.to_owned()).to_vec())
        );
    }
}
