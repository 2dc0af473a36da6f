//! A document into a workbook that is there: its rows are compared with the workbook's, and only the cells that say
//! something else are written.

mod again;
mod cells;
mod matching;
mod parts;
mod placing;

use super::survey::{Options, Survey};
use crate::finding::{Failure, Finding, Place};
use crate::limits::Limits;
use crate::mapping::definition::Mapping;
use crate::mapping::document::{Rows, to_rows};
use crate::oscal::object::Object;
use crate::workbook::splice::{Edits, Splicer};
use crate::workbook::{self, Workbook};
use std::collections::BTreeMap;
use std::io::{Seek, Write};

/// What a person asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct InPlace {
    /// Whether gaps between items are closed.
    pub compact: bool,
    /// Whether items that the document does not have are taken out of the workbook.
    pub remove_missing: bool,
    /// Whether the template's example rows are items.
    pub keep_examples: bool,
    /// How much of the workbook is read.
    pub limits: Limits,
}

/// A cell that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// File, sheet, row and column; the item by its POAM ID.
    pub at: Place,
    /// What it held.
    pub old: String,
    /// What it holds.
    pub new: String,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Written {
    /// What is wrong, and what a person should know.
    pub findings: Vec<Finding>,
    /// What of the document the workbook does not show.
    pub losses: Vec<Finding>,
    /// The cells that changed, by sheet, row and column.
    pub changes: Vec<Change>,
    /// How many items the document has.
    pub items: usize,
    /// For each of them the template generation of its sheet, an index into [`Mapping::generations`].
    pub generations: Vec<Option<usize>>,
}

/// Findings of the writer that are losses.
const LOSSES: [&str; 2] = ["text-too-long", "array-formula"];

/// Writes a document's rows into a workbook (`base`, of this name) and the result to `out`. A cell that already means
/// what the document says is not touched; without a difference the workbook is copied byte for byte.
///
/// # Errors
/// [`Failure::Unreadable`] where the workbook cannot be read, is no .xlsx or .xlsm, or nothing can be written.
pub fn write_into(
    document: &Object,
    mapping: &Mapping,
    base_name: &str,
    base: &[u8],
    options: &InPlace,
    out: &mut (impl Write + Seek),
) -> Result<Written, Failure> {
    let (workbook, findings) = workbook::read_within(base_name, base, &options.limits)?;
    write_into_read(document, mapping, (&workbook, findings), base, options, out)
}

/// The same for a workbook that is read already: itself with what its reading found, and its bytes.
///
/// # Errors
/// Those of [`write_into`].
pub fn write_into_read(
    document: &Object,
    mapping: &Mapping,
    (workbook, findings): (&Workbook, Vec<Finding>),
    base: &[u8],
    options: &InPlace,
    out: &mut (impl Write + Seek),
) -> Result<Written, Failure> {
    let reading = Options { keep_examples: options.keep_examples, ..Options::default() };
    // What is wrong with the base as a source of a document does not matter here.
    let survey = Survey::new(workbook, mapping, reading)?;
    let mut job = Job {
        workbook,
        splicer: Splicer::open(base, workbook)?,
        rows: rows(document, mapping, &survey),
        survey: &survey,
        edits: Edits::new(),
        written: Written { findings, ..Written::default() },
    };
    job.written.items = job.first().rows.len();
    let matched = matching::matched(&survey, &job.first().rows);
    let placed = placing::place(&mut job, &matched, *options);
    let mut generations = vec![None; job.written.items];
    placed.items.iter().for_each(|(at, item)| generations[*item] = survey.tables[at.0].generation);
    job.written.generations = generations;
    cells::write(&mut job, &matched, &placed);
    cells::write_header(&mut job);
    let Job { splicer, edits, mut written, .. } = job;
    for finding in splicer.write(&edits, out)? {
        if LOSSES.contains(&finding.code) {
            written.losses.push(finding);
        } else {
            written.findings.push(finding);
        }
    }
    written.changes.sort_by_cached_key(|change| {
        let sheet = workbook.sheets.iter().position(|sheet| Some(&sheet.name) == change.at.sheet.as_ref());
        (sheet, change.at.row, change.at.column)
    });
    Ok(written)
}

/// What is at hand while the edits are gathered.
struct Job<'a> {
    workbook: &'a Workbook,
    survey: &'a Survey<'a>,
    splicer: Splicer<'a>,
    /// The document's rows as each template generation among the sheets spells them.
    rows: BTreeMap<Option<usize>, Rows>,
    edits: Edits,
    written: Written,
}

impl Job<'_> {
    /// The rows, spelled for one of the generations: for what does not depend on it.
    fn first(&self) -> &Rows {
        static NONE: Rows =
            Rows { header: Vec::new(), sheet_header: Vec::new(), extra_columns: Vec::new(), rows: Vec::new() };
        self.rows.values().next().unwrap_or(&NONE)
    }
}

fn rows(document: &Object, mapping: &Mapping, survey: &Survey<'_>) -> BTreeMap<Option<usize>, Rows> {
    let mut rows = BTreeMap::new();
    for sheet in &survey.tables {
        rows.entry(sheet.generation).or_insert_with(|| to_rows(mapping, document, sheet.generation));
    }
    rows
}
