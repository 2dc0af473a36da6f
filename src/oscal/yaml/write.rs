//! Writing: maps and lists in block style, a list at the depth of its name, each scalar on one line.
//!
//! Lines are written by hand; what stands in them is decided by serde-saphyr, but for the many scalars of which one look
//! tells what it would do.

use crate::oscal::append::indent;
use crate::oscal::model::Member;
use crate::oscal::object::{Node, Object};
use crate::oscal::pieces::Pieces;
use serde::Serialize;
use serde_saphyr::SerializerOptions;
use std::io::{self, Write};

/// Writes an object as an element of a list at a depth.
pub(crate) fn element(object: &Object, depth: usize, out: &mut Vec<u8>) -> io::Result<()> {
    indent(depth, out);
    out.extend_from_slice(b"- ");
    members(object, depth + 1, true, out)
}

/// Writes the lines of an object; the first without its blanks where they stand there already.
fn members(object: &Object, depth: usize, mut is_begun: bool, out: &mut Vec<u8>) -> io::Result<()> {
    if object.is_empty() {
        out.extend_from_slice(b"{}\n");
    }
    for (member, nodes) in object.groups() {
        if !std::mem::take(&mut is_begun) {
            indent(depth, out);
        }
        group(member, nodes, depth, out)?;
    }
    Ok(())
}

/// Writes what stands under one member, behind its blanks: a list where the model allows several, else the value or the
/// object.
fn group(member: &Member, nodes: &[(u8, Node)], depth: usize, out: &mut Vec<u8>) -> io::Result<()> {
    out.extend_from_slice(member.json.as_bytes());
    out.push(b':');
    match nodes {
        [(_, Node::Value(value))] if !member.many => {
            out.push(b' ');
            scalar(member, value, out)
        }
        [(_, Node::Object(object))] if !member.many => {
            out.push(if object.is_empty() { b' ' } else { b'\n' });
            members(object, depth + 1, false, out)
        }
        // Several where one may stand are a list all the same: a fault to be seen, not a loss.
        nodes => {
            out.push(b'\n');
            nodes.iter().try_for_each(|(_, node)| item(member, node, depth, out))
        }
    }
}

/// Writes an element of a list.
fn item(member: &Member, node: &Node, depth: usize, out: &mut Vec<u8>) -> io::Result<()> {
    match node {
        Node::Object(object) => element(object, depth, out),
        Node::Value(value) => {
            indent(depth, out);
            out.extend_from_slice(b"- ");
            scalar(member, value, out)
        }
    }
}

/// Writes what stands under one member of the root, where one object may hold most of the document.
pub(crate) fn large_group<W: Write + ?Sized>(
    member: &Member,
    nodes: &[(u8, Node)],
    depth: usize,
    out: &mut Pieces<'_, W>,
) -> io::Result<()> {
    indent(depth, &mut out.bytes);
    let large = match nodes {
        [(_, Node::Object(large))] if !member.many && !large.is_empty() => large,
        _ => return group(member, nodes, depth, &mut out.bytes),
    };
    let _ = writeln!(out.bytes, "{}:", member.json); // a Vec takes all
    for (member, nodes) in large.groups() {
        indent(depth + 1, &mut out.bytes);
        if let ([_], false) = (nodes, member.many) {
            group(member, nodes, depth + 1, &mut out.bytes)?;
            continue;
        }
        let _ = writeln!(out.bytes, "{}:", member.json);
        out.each(nodes, |_, node, bytes| item(member, node, depth + 1, bytes))?;
    }
    Ok(())
}

/// Writes a value and ends the line.
fn scalar(member: &Member, value: &str, out: &mut Vec<u8>) -> io::Result<()> {
    match member.integer(value) {
        Some(number) => writeln!(out, "{number}"),
        None => text(value, out),
    }
}

