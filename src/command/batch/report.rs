//! `--report`: what came of each source, for programs. One JSON object, a line for each source in the order of their
//! paths:
//!
//! - `poam`: the program's version
//! - `files`: `source`, `output` (absent where nothing was written), `exit-code`, `items` and `cells` (absent where they
//!   were not counted), `findings` by level, each with `code`, place, `message` and `help`, and `losses`, what a workbook
//!   does not show of the document
//! - `passed-over`: `path` and `why`
//! - `exit-code`: the highest

use super::super::args::Convert;
use super::super::convert::Done;
use super::super::output::to_output;
use super::super::{named, shown};
use super::sources::PassedOver;
use poam::convert::cannot_write;
use poam::finding::{Failure, Finding, Level};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::path::Path;

/// A report while it is written.
pub(super) struct Report<'a> {
    out: &'a mut dyn Write,
    is_first: bool,
}

fn unwritten(error: &io::Error) -> Failure {
    cannot_write("", error) // whoever opened the report knows its name
}

impl<'a> Report<'a> {
    pub(super) fn begin(out: &'a mut dyn Write) -> Result<Self, Failure> {
        write!(out, "{{\"poam\": {:?},\n\"files\": [", env!("CARGO_PKG_VERSION")).map_err(|e| unwritten(&e))?;
        Ok(Report { out, is_first: true })
    }

    pub(super) fn add(&mut self, entry: &Value) -> Result<(), Failure> {
        let between = if self.is_first { "\n" } else { ",\n" };
        self.is_first = false;
        write!(self.out, "{between}{entry}").map_err(|e| unwritten(&e))
    }

    pub(super) fn end(self, passed_over: &[PassedOver], code: u8) -> Result<(), Failure> {
        let passed = passed_over.iter().map(|passed| json!({ "path": shown(&passed.path), "why": passed.why.name() }));
        let passed: Vec<Value> = passed.collect();
        let passed = Value::Array(passed);
        writeln!(self.out, "\n],\n\"passed-over\": {passed},\n\"exit-code\": {code}}}").map_err(|e| unwritten(&e))
    }
}

/// What is said of a source.
pub(super) fn entry(source: &str, output: Option<&str>, code: u8, outcome: &Result<Done, Failure>) -> Value {
    let (findings, done) = match outcome {
        Ok(done) => (done.findings.as_slice(), Some(done)),
        Err(failure) => (failure.findings(), None),
    };
    let mut entry = Map::new();
    entry.insert("source".into(), json!(source));
    if let Some(output) = output {
        entry.insert("output".into(), json!(output));
    }
    entry.insert("exit-code".into(), json!(code));
    for (name, count) in [("items", done.and_then(|d| d.items)), ("cells", done.and_then(|d| d.cells))] {
        if let Some(count) = count {
            entry.insert(name.into(), json!(count));
        }
    }
    let all = |findings: &mut dyn Iterator<Item = &Finding>| Value::Array(findings.map(Finding::json).collect());
    let levels = [Level::Error, Level::Warning, Level::Info];
    let by_level = levels.map(|l| (l.name().to_owned(), all(&mut findings.iter().filter(|f| f.level == l))));
    entry.insert("findings".into(), Value::Object(by_level.into_iter().collect()));
    let losses = done.map(|done| done.losses.as_slice()).unwrap_or_default();
    if !losses.is_empty() {
        entry.insert("losses".into(), all(&mut losses.iter()));
    }
    Value::Object(entry)
}

/// Writes the report of one source that was converted by itself.
pub(in crate::command) fn of_one(
    args: &Convert,
    path: &Path,
    code: u8,
    outcome: &Result<Done, Failure>,
) -> Result<(), Failure> {
    let output = args.output.as_deref().filter(|output| *output != Path::new("-") && !args.dry_run);
    let output = output.filter(|_| outcome.is_ok()).map(shown);
    let entry = entry(&named(args.source()), output.as_deref(), code, outcome);
    to_output(args.overwrite, Some(path), |mut out, _| {
        let mut report = Report::begin(&mut out)?;
        report.add(&entry)?;
        report.end(&[], code)
    })
}
