//! The mapping file's text to a checked [`Mapping`]: what each table means, and every problem with its line.
//! Objects are read in `file_objects.rs`, columns in `file_column.rs`, the places in either in
//! `file_place.rs`, what a sheet may hold in several cells or kinds in `file_parts.rs`; what only shows when all is known is checked in `check.rs`.

pub use super::embedded::{EMBEDDED, Embedded, FEDRAMP};

use super::alone;
use super::check;
use super::codec::Word;
use super::definition::{
    Anchor, Column, DocumentDefault, Extra, Generation, Identity, Kept, Kinds, Mapping, Shared, SheetPlaces, column_id,
};
use super::file_parts::add_parts;
use super::writers::Writers;
use crate::finding::{Failure, Finding};
use crate::oscal::version::Version;
use crate::rows::{ColumnNames, HelpRow, LabelNames, Layout, SheetNames};
use crate::source::{Source, Table, Text};

/// Reads a mapping file. `file` is what messages call it.
///
/// # Errors
/// All problems at once, each with its line.
pub fn load(file: &str, text: &str) -> Result<Mapping, Failure> {
    let source = Source::new(file, text);
    let mapping = source.parse().and_then(|parsed| {
        let root = Table::root(&source, &parsed);
        Loader::default().load(&root)
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
    word_lines: Vec<Vec<u32>>,
    pub(super) anchors: Vec<Anchor>,
    /// Those that have a problem of their own: a place that begins with one is not complained about too.
    pub(super) broken_anchors: Vec<String>,
    /// Those further down than the one being read, the last first.
    pub(super) later_anchors: Vec<Text>,
    pub(super) shared: Vec<Shared>,
    /// The names of all of them, with problems or without.
    pub(super) shared_names: Vec<String>,
    pub(super) document: Vec<DocumentDefault>,
    identity: Identity,
    pub(super) status: Option<Text>,
    fixed_columns: bool,
}

impl Loader {
    fn load(mut self, root: &Table<'_, '_>) -> Option<Mapping> {
        let format = root.number("format");
        if format != Some(1) {
            let line = root.line_of("format");
            let help = Some("write `format = 1`".to_owned());
            root.problem_at("wrong-format", "this is not a mapping file of format 1", line, help);
            return None;
        }
        let name = root.required("name").map(|t| t.text).unwrap_or_default();
        self.names = names(root);
        if !self.names.iter().any(|(n, _)| n == "own") {
            let help = Some("name the URI of your own properties: own = [\"urn:...\"]".to_owned());
            root.problem_at("missing-key", "[names] has no `own`", root.line_of("names"), help);
            self.names.push(("own".to_owned(), vec![String::new()])); // Told once, not at every place that says it.
        }
        self.words(root);
        self.kinds = kinds(root);
        root.must_have("column", Some("write a table [[column]] for each column"));
        let columns = root.tables("column");
        let labels = root.tables("header");
        self.columns = columns.iter().map(|c| c.text("header").map(|t| t.text).unwrap_or_default()).collect();
        self.labels = labels.iter().map(|c| c.text("label").map(|t| t.text).unwrap_or_default()).collect();
        root.must_have("sheet", Some("write a table [[sheet]] for each sheet that holds items"));
        let sheets = root.tables("sheet");
        self.sheets = sheets.iter().map(|s| s.text("name").map(|t| t.text).unwrap_or_default()).collect();
        self.generations = root.tables("generation").iter().map(|g| self.generation(g)).collect();
        self.read_shared(root);
        self.read_anchors(root);
        self.document = self.document(root);
        let mut layout = self.layout(root, &sheets, &columns, &labels);
        rest_sheet(&sheets);
        let sheets: Vec<(SheetPlaces, Vec<Text>)> = sheets.iter().map(|s| self.sheet(s)).collect();
        let (kept, extra, log) = (self.kept(root), self.extra(root), self.log(root));
        let judged = self.judged(root);
        let headers: Vec<Column> = labels.iter().filter_map(|t| self.column(t, "label")).collect();
        let mut columns: Vec<Column> = columns.iter().filter_map(|t| self.column(t, "header")).collect();
        let status = self.status(root, &columns, &sheets);
        let sheets: Vec<SheetPlaces> = sheets.into_iter().map(|(sheet, _)| sheet).collect();
        add_parts(&mut layout, &mut columns, root);
        check::places(&headers.iter().chain(&columns).collect::<Vec<_>>(), root);
        root.finish();
        let own = self.names.iter().find(|(n, _)| n == "own").and_then(|(_, s)| s.first().cloned());
        let complete = headers.len() == self.labels.len() && columns.len() == self.columns.len();
        let Loader { names, words, generations, anchors, shared, document, identity, fixed_columns, .. } = self;
        let own = own.filter(|_| complete)?;
        let (kept, extra) = (kept?, extra?);
        let mut mapping = Mapping {
            name,
            own,
            names,
            words,
            layout,
            identity,
            status,
            fixed_columns,
            generations,
            sheets,
            anchors,
            shared,
            document,
            log,
            kept,
            extra,
            judged,
            headers,
            columns,
            alone: Vec::new(),
            newest: None,
        };
        let writers = Writers::of(&mapping);
        mapping.alone = alone::columns(&mapping, &writers);
        mapping.newest = writers.newest(&mapping);
        check::joined(&mapping, root);
        Some(mapping)
    }

    fn generation(&self, table: &Table<'_, '_>) -> Generation {
        let name = table.required("name").map(|t| t.text).unwrap_or_default();
        let columns = |texts: Vec<Text>| texts.iter().filter_map(|t| self.column_index(table, t)).collect();
        let lacks: Vec<usize> = columns(table.texts("lacks"));
        let may_be_blank = columns(table.texts("may-be-blank"));
        let joined = self.joined(table, &lacks);
        table.finish();
        Generation { name, lacks, joined, may_be_blank }
    }

    pub(super) fn column_index(&self, table: &Table<'_, '_>, header: &Text) -> Option<usize> {
        let index = self.columns.iter().position(|c| *c == header.text);
        index.or_else(|| self.unknown_column(table, header))
    }

    pub(super) fn unknown_column<T>(&self, table: &Table<'_, '_>, header: &Text) -> Option<T> {
        let near = self.columns.iter().chain(&self.labels).find(|c| column_id(c) == column_id(&header.text));
        let help = near.map_or("write the header of a [[column]] of this file, not an alias of it".to_owned(), |c| {
            format!("there is `{c}`")
        });
        table.problem_at("unknown-column", format!("there is no column `{}`", header.text), header.line, Some(help));
        None
    }

    fn sheet(&self, table: &Table<'_, '_>) -> (SheetPlaces, Vec<Text>) {
        let places = |key| {
            let mut places = Vec::new();
            let within: Option<Table<'_, '_>> = table.table(key);
            for (place, text) in within.map(|t| t.named_text()).unwrap_or_default() {
                if let Some(place) = self.place(table, &place, false) {
                    places.push((place, text.text));
                }
            }
            places
        };
        let name = table.required("name").map(|t| t.text).unwrap_or_default();
        let (when, with) = (places("when"), places("with"));
        let status = table.texts("status");
        table.ask(&["aliases"]);
        table.finish();
        (SheetPlaces { name, status: status.iter().map(|t| t.text.clone()).collect(), when, with }, status)
    }

    fn document(&self, root: &Table<'_, '_>) -> Vec<DocumentDefault> {
        let mut defaults = Vec::new();
        let Some(document) = root.table("document") else { return defaults };
        let mut add = |table: &Table<'_, '_>, version: Option<&str>| {
            for (key, text) in table.named_text() {
                if let Some(place) = self.place(table, &key, false) {
                    let version = version.map(str::to_owned);
                    defaults.push(DocumentDefault { version, place, value: self.value(table, &text) });
                }
            }
        };
        for (version, with) in document.table("version").map(|t| t.named_tables()).unwrap_or_default() {
            if let Err(help) = version.text.parse::<Version>() {
                let message = format!("there is no OSCAL version `{}`", version.text);
                with.problem_at("unknown-version", message, version.line, Some(help));
            }
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
            without_id: rows.texts("without-id").iter().filter_map(column).collect(),
            oldest: rows.text("oldest").as_ref().and_then(column),
        }
    }

    fn kept(&self, root: &Table<'_, '_>) -> Option<Kept> {
        let table =
            root.required_table("kept", "write a table [kept] that says where a cell's own spelling is kept")?;
        let place = |key| table.required(key).and_then(|t| self.place_with(&table, &t, true, &["column"]));
        let (text, blank, header) = (place("text"), place("blank"), place("header"));
        table.finish();
        Some(Kept { text: text?, blank: blank?, header: header? })
    }

    fn extra(&self, root: &Table<'_, '_>) -> Option<Extra> {
        let table = root.required_table("extra", "write a table [extra] that says where unknown columns go")?;
        let place = |key| table.required(key).and_then(|t| self.place_with(&table, &t, true, &["column"]));
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
        let mut layout = Layout { search_header: 15, ..Layout::default() };
        let spelled = |tables: &[Table<'_, '_>], key| tables.iter().map(|t| spellings(t, key)).collect::<Vec<_>>();
        let (sheet_names, column_names) = (spelled(sheets, "name"), spelled(columns, "header"));
        let label_names = spelled(labels, "label");
        check::names("sheet-twice", "a name of two sheets", &sheet_names, root);
        check::names("header-twice", "a header of two columns", &column_names, root);
        check::names("header-twice", "a label of two header values", &label_names, root);
        for (tables, names) in [(columns, &column_names), (labels, &label_names)] {
            let given = tables.iter().zip(names).filter_map(|(t, names)| Some((names.first()?.clone(), t.text("id"))));
            check::ids(&given.collect::<Vec<_>>(), root);
        }
        for (table, names) in sheets.iter().zip(sheet_names) {
            layout.sheets.push(SheetNames { names: plain(names), is_default: !table.has("when") });
        }
        for names in column_names {
            let mut names = plain(names).into_iter();
            let (header, aliases) = (names.next().unwrap_or_default(), names.collect());
            layout.columns.push(ColumnNames { header, aliases, is_below: false });
        }
        for (table, names) in labels.iter().zip(label_names) {
            let left_of = table.text("left-of");
            if let Some(unknown) = left_of.as_ref().filter(|l| !self.labels.contains(&l.text)) {
                let message = format!("there is no header value `{}`", unknown.text);
                let help = Some("write the `label` of a [[header]] of this file".to_owned());
                table.problem_at("unknown-column", message, unknown.line, help);
            }
            layout.labels.push(LabelNames {
                labels: plain(names),
                left_of: left_of.map(|t| t.text),
                is_beside: table.flag("beside"),
                blank_words: plain(table.texts("blank-words")),
            });
        }
        if let Some(rows) = root.required_table("rows", "write a table [rows] that says which column names an item") {
            self.identity = self.identity(&rows);
            self.status = rows.text("status").filter(|t| self.column_index(&rows, t).is_some());
            self.fixed_columns = rows.flag("fixed-columns");
            layout.search_header = rows.number("search-header").unwrap_or(15);
            layout.blank_words = plain(rows.texts("blank-words"));
            layout.banners = plain(rows.texts("banners"));
            for help in rows.tables("help") {
                let mut row = HelpRow { example: help.flag("example"), ..HelpRow::default() };
                row.what = help.required("what").map(|t| t.text).unwrap_or_default();
                for (header, cells) in help
                    .required_table("cells", "write the texts that tell the row, by header")
                    .map(|t| t.named_texts())
                    .unwrap_or_default()
                {
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
    pub(super) fn word_table(&self, table: &Table<'_, '_>, name: &Text) -> Option<Vec<Word>> {
        let words = self.words.iter().find(|(n, _)| *n == name.text).map(|(_, words)| words.clone());
        if words.is_none() {
            let known: Vec<&str> = self.words.iter().map(|(n, _)| n.as_str()).collect();
            let help = Some(format!("[words] has {}", known.join(", "))).filter(|_| !known.is_empty());
            let message = format!("there is no word table `{}`", name.text);
            table.problem_at("unknown-word-table", message, name.line, help);
        }
        words
    }

    /// A word table that is read in both directions: no word of it may have two meanings.
    pub(super) fn two_way_words(&self, table: &Table<'_, '_>, name: &Text) -> Option<Vec<Word>> {
        let words = self.word_table(table, name)?;
        if let Some((twice, row)) = check::said_twice(&words) {
            let index = self.words.iter().position(|(n, _)| *n == name.text);
            let line = index.and_then(|i| self.word_lines[i].get(row)).copied().unwrap_or(name.line);
            let message = format!("the word table `{}` gives \"{twice}\" two meanings", name.text);
            let help = "each spelling belongs in one row of the table".to_owned();
            table.problem_at("word-twice", message, line, Some(help));
        }
        Some(words)
    }

    fn words(&mut self, root: &Table<'_, '_>) {
        for (name, tables) in root.table("words").map(|t| t.named_lists()).unwrap_or_default() {
            let mut words: Vec<Word> = Vec::new();
            let mut lines = Vec::new();
            for table in tables {
                let (cell, value) = (table.required("cell"), table.required("value"));
                let (cells, values) = (plain(table.texts("cells")), plain(table.texts("values")));
                table.finish();
                if let (Some(cell), Some(value)) = (cell, value) {
                    words.push(Word { cell: cell.text, value: value.text, cells, values });
                    lines.push(table.line());
                }
            }
            self.words.push((name.text, words));
            self.word_lines.push(lines);
        }
    }
}

/// A name and its aliases, each with its line.
fn spellings(table: &Table<'_, '_>, key: &'static str) -> Vec<Text> {
    let name = table.text(key).unwrap_or(Text { text: String::new(), line: table.line() });
    std::iter::once(name).chain(table.texts("aliases")).collect()
}

fn plain(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(|t| t.text).collect()
}

/// The last sheet, and no other, is the one without `when`: it takes what no `when` fits.
fn rest_sheet(sheets: &[Table<'_, '_>]) {
    let help = || Some("the last [[sheet]] has no `when`; it takes the items that fit no other".to_owned());
    for (i, sheet) in sheets.iter().enumerate() {
        let is_last = i + 1 == sheets.len();
        if is_last && sheet.has("when") {
            sheet.problem_at("rest-sheet", "the last sheet has a `when`", sheet.line(), help());
        } else if !is_last && !sheet.has("when") {
            sheet.problem_at("rest-sheet", "a sheet that is not the last has no `when`", sheet.line(), help());
        }
    }
}

/// The long names, each with at least one spelling.
fn names(root: &Table<'_, '_>) -> Vec<(String, Vec<String>)> {
    let Some(table) = root.table("names") else { return Vec::new() };
    let mut names = Vec::new();
    for (name, texts) in table.named_texts() {
        if texts.is_empty() {
            table.problem_at("missing-key", format!("[names] gives no URI for `{}`", name.text), name.line, None);
        }
        names.push((name.text, plain(texts)));
    }
    names
}

fn kinds(root: &Table<'_, '_>) -> Vec<Kinds> {
    let mut all = Vec::new();
    for (name, table) in root.table("kinds").map(|t| t.named_tables()).unwrap_or_default() {
        let mut kinds = Kinds { name: name.text, default: String::new(), words: Vec::new(), names: Vec::new() };
        kinds.default = table.required("default").map(|t| t.text).unwrap_or_default();
        for (kind, texts) in table.named_texts() {
            if kind.text != "default" {
                kinds.words.push((kind.text, plain(texts)));
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
