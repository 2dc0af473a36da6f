//! Markdown of any kind as OSCAL's elements, from pulldown-cmark's events.
//!
//! What the XSD of the version has no place for (raw HTML, a table in a list, an image in a paragraph of 1.0.4, a
//! target that is no URI) stays as it is typed, as text. So nothing vanishes and nothing invalid comes out.

use super::{block_start, lines, uri};
use crate::oscal::version::Version;
use crate::oscal::xml::{attribute, escape_text};
use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

mod text;

/// Elements nested deeper than this stay text.
const DEEPEST: usize = 32;

/// How often link definitions are looked for before the whole text is taken as typed.
const PASSES: usize = 8;

/// Opens a line so that no block can start there; the text's own start follows it.
const NO_BLOCK: &str = "! ";

/// Writes inline elements.
pub(super) fn line(markdown: &str, version: Version, out: &mut Vec<u8>) {
    let folded = lines(markdown).collect::<Vec<_>>().join(" ");
    if folded.is_empty() {
        return;
    }
    let source = format!("{NO_BLOCK}{folded}");
    let mut writer = Writer::new(&source, version, None, out);
    writer.taken = NO_BLOCK.len();
    writer.run();
}

/// Writes block elements, at least one, each on a line of its own at a depth.
pub(super) fn blocks(markdown: &str, version: Version, depth: usize, out: &mut Vec<u8>) {
    let start = out.len();
    match without_definitions(markdown) {
        Some(source) => Writer::new(&source, version, Some(depth), out).run(),
        None => Writer::new(markdown, version, Some(depth), out).literal_block(markdown),
    }
    if out.len() == start {
        block_start("<p/>", depth, out);
    }
}

fn options() -> Options {
    Options::ENABLE_TABLES
}

/// The Markdown with every link definition escaped: OSCAL's Markdown has none, and a definition would vanish.
fn without_definitions(markdown: &str) -> Option<Cow<'_, str>> {
    let mut source = Cow::Borrowed(markdown);
    for _ in 0..PASSES {
        if !source.contains("]:") {
            return Some(source);
        }
        let mut starts: Vec<usize> =
            Parser::new_ext(&source, options()).reference_definitions().iter().map(|(_, d)| d.span.start).collect();
        if starts.is_empty() {
            return Some(source);
        }
        starts.sort_unstable();
        let mut escaped = String::with_capacity(source.len() + starts.len());
        let mut from = 0;
        for start in starts {
            let bracket = start + source[start..].find('[').unwrap_or_default();
            escaped.push_str(&source[from..bracket]);
            escaped.push('\\');
            from = bracket;
        }
        escaped.push_str(&source[from..]);
        source = Cow::Owned(escaped);
    }
    None
}

/// An element that is open.
struct Open {
    /// Its name; empty for a paragraph that has no element of its own.
    name: &'static str,
    /// Where in the output what it holds begins.
    from: usize,
    /// The marks opened directly in it, the innermost last.
    marks: Vec<Mark>,
}

/// A `"`, `~` or `^` that may open an element.
struct Mark {
    byte: u8,
    /// Where it stands in the output, and where in the source.
    written: usize,
    at: usize,
}

/// An image whose alternative text is being read.
struct Image {
    target: String,
    title: String,
    alt: String,
    depth: usize,
}

struct Writer<'a> {
    source: &'a str,
    version: Version,
    /// The blocks' depth; none where only inline elements may stand.
    depth: Option<usize>,
    out: &'a mut Vec<u8>,
    /// Where the output began.
    base: usize,
    open: Vec<Open>,
    /// Where in the output marks turned out to open elements, which they become at the end, and which.
    opened: Vec<(usize, &'static str)>,
    /// How many tags have to end before events count again.
    skipped: usize,
    /// The source up to here is written or not wanted.
    taken: usize,
    /// Where the last text ended, to tell an escape from an escaped backslash.
    text_end: usize,
    image: Option<Image>,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// Where the table's row ends in the source, and its cell.
    row_end: usize,
    cell_end: usize,
}

impl<'a> Writer<'a> {
    fn new(source: &'a str, version: Version, depth: Option<usize>, out: &'a mut Vec<u8>) -> Self {
        let base = out.len();
        Writer {
            source,
            version,
            depth,
            out,
            base,
            open: Vec::new(),
            opened: Vec::new(),
            skipped: 0,
            taken: 0,
            text_end: 0,
            image: None,
            alignments: Vec::new(),
            column: 0,
            in_head: false,
            row_end: 0,
            cell_end: 0,
        }
    }

