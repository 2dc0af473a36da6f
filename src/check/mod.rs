//! Whether a POA&M is fit to be submitted: FedRAMP's Completion Guide, its playbook, and good practice of CA-5.
//!
//! Each file is one family of rules: a table of [`Rule`]s, and functions that are called for each item and once for the
//! whole. A rule is silent where the template's generation has no such column. Cells are read by the mapping's codecs and
//! nothing else.
//!
//! The examples of these rules are lines `Column: text` that change an item without faults (`\n` is a line break). A line
//! in brackets says whose the lines after it are: `[header]`, `[header before]` (last month's), `[before]` (the same item
//! last month), `[another]` (one more item), `[another before]`, `[catalogue]` (CVE and due date), `[inventory]` (names),
//! `[times]` (so many such items), `[baseline]` (so many at the authorization), or the name of the sheet that the item
//! stands on. `[header of SHEET]` is the header block of a further sheet, `[initial]` says that the package is an initial
//! one, and `italic Column: text` that the text is in italics.

mod assets;
mod closure;
pub(crate) mod columns;
mod configuration;
mod contact;
mod controls;
mod cve;
mod detection;
mod deviations;
pub(crate) mod escalation;
pub(crate) mod facts;
mod findings;
mod growth;
mod header;
mod ids;
mod initial;
mod kev;
mod known_exploited;
mod lateness;
mod milestones;
mod progress;
mod ratings;
mod remediation;
mod report;
pub(crate) mod row;
mod schedule;
mod sensitive;
mod services;
mod status;
mod submission;
mod switches;
mod vendor;
mod weakness;

#[cfg(test)]
mod examples;

pub use kev::Catalogue;
pub use report::{Report, check, check_read};
pub use switches::{apply as switch, follow as follow_switches, idle as idle_switches};

use crate::inventory::Inventory;
use crate::mapping::judged::Judged;
use crate::register::Register;
use crate::rule::Rule;
use crate::ssp::{self, Ssp};
use findings::Findings;
use jiff::civil::Date;
use row::{Row, Side};
use std::collections::HashMap;

/// What a POA&M is held against besides the rules.
#[derive(Clone, Copy, Debug, Default)]
pub struct Against<'a> {
    /// The day it is judged by; without one the POAM Date.
    pub as_of: Option<Date>,
    /// Today, where it is known: then an old POAM Date is told.
    pub now: Option<Date>,
    /// Last month's submission, read by the same mapping.
    pub previous: Option<&'a Register>,
    /// The POA&M of the authorization, read by the same mapping: what growth is measured by.
    pub baseline: Option<&'a Register>,
    /// Whether it belongs to an initial package.
    pub initial: bool,
    /// CISA's catalogue.
    pub kev: Option<&'a Catalogue>,
    /// The system's inventory.
    pub inventory: Option<&'a Inventory>,
    /// The system's SSP.
    pub ssp: Option<&'a Ssp>,
}

/// A POA&M under check.
struct Check<'a> {
    side: &'a Side<'a>,
    rows: &'a [Row<'a>],
    as_of: Date,
    /// Last month's items, and where those of an id are.
    before: Option<(&'a [Row<'a>], HashMap<&'a str, usize>)>,
    /// Where the first item of an id is.
    by_id: HashMap<&'a str, usize>,
    against: Against<'a>,
}

