//! The arguments, as `--help` shows them.

mod convert;
mod telling;

pub(crate) use convert::Convert;
pub(crate) use telling::{FailOn, FindingsAs, Telling};

use super::completions::Completions;
use super::explain::Explain;
use super::prepare::Prepare;
use super::template::Template;
use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use poam::limits::{Limit, Limits};
use poam::oscal::format::Format;
use poam::report::Form;
use poam::validate::Profile;
use std::path::PathBuf;

/// Turns a FedRAMP POA&M workbook into an OSCAL POA&M and back, and OSCAL POA&Ms from one format into another
#[derive(Debug, Parser)]
#[command(name = "poam", version, max_term_width = 110)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Convert(Box<Convert>),
    Template(Template),
    Validate(Validate),
    Diff(Diff),
    Check(Check),
    Report(Box<Report>),
    Prepare(Box<Prepare>),
    Mapping(Mapping),
    Explain(Explain),
    Completions(Completions),
}

/// Say whether OSCAL POA&Ms are valid: structure, types, allowed values, constraints, references, FedRAMP's rules
#[derive(Debug, clap::Args)]
pub(crate) struct Validate {
    /// The documents, in JSON, XML or YAML; - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Whose rules count; without it FedRAMP's too where a document has properties of FedRAMP's
    #[arg(long, value_enum, value_name = "PROFILE")]
    pub(crate) profile: Option<ProfileOf>,

    /// A JSON schema that the documents are held to besides, such as NIST's of some release
    #[arg(long, value_name = "SCHEMA")]
    pub(crate) schema: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) limited: Limited,

    #[command(flatten)]
    pub(crate) telling: Telling,
}

/// Say what changed between POA&Ms: items new, closed, reopened, vanished, moved, and changed field by field
///
/// Items are matched by their POAM ID. Of two files the difference is told, of more the history of each item. Each file
/// is a workbook or an OSCAL POA&M in any format.
#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// The files, the oldest first; - for standard input
    #[arg(value_name = "FILE", required = true, num_args = 2..)]
    pub(crate) files: Vec<PathBuf>,

    /// How the difference is written, to standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: DiffAs,

    /// Only the item of this POAM ID: its whole history
    #[arg(long, value_name = "ID")]
    pub(crate) item: Option<String>,

    /// Tell another spelling of the same value too
    #[arg(long)]
    pub(crate) spelling: bool,

    /// Exit with 1 when something differs
    #[arg(long)]
    pub(crate) exit_code: bool,

    #[command(flatten)]
    pub(crate) by: By,

    #[command(flatten)]
    pub(crate) limited: Limited,
}

/// Say whether POA&Ms are fit to submit: FedRAMP's Completion Guide, late items, last month's file
#[derive(Debug, clap::Args)]
#[allow(clippy::doc_markdown)] // --help shows a file's name as it is
pub(crate) struct Check {
    /// The workbooks or OSCAL POA&Ms; - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// The day to judge by; without it the POAM Date
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,

    /// Last month's POA&M, workbook or document: what must not change, and what vanished
    #[arg(long, value_name = "FILE")]
    pub(crate) previous: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) held: Held,

    /// FedRAMP's integrated inventory workbook, or the SSP (OSCAL, in JSON, XML or YAML): the assets there are
    #[arg(long, value_name = "FILE")]
    pub(crate) inventory: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) by: By,

    /// Today, as a date-time; without it SOURCE_DATE_EPOCH. Where it is known, an old POAM Date is told
    #[arg(long, value_name = "DATE-TIME")]
    pub(crate) now: Option<String>,

    #[command(flatten)]
    pub(crate) limited: Limited,

    #[command(flatten)]
    pub(crate) telling: Telling,
}

/// Write a month's report: what is open, late and due, how that moved, where it is, with charts and a list of all items
///
/// The page is one file that opens offline.
#[derive(Debug, clap::Args)]
#[allow(clippy::doc_markdown)] // --help shows a file's name as it is
pub(crate) struct Report {
    /// The workbook or OSCAL POA&M; - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// A month before, workbook or document; once for each, in any order
    #[arg(long, value_name = "FILE")]
    pub(crate) previous: Vec<PathBuf>,

