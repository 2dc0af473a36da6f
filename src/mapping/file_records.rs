//! A column of records: `each`, `fields` and what goes with them.

use super::codec::{Codec, Word};
use super::definition::{CopyWhat, FieldPlace, RecordCopy, Records};
use super::file::Loader;
use super::file_column::texts;
use super::place::{End, Path};
use super::syntax;
use crate::oscal::model::Assembly;
use crate::source::{Table, Text};

impl Loader {
    fn type_from(&self, table: &Table<'_, '_>, words: &[Word]) -> Vec<(usize, String)> {
        let mut tells = Vec::new();
        for header in table.texts("type-from") {
            let Some(column) = self.column_index(table, &header) else { continue };
            match words.iter().find(|w| w.cell == header.text) {
                Some(word) => tells.push((column, word.value.clone())),
                None => {
                    let message = format!("the word table has no `{}`", header.text);
                    table.problem_at("unknown-word", message, header.line, None);
                }
            }
        }
        tells
    }

    pub(super) fn records(&self, table: &Table<'_, '_>, codec: Codec, words: &[Word]) -> Option<Records> {
        let each = self.place(table, &table.required("each")?, true)?;
        let End::Object(kind) = each.path.end else { return None };
        if !codec.takes_records() {
            let message = format!("the codec `{}` gives plain values: write `place`", codec.name());
            table.problem("wrong-target", message);
            return None;
        }
        let fields = self.fields(table, "fields", kind, codec);
        let fallback = self.fields(table, "fallback", kind, codec);
        let mut borrow = Vec::new();
        for (field, sources) in table.table("borrow").map(|t| t.named_texts()).unwrap_or_default() {
            self.known_field(table, &field, codec);
            borrow.push((field.text, self.sources(table, &sources)));
        }
        let copies = table.tables("copies").iter().filter_map(|t| self.record_copy(t, kind, codec)).collect();
        Some(Records {
            key: texts(table, "key"),
            fields,
            fallback,
            fallback_each: table.texts("fallback-each").iter().filter_map(|t| self.place(table, t, true)).collect(),
            borrow,
            type_from: self.type_from(table, words),
            defaults: if each.path.steps.is_empty() { self.anchor_defaults(&each.base) } else { Vec::new() },
            codec_fields: codec.fields(),
            copies,
            each,
        })
    }

    fn record_copy(&self, table: &Table<'_, '_>, kind: &'static Assembly, codec: Codec) -> Option<RecordCopy> {
        let mut only = Vec::new();
        for (field, texts) in table.table("only").map(|t| t.named_texts()).unwrap_or_default() {
            only.extend(texts.first().map(|t| (field.text, t.text.clone())));
        }
        let sheet = self.sheet_index(table);
        let what = if table.has("each") {
            let each = self.place(table, &table.required("each")?, true)?;
            let End::Object(inside) = each.path.end else { return None };
            let fields = self.fields(table, "fields", inside, codec);
            CopyWhat::Object { each, fields, makes: table.flag("makes") }
        } else {
            let from = table.required("from")?;
            self.known_field(table, &from, codec);
            match table.text("to") {
                Some(to) => CopyWhat::Field { from: from.text, place: self.place(table, &to, false)? },
                None => CopyWhat::Inside {
                    from: from.text,
                    words: table.text("words").map(|t| self.word_table(table, &t)).unwrap_or_default(),
                    path: self.path_in(table, kind, &table.required("place")?)?,
                },
            }
        };
        table.finish();
        Some(RecordCopy { only, sheet, what })
    }

    fn fields(
        &self,
        table: &Table<'_, '_>,
        key: &'static str,
        kind: &'static Assembly,
        codec: Codec,
    ) -> Vec<FieldPlace> {
        let mut fields = Vec::new();
        for (field, texts) in table.table(key).map(|t| t.named_texts()).unwrap_or_default() {
            self.known_field(table, &field, codec);
            for text in &texts {
                if let Some((path, shared)) = self.relative(table, kind, text) {
                    fields.push(FieldPlace { field: field.text.clone(), path, shared });
                }
            }
        }
        fields
    }

    fn known_field(&self, table: &Table<'_, '_>, field: &Text, codec: Codec) {
        if !codec.fields().iter().any(|f| f.name == field.text) {
            let known: Vec<&str> = codec.fields().iter().map(|f| f.name).collect();
            let help = format!("the codec `{}` gives {}", codec.name(), known.join(", "));
            table.problem_at("unknown-field", format!("there is no field `{}`", field.text), field.line, Some(help));
        }
    }

    /// A place inside a record's object.
    fn relative(&self, table: &Table<'_, '_>, kind: &'static Assembly, text: &Text) -> Option<(Path, Shared)> {
        let parsed = match syntax::parse(&text.text) {
            Ok(parsed) => parsed,
            Err(message) => {
                table.problem_at("bad-place", format!("`{}`: {message}", text.text), text.line, None);
                return None;
            }
        };
        let path = match Path::compile(kind, &parsed.steps, &self.names, false) {
            Ok(path) => path,
            Err(message) => {
                table.problem_at("unknown-place", format!("`{}`: {message}", text.text), text.line, None);
                return None;
            }
        };
        let shared = match &parsed.shared {
            Some((name, inside)) => Some(self.pointed_at(table, text, name, inside)?),
            None => None,
        };
        Some((path, shared))
    }
}

type Shared = Option<(usize, Option<Path>)>;
