//! The OSCAL POA&M model as one declarative table: a line for each flag and child with its cardinality, its XML and
//! its JSON name and its type, in the order the XSD asks for. Documents ([`crate::oscal::object::Object`]) are built
//! to this table; JSON, YAML and XML are read and written by it; places in a mapping file are checked against it.
//!
//! Complete for OSCAL 1.0.4 to 1.2.3 (NIST's metaschema); what came after 1.0.4 says since when.

mod assessment;
mod metadata;
mod system;

pub use assessment::*;
pub use metadata::*;
pub use system::*;

use super::version::Version;

/// The lexical types of OSCAL's values (NIST metaschema data types).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataType {
    /// One line, no blanks at its ends, not empty.
    String,
    /// A name: a letter or `_`, then letters, digits, `.`, `-`, `_`.
    Token,
    /// A version 4 or 5 UUID.
    Uuid,
    /// A date and time with its zone.
    DateTime,
    /// An absolute URI.
    Uri,
    /// A URI or a relative reference, `#uuid` included.
    UriReference,
    /// An e-mail address.
    EmailAddress,
    /// Base64 text without blanks.
    Base64,
    /// An integer from 0; a number in JSON.
    NonNegativeInteger,
    /// An integer from 1; a number in JSON.
    PositiveInteger,
    /// One line of markup: Markdown in JSON, inline elements in XML.
    MarkupLine,
    /// Blocks of markup: Markdown in JSON, block elements in XML.
    MarkupMultiline,
}

impl DataType {
    /// Whether a value is Markdown, which in XML becomes elements.
    pub fn is_markup(self) -> bool {
        matches!(self, DataType::MarkupLine | DataType::MarkupMultiline)
    }

    /// Whether a value is a number in JSON and YAML.
    pub fn is_integer(self) -> bool {
        matches!(self, DataType::NonNegativeInteger | DataType::PositiveInteger)
    }
}

/// How a member is spelled in XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An attribute.
    Flag,
    /// The text of the element itself; in JSON a value key beside the flags.
    Text,
    /// A child element.
    Child,
}

/// What a member holds.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// A value.
    Value(DataType),
    /// An object: an assembly, or a field that has flags.
    Object(&'static Assembly),
}

/// A flag, the text, or a child of an [`Assembly`].
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The XML name; for [`Form::Text`] the JSON value key.
    pub name: &'static str,
    /// The JSON and YAML name.
    pub json: &'static str,
    /// As JSON writes it before what the member holds.
    pub key: Key,
    /// As XML writes it: ` name="` for an attribute, `<name` for an element.
    pub begin: Key,
    /// What ends an element and its line, `</name>`.
    pub end: Key,
    /// The XML name behind its length, as digests count it.
    pub counted: Key,
    /// Attribute, text or child element.
    pub form: Form,
    /// Whether the model asks for at least one (for one side of a choice: if its side is taken).
    pub required: bool,
    /// Whether there may be several; then JSON always has an array.
    pub many: bool,
    /// What it holds.
    pub content: Content,
    /// The OSCAL version that brought it, where that is not the first.
    pub since: Option<Version>,
    /// Whether it is one side of an exclusive choice.
    pub either: bool,
    /// The XML element that encloses all of them (`revisions` alone).
    pub wrapper: Option<&'static str>,
}

/// A name with what always stands beside it, made when the program is compiled.
#[derive(Clone, Copy)]
pub struct Key {
    bytes: [u8; Key::LONGEST],
    length: usize,
}

impl Key {
    const LONGEST: usize = 40;

    /// A JSON name in its quotes, with the colon and the blank behind it.
    const fn new(name: &str) -> Key {
        Key::around(b"\"", name, b"\": ")
    }

    /// What XML writes before what a member holds.
    const fn begin(name: &str, form: Form) -> Key {
        match form {
            Form::Flag => Key::around(b" ", name, b"=\""),
            Form::Text | Form::Child => Key::around(b"<", name, b""),
        }
    }

    /// What XML writes behind an element's content.
    const fn end(name: &str) -> Key {
        Key::around(b"</", name, b">\n")
    }

    /// A name behind its length.
    const fn counted(name: &str) -> Key {
        // No name is longer than a key can be.
        #[allow(clippy::cast_possible_truncation)]
        Key::around(&[name.len() as u8], name, b"")
    }

    const fn around(before: &[u8], name: &str, after: &[u8]) -> Key {
        let mut key = Key { bytes: [0; Key::LONGEST], length: 0 };
        key.add(before);
        key.add(name.as_bytes());
        key.add(after);
        key
    }

    const fn add(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            self.bytes[self.length] = bytes[at];
            self.length += 1;
            at += 1;
        }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Appends the bytes.
    pub(crate) fn append_to(&self, out: &mut Vec<u8>) {
        super::append::start_of(&self.bytes, self.length, out);
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(self.bytes()))
    }
}

impl Member {
    /// The same member, in the model only since this version.
    const fn since(mut self, version: Version) -> Self {
        self.since = Some(version);
        self
    }

