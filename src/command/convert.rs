//! `poam convert`.

use super::args::Convert;
use super::{inputs, shown, tell};
use indicatif::{ProgressBar, ProgressStyle};
use poam::convert::{self, Beyond, Options, Report, Survey};
use poam::finding::{Failure, Finding, Place};
use poam::oscal::format::Format;
use poam::ssp;
use poam::workbook;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Converts one workbook.
pub(crate) fn run(args: &Convert) -> ExitCode {
    match convert(args) {
        Ok((findings, done)) => tell::findings(&args.telling, &findings, &done),
        Err(failure) => tell::failure(&args.telling, &failure),
    }
}

fn convert(args: &Convert) -> Result<(Vec<Finding>, String), Failure> {
    let output = args.output.as_deref().filter(|p| *p != Path::new("-"));
    let format = format(args, output)?;
    if let Some(path) = output
        && !args.overwrite
        && path.exists()
    {
        let finding = Finding::error("output-exists", "the file is there already").at(Place::file(&shown(path)));
        return Err(Failure::unreadable(finding.help("give --overwrite to replace it, or another name")));
    }
    let now = now(args)?;
    let (config, config_file) = inputs::config(args)?;
    let of_config = inputs::mapping_of(&config, config_file.as_deref());
    let mut mapping = inputs::mapping(args.mapping.as_deref().or(of_config.as_deref()))?;
    for detector in &config.detectors {
        if let Some(kind) = detector.kind {
            mapping.name_kind("detector", &detector.name, kind);
        }
    }
    let ssp = args.ssp.as_deref().map(|path| ssp::read(&shown(path), &inputs::bytes(path)?)).transpose()?;
    let inventory = args.inventory.as_deref().map(inputs::inventory).transpose()?;
    let (workbook, mut findings) = inputs::workbook(&args.source)?;
    let beyond = Beyond { config, ssp, inventory };
    let options = Options { version: args.oscal_version, now, keep_examples: args.keep_examples, beyond };
    let survey = Survey::new(&workbook, &mapping, options)?;
    let report = if let Some(path) = output {
        to_file(args, &survey, format, path)?
    } else {
        let mut out = BufWriter::new(io::stdout().lock());
        let report = write(args, &survey, format, &std::env::temp_dir(), &mut out);
        let report = report.map_err(|f| f.in_file("standard output"))?;
        out.flush().map_err(|e| convert::cannot_write("standard output", &e))?;
        report
    };
    let by = config_file.map_or_else(String::new, |file| format!(", by {}", shown(&file)));
    let done = done(&report, output) + &by;
    findings.extend(report.findings);
    findings.extend(report.losses);
    Ok((findings, done))
}

/// Writes to a temporary file beside the output, which takes its name when it is whole.
fn to_file(args: &Convert, survey: &Survey<'_>, format: Format, path: &Path) -> Result<Report, Failure> {
    let name = shown(path);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    let failed = |e: &io::Error| convert::cannot_write(&name, e);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".poam-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666)); // less the umask, as any new file
    }
    let mut file = builder.tempfile_in(&folder).map_err(|e| failed(&e))?;
    // A plain file, for then the system itself copies what was spooled.
    let mut out = BufWriter::with_capacity(1 << 16, file.as_file_mut());
    let report = write(args, survey, format, &folder, &mut out).map_err(|f| f.in_file(&name))?;
    out.flush().map_err(|e| failed(&e))?;
    drop(out);
    let kept = if args.overwrite { file.persist(path) } else { file.persist_noclobber(path) };
    kept.map_err(|e| failed(&e.error))?;
    Ok(report)
}

fn write(
    args: &Convert,
    survey: &Survey<'_>,
    format: Format,
    folder: &Path,
    out: &mut impl Write,
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

fn format(args: &Convert, output: Option<&Path>) -> Result<Format, Failure> {
    if let Some(to) = args.to {
        return Ok(to.into());
    }
    let Some(path) = output else { return Ok(Format::Json) };
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    Format::from_extension(extension).ok_or_else(|| {
        let what = if extension.is_empty() { "a name without an ending".to_owned() } else { format!("`.{extension}`") };
        let finding = Finding::error("unknown-format", format!("{what} tells no format"));
        let help = "end the name in .json, .xml or .yaml, or give --to";
        Failure::Usage(vec![finding.at(Place::file(&shown(path))).help(help)])
    })
}

/// The stamp a person asked for, or the build's: a date-time as OSCAL writes it.
fn now(args: &Convert) -> Result<Option<String>, Failure> {
    let wrong = |what: &str, text: &str| {
        let finding = Finding::error("not-a-date-time", format!("{what} \"{text}\" is not a date and time"));
        Failure::Usage(vec![finding.help("write it like 2026-10-30T09:30:00Z")])
    };
    if let Some(text) = &args.now {
        return if workbook::is_oscal_date_time(text) { Ok(Some(text.clone())) } else { Err(wrong("--now", text)) };
    }
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let stamp = text.trim().parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    stamp.map(|stamp| Some(stamp.to_string())).ok_or_else(|| wrong("SOURCE_DATE_EPOCH", &text))
}

fn done(report: &Report, output: Option<&Path>) -> String {
    let to = output.map_or_else(|| "standard output".to_owned(), shown);
    let items = if report.items == 1 { "1 item".to_owned() } else { format!("{} items", report.items) };
    let lost = if report.losses.is_empty() { "none lost".to_owned() } else { format!("{} lost", report.losses.len()) };
    format!("{items} of {} filled cells, {lost}: {to}", report.cells)
}
