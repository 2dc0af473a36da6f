//! `poam convert`.

use super::args::Convert;
use super::batch;
use super::beside::Beside;
use super::mappings::{Mappings, Which};
use super::source::{self, Source, Text};
use super::{inputs, items, output, shown, tell, to, write_workbook};
use indicatif::{ProgressBar, ProgressStyle};
use poam::convert::{self, Options, Original, Report, Survey, Target};
use poam::finding::{Failure, Finding, Place};
use poam::oscal::format::Format;
use poam::oscal::read;
use poam::oscal::spool::Sink;
use poam::workbook::{self, Workbook};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Converts one workbook or document, or many.
pub(crate) fn run(args: &Convert) -> ExitCode {
    if batch::is_wanted(args) {
        return batch::run(args);
    }
    let outcome = output::refuse_existing(args.overwrite, args.report.as_deref())
        .and_then(|()| refuse_report_as_output(args))
        .map(|()| one(args, &Beside::one(args)));
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(failure) => return tell::failure(&args.telling, &failure),
    };
    if let Some(path) = &args.report
        && let Err(failure) = batch::report_of_one(args, path, batch::exit_code(args, &outcome), &outcome)
    {
        return tell::failure(&args.telling, &failure);
    }
    match outcome {
        Ok(done) => tell::findings(&args.telling, &done.findings, &done.line),
        Err(failure) => tell::failure(&args.telling, &failure),
    }
}

fn refuse_report_as_output(args: &Convert) -> Result<(), Failure> {
    let Some(report) = &args.report else { return Ok(()) };
    let others = [args.output.as_deref(), args.base.as_deref(), args.loss.as_deref(), Some(args.source())];
    if !others.contains(&Some(report.as_path())) {
        return Ok(());
    }
    let finding = Finding::error("same-output", "the report would be written over another file of this command");
    Err(Failure::Usage(vec![finding.at(Place::file(&shown(report))).help("give another name with --report")]))
}

/// What came of one source.
#[derive(Default)]
pub(super) struct Done {
    pub(super) findings: Vec<Finding>,
    /// What was done, in a line.
    pub(super) line: String,
    /// How many items there are, where they were counted.
    pub(super) items: Option<usize>,
    /// How many cells of items held something, where the source is a workbook and the output a document.
    pub(super) cells: Option<usize>,
    /// What a workbook does not show of the document.
    pub(super) losses: Vec<Finding>,
}

/// Converts one source.
pub(super) fn one(args: &Convert, beside: &Beside<'_>) -> Result<Done, Failure> {
    if let Some(base) = &args.base {
        let bytes = inputs::bytes(base)?;
        if !read::is_document(&shown(base), &bytes) {
            return super::writing_into::write(args, beside, base, &bytes);
        }
        let given = [("--compact", args.compact), ("--loss", args.loss.is_some()), ("--strict", args.strict)];
        if let Some((name, _)) = given.iter().find(|(_, is_given)| *is_given) {
            let finding = Finding::error("only-for-a-workbook", format!("{name} says nothing of an OSCAL document"));
            let help = "leave the option off, or give a workbook as --base";
            return Err(Failure::Usage(vec![finding.at(Place::file(&shown(base))).help(help)]));
        }
        return super::merging::merge(args, beside, base, &bytes);
    }
    let output = args.output.as_deref().filter(|p| *p != Path::new("-"));
    if write_workbook::is_wanted(args, output) {
        return write_workbook::run(args, beside, output);
    }
    let format = format(args, output, Format::Json)?;
    output::refuse_existing(args.overwrite, output)?;
    write_workbook::refuse_options(args)?;
    match source::open(args.source(), &args.limited.limits()) {
        Ok(Source::Document(text)) => {
            if !beside.is_for_many {
                refuse_options_for_workbooks(args, &text)?;
            }
            document(args, &text, format, output)
        }
        // What is wrong with the options is told before what is wrong with the workbook.
        Ok(Source::Workbook(book, findings)) => workbook(args, beside, Ok((book, findings)), format, output),
        Err(failure) => workbook(args, beside, Err(failure), format, output),
    }
}

/// Refuses options that say nothing of a document.
fn refuse_options_for_workbooks(args: &Convert, text: &Text) -> Result<(), Failure> {
    for (name, is_given) in [
        ("--mapping", args.mapping.is_some()),
        ("--config", args.config.is_some()),
        ("--ssp", args.ssp.is_some()),
        ("--inventory", args.inventory.is_some()),
        ("--now", args.now.is_some()),
        ("--keep-examples", args.keep_examples),
    ] {
        if is_given {
            let finding = Finding::error("only-for-a-workbook", format!("{name} says nothing of an OSCAL document"));
            let place = Place::file(&text.name);
            return Err(Failure::Usage(vec![finding.at(place).help("leave the option off, or name a workbook")]));
        }
    }
    Ok(())
}

