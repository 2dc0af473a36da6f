//! The look at a zip package. Readers that are not ours believe what a file says of itself, and reserve memory
//! accordingly; so for them every part is inflated once, into nothing, and counted ([`check`]). Our own reader has its
//! parts counted while it reads them ([`Intake`]).

mod ods;
mod texts;

use std::io::{self, BufReader, Cursor, Read};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use quick_xml::events::Event;
use rayon::prelude::*;
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use self::ods::Spread;
use self::texts::Texts;
use super::format::{Format, encrypted};
use super::too_large;
use crate::finding::{Failure, Finding, Place};
use crate::limits::{self, Limits};

/// A part above this size that shrank by more than the limit is a zip bomb: sheets of real data shrink to 1/10 or 1/30.
const BOMB_BYTES: u64 = 32 << 20;

const RESAVE: &str =
    "open it in Excel and save it again; if it did not come from a spreadsheet program, do not trust it";

/// Refuses a package that would take the reader's memory away or that no spreadsheet program writes.
pub(crate) fn check(file: &str, bytes: &[u8], format: Format, limits: &Limits) -> Result<(), Failure> {
    let intake = Intake::open(file, bytes, format, limits)?;
    intake.settle(Ok(()))?;
    if format == Format::Ods {
        let spread = intake.zip.clone().by_name("content.xml").ok().and_then(Spread::of);
        let spread = spread.ok_or_else(|| damaged(file, "its sheets make no sense"))?;
        if spread.cells > limits.rectangle {
            return intake
                .beyond(format!("the sheets spread out to more than {} cells", limits.rectangle), "rectangle");
        }
        if spread.text > limits.text_mb << 20 {
            return intake
                .beyond(format!("the sheets spread out to more than {} MB of text", limits.text_mb), "text-mb");
        }
    }
    Ok(())
}

/// A package whose parts are counted while they are unpacked, whoever reads them.
pub(crate) struct Intake<'a> {
    file: &'a str,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    format: Format,
    limits: &'a Limits,
    parts: Vec<Seen>,
    /// What all parts unpack to, each counted when it is read for the first time.
    total: AtomicU64,
    /// Whether a part could not be read to its end. Then nothing more is read.
    is_faulty: AtomicBool,
}

/// What is known of a part.
#[derive(Default)]
struct Seen {
    /// Whether somebody began to read it.
    is_begun: AtomicBool,
    /// What it unpacks to, once it was read to its end.
    size: OnceLock<u64>,
}

