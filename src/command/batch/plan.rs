//! Which source is written to which file, and what is in the way. All of it is told at once, before any work.

use super::super::args::{Convert, To};
use super::super::{shown, write_workbook};
use super::sources::Source;
use super::{at, usage};
use poam::finding::{Failure, Finding};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source and its output.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) source: PathBuf,
    pub(super) output: PathBuf,
    /// Why there is nothing to be done.
    pub(super) failure: Option<Failure>,
}

/// The folder that takes what is written. Refuses options that make no sense for several sources.
pub(super) fn folder(args: &Convert) -> Result<&Path, Failure> {
    let folder = args.output.as_deref().filter(|output| *output != Path::new("-"));
    let folder = folder.ok_or_else(|| {
        let message = "several sources, or a folder, need a folder for what is written";
        usage("no-output-folder", message, "name it with -o")
    })?;
    for (name, is_given, help) in [
        ("--base", args.base.is_some(), "convert each source with its own base"),
        ("--loss", args.loss.is_some(), "give --report: it lists what each workbook does not show"),
    ] {
        if is_given {
            return Err(usage("only-for-one-source", format!("{name} says nothing of several sources"), help));
        }
    }
    if args.sources.iter().any(|source| source == Path::new("-")) {
        let message = "standard input is not one of several sources";
        return Err(usage("only-for-one-source", message, "convert it by itself"));
    }
    match to(args) {
        To::Xlsx => write_workbook::refuse_options_for_documents(args)?,
        _ => write_workbook::refuse_options(args)?,
    }
    if folder.exists() && !folder.is_dir() {
        let help = "name a folder with -o: it takes a file for each source";
        return Err(Failure::unreadable(at(folder, "not-a-folder", "this is a file, not a folder", help)));
    }
    Ok(folder)
}

/// The format of all that is written.
pub(super) fn to(args: &Convert) -> To {
    args.to.unwrap_or(To::Json)
}

fn ending(to: To) -> &'static str {
    match to {
        To::Json => "json",
        To::Xml => "xml",
        To::Yaml => "yaml",
        To::Xlsx => "xlsx",
    }
}

/// The jobs.
///
/// # Errors
/// [`Failure::Usage`] where there is nothing to do, two outputs have one name (small and capital letters are the same
/// on many disks), or an output is a source; [`Failure::Unreadable`] where outputs are there and may not be replaced.
pub(super) fn jobs(args: &Convert, sources: Vec<Source>, folder: &Path) -> Result<Vec<Job>, Failure> {
    let ending = ending(to(args));
    let job = |source: Source| {
        let mut name = source.below.file_stem().unwrap_or_default().to_owned();
        name.push(".");
        name.push(ending);
        let output = folder.join(source.below.parent().unwrap_or(Path::new(""))).join(name);
        Job { source: source.path, output, failure: source.failure }
    };
    let jobs: Vec<Job> = sources.into_iter().map(job).collect();
    if jobs.is_empty() {
        let named: Vec<String> = args.sources.iter().map(|source| shown(source)).collect();
        let message = format!("there is no workbook and no OSCAL POA&M in {}", named.join(", "));
        return Err(usage("no-source", message, "name another folder, or give --recursive to look into those in it"));
    }
    let (mut wrong, there) = in_the_way(args, &jobs);
    if wrong.is_empty() {
        return if there.is_empty() { Ok(jobs) } else { Err(Failure::Unreadable(there)) };
    }
    wrong.extend(there);
    Err(Failure::Usage(wrong))
}

/// Outputs that cannot be, and outputs that are there.
fn in_the_way(args: &Convert, jobs: &[Job]) -> (Vec<Finding>, Vec<Finding>) {
    let mut sources_of: BTreeMap<String, Vec<&Path>> = BTreeMap::new();
    let mut outputs: BTreeMap<String, &Path> = BTreeMap::new();
    let report = args.report.iter().map(|report| (Path::new("--report"), report.as_path()));
    let written = jobs.iter().filter(|job| job.failure.is_none());
    for (source, output) in written.map(|job| (job.source.as_path(), job.output.as_path())).chain(report) {
        let key = shown(output).to_lowercase();
        sources_of.entry(key.clone()).or_default().push(source);
        outputs.entry(key).or_insert(output);
    }
    let sources: BTreeSet<PathBuf> = jobs.iter().filter_map(|job| job.source.canonicalize().ok()).collect();
    let (mut wrong, mut there) = (Vec::new(), Vec::new());
    for (key, output) in outputs {
        let names: Vec<String> = sources_of.get(&key).into_iter().flatten().map(|source| shown(source)).collect();
        if names.len() > 1 {
            let message = format!("this would be written for each of {}", names.join(", "));
            wrong.push(at(output, "same-output", message, "rename one of them, or convert it by itself"));
        }
        if output.canonicalize().is_ok_and(|output| sources.contains(&output)) {
            let message = "this is a source, and would be written over";
            wrong.push(at(output, "output-is-source", message, "name another folder with -o"));
        } else if output.exists() && !args.overwrite {
            let help = "give --overwrite to replace it, or another folder";
            there.push(at(output, "output-exists", "the file is there already", help));
        }
    }
    (wrong, there)
}

/// Makes the folders that the outputs lie in, and tells which were not there, outer ones first.
pub(super) fn make_folders(jobs: &[Job]) -> Result<Vec<PathBuf>, Failure> {
    let mut wanted: BTreeSet<&Path> = BTreeSet::new();
    for job in jobs.iter().filter(|job| job.failure.is_none()) {
        wanted.extend(job.output.ancestors().skip(1).take_while(|path| !path.as_os_str().is_empty()));
    }
    let mut made = Vec::new();
    for path in wanted {
        if !path.is_dir() {
            fs::create_dir(path).map_err(|error| Failure::unwritable(&shown(path), &error))?;
            made.push(path.to_owned());
        }
    }
    Ok(made)
}
