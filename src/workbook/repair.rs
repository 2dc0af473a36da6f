//! A second look at a sheet of an .xlsx where its reader stumbled over a cell or misread it: which cell it was, and what
//! it says.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Write};

use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::package::{Package, attribute};
use super::values::{is_misread, kind};

/// What the sheet's XML says of its cells, which are counted in the order of the file.
#[derive(Debug)]
pub(crate) struct Repair {
    /// Row and column of every cell.
    pub(crate) positions: Vec<(u32, u32)>,
    /// The cells asked for, and those that the reader misreads.
    pub(crate) cells: BTreeMap<usize, BadCell>,
}

/// A cell that the reader could not take or misread, as the XML has it.
#[derive(Debug, Default)]
pub(crate) struct BadCell {
    /// Its type (`t`): `s` for a shared text, `e` for an error.
    pub(crate) kind: String,
    /// Its value, as text.
    pub(crate) value: String,
    /// Whether a formula gave it.
    pub(crate) is_formula: bool,
}

type Reader<'a> = quick_xml::Reader<BufReader<zip::read::ZipFile<'a, Cursor<&'a [u8]>>>>;

/// The part of a package that holds a sheet.
pub(crate) fn part_of(bytes: &[u8], sheet: &str) -> Option<String> {
    let package = Package::open(bytes)?;
    package.stored_name(package.sheet(sheet)?)
}

/// Looks the positions of all cells up, and the content of those in `wanted` or misread.
pub(crate) fn look(bytes: &[u8], part: &str, wanted: &[usize]) -> Option<Repair> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut reader: Reader<'_> = quick_xml::Reader::from_reader(BufReader::new(zip.by_name(part).ok()?));
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_end_names = false;
    let mut repair = Repair { positions: Vec::new(), cells: BTreeMap::new() };
    let mut buffer = Vec::new();
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut current: Option<Looked> = None;
    let mut in_value = false;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "row" => row = attribute(&e, "r").map_or(Some(row), |r| r.parse::<u32>().ok()?.checked_sub(1))?,
                "c" => {
                    if let Some(r) = attribute(&e, "r") {
                        (row, column) = address(&r)?;
                    }
                    current = Some(Looked::at(&e));
                    repair.positions.push((row, column));
                    column = column.saturating_add(1);
                }
                "v" | "t" => in_value = true,
                "f" => {
                    if let Some(looked) = &mut current {
                        looked.cell.is_formula = true;
                    }
                }
                _ => {
                    if let Some(looked) = current.as_mut().filter(|_| in_value) {
                        looked.has_markup = true;
                    }
                }
            },
            Event::End(e) => match e.local_name().as_ref() {
                "row" => (row, column) = (row.saturating_add(1), 0),
                "c" => {
                    let at = repair.positions.len().saturating_sub(1);
                    let bad = current.take().filter(|cell| wanted.binary_search(&at).is_ok() || cell.is_misread());
                    repair.cells.extend(bad.map(|looked| (at, looked.cell)));
                }
                "v" | "t" => in_value = false,
                "sheetData" => return Some(repair),
                _ => {}
            },
            Event::Eof => return None,
            event if in_value => {
                if let Some(looked) = &mut current {
                    looked.add(&event);
                }
            }
            _ => {}
        }
    }
}

/// A cell while its content is read.
struct Looked {
    cell: BadCell,
    /// Its type as its reader understands it, without references.
    kind: String,
    has_reference: bool,
    has_markup: bool,
}

impl Looked {
    fn at(element: &BytesStart<'_>) -> Self {
        let cell = BadCell { kind: attribute(element, "t").unwrap_or_default(), ..BadCell::default() };
        let kind = kind(element.attributes_raw()).to_owned();
        Looked { cell, kind, has_reference: false, has_markup: false }
    }

    fn is_misread(&self) -> bool {
        is_misread(&self.kind, &self.cell.value, self.has_reference, self.has_markup)
    }

    /// Adds a piece of its value.
    fn add(&mut self, piece: &Event<'_>) {
        let value = &mut self.cell.value;
        match piece {
            Event::Text(text) => value.push_str(&text.xml10_content()),
            Event::CData(text) => {
                self.has_markup = true;
                value.push_str(&text.xml10_content());
            }
            Event::GeneralRef(name) => {
                self.has_reference = true;
                let known = quick_xml::escape::resolve_predefined_entity(name.as_ref());
                match (known, name.resolve_char_ref()) {
                    (Some(text), _) => value.push_str(text),
                    (None, Ok(Some(c))) => value.push(c),
                    _ => {}
                }
            }
            _ => self.has_markup = true,
        }
    }
}

/// Row and column, counted from 0, of a cell's name.
fn address(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?;
        column = column.checked_mul(26)?.checked_add(u32::from(value) + 1)?;
    }
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// The same package, without what a cell of this sheet may hold beside its value and formula (`extLst`), which the
/// reader cannot take.
pub(crate) fn without_extensions(bytes: &[u8], part: &str) -> Option<Vec<u8>> {
    let sheet = {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let reader: Reader<'_> = quick_xml::Reader::from_reader(BufReader::new(zip.by_name(part).ok()?));
        plain_cells(reader)?
    };
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).ok()?;
        if entry.name_raw() == part.as_bytes() {
            out.start_file(part, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored))
                .ok()?;
            out.write_all(&sheet).ok()?;
        } else {
            out.raw_copy_file(entry).ok()?;
        }
    }
    out.finish().ok().map(Cursor::into_inner)
}

fn plain_cells(mut reader: Reader<'_>) -> Option<Vec<u8>> {
    let mut out = quick_xml::Writer::new(Vec::new());
    let mut buffer = Vec::new();
    // How deep inside a cell, and inside something to leave out.
    let (mut in_cell, mut depth, mut dropped) = (false, 0_u32, 0_u32);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).ok()?;
        let mut keep = dropped == 0;
        match &event {
            Event::Start(_) if dropped > 0 => dropped += 1,
            Event::End(_) if dropped > 0 => dropped -= 1,
            Event::Start(e) if in_cell => {
                if depth == 0 && !matches!(e.local_name().as_ref(), "v" | "f" | "is") {
                    (dropped, keep) = (1, false);
                } else {
                    depth += 1;
                }
            }
            Event::Empty(e) if in_cell && depth == 0 => keep &= matches!(e.local_name().as_ref(), "v" | "f" | "is"),
            Event::End(_) if in_cell && depth > 0 => depth -= 1,
            Event::End(_) if in_cell => in_cell = false,
            Event::Start(e) => in_cell = e.local_name().as_ref() == "c",
            Event::Eof => return Some(out.into_inner()),
            _ => {}
        }
        if keep {
            out.write_event(event).ok()?;
        }
    }
}
