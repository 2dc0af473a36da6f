//! Reading the content of an element that is a value: text, or markup as Markdown.

use super::events::Token;
use super::read::{Reader, Stop, collapsed, collapses};
use crate::finding::Finding;
use crate::oscal::markup::read::Misfit;
use crate::oscal::model::DataType;
use crate::oscal::object::Node;
use crate::oscal::path::Position;
use std::io::BufRead;

impl<R: BufRead> Reader<'_, R> {
    /// The text of the element that has just started, up to its end. `member` is the value's.
    pub(super) fn value(&mut self, member: usize, data_type: DataType) -> Result<String, Stop> {
        let mut buffer = Vec::new();
        std::mem::swap(&mut buffer, &mut self.buffer);
        self.text.clear();
        loop {
            match self.events.next(&mut buffer)? {
                Token::Text(text) => self.text.push_str(&text),
                Token::Start(tag) => {
                    let finding = Finding::error("unknown-member", format!("<{}> stands in a plain value", tag.name()));
                    self.add_in(member, finding.help("this value is text alone: take the element away"), tag.at);
                    self.skip()?;
                }
                Token::End | Token::Eof => break,
                Token::Nothing => {}
            }
        }
        self.buffer = buffer;
        Ok(if collapses(data_type) { collapsed(&self.text) } else { self.text.as_str().to_owned() })
    }

    /// Reads the markup of the element that has just started into a value.
    pub(super) fn markup(&mut self, member: usize, at: Position, in_blocks: bool) -> Result<(), Stop> {
        let mut buffer = Vec::new();
        std::mem::swap(&mut buffer, &mut self.buffer);
        self.pieces.begin(in_blocks);
        let bottom = self.events.depth();
        // The XSD takes empty remarks, and no other empty prose.
        let mut is_bare = in_blocks && !self.is_remarks(member);
        loop {
            match self.events.next(&mut buffer)? {
                Token::Text(text) => {
                    if self.pieces.text(&text).is_err() {
                        is_bare = false;
                        let finding = Finding::error("stray-text", "text stands where elements alone may");
                        let at = self.events.position();
                        self.add_in(member, finding.help("put it in a <p>: it is read as if it were in one"), at);
                    }
                }
                Token::Start(tag) => {
                    is_bare = false;
                    let name = if tag.is_foreign { "" } else { tag.name() };
                    let opened = self.pieces.open(name);
                    for attribute in tag.attributes() {
                        let attribute = attribute?;
                        if opened.is_ok() && !self.pieces.attribute(attribute.name, &attribute.value()?) {
                            let message = format!("<{}> has no attribute \"{}\"", tag.name(), attribute.name);
                            let finding = Finding::error("unknown-member", message);
                            self.add_in(member, finding.help("take it away"), attribute.position());
                        }
                    }
                    if let Err(misfit) = opened {
                        self.add_in(member, told(misfit, tag.name()), tag.at);
                    }
                }
                Token::End if self.events.depth() < bottom => break,
                Token::End => self.pieces.close(),
                Token::Eof => break,
                Token::Nothing => {}
            }
        }
        self.buffer = buffer;
        if is_bare {
            // OSCAL 1.0.4 took it; the version may not be known yet.
            let finding = Finding::info("empty-markup", "the element is empty, and needs a paragraph");
            self.add_in(member, finding.help("write a <p>, or leave it out where it may be"), at);
        }
        let (markdown, is_same) = self.pieces.markdown();
        if !is_same {
            let finding = Finding::warning("markup-changed", "this markup has a shape that Markdown cannot express");
            let help = "all of its text is kept, in the nearest form; write it in a simpler shape";
            self.add_in(member, finding.help(help), at);
        }
        self.push(member, Node::Value(markdown.into()));
        Ok(())
    }
}

/// An element that markup has no place for.
fn told(misfit: Misfit, name: &str) -> Finding {
    match misfit {
        Misfit::Unknown => Finding::error("unknown-member", format!("<{name}> is none of OSCAL's markup"))
            .help("take the tags away: the text in them is read as if they were not there"),
        Misfit::Misplaced => Finding::error("misplaced-markup", format!("<{name}> may not stand here"))
            .help("move it: its text is read as if the tags were not there"),
    }
}