    /// The same member, as one side of an exclusive choice.
    const fn either(mut self) -> Self {
        self.either = true;
        self
    }

    /// The same member, its elements enclosed in one wrapper element.
    const fn wrapped(mut self, wrapper: &'static str) -> Self {
        self.wrapper = Some(wrapper);
        self
    }

    /// The lexical type, where the member holds a value.
    pub fn data_type(&self) -> Option<DataType> {
        match self.content {
            Content::Value(t) => Some(t),
            Content::Object(_) => None,
        }
    }

    /// The object's definition, where the member holds an object.
    pub fn assembly(&self) -> Option<&'static Assembly> {
        match self.content {
            Content::Value(_) => None,
            Content::Object(a) => Some(a),
        }
    }

    /// The number that a value is in JSON and YAML. What is none where one is due is written as it is, and found by
    /// validation.
    pub(crate) fn integer(&self, value: &str) -> Option<u64> {
        self.data_type().filter(|t| t.is_integer()).and_then(|_| value.parse().ok())
    }

    /// Whether an OSCAL version has this member.
    pub fn is_in(&self, version: Version) -> bool {
        self.since.is_none_or(|since| version >= since)
    }
}

/// A definition of the model: an assembly, or a field that has flags.
#[derive(Debug)]
pub struct Assembly {
    /// The definition's name, with its parents' where it is local to them.
    pub name: &'static str,
    /// Flags, then the text, then the children, in the order of the XSD.
    pub members: &'static [Member],
    /// The index of the member `uuid`.
    pub uuid: Option<usize>,
    /// The index of the member `prop`.
    pub prop: Option<usize>,
}

impl Assembly {
    const fn new(name: &'static str, members: &'static [Member]) -> Self {
        Assembly { name, members, uuid: index_of(members, "uuid"), prop: index_of(members, "prop") }
    }

    /// The index of the member of this XML name. No flag shares a name with a child.
    pub fn member(&self, name: &str) -> Option<usize> {
        self.members.iter().position(|m| m.name == name)
    }

    /// The index of the member of this JSON name.
    pub fn json_member(&self, name: &str) -> Option<usize> {
        self.members.iter().position(|m| m.json == name)
    }
}

/// What [`Assembly::member`] gives, for constants.
pub(crate) const fn index_of(members: &[Member], name: &str) -> Option<usize> {
    let mut index = 0;
    while index < members.len() {
        if is_same(members[index].name.as_bytes(), name.as_bytes()) {
            return Some(index);
        }
        index += 1;
    }
    None
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// Every definition that a document can hold, each once, the root first.
pub fn assemblies() -> Vec<&'static Assembly> {
    let mut found = vec![&POAM];
    let mut next = 0;
    while let Some(assembly) = found.get(next).copied() {
        for below in assembly.members.iter().filter_map(Member::assembly) {
            if !found.contains(&below) {
                found.push(below);
            }
        }
        next += 1;
    }
    found
}

impl PartialEq for Assembly {
    /// Definitions are the same when they are the same table entry.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// The words of the table's lines.
mod build {
    use super::{Assembly, Content, DataType, Form, Member};

    /// How many there may be.
    #[derive(Clone, Copy)]
    pub(super) struct Cardinality {
        required: bool,
        many: bool,
    }
    /// Exactly one.
    pub(super) const ONE: Cardinality = Cardinality { required: true, many: false };
    /// One or none.
    pub(super) const OPT: Cardinality = Cardinality { required: false, many: false };
    /// Any number.
    pub(super) const MANY: Cardinality = Cardinality { required: false, many: true };
    /// At least one.
    pub(super) const SOME: Cardinality = Cardinality { required: true, many: true };

    const fn member(name: &'static str, json: &'static str, form: Form, c: Cardinality, content: Content) -> Member {
        Member {
            name,
            json,
            key: super::Key::new(json),
            begin: super::Key::begin(name, form),
            end: super::Key::end(name),
            counted: super::Key::counted(name),
            form,
            required: c.required,
            many: c.many,
            content,
            since: None,
            either: false,
            wrapper: None,
        }
    }

    /// An attribute.
    pub(super) const fn flag(name: &'static str, c: Cardinality, t: DataType) -> Member {
        member(name, name, Form::Flag, c, Content::Value(t))
    }

    /// The element's text, and its JSON value key.
    pub(super) const fn text(key: &'static str, t: DataType) -> Member {
        member(key, key, Form::Text, ONE, Content::Value(t))
    }

    /// A child that is a value alone.
    pub(super) const fn field(name: &'static str, json: &'static str, c: Cardinality, t: DataType) -> Member {
        member(name, json, Form::Child, c, Content::Value(t))
    }

    /// A child with members of its own.
    pub(super) const fn child(name: &'static str, json: &'static str, c: Cardinality, a: &'static Assembly) -> Member {
        member(name, json, Form::Child, c, Content::Object(a))
    }
}