fn text(text: &str, out: &mut Vec<u8>) -> io::Result<()> {
    match told(text) {
        Some(Style::Plain) => out.extend_from_slice(text.as_bytes()),
        Some(Style::Quoted) => {
            out.push(b'"');
            for (i, line) in text.split('\n').enumerate() {
                out.extend_from_slice(if i > 0 { b"\\n" } else { b"" });
                out.extend_from_slice(line.as_bytes());
            }
            out.push(b'"');
        }
        None => {
            out.extend_from_slice(by_library(&text)?.as_bytes());
            return Ok(());
        }
    }
    out.push(b'\n');
    Ok(())
}

/// The lines of a value as serde-saphyr writes them.
fn by_library(value: &impl Serialize) -> io::Result<String> {
    let mut options = SerializerOptions::default();
    options.prefer_block_scalars = false; // one line a scalar: it keeps every blank, and can be moved to any depth
    serde_saphyr::to_string_with_options(value, options).map_err(io::Error::other)
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    /// In double quotes, its line ends as `\n`.
    Quoted,
}

/// Words that readers of YAML 1.1 or 1.2 take for something else than text, in any case.
const WORDS: [&str; 12] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"];

/// How a text is written, where one look tells.
fn told(text: &str) -> Option<Style> {
    let bytes = text.as_bytes();
    let (first, last) = (*bytes.first()?, *bytes.last()?);
    let has = |is: fn(u8) -> bool| bytes.iter().fold(false, |found, b| found | is(*b));
    if has(|b| !matches!(b, b' '..=b'~' | b'\n')) {
        return None;
    }
    // What a mark or a backslash of its own would stand for between quotes is another's business.
    let quoted = || (!has(|b| matches!(b, b'"' | b'\\'))).then_some(Style::Quoted);
    if has(|b| b == b'\n') {
        return quoted();
    }
    // Between two words, and behind the last, these begin something else.
    let ends_a_name = |at: usize| bytes[at] == b':' && matches!(bytes.get(at + 1), None | Some(b' '));
    let begins_a_comment = |at: usize| bytes[at] == b'#' && at > 0 && bytes[at - 1] == b' ';
    let is_cut =
        last == b' ' || memchr::memchr2_iter(b':', b'#', bytes).any(|at| ends_a_name(at) || begins_a_comment(at));
    if first.is_ascii_alphabetic() || first == b'(' || first.is_ascii_digit() && memchr::memchr(b' ', bytes).is_some() {
        if is_cut {
            return quoted();
        }
        return (!WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))).then_some(Style::Plain);
    }
    let has_form = |form: &[u8]| {
        let fits = |(b, f): (&u8, &u8)| if *f == b'0' { b.is_ascii_digit() } else { b == f };
        bytes.len() == form.len() && bytes.iter().zip(form).all(fits)
    };
    let is_uuid = || {
        let fits =
            |(i, b): (usize, &u8)| if matches!(i, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() };
        bytes.len() == 36 && bytes.iter().enumerate().all(fits)
    };
    match first {
        b'#' if bytes.len() > 1 => quoted(),
        b'0'..=b'9' if is_uuid() => Some(Style::Plain),
        // A number, a version, an address; a day, a day and time.
        b'0'..=b'9' if bytes.iter().all(|b| matches!(b, b'0'..=b'9' | b'.')) => Some(Style::Quoted),
        b'0'..=b'9' if has_form(b"0000-00-00") || has_form(b"0000-00-00T00:00:00Z") => Some(Style::Quoted),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::oscal::model::{self, POAM};
    use proptest::prelude::*;

    fn by_hand(of: &str) -> String {
        let mut out = Vec::new();
        text(of, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Text that a reader might take for something else, with how it is written.
    #[test]
    fn what_would_be_retyped_is_quoted() {
        for retyped in [
            "no",
            "Yes",
            "on",
            "y",
            "N",
            "null",
            "~",
            "true",
            "1.0",
            "0o17",
            "017",
            "0x1F",
            "1_000",
            "1e5",
            "12e03",
            "190:20:30",
            "10:30",
            ".5",
            "+1",
            "-.inf",
            ".nan",
            "2026-01-02",
            "2026-01-02T03:04:05Z",
            "=",
            "<<",
            "",
            " a",
            "a ",
            "a: b",
            "a #b",
            "# a",
            "- a",
            "? a",
            "a:",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "'a'",
            "\"a\"",
            "[a]",
            "{a}",
            ",a",
            "---",
            "... a",
            "a\tb",
            "a\nb",
            "a\r",
            "\u{85}a",
            "\u{2028}",
            "\u{feff}a",
            "\u{7f}",
            "\u{9f}",
            "\u{fffe}",
            "\0",
        ] {
            let yaml = by_hand(retyped);
            assert!(yaml.starts_with('"') && yaml.ends_with("\"\n"), "{retyped:?} is {yaml:?}");
            assert_eq!(yaml.lines().count(), 1, "{yaml:?}");
            assert_eq!(serde_saphyr::from_str::<String>(&yaml).unwrap(), retyped);
        }
    }

    #[test]
    fn what_one_look_tells_is_what_the_library_does() {
        let words = [
            "F1",
            "POA&M (x)",
            "a, b",
            "urn",
            "Dana's",
            "http://x.y/z",
            "#x",
            "- a",
            "a-",
            "e5",
            "E-5",
            "0x1F",
            "N/A",
            "a  b",
            "v. 1",
        ];
        let stamps = [
            "2026-05-04T00:00:00Z",
            "2026-05-04",
            "00000001-0000-4000-8000-000000000001",
            "1e5",
            "a: b",
            "a #b",
            "\n",
            "a\n",
            "\na\n\nb",
        ];
        for text in words.into_iter().chain(stamps).chain(WORDS) {
            assert_eq!(by_hand(text), by_library(&text).unwrap(), "{text:?}");
        }
        for plain in ["F1", "POA&M (x)", "a, b", "urn", "Dana's"] {
            assert_eq!(by_hand(plain), format!("{plain}\n"));
        }
        assert_eq!(told("Nessus"), Some(Style::Plain));
        assert_eq!(told("one\ntwo"), Some(Style::Quoted));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_096))]
        #[test]
        fn a_scalar_is_the_librarys(text in "[a-zA-Z(][ -~]{0,14}|[0-9][0-9.]{0,8}|[0-9]{1,4}[ a-z:#.,-]{0,8}|[a-zA-Z]{1,5}|[a-z ,._/()-]{0,12}|[a-zA-Z0-9 \n#:'&%.-]{0,12}|[0-9TZ:-]{0,20}|[0-9a-f-]{36}|[ -~\n]{0,16}|.{0,6}") {
            prop_assert_eq!(by_hand(&text), by_library(&text).unwrap());
        }
    }

    #[test]
    fn the_lines_are_the_librarys() {
        let mut property = Object::new(&model::PROPERTY);
        property.push_value(0, "a: b");
        let member = |name| model::METADATA.member(name).unwrap();
        let mut metadata = Object::new(&model::METADATA);
        metadata.push_value(0, "two\nlines");
        metadata.push(member("prop"), Node::Object(property.clone()));
        metadata.push(member("prop"), Node::Object(Object::new(&model::PROPERTY)));
        metadata.push(member("prop"), Node::Object(property));
        let mut root = Object::new(&POAM);
        root.push_value(0, "u");
        root.push(POAM.member("metadata").unwrap(), Node::Object(metadata));
        root.push(POAM.member("local-definitions").unwrap(), Node::Object(Object::new(&model::LOCAL_DEFINITIONS)));
        let expected = by_library(&root).unwrap();
        let mut lines = Vec::new();
        members(&root, 0, false, &mut lines).unwrap();
        assert_eq!(String::from_utf8(lines).unwrap(), expected);
        let mut pieces = Vec::new();
        let mut out = Pieces::new(&mut pieces);
        root.groups().for_each(|(member, nodes)| large_group(member, nodes, 0, &mut out).unwrap());
        out.finish().unwrap();
        assert_eq!(String::from_utf8(pieces).unwrap(), expected);
    }
}