    fn run(mut self) {
        for (event, range) in Parser::new_ext(self.source, options()).into_offset_iter() {
            match event {
                Event::Start(_) if self.skipped > 0 => self.skipped += 1,
                Event::End(_) if self.skipped > 0 => self.skipped -= 1,
                _ if self.skipped > 0 => {}
                _ if self.image.is_some() => self.alternative(&event),
                Event::Start(tag) => self.start(tag, range),
                Event::End(tag) => self.end(tag),
                Event::Text(text) => self.text(&text, range),
                Event::Code(text) if self.allows("code") => {
                    self.start_element("code");
                    escape_text(&text, self.out);
                    self.end_element();
                    self.text_end = range.end;
                }
                Event::SoftBreak => self.space(),
                Event::HardBreak => self.hard_break(),
                Event::Rule if self.allows("hr") => {
                    self.start_tag("hr");
                    self.out.extend_from_slice(b"/>");
                    self.text_end = range.end;
                }
                Event::Rule => self.literal_block(&self.source[range]),
                // Raw HTML, and whatever else there may be, as typed.
                _ => self.literal(range),
            }
        }
        self.finish();
    }

    /// Turns the marks that open elements into tags.
    fn finish(self) {
        if self.opened.is_empty() {
            return;
        }
        let mut opened = self.opened;
        opened.sort_unstable();
        let written = self.out.split_off(self.base);
        let mut from = 0;
        for (mark, name) in opened {
            let at = mark - self.base;
            self.out.extend_from_slice(&written[from..at]);
            self.out.push(b'<');
            self.out.extend_from_slice(name.as_bytes());
            self.out.push(b'>');
            from = at + 1;
        }
        self.out.extend_from_slice(&written[from..]);
    }

