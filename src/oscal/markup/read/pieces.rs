//! Gathering elements and text in their order, each where markup has a place for it.

use super::elements;
use super::render::Render;
use crate::oscal::markup::lines;

/// An element of OSCAL's markup; `i` and `b` are the `em` and `strong` that they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    P,
    H(u8),
    Ul,
    Ol,
    Li,
    Pre,
    Hr,
    Blockquote,
    Table,
    Tr,
    Th,
    Td,
    Img,
    Em,
    Strong,
    Sub,
    Sup,
    Q,
    Code,
    A,
    Insert,
    Br,
}

impl Kind {
    fn of(name: &str) -> Option<Kind> {
        Some(match name {
            "p" => Kind::P,
            "br" => Kind::Br,
            "em" | "i" => Kind::Em,
            "strong" | "b" => Kind::Strong,
            "code" => Kind::Code,
            "q" => Kind::Q,
            "a" => Kind::A,
            "sub" => Kind::Sub,
            "sup" => Kind::Sup,
            "img" => Kind::Img,
            "insert" => Kind::Insert,
            "ul" => Kind::Ul,
            "ol" => Kind::Ol,
            "li" => Kind::Li,
            "pre" => Kind::Pre,
            "hr" => Kind::Hr,
            "blockquote" => Kind::Blockquote,
            "table" => Kind::Table,
            "tr" => Kind::Tr,
            "th" => Kind::Th,
            "td" => Kind::Td,
            "h1" => Kind::H(1),
            "h2" => Kind::H(2),
            "h3" => Kind::H(3),
            "h4" => Kind::H(4),
            "h5" => Kind::H(5),
            "h6" => Kind::H(6),
            _ => return None,
        })
    }

    /// Whether it stands among blocks.
    pub(super) fn is_block(self) -> bool {
        use Kind::{Blockquote, H, Hr, Ol, P, Pre, Table, Ul};
        matches!(self, P | H(_) | Ul | Ol | Pre | Hr | Blockquote | Table)
    }

    /// Whether it stands in text.
    pub(super) fn is_inline(self) -> bool {
        use Kind::{A, Br, Code, Em, Img, Insert, Q, Strong, Sub, Sup};
        matches!(self, Em | Strong | Sub | Sup | Q | Code | A | Insert | Br | Img)
    }

    /// Whether it holds nothing.
    fn is_empty(self) -> bool {
        matches!(self, Kind::Hr | Kind::Img | Kind::Insert | Kind::Br)
    }

    /// The names of the attributes it may have, in the order they are kept.
    fn attributes(self) -> [&'static str; 3] {
        match self {
            Kind::Ol => ["start", "", ""],
            Kind::Th | Kind::Td => ["align", "", ""],
            Kind::Code => ["class", "", ""],
            Kind::A => ["href", "title", ""],
            Kind::Img => ["src", "alt", "title"],
            Kind::Insert => ["type", "id-ref", ""],
            _ => ["", "", ""],
        }
    }
}

/// A part of the gathered text, from where to where.
pub(super) type Span = (usize, usize);

/// An element's start or end, or text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece {
    Start(Kind, [Option<Span>; 3]),
    End,
    Text(Span),
}

/// Why an element's tags are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// It is none of markup's.
    Unknown,
    /// It may not stand there.
    Misplaced,
}

/// Text that stands among elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stray;

/// What an element that is open in the source is to us.
#[derive(Clone, Copy, Debug)]
struct Open {
    kind: Option<Kind>,
    /// Opened by us, so that text has a place.
    is_implied: bool,
}

/// How much there is to a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// Paragraphs, breaks and text alone.
    #[default]
    Plain,
    /// More than that.
    Rich,
    /// So much that something was left out of the list.
    Changed,
}

/// The elements and the text of one value.
#[derive(Default)]
pub(crate) struct Pieces {
    /// All text, attributes included.
    pub(super) text: String,
    pub(super) list: Vec<Piece>,
    open: Vec<Open>,
    /// Whether the value holds blocks.
    pub(super) in_blocks: bool,
    /// The blanks that were read last, which count if more text follows.
    gap: String,
    /// Whether no text stands yet before the next, in its block or since the last break.
    at_start: bool,
    shape: Shape,
}

/// Elements nested deeper than this are passed over: writing ends there, too.
const DEEPEST: usize = 30;

