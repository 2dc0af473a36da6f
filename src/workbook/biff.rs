//! The look at an .xls before its reader sees it. The reader holds each sheet as a full rectangle, reserves what the file
//! claims its size to be, and copies a shared text into each of its cells; so claim, cells and texts are checked here.

use super::sheet::Excess;
use crate::limits::Limits;
use std::collections::HashSet;

/// Stands at the end of a chain of sectors, as does every number above it.
const END: u32 = 0xFFFF_FFFA;

/// What the records of an .xls say of its sheets.
pub(crate) struct Look {
    /// What they spread out to more of than they may.
    pub(crate) excess: Option<Excess>,
    /// For each sheet, in order, the rows and columns that hold formulas, sorted. The reader gives no text for a shared
    /// formula, so it cannot be asked.
    pub(crate) formulas: Vec<Vec<(u32, u32)>>,
}

/// Looks at the sheets of an .xls, which the reader holds all at once; none where the file makes no sense.
pub(crate) fn look(bytes: &[u8], limits: &Limits) -> Option<Look> {
    let file = Compound::open(bytes)?;
    let mut look = Look { excess: None, formulas: Vec::new() };
    let (mut cells, mut text) = (0_u64, 0_u64);
    let mut seen = false;
    for stream in ["Workbook", "Book"].into_iter().filter_map(|name| file.stream(name)) {
        let shared = shared_lengths(&stream)?;
        let starts = records(&stream, 0).filter(|(kind, _)| *kind == 0x0085).filter_map(|(_, data)| u32_at(data, 0));
        let starts: Vec<u32> = starts.collect();
        let mut known = HashSet::new();
        // Two sheets of the same bytes would be any number.
        if !starts.iter().all(|start| known.insert(*start)) {
            return None;
        }
        for start in starts {
            let start = usize::try_from(start).ok()?;
            cells = cells.saturating_add(rectangle(&stream, start));
            text = text.saturating_add(text_of(&stream, start, &shared));
            look.excess = if cells > limits.cells {
                Some(Excess::Cells)
            } else {
                (text > limits.text_mb << 20).then_some(Excess::Text)
            };
            if look.excess.is_some() {
                return Some(look);
            }
            // The reader takes the first stream.
            if !seen {
                look.formulas.push(formulas(&stream, start));
            }
        }
        seen = true;
    }
    seen.then_some(look)
}

fn formulas(stream: &[u8], start: usize) -> Vec<(u32, u32)> {
    let formulas = records(stream, start).filter(|(kind, _)| *kind == 0x0006);
    let position = |data: &[u8]| Some((u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?)));
    let mut positions: Vec<_> = formulas.filter_map(|(_, data)| position(data)).collect();
    positions.sort_unstable();
    positions
}

/// How long the texts of a sheet's cells are, in bytes of UTF-8: the shared ones wherever they stand.
fn text_of(stream: &[u8], start: usize, shared: &[u64]) -> u64 {
    let text = |(kind, data): (u16, &[u8])| match kind {
        0x00FD => {
            let number = u32_at(data, 6).and_then(|number| usize::try_from(number).ok());
            number.and_then(|number| shared.get(number)).copied().unwrap_or_default()
        }
        // Texts of their own, of two bytes a character at most; the reader makes room for as many as are claimed.
        0x0204 | 0x00D6 => 2 * data.len() as u64 + u64::from(u16_at(data, 6).unwrap_or_default()),
        0x0207 => 2 * data.len() as u64 + u64::from(u16_at(data, 0).unwrap_or_default()),
        _ => 0,
    };
    records(stream, start).map(text).fold(0, u64::saturating_add)
}

/// How long each shared text is, in bytes of UTF-8 or a little less; none where their table makes no sense.
fn shared_lengths(stream: &[u8]) -> Option<Vec<u64>> {
    // Of two tables the reader takes the last.
    if records(stream, 0).filter(|(kind, _)| *kind == 0x00FC).count() > 1 {
        return None;
    }
    let mut records = records(stream, 0).skip_while(|(kind, _)| *kind != 0x00FC);
    let Some((_, first)) = records.next() else { return Some(Vec::new()) };
    let more = records.take_while(|(kind, _)| *kind == 0x003C).map(|(_, data)| data).collect();
    let mut table = Table { rest: first.get(8..)?, more, next: 0 };
    let mut lengths = Vec::new();
    while !table.rest.is_empty() || table.go_on() {
        lengths.push(table.text()?);
    }
    Some(lengths)
}

/// The table of shared texts, which goes on in records of their own.
struct Table<'a> {
    rest: &'a [u8],
    more: Vec<&'a [u8]>,
    next: usize,
}

