//! Codecs: the text of one cell to its values (`get`) and back (`put`). Plain text on both sides; what a value becomes
//! in OSCAL (markup, a date-time, a reference) is not a codec's business.
//!
//! What every codec keeps to:
//! - Reading what it wrote gives the same records: `get(put(r)) == r` for every `r` that `get` can give.
//! - `get` may tidy a spelling but adds nothing, and content that it can put into no value shows as `put(get(text))`
//!   differing from the text. Then whoever calls it keeps the text itself.
//! - A blank text gives no records and no fault; no text makes it fail, and the time it takes grows with the length.

use crate::finding::Level;

mod assets;
mod control;
mod controls;
mod cves;
mod date;
mod day;
#[cfg(test)]
mod laws;
mod milestone_grammar;
mod milestone_parts;
mod milestones;
mod text;
mod typed;
mod uri;
mod words;

pub use day::settles_order;
pub use milestone_parts::{Slot, same_field, slots, slots_of, slots_text};

/// Cell text to values and back, one kind for each way of writing something into a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Several lines and paragraphs; runs of blanks and of blank lines collapse, lines are trimmed.
    Text,
    /// One line; all white space becomes single blanks.
    Line,
    /// One value a line.
    Lines,
    /// A date, `yyyy-mm-dd`.
    Date,
    /// A word of a word table.
    Words,
    /// NIST 800-53 control ids.
    Controls,
    /// CVE ids.
    Cves,
    /// Assets with their ports.
    Assets,
    /// Planned milestones by FedRAMP's grammar.
    Milestones,
    /// Milestone changes by FedRAMP's grammar.
    MilestoneChanges,
    /// `Type : text` blocks.
    TypedBlocks,
    /// `Type : name` lines.
    TypedLines,
}

impl Codec {
    /// Every codec.
    pub const ALL: [Codec; 12] = [
        Codec::Text,
        Codec::Line,
        Codec::Lines,
        Codec::Date,
        Codec::Words,
        Codec::Controls,
        Codec::Cves,
        Codec::Assets,
        Codec::Milestones,
        Codec::MilestoneChanges,
        Codec::TypedBlocks,
        Codec::TypedLines,
    ];

    /// The codec that a mapping file calls `name`.
    pub fn by_name(name: &str) -> Option<Codec> {
        Codec::ALL.into_iter().find(|codec| codec.name() == name)
    }

    /// Its name in a mapping file.
    pub fn name(self) -> &'static str {
        match self {
            Codec::Text => "text",
            Codec::Line => "line",
            Codec::Lines => "lines",
            Codec::Date => "date",
            Codec::Words => "words",
            Codec::Controls => "controls",
            Codec::Cves => "cves",
            Codec::Assets => "assets",
            Codec::Milestones => "milestones",
            Codec::MilestoneChanges => "milestone-changes",
            Codec::TypedBlocks => "typed-blocks",
            Codec::TypedLines => "typed-lines",
        }
    }

    /// The fields of its records; a record has each at most once, and never an empty one.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Codec::Text | Codec::Line | Codec::Lines | Codec::Date | Codec::Words | Codec::Controls | Codec::Cves => {
                &[Field { name: "value", derived: false }]
            }
            Codec::Assets => assets::FIELDS,
            Codec::Milestones => milestones::FIELDS,
            Codec::MilestoneChanges => milestones::CHANGE_FIELDS,
            Codec::TypedBlocks => typed::BLOCK_FIELDS,
            Codec::TypedLines => typed::LINE_FIELDS,
        }
    }

    /// All that a field of its records may say, where it takes the words of a column and no others.
    pub fn said_in<'w>(self, field: &str, words: &'w [Word]) -> Option<Vec<&'w str>> {
        let is_of_words = self == Codec::MilestoneChanges && field == "action";
        is_of_words.then(|| words.iter().map(|word| word.value.as_str()).chain([milestones::UPDATE]).collect())
    }

    /// Whether its records have fields of their own, rather than the one field `value`.
    pub fn takes_records(self) -> bool {
        matches!(
            self,
            Codec::Assets | Codec::Milestones | Codec::MilestoneChanges | Codec::TypedBlocks | Codec::TypedLines
        )
    }

    /// Whether the fields of its records may stand in cells of their own.
    pub fn takes_parts(self) -> bool {
        self == Codec::Milestones
    }

    /// The values in a cell's text.
    pub fn get(self, text: &str, options: Options<'_>) -> Reading {
        if text.trim().is_empty() {
            return Reading::default();
        }
        match self {
            Codec::Text => text::get_text(text),
            Codec::Line => text::get_line(text),
            Codec::Lines => text::get_lines(text),
            Codec::Date => date::get(text, options.date_order),
            Codec::Words => words::get(text, options),
            Codec::Controls => controls::get(text),
            Codec::Cves => cves::get(text),
            Codec::Assets => assets::get(text),
            Codec::Milestones => milestones::get(text, options),
            Codec::MilestoneChanges => milestones::get_changes(text, options),
            Codec::TypedBlocks => typed::get_blocks(text, options.words),
            Codec::TypedLines => typed::get_lines(text),
        }
    }

    /// The cell text that says the values. A codec of one value (`line`, `date`, `words`) shows the first it can.
    pub fn put(self, records: &[Record], options: Options<'_>) -> String {
        match self {
            Codec::Text => text::put_text(records),
            Codec::Line => text::put_line(records),
            Codec::Lines => text::put_lines(records),
            Codec::Date => date::put(records),
            Codec::Words => words::put(records, options.words),
            Codec::Controls => controls::put(records),
            Codec::Cves => cves::put(records),
            Codec::Assets => assets::put(records),
            Codec::Milestones => milestones::put(records, options),
            Codec::MilestoneChanges => milestones::put_changes(records, options.words),
            Codec::TypedBlocks => typed::put_blocks(records, options.words),
            Codec::TypedLines => typed::put_lines(records),
        }
    }
}