impl Pieces {
    /// Begins a value: blocks, or inline elements alone.
    pub(crate) fn begin(&mut self, in_blocks: bool) {
        self.text.clear();
        self.list.clear();
        self.open.clear();
        self.gap.clear();
        self.in_blocks = in_blocks;
        self.at_start = true;
        self.shape = Shape::Plain;
    }

    /// The innermost element that counts.
    fn parent(&self) -> Option<Kind> {
        self.open.iter().rev().find_map(|open| open.kind)
    }

    /// Starts an element.
    pub(crate) fn open(&mut self, name: &str) -> Result<(), Misfit> {
        let Some(kind) = Kind::of(name) else {
            self.open.push(Open { kind: None, is_implied: false });
            return Err(Misfit::Unknown);
        };
        while (kind.is_block() || matches!(kind, Kind::Li | Kind::Tr | Kind::Th | Kind::Td))
            && self.open.last().is_some_and(|open| open.is_implied)
            && !allows(self.parent(), kind, self.in_blocks)
        {
            self.end();
        }
        let is_misplaced = if allows(self.parent(), kind, self.in_blocks) {
            false
        } else if kind.is_inline() && self.is_among_elements() {
            self.imply_home();
            kind != Kind::Img // may stand among blocks
        } else {
            self.open.push(Open { kind: None, is_implied: false });
            return Err(Misfit::Misplaced);
        };
        if self.open.iter().filter(|open| open.kind.is_some()).count() >= DEEPEST {
            self.shape = Shape::Changed;
            self.open.push(Open { kind: None, is_implied: false });
            return Ok(());
        }
        self.start(kind);
        if is_misplaced { Err(Misfit::Misplaced) } else { Ok(()) }
    }

    fn start(&mut self, kind: Kind) {
        if !matches!(kind, Kind::P | Kind::Br) {
            self.shape = self.shape.max(Shape::Rich);
        }
        match kind {
            Kind::Br => {
                self.gap.clear();
                self.at_start = true;
            }
            Kind::Img | Kind::Insert | Kind::Code => self.flush_gap(),
            _ if kind.is_inline() => {}
            _ => {
                self.gap.clear();
                self.at_start = true;
            }
        }
        self.list.push(Piece::Start(kind, [None; 3]));
        self.open.push(Open { kind: Some(kind), is_implied: false });
    }

