//! A TOML file read so that every problem is collected with its line, not only the first. Knows nothing of mappings.

mod scalar;

pub(crate) use scalar::Scalar;

use crate::finding::{Finding, Place};
use std::cell::{Cell, RefCell};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// So many problems of a file are told; who has corrected them is told the rest.
const MOST_PROBLEMS: usize = 1_000;

/// A TOML file and what was found wrong in it so far.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    file: &'a str,
    text: &'a str,
    line_ends: Vec<usize>,
    problems: RefCell<Vec<Finding>>,
}

impl<'a> Source<'a> {
    /// A file's text, under the name a person knows it by.
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        let line_ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i).collect();
        Source { file, text, line_ends, problems: RefCell::default() }
    }

    /// Parses the text; syntax errors are problems, one a line, and give no table.
    pub(crate) fn parse(&self) -> Option<Spanned<DeTable<'a>>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        let mut last = 0;
        for error in &errors {
            let line = error.span().map_or(1, |s| self.line(s.start));
            // What follows on a line that is already wrong is mostly the parser finding its feet.
            if line != last {
                let message = error.message().trim().replace('\n', ", ");
                self.problem("not-toml", format!("this is not TOML: {message}"), line, None);
            }
            last = line;
        }
        errors.is_empty().then_some(table)
    }

    /// Notes a problem at a line, once.
    pub(crate) fn problem(&self, code: &'static str, message: impl Into<String>, line: u32, help: Option<String>) {
        let mut finding = Finding::error(code, message).at(Place::file(self.file).at_line(line));
        finding.help = help;
        let mut problems = self.problems.borrow_mut();
        if problems.len() < MOST_PROBLEMS && !problems.contains(&finding) {
            problems.push(finding);
        }
    }

    /// How many problems there are so far.
    pub(crate) fn problems(&self) -> usize {
        self.problems.borrow().len()
    }

    /// The problems, by line.
    pub(crate) fn into_problems(self) -> Vec<Finding> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|p| p.at.line);
        problems
    }

    /// The line, counted from 1, of a place in the text.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        let before = self.line_ends.partition_point(|end| *end < offset);
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }
}

/// What messages call the table that is the whole file.
const ROOT: &str = "the file";

/// A table of the file. What is never asked for is an unknown key.
#[derive(Debug)]
pub(crate) struct Table<'s, 'a> {
    source: &'s Source<'a>,
    name: String,
    entries: &'s DeTable<'a>,
    line: u32,
    asked: RefCell<Vec<&'static str>>,
    finished: Cell<bool>,
}

/// A text with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    /// The text.
    pub(crate) text: String,
    /// Its line, counted from 1.
    pub(crate) line: u32,
}

impl<'s, 'a> Table<'s, 'a> {
    /// The file's own table.
    pub(crate) fn root(source: &'s Source<'a>, parsed: &'s Spanned<DeTable<'a>>) -> Self {
        Table::new(source, ROOT, parsed.get_ref(), parsed.span())
    }

    pub(crate) fn new(
        source: &'s Source<'a>,
        name: impl Into<String>,
        table: &'s DeTable<'a>,
        span: Range<usize>,
    ) -> Self {
        let line = source.line(span.start);
        Table { source, name: name.into(), entries: table, line, asked: RefCell::default(), finished: Cell::new(false) }
    }

