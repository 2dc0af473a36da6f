//! A tag's attributes, with their places.

use super::events::{Fault, refused, unknown_entity};
use super::source::behind;
use crate::oscal::path::Position;
use crate::oscal::text::any_byte;
use quick_xml::XmlVersion;
use quick_xml::escape::EscapeError;
use quick_xml::events::BytesStart;
use quick_xml::events::attributes;
use std::borrow::Cow;

/// No element of OSCAL has half as many attributes.
const MOST: usize = 64;

/// The attributes of a tag.
pub(super) struct Attributes<'a> {
    inner: attributes::Attributes<'a>,
    raw: &'a str,
    at: Position,
    count: usize,
    with_namespaces: bool,
}

impl<'a> Attributes<'a> {
    /// All but the declarations of namespaces.
    pub(super) fn new(tag: &'a BytesStart, at: Position) -> Self {
        Attributes { with_namespaces: false, ..Attributes::all(tag, at) }
    }

    /// All of them.
    pub(super) fn all(tag: &'a BytesStart, at: Position) -> Self {
        let mut inner = tag.attributes();
        inner.with_checks(false); // it would compare each name with each
        Attributes { inner, raw: tag, at, count: 0, with_namespaces: true }
    }
}

/// An attribute.
pub(super) struct Attribute<'a> {
    /// The name with its prefix.
    pub(super) name: &'a str,
    inner: attributes::Attribute<'a>,
    tag: &'a str,
    tag_at: Position,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<Attribute<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let inner = match self.inner.next()? {
                Ok(inner) => inner,
                Err(error) => return Some(Err(Fault::not_xml(error, self.at))),
            };
            self.count += 1;
            if self.count > MOST {
                let message = format!("an element has more than {MOST} attributes, which none of OSCAL's has");
                return Some(Err(Fault::new("too-many-attributes", message, self.at)));
            }
            let name = inner.key.0;
            if self.with_namespaces || name != "xmlns" && !name.starts_with("xmlns:") {
                return Some(Ok(Attribute { name, inner, tag: self.raw, tag_at: self.at }));
            }
        }
    }
}

impl<'a> Attribute<'a> {
    /// Where its name stands.
    pub(super) fn position(&self) -> Position {
        let offset = (self.name.as_ptr() as usize).wrapping_sub(self.tag.as_ptr() as usize);
        let before = self.tag.as_bytes().get(..offset).unwrap_or_default();
        let at = behind(self.tag_at, before);
        Position { character: at.character + u32::from(at.line == self.tag_at.line), ..at } // the `<`
    }

    /// Its value: references resolved, a line break or a tab as a blank.
    pub(super) fn value(&self) -> Result<Cow<'a, str>, Fault> {
        let raw = match &self.inner.value {
            Cow::Borrowed(raw) => *raw,
            Cow::Owned(_) => "", // the iterator lends only
        };
        if !any_byte(raw, |b| b < b' ' || matches!(b, b'&' | b'<' | 0xef)) {
            return Ok(Cow::Borrowed(raw));
        }
        if raw.contains('<') {
            return Err(Fault::not_xml("a `<` stands in an attribute", self.position()).help("write `&lt;`"));
        }
        let value = self.inner.normalized_value(XmlVersion::Implicit1_0).map_err(|error| match error {
            quick_xml::Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => {
                unknown_entity(&name, self.position())
            }
            other => Fault::not_xml(other, self.position()),
        })?;
        match refused(raw).or_else(|| refused(&value)) {
            None => Ok(value),
            Some(c) => {
                let why = format!("it holds the character U+{:04X}, which XML cannot", u32::from(c));
                Err(Fault::not_xml(why, self.position()))
            }
        }
    }
}
