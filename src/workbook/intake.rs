//! The look at a zip package. Readers that are not ours believe what a file says of itself, and reserve memory
//! accordingly; so for them every part is inflated once, into nothing, and counted ([`check`]). Our own reader has its
//! parts counted while it reads them ([`Intake`]).

mod texts;

use std::io::{self, BufReader, Cursor, Read};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use quick_xml::events::Event;
use rayon::prelude::*;
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

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
    if format == Format::Ods && ods_cells(&mut intake.zip.clone()).is_none_or(|cells| cells > limits.cells) {
        return intake.beyond(format!("a sheet spreads out to more than {} cells", limits.cells), "cells");
    }
    Ok(())
}

/// A package whose parts are counted while they are unpacked for the first time, whoever reads them.
pub(crate) struct Intake<'a> {
    file: &'a str,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    format: Format,
    limits: &'a Limits,
    parts: Vec<Seen>,
    /// What all parts unpack to that were counted.
    total: AtomicU64,
    /// Whether a part could not be read to its end.
    is_faulty: AtomicBool,
}

/// What is known of a part.
#[derive(Default)]
struct Seen {
    /// Whether it is counted, or was.
    is_counted: AtomicBool,
    /// What it unpacks to, once it was read to its end.
    size: OnceLock<u64>,
}

impl<'a> Intake<'a> {
    /// Looks at the list of the parts, and at none of them.
    pub(crate) fn open(file: &'a str, bytes: &'a [u8], format: Format, limits: &'a Limits) -> Result<Self, Failure> {
        let damaged = |what: &str| damaged(file, what);
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("its list of parts cannot be read"))?;
        let mut parts = Vec::new();
        if zip.len() as u64 <= limits.parts {
            parts.resize_with(zip.len(), Seen::default);
        }
        let (total, is_faulty) = (AtomicU64::new(0), AtomicBool::new(false));
        let mut intake = Intake { file, zip, format, limits, parts, total, is_faulty };
        let zip = &mut intake.zip;
        if zip.len() as u64 > limits.parts {
            let message = format!("the file has {} parts, more than {}", zip.len(), limits.parts);
            return intake.beyond(message, "parts");
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
        Ok(intake)
    }

    /// The package as an archive, for a reader of its own.
    pub(crate) fn archive(&self) -> ZipArchive<Cursor<&'a [u8]>> {
        self.zip.clone()
    }

    /// A part of the archive that is about to be read: counted, unless it was before.
    pub(crate) fn counted<'i, R: Read>(&'i self, index: usize, part: ZipFile<'i, R>) -> Counted<'i, ZipFile<'i, R>> {
        let seen = self.parts.get(index).filter(|seen| !seen.is_counted.swap(true, Ordering::Relaxed));
        Counted { count: seen.map(|seen| (Count::of(self, &part), &seen.size)), part }
    }

    /// What came of reading a package, once the parts that nobody read are counted too. Where anything is wrong, what is
    /// told must not hang on who read first, nor on which core: the first part tells, and then the reader.
    pub(crate) fn settle<T>(&self, read: Result<T, Failure>) -> Result<T, Failure> {
        let look = |(index, seen): (usize, &Seen)| {
            if !seen.is_counted.swap(true, Ordering::Relaxed) {
                return self.check_part(index).is_ok();
            }
            seen.size.get().is_some_and(|size| self.check_head(&mut self.zip.clone(), index, *size).is_ok())
        };
        let is_well = read.is_ok()
            && !self.is_faulty.load(Ordering::Relaxed)
            && self.parts.par_iter().enumerate().with_max_len(1).map(look).all(|is_well| is_well);
        if is_well {
            return read;
        }
        self.total.store(0, Ordering::Relaxed);
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
        let mut count = Count::of(self, &part);
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
        drop(part);
        self.check_head(&mut zip, index, count.size)
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
    name: String,
    packed: u64,
    size: u64,
    texts: Option<Texts>,
}

impl<'i> Count<'i> {
    fn of<R: Read>(intake: &'i Intake<'_>, part: &ZipFile<'_, R>) -> Self {
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        let texts = name.to_ascii_lowercase().ends_with("sharedstrings.xml").then(Texts::default);
        Count { intake, name, packed: part.compressed_size().max(1), size: 0, texts }
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let Count { intake, name, packed, size, texts } = self;
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
        if intake.total.fetch_add(more, Ordering::Relaxed) + more > limits.package_mb << 20 {
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
    /// The count, and where it is noted in the end; none for a part that was read before.
    count: Option<(Count<'i>, &'i OnceLock<u64>)>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let outcome = self.part.read(buffer);
        let Some((count, size)) = &mut self.count else { return outcome };
        let outcome = match outcome {
            Ok(0) if !buffer.is_empty() => {
                size.get_or_init(|| count.size);
                Ok(0)
            }
            Ok(read) => count.add(&buffer[..read]).map(|()| read).map_err(io::Error::other),
            Err(error) => Err(error),
        };
        if outcome.is_err() {
            count.intake.is_faulty.store(true, Ordering::Relaxed);
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

/// The cells of the largest sheet of an .ods, with everything repeated as it asks; none where that cannot be told.
fn ods_cells(zip: &mut ZipArchive<Cursor<&[u8]>>) -> Option<u64> {
    let part = zip.by_name("content.xml").ok()?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    let (mut most, mut rows, mut width) = (0_u64, 0_u64, 0_u64);
    let (mut repeat_row, mut columns, mut used_columns) = (1_u64, 0_u64, 0_u64);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).ok()?;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                "table:table" => (rows, width) = (0, 0),
                "table:table-row" => {
                    repeat_row = repeats(&element, "table:number-rows-repeated");
                    (columns, used_columns) = (0, 0);
                    if is_empty {
                        rows = rows.saturating_add(repeat_row);
                    }
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    columns = columns.saturating_add(repeats(&element, "table:number-columns-repeated"));
                    let is_value = element.try_get_attribute("office:value-type").ok().flatten().is_some();
                    if is_value || !is_empty {
                        used_columns = columns;
                    }
                }
                _ => {}
            },
            Event::End(element) if element.name().as_ref() == "table:table-row" => {
                rows = rows.saturating_add(repeat_row);
                if used_columns > 0 {
                    width = width.max(used_columns.min(16_384));
                    most = most.max(width.saturating_mul(rows.min(1 << 20)));
                }
            }
            Event::Eof => return Some(most),
            _ => {}
        }
    }
}

fn repeats(element: &quick_xml::events::BytesStart<'_>, name: &str) -> u64 {
    let value = element.try_get_attribute(name).ok().flatten();
    value.map_or(1, |value| value.value.trim().parse().unwrap_or(u64::MAX))
}
