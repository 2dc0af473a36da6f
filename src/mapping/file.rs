//! The mapping file's text to a checked [`Mapping`]: what each table means, and every problem with its line.
//! Objects are read in [`super::file_objects`], columns in [`super::file_column`], the places in either in
//! [`super::file_place`]; what only shows when all is known is checked in [`super::check`].

use super::check;
use super::codec::Word;
use super::definition::{
    Anchor, Column, DocumentDefault, Extra, Generation, Identity, Kept, Kinds, Mapping, Shared, SheetPlaces,
};
use crate::finding::{Failure, Finding};
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
    pub(super) labels: Vec<String>,
    pub(super) anchors: Vec<Anchor>,
    pub(super) shared: Vec<Shared>,
    pub(super) document: Vec<DocumentDefault>,
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
