//! YAML 1.2 as tokens, from the events of the parser that `serde-saphyr` reads by. A value is the text that stands
//! there: what it is taken for is said by the model, so `no`, `012` and dates stay what they are.
//!
//! By events rather than by serde, which ends at the first value of a wrong kind and keeps no places.

use crate::limits::{self, Limits};
use crate::oscal::data::{Fault, Kind, Token, Tokens};
use crate::oscal::path::Position;
use granit_parser::{Event, Marker, Parser, ScalarStyle, StrInput, Tag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

/// A YAML text on its way.
pub(crate) struct Yaml<'a> {
    parser: Parser<'a, StrInput<'a>>,
    /// For each object and array that is open: whether it is an object, and whether a name is due in it.
    open: Vec<(bool, bool)>,
    is_over: bool,
    /// Anchored nodes that are being read, and what they are so far.
    recording: Vec<Recording<'a>>,
    /// Anchored nodes that were read.
    anchored: HashMap<usize, Rc<[Node<'a>]>>,
    /// The aliases that stand for what is being read, the innermost last, each with how far it is read.
    repeating: Vec<(Rc<[Node<'a>]>, usize)>,
    /// How much came of aliases: a value counts one, and one more for each hundred bytes of it. A document of people's
    /// making has a handful.
    repeated: u64,
    limits: Limits,
    text: Cow<'a, str>,
    token: Position,
}

struct Recording<'a> {
    anchor: usize,
    /// How many objects and arrays of it are open.
    open: usize,
    nodes: Vec<Node<'a>>,
}

/// What of an event counts.
#[derive(Clone)]
enum Node<'a> {
    Value(Kind, Cow<'a, str>),
    Object,
    Array,
    End,
    Alias(usize),
}

impl<'a> Yaml<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Yaml {
            parser: Parser::new_from_str(text),
            open: Vec::new(),
            is_over: false,
            recording: Vec::new(),
            anchored: HashMap::new(),
            repeating: Vec::new(),
            repeated: 0,
            limits: Limits::default(),
            text: Cow::Borrowed(""),
            token: Position { line: 1, character: 1 },
        }
    }

    /// The same text, within limits.
    pub(crate) fn within(self, limits: &Limits) -> Self {
        Yaml { limits: *limits, ..self }
    }

    fn wrong(&self, message: impl Into<String>, help: &'static str) -> Fault {
        Fault { code: "not-yaml", message: message.into(), at: Some(self.token), help }
    }

    /// The next event of the text itself, with the anchor on it; none at the document's end.
    fn event(&mut self) -> Result<Option<(Node<'a>, usize)>, Fault> {
        loop {
            let (event, span) = match self.parser.next_event() {
                None => return Ok(None),
                Some(Ok(next)) => next,
                Some(Err(error)) => {
                    self.token = position(error.marker());
                    let message = format!("this is no YAML: {}", error.info().lines().next().unwrap_or_default());
                    let help = "correct the file by hand, or export it again from where it comes";
                    return Err(self.wrong(message, help));
                }
            };
            if !matches!(event, Event::SequenceEnd | Event::MappingEnd) {
                self.token = position(&span.start);
            }
            let found = match event {
                Event::Scalar(text, style, anchor, tag) => {
                    let kind = self.kind(&text, style, tag.as_deref())?;
                    (Node::Value(kind, text), anchor)
                }
                Event::MappingStart(_, anchor, tag) => {
                    self.check_tag(tag.as_deref(), "map")?;
                    (Node::Object, anchor)
                }
                Event::SequenceStart(_, anchor, tag) => {
                    self.check_tag(tag.as_deref(), "seq")?;
                    (Node::Array, anchor)
                }
                Event::MappingEnd | Event::SequenceEnd => (Node::End, 0),
                Event::Alias(anchor) => (Node::Alias(anchor), 0),
                Event::DocumentStart(..) if self.is_over => {
                    return Err(self.wrong("a second document begins", "put each document into a file of its own"));
                }
                _ => continue,
            };
            return Ok(Some(found));
        }
    }

    /// What a scalar is by its style, its tag and its text.
    fn kind(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Kind, Fault> {
        match tag.map(|tag| (tag, tag.core_suffix())) {
            None if style != ScalarStyle::Plain => Ok(Kind::Text),
            None => Ok(match text {
                "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
                _ if text.starts_with(|c: char| c.is_ascii_digit()) => Kind::TextOrNumber,
                _ => Kind::Text,
            }),
            Some((_, Some("str"))) => Ok(Kind::Text),
            Some((_, Some("int" | "float"))) => Ok(Kind::Number),
            Some((_, Some("bool"))) => Ok(Kind::Boolean),
            Some((_, Some("null"))) => Ok(Kind::Null),
            Some((tag, _)) if tag.parts() == ("!", "") || tag.parts() == ("", "!") => Ok(Kind::Text),
            Some((tag, _)) => Err(self.tagged(tag)),
        }
    }

    fn check_tag(&self, tag: Option<&Tag>, due: &str) -> Result<(), Fault> {
        match tag {
            Some(tag) if tag.core_suffix() != Some(due) => Err(self.tagged(tag)),
            _ => Ok(()),
        }
    }

    fn tagged(&self, tag: &Tag) -> Fault {
        self.wrong(format!("the tag {} means nothing in OSCAL", tag.original()), "take the tag off")
    }

    /// The next node, aliases replaced by what they stand for.
    fn node(&mut self) -> Result<Option<Node<'a>>, Fault> {
        loop {
            let node = if let Some((nodes, at)) = self.repeating.last_mut() {
                let Some(node) = nodes.get(*at).cloned() else {
                    self.repeating.pop();
                    continue;
                };
                *at += 1;
                self.repeated += match &node {
                    Node::Value(_, text) => 1 + text.len() as u64 / 100,
                    _ => 1,
                };
                if self.repeated > self.limits.aliases {
                    let most = self.limits.aliases;
                    let message = format!("aliases stand for more than {most} values or for very long ones");
                    return Err(self.wrong(message, limits::MORE_ALIASES));
                }
                node
            } else {
                let Some((node, anchor)) = self.event()? else { return Ok(None) };
                self.record(&node, anchor);
                node
            };
            let Node::Alias(anchor) = node else { return Ok(Some(node)) };
            let Some(nodes) = self.anchored.get(&anchor).cloned() else {
                return Err(self.wrong("an alias stands for what it stands in", "write the value out"));
            };
            self.repeating.push((nodes, 0));
        }
    }

    /// Notes a node in every anchored one that it is part of.
    fn record(&mut self, node: &Node<'a>, anchor: usize) {
        if anchor > 0 {
            self.recording.push(Recording { anchor, open: 0, nodes: Vec::new() });
        }
        for recording in &mut self.recording {
            recording.nodes.push(node.clone());
            match node {
                Node::Object | Node::Array => recording.open += 1,
                Node::End => recording.open = recording.open.saturating_sub(1),
                Node::Value(..) | Node::Alias(_) => {}
            }
        }
        while let Some(recording) = self.recording.pop_if(|r| r.open == 0) {
            self.anchored.insert(recording.anchor, recording.nodes.into());
        }
    }
}

