//! The objects of a mapping file: `[anchor]` and `[shared]`, with what they have unless a cell says otherwise.

use super::definition::{Anchor, Base, Place, Shared, Value};
use super::file::Loader;
use super::place::{End, Path};
use crate::oscal::model::{Assembly, DataType};
use crate::source::{Table, Text};

impl Loader {
    pub(super) fn read_shared(&mut self, root: &Table<'_, '_>) {
        let tables = root.table("shared").map(|t| t.named_tables()).unwrap_or_default();
        self.shared_names = tables.iter().map(|(name, _)| name.text.clone()).collect();
        for (name, table) in tables {
            let shared = self.shared(name, &table);
            if shared.is_none() {
                table.ask(&["of", "key", "with"]);
            }
            table.finish();
            self.shared.extend(shared);
        }
    }

    fn shared(&self, name: Text, table: &Table<'_, '_>) -> Option<Shared> {
        let (of, key) = (table.required("of"), table.required("key"));
        let (of, key) = (of?, key?);
        let path = self.root_path(table, &of)?;
        let kind = object_at(table, &of, &path)?;
        let key = self.path_in(table, kind, &key);
        let with = self.with(table, kind);
        let same_as = self.shared.iter().position(|s| s.of == of.text).unwrap_or(self.shared.len());
        Some(Shared { name: name.text, of: of.text, path, same_as, kind, key: key?, with })
    }

    pub(super) fn read_anchors(&mut self, root: &Table<'_, '_>) {
        let tables = root.table("anchor").map(|t| t.named_tables()).unwrap_or_default();
        self.later_anchors = tables.iter().rev().map(|(name, _)| name.clone()).collect();
        for (name, table) in tables {
            self.later_anchors.pop();
            let anchor = self.anchor(&name, &table);
            if anchor.is_none() {
                table.ask(&["of", "link", "always", "last", "types", "with", "borrow", "instead-of", "key", "history"]);
                self.broken_anchors.push(name.text);
            }
            table.finish();
            self.anchors.extend(anchor);
        }
    }

    fn anchor(&self, name: &Text, table: &Table<'_, '_>) -> Option<Anchor> {
        let of = table.required("of");
        let types = match table.text("types") {
            Some(t) => self.word_table(table, &t),
            None => Some(Vec::new()),
        };
        let (of, types) = (of?, types?);
        let place = self.place_with(table, &of, true, if types.is_empty() { &[] } else { &["type"] })?;
        let kind = object_at(table, &of, &place.path)?;
        Some(Anchor {
            name: name.text.clone(),
            base: place.base,
            path: place.path,
            kind,
            links: table.texts("link").iter().filter_map(|t| self.link(table, t)).collect(),
            always: table.flag("always"),
            last: table.flag("last"),
            types,
            with: self.with(table, kind),
            borrow: table.table("borrow").map(|t| self.borrow(&t, kind)).unwrap_or_default(),
            instead_of: table.text("instead-of").and_then(|t| self.column_index(table, &t)),
            history: table.flag("history"),
            key: table.text("key").and_then(|t| self.path_in(table, kind, &t)),
        })
    }

    fn link(&self, table: &Table<'_, '_>, text: &Text) -> Option<Place> {
        let place = self.place(table, text, false)?;
        if place.path.data_type() == Some(DataType::Uuid) {
            return Some(place);
        }
        let message = format!("`{}` holds no uuid, so it links to nothing", text.text);
        table.problem_at("wrong-place", message, text.line, None);
        None
    }

    fn with(&self, table: &Table<'_, '_>, kind: &'static Assembly) -> Vec<(Path, Value)> {
        let Some(with) = table.table("with") else { return Vec::new() };
        let mut defaults = Vec::new();
        for (key, text) in with.named_text() {
            if let Some(path) = self.path_in(&with, kind, &key) {
                defaults.push((path, self.value(&with, &text)));
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
            let column = self.columns.iter().position(|c| *c == text.text).map(Value::Column);
            let label = || self.labels.iter().position(|l| *l == text.text).map(Value::Header);
            let source = column.or_else(label).or_else(|| match self.value(table, text) {
                Value::Text(text) if text.starts_with('@') => None,
                Value::Text(unknown) => self.unknown_column(table, &Text { text: unknown, line: text.line }),
                value => Some(value),
            });
            sources.extend(source);
        }
        sources
    }

    /// A text of the mapping, or what it stands for.
    pub(super) fn value(&self, table: &Table<'_, '_>, text: &Text) -> Value {
        match text.text.as_str() {
            "@csp" => {
                if !self.shared_names.iter().any(|s| s == "csp") {
                    let message = "`@csp` is the shared object `csp`, and there is none";
                    table.problem_at("unknown-shared", message, text.line, Some("write a table [shared.csp]".into()));
                }
                Value::Csp
            }
            "@last-modified" => Value::LastModified,
            other => {
                if other.starts_with('@') {
                    let message = format!("`{other}` stands for nothing");
                    let help = "what can be written with @ is @csp and @last-modified".to_owned();
                    table.problem_at("unknown-value", message, text.line, Some(help));
                }
                Value::Text(other.to_owned())
            }
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

/// The kind of object a place ends at; a place that ends at a value is a problem.
pub(super) fn object_at(table: &Table<'_, '_>, text: &Text, path: &Path) -> Option<&'static Assembly> {
    match path.end {
        End::Object(kind) => Some(kind),
        End::Value(_) => {
            let message = format!("`{}` is a value; what is wanted here is an object", text.text);
            table.problem_at("wrong-place", message, text.line, None);
            None
        }
    }
}
