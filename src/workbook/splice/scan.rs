//! Where everything stands in the XML of a sheet, in bytes. The text is only looked at, never written again.

use super::area::{Area, address};
use super::text::attribute;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::ops::Range;

/// Where things stand in a sheet's XML.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// What stands before the names of elements: nothing, or `x:`.
    pub(super) prefix: String,
    /// The rows, in the order of the file.
    pub(super) rows: Vec<RowAt>,
    /// Which row has which number; of two of one number the last stands.
    by_number: BTreeMap<u32, usize>,
    /// All cells with a formula, in the order of the file.
    pub(super) formulas: Vec<FormulaAt>,
    /// The value of the dimension.
    pub(super) dimension: Option<Range<usize>>,
    /// The area that the sheet's filter covers.
    pub(super) filter: Option<Range<usize>>,
    /// The opening tag of `sheetData`.
    pub(super) data: Range<usize>,
    /// The place before its closing tag; the end of the opening one where it has none.
    pub(super) data_end: usize,
    /// Styles of columns: first, last, style.
    pub(super) columns: Vec<(u32, u32, u32)>,
    /// Areas shown as one cell.
    pub(super) merged: Vec<Area>,
}

/// A row.
#[derive(Debug)]
pub(super) struct RowAt {
    /// Its opening tag.
    pub(super) tag: Range<usize>,
    /// Before its closing tag; the end of the opening tag where it has none.
    pub(super) end: usize,
}

/// A cell.
#[derive(Debug)]
pub(super) struct CellAt {
    /// Its column, counted from 0.
    pub(super) column: u32,
    /// All of it.
    pub(super) at: Range<usize>,
    /// Its opening tag.
    pub(super) tag: Range<usize>,
    /// Its style.
    pub(super) style: Option<u32>,
    /// Whether it says its address.
    pub(super) is_named: bool,
}

/// What kind of formula it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A cell's own.
    Own,
    /// One of a group of this number.
    Shared(u32),
    /// One for a whole area.
    Area,
}

/// A formula.
#[derive(Clone, Debug)]
pub(super) struct FormulaAt {
    /// Its cell's row.
    pub(super) row: u32,
    /// Its cell's column.
    pub(super) column: u32,
    /// What kind it is.
    pub(super) kind: Kind,
    /// Its text; of a shared formula only the first has it.
    pub(super) text: String,
    /// The area it is for.
    pub(super) area: Option<Area>,
    /// The opening tag of its cell.
    pub(super) tag: Range<usize>,
    /// The element `f`.
    pub(super) element: Range<usize>,
    /// The element `v`.
    pub(super) value: Option<Range<usize>>,
}

impl FormulaAt {
    /// The number of its group, if it shares a text.
    pub(super) fn group(&self) -> Option<u32> {
        if let Kind::Shared(group) = self.kind { Some(group) } else { None }
    }
}

/// Looks a sheet's XML over; none where it is damaged.
pub(super) fn scan(xml: &str) -> Option<Scan> {
    // The reader leaves a byte order mark out of its counting.
    let mark = if xml.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let mut reader = Reader::from_str(&xml[mark..]);
    let mut scan = Scan::default();
    let mut state = State::default();
    loop {
        let start = mark + usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let at = start..mark + usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Start(e) => state.open(&mut scan, xml, e.name().as_ref(), &at)?,
            Event::Empty(e) => {
                state.open(&mut scan, xml, e.name().as_ref(), &at)?;
                state.close(&mut scan, local(e.name().as_ref()), &(at.end..at.end));
            }
            Event::End(e) => state.close(&mut scan, local(e.name().as_ref()), &at),
            Event::Text(text) => state.text(&text),
            Event::CData(text) => state.text(&text),
            Event::GeneralRef(name) => match quick_xml::escape::resolve_predefined_entity(&name) {
                Some(text) => state.text(text),
                None => state.text(name.resolve_char_ref().ok()??.encode_utf8(&mut [0; 4])),
            },
            Event::Eof => return state.seen_data.then_some(scan),
            _ => {}
        }
    }
}

impl Scan {
    /// The row of a number.
    pub(super) fn row(&self, number: u32) -> Option<&RowAt> {
        self.rows.get(*self.by_number.get(&number)?)
    }

    /// The row of the next higher number.
    pub(super) fn row_behind(&self, number: u32) -> Option<&RowAt> {
        let (_, index) = self.by_number.range(number + 1..).next()?;
        self.rows.get(*index)
    }

