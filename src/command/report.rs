//! `poam report`.

use super::args::{FailOn, FindingsAs, Report, ReportAs, Telling};
use super::output::{refuse_existing, to_output};
use super::registers::{self, Unread};
use super::{inputs, shown, tell};
use poam::check::{self, Against};
use poam::finding::{Failure, Finding, Place};
use poam::register;
use poam::report::{self, Files, Form, Given};
use std::path::Path;
use std::process::ExitCode;

/// Writes the report of a POA&M. Exit code 0 when it could be written, whatever is wrong in the POA&M: that is told in
/// the report.
pub(crate) fn run(args: &Report) -> ExitCode {
    let telling = Telling { format: FindingsAs::Text, fail_on: FailOn::Error, quiet: args.quiet };
    match write(args) {
        Ok((findings, done)) => {
            tell::findings(&telling, &findings, &done);
            ExitCode::SUCCESS
        }
        Err(failure) => tell::failure(&telling, &failure),
    }
}

/// What was doubtful, and what was done.
fn write(args: &Report) -> Result<(Vec<Finding>, String), Failure> {
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let form = form(args.format, output)?;
    refuse_existing(args.overwrite, output)?;
    let (config, config_file, mappings) =
        inputs::mapping_by(args.by.mapping.as_deref(), args.by.config.as_deref(), args.by.no_config)?;
    let options = register::Options { date_order: config.date_order, keep_examples: false };
    let limits = args.limited.limits();
    let unread = Unread::open(&args.file, &mappings, limits)?;
    let before =
        args.previous.iter().map(|path| Unread::open(path, &mappings, limits)).collect::<Result<Vec<_>, _>>()?;
    let baseline = args.held.baseline.as_deref().map(|path| Unread::open(path, &mappings, limits)).transpose()?;
    let by = registers::common(before.iter().chain(&baseline).chain([&unread]), &mappings);
    let mapping = mappings.get(by)?;
    let (register, findings) = unread.read(by, &mappings, options)?;
    // What was wrong in the months before was told in them.
    let previous = before.into_iter().map(|unread| Ok(unread.read(by, &mappings, options)?.0));
    let previous = previous.collect::<Result<Vec<_>, Failure>>()?;
    let previous = report::in_order(previous, mapping);
    let baseline = baseline.map(|unread| Ok(unread.read(by, &mappings, options)?.0)).transpose()?;
    let kev = inputs::kev(args.held.kev.as_deref())?;
    let (inventory, ssp) = inputs::assets(args.inventory.as_deref(), &limits)?;
    let against = Against {
        as_of: args.as_of,
        now: None,
        previous: previous.last(),
        baseline: baseline.as_ref(),
        initial: args.held.initial,
        kev: kev.as_ref(),
        inventory: inventory.as_ref(),
        ssp: ssp.as_ref(),
    };
    let config_name = config_file.as_deref().map(shown);
    let mut checked = check::check_read(&register, findings, mapping, against)?;
    check::follow_switches(&config.switches, &mut checked, config_name.as_deref().unwrap_or_default());
    let mapping_file = inputs::mapping_file_of(args.by.mapping.as_deref(), &config, config_file.as_deref());
    let asked =
        [mapping_file.as_deref(), args.held.kev.as_deref(), args.inventory.as_deref(), args.held.baseline.as_deref()];
    let [mapping_name, kev_name, inventory_name, baseline_name] = asked.map(|path| path.map(shown));
    let files = Files {
        config: config_name.as_deref(),
        mapping: mapping_name.as_deref(),
        kev: kev_name.as_deref(),
        inventory: inventory_name.as_deref(),
        baseline: baseline_name.as_deref(),
    };
    let given = Given { mapping, previous: &previous, kev: kev.as_ref(), switches: &config.switches, files };
    let report = report::report(&register, &checked, &given);
    to_output(args.overwrite, output, |out, _| report::write(&report, form, out))?;
    Ok((report::doubts(&report), done(&report, output)))
}

/// The form that is asked for, else the one of the output's extension; a page where there is no output.
fn form(asked: Option<ReportAs>, output: Option<&Path>) -> Result<Form, Failure> {
    if let Some(asked) = asked {
        return Ok(asked.into());
    }
    let Some(path) = output else { return Ok(Form::Html) };
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    Form::of_extension(&extension).ok_or_else(|| {
        let message = "nothing tells the form of the report";
        let finding = Finding::error("unknown-format", message).at(Place::file(&shown(path)));
        Failure::Usage(vec![finding.help("end the name in .html, .md, .json or .xlsx, or give --format")])
    })
}

/// What was written, in a line.
fn done(report: &report::Report, output: Option<&Path>) -> String {
    let now = report.months.last();
    let open = now.map_or(0, |month| month.open.total());
    let late = now.and_then(|month| month.late).map_or(0, report::ByRating::total);
    let before = match report.months.len() {
        0 | 1 => String::new(),
        2 => ", against 1 month before".to_owned(),
        months => format!(", against {} months before", months - 1),
    };
    let head = &report.head;
    format!("{}: {open} open, {late} late as of {}{before}: {}", head.file, head.as_of, super::to(output))
}
