//! OSCAL's JSON, two blanks a level, as `serde_json` writes it, and its tokens to read it by ([`tokens`]).
//!
//! Written by hand: the names need no escaping, and most of the bytes are text that needs one scan.

#[cfg(test)]
mod tests;
pub(crate) mod tokens;

use super::append::{indent, start_of};
use super::model::Member;
use super::object::{Node, Object};
use super::pieces::Pieces;
use super::text::any_byte;
use std::io::{self, Write};

/// Writes an object whose first line stands at a depth; ends without a line break.
pub(crate) fn object(object: &Object, depth: usize, out: &mut Vec<u8>) {
    if object.is_empty() {
        out.extend_from_slice(b"{}");
        return;
    }
    out.push(b'{');
    for (i, (member, nodes)) in object.groups().enumerate() {
        line(i > 0, depth + 1, out);
        member.key.append_to(out);
        group(member, nodes, depth + 1, out);
    }
    line(false, depth, out);
    out.push(b'}');
}

/// Writes what stands under one member: an array where the model allows several, else the value or the object.
pub(crate) fn group(member: &Member, nodes: &[(u8, Node)], depth: usize, out: &mut Vec<u8>) {
    if let ([(_, node)], false) = (nodes, member.many) {
        return item(member, node, depth, out);
    }
    // Several where one may stand are an array all the same: a fault to be seen, not a loss.
    out.push(b'[');
    for (i, (_, node)) in nodes.iter().enumerate() {
        line(i > 0, depth + 1, out);
        item(member, node, depth + 1, out);
    }
    line(false, depth, out);
    out.push(b']');
}

/// Writes the same where one object may hold most of the document.
pub(crate) fn large_group<W: Write + ?Sized>(
    member: &Member,
    nodes: &[(u8, Node)],
    depth: usize,
    out: &mut Pieces<'_, W>,
) -> io::Result<()> {
    let large = match nodes {
        [(_, Node::Object(large))] if !member.many && !large.is_empty() => large,
        _ => {
            group(member, nodes, depth, &mut out.bytes);
            return Ok(());
        }
    };
    out.bytes.push(b'{');
    for (i, (member, nodes)) in large.groups().enumerate() {
        line(i > 0, depth + 1, &mut out.bytes);
        member.key.append_to(&mut out.bytes);
        if let ([_], false) = (nodes, member.many) {
            group(member, nodes, depth + 1, &mut out.bytes);
            continue;
        }
        out.bytes.push(b'[');
        out.each(nodes, |at, node, bytes| {
            line(at > 0, depth + 2, bytes);
            item(member, node, depth + 2, bytes);
            Ok(())
        })?;
        line(false, depth + 1, &mut out.bytes);
        out.bytes.push(b']');
    }
    line(false, depth, &mut out.bytes);
    out.bytes.push(b'}');
    Ok(())
}

fn item(member: &Member, node: &Node, depth: usize, out: &mut Vec<u8>) {
    match node {
        Node::Object(child) => object(child, depth, out),
        Node::Value(value) => match member.integer(value) {
            Some(number) => {
                let _ = write!(out, "{number}"); // a Vec takes all
            }
            None => text(value, out),
        },
    }
}

/// Begins a line, behind a comma where the one before it goes on.
fn line(goes_on: bool, depth: usize, out: &mut Vec<u8>) {
    const BLANKS: [&[u8; 34]; 2] = [b"\n                                 ", b",\n                                "];
    let begin = 1 + usize::from(goes_on);
    let blanks = 2 * depth;
    start_of(BLANKS[usize::from(goes_on)], begin + blanks.min(32), out);
    if blanks > 32 {
        indent(depth - 16, out);
    }
}