    /// The line it starts at.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    /// The line of a key's value; that of the table where the key is absent.
    pub(crate) fn line_of(&self, key: &'static str) -> u32 {
        self.value(key).map_or(self.line, |v| self.source.line(v.span().start))
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The same table under a better name.
    #[must_use]
    pub(crate) fn renamed(&self, name: impl Into<String>) -> Self {
        Table {
            source: self.source,
            name: name.into(),
            entries: self.entries,
            line: self.line,
            asked: RefCell::default(),
            finished: Cell::new(false),
        }
    }

    /// Notes keys as known that are read elsewhere.
    pub(crate) fn ask(&self, keys: &[&'static str]) {
        self.asked.borrow_mut().extend_from_slice(keys);
    }

    fn value(&self, key: &'static str) -> Option<&'s Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.entries.get(key)
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let line = self.source.line(value.span().start);
        self.source.problem("wrong-type", format!("`{key}` in {} must be {wanted}", self.name), line, None);
    }

    /// Whether the key is there.
    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// Whether a key of the file's own is there.
    pub(crate) fn has_named(&self, key: &str) -> bool {
        self.entries.get(key).is_some()
    }

    /// A text.
    pub(crate) fn text(&self, key: &'static str) -> Option<Text> {
        let value = self.value(key)?;
        self.as_text(key, value)
    }

    fn as_text(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        let line = self.source.line(value.span().start);
        if let DeValue::String(text) = value.get_ref() {
            return Some(Text { text: text.to_string(), line });
        }
        self.wrong(key, value, "a text in quotes");
        None
    }

    /// A text that must be there.
    pub(crate) fn required(&self, key: &'static str) -> Option<Text> {
        self.must_have(key, None);
        self.text(key)
    }

    /// A table within that must be there.
    pub(crate) fn required_table(&self, key: &'static str, help: &str) -> Option<Table<'s, 'a>> {
        self.must_have(key, Some(help));
        self.table(key)
    }

    /// Notes a problem where the key is not there.
    pub(crate) fn must_have(&self, key: &'static str, help: Option<&str>) {
        if self.value(key).is_none() {
            let message = format!("{} has no `{key}`", self.name);
            self.source.problem("missing-key", message, self.line, help.map(str::to_owned));
        }
    }

    /// A text or a list of texts; nothing where the key is absent.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<Text> {
        self.value(key).map(|v| self.as_texts(key, v)).unwrap_or_default()
    }

    fn as_texts(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Text> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|i| self.as_text(key, i)).collect(),
            _ => self.as_text(key, value).into_iter().collect(),
        }
    }

    /// `true` or `false`; false where the key is absent.
    pub(crate) fn flag(&self, key: &'static str) -> bool {
        match self.value(key) {
            None => false,
            Some(value) => {
                if let DeValue::Boolean(b) = value.get_ref() {
                    return *b;
                }
                self.wrong(key, value, "true or false");
                false
            }
        }
    }

    /// A whole number from 0.
    pub(crate) fn number(&self, key: &'static str) -> Option<u32> {
        let value = self.value(key)?;
        if let DeValue::Integer(i) = value.get_ref()
            && let Ok(n) = u32::from_str_radix(i.as_str(), i.radix())
        {
            return Some(n);
        }
        self.wrong(key, value, "a whole number");
        None
    }

    /// A table within.
    pub(crate) fn table(&self, key: &'static str) -> Option<Table<'s, 'a>> {
        let value = self.value(key)?;
        self.as_table(key, value)
    }

    /// What messages call a table within: `[rows]`, `[[rows.help]]`, "column `CVE`, `pairs`".
    fn name_of(&self, key: &str, listed: bool) -> String {
        let path = match self.name.strip_prefix('[').and_then(|n| n.strip_suffix(']')) {
            Some(inside) if !inside.starts_with('[') => format!("{inside}.{key}"),
            None if self.name == ROOT => key.to_owned(),
            _ => return format!("{}, `{key}`", self.name),
        };
        if listed { format!("[[{path}]]") } else { format!("[{path}]") }
    }

    fn as_table(&self, key: &str, value: &'s Spanned<DeValue<'a>>) -> Option<Table<'s, 'a>> {
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Table::new(self.source, self.name_of(key, false), table, value.span()));
        }
        self.wrong(key, value, "a table");
        None
    }

    /// A list of tables; texts in it come as the other side.
    pub(crate) fn tables_or_texts(&self, key: &'static str) -> Vec<Result<Table<'s, 'a>, Text>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| match item.get_ref() {
                    DeValue::Table(_) => self.as_table(key, item).map(|t| Ok(t.renamed(self.name_of(key, true)))),
                    _ => self.as_text(key, item).map(Err),
                })
                .collect(),
            DeValue::String(_) => self.as_text(key, value).map(Err).into_iter().collect(),
            _ => {
                self.wrong(key, value, "a list");
                Vec::new()
            }
        }
    }

    /// A list of tables.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Table<'s, 'a>> {
        let mut tables = Vec::new();
        for item in self.tables_or_texts(key) {
            match item {
                Ok(table) => tables.push(table),
                Err(text) => {
                    let message = format!("`{key}` in {} must be a list of tables", self.name);
                    self.source.problem("wrong-type", message, text.line, None);
                }
            }
        }
        tables
    }

    /// Every entry of a table whose keys are names of the file's own, with the line of the key: tables.
    pub(crate) fn named_tables(&self) -> Vec<(Text, Table<'s, 'a>)> {
        self.finished.set(true);
        let own = |(key, value): (&'s Spanned<toml::de::DeString<'a>>, &'s Spanned<DeValue<'a>>)| {
            let name = key.get_ref().to_string();
            let line = self.source.line(key.span().start);
            self.as_table(&name, value).map(|t| (Text { text: name, line }, t))
        };
        self.entries.iter().filter_map(own).collect()
    }

    /// Every entry of a table whose keys are names of the file's own: one text each.
    pub(crate) fn named_text(&self) -> Vec<(Text, Text)> {
        self.finished.set(true);
        let own = |(key, value): (&'s Spanned<toml::de::DeString<'a>>, &'s Spanned<DeValue<'a>>)| {
            let name = key.get_ref().to_string();
            let line = self.source.line(key.span().start);
            self.as_text(&name, value).map(|t| (Text { text: name, line }, t))
        };
        self.entries.iter().filter_map(own).collect()
    }

    /// Every entry of a table whose keys are names of the file's own: a text or list of texts each.
    pub(crate) fn named_texts(&self) -> Vec<(Text, Vec<Text>)> {
        self.finished.set(true);
        let mut entries = Vec::new();
        for (key, value) in self.entries {
            let line = self.source.line(key.span().start);
            let name = key.get_ref().to_string();
            let texts = self.as_texts(&name, value);
            entries.push((Text { text: name, line }, texts));
        }
        entries
    }

    /// Every entry of a table whose keys are names of the file's own: a list of tables each.
    pub(crate) fn named_lists(&self) -> Vec<(Text, Vec<Table<'s, 'a>>)> {
        self.finished.set(true);
        let mut entries = Vec::new();
        for (key, value) in self.entries {
            let name = key.get_ref().to_string();
            let line = self.source.line(key.span().start);
            let mut tables = Vec::new();
            if let DeValue::Array(items) = value.get_ref() {
                tables.extend(items.iter().filter_map(|i| self.as_table(&name, i)));
            } else {
                self.wrong(&name, value, "a list of tables");
            }
            entries.push((Text { text: name, line }, tables));
        }
        entries
    }

    /// Whether the key holds a table (rather than a text or list).
    pub(crate) fn is_table(&self, key: &'static str) -> bool {
        matches!(self.value(key).map(Spanned::get_ref), Some(DeValue::Table(_)))
    }

    /// How many problems the file has so far.
    pub(crate) fn problems(&self) -> usize {
        self.source.problems()
    }

    /// Notes a problem at a line, with what to do.
    pub(crate) fn problem_at(&self, code: &'static str, message: impl Into<String>, line: u32, help: Option<String>) {
        self.source.problem(code, message, line, help);
    }

    /// Notes every key that nobody asked for.
    pub(crate) fn finish(&self) {
        if self.finished.replace(true) {
            return;
        }
        let asked = self.asked.borrow();
        for (key, _) in self.entries {
            let name = key.get_ref().to_string();
            if !asked.iter().any(|a| *a == name) {
                let mut known: Vec<&str> = asked.clone();
                known.sort_unstable();
                known.dedup();
                let line = self.source.line(key.span().start);
                let help = (!known.is_empty()).then(|| format!("known here: {}", known.join(", ")));
                self.source.problem("unknown-key", format!("{} has no key `{name}`", self.name), line, help);
            }
        }
    }
}
