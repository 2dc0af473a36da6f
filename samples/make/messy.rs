//! `messy.xlsx`: what people do to a workbook.

use anyhow::Context;
use rust_xlsxwriter::{Color, Worksheet};
use toml::{Table, Value};

use super::layout::{self, Column, Data};
use super::parts;
use super::sheet::{self, Looks, arial, put};

const BANNER: &str = "CONTROLLED UNCLASSIFIED INFORMATION";

/// A messy column, and what the template's help rows say of it.
struct Messy {
    header: String,
    template: Option<usize>,
}

pub(crate) fn make() -> anyhow::Result<Vec<u8>> {
    let text = include_str!("messy.toml");
    let data = Data::parse(text)?;
    let template = layout::columns(super::v21::LAYOUT, "column")?;
    let mut columns = Vec::new();
    for column in layout::columns(text, "column")? {
        let is = column.help("is").and_then(Value::as_str).unwrap_or(&column.header);
        let template = template.iter().position(|c| c.header == is);
        columns.push(Messy { header: column.header, template });
    }
    let mut book = sheet::workbook("POA&M tracker (Tangle)", "Tangle & Sons Example Hosting")?;

    let open = book.add_worksheet().set_name("Open POA&M Items")?;
    open.set_column_range_width(1, 34, 22)?;
    let look = arial().set_bold().set_font_color(Color::Red);
    open.write_string_with_format(0, 1, BANNER, &look)?;
    open.write_string_with_format(1, 1, "Plan of Action and Milestones", &look.set_font_color(Color::Black))?;
    let mut block = Vec::new();
    for label in ["CSP", "System Name", "Impact Level", "POAM Date"] {
        block.push((label, data.header(label)?));
    }
    parts::put_header_block(open, (2, 1), 3, &block)?;
    put_rows(open, &columns, &template, 5, &data.rows("open")?)?;
    open.set_freeze_panes(6, 3)?;

    // No header block here, and the headers are in the first row.
    let closed = book.add_worksheet().set_name("Closed POA&M Items")?;
    closed.set_column_range_width(1, 34, 22)?;
    put_rows(closed, &columns, &template, 0, &data.rows("closed")?)?;

    let lists = book.add_worksheet().set_name("Lists")?.set_hidden(true);
    for ((host, owner), row) in
        [("web-01", "Ada Quist"), ("web-02", "Ada Quist"), ("nas-1", "Sefton Marsh")].iter().zip(0..)
    {
        lists.write_string(row, 0, *host)?.write_string(row, 1, *owner)?;
    }
    Ok(book.save_to_buffer()?)
}

/// The headers in row `first`, then row by row what the data says. The table starts in column B.
fn put_rows(
    sheet: &mut Worksheet,
    columns: &[Messy],
    template: &[Column],
    first: u32,
    rows: &[Table],
) -> anyhow::Result<()> {
    let looks = Looks::new();
    put_headers(sheet, columns, first)?;
    for (row, at) in rows.iter().zip(first + 1..) {
        match row.get("row").and_then(Value::as_str) {
            None => put_item(sheet, columns, at, row, &looks).with_context(|| format!("row {}", at + 1))?,
            Some("banner") => drop(sheet.write_string_with_format(at, 1, BANNER, &arial().set_bold())?),
            Some("headers") => put_headers(sheet, columns, at)?,
            Some(help) => {
                for (column, to) in columns.iter().zip(1..) {
                    let text = column.template.and_then(|i| template.get(i)).and_then(|c| c.help(help));
                    if let Some(text) = text {
                        put(sheet, at, to, text, &looks)?;
                    }
                }
            }
        }
    }
    Ok(())
}

fn put_headers(sheet: &mut Worksheet, columns: &[Messy], row: u32) -> anyhow::Result<()> {
    for (column, at) in columns.iter().zip(1..) {
        if !column.header.is_empty() {
            sheet.write_string_with_format(row, at, &column.header, &parts::header_look())?;
        }
    }
    Ok(())
}

fn put_item(page: &mut Worksheet, columns: &[Messy], row: u32, item: &Table, looks: &Looks) -> anyhow::Result<()> {
    for (header, value) in item {
        let at = columns.iter().position(|c| c.header == *header).with_context(|| format!("no column {header:?}"))?;
        put(page, row, u16::try_from(at + 1)?, value, looks)?;
    }
    sheet::fit(page, row, item.values(), looks)
}
