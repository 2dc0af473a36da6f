//! .xlsx and .xlsm: every cell as its reader streams it, and a second look where the reader stumbles.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::csv::outside_sheet;
use super::dates::is_oscal_date_time;
use super::format::{Format, encrypted};
use super::package::Package;
use super::repair::{self, BadCell, Repair};
use super::sheet::{Sheet, SheetBuilder};
use super::{Cell, CellAt, intake, too_full};
use crate::finding::{Failure, Finding, Place};
use crate::guard::guarded;
use crate::limits::Limits;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// So many unreadable cells of a sheet are named one by one; the rest is counted.
const NAMED: usize = 10;

/// The sheets, and when the workbook says it was last changed.
pub(crate) fn read(
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    findings: &mut Vec<Finding>,
) -> Result<(Vec<Sheet>, Option<String>), Failure> {
    let may_misread = intake::check(file, bytes, Format::Xlsx, limits)?;
    let mut book = open(file, bytes)?;
    let properties = guarded(|| book.workbook_properties().ok()).flatten();
    let modified = properties.and_then(|p| p.modified).filter(|stamp| is_oscal_date_time(stamp));
    let all = book.sheets_metadata().to_vec();
    let all: Vec<(String, bool)> = all
        .into_iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name, sheet.visible != SheetVisible::Visible))
        .collect();
    let read = |book: &mut Book<'_>, name: &str| -> Result<(SheetBuilder, Vec<Finding>), Failure> {
        let mut findings = Vec::new();
        let cells = read_sheet(file, book, bytes, name, limits, may_misread, &mut findings)?;
        Ok((cells, findings))
    };
    let mut apart = if let Some(biggest) = biggest(bytes, &all) {
        // The biggest on one core, the others on another; each reader has the shared texts for itself.
        let others = |book: &mut Book<'_>| -> Vec<_> {
            let others = all.iter().enumerate().filter(|(at, _)| *at != biggest);
            others.map(|(at, (name, _))| (at, read(book, name))).collect()
        };
        let (one, mut rest) =
            rayon::join(|| read(&mut book, &all[biggest].0), || open(file, bytes).map(|mut book| others(&mut book)));
        if let Ok(rest) = &mut rest {
            rest.push((biggest, one));
        }
        rest?
    } else {
        let sheets = all.iter().map(|(name, _)| read(&mut book, name)).collect::<Result<Vec<_>, _>>()?;
        sheets.into_iter().map(Ok).enumerate().collect()
    };
    apart.sort_by_key(|(at, _)| *at);
    let mut sheets = Vec::with_capacity(apart.len());
    for ((_, sheet), (name, is_hidden)) in apart.into_iter().zip(&all) {
        let (cells, found) = sheet?;
        findings.extend(found);
        sheets.push(cells.finish(name, *is_hidden));
    }
    Ok((sheets, modified))
}

/// The biggest sheet of a big workbook, where the others are worth a second reader.
fn biggest(bytes: &[u8], sheets: &[(String, bool)]) -> Option<usize> {
    /// Packed bytes of the others.
    const WORTH_IT: u64 = 1 << 20;
    /// Unpacked bytes of the shared texts.
    const MOST_TEXTS: u64 = 128 << 20;
    if (bytes.len() as u64) < 2 * WORTH_IT || rayon::current_num_threads() < 2 {
        return None;
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    // What every reader has for itself must not be much.
    if zip.by_name("xl/sharedStrings.xml").ok()?.size() > MOST_TEXTS {
        return None;
    }
    let package = Package::open(bytes)?;
    let mut size = |name: &str| {
        let part = package.stored_name(package.sheet(name)?)?;
        Some(zip.by_name(&part).ok()?.compressed_size())
    };
    let sizes: Vec<u64> = sheets.iter().map(|(name, _)| size(name)).collect::<Option<_>>()?;
    let biggest = (0..sizes.len()).max_by_key(|at| sizes[*at])?;
    (sizes.iter().sum::<u64>() - sizes[biggest] >= WORTH_IT).then_some(biggest)
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

fn open<'a>(file: &str, bytes: &'a [u8]) -> Result<Book<'a>, Failure> {
    match guarded(|| Book::new(Cursor::new(bytes))) {
        Some(Ok(book)) => Ok(book),
        Some(Err(XlsxError::Password)) => Err(encrypted(file)),
        Some(Err(error)) => Err(broken(file, None, &error.to_string())),
        None => Err(broken(file, None, "its structure makes no sense")),
    }
}

