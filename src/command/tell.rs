//! Findings as a person or a program reads them, on standard error.

use super::args::{FindingsAs, Telling};
use poam::finding::{Failure, Finding, Level, cut};
use poam::sarif;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

/// So many characters of a line are shown: it may hold a text of the file.
const LONGEST: usize = 2_100;

/// So many findings of one code are shown one by one; the rest are counted.
const SHOWN: usize = 10;

/// Tells findings and what was done, and gives the exit code.
pub(crate) fn findings(telling: &Telling, findings: &[Finding], done: &str) -> ExitCode {
    let mut out = BufWriter::new(std::io::stderr().lock());
    // Nothing is left to do where standard error itself cannot be written.
    let _ = match telling.format {
        FindingsAs::Json => json_lines(&mut out, findings, done),
        FindingsAs::Sarif => sarif_log(&mut out, findings, true),
        FindingsAs::Text => text(&mut out, telling.quiet, findings, done),
    };
    let _ = out.flush();
    let worst = findings.iter().map(|f| f.level).max();
    if worst.is_some_and(|level| level >= telling.fail_on.level()) { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

/// Tells why a job stopped, and gives the exit code.
pub(crate) fn failure(telling: &Telling, failure: &Failure) -> ExitCode {
    let mut out = BufWriter::new(std::io::stderr().lock());
    let _ = match telling.format {
        FindingsAs::Json => json_lines(&mut out, failure.findings(), ""),
        FindingsAs::Sarif => sarif_log(&mut out, failure.findings(), false),
        FindingsAs::Text => text(&mut out, telling.quiet, failure.findings(), ""),
    };
    let _ = out.flush();
    ExitCode::from(failure.exit_code())
}

fn text(out: &mut impl Write, quiet: bool, findings: &[Finding], done: &str) -> std::io::Result<()> {
    // How many there are of a code, and how many of them are not told one by one by anybody.
    let mut told: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for finding in findings.iter().filter(|f| !quiet || f.level == Level::Error) {
        let (count, more) = told.entry(finding.code).or_default();
        *count += 1;
        *more += finding.more;
        if *count <= SHOWN {
            for line in finding.to_string().lines() {
                writeln!(out, "{}", cut(line, LONGEST))?;
            }
        }
    }
    for (code, (count, more)) in told.iter().filter(|(_, (count, more))| count + more > SHOWN) {
        let which = if *more == 0 { "all".to_owned() } else { format!("the first {count}") };
        writeln!(out, "... and {} more of {code}: --format json tells {which}", count + more - count.min(&SHOWN))?;
    }
    if !quiet && !done.is_empty() {
        writeln!(out, "{done}")?;
    }
    Ok(())
}

/// One JSON object: the findings, each with its parts, and what was done.
fn json_lines(out: &mut impl Write, findings: &[Finding], done: &str) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Told { findings: Each(findings), done })?;
    writeln!(out)
}

struct Told<'a> {
    findings: Each<'a>,
    done: &'a str,
}

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut told = serializer.serialize_map(None)?;
        told.serialize_entry("findings", &self.findings)?;
        if !self.done.is_empty() {
            told.serialize_entry("done", self.done)?;
        }
        told.end()
    }
}

/// Findings made JSON one after the other.
struct Each<'a>(&'a [Finding]);

impl Serialize for Each<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Finding::json))
    }
}

/// What is known of a code.
fn described(code: &str) -> Option<sarif::Described> {
    let rule = poam::rule::by_code(code)?;
    Some(sarif::Described { checks: rule.checks, why: rule.why, level: rule.level })
}

/// A SARIF log. `done` is whether the job was done.
fn sarif_log(out: &mut impl Write, findings: &[Finding], done: bool) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &sarif::log(findings, &described, done))?;
    writeln!(out)
}

/// What is told to people of findings, and what was done.
pub(super) fn told(quiet: bool, findings: &[Finding], done: &str) -> String {
    let mut told = Vec::new();
    // Memory takes all.
    let _ = text(&mut told, quiet, findings, done);
    String::from_utf8_lossy(&told).into_owned()
}
