//! How much an .ods spreads out to: its reader holds every repeated cell, row and blank as if it stood there.

use quick_xml::events::{BytesStart, Event};
use std::io::{BufReader, Read};

/// A spreadsheet has no more columns and rows, and the reader stops there.
const COLUMNS: u64 = 16_384;
const ROWS: u64 = 1 << 20;

/// What all sheets together spread out to.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Spread {
    /// The cells of the rectangles around what the sheets hold.
    pub(super) cells: u64,
    /// Their texts, in bytes; rather more than less.
    pub(super) text: u64,
}

/// A sheet, and the row and the cell of it that are read.
#[derive(Default)]
struct Sheet {
    /// Which of table, row and cell are open: one of each at most.
    open: [bool; 3],
    /// Whether the open cell holds something.
    is_used: bool,
    rows: u64,
    width: u64,
    /// The rows up to the last that holds something, times the widest.
    cells: u64,
    row_repeats: u64,
    columns: u64,
    used_columns: u64,
    row_text: u64,
    cell_repeats: u64,
    cell_text: u64,
}

impl Sheet {
    fn begin_row(&mut self, element: &BytesStart<'_>) {
        // The reader makes the row even where it is to be there no time.
        self.row_repeats = repeats(element, "table:number-rows-repeated").clamp(1, ROWS);
        (self.columns, self.used_columns, self.row_text) = (0, 0, 0);
    }

    fn end_row(&mut self, spread: &mut Spread) {
        self.rows = self.rows.saturating_add(self.row_repeats).min(ROWS);
        if self.used_columns > 0 {
            self.width = self.width.max(self.used_columns);
            self.cells = self.width * self.rows;
        }
        spread.text = spread.text.saturating_add(self.row_text.saturating_mul(self.row_repeats));
    }

    fn begin_cell(&mut self, element: &BytesStart<'_>) {
        self.cell_repeats = repeats(element, "table:number-columns-repeated").clamp(1, COLUMNS);
        self.columns = self.columns.saturating_add(self.cell_repeats).min(COLUMNS);
        self.cell_text = 0;
        self.is_used = false;
        for attribute in element.attributes().with_checks(false).flatten() {
            let key: &str = attribute.key.as_ref();
            if key.starts_with("office:") || matches!(key, "calcext:value-type" | "table:formula") {
                self.is_used = true;
                self.cell_text += attribute.value.len() as u64;
            }
        }
    }

    fn end_cell(&mut self) {
        if self.is_used || self.cell_text > 0 {
            self.used_columns = self.columns;
        }
        self.row_text = self.row_text.saturating_add(self.cell_text.saturating_mul(self.cell_repeats));
    }

    /// Opens a table (0), a row (1) or a cell (2); none where one of them is open, which the reader takes otherwise.
    fn open(&mut self, what: usize) -> Option<()> {
        let is_open = self.open[what..].iter().any(|open| *open);
        self.open[what] = true;
        (!is_open).then_some(())
    }

    fn add_text(&mut self, length: u64) {
        self.cell_text = self.cell_text.saturating_add(length);
    }
}

