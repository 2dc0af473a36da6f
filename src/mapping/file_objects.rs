//! The objects of a mapping file: `[anchor]` and `[shared]`, with what they have unless a cell says otherwise.

use super::definition::{Anchor, Base, Place, Shared, Value};
use super::file::Loader;
use super::place::{End, Path};
use crate::oscal::model::Assembly;
use crate::source::{Table, Text};

impl Loader {
    pub(super) fn shared(&self, root: &Table<'_, '_>) -> Vec<Shared> {
        let mut all: Vec<Shared> = Vec::new();
        for (name, table) in root.table("shared").map(|t| t.named_tables()).unwrap_or_default() {
            let (Some(of), Some(key)) = (table.required("of"), table.required("key")) else { continue };
            let Some(path) = self.root_path(&table, &of) else { continue };
            let End::Object(kind) = path.end else {
                table.problem_at("wrong-place", format!("`{}` is no object", of.text), of.line, None);
                continue;
            };
            let Some(key) = self.path_in(&table, kind, &key) else { continue };
            let same_as = all.iter().position(|s| s.of == of.text).unwrap_or(all.len());
            let with = self.with(&table, kind);
            table.finish();
            all.push(Shared { name: name.text, of: of.text, path, same_as, kind, key, with });
        }
        all
    }

    pub(super) fn anchors(&mut self, root: &Table<'_, '_>) {
        for (name, table) in root.table("anchor").map(|t| t.named_tables()).unwrap_or_default() {
            let Some(of) = table.required("of") else { continue };
            let types = match table.text("types") {
                Some(t) => self.word_table(&table, &t),
                None => Vec::new(),
            };
            let Some(place) = self.place(&table, &of, true) else { continue };
            let End::Object(kind) = place.path.end else {
                table.problem_at("wrong-place", format!("`{}` is no object", of.text), of.line, None);
                continue;
            };
            let borrow = match table.table("borrow") {
                Some(t) => self.borrow(&t, kind),
                None => Vec::new(),
            };
            let anchor = Anchor {
                name: name.text,
                base: place.base,
                path: place.path,
                kind,
                links: table.texts("link").iter().filter_map(|t| self.place(&table, t, false)).collect(),
                always: table.flag("always"),
                last: table.flag("last"),
                types,
                with: self.with(&table, kind),
                borrow,
                instead_of: table.text("instead-of").and_then(|t| self.column_index(&table, &t)),
                key: table.text("key").and_then(|t| self.path_in(&table, kind, &t)),
            };
            table.finish();
            self.anchors.push(anchor);
        }
    }

    fn with(&self, table: &Table<'_, '_>, kind: &'static Assembly) -> Vec<(Path, Value)> {
        let Some(with) = table.table("with") else { return Vec::new() };
        let mut defaults = Vec::new();
        for (key, texts) in with.named_texts() {
            if let (Some(path), Some(text)) = (self.path_in(&with, kind, &key), texts.first()) {
                defaults.push((path, self.value(text, false)));
            }
        }
        defaults
    }

    fn borrow(&self, table: &Table<'_, '_>, kind: &'static Assembly) -> Vec<(Path, Vec<Value>)> {
        let mut borrowed = Vec::new();
        for (key, sources) in table.named_texts() {
            if let Some(path) = self.path_in(table, kind, &key) {
                borrowed.push((path, self.sources(table, &sources)));
            }
        }
        borrowed
    }

    /// Columns, header-block values or `@last-modified`, to borrow from.
    pub(super) fn sources(&self, table: &Table<'_, '_>, texts: &[Text]) -> Vec<Value> {
        let mut sources = Vec::new();
        for text in texts {
            match self.value(text, true) {
                Value::Text(unknown) => {
                    let message = format!("there is no column `{unknown}` to borrow from");
                    table.problem_at("unknown-column", message, text.line, None);
                }
                value => sources.push(value),
            }
        }
        sources
    }

    pub(super) fn value(&self, text: &Text, names_columns: bool) -> Value {
        match text.text.as_str() {
            "@csp" => Value::Csp,
            "@last-modified" => Value::LastModified,
            other if names_columns => {
                let column = self.columns.iter().position(|c| c == other).map(Value::Column);
                let label = || self.labels.iter().position(|l| l == other).map(Value::Header);
                column.or_else(label).unwrap_or_else(|| Value::Text(other.to_owned()))
            }
            other => Value::Text(other.to_owned()),
        }
    }

    /// The texts of an anchor's defaults, by path.
    pub(super) fn anchor_defaults(&self, base: &Base) -> Vec<(String, String)> {
        let Base::Anchor(index, _) = base else { return Vec::new() };
        let text = |(path, value): &(Path, Value)| match value {
            Value::Text(text) => Some((path.plain.clone(), text.clone())),
            _ => None,
        };
        self.anchors[*index].with.iter().filter_map(text).collect()
    }

    pub(super) fn default_at(&self, place: &Place) -> Option<String> {
        let text = |with: &[(Path, Value)], plain: &str| {
            with.iter().find_map(|(path, value)| match value {
                Value::Text(text) if path.plain == plain => Some(text.clone()),
                _ => None,
            })
        };
        if let Some((shared, None)) = &place.shared {
            let shared = &self.shared[*shared];
            return text(&shared.with, &shared.key.plain);
        }
        match &place.base {
            Base::Anchor(index, _) => text(&self.anchors[*index].with, &place.path.plain),
            Base::Root => self.document.iter().find_map(|d| match &d.value {
                Value::Text(text) if d.place.text == place.text => Some(text.clone()),
                _ => None,
            }),
        }
    }
}
