//! The text between the tags, with what OSCAL reads in it and CommonMark does not: quotes, sub- and superscripts, and
//! inserts.

use super::{Mark, Writer, is_block, is_heading};
use crate::oscal::markup::{block_start, lines};
use crate::oscal::xml::{attribute, escape_text};
use pulldown_cmark::{Event, TagEnd};
use std::ops::Range;

impl Writer<'_> {
    /// Writes text; marks and inserts in it become elements, unless escaped or in a block of code.
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        let source = self.source;
        let is_code = matches!(self.parent(), "pre" | "code");
        if is_code || source.get(range.clone()) != Some(text) {
            // Not what stands in the source: a character reference, which is no markup.
            let is_break = text.bytes().all(|b| matches!(b, b'\n' | b'\r'));
            if is_break && !is_code {
                self.space();
            } else {
                let says_nothing = self.is_at_start() && !is_code;
                escape_text(if says_nothing { text.trim_ascii_start() } else { text }, self.out);
            }
            self.text_end = range.end;
            return;
        }
        let bytes = source.as_bytes();
        let escaped = range.start > self.text_end && bytes[range.start - 1] == b'\\';
        let mut from = range.start.max(self.taken);
        let mut at = from + usize::from(escaped && from == range.start);
        if self.is_at_start() {
            // Behind a character reference that said nothing.
            let rest = source.get(from..range.end).unwrap_or_default();
            from += rest.len() - rest.trim_ascii_start().len();
            at = at.max(from);
        }
        while at < range.end {
            match bytes[at] {
                b'"' | b'~' | b'^' => {
                    escape_text(&source[from..at], self.out);
                    self.mark(at);
                    from = at + 1;
                }
                b'{' if self.allows("insert") => {
                    if let Some((kind, id, length)) = insert(&source[at..]) {
                        escape_text(&source[from..at], self.out);
                        self.start_tag("insert");
                        attribute("type", kind, self.out);
                        attribute("id-ref", id, self.out);
                        self.out.extend_from_slice(b"/>");
                        from = at + length;
                        at = from;
                        self.taken = from; // it may reach over the events that follow
                        continue;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        if from < range.end {
            escape_text(&source[from..range.end], self.out);
        }
        self.text_end = range.end;
    }

    /// Writes a mark: the second of a pair in one element makes it a `q`, a `sub` or a `sup`. CommonMark's extensions
    /// know the last two, but not within a word (`H~2~O`).
    fn mark(&mut self, at: usize) {
        let bytes = self.source.as_bytes();
        let mark = bytes[at];
        let blank = |b: Option<&u8>| b.is_none_or(u8::is_ascii_whitespace);
        let is_same = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&mark);
        // `~~` is none of OSCAL's marks.
        let is_run = mark != b'"' && (is_same(Some(at + 1)) || is_same(at.checked_sub(1)));
        if let (false, Some(open)) = (is_run, self.open.last_mut()) {
            match open.marks.iter().position(|m| m.byte == mark) {
                // What is written beside it counts too: in a quote another line's mark stands behind a `>`, and blanks
                // move out of links.
                Some(first)
                    if open.marks[first].at + 1 < at
                        && !blank(bytes.get(at - 1))
                        && !blank(self.out.last())
                        && !blank(self.out.get(open.marks[first].written + 1)) =>
                {
                    self.opened.push((open.marks[first].written, name(mark)));
                    open.marks.truncate(first); // those between open nothing
                    self.out.extend_from_slice(b"</");
                    self.out.extend_from_slice(name(mark).as_bytes());
                    self.out.push(b'>');
                    return;
                }
                None if !blank(bytes.get(at + 1)) => open.marks.push(Mark { byte: mark, written: self.out.len(), at }),
                _ => {}
            }
        }
        self.out.push(mark);
    }

    /// Writes source as it is typed, where text may stand.
    pub(super) fn literal(&mut self, range: Range<usize>) {
        if self.open.is_empty() {
            self.literal_block(&self.source[range]);
            return;
        }
        let from = range.start.max(self.taken);
        self.literal_lines(self.source.get(from..range.end).unwrap_or_default());
        self.text_end = range.end;
    }

    /// Writes lines as they are typed, but for the blanks around their breaks: no reader of the element sees those.
    fn literal_lines(&mut self, text: &str) {
        for (i, line) in text.split(['\n', '\r']).enumerate() {
            if i > 0 {
                self.strip_blanks();
                self.space();
            }
            escape_text(if i > 0 { line.trim_ascii_start() } else { line }, self.out);
        }
    }

    /// Writes source as it is typed, where blocks may stand: as a paragraph, or as the text of a list's item.
    pub(super) fn literal_block(&mut self, text: &str) {
        let parent = self.parent();
        if self.depth.is_none() || parent == "li" {
            if !self.out.ends_with(b">") {
                self.strip_blanks();
                self.space();
            }
            self.literal_lines(text.trim_ascii_end());
            return;
        }
        let mut lines = lines(text);
        let Some(first) = lines.next() else { return };
        self.start_element("p");
        escape_text(first, self.out);
        for line in lines {
            self.hard_break();
            escape_text(line, self.out);
        }
        self.end_element();
    }

    /// Writes a soft break: a blank where lines may not break.
    pub(super) fn space(&mut self) {
        // A line of characters that CommonMark strips, though it is not blank to it, has a break on either side.
        if self.is_blank_before(self.out.len()) {
            return;
        }
        // A heading is one line to every reader, though Markdown has a spelling for more; so is a cell.
        let is_line = |open: &super::Open| is_heading(open.name) || matches!(open.name, "th" | "td");
        let is_one_line = self.depth.is_none() || self.open.iter().any(is_line);
        self.out.push(if is_one_line { b' ' } else { b'\n' });
    }

    /// Whether a blank at a place of the output would say nothing: at a block's start, behind a break or a blank.
    pub(super) fn is_blank_before(&self, at: usize) -> bool {
        let before = &self.out[self.base..at];
        before.last().is_none_or(u8::is_ascii_whitespace) || is_start(before)
    }

    /// Whether blanks that a character reference stands for would say nothing here.
    fn is_at_start(&self) -> bool {
        let before = &self.out[self.base..];
        matches!(before.last(), None | Some(b'\n')) || is_start(before)
    }

    /// Puts the blanks at the start of what an inline element holds, which begins at `from`, before its tag, and takes
    /// away those at its end, which belong behind its end: how many. No reader of the element has them in it.
    pub(super) fn put_blanks_outside(&mut self, from: usize) -> usize {
        let held = &self.out[from..];
        let before = held.len() - held.trim_ascii_start().len();
        let behind = held[before..].len() - held[before..].trim_ascii_end().len();
        self.out.truncate(self.out.len() - behind);
        let tag = self.out[..from].iter().rposition(|b| *b == b'<').unwrap_or(from);
        if before > 0 && self.is_blank_before(tag) {
            self.out.drain(from..from + before);
            for (mark, _) in self.opened.iter_mut().filter(|(mark, _)| *mark >= from) {
                *mark -= before;
            }
        } else {
            self.out[from..from + before].fill(b' ');
            self.out[tag..from + before].rotate_right(before);
        }
        behind
    }

    /// Takes the blanks at the end away.
    pub(super) fn strip_blanks(&mut self) {
        let blanks = self.out[self.base..].len() - self.out[self.base..].trim_ascii_end().len();
        self.out.truncate(self.out.len() - blanks);
    }

    /// Takes the blanks and breaks at the end away.
    pub(super) fn strip_breaks(&mut self) {
        self.strip_blanks();
        while self.out[self.base..].ends_with(b"<br/>") {
            self.out.truncate(self.out.len() - b"<br/>".len());
            self.strip_blanks();
        }
    }

    /// Writes a hard break: where the version has none, a paragraph ends at it.
    pub(super) fn hard_break(&mut self) {
        if self.allows("br") {
            // A backslash at a line's end leaves the blanks before it, which no reader of the element sees.
            self.strip_blanks();
            self.out.extend_from_slice(b"<br/>");
        } else if let ([open], Some(depth)) = (self.open.as_mut_slice(), self.depth)
            && open.name == "p"
        {
            open.marks.clear();
            self.out.extend_from_slice(b"</p>");
            block_start("<p>", depth, self.out);
        } else {
            self.space();
        }
    }

    /// Reads on in an image's alternative text, and writes the image at its end.
    pub(super) fn alternative(&mut self, event: &Event) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Text(t) | Event::Code(t) | Event::Html(t) | Event::InlineHtml(t) => image.alt.push_str(t),
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            Event::Start(_) => image.depth += 1,
            Event::End(TagEnd::Image) if image.depth == 0 => {
                if let Some(image) = self.image.take() {
                    if let (false, Some(open)) = (self.version.has_line_break(), self.open.last_mut()) {
                        open.marks.clear(); // 1.0.4 has no images in quotes
                    }
                    self.start_tag("img");
                    if !image.alt.is_empty() {
                        attribute("alt", &image.alt, self.out);
                    }
                    attribute("src", &image.target, self.out);
                    if !image.title.is_empty() {
                        attribute("title", &image.title, self.out);
                    }
                    self.out.extend_from_slice(b"/>");
                }
            }
            Event::End(_) => image.depth -= 1,
            _ => {}
        }
    }
}

