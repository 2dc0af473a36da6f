//! The bytes of a file on their way to the parser: which line and character they stand at, and whether they are UTF-8.

use crate::finding::{Failure, Finding};
use crate::oscal::path::Position;
use std::io::{self, BufRead, Read};

/// Bytes that are counted as they are taken.
pub(super) struct Lines<R> {
    inner: R,
    at: Position,
}

impl<R: BufRead> Lines<R> {
    /// The bytes behind a byte order mark, where there is one. Refuses UTF-16, which starts so or with a zero byte.
    pub(super) fn new(mut inner: R) -> Result<Self, Failure> {
        let start = start_of(&mut inner).map_err(|error| {
            Failure::unreadable(Finding::error("unreadable-file", format!("the file cannot be read: {error}")))
        })?;
        if matches!(start, [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0, ..] | [_, 0, ..]) {
            return Err(not_utf8("this file is UTF-16"));
        }
        if start.starts_with(BYTE_ORDER_MARK) {
            inner.consume(BYTE_ORDER_MARK.len());
        }
        Ok(Lines { inner, at: Position { line: 1, character: 1 } })
    }

    /// Where the next byte stands.
    pub(super) fn position(&self) -> Position {
        self.at
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The bytes that are at hand at the start.
fn start_of(inner: &mut impl BufRead) -> io::Result<&[u8]> {
    while let Err(error) = inner.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    inner.fill_buf()
}

/// A refusal of an encoding.
pub(super) fn not_utf8(what: &str) -> Failure {
    Failure::unreadable(Finding::error("not-utf8", what).help("save the file as UTF-8"))
}

/// Where we are behind some bytes that start at a position.
pub(super) fn behind(at: Position, bytes: &[u8]) -> Position {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let characters = |bytes: &[u8]| number(bytes.iter().filter(|b| **b & 0xc0 != 0x80).count());
    match bytes.iter().rposition(|b| *b == b'\n') {
        None => Position { line: at.line, character: at.character.saturating_add(characters(bytes)) },
        Some(last) => {
            let lines = number(bytes[..=last].iter().map(|b| usize::from(*b == b'\n')).sum());
            let character = characters(&bytes[last + 1..]).saturating_add(1);
            Position { line: at.line.saturating_add(lines), character }
        }
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.fill_buf()?;
        let length = bytes.len().min(out.len());
        out[..length].copy_from_slice(&bytes[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        // What was asked for before is still there: nothing is read.
        if let Some(taken) = self.inner.fill_buf().ok().and_then(|bytes| bytes.get(..length)) {
            self.at = behind(self.at, taken);
        }
        self.inner.consume(length);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn bytes_are_counted_in_lines_and_characters() {
        let text = "\u{feff}é<a>\n\n  ü<b/>\r\n";
        for size in [4, 5, 7, 64] {
            let mut lines = Lines::new(io::BufReader::with_capacity(size, text.as_bytes())).unwrap();
            let mut seen = String::new();
            lines.by_ref().take(12).read_to_string(&mut seen).unwrap();
            assert_eq!((seen.as_str(), lines.position()), ("é<a>\n\n  ü<", Position { line: 3, character: 5 }));
            lines.read_to_string(&mut seen).unwrap();
            assert_eq!(lines.position(), Position { line: 4, character: 1 });
        }
    }

    #[test]
    fn utf16_is_refused_in_words() {
        for bytes in [&b"\xff\xfe<\0a\0"[..], b"\xfe\xff\0<", b"<\0a\0", b"\0<\0a"] {
            let failure = Lines::new(bytes).err().unwrap();
            assert_eq!(failure.findings()[0].code, "not-utf8");
        }
        assert!(Lines::new(&b""[..]).is_ok());
    }
}
