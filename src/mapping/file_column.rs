//! The `[[column]]` and `[[header]]` tables of a mapping file. Columns of records go on in [`super::file_records`].

use super::check;
use super::codec::{Codec, Record};
use super::definition::{Absent, Column, CopyPlace, KindPlace, Kinds, Pair, Pick, Place, Target, Values, column_id};
use super::file::Loader;
use super::file_parts::parts;
use crate::oscal::model::DataType;
use crate::source::{Table, Text};

/// Every key a column can have: what is asked for where a problem kept the column from being read to its end.
const KEYS: &[&str] = &[
    "id",
    "parts",
    "below",
    "codec",
    "words",
    "kinds",
    "place",
    "each",
    "fields",
    "key",
    "absent",
    "none",
    "copies",
    "fallback",
    "fallback-each",
    "pick",
    "shape",
    "borrow",
    "with",
    "type-from",
    "pairs",
];

impl Loader {
    /// A column, or with `label` a value of the header block. Its examples are tried unless it has another problem.
    pub(super) fn column(&self, table: &Table<'_, '_>, header_key: &'static str) -> Option<Column> {
        let before = table.problems();
        let Some(header) = table.required(header_key) else {
            table.ask(&["aliases", "left-of", "beside", "blank-words", "drop"]);
            table.ask(KEYS);
            table.finish();
            return None;
        };
        let what = if header_key == "label" { "header value" } else { "column" };
        let table = &table.renamed(format!("{what} `{}`", header.text));
        table.ask(&[header_key, "aliases"]);
        if header_key == "label" {
            table.ask(&["left-of", "beside", "blank-words"]);
        }
        let column = if table.has("drop") { dropped(table, &header) } else { self.kept_column(table, &header) };
        let column = column.map(|column| match table.text("id") {
            Some(id) => Column { id: own_id(table, id), ..column },
            None => column,
        });
        if column.is_none() {
            table.ask(KEYS);
        }
        table.finish();
        if let Some(column) = &column
            && table.problems() == before
        {
            check::pairs(column, table);
        }
        column
    }

    fn kept_column(&self, table: &Table<'_, '_>, header: &Text) -> Option<Column> {
        let name = table.required("codec");
        let words = table.text("words").map(|t| (self.two_way_words(table, &t).unwrap_or_default(), t.line));
        let name = name?;
        let Some(codec) = Codec::by_name(&name.text) else {
            let known: Vec<&str> = Codec::ALL.iter().map(|c| c.name()).collect();
            let help = format!("codecs: {}", known.join(", "));
            table.problem_at("unknown-codec", format!("there is no codec `{}`", name.text), name.line, Some(help));
            return None;
        };
        if let Some((_, line)) = words.as_ref().filter(|_| !takes_words(codec)) {
            let message = format!("the codec `{}` has no use for `words`", codec.name());
            table.problem_at("wrong-target", message, *line, None);
        } else if words.is_none() && codec == Codec::Words {
            table.must_have("words", Some("the codec `words` needs the name of a word table"));
        }
        let words = words.map(|(words, _)| words).unwrap_or_default();
        let pairs = pairs(table, codec);
        let target = if table.has("each") {
            Target::Records(Box::new(self.records(table, codec, &words)?))
        } else {
            Target::Values(self.values(table, codec)?)
        };
        let parts = parts(table, codec, &target);
        let below = table.flag("below");
        if below && !parts.iter().any(|p| p.number.is_none()) {
            let help = "write parts = { text = \"...\" }, whose header has no {n}".to_owned();
            let message = format!("{} is `below` and has no parts", table.name());
            table.problem_at("missing-key", message, table.line_of("below"), Some(help));
        }
        let column = Column {
            parts,
            below,
            absent: self.absent(table),
            none: texts(table, "none"),
            pick: pick(table),
            shape: shape(table),
            target,
            pairs,
            words,
            ..plain_column(header, codec)
        };
        no_value(&column, table);
        Some(column)
    }

    fn absent(&self, table: &Table<'_, '_>) -> Absent {
        if !table.is_table("absent") {
            return Absent { text: table.text("absent").map(|t| t.text).unwrap_or_default(), ..Absent::default() };
        }
        let mut absent = Absent::default();
        for (name, Text { text, .. }) in table.table("absent").map(|t| t.named_text()).unwrap_or_default() {
            if name.text == "*" {
                absent.text = text;
            } else if let Some(g) = self.generation_of(table, &name) {
                absent.by_generation.push((g, text));
            }
        }
        absent
    }

    /// A generation by its name.
    pub(super) fn generation_of(&self, table: &Table<'_, '_>, name: &Text) -> Option<usize> {
        let found = self.generations.iter().position(|g| g.name == name.text);
        if found.is_none() {
            let message = format!("there is no generation `{}`", name.text);
            let known: Vec<&str> = self.generations.iter().map(|g| g.name.as_str()).collect();
            let help = format!("write the name of a [[generation]], or * for the rest; there is {}", known.join(", "));
            table.problem_at("unknown-generation", message, name.line, Some(help));
        }
        found
    }

