//! What is wrong with the data, and where: a finding has a code, a level, a place and a remedy.
//!
//! Knows nothing of workbooks or documents beyond how a place in one is named.

mod gathered;
mod json;

pub use gathered::{Counted, Findings, Gathered};

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// How bad a finding is. The order is the order of gravity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Probably not what was meant.
    Warning,
    /// Wrong: a person has to change something.
    Error,
}

impl Level {
    /// The word that stands before a finding's code.
    pub fn name(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where something stands. Every part is optional; what is known is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, as the person named it.
    pub file: Option<Arc<str>>,
    /// The sheet's name.
    pub sheet: Option<Arc<str>>,
    /// Row and column, both counted from 0. Without a column the whole row is meant.
    pub row: Option<u32>,
    /// The column, counted from 0.
    pub column: Option<u32>,
    /// The line in a text file, counted from 1.
    pub line: Option<u32>,
    /// The character in the line, counted from 1.
    pub character: Option<u32>,
    /// The path in an OSCAL document, a JSON pointer.
    pub path: Option<String>,
    /// The item it belongs to, by its POAM ID.
    pub item: Option<Arc<str>>,
}

impl Place {
    /// A whole file.
    pub fn file(name: &str) -> Self {
        Place { file: Some(name.into()), ..Place::default() }
    }

    /// The same place, in a sheet.
    #[must_use]
    pub fn in_sheet(mut self, sheet: &str) -> Self {
        self.sheet = Some(sheet.into());
        self
    }

    /// The same place, at a cell (counted from 0).
    #[must_use]
    pub fn at(mut self, row: u32, column: u32) -> Self {
        self.row = Some(row);
        self.column = Some(column);
        self
    }

    /// The item's id as far as it is told.
    pub fn shown_item(&self) -> Option<Cow<'_, str>> {
        self.item.as_deref().map(|item| cut(item, LONGEST_ID))
    }

    /// The same place, at a line (counted from 1).
    #[must_use]
    pub fn at_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }
}

impl fmt::Display for Place {
    /// `acme.xlsx, Open POA&M Items!K14`, `mapping.toml:41` or `poam.xml:212:9, /plan-of-action-and-milestones/risks/3
    /// (V-017)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            f.write_str(file)?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
                if let Some(character) = self.character {
                    write!(f, ":{character}")?;
                }
            }
            if self.sheet.is_some() || self.path.is_some() {
                f.write_str(", ")?;
            }
        }
        if let Some(sheet) = &self.sheet {
            f.write_str(sheet)?;
            match (self.row, self.column) {
                (Some(row), Some(column)) => write!(f, "!{}", cell_name(row, column))?,
                (Some(row), None) => write!(f, ", row {}", row + 1)?,
                (None, Some(column)) => write!(f, ", column {}", column_letters(column))?,
                (None, None) => {}
            }
        }
        if let Some(path) = &self.path {
            f.write_str(path)?;
        }
        if let Some(item) = self.shown_item() {
            write!(f, " ({item})")?;
        }
        Ok(())
    }
}

/// The letters of a column counted from 0: 0 is `A`, 26 is `AA`.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A cell's name from its row and column counted from 0: (13, 10) is `K14`.
pub fn cell_name(row: u32, column: u32) -> String {
    format!("{}{}", column_letters(column), u64::from(row) + 1)
}

/// More characters than these of a message are not told: they are a cell's, which is there to be read.
const LONGEST: usize = 2_000;

/// More characters than these of an item's id are not told.
const LONGEST_ID: usize = 200;

/// A text as it is told: of one that is longer than so many characters the beginning.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{} ...", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

fn cut_owned(text: String) -> String {
    match cut(&text, LONGEST) {
        Cow::Owned(cut) => cut,
        Cow::Borrowed(_) => text,
    }
}

/// Something to tell the person about the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A stable word in kebab case that names the fault: `not-a-date`.
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// Where it is.
    pub at: Place,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// How many more of this code and level were found that are not told one by one ([`Findings`]).
    pub more: usize,
}

impl Finding {
    /// A finding of any level, as yet without a place.
    pub fn new(code: &'static str, level: Level, message: impl Into<String>) -> Self {
        Finding { code, level, at: Place::default(), message: cut_owned(message.into()), help: None, more: 0 }
    }

