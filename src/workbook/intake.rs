//! The look at a zip package before its readers see it. Some believe what a file says of itself, and reserve memory
//! accordingly; so every part is inflated once here, into nothing, and counted.

use std::io::{BufReader, Cursor, Read};
use std::sync::atomic::{AtomicU64, Ordering};

use quick_xml::events::Event;
use rayon::prelude::*;
use zip::ZipArchive;
use zip::result::ZipError;

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
    let damaged = |what: &str| damaged(file, what);
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("its list of parts cannot be read"))?;
    let beyond = |message: String, limit| Err(too_large(Place::file(file), message, limit));
    if zip.len() as u64 > limits.parts {
        return beyond(format!("the file has {} parts, more than {}", zip.len(), limits.parts), "parts");
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
    let total = AtomicU64::new(0);
    let look = |index| check_part(file, &mut zip.clone(), index, format, limits, &total);
    let parts = (0..zip.len()).into_par_iter().with_max_len(1);
    // Where something is wrong, what is told must not hang on which core came first.
    if !parts.map(look).all(|outcome| outcome.is_ok()) {
        total.store(0, Ordering::Relaxed);
        (0..zip.len()).try_for_each(look)?;
    }
    if format == Format::Ods && ods_cells(&mut zip).is_none_or(|cells| cells > limits.cells) {
        return beyond(format!("a sheet spreads out to more than {} cells", limits.cells), "cells");
    }
    Ok(())
}

/// Unpacks a part into nothing, and counts; `total` counts all parts.
fn check_part(
    file: &str,
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    format: Format,
    limits: &Limits,
    total: &AtomicU64,
) -> Result<(), Failure> {
    let beyond = |message: String, limit| Err(too_large(Place::file(file), message, limit));
    let mut part = match zip.by_index(index) {
        Ok(part) => part,
        Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(encrypted(file)),
        Err(error) => return Err(damaged(file, &format!("part {} cannot be read ({error})", index + 1))),
    };
    let name = String::from_utf8_lossy(part.name_raw()).into_owned();
    let packed = part.compressed_size().max(1);
    let mut size = 0;
    let mut buffer = vec![0; 1 << 16];
    let mut texts = name.to_ascii_lowercase().ends_with("sharedstrings.xml").then(Texts::default);
    loop {
        let read = match part.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) => return Err(damaged(file, &format!("{name} cannot be unpacked ({error})"))),
        };
        size += read as u64;
        if size > BOMB_BYTES && size / packed > limits.ratio {
            let message = format!("{name} unpacks to more than {} times its size", limits.ratio);
            let finding = Finding::error("zip-bomb", message).at(Place::file(file));
            let help = format!("{RESAVE}; {}", limits::help("ratio"));
            return Err(Failure::unreadable(finding.help(help)));
        }
        if size > limits.part_mb << 20 {
            return beyond(format!("{name} unpacks to more than {} MB", limits.part_mb), "part-mb");
        }
        if total.fetch_add(read as u64, Ordering::Relaxed) + read as u64 > limits.package_mb << 20 {
            return beyond(format!("the file unpacks to more than {} MB", limits.package_mb), "package-mb");
        }
        if let Some(texts) = &mut texts {
            texts.take(&buffer[..read]);
            if texts.count > limits.texts {
                return beyond(format!("the file has more than {} shared texts", limits.texts), "texts");
            }
        }
    }
    drop(part);
    if is_read(&name, format) {
        let head = head(zip, index);
        if head.has_doctype {
            let message = format!("{name} holds a DOCTYPE, which no spreadsheet program writes");
            return Err(refuse(file, "doctype", message));
        }
        // A text takes at least the five bytes `<si/>`.
        if head.unique_texts.is_some_and(|count| count > size / 5) {
            return Err(refuse(file, "damaged-file", format!("{name} claims more texts than it has room for")));
        }
    }
    Ok(())
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

/// Counts the texts of a part of shared texts while it is unpacked: its reader keeps each, however short.
#[derive(Default)]
struct Texts {
    count: u64,
    /// The name of the element that the last bytes begin; none where they begin none.
    name: Option<Vec<u8>>,
}

impl Texts {
    fn take(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        loop {
            let Some(mut name) = self.name.take() else {
                let Some(start) = memchr::memchr(b'<', rest) else { return };
                rest = &rest[start + 1..];
                match name_length(rest) {
                    Some(length) => {
                        self.count(&rest[..length]);
                        rest = &rest[length..];
                    }
                    None => self.name = Some(Vec::new()),
                }
                continue;
            };
            let length = name_length(rest);
            name.extend_from_slice(&rest[..length.unwrap_or(rest.len().min(NAME))]);
            if length.is_none() && name.len() < NAME && rest.len() < NAME {
                self.name = Some(name);
                return;
            }
            self.count(&name);
            rest = &rest[length.unwrap_or(rest.len().min(NAME))..];
        }
    }

    /// Counts an element of this name.
    fn count(&mut self, name: &[u8]) {
        self.count += u64::from(name == b"si" || name.ends_with(b":si"));
    }
}

/// How long the name of an element is that begins here; none where its end is not seen.
fn name_length(bytes: &[u8]) -> Option<usize> {
    let is_end = |byte: &u8| matches!(byte, b'>' | b'/' | b'<') || byte.is_ascii_whitespace();
    bytes.iter().take(NAME).position(is_end)
}

/// No name of an element, with its prefix, that counts is longer.
const NAME: usize = 64;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_counted_wherever_the_bytes_are_cut() {
        let long = "n".repeat(200);
        let xml =
            format!("<sst a='<'><si/><si ><t>x</t></si><x:si>y</x:si><sit/><{long}/><{long}:si/><si\n/></sst><si");
        for size in [1, 2, 3, 7, 64, 1_000] {
            let mut texts = Texts::default();
            for piece in xml.as_bytes().chunks(size) {
                texts.take(piece);
            }
            assert_eq!(texts.count, 4, "in pieces of {size}");
        }
    }
}