/// What one pass over a sheet gave.
struct Pass {
    cells: SheetBuilder,
    /// How many cells stand outside any sheet.
    outside: usize,
    /// The cells the reader could not take or misread, counted in file order.
    bad: Vec<usize>,
    /// Whether one of them holds more than a value and a formula.
    has_extension: bool,
}

fn read_sheet(
    file: &str,
    book: &mut Book<'_>,
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    may_misread: bool,
    findings: &mut Vec<Finding>,
) -> Result<SheetBuilder, Failure> {
    let mut pass = run(file, book, name, limits, None)?;
    if may_misread || !pass.bad.is_empty() {
        pass = second_look(file, bytes, name, limits, pass, findings)?;
    }
    if pass.outside > 0 {
        findings.push(outside_sheet(file, name, pass.outside));
    }
    Ok(pass.cells)
}

/// Reads a sheet again, with what its XML says of the cells that the reader could not take or misread.
fn second_look(
    file: &str,
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    mut pass: Pass,
    findings: &mut Vec<Finding>,
) -> Result<Pass, Failure> {
    let lost = || broken(file, Some(name), "a cell is not as it should be");
    let part = repair::part_of(bytes, name).ok_or_else(lost)?;
    let plain;
    let mut bytes = bytes;
    if pass.has_extension {
        plain = repair::without_extensions(bytes, &part).ok_or_else(lost)?;
        bytes = &plain;
        pass = run(file, &mut open(file, bytes)?, name, limits, None)?;
    }
    let repair = repair::look(bytes, &part, &pass.bad).ok_or_else(lost)?;
    if repair.cells.is_empty() {
        return Ok(pass);
    }
    pass = run(file, &mut open(file, bytes)?, name, limits, Some(&repair))?;
    let place = |index: &usize| {
        let (row, column) = repair.positions.get(*index).copied().unwrap_or_default();
        Place::file(file).in_sheet(name).at(row, column)
    };
    for index in pass.bad.iter().take(NAMED) {
        let bad = repair.cells.get(index);
        let finding = match bad.map(|bad| (bad.kind.as_str(), bad.value.as_str())) {
            Some(("e", value)) => Finding::warning("unreadable-cell", format!("the cell holds the error {value}"))
                .help("repair its formula, or type the value"),
            Some(("s", _)) | None => {
                Finding::error("unreadable-cell", "the text of the cell is missing from the file").help("type it again")
            }
            Some((_, value)) => {
                Finding::warning("unreadable-cell", format!("the cell is damaged; it was read as the text \"{value}\""))
                    .help("check it, and type it again")
            }
        };
        findings.push(finding.at(place(index)));
    }
    if pass.bad.len() > NAMED {
        let message = format!("{} more cells hold an error or are damaged", pass.bad.len() - NAMED);
        findings.push(Finding::warning("unreadable-cell", message).at(Place::file(file).in_sheet(name)));
    }
    Ok(pass)
}

fn run(file: &str, book: &mut Book<'_>, name: &str, limits: &Limits, repair: Option<&Repair>) -> Result<Pass, Failure> {
    match guarded(|| stream(book, name, limits, repair)) {
        Some(Ok(pass)) => match pass.cells.excess() {
            Some(excess) => Err(too_full(file, name, excess, limits)),
            None => Ok(pass),
        },
        Some(Err(error)) => Err(broken(file, Some(name), &error.to_string())),
        None => Err(broken(file, Some(name), "its structure makes no sense")),
    }
}

