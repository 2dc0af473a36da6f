//! The `[[column]]` and `[[header]]` tables of a mapping file.

use super::codec::{Codec, Record, Word};
use super::definition::{
    Absent, Column, CopyPlace, CopyWhat, FieldPlace, KindPlace, Kinds, Pair, Pick, Place, RecordCopy, Records, Target,
    Values, column_id,
};
use super::file::Loader;
use super::place::{End, Path};
use super::syntax;
use crate::oscal::model::Assembly;
use crate::source::{Table, Text};

impl Loader {
    /// A column, or with `label` a value of the header block.
    pub(super) fn column(&self, table: &Table<'_, '_>, header_key: &'static str) -> Option<Column> {
        let header = table.required(header_key)?;
        let what = if header_key == "label" { "header value" } else { "column" };
        let table = &table.renamed(format!("{what} `{}`", header.text));
        table.ask(&["aliases", "left-of", "blank-words", header_key]);
        if let Some(reason) = table.text("drop") {
            if reason.text.trim().is_empty() {
                let help = "write drop = \"why this column goes nowhere\"".to_owned();
                table.problem_at("drop-without-reason", "a dropped column needs a reason", reason.line, Some(help));
            }
            table.ask(&["codec"]);
            table.finish();
            return Some(Column { target: Target::Dropped(reason.text), ..plain_column(&header, Codec::Text) });
        }
        let name = table.required("codec")?;
        let Some(codec) = Codec::by_name(&name.text) else {
            let known: Vec<&str> = Codec::ALL.iter().map(|c| c.name()).collect();
            let help = format!("codecs: {}", known.join(", "));
            table.problem_at("unknown-codec", format!("there is no codec `{}`", name.text), name.line, Some(help));
            return None;
        };
        let words = table.text("words").map(|t| self.word_table(table, &t)).unwrap_or_default();
        let target = if table.has("each") {
            Target::Records(Box::new(self.records(table, codec, &words)?))
        } else {
            Target::Values(self.values(table, codec)?)
        };
        let mut column = Column {
            words,
            absent: self.absent(table),
            none: texts(table, "none"),
            pick: pick(table),
            shape: table.text("shape").map(|t| t.text),
            target,
            ..plain_column(&header, codec)
        };
        column.pairs = pairs(table, codec);
        if column.pairs.is_empty() {
            let help = "write pairs = [{ cell = \"...\", values = [...] }]".to_owned();
            let message = format!("{} has no example", table.name());
            table.problem_at("column-without-pair", message, table.line(), Some(help));
        }
        table.finish();
        Some(column)
    }

    fn absent(&self, table: &Table<'_, '_>) -> Absent {
        if !table.is_table("absent") {
            return Absent { text: texts(table, "absent").concat(), ..Absent::default() };
        }
        let mut absent = Absent::default();
        for (name, texts) in table.table("absent").map(|t| t.named_texts()).unwrap_or_default() {
            let text = texts.first().map(|t| t.text.clone()).unwrap_or_default();
            if name.text == "*" {
                absent.text = text;
            } else if let Some(g) = self.generations.iter().position(|g| g.name == name.text) {
                absent.by_generation.push((g, text));
            } else {
                let message = format!("there is no generation `{}`", name.text);
                table.problem_at("unknown-generation", message, name.line, None);
            }
        }
        absent
    }

    fn values(&self, table: &Table<'_, '_>, codec: Codec) -> Option<Values> {
        if codec.takes_records() {
            let message = format!("the codec `{}` gives records: write `each` and `fields`", codec.name());
            table.problem("wrong-target", message);
            return None;
        }
        let kinds = match table.text("kinds") {
            Some(name) => Some(self.kinds(table, &name)?),
            None => None,
        };
        let fallback = table.texts("fallback").iter().filter_map(|t| self.place(table, t, false)).collect();
        let mut places = Vec::new();
        if let Some(kinds) = &kinds {
            let by_kind = |key| -> Vec<(Text, Vec<Text>)> {
                let within: Option<Table<'_, '_>> = table.table(key);
                within.map(|t| t.named_texts()).unwrap_or_default()
            };
            let mut copies = by_kind("copies");
            let with = table.table("with").map(|t| t.named_tables()).unwrap_or_default();
            for (kind, texts) in by_kind("place") {
                if kinds.default != kind.text && !kinds.words.iter().any(|(k, _)| *k == kind.text) {
                    let message = format!("`{}` is no kind of `{}`", kind.text, kinds.name);
                    table.problem_at("unknown-kind", message, kind.line, None);
                }
                let copies = copies.iter_mut().find(|(k, _)| k.text == kind.text).map(|(_, t)| std::mem::take(t));
                let constants = with.iter().find(|(k, _)| k.text == kind.text).map(|(_, t)| t.named_texts());
                places.push(KindPlace {
                    place: self.place(table, texts.first()?, false)?,
                    copies: self.plain_copies(table, &copies.unwrap_or_default()),
                    with: self.constants(table, constants.unwrap_or_default()),
                    kind: kind.text,
                });
            }
        } else {
            let place = self.place(table, &table.required("place")?, false)?;
            let constants = table.table("with").map(|t| t.named_texts()).unwrap_or_default();
            let with = self.constants(table, constants);
            places.push(KindPlace { kind: String::new(), place, copies: self.copies(table), with });
        }
        Some(Values { kinds, places, fallback })
    }

