//! Codecs: the text of one cell to its values (`get`) and back (`put`). Plain text on both sides; what a value becomes
//! in OSCAL (markup, a date-time, a reference) is not a codec's business.

use crate::finding::Level;

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
        self.0.iter().find(|(name, _)| *name == field).map(|(_, text)| text.as_str())
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

/// What a cell's text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The values, in the cell's order.
    pub records: Vec<Record>,
    /// What was wrong; values that could be read are given all the same.
    pub faults: Vec<Fault>,
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
}
