//! The quick way for Markdown that holds no markup: escapes, hard breaks and paragraphs.

use super::block_start;
use crate::oscal::text::{is_bare, is_reference, opener};
use crate::oscal::version::Version;
use crate::oscal::xml::escape_text;

/// Writes one line of escaped text; false where there may be more in it, with `out` to be put back.
pub(super) fn line(markdown: &str, out: &mut Vec<u8>) -> bool {
    text(markdown, out)
}

/// Writes paragraphs of escaped lines; false where there may be more in it, with `out` to be put back.
pub(super) fn blocks(markdown: &str, version: Version, depth: usize, out: &mut Vec<u8>) -> bool {
    if memchr::memchr(b'\n', markdown.as_bytes()).is_none() {
        block_start("<p>", depth, out);
        let is_plain = text(markdown, out);
        out.extend_from_slice(b"</p>");
        return is_plain;
    }
    for paragraph in markdown.split("\n\n") {
        block_start("<p>", depth, out);
        let mut rest = paragraph;
        while let Some((line, more)) = rest.split_once("  \n") {
            if !text(line, out) {
                return false;
            }
            if version.has_line_break() {
                out.extend_from_slice(b"<br/>");
            } else {
                out.extend_from_slice(b"</p>");
                block_start("<p>", depth, out);
            }
            rest = more;
        }
        if !text(rest, out) {
            return false;
        }
        out.extend_from_slice(b"</p>");
    }
    true
}

/// Bytes that may be markup: 1 wherever they stand, 2 with what follows.
const MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    let everywhere = b"*_`~^\"[]<>|\n\r";
    let mut i = 0;
    while i < everywhere.len() {
        marks[everywhere[i] as usize] = 1;
        i += 1;
    }
    marks[b'\\' as usize] = 2;
    marks[b'&' as usize] = 2;
    marks[b'{' as usize] = 2;
    marks
};

/// Writes one line without its escapes.
fn text(line: &str, out: &mut Vec<u8>) -> bool {
    let bytes = line.as_bytes();
    if is_bare(line) {
        out.extend_from_slice(bytes);
        return true;
    }
    let is_blank = |b: Option<&u8>| matches!(b, None | Some(b' ' | b'\t' | b'\x0b' | b'\x0c'));
    if is_blank(bytes.first()) || is_blank(bytes.last()) || opener(bytes).is_some() {
        return false;
    }
    let mut from = 0;
    let mut i = 0;
    while let Some(&b) = bytes.get(i) {
        match MARKS[usize::from(b)] {
            0 => {}
            1 => return false,
            _ => match b {
                b'\\' if bytes.get(i + 1).is_some_and(u8::is_ascii_punctuation) => {
                    escape_text(&line[from..i], out);
                    from = i + 1;
                    i += 1;
                }
                b'&' if !is_reference(&bytes[i..]) => {}
                b'{' if bytes.get(i + 1) != Some(&b'{') => {}
                _ => return false,
            },
        }
        i += 1;
    }
    escape_text(&line[from..], out);
    true
}