impl<'a> Table<'a> {
    /// Goes on in the next record; false where there is none.
    fn go_on(&mut self) -> bool {
        let next = self.more.get(self.next).copied();
        self.next += 1;
        self.rest = next.unwrap_or_default();
        next.is_some()
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// Reads over a text and says how long it is.
    fn text(&mut self) -> Option<u64> {
        if self.rest.is_empty() {
            return Some(0);
        }
        let mut characters = usize::from(u16_at(self.take(2)?, 0)?);
        let mut flags = self.take(1)?[0];
        let runs = if flags & 8 == 0 { 0 } else { usize::from(u16_at(self.take(2)?, 0)?) };
        let extension = if flags & 4 == 0 { 0 } else { usize::try_from(u32_at(self.take(4)?, 0)?).ok()? };
        let mut length = 0;
        loop {
            let width = if flags & 1 == 0 { 1 } else { 2 };
            let here = characters.min(self.rest.len() / width);
            let units = self.take(here * width)?.chunks_exact(width);
            let in_utf8 = |unit: &[u8]| match unit {
                [low] | [low, 0] if *low < 0x80 => 1,
                [_] | [_, 0..=7] => 2,
                _ => 3,
            };
            length += units.map(in_utf8).sum::<u64>();
            characters -= here;
            if characters == 0 {
                break;
            }
            // What a record breaks off goes on in the next, whose first byte says how wide its characters are.
            if !self.go_on() {
                return None;
            }
            flags = self.take(1)?[0];
        }
        let mut behind = runs.checked_mul(4)?.checked_add(extension)?;
        while behind > self.rest.len() {
            behind -= self.rest.len();
            if !self.go_on() {
                return None;
            }
        }
        self.take(behind)?;
        Some(length)
    }
}

/// The cells of the rectangle that a sheet claims or uses, whichever is larger.
fn rectangle(stream: &[u8], start: usize) -> u64 {
    let mut claimed = 0_u64;
    let mut used: Option<[u64; 4]> = None; // first and last row, first and last column
    for (kind, data) in records(stream, start) {
        match kind {
            0x0200 if data.len() >= 14 => {
                // A claim that ends before it begins is a very large one to who subtracts.
                let rows = u32_at(data, 4).unwrap_or(0).checked_sub(u32_at(data, 0).unwrap_or(0));
                let columns = u64::from(u16_at(data, 10).unwrap_or(0)).max(1);
                claimed = claimed.max(rows.map_or(u64::MAX, |rows| u64::from(rows).saturating_mul(columns)));
            }
            0x0200 => {
                let rows = u16_at(data, 2).unwrap_or(0).checked_sub(u16_at(data, 0).unwrap_or(0));
                let columns = u64::from(u16_at(data, 6).unwrap_or(0)).max(1);
                claimed = claimed.max(rows.map_or(u64::MAX, |rows| u64::from(rows) * columns));
            }
            // The text of a formula that its reader has not seen stands in the first cell.
            0x0207 => {
                let [_, bottom, _, right] = used.unwrap_or_default();
                used = Some([0, bottom, 0, right]);
            }
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x00BD | 0x0006 => {
                let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                let last =
                    if kind == 0x00BD { u16_at(data, data.len().saturating_sub(2)).unwrap_or(first) } else { first };
                let (row, first, last) = (u64::from(row), u64::from(first), u64::from(last.max(first)));
                let [top, bottom, left, right] = used.unwrap_or([row, row, first, last]);
                used = Some([top.min(row), bottom.max(row), left.min(first), right.max(last)]);
            }
            _ => {}
        }
    }
    let used = used.map_or(0, |[top, bottom, left, right]| (bottom - top + 1) * (right - left + 1));
    claimed.max(used)
}

/// The records of a substream from an offset on, each with its type.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(start..).unwrap_or_default();
    let mut depth = 0_usize;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let data = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        match kind {
            0x0809 => depth += 1,
            0x000A if depth <= 1 => rest = &[],
            0x000A => depth -= 1,
            _ => {}
        }
        Some((kind, data))
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A compound file: a file system of sectors, chained by a table.
struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    directory: Vec<u8>,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Compound { bytes, sector, next: Vec::new(), directory: Vec::new() };
        let mut tables: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let mut more = u32_at(bytes, 68)?;
        for _ in 0..=bytes.len() / sector {
            if more >= END {
                break;
            }
            let part = file.at(more)?;
            tables.extend((0..sector / 4 - 1).filter_map(|i| u32_at(part, 4 * i)));
            more = u32_at(part, sector - 4)?;
        }
        tables.retain(|id| *id < END);
        if tables.len() > bytes.len() / sector {
            return None;
        }
        for table in tables {
            let part = file.at(table)?;
            file.next.extend((0..sector / 4).filter_map(|i| u32_at(part, 4 * i)));
        }
        file.directory = file.chain(u32_at(bytes, 48)?, None)?;
        let misleads = |entry: &[u8]| {
            let is_stream = matches!(entry[66], 2 | 5);
            let length = u32_at(entry, 120).and_then(|length| usize::try_from(length).ok());
            // In a file of large sectors it has 64 bits.
            let is_long = length.is_none_or(|length| length > bytes.len())
                || sector == 4096 && u32_at(entry, 124).is_none_or(|high| high > 0);
            // A byte order mark changes how the reader takes the name.
            let marks: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
            is_stream && is_long || marks.iter().any(|mark| entry.starts_with(mark))
        };
        (!file.directory.chunks_exact(128).any(misleads)).then_some(file)
    }

    /// A sector; the last one of a file may be short.
    fn at(&self, id: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(id).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// A chain's bytes: all, or until there are so many.
    fn chain(&self, first: u32, length: Option<u32>) -> Option<Vec<u8>> {
        follow(first, &self.next, self.bytes.len() / self.sector + 1, length, |id| self.at(id))
    }

    fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.directory.chunks_exact(128).find(|entry| {
            let units = entry[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            let found = char::decode_utf16(units.take_while(|unit| *unit != 0)).map(|c| c.unwrap_or('\u{FFFD}'));
            found.collect::<String>().eq_ignore_ascii_case(name)
        })?;
        let (start, length) = (u32_at(entry, 116)?, u32_at(entry, 120)?);
        let mut stream = if length >= 4096 {
            self.chain(start, Some(length))?
        } else {
            // Small streams lie in a stream of their own, in sectors of 64 bytes.
            let small = self.chain(u32_at(self.directory.get(..128)?, 116)?, None)?;
            let table = self.chain(u32_at(self.bytes, 60)?, None)?;
            let next: Vec<u32> = table.chunks_exact(4).filter_map(|id| u32_at(id, 0)).collect();
            follow(start, &next, small.len() / 64 + 1, Some(length), |id| {
                let at = usize::try_from(id).ok()?.checked_mul(64)?;
                small.get(at..(at + 64).min(small.len()))
            })?
        };
        stream.truncate(usize::try_from(length).ok()?);
        Some(stream)
    }
}

