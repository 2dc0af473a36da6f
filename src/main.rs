//! The command line: arguments, files, what a person sees, exit codes. What is done is done by the library.

mod command;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    command::run(command::args::Args::parse())
}
