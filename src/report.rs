//! A POA&M in figures, for the month: what is open, late and due, how that moved, and where it is.
//!
//! [`report`] computes every figure once, from the register, from what `check` found in it, and from the months before;
//! [`html`], [`markdown`], [`json`] and [`xlsx`] only print them. What is open, late or excused is decided by the same
//! facts that the rules of [`crate::check`] are judged by. The same input gives the same bytes.

mod doubts;
mod figures;
mod html;
mod item;
mod json;
mod markdown;
mod month;
mod sections;
mod standing;
mod tops;
mod xlsx;

pub use doubts::doubts;
pub use figures::{Bucket, Deviation, Head, Rule, Switched, Trigger};
pub use html::html;
pub use item::Item;
pub use json::json;
pub use markdown::markdown;
pub use month::{ByRating, Month, Moves, in_order};
pub use standing::{Standing, Stop};
pub use tops::{Top, TopRow};
pub use xlsx::xlsx;

use crate::check::{self, Catalogue};
use crate::config::Switch;
use crate::finding::Failure;
use crate::mapping::definition::Mapping;
use crate::register::Register;
use std::io::Write;

/// What a report is made of besides the POA&M and what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The mapping that all POA&Ms were read by.
    pub mapping: &'a Mapping,
    /// The months before, the oldest first ([`in_order`]).
    pub previous: &'a [Register],
    /// CISA's catalogue: items with a CVE in it are told whether they are marked or not.
    pub kev: Option<&'a Catalogue>,
    /// The rules that the configuration switched; they are told, and have to be applied to the findings already.
    pub switches: &'a [Switch],
    /// The files that were read besides.
    pub files: Files<'a>,
}

/// Names of files, for the report's head.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files<'a> {
    /// The configuration.
    pub config: Option<&'a str>,
    /// The mapping; without one it is the built-in one.
    pub mapping: Option<&'a str>,
    /// CISA's catalogue.
    pub kev: Option<&'a str>,
    /// The inventory or SSP.
    pub inventory: Option<&'a str>,
    /// The POA&M of the authorization.
    pub baseline: Option<&'a str>,
}

/// The figures of a POA&M.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it is about.
    pub head: Head,
    /// The months, the oldest first; the last one is this POA&M.
    pub months: Vec<Month>,
    /// Open items by how many days they are late.
    pub late: Vec<Bucket>,
    /// Open items by where they stand: late, due within 30, 60 or 90 days or later, or without a clock that runs.
    pub due: Vec<Bucket>,
    /// Open items by the days since their detection.
    pub ages: Vec<Bucket>,
    /// Whether FedRAMP asks for more.
    pub triggers: Vec<Trigger>,
    /// Requests for deviations, by type.
    pub deviations: Vec<Deviation>,
    /// The services with most open items.
    pub services: Top,
    /// The assets with most open items.
    pub assets: Top,
    /// The families of controls with most open items.
    pub families: Top,
    /// The detectors with most open items.
    pub detectors: Top,
    /// What was found, by rule: the gravest first, then the most frequent.
    pub rules: Vec<Rule>,
    /// Every item, in the order of the file.
    pub items: Vec<Item>,
}

/// The figures of a POA&M. `checked` is what [`check::check`] found in it, the configuration's switches applied; the day
/// it was judged by is the report's. All POA&Ms must be read by the same mapping.
pub fn report(register: &Register, checked: &check::Report, given: &Given<'_>) -> Report {
    figures::report(register, checked, given)
}

/// The form that a report is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One self-contained page.
    Html,
    /// Tables for a ticket.
    Markdown,
    /// For programs.
    Json,
    /// A workbook with charts.
    Xlsx,
}

impl Form {
    /// The form of a file's extension, in small letters.
    pub fn of_extension(extension: &str) -> Option<Form> {
        match extension {
            "html" | "htm" => Some(Form::Html),
            "md" => Some(Form::Markdown),
            "json" => Some(Form::Json),
            "xlsx" => Some(Form::Xlsx),
            _ => None,
        }
    }
}

/// Writes a report in a form.
///
/// # Errors
/// [`Failure::Unreadable`] where it cannot be written; the output's name is left to the caller.
pub fn write(report: &Report, form: Form, out: &mut dyn Write) -> Result<(), Failure> {
    match form {
        Form::Html => html(report, out),
        Form::Markdown => markdown(report, out),
        Form::Json => json(report, out),
        Form::Xlsx => xlsx(report, out),
    }
    .map_err(|error| Failure::unwritable("", &error))
}
