//! The files a conversion reads beside its source: configuration, mapping, SSP, inventory.

use super::{seen, shown};
use poam::config::Config;
use poam::finding::{Failure, Finding, Place};
use poam::inventory::Inventory;
use poam::limits::Limits;
use poam::mapping::definition::Mapping;
use poam::mapping::file as mapping_file;
use poam::workbook;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The configuration, and the file it is from.
fn config(given: Option<&Path>, none: bool) -> Result<(Config, Option<PathBuf>), Failure> {
    if none {
        return Ok((Config::default(), None));
    }
    if let Some(path) = given {
        return Ok((Config::load(path)?, Some(path.to_owned())));
    }
    let found = Config::discover(Path::new(""))?;
    Ok(found.map_or_else(|| (Config::default(), None), |(path, config)| (config, Some(path))))
}

/// The configuration, the file it is from, and the mapping with what the configuration adds to it.
pub(crate) fn mapping_by(
    mapping_file: Option<&Path>,
    config_file: Option<&Path>,
    no_config: bool,
) -> Result<(Config, Option<PathBuf>, Mapping), Failure> {
    let (config, config_file) = config(config_file, no_config)?;
    let of_config = mapping_of(&config, config_file.as_deref());
    let mut mapping = mapping(mapping_file.or(of_config.as_deref()))?;
    for detector in &config.detectors {
        if let Some(kind) = detector.kind {
            mapping.name_kind("detector", &detector.name, kind);
        }
    }
    Ok((config, config_file, mapping))
}

/// The mapping file a configuration names, from its own folder.
fn mapping_of(config: &Config, file: Option<&Path>) -> Option<PathBuf> {
    let mapping = config.mapping.as_ref()?;
    Some(file.and_then(Path::parent).unwrap_or_else(|| Path::new("")).join(mapping))
}

/// The inventory: the first sheet of a workbook that is one.
pub(crate) fn inventory(path: &Path, limits: &Limits) -> Result<Inventory, Failure> {
    seen::note(path);
    let (workbook, _) = workbook::read_file_within(path, limits)?;
    let mut refused = None;
    for sheet in workbook.sheets.iter().filter(|s| !s.hidden) {
        let rows = sheet.rows().map(|(_, row)| {
            let mut cells = Vec::new();
            for cell in row.cells() {
                let column = usize::try_from(cell.column).unwrap_or(0);
                cells.resize(cells.len().max(column + 1), String::new());
                cells[column] = cell.cell.text().into_owned();
            }
            cells
        });
        match Inventory::from_rows(rows) {
            Ok(inventory) => return Ok(inventory),
            Err(failure) => refused = refused.or(Some(failure)),
        }
    }
    Err(refused.map_or_else(
        || Failure::unreadable(Finding::error("no-inventory", "the workbook is empty").at(Place::file(&shown(path)))),
        |failure| failure.in_file(&shown(path)),
    ))
}

/// The built-in mapping, or the one of a file.
pub(crate) fn mapping(file: Option<&Path>) -> Result<Mapping, Failure> {
    match file {
        None => mapping_file::load("fedramp", mapping_file::FEDRAMP),
        Some(path) => mapping_file::load(&shown(path), &text(path)?),
    }
}

/// The largest text that a person may have written, in bytes: the built-in mapping has 35,000.
const LARGEST_TEXT: u64 = 256 << 10;

/// A text file, for a person to have written.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    if path.metadata().is_ok_and(|data| data.len() > LARGEST_TEXT) {
        let message = format!("the file is larger than {} KB, which no mapping is", LARGEST_TEXT >> 10);
        let finding = Finding::error("too-large", message).at(Place::file(&shown(path)));
        return Err(Failure::unreadable(finding.help("check that it is the file that you mean")));
    }
    String::from_utf8(bytes(path)?).map_err(|_| {
        let finding = Finding::error("unreadable-file", "this is not UTF-8 text").at(Place::file(&shown(path)));
        Failure::unreadable(finding.help("save the file as UTF-8"))
    })
}

pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    seen::note(path);
    std::fs::read(path).map_err(|e| {
        let (what, help) = match e.kind() {
            io::ErrorKind::NotFound => ("there is no such file".to_owned(), "check the spelling and the folder"),
            io::ErrorKind::IsADirectory => ("this is a folder, not a file".to_owned(), "name the file in it"),
            _ => (format!("cannot be read: {e}"), "check that you may read it"),
        };
        Failure::unreadable(Finding::error("unreadable-file", what).at(Place::file(&shown(path))).help(help))
    })
}

/// A file's bytes, or with `-` those of standard input.
pub(crate) fn bytes_or_standard_input(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") { standard_input() } else { bytes(path) }
}

fn standard_input() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|e| {
        Failure::unreadable(Finding::error("unreadable-file", format!("standard input cannot be read: {e}")))
    })?;
    Ok(bytes)
}
