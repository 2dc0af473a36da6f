//! An item under check: its cells by column, what they say, and where they are.

use super::columns::{Col, Columns, Kind};
use super::facts::{Facts, Milestone, Rating, Request};
use super::vendor::released;
use crate::finding::Place;
use crate::mapping::codec::{Reading, Record};
use crate::register::{Item, Register};
use jiff::civil::Date;

/// Columns that not every generation of the template has. A document does not tell its generation: there such a column
/// is judged where any item says something in it. A column that has a home in another one's cell in some generation is
/// judged where an item says something in a column that this generation has no place for.
const NOT_IN_ALL: [Col; 7] =
    [Col::Milestones, Col::Changes, Col::AutoApprove, Col::Service, Col::Kev, Col::KevDue, Col::Cve];

/// The columns of a sheet of faults in documents.
const OF_DOCUMENTS: [Col; 5] = [Col::Id, Col::Name, Col::Description, Col::Plan, Col::Status];

/// A register and its columns.
#[derive(Debug)]
pub(crate) struct Side<'a> {
    pub(crate) register: &'a Register,
    pub(crate) columns: &'a Columns<'a>,
    /// The template generation; of a document the first one that has every column in which an item says something.
    pub(crate) generation: Option<usize>,
    /// Of a document, the columns that are judged.
    used: Vec<bool>,
}

impl<'a> Side<'a> {
    /// A register by its mapping's columns.
    pub(crate) fn of(register: &'a Register, columns: &'a Columns<'a>) -> Self {
        let says = |at: usize| {
            let empty = |item: &Item| register.reading(columns.mapping, item, at) == Reading::default();
            register.items.iter().any(|item| !empty(item))
        };
        let is_guest = |at: usize| {
            columns.mapping.generations.iter().filter(|g| g.home(at).is_some()).any(|generation| {
                let mut homeless = generation.lacks.iter().filter(|lacking| generation.home(**lacking).is_none());
                !homeless.any(|lacking| says(*lacking))
            })
        };
        let is_judged = |at: usize| says(at) && !is_guest(at);
        let judged =
            |col: &Col| !NOT_IN_ALL.contains(col) || !register.is_document || columns.at(*col).is_some_and(is_judged);
        let generation = if register.is_document { columns.mapping.generation(is_judged) } else { register.generation };
        let used = Col::ALL.iter().map(judged).collect();
        Side { register, columns, generation, used }
    }

    /// Whether a sheet has a column.
    pub(crate) fn has(&self, sheet: usize, col: Col) -> bool {
        let Some(at) = self.columns.at(col) else { return false };
        if self.register.is_document && self.columns.kind(sheet) == Kind::Documents && !OF_DOCUMENTS.contains(&col) {
            return false;
        }
        self.used.get(col as usize) == Some(&true) && self.register.has_column(sheet, at)
    }
}

/// An item under check.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) side: &'a Side<'a>,
    pub(crate) item: &'a Item,
    pub(crate) kind: Kind,
    pub(crate) facts: Facts,
}

impl<'a> Row<'a> {
    /// Reads an item.
    pub(crate) fn of(side: &'a Side<'a>, item: &'a Item) -> Self {
        let mut row = Row { side, item, kind: side.columns.kind(item.sheet), facts: Facts::default() };
        row.facts = Facts {
            detected: row.date(Col::Detected),
            scheduled: row.date(Col::Scheduled),
            status: row.date(Col::Status),
            checked_in: row.date(Col::CheckIn),
            kev_due: row.date(Col::KevDue),
            original: row.value(Col::Original).and_then(|v| Rating::of(&v)),
            adjusted: row.value(Col::Adjusted).and_then(|v| Rating::of(&v)),
            adjustment: row.request(Col::Adjustment),
            false_positive: row.request(Col::FalsePositive),
            requirement: row.request(Col::Requirement),
            vendor: row.value(Col::Vendor).is_some(),
            kev: row.value(Col::Kev).map(|v| v == "yes"),
            cves: row.values(Col::Cve),
            milestones: row.milestones(Col::Milestones),
            changes: row.milestones(Col::Changes),
            released: None,
        };
        row.facts.released = released(&row);
        row
    }

