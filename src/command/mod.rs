//! One file for each command, and what they share: arguments and telling.

pub(crate) mod args;
mod batch;
mod beside;
mod check;
mod completions;
mod convert;
mod diff;
mod explain;
mod folder;
mod inputs;
mod mapping;
mod mappings;
mod merging;
mod output;
mod prepare;
mod registers;
mod report;
mod seen;
mod source;
mod table;
mod tell;
mod template;
mod temporary;
mod validate;
mod write_workbook;
mod writing_into;

use args::{Args, Command};
use std::path::Path;
use std::process::ExitCode;

/// Runs a command. Exit codes: 0 fine; 1 done, with findings at or above `--fail-on`; 2 wrong usage; 3 cannot read or
/// write; 4 refused, nothing written.
pub(crate) fn run(args: Args) -> ExitCode {
    match args.command {
        Command::Convert(args) => convert::run(&args),
        Command::Template(args) => template::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Prepare(args) => prepare::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Mapping(args) => mapping::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => completions::run(&args),
    }
}

/// A path as messages show it.
fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A source as messages name it: a path, or with `-` standard input.
fn named(source: &Path) -> String {
    if source == Path::new("-") { "standard input".to_owned() } else { shown(source) }
}

/// An output as messages name it.
fn to(output: Option<&Path>) -> String {
    output.map_or_else(|| "standard output".to_owned(), shown)
}

/// A number of items.
fn items(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}
