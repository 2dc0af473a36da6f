//! `poam check`.

use super::args::Check;
use super::mappings::{Mappings, Which};
use super::registers::Unread;
use super::{convert, inputs, named, shown, tell};
use jiff::civil::Date;
use poam::check::{self, Against, Catalogue, Report};
use poam::finding::{Failure, Finding};
use poam::inventory::Inventory;
use poam::mapping::definition::Mapping;
use poam::register::{Options, Register};
use poam::ssp::{self, Ssp};
use std::path::Path;
use std::process::ExitCode;

/// Checks POA&Ms, one after the other. What cannot be read is told, and the others are checked all the same.
pub(crate) fn run(args: &Check) -> ExitCode {
    match files(args) {
        Ok((findings, done, worst)) => {
            let code = tell::findings(&args.telling, &findings, &done);
            worst.map_or(code, ExitCode::from)
        }
        Err(failure) => tell::failure(&args.telling, &failure),
    }
}

/// The findings, what was done, and the exit code of the worst failure.
fn files(args: &Check) -> Result<(Vec<Finding>, String, Option<u8>), Failure> {
    let now = convert::now(args.now.as_deref())?.and_then(|now| now.get(..10)?.parse::<Date>().ok());
    let (config, config_file, mappings) =
        inputs::mapping_by(args.by.mapping.as_deref(), args.by.config.as_deref(), args.by.no_config)?;
    let options = Options { date_order: config.date_order, keep_examples: false };
    let mut previous = Previous::open(args.previous.as_deref())?;
    let kev = args.kev.as_deref().map(|path| Catalogue::read(&shown(path), &inputs::bytes(path)?)).transpose()?;
    let assets = args.inventory.as_deref().map(assets).transpose()?;
    let (inventory, ssp) = assets.unwrap_or_default();
    let against = Against {
        as_of: args.as_of,
        now,
        previous: None,
        kev: kev.as_ref(),
        inventory: inventory.as_ref(),
        ssp: ssp.as_ref(),
    };
    let configured = config_file.as_deref().map_or_else(String::new, |file| format!(", by {}", shown(file)));
    let (mut findings, mut lines, mut worst) = (Vec::new(), Vec::new(), None);
    let mut counts = vec![0; config.switches.len()];
    for path in &args.files {
        let opened = Unread::open(path, &mappings);
        let by = opened.as_ref().ok().and_then(Unread::which).unwrap_or_else(|| mappings.of_document());
        // What is wrong with last month's POA&M is told once, and nothing is checked.
        let against = Against { previous: previous.by(by, &mappings, options)?, ..against };
        let report = opened.and_then(|unread| {
            let read = unread.read(by, &mappings, options)?;
            report(read, mappings.get(by)?, against)
        });
        match report {
            Ok(mut report) => {
                let met = check::switch(&config.switches, &mut report.findings);
                counts.iter_mut().zip(met).for_each(|(count, met)| *count += met);
                lines.push(format!("{}: {}{configured}", named(path), report.line()));
                findings.extend(report.findings);
            }
            Err(failure) => {
                lines.push(format!("{}: cannot be checked", named(path)));
                findings.extend(failure.findings().iter().cloned());
                worst = worst.max(Some(failure.exit_code()));
            }
        }
    }
    let config_name = config_file.as_deref().map(shown).unwrap_or_default();
    findings.extend(check::idle_switches(&config.switches, &counts, &config_name));
    Ok((findings, lines.join("\n"), worst))
}

/// Last month's POA&M, read by the mapping of each file that it is held against.
struct Previous {
    file: Option<(String, Vec<u8>)>,
    read: Vec<(Which, Register)>,
}

impl Previous {
    fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let bytes = |path| Ok((named(path), inputs::bytes_or_standard_input(path)?));
        Ok(Previous { file: path.map(bytes).transpose()?, read: Vec::new() })
    }

    fn by(&mut self, by: Which, mappings: &Mappings, options: Options) -> Result<Option<&Register>, Failure> {
        let Some((name, bytes)) = &self.file else { return Ok(None) };
        if !self.read.iter().any(|(which, _)| *which == by) {
            let unread = Unread::of(name, bytes.clone(), mappings)?;
            self.read.push((by, unread.read(by, mappings, options)?.0));
        }
        Ok(self.read.iter().find(|(which, _)| *which == by).map(|(_, register)| register))
    }
}

/// What the reading of a file came upon that a rule tells as well.
const TOLD_BY_RULES: [&str; 2] = ["duplicate-id", "missing-id"];

fn report(
    (register, mut findings): (Register, Vec<Finding>),
    mapping: &Mapping,
    against: Against<'_>,
) -> Result<Report, Failure> {
    let mut report = check::check(&register, mapping, against)?;
    findings.retain(|f| !TOLD_BY_RULES.contains(&f.code));
    findings.append(&mut report.findings);
    report.findings = findings;
    Ok(report)
}

/// The inventory: a workbook, or an SSP.
fn assets(path: &Path) -> Result<(Option<Inventory>, Option<Ssp>), Failure> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    if ["json", "xml", "yaml", "yml"].contains(&extension.as_str()) {
        return Ok((None, Some(ssp::read(&shown(path), &inputs::bytes(path)?)?)));
    }
    Ok((Some(inputs::inventory(path)?), None))
}
