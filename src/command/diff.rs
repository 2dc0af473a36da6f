//! `poam diff`.

use super::args::{Diff, DiffAs, FailOn, FindingsAs, Telling};
use super::registers::{self, Unread};
use super::{inputs, tell};
use poam::convert;
use poam::diff::{self, Options};
use poam::finding::{Failure, Finding, Level};
use poam::mapping::definition::Mapping;
use poam::register::{self, Register};
use std::io::{self, Write};
use std::process::ExitCode;

/// Tells the difference of two POA&Ms, or the history of items over more. Exit code 0 when they could be read, whatever
/// is wrong in them; with `--exit-code` 1 when something differs.
pub(crate) fn run(args: &Diff) -> ExitCode {
    let telling = Telling { format: FindingsAs::Text, fail_on: FailOn::Error, quiet: false };
    let mut findings = Vec::new();
    match differs(args, &mut findings) {
        Ok(differs) => {
            // An id that is missing or stands twice, a value that could not be read: the difference is to be taken with
            // care, but it is told.
            tell::findings(&telling, &findings, "");
            ExitCode::from(u8::from(differs && args.exit_code))
        }
        Err(failure) => tell::failure(&telling, &failure),
    }
}

fn differs(args: &Diff, findings: &mut Vec<Finding>) -> Result<bool, Failure> {
    let (config, _, mappings) =
        inputs::mapping_by(args.by.mapping.as_deref(), args.by.config.as_deref(), args.by.no_config)?;
    let options = register::Options { date_order: config.date_order, keep_examples: false };
    let limits = args.limited.limits();
    let mut unread = Vec::new();
    for path in &args.files {
        unread.push(Unread::open(path, &mappings, limits)?);
    }
    let by = registers::common(&unread, &mappings);
    let mut registers = Vec::new();
    for unread in unread {
        let (register, found) = unread.read(by, &mappings, options)?;
        findings.extend(found.into_iter().filter(|f| f.level == Level::Error || f.code == "mapping-chosen"));
        registers.push(register);
    }
    let mapping = mappings.get(by)?;
    let options = Options { spelling: args.spelling };
    let (told, differs) = match (registers.as_slice(), &args.item) {
        ([old, new], None) => pair(args, old, new, mapping, options),
        (all, item) => history(args, all, item.as_deref(), mapping, options)?,
    };
    let mut out = io::stdout().lock();
    let written = out.write_all(told.as_bytes()).and_then(|()| out.flush());
    written.map_err(|e| convert::cannot_write("standard output", &e))?;
    Ok(differs)
}

fn pair(args: &Diff, old: &Register, new: &Register, mapping: &Mapping, options: Options) -> (String, bool) {
    let diff = diff::compare(old, new, mapping, options);
    let told = match args.format {
        DiffAs::Text => diff::text::diff(&diff),
        DiffAs::Md => diff::markdown::diff(&diff),
        DiffAs::Json => json(&diff::json::diff(&diff)),
    };
    (told, diff.differs())
}

fn history(
    args: &Diff,
    registers: &[Register],
    item: Option<&str>,
    mapping: &Mapping,
    options: Options,
) -> Result<(String, bool), Failure> {
    let mut history = diff::history(registers, mapping, options);
    if let Some(id) = item {
        history.only(id);
        if history.items.is_empty() {
            let finding = Finding::error("no-such-item", format!("no file has an item of the POAM ID {id:?}"));
            return Err(Failure::Usage(vec![
                finding.help("check the spelling; ids differ in small and capital letters"),
            ]));
        }
    }
    let told = match args.format {
        DiffAs::Text => diff::text::history(&history, item.is_some()),
        DiffAs::Md => diff::markdown::history(&history, item.is_some()),
        DiffAs::Json => json(&diff::json::history(&history)),
    };
    Ok((told, history.differs()))
}

fn json(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
