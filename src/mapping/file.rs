//! The mapping file's text to a checked [`Mapping`]: what each table means, and every problem with its line.
//! Columns are read in [`super::file_column`]; what only shows when all is known is checked in [`super::check`].

use super::check;
use super::codec::Word;
use super::definition::{
    Anchor, Base, Column, DocumentDefault, Extra, Generation, Identity, Kept, Kinds, Mapping, OfType, Place, Shared,
    SheetPlaces, Value,
};
use super::place::{End, Path};
use super::syntax::{self, StepText, WordText};
use crate::finding::{Failure, Finding};
use crate::oscal::model::{Assembly, POAM};
use crate::rows::{ColumnNames, HelpRow, LabelNames, Layout, SheetNames};
use crate::source::{Source, Table, Text};

/// The mapping that is built in: FedRAMP's workbook, every template generation.
pub const FEDRAMP: &str = include_str!("../../mappings/fedramp.toml");

/// Reads a mapping file. `file` is what messages call it.
///
/// # Errors
/// All problems at once, each with its line.
pub fn load(file: &str, text: &str) -> Result<Mapping, Failure> {
    let source = Source::new(file, text);
    let mapping = source.parse().and_then(|parsed| {
        let root = Table::new(&source, "", parsed.get_ref(), parsed.span());
        let mapping = Loader::default().load(&root);
        if let Some(mapping) = &mapping {
            check::all(mapping, &root);
        }
        mapping
    });
    let problems: Vec<Finding> = source.into_problems();
    match mapping {
        Some(mapping) if problems.is_empty() => Ok(mapping),
        _ => Err(Failure::Usage(problems)),
    }
}

/// What is known of the file while it is read.
#[derive(Default)]
pub(super) struct Loader {
    pub(super) names: Vec<(String, Vec<String>)>,
    pub(super) words: Vec<(String, Vec<Word>)>,
    pub(super) kinds: Vec<Kinds>,
    pub(super) generations: Vec<Generation>,
    pub(super) sheets: Vec<String>,
    pub(super) columns: Vec<String>,
    labels: Vec<String>,
    anchors: Vec<Anchor>,
    shared: Vec<Shared>,
    document: Vec<DocumentDefault>,
    identity: Identity,
}

impl Loader {
    fn load(mut self, root: &Table<'_, '_>) -> Option<Mapping> {
        let format = root.number("format");
        if format != Some(1) {
            root.problem_at(
                "wrong-format",
                "this is not a mapping file of format 1",
                1,
                Some("write `format = 1`".into()),
            );
            return None;
        }
        let name = root.required("name").map(|t| t.text).unwrap_or_default();
        self.names = named(root, "names");
        self.words = words(root);
        self.kinds = kinds(root);
        let columns = root.tables("column");
        let labels = root.tables("header");
        self.columns = columns.iter().map(|c| c.text("header").map(|t| t.text).unwrap_or_default()).collect();
        self.labels = labels.iter().map(|c| c.text("label").map(|t| t.text).unwrap_or_default()).collect();
        let sheets = root.tables("sheet");
        self.sheets = sheets.iter().map(|s| s.text("name").map(|t| t.text).unwrap_or_default()).collect();
        self.generations = root.tables("generation").iter().map(|g| self.generation(g)).collect();
        self.shared = self.shared(root);
        self.anchors(root);
        self.document = self.document(root);
        let layout = self.layout(root, &sheets, &columns, &labels);
        let sheets = sheets.iter().map(|s| self.sheet(s)).collect();
        let (kept, extra) = (self.kept(root), self.extra(root));
        let headers: Vec<Column> = labels.iter().filter_map(|t| self.column(t, "label")).collect();
        let columns: Vec<Column> = columns.iter().filter_map(|t| self.column(t, "header")).collect();
        root.finish();
        let own = self.names.iter().find(|(n, _)| n == "own").and_then(|(_, s)| s.first().cloned());
        if own.is_none() {
            root.problem_at(
                "missing-key",
                "[names] has no `own`",
                1,
                Some("name the URI of your own properties".into()),
            );
        }
        let complete = headers.len() == self.labels.len() && columns.len() == self.columns.len();
        let Loader { names, words, generations, anchors, shared, document, identity, .. } = self;
        let own = own.filter(|_| complete)?;
        let (kept, extra) = (kept?, extra?);
        Some(Mapping {
            name,
            own,
            names,
            words,
            layout,
            identity,
            generations,
            sheets,
            anchors,
            shared,
            document,
            kept,
            extra,
            headers,
            columns,
        })
    }

