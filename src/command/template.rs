//! `poam template`.

use super::output::{refuse_existing, to_output};
use super::write_workbook::LayoutName;
use super::{args::Telling, tell};
use poam::convert;
use poam::finding::Failure;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write a blank workbook, to be filled in
#[derive(Debug, clap::Args)]
pub(crate) struct Template {
    /// The template generation
    #[arg(long, value_enum, default_value_t, value_name = "NAME")]
    pub(crate) layout: LayoutName,

    /// The file to write; without it, or with -, standard output
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,

    /// Replace OUT if it is there
    #[arg(long)]
    pub(crate) overwrite: bool,

    #[command(flatten)]
    pub(crate) telling: Telling,
}

/// Writes the blank.
pub(crate) fn run(args: &Template) -> ExitCode {
    match write(args) {
        Ok(done) => tell::findings(&args.telling, &[], &done),
        Err(failure) => tell::failure(&args.telling, &failure),
    }
}

fn write(args: &Template) -> Result<String, Failure> {
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    refuse_existing(args.overwrite, output)?;
    let layout = args.layout.load()?;
    to_output(args.overwrite, output, |out, folder| {
        let bytes = convert::anew::template(&layout, folder)?;
        out.write_all(&bytes).map_err(|error| convert::cannot_write("", &error))
    })?;
    Ok(format!("a blank {}: {}", layout.name, super::to(output)))
}