impl<'a> Intake<'a> {
    /// Looks at the list of the parts, and at none of them.
    pub(crate) fn open(file: &'a str, bytes: &'a [u8], format: Format, limits: &'a Limits) -> Result<Self, Failure> {
        let damaged = |what: &str| damaged(file, what);
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("its list of parts cannot be read"))?;
        if zip.len() as u64 > limits.parts {
            let message = format!("the file has {} parts, more than {}", zip.len(), limits.parts);
            return Err(too_large(Place::file(file), message, "parts"));
        }
        // The names of an Office package are the same in upper and lower case.
        let mut names: Vec<String> = zip.file_names().map(|name| folded(&name.unwrap_or_default(), format)).collect();
        names.sort_unstable();
        if zip.has_duplicate_names() || names.windows(2).any(|pair| pair[0] == pair[1] && !pair[0].is_empty()) {
            return Err(damaged("it holds two parts of one name"));
        }
        // Else a small file could unpack to much: one body counts for many parts.
        if zip.has_overlapping_entries().map_err(|_| damaged("a part is not where its list of parts says"))? {
            return Err(damaged("two of its parts, or a part and their list, lie over each other"));
        }
        let mut parts = Vec::new();
        parts.resize_with(zip.len(), Seen::default);
        let (total, is_faulty) = (AtomicU64::new(0), AtomicBool::new(false));
        Ok(Intake { file, zip, format, limits, parts, total, is_faulty })
    }

    /// The package as an archive, for a reader of its own.
    pub(crate) fn archive(&self) -> ZipArchive<Cursor<&'a [u8]>> {
        self.zip.clone()
    }

    /// A part of the archive that is about to be read.
    pub(crate) fn counted<'i, R: Read>(&'i self, index: usize, part: ZipFile<'i, R>) -> Counted<'i, ZipFile<'i, R>> {
        Counted { count: self.count(index, &part), part }
    }

    fn count<R: Read>(&self, index: usize, part: &ZipFile<'_, R>) -> Count<'_> {
        let seen = &self.parts[index];
        let is_first = !seen.is_begun.swap(true, Ordering::Relaxed);
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        let texts = name.to_ascii_lowercase().ends_with("sharedstrings.xml").then(Texts::default);
        Count { intake: self, seen, is_first, name, packed: part.compressed_size().max(1), size: 0, texts }
    }

    /// Whether a part could not be read to its end.
    pub(crate) fn is_faulty(&self) -> bool {
        self.is_faulty.load(Ordering::Relaxed)
    }

    /// What came of reading a package, once the parts that nobody read are counted too. Where anything is wrong, what is
    /// told must not hang on who read first, nor on which core: the first part tells, and then the reader.
    pub(crate) fn settle<T>(&self, read: Result<T, Failure>) -> Result<T, Failure> {
        let look = |(index, seen): (usize, &Seen)| {
            if !seen.is_begun.load(Ordering::Relaxed) {
                return self.check_part(index).is_ok();
            }
            seen.size.get().is_some_and(|size| self.check_head(&mut self.zip.clone(), index, *size).is_ok())
        };
        let is_well = read.is_ok()
            && !self.is_faulty()
            && self.parts.par_iter().enumerate().with_max_len(1).map(look).all(|is_well| is_well);
        if is_well {
            return read;
        }
        self.total.store(0, Ordering::Relaxed);
        self.parts.iter().for_each(|seen| seen.is_begun.store(false, Ordering::Relaxed));
        (0..self.parts.len()).try_for_each(|index| self.check_part(index))?;
        read.and_then(|_| Err(damaged(self.file, "a part cannot be read")))
    }

    /// Unpacks a part into nothing, and counts.
    fn check_part(&self, index: usize) -> Result<(), Failure> {
        let mut zip = self.zip.clone();
        let mut part = match zip.by_index(index) {
            Ok(part) => part,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(encrypted(self.file)),
            Err(error) => return Err(self.unreadable(index, &error)),
        };
        let mut count = self.count(index, &part);
        let mut buffer = vec![0; 1 << 16];
        loop {
            match part.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => count.add(&buffer[..read])?,
                Err(error) => {
                    return Err(damaged(self.file, &format!("{} cannot be unpacked ({error})", count.name)));
                }
            }
        }
        count.end();
        let size = count.size;
        drop(part);
        self.check_head(&mut zip, index, size)
    }

    /// Looks at how a part begins that unpacks to so many bytes.
    fn check_head(&self, zip: &mut ZipArchive<Cursor<&[u8]>>, index: usize, size: u64) -> Result<(), Failure> {
        let name = match zip.by_index_raw(index) {
            Ok(part) => String::from_utf8_lossy(part.name_raw()).into_owned(),
            Err(error) => return Err(self.unreadable(index, &error)),
        };
        if is_read(&name, self.format) {
            let head = head(zip, index);
            if head.has_doctype {
                let message = format!("{name} holds a DOCTYPE, which no spreadsheet program writes");
                return Err(refuse(self.file, "doctype", message));
            }
            // A text takes at least the five bytes `<si/>`.
            if head.unique_texts.is_some_and(|count| count > size / 5) {
                let message = format!("{name} claims more texts than it has room for");
                return Err(refuse(self.file, "damaged-file", message));
            }
        }
        Ok(())
    }

    fn unreadable(&self, index: usize, error: &ZipError) -> Failure {
        damaged(self.file, &format!("part {} cannot be read ({error})", index + 1))
    }

    fn beyond<T>(&self, message: String, limit: &str) -> Result<T, Failure> {
        Err(too_large(Place::file(self.file), message, limit))
    }
}

/// Counts what a part unpacks to.
struct Count<'i> {
    intake: &'i Intake<'i>,
    seen: &'i Seen,
    /// Whether nobody began to read it before.
    is_first: bool,
    name: String,
    packed: u64,
    size: u64,
    texts: Option<Texts>,
}

