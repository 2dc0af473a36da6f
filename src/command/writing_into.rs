//! `poam convert --base WORKBOOK`: a document, or another workbook, written into a workbook that is there.

use super::args::Convert;
use super::beside::Beside;
use super::convert::{self, Done, Sources};
use super::mappings::Mappings;
use super::output::{refuse_existing, to_output};
use super::source::{self, Source};
use super::table::{self, one_line};
use super::{items, shown, to};
use poam::convert::{Change, InPlace, Survey, WrittenInto, cannot_write, document, write_into_read};
use poam::finding::{Failure, Finding, Place, cell_name};
use poam::mapping::definition::Mapping;
use poam::merge::complement;
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::workbook;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Writes, and gives the findings and what was done.
pub(super) fn write(args: &Convert, beside: &Beside<'_>, base: &Path, bytes: &[u8]) -> Result<Done, Failure> {
    let output = args.output.as_deref().filter(|p| *p != Path::new("-") && !args.dry_run);
    refuse_existing(args.overwrite, output)?;
    for (name, is_given) in [("--to", args.to.is_some()), ("--ancestor", args.ancestor.is_some())] {
        if is_given {
            let message = format!("{name} says nothing of a workbook that is written into");
            let help = "leave the option off, or give an OSCAL document as --base";
            let at = Place::file(&shown(base));
            return Err(Failure::Usage(vec![Finding::error("only-for-a-document", message).at(at).help(help)]));
        }
    }
    if !bytes.starts_with(b"PK") {
        let finding = Finding::error("not-writable", "only .xlsx and .xlsm workbooks can be written into");
        return Err(Failure::unreadable(finding.at(Place::file(&shown(base))).help("save it as .xlsx in Excel")));
    }
    check_names(base, output)?;
    let mut source = read_source(args, beside)?;
    source.refuse_options(beside, &[])?;
    let mut findings = std::mem::take(&mut source.findings);
    let (workbook, found) = workbook::read_within(&shown(base), bytes, &args.limited.limits())?;
    let (which, said) = source.mappings.of(&workbook)?;
    // The source may be of the same kind; then it has been told.
    findings.extend(said.filter(|said| !findings.iter().any(|f| f.code == said.code && f.message == said.message)));
    let mapping = source.mappings.get(which)?;
    findings.extend(open_elsewhere(base).map(|lock| {
        let message = "Excel holds this workbook open; what is not saved there is not in the new one";
        Finding::warning("open-in-excel", message).at(Place::file(&shown(base))).help(lock_help(&lock))
    }));
    let options = InPlace {
        compact: args.compact,
        remove_missing: args.remove_missing,
        keep_examples: args.keep_examples,
        limits: args.limited.limits(),
    };
    let mut package = Cursor::new(Vec::new());
    let mut written = write_into_read(&source.root, mapping, (&workbook, found), bytes, &options, &mut package)?;
    let generations = std::mem::take(&mut written.generations);
    written.losses.extend(source.beyond(mapping, |item| generations.get(item).copied().flatten()));
    if args.strict && !written.losses.is_empty() {
        return Err(refused_for_loss(written.losses));
    }
    if let Some(path) = &args.loss {
        list_losses(args, path, &written.losses)?;
    }
    if args.dry_run {
        table(&written.changes)?;
    } else {
        let package = package.into_inner();
        to_output(args.overwrite, output, |out, _| out.write_all(&package).map_err(|e| cannot_write("", &e)))?;
    }
    let line = done(&written, args, output);
    findings.extend(written.findings);
    findings.extend(counted(Finding::number(&written.losses), beside));
    Ok(Done { findings, line, items: Some(written.items), losses: written.losses, ..Done::default() })
}

/// Why a workbook was not written that would not show everything.
pub(super) fn refused_for_loss(mut losses: Vec<Finding>) -> Failure {
    let message = format!(
        "{} of the document would not be in the workbook; nothing was written",
        values(Finding::number(&losses))
    );
    losses.push(Finding::error("loss", message).help("leave --strict off to write the workbook without them"));
    Failure::Refused(losses)
}

/// How much the workbook does not show, if anything.
pub(super) fn counted(losses: usize, beside: &Beside<'_>) -> Option<Finding> {
    let option = if beside.is_for_many { "--report" } else { "--loss" };
    let are = if losses == 1 { "is" } else { "are" };
    let message = format!("of the document {} {are} not in the workbook", values(losses));
    let finding =
        Finding::warning("loss", message).help(format!("{option} FILE lists them, --strict refuses to write"));
    (losses > 0).then_some(finding)
}

fn values(count: usize) -> String {
    if count == 1 { "1 value".to_owned() } else { format!("{count} values") }
}

/// What is to be written into a workbook.
pub(super) struct Contents {
    /// The document.
    pub(super) root: Object,
    /// The mappings.
    pub(super) mappings: Arc<Mappings>,
    /// What was found in it.
    pub(super) findings: Vec<Finding>,
    /// The name of the document; none where the source is a workbook.
    document: Option<String>,
    /// The options given that say nothing of a document.
    idle: Vec<&'static str>,
}

