//! Separated text as a sheet of text cells.

use std::borrow::Cow;

use super::sheet::{Sheet, SheetBuilder};
use super::{Cell, CellAt, too_full};
use crate::finding::{Failure, Finding, Findings, Place};
use crate::limits::Limits;

/// The text of a file in UTF-8, or in UTF-16 with a byte order mark; none where it is neither or holds a NUL.
pub(crate) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(std::str::from_utf8(rest).ok()?),
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        _ => Cow::Borrowed(std::str::from_utf8(bytes).ok()?),
    };
    (!text.contains('\0')).then_some(text)
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Option<String> {
    let units = bytes.chunks(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0xD800, // half a unit: refused below, like any lone surrogate
    });
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}

/// Reads separated text: the sheet has the file's name without its extension, and all cells are text. A quote before
/// `=`, `+`, `-` or `@`, which exporters put there to keep Excel from taking text for a formula, is taken off.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits, findings: &mut Findings) -> Result<Sheet, Failure> {
    let refuse = |message: String, help: &str| {
        Failure::unreadable(Finding::error("not-a-workbook", message).at(Place::file(file)).help(help))
    };
    let text = decode(bytes).ok_or_else(|| {
        refuse("the text is neither UTF-8 nor UTF-16".to_owned(), "save it as \"CSV UTF-8\" in Excel")
    })?;
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text };
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let stem = std::path::Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or("Sheet1");
    let mut builder = SheetBuilder::within(limits);
    let mut record = ::csv::StringRecord::new();
    let (mut row, mut outside) = (0_u32, 0_usize);
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                return Err(refuse(format!("the text cannot be read: {error}"), "save it as \"CSV UTF-8\" in Excel"));
            }
        }
        // The reader passes over empty lines, but they are rows.
        let empty = text.as_bytes().get(start..).map_or(0, |rest| rest.iter().take_while(|b| **b == b'\n').count());
        row = row.saturating_add(u32::try_from(empty).unwrap_or(u32::MAX));
        for (column, value) in (0_u32..).zip(record.iter()) {
            let value = match value.strip_prefix('\'') {
                Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
                _ => value,
            };
            outside += usize::from(!builder.push(CellAt { row, column, cell: Cell::Text(value), is_formula: false }));
        }
        if let Some(excess) = builder.excess() {
            return Err(too_full(file, stem, excess, limits));
        }
        row = row.saturating_add(1);
    }
    if outside > 0 {
        findings.push(outside_sheet(file, stem, outside));
    }
    Ok(builder.finish(stem, false))
}

/// The finding for cells beyond the last row or column that any spreadsheet has.
pub(crate) fn outside_sheet(file: &str, sheet: &str, count: usize) -> Finding {
    let message =
        format!("{count} cell{} beyond row 1048576 or column XFD not read", if count == 1 { " is" } else { "s are" });
    Finding::warning("outside-sheet", message)
        .at(Place::file(file).in_sheet(sheet))
        .help("no spreadsheet program has such cells; check which program wrote the file")
}

/// The separator: of comma, semicolon and tab the one that is commonest in the first lines, outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [0_usize; 3];
    let mut quoted = false;
    for byte in text.bytes().take(1 << 14) {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b',' => counts[0] += 1,
            b';' => counts[1] += 1,
            b'\t' => counts[2] += 1,
            _ => {}
        }
    }
    let [comma, semicolon, tab] = counts;
    if comma >= semicolon && comma >= tab {
        b','
    } else if semicolon >= tab {
        b';'
    } else {
        b'\t'
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<(u32, u32, String)> {
        let sheet = read("dir/poam 5.csv", bytes, &Limits::default(), &mut Findings::default()).unwrap();
        assert_eq!(&*sheet.name, "poam 5");
        sheet.cells().map(|c| (c.row, c.column, c.cell.text().into_owned())).collect()
    }

    fn own(cells: &[(u32, u32, &str)]) -> Vec<(u32, u32, String)> {
        cells.iter().map(|(row, column, text)| (*row, *column, (*text).to_owned())).collect()
    }

    #[test]
    fn quotes_lines_and_guards_are_undone_and_empty_lines_counted() {
        let text = b"\xEF\xBB\xBFa,\"b \"\"x\"\"\r\nc\",\r\n\r\n\r\n'=1+1,'tis,'-5\r\n";
        assert_eq!(
            cells(text),
            own(&[(0, 0, "a"), (0, 1, "b \"x\"\nc"), (3, 0, "=1+1"), (3, 1, "'tis"), (3, 2, "-5")])
        );
    }

    #[test]
    fn other_separators_and_utf_16_are_told() {
        assert_eq!(cells(b"a;b;\"c,d\"\n"), own(&[(0, 0, "a"), (0, 1, "b"), (0, 2, "c,d")]));
        let wide: Vec<u8> = "\u{FEFF}é\tb".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(cells(&wide), own(&[(0, 0, "é"), (0, 1, "b")]));
        let wide: Vec<u8> = "\u{FEFF}é\tb".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(cells(&wide), own(&[(0, 0, "é"), (0, 1, "b")]));
    }

    #[test]
    fn other_encodings_are_refused_in_words() {
        let failure = read("a.csv", b"caf\xE9,b", &Limits::default(), &mut Findings::default()).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "error[not-a-workbook]: the text is neither UTF-8 nor UTF-16\n  a.csv\n  help: save it as \"CSV UTF-8\" in Excel"
        );
        assert!(decode(b"\xFF\xFEa").is_none() && decode(b"a\0b").is_none());
    }
}
