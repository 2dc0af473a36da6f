//! Compound files: the file system of sectors in which an .xls lies. One is read with all the doubt that a file from
//! outside deserves, and a plain one is written for a reader that has none.

use super::bytes::{u16_at, u32_at};

/// Stands at the end of a chain of sectors, as does every number above it.
const END: u32 = 0xFFFF_FFFA;

/// The size of the sectors that are written.
const SECTOR: usize = 4096;

/// A file of streams, each in one piece; none where they are more than the header alone can tell of (456 MB).
pub(super) fn written(streams: &[(&str, Vec<u8>)]) -> Option<Vec<u8>> {
    const CHAIN_END: u32 = 0xFFFF_FFFE;
    // Shorter ones would lie in a stream of their own.
    let sectors = |stream: &[u8]| stream.len().div_ceil(SECTOR).max(1);
    let content = 1 + streams.iter().map(|(_, stream)| sectors(stream)).sum::<usize>();
    let tables = content.div_ceil(SECTOR / 4 - 1);
    let mut header = vec![0; SECTOR];
    let mut set = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    set(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (at, number) in [(24, 0x3E), (26, 4), (28, 0xFFFE), (30, 12), (32, 6)] {
        set(at, &u16::to_le_bytes(number));
    }
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let numbers = [(40, 1), (44, number(tables)), (48, number(tables)), (56, 4096), (60, CHAIN_END), (68, CHAIN_END)];
    for (at, number) in numbers {
        set(at, &number.to_le_bytes());
    }
    if tables > 109 {
        return None;
    }
    (0..109).for_each(|at| set(76 + 4 * at, &(if at < tables { number(at) } else { u32::MAX }).to_le_bytes()));
    let mut next = vec![0xFFFF_FFFD; tables];
    next.push(CHAIN_END);
    let mut directory = vec![0; SECTOR];
    let root = [("Root Entry", 5_u8, 0, 0)].into_iter();
    let mut first = tables + 1;
    let entries = root.chain(streams.iter().map(|(name, stream)| {
        let at = first;
        first += sectors(stream);
        next.extend((at + 1..first).map(number));
        next.push(CHAIN_END);
        (*name, 2, at, stream.len().max(SECTOR))
    }));
    for (entry, (name, kind, first, length)) in directory.chunks_exact_mut(128).zip(entries) {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..name.len()].copy_from_slice(&name);
        entry[64..66].copy_from_slice(&u16::try_from(name.len() + 2).ok()?.to_le_bytes());
        entry[66] = kind;
        entry[116..120].copy_from_slice(&number(first).to_le_bytes());
        entry[120..128].copy_from_slice(&(length as u64).to_le_bytes());
    }
    next.resize(tables * SECTOR / 4, u32::MAX);
    let mut out = header;
    out.extend(next.into_iter().flat_map(u32::to_le_bytes));
    out.extend(directory);
    for (_, stream) in streams {
        out.extend_from_slice(stream);
        out.resize(out.len() + sectors(stream) * SECTOR - stream.len(), 0);
    }
    Some(out)
}

/// A compound file: a file system of sectors, chained by a table.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    directory: Vec<u8>,
}

impl<'a> Compound<'a> {
    /// Opens a file; none where it makes no sense, or its reader could take it otherwise.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
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

    /// The bytes of the first stream of a name.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
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
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let long: Vec<u8> = (0..5_000_000_u32).map(|n| (n % 251) as u8).collect();
        let bytes = written(&[("Workbook", long.clone()), ("\u{5}SummaryInformation", b"short".to_vec())]).unwrap();
        let file = Compound::open(&bytes).unwrap();
        assert!(file.stream("workbook") == Some(long));
        let short = file.stream("\u{5}SummaryInformation").unwrap();
        assert_eq!((&short[..6], short.len()), (&b"short\0"[..], 4096));
        assert_eq!(file.stream("Book"), None);
    }
}
