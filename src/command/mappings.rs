//! Which mapping a file is read by: the one that was asked for, or of the built-in ones the one that fits.

use super::{inputs, shown};
use poam::config::Config;
use poam::convert::choose::choose;
use poam::finding::{Failure, Finding};
use poam::mapping::definition::Mapping;
use poam::mapping::file::{EMBEDDED, load};
use poam::workbook::Workbook;
use std::path::Path;
use std::sync::OnceLock;

/// What a person asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The built-in one that fits.
    Auto,
    /// A built-in one, an index into [`EMBEDDED`].
    Embedded(usize),
    /// A file.
    File,
}

/// A mapping of [`Mappings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Which(usize);

impl Which {
    /// FedRAMP's, which new workbooks are written by, and documents read.
    pub(crate) const FEDRAMP: Which = Which(0);
    const FILE: Which = Which(EMBEDDED.len());
}

/// Mappings, each loaded when it is needed.
pub(crate) struct Mappings {
    asked: Asked,
    kinds: Vec<(String, &'static str)>,
    loaded: [OnceLock<Mapping>; EMBEDDED.len() + 1],
}

/// What a name or path asks for.
pub(crate) fn asked(name: &Path) -> Asked {
    let embedded = || EMBEDDED.iter().position(|e| Path::new(e.name) == name);
    if name == Path::new("auto") { Asked::Auto } else { embedded().map_or(Asked::File, Asked::Embedded) }
}

impl Mappings {
    /// The one that was asked for by a name or path, if any; with what a configuration knows of detectors.
    pub(crate) fn new(name: Option<&Path>, config: &Config) -> Result<Self, Failure> {
        let kinds = config.detectors.iter().filter_map(|d| Some((d.name.clone(), d.kind?))).collect();
        let mut mappings = Mappings { asked: Asked::Auto, kinds, loaded: Default::default() };
        if let Some(name) = name {
            mappings.asked = asked(name);
            if mappings.asked == Asked::File {
                let mapping = load(&shown(name), &inputs::text(name)?)?;
                mappings.loaded[Which::FILE.0].get_or_init(|| mappings.named(mapping));
            }
        }
        Ok(mappings)
    }

    fn named(&self, mut mapping: Mapping) -> Mapping {
        for (name, kind) in &self.kinds {
            mapping.name_kind("detector", name, kind);
        }
        mapping
    }

    /// A mapping.
    pub(crate) fn get(&self, which: Which) -> Result<&Mapping, Failure> {
        let cell = &self.loaded[which.0];
        if let Some(mapping) = cell.get() {
            return Ok(mapping);
        }
        // The file's is loaded from the start.
        let embedded = EMBEDDED.get(which.0).copied().unwrap_or(EMBEDDED[0]);
        let mapping = load(embedded.name, embedded.text)?;
        Ok(cell.get_or_init(|| self.named(mapping)))
    }

    /// The mapping of a workbook, and what is to be told of it.
    pub(crate) fn of(&self, workbook: &Workbook) -> Result<(Which, Option<Finding>), Failure> {
        match self.asked {
            Asked::Auto => choose(workbook, &|index| self.get(Which(index))).map(|(index, said)| (Which(index), said)),
            Asked::Embedded(index) => Ok((Which(index), None)),
            Asked::File => Ok((Which::FILE, None)),
        }
    }

    /// The mapping that was asked for; FedRAMP's where that is left open.
    pub(crate) fn of_document(&self) -> Which {
        match self.asked {
            Asked::Auto => Which::FEDRAMP,
            Asked::Embedded(index) => Which(index),
            Asked::File => Which::FILE,
        }
    }

    /// The mapping that new workbooks are written by: their layouts are FedRAMP's. Only a file may know these otherwise.
    pub(crate) fn of_new(&self) -> Which {
        if self.asked == Asked::File { Which::FILE } else { Which::FEDRAMP }
    }

    /// The name of a built-in mapping that was asked for and is not FedRAMP's.
    pub(crate) fn foreign(&self) -> Option<&'static str> {
        match self.asked {
            Asked::Embedded(index) if Which(index) != Which::FEDRAMP => Some(EMBEDDED[index].name),
            _ => None,
        }
    }
}