    /// The file to write; without it, or with -, standard output
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,

    /// The form; without it the one of OUT's extension, else html
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<ReportAs>,

    /// Replace OUT if it is there
    #[arg(long)]
    pub(crate) overwrite: bool,

    /// The day to judge by; without it the POAM Date
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,

    #[command(flatten)]
    pub(crate) held: Held,

    /// FedRAMP's integrated inventory workbook, or the SSP (OSCAL, in JSON, XML or YAML): the assets there are
    #[arg(long, value_name = "FILE")]
    pub(crate) inventory: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) by: By,

    #[command(flatten)]
    pub(crate) limited: Limited,

    /// Tell errors only
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReportAs {
    /// One page that needs nothing else, with charts and a list to sort and filter
    Html,
    /// Tables for a ticket
    Md,
    /// For programs
    Json,
    /// A workbook with charts
    Xlsx,
}

impl From<ReportAs> for Form {
    fn from(form: ReportAs) -> Self {
        match form {
            ReportAs::Html => Form::Html,
            ReportAs::Md => Form::Markdown,
            ReportAs::Json => Form::Json,
            ReportAs::Xlsx => Form::Xlsx,
        }
    }
}

/// What a POA&M is held against, besides other months.
#[derive(Debug, clap::Args)]
#[allow(clippy::doc_markdown)] // --help shows a file's name as it is
pub(crate) struct Held {
    /// The POA&M of the authorization, workbook or document: whether there are many more weaknesses now
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// It belongs to an initial package: no High risk may be open
    #[arg(long)]
    pub(crate) initial: bool,

    /// CISA's known_exploited_vulnerabilities.json, from disk
    #[arg(long, value_name = "FILE")]
    pub(crate) kev: Option<PathBuf>,
}

/// By what POA&Ms are read.
#[derive(Debug, clap::Args)]
pub(crate) struct By {
    /// How the workbook's columns are read: fedramp, generic, emass, or a mapping file; without it, or with auto, the
    /// built-in mapping that knows most of them
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) mapping: Option<PathBuf>,

    /// The configuration; without it poam.toml in the current folder, if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Use no configuration, not even poam.toml in the current folder
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum DiffAs {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// Tables for a ticket
    Md,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ProfileOf {
    /// NIST's rules alone
    Nist,
    /// NIST's rules and FedRAMP's
    Fedramp,
}

impl From<ProfileOf> for Profile {
    fn from(profile: ProfileOf) -> Self {
        match profile {
            ProfileOf::Nist => Profile::Nist,
            ProfileOf::Fedramp => Profile::Fedramp,
        }
    }
}

/// How much of a file is read at most.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Limited {
    // --help lists them with their defaults.
    #[arg(long = "limit", value_name = "NAME=VALUE", help = limit_help())]
    set: Vec<Limit>,
}

impl Limited {
    pub(crate) fn limits(&self) -> Limits {
        Limits::with(&self.set)
    }
}

fn limit_help() -> String {
    format!("A limit on what is read of a file, as often as there is need; without it {}", Limits::listed())
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum To {
    Json,
    Xml,
    Yaml,
    Xlsx,
}

impl To {
    /// The document's format; none for a workbook.
    pub(crate) fn format(self) -> Option<Format> {
        match self {
            To::Json => Some(Format::Json),
            To::Xml => Some(Format::Xml),
            To::Yaml => Some(Format::Yaml),
            To::Xlsx => None,
        }
    }
}

/// Check a mapping file, list the built-in ones, or show where each column goes
#[derive(Debug, clap::Args)]
pub(crate) struct Mapping {
    #[command(subcommand)]
    pub(crate) command: MappingCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MappingCommand {
    /// Say what is wrong with a mapping file, all of it at once
    Check {
        /// The mapping file
        file: PathBuf,
    },
    /// List the built-in mappings
    List,
    /// Show where each column goes
    Show {
        /// The name of a built-in mapping, or a mapping file; without it fedramp
        mapping: Option<PathBuf>,
    },
}