    /// The cells of a row, in the order of the file.
    pub(super) fn cells(xml: &str, row: &RowAt) -> Vec<CellAt> {
        let mut cells: Vec<CellAt> = Vec::new();
        let mut reader = Reader::from_str(&xml[row.tag.start..row.end]);
        let mut column = 0;
        let mut is_open = false;
        let place = |reader: &Reader<&[u8]>| row.tag.start + usize::try_from(reader.buffer_position()).unwrap_or(0);
        loop {
            let start = place(&reader);
            let Ok(event) = reader.read_event() else { return cells };
            let end = place(&reader);
            match &event {
                Event::Start(e) | Event::Empty(e) if !is_open && e.local_name().as_ref() == "c" => {
                    let tag = &xml[start..end];
                    let named = attribute(tag, "r").and_then(|(name, _)| address(name.trim()));
                    column = named.map_or(column, |(_, column)| column);
                    let style = attribute(tag, "s").and_then(|(style, _)| style.trim().parse().ok());
                    let is_named = named.is_some();
                    cells.push(CellAt { column, at: start..end, tag: start..end, style, is_named });
                    is_open = matches!(event, Event::Start(_));
                    column = column.saturating_add(1);
                }
                Event::End(e) if is_open && e.local_name().as_ref() == "c" => {
                    is_open = false;
                    if let Some(cell) = cells.last_mut() {
                        cell.at.end = end;
                    }
                }
                Event::Eof => return cells,
                _ => {}
            }
        }
    }
}

/// Where the scan is.
#[derive(Default)]
struct State {
    row: u32,
    column: u32,
    seen_data: bool,
    seen_views: bool,
    /// The formula that is open.
    formula: Option<FormulaAt>,
    /// The opening tag of the cell that is open.
    cell: Option<Range<usize>>,
    /// Where the open `v` starts.
    value: usize,
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

impl State {
    fn text(&mut self, text: &str) {
        if let Some(formula) = &mut self.formula {
            formula.text.push_str(text);
        }
    }

    fn open(&mut self, scan: &mut Scan, xml: &str, name: &str, at: &Range<usize>) -> Option<()> {
        let tag = &xml[at.clone()];
        let number = |name: &str| attribute(tag, name).and_then(|(value, _)| value.trim().parse::<u32>().ok());
        match local(name) {
            "sheetData" => {
                name.strip_suffix("sheetData").unwrap_or_default().clone_into(&mut scan.prefix);
                (scan.data, scan.data_end) = (at.clone(), at.end);
                self.seen_data = true;
            }
            "row" if self.seen_data && self.cell.is_none() => {
                if let Some((value, _)) = attribute(tag, "r") {
                    self.row = value.trim().parse::<u32>().ok()?.checked_sub(1)?;
                }
                scan.by_number.insert(self.row, scan.rows.len());
                scan.rows.push(RowAt { tag: at.clone(), end: at.end });
            }
            "c" if self.seen_data && self.cell.is_none() => {
                if let Some((name, _)) = attribute(tag, "r") {
                    (self.row, self.column) = address(name.trim())?;
                }
                self.cell = Some(at.clone());
            }
            "f" if self.cell.is_some() => {
                let kind = match attribute(tag, "t").map(|(kind, _)| kind) {
                    Some("shared") => Kind::Shared(number("si")?),
                    Some("array" | "dataTable") => Kind::Area,
                    _ => Kind::Own,
                };
                self.formula = Some(FormulaAt {
                    row: self.row,
                    column: self.column,
                    kind,
                    text: String::new(),
                    area: attribute(tag, "ref").and_then(|(area, _)| Area::parse(area.trim())),
                    tag: self.cell.clone()?,
                    element: at.clone(),
                    value: None,
                });
            }
            "v" => self.value = at.start,
            "autoFilter" if self.seen_data && !self.seen_views && scan.filter.is_none() => {
                scan.filter = attribute(tag, "ref").map(|(_, v)| at.start + v.start..at.start + v.end);
            }
            // Somebody's own view of the sheet may filter it otherwise.
            "customSheetViews" => self.seen_views = true,
            "dimension" => scan.dimension = attribute(tag, "ref").map(|(_, v)| at.start + v.start..at.start + v.end),
            "col" if !self.seen_data => {
                if let (Some(first), Some(last), Some(style)) = (number("min"), number("max"), number("style")) {
                    scan.columns.push((first.saturating_sub(1), last.saturating_sub(1), style));
                }
            }
            "mergeCell" => scan.merged.extend(attribute(tag, "ref").and_then(|(area, _)| Area::parse(area))),
            _ => {}
        }
        Some(())
    }

    fn close(&mut self, scan: &mut Scan, name: &str, at: &Range<usize>) {
        match name {
            "f" => {
                if let Some(mut formula) = self.formula.take() {
                    formula.element.end = at.end;
                    scan.formulas.push(formula);
                }
            }
            "v" => {
                if let Some(formula) = scan.formulas.last_mut()
                    && self.cell.as_ref() == Some(&formula.tag)
                {
                    formula.value = Some(self.value..at.end);
                }
            }
            "c" if self.cell.take().is_some() => self.column = self.column.saturating_add(1),
            "row" if self.seen_data && self.cell.is_none() => {
                if let Some(row) = scan.rows.last_mut() {
                    row.end = at.start;
                }
                (self.row, self.column) = (self.row.saturating_add(1), 0);
            }
            "sheetData" => scan.data_end = at.start,
            _ => {}
        }
    }
}
