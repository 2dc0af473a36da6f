//! The encodings of a text: UTF-8 is read as it is, UTF-16 is made UTF-8, others are refused in words.

use crate::finding::{Failure, Finding, Place};
use std::borrow::Cow;
use std::io::{BufRead, Cursor, Read};

/// What the first bytes of a text say of its encoding. None of OSCAL's formats begins with a character beyond ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    /// UTF-8, or what is close enough to be told where it is not; its mark is so many bytes.
    Utf8(usize),
    /// UTF-16 with the greater byte last; its mark is so many bytes.
    LittleEndian(usize),
    /// UTF-16 with the greater byte first.
    BigEndian(usize),
    /// UTF-32, whichever.
    Utf32,
}

fn told(head: &[u8]) -> Encoding {
    match head {
        [0xef, 0xbb, 0xbf, ..] => Encoding::Utf8(3),
        [0xff, 0xfe, 0, 0] | [0, 0, 0xfe, 0xff] | [0, 0, 0, _] | [1..=0x7f, 0, 0, 0] => Encoding::Utf32,
        [0xff, 0xfe, ..] => Encoding::LittleEndian(2),
        [0xfe, 0xff, ..] => Encoding::BigEndian(2),
        [1..=0x7f, 0, ..] => Encoding::LittleEndian(0),
        [0, 1..=0x7f, ..] => Encoding::BigEndian(0),
        _ => Encoding::Utf8(0),
    }
}

/// A text as UTF-8 without its byte order mark. UTF-16 is held as a whole.
pub(super) fn utf8<'a>(name: &str, mut source: impl BufRead + 'a) -> Result<Box<dyn BufRead + 'a>, Failure> {
    let mut head = Vec::with_capacity(4);
    source.by_ref().take(4).read_to_end(&mut head).map_err(|e| unreadable(name, &e))?;
    let encoding = told(&head);
    if let Encoding::Utf8(mark) = encoding {
        return Ok(Box::new(Cursor::new(head.split_off(mark)).chain(source)));
    }
    let mut bytes = head;
    source.read_to_end(&mut bytes).map_err(|e| unreadable(name, &e))?;
    match decode(encoding, &bytes) {
        Some(text) => Ok(Box::new(Cursor::new(text.into_bytes()))),
        None => Err(other(name, if encoding == Encoding::Utf32 { "UTF-32" } else { "broken UTF-16" })),
    }
}

/// The beginning of a text, as far as it can be read.
pub(super) fn start<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, Failure> {
    const ENOUGH: usize = 4 << 10;
    let head = &bytes[..bytes.len().min(ENOUGH)];
    match told(&head[..head.len().min(4)]) {
        Encoding::Utf8(mark) => Ok(String::from_utf8_lossy(&head[mark..])),
        Encoding::Utf32 => Err(other(name, "UTF-32")),
        Encoding::LittleEndian(mark) => Ok(Cow::Owned(units(&head[mark..], u16::from_le_bytes))),
        Encoding::BigEndian(mark) => Ok(Cow::Owned(units(&head[mark..], u16::from_be_bytes))),
    }
}

fn units(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn decode(encoding: Encoding, bytes: &[u8]) -> Option<String> {
    let whole = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks(2).map(|pair| match pair {
            [a, b] => unit([*a, *b]),
            _ => 0xd800, // half a unit is refused as half a character is
        });
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    };
    match encoding {
        Encoding::LittleEndian(mark) => whole(&bytes[mark..], u16::from_le_bytes),
        Encoding::BigEndian(mark) => whole(&bytes[mark..], u16::from_be_bytes),
        Encoding::Utf8(_) | Encoding::Utf32 => None,
    }
}

/// A source that fails.
pub(super) fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    let finding = Finding::error("unreadable-file", format!("cannot be read: {error}")).at(Place::file(name));
    Failure::unreadable(finding.help("check that the file is whole and that you may read it"))
}

/// A text that is UTF-8 up to a byte and no further.
pub(super) fn not_utf8(name: &str, valid: &[u8]) -> Failure {
    let line = valid.split(|b| *b == b'\n').count();
    let place = Place::file(name).at_line(u32::try_from(line).unwrap_or(u32::MAX));
    Failure::unreadable(Finding::error("not-utf-8", "the text is not UTF-8").at(place).help(SAVE))
}

const SAVE: &str = "save the file as UTF-8";

fn other(name: &str, encoding: &str) -> Failure {
    let finding = Finding::error("not-utf-8", format!("the text is {encoding}")).at(Place::file(name));
    Failure::unreadable(finding.help(SAVE))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn marks_and_utf_16_are_taken_off_and_other_encodings_refused() {
        let le = |s: &str| s.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let be = |s: &str| s.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let text = "{\"é😀\"}";
        for bytes in [text.as_bytes().to_vec(), format!("\u{feff}{text}").into(), le(text), be(text)] {
            let mut out = String::new();
            utf8("a", bytes.as_slice()).unwrap().read_to_string(&mut out).unwrap();
            assert_eq!(out, text);
            assert_eq!(start("a", &bytes).unwrap(), text);
        }
        for marked in [[vec![0xff, 0xfe], le(text)].concat(), [vec![0xfe, 0xff], be(text)].concat()] {
            let mut out = String::new();
            utf8("a", marked.as_slice()).unwrap().read_to_string(&mut out).unwrap();
            assert_eq!(out, text);
        }
        for refused in [&[b'{', 0, 0, 0][..], &[0xff, 0xfe, 0, 0], &[0xff, 0xfe, 0, 0xd8], &[b'{', 0, b'}']] {
            assert!(utf8("a", refused).is_err(), "{refused:?}");
        }
        for short in [&b""[..], b"{", b"{}"] {
            assert!(utf8("a", short).is_ok());
        }
    }
}