/// Writes a document in another format or version.
fn document(args: &Convert, text: &Text, format: Format, output: Option<&Path>) -> Result<Done, Failure> {
    let open = || text.open();
    let source = Original {
        name: &text.name,
        format: read::tell(&text.name, &text.head)?,
        limits: args.limited.limits(),
        open: &open,
    };
    let target = Target { format, version: args.oscal_version, allow_loss: args.allow_loss };
    let done =
        output::to_output(args.overwrite, output, |out, folder| convert::transcode(&source, target, folder, out))?;
    let line = format!(
        "{}: {} (OSCAL {}, {})",
        items(done.items),
        to(output),
        done.version,
        lost(Finding::number(&done.losses))
    );
    let findings = [done.findings, done.losses].concat();
    Ok(Done { findings, line, items: Some(done.items), ..Done::default() })
}

/// Turns a workbook into a document.
fn workbook(
    args: &Convert,
    beside: &Beside<'_>,
    source: Result<(Workbook, Vec<Finding>), Failure>,
    format: Format,
    output: Option<&Path>,
) -> Result<Done, Failure> {
    let Sources { mappings, which, workbook, mut findings, options, config_file } = sources(args, beside, source)?;
    let survey = Survey::new(&workbook, mappings.get(which)?, options)?;
    let report = output::to_output(args.overwrite, output, |out, folder| write(args, &survey, format, folder, out))?;
    let by = config_file.map_or_else(String::new, |file| format!(", by {}", shown(&file)));
    let line = line(&report, output) + &by;
    findings.extend(report.findings);
    findings.extend(report.losses);
    Ok(Done { findings, line, items: Some(report.items), cells: Some(report.cells), ..Done::default() })
}

/// A workbook, and all that is read beside it.
pub(super) struct Sources {
    pub(super) mappings: Arc<Mappings>,
    pub(super) which: Which,
    pub(super) workbook: Workbook,
    pub(super) findings: Vec<Finding>,
    pub(super) options: Options,
    pub(super) config_file: Option<PathBuf>,
}

/// Reads what stands beside a workbook.
pub(super) fn sources(
    args: &Convert,
    beside: &Beside<'_>,
    source: Result<(Workbook, Vec<Finding>), Failure>,
) -> Result<Sources, Failure> {
    let now = now(args.now.as_deref())?;
    let by = beside.by()?;
    let (mappings, config_file) = (Arc::clone(&by.mappings), by.config_file().map(Path::to_owned));
    let beyond = beside.beyond()?;
    let (workbook, mut findings) = source?;
    let (which, said) = mappings.of(&workbook)?;
    findings.extend(said);
    let version = args.oscal_version.unwrap_or_default();
    let limits = args.limited.limits();
    let options = Options { version, now, keep_examples: args.keep_examples, beyond, limits };
    Ok(Sources { mappings, which, workbook, findings, options, config_file })
}

fn write(
    args: &Convert,
    survey: &Survey<'_>,
    format: Format,
    folder: &Path,
    out: &mut dyn Sink,
) -> Result<Report, Failure> {
    let rows = survey.rows()?.len();
    let bar = progress(args, rows);
    let step = |rows: usize| bar.inc(u64::try_from(rows).unwrap_or(u64::MAX));
    let report = convert::write(survey, format, folder, args.allow_loss, &step, out);
    bar.finish_and_clear();
    report
}

/// A bar on a terminal, and only where there is something to wait for.
fn progress(args: &Convert, rows: usize) -> ProgressBar {
    if args.telling.quiet || rows < 2_000 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(rows).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} items") {
        bar.set_style(style);
    }
    bar
}

/// The format to write: the one asked for, else that of the output's name, else `otherwise`.
pub(super) fn format(args: &Convert, output: Option<&Path>, otherwise: Format) -> Result<Format, Failure> {
    if let Some(to) = args.to {
        let wrong = || Finding::error("unknown-format", "--to xlsx says nothing of an OSCAL document");
        return to.format().ok_or_else(|| Failure::Usage(vec![wrong().help("give --to json, xml or yaml")]));
    }
    let Some(path) = output else { return Ok(otherwise) };
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    Format::from_extension(extension).ok_or_else(|| {
        let what = if extension.is_empty() { "a name without an ending".to_owned() } else { format!("`.{extension}`") };
        let finding = Finding::error("unknown-format", format!("{what} tells no format"));
        let help = "end the name in .json, .xml, .yaml or .xlsx, or give --to";
        Failure::Usage(vec![finding.at(Place::file(&shown(path))).help(help)])
    })
}

/// The stamp a person asked for, or the build's: a date-time as OSCAL writes it.
pub(super) fn now(given: Option<&str>) -> Result<Option<String>, Failure> {
    let wrong = |what: &str, text: &str| {
        let finding = Finding::error("not-a-date-time", format!("{what} \"{text}\" is not a date and time"));
        Failure::Usage(vec![finding.help("write it like 2026-10-30T09:30:00Z")])
    };
    if let Some(text) = given {
        return if workbook::is_oscal_date_time(text) { Ok(Some(text.to_owned())) } else { Err(wrong("--now", text)) };
    }
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let stamp = text.trim().parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    stamp.map(|stamp| Some(stamp.to_string())).ok_or_else(|| wrong("SOURCE_DATE_EPOCH", &text))
}

fn line(report: &Report, output: Option<&Path>) -> String {
    format!(
        "{} of {} filled cells, {}: {}",
        items(report.items),
        report.cells,
        lost(Finding::number(&report.losses)),
        to(output)
    )
}

fn lost(count: usize) -> String {
    if count == 0 { "none lost".to_owned() } else { format!("{count} lost") }
}