/// What stands behind the backslash for each byte that cannot stand for itself; `u` is followed by its code.
const ESCAPES: [u8; 256] = {
    let mut escapes = [0; 256];
    let mut b = 0;
    while b < 0x20 {
        escapes[b] = b'u';
        b += 1;
    }
    escapes[8] = b'b';
    escapes[b'\t' as usize] = b't';
    escapes[b'\n' as usize] = b'n';
    escapes[12] = b'f';
    escapes[b'\r' as usize] = b'r';
    escapes[b'"' as usize] = b'"';
    escapes[b'\\' as usize] = b'\\';
    escapes
};

/// Writes a text in its quotes.
fn text(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    out.push(b'"');
    if !any_byte(text, |b| b < b' ' || b == b'"' || b == b'\\') {
        out.extend_from_slice(bytes);
        out.push(b'"');
        return;
    }
    let mut from = 0;
    let mut escaped = |i: usize, out: &mut Vec<u8>| {
        let escape = ESCAPES[usize::from(bytes[i])];
        if escape != 0 {
            out.extend_from_slice(&bytes[from..i]);
            out.extend_from_slice(&[b'\\', escape]);
            if escape == b'u' {
                let _ = write!(out, "{:04x}", bytes[i]);
            }
            from = i + 1;
        }
    };
    // Of control characters nearly every text has line ends alone.
    if any_byte(text, |b| b < b' ' && b != b'\n') {
        (0..bytes.len()).for_each(|i| escaped(i, out));
    } else {
        memchr::memchr3_iter(b'"', b'\\', b'\n', bytes).for_each(|i| escaped(i, out));
    }
    out.extend_from_slice(&bytes[from..]);
    out.push(b'"');
}

#[cfg(test)]
mod written {
    #![allow(clippy::unwrap_used)]

    use super::super::model::{self, POAM};
    use super::*;

    fn written(of: &Object, depth: usize) -> String {
        let mut out = Vec::new();
        object(of, depth, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_form_is_serde_jsons_own() {
        let mut property = Object::new(&model::PROPERTY);
        let every: String = (0..0x300).chain([0x2028, 0xfffe, 0x1_f600]).filter_map(char::from_u32).collect();
        property.push_value(0, every);
        property.push_value(3, "\"a\\\"");
        let mut root = Object::new(&POAM);
        let mut metadata = Object::new(&model::METADATA);
        let member = |name| model::METADATA.member(name).unwrap();
        metadata.push(member("prop"), Node::Object(property.clone()));
        metadata.push(member("prop"), Node::Object(Object::new(&model::PROPERTY)));
        metadata.push(member("prop"), Node::Object(property));
        root.push(POAM.member("metadata").unwrap(), Node::Object(metadata));
        assert_eq!(written(&root, 0), serde_json::to_string_pretty(&root).unwrap());
        let deep = written(&root, 40);
        assert_eq!(deep.lines().last().unwrap(), format!("{}}}", " ".repeat(80)));
        assert_eq!(deep.replace(&format!("\n{}", " ".repeat(80)), "\n"), written(&root, 0));
        let mut pieces = Vec::new();
        let mut out = Pieces::new(&mut pieces);
        for (member, nodes) in root.groups() {
            large_group(member, nodes, 1, &mut out).unwrap();
        }
        out.finish().unwrap();
        assert_eq!(format!("{{\n  \"metadata\": {}\n}}", String::from_utf8(pieces).unwrap()), written(&root, 0));
    }

    #[test]
    fn names_arrays_numbers_and_value_keys_are_the_models() {
        let mut ports = Object::new(&model::PORT_RANGE);
        ports.push_value(0, "443");
        ports.push_value(1, "no number");
        let mut protocol = Object::new(&model::PROTOCOL);
        protocol.push(3, Node::Object(ports));
        assert_eq!(
            written(&protocol, 1),
            "{\n    \"port-ranges\": [\n      {\n        \"start\": 443,\n        \"end\": \"no number\"\n      }\n    ]\n  }"
        );
        let mut id = Object::new(&model::SYSTEM_ID);
        id.push_value(1, "F1");
        assert_eq!(serde_json::to_string(&id).unwrap(), r#"{"id":"F1"}"#);
    }
}
