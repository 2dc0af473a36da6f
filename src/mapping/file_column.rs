//! The `[[column]]` and `[[header]]` tables of a mapping file. Columns of records go on in [`super::file_records`].

use super::codec::{Codec, Record};
use super::definition::{Absent, Column, CopyPlace, KindPlace, Kinds, Pair, Pick, Place, Target, Values, column_id};
use super::file::Loader;
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

    pub(super) fn sheet_index(&self, table: &Table<'_, '_>) -> Option<usize> {
        let name = table.text("sheet")?;
        let index = self.sheets.iter().position(|s| *s == name.text);
        if index.is_none() {
            table.problem_at("unknown-sheet", format!("there is no sheet `{}`", name.text), name.line, None);
        }
        index
    }
}

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

pub(super) fn texts(table: &Table<'_, '_>, key: &'static str) -> Vec<String> {
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