/// Whether a block was just begun or ended, or a line after a break begun.
fn is_start(written: &[u8]) -> bool {
    // No text holds a `>` of its own, so it is not far to where the tag begins.
    let Some(before) = written.strip_suffix(b">") else { return false };
    let tag = before.rsplit(|b| *b == b'<').next().unwrap_or_default();
    let tag = tag.strip_prefix(b"/").unwrap_or(tag);
    let name = tag.split(|b| matches!(b, b' ' | b'/')).next().unwrap_or_default();
    let name = str::from_utf8(name).unwrap_or_default();
    is_block(name) || matches!(name, "br" | "li" | "th" | "td")
}

/// The element that a mark opens.
fn name(mark: u8) -> &'static str {
    match mark {
        b'~' => "sub",
        b'^' => "sup",
        _ => "q",
    }
}

/// The type, the id and the length of an insert at the start of a text: `{{ insert: type, id }}`.
fn insert(text: &str) -> Option<(&str, &str, usize)> {
    let inner = text.strip_prefix("{{")?;
    let length = inner.find("}}")?;
    let (kind, id) = inner[..length].trim().strip_prefix("insert:")?.split_once(',')?;
    let (kind, id) = (kind.trim(), id.trim());
    (is_name(kind) && is_name(id)).then_some((kind, id, length + 4))
}

/// Whether an attribute of the type NCName takes it (ASCII alone: OSCAL's ids are).
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}
