//! Text with its escapes, and the elements in it with their marks.

use super::Render;
use crate::oscal::markup::read::pieces::{Kind, Piece, Span};
use crate::oscal::text::escape_part;
use std::fmt::Write;

impl Render<'_> {
    /// Writes text and inline elements up to a block or to the end of what holds them.
    pub(super) fn inline(&mut self, out: &mut String) {
        let start = out.len();
        self.run_of_inline(start, out);
    }

    /// The same, in a block whose text began at `start`.
    fn run_of_inline(&mut self, start: usize, out: &mut String) {
        while let Some(piece) = self.piece() {
            match piece {
                Piece::Text(span) => {
                    self.text(self.span(Some(span)).unwrap_or_default(), start, out);
                    self.at += 1;
                }
                Piece::Start(kind, spans) if kind.is_inline() => {
                    self.at += 1;
                    self.element(kind, spans, start, out);
                    self.at += 1;
                }
                _ => return,
            }
        }
    }

    fn text(&mut self, text: &str, start: usize, out: &mut String) {
        let mut text = text;
        if self.guard == Some(out.len())
            && let Some(c) = text.chars().next().filter(|c| c.is_alphanumeric())
        {
            // A mark that ends behind punctuation ends before none but blanks and punctuation.
            let _ = write!(out, "&#{};", u32::from(c)); // a String takes all
            text = &text[c.len_utf8()..];
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                out.push('\n');
            }
            let is_at_start = out.len() == start || out.ends_with('\n');
            escape_part(line, is_at_start, out);
        }
    }

    /// Writes an element up to its end.
    fn element(&mut self, kind: Kind, spans: [Option<Span>; 3], start: usize, out: &mut String) {
        match kind {
            Kind::Em => self.emphasis(if self.is_star_end(out) { "_" } else { "*" }, start, out),
            Kind::Strong => {
                let is_star = self.is_star_end(out) && !self.is_alone();
                self.emphasis(if is_star { "__" } else { "**" }, start, out);
            }
            Kind::Sub => self.emphasis("~", start, out),
            Kind::Sup => self.emphasis("^", start, out),
            Kind::Q => self.emphasis("\"", start, out),
            Kind::Code => {
                let text = self.raw();
                code(&text, self.in_table, out);
            }
            Kind::A => {
                if out.ends_with('!') {
                    out.insert(out.len() - 1, '\\'); // else it would be an image
                }
                out.push('[');
                self.run_of_inline(start, out);
                out.push_str("](");
                target(self.span(spans[0]).unwrap_or_default(), self.span(spans[1]), out);
            }
            Kind::Img => {
                out.push_str("![");
                escape_part(&self.span(spans[1]).unwrap_or_default().replace(['\n', '\r'], " "), false, out);
                out.push_str("](");
                target(self.span(spans[0]).unwrap_or_default(), self.span(spans[2]), out);
            }
            Kind::Insert => {
                let [kind, id] = [spans[0], spans[1]].map(|span| self.span(span).unwrap_or_default());
                let _ = write!(out, "{{{{ insert: {kind}, {id} }}}}");
            }
            Kind::Br => self.line_break(start, out),
            _ => self.run_of_inline(start, out),
        }
    }

    fn is_star_end(&self, out: &str) -> bool {
        self.star_end == Some(out.len())
    }

    /// Whether the element that has just started is all that its parent, which is an `em`, holds.
    fn is_alone(&self) -> bool {
        let list = &self.pieces.list;
        let is_first = self.at.checked_sub(2).is_some_and(|at| matches!(list[at], Piece::Start(Kind::Em, _)));
        let mut depth = 0;
        let end = list[self.at..].iter().position(|piece| match piece {
            Piece::Start(..) => {
                depth += 1;
                false
            }
            Piece::End if depth == 0 => true,
            Piece::End => {
                depth -= 1;
                false
            }
            Piece::Text(_) => false,
        });
        is_first && end.is_some_and(|end| matches!(list.get(self.at + end + 1), Some(Piece::End)))
    }

    /// Writes what stands between two marks of a kind. Where a letter or a digit beside a mark would undo it, that
    /// character is written as a reference.
    fn emphasis(&mut self, mark: &str, start: usize, out: &mut String) {
        let before = out.len();
        out.push_str(mark);
        let is_star = mark.starts_with('*');
        let body = out.len();
        if is_star {
            self.star_end = Some(body);
        }
        self.guard = None;
        self.run_of_inline(start, out);
        if out.len() == body {
            out.truncate(before); // nothing stands between two marks
            return;
        }
        let is_ours = matches!(mark, "\"" | "~" | "^"); // in a word as beside it
        out.push_str(mark);
        let last = out[body..out.len() - mark.len()].chars().next_back();
        if !is_ours && (mark.starts_with('_') || last.is_some_and(|c| !c.is_alphanumeric())) {
            self.guard = Some(out.len());
        }
        let first = out[body..].chars().next();
        let outside = out[..before].chars().next_back().filter(|_| before > start);
        if let (Some(f), Some(o), false) = (first, outside, is_ours)
            && !f.is_alphanumeric()
            && o.is_alphanumeric()
        {
            let from = before - o.len_utf8();
            let length = out.len();
            out.replace_range(from..before, &format!("&#{};", u32::from(o)));
            let grown = out.len() - length;
            self.guard = self.guard.map(|at| at + grown);
        }
        if is_star {
            self.star_end = Some(out.len());
        }
    }

    fn line_break(&mut self, start: usize, out: &mut String) {
        let next = self.pieces.list.get(self.at + 1);
        let is_last = match next {
            None | Some(Piece::End) => true,
            Some(Piece::Start(kind, _)) => kind.is_block(),
            Some(Piece::Text(_)) => false,
        };
        if is_last {
            self.has_lost = true;
        } else if !self.pieces.in_blocks || self.in_table || self.in_heading {
            self.has_lost = true;
            out.push(' ');
        } else if out.len() == start || out.ends_with('\n') {
            out.push_str("\\\n");
        } else {
            out.push_str("  \n");
        }
    }
}