    fn values(&self, table: &Table<'_, '_>, codec: Codec) -> Option<Values> {
        if codec.takes_records() {
            let message = format!("the codec `{}` gives records: write `each` and `fields`", codec.name());
            table.problem_at("wrong-target", message, table.line_of("place"), None);
            return None;
        }
        let fallback = table.texts("fallback").iter().filter_map(|t| self.place(table, t, false)).collect();
        let Some(name) = table.text("kinds") else {
            let place = table.required("place")?;
            let place = self.value_place(table, &place, codec)?;
            let with = table.table("with").map(|t| self.constants(&t)).unwrap_or_default();
            let places = vec![KindPlace { kind: String::new(), place, copies: self.copies(table), with }];
            return Some(Values { kinds: None, places, fallback });
        };
        let kinds = self.kinds(table, &name)?;
        let places = self.kind_places(table, &kinds, codec)?;
        Some(Values { kinds: Some(kinds), places, fallback })
    }

    /// A place for values of a codec: a date-time takes only dates.
    fn value_place(&self, table: &Table<'_, '_>, text: &Text, codec: Codec) -> Option<Place> {
        let place = self.place(table, text, false)?;
        if place.shared.is_none() && place.path.data_type() == Some(DataType::DateTime) && codec != Codec::Date {
            let message = format!("`{}` holds a date and time, the codec `{}` gives none", text.text, codec.name());
            table.problem_at("wrong-target", message, text.line, Some("write codec = \"date\"".to_owned()));
        }
        Some(place)
    }

    /// The places of a column whose values go to one of several, by kind.
    fn kind_places(&self, table: &Table<'_, '_>, kinds: &Kinds, codec: Codec) -> Option<Vec<KindPlace>> {
        let is_kind = |kind: &Text| {
            let known = kinds.default == kind.text || kinds.words.iter().any(|(k, _)| *k == kind.text);
            if !known {
                let message = format!("`{}` is no kind of `{}`", kind.text, kinds.name);
                let words = kinds.words.iter().map(|(k, _)| k.as_str());
                let known: Vec<&str> = std::iter::once(kinds.default.as_str()).chain(words).collect();
                table.problem_at("unknown-kind", message, kind.line, Some(format!("kinds: {}", known.join(", "))));
            }
            known
        };
        table.must_have("place", None);
        let mut copies = table.table("copies").map(|t| t.named_texts()).unwrap_or_default();
        copies.retain(|(kind, _)| is_kind(kind));
        let mut with = table.table("with").map(|t| t.named_tables()).unwrap_or_default();
        with.retain(|(kind, _)| is_kind(kind));
        let mut places = Vec::new();
        let by_kind = table.table("place")?;
        for (kind, text) in by_kind.named_text().into_iter().filter(|(kind, _)| is_kind(kind)) {
            let copies = copies.iter().find(|(k, _)| k.text == kind.text).map(|(_, t)| self.plain_copies(table, t));
            let constants = with.iter().find(|(k, _)| k.text == kind.text).map(|(_, t)| self.constants(t));
            if let Some(place) = self.value_place(table, &text, codec) {
                let (copies, with) = (copies.unwrap_or_default(), constants.unwrap_or_default());
                places.push(KindPlace { kind: kind.text, place, copies, with });
            }
        }
        for kind in std::iter::once(&kinds.default).chain(kinds.words.iter().map(|(kind, _)| kind)) {
            if !by_kind.has_named(kind) {
                let message = format!("{} has no place for the kind `{kind}`", table.name());
                let help = format!("write place.{kind} = \"...\"");
                table.problem_at("missing-key", message, table.line(), Some(help));
            }
        }
        Some(places)
    }

    fn kinds(&self, table: &Table<'_, '_>, name: &Text) -> Option<Kinds> {
        let kinds = self.kinds.iter().find(|k| k.name == name.text).cloned();
        if kinds.is_none() {
            let message = format!("there is no word list `{}` in [kinds]", name.text);
            let known: Vec<&str> = self.kinds.iter().map(|k| k.name.as_str()).collect();
            let help = Some(format!("[kinds] has {}", known.join(", "))).filter(|_| !known.is_empty());
            table.problem_at("unknown-kind", message, name.line, help);
        }
        kinds
    }

    fn constants(&self, table: &Table<'_, '_>) -> Vec<(Place, String)> {
        let place = |(key, text): (Text, Text)| Some((self.place(table, &key, false)?, text.text));
        table.named_text().into_iter().filter_map(place).collect()
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
            let help = format!("sheets: {}", self.sheets.join(", "));
            table.problem_at("unknown-sheet", format!("there is no sheet `{}`", name.text), name.line, Some(help));
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
        parts: Vec::new(),
        below: false,
        target: Target::Dropped(String::new()),
        pairs: Vec::new(),
    }
}

