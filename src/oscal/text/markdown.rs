//! Plain text as Markdown that shows it as typed, and back.
//!
//! Escaped is what CommonMark, tables, or OSCAL's own Markdown (`~sub~`, `^sup^`, `"q"`, `{{ insert: type, id }}`)
//! would take for markup: some characters everywhere, some at the start of a line only.

use crate::oscal::text::{any_byte, fenced};
use crate::oscal::version::Version;
use std::borrow::Cow;

/// What CommonMark strips at either end of a line.
const BLANKS: [char; 4] = [' ', '\t', '\u{b}', '\u{c}'];

/// Whether Markdown can show a text exactly: no blank at the ends of a line, no carriage return or NUL, no blank
/// line at either end, no two of them in a row. [`markdown`] puts all other text into this form.
pub fn is_normal(text: &str) -> bool {
    !text.contains(['\r', '\0'])
        && !text.starts_with('\n')
        && !text.ends_with('\n')
        && !text.contains("\n\n\n")
        && text.split('\n').all(|line| !line.starts_with(BLANKS) && !line.ends_with(BLANKS))
}

/// Whether a text is one line that Markdown, XML and every type of OSCAL's show as it is: nothing in it is ever escaped,
/// spelt otherwise or stripped. Says no of some texts that are such a line all the same.
pub fn is_bare(text: &str) -> bool {
    let ([first, ..], [.., last]) = (text.as_bytes(), text.as_bytes()) else { return false };
    *first != b' '
        && *last != b' '
        && !any_byte(text, |b| !matches!(b, b' '..=b'~') || may_be_special(b))
        && opener(text.as_bytes()).is_none()
}

/// Plain text as one line of Markdown; a line break becomes a blank. Exact where the text is one [`is_normal`] line.
pub fn markdown_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16 + 8);
    if memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_some() {
        let words: Vec<&str> =
            text.split(['\n', '\r']).map(|w| w.trim_matches(BLANKS)).filter(|w| !w.is_empty()).collect();
        escape(&words.join(" "), &mut out);
    } else {
        escape(text.trim_matches(BLANKS), &mut out);
    }
    out
}

/// The plain text of one line of Markdown: escapes and character references undone, all else as typed.
pub fn line_text(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        if !out.is_empty() {
            out.push(' ');
        }
        unescape(line.trim_end_matches(BLANKS), &mut out);
    }
    out
}

/// Plain text as Markdown: a line break is a hard break (a paragraph's end where the version has none), a blank line
/// ends a paragraph. Exact where the text [`is_normal`].
pub fn markdown(text: &str, version: Version) -> String {
    let text = if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    let line_break = if version.has_line_break() { "  \n" } else { "\n\n" };
    let mut out = String::with_capacity(text.len() + text.len() / 16 + 8);
    let mut between = "";
    for line in text.split('\n').map(|line| line.trim_matches(BLANKS)) {
        if line.is_empty() {
            between = if out.is_empty() { "" } else { "\n\n" };
        } else {
            out.push_str(between);
            escape(line, &mut out);
            between = line_break;
        }
    }
    out
}

/// The plain text of Markdown: escapes and character references undone, hard and soft breaks as line breaks. Markup
/// written by others (emphasis, lists, code) stays as typed; a lone fenced block gives its text.
pub fn text(markdown: &str) -> String {
    if let Some(text) = fenced(markdown) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(markdown.len());
    let mut between = "";
    let mut open_fence = None;
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        let fence = code_fence(line);
        if open_fence.is_some() || fence.is_some() {
            out.push_str(between);
            out.push_str(line);
            open_fence = match (open_fence, fence) {
                (Some((mark, length)), Some((m, l, true))) if m == mark && l >= length => None,
                (None, Some((mark, length, _))) => Some((mark, length)),
                (open, _) => open,
            };
            between = "\n";
            continue;
        }
        let trimmed = line.trim_end_matches(BLANKS);
        if trimmed.is_empty() {
            between = if out.is_empty() { "" } else { "\n\n" };
            continue;
        }
        out.push_str(between);
        // An odd backslash at the very end of a line is a hard break, too.
        let backslashes = line.bytes().rev().take_while(|b| *b == b'\\').count();
        let breaks = backslashes % 2 == 1 && lines.peek().is_some();
        unescape(&trimmed[..trimmed.len() - usize::from(breaks)], &mut out);
        between = "\n";
    }
    out
}

/// The mark and the length of a line that is a code fence, and whether it can close one.
fn code_fence(line: &str) -> Option<(u8, usize, bool)> {
    let line = line.trim_start_matches(' ');
    let mark = *line.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let length = line.bytes().take_while(|b| *b == mark).count();
    let rest = line[length..].trim();
    (length >= 3 && !(mark == b'`' && rest.contains('`'))).then_some((mark, length, rest.is_empty()))
}

