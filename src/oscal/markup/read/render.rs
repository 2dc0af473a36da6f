//! Spelling the gathered blocks as Markdown.

use super::pieces::{Kind, Piece, Pieces, Span};
use crate::oscal::text::fence;

pub(super) mod inline;
mod list;

/// The Markdown of a value as it is made.
pub(super) struct Render<'a> {
    pub(super) pieces: &'a Pieces,
    /// The next piece.
    pub(super) at: usize,
    /// Whether a break at a block's end was left out.
    pub(super) has_lost: bool,
    /// Where the last `*` that opens or closes emphasis ends.
    pub(super) star_end: Option<usize>,
    /// Where a closing mark ends that no letter or digit may follow.
    pub(super) guard: Option<usize>,
    pub(super) in_table: bool,
    pub(super) in_heading: bool,
}

impl<'a> Render<'a> {
    pub(super) fn new(pieces: &'a Pieces) -> Self {
        Render { pieces, at: 0, has_lost: false, star_end: None, guard: None, in_table: false, in_heading: false }
    }

    /// The Markdown, and whether nothing was left out that only we know of.
    pub(super) fn run(mut self) -> (String, bool) {
        let length = self.pieces.text.len();
        let mut out = String::with_capacity(length + length / 16 + 8);
        if self.pieces.in_blocks {
            self.blocks(&mut out);
        } else {
            self.inline(&mut out);
        }
        (out, !self.has_lost)
    }

    pub(super) fn piece(&self) -> Option<Piece> {
        self.pieces.list.get(self.at).copied()
    }

    pub(super) fn span(&self, span: Option<Span>) -> Option<&'a str> {
        span.and_then(|(from, to)| self.pieces.text.get(from..to))
    }

    /// Writes blocks up to the end of what holds them, one blank line between.
    fn blocks(&mut self, out: &mut String) {
        let start = out.len();
        let mut last: Last = None;
        while let Some(Piece::Start(kind, spans)) = self.piece() {
            self.at += 1;
            let before = out.len();
            if before > start {
                out.push_str("\n\n");
            }
            let body = out.len();
            last = self.block(kind, spans, last, out);
            if out.len() == body {
                out.truncate(before); // an empty paragraph is none
            }
            self.at += 1;
        }
    }

    /// Writes a block up to its end. `last` is the list that stands directly before; a list is given back.
    fn block(&mut self, kind: Kind, spans: [Option<Span>; 3], last: Last, out: &mut String) -> Last {
        match kind {
            Kind::H(level) => self.heading(level, out),
            Kind::Ul | Kind::Ol => {
                let is_other = last.is_some_and(|(before, is_other)| before == kind && !is_other);
                self.list(kind, self.span(spans[0]), is_other, out);
                return Some((kind, is_other));
            }
            Kind::Pre => self.pre(out),
            Kind::Hr => out.push_str("---"),
            Kind::Blockquote => {
                let mut inner = String::new();
                self.blocks(&mut inner);
                prefix(&inner, "> ", "> ", out);
            }
            Kind::Table => self.table(out),
            _ => self.inline(out),
        }
        None
    }

    fn heading(&mut self, level: u8, out: &mut String) {
        out.push_str(&"######"[..usize::from(level.clamp(1, 6))]);
        out.push(' ');
        let start = out.len();
        self.in_heading = true;
        self.inline(out);
        self.in_heading = false;
        let text = &out[start..];
        let bare = text.trim_end_matches('#');
        if bare.len() < text.len() && (bare.is_empty() || bare.ends_with(' ')) {
            out.insert(out.len() - 1, '\\'); // else it would close the heading
        }
        if out.len() == start {
            out.pop();
        }
    }

    /// Writes a block of code.
    fn pre(&mut self, out: &mut String) {
        let class = match self.piece() {
            Some(Piece::Start(Kind::Code, spans)) => self.span(spans[0]),
            _ => None,
        };
        let text = self.raw();
        let fenced = fence(&text);
        let ticks = fenced.bytes().take_while(|b| *b == b'`').count();
        out.push_str(&fenced[..ticks]);
        out.push_str(class.unwrap_or_default());
        out.push_str(&fenced[ticks..]);
    }

    /// The text up to the end of the element, without the tags in it.
    pub(super) fn raw(&mut self) -> String {
        let mut text = String::new();
        let mut depth = 0;
        while let Some(piece) = self.piece() {
            match piece {
                Piece::Start(kind, _) => {
                    depth += 1;
                    if kind == Kind::Br {
                        text.push('\n');
                    }
                }
                Piece::End if depth == 0 => break,
                Piece::End => depth -= 1,
                Piece::Text(span) => text.push_str(self.span(Some(span)).unwrap_or_default()),
            }
            self.at += 1;
        }
        text
    }

    fn table(&mut self, out: &mut String) {
        self.in_table = true;
        let mut is_head = true;
        while let Some(Piece::Start(..)) = self.piece() {
            self.at += 1;
            if !is_head {
                out.push('\n');
            }
            out.push('|');
            let mut rule = String::from("|");
            while let Some(Piece::Start(_, spans)) = self.piece() {
                self.at += 1;
                out.push(' ');
                self.inline(out);
                out.push_str(" |");
                rule.push_str(match self.span(spans[0]) {
                    Some("center") => " :---: |",
                    Some("right") => " ---: |",
                    _ => " --- |",
                });
                self.at += 1;
            }
            if is_head {
                out.push('\n');
                out.push_str(&rule);
                is_head = false;
            }
            self.at += 1;
        }
        self.in_table = false;
    }
}

/// The list that stands directly before, and whether it has the other one of its kind's marks.
type Last = Option<(Kind, bool)>;

/// Writes lines with a prefix, the first with its own; no blanks behind it on an empty line.
pub(super) fn prefix(text: &str, first: &str, rest: &str, out: &mut String) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let prefix = if index == 0 { first } else { rest };
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
}
