//! The arguments, as `--help` shows them.

use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use poam::finding::Level;
use poam::oscal::format::Format;
use poam::oscal::version::Version;
use poam::validate::Profile;
use std::path::PathBuf;

/// Turns a FedRAMP POA&M workbook into an OSCAL POA&M, and OSCAL POA&Ms from one format into another
#[derive(Debug, Parser)]
#[command(name = "poam", version, max_term_width = 110)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Convert(Convert),
    Validate(Validate),
    Check(Check),
    Mapping(Mapping),
    Explain(Explain),
}

/// Convert a workbook, or an OSCAL POA&M, into an OSCAL POA&M in JSON, XML or YAML
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub(crate) struct Convert {
    /// The workbook (.xlsx, .xlsm, .xls, .xlsb, .ods or .csv) or the OSCAL POA&M, or - for standard input
    #[arg(value_name = "SRC")]
    pub(crate) source: PathBuf,

    /// The file to write; without it, or with -, standard output
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,

    /// The format; without it the one of OUT's extension, else json
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: Option<To>,

    /// Replace OUT if it is there
    #[arg(long)]
    pub(crate) overwrite: bool,

    /// The OSCAL version: 1.0.4, 1.0.6, 1.1.2, 1.1.3, 1.2.1, 1.2.2 or 1.2.3; without it a document's own, and 1.1.2
    /// for a workbook
    #[arg(long, value_name = "VERSION")]
    pub(crate) oscal_version: Option<Version>,

    /// A mapping file instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,

    /// The system's SSP (OSCAL, in JSON, XML or YAML): its assets and components keep their uuids
    #[arg(long, value_name = "FILE")]
    pub(crate) ssp: Option<PathBuf>,

    /// FedRAMP's integrated inventory workbook: fills in what it knows of the assets
    #[arg(long, value_name = "FILE")]
    pub(crate) inventory: Option<PathBuf>,

    /// The configuration; without it poam.toml in the current folder, if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Use no configuration, not even poam.toml in the current folder
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,

    /// The date-time of metadata/last-modified; without it SOURCE_DATE_EPOCH, else the workbook's own stamp
    #[arg(long, value_name = "DATE-TIME")]
    pub(crate) now: Option<String>,

    /// Convert the template's example rows too
    #[arg(long)]
    pub(crate) keep_examples: bool,

    /// Write the document even where something of the source would be lost
    #[arg(long)]
    pub(crate) allow_loss: bool,

    #[command(flatten)]
    pub(crate) telling: Telling,
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
    pub(crate) telling: Telling,
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

    /// CISA's known_exploited_vulnerabilities.json, from disk
    #[arg(long, value_name = "FILE")]
    pub(crate) kev: Option<PathBuf>,

    /// FedRAMP's integrated inventory workbook, or the SSP (OSCAL, in JSON, XML or YAML): the assets there are
    #[arg(long, value_name = "FILE")]
    pub(crate) inventory: Option<PathBuf>,

    /// A mapping file instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,

    /// The configuration; without it poam.toml in the current folder, if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Use no configuration, not even poam.toml in the current folder
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,

    /// Today, as a date-time; without it SOURCE_DATE_EPOCH. Where it is known, an old POAM Date is told
    #[arg(long, value_name = "DATE-TIME")]
    pub(crate) now: Option<String>,

    #[command(flatten)]
    pub(crate) telling: Telling,
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

/// Explain the code of a finding: what is checked, why, by whose rule, with examples
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The code; without it all codes are listed
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

/// What a command tells, and when that counts as failure.
#[derive(Debug, clap::Args)]
pub(crate) struct Telling {
    /// How findings are told, on standard error
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: FindingsAs,

    /// Exit with 1 when there are findings of this level or a graver one
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    pub(crate) fail_on: FailOn,

    /// Tell errors only, and show no progress
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum To {
    Json,
    Xml,
    Yaml,
}

impl From<To> for Format {
    fn from(to: To) -> Self {
        match to {
            To::Json => Format::Json,
            To::Xml => Format::Xml,
            To::Yaml => Format::Yaml,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindingsAs {
    #[default]
    Text,
    Json,
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum FailOn {
    #[default]
    Error,
    Warning,
}

impl FailOn {
    pub(crate) fn level(self) -> Level {
        match self {
            FailOn::Error => Level::Error,
            FailOn::Warning => Level::Warning,
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
        /// A mapping file instead of the built-in one
        file: Option<PathBuf>,
    },
}
