//! `poam convert --base WORKBOOK`: a document, or another workbook, written into a workbook that is there.

use super::args::Convert;
use super::convert::{self, Sources};
use super::shown;
use super::source::{self, Source};
use poam::convert::{Change, InPlace, Survey, WrittenInto, cannot_write, document, write_into};
use poam::finding::{Failure, Finding, Level, Place, cell_name};
use poam::mapping::definition::Mapping;
use poam::oscal::object::Object;
use poam::oscal::read;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

/// Writes, and gives the findings and what was done.
pub(super) fn write(args: &Convert, base: &Path, bytes: &[u8]) -> Result<(Vec<Finding>, String), Failure> {
    let output = args.output.as_deref().filter(|p| *p != Path::new("-") && !args.dry_run);
    convert::may_write(args, output)?;
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
    let (root, mapping, mut findings) = read_source(args)?;
    findings.extend(open_elsewhere(base).map(|lock| {
        let message = "Excel holds this workbook open; what is not saved there is not in the new one";
        Finding::warning("open-in-excel", message).at(Place::file(&shown(base))).help(lock_help(&lock))
    }));
    let options =
        InPlace { compact: args.compact, remove_missing: args.remove_missing, keep_examples: args.keep_examples };
    let mut package = Cursor::new(Vec::new());
    let written = write_into(&root, &mapping, &shown(base), bytes, &options, &mut package)?;
    if args.strict && !written.losses.is_empty() {
        let mut losses = written.losses;
        let message =
            format!("{} of the document would not be in the workbook; nothing was written", values(losses.len()));
        losses.push(Finding::error("loss", message).help("leave --strict off to write the workbook without them"));
        return Err(Failure::Refused(losses));
    }
    if let Some(path) = &args.loss {
        list_losses(path, &written.losses)?;
    }
    if args.dry_run {
        convert::to_output(args, None, |out, _| {
            table(out, &written.changes).map_err(|e| cannot_write("standard output", &e))
        })?;
    } else {
        let package = package.into_inner();
        convert::to_output(args, output, |out, _| out.write_all(&package).map_err(|e| cannot_write("", &e)))?;
    }
    let done = done(&written, args, output);
    findings.extend(written.findings);
    if !written.losses.is_empty() {
        let message = format!(
            "of the document {} not in the workbook",
            if written.losses.len() == 1 {
                "1 value is".to_owned()
            } else {
                format!("{} values are", written.losses.len())
            }
        );
        findings.push(Finding::warning("loss", message).help("--loss FILE lists them, --strict refuses to write"));
    }
    Ok((findings, done))
}

fn values(count: usize) -> String {
    if count == 1 { "1 value".to_owned() } else { format!("{count} values") }
}

/// The document to be written, and the mapping that reads it.
fn read_source(args: &Convert) -> Result<(Object, Mapping, Vec<Finding>), Failure> {
    match source::open(&args.source)? {
        Source::Document(text) => {
            let mut bytes = Vec::new();
            let unreadable = |e: std::io::Error| {
                let finding = Finding::error("unreadable-file", format!("cannot be read: {e}"));
                Failure::unreadable(finding.at(Place::file(&text.name)))
            };
            text.open()?.read_to_end(&mut bytes).map_err(unreadable)?;
            let reading = read::document(&text.name, &bytes)?;
            let mut findings = reading.findings;
            if findings.iter().any(|f| f.level == Level::Error) && !args.allow_loss {
                let message = "the document is not what OSCAL allows; nothing was written";
                let help = "correct the document, or give --allow-loss to go on with what can be read of it";
                findings.push(Finding::error("faulty-document", message).at(Place::file(&text.name)).help(help));
                return Err(Failure::Refused(findings));
            }
            let (_, _, mapping) = convert::mapping(args)?;
            Ok((reading.root, mapping, findings))
        }
        Source::Workbook(book, findings) => {
            let Sources { mapping, workbook, mut findings, options, .. } =
                convert::sources(args, Ok((book, findings)))?;
            let survey = Survey::new(&workbook, &mapping, options)?;
            let (root, report) = document(&survey)?;
            findings.extend(report.findings);
            if !report.losses.is_empty() && !args.allow_loss {
                let mut losses = report.losses;
                let message = format!("{} cell(s) would be lost; nothing was written", losses.len());
                let help = "change the cells or the mapping, or give --allow-loss to write without them";
                losses.push(Finding::error("loss", message).help(help));
                return Err(Failure::Refused(losses));
            }
            findings.extend(report.losses);
            drop(survey);
            Ok((root, mapping, findings))
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

fn list_losses(path: &Path, losses: &[Finding]) -> Result<(), Failure> {
    let lines: Vec<String> = losses.iter().map(|loss| format!("{loss}\n")).collect();
    std::fs::write(path, lines.concat()).map_err(|e| cannot_write(&shown(path), &e))
}

/// What would change, a line for each cell.
fn table(out: &mut dyn Write, changes: &[Change]) -> std::io::Result<()> {
    let mut rows = vec![["SHEET", "CELL", "ITEM", "OLD", "NEW"].map(str::to_owned)];
    for change in changes {
        let at = &change.at;
        let cell = at.row.zip(at.column).map(|(row, column)| cell_name(row, column)).unwrap_or_default();
        let text = |text: &str| if text.is_empty() { "-".to_owned() } else { one_line(text) };
        let named = |name: &Option<std::sync::Arc<str>>| text(name.as_deref().unwrap_or_default());
        rows.push([named(&at.sheet), cell, named(&at.item), text(&change.old), text(&change.new)]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let [a, b, c, d] = [width(0), width(1), width(2), width(3)];
    for [sheet, cell, item, old, new] in &rows {
        writeln!(out, "{sheet:a$}  {cell:b$}  {item:c$}  {old:d$}  {new}")?;
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    let short: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(40).collect();
    short.trim().to_owned()
}

fn done(written: &WrittenInto, args: &Convert, output: Option<&Path>) -> String {
    let items = if written.items == 1 { "1 item".to_owned() } else { format!("{} items", written.items) };
    let count = match written.changes.len() {
        0 => "nothing changed".to_owned(),
        1 => "1 cell changed".to_owned(),
        many => format!("{many} cells changed"),
    };
    if args.dry_run {
        return format!("{items}, {count}; nothing was written");
    }
    format!("{items}, {count}: {}", output.map_or_else(|| "standard output".to_owned(), shown))
}