impl Tokens for Yaml<'_> {
    fn next(&mut self) -> Result<Option<Token<'_>>, Fault> {
        let Some(node) = self.node()? else {
            // An empty text has no node at all.
            return if self.is_over {
                Ok(None)
            } else {
                Err(self.wrong("the document is empty", "give an OSCAL POA&M"))
            };
        };
        let is_name = match self.open.last_mut() {
            Some((true, due)) => std::mem::replace(due, !*due),
            _ => false,
        };
        let token = match node {
            Node::End => match self.open.pop() {
                Some((true, _)) => Token::Close,
                _ => Token::CloseArray,
            },
            Node::Value(_, text) if is_name => {
                self.text = text;
                Token::Name(&self.text)
            }
            _ if is_name => {
                return Err(self.wrong("an object or array stands as a name", "give the member a plain name"));
            }
            Node::Value(kind, text) => {
                self.is_over = self.open.is_empty();
                self.text = text;
                return Ok(Some(Token::Value(kind, &self.text)));
            }
            _ if self.open.len() as u64 >= self.limits.depth => {
                let message = format!("objects and arrays nest deeper than {}", self.limits.depth);
                return Err(Fault { code: "too-deep", ..self.wrong(message, limits::DEEPER) });
            }
            Node::Array => {
                self.open.push((false, false));
                Token::OpenArray
            }
            Node::Object | Node::Alias(_) => {
                self.open.push((true, true));
                Token::Open
            }
        };
        self.is_over = self.open.is_empty();
        Ok(Some(token))
    }

    fn position(&self) -> Position {
        self.token
    }
}

fn position(marker: &Marker) -> Position {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Position { line: number(marker.line()), character: number(marker.col().saturating_add(1)) }
}
