//! `poam check`.

use super::args::Check;
use super::{convert, inputs, named, shown, tell};
use jiff::civil::Date;
use poam::check::{self, Against, Catalogue, Report};
use poam::finding::{Failure, Finding};
use poam::inventory::Inventory;
use poam::limits::Limits;
use poam::mapping::definition::Mapping;
use poam::register::{self, Register};
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
    let (config, config_file, mapping) =
        inputs::mapping_by(args.by.mapping.as_deref(), args.by.config.as_deref(), args.by.no_config)?;
    let options = register::Options { date_order: config.date_order, keep_examples: false };
    let limits = args.limited.limits();
    let read = |path: &Path| -> Result<(Register, Vec<Finding>), Failure> {
        let bytes = inputs::bytes_or_standard_input(path)?;
        register::open_within(&named(path), &bytes, &mapping, options, &limits).map_err(|f| f.in_file(&named(path)))
    };
    let previous = args.previous.as_deref().map(read).transpose()?;
    let kev = args.kev.as_deref().map(|path| Catalogue::read(&shown(path), &inputs::bytes(path)?)).transpose()?;
    let assets = args.inventory.as_deref().map(|path| assets(path, &limits)).transpose()?;
    let (inventory, ssp) = assets.unwrap_or_default();
    let against = Against {
        as_of: args.as_of,
        now,
        previous: previous.as_ref().map(|(register, _)| register),
        kev: kev.as_ref(),
        inventory: inventory.as_ref(),
        ssp: ssp.as_ref(),
    };
    let by = config_file.as_deref().map_or_else(String::new, |file| format!(", by {}", shown(file)));
    let (mut findings, mut lines, mut worst) = (Vec::new(), Vec::new(), None);
    let mut counts = vec![0; config.switches.len()];
    for path in &args.files {
        match read(path).and_then(|read| report(read, &mapping, against)) {
            Ok(mut report) => {
                let met = check::switch(&config.switches, &mut report.findings);
                counts.iter_mut().zip(met).for_each(|(count, met)| *count += met);
                lines.push(format!("{}: {}{by}", named(path), report.line()));
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
fn assets(path: &Path, limits: &Limits) -> Result<(Option<Inventory>, Option<Ssp>), Failure> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    if ["json", "xml", "yaml", "yml"].contains(&extension.as_str()) {
        return Ok((None, Some(ssp::read(&shown(path), &inputs::bytes(path)?)?)));
    }
    Ok((Some(inputs::inventory(path, limits)?), None))
}
