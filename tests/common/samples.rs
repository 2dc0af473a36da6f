//! The workbooks that laws are held over: the samples, FedRAMP's templates, the corpus.

use std::path::{Path, PathBuf};

use super::shared;

/// The samples that are not FedRAMP's workbook.
const LEGACY: [&str; 4] =
    ["breakwater-emass-2019.xlsx", "clover-register.csv", "fennel-register.xlsx", "tidewater-emass.xlsx"];

/// The project's own samples of FedRAMP's workbook, by name.
pub(crate) fn samples() -> Vec<PathBuf> {
    own().into_iter().filter(|path| !LEGACY.contains(&name(path).as_str())).collect()
}

/// The project's own samples of other workbooks, by name.
pub(crate) fn legacy() -> Vec<PathBuf> {
    let found: Vec<PathBuf> = own().into_iter().filter(|path| LEGACY.contains(&name(path).as_str())).collect();
    assert_eq!(found.len(), LEGACY.len());
    found
}

fn own() -> Vec<PathBuf> {
    workbooks(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"))
}

/// FedRAMP's blank templates.
pub(crate) fn templates() -> Vec<PathBuf> {
    shared("templates").map_or_else(Vec::new, |folder| workbooks(&folder))
}

/// Published workbooks, but for the one of thousands of items.
pub(crate) fn corpus() -> Vec<PathBuf> {
    let all = shared("corpus/workbooks").map_or_else(Vec::new, |folder| workbooks(&folder));
    all.into_iter().filter(|path| !is_big(path)).collect()
}

/// The published workbook of thousands of items.
pub(crate) fn big() -> Option<PathBuf> {
    workbooks(&shared("corpus/workbooks")?).into_iter().find(|path| is_big(path))
}

/// The mapping's worked example, without an extension.
pub(crate) fn worked() -> Option<PathBuf> {
    shared("mapping").map(|folder| folder.join("worked"))
}

fn is_big(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| file.len() > 2_000_000)
}

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let is_workbook = |path: &PathBuf| {
        path.extension().and_then(|e| e.to_str()).is_some_and(|e| ["xlsx", "xlsm", "csv"].contains(&e))
    };
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(is_workbook).collect();
    found.sort();
    assert!(!found.is_empty(), "no workbook in {}", folder.display());
    found
}

/// The file's name.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