/// A column that goes nowhere, for a reason.
fn dropped(table: &Table<'_, '_>, header: &Text) -> Option<Column> {
    let reason = table.text("drop")?;
    if reason.text.trim().is_empty() {
        let help = "write drop = \"why this column goes nowhere\"".to_owned();
        table.problem_at("drop-without-reason", "a dropped column needs a reason", reason.line, Some(help));
    }
    Some(Column { target: Target::Dropped(reason.text), ..plain_column(header, Codec::Text) })
}

fn takes_words(codec: Codec) -> bool {
    matches!(codec, Codec::Words | Codec::MilestoneChanges | Codec::TypedBlocks)
}

/// An id that the file gives a column.
fn own_id(table: &Table<'_, '_>, id: Text) -> String {
    if id.text.is_empty() || column_id(&id.text) != id.text {
        let message = format!("`{}` is no id", id.text);
        let help = "write small letters, digits and hyphens, such as poam-id".to_owned();
        table.problem_at("wrong-type", message, id.line, Some(help));
    }
    id.text
}

fn texts(table: &Table<'_, '_>, key: &'static str) -> Vec<String> {
    table.texts(key).into_iter().map(|t| t.text).collect()
}

fn shape(table: &Table<'_, '_>) -> Option<String> {
    let shape = table.text("shape")?;
    if shape.text.matches("{}").count() != 1 {
        let help = "write {} once, where the cell's text stands".to_owned();
        table.problem_at("wrong-shape", format!("\"{}\" is no shape", shape.text), shape.line, Some(help));
    }
    Some(shape.text)
}

/// A text that means "no value" and is also a word of the table would never be read as the word.
fn no_value(column: &Column, table: &Table<'_, '_>) {
    let absent = column.absent.by_generation.iter().map(|(_, t)| ("absent", t));
    let none = column.none.iter().map(|t| ("none", t));
    for (key, text) in std::iter::once(("absent", &column.absent.text)).chain(absent).chain(none) {
        let says = |cell: &String| cell.trim().eq_ignore_ascii_case(text.trim());
        let word = column.words.iter().find(|w| says(&w.cell) || w.cells.iter().any(says));
        if let Some(word) = word.filter(|w| !text.trim().is_empty() && !w.cell.is_empty()) {
            let message = format!("\"{text}\" is no value by `{key}` and `{}` by the word table", word.value);
            let help = "take it out of one of them".to_owned();
            table.problem_at("word-twice", message, table.line_of(key), Some(help));
        }
    }
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
    let before = table.problems();
    let tables = table.tables("pairs");
    if tables.is_empty() && table.problems() == before {
        let help = "write pairs = [{ cell = \"...\", values = [...] }]".to_owned();
        let message = format!("{} has no example", table.name());
        table.problem_at("column-without-pair", message, table.line_of("pairs"), Some(help));
    }
    tables.iter().filter_map(|t| pair(t, codec)).collect()
}

fn pair(table: &Table<'_, '_>, codec: Codec) -> Option<Pair> {
    let cell = table.required("cell");
    table.must_have("values", Some("write values = [] where the cell says nothing"));
    let mut values = Vec::new();
    for value in table.tables_or_texts("values") {
        match value {
            Err(text) => values.push(Record::value(text.text)),
            Ok(record) => {
                let fields = record.named_text();
                values.push(Record(fields.iter().filter_map(|f| field(table, codec, f)).collect()));
            }
        }
    }
    let back = table.text("back");
    table.finish();
    let cell = cell?;
    let back = back.map_or_else(|| cell.text.clone(), |t| t.text);
    Some(Pair { cell: cell.text, values, back, line: cell.line })
}

/// A field of an example's record, under the codec's name for it.
fn field(table: &Table<'_, '_>, codec: Codec, (name, text): &(Text, Text)) -> Option<(&'static str, String)> {
    match codec.fields().iter().find(|f| f.name == name.text) {
        Some(field) if !field.derived => Some((field.name, text.text.clone())),
        Some(_) => {
            let message = format!("`{}` follows from the other fields", name.text);
            let help = "leave it out of the example".to_owned();
            table.problem_at("unknown-field", message, name.line, Some(help));
            None
        }
        None => {
            let known: Vec<&str> = codec.fields().iter().filter(|f| !f.derived).map(|f| f.name).collect();
            let help = format!("the codec `{}` gives {}", codec.name(), known.join(", "));
            table.problem_at("unknown-field", format!("there is no field `{}`", name.text), name.line, Some(help));
            None
        }
    }
}
