//! Reading: elements into objects by the model's table, in one pass and without recursion. What the table does not
//! have, or not there, is a finding, and reading goes on behind it; what is no XML at all ends it.
//!
//! `_xHHHH_` stays as it is: the spelling is part of the text in every format (see [`crate::oscal::text::storable`]).
//! So what is written comes back, but for what XML cannot say: a character that it has no room for (written in that
//! spelling), a field with flags whose text is empty (read as having none), blanks around a date, a URI or a number,
//! several nodes of a wrapped member with others between, and Markdown in another spelling than
//! [`crate::oscal::markup`] reads.

use super::NAMESPACE;
use super::events::{Events, Fault, Space, Tag, Token};
use super::source::Lines;
use crate::finding::{Failure, Finding, Findings, Place};
use crate::limits::Limits;
use crate::oscal::markup::read::Pieces;
use crate::oscal::model::{Assembly, Content, DataType, Form, Member, POAM};
use crate::oscal::object::{Node, Object};
use crate::oscal::path::{Path, Position};
use std::io::BufRead;
use std::sync::Arc;

/// What takes an object of one of the root's sections, with the section's member.
pub type Each<'a> = &'a mut dyn FnMut(usize, Object) -> Result<(), Failure>;

/// Reads a document: each object of a section (a member of the root that there may be many of) goes to `each`, all
/// else into the root that is returned. Faults that can be passed over are added to the findings.
///
/// # Errors
/// What is no XML, in no encoding we know, or no POA&M; and what `each` fails with.
pub fn read<R: BufRead>(
    name: &str,
    source: R,
    limits: &Limits,
    each: Each<'_>,
    findings: &mut Findings,
) -> Result<Object, Failure> {
    let events = Events::new(Lines::new(source).map_err(|failure| failure.in_file(name))?).within(limits);
    let reader = Reader {
        events,
        frames: Vec::new(),
        handed: vec![0; POAM.members.len()],
        buffer: Vec::new(),
        text: String::new(),
        pieces: Pieces::default(),
        notes: Notes { name: name.into(), findings },
        each,
    };
    reader.document(name)
}

/// Why reading ends: the text, or who takes the objects.
pub(super) enum Stop {
    Fault(Fault),
    Failure(Failure),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

/// What is told about the text.
struct Notes<'a> {
    name: Arc<str>,
    findings: &'a mut Findings,
}

impl Notes<'_> {
    /// Tells of a fault at a place.
    fn add(&mut self, finding: Finding, at: Position, path: &Path) {
        self.findings.push(finding.at(Place {
            file: Some(self.name.clone()),
            line: Some(at.line),
            character: Some(at.character),
            path: Some(path.to_string()),
            ..Place::default()
        }));
    }
}

/// An object whose element is open.
struct Frame {
    object: Object,
    /// The member of the parent that it will stand under.
    member: usize,
    /// The child that came last, by its member.
    last: usize,
    /// The member whose wrapper is open.
    wrapper: Option<usize>,
}

impl Frame {
    fn new(kind: &'static Assembly, member: usize) -> Self {
        Frame { object: Object::new(kind), member, last: 0, wrapper: None }
    }
}

pub(super) struct Reader<'a, R> {
    pub(super) events: Events<R>,
    frames: Vec<Frame>,
    /// How many objects of each of the root's members were handed on.
    handed: Vec<usize>,
    /// What the parser lends its pieces from while a value is read.
    pub(super) buffer: Vec<u8>,
    pub(super) text: String,
    pub(super) pieces: Pieces,
    notes: Notes<'a>,
    each: Each<'a>,
}

