//! `poam convert` of several sources or of folders: each source is converted by itself, in several threads, and what
//! comes of one is nothing to the others. What is in the way of an output is told before any work.

mod plan;
mod report;
mod sources;
mod summary;
mod work;

pub(super) use report::of_one as report_of_one;
pub(super) use work::guarded;

use super::args::{Convert, FindingsAs};
use super::beside::Beside;
use super::convert::{self, Done};
use super::output::to_output;
use super::{shown, tell};
use indicatif::{ProgressBar, ProgressStyle};
use plan::Job;
use poam::finding::{Failure, Finding, Level, Place};
use report::Report;
use serde_json::Value;
use sources::PassedOver;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use summary::Summary;

/// Whether several sources are to be converted.
pub(super) fn is_wanted(args: &Convert) -> bool {
    args.recursive || args.sources.len() > 1 || args.sources.iter().any(|source| source.is_dir())
}

/// Converts all sources. The exit code is the highest of theirs.
pub(super) fn run(args: &Convert) -> ExitCode {
    match convert(args) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => tell::failure(&args.telling, &failure),
    }
}

fn convert(args: &Convert) -> Result<u8, Failure> {
    let folder = plan::folder(args)?;
    let found = sources::find(&args.sources, args.recursive, folder);
    let jobs = plan::jobs(args, found.sources, folder)?;
    let beside = Beside::many(args)?;
    let made = plan::make_folders(&jobs)?;
    let outcome = match args.report.as_deref() {
        None => all(args, &beside, &jobs, &found.passed_over, None),
        Some(path) => to_output(args.overwrite, Some(path), |mut out, _| {
            all(args, &beside, &jobs, &found.passed_over, Some(&mut out))
        }),
    };
    // Folders in which nothing was written in the end.
    for folder in made.iter().rev() {
        let _ = std::fs::remove_dir(folder);
    }
    outcome
}

/// Does all the jobs, and tells of each as it ends, in their order.
fn all(
    args: &Convert,
    beside: &Beside<'_>,
    jobs: &[Job],
    passed_over: &[PassedOver],
    report: Option<&mut dyn Write>,
) -> Result<u8, Failure> {
    let bar = progress(args, jobs.len());
    let mut summary = Summary::default();
    let mut report = report.map(Report::begin).transpose()?;
    let has_report = report.is_some();
    let mut unwritten = None;
    let mut findings = Vec::new();
    let work = |job: &Job| {
        let outcome = work::guarded(&shown(&job.source), || one(args, beside, job));
        Ended::of(args, job, outcome, has_report)
    };
    work::each(jobs, work, |ended: Ended| {
        if !ended.told.is_empty() {
            // Nothing is left to do where standard error itself cannot be written.
            bar.suspend(|| {
                let _ = io::stderr().lock().write_all(ended.told.as_bytes());
            });
        }
        if let (Some(report), Some(entry), None) = (&mut report, &ended.entry, &unwritten) {
            unwritten = report.add(entry).err();
        }
        summary.add(&ended);
        findings.extend(ended.findings);
        bar.inc(1);
    });
    bar.finish_and_clear();
    let done = summary.text(&shown(plan::folder(args)?), passed_over);
    let telling = &args.telling;
    if telling.format != FindingsAs::Text {
        tell::findings(telling, &findings, &done);
    } else if !telling.quiet {
        let _ = io::stderr().lock().write_all(done.as_bytes());
    }
    if let Some(failure) = unwritten {
        return Err(failure);
    }
    if let Some(report) = report {
        report.end(passed_over, summary.code)?;
    }
    Ok(summary.code)
}

/// Converts the source of a job.
fn one(args: &Convert, beside: &Beside<'_>, job: &Job) -> Result<Done, Failure> {
    if let Some(failure) = &job.failure {
        return Err(failure.clone());
    }
    let mut args = args.clone();
    args.sources = vec![job.source.clone()];
    args.output = Some(job.output.clone());
    args.to = Some(plan::to(&args));
    args.telling.quiet = true; // the bar is that of all sources
    convert::one(&args, beside)
}

/// A job that is done, or could not be: no more than what is told of it.
struct Ended {
    source: String,
    /// What was written; none where nothing was.
    output: Option<String>,
    code: u8,
    items: Option<usize>,
    cells: Option<usize>,
    errors: usize,
    warnings: usize,
    /// Why there is no output.
    why: Option<String>,
    /// What is told on standard error as soon as the job has ended.
    told: String,
    /// What the report says.
    entry: Option<Value>,
    /// What is told when all is done.
    findings: Vec<Finding>,
}

impl Ended {
    fn of(args: &Convert, job: &Job, outcome: Result<Done, Failure>, has_report: bool) -> Self {
        let code = exit_code(args, &outcome);
        let source = shown(&job.source);
        let output = outcome.is_ok().then(|| shown(&job.output));
        let entry = has_report.then(|| report::entry(&source, output.as_deref(), code, &outcome));
        let (done, failure) = match outcome {
            Ok(done) => (done, None),
            Err(failure) => (Done::default(), Some(failure)),
        };
        let findings = failure.as_ref().map_or(done.findings, |failure| failure.findings().to_vec());
        let count = |level| Finding::count(&findings, level);
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
        // The reason stands last, after what was found before.
        let why = failure.map(|_| findings.last().map(|f| format!("{}: {}", f.code, f.message)).unwrap_or_default());
        let mut ended = Ended {
            output,
            code,
            items: done.items,
            cells: done.cells,
            errors,
            warnings,
            why,
            told: String::new(),
            entry,
            findings: Vec::new(),
            source,
        };
        if args.telling.format == FindingsAs::Text {
            let line = if ended.output.is_some() { done.line } else { "not converted".to_owned() };
            // On a terminal the bar says that a source is done, and the table what came of it.
            let line = if io::stderr().is_terminal() { String::new() } else { format!("{}: {line}", ended.source) };
            let worth_it: Vec<Finding> = findings.into_iter().filter(|f| f.level > Level::Info).collect();
            ended.told = tell::told(args.telling.quiet, &worth_it, &line);
        } else {
            ended.findings = findings;
        }
        ended
    }
}

/// The exit code of one source.
pub(super) fn exit_code(args: &Convert, outcome: &Result<Done, Failure>) -> u8 {
    match outcome {
        Ok(done) => u8::from(done.findings.iter().any(|f| f.level >= args.telling.fail_on.level())),
        Err(failure) => failure.exit_code(),
    }
}

/// A bar on a terminal.
fn progress(args: &Convert, jobs: usize) -> ProgressBar {
    if args.telling.quiet || args.telling.format != FindingsAs::Text || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(jobs).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} sources") {
        bar.set_style(style);
    }
    bar.tick();
    bar
}

/// A refusal before any work: the options are wrong.
fn usage(code: &'static str, message: impl Into<String>, help: &str) -> Failure {
    Failure::Usage(vec![Finding::error(code, message).help(help)])
}

/// A finding at a whole file or folder.
fn at(path: &std::path::Path, code: &'static str, message: impl Into<String>, help: &str) -> Finding {
    Finding::error(code, message).at(Place::file(&shown(path))).help(help)
}
