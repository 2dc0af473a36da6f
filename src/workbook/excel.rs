//! .xlsx and .xlsm: the parts of the package that hold texts and cells, each on a core of its own.

mod cells;
mod formats;
mod strings;

use std::collections::HashSet;
use std::io::{self, BufReader, Cursor};

use rayon::prelude::*;
use zip::read::ZipFile;

use self::cells::{Book, Cells};
use self::strings::{Broken, Part, Shared};
use super::csv::outside_sheet;
use super::dates::is_oscal_date_time;
use super::format::Format;
use super::intake::{Counted, Intake};
use super::package::Package;
use super::sheet::{Bad, Excess, Sheet};
use super::too_full;
use crate::finding::{Failure, Finding, Findings, Place};
use crate::limits::Limits;

/// So much of a part is unpacked at a time, in bytes.
const AT_A_TIME: usize = 1 << 16;

/// A sheet of real data is seldom more than so many times what it is packed to.
const TIMES_PACKED: u64 = 32;

/// A part as it is unpacked.
type Unpacked<'a> = Counted<'a, ZipFile<'a, Cursor<&'a [u8]>>>;

/// The sheets, and when the workbook says it was last changed.
pub(crate) fn read(
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    findings: &mut Findings,
) -> Result<(Vec<Sheet>, Option<String>), Failure> {
    let intake = Intake::open(file, bytes, Format::Xlsx, limits)?;
    intake.settle(read_through(&intake, file, limits, findings))
}

fn read_through(
    intake: &Intake<'_>,
    file: &str,
    limits: &Limits,
    findings: &mut Findings,
) -> Result<(Vec<Sheet>, Option<String>), Failure> {
    let opened = Package::counted_by(intake);
    let mut package = opened.ok_or_else(|| broken(file, None, "its list of sheets makes no sense"))?;
    let modified = package.modified().filter(|stamp| is_oscal_date_time(stamp));
    let styles = package.part_of("styles", "styles.xml").and_then(|part| package.text(&part)).unwrap_or_default();
    let shared = package.part_of("sharedStrings", "sharedStrings.xml");
    let book = Book { styles: formats::shown_by_styles(&styles), is_1904: package.is_1904 };
    if intake.is_faulty() {
        return Err(broken(file, None, "a part cannot be read"));
    }
    let sheets = std::mem::take(&mut package.sheets);
    let parts: Vec<Option<String>> = sheets.iter().map(|(_, part)| package.stored_name(part)).collect();
    // Else a small file could ask for any number of large sheets.
    let mut seen = HashSet::new();
    if !parts.iter().flatten().all(|part| seen.insert(part)) {
        return Err(broken(file, None, "two of its sheets are one part"));
    }
    let mut texts = Ok(Shared::default());
    let mut gathered: Vec<Result<Cells, Broken>> = Vec::new();
    gathered.resize_with(sheets.len(), || Err("its part is missing".to_owned()));
    rayon::in_place_scope(|scope| {
        if let Some(part) = shared {
            let texts = &mut texts;
            scope.spawn(move |_| *texts = follow(intake, &part, |part, _| Shared::read(part)));
        }
        for (part, cells) in parts.iter().zip(&mut gathered) {
            let (Some(part), book) = (part, &book) else { continue };
            scope.spawn(move |_| *cells = follow(intake, part, |part, size| cells::read(part, size, book, limits)));
        }
    });
    let texts = texts.map_err(|reason| broken(file, None, &reason))?;
    let (numbers, texts) = (texts.at, std::sync::Arc::new(texts.texts));
    let finish = |((name, _), cells): (&(String, String), Result<Cells, Broken>)| {
        let Cells { cells, outside } = cells.map_err(|reason| broken(file, Some(name), &reason))?;
        let finished = cells.finish_with(name, package.is_hidden(name), &numbers, &texts);
        let (sheet, bad, text) = finished.map_err(|excess| too_full(file, name, excess, limits))?;
        Ok((sheet, bad, outside, text))
    };
    let each: Vec<Result<(Sheet, Bad, usize, u64), Failure>> = sheets.par_iter().zip(gathered).map(finish).collect();
    let mut finished = Vec::with_capacity(sheets.len());
    let (mut cells, mut texts) = (0, 0);
    for sheet in each {
        let (sheet, bad, outside, text) = sheet?;
        (cells, texts) = (cells + sheet.len(), texts + text);
        if cells > limits.cells {
            return Err(too_full(file, &sheet.name, Excess::Cells, limits));
        }
        if texts > limits.text_mb << 20 {
            return Err(too_full(file, &sheet.name, Excess::Text, limits));
        }
        tell(file, &sheet, &bad, findings);
        if outside > 0 {
            findings.push(outside_sheet(file, &sheet.name, outside));
        }
        finished.push(sheet);
    }
    Ok((finished, modified))
}

/// Reads a part of the package, which is so many bytes long.
fn follow<T>(
    intake: &Intake<'_>,
    part: &str,
    read: impl FnOnce(&mut Part<Unpacked<'_>>, u64) -> Result<T, Broken>,
) -> Result<T, Broken> {
    let mut archive = intake.archive();
    let index = archive.index_for_name(part).ok_or("its part is missing")?;
    let part = archive.by_index(index).map_err(strings::because)?;
    // What a part says of its size need not be true.
    let size = part.size().min(part.compressed_size().saturating_mul(TIMES_PACKED));
    let part = BufReader::with_capacity(AT_A_TIME, intake.counted(index, part));
    let mut part = quick_xml::Reader::from_reader(part);
    let read = read(&mut part, size)?;
    // What stands behind that counts too, and may be damaged.
    io::copy(&mut part.into_inner(), &mut io::sink()).map_err(strings::because)?;
    Ok(read)
}

/// Tells which cells are not as they should be: some one by one, the rest counted.
fn tell(file: &str, sheet: &Sheet, bad: &Bad, findings: &mut Findings) {
    for (row, column, is_missing) in &bad.first {
        let finding = if *is_missing {
            Finding::error("unreadable-cell", "the text of the cell is missing from the file").help("type it again")
        } else {
            let text = sheet.cell(*row, *column).map(|cell| cell.cell.text().into_owned()).unwrap_or_default();
            let message = format!("the cell is damaged; it was read as the text \"{text}\"");
            Finding::warning("unreadable-cell", message).help("check it, and type it again")
        };
        findings.push(finding.at(Place::file(file).in_sheet(&sheet.name).at(*row, *column)));
    }
    let rest = bad.count - bad.first.len();
    if rest > 0 {
        let message = format!("{rest} more cells are damaged or their text is missing");
        findings.push(Finding::warning("unreadable-cell", message).at(Place::file(file).in_sheet(&sheet.name)));
    }
}

/// The failure of a reader on a file, or on one of its sheets.
pub(crate) fn broken(file: &str, sheet: Option<&str>, reason: &str) -> Failure {
    let place = Place::file(file);
    let (what, place) = match sheet {
        Some(sheet) => ("sheet", place.in_sheet(sheet)),
        None => ("workbook", place),
    };
    let help = "open it in Excel, let Excel repair it where it offers to, and save it again";
    Failure::unreadable(
        Finding::error("damaged-file", format!("the {what} cannot be read ({reason})")).at(place).help(help),
    )
}
