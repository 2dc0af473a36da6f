//! What a mapping file says, checked and ready to be followed in both directions. How it is spelled is the business of
//! [`super::file`]; how it is followed that of [`super::row`] and [`super::document`].

mod column;

pub use column::{
    Absent, Column, CopyPlace, CopyWhat, FieldPlace, KindPlace, Kinds, Pair, Part, Pick, RecordCopy, Records, Target,
    Values, column_id,
};

use super::codec::Word;
use super::joined::Joined;
use super::judged::Judged;
use super::log::Log;
use super::place::{Names, Path};
use crate::oscal::model::Assembly;
use crate::oscal::version::Version;
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
    /// What is known of each column's places, whatever a row's other cells say.
    pub alone: Vec<Alone>,
    /// The OSCAL version that brought the last of what an item's objects may hold, if that is not the first.
    pub newest: Option<Version>,
}

/// What is known of a column's places, whatever a row's other cells say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone {
    /// Where it said something and all of it stands there, a reader of the document finds that and nothing else.
    pub spoken: bool,
    /// Where it said nothing, a reader finds nothing.
    pub silent: bool,
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