impl Spread {
    /// Of the part that holds the sheets; none where it cannot be told.
    pub(super) fn of(part: impl Read) -> Option<Self> {
        let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
        let mut buffer = Vec::new();
        let mut spread = Spread::default();
        let mut sheet = Sheet::default();
        let mut depth = 0_u64;
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer).ok()?;
            let is_empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(element) | Event::Empty(element) => {
                    // Between attributes, where readers do not agree on what a blank is.
                    if element.bytes().any(|byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) {
                        return None;
                    }
                    depth += u64::from(!is_empty);
                    match element.name().as_ref() {
                        "table:table" => {
                            sheet.open(0)?;
                            if is_empty {
                                sheet = Sheet::default();
                            }
                        }
                        "table:table-row" => {
                            sheet.open(1)?;
                            sheet.begin_row(&element);
                            if is_empty {
                                sheet.end_row(&mut spread);
                                sheet.open[1] = false;
                            }
                        }
                        "table:table-cell" | "table:covered-table-cell" => {
                            sheet.open(2)?;
                            sheet.begin_cell(&element);
                            if is_empty {
                                sheet.end_cell();
                                sheet.open[2] = false;
                            }
                        }
                        "text:s" => sheet.add_text(repeats(&element, "text:c")),
                        _ => sheet.add_text(1),
                    }
                }
                Event::End(element) => {
                    depth = depth.checked_sub(1)?;
                    match element.name().as_ref() {
                        "table:table" => {
                            spread.cells = spread.cells.saturating_add(sheet.cells);
                            sheet = Sheet::default();
                        }
                        "table:table-row" => {
                            sheet.end_row(&mut spread);
                            sheet.open[1] = false;
                        }
                        "table:table-cell" | "table:covered-table-cell" => {
                            sheet.end_cell();
                            sheet.open[2] = false;
                        }
                        _ => {}
                    }
                }
                // What breaks off, its reader would wait for.
                Event::Eof => return (depth == 0).then_some(spread),
                Event::Text(text) => sheet.add_text(text.len() as u64),
                Event::CData(text) => sheet.add_text(text.len() as u64),
                Event::GeneralRef(reference) => sheet.add_text(reference.len() as u64),
                _ => {}
            }
        }
    }
}

fn repeats(element: &BytesStart<'_>, name: &str) -> u64 {
    let value = element.try_get_attribute(name).ok().flatten();
    value.map_or(1, |value| value.value.trim().parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_repeated_counts_and_nothing_that_is_blank() {
        let spread = |sheet: &str| Spread::of(format!("<body><table:table>{sheet}</table:table></body>").as_bytes());
        let row = |repeats: u64, cells: &str| {
            format!(r#"<table:table-row table:number-rows-repeated="{repeats}">{cells}</table:table-row>"#)
        };
        let cell = |repeats: u64, attributes: &str, text: &str| {
            format!(
                r#"<table:table-cell table:number-columns-repeated="{repeats}" {attributes}>{text}</table:table-cell>"#
            )
        };
        let blank = r#"<table:table-cell table:style-name="ce1" table:number-columns-repeated="16384"/>"#;
        for (sheet, cells, text) in [
            (row(1_048_576, blank), 0, 0),
            (row(3, &cell(2, "", "abc")), 6, 18),
            (row(3, &cell(2, r#"office:value="15""#, "")), 6, 12),
            (row(3, r#"<table:table-cell table:formula="of:=1" table:number-columns-repeated="2"/>"#), 6, 30),
            (row(9, &cell(9_999_999, "", "a")), 9 * COLUMNS, 9 * COLUMNS),
            (row(0, &cell(0, "", "abc")), 1, 3),
            (row(1_048_575, &cell(64, "", "")), 0, 0),
            (row(9_999_999, &cell(1, "", "a")), ROWS, ROWS),
            (row(2, &cell(1, "", r#"a<text:s text:c="500"/>b"#)), 2, 1_004),
            (row(1, &cell(1, "", r#"<text:s text:c="99999999999999999999"/>"#)), 1, u64::MAX),
            (format!("{}{}{}", row(5, &cell(1, "", "a")), row(5, blank), row(1, &cell(3, "", "b"))), 33, 8),
        ] {
            assert_eq!(spread(&sheet), Some(Spread { cells, text }), "{sheet}");
            let twice = spread(&format!("{sheet}</table:table><table:table>{sheet}"));
            assert_eq!(twice, Some(Spread { cells: 2 * cells, text: text.saturating_mul(2) }));
        }
        let nested = [
            "<a></b>".to_owned(),
            row(1, &cell(1, "", &cell(1, "", "a"))),
            row(1, &row(1, "")),
            row(1, &cell(1, "", "<table:table/>")),
            "<table:table></table:table>".to_owned(),
            row(1, &cell(1, "", "<text:s \u{c}text:c='9'/>")),
        ];
        for sheet in nested {
            assert_eq!(spread(&sheet), None, "{sheet}");
        }
        assert_eq!(Spread::of("<body><table:table>".as_bytes()), None);
    }
}
