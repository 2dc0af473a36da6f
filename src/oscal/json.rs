//! OSCAL's JSON, two blanks a level.

use serde::Serialize;
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// Writes a value whose first line stands at a depth; ends without a line break.
pub(crate) fn write(value: &impl Serialize, depth: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Indented { depth, is_empty: true });
    value.serialize(&mut serializer).map_err(io::Error::from)
}

/// The pretty form of `serde_json` form, starting at a depth.
struct Indented {
    depth: usize,
    is_empty: bool,
}

impl Indented {
    fn begin<W: ?Sized + Write>(&mut self, bracket: &[u8], out: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.is_empty = true;
        out.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, bracket: &[u8], out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        if !self.is_empty {
            line(self.depth, out)?;
        }
        self.is_empty = false;
        out.write_all(bracket)
    }

    fn next<W: ?Sized + Write>(&mut self, first: bool, out: &mut W) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        line(self.depth, out)
    }
}

/// Begins a line.
fn line<W: ?Sized + Write>(depth: usize, out: &mut W) -> io::Result<()> {
    const BLANKS: &[u8; 33] = b"\n                                ";
    let blanks = 2 * depth;
    out.write_all(&BLANKS[..=blanks.min(32)])?;
    for _ in 32..blanks {
        out.write_all(b" ")?;
    }
    Ok(())
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(b"[", out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(b"]", out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(first, out)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(b"{", out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(b"}", out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(first, out)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::oscal::model;
    use crate::oscal::object::{Node, Object};

    #[test]
    fn the_form_is_serde_jsons_own() {
        let value = serde_json::json!({"a": [], "b": {}, "c": [1, "x\n\u{1}", {"d": [[]]}]});
        let mut out = Vec::new();
        write(&value, 0, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string_pretty(&value).unwrap());
    }

    #[test]
    fn names_arrays_numbers_and_value_keys_are_the_models() {
        let mut ports = Object::new(&model::PORT_RANGE);
        ports.push_value(0, "443");
        ports.push_value(1, "no number");
        let mut protocol = Object::new(&model::PROTOCOL);
        protocol.push(3, Node::Object(ports));
        let mut out = Vec::new();
        write(&protocol, 1, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\n    \"port-ranges\": [\n      {\n        \"start\": 443,\n        \"end\": \"no number\"\n      }\n    ]\n  }"
        );
        let mut id = Object::new(&model::SYSTEM_ID);
        id.push_value(1, "F1");
        assert_eq!(serde_json::to_string(&id).unwrap(), r#"{"id":"F1"}"#);
    }
}