    /// Gives the element that has just started an attribute; false if it has none of this name.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) -> bool {
        let Some(Piece::Start(kind, spans)) = self.list.last_mut() else { return true };
        if self.open.last().is_some_and(|open| open.kind.is_none()) {
            return true;
        }
        let Some(index) = kind.attributes().iter().position(|known| *known == name) else { return false };
        let from = self.text.len();
        self.text.push_str(value);
        spans[index] = Some((from, self.text.len()));
        true
    }

    /// Ends the innermost element of the source.
    pub(crate) fn close(&mut self) {
        while self.open.last().is_some_and(|open| open.is_implied) {
            self.end();
        }
        self.end();
    }

    fn end(&mut self) {
        let Some(Open { kind: Some(kind), .. }) = self.open.pop() else { return };
        // A link without text stands in Markdown all the same, behind the blanks before it.
        if kind == Kind::A && matches!(self.list.last(), Some(Piece::Start(Kind::A, _))) {
            self.flush_gap();
        }
        self.list.push(Piece::End);
        if !kind.is_inline() {
            self.gap.clear();
            self.at_start = true;
        }
    }

    /// Adds text. Fails, having taken it, where elements alone may stand.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Stray> {
        if matches!(self.parent(), Some(Kind::Pre | Kind::Code)) || self.is_in_code() {
            self.push_text(text);
            return Ok(());
        }
        let body = text.trim_ascii();
        let mut result = Ok(());
        if !body.is_empty() && self.leave_empty() {
            result = Err(Stray);
        }
        if self.is_among_elements() {
            if body.is_empty() {
                return Ok(());
            }
            self.imply_home();
            result = Err(Stray);
        }
        let lead = text.len() - text.trim_ascii_start().len();
        self.gap.push_str(&text[..lead]);
        if !body.is_empty() {
            self.flush_gap();
            self.fold(body);
            self.gap.push_str(&text[lead + body.len()..]);
        }
        result
    }

    /// Ends the innermost element before its end in the source if it can hold nothing.
    fn leave_empty(&mut self) -> bool {
        let innermost = self.open.iter_mut().rev().find(|open| open.kind.is_some());
        let Some(open) = innermost.filter(|open| open.kind.is_some_and(Kind::is_empty)) else { return false };
        open.kind = None;
        self.list.push(Piece::End);
        true
    }

    fn is_in_code(&self) -> bool {
        self.open.iter().any(|open| matches!(open.kind, Some(Kind::Pre | Kind::Code)))
    }

    /// Adds text whose line breaks become soft breaks (or blanks, where lines may not break).
    fn fold(&mut self, body: &str) {
        if !body.contains(['\n', '\r']) {
            self.push_text(body);
            return;
        }
        let from = self.text.len();
        for line in lines(body) {
            if self.text.len() > from {
                self.text.push(if self.can_break() { '\n' } else { ' ' });
            }
            self.text.push_str(line);
        }
        self.list_text(from);
    }

    fn can_break(&self) -> bool {
        self.in_blocks && !self.open.iter().any(|open| matches!(open.kind, Some(Kind::H(_) | Kind::Th | Kind::Td)))
    }

    fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let from = self.text.len();
        self.text.push_str(text);
        self.list_text(from);
    }

    /// Lists the text from here on, as one with what goes straight before it: together they may be markup.
    fn list_text(&mut self, from: usize) {
        match self.list.last_mut() {
            Some(Piece::Text((_, end))) if *end == from => *end = self.text.len(),
            _ => self.list.push(Piece::Text((from, self.text.len()))),
        }
    }

    /// Lets the blanks count that stand before what follows: outside of the elements that have just started.
    fn flush_gap(&mut self) {
        if !self.gap.is_empty() && !self.at_start {
            let mut gap = std::mem::take(&mut self.gap);
            if gap.contains(['\n', '\r']) {
                gap.clear();
                gap.push(if self.can_break() { '\n' } else { ' ' });
            }
            let started = self.list.iter().rev();
            let started = started.take_while(|p| matches!(p, Piece::Start(kind, _) if kind.is_inline())).count();
            if started == 0 {
                self.push_text(&gap);
            } else {
                let from = self.text.len();
                self.text.push_str(&gap);
                let at = self.list.len() - started;
                self.list.insert(at, Piece::Text((from, self.text.len())));
            }
            self.gap = gap;
        }
        self.gap.clear();
        self.at_start = false;
    }

    /// Whether elements alone may stand where we are.
    fn is_among_elements(&self) -> bool {
        match self.parent() {
            None => self.in_blocks,
            Some(kind) => matches!(kind, Kind::Blockquote | Kind::Ul | Kind::Ol | Kind::Table | Kind::Tr),
        }
    }

    /// Opens what text needs to stand in.
    fn imply_home(&mut self) {
        while self.is_among_elements() {
            let kind = match self.parent() {
                Some(Kind::Ul | Kind::Ol) => Kind::Li,
                Some(Kind::Table) => Kind::Tr,
                Some(Kind::Tr) => Kind::Td,
                _ => Kind::P,
            };
            self.start(kind);
            if let Some(open) = self.open.last_mut() {
                open.is_implied = true;
            }
        }
    }

    /// The value as Markdown, and whether that says all that the elements said.
    pub(crate) fn markdown(&mut self) -> (String, bool) {
        while !self.open.is_empty() {
            self.end();
        }
        let (markdown, is_whole) = Render::new(self).run();
        let is_same = match self.shape {
            Shape::Plain => is_whole,
            Shape::Rich => elements::are_said(self, &markdown),
            Shape::Changed => false,
        };
        (markdown, is_same)
    }
}

/// Whether an element may stand in another (none is the value itself).
fn allows(parent: Option<Kind>, kind: Kind, in_blocks: bool) -> bool {
    use Kind::{
        A, Blockquote, Br, Code, Em, H, Hr, Img, Insert, Li, Ol, P, Pre, Q, Strong, Sub, Sup, Table, Td, Th, Tr, Ul,
    };
    match parent {
        None if in_blocks => kind.is_block(),
        Some(Blockquote) => kind.is_block(),
        Some(Ul | Ol) => kind == Li,
        Some(Table) => kind == Tr,
        Some(Tr) => matches!(kind, Th | Td),
        Some(Li) => kind.is_inline() || kind.is_block() && kind != Table,
        Some(A) => kind.is_inline() && !matches!(kind, A | Insert | Br),
        None | Some(P | H(_) | Pre | Th | Td | Em | Strong | Sub | Sup | Q | Code) => kind.is_inline(),
        Some(Hr | Img | Insert | Br) => false,
    }
}
