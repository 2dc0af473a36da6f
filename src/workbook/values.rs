//! A look at the values of cells while a sheet is unpacked: is there one that its reader takes for another without a word?
//! The reader gives the first shared text for a number of one that is no number, and of a value it takes what stands
//! before an entity, a comment or CDATA.

use memchr::{memchr, memmem};
use quick_xml::events::attributes::Attributes;
use std::ops::Range;

/// Follows the bytes of a part, which need not be a sheet. What it is not sure of counts too: [`super::repair`] looks
/// again, with a parser of XML.
#[derive(Default)]
pub(crate) struct Values {
    /// Whether a value may be misread.
    pub(crate) is_odd: bool,
    /// None before its first bytes.
    is_xml: Option<bool>,
    has_cells: bool,
    cell: OpenCell,
    /// The attributes of a cell that began in bytes which are gone.
    attributes: Vec<u8>,
}

/// Where the attributes of the cell stand that has begun and not ended.
#[derive(Default)]
enum OpenCell {
    #[default]
    None,
    Here(Range<usize>),
    Before,
}

impl Values {
    /// Looks at bytes and says how many of them it is done with. It wants the others again, with more behind them.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> usize {
        if self.is_xml.is_none() {
            let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
            if bytes.len() < 3 || text.is_empty() {
                return 0;
            }
            self.is_xml = Some(text[0] == b'<');
        }
        if self.is_xml == Some(false) {
            return bytes.len();
        }
        let mut at = 0;
        while !self.is_odd {
            let Some(next) = memchr(b'<', &bytes[at..]) else {
                at = bytes.len();
                break;
            };
            at += next;
            let Some(end) = self.markup(bytes, at) else { break };
            at = end;
        }
        if let OpenCell::Here(place) = &self.cell {
            self.attributes.clear();
            self.attributes.extend_from_slice(&bytes[place.clone()]);
            self.cell = OpenCell::Before;
        }
        if self.is_odd { bytes.len() } else { at }
    }

    /// What begins here: gives where it ends, and none where that is not among the bytes.
    fn markup(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = &bytes[at..];
        match rest.get(1)? {
            b'/' => {
                let end = 2 + name_length(&rest[2..])?;
                if local(&rest[2..end]) == b"c" {
                    self.cell = OpenCell::None;
                }
                Some(at + end)
            }
            b'?' => Some(at + memmem::find(rest, b"?>")? + 2),
            // A comment or CDATA.
            b'!' => {
                self.is_odd = true;
                Some(bytes.len())
            }
            _ => {
                let end = tag_end(rest)?;
                let name = 1 + name_length(&rest[1..=end])?;
                let is_empty = rest[end - 1] == b'/';
                match local(&rest[1..name]) {
                    b"c" => {
                        self.has_cells = true;
                        self.is_odd |= !matches!(self.cell, OpenCell::None);
                        if !is_empty {
                            self.cell = OpenCell::Here(at + name..at + end);
                        }
                    }
                    b"v" if !is_empty && self.has_cells => self.value(bytes, at + end + 1)?,
                    _ => {}
                }
                Some(at + end + 1)
            }
        }
    }

    /// Looks at the value that begins here; none where its end is not among the bytes.
    fn value(&mut self, bytes: &[u8], at: usize) -> Option<()> {
        let length = memchr(b'<', &bytes[at..])?;
        let text = &bytes[at..at + length];
        let has_markup = *bytes.get(at + length + 1)? != b'/';
        // So few digits are a number whatever the cell is.
        if has_markup || length > 9 || !text.iter().all(u8::is_ascii_digit) {
            let attributes = match &self.cell {
                OpenCell::None => None,
                OpenCell::Here(place) => Some(&bytes[place.clone()]),
                OpenCell::Before => Some(&self.attributes[..]),
            };
            let is_fine = || {
                let kind = kind(std::str::from_utf8(attributes?).ok()?);
                let text = std::str::from_utf8(text).ok()?;
                Some(!is_misread(kind, text, memchr(b'&', text.as_bytes()).is_some(), has_markup))
            };
            self.is_odd = is_fine() != Some(true);
        }
        Some(())
    }
}

/// The type of a cell, empty where it has none, out of its attributes.
pub(crate) fn kind(attributes: &str) -> &str {
    let mut all = Attributes::new(attributes, 0);
    let found = all.with_checks(false).flatten().filter(|a| a.key.as_ref() == "t").last();
    match found.map(|attribute| attribute.value) {
        Some(std::borrow::Cow::Borrowed(kind)) => kind,
        _ => "",
    }
}

/// Whether the reader misreads the value of a cell of this type: its text, whether there are references in it (`&lt;`),
/// and whether anything but text.
pub(crate) fn is_misread(kind: &str, text: &str, has_reference: bool, has_markup: bool) -> bool {
    match kind {
        "s" if text.is_empty() && !has_markup => false,
        "s" => {
            let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<usize>().is_ok();
            has_markup || has_reference || !is_number
        }
        "" | "n" | "b" | "e" => has_markup || has_reference,
        // Their text stands elsewhere.
        "inlineStr" | "is" => false,
        _ => has_markup,
    }
}

