//! What a mapping file says of a column: how its cells are read and written, and where what they say stands.

use super::{Place, Value};
use crate::mapping::codec::{Codec, Field, Record, Word};
use crate::mapping::place::Path;

/// A column, or a value of the header block.
#[derive(Debug)]
pub struct Column {
    /// What rules and kept spellings know it by: the header in small letters with hyphens, unless the file says otherwise.
    pub id: String,
    /// The header text.
    pub header: String,
    /// Its line in the file.
    pub line: u32,
    /// How the cell is read and written.
    pub codec: Codec,
    /// The word table.
    pub words: Vec<Word>,
    /// The cell text for no value; by generation where they differ.
    pub absent: Absent,
    /// Other cell texts that mean no value.
    pub none: Vec<String>,
    /// Which of several values the cell shows.
    pub pick: Option<Pick>,
    /// `{}` stands for the cell's text in the document.
    pub shape: Option<String>,
    /// The columns that hold its records in parts, where a sheet does not hold them in one cell.
    pub parts: Vec<Part>,
    /// Whether further records stand in rows of their own below the item.
    pub below: bool,
    /// What it becomes.
    pub target: Target,
    /// Worked examples.
    pub pairs: Vec<Pair>,
}

/// A column of a sheet that holds one field of records.
#[derive(Debug)]
pub struct Part {
    /// The field.
    pub field: &'static str,
    /// Which record it is of, counted from 1, where each record has columns of its own.
    pub number: Option<u32>,
    /// Its header and its aliases.
    pub headers: Vec<String>,
    /// Where the layout has it.
    pub at: usize,
}

/// The cell text for no value.
#[derive(Clone, Debug, Default)]
pub struct Absent {
    /// Where the generation has none of its own.
    pub text: String,
    /// By generation.
    pub by_generation: Vec<(usize, String)>,
}

/// Which of several values a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The last in time.
    Latest,
    /// The first in time.
    Earliest,
    /// The lowest by the word table's order.
    Lowest,
}

/// What a column becomes.
#[derive(Debug)]
pub enum Target {
    /// Nothing, for this reason.
    Dropped(String),
    /// Values, each at a place.
    Values(Values),
    /// Records, one object each.
    Records(Box<Records>),
}

/// Values and their places.
#[derive(Debug)]
pub struct Values {
    /// The word list that says which place a value goes to, with the kind taken when no word fits.
    pub kinds: Option<Kinds>,
    /// The places; several only with `kinds`.
    pub places: Vec<KindPlace>,
    /// Read when the places have nothing.
    pub fallback: Vec<Place>,
}

/// A word list that tells kinds of names apart.
#[derive(Clone, Debug)]
pub struct Kinds {
    /// Its name: `detector`.
    pub name: String,
    /// The kind of a name that holds none of the words.
    pub default: String,
    /// Kind and words.
    pub words: Vec<(String, Vec<String>)>,
    /// Names whose kind is known, in small letters, and the kind.
    pub names: Vec<(String, String)>,
}

/// The place of one kind.
#[derive(Debug)]
pub struct KindPlace {
    /// The kind; empty where there is only one.
    pub kind: String,
    /// The place.
    pub place: Place,
    /// Written too, never read.
    pub copies: Vec<CopyPlace>,
    /// Constants that come with it.
    pub with: Vec<(Place, String)>,
}

/// A place that is written and never read.
#[derive(Debug)]
pub struct CopyPlace {
    /// The place.
    pub place: Place,
    /// Only for rows of this kind of sheet.
    pub sheet: Option<usize>,
}

/// Records and where their fields go.
#[derive(Debug)]
pub struct Records {
    /// The object made for each record.
    pub each: Place,
    /// The fields that name the object, so that its uuid survives reordering.
    pub key: Vec<String>,
    /// Where each field goes, from the object.
    pub fields: Vec<FieldPlace>,
    /// Read for a field that is not there.
    pub fallback: Vec<FieldPlace>,
    /// Read when there are no records at all.
    pub fallback_each: Vec<Place>,
    /// Fields a record lacks, from elsewhere; marked as derived.
    pub borrow: Vec<(String, Vec<Value>)>,
    /// Columns that tell the type of a record without one, and the type each tells.
    pub type_from: Vec<(usize, String)>,
    /// Defaults that may stand in the object, by path: never read.
    pub defaults: Vec<(String, String)>,
    /// The codec's fields.
    pub codec_fields: &'static [Field],
    /// Written too, never read.
    pub copies: Vec<RecordCopy>,
}

/// A field of a record and its place in the object.
#[derive(Debug)]
pub struct FieldPlace {
    /// The field.
    pub field: String,
    /// Its place as spelled in the file.
    pub text: String,
    /// From the record's object.
    pub path: Path,
    /// The shared object the value points at, and the path inside it (none: its name).
    pub shared: Option<(usize, Option<Path>)>,
}

/// A copy of a record.
#[derive(Debug)]
pub struct RecordCopy {
    /// Only records whose fields are these.
    pub only: Vec<(String, String)>,
    /// Only for rows of this kind of sheet.
    pub sheet: Option<usize>,
    /// What is copied where.
    pub what: CopyWhat,
}

/// What a record's copy is.
#[derive(Debug)]
pub enum CopyWhat {
    /// An object of its own for each record. `makes`: the anchor it hangs on is made where it is not there.
    Object {
        /// The object.
        each: Place,
        /// Its fields.
        fields: Vec<FieldPlace>,
        /// Whether its anchor is made.
        makes: bool,
    },
    /// One field, to a place in the record's own object.
    Inside {
        /// The field.
        from: String,
        /// Its words on the way.
        words: Vec<Word>,
        /// The place, from the record's object.
        path: Path,
    },
    /// One field, to a place of the row.
    Field {
        /// The field.
        from: String,
        /// The place.
        place: Place,
    },
}

/// A worked example of a column, tried in both directions when the file is loaded.
#[derive(Debug)]
pub struct Pair {
    /// The cell's text.
    pub cell: String,
    /// What it says.
    pub values: Vec<Record>,
    /// The text that comes back.
    pub back: String,
    /// Its line in the file.
    pub line: u32,
}

impl Absent {
    /// The text for a generation.
    pub fn text(&self, generation: Option<usize>) -> &str {
        self.by_generation.iter().find(|(g, _)| Some(*g) == generation).map_or(&self.text, |(_, text)| text)
    }
}

impl Kinds {
    /// The kind of a name: the known one, else that of the first word it holds, letter case ignored.
    pub fn of(&self, name: &str) -> &str {
        let name = name.to_lowercase();
        if let Some((_, kind)) = self.names.iter().find(|(known, _)| *known == name) {
            return kind;
        }
        self.words
            .iter()
            .find(|(_, words)| words.iter().any(|w| name.contains(&w.to_lowercase())))
            .map_or(&self.default, |(kind, _)| kind)
    }
}

/// The id of a column: its header in small letters with hyphens, fit to be an OSCAL token in every schema.
pub fn column_id(header: &str) -> String {
    let mut id = String::with_capacity(header.len());
    for c in header.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.ends_with('-') && !id.is_empty() {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    if id.starts_with(|c: char| c.is_ascii_alphabetic()) { id.to_owned() } else { format!("_{id}") }
}

#[cfg(test)]
mod tests {
    use super::column_id;

    #[test]
    fn a_column_id_is_a_token() {
        assert_eq!(column_id("POAM ID"), "poam-id");
        assert_eq!(column_id("  % Complete (est.) "), "complete-est");
        assert_eq!(column_id("30 days?"), "_30-days");
        assert_eq!(column_id("***"), "_");
    }
}
