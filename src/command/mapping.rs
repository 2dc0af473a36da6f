//! `poam mapping`.

use super::args::{FailOn, FindingsAs, Mapping, MappingCommand, Telling};
use super::mappings::Mappings;
use super::{inputs, shown, tell};
use poam::config::Config;
use poam::finding::Failure;
use poam::mapping::show;
use std::io::Write;
use std::process::ExitCode;

/// Checks, lists or shows mappings.
pub(crate) fn run(args: &Mapping) -> ExitCode {
    let told = match &args.command {
        MappingCommand::Check { file } => inputs::text(file).and_then(|text| show::check(&shown(file), &text)),
        MappingCommand::List => Ok(show::list()),
        MappingCommand::Show { mapping } => {
            let mappings = Mappings::new(mapping.as_deref(), &Config::default());
            mappings.and_then(|m| Ok(show::columns(m.get(m.of_document())?)))
        }
    };
    print(told)
}

/// Prints a text on standard output, or tells why there is none.
pub(super) fn print(told: Result<String, Failure>) -> ExitCode {
    match told {
        // A reader that goes away early (`| head`) is no failure.
        Ok(text) => {
            let _ = std::io::stdout().lock().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            let telling = Telling { format: FindingsAs::Text, fail_on: FailOn::Error, quiet: false };
            tell::failure(&telling, &failure)
        }
    }
}
