//! Writing: two blanks a level between elements; nothing is added inside markup.
//!
//! Written by hand rather than through quick-xml's event writer: most of the bytes are text that needs one scan.

use crate::oscal::append::indent;
use crate::oscal::markup;
use crate::oscal::model::{Content, Form, Member};
use crate::oscal::object::{Node, Object};
use crate::oscal::pieces::Pieces;
use crate::oscal::text::{any_byte, is_unstorable};
use crate::oscal::version::Version;
use std::io::{self, Write};

/// Writes an object as an element, from the indentation before it to the line's end.
pub(crate) fn element(member: &Member, object: &Object, version: Version, depth: usize, out: &mut Vec<u8>) {
    indent(depth, out);
    member.begin.append_to(out);
    flags(object, out);
    let mut text = false;
    let mut children = false;
    for (member, nodes) in object.groups() {
        match member.form {
            Form::Flag => {}
            Form::Text => {
                out.push(b'>');
                text = true;
                for (_, node) in nodes {
                    if let Node::Value(value) = node {
                        escape_text(value, out);
                    }
                }
            }
            Form::Child => {
                if !children {
                    out.extend_from_slice(if text { b"\n" } else { b">\n" });
                    children = true;
                }
                group(member, nodes, version, depth + 1, out);
            }
        }
    }
    if children {
        indent(depth, out);
    }
    if children || text {
        member.end.append_to(out);
    } else {
        out.extend_from_slice(b"/>\n");
    }
}

/// Writes the opening tag of the root up to its flags, without the `>`.
pub(crate) fn open_root(object: &Object, namespace: &str, out: &mut Vec<u8>) {
    out.push(b'<');
    out.extend_from_slice(object.kind().name.as_bytes());
    attribute("xmlns", namespace, out);
    flags(object, out);
}

/// Writes an object's attributes.
fn flags(object: &Object, out: &mut Vec<u8>) {
    // The model has them first.
    for (member, nodes) in object.groups().take_while(|(m, _)| m.form == Form::Flag) {
        for (_, node) in nodes {
            if let Node::Value(value) = node {
                member.begin.append_to(out);
                escape::<true>(value, out);
                out.push(b'"');
            }
        }
    }
}

/// Writes the elements of one member, in their wrapper where the model has one.
pub(crate) fn group(member: &Member, nodes: &[(u8, Node)], version: Version, depth: usize, out: &mut Vec<u8>) {
    let inner = depth + usize::from(member.wrapper.is_some());
    if let Some(wrapper) = member.wrapper {
        indent(depth, out);
        let _ = writeln!(out, "<{wrapper}>"); // a Vec takes all
    }
    for (_, node) in nodes {
        item(member, node, version, inner, out);
    }
    if let Some(wrapper) = member.wrapper {
        indent(depth, out);
        let _ = writeln!(out, "</{wrapper}>");
    }
}

/// Writes the same where one object may hold most of the document.
pub(crate) fn large_group<W: Write + ?Sized>(
    member: &Member,
    nodes: &[(u8, Node)],
    version: Version,
    depth: usize,
    out: &mut Pieces<'_, W>,
) -> io::Result<()> {
    let (None, [(_, Node::Object(large))]) = (member.wrapper, nodes) else {
        group(member, nodes, version, depth, &mut out.bytes);
        return Ok(());
    };
    let has = |form: Form| large.groups().any(|(member, _)| member.form == form);
    if has(Form::Text) || !has(Form::Child) {
        element(member, large, version, depth, &mut out.bytes);
        return Ok(());
    }
    indent(depth, &mut out.bytes);
    member.begin.append_to(&mut out.bytes);
    flags(large, &mut out.bytes);
    out.bytes.extend_from_slice(b">\n");
    for (member, nodes) in large.groups().filter(|(member, _)| member.form == Form::Child) {
        if member.wrapper.is_some() {
            group(member, nodes, version, depth + 1, &mut out.bytes);
            continue;
        }
        out.each(nodes, |_, node, bytes| {
            item(member, node, version, depth + 1, bytes);
            Ok(())
        })?;
    }
    indent(depth, &mut out.bytes);
    member.end.append_to(&mut out.bytes);
    Ok(())
}

/// Writes an object or a value as an element.
fn item(member: &Member, node: &Node, version: Version, depth: usize, out: &mut Vec<u8>) {
    match node {
        Node::Object(object) => element(member, object, version, depth, out),
        Node::Value(value) => field(member, value, version, depth, out),
    }
}

/// Writes a value as an element.
fn field(member: &Member, value: &str, version: Version, depth: usize, out: &mut Vec<u8>) {
    use crate::oscal::model::DataType::{MarkupLine, MarkupMultiline};
    indent(depth, out);
    member.begin.append_to(out);
    out.push(b'>');
    match member.content {
        Content::Value(MarkupLine) => markup::line(value, version, out),
        Content::Value(MarkupMultiline) => {
            markup::blocks(value, version, depth + 1, out);
            out.push(b'\n');
            indent(depth, out);
        }
        _ => escape_text(value, out),
    }
    member.end.append_to(out);
}