    /// Whether it is under the rules of open items.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.kind, Kind::Open | Kind::Configuration)
    }

    /// Whether it is closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.kind == Kind::Closed
    }

    /// Whether its sheet has a column.
    pub(crate) fn has(&self, col: Col) -> bool {
        self.side.has(self.item.sheet, col)
    }

    /// Whether a column's records may stand in cells of their own, which no way of writing binds.
    pub(crate) fn in_parts(&self, col: Col) -> bool {
        let columns = self.side.columns;
        columns.at(col).is_some_and(|at| !columns.mapping.columns[at].parts.is_empty())
    }

    /// Whether its sheet has a column, and the cell holds nothing.
    pub(crate) fn lacks(&self, col: Col) -> bool {
        self.has(col) && self.text(col).is_empty()
    }

    /// Whether it holds nothing in a cell that the template's guidance does not leave blank.
    pub(crate) fn lacks_wanted(&self, col: Col) -> bool {
        let generation = self.side.generation.and_then(|g| self.side.columns.mapping.generations.get(g));
        let is_free = |at| generation.is_some_and(|generation| generation.may_be_blank.contains(&at));
        self.lacks(col) && !self.side.columns.at(col).is_some_and(is_free)
    }

    /// A cell's text without blanks around it; empty where there is no such cell.
    pub(crate) fn text(&self, col: Col) -> &'a str {
        self.side.columns.at(col).and_then(|at| self.item.text(at)).map_or("", str::trim)
    }

    /// What a cell says, and what is wrong with it.
    pub(crate) fn reading(&self, col: Col) -> Reading {
        let columns = self.side.columns;
        columns.at(col).map(|at| self.side.register.reading(columns.mapping, self.item, at)).unwrap_or_default()
    }

    /// Whether a cell holds something that the column's way of writing does not know.
    pub(crate) fn is_unreadable(&self, col: Col) -> bool {
        if !self.has(col) {
            return false;
        }
        let reading = self.reading(col);
        reading.records.is_empty() && !reading.faults.is_empty()
    }

    /// The plain values of a cell.
    pub(crate) fn values(&self, col: Col) -> Vec<String> {
        let records = self.reading(col).records;
        records.into_iter().flat_map(|r| r.0).filter(|(name, _)| *name == "value").map(|(_, text)| text).collect()
    }

    /// The first plain value of a cell.
    pub(crate) fn value(&self, col: Col) -> Option<String> {
        self.values(col).into_iter().next()
    }

    fn date(&self, col: Col) -> Option<Date> {
        self.value(col)?.get(..10)?.parse().ok()
    }

    fn request(&self, col: Col) -> Request {
        match self.value(col).as_deref() {
            Some("approved") => Request::Approved,
            Some("pending") => Request::Pending,
            _ => Request::No,
        }
    }

    fn milestones(&self, col: Col) -> Vec<Milestone> {
        let milestone = |record: Record| {
            let said = |field: &str| record.get(field).map(str::to_owned);
            Milestone {
                number: said("number"),
                action: said("action"),
                date: record.get("date").and_then(|day| day.get(..10)?.parse().ok()),
                text: said("text").unwrap_or_default(),
            }
        };
        self.reading(col).records.into_iter().map(milestone).collect()
    }

    /// A column's header.
    pub(crate) fn header(&self, col: Col) -> &'a str {
        self.side.columns.header(col)
    }

    /// Where a cell is.
    pub(crate) fn place(&self, col: Col) -> Place {
        self.side.columns.at(col).map_or_else(|| self.item.place.clone(), |at| self.item.place_of(at))
    }
}
