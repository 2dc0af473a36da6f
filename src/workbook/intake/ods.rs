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
        self.row_repeats = repeats(element, "table:number-rows-repeated").min(ROWS);
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

    fn begin_cell(&mut self, element: &BytesStart<'_>, is_empty: bool) {
        self.cell_repeats = repeats(element, "table:number-columns-repeated").min(COLUMNS);
        self.columns = self.columns.saturating_add(self.cell_repeats).min(COLUMNS);
        self.cell_text = 0;
        let mut holds_something = !is_empty;
        for attribute in element.attributes().with_checks(false).flatten() {
            let key: &str = attribute.key.as_ref();
            if key.starts_with("office:") || matches!(key, "calcext:value-type" | "table:formula") {
                holds_something = true;
                self.cell_text += attribute.value.len() as u64;
            }
        }
        if holds_something {
            self.used_columns = self.columns;
        }
    }

    fn end_cell(&mut self) {
        self.row_text = self.row_text.saturating_add(self.cell_text.saturating_mul(self.cell_repeats));
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
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer).ok()?;
            let is_empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                    "table:table" => {
                        let before = std::mem::take(&mut sheet);
                        spread.cells = spread.cells.saturating_add(before.cells);
                    }
                    "table:table-row" => {
                        sheet.begin_row(&element);
                        if is_empty {
                            sheet.end_row(&mut spread);
                        }
                    }
                    "table:table-cell" | "table:covered-table-cell" => {
                        sheet.begin_cell(&element, is_empty);
                        if is_empty {
                            sheet.end_cell();
                        }
                    }
                    "text:s" => sheet.add_text(repeats(&element, "text:c")),
                    _ => sheet.add_text(1),
                },
                Event::End(element) => match element.name().as_ref() {
                    "table:table-row" => sheet.end_row(&mut spread),
                    "table:table-cell" | "table:covered-table-cell" => sheet.end_cell(),
                    _ => {}
                },
                Event::Eof => {
                    spread.cells = spread.cells.saturating_add(sheet.cells);
                    return Some(spread);
                }
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
            (row(9_999_999, &cell(1, "", "a")), ROWS, ROWS),
            (row(2, &cell(1, "", r#"a<text:s text:c="500"/>b"#)), 2, 1_004),
            (row(1, &cell(1, "", r#"<text:s text:c="99999999999999999999"/>"#)), 1, u64::MAX),
            (format!("{}{}{}", row(5, &cell(1, "", "a")), row(5, blank), row(1, &cell(3, "", ""))), 33, 5),
        ] {
            assert_eq!(spread(&sheet), Some(Spread { cells, text }), "{sheet}");
            let twice = spread(&format!("{sheet}</table:table><table:table>{sheet}"));
            assert_eq!(twice, Some(Spread { cells: 2 * cells, text: text.saturating_mul(2) }));
        }
        assert_eq!(spread("<a></b>"), None);
    }
}
