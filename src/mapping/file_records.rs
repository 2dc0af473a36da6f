//! A column of records: `each`, `fields` and what goes with them.

use super::codec::{Codec, Word};
use super::definition::{CopyWhat, FieldPlace, Place, RecordCopy, Records};
use super::file::Loader;
use super::file_objects::object_at;
use crate::oscal::model::Assembly;
use crate::source::{Table, Text};

impl Loader {
    fn type_from(&self, table: &Table<'_, '_>, words: &[Word]) -> Vec<(usize, String)> {
        let mut tells = Vec::new();
        if words.is_empty() && table.has("type-from") && !table.has("words") {
            let help = Some("the word table's cells are the types".to_owned());
            table.problem_at(
                "missing-key",
                format!("{} has `type-from` and no `words`", table.name()),
                table.line_of("type-from"),
                help,
            );
        }
        let headers = table.texts("type-from");
        for header in headers.into_iter().filter(|_| !words.is_empty()) {
            let Some(column) = self.column_index(table, &header) else { continue };
            if let Some(word) = words.iter().find(|w| w.cell == header.text) {
                tells.push((column, word.value.clone()));
            } else {
                let message = format!("the word table has no cell `{}`", header.text);
                let help = Some("a column that tells a type is called like the type".to_owned());
                table.problem_at("unknown-word", message, header.line, help);
            }
        }
        tells
    }

    pub(super) fn records(&self, table: &Table<'_, '_>, codec: Codec, words: &[Word]) -> Option<Records> {
        if !codec.takes_records() {
            let message = format!("the codec `{}` gives plain values: write `place` instead of `each`", codec.name());
            table.problem_at("wrong-target", message, table.line_of("each"), None);
            return None;
        }
        table.must_have("fields", Some("say where each field of a record goes"));
        let text = table.required("each")?;
        let each = self.record_place(table, &text, codec)?;
        let kind = object_at(table, &text, &each.path)?;
        let fallback_each =
            table.texts("fallback-each").iter().filter_map(|t| self.record_place(table, t, codec)).collect();
        let fields = self.fields(table, "fields", kind, codec);
        let fallback = self.fields(table, "fallback", kind, codec);
        let key = table.texts("key");
        for field in &key {
            known_field(table, field, codec);
        }
        let mut borrow = Vec::new();
        for (field, sources) in table.table("borrow").map(|t| t.named_texts()).unwrap_or_default() {
            known_field(table, &field, codec);
            borrow.push((field.text, self.sources(table, &sources)));
        }
        let copies = table.tables("copies").iter().filter_map(|t| self.record_copy(t, kind, codec)).collect();
        Some(Records {
            key: key.into_iter().map(|t| t.text).collect(),
            fields,
            fallback,
            fallback_each,
            borrow,
            type_from: self.type_from(table, words),
            defaults: if each.path.steps.is_empty() { self.anchor_defaults(&each.base) } else { Vec::new() },
            codec_fields: codec.fields(),
            copies,
            each,
        })
    }

    /// A place in which `{x}` is a field of the record.
    fn record_place(&self, table: &Table<'_, '_>, text: &Text, codec: Codec) -> Option<Place> {
        self.place_with(table, text, true, &field_names(codec))
    }

    fn record_copy(&self, table: &Table<'_, '_>, kind: &'static Assembly, codec: Codec) -> Option<RecordCopy> {
        let mut only = Vec::new();
        for (field, text) in table.table("only").map(|t| t.named_text()).unwrap_or_default() {
            known_field(table, &field, codec);
            only.push((field.text, text.text));
        }
        let sheet = self.sheet_index(table);
        let what = self.copy_what(table, kind, codec);
        if what.is_none() {
            table.ask(&["each", "fields", "makes", "from", "to", "words", "place"]);
        }
        table.finish();
        Some(RecordCopy { only, sheet, what: what? })
    }

    fn copy_what(&self, table: &Table<'_, '_>, kind: &'static Assembly, codec: Codec) -> Option<CopyWhat> {
        if table.has("each") {
            table.must_have("fields", Some("say where each field of a record goes"));
            let text = table.text("each")?;
            let each = self.record_place(table, &text, codec)?;
            let inside = object_at(table, &text, &each.path)?;
            let fields = self.fields(table, "fields", inside, codec);
            return Some(CopyWhat::Object { each, fields, makes: table.flag("makes") });
        }
        let from = table.required("from")?;
        known_field(table, &from, codec);
        if let Some(to) = table.text("to") {
            let place = self.place_with(table, &to, false, &field_names(codec))?;
            return Some(CopyWhat::Field { from: from.text, place });
        }
        let words = table.text("words").map_or(Some(Vec::new()), |t| self.word_table(table, &t));
        let path = self.path_in(table, kind, &table.required("place")?)?;
        Some(CopyWhat::Inside { from: from.text, words: words?, path })
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
            known_field(table, &field, codec);
            for text in &texts {
                if let Some((path, shared)) = self.relative(table, kind, text, &field_names(codec)) {
                    fields.push(FieldPlace { field: field.text.clone(), text: text.text.clone(), path, shared });
                }
            }
        }
        fields
    }
}

fn known_field(table: &Table<'_, '_>, field: &Text, codec: Codec) {
    if !codec.fields().iter().any(|f| f.name == field.text) {
        let help = format!("the codec `{}` gives {}", codec.name(), field_names(codec).join(", "));
        table.problem_at("unknown-field", format!("there is no field `{}`", field.text), field.line, Some(help));
    }
}

fn field_names(codec: Codec) -> Vec<&'static str> {
    codec.fields().iter().map(|f| f.name).collect()
}