/// A field of a codec's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the mapping file.
    pub name: &'static str,
    /// Whether it is derived from the others: written, never compared, never needed by `put`.
    pub derived: bool,
}

/// One value, or one object with named fields. A codec of plain values gives records with the one field `value`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Record(pub Vec<(&'static str, String)>);

impl Record {
    /// A record of the one field `value`.
    pub fn value(value: impl Into<String>) -> Self {
        Record(vec![("value", value.into())])
    }

    /// A field's text.
    pub fn get(&self, field: &str) -> Option<&str> {
        // Most names are asked for by the very constant that they are.
        let is = |name: &str| name.len() == field.len() && (std::ptr::eq(name, field) || name == field);
        self.0.iter().find(|(name, _)| is(name)).map(|(_, text)| text.as_str())
    }

    /// The same record with one more field.
    #[must_use]
    pub fn with(mut self, field: &'static str, text: impl Into<String>) -> Self {
        self.0.push((field, text.into()));
        self
    }
}

/// Something a codec found wrong in a cell. The engine adds the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The code of the finding.
    pub code: &'static str,
    /// How bad.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Fault {
    fn new(code: &'static str, level: Level, message: impl Into<String>) -> Self {
        Fault { code, level, message: message.into(), help: None }
    }

    /// A fault of level error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Fault::new(code, Level::Error, message)
    }

    /// A fault of level warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Fault::new(code, Level::Warning, message)
    }

    /// The same fault with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What a cell's text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The values, in the cell's order.
    pub records: Vec<Record>,
    /// What was wrong; values that could be read are given all the same.
    pub faults: Vec<Fault>,
}

impl Reading {
    /// Plain values and nothing wrong.
    fn values(values: impl IntoIterator<Item = String>) -> Self {
        Reading { records: values.into_iter().map(Record::value).collect(), faults: Vec::new() }
    }

    /// One fault and no values.
    fn fault(fault: Fault) -> Self {
        Reading { records: Vec::new(), faults: vec![fault] }
    }
}

/// The texts of the field `value`.
fn values(records: &[Record]) -> impl Iterator<Item = &str> {
    records.iter().filter_map(|record| record.get("value"))
}

/// A piece of a cell as a message quotes it: on one line and not longer than a message can bear.
fn quoted(piece: &str) -> String {
    const LONGEST: usize = 60;
    let line = text::line(piece);
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("\"{}...\"", line[..end].trim_end()),
        None => format!("\"{line}\""),
    }
}

/// Several pieces as a message quotes them: the first few, and how many more there are.
fn quoted_list(pieces: &[&str]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = pieces.iter().take(SHOWN).map(|piece| quoted(piece)).collect();
    match pieces.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Whether a character is one of the dashes that spreadsheets make of a hyphen.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}')
}

/// Which of two numbers is the day in `3/4/2026`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Not known: such a date is a fault.
    #[default]
    Unknown,
    /// Month first, as in the United States.
    MonthDay,
    /// Day first.
    DayMonth,
}

/// A row of a word table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// What the sheet says.
    pub cell: String,
    /// What OSCAL says.
    pub value: String,
    /// Further cell spellings, only read.
    pub cells: Vec<String>,
    /// Further OSCAL spellings, only read.
    pub values: Vec<String>,
}

/// What a codec may need besides the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The column's word table; empty where it has none.
    pub words: &'a [Word],
    /// How to read `3/4/2026`.
    pub date_order: DateOrder,
    /// Whether the fields of the column's records may stand in cells of their own.
    pub in_parts: bool,
    /// The column's word for no value, which messages name among the words that may be written.
    pub absent: &'a str,
}
