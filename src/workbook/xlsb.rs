//! The look at an .xlsb before its reader sees it. The reader believes what a text says of its length, copies a name into
//! every formula that uses it, and spells out formulas, which may say a thousand times what they hold. So texts are
//! counted here, and the reader is given a package without names, in which each sheet is a part of its own.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io::{self, BufReader, Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::bytes::u32_at;
use super::excel::broken;
use super::format::Format;
use super::intake::Intake;
use super::package::relations_in;
use super::sheet::Excess;
use super::{too_full, too_large};
use crate::finding::{Failure, Place};
use crate::limits::Limits;

/// What an .xlsb comes to.
pub(crate) struct Look {
    /// For each sheet by its part, the rows and columns that hold formulas, sorted.
    pub(crate) formulas: Vec<Vec<(u32, u32)>>,
    /// The package with nothing in it but what makes cells.
    pub(crate) bytes: Vec<u8>,
}

const BOOK: &str = "xl/workbook.bin";
const RELATIONS: &str = "xl/_rels/workbook.bin.rels";
const TEXTS: &str = "xl/sharedStrings.bin";
const STYLES: &str = "xl/styles.bin";
const CORE: &str = "docProps/core.xml";

/// The list of sheets and what it refers to hold no more than this.
const MOST_OF_LIST: u64 = 16 << 20;

/// No record is longer. A cell's text of 32,767 characters takes 64 KB.
const MOST_OF_RECORD: u64 = 16 << 20;

/// The records that are looked at, by the names of \[MS-XLSB\].
const ROW_HEADER: u16 = 0x0000;
const FORMULAS: std::ops::RangeInclusive<u16> = 0x0008..=0x000B;
const TEXTS_OF_CELLS: [u16; 2] = [0x0006, 0x0008];
const SHARED_TEXT: u16 = 0x0013;
const NAME: u16 = 0x0027;
const END_OF_CELLS: u16 = 0x0092;
const SHEET: u16 = 0x009C;
const OTHER_SHEETS: u16 = 0x016A;

/// Looks at an .xlsb.
///
/// # Errors
/// [`Failure::Unreadable`] where it makes no sense, or holds more than the limits allow.
pub(crate) fn look(file: &str, bytes: &[u8], limits: &Limits) -> Result<Look, Failure> {
    let intake = Intake::open(file, bytes, Format::Xlsb, limits)?;
    let looked = look_through(&intake, file, limits);
    intake.settle(looked)
}

fn look_through(intake: &Intake<'_>, file: &str, limits: &Limits) -> Result<Look, Failure> {
    let no_sense = |_| broken(file, None, "its list of sheets makes no sense");
    let parts = Parts::of(intake);
    let listed = Listed::of(&parts.whole(BOOK).map_err(no_sense)?).map_err(no_sense)?;
    let relations = String::from_utf8(parts.whole(RELATIONS).map_err(no_sense)?).unwrap_or_default();
    let targets: HashMap<String, String> =
        relations_in(&relations, "xl").into_iter().map(|relation| (relation.id, relation.target)).collect();
    let mut out = Plain(ZipWriter::new(Cursor::new(Vec::new())));
    out.put(BOOK, &listed.without_names).map_err(no_sense)?;
    let mut seen = HashSet::new();
    let mut related = String::from("<Relationships>");
    let mut look = Look { formulas: Vec::new(), bytes: Vec::new() };
    let mut cells = 0;
    for (at, (name, relation)) in listed.sheets.iter().enumerate() {
        let broken = |reason: &str| broken(file, Some(name), reason);
        let target = targets.get(relation).and_then(|target| target.strip_prefix("xl/"));
        let target = target.ok_or_else(|| broken("its part is missing"))?;
        // Else a small file could ask for any number of large sheets.
        if !seen.insert(target.to_lowercase()) {
            return Err(broken("another sheet is the same part"));
        }
        let part = format!("xl/{target}");
        let formulas =
            parts.read(&part, |part| formulas(part, limits.cells)).map_err(|reason| broken(&reason.to_string()))?;
        cells += formulas.len() as u64;
        if cells > limits.cells {
            return Err(too_full(file, name, Excess::Cells, limits));
        }
        look.formulas.push(formulas);
        // Where the part lies tells the reader what kind of sheet it is.
        let kind = target.split('/').next().unwrap_or_default();
        let target = format!("{kind}/{at}.bin");
        out.copy(&parts, &part, &format!("xl/{target}")).map_err(|reason| broken(&reason.to_string()))?;
        let relation = quick_xml::escape::escape(relation);
        // A String takes all.
        let _ = write!(related, r#"<Relationship Id="{relation}" Target="{target}"/>"#);
    }
    out.put(RELATIONS, (related + "</Relationships>").as_bytes()).map_err(no_sense)?;
    let damaged = |reason: io::Error| broken(file, None, &reason.to_string());
    if parts.has(TEXTS) {
        let (count, text) = parts.read(TEXTS, shared_texts).map_err(damaged)?;
        if count > limits.texts {
            let message = format!("the file has more than {} shared texts", limits.texts);
            return Err(too_large(Place::file(file), message, "texts"));
        }
        if text > limits.text_mb << 20 {
            let message = format!("the shared texts are more than {} MB", limits.text_mb);
            return Err(too_large(Place::file(file), message, "text-mb"));
        }
        out.copy(&parts, TEXTS, TEXTS).map_err(damaged)?;
    }
    if parts.has(STYLES) {
        parts.read(STYLES, whole_records).map_err(damaged)?;
    }
    for part in [STYLES, CORE].into_iter().filter(|part| parts.has(part)) {
        out.copy(&parts, part, part).map_err(damaged)?;
    }
    look.bytes = out.0.finish().map_err(io::Error::from).map_err(damaged)?.into_inner();
    Ok(look)
}

/// The parts of the file by their names in small letters.
struct Parts<'a> {
    intake: &'a Intake<'a>,
    names: HashMap<String, usize>,
}