/// The sectors of a chain one after the other, until there are so many bytes; none where it leaves the file or goes in a
/// circle before.
fn follow<'a>(
    first: u32,
    next: &[u32],
    most: usize,
    length: Option<u32>,
    at: impl Fn(u32) -> Option<&'a [u8]>,
) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut id = first;
    for _ in 0..=most {
        if id >= END || length.is_some_and(|length| out.len() as u64 >= u64::from(length)) {
            return Some(out);
        }
        out.extend_from_slice(at(id)?);
        id = next.get(usize::try_from(id).ok()?).copied()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_texts_are_measured_wherever_their_table_breaks_off() {
        let record = |kind: u16, data: &[u8]| {
            let length = u16::try_from(data.len()).unwrap_or_default();
            [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
        };
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let first = [
            &[0; 8][..],
            &[3, 0, 0],
            b"abc",
            &[2, 0, 0],
            b"a\xE9",
            &[3, 0, 1],
            &wide("aä\u{4e2d}"),
            // Two runs and an extension of five bytes.
            &[1, 0, 12, 2, 0, 5, 0, 0, 0],
            b"x",
            &[0; 13],
            // Broken off behind two of five characters.
            &[5, 0, 0],
            b"ab",
        ]
        .concat();
        let second = [&[1][..], &wide("cde"), &[0, 0, 0]].concat();
        let table = |more: &[u8]| [record(0x0809, &[]), record(0x00FC, &first), record(0x003C, more)].concat();
        assert_eq!(shared_lengths(&table(&second)), Some(vec![3, 3, 6, 1, 5, 0]));
        assert_eq!(shared_lengths(&table(&second[..5])), None);
        assert_eq!(shared_lengths(&record(0x0809, &[])), Some(Vec::new()));
        assert_eq!(shared_lengths(&[table(&second), table(&second)].concat()), None);
        // A text counts in each cell that shows it.
        let cell = |number: u8| record(0x00FD, &[0, 0, 0, 0, 0, 0, number, 0, 0, 0]);
        let sheet = [record(0x0809, &[]), cell(2), cell(2), cell(9), record(0x0204, &[0; 10])].concat();
        assert_eq!(text_of(&sheet, 0, &[3, 3, 6]), 12 + 20);
    }
}