/// Writes an attribute, with the blank before it.
pub(crate) fn attribute(name: &str, value: &str, out: &mut Vec<u8>) {
    out.push(b' ');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"=\"");
    escape::<true>(value, out);
    out.push(b'"');
}

/// Writes text between tags: what XML would read otherwise or change becomes a reference, and a character that it
/// cannot hold is spelt `_xHHHH_`.
pub(crate) fn escape_text(text: &str, out: &mut Vec<u8>) {
    escape::<false>(text, out);
}

/// Bytes that end a run of what can be copied: in text, and (2) in attributes alone.
const STOPS: [u8; 256] = {
    let mut stops = [0; 256];
    let mut b = 0;
    while b < 0x20 {
        stops[b] = 1;
        b += 1;
    }
    stops[b'\t' as usize] = 2;
    stops[b'\n' as usize] = 2;
    stops[b'"' as usize] = 2;
    stops[b'&' as usize] = 1;
    stops[b'<' as usize] = 1;
    stops[b'>' as usize] = 1;
    stops[0xef] = 1; // U+FFFE and U+FFFF start so
    stops
};

fn escape<const ATTRIBUTE: bool>(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if !any_byte(text, |b| b < b' ' || matches!(b, b'"' | b'&' | b'<' | b'>' | 0xef)) {
        out.extend_from_slice(bytes);
        return;
    }
    let mut from = 0;
    for (i, b) in bytes.iter().enumerate() {
        match STOPS[usize::from(*b)] {
            0 => continue,
            2 if !ATTRIBUTE => continue,
            _ => {}
        }
        let written: &[u8] = match b {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\t' => b"&#x9;",
            b'\n' => b"&#xA;",
            b'\r' => b"&#xD;",
            _ => match text[i..].chars().next().filter(|c| is_unstorable(*c)) {
                Some(c) => {
                    out.extend_from_slice(&bytes[from..i]);
                    let _ = write!(out, "_x{:04X}_", u32::from(c));
                    from = i + c.len_utf8();
                    continue;
                }
                None => continue,
            },
        };
        out.extend_from_slice(&bytes[from..i]);
        out.extend_from_slice(written);
        from = i + 1;
    }
    out.extend_from_slice(&bytes[from..]);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::oscal::model;

    fn written(name: &str, object: &Object) -> String {
        let mut members = model::assemblies().into_iter().flat_map(|kind| kind.members);
        let of_that_name = |member: &&Member| member.name == name && member.assembly() == Some(object.kind());
        let mut out = Vec::new();
        element(members.find(of_that_name).unwrap(), object, Version::default(), 1, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn elements_are_indented_and_markup_is_not() {
        let mut property = Object::new(&model::PROPERTY);
        property.push_value(0, "name");
        property.push_value(3, "a\t\"b\" <&>\r\n");
        assert_eq!(
            written("prop", &property),
            "  <prop name=\"name\" value=\"a&#x9;&quot;b&quot; &lt;&amp;&gt;&#xD;&#xA;\"/>\n"
        );
        property.clear(3);
        property.push_value(6, "a\\*  \nb\n\nc");
        assert_eq!(
            written("prop", &property),
            "  <prop name=\"name\">\n    <remarks>\n      <p>a*<br/>b</p>\n      <p>c</p>\n    </remarks>\n  </prop>\n"
        );
    }

    #[test]
    fn a_field_with_flags_holds_its_text_in_line() {
        let mut id = Object::new(&model::SYSTEM_ID);
        id.push_value(0, "https://fedramp.gov");
        id.push_value(1, "F<1>\u{1}\u{ffff}\u{fffd}");
        assert_eq!(
            written("system-id", &id),
            "  <system-id identifier-type=\"https://fedramp.gov\">F&lt;1&gt;_x0001__xFFFF_\u{fffd}</system-id>\n"
        );
    }

    #[test]
    fn revisions_stand_in_their_wrapper() {
        let mut metadata = Object::new(&model::METADATA);
        let mut revision = Object::new(&model::REVISION);
        revision.push_value(3, "1");
        metadata.push(5, Node::Object(revision));
        assert_eq!(
            written("metadata", &metadata),
            "  <metadata>\n    <revisions>\n      <revision>\n        <version>1</version>\n      </revision>\n    \
             </revisions>\n  </metadata>\n"
        );
    }

    #[test]
    fn flags_stand_before_all_else_in_the_model() {
        for kind in model::assemblies() {
            assert!(kind.members.is_sorted_by_key(|member| member.form != Form::Flag), "{}", kind.name);
        }
    }

    #[test]
    fn an_empty_object_is_an_empty_element() {
        assert_eq!(written("include-all", &Object::new(&model::INCLUDE_ALL)), "  <include-all/>\n");
    }
}
