//! What is counted of each month, and how one month leads to the next.

use super::standing::Standing;
use crate::check::columns::{Columns, header};
use crate::check::facts::{Rating, Request};
use crate::check::row::Row;
use crate::diff::{self, Kind};
use crate::mapping::definition::Mapping;
use crate::register::Register;
use jiff::civil::Date;
use std::sync::Arc;

/// What falls due within so many days is to be looked at this month.
const SOON: i32 = 30;

/// Items by the rating that counts: the adjusted one where the adjustment is approved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByRating {
    /// High, which a scanner's Critical counts as.
    pub high: usize,
    /// Moderate.
    pub moderate: usize,
    /// Low.
    pub low: usize,
    /// Without a rating that can be read.
    pub unrated: usize,
}

impl ByRating {
    /// All of them.
    pub fn total(self) -> usize {
        self.high + self.moderate + self.low + self.unrated
    }

    /// The four numbers, the highest rating first.
    pub fn each(self) -> [usize; 4] {
        [self.high, self.moderate, self.low, self.unrated]
    }

    /// Counts an item.
    pub(super) fn add(&mut self, rating: Option<Rating>) {
        *match rating {
            Some(Rating::High) => &mut self.high,
            Some(Rating::Moderate) => &mut self.moderate,
            Some(Rating::Low) => &mut self.low,
            None => &mut self.unrated,
        } += 1;
    }
}

/// What is counted of a month's POA&M.
#[derive(Clone, Debug)]
pub struct Month {
    /// The file, as the person named it.
    pub file: Arc<str>,
    /// The day that its items are judged by; none where a month before has no POAM Date.
    pub date: Option<Date>,
    /// Open items, configuration findings among them.
    pub open: ByRating,
    /// The same by their original rating.
    pub original: ByRating,
    /// Open items that are late; none where no day tells.
    pub late: Option<ByRating>,
    /// Open items that fall due within 30 days; none where no day tells.
    pub due: Option<usize>,
    /// Items on the sheet of closed items.
    pub closed: usize,
    /// Open items tracked under BOD 22-01.
    pub kev: usize,
    /// Open items that depend on a vendor.
    pub vendor: usize,
    /// Open items with a request for a deviation that is pending.
    pub pending: usize,
    /// Open items with a deviation that is approved.
    pub approved: usize,
    /// What happened since the month before it; none for the first.
    pub moves: Option<Moves>,
}

/// What happened to items since the month before, by their POAM ID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Only in the later month.
    pub new: usize,
    /// On the sheet of closed items since.
    pub closed: usize,
    /// Closed before, and open again.
    pub reopened: usize,
    /// Only in the earlier month.
    pub vanished: usize,
}

impl Month {
    /// Counts the items of a POA&M.
    pub(super) fn of(register: &Register, rows: &[Row], date: Option<Date>, before: Option<Moves>) -> Self {
        let mut month = Month {
            file: register.name.clone(),
            date,
            open: ByRating::default(),
            original: ByRating::default(),
            late: date.map(|_| ByRating::default()),
            due: date.map(|_| 0),
            closed: rows.iter().filter(|row| row.is_closed()).count(),
            kev: 0,
            vendor: 0,
            pending: 0,
            approved: 0,
            moves: before,
        };
        for row in rows.iter().filter(|row| row.is_open()) {
            let facts = &row.facts;
            month.open.add(facts.rating());
            month.original.add(facts.original);
            if let (Some(late), Some(due), Some(day)) = (&mut month.late, &mut month.due, date) {
                match Standing::of(row, day) {
                    Standing::Late(_) => late.add(facts.rating()),
                    Standing::Due(..=SOON) => *due += 1,
                    _ => {}
                }
            }
            month.kev += usize::from(facts.kev == Some(true));
            month.vendor += usize::from(facts.vendor);
            month.pending += usize::from(facts.requests().contains(&Request::Pending));
            month.approved += usize::from(facts.requests().contains(&Request::Approved));
        }
        month
    }
}

/// What happened from one month to the next.
pub(super) fn moves(old: &Register, new: &Register, mapping: &Mapping) -> Moves {
    let diff = diff::compare(old, new, mapping, diff::Options::default());
    Moves {
        new: diff.count(Kind::New),
        closed: diff.count(Kind::Closed),
        reopened: diff.count(Kind::Reopened),
        vanished: diff.count(Kind::Vanished),
    }
}

/// The day of a POA&M's header block.
pub(super) fn date(register: &Register, columns: &Columns<'_>) -> Option<Date> {
    let value = register.header_value(columns.mapping, columns.header_at(header::DATE)?)?;
    value.get(..10)?.parse().ok()
}

/// Months in the order of their POAM Dates; where one has none, in the order given.
pub fn in_order(mut months: Vec<Register>, mapping: &Mapping) -> Vec<Register> {
    let columns = Columns::of(mapping);
    if months.iter().all(|register| date(register, &columns).is_some()) {
        months.sort_by_key(|register| date(register, &columns));
    }
    months
}
