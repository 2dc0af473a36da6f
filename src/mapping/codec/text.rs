//! White space: `text` keeps lines and paragraphs, `line` is one line, `lines` one value a line.

use std::borrow::Cow;

use super::{Reading, Record, values};
use crate::oscal::text::any_byte;

/// Blanks inside a line: what is no line break but that XML tools and people do not tell from a blank. Vertical tab and
/// form feed are among them, since XML cannot hold them.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{b}' | '\u{c}')
}

/// The lines of a cell, whichever way its lines end.
pub(super) fn raw_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let whole = rest?;
        let Some(end) = memchr::memchr2(b'\n', b'\r', whole.as_bytes()) else {
            rest = None;
            return Some(whole);
        };
        let after = &whole[end..];
        rest = Some(after.strip_prefix("\r\n").unwrap_or(&after[1..]));
        Some(&whole[..end])
    })
}

/// Whether all blanks in a line are single spaces.
fn is_tidy(line: &str) -> bool {
    !has_two_blanks(line) && !any_byte(line, |b| matches!(b, b'\t' | b'\x0b' | b'\x0c'))
}

/// Whether two blanks follow each other.
fn has_two_blanks(line: &str) -> bool {
    // Without a stop at the first they are looked at many at a time.
    let bytes = line.as_bytes();
    let is_pair = |(a, b): (&u8, &u8)| u8::from(*a == b' ' && *b == b' ');
    bytes.iter().zip(bytes.get(1..).unwrap_or_default()).fold(0, |found, pair| found | is_pair(pair)) > 0
}

/// White space, and the byte order mark that comes along with a pasted text: OSCAL takes neither at the ends of a value.
fn is_white(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// All white space becomes single blanks, none at the ends.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(is_white);
    let is_tidy = !has_two_blanks(text)
        && if text.is_ascii() {
            !any_byte(text, |b| matches!(b, b'\t'..=b'\r'))
        } else {
            !text.contains(|c: char| c != ' ' && is_white(c))
        };
    if is_tidy {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_white).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

/// Line ends become `\n`, runs of blanks one blank, runs of blank lines one blank line; lines are trimmed, and no blank
/// line stands at the ends.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = "";
    for raw in raw_lines(text) {
        let line = raw.trim();
        if line.is_empty() {
            if !out.is_empty() {
                gap = "\n\n";
            }
            continue;
        }
        out.push_str(gap);
        gap = "\n";
        if is_tidy(line) {
            out.push_str(line);
            continue;
        }
        let mut blank = false;
        for c in line.chars() {
            let now = is_blank(c);
            if !now {
                out.push(c);
            } else if !blank {
                out.push(' ');
            }
            blank = now;
        }
    }
    out
}

pub(super) fn get_text(text: &str) -> Reading {
    Reading::values([tidy(text)])
}

/// Several texts become paragraphs of one.
pub(super) fn put_text(records: &[Record]) -> String {
    let texts: Vec<String> = values(records).map(tidy).filter(|text| !text.is_empty()).collect();
    texts.join("\n\n")
}

pub(super) fn get_line(text: &str) -> Reading {
    Reading::values(Some(line(text).into_owned()).filter(|line| !line.is_empty()))
}

pub(super) fn put_line(records: &[Record]) -> String {
    values(records).next().map(|value| line(value).into_owned()).unwrap_or_default()
}

pub(super) fn get_lines(text: &str) -> Reading {
    Reading::values(raw_lines(text).map(line).filter(|line| !line.is_empty()).map(Cow::into_owned))
}

pub(super) fn put_lines(records: &[Record]) -> String {
    let lines: Vec<Cow<'_, str>> = values(records).map(line).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::laws::{cases, holds, of_column_pairs, plain, solid};
    use super::super::{Codec, Options};

    fn texts(codec: Codec, cell: &str) -> Vec<String> {
        plain(&codec.get(cell, Options::default()))
    }

    #[test]
    fn the_pairs_of_the_mapping_hold() {
        of_column_pairs(Codec::Text);
        of_column_pairs(Codec::Line);
        of_column_pairs(Codec::Lines);
    }

    #[test]
    fn text_keeps_lines_and_paragraphs() {
        let cell = "  leading blanks, and\ttabs, three\n\n\nnewlines ";
        assert_eq!(texts(Codec::Text, cell), ["leading blanks, and tabs, three\n\nnewlines"]);
        assert_eq!(texts(Codec::Text, "\r\n\na\r\n  b\rc \n \u{a0}\n\t\nd\n\n"), ["a\nb\nc\n\nd"]);
        assert_eq!(texts(Codec::Text, "\u{2003}a\u{3000}\u{b}\u{c}b\u{a0}"), ["a\u{3000} b"]);
    }

    #[test]
    fn a_line_has_single_blanks_only() {
        assert_eq!(texts(Codec::Line, " Open\r\n\n port\u{a0}\u{2028}80 "), ["Open port 80"]);
        assert_eq!(texts(Codec::Line, "John Doe -  Example CSP"), ["John Doe - Example CSP"]);
    }

    #[test]
    fn lines_drop_what_is_empty() {
        assert_eq!(texts(Codec::Lines, "\n Nessus \r\n\r\nAcme\t3PAO\r"), ["Nessus", "Acme 3PAO"]);
    }

    #[test]
    fn what_is_blank_says_nothing() {
        for codec in Codec::ALL {
            for blank in ["", " ", "\n\r\n\t", "\u{a0}\u{2003}"] {
                assert_eq!(codec.get(blank, Options::default()), super::Reading::default(), "{}", codec.name());
            }
        }
    }

    #[test]
    fn one_value_speaks_for_a_line_and_all_for_a_text() {
        let two = [super::Record::value("a"), super::Record::value("b ")];
        assert_eq!(Codec::Line.put(&two, Options::default()), "a");
        assert_eq!(Codec::Text.put(&two, Options::default()), "a\n\nb");
        assert_eq!(Codec::Lines.put(&two, Options::default()), "a\nb");
        assert_eq!(Codec::Text.put(&[], Options::default()), "");
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn laws(text in "(?s)[a-c \t\r\n\u{b}\u{a0}\u{2028}]{0,40}|.{0,80}") {
            for codec in [Codec::Text, Codec::Line, Codec::Lines] {
                let put = holds(codec, &text, Options::default());
                prop_assert_eq!(solid(&put), solid(&text), "nothing but white space may change");
            }
        }
    }
}
