//! The cells of a sheet's part, in the order of the file.

use std::io::{BufRead, Read};

use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};

use super::formats::Shown;
use super::strings::{BLANKS, Broken, Part, add, because, read_text};
use crate::limits::Limits;
use crate::workbook::escape::unescaped;
use crate::workbook::sheet::SheetBuilder;
use crate::workbook::splice::address;
use crate::workbook::{Cell, CellAt};

/// What the cells of a sheet share with those of the others.
pub(super) struct Book {
    /// What each style shows a number as.
    pub(super) styles: Vec<Shown>,
    /// Whether days are counted from 1904.
    pub(super) is_1904: bool,
}

/// A sheet's cells, those with a shared text still by its number.
pub(super) struct Cells {
    pub(super) cells: SheetBuilder,
    /// How many cells stand outside any sheet.
    pub(super) outside: usize,
}

/// Reads the cells of a part of this size; stops where they are more than the limits allow.
pub(super) fn read(part: &mut Part<impl Read>, size: u64, book: &Book, limits: &Limits) -> Result<Cells, Broken> {
    let cells = SheetBuilder::within(limits).counting_from_1904(book.is_1904).with_room_for(size);
    let mut read = Cells { cells, outside: 0 };
    let mut cell = Open::default();
    let mut buffer = Vec::new();
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut has_data = false;
    // The parser has read a tag to its end, and nothing behind it.
    let mut is_behind_tag = false;
    loop {
        while has_data
            && is_behind_tag
            && let Some(length) = cell.fill_plainly(part.get_ref().buffer(), book)
        {
            part.get_mut().consume(length);
            column = cell.at.1.saturating_add(1);
            read.outside += usize::from(!cell.keep(&mut read.cells, book.is_1904));
            if read.cells.excess().is_some() {
                return Ok(read);
            }
        }
        buffer.clear();
        let event = part.read_event_into(&mut buffer).map_err(because)?;
        let is_empty = matches!(event, Event::Empty(_));
        is_behind_tag = matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_));
        match event {
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "c" if has_data => {
                    cell.open(&e, (row, column), book)?;
                    column = cell.at.1.saturating_add(1);
                    if !is_empty {
                        cell.fill(part, &mut buffer)?;
                    }
                    read.outside += usize::from(!cell.keep(&mut read.cells, book.is_1904));
                    if read.cells.excess().is_some() {
                        return Ok(read);
                    }
                }
                "row" if has_data => {
                    if let Some(number) = attributes(&e).find(|a| a.key.as_ref() == "r") {
                        let number: Option<u32> = number.value.trim().parse().ok();
                        row = number.and_then(|number| number.checked_sub(1)).ok_or("a row has no number")?;
                    }
                    if is_empty {
                        (row, column) = (row.saturating_add(1), 0);
                    }
                }
                "sheetData" if is_empty => return Ok(read),
                "sheetData" => has_data = true,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "row" => (row, column) = (row.saturating_add(1), 0),
                "sheetData" => return Ok(read),
                _ => {}
            },
            Event::Eof => return Err("it ends before its cells do".to_owned()),
            _ => {}
        }
    }
}

/// What kind of value a cell says it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// A number, for want of anything else.
    #[default]
    Untold,
    Number,
    SharedText,
    /// The text that a formula gave.
    Text,
    InlineText,
    Bool,
    Error,
    Iso,
    /// None that there is.
    Unknown,
}

/// Which element of a cell is open.
#[derive(PartialEq)]
enum Inside {
    Value,
    Other,
}

/// A cell while it is read; one after the other, so that its texts need no memory of their own.
#[derive(Default)]
struct Open {
    at: (u32, u32),
    kind: Kind,
    shown: Shown,
    is_formula: bool,
    /// Whether a value stands there, be it empty.
    has_value: bool,
    value: String,
    /// Whether a text of its own stands there.
    has_inline: bool,
    inline: String,
}