/// Writes a code span: fenced by more backticks than any run in it has.
fn code(text: &str, in_table: bool, out: &mut String) {
    let mut text = text.replace(['\n', '\r'], " ");
    if in_table {
        text = text.replace('|', "\\|");
    }
    if text.is_empty() {
        return;
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let mut ticks = 1;
    while text.split(|c| c != '`').any(|run| run.len() == ticks) && ticks <= longest {
        ticks += 1;
    }
    let fence = "`".repeat(ticks);
    let is_blank = text.bytes().all(|b| b == b' ');
    let pad = text.starts_with('`') || text.ends_with('`') || !is_blank && text.starts_with(' ') && text.ends_with(' ');
    let pad = if pad { " " } else { "" };
    let _ = write!(out, "{fence}{pad}{text}{pad}{fence}"); // a String takes all
}

/// Writes a link's target and title, and its closing bracket.
fn target(target: &str, title: Option<&str>, out: &mut String) {
    let title = title.filter(|title| !title.is_empty());
    let is_bracketed = target.contains([' ', '<', '>']) || target.is_empty() && title.is_some();
    if is_bracketed {
        out.push('<');
    }
    escape_target(target, "\\()<>&", out);
    if is_bracketed {
        out.push('>');
    }
    if let Some(title) = title {
        out.push_str(" \"");
        escape_target(&title.replace(['\n', '\r'], " "), "\\\"&", out);
        out.push('"');
    }
    out.push(')');
}

/// Writes a target or a title with some characters escaped; a `&` only where it would open a reference.
fn escape_target(text: &str, escaped: &str, out: &mut String) {
    for (at, c) in text.char_indices() {
        let is_escaped =
            if c == '&' { crate::oscal::text::is_reference(&text.as_bytes()[at..]) } else { escaped.contains(c) };
        if is_escaped {
            out.push('\\');
        }
        out.push(if matches!(c, '\n' | '\r') { ' ' } else { c });
    }
}