impl<'a> Parts<'a> {
    fn of(intake: &'a Intake<'a>) -> Self {
        let name = |(at, name): (usize, Result<Cow<'_, str>, _>)| Some((name.ok()?.to_lowercase(), at));
        Parts { intake, names: intake.archive().file_names().enumerate().filter_map(name).collect() }
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains_key(&name.to_lowercase())
    }

    fn index(&self, name: &str) -> io::Result<usize> {
        self.names.get(&name.to_lowercase()).copied().ok_or_else(|| io::Error::other("its part is missing"))
    }

    /// Reads a part, and goes over it to its end.
    fn read<T>(&self, name: &str, read: impl FnOnce(&mut dyn Read) -> io::Result<T>) -> io::Result<T> {
        let index = self.index(name)?;
        let mut archive = self.intake.archive();
        let mut part = BufReader::with_capacity(1 << 16, self.intake.counted(index, archive.by_index(index)?));
        let made = read(&mut part)?;
        io::copy(&mut part, &mut io::sink())?;
        Ok(made)
    }

    fn whole(&self, name: &str) -> io::Result<Vec<u8>> {
        self.read(name, |part| {
            let mut bytes = Vec::new();
            part.take(MOST_OF_LIST + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > MOST_OF_LIST { Err(io::Error::other("it is too long")) } else { Ok(bytes) }
        })
    }
}

/// A package that is made for the reader.
struct Plain(ZipWriter<Cursor<Vec<u8>>>);

impl Plain {
    fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
        self.0.write_all(bytes)
    }

    /// Takes a part as it is packed.
    fn copy(&mut self, parts: &Parts<'_>, from: &str, to: &str) -> io::Result<()> {
        Ok(self.0.raw_copy_file_rename(parts.intake.archive().by_index_raw(parts.index(from)?)?, to)?)
    }
}

/// What the workbook's part says.
#[derive(Default)]
struct Listed {
    /// The sheets' names and relations.
    sheets: Vec<(String, String)>,
    /// The part without the names and references that only formulas need.
    without_names: Vec<u8>,
}

impl Listed {
    fn of(part: &[u8]) -> io::Result<Self> {
        let mut listed = Listed::default();
        let mut records = Records::of(part);
        while let Some(record) = records.next()? {
            if [NAME, OTHER_SHEETS].contains(&record.kind) {
                continue;
            }
            listed.without_names.extend_from_slice(record.head);
            listed.without_names.extend_from_slice(record.data);
            if record.kind == SHEET {
                let (relation, length) = record.text(8)?;
                let (name, _) = record.text(12 + length)?;
                // A sheet without a relation has no part, and is not listed by the reader either.
                if u32_at(record.data, 8) != Some(u32::MAX) {
                    listed.sheets.push((name, relation));
                }
            }
        }
        Ok(listed)
    }
}

/// Where a sheet has formulas, sorted; one more than `most` of them, where there are more.
fn formulas(part: &mut dyn Read, most: u64) -> io::Result<Vec<(u32, u32)>> {
    let mut formulas = Vec::new();
    let mut row = 0;
    let mut records = Records::of(part);
    while let Some(record) = records.next()? {
        match record.kind {
            ROW_HEADER => row = u32_at(record.data, 0).unwrap_or_default(),
            END_OF_CELLS => break,
            _ => {}
        }
        if TEXTS_OF_CELLS.contains(&record.kind) {
            record.has_text(8)?;
        }
        if FORMULAS.contains(&record.kind) {
            formulas.extend(u32_at(record.data, 0).map(|column| (row, column)));
        }
        if formulas.len() as u64 > most {
            break;
        }
    }
    formulas.sort_unstable();
    Ok(formulas)
}

/// How many shared texts there are, and how many bytes they take.
fn shared_texts(part: &mut dyn Read) -> io::Result<(u64, u64)> {
    let (mut count, mut bytes) = (0, 0);
    let mut records = Records::of(part);
    while let Some(record) = records.next()? {
        if record.kind == SHARED_TEXT {
            (count, bytes) = (count + 1, bytes + record.data.len() as u64);
            record.has_text(1)?;
        }
    }
    Ok((count, bytes))
}

/// Goes over records, none of which says that it is longer than it is.
fn whole_records(part: &mut dyn Read) -> io::Result<()> {
    let mut records = Records::of(part);
    while records.next()?.is_some() {}
    Ok(())
}

/// The records of a part.
struct Records<R> {
    part: R,
    head: Vec<u8>,
    data: Vec<u8>,
}

/// A record: its type, its first bytes that tell type and length, and what it holds.
struct Record<'a> {
    kind: u16,
    head: &'a [u8],
    data: &'a [u8],
}

