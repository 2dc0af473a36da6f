//! Where an item stands on a day. Every open item stands in exactly one place, so that the places add up.

use crate::check::columns::Kind;
use crate::check::facts::{Request, days};
use crate::check::row::Row;
use jiff::civil::Date;

/// Where an item stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Open, and due so many days ago, at least one.
    Late(i32),
    /// Open, and due in so many days; 0 is the day itself.
    Due(i32),
    /// Open, and its clock stands still.
    Stopped(Stop),
    /// Open, without a detection date and rating that could tell when it is due.
    #[default]
    Undated,
    /// On the sheet of closed items.
    Closed,
    /// A fault of the system's documents, which has no due date.
    Document,
}

/// What stops an item's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A false positive that is approved.
    FalsePositive,
    /// An operational requirement that is approved.
    Requirement,
    /// A vendor that was asked within 30 days.
    Vendor,
}

impl Standing {
    /// Where a row stands.
    pub(super) fn of(row: &Row, on: Date) -> Standing {
        let facts = &row.facts;
        match row.kind {
            Kind::Closed => Standing::Closed,
            Kind::Documents => Standing::Document,
            _ if facts.false_positive == Request::Approved => Standing::Stopped(Stop::FalsePositive),
            _ if facts.requirement == Request::Approved => Standing::Stopped(Stop::Requirement),
            _ if facts.waits_for_vendor(on) => Standing::Stopped(Stop::Vendor),
            _ => match (facts.days_late(on), facts.due()) {
                (Some(late), _) => Standing::Late(late),
                (None, Some(due)) => Standing::Due(days(on, due)),
                (None, None) => Standing::Undated,
            },
        }
    }

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Late(_) => "late",
            Standing::Due(_) => "due",
            Standing::Stopped(_) => "stopped",
            Standing::Undated => "undated",
            Standing::Closed => "closed",
            Standing::Document => "document",
        }
    }

    /// Whether the item is open.
    pub fn is_open(self) -> bool {
        !matches!(self, Standing::Closed | Standing::Document)
    }
}

impl Stop {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Stop::FalsePositive => "false-positive",
            Stop::Requirement => "operational-requirement",
            Stop::Vendor => "vendor-dependency",
        }
    }
}
