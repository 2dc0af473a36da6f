//! The table of an .xls's shared texts, measured.

use super::{CONTINUED, SHARED_TEXTS, records};
use crate::workbook::bytes::{u16_at, u32_at};

/// More records than these for the shared texts, of 8 KB each, hold more than any .xls. The reader takes them from the
/// front of a list.
const MOST_PIECES: usize = 20_000;

/// How long each shared text is, in bytes of UTF-8 or a little less; none where their table makes no sense.
pub(super) fn shared_lengths(stream: &[u8]) -> Option<Vec<u64>> {
    // Of two tables the reader takes the last.
    if records(stream, 0).filter(|(_, kind, _)| *kind == SHARED_TEXTS).count() > 1 {
        return None;
    }
    let mut records = records(stream, 0).skip_while(|(_, kind, _)| *kind != SHARED_TEXTS);
    let Some((_, _, first)) = records.next() else { return Some(Vec::new()) };
    let more: Vec<&[u8]> =
        records.take_while(|(_, kind, _)| *kind == CONTINUED).map(|(_, _, data)| data).take(MOST_PIECES + 1).collect();
    if more.len() > MOST_PIECES {
        return None;
    }
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
    }
}
