//! The monthly submission in one go: the OSCAL document in JSON and XML, what its validation and the check of the
//! workbook found, what changed since last month, the report, and a manifest with the SHA-256 of all that went in and
//! came out. The same input gives the same bytes: files are named without their folders, and there is no clock.

mod digest;
mod embed;
pub mod evidence;
mod manifest;
mod media_type;
mod steps;
#[cfg(test)]
mod tests;

pub use digest::Named;
pub use evidence::Evidence;
pub use manifest::{MANIFEST, not_ours};

use crate::check::Catalogue;
use crate::convert::{Beyond, cannot_write};
use crate::finding::{Failure, Finding, Level, Place};
use crate::limits::Limits;
use crate::mapping::definition::Mapping;
use crate::oscal::read;
use crate::oscal::version::Version;
use crate::workbook::{self, Workbook};
use digest::Hashing;
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

/// A POA&M under the name that messages and the manifest call it: without folders.
#[derive(Debug)]
pub struct Source {
    /// The name.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What a submission is made of.
#[derive(Debug)]
pub struct Request<'a> {
    /// This month's workbook.
    pub workbook: &'a Source,
    /// The same as it is read, and what the reading found: see [`open`].
    pub read: &'a (Workbook, Vec<Finding>),
    /// Last month's POA&M, workbook or document.
    pub previous: Option<&'a Source>,
    /// The POA&M of the authorization, workbook or document.
    pub baseline: Option<&'a Source>,
    /// By what workbooks are read.
    pub mapping: &'a Mapping,
    /// What is to be told of the choice of the mapping.
    pub chosen: Option<Finding>,
    /// Configuration, SSP and inventory.
    pub beyond: Arc<Beyond>,
    /// CISA's catalogue.
    pub kev: Option<&'a Catalogue>,
    /// The folder of supporting documents.
    pub evidence: Option<&'a Evidence>,
    /// The files that were read besides the two POA&Ms, by what they are: `configuration`, `mapping`, `ssp`,
    /// `inventory`, `kev`.
    pub others: Vec<(&'static str, Named)>,
    /// What is asked for.
    pub options: Options,
}

/// What a person asks for.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // each is an option of its own
pub struct Options {
    /// The OSCAL version written.
    pub version: Version,
    /// `metadata/last-modified`, and the day that an old POAM Date is told by.
    pub now: Option<String>,
    /// The day to check by; without it the POAM Date.
    pub as_of: Option<Date>,
    /// Whether the template's example rows are items.
    pub keep_examples: bool,
    /// Whether the document is written even where something of the workbook would be lost.
    pub allow_loss: bool,
    /// Whether supporting documents are put into the document.
    pub embed: bool,
    /// Whether the POA&M belongs to an initial package.
    pub initial: bool,
    /// How much of a POA&M is read at most.
    pub limits: Limits,
    /// Findings of this level or a graver one give a step exit code 1.
    pub fail_on: Level,
}

impl Request<'_> {
    /// The name of a file that was read besides.
    fn other(&self, what: &str) -> Option<&str> {
        self.others.iter().find(|(known, _)| *known == what).map(|(_, named)| named.name.as_str())
    }
}

/// A step of the work, and what it found.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was done: `conversion`, `evidence`, `validation`, `check`, `diff`, `report`.
    pub name: &'static str,
    /// The result, in a line; of the validation a line for each format.
    pub line: String,
    /// What was found.
    pub findings: Vec<Finding>,
    /// 0, or 1 where a finding is as grave as was asked about.
    pub exit_code: u8,
}

/// A submission that was made.
#[derive(Debug, Default)]
pub struct Prepared {
    /// The steps, in their order.
    pub steps: Vec<Step>,
    /// The files that were written.
    pub files: Vec<Named>,
}

impl Prepared {
    /// The highest exit code of the steps.
    pub fn exit_code(&self) -> u8 {
        self.steps.iter().map(|step| step.exit_code).max().unwrap_or(0)
    }
}

/// Reads the workbook that a submission is prepared from.
///
/// # Errors
/// [`Failure::Usage`] where it is a document, [`Failure::Unreadable`] where it cannot be read.
pub fn open(source: &Source, limits: &Limits) -> Result<(Workbook, Vec<Finding>), Failure> {
    if read::is_document(&source.name, &source.bytes) {
        let finding = Finding::error("no-workbook", "a submission is prepared from a workbook");
        let help = "name the workbook; poam convert makes one of a document";
        return Err(Failure::Usage(vec![finding.at(Place::file(&source.name)).help(help)]));
    }
    workbook::read_within(&source.name, &source.bytes, limits)
}

/// Makes a submission in an empty folder.
///
/// # Errors
/// Whatever stops a step: [`Failure::Refused`] where the workbook has no item or something of it would be lost,
/// [`Failure::Unreadable`] where a file cannot be read or written, [`Failure::Usage`] where nothing tells the day to
/// check by or there is too much to embed. The folder is then of no use.
pub fn prepare(request: &Request<'_>, folder: &Path) -> Result<Prepared, Failure> {
    let mut making = Making { folder, fail_on: request.options.fail_on, prepared: Prepared::default() };
    let read = steps::read(request)?;
    let evidence = steps::document(request, &read, &mut making)?;
    steps::validation(&mut making)?;
    let checked = steps::check(request, &read, &mut making)?;
    steps::diff(request, &read, &mut making)?;
    steps::report(request, &read, &checked, &mut making)?;
    let as_of = checked.as_of;
    let manifest = manifest::manifest(request, &making.prepared, evidence.as_ref(), as_of);
    making.put(MANIFEST, manifest.as_bytes())?;
    Ok(making.prepared)
}

/// A submission while it is made.
struct Making<'a> {
    folder: &'a Path,
    fail_on: Level,
    prepared: Prepared,
}

impl Making<'_> {
    /// Writes a file.
    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.write(name, |out| out.write_all(bytes).map_err(|error| cannot_write("", &error)))
    }

    /// Has a file written.
    fn write(&mut self, name: &str, write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>) -> Result<(), Failure> {
        let failed = |error: &std::io::Error| cannot_write(name, error);
        let file = File::create_new(self.folder.join(name)).map_err(|error| failed(&error))?;
        let mut out = Hashing::new(BufWriter::new(file));
        write(&mut out).map_err(|failure| failure.in_file(name))?;
        out.flush().map_err(|error| failed(&error))?;
        self.prepared.files.push(out.named(name));
        Ok(())
    }

    /// Notes a step, and writes what it found: `NAME.txt` for people, `NAME.json` for programs.
    fn step(&mut self, name: &'static str, line: String, findings: Vec<Finding>) -> Result<(), Failure> {
        let told: Vec<String> = findings.iter().map(|finding| format!("\n{finding}\n")).collect();
        self.put(&format!("{name}.txt"), format!("{line}\n{}", told.concat()).as_bytes())?;
        let told: Vec<serde_json::Value> = findings.iter().map(Finding::json).collect();
        let told = serde_json::json!({ "done": line, "findings": told });
        self.put(&format!("{name}.json"), format!("{told:#}\n").as_bytes())?;
        self.note(name, line, findings);
        Ok(())
    }

    /// Notes a step.
    fn note(&mut self, name: &'static str, line: String, findings: Vec<Finding>) {
        let exit_code = u8::from(findings.iter().any(|finding| finding.level >= self.fail_on));
        self.prepared.steps.push(Step { name, line, findings, exit_code });
    }
}
