//! What a conversion starts from: a workbook, or a document that may be read more than once.

use super::{named, seen, shown};
use poam::finding::{Failure, Finding, Place};
use poam::limits::Limits;
use poam::oscal::read;
use poam::workbook::{self, Workbook};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// So much of a file tells what it is.
const HEAD: usize = 4 << 10;

/// A source whose kind is told.
pub(crate) enum Source {
    /// A workbook, and what its reading found.
    Workbook(Workbook, Vec<Finding>),
    /// A document.
    Document(Text),
}

/// A document's text: a file, or what came through a pipe.
pub(crate) struct Text {
    /// What messages call it.
    pub(crate) name: String,
    /// How it begins.
    pub(crate) head: Vec<u8>,
    from: From,
}

enum From {
    File(PathBuf),
    Memory(Vec<u8>),
}

/// Opens a source; `-` is standard input.
pub(crate) fn open(path: &Path, limits: &Limits) -> Result<Source, Failure> {
    let is_input = path == Path::new("-");
    if is_input || is_pipe(path) {
        // What can be read but once is kept.
        let name = named(path);
        let mut bytes = Vec::new();
        let read = if is_input {
            io::stdin().lock().read_to_end(&mut bytes)
        } else {
            File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
        };
        read.map_err(|e| unreadable(&name, &e))?;
        if read::is_document(&name, &bytes) {
            let head = bytes[..bytes.len().min(HEAD)].to_vec();
            return Ok(Source::Document(Text { name, head, from: From::Memory(bytes) }));
        }
        let (workbook, findings) = workbook::read_within(&name, bytes, limits)?;
        return Ok(Source::Workbook(workbook, findings));
    }
    seen::note(path);
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
    let name = shown(path);
    if read.is_ok() && read::is_document(&name, &head) {
        return Ok(Source::Document(Text { name, head, from: From::File(path.to_owned()) }));
    }
    let (workbook, findings) = workbook::read_file_within(path, limits)?;
    Ok(Source::Workbook(workbook, findings))
}

fn is_pipe(path: &Path) -> bool {
    path.metadata().is_ok_and(|data| !data.is_file() && !data.is_dir())
}

impl Text {
    /// The whole text.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        self.open()?.read_to_end(&mut bytes).map_err(|e| unreadable(&self.name, &e))?;
        Ok(bytes)
    }

    /// The text from its start.
    pub(crate) fn open(&self) -> Result<Box<dyn BufRead + '_>, Failure> {
        Ok(match &self.from {
            From::File(path) => {
                let file = File::open(path).map_err(|e| unreadable(&self.name, &e))?;
                Box::new(BufReader::with_capacity(1 << 16, file))
            }
            From::Memory(bytes) => Box::new(Cursor::new(bytes.as_slice())),
        })
    }
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::unreadable(Finding::error("unreadable-file", format!("cannot be read: {error}")).at(Place::file(name)))
}