    /// A finding of level error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Finding::new(code, Level::Error, message)
    }

    /// A finding of level warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Finding::new(code, Level::Warning, message)
    }

    /// A finding of level info.
    pub fn info(code: &'static str, message: impl Into<String>) -> Self {
        Finding::new(code, Level::Info, message)
    }

    /// The same finding with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(cut_owned(help.into()));
        self
    }

    /// How many there are, with those that are not told one by one.
    pub fn number<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> usize {
        findings.into_iter().map(|finding| 1 + finding.more).sum()
    }

    /// How many of a level there are, with those that are not told one by one.
    pub fn count(findings: &[Finding], level: Level) -> usize {
        Finding::number(findings.iter().filter(|finding| finding.level == level))
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.at = place;
        self
    }
}

impl fmt::Display for Finding {
    /// Three lines at most: the fault, the place, the remedy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.level, self.code, self.message)?;
        let place = self.at.to_string();
        if !place.is_empty() {
            write!(f, "\n  {place}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// Why a job stopped. It carries at least one finding; which exit code it means is said by the variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The command line or the configuration is wrong (exit 2).
    Usage(Vec<Finding>),
    /// A file cannot be read or written (exit 3).
    Unreadable(Vec<Finding>),
    /// The job could be done but was refused: nothing was written (exit 4).
    Refused(Vec<Finding>),
}

impl Failure {
    /// A file that cannot be read or written, for one reason.
    pub fn unreadable(finding: Finding) -> Self {
        Failure::Unreadable(vec![finding])
    }

    /// A file that cannot be written, by what the system says; without a name where that is known to somebody else.
    pub fn unwritable(name: &str, error: &std::io::Error) -> Self {
        let (why, help) = match error.kind() {
            std::io::ErrorKind::StorageFull => ("the disk is full", "make room on it, or write elsewhere with -o"),
            std::io::ErrorKind::PermissionDenied => {
                ("this is not permitted", "write to a folder that you may change, with -o")
            }
            std::io::ErrorKind::NotFound => ("the folder is not there", "make the folder first"),
            std::io::ErrorKind::AlreadyExists => {
                ("the file is there already", "give --overwrite to replace it, or another name")
            }
            std::io::ErrorKind::BrokenPipe => {
                ("what read it has gone away", "read it to its end, or write to a file with -o")
            }
            _ => (&*error.to_string(), "check that the folder is there and may be written to"),
        };
        let mut finding = Finding::error("cannot-write", format!("cannot be written: {why}")).help(help);
        finding.at.file = (!name.is_empty()).then(|| name.into());
        Failure::unreadable(finding)
    }

    /// The same failure, in this file where a reason knows none.
    #[must_use]
    pub fn in_file(mut self, name: &str) -> Self {
        let (Failure::Usage(findings) | Failure::Unreadable(findings) | Failure::Refused(findings)) = &mut self;
        for finding in findings {
            finding.at.file.get_or_insert_with(|| name.into());
        }
        self
    }

    /// The reasons, at least one.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Failure::Usage(f) | Failure::Unreadable(f) | Failure::Refused(f) => f,
        }
    }

    /// The process's exit code for this failure.
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Usage(_) => 2,
            Failure::Unreadable(_) => 3,
            Failure::Refused(_) => 4,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, finding) in self.findings().iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_excel_names_it() {
        assert_eq!(cell_name(13, 10), "K14");
        assert_eq!(cell_name(1_048_575, 16_383), "XFD1048576");
        let place = Place::file("acme.xlsx").in_sheet("Open POA&M Items").at(13, 10);
        assert_eq!(place.to_string(), "acme.xlsx, Open POA&M Items!K14");
        let place = Place { character: Some(9), path: Some("/a/b".into()), ..Place::file("poam.xml").at_line(212) };
        let place = Place { item: Some("V-017".into()), ..place };
        assert_eq!(place.to_string(), "poam.xml:212:9, /a/b (V-017)");
    }

    #[test]
    fn a_finding_says_what_where_and_what_to_do() {
        let finding = Finding::error("not-a-date", "\"Q1 2025\" is not a date")
            .at(Place::file("acme.xlsx").in_sheet("Open").at(13, 10))
            .help("write year-month-day");
        assert_eq!(
            finding.to_string(),
            "error[not-a-date]: \"Q1 2025\" is not a date\n  acme.xlsx, Open!K14\n  help: write year-month-day"
        );
    }
}
