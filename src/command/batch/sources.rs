//! What counts as a source in a folder: by its name's ending, and text by its content too.

use super::at;
use poam::finding::Failure;
use poam::oscal::model::POAM;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Workbooks, whatever they turn out to hold.
const WORKBOOKS: [&str; 7] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv"];

/// Text that may be anything: a source where it begins like a POA&M.
const TEXTS: [&str; 4] = ["json", "xml", "yaml", "yml"];

/// So much of a text is looked at: a document begins with its root, after at most a comment.
const HEAD: u64 = 64 << 10;

/// What there is to convert.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The sources, by path.
    pub(super) sources: Vec<Source>,
    /// What lies in the folders and is no source, by path.
    pub(super) passed_over: Vec<PassedOver>,
}

/// A source, or a folder that cannot be looked into.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// Its path below the folder that was named; of a file that was named its name.
    pub(super) below: PathBuf,
    pub(super) failure: Option<Failure>,
}

/// Something in a folder that is no source.
#[derive(Debug)]
pub(super) struct PassedOver {
    pub(super) path: PathBuf,
    pub(super) why: Why,
}

/// Why something is no source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// What Excel puts beside a workbook while it is open.
    Lock,
    Hidden,
    /// Neither a workbook's ending nor the text of a POA&M.
    Other,
    /// A pipe, a device: nothing that could be read to its end.
    NoFile,
    Folder,
    /// A link to a folder: it may lead back to where it stands.
    LinkedFolder,
    /// The folder that takes what is written.
    Output,
}

impl Why {
    pub(super) const ALL: [Why; 7] =
        [Why::Lock, Why::Hidden, Why::Other, Why::NoFile, Why::Folder, Why::LinkedFolder, Why::Output];

    /// What it is, in a word or two.
    pub(super) fn name(self) -> &'static str {
        match self {
            Why::Lock => "lock file",
            Why::Hidden => "hidden file",
            Why::Other => "other file",
            Why::NoFile => "pipe or device",
            Why::Folder => "folder",
            Why::LinkedFolder => "linked folder",
            Why::Output => "output folder",
        }
    }
}

/// Finds the sources that files and folders stand for. What is named itself is a source whatever it is; the folders in
/// a folder are entered if `recursive`, but for `output`. Links to folders are not followed, so there is no way round.
pub(super) fn find(named: &[PathBuf], recursive: bool, output: &Path) -> Found {
    let mut found = Found::default();
    let output = output.canonicalize().ok();
    for path in named {
        if !path.is_dir() {
            let below = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
            found.sources.push(Source { path: path.clone(), below, failure: None });
            continue;
        }
        let mut folders = vec![(path.clone(), PathBuf::new())];
        while let Some((folder, below)) = folders.pop() {
            if let Err(error) = enter(&folder, &below, recursive, output.as_deref(), &mut found, &mut folders) {
                let message = format!("the folder cannot be looked into: {error}");
                let failure =
                    Failure::unreadable(at(&folder, "unreadable-folder", message, "check that you may read it"));
                found.sources.push(Source { path: folder, below, failure: Some(failure) });
            }
        }
    }
    found.sources.sort_by(|a, b| a.path.cmp(&b.path));
    found.passed_over.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn enter(
    folder: &Path,
    below: &Path,
    recursive: bool,
    output: Option<&Path>,
    found: &mut Found,
    folders: &mut Vec<(PathBuf, PathBuf)>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let kind = entry.file_type()?;
        // What a link leads to; a link that leads nowhere is told when it is to be read.
        let target = if kind.is_symlink() { fs::metadata(&path).ok().map(|data| data.file_type()) } else { Some(kind) };
        let is_folder = target.is_some_and(|target| target.is_dir());
        let is_output = || output.is_some_and(|output| path.canonicalize().is_ok_and(|path| path == output));
        let why = if name.as_encoded_bytes().starts_with(b"~$") {
            Some(Why::Lock)
        } else if name.as_encoded_bytes().starts_with(b".") {
            Some(Why::Hidden)
        } else if is_folder && is_output() {
            Some(Why::Output)
        } else if is_folder && kind.is_symlink() {
            Some(Why::LinkedFolder)
        } else if is_folder {
            (!recursive).then_some(Why::Folder)
        } else if target.is_some_and(|target| !target.is_file()) {
            Some(Why::NoFile)
        } else {
            (!is_source(&path)).then_some(Why::Other)
        };
        match why {
            Some(why) => found.passed_over.push(PassedOver { path, why }),
            None if is_folder => folders.push((path, below.join(name))),
            None => found.sources.push(Source { path, below: below.join(name), failure: None }),
        }
    }
    Ok(())
}

fn is_source(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    if WORKBOOKS.contains(&ending.as_str()) {
        return true;
    }
    if !TEXTS.contains(&ending.as_str()) {
        return false;
    }
    let mut head = Vec::new();
    // What cannot be read may be a POA&M, and somebody has to know.
    let Ok(_) = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head)) else { return true };
    head.retain(|byte| *byte != 0); // UTF-16
    let root = POAM.name.as_bytes();
    head.windows(root.len()).any(|window| window == root)
}