impl<R: Read> Records<R> {
    fn of(part: R) -> Self {
        Records { part, head: Vec::new(), data: Vec::new() }
    }

    /// The next record; none at the part's end.
    fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        self.head.clear();
        let Some(first) = self.byte()? else { return Ok(None) };
        let broken_off = || io::Error::other("a record breaks off");
        let mut kind = u16::from(first);
        if first & 0x80 != 0 {
            let second = self.byte()?.ok_or_else(broken_off)?;
            kind = u16::from(first & 0x7F) | u16::from(second & 0x7F) << 7;
        }
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?.ok_or_else(broken_off)?;
            length |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > MOST_OF_RECORD {
            return Err(io::Error::other("a record is longer than any should be"));
        }
        self.data.clear();
        self.part.by_ref().take(length).read_to_end(&mut self.data)?;
        if self.data.len() as u64 != length {
            return Err(broken_off());
        }
        Ok(Some(Record { kind, head: &self.head, data: &self.data }))
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let mut byte = [0];
        if self.part.read(&mut byte)? == 0 {
            return Ok(None);
        }
        self.head.push(byte[0]);
        Ok(Some(byte[0]))
    }
}

impl Record<'_> {
    /// A text at a place, and how many bytes it takes behind its length.
    fn text(&self, at: usize) -> io::Result<(String, usize)> {
        let length = self.has_text(at)?;
        let units =
            self.data[at + 4..at + 4 + length].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Ok((text, length))
    }

    /// How many bytes the text at a place takes, if the record has them: its reader takes what the record before left.
    fn has_text(&self, at: usize) -> io::Result<usize> {
        let claimed = u32_at(self.data, at).and_then(|length| usize::try_from(length).ok()?.checked_mul(2));
        // The length of a text that is not there.
        let claimed = if u32_at(self.data, at) == Some(u32::MAX) { Some(0) } else { claimed };
        let is_there = |length: &usize| at.checked_add(4 + length).is_some_and(|end| end <= self.data.len());
        claimed.filter(is_there).ok_or_else(|| io::Error::other("a text is longer than its record"))
    }
}
