//! The look at an .xls before its reader sees it. The reader holds each sheet as a full rectangle, reserves what the file
//! claims its size to be, copies a shared text into each of its cells, and spells out formulas, which may say a thousand
//! times what they hold. So claim, cells and texts are checked here, and the reader is given a file with nothing in it
//! but what makes cells.

mod texts;

use self::texts::shared_lengths;
use super::bytes::{u16_at, u32_at};
use super::compound::{self, Compound};
use super::sheet::Excess;
use crate::limits::Limits;

/// The records that the workbook's own substream is read for: its code page, epoch, number formats, cell formats, and
/// sheets.
const OF_WORKBOOK: [u16; 7] = [0x0042, 0x0022, 0x041E, 0x00E0, SHEET, BEGIN, END];
/// Those that a sheet's is read for.
const OF_SHEET: [u16; 12] = [
    BEGIN,
    END,
    DIMENSIONS,
    NUMBER,
    LABEL,
    RICH_LABEL,
    TRUTH_OR_ERROR,
    FORMULA_TEXT,
    SHORT_NUMBER,
    SHARED_LABEL,
    SHORT_NUMBERS,
    FORMULA,
];
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const ENCRYPTION: u16 = 0x002F;
const SHEET: u16 = 0x0085;
const SHARED_TEXTS: u16 = 0x00FC;
const CONTINUED: u16 = 0x003C;
const DIMENSIONS: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00D6;
const TRUTH_OR_ERROR: u16 = 0x0205;
const FORMULA_TEXT: u16 = 0x0207;
const SHORT_NUMBER: u16 = 0x027E;
const SHARED_LABEL: u16 = 0x00FD;
const SHORT_NUMBERS: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;

/// What an .xls comes to.
pub(crate) struct Look {
    /// For each sheet, in order, the rows and columns that hold formulas, sorted.
    pub(crate) formulas: Vec<Vec<(u32, u32)>>,
    /// The file with the records that make cells and no others, the formulas without what they say.
    pub(crate) bytes: Vec<u8>,
}

/// Why an .xls is not read.
pub(crate) enum Refused {
    MakesNoSense,
    Encrypted,
    /// What its sheets spread out to more of than they may.
    Excess(Excess),
}

/// More properties than these, of which two dozen are known, are not read.
const MOST_PROPERTIES: u32 = 64;

/// A longer stream of properties is not read. A picture of the first sheet takes 100 KB.
const MOST_PROPERTY_BYTES: usize = 1 << 20;

/// The stream that tells who wrote the workbook, and when.
const SUMMARY: &str = "\u{5}SummaryInformation";

/// Looks at the sheets of an .xls, which the reader holds all at once.
///
/// # Errors
/// What the file is refused for.
pub(crate) fn look(bytes: &[u8], limits: &Limits) -> Result<Look, Refused> {
    look_through(bytes, limits).unwrap_or(Err(Refused::MakesNoSense))
}