fn stream(book: &mut Book<'_>, name: &str, limits: &Limits, repair: Option<&Repair>) -> Result<Pass, XlsxError> {
    let is_1904 = book.has_1904_epoch();
    let mut reader = book.worksheet_cells_reader(name)?;
    let mut pass = Pass { cells: SheetBuilder::within(limits), outside: 0, bad: Vec::new(), has_extension: false };
    let mut index = 0;
    loop {
        // After an error the reader no longer knows where it is in a sheet without addresses, so what the XML says
        // goes before.
        let known = repair.and_then(|repair| repair.positions.get(index)).copied();
        let bad = repair.and_then(|repair| repair.cells.get(&index));
        let outcome = reader.next_cell_with_formula_metadata();
        let is_inside = match outcome {
            Ok(None) => break,
            Ok(Some(record)) => {
                let (row, column) = known.unwrap_or(record.pos);
                if let Some(bad) = bad {
                    pass.bad.push(index);
                    keep_bad(&mut pass.cells, row, column, bad)
                } else {
                    keep(&mut pass.cells, row, column, &record.value, record.formula.is_some(), is_1904)
                }
            }
            // Each of these comes from within a cell, and the next call goes on behind it.
            Err(
                error @ (XlsxError::CellError(_)
                | XlsxError::UnexpectedNode(_)
                | XlsxError::Unexpected(_)
                | XlsxError::ParseFloat(_)
                | XlsxError::CellTAttribute(_)
                | XlsxError::Unrecognized { .. }),
            ) => {
                pass.has_extension |= matches!(error, XlsxError::UnexpectedNode(_));
                pass.bad.push(index);
                match (known, bad) {
                    (Some((row, column)), Some(bad)) => keep_bad(&mut pass.cells, row, column, bad),
                    _ => true,
                }
            }
            Err(error) => return Err(error),
        };
        pass.outside += usize::from(!is_inside);
        index += 1;
        if pass.cells.excess().is_some() {
            break;
        }
    }
    Ok(pass)
}

fn keep_bad(cells: &mut SheetBuilder, row: u32, column: u32, bad: &BadCell) -> bool {
    let cell = match bad.kind.as_str() {
        "e" => Cell::Error(&bad.value),
        "s" => return true,
        _ => Cell::Text(&bad.value),
    };
    cells.push(CellAt { row, column, cell, is_formula: bad.is_formula })
}

/// Adds a cell as its reader gave it. False where the address is outside any sheet.
pub(crate) fn keep(
    cells: &mut SheetBuilder,
    row: u32,
    column: u32,
    value: &DataRef<'_>,
    is_formula: bool,
    is_1904: bool,
) -> bool {
    let not_finite;
    let error;
    let cell = match value {
        DataRef::Empty if is_formula => Cell::Uncomputed,
        DataRef::Empty => return true,
        DataRef::String(text) if is_formula && text.trim().is_empty() => return true,
        DataRef::SharedString(text) if is_formula && text.trim().is_empty() => return true,
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::Text(text),
        DataRef::SharedString(text) => Cell::Text(text),
        // Whole numbers of old formats, at most 2^53 by their nature.
        #[allow(clippy::cast_precision_loss)]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) if !number.is_finite() => {
            not_finite = number.to_string();
            Cell::Text(&not_finite)
        }
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(truth) => Cell::Bool(*truth),
        DataRef::DateTime(date) if date.is_duration() || !date.as_f64().is_finite() => Cell::Number(date.as_f64()),
        DataRef::DateTime(date) => Cell::Date { serial: date.as_f64(), is_1904 },
        DataRef::DateTimeIso(text) => Cell::Iso(text),
        DataRef::Error(kind) => {
            error = kind.to_string();
            Cell::Error(&error)
        }
    };
    cells.push(CellAt { row, column, cell, is_formula })
}
