//! What a sheet may hold otherwise than one cell for each column and one kind of item for each sheet: columns in parts,
//! and the status column.

use super::codec::{Codec, Field};
use super::definition::{Column, Part, SheetPlaces, Target};
use super::file::Loader;
use crate::rows::{ColumnNames, Layout, normal};
use crate::source::{Table, Text};

impl Loader {
    /// The status column: one of words, each value of which leads to one sheet.
    pub(super) fn status(
        &self,
        root: &Table<'_, '_>,
        columns: &[Column],
        sheets: &[(SheetPlaces, Vec<Text>)],
    ) -> Option<usize> {
        let column = self.status.as_ref().and_then(|t| Some((t, columns.iter().position(|c| c.header == t.text)?)));
        if let Some((text, index)) = column
            && columns[index].codec != Codec::Words
        {
            let message =
                format!("`{}` is no column of words, so it cannot say which sheet a row belongs on", text.text);
            root.problem_at("wrong-target", message, text.line, Some("write codec = \"words\" there".to_owned()));
        }
        let mut seen: Vec<&str> = Vec::new();
        for text in sheets.iter().flat_map(|(_, status)| status) {
            let Some((_, index)) = column else {
                if self.status.is_none() {
                    let message = format!("`{}` is the value of no column", text.text);
                    let help = "name the column in [rows]: status = \"...\"".to_owned();
                    root.problem_at("unknown-word", message, text.line, Some(help));
                }
                continue;
            };
            if !columns[index].words.iter().any(|word| word.value == text.text) {
                let message = format!("the word table of `{}` has no value `{}`", columns[index].header, text.text);
                root.problem_at("unknown-word", message, text.line, None);
            } else if seen.contains(&text.text.as_str()) {
                let help = "a value leads to one sheet".to_owned();
                let message = format!("`{}` puts a row on two sheets", text.text);
                root.problem_at("word-twice", message, text.line, Some(help));
            }
            seen.push(&text.text);
        }
        column.map(|(_, index)| index)
    }
}

/// So many records can have columns of their own.
const NUMBERED: u32 = 12;

/// The columns that hold a record's fields one by one; `{n}` in a header is the record's number.
pub(super) fn parts(table: &Table<'_, '_>, codec: Codec, target: &Target) -> Vec<Part> {
    let mut parts = Vec::new();
    let Some(fields) = table.table("parts") else { return parts };
    let named = fields.named_texts();
    if !codec.takes_parts() {
        let message = format!("the codec `{}` cannot be read in parts", codec.name());
        table.problem_at("wrong-target", message, table.line_of("parts"), None);
        return parts;
    }
    for (name, headers) in named {
        let goes = |f: &&Field| match target {
            Target::Records(records) => records.fields.iter().any(|place| place.field == f.name),
            Target::Dropped(_) | Target::Values(_) => false,
        };
        let Some(field) = codec.fields().iter().filter(goes).find(|f| f.name == name.text && !f.derived) else {
            let message = format!("there is no field `{}` that goes anywhere", name.text);
            let help = "a part is a field that has a place in `fields`".to_owned();
            table.problem_at("unknown-field", message, name.line, Some(help));
            continue;
        };
        let (numbered, plain): (Vec<Text>, Vec<Text>) = headers.into_iter().partition(|t| t.text.contains("{n}"));
        let texts = |headers: &[Text]| headers.iter().map(|t| t.text.clone()).collect::<Vec<_>>();
        if !plain.is_empty() {
            parts.push(Part { field: field.name, number: None, headers: texts(&plain), at: 0 });
        }
        for n in (1..=NUMBERED).filter(|_| !numbered.is_empty()) {
            let headers = texts(&numbered).iter().map(|t| t.replace("{n}", &n.to_string())).collect();
            parts.push(Part { field: field.name, number: Some(n), headers, at: 0 });
        }
    }
    parts
}

/// Puts the parts of columns behind the columns of the layout. No header may lead to two of them.
pub(super) fn add_parts(layout: &mut Layout, columns: &mut [Column], root: &Table<'_, '_>) {
    for column in columns.iter_mut() {
        let line = column.line;
        for part in &mut column.parts {
            for header in &part.headers {
                let of = |names: &ColumnNames| {
                    std::iter::once(&names.header).chain(&names.aliases).any(|n| normal(n) == normal(header))
                };
                if let Some(other) = layout.columns.iter().find(|names| of(names)) {
                    let message =
                        format!("`{header}` is a part of `{}` and a header of `{}`", column.header, other.header);
                    let help = "a header leads to one place; take it out of one of them".to_owned();
                    root.problem_at("header-twice", message, line, Some(help));
                }
            }
            part.at = layout.columns.len();
            let mut names = part.headers.iter().cloned();
            layout.columns.push(ColumnNames {
                header: names.next().unwrap_or_default(),
                aliases: names.collect(),
                is_below: column.below,
            });
        }
    }
}