/// None where the file makes no sense.
fn look_through(bytes: &[u8], limits: &Limits) -> Option<Result<Look, Refused>> {
    let file = Compound::open(bytes)?;
    let stream = ["Workbook", "Book"].into_iter().find_map(|name| file.stream(name))?;
    if records(&stream, 0).any(|(_, kind, _)| kind == ENCRYPTION) {
        return Some(Err(Refused::Encrypted));
    }
    let mut plain = stream.clone();
    let mut look = Look { formulas: Vec::new(), bytes: Vec::new() };
    let shared = shared_lengths(&stream)?;
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut starts = Vec::new();
    let mut end = 0;
    let mut is_text = false;
    for (at, kind, data) in records(&stream, 0) {
        is_text = kind == SHARED_TEXTS || is_text && kind == CONTINUED;
        if !is_text && !OF_WORKBOOK.contains(&kind) {
            plain[at..at + 2].fill(0);
        }
        if kind == SHEET {
            starts.push(usize::try_from(u32_at(data, 0)?).ok()?);
        }
        end = at + 4 + data.len();
    }
    taken.push((0, end));
    let (mut cells, mut text) = (0_u64, 0_u64);
    for start in starts {
        let sheet = Spread::of(&stream, start, &shared, &mut plain)?;
        (cells, text) = (cells.saturating_add(sheet.cells), text.saturating_add(sheet.text));
        if cells > limits.rectangle {
            return Some(Err(Refused::Excess(Excess::Cells)));
        }
        if text > limits.text_mb << 20 {
            return Some(Err(Refused::Excess(Excess::Text)));
        }
        taken.push((start, sheet.end));
        look.formulas.push(sheet.formulas);
    }
    // What belongs to two sheets could be any number of sheets, and is something else in each.
    taken.sort_unstable();
    if taken.windows(2).any(|pair| pair[0].1 > pair[1].0) {
        return None;
    }
    let mut streams = vec![("Workbook", plain)];
    streams.extend(file.stream(SUMMARY).and_then(few_properties).map(|stream| (SUMMARY, stream)));
    look.bytes = compound::written(&streams)?;
    Some(Ok(look))
}

/// What a sheet comes to.
#[derive(Default)]
struct Spread {
    /// The cells of the rectangle that it claims.
    claimed: u64,
    /// The first and last row, and the first and last column, that it uses.
    used: Option<[u64; 4]>,
    /// How many cells there are of it.
    cells: u64,
    /// How long the texts of its cells are, in bytes of UTF-8: the shared ones wherever they stand.
    text: u64,
    formulas: Vec<(u32, u32)>,
    /// Where it ends in the stream.
    end: usize,
}

impl Spread {
    /// Goes through a sheet, and takes out of `plain` what makes no cell. None where the sheet lies outside of the
    /// stream.
    fn of(stream: &[u8], start: usize, shared: &[u64], plain: &mut [u8]) -> Option<Self> {
        let mut sheet = Spread { end: start, ..Spread::default() };
        stream.get(start..)?;
        for (at, kind, data) in records(stream, start) {
            sheet.end = at + 4 + data.len();
            if !OF_SHEET.contains(&kind) {
                plain[at..at + 2].fill(0);
            }
            match kind {
                DIMENSIONS => sheet.claim(data),
                FORMULA => {
                    sheet.uses(data);
                    sheet.formulas.extend(u16_at(data, 0).zip(u16_at(data, 2)).map(|(r, c)| (r.into(), c.into())));
                    // The length of what it says.
                    if data.len() >= 22 {
                        plain[at + 24..at + 26].fill(0);
                    }
                }
                // The text of a formula that its reader has not seen stands in the first cell.
                FORMULA_TEXT => {
                    let [_, bottom, _, right] = sheet.used.unwrap_or_default();
                    sheet.used = Some([0, bottom, 0, right]);
                    sheet.text += own_text(data, 0);
                }
                LABEL | RICH_LABEL => {
                    sheet.uses(data);
                    sheet.text += own_text(data, 6);
                }
                SHARED_LABEL => {
                    sheet.uses(data);
                    let number = u32_at(data, 6).and_then(|number| usize::try_from(number).ok());
                    let length = number.and_then(|number| shared.get(number)).copied().unwrap_or_default();
                    sheet.text = sheet.text.saturating_add(length);
                }
                SHORT_NUMBERS => {
                    sheet.uses(data);
                    sheet.uses_to(u16_at(data, data.len().saturating_sub(2)));
                }
                NUMBER | TRUTH_OR_ERROR | SHORT_NUMBER => sheet.uses(data),
                _ => {}
            }
        }
        sheet.formulas.sort_unstable();
        let used = sheet.used.map_or(0, |[top, bottom, left, right]| (bottom - top + 1) * (right - left + 1));
        sheet.cells = sheet.claimed.max(used);
        Some(sheet)
    }

