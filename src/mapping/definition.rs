//! What a mapping file says, checked and ready to be followed in both directions. How it is spelled is the business of
//! [`super::file`]; how it is followed that of [`super::row`] and [`super::document`].

use super::codec::{Codec, Field, Record, Word};
use super::joined::Joined;
use super::judged::Judged;
use super::log::Log;
use super::place::{Names, Path};
use crate::oscal::model::Assembly;
use crate::rows::Layout;

/// A mapping file, checked.
#[derive(Debug)]
pub struct Mapping {
    /// Its name: `fedramp`.
    pub name: String,
    /// The namespace of our own properties.
    pub own: String,
    /// The long names behind `ns=` and `system=`.
    pub names: Vec<(String, Vec<String>)>,
    /// The word tables, by name.
    pub words: Vec<(String, Vec<Word>)>,
    /// What to look for in a workbook; its columns, labels and sheets are ours by index.
    pub layout: Layout,
    /// What names an item.
    pub identity: Identity,
    /// The column whose value says what kind of sheet a row belongs on, where the rows of one sheet are of several kinds.
    pub status: Option<usize>,
    /// Whether the format takes no columns but its own.
    pub fixed_columns: bool,
    /// The template generations, told by the columns they lack.
    pub generations: Vec<Generation>,
    /// The kinds of sheets.
    pub sheets: Vec<SheetPlaces>,
    /// The objects of a row, parents first.
    pub anchors: Vec<Anchor>,
    /// The objects that rows share.
    pub shared: Vec<Shared>,
    /// Written into the document where nothing else was.
    pub document: Vec<DocumentDefault>,
    /// Where a decision that changes is told.
    pub log: Option<Log>,
    /// Where a cell's own spelling is kept.
    pub kept: Kept,
    /// Where columns unknown to the mapping are kept.
    pub extra: Extra,
    /// What those who judge a POA&M go by.
    pub judged: Judged,
    /// The values of the header block.
    pub headers: Vec<Column>,
    /// The columns.
    pub columns: Vec<Column>,
}

/// The columns that name an item.
#[derive(Debug, Default)]
pub struct Identity {
    /// The id's column.
    pub id: usize,
    /// The columns that tell items of one id apart.
    pub tells_apart: Vec<usize>,
    /// The columns by which items without an id are known; none: every item has to have one.
    pub without_id: Vec<usize>,
    /// Of items of one id, the one with the earliest date in this column keeps the id's uuids.
    pub oldest: Option<usize>,
}

/// A template generation.
#[derive(Debug)]
pub struct Generation {
    /// Its name: `3.0`.
    pub name: String,
    /// Columns it does not have; a sheet that has none of them is of this generation.
    pub lacks: Vec<usize>,
    /// Columns that stand in another one's cell.
    pub joined: Vec<Joined>,
    /// Columns that its guidance leaves blank where there is nothing to say, and the older guide does not.
    pub may_be_blank: Vec<usize>,
}

/// What a kind of sheet says about its rows.
#[derive(Debug)]
pub struct SheetPlaces {
    /// The sheet's name.
    pub name: String,
    /// The values of the status column that put a row on it.
    pub status: Vec<String>,
    /// Written for every row of the sheet, and what tells the sheet on the way back.
    pub when: Vec<(Place, String)>,
    /// Written where the object is there.
    pub with: Vec<(Place, String)>,
}

/// Where a path starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// At the document's root.
    Root,
    /// At an anchor of the row.
    Anchor(usize, OfType),
}

/// Which of an anchor's types is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfType {
    /// The anchor has no types.
    Untyped,
    /// This one.
    Fixed(String),
    /// The one that the record's field names.
    Field(String),
    /// All that the row has.
    Any,
}

/// A place in a document.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where the path starts.
    pub base: Base,
    /// The path from there.
    pub path: Path,
    /// The shared object the value points at, and the path inside it (none: its name).
    pub shared: Option<(usize, Option<Path>)>,
    /// A default that may stand here, in plain text: never read.
    pub default: Option<String>,
    /// As spelled in the file.
    pub text: String,
}

