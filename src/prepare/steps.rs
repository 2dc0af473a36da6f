//! The steps, each of which writes its pieces.

use super::evidence::{self, Document, Held};
use super::{Making, Request, Source, embed};
use crate::check::{self, Against};
use crate::convert::{self, Survey, cannot_write};
use crate::diff::{self, Kind};
use crate::finding::{Failure, Finding, Level};
use crate::oscal::format::{self, Format};
use crate::register::{self, Register};
use crate::report::{self, Files, Form, Given};
use crate::validate;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The POA&Ms of both months, as their rows.
pub(super) struct Read {
    register: Register,
    /// What the reading came upon.
    findings: Vec<Finding>,
    /// Last month's, none or one.
    previous: Vec<Register>,
    /// That of the authorization.
    baseline: Option<Register>,
    of_previous: Vec<Finding>,
    documents: Vec<Document>,
}

pub(super) fn read(request: &Request<'_>) -> Result<Read, Failure> {
    let options = |keep_examples| register::Options { date_order: request.beyond.config.date_order, keep_examples };
    let open = |source: &Source| {
        let (mapping, limits) = (request.mapping, &request.options.limits);
        let read = register::open_within(&source.name, &source.bytes, mapping, options(false), limits);
        read.map_err(|failure| failure.in_file(&source.name))
    };
    let (workbook, found) = request.read;
    let Source { name, bytes } = request.workbook;
    let read = register::of_workbook(workbook, bytes, request.mapping, options(request.options.keep_examples));
    let (register, of_rows) = read.map_err(|failure| failure.in_file(name))?;
    let findings = [found.as_slice(), &of_rows].concat();
    let previous = request.previous.map(open).transpose()?;
    let (previous, of_previous) = previous.unzip();
    let baseline = request.baseline.map(|baseline| Ok(open(baseline)?.0)).transpose()?;
    let documents = evidence::documents(&register, request.mapping);
    Ok(Read {
        register,
        findings,
        previous: previous.into_iter().collect(),
        baseline,
        of_previous: of_previous.unwrap_or_default(),
        documents,
    })
}

/// The OSCAL document in both formats, with the supporting documents in it if that is asked for.
pub(super) fn document<'a>(
    request: &Request<'a>,
    read: &'a Read,
    making: &mut Making<'_>,
) -> Result<Option<Held<'a>>, Failure> {
    let options = &request.options;
    let (workbook, found) = request.read;
    let mut findings = found.clone();
    findings.extend(request.chosen.clone());
    let wanted = convert::Options {
        version: options.version,
        now: options.now.clone(),
        keep_examples: options.keep_examples,
        beyond: request.beyond.clone(),
        limits: options.limits,
    };
    let survey = Survey::new(workbook, request.mapping, wanted)?;
    let mut held = request.evidence.map(|evidence| evidence::hold(&read.documents, evidence)).transpose()?;
    let contents = match &mut held {
        Some(held) if options.embed => Some(embed::contents(&mut held.there, &mut held.findings)?),
        _ => None,
    };
    let (root, report) = convert::document_with(&survey, |root| {
        if let Some(contents) = contents {
            contents.put(root);
        }
    })?;
    if !report.losses.is_empty() && !options.allow_loss {
        return Err(convert::refused_for_loss(report.losses));
    }
    for format in [Format::Json, Format::Xml] {
        making.write(&name_of(format), |mut out| {
            format::write(&mut out, format, options.version, &root).map_err(|error| cannot_write("", &error))
        })?;
    }
    let lost = if report.losses.is_empty() {
        "none lost".to_owned()
    } else {
        format!("{} lost", Finding::number(&report.losses))
    };
    let line = format!("{} of {} filled cells, {lost}", items(report.items), report.cells);
    findings.extend(report.findings);
    findings.extend(report.losses);
    making.step("conversion", line, findings)?;
    if let Some(held) = &held {
        making.step("evidence", held.line.clone(), held.findings.clone())?;
    }
    Ok(held)
}

