//! `poam prepare`.

use super::args::{By, Held, Limited, Telling};
use super::{convert, folder, inputs, shown, tell};
use jiff::civil::Date;
use poam::check::Catalogue;
use poam::config::Config;
use poam::convert::Beyond;
use poam::finding::{Failure, Finding, Place};
use poam::oscal::version::Version;
use poam::prepare::{self, Evidence, Named, Options, Prepared, Request, Source};
use poam::ssp;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Make the month's submission in one go: OSCAL, validation, check, difference, report, manifest
///
/// The folder holds poam.json and poam.xml; what the conversion, the validation and the check found, as text and as
/// JSON; what changed since last month; report.html; and manifest.json with the SHA-256 of all that went in and came
/// out. It appears whole or not at all, and made twice from the same files it is the same to the byte.
#[derive(Debug, clap::Args)]
#[allow(clippy::doc_markdown, clippy::struct_excessive_bools)] // --help shows names as they are; each is a switch
pub(crate) struct Prepare {
    /// The workbook (.xlsx, .xlsm, .xls, .xlsb, .ods or .csv)
    #[arg(value_name = "WORKBOOK")]
    pub(crate) workbook: PathBuf,

    /// Last month's POA&M, workbook or document: what changed, what must not change, what vanished
    #[arg(long, value_name = "FILE")]
    pub(crate) previous: Option<PathBuf>,

    /// The folder to make
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,

    /// Replace DIR if it holds a submission made before and nothing else
    #[arg(long)]
    pub(crate) overwrite: bool,

    /// The folder of supporting documents: those that items name must be there
    #[arg(long, value_name = "DIR")]
    pub(crate) evidence: Option<PathBuf>,

    /// Put the supporting documents into the OSCAL document too, as base64
    #[arg(long, requires = "evidence")]
    pub(crate) embed: bool,

    /// The day to judge by; without it the POAM Date
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,

    #[command(flatten)]
    pub(crate) held: Held,

    /// FedRAMP's integrated inventory workbook: the assets there are
    #[arg(long, value_name = "FILE")]
    pub(crate) inventory: Option<PathBuf>,

    /// The system's SSP (OSCAL, in JSON, XML or YAML): its assets and components keep their uuids
    #[arg(long, value_name = "FILE")]
    pub(crate) ssp: Option<PathBuf>,

    /// The OSCAL version: 1.0.4, 1.0.6, 1.1.2, 1.1.3, 1.2.1, 1.2.2 or 1.2.3
    #[arg(long, value_name = "VERSION", default_value_t)]
    pub(crate) oscal_version: Version,

    #[command(flatten)]
    pub(crate) by: By,

    #[command(flatten)]
    pub(crate) limited: Limited,

    /// The date-time of metadata/last-modified, and today for an old POAM Date; without it SOURCE_DATE_EPOCH, else the
    /// workbook's own stamp
    #[arg(long, value_name = "DATE-TIME")]
    pub(crate) now: Option<String>,

    /// The template's example rows are items too
    #[arg(long)]
    pub(crate) keep_examples: bool,

    /// Write the document even where something of the workbook would be lost
    #[arg(long)]
    pub(crate) allow_loss: bool,

    #[command(flatten)]
    pub(crate) telling: Telling,
}

/// Prepares a submission. The exit code is the highest of its steps'.
pub(crate) fn run(args: &Prepare) -> ExitCode {
    match prepared(args) {
        Ok(prepared) => {
            let findings: Vec<Finding> = prepared.steps.iter().flat_map(|step| step.findings.clone()).collect();
            tell::findings(&args.telling, &findings, &done(&prepared, &args.output));
            ExitCode::from(prepared.exit_code())
        }
        Err(failure) => tell::failure(&args.telling, &failure),
    }
}

fn done(prepared: &Prepared, output: &Path) -> String {
    let mut lines: Vec<String> =
        prepared.steps.iter().map(|step| format!("{}: {}", step.name, step.line.replace('\n', "; "))).collect();
    lines.push(format!("{} files: {}", prepared.files.len(), shown(output)));
    lines.join("\n")
}