    fn generation(&self, table: &Table<'_, '_>) -> Generation {
        let name = table.required("name").map(|t| t.text).unwrap_or_default();
        let lacks = table.texts("lacks").iter().filter_map(|t| self.column_index(table, t)).collect();
        table.finish();
        Generation { name, lacks }
    }

    pub(super) fn column_index(&self, table: &Table<'_, '_>, header: &Text) -> Option<usize> {
        let index = self.columns.iter().position(|c| *c == header.text);
        if index.is_none() {
            table.problem_at("unknown-column", format!("there is no column `{}`", header.text), header.line, None);
        }
        index
    }

    fn shared(&self, root: &Table<'_, '_>) -> Vec<Shared> {
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

    fn anchors(&mut self, root: &Table<'_, '_>) {
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

    fn value(&self, text: &Text, names_columns: bool) -> Value {
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

    fn sheet(&self, table: &Table<'_, '_>) -> SheetPlaces {
        let places = |key| {
            let mut places = Vec::new();
            let within: Option<Table<'_, '_>> = table.table(key);
            for (place, texts) in within.map(|t| t.named_texts()).unwrap_or_default() {
                if let (Some(place), Some(text)) = (self.place(table, &place, false), texts.first()) {
                    places.push((place, text.text.clone()));
                }
            }
            places
        };
        let name = table.required("name").map(|t| t.text).unwrap_or_default();
        let (when, with) = (places("when"), places("with"));
        table.finish();
        SheetPlaces { name, when, with }
    }

    fn document(&self, root: &Table<'_, '_>) -> Vec<DocumentDefault> {
        let mut defaults = Vec::new();
        let Some(document) = root.table("document") else { return defaults };
        let mut add = |table: &Table<'_, '_>, version: Option<&str>| {
            for (key, texts) in table.named_texts() {
                if let (Some(place), Some(text)) = (self.place(table, &key, false), texts.first()) {
                    let version = version.map(str::to_owned);
                    defaults.push(DocumentDefault { version, place, value: self.value(text, false) });
                }
            }
        };
        for (version, with) in document.table("version").map(|t| t.named_tables()).unwrap_or_default() {
            add(&with, Some(&version.text));
        }
        if let Some(with) = document.table("with") {
            add(&with, None);
        }
        document.finish();
        defaults
    }

    fn identity(&self, rows: &Table<'_, '_>) -> Identity {
        let column = |t: &Text| self.column_index(rows, t);
        Identity {
            id: rows.required("identity").as_ref().and_then(column).unwrap_or_default(),
            tells_apart: rows.texts("tells-apart").iter().filter_map(column).collect(),
            oldest: rows.text("oldest").as_ref().and_then(column),
        }
    }

    fn kept(&self, root: &Table<'_, '_>) -> Option<Kept> {
        let table = root.table("kept")?;
        let place = |key| table.required(key).and_then(|t| self.place(&table, &t, true));
        let (text, blank, header) = (place("text"), place("blank"), place("header"));
        table.finish();
        Some(Kept { text: text?, blank: blank?, header: header? })
    }

    fn extra(&self, root: &Table<'_, '_>) -> Option<Extra> {
        let table = root.table("extra")?;
        let place = |key| table.required(key).and_then(|t| self.place(&table, &t, true));
        let (cell, header) = (place("place"), place("header"));
        table.finish();
        Some(Extra { place: cell?, header: header? })
    }

    fn layout(
        &mut self,
        root: &Table<'_, '_>,
        sheets: &[Table<'_, '_>],
        columns: &[Table<'_, '_>],
        labels: &[Table<'_, '_>],
    ) -> Layout {
        let texts = |t: &Table<'_, '_>, key| t.texts(key).into_iter().map(|t| t.text).collect::<Vec<String>>();
        let mut layout = Layout { search_header: 15, ..Layout::default() };
        for (table, name) in sheets.iter().zip(&self.sheets) {
            let names = [vec![name.clone()], texts(table, "aliases")].concat();
            layout.sheets.push(SheetNames { names, is_default: !table.has("when") });
        }
        for (table, header) in columns.iter().zip(&self.columns) {
            layout.columns.push(ColumnNames { header: header.clone(), aliases: texts(table, "aliases") });
        }
        for (table, label) in labels.iter().zip(&self.labels) {
            layout.labels.push(LabelNames {
                labels: [vec![label.clone()], texts(table, "aliases")].concat(),
                left_of: table.text("left-of").map(|t| t.text),
                blank_words: texts(table, "blank-words"),
            });
        }
        if let Some(rows) = root.table("rows") {
            self.identity = self.identity(&rows);
            layout.search_header = rows.number("search-header").unwrap_or(15);
            layout.blank_words = texts(&rows, "blank-words");
            layout.banners = texts(&rows, "banners");
            for help in rows.tables("help") {
                let mut row = HelpRow { example: help.flag("example"), ..HelpRow::default() };
                row.what = help.required("what").map(|t| t.text).unwrap_or_default();
                for (header, cells) in help.table("cells").map(|t| t.named_texts()).unwrap_or_default() {
                    if let Some(column) = self.column_index(&help, &header) {
                        row.cells.extend(cells.into_iter().map(|t| (column, t.text)));
                    }
                }
                help.finish();
                layout.help.push(row);
            }
            rows.finish();
        }
        layout
    }

    /// A word table by its name.
    pub(super) fn word_table(&self, table: &Table<'_, '_>, name: &Text) -> Vec<Word> {
        let words = self.words.iter().find(|(n, _)| *n == name.text).map(|(_, words)| words.clone());
        words.unwrap_or_else(|| {
            let known: Vec<&str> = self.words.iter().map(|(n, _)| n.as_str()).collect();
            let help = format!("[words] has {}", known.join(", "));
            table.problem_at(
                "unknown-word-table",
                format!("there is no word table `{}`", name.text),
                name.line,
                Some(help),
            );
            Vec::new()
        })
    }

    /// A path inside an object, to a value.
    pub(super) fn path_in(&self, table: &Table<'_, '_>, kind: &'static Assembly, text: &Text) -> Option<Path> {
        let parsed = parsed(table, text)?;
        if parsed.shared.is_some() {
            table.problem_at("wrong-place", "a shared object cannot be named here", text.line, None);
            return None;
        }
        compiled(table, text, Path::compile(kind, &parsed.steps, &self.names, false))
    }

    fn root_path(&self, table: &Table<'_, '_>, text: &Text) -> Option<Path> {
        let parsed = parsed(table, text)?;
        compiled(table, text, Path::compile(&POAM, &parsed.steps, &self.names, true))
    }

    /// A place: from an anchor, or from the document's root. `object`: it ends at an object.
    pub(super) fn place(&self, table: &Table<'_, '_>, text: &Text, object: bool) -> Option<Place> {
        let parsed = parsed(table, text)?;
        let first = parsed.steps.first()?;
        let (base, from, steps): (Base, &'static Assembly, &[StepText]) =
            match self.anchors.iter().position(|a| a.name == first.name) {
                Some(index) => {
                    let of_type = self.of_type(table, text, index, first.of_type.as_ref())?;
                    (Base::Anchor(index, of_type), self.anchors[index].kind, &parsed.steps[1..])
                }
                None if POAM.member(&first.name).is_none() => {
                    let anchors: Vec<&str> = self.anchors.iter().map(|a| a.name.as_str()).collect();
                    let help = format!("anchors: {}", anchors.join(", "));
                    let message = format!("`{}` is neither an anchor nor a part of an OSCAL POA&M", first.name);
                    table.problem_at("unknown-place", message, text.line, Some(help));
                    return None;
                }
                None => (Base::Root, &POAM, &parsed.steps),
            };
        let path = compiled(table, text, Path::compile(from, steps, &self.names, object && parsed.shared.is_none()))?;
        let shared = match &parsed.shared {
            Some((name, inside)) => Some(self.pointed_at(table, text, name, inside)?),
            None => None,
        };
        let mut place = Place { base, path, shared, default: None, text: text.text.clone() };
        place.default = self.default_at(&place);
        Some(place)
    }

    /// The shared object behind `->`, and the path inside it.
    pub(super) fn pointed_at(
        &self,
        table: &Table<'_, '_>,
        text: &Text,
        name: &str,
        inside: &[StepText],
    ) -> Option<(usize, Option<Path>)> {
        let Some(index) = self.shared.iter().position(|s| s.name == name) else {
            let known: Vec<&str> = self.shared.iter().map(|s| s.name.as_str()).collect();
            let help = format!("[shared] has {}", known.join(", "));
            table.problem_at("unknown-shared", format!("there is no shared object `{name}`"), text.line, Some(help));
            return None;
        };
        if inside.is_empty() {
            return Some((index, None));
        }
        let path = Path::compile(self.shared[index].kind, inside, &self.names, false);
        Some((index, Some(compiled(table, text, path)?)))
    }

    fn of_type(&self, table: &Table<'_, '_>, text: &Text, anchor: usize, word: Option<&WordText>) -> Option<OfType> {
        let anchor = &self.anchors[anchor];
        let problem = |message: String| {
            table.problem_at("wrong-place", message, text.line, None);
            None
        };
        match word {
            None if anchor.types.is_empty() => Some(OfType::Untyped),
            None => problem(format!("`{0}` comes in types: write {0}(TYPE)", anchor.name)),
            Some(_) if anchor.types.is_empty() => problem(format!("`{}` has no types", anchor.name)),
            Some(WordText::Variable(any)) if any == "any" => Some(OfType::Any),
            Some(WordText::Variable(field)) => Some(OfType::Field(field.clone())),
            Some(WordText::Fixed(word)) if anchor.types.iter().any(|w| w.value == *word) => {
                Some(OfType::Fixed(word.clone()))
            }
            Some(WordText::Fixed(word)) => problem(format!("`{}` has no type `{word}`", anchor.name)),
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

    fn default_at(&self, place: &Place) -> Option<String> {
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

fn parsed(table: &Table<'_, '_>, text: &Text) -> Option<syntax::PlaceText> {
    match syntax::parse(&text.text) {
        Ok(place) => Some(place),
        Err(message) => {
            table.problem_at("bad-place", format!("`{}`: {message}", text.text), text.line, None);
            None
        }
    }
}

fn compiled(table: &Table<'_, '_>, text: &Text, path: Result<Path, String>) -> Option<Path> {
    match path {
        Ok(path) => Some(path),
        Err(message) => {
            table.problem_at("unknown-place", format!("`{}`: {message}", text.text), text.line, None);
            None
        }
    }
}

fn named(root: &Table<'_, '_>, key: &'static str) -> Vec<(String, Vec<String>)> {
    let entries = root.table(key).map(|t| t.named_texts()).unwrap_or_default();
    entries.into_iter().map(|(n, texts)| (n.text, texts.into_iter().map(|t| t.text).collect())).collect()
}

fn words(root: &Table<'_, '_>) -> Vec<(String, Vec<Word>)> {
    let texts = |t: &Table<'_, '_>, key| t.texts(key).into_iter().map(|t| t.text).collect();
    let mut all = Vec::new();
    for (name, tables) in root.table("words").map(|t| t.named_lists()).unwrap_or_default() {
        let mut words: Vec<Word> = Vec::new();
        for table in tables {
            let (Some(cell), Some(value)) = (table.required("cell"), table.required("value")) else { continue };
            words.push(Word {
                cell: cell.text,
                value: value.text,
                cells: texts(&table, "cells"),
                values: texts(&table, "values"),
            });
            table.finish();
        }
        all.push((name.text, words));
    }
    all
}

fn kinds(root: &Table<'_, '_>) -> Vec<Kinds> {
    let mut all = Vec::new();
    for (name, table) in root.table("kinds").map(|t| t.named_tables()).unwrap_or_default() {
        let mut kinds = Kinds { name: name.text, default: String::new(), words: Vec::new() };
        for (kind, texts) in table.named_texts() {
            let texts: Vec<String> = texts.into_iter().map(|t| t.text).collect();
            if kind.text == "default" {
                kinds.default = texts.concat();
            } else {
                kinds.words.push((kind.text, texts));
            }
        }
        all.push(kinds);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_mapping_has_no_problem() {
        let problems = load("fedramp.toml", FEDRAMP).err().map(|f| f.to_string());
        assert_eq!(problems, None);
    }
}
