//! What conversions read beside their sources, read once, and only where a source asks for it.

use super::args::Convert;
use super::mappings::Mappings;
use super::{inputs, shown};
use poam::config::Config;
use poam::convert::Beyond;
use poam::finding::Failure;
use poam::ssp;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The mappings, the configuration, the SSP and the inventory that the arguments name.
pub(super) struct Beside<'a> {
    args: &'a Convert,
    /// Whether documents may be among the sources, of which options for workbooks say nothing.
    pub(super) is_for_many: bool,
    by: OnceLock<Result<By, Failure>>,
    beyond: OnceLock<Result<Arc<Beyond>, Failure>>,
}

/// By what workbooks are read.
pub(super) struct By {
    pub(super) mappings: Arc<Mappings>,
    config: Config,
    config_file: Option<PathBuf>,
}

impl<'a> Beside<'a> {
    /// What stands beside one source.
    pub(super) fn one(args: &'a Convert) -> Self {
        Beside { args, is_for_many: false, by: OnceLock::new(), beyond: OnceLock::new() }
    }

    /// What stands beside several sources: read at once, so that what is wrong with it is told before any work.
    pub(super) fn many(args: &'a Convert) -> Result<Self, Failure> {
        let beside = Beside { is_for_many: true, ..Beside::one(args) };
        beside.by()?;
        beside.beyond()?;
        Ok(beside)
    }

    /// The mappings, and the configuration's name.
    pub(super) fn by(&self) -> Result<&By, Failure> {
        let args = self.args;
        let read = || {
            let (config, config_file, mappings) =
                inputs::mapping_by(args.mapping.as_deref(), args.config.as_deref(), args.no_config)?;
            Ok(By { mappings: mappings.into(), config, config_file })
        };
        self.by.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// What is known beyond a workbook.
    pub(super) fn beyond(&self) -> Result<Arc<Beyond>, Failure> {
        let read = || {
            let config = self.by()?.config.clone();
            let ssp =
                self.args.ssp.as_deref().map(|path| ssp::read(&shown(path), &inputs::bytes(path)?)).transpose()?;
            let inventory = self
                .args
                .inventory
                .as_deref()
                .map(|path| inputs::inventory(path, &self.args.limited.limits()))
                .transpose()?;
            Ok(Arc::new(Beyond { config, ssp, inventory }))
        };
        self.beyond.get_or_init(read).clone()
    }
}

impl By {
    /// The file the configuration is from.
    pub(super) fn config_file(&self) -> Option<&Path> {
        self.config_file.as_deref()
    }
}