impl Open {
    /// Forgets the cell before, for one that stands here.
    fn begin(&mut self, at: (u32, u32)) {
        (self.at, self.kind, self.shown) = (at, Kind::Untold, Shown::Number);
        (self.is_formula, self.has_value, self.has_inline) = (false, false, false);
        self.value.clear();
        self.inline.clear();
    }

    fn style(&mut self, number: &[u8], book: &Book) {
        let style = str::from_utf8(number)
            .ok()
            .and_then(|number| number.parse().ok())
            .and_then(|style: usize| book.styles.get(style));
        self.shown = style.copied().unwrap_or_default();
    }

    /// Takes a whole cell, if what comes next is one that the parser need not look at, and says how long it is.
    fn fill_plainly(&mut self, ahead: &[u8], book: &Book) -> Option<usize> {
        let plain = Plain::first_of(ahead)?;
        self.begin(address(plain.address)?);
        if let Some(style) = plain.style {
            self.style(style, book);
        }
        self.kind = plain.kind.map_or(Kind::Untold, Kind::of);
        if let Some(value) = plain.value {
            self.has_value = true;
            self.value.push_str(value);
        }
        Some(plain.length)
    }

    /// Begins a cell, which stands at `next` unless it says otherwise.
    fn open(&mut self, element: &BytesStart<'_>, next: (u32, u32), book: &Book) -> Result<(), Broken> {
        self.begin(next);
        for attribute in attributes(element) {
            match attribute.key.as_ref() {
                "r" => {
                    self.at = address(attribute.value.trim())
                        .ok_or_else(|| format!("a cell says that it stands at \"{}\"", attribute.value))?;
                }
                "s" => self.style(attribute.value.as_bytes(), book),
                "t" => self.kind = Kind::of(attribute.value.as_bytes()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads what stands between the cell's tags.
    fn fill(&mut self, part: &mut Part<impl Read>, buffer: &mut Vec<u8>) -> Result<(), Broken> {
        // How deep below the cell.
        let mut depth = 0_u32;
        let mut inside = Inside::Other;
        loop {
            buffer.clear();
            let event = part.read_event_into(buffer).map_err(because)?;
            let is_empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(e) | Event::Empty(e) => {
                    if depth == 0 {
                        match e.local_name().as_ref() {
                            "v" => {
                                self.value.clear();
                                self.has_value = true;
                                inside = if is_empty { Inside::Other } else { Inside::Value };
                            }
                            "is" => {
                                self.inline.clear();
                                self.has_inline = true;
                                if !is_empty {
                                    read_text(part, buffer, &mut self.inline)?;
                                }
                                continue;
                            }
                            "f" => self.is_formula = true,
                            _ => {}
                        }
                    }
                    depth += u32::from(!is_empty);
                }
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => {
                    depth -= 1;
                    if depth == 0 {
                        inside = Inside::Other;
                    }
                }
                Event::Eof => return Err("it ends within a cell".to_owned()),
                event if inside == Inside::Value => add(&event, &mut self.value)?,
                _ => {}
            }
        }
    }

    /// Adds the cell to the others. False where its address is outside any sheet.
    fn keep(&self, cells: &mut SheetBuilder, is_1904: bool) -> bool {
        let (row, column) = self.at;
        let is_formula = self.is_formula;
        if self.kind == Kind::SharedText && !self.has_inline && !self.value.is_empty() {
            let is_number = self.value.bytes().all(|byte| byte.is_ascii_digit());
            let number = if is_number { self.value.parse().ok() } else { None };
            return cells.push_shared(row, column, number.unwrap_or(u64::MAX), is_formula);
        }
        let mut push = |cell: Cell<'_>| cells.push(CellAt { row, column, cell, is_formula });
        if self.has_inline {
            return self.is_blank_result(&self.inline) || push(Cell::Text(&self.inline));
        }
        let value = if self.kind == Kind::InlineText { "" } else { self.value.as_str() };
        let trimmed = value.trim_matches(BLANKS);
        // A formula may well give no text; any other value it would have.
        let is_text = matches!(self.kind, Kind::Text | Kind::Iso);
        if value.is_empty() || trimmed.is_empty() && !is_text {
            let is_computed = is_text && self.has_value;
            return !is_formula || is_computed || push(Cell::Uncomputed);
        }
        match self.kind {
            Kind::Text => {
                let text = unescaped(value);
                self.is_blank_result(&text) || push(Cell::Text(&text))
            }
            Kind::Iso => push(Cell::Iso(value)),
            Kind::Error => push(Cell::Error(trimmed)),
            Kind::Bool if trimmed == "1" || trimmed.eq_ignore_ascii_case("true") => push(Cell::Bool(true)),
            Kind::Bool if trimmed == "0" || trimmed.eq_ignore_ascii_case("false") => push(Cell::Bool(false)),
            Kind::Untold | Kind::Number => match trimmed.parse::<f64>() {
                Ok(number) if !number.is_finite() => push(Cell::Text(&number.to_string())),
                Ok(number) => push(match self.shown {
                    Shown::Date => Cell::Date { serial: number, is_1904 },
                    Shown::Number | Shown::Span => Cell::Number(number),
                }),
                Err(_) if self.kind == Kind::Untold => push(Cell::Text(value)),
                Err(_) => cells.push_damaged(row, column, value, is_formula),
            },
            Kind::Bool | Kind::Unknown | Kind::InlineText | Kind::SharedText => {
                cells.push_damaged(row, column, value, is_formula)
            }
        }
    }

    /// Whether a formula gave this text, and it is blank: then the cell says nothing.
    fn is_blank_result(&self, text: &str) -> bool {
        self.is_formula && text.trim().is_empty()
    }
}

impl Kind {
    fn of(name: &[u8]) -> Self {
        match name {
            b"s" => Kind::SharedText,
            b"n" => Kind::Number,
            b"str" => Kind::Text,
            b"inlineStr" | b"is" => Kind::InlineText,
            b"b" => Kind::Bool,
            b"e" => Kind::Error,
            b"d" => Kind::Iso,
            _ => Kind::Unknown,
        }
    }
}

/// A cell as programs write nearly all of them, `<c r="B2" s="1" t="s"><v>12</v></c>`: a number or none, and of the
/// attributes those three, in this order. The parser would make five events of it.
struct Plain<'a> {
    address: &'a [u8],
    style: Option<&'a [u8]>,
    kind: Option<&'a [u8]>,
    value: Option<&'a str>,
    length: usize,
}

impl<'a> Plain<'a> {
    /// The cell that these bytes begin with. None where it is spelt otherwise, or not all of it is there.
    fn first_of(ahead: &'a [u8]) -> Option<Self> {
        let (address, rest) = quoted(ahead.strip_prefix(b"<c r=\"")?)?;
        let (style, rest) = attribute(rest, b" s=\"")?;
        let (kind, rest) = attribute(rest, b" t=\"")?;
        let (value, rest) = match rest.strip_prefix(b"><v>") {
            Some(rest) => {
                let (number, rest) = run(rest, |byte| byte.is_ascii_digit() || byte == b'.')?;
                (Some(str::from_utf8(number).ok()?), rest.strip_prefix(b"</v></c>")?)
            }
            None => (None, rest.strip_prefix(b"/>")?),
        };
        Some(Plain { address, style, kind, value, length: ahead.len() - rest.len() })
    }
}

/// The value of an attribute that may stand here, and what comes behind it. None where it is not as plain as others.
fn attribute<'a>(ahead: &'a [u8], begin: &[u8]) -> Option<(Option<&'a [u8]>, &'a [u8])> {
    match ahead.strip_prefix(begin) {
        Some(rest) => quoted(rest).map(|(value, rest)| (Some(value), rest)),
        None => Some((None, ahead)),
    }
}

/// Letters and digits up to a quotation mark, and what comes behind it.
fn quoted(ahead: &[u8]) -> Option<(&[u8], &[u8])> {
    let (value, rest) = run(ahead, |byte| byte.is_ascii_alphanumeric())?;
    Some((value, rest.strip_prefix(b"\"")?))
}

/// The bytes of a kind, at least one, and what comes behind them.
fn run(ahead: &[u8], is_of_it: impl Fn(u8) -> bool) -> Option<(&[u8], &[u8])> {
    let length = ahead.iter().position(|byte| !is_of_it(*byte)).filter(|length| *length > 0)?;
    Some(ahead.split_at(length))
}

/// The attributes of an element, as far as they can be told apart.
fn attributes<'e>(element: &'e BytesStart<'_>) -> impl Iterator<Item = quick_xml::events::attributes::Attribute<'e>> {
    let mut all = Attributes::new(element.attributes_raw(), 0);
    all.with_checks(false);
    all.flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::BufReader;

    #[test]
    fn cells_are_the_same_wherever_the_bytes_are_cut() {
        let xml = r#"<worksheet><c r="A1"><v>9</v></c><sheetData><row r="2"><c r="B2"><v>12</v></c><c r="C2"/><v>5</v>
            <c><v>1.5</v></c><c t="b"><v>1</v></c><c><v >7</v></c><c><v>1&#50;</v></c><c><v>-3</v></c><c><v>1</v><v>2</v></c>
            <c><f>A1</f></c><c><f/><v>4</v></c><c t="str"><v>1.2.3</v></c><c><v>1.2.3</v></c><c t="n"><v>1.2.3</v></c>
            <c t="inlineStr"><is><t>in</t></is></c><c t="inlineStr"><is/></c><c s="1"/><c><v/></c><c><v>0</v><x><v>8</v></x></c>
            </row><row/><row><c><v>6</v></c></row><row r="9"><c r="AA9" s="0" t="n"><v>3</v></c> <c r="AB9" s="0"/><c
            r="AC9" t="str"><v>1.5</v></c><c r="AD9" t="b"><v>1</v></c><c r="AE9"><v>.</v></c><c r="AF9" t="s"/><c><v>4</v></c>
            <c r="AA10" s="0" t="x"><v>2</v></c></row></sheetData></worksheet>"#;
        let book = Book { styles: Vec::new(), is_1904: false };
        let mut all = Vec::new();
        // One byte at a time nothing is seen before the parser sees it.
        for size in [1, 2, 7, 16, 40, 1 << 16] {
            let reader = BufReader::with_capacity(size, xml.as_bytes());
            let read = read(&mut quick_xml::Reader::from_reader(reader), 0, &book, &Limits::default()).unwrap();
            let sheet = read.cells.finish("s", false);
            let shown = |cell: CellAt<'_>| format!("{},{} {:?} {}", cell.row, cell.column, cell.cell, cell.is_formula);
            all.push(sheet.cells().map(shown).collect::<Vec<_>>().join("\n"));
        }
        let expected = "1,1 Number(12.0) false\n1,3 Number(1.5) false\n1,4 Bool(true) false\n1,5 Number(7.0) false\n\
                        1,6 Number(12.0) false\n1,7 Number(-3.0) false\n1,8 Number(2.0) false\n1,9 Uncomputed true\n\
                        1,10 Number(4.0) true\n1,11 Text(\"1.2.3\") false\n1,12 Text(\"1.2.3\") false\n\
                        1,13 Text(\"1.2.3\") false\n1,14 Text(\"in\") false\n1,18 Number(0.0) false\n3,0 Number(6.0) false\n\
                        8,26 Number(3.0) false\n8,28 Text(\"1.5\") false\n8,29 Bool(true) false\n8,30 Text(\".\") false\n\
                        8,32 Number(4.0) false\n9,26 Text(\"2\") false";
        assert_eq!(all[0], expected);
        assert!(all.iter().all(|read| *read == all[0]), "{}", all.join("\n\n"));
    }
}
