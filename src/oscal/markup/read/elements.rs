//! The gathered elements as XML, as [`super::super::events`] writes it, to see whether Markdown says all of them.

use super::pieces::{Kind, Piece, Pieces, Span};
use crate::oscal::markup;
use crate::oscal::version::Version;
use crate::oscal::xml::{attribute, escape_text};

/// Whether Markdown, written as XML, gives the elements that were gathered.
pub(super) fn are_said(pieces: &Pieces, markdown: &str) -> bool {
    let mut said = Vec::new();
    if pieces.in_blocks {
        markup::blocks(markdown, Version::default(), 0, &mut said);
    } else {
        markup::line(markdown, Version::default(), &mut said);
    }
    said == written(pieces)
}

/// The elements as XML, each of the value's blocks on a line of its own.
fn written(pieces: &Pieces) -> Vec<u8> {
    let mut out = Vec::new();
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.list.get(at) {
        match *piece {
            Piece::Text(span) => escape_text(text_of(pieces, Some(span)), &mut out),
            Piece::Start(Kind::P, _) if matches!(pieces.list.get(at + 1), Some(Piece::End)) => at += 1,
            Piece::Start(kind, spans) => {
                if open.is_empty() && kind.is_block() {
                    out.push(b'\n');
                }
                start(pieces, kind, spans, &mut out);
                open.push(kind);
            }
            Piece::End => match open.pop() {
                Some(Kind::Hr | Kind::Img | Kind::Insert | Kind::Br) => out.extend_from_slice(b"/>"),
                Some(kind) => {
                    out.extend_from_slice(b"</");
                    out.extend_from_slice(name(kind).as_bytes());
                    out.push(b'>');
                }
                None => {}
            },
        }
        at += 1;
    }
    if out.is_empty() && pieces.in_blocks {
        out.extend_from_slice(b"\n<p/>");
    }
    out
}

/// Writes a tag, for an element that holds nothing without its end.
fn start(pieces: &Pieces, kind: Kind, spans: [Option<Span>; 3], out: &mut Vec<u8>) {
    out.push(b'<');
    out.extend_from_slice(name(kind).as_bytes());
    let [first, second, third] = spans.map(|span| text_of(pieces, span));
    match kind {
        Kind::Ol if !matches!(first.trim(), "" | "1") => attribute("start", first.trim(), out),
        Kind::Th | Kind::Td if !matches!(first, "" | "left") => attribute("align", first, out),
        Kind::Code if !first.is_empty() => attribute("class", first, out),
        Kind::A => {
            if spans[0].is_some() {
                attribute("href", first, out);
            }
            if !second.is_empty() {
                attribute("title", second, out);
            }
        }
        Kind::Img => {
            if !second.is_empty() {
                attribute("alt", second, out);
            }
            attribute("src", first, out);
            if !third.is_empty() {
                attribute("title", third, out);
            }
        }
        Kind::Insert => {
            attribute("type", first, out);
            attribute("id-ref", second, out);
        }
        _ => {}
    }
    if !matches!(kind, Kind::Hr | Kind::Img | Kind::Insert | Kind::Br) {
        out.push(b'>');
    }
}

fn text_of(pieces: &Pieces, span: Option<Span>) -> &str {
    span.and_then(|(from, to)| pieces.text.get(from..to)).unwrap_or_default()
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::P => "p",
        Kind::H(1) => "h1",
        Kind::H(2) => "h2",
        Kind::H(3) => "h3",
        Kind::H(4) => "h4",
        Kind::H(5) => "h5",
        Kind::H(_) => "h6",
        Kind::Ul => "ul",
        Kind::Ol => "ol",
        Kind::Li => "li",
        Kind::Pre => "pre",
        Kind::Hr => "hr",
        Kind::Blockquote => "blockquote",
        Kind::Table => "table",
        Kind::Tr => "tr",
        Kind::Th => "th",
        Kind::Td => "td",
        Kind::Img => "img",
        Kind::Em => "em",
        Kind::Strong => "strong",
        Kind::Sub => "sub",
        Kind::Sup => "sup",
        Kind::Q => "q",
        Kind::Code => "code",
        Kind::A => "a",
        Kind::Insert => "insert",
        Kind::Br => "br",
    }
}
