//! XML as tags and text: namespaces and references resolved, comments and instructions passed over, and every fault
//! that leaves no XML named with its place.

use super::NAMESPACE;
use super::attributes::Attributes;
use super::source::Lines;
use crate::finding::{Failure, Finding, Place};
use crate::limits::{self, Limits};
use crate::oscal::path::Position;
use crate::oscal::text::{any_byte, is_unstorable};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::borrow::Cow;
use std::io::BufRead;

/// Why a text cannot be read on.
#[derive(Debug)]
pub(super) struct Fault {
    code: &'static str,
    message: String,
    help: Option<&'static str>,
    at: Position,
}

impl Fault {
    pub(super) fn new(code: &'static str, message: impl Into<String>, at: Position) -> Self {
        Fault { code, message: message.into(), help: None, at }
    }

    pub(super) fn not_xml(why: impl std::fmt::Display, at: Position) -> Self {
        Fault::new("not-xml", format!("this is not XML: {why}"), at)
    }

    pub(super) fn help(self, help: &'static str) -> Self {
        Fault { help: Some(help), ..self }
    }

    /// The fault in a file.
    pub(super) fn in_file(self, name: &str) -> Failure {
        let Position { line, character } = self.at;
        let place = Place { line: Some(line), character: Some(character), ..Place::file(name) };
        let help = self.help.map(str::to_owned);
        Failure::unreadable(Finding { help, ..Finding::error(self.code, self.message).at(place) })
    }
}

/// The namespace that a name is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// OSCAL's.
    Oscal,
    /// None.
    None,
    /// Any other.
    Other,
}

/// A piece of XML.
pub(super) enum Token<'a> {
    /// An element starts.
    Start(Tag<'a>),
    /// The innermost element ends.
    End,
    /// Text in an element; in pieces, where a reference or a comment stands in it.
    Text(Cow<'a, str>),
    /// What says nothing: a comment, an instruction, blanks around the root.
    Nothing,
    /// The end, behind a whole element.
    Eof,
}

/// The start of an element.
pub(super) struct Tag<'a> {
    raw: BytesStart<'a>,
    /// The namespace of its name.
    pub(super) space: Space,
    /// Whether the tag itself says so.
    pub(super) declares: bool,
    /// Whether it is in a namespace of others, and the root is not.
    pub(super) is_foreign: bool,
    /// Where it stands.
    pub(super) at: Position,
}

impl Tag<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        let name = self.raw.name().0;
        name.split_once(':').map_or(name, |(_, local)| local)
    }

    /// The attributes, declarations of namespaces left out.
    pub(super) fn attributes(&self) -> Attributes<'_> {
        Attributes::new(&self.raw, self.at)
    }
}

/// A prefix (empty for names without) and what it stands for, in the element at a depth.
struct Binding {
    depth: usize,
    prefix: String,
    space: Space,
    is_instance: bool,
}

/// A text that is read piece by piece.
pub(super) struct Events<R> {
    reader: Reader<Lines<R>>,
    at: Position,
    depth: usize,
    most_depth: u64,
    /// The root's namespace.
    root: Option<Space>,
    bindings: Vec<Binding>,
}

