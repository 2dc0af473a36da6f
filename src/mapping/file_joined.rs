//! The `[[generation.joined]]` tables of a mapping file: columns that stand in another one's cell.

use super::file::Loader;
use super::joined::{Joined, Pair, Part};
use crate::source::{Table, Text};

impl Loader {
    /// The cells that several columns share in a generation which lacks these columns.
    pub(super) fn joined(&self, generation: &Table<'_, '_>, lacks: &[usize]) -> Vec<Joined> {
        let mut all: Vec<Joined> = Vec::new();
        for table in generation.tables("joined") {
            let parts = self.parts(&table, lacks, &all);
            let pairs = self.joined_pairs(&table);
            if let Some(into) = table.required("into")
                && let Some(column) = self.column_index(&table, &into)
            {
                if lacks.contains(&column) || all.iter().any(|other| other.into == column) {
                    let message = format!("`{}` cannot be home to other columns", into.text);
                    let help = "name a column that this generation has, and name it once";
                    table.problem_at("wrong-home", message, into.line, Some(help.to_owned()));
                }
                all.push(Joined { into: column, parts, pairs });
            }
            table.finish();
        }
        all
    }

    fn parts(&self, table: &Table<'_, '_>, lacks: &[usize], others: &[Joined]) -> Vec<Part> {
        table.must_have("parts", Some("write parts = [{ column = \"...\", heading = \"...\" }]"));
        let mut parts: Vec<Part> = Vec::new();
        for part in table.tables("parts") {
            let (column, heading, number) = (part.required("column"), part.required("heading"), number(&part));
            part.finish();
            let (Some(column), Some(heading)) = (column, heading) else { continue };
            let Some(index) = self.column_index(&part, &column) else { continue };
            let stands = |known: &Part| known.column == index;
            let stands_twice = parts.iter().chain(others.iter().flat_map(|other| &other.parts)).any(stands);
            if !lacks.contains(&index) || stands_twice {
                let message = format!("`{}` needs no home in another column's cell", column.text);
                let help = "name a column of `lacks`, and name it once";
                part.problem_at("wrong-home", message, column.line, Some(help.to_owned()));
            }
            let small = heading.text.to_ascii_lowercase();
            let is_within = |known: &Part| {
                let known = known.heading.to_ascii_lowercase();
                known.contains(&small) || small.contains(&known)
            };
            if heading.text.trim().is_empty() || heading.text.contains('\n') || parts.iter().any(is_within) {
                let message = format!("\"{}\" is no heading", heading.text);
                let help = "a heading is one line that is no part of another heading";
                part.problem_at("wrong-home", message, heading.line, Some(help.to_owned()));
                continue;
            }
            parts.push(Part { column: index, heading: heading.text, number });
        }
        parts
    }

    fn joined_pairs(&self, table: &Table<'_, '_>) -> Vec<Pair> {
        let before = table.problems();
        let tables = table.tables("pairs");
        if tables.is_empty() && table.problems() == before {
            let help = "write pairs = [{ cell = \"...\", texts = { ... } }]".to_owned();
            let message = format!("{} has no example", table.name());
            table.problem_at("column-without-pair", message, table.line_of("pairs"), Some(help));
        }
        let pair = |table: &Table<'_, '_>| {
            let cell = table.required("cell");
            let help = "write what the cell says, by header";
            let said = table.required_table("texts", help).map(|t| t.named_text()).unwrap_or_default();
            let of = |(header, text): (Text, Text)| Some((self.column_index(table, &header)?, text.text));
            let texts = said.into_iter().filter_map(of).collect();
            let back = table.text("back");
            table.finish();
            let cell = cell?;
            let back = back.map_or_else(|| cell.text.clone(), |back| back.text);
            Some(Pair { cell: cell.text, texts, back, line: cell.line })
        };
        tables.iter().filter_map(pair).collect()
    }
}

/// What stands around an item's number.
fn number(part: &Table<'_, '_>) -> Option<(String, String)> {
    let shape = part.text("number")?;
    match shape.text.split_once("{}") {
        Some((before, after)) if !after.is_empty() && !after.contains("{}") && shape.text.trim() == shape.text => {
            Some((before.to_owned(), after.to_owned()))
        }
        _ => {
            let help = "write {} where the number stands, and a mark behind it: \"{})\"".to_owned();
            part.problem_at("wrong-shape", format!("\"{}\" is no shape", shape.text), shape.line, Some(help));
            None
        }
    }
}