    /// The innermost open element; empty at the root.
    fn parent(&self) -> &'static str {
        self.open.iter().rev().map(|o| o.name).find(|n| !n.is_empty()).unwrap_or_default()
    }

    /// Whether the version's XSD has a place for an element where we are.
    fn allows(&self, child: &str) -> bool {
        let parent = self.parent();
        let old = !self.version.has_line_break();
        let in_blocks = parent == "blockquote" || parent.is_empty() && self.depth.is_some();
        if self.open.len() >= DEEPEST {
            return false;
        }
        match child {
            "ul" | "ol" => in_blocks || parent == "li",
            "p" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => in_blocks || parent == "li" && !old,
            "blockquote" | "hr" => !old && (in_blocks || parent == "li"),
            "table" => in_blocks,
            "img" if old => matches!(parent, "" | "li" | "th" | "td") && !in_blocks,
            "a" | "insert" | "br" if parent == "a" => false,
            "br" => !old && self.depth.is_some() && !in_blocks,
            _ => !in_blocks,
        }
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        let old = !self.version.has_line_break();
        let name = match &tag {
            Tag::Paragraph if self.depth.is_none() => return self.open_quietly(),
            Tag::Paragraph if old && self.parent() == "li" => {
                if !self.out.ends_with(b"<li>") {
                    self.out.push(b'\n');
                }
                return self.open_quietly();
            }
            Tag::Paragraph => "p",
            Tag::Heading { level, .. } => heading(*level),
            Tag::BlockQuote(_) => "blockquote",
            Tag::List(None) => "ul",
            Tag::List(Some(start)) if !old || *start == 1 => "ol",
            Tag::Item => "li",
            Tag::Table(_) => "table",
            Tag::TableHead | Tag::TableRow => "tr",
            Tag::TableCell if self.in_head => "th",
            Tag::TableCell => "td",
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) if old && !info.is_empty() => "",
            Tag::CodeBlock(_) => "pre",
            Tag::Emphasis => "em",
            Tag::Strong => "strong",
            Tag::Link { dest_url, title, .. } if uri::is_reference(dest_url) && (!old || title.is_empty()) => "a",
            Tag::Image { dest_url, title, .. } if uri::is_reference(dest_url) && (!old || title.is_empty()) => "img",
            _ => "",
        };
        let is_part = matches!(tag, Tag::Item | Tag::TableHead | Tag::TableRow | Tag::TableCell);
        if name.is_empty() || !is_part && !self.allows(name) {
            self.skipped = 1;
            return match tag {
                Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strong => self.literal(range),
                _ => self.literal_block(&self.source[range]),
            };
        }
        match tag {
            Tag::Image { dest_url, title, .. } => {
                let (target, title) = (dest_url.into_string(), title.into_string());
                self.image = Some(Image { target, title, alt: String::new(), depth: 0 });
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_tag("a");
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                attribute("href", &format!("{scheme}{dest_url}"), self.out);
                if !title.is_empty() {
                    attribute("title", &title, self.out);
                }
                self.push("a");
            }
            Tag::List(Some(start)) => {
                self.start_tag("ol");
                if start != 1 {
                    attribute("start", &start.to_string(), self.out);
                }
                self.push("ol");
            }
            Tag::TableCell => {
                self.start_tag(name);
                match self.alignments.get(self.column) {
                    Some(Alignment::Center) => attribute("align", "center", self.out),
                    Some(Alignment::Right) => attribute("align", "right", self.out),
                    _ => {}
                }
                self.column += 1;
                self.cell_end = range.end;
                self.push(name);
            }
            Tag::CodeBlock(kind) => {
                self.start_element("pre");
                if let CodeBlockKind::Fenced(info) = kind
                    && !info.is_empty()
                {
                    self.start_tag("code");
                    attribute("class", &info, self.out);
                    self.push("code");
                }
            }
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.start_element("table");
            }
            Tag::TableHead | Tag::TableRow => {
                self.in_head = matches!(tag, Tag::TableHead);
                self.column = 0;
                self.row_end = range.end;
                self.start_element("tr");
            }
            _ => self.start_element(name),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if tag == TagEnd::TableCell && self.column == self.alignments.len() {
            // Cells beyond the head's, which tables ignore, stay in the last one as typed.
            let rest = self.source.get(self.cell_end..self.row_end).unwrap_or_default().trim_ascii();
            let rest = rest.strip_suffix('|').unwrap_or(rest).trim_ascii_end();
            if !rest.is_empty() {
                if !self.is_blank_before(self.out.len()) {
                    self.out.push(b' ');
                }
                escape_text(rest, self.out);
            }
        }
        if tag == TagEnd::CodeBlock {
            // The last line's break belongs to the fence.
            if self.out.last() == Some(&b'\n') {
                self.out.pop();
            }
            if self.parent() == "code" {
                self.end_element();
            }
        }
        self.end_element();
    }

    /// Opens an element without attributes.
    fn start_element(&mut self, name: &'static str) {
        self.start_tag(name);
        self.push(name);
    }

    /// Begins a tag, on a line of its own where it is one of the value's blocks.
    fn start_tag(&mut self, name: &str) {
        if is_block(name) {
            match self.open.last_mut() {
                Some(parent) => {
                    parent.marks.clear(); // no quote reaches over blocks
                    self.strip_breaks();
                }
                None => block_start("", self.depth.unwrap_or_default(), self.out),
            }
        }
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
    }

    /// Ends a tag that opens an element.
    fn push(&mut self, name: &'static str) {
        self.out.push(b'>');
        self.open.push(Open { name, from: self.out.len(), marks: Vec::new() });
    }

    fn open_quietly(&mut self) {
        self.open.push(Open { name: "", from: self.out.len(), marks: Vec::new() });
    }

    fn end_element(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if open.name.is_empty() {
            if self.depth.is_none() {
                self.strip_blanks();
            }
            return;
        }
        if is_heading(open.name) || matches!(open.name, "p" | "li" | "th" | "td") {
            self.strip_breaks();
        }
        if open.name == "p" && self.out.len() == open.from {
            // An empty paragraph and none are the same.
            self.out.truncate(open.from - b"<p>".len());
            if self.open.is_empty() {
                self.out.truncate(self.out.trim_ascii_end().len());
            }
            return;
        }
        let blanks = if matches!(open.name, "a" | "em" | "strong") { self.put_blanks_outside(open.from) } else { 0 };
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(open.name.as_bytes());
        self.out.push(b'>');
        self.out.extend(std::iter::repeat_n(b' ', blanks));
    }
}

/// Whether an element stands among blocks.
fn is_block(name: &str) -> bool {
    is_heading(name) || matches!(name, "p" | "ul" | "ol" | "pre" | "table" | "blockquote" | "hr")
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h1",
        HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        HeadingLevel::H4 => "h4",
        HeadingLevel::H5 => "h5",
        HeadingLevel::H6 => "h6",
    }
}