    fn kinds(&self, table: &Table<'_, '_>, name: &Text) -> Option<Kinds> {
        let kinds = self.kinds.iter().find(|k| k.name == name.text).cloned();
        if kinds.is_none() {
            table.problem_at(
                "unknown-kind",
                format!("there is no word list `{}` in [kinds]", name.text),
                name.line,
                None,
            );
        }
        kinds
    }

    fn constants(&self, table: &Table<'_, '_>, entries: Vec<(Text, Vec<Text>)>) -> Vec<(Place, String)> {
        let place =
            |(key, texts): (Text, Vec<Text>)| Some((self.place(table, &key, false)?, texts.first()?.text.clone()));
        entries.into_iter().filter_map(place).collect()
    }

    fn plain_copies(&self, table: &Table<'_, '_>, texts: &[Text]) -> Vec<CopyPlace> {
        let copy = |t| Some(CopyPlace { place: self.place(table, t, false)?, sheet: None });
        texts.iter().filter_map(copy).collect()
    }

    fn copies(&self, table: &Table<'_, '_>) -> Vec<CopyPlace> {
        let mut copies = Vec::new();
        for copy in table.tables_or_texts("copies") {
            match copy {
                Err(text) => copies.extend(self.plain_copies(table, &[text])),
                Ok(copy) => {
                    let sheet = self.sheet_index(&copy);
                    if let Some(place) = copy.required("place").and_then(|t| self.place(&copy, &t, false)) {
                        copies.push(CopyPlace { place, sheet });
                    }
                    copy.finish();
                }
            }
        }
        copies
    }

    fn sheet_index(&self, table: &Table<'_, '_>) -> Option<usize> {
        let name = table.text("sheet")?;
        let index = self.sheets.iter().position(|s| *s == name.text);
        if index.is_none() {
            table.problem_at("unknown-sheet", format!("there is no sheet `{}`", name.text), name.line, None);
        }
        index
    }

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

    fn records(&self, table: &Table<'_, '_>, codec: Codec, words: &[Word]) -> Option<Records> {
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

fn plain_column(header: &Text, codec: Codec) -> Column {
    Column {
        id: column_id(&header.text),
        header: header.text.clone(),
        line: header.line,
        codec,
        words: Vec::new(),
        absent: Absent::default(),
        none: Vec::new(),
        pick: None,
        shape: None,
        target: Target::Dropped(String::new()),
        pairs: Vec::new(),
    }
}

fn texts(table: &Table<'_, '_>, key: &'static str) -> Vec<String> {
    table.texts(key).into_iter().map(|t| t.text).collect()
}

fn pick(table: &Table<'_, '_>) -> Option<Pick> {
    let text = table.text("pick")?;
    let pick = match text.text.as_str() {
        "latest" => Some(Pick::Latest),
        "earliest" => Some(Pick::Earliest),
        "lowest" => Some(Pick::Lowest),
        _ => None,
    };
    if pick.is_none() {
        let help = "pick is latest, earliest or lowest".to_owned();
        table.problem_at("wrong-type", format!("`{}` cannot be picked", text.text), text.line, Some(help));
    }
    pick
}

fn pairs(table: &Table<'_, '_>, codec: Codec) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for pair in table.tables("pairs") {
        let Some(cell) = pair.required("cell") else { continue };
        if !pair.has("values") {
            pair.problem("missing-key", "a pair has no `values`");
        }
        let mut values = Vec::new();
        for value in pair.tables_or_texts("values") {
            match value {
                Err(text) => values.push(Record::value(text.text)),
                Ok(record) => {
                    let mut fields = Record::default();
                    for (name, texts) in record.named_texts() {
                        match codec.fields().iter().find(|f| f.name == name.text) {
                            Some(field) => fields.0.extend(texts.first().map(|t| (field.name, t.text.clone()))),
                            None => pair.problem_at(
                                "unknown-field",
                                format!("there is no field `{}`", name.text),
                                name.line,
                                None,
                            ),
                        }
                    }
                    values.push(fields);
                }
            }
        }
        let back = pair.text("back").map_or_else(|| cell.text.clone(), |t| t.text);
        pairs.push(Pair { cell: cell.text, values, back, line: cell.line });
        pair.finish();
    }
    pairs
}
