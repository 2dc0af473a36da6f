//! `poam completions`.

use super::args::Args;
use super::mapping::print;
use clap::CommandFactory;
use clap_complete::Shell;
use std::process::ExitCode;

/// Print what makes a shell complete this program's commands and options
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: Shell,
}

/// Prints the script of a shell.
pub(crate) fn run(args: &Completions) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "poam", &mut script);
    print(Ok(String::from_utf8_lossy(&script).into_owned()))
}