/// The length of the name that begins here.
fn name_length(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
}

/// A name without its prefix.
fn local(name: &[u8]) -> &[u8] {
    match name {
        // Most are so short that they have none.
        [] | [_] => name,
        _ => memchr(b':', name).map_or(name, |colon| &name[colon + 1..]),
    }
}

/// Where the tag ends that begins here: at the first `>` outside of quotes.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a value of this part may be misread, in pieces of so many bytes.
    fn is_odd(xml: &str, size: usize) -> bool {
        let mut values = Values::default();
        let mut kept = Vec::new();
        for piece in xml.as_bytes().chunks(size) {
            kept.extend_from_slice(piece);
            let done = values.take(&kept);
            kept.drain(..done);
        }
        values.is_odd
    }

    fn cells(cells: &str) -> [bool; 4] {
        let xml =
            format!("\u{feff}<?xml version='1.0'?>\n<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
        [1, 7, 50, 10_000].map(|size| is_odd(&xml, size))
    }

    #[test]
    fn values_that_are_misread_are_told_wherever_the_bytes_are_cut() {
        for odd in [
            r#"<c r="A1" t="s"><v>abc</v></c>"#,
            r#"<c t="s"><v> </v></c>"#,
            r#"<c t="s"><v> 1</v></c>"#,
            r#"<c t="s"><v>-1</v></c>"#,
            r#"<c t="s"><v>+1</v></c>"#,
            r#"<c t="s"><v>1e3</v></c>"#,
            r#"<c t="s"><v>1.0</v></c>"#,
            r#"<c t="s"><v>18446744073709551616</v></c>"#,
            r#"<c t="s"><v>&#49;</v></c>"#,
            r#"<c t="s"><v>1&#49;</v></c>"#,
            r#"<c t="s"><v><![CDATA[1]]></v></c>"#,
            r#"<c t="s"><v>1<!-- 2 -->3</v></c>"#,
            r#"<c t="s"><v>1<?p?>3</v></c>"#,
            r#"<c t="s"><v xml:space='preserve' >x</v></c>"#,
            r#"<c t="s"><f>A1</f><v>x</v></c>"#,
            r#"<c t = 's' r='A1' a=">"><v>x</v></c>"#,
            "<c\n\tt=\"s\"\n><v\n>x</v></c>",
            r#"<x:c t="s"><x:v>x</x:v></x:c>"#,
            r#"<c x:t="str" t="s"><v>x</v></c>"#,
            r#"<c t="s"/><c t="s"><v>x</v></c>"#,
            r#"<c t="s"><!-- <c t="str"> --><v>x</v></c>"#,
            r#"<c t="s"><f><c t="str"></f><v>x</v></c>"#,
            r#"<c t="s"><f></c></f><v>x</v></c>"#,
            r#"<c t="s"><v>1</v></c><c t="s"><v>x</v></c>"#,
            r#"<c t="s"><v>1</v></c><v>x</v>"#,
            "<c><v>1&#50;</v></c>",
            r#"<c t="n"><v><![CDATA[1]]></v></c>"#,
            r#"<c t="e"><v>&#35;N/A</v></c>"#,
            r#"<c t="str"><v><![CDATA[x]]></v></c>"#,
        ] {
            assert_eq!(cells(odd), [true; 4], "{odd}");
        }
    }

    #[test]
    fn values_as_programs_write_them_are_not_odd() {
        for plain in [
            r#"<c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="s"><v>00000000000000000000000012</v></c>"#,
            r#"<c t="s"><v></v></c><c t="s"><v/></c><c t="s"/><c t="s"></c>"#,
            r#"<c t="str"><f>A1&amp;"x"</f><v>a &lt; b</v></c><c t="d"><v>2026-10-05</v></c>"#,
            r#"<c><v>46146.5</v></c><c t="n"><v>-1E-3</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c>"#,
            r#"<c t="inlineStr"><is><t>x > y</t></is></c><c t="inlineStr"><v>x</v><is><r><t>&amp;</t></r></is></c>"#,
            r#"<x:c t="str"><x:v>x</x:v></x:c><cols t="s"/>"#,
        ] {
            assert_eq!(cells(plain), [false; 4], "{plain}");
        }
    }

    #[test]
    fn what_is_no_sheet_has_no_values() {
        for other in ["<c:chart><c:pt><c:v>Low</c:v></c:pt></c:chart>", "\u{1}<c t=\"s\"><v>x</v></c>", "  ", "<", ""] {
            assert_eq!([1, 10_000].map(|size| is_odd(other, size)), [false; 2], "{other}");
        }
    }
}