impl<R: BufRead> Reader<'_, R> {
    fn document(mut self, name: &str) -> Result<Object, Failure> {
        let mut buffer = Vec::new();
        loop {
            match self.step(&mut buffer) {
                Ok(None) => {}
                Ok(Some(root)) => return Ok(root),
                Err(Stop::Fault(fault)) => return Err(fault.in_file(name)),
                Err(Stop::Failure(failure)) => return Err(failure),
            }
        }
    }

    /// Takes the next piece; the root at the end.
    fn step(&mut self, buffer: &mut Vec<u8>) -> Result<Option<Object>, Stop> {
        match self.events.next(buffer)? {
            Token::Start(tag) if self.frames.is_empty() => self.root(&tag)?,
            Token::Start(tag) => self.child(&tag)?,
            Token::End => self.end()?,
            Token::Text(text) => {
                if !text.trim_ascii().is_empty() {
                    self.stray(&text);
                }
            }
            Token::Nothing => {}
            Token::Eof => return Ok(self.frames.pop().map(|frame| frame.object)),
        }
        Ok(None)
    }

    fn root(&mut self, tag: &Tag) -> Result<(), Stop> {
        if tag.name() != POAM.name {
            let message = format!("this is a <{}>, not a <{}>", tag.name(), POAM.name);
            return Err(Fault::new("not-a-poam", message, tag.at).into());
        }
        self.frames.push(Frame::new(&POAM, 0));
        if tag.space != Space::Oscal {
            self.wrong_namespace(tag);
        }
        self.flags(tag)
    }

    fn wrong_namespace(&mut self, tag: &Tag) {
        let what = if tag.space == Space::None { "in no namespace" } else { "in another namespace than OSCAL's" };
        let finding = Finding::error("wrong-namespace", format!("<{}> is {what}", tag.name()))
            .help(format!("the root says xmlns=\"{NAMESPACE}\""));
        self.add(finding, tag.at);
    }

    /// Takes the start of an element in an object.
    fn child(&mut self, tag: &Tag) -> Result<(), Stop> {
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let kind = frame.object.kind();
        let found = match frame.wrapper {
            _ if tag.is_foreign => None,
            Some(member) => (kind.members[member].name == tag.name()).then_some((member, false)),
            None => find(kind, tag.name(), frame.last),
        };
        let Some((member, is_wrapper)) = found else { return self.unknown(tag) };
        let definition = &kind.members[member];
        let last = std::mem::replace(&mut frame.last, member);
        if tag.space == Space::None && tag.declares {
            self.wrong_namespace(tag);
        }
        if member < last {
            let before = &kind.members[last];
            let message = format!(
                "<{}> stands behind <{}>, but belongs before it",
                tag.name(),
                before.wrapper.unwrap_or(before.name)
            );
            self.add(
                Finding::error("wrong-order", message).help("put it there: the order is part of OSCAL's XML"),
                tag.at,
            );
        }
        if is_wrapper {
            self.no_flags(tag)?;
            if self.count(member) > 0 {
                self.twice(tag);
            }
            if let Some(frame) = self.frames.last_mut() {
                frame.wrapper = Some(member);
            }
            return Ok(());
        }
        let count = self.count(member);
        if count > 0 && !definition.many {
            self.twice(tag);
        }
        if definition.either && count == 0 {
            self.check_choice(member, tag.at);
        }
        if definition.data_type().is_some() {
            self.no_flags(tag)?;
        }
        match definition.content {
            Content::Value(DataType::MarkupLine) => self.markup(member, tag.at, false),
            Content::Value(DataType::MarkupMultiline) => self.markup(member, tag.at, true),
            Content::Value(data_type) => {
                let value = self.value(member, data_type)?;
                self.push(member, Node::Value(value.into()));
                Ok(())
            }
            Content::Object(kind) => {
                self.frames.push(Frame::new(kind, member));
                self.flags(tag)?;
                self.value_of_object(kind)
            }
        }
    }

    /// Reads the text of a field with flags, and ends it.
    fn value_of_object(&mut self, kind: &'static Assembly) -> Result<(), Stop> {
        let Some(member) = kind.members.iter().position(|m| m.form == Form::Text) else { return Ok(()) };
        let data_type = kind.members[member].data_type().unwrap_or(DataType::String);
        let value = self.value(member, data_type)?;
        if !value.is_empty() {
            self.push(member, Node::Value(value.into()));
        }
        self.end()
    }

    /// Takes a tag's attributes.
    fn flags(&mut self, tag: &Tag) -> Result<(), Stop> {
        for attribute in tag.attributes() {
            let attribute = attribute?;
            let Some(frame) = self.frames.last_mut() else { break };
            let kind = frame.object.kind();
            let is_it = |m: &Member| m.form == Form::Flag && m.name == attribute.name;
            let Some(member) = kind.members.iter().position(is_it) else {
                self.unknown_attribute(tag, attribute.name, attribute.position());
                continue;
            };
            if frame.object.nodes(member).is_empty() {
                let value = attribute.value()?;
                let data_type = kind.members[member].data_type().unwrap_or(DataType::String);
                let value = if collapses(data_type) { collapsed(&value) } else { value.into_owned() };
                frame.object.push(member, Node::Value(value.into()));
            } else {
                let message = format!("<{}> has the attribute \"{}\" twice", tag.name(), attribute.name);
                self.add(
                    Finding::error("member-twice", message).help("keep one: the first is read"),
                    attribute.position(),
                );
            }
        }
        Ok(())
    }

    /// Whether a member of the object that is being read is its remarks.
    pub(super) fn is_remarks(&self, member: usize) -> bool {
        self.frames.last().is_some_and(|frame| frame.object.kind().members[member].name == "remarks")
    }

    /// Tells the attributes of an element that has none in the model.
    fn no_flags(&mut self, tag: &Tag) -> Result<(), Stop> {
        for attribute in tag.attributes() {
            let attribute = attribute?;
            self.unknown_attribute(tag, attribute.name, attribute.position());
        }
        Ok(())
    }

    /// Tells an attribute that the model does not have. What XML Schema itself knows is none of the model's.
    fn unknown_attribute(&mut self, tag: &Tag, name: &str, at: Position) {
        if name.split_once(':').is_some_and(|(prefix, _)| self.events.is_instance(prefix)) {
            return;
        }
        let message = format!("<{}> has no attribute \"{name}\"", tag.name());
        self.add(Finding::error("unknown-member", message).help("take it away, or mend its name"), at);
    }

    /// Takes the end of an object's element, or of a wrapper.
    fn end(&mut self) -> Result<(), Stop> {
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        if frame.wrapper.take().is_some() || self.frames.len() == 1 {
            return Ok(()); // the root stays, for the end of the text
        }
        let Some(Frame { object, member, .. }) = self.frames.pop() else { return Ok(()) };
        if self.frames.len() == 1 && POAM.members[member].many {
            self.handed[member] += 1;
            return (self.each)(member, object).map_err(Stop::Failure);
        }
        self.push(member, Node::Object(object));
        Ok(())
    }

    /// Adds a node to the innermost object.
    pub(super) fn push(&mut self, member: usize, node: Node) {
        if let Some(frame) = self.frames.last_mut() {
            frame.object.push(member, node);
        }
    }

    /// How many nodes were read under a member of the innermost object.
    fn count(&self, member: usize) -> usize {
        self.frames.last().map_or(0, |frame| self.count_in(self.frames.len(), frame, member))
    }

    fn count_in(&self, depth: usize, frame: &Frame, member: usize) -> usize {
        if depth == 1 && POAM.members[member].many { self.handed[member] } else { frame.object.nodes(member).len() }
    }

    /// The path to the innermost object, or to the node that comes next under one of its members.
    fn path(&self, next: Option<usize>) -> Path {
        let mut path = Path::root();
        let members = self.frames.iter().skip(1).map(|frame| frame.member).chain(next);
        for (depth, (frame, member)) in self.frames.iter().zip(members).enumerate() {
            path.push(&frame.object.kind().members[member], self.count_in(depth + 1, frame, member));
        }
        path
    }

    /// Tells of a fault in the innermost object.
    fn add(&mut self, finding: Finding, at: Position) {
        let path = self.path(None);
        self.notes.add(finding, at, &path);
    }

    /// Tells of a fault in the node that is read next under a member of the innermost object.
    pub(super) fn add_in(&mut self, member: usize, finding: Finding, at: Position) {
        let path = self.path(Some(member));
        self.notes.add(finding, at, &path);
    }

    fn twice(&mut self, tag: &Tag) {
        let finding = Finding::error("member-twice", format!("<{}> stands here twice", tag.name()));
        self.add(finding.help("keep one: the model has room for one alone"), tag.at);
    }

    /// Tells of a member that excludes one that is there.
    fn check_choice(&mut self, member: usize, at: Position) {
        let Some(frame) = self.frames.last() else { return };
        let members = frame.object.kind().members;
        let other = |(i, m): (usize, &Member)| i != member && m.either && !frame.object.nodes(i).is_empty();
        if let Some(other) = members.iter().enumerate().position(other) {
            let message = format!("<{}> stands beside <{}>", members[member].name, members[other].name);
            self.add(Finding::error("both-of-a-choice", message).help("the model has one or the other"), at);
        }
    }

    fn stray(&mut self, text: &str) {
        let start: String = text.trim_ascii().chars().take(20).collect();
        let finding = Finding::error("stray-text", format!("text stands where elements alone may: {start:?}"));
        self.add(finding.help("take it away, or put it in the element that it belongs to"), self.events.position());
    }

    /// Tells of an element that the model does not have, and reads on behind it.
    fn unknown(&mut self, tag: &Tag) -> Result<(), Stop> {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let parent = frame
            .wrapper
            .map_or(frame.object.kind(), |m| frame.object.kind().members[m].assembly().unwrap_or(frame.object.kind()));
        let message = if tag.is_foreign {
            format!("<{}> is in another namespace than OSCAL's", tag.name())
        } else {
            format!("the model has no <{}> in {}", tag.name(), parent.name)
        };
        self.add(Finding::error("unknown-member", message).help("take it away, or mend its name"), tag.at);
        self.skip()
    }

    /// Reads on behind the element that has just started.
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        let depth = self.events.depth();
        let mut buffer = Vec::new();
        while self.events.depth() >= depth {
            self.events.next(&mut buffer)?;
        }
        Ok(())
    }
}

/// The member whose element, or whose wrapper (then true), has a name. It is looked for from the last one on: elements
/// come in the table's order.
pub(super) fn find(kind: &Assembly, name: &str, last: usize) -> Option<(usize, bool)> {
    let members = kind.members;
    let is_it = |m: &Member| m.form == Form::Child && m.wrapper.unwrap_or(m.name) == name;
    let behind = members[last..].iter().position(is_it).map(|found| last + found);
    let member = behind.or_else(|| members[..last].iter().position(is_it))?;
    Some((member, members[member].wrapper.is_some()))
}

/// Whether blanks at a value's ends say nothing and those in it are one: the XSD's white space facet of its type.
pub(super) fn collapses(data_type: DataType) -> bool {
    use DataType::{Base64, DateTime, NonNegativeInteger, PositiveInteger, Uri, UriReference};
    matches!(data_type, Base64 | DateTime | NonNegativeInteger | PositiveInteger | Uri | UriReference)
}

/// A value without blanks at its ends, one for each run in it.
pub(super) fn collapsed(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for word in value.split_ascii_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
