//! What a command tells, and when that counts as failure.

use clap::ValueEnum;
use poam::finding::Level;

/// What a command tells, and when that counts as failure.
#[derive(Clone, Debug, clap::Args)]
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