fn name_of(format: Format) -> String {
    format!("poam.{}", format.name())
}

/// Both documents, as they were written. What is found in both is told of the first.
pub(super) fn validation(making: &mut Making<'_>) -> Result<(), Failure> {
    let (mut lines, mut findings) = (Vec::new(), Vec::new());
    let mut told = BTreeSet::new();
    for format in [Format::Json, Format::Xml] {
        let name = name_of(format);
        let bytes = std::fs::read(making.folder.join(&name)).map_err(|error| cannot_write(&name, &error))?;
        let report = validate::file(&name, &bytes, None, None)?;
        lines.push(format!("{name}: {}", report.line()));
        let is_new = |f: &Finding| told.insert((f.code, f.at.path.clone(), f.message.clone()));
        findings.extend(report.findings.into_iter().filter(is_new));
    }
    making.step("validation", lines.join("\n"), findings)
}

/// The workbook, by the rules of a submission.
pub(super) fn check(request: &Request<'_>, read: &Read, making: &mut Making<'_>) -> Result<check::Report, Failure> {
    let (options, beyond) = (&request.options, &request.beyond);
    let now = options.now.as_deref().and_then(|now| now.get(..10)?.parse::<Date>().ok());
    let against = Against {
        as_of: options.as_of,
        now,
        previous: read.previous.first(),
        baseline: read.baseline.as_ref(),
        initial: options.initial,
        kev: request.kev,
        inventory: beyond.inventory.as_ref(),
        ssp: beyond.ssp.as_ref(),
    };
    let mut report = check::check_read(&read.register, read.findings.clone(), request.mapping, against)?;
    let config = request.other("configuration");
    check::follow_switches(&beyond.config.switches, &mut report, config.unwrap_or_default());
    let by = config.map_or_else(String::new, |config| format!(", by {config}"));
    making.step("check", report.line() + &by, report.findings.clone())?;
    Ok(report)
}

/// What changed since last month, if last month is given.
pub(super) fn diff(request: &Request<'_>, read: &Read, making: &mut Making<'_>) -> Result<(), Failure> {
    let Some(previous) = read.previous.first() else { return Ok(()) };
    let diff = diff::compare(previous, &read.register, request.mapping, diff::Options::default());
    making.put("diff.md", diff::markdown::diff(&diff).as_bytes())?;
    making.put("diff.json", format!("{:#}\n", diff::json::diff(&diff)).as_bytes())?;
    let kinds = Kind::ALL.into_iter().filter(|kind| diff.count(*kind) > 0);
    let kinds: Vec<String> = kinds.map(|kind| format!("{} {}", diff.count(kind), kind.name())).collect();
    let line = if kinds.is_empty() { "no item differs".to_owned() } else { kinds.join(", ") };
    making.note("diff", format!("{line} since {}", previous.name), Vec::new());
    // What was wrong in last month's file is worth knowing, and no fault of this month's.
    if let Some(step) = making.prepared.steps.last_mut() {
        step.findings = read.of_previous.iter().filter(|finding| finding.level == Level::Error).cloned().collect();
    }
    Ok(())
}

/// The month as a page.
pub(super) fn report(
    request: &Request<'_>,
    read: &Read,
    checked: &check::Report,
    making: &mut Making<'_>,
) -> Result<(), Failure> {
    let files = Files {
        config: request.other("configuration"),
        mapping: request.other("mapping"),
        kev: request.other("kev"),
        inventory: request.other("inventory").or(request.other("ssp")),
        baseline: request.baseline.map(|baseline| baseline.name.as_str()),
    };
    let given = Given {
        mapping: request.mapping,
        previous: &read.previous,
        kev: request.kev,
        switches: &request.beyond.config.switches,
        files,
    };
    let report = report::report(&read.register, checked, &given);
    making.write("report.html", |out| report::write(&report, Form::Html, out))?;
    making.note("report", "report.html".to_owned(), report::doubts(&report));
    Ok(())
}

fn items(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}