impl<'a> Check<'a> {
    fn new(
        side: &'a Side<'a>,
        rows: &'a [Row<'a>],
        before: Option<&'a [Row<'a>]>,
        as_of: Date,
        against: Against<'a>,
    ) -> Self {
        Check { side, rows, as_of, before: before.map(|rows| (rows, first_of(rows))), by_id: first_of(rows), against }
    }

    /// The same item last month.
    fn before(&self, row: &Row) -> Option<&'a Row<'a>> {
        let (rows, at) = self.before.as_ref()?;
        rows.get(*at.get(row.item.id.as_str())?)
    }

    /// The words that the mapping gives to judge by.
    fn words(&self) -> &'a Judged {
        &self.side.columns.mapping.judged
    }

    /// The item of an id.
    fn row(&self, id: &str) -> Option<&'a Row<'a>> {
        self.rows.get(*self.by_id.get(id)?)
    }

    /// Whether an inventory or an SSP is given, and none that is given has an asset of this name.
    fn is_unknown_asset(&self, name: &str) -> bool {
        let (inventory, ssp) = (self.against.inventory, self.against.ssp);
        let in_ssp = |ssp: &Ssp| {
            [ssp::Kind::InventoryItem, ssp::Kind::Component].into_iter().any(|k| ssp.uuid(k, name).is_some())
        };
        (inventory.is_some() || ssp.is_some()) && !inventory.is_some_and(|i| i.knows(name)) && !ssp.is_some_and(in_ssp)
    }
}

fn first_of<'a>(rows: &'a [Row<'a>]) -> HashMap<&'a str, usize> {
    let mut first = HashMap::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.item.id.is_empty()) {
        first.entry(row.item.id.as_str()).or_insert(at);
    }
    first
}

/// A family of rules.
struct Family {
    rules: &'static [&'static Rule],
    /// Called for each item.
    item: fn(&Check, &Row, &mut Findings),
    /// Called once.
    whole: fn(&Check, &mut Findings),
}

fn no_item(_: &Check, _: &Row, _: &mut Findings) {}
fn no_whole(_: &Check, _: &mut Findings) {}

/// Every family, in the order of the workbook.
const FAMILIES: &[Family] = &[
    Family { rules: header::RULES, item: no_item, whole: header::whole },
    Family { rules: submission::RULES, item: no_item, whole: submission::whole },
    Family { rules: ids::RULES, item: ids::item, whole: ids::whole },
    Family { rules: controls::RULES, item: controls::item, whole: no_whole },
    Family { rules: weakness::RULES, item: weakness::item, whole: no_whole },
    Family { rules: assets::RULES, item: assets::item, whole: no_whole },
    Family { rules: contact::RULES, item: contact::item, whole: no_whole },
    Family { rules: remediation::RULES, item: remediation::item, whole: no_whole },
    Family { rules: detection::RULES, item: detection::item, whole: no_whole },
    Family { rules: schedule::RULES, item: schedule::item, whole: no_whole },
    Family { rules: milestones::RULES, item: milestones::item, whole: no_whole },
    Family { rules: progress::RULES, item: progress::item, whole: no_whole },
    Family { rules: status::RULES, item: status::item, whole: no_whole },
    Family { rules: vendor::RULES, item: vendor::item, whole: no_whole },
    Family { rules: ratings::RULES, item: ratings::item, whole: no_whole },
    Family { rules: deviations::RULES, item: deviations::item, whole: no_whole },
    Family { rules: known_exploited::RULES, item: known_exploited::item, whole: no_whole },
    Family { rules: cve::RULES, item: cve::item, whole: no_whole },
    Family { rules: services::RULES, item: services::item, whole: services::whole },
    Family { rules: lateness::RULES, item: lateness::item, whole: no_whole },
    Family { rules: closure::RULES, item: closure::item, whole: closure::whole },
    Family { rules: configuration::RULES, item: configuration::item, whole: no_whole },
    Family { rules: initial::RULES, item: initial::item, whole: no_whole },
    Family { rules: sensitive::RULES, item: no_item, whole: sensitive::whole },
    Family { rules: escalation::RULES, item: no_item, whole: escalation::whole },
    Family { rules: growth::RULES, item: no_item, whole: growth::whole },
    Family { rules: switches::RULES, item: no_item, whole: no_whole }, // found when the others are done
];

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.rules.iter().copied())
}

/// The rows of a register.
fn rows<'a>(side: &'a Side<'a>) -> Vec<Row<'a>> {
    side.register.items.iter().map(|item| Row::of(side, item)).collect()
}
