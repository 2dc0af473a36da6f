//! The arguments of `poam convert`.

use super::{Limited, Telling, To};
use crate::command::write_workbook::LayoutName;
use poam::oscal::version::Version;
use std::path::{Path, PathBuf};

/// Convert a workbook, or an OSCAL POA&M, into an OSCAL POA&M in JSON, XML or YAML, or into a workbook
///
/// Of several sources, or of a folder, each is converted by itself, and a table at the end says how each ended.
#[derive(Clone, Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub(crate) struct Convert {
    /// The workbooks (.xlsx, .xlsm, .xls, .xlsb, .ods or .csv) or OSCAL POA&Ms, or folders of them; - for standard
    /// input
    #[arg(value_name = "SRC", required = true)]
    pub(crate) sources: Vec<PathBuf>,

    /// The file to write; without it, or with -, standard output. Of several sources, or of a folder, the folder that
    /// takes what is written
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,

    /// The format; without it the one of OUT's extension, else json
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: Option<To>,

    /// Replace OUT, or what is in it under the names that are written, if it is there
    #[arg(long)]
    pub(crate) overwrite: bool,

    /// Take the folders within folders too; what is written lies in folders of the same names
    #[arg(long)]
    pub(crate) recursive: bool,

    /// Say in this file, in JSON, what came of each source
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// The OSCAL version: 1.0.4, 1.0.6, 1.1.2, 1.1.3, 1.2.1, 1.2.2 or 1.2.3; without it a document's own, and 1.1.2
    /// for a workbook
    #[arg(long, value_name = "VERSION")]
    pub(crate) oscal_version: Option<Version>,

    /// How the workbook's columns are read: fedramp, generic, emass, or a mapping file; without it, or with auto, the
    /// built-in mapping that knows most of them
    #[arg(long, value_name = "NAME|FILE")]
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

    /// The date-time of metadata/last-modified, or of a workbook written anew; without it SOURCE_DATE_EPOCH, else the
    /// source's own stamp
    #[arg(long, value_name = "DATE-TIME")]
    pub(crate) now: Option<String>,

    /// Start from this file and change only what SRC says otherwise: an OSCAL document, or a workbook or blank template
    /// (.xlsx, .xlsm) whose cells are written in place
    #[arg(long, value_name = "FILE")]
    pub(crate) base: Option<PathBuf>,

    /// The document that both the workbook and the base were made from: what both changed since is a conflict
    #[arg(long, value_name = "FILE", requires = "base")]
    pub(crate) ancestor: Option<PathBuf>,

    /// In a conflict keep what the base says
    #[arg(long, requires = "ancestor", conflicts_with = "theirs")]
    pub(crate) ours: bool,

    /// In a conflict take what the workbook says
    #[arg(long, requires = "ancestor")]
    pub(crate) theirs: bool,

    /// Take items out of the base that SRC does not have
    #[arg(long, requires = "base")]
    pub(crate) remove_missing: bool,

    /// Write nothing; print what would change
    #[arg(long, requires = "base")]
    pub(crate) dry_run: bool,

    /// In a base workbook, move items up into the blank rows between them
    #[arg(long, requires = "base")]
    pub(crate) compact: bool,

    /// The template generation of a workbook that is written anew; without it the newest that has a place for all that
    /// SRC says, else the one with a place for most of it
    #[arg(long, value_enum, value_name = "NAME", conflicts_with = "base")]
    pub(crate) layout: Option<LayoutName>,

    /// List in this file what the workbook cannot show of the document
    #[arg(long, value_name = "FILE")]
    pub(crate) loss: Option<PathBuf>,

    /// Write no workbook where it cannot show all of the document
    #[arg(long)]
    pub(crate) strict: bool,

    /// Convert the template's example rows too
    #[arg(long)]
    pub(crate) keep_examples: bool,

    /// Write the document even where something of the source would be lost
    #[arg(long)]
    pub(crate) allow_loss: bool,

    #[command(flatten)]
    pub(crate) limited: Limited,

    #[command(flatten)]
    pub(crate) telling: Telling,
}

impl Convert {
    /// The source, where it is one.
    pub(crate) fn source(&self) -> &Path {
        self.sources.first().map_or(Path::new("-"), PathBuf::as_path)
    }
}