/// The namespace of `xsi:schemaLocation` and its kin, which may stand anywhere.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl<R: BufRead> Events<R> {
    pub(super) fn new(source: Lines<R>) -> Self {
        let at = source.position();
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Events { reader, at, depth: 0, most_depth: Limits::default().depth, root: None, bindings: Vec::new() }
    }

    /// The same text, within limits. OSCAL needs less than thirty levels, unknown elements may need more.
    pub(super) fn within(self, limits: &Limits) -> Self {
        Events { most_depth: limits.depth, ..self }
    }

    /// Where the last piece starts.
    pub(super) fn position(&self) -> Position {
        self.at
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Whether a prefix is bound to the namespace of `xsi:schemaLocation`.
    pub(super) fn is_instance(&self, prefix: &str) -> bool {
        self.binding(prefix).is_some_and(|b| b.is_instance)
    }

    /// The next piece, from the buffer that it is read to.
    pub(super) fn next<'a>(&mut self, buffer: &'a mut Vec<u8>) -> Result<Token<'a>, Fault> {
        buffer.clear();
        self.at = self.reader.get_ref().position();
        let event = match self.reader.read_event_into(buffer) {
            Ok(event) => event,
            Err(error) => return Err(self.broken(&error)),
        };
        match event {
            Event::Start(raw) => self.start(raw).map(Token::Start),
            Event::End(_) => {
                self.depth -= 1; // the parser has seen to it that there is one
                let depth = self.depth;
                while self.bindings.pop_if(|b| b.depth > depth).is_some() {}
                Ok(Token::End)
            }
            Event::Text(text) => self.text(text.xml10_content()),
            Event::CData(text) => self.text(text.xml10_content()),
            Event::GeneralRef(reference) => {
                let c = resolved(&reference, self.at)?;
                self.text(Cow::Owned(c.to_string()))
            }
            Event::DocType(_) => Err(Fault::new("doctype", "this has a DOCTYPE, which no OSCAL document has", self.at)
                .help("take the DOCTYPE away")),
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(name)) if !matches!(name.to_ascii_lowercase().as_str(), "utf-8" | "utf8" | "us-ascii") => {
                    let message = format!("this file says that it is {name}");
                    Err(Fault::new("not-utf8", message, self.at).help("save the file as UTF-8"))
                }
                _ => Ok(Token::Nothing),
            },
            Event::Eof if self.depth > 0 => Err(Fault::not_xml("it ends within an element", self.at)
                .help("the file is not whole: take it from where it came once more")),
            Event::Eof if self.root.is_none() => Err(Fault::not_xml("there is no element in it", self.at)),
            Event::Eof => Ok(Token::Eof),
            Event::Empty(_) | Event::Comment(_) | Event::PI(_) => Ok(Token::Nothing),
        }
    }

    fn start<'a>(&mut self, raw: BytesStart<'a>) -> Result<Tag<'a>, Fault> {
        if self.depth == 0 && self.root.is_some() {
            return Err(Fault::not_xml("a second element follows the first", self.at));
        }
        if self.depth as u64 >= self.most_depth {
            let message = format!("elements are nested more than {} deep", self.most_depth);
            return Err(Fault::new("too-deep", message, self.at).help(limits::DEEPER));
        }
        self.depth += 1;
        let declares = raw.attributes_raw().contains("xmlns");
        if declares {
            self.declare(&raw)?;
        }
        let prefix = raw.name().0.split_once(':').map_or("", |(prefix, _)| prefix);
        let space = match self.binding(prefix) {
            Some(binding) => binding.space,
            None if prefix.is_empty() => Space::None,
            None => return Err(Fault::not_xml(format!("the prefix `{prefix}` is not declared"), self.at)),
        };
        let root = *self.root.get_or_insert(space);
        let is_foreign = space == Space::Other && root != Space::Other;
        Ok(Tag { raw, space, declares, is_foreign, at: self.at })
    }

    /// Takes the namespaces that a tag declares.
    fn declare(&mut self, raw: &BytesStart) -> Result<(), Fault> {
        for attribute in Attributes::all(raw, self.at) {
            let attribute = attribute?;
            let prefix = match attribute.name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            let uri = attribute.value()?;
            let space = match uri.as_ref() {
                NAMESPACE => Space::Oscal,
                "" => Space::None,
                _ => Space::Other,
            };
            let is_instance = uri == INSTANCE;
            self.bindings.push(Binding { depth: self.depth, prefix: prefix.to_owned(), space, is_instance });
        }
        Ok(())
    }

    fn binding(&self, prefix: &str) -> Option<&Binding> {
        self.bindings.iter().rev().find(|b| b.prefix == prefix)
    }

    fn text<'a>(&self, text: Cow<'a, str>) -> Result<Token<'a>, Fault> {
        if let Some(c) = refused(&text) {
            let why = format!("it holds the character U+{:04X}, which XML cannot", u32::from(c));
            return Err(Fault::not_xml(why, self.at));
        }
        if self.depth > 0 {
            return Ok(Token::Text(text));
        }
        if text.trim_ascii().is_empty() {
            return Ok(Token::Nothing);
        }
        Err(Fault::not_xml("there is text outside of the element", self.at))
    }

    fn broken(&self, error: &quick_xml::Error) -> Fault {
        use quick_xml::Error;
        use quick_xml::errors::IllFormedError;
        match error {
            Error::Io(error) => Fault::new("unreadable-file", format!("the file cannot be read: {error}"), self.at),
            Error::Encoding(_) => Fault::new("not-utf8", "this is not UTF-8", self.at).help("save the file as UTF-8"),
            Error::IllFormed(IllFormedError::UnclosedReference) => {
                Fault::not_xml("a `&` opens no reference", self.at).help("write `&amp;` for the character")
            }
            other => Fault::not_xml(other, self.at),
        }
    }
}

/// The first character that XML cannot hold.
pub(super) fn refused(text: &str) -> Option<char> {
    let may_be = |b: u8| b == 0xef || b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r');
    if any_byte(text, may_be) { text.chars().find(|c| is_unstorable(*c)) } else { None }
}

/// The character that a reference stands for: XML's own five and those by number.
fn resolved(reference: &BytesRef, at: Position) -> Result<char, Fault> {
    let named = || resolve_predefined_entity(reference).and_then(|text| text.chars().next());
    match reference.resolve_char_ref() {
        Ok(Some(c)) if !is_unstorable(c) => Ok(c),
        Ok(None) => named().ok_or_else(|| unknown_entity(reference, at)),
        _ => Err(Fault::not_xml(format!("`&{};` stands for no character of XML", &**reference), at)),
    }
}

/// A refusal of an entity that a DOCTYPE would have to declare.
pub(super) fn unknown_entity(name: &str, at: Position) -> Fault {
    Fault::not_xml(format!("`&{name};` is none of XML's own entities"), at).help("write the character itself")
}