impl Contents {
    /// Refuses options that say nothing of a document: these, and what completes a workbook.
    pub(super) fn refuse_options(&self, beside: &Beside<'_>, more: &[(&'static str, bool)]) -> Result<(), Failure> {
        let Some(name) = self.document.as_ref().filter(|_| !beside.is_for_many) else { return Ok(()) };
        let more = more.iter().filter(|(_, is_given)| *is_given).map(|(option, _)| option);
        let Some(option) = self.idle.iter().chain(more).next() else { return Ok(()) };
        let finding = Finding::error("only-for-a-workbook", format!("{option} says nothing of an OSCAL document"));
        Err(Failure::Usage(vec![finding.at(Place::file(name)).help("leave the option off, or name a workbook")]))
    }

    /// Whether it was a document from the start, and not made of a workbook.
    pub(super) fn is_document(&self) -> bool {
        self.document.is_some()
    }

    /// What no row says of a document, for sheets of these generations. What a workbook says are its rows.
    pub(super) fn beyond(&self, mapping: &Mapping, generation: impl Fn(usize) -> Option<usize>) -> Vec<Finding> {
        let Some(name) = &self.document else { return Vec::new() };
        let mut findings = complement(mapping, &self.root, generation);
        for finding in &mut findings {
            finding.at.file = Some(name.as_str().into());
        }
        findings
    }
}

/// Reads what is to be written.
pub(super) fn read_source(args: &Convert, beside: &Beside<'_>) -> Result<Contents, Failure> {
    match source::open(args.source(), &args.limited.limits())? {
        Source::Document(text) => {
            let idle = [("--ssp", args.ssp.is_some()), ("--inventory", args.inventory.is_some())];
            let idle = idle.iter().filter(|(_, is_given)| *is_given).map(|(name, _)| *name).collect();
            let bytes = text.bytes()?;
            let reading = read::document_within(&text.name, &bytes, &args.limited.limits())?;
            let is_faulty = reading.is_faulty();
            let mut findings = reading.findings;
            if is_faulty && !args.allow_loss {
                let message = "the document is not what OSCAL allows; nothing was written";
                let help = "correct the document, or give --allow-loss to go on with what can be read of it";
                findings.push(Finding::error("faulty-document", message).at(Place::file(&text.name)).help(help));
                return Err(Failure::Refused(findings));
            }
            let mappings = Arc::clone(&beside.by()?.mappings);
            Ok(Contents { root: reading.root, mappings, findings, document: Some(text.name.clone()), idle })
        }
        Source::Workbook(book, findings) => {
            let Sources { mappings, which, workbook, mut findings, options, .. } =
                convert::sources(args, beside, Ok((book, findings)))?;
            let survey = Survey::new(&workbook, mappings.get(which)?, options)?;
            let (root, report) = document(&survey)?;
            findings.extend(report.findings);
            if !report.losses.is_empty() && !args.allow_loss {
                return Err(poam::convert::refused_for_loss(report.losses));
            }
            findings.extend(report.losses);
            drop(survey);
            Ok(Contents { root, mappings, findings, document: None, idle: Vec::new() })
        }
    }
}

/// Excel opens no file whose name tells another kind than its content; and it writes none that somebody holds open.
fn check_names(base: &Path, output: Option<&Path>) -> Result<(), Failure> {
    let Some(output) = output else { return Ok(()) };
    let ending = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if ending(base) != ending(output) && !ending(base).is_empty() {
        let message = format!("the base is a .{} workbook, and so is what is made of it", ending(base));
        let finding = Finding::error("wrong-ending", message).at(Place::file(&shown(output)));
        return Err(Failure::Usage(vec![finding.help(format!("end the name in .{}", ending(base)))]));
    }
    if output.exists()
        && let Some(lock) = open_elsewhere(output)
    {
        let finding = Finding::error("open-in-excel", "Excel holds this workbook open").at(Place::file(&shown(output)));
        return Err(Failure::unreadable(finding.help(lock_help(&lock))));
    }
    Ok(())
}

/// The file that Excel puts beside a workbook while it is open.
fn open_elsewhere(path: &Path) -> Option<PathBuf> {
    let lock = path.with_file_name(format!("~${}", path.file_name()?.to_string_lossy()));
    lock.exists().then_some(lock)
}

fn lock_help(lock: &Path) -> String {
    format!("close it there; if nobody has it open, delete {}", shown(lock))
}

/// Writes the list of what the workbook does not show.
pub(super) fn list_losses(args: &Convert, path: &Path, losses: &[Finding]) -> Result<(), Failure> {
    let lines: Vec<String> = losses.iter().map(|loss| format!("{loss}\n")).collect();
    to_output(args.overwrite, Some(path), |out, _| {
        out.write_all(lines.concat().as_bytes()).map_err(|e| cannot_write("", &e))
    })
}

/// What would change, a line for each cell.
fn table(changes: &[Change]) -> Result<(), Failure> {
    let mut rows = vec![["SHEET", "CELL", "ITEM", "OLD", "NEW"].map(str::to_owned)];
    for change in changes {
        let at = &change.at;
        let cell = at.row.zip(at.column).map(|(row, column)| cell_name(row, column)).unwrap_or_default();
        let text = |text: &str| if text.is_empty() { "-".to_owned() } else { one_line(text) };
        let named = |name: &Option<std::sync::Arc<str>>| text(name.as_deref().unwrap_or_default());
        rows.push([named(&at.sheet), cell, named(&at.item), text(&change.old), text(&change.new)]);
    }
    table::print(&rows)
}

fn done(written: &WrittenInto, args: &Convert, output: Option<&Path>) -> String {
    let items = items(written.items);
    let count = match written.changes.len() {
        0 => "nothing changed".to_owned(),
        1 => "1 cell changed".to_owned(),
        many => format!("{many} cells changed"),
    };
    if args.dry_run {
        return format!("{items}, {count}; nothing was written");
    }
    format!("{items}, {count}: {}", to(output))
}