fn prepared(args: &Prepare) -> Result<Prepared, Failure> {
    folder::refuse_existing(args.overwrite, &args.output)?;
    let now = convert::now(args.now.as_deref())?;
    let mut others = Vec::new();
    let (mut config, config_file, mappings) =
        inputs::mapping_by(args.by.mapping.as_deref(), args.by.config.as_deref(), args.by.no_config)?;
    if let Some(path) = &config_file {
        // What the submission tells of it knows no folder.
        config.findings.iter_mut().for_each(|finding| finding.at.file = Some(own_name(path).into()));
        others.push(("configuration", named(path)?));
    }
    let mapping_file = inputs::mapping_file_of(args.by.mapping.as_deref(), &config, config_file.as_deref());
    others.extend(mapping_file.map(|path| Ok(("mapping", named(&path)?))).transpose()?);
    let beyond = beyond(args, config, &mut others)?;
    let kev = match &args.held.kev {
        None => None,
        Some(path) => {
            let bytes = inputs::bytes(path)?;
            others.push(("kev", Named::of(&own_name(path), &bytes)));
            Some(Catalogue::read(&own_name(path), &bytes)?)
        }
    };
    let evidence = args.evidence.as_deref().map(|path| Evidence::read(path, &args.output)).transpose()?;
    let workbook = source(&args.workbook)?;
    let mut previous = args.previous.as_deref().map(source).transpose()?;
    if let Some(previous) = &mut previous
        && previous.name == workbook.name
    {
        // Two months of one name have to be told apart.
        previous.name = format!("previous/{}", previous.name);
    }
    let mut baseline = args.held.baseline.as_deref().map(source).transpose()?;
    if let Some(baseline) = &mut baseline
        && (baseline.name == workbook.name || previous.as_ref().is_some_and(|previous| previous.name == baseline.name))
    {
        baseline.name = format!("baseline/{}", baseline.name);
    }
    let read = prepare::open(&workbook, &args.limited.limits())?;
    let (which, said) = mappings.of(&read.0)?;
    let options = Options {
        version: args.oscal_version,
        now,
        as_of: args.as_of,
        keep_examples: args.keep_examples,
        allow_loss: args.allow_loss,
        embed: args.embed,
        initial: args.held.initial,
        limits: args.limited.limits(),
        fail_on: args.telling.fail_on.level(),
    };
    let request = Request {
        workbook: &workbook,
        read: &read,
        previous: previous.as_ref(),
        baseline: baseline.as_ref(),
        mapping: mappings.get(which)?,
        chosen: said,
        beyond: beyond.into(),
        kev: kev.as_ref(),
        evidence: evidence.as_ref(),
        others,
        options,
    };
    folder::to_folder(args.overwrite, &args.output, |folder| {
        let name = workbook.name.clone();
        super::batch::guarded(&name, || prepare::prepare(&request, folder))
    })
}

/// What is known beyond the workbook.
fn beyond(args: &Prepare, config: Config, others: &mut Vec<(&'static str, Named)>) -> Result<Beyond, Failure> {
    let ssp = match &args.ssp {
        None => None,
        Some(path) => {
            let bytes = inputs::bytes(path)?;
            others.push(("ssp", Named::of(&own_name(path), &bytes)));
            Some(ssp::read(&own_name(path), &bytes)?)
        }
    };
    let inventory =
        args.inventory.as_deref().map(|path| inputs::inventory(path, &args.limited.limits())).transpose()?;
    if let Some(path) = &args.inventory {
        others.push(("inventory", named(path)?));
    }
    Ok(Beyond { config, ssp, inventory })
}

/// A file's name without its folders: what a submission says of it is the same wherever it lies.
fn own_name(path: &Path) -> String {
    path.file_name().map_or_else(|| shown(path), |name| name.to_string_lossy().into_owned())
}

fn named(path: &Path) -> Result<Named, Failure> {
    Ok(Named::of(&own_name(path), &inputs::bytes(path)?))
}

fn source(path: &Path) -> Result<Source, Failure> {
    if path == Path::new("-") {
        let finding = Finding::error("needs-a-name", "a submission names what it was made of, and - has no name");
        return Err(Failure::Usage(vec![finding.at(Place::file("standard input")).help("give a file")]));
    }
    Ok(Source { name: own_name(path), bytes: inputs::bytes(path)? })
}