/// An object of a row.
#[derive(Debug)]
pub struct Anchor {
    /// Its name.
    pub name: String,
    /// Where it hangs.
    pub base: Base,
    /// The path to it.
    pub path: Path,
    /// What it is.
    pub kind: &'static Assembly,
    /// The references by which a row finds it.
    pub links: Vec<Place>,
    /// Made for every row.
    pub always: bool,
    /// Stands behind its brothers.
    pub last: bool,
    /// The types it comes in: the words of a table.
    pub types: Vec<Word>,
    /// Defaults.
    pub with: Vec<(Path, Value)>,
    /// Demanded values taken from elsewhere, marked as derived.
    pub borrow: Vec<(Path, Vec<Value>)>,
    /// Made when this column wrote nothing.
    pub instead_of: Option<usize>,
    /// The value that names it among older ones of its kind.
    pub key: Option<Path>,
    /// Once written it stays, whatever a later cell says.
    pub history: bool,
}

/// A text of the mapping, or something it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The text itself.
    Text(String),
    /// The value of a column of the same row.
    Column(usize),
    /// The value of the header block.
    Header(usize),
    /// `@csp`: the provider's party.
    Csp,
    /// `@last-modified`: the document's stamp.
    LastModified,
}

/// An object that rows share, one per name.
#[derive(Debug)]
pub struct Shared {
    /// Its name.
    pub name: String,
    /// The path to it as spelled.
    pub of: String,
    /// The path to it, from the root.
    pub path: Path,
    /// The first shared object of the same path: they are one list.
    pub same_as: usize,
    /// What it is.
    pub kind: &'static Assembly,
    /// Where its name is.
    pub key: Path,
    /// Defaults.
    pub with: Vec<(Path, Value)>,
}

/// Something the document has unless a cell says otherwise.
#[derive(Debug)]
pub struct DocumentDefault {
    /// Only in documents of this OSCAL version.
    pub version: Option<String>,
    /// Where.
    pub place: Place,
    /// What.
    pub value: Value,
}

/// Where spellings are kept.
#[derive(Debug)]
pub struct Kept {
    /// A cell's own text.
    pub text: Place,
    /// A blank cell where a word would come back.
    pub blank: Place,
    /// A header-block value's own text.
    pub header: Place,
}

/// Where unknown columns go.
#[derive(Debug)]
pub struct Extra {
    /// A cell of theirs.
    pub place: Place,
    /// Their header text.
    pub header: Place,
}

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

impl Mapping {
    /// A word table by its name.
    pub fn words(&self, name: &str) -> Option<&[Word]> {
        self.words.iter().find(|(n, _)| n == name).map(|(_, words)| words.as_slice())
    }

    /// Says of a name in a word list of kinds which kind it is, whatever words it holds.
    pub fn name_kind(&mut self, list: &str, name: &str, kind: &str) {
        for column in &mut self.columns {
            if let Target::Values(Values { kinds: Some(kinds), .. }) = &mut column.target
                && kinds.name == list
            {
                kinds.names.push((name.to_lowercase(), kind.to_owned()));
            }
        }
    }

    /// The long names.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The kind of sheet that a value of the status column puts a row on; what no sheet names is the rest.
    pub fn kind_of_status(&self, value: &str) -> usize {
        let named = self.sheets.iter().position(|sheet| sheet.status.iter().any(|status| status == value));
        named.unwrap_or_else(|| self.sheets.len().saturating_sub(1))
    }

    /// Whether a cell of the status column may say nothing of its own, because what stands in the document is what the
    /// sheet says: then a blank, and a word that nobody knows, come back as they are.
    pub fn is_said_by_sheet(&self, column: &Column, there: &[Record]) -> bool {
        let is_status =
            self.status.and_then(|at| self.columns.get(at)).is_some_and(|status| std::ptr::eq(status, column));
        let by_sheet = |value: &str| self.sheets.iter().any(|sheet| sheet.status.iter().any(|status| status == value));
        is_status && !there.is_empty() && there.iter().all(|record| record.get("value").is_some_and(by_sheet))
    }

    /// The generation of a sheet with these columns; none: the newest that has them all.
    pub fn generation(&self, has: impl Fn(usize) -> bool) -> Option<usize> {
        self.generations.iter().position(|g| !g.lacks.iter().any(|c| has(*c)))
    }
}

impl Identity {
    /// The columns that tell items of one id apart, or with `false` those that tell items without an id.
    pub fn apart(&self, has_id: bool) -> &[usize] {
        if has_id || self.without_id.is_empty() { &self.tells_apart } else { &self.without_id }
    }
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
