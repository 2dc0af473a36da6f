//! Bytes on their way: in memory while they are few, then in a temporary file.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How many bytes stay in memory before there is a file.
const IN_MEMORY: usize = 4 << 20;

/// How many bytes are gathered before they go to the file, once there is one: few enough to be in the cache still.
const GATHERED: usize = 64 << 10;

/// Where a document is written to.
pub trait Sink: Write {
    /// Writes the rest of a file.
    ///
    /// # Errors
    /// Where the one cannot be read or the other not be written.
    fn take(&mut self, file: &mut File) -> io::Result<u64> {
        io::copy(file, self)
    }
}

impl Sink for Vec<u8> {}

impl<W: Write> Sink for BufWriter<W> {}

/// A plain file that a document is written to. What was spooled goes into it on every core.
#[derive(Debug)]
pub struct FileSink<'f>(BufWriter<&'f File>);

impl<'f> FileSink<'f> {
    /// Writes from where the file stands.
    pub fn new(file: &'f File) -> Self {
        FileSink(BufWriter::with_capacity(1 << 16, file))
    }
}

impl Write for FileSink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Sink for FileSink<'_> {
    #[cfg(unix)]
    fn take(&mut self, file: &mut File) -> io::Result<u64> {
        use rayon::prelude::*;
        use std::os::unix::fs::FileExt;
        /// What one core copies before it asks for more, and how much of it at a time.
        const PIECE: usize = 8 << 20;
        const COPIED: usize = 256 << 10;
        self.0.flush()?;
        let mut to: &File = self.0.get_ref();
        let (start, end) = (file.stream_position()?, file.metadata()?.len());
        let at = to.stream_position()?;
        let pieces: Vec<u64> = (start..end).step_by(PIECE).collect();
        let from: &File = file;
        pieces.into_par_iter().try_for_each_init(Vec::new, |buffer: &mut Vec<u8>, piece| {
            buffer.resize(COPIED, 0);
            let last = end.min(piece + PIECE as u64);
            let mut here = piece;
            while here < last {
                let length = usize::try_from(last - here).unwrap_or(COPIED).min(COPIED);
                from.read_exact_at(&mut buffer[..length], here)?;
                to.write_all_at(&buffer[..length], at + (here - start))?;
                here += length as u64;
            }
            Ok::<(), io::Error>(())
        })?;
        let length = end.saturating_sub(start);
        to.seek(SeekFrom::Start(at + length))?;
        Ok(length)
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
        self.memory.extend_from_slice(bytes);
        self.length += bytes.len() as u64;
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
        file.seek(SeekFrom::Start(skip as u64))?;
        out.take(&mut file)?;
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
                let chunk = format!("{i} {}\n", "x".repeat(i % 200));
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