impl Count<'_> {
    /// Notes that the part was read to its end.
    fn end(&self) {
        self.seen.size.get_or_init(|| self.size);
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let Count { intake, is_first, name, packed, size, texts, .. } = self;
        let limits = intake.limits;
        let more = bytes.len() as u64;
        *size += more;
        if *size > BOMB_BYTES && *size / *packed > limits.ratio {
            let message = format!("{name} unpacks to more than {} times its size", limits.ratio);
            let finding = Finding::error("zip-bomb", message).at(Place::file(intake.file));
            let help = format!("{RESAVE}; {}", limits::help("ratio"));
            return Err(Failure::unreadable(finding.help(help)));
        }
        if *size > limits.part_mb << 20 {
            return intake.beyond(format!("{name} unpacks to more than {} MB", limits.part_mb), "part-mb");
        }
        if *is_first && intake.total.fetch_add(more, Ordering::Relaxed) + more > limits.package_mb << 20 {
            return intake.beyond(format!("the file unpacks to more than {} MB", limits.package_mb), "package-mb");
        }
        if let Some(texts) = texts {
            texts.take(bytes);
            if texts.count > limits.texts {
                return intake.beyond(format!("the file has more than {} shared texts", limits.texts), "texts");
            }
        }
        Ok(())
    }
}

/// A part that is counted while somebody reads it. What is more than a limit allows is an error in the middle of it;
/// [`Intake::settle`] says which.
pub(crate) struct Counted<'i, R> {
    part: R,
    count: Count<'i>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let intake = self.count.intake;
        if intake.is_faulty() {
            return Err(io::Error::other("another part cannot be read"));
        }
        let outcome = self.part.read(buffer).and_then(|read| {
            self.count.add(&buffer[..read]).map_err(io::Error::other)?;
            if read == 0 && !buffer.is_empty() {
                self.count.end();
            }
            Ok(read)
        });
        if outcome.is_err() {
            intake.is_faulty.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

/// A part's name as its format compares names.
fn folded(name: &str, format: Format) -> String {
    if format == Format::Ods { name.to_owned() } else { name.to_lowercase() }
}

fn refuse(file: &str, code: &'static str, message: String) -> Failure {
    Failure::unreadable(Finding::error(code, message).at(Place::file(file)).help(RESAVE))
}

fn damaged(file: &str, what: &str) -> Failure {
    refuse(file, "damaged-file", format!("the file is damaged: {what}"))
}

/// Whether a reader parses this part. Others may hold what they like: LibreOffice writes a DOCTYPE into its macros.
fn is_read(name: &str, format: Format) -> bool {
    let name = name.to_ascii_lowercase();
    let extension = name.rsplit('.').next().unwrap_or_default();
    match (format, extension) {
        (Format::Ods, "xml") => matches!(&*name, "content.xml" | "styles.xml" | "meta.xml" | "meta-inf/manifest.xml"),
        (_, "xml" | "rels") => !name.starts_with("customxml"),
        _ => false,
    }
}

#[derive(Default)]
struct Head {
    has_doctype: bool,
    unique_texts: Option<u64>,
}

/// What stands before and at a part's first element. A part that is no XML says nothing; its reader will complain.
fn head(zip: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Head {
    let mut head = Head::default();
    let Ok(part) = zip.by_index(index) else { return head };
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::DocType(_)) => head.has_doctype = true,
            Ok(Event::Start(element) | Event::Empty(element)) => {
                if element.local_name().as_ref() == "sst" {
                    let count = element.try_get_attribute("uniqueCount").ok().flatten();
                    head.unique_texts = count.and_then(|count| count.value.trim().parse().ok());
                }
                return head;
            }
            Ok(Event::Eof) | Err(_) => return head,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Write;

    #[test]
    fn a_part_that_is_too_much_is_too_much_whoever_reads_it_again() {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, size) in [("small.xml", 1), ("bomb.xml", BOMB_BYTES + (1 << 20))] {
            out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(&vec![b' '; usize::try_from(size).unwrap()]).unwrap();
        }
        let bytes = out.finish().unwrap().into_inner();
        let limits = Limits::default();
        let intake = Intake::open("a.xlsx", &bytes, Format::Xlsx, &limits).unwrap();
        let read = |index| {
            let mut archive = intake.archive();
            let mut text = String::new();
            let read = intake.counted(index, archive.by_index(index).unwrap()).read_to_string(&mut text);
            (read.is_ok(), text.len() as u64 <= BOMB_BYTES)
        };
        assert_eq!(read(0), (true, true));
        assert_eq!((read(1), read(1)), ((false, true), (false, true)));
        // Nor is anything else read then.
        assert_eq!(read(0), (false, true));
        // A reader may have swallowed it.
        for _ in 0..2 {
            let failure = intake.settle(Ok(())).unwrap_err().to_string();
            assert!(failure.starts_with("error[zip-bomb]: bomb.xml unpacks to more than"), "{failure}");
        }
    }
}