/// Bytes that are escaped wherever they stand.
const ESCAPED: [bool; 256] = {
    let mut escaped = [false; 256];
    let everywhere = b"\\*_`~^\"[]<>|";
    let mut i = 0;
    while i < everywhere.len() {
        escaped[everywhere[i] as usize] = true;
        i += 1;
    }
    escaped
};

/// Whether a byte is ever escaped in the midst of a line: all in a few ranges, to be tested many at a time.
#[inline]
fn may_be_special(b: u8) -> bool {
    matches!(b, b'"' | b'&' | b'*' | b'<' | b'>' | b'['..=b'`' | b'{'..=b'~')
}

/// Writes one line without blanks at its ends.
fn escape(line: &str, out: &mut String) {
    escape_part(line, true, out);
}

/// Writes a part of a line, or all of it, which starts where a block could open or behind other text.
pub(crate) fn escape_part(line: &str, is_at_start: bool, out: &mut String) {
    let bytes = line.as_bytes();
    let opener = if is_at_start { opener(bytes) } else { None };
    if opener.is_none() && !any_byte(line, may_be_special) {
        out.push_str(line);
        return;
    }
    let mut from = 0;
    for (i, b) in bytes.iter().enumerate() {
        let special = match b {
            b if ESCAPED[usize::from(*b)] => true,
            b'&' => is_reference(&bytes[i..]),
            b'{' => bytes.get(i + 1) == Some(b) || i > 0 && bytes[i - 1] == *b,
            _ => opener == Some(i),
        };
        if special {
            out.push_str(&line[from..i]);
            out.push('\\');
            from = i;
        }
    }
    out.push_str(&line[from..]);
}

/// Where to escape a line whose start would open a list, a heading, a table or a rule.
pub(crate) fn opener(line: &[u8]) -> Option<usize> {
    let blank_at = |i: usize| line.get(i).is_none_or(|b| matches!(b, b' ' | b'\t'));
    match line.first()? {
        b'#' => Some(0),
        b'+' if blank_at(1) => Some(0),
        b'-' if blank_at(1) || matches!(line.get(1), Some(b'-' | b':')) => Some(0),
        b':' if line.get(1) == Some(&b'-') => Some(0),
        b'=' if line.iter().all(|b| *b == b'=') => Some(0),
        b'0'..=b'9' => {
            let digits = line.iter().take_while(|b| b.is_ascii_digit()).count();
            (matches!(line.get(digits), Some(b'.' | b')')) && blank_at(digits + 1)).then_some(digits)
        }
        _ => None,
    }
}

/// Whether a `&` opens what may be an entity or a character reference.
pub(crate) fn is_reference(text: &[u8]) -> bool {
    let length = text[1..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
    length > 0 && text.get(length + 1) == Some(&b';')
}

/// Writes a line of Markdown without its escapes; code spans stay as they are.
fn unescape(line: &str, out: &mut String) {
    let bytes = line.as_bytes();
    let mut from = 0;
    let mut i = 0;
    while let Some(&b) = bytes.get(i) {
        match b {
            b'\\' if bytes.get(i + 1).is_some_and(u8::is_ascii_punctuation) => {
                out.push_str(&line[from..i]);
                from = i + 1;
                i += 2;
            }
            b'`' => {
                let run = bytes[i..].iter().take_while(|b| **b == b'`').count();
                i = code_end(bytes, i + run, run).unwrap_or(i + run);
            }
            b'&' => match reference(&line[i..]) {
                Some((c, length)) => {
                    out.push_str(&line[from..i]);
                    out.push(c);
                    i += length;
                    from = i;
                }
                None => i += 1,
            },
            _ => i += 1,
        }
    }
    out.push_str(&line[from..]);
}

/// The end of a code span opened by a run of backticks.
fn code_end(line: &[u8], mut at: usize, length: usize) -> Option<usize> {
    while at < line.len() {
        let run = line[at..].iter().take_while(|b| **b == b'`').count();
        if run == length {
            return Some(at + run);
        }
        at += run.max(1);
    }
    None
}

/// The character that a reference at the start of a text stands for, and the reference's length. Of the named ones
/// those that converters write; others stay as typed.
fn reference(text: &str) -> Option<(char, usize)> {
    // The longest that can mean anything is `&#1114111;`.
    let end = text.bytes().take(12).position(|b| b == b';')?;
    let c = match &text[1..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|c| *c != '\0')?
        }
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests;