    /// Takes the rectangle that the sheet says it has.
    fn claim(&mut self, data: &[u8]) {
        let [first, last, columns] = if data.len() >= 14 {
            [u32_at(data, 0), u32_at(data, 4), u16_at(data, 10).map(u32::from)]
        } else {
            [u16_at(data, 0), u16_at(data, 2), u16_at(data, 6)].map(|number| number.map(u32::from))
        }
        .map(Option::unwrap_or_default);
        // A claim that ends before it begins is a very large one to who subtracts.
        let rows = last.checked_sub(first).map_or(u64::MAX, u64::from);
        self.claimed = self.claimed.max(rows.saturating_mul(u64::from(columns).max(1)));
    }

    /// Takes the cell of a record, which begins with its row and column.
    fn uses(&mut self, data: &[u8]) {
        let Some((row, column)) = u16_at(data, 0).zip(u16_at(data, 2)) else { return };
        let (row, column) = (u64::from(row), u64::from(column));
        let [top, bottom, left, right] = self.used.unwrap_or([row, row, column, column]);
        self.used = Some([top.min(row), bottom.max(row), left.min(column), right.max(column)]);
    }

    /// Takes the cells up to a column as well.
    fn uses_to(&mut self, column: Option<u16>) {
        if let Some((used, column)) = self.used.as_mut().zip(column) {
            used[3] = used[3].max(u64::from(column));
        }
    }
}

/// The length of a text that stands in the record itself, behind its number of characters: of two bytes a character at
/// most; the reader makes room for as many as are claimed.
fn own_text(data: &[u8], count: usize) -> u64 {
    2 * data.len() as u64 + u64::from(u16_at(data, count).unwrap_or_default())
}

/// The stream of properties, with so many of them; none where it is too long or makes no sense.
fn few_properties(mut stream: Vec<u8>) -> Option<Vec<u8>> {
    if stream.len() > MOST_PROPERTY_BYTES {
        return None;
    }
    // There are one or two sets of properties.
    let sets = usize::try_from(u32_at(&stream, 24)?.min(2)).ok()?;
    let count = |stream: &[u8], set: usize| {
        let at = usize::try_from(u32_at(stream, 44 + 20 * set)?).ok()?.checked_add(4)?;
        Some((at, u32_at(stream, at)?))
    };
    for set in 0..sets {
        if let Some((at, _)) = count(&stream, set).filter(|(_, count)| *count > MOST_PROPERTIES) {
            stream[at..at + 4].copy_from_slice(&MOST_PROPERTIES.to_le_bytes());
        }
    }
    // One of them may lie over where the other is.
    (0..sets).all(|set| count(&stream, set).is_none_or(|(_, count)| count <= MOST_PROPERTIES)).then_some(stream)
}

/// The records of a substream from an offset on: where each begins, its type, and what it holds.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (usize, u16, &[u8])> {
    let mut next = start;
    let mut depth = 0_usize;
    std::iter::from_fn(move || {
        let at = next;
        let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let data = stream.get(at + 4..at + 4 + length)?;
        next = at + 4 + length;
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => next = stream.len(),
            END => depth -= 1,
            _ => {}
        }
        Some((at, kind, data))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_counts_in_each_cell_that_shows_it() {
        let record = |kind: u16, data: &[u8]| {
            let length = u16::try_from(data.len()).unwrap_or_default();
            [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
        };
        let cell = |number: u8| record(0x00FD, &[0, 0, 0, 0, 0, 0, number, 0, 0, 0]);
        let sheet = [record(0x0809, &[]), cell(2), cell(2), cell(9), record(0x0204, &[0; 10])].concat();
        let spread = Spread::of(&sheet, 0, &[3, 3, 6], &mut sheet.clone());
        assert_eq!(spread.map(|sheet| sheet.text), Some(12 + 20));
    }
}
