//! Workbooks that are not FedRAMP's: `fennel-register.xlsx`, a plain register with a status column and milestones in
//! numbered columns; `tidewater-emass.xlsx`, as eMASS exports today, milestones one below the other; and
//! `breakwater-emass-2019.xlsx`, the eMASS export of some years ago, milestones as text. And one as .csv.

use anyhow::{Context, ensure};
use rust_xlsxwriter::{Color, FormatAlign, Worksheet};
use toml::{Table, Value};

use super::sheet::{Looks, arial, fit, put, workbook};

/// A data file: the sheet's name, what stands above the header row, the headers, the items.
struct Data(Table);

impl Data {
    fn parse(text: &str) -> anyhow::Result<Data> {
        Ok(Data(text.parse()?))
    }

    fn text(&self, key: &str) -> anyhow::Result<&str> {
        self.0.get(key).and_then(Value::as_str).with_context(|| format!("no {key}"))
    }

    fn number(&self, key: &str) -> anyhow::Result<u16> {
        let number = self.0.get(key).and_then(Value::as_integer).with_context(|| format!("no {key}"))?;
        Ok(u16::try_from(number)?)
    }

    fn headers(&self) -> anyhow::Result<Vec<&str>> {
        let list = self.0.get("headers").and_then(Value::as_array).context("no headers")?;
        Ok(list.iter().filter_map(Value::as_str).collect())
    }

    fn tables(&self, key: &str) -> Vec<&Table> {
        self.0.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table).collect()
    }

    /// The rows of items: each item's own, then those below it that go on with it.
    fn rows(&self) -> anyhow::Result<Vec<Table>> {
        let headers = self.headers()?;
        let mut rows = Vec::new();
        for item in self.tables("item") {
            let mut own = item.clone();
            let below = own.remove("below");
            rows.push(own);
            let more = below.as_ref().and_then(Value::as_array).into_iter().flatten();
            rows.extend(more.filter_map(Value::as_table).cloned());
        }
        for header in rows.iter().flat_map(Table::keys) {
            ensure!(headers.contains(&header.as_str()), "no column {header:?}");
        }
        Ok(rows)
    }
}

/// A workbook of one sheet.
fn book(text: &str) -> anyhow::Result<Vec<u8>> {
    let data = Data::parse(text)?;
    let mut book = workbook(data.text("title")?, data.text("author")?)?;
    let sheet = book.add_worksheet();
    sheet.set_name(data.text("sheet")?)?;
    let looks = Looks::new();
    above(sheet, &data, &looks)?;
    let (header_row, first) = (u32::from(data.number("header-row")?) - 1, data.number("first-column")? - 1);
    let bold =
        arial().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(Color::RGB(0x00D9_E2F3));
    let headers = data.headers()?;
    for (column, header) in (first..).zip(&headers) {
        sheet.write_string_with_format(header_row, column, *header, &bold)?;
        sheet.set_column_width(column, 22)?;
    }
    for column in 0..first {
        sheet.set_column_hidden(column)?;
    }
    sheet.set_freeze_panes(header_row + 1, 0)?;
    let mut row = header_row;
    for cells in data.rows()? {
        row += 1;
        for (column, header) in (first..).zip(&headers) {
            match cells.get(*header) {
                Some(value) => put(sheet, row, column, value, &looks)?,
                None => drop(sheet.write_blank(row, column, &looks.text)?),
            }
        }
        fit(sheet, row, cells.values(), &looks)?;
    }
    for text in data.tables("after") {
        row += 1;
        put(sheet, row, first, text.get("text").context("no text")?, &looks)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Labels and values above the header row, by row and column, both counted from 1.
fn above(sheet: &mut Worksheet, data: &Data, looks: &Looks) -> anyhow::Result<()> {
    for cell in data.tables("above") {
        let at = |key: &str| cell.get(key).and_then(Value::as_integer).with_context(|| format!("a cell without {key}"));
        let (row, column) = (u32::try_from(at("row")? - 1)?, u16::try_from(at("column")? - 1)?);
        put(sheet, row, column, cell.get("value").context("a cell without value")?, looks)?;
    }
    Ok(())
}

pub(crate) fn register() -> anyhow::Result<Vec<u8>> {
    book(include_str!("fennel.toml"))
}

pub(crate) fn emass() -> anyhow::Result<Vec<u8>> {
    book(include_str!("tidewater.toml"))
}

pub(crate) fn old_emass() -> anyhow::Result<Vec<u8>> {
    book(include_str!("breakwater.toml"))
}

/// The least that such a register is, as .csv: two lines of title above the headers.
pub(crate) fn register_csv() -> anyhow::Result<Vec<u8>> {
    let data = Data::parse(include_str!("clover.toml"))?;
    let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for line in data.0.get("above").and_then(Value::as_array).context("no above")? {
        csv.write_record([line.as_str().context("no text")?])?;
    }
    let headers = data.headers()?;
    csv.write_record(&headers)?;
    for cells in data.rows()? {
        csv.write_record(headers.iter().map(|header| match cells.get(*header) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        }))?;
    }
    csv.into_inner().context("cannot finish")
}
