//! Bytes on their way: in memory while they are few, then in a temporary file.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

/// How many bytes stay in memory before there is a file.
const IN_MEMORY: usize = 4 << 20;

/// How many bytes are gathered before they go to the file, once there is one: few enough to be in the cache still.
const GATHERED: usize = 64 << 10;

/// Where a document is written to.
pub trait Sink: Write {
    /// Writes the rest of a file; from file to file the system itself copies.
    ///
    /// # Errors
    /// Where the one cannot be read or the other not be written.
    fn take(&mut self, file: &mut File) -> io::Result<u64>;
}

impl<W: Write> Sink for W {
    fn take(&mut self, file: &mut File) -> io::Result<u64> {
        io::copy(file, self)
    }
}

/// Bytes that are appended first and streamed out once. The file has no name and goes with the spool.
#[derive(Debug)]
pub struct Spool {
    memory: Vec<u8>,
    file: Option<File>,
    folder: PathBuf,
    length: u64,
}

impl Spool {
    /// An empty spool, whose file, if it comes to one, lies in a folder.
    pub fn new(folder: &Path) -> Self {
        Spool { memory: Vec::new(), file: None, folder: folder.to_owned(), length: 0 }
    }

    /// How many bytes it holds.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Adds bytes at the end. Fails where the folder cannot hold them.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        if let Some(file) = &mut self.file
            && bytes.len() >= GATHERED / 2
        {
            file.write_all(&self.memory)?;
            self.memory.clear();
            return file.write_all(bytes);
        }
        self.memory.extend_from_slice(bytes);
        if let Some(file) = &mut self.file {
            if self.memory.len() >= GATHERED {
                file.write_all(&self.memory)?;
                self.memory.clear();
            }
        } else if self.memory.len() >= IN_MEMORY {
            let file = self.file.insert(tempfile::tempfile_in(&self.folder)?);
            file.write_all(&self.memory)?;
            self.memory = Vec::with_capacity(2 * GATHERED);
        }
        Ok(())
    }

    /// Writes all bytes but the first few.
    pub(crate) fn pour(mut self, skip: usize, out: &mut (impl Sink + ?Sized)) -> io::Result<()> {
        let Some(mut file) = self.file.take() else {
            return out.write_all(self.memory.get(skip..).unwrap_or_default());
        };
        file.seek(io::SeekFrom::Start(skip as u64))?;
        out.take(&mut file)?;
        // To give a large file's room back takes the system a while; nobody has to wait for it.
        rayon::spawn(move || drop(file));
        out.write_all(&self.memory)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_goes_in_comes_out_in_memory_and_from_the_file() {
        let folder = tempfile::tempdir().unwrap();
        for chunks in [0, 1, 3, 70_000] {
            let mut spool = Spool::new(folder.path());
            let mut expected = Vec::new();
            for i in 0..chunks {
                // Now and then one that is not gathered first.
                let chunk = format!("{i} {}\n", "x".repeat(if i % 9_001 == 9_000 { GATHERED } else { i % 200 }));
                spool.append(chunk.as_bytes()).unwrap();
                expected.extend_from_slice(chunk.as_bytes());
            }
            assert_eq!(spool.len(), expected.len() as u64);
            assert_eq!(spool.file.is_some(), chunks == 70_000);
            let mut out = Vec::new();
            spool.pour(1, &mut out).unwrap();
            assert!(out == expected.get(1..).unwrap_or_default());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let mut spool = Spool::new(Path::new("no/such/folder"));
        assert!(spool.append(b"few").is_ok());
        assert!(spool.append(&vec![0; IN_MEMORY]).is_err());
    }
}
