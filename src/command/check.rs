//! `poam check`.

use super::args::Check;
use super::mappings::{Mappings, Which};
use super::registers::Unread;
use super::{batch, convert, inputs, named, shown, tell};
use jiff::civil::Date;
use poam::check::{self, Against};
use poam::finding::{Failure, Finding};
use poam::limits::Limits;
use poam::register::{Options, Register};
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
    let limits = args.limited.limits();
    let mut previous = Before::open(args.previous.as_deref(), limits)?;
    let mut baseline = Before::open(args.held.baseline.as_deref(), limits)?;
    let kev = inputs::kev(args.held.kev.as_deref())?;
    let (inventory, ssp) = inputs::assets(args.inventory.as_deref(), &limits)?;
    let against = Against {
        as_of: args.as_of,
        now,
        previous: None,
        baseline: None,
        initial: args.held.initial,
        kev: kev.as_ref(),
        inventory: inventory.as_ref(),
        ssp: ssp.as_ref(),
    };
    let configured = config_file.as_deref().map_or_else(String::new, |file| format!(", by {}", shown(file)));
    let (mut findings, mut lines, mut worst) = (Vec::new(), Vec::new(), None);
    let mut counts = vec![0; config.switches.len()];
    for path in &args.files {
        let opened = batch::guarded(&named(path), || Unread::open(path, &mappings, limits));
        let by = opened.as_ref().ok().and_then(Unread::which).unwrap_or_else(|| mappings.of_document());
        // What is wrong with a POA&M of before is told once, and nothing is checked.
        let against = Against {
            previous: previous.by(by, &mappings, options)?,
            baseline: baseline.by(by, &mappings, options)?,
            ..against
        };
        let checked = opened.and_then(|unread| {
            batch::guarded(&named(path), || {
                let (register, findings) = unread.read(by, &mappings, options)?;
                check::check_read(&register, findings, mappings.get(by)?, against)
            })
        });
        match checked {
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

/// A POA&M of before, read by the mapping of each file that it is held against.
struct Before {
    file: Option<(String, Vec<u8>)>,
    limits: Limits,
    read: Vec<(Which, Register)>,
}

impl Before {
    fn open(path: Option<&Path>, limits: Limits) -> Result<Self, Failure> {
        let bytes = |path| Ok((named(path), inputs::bytes_or_standard_input(path)?));
        Ok(Before { file: path.map(bytes).transpose()?, limits, read: Vec::new() })
    }

    fn by(&mut self, by: Which, mappings: &Mappings, options: Options) -> Result<Option<&Register>, Failure> {
        let Some((name, bytes)) = &self.file else { return Ok(None) };
        if !self.read.iter().any(|(which, _)| *which == by) {
            let unread = Unread::of(name, bytes.clone(), mappings, self.limits)?;
            self.read.push((by, unread.read(by, mappings, options)?.0));
        }
        Ok(self.read.iter().find(|(which, _)| *which == by).map(|(_, register)| register))
    }
}
