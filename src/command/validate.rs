//! `poam validate`.

use super::args::Validate;
use super::{batch, inputs, named, shown, tell};
use poam::finding::{Failure, Finding};
use poam::validate::{self, Report, Schema};
use std::path::Path;
use std::process::ExitCode;

/// Validates documents, one after the other. What cannot be read is told, and the others are validated all the same.
pub(crate) fn run(args: &Validate) -> ExitCode {
    let mut findings: Vec<Finding> = Vec::new();
    let mut lines = Vec::new();
    let mut worst = None;
    let schema = match args.schema.as_deref().map(schema).transpose() {
        Ok(schema) => schema,
        Err(failure) => return tell::failure(&args.telling, &failure),
    };
    for path in &args.files {
        match batch::guarded(&named(path), || file(path, args, schema.as_ref())) {
            Ok(report) => {
                lines.push(format!("{}: {}", named(path), report.line()));
                findings.extend(report.findings);
            }
            Err(failure) => {
                lines.push(format!("{}: cannot be read", named(path)));
                findings.extend(failure.findings().iter().cloned());
                worst = worst.max(Some(failure.exit_code()));
            }
        }
    }
    let code = tell::findings(&args.telling, &findings, &lines.join("\n"));
    worst.map_or(code, ExitCode::from)
}

fn schema(path: &Path) -> Result<Schema, Failure> {
    Schema::read(&shown(path), &inputs::bytes(path)?)
}

fn file(path: &Path, args: &Validate, schema: Option<&Schema>) -> Result<Report, Failure> {
    let bytes = inputs::bytes_or_standard_input(path)?;
    validate::file_within(&named(path), &bytes, args.profile.map(Into::into), schema, &args.limited.limits())
        .map_err(|failure| failure.in_file(&named(path)))
}
