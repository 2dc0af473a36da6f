//! The files a conversion reads beside its source: configuration, mapping, SSP, inventory.

use super::mappings::{Asked, Mappings, asked};
use super::{seen, shown};
use poam::check::Catalogue;
use poam::config::Config;
use poam::finding::{Failure, Finding, Place};
use poam::inventory::Inventory;
use poam::limits::Limits;
use poam::ssp::{self, Ssp};
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

/// The configuration, the file it is from, and the mappings with what the configuration adds to them.
pub(crate) fn mapping_by(
    mapping: Option<&Path>,
    config_file: Option<&Path>,
    no_config: bool,
) -> Result<(Config, Option<PathBuf>, Mappings), Failure> {
    let (config, config_file) = config(config_file, no_config)?;
    let asked = mapping_asked(mapping, &config, config_file.as_deref());
    let mappings = Mappings::new(asked.as_deref(), &config)?;
    Ok((config, config_file, mappings))
}

/// The mapping that was asked for, a built-in one's name or a file: the one given, else the one that a configuration
/// names, a file in its own folder.
fn mapping_asked(given: Option<&Path>, config: &Config, config_file: Option<&Path>) -> Option<PathBuf> {
    let of_config = || {
        let mapping = PathBuf::from(config.mapping.as_ref()?);
        if asked(&mapping) != Asked::File {
            return Some(mapping);
        }
        Some(config_file.and_then(Path::parent).unwrap_or_else(|| Path::new("")).join(mapping))
    };
    given.map(Path::to_owned).or_else(of_config)
}

/// The mapping file that was asked for; none where a built-in mapping was, or nothing.
pub(crate) fn mapping_file_of(given: Option<&Path>, config: &Config, config_file: Option<&Path>) -> Option<PathBuf> {
    mapping_asked(given, config, config_file).filter(|name| asked(name) == Asked::File)
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

/// CISA's catalogue, where one is given.
pub(crate) fn kev(path: Option<&Path>) -> Result<Option<Catalogue>, Failure> {
    path.map(|path| Catalogue::read(&shown(path), &bytes(path)?)).transpose()
}

/// The assets there are, where they are given: an inventory, or an SSP.
pub(crate) fn assets(path: Option<&Path>, limits: &Limits) -> Result<(Option<Inventory>, Option<Ssp>), Failure> {
    let Some(path) = path else { return Ok((None, None)) };
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    if ["json", "xml", "yaml", "yml"].contains(&extension.as_str()) {
        return Ok((None, Some(ssp::read(&shown(path), &bytes(path)?)?)));
    }
    Ok((Some(inventory(path, limits)?), None))
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
