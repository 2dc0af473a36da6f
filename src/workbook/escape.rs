//! What XML cannot hold in a cell's text, as spreadsheet programs write it: `_x000D_` is the character of that number (a
//! unit of UTF-16), and `_x005F_` the underscore of a text that only looks like one.

use std::borrow::Cow;
use std::fmt::Write;

/// How long an escape is.
const LENGTH: usize = "_x000D_".len();

/// A text between tags. Line ends become `\n`; what XML cannot hold, and what a spreadsheet program would take for an
/// escape, is written as `_xHHHH_`.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    let mut at = 0;
    while let Some(c) = rest.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => {
                rest.next_if(|next| {
                    let is_pair = *next == '\n';
                    at += usize::from(is_pair);
                    is_pair
                });
                out.push('\n');
            }
            '_' if unit(&text.as_bytes()[at..]).is_some() => out.push_str("_x005F_"),
            '\n' | '\t' => out.push(c),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => drop(write!(out, "_x{:04X}_", u32::from(c))),
            c => out.push(c),
        }
        at += c.len_utf8();
    }
    out
}

/// A text that was read between tags, with the characters that its escapes stand for. Half a pair of units is no
/// character; U+FFFD stands for it.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let Some(first) = next_escape(text, 0) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let (mut done, mut next) = (0, Some(first));
    while let Some((at, unit_here)) = next {
        out.push_str(&text[done..at]);
        done = at + LENGTH;
        let pair = [unit_here, unit(&text.as_bytes()[done..]).unwrap_or_default()];
        match char::decode_utf16(pair).next() {
            Some(Ok(c)) => {
                out.push(c);
                done += if c.len_utf16() == 2 { LENGTH } else { 0 };
            }
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
        next = next_escape(text, done);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// The next escape: where it begins, and its unit.
fn next_escape(text: &str, from: usize) -> Option<(usize, u16)> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'_', &bytes[from..]).find_map(|at| Some((from + at, unit(&bytes[from + at..])?)))
}

/// The unit of the escape with which this begins.
fn unit(bytes: &[u8]) -> Option<u16> {
    let [b'_', b'x', a, b, c, d, b'_', ..] = bytes else { return None };
    [a, b, c, d].iter().try_fold(0, |unit, digit| {
        let digit = char::from(**digit).to_digit(16)?;
        Some(unit << 4 | u16::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_an_escape_is_escaped() {
        assert_eq!(escaped("_x000D_"), "_x005F_x000D_");
        assert_eq!(escaped("_x000d_x0041_"), "_x005F_x000d_x005F_x0041_");
        assert_eq!(escaped("_x00D_ _xGGGG_ é_x000A_"), "_x00D_ _xGGGG_ é_x005F_x000A_");
        assert_eq!(escaped("a\r\nb\rc\r\n_x0041_"), "a\nb\nc\n_x005F_x0041_");
        assert_eq!(escaped("\u{0}\u{B}\t<&>\u{FFFF}"), "_x0000__x000B_\t&lt;&amp;&gt;_xFFFF_");
    }

    #[test]
    fn an_escape_is_the_character_it_stands_for() {
        for (text, read) in [
            ("plain _ text_x", "plain _ text_x"),
            ("a_x000D__x000A_b", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xd83d__xDE00_é_x00e9_", "😀éé"),
            ("_xD83D_x", "\u{FFFD}x"),
            ("_xD83D__x0041_", "\u{FFFD}A"),
            ("_xDE00__xD83D_", "\u{FFFD}\u{FFFD}"),
            ("_x000__x00041_ _X0041_", "_x000__x00041_ _X0041_"),
        ] {
            assert_eq!(unescaped(text), read, "{text}");
        }
    }

    #[test]
    fn what_was_escaped_comes_back() {
        for text in ["_x000D_", "__x0041__", "_x005F_x000D_", "a\u{1}b\u{FFFF}", "_x_x0041_", "tab\tline\n", "_"] {
            let written = escaped(text);
            let parsed = quick_xml::escape::unescape(&written);
            assert_eq!(parsed.ok().map(|text| unescaped(&text).into_owned()).as_deref(), Some(text), "{written}");
        }
    }
}
