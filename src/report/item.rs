//! An item as the report shows it.

use super::standing::Standing;
use crate::check::Catalogue;
use crate::check::columns::Col;
use crate::check::facts::{Rating, Request, days};
use crate::check::row::Row;
use crate::convert::item_id;
use jiff::civil::Date;

/// An item: its texts on one line each, and what follows from them on the report's day.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
pub struct Item {
    /// Its POAM ID; empty where it has none.
    pub id: String,
    /// What the weakness is called.
    pub name: String,
    /// The sheet it stands on.
    pub sheet: String,
    /// Where it stands.
    pub standing: Standing,
    /// The rating that counts: `High`, `Moderate`, `Low`; none where there is none that can be read.
    pub rating: Option<&'static str>,
    /// The rating at first.
    pub original: Option<&'static str>,
    /// When it was found.
    pub detected: Option<Date>,
    /// By when it has to be done: by its rating, or by CISA's date where that is earlier.
    pub due: Option<Date>,
    /// When it will be done, by the sheet.
    pub scheduled: Option<Date>,
    /// When something changed last; of a closed item, when it was closed.
    pub status: Option<Date>,
    /// So many days ago it was found; none for items that are not open, or were found after the report's day.
    pub age: Option<i32>,
    /// The controls, as `AC-2(1)`.
    pub controls: Vec<String>,
    /// The families of its controls, each once.
    pub families: Vec<String>,
    /// Who or what found it.
    pub detectors: Vec<String>,
    /// Where it is, each asset once and without ports.
    pub assets: Vec<String>,
    /// The services concerned.
    pub services: Vec<String>,
    /// Who answers for it.
    pub contact: Vec<String>,
    /// Its CVE numbers.
    pub cves: Vec<String>,
    /// Whether it depends on a vendor.
    pub vendor: bool,
    /// The vendor's product.
    pub product: Vec<String>,
    /// When the vendor was last asked.
    pub checked_in: Option<Date>,
    /// So many days ago the vendor was last asked; none where it was not, or on a day after the report's.
    pub since_check_in: Option<i32>,
    /// Whether the sheet says that it is known to be exploited.
    pub kev: bool,
    /// Whether one of its CVEs is in the catalogue given.
    pub in_catalogue: bool,
    /// CISA's due date: the sheet's, else the catalogue's.
    pub kev_due: Option<Date>,
    /// The requests for deviations, in the order of [`super::Report::deviations`]: `pending`, `approved`, or none.
    pub requests: [Option<&'static str>; 3],
}

impl Item {
    /// Reads a row.
    pub(super) fn of(row: &Row, on: Date, kev: Option<&Catalogue>) -> Self {
        let facts = &row.facts;
        let controls: Vec<String> = row.values(Col::Controls);
        let listed = kev.and_then(|kev| facts.cves.iter().filter_map(|cve| kev.due(cve)).min());
        let ago = |day: Option<Date>| day.map(|day| days(day, on)).filter(|days| *days >= 0);
        let mapping = row.side.columns.mapping;
        Item {
            id: row.item.id.clone(),
            name: item_id(row.text(Col::Name)),
            sheet: mapping.sheets.get(row.item.sheet).map(|sheet| sheet.name.clone()).unwrap_or_default(),
            standing: Standing::of(row, on),
            rating: facts.rating().map(Rating::name),
            original: facts.original.map(Rating::name),
            detected: facts.detected,
            due: facts.due(),
            scheduled: facts.scheduled,
            status: facts.status,
            age: ago(facts.detected).filter(|_| row.is_open()),
            families: once(controls.iter().filter_map(|id| Some(id.split_once('-')?.0.to_uppercase()))),
            controls: once(controls.iter().map(|id| shown(id))),
            detectors: once(row.values(Col::Detector)),
            assets: once(row.reading(Col::Assets).records.iter().filter_map(|r| r.get("name")).map(str::to_owned)),
            services: once(row.values(Col::Service)),
            contact: once(row.values(Col::Contact)),
            cves: facts.cves.clone(),
            vendor: facts.vendor,
            product: once(row.values(Col::Product)),
            checked_in: facts.checked_in,
            since_check_in: ago(facts.checked_in),
            kev: facts.kev == Some(true),
            in_catalogue: listed.is_some(),
            kev_due: facts.kev_due.or(listed),
            requests: facts.requests().map(|request| match request {
                Request::No => None,
                Request::Pending => Some("pending"),
                Request::Approved => Some("approved"),
            }),
        }
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.standing.is_open()
    }

    /// Whether it is told among those known to be exploited.
    pub fn is_exploited(&self) -> bool {
        self.is_open() && (self.kev || self.in_catalogue)
    }
}

/// Each text once, on one line, in the order they stand in.
fn once(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for text in texts {
        let text = item_id(&text);
        if !text.is_empty() && seen.insert(text.clone()) {
            all.push(text);
        }
    }
    all
}

/// A control as the sheet spells it: `AC-2(1)` for `ac-2.1`.
fn shown(id: &str) -> String {
    let id = id.to_uppercase();
    id.split_once('.').map_or_else(|| id.clone(), |(control, enhancement)| format!("{control}({enhancement})"))
}
