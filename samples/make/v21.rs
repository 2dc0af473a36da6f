//! `meridian-v2.1.xlsx`: FedRAMP's template v2.1 of 2024-03-29, filled.

use rust_xlsxwriter::{Color, FormatAlign, Worksheet};

use super::due::Operands;
use super::layout::{self, Column, Data};
use super::parts::{self, Choice, allow};
use super::sheet::{self, Due, Looks, arial, put_items};

/// The layout file; its first 27 columns are the layout of 2018 too.
pub(crate) const LAYOUT: &str = include_str!("../../templates/fedramp-2.1.toml");
/// The operands of the due date's formula.
const DUE: Operands = Operands { detected: "K", original: "S", adjusted: "T", adjustment: "U" };
/// The last row that the template prepares.
const LAST_ROW: u32 = 4021;

pub(crate) fn make() -> anyhow::Result<Vec<u8>> {
    let columns = layout::columns(LAYOUT, "column")?;
    let data = Data::parse(include_str!("meridian.toml"))?;
    let looks = Looks::new();
    let mut book = sheet::workbook("FedRAMP POA&M, Meridian Case Exchange", "Meridian Example Cloud, LLC")?;

    let open = book.add_worksheet().set_name("Open POA&M Items")?;
    put_top(open, &columns, &data, "FedRAMP® Plan of Action and Milestones (POA&M) Template")?;
    open.write_string_with_format(0, 29, " ".repeat(15), &arial())?; // stands there in the template
    put_help(open, &columns)?;
    put_items(open, &columns, (8, 0), &data.items("open")?, &Due::Formula(&DUE, 40), &looks)?;
    parts::band(open, (7, 0), (LAST_ROW, 30))?;
    open.set_freeze_panes(5, 0)?;
    allow(open, "K1:K4022", parts::any_date("29221"))?;
    allow(open, "L1:L4022", parts::any_date("1"))?;
    allow(open, "C3 S1:S4022", parts::RATING)?;
    allow(open, "D3 O1:O5 AC7:AC8 O7:O4022 Q1:Q4022", parts::recent_date())?;
    allow(open, "F1:F6 F8 F158:F4022", Choice::Number)?;
    allow(open, "T1:T5 T7:T4022", parts::ADJUSTED)?;
    allow(open, "P1:P4022", parts::YES_NO)?;
    allow(open, "U1:W4022", parts::DEVIATION)?;

    for (name, list) in [("Closed POA&M Items", "closed"), ("Configuration Findings", "configuration")] {
        let other = book.add_worksheet().set_name(name)?;
        put_top(other, &columns, &data, "FedRAMP Plan of Action and Milestones (POA&M) Template")?;
        put_items(other, &columns, (5, 0), &data.items(list)?, &Due::Typed, &looks)?;
        parts::band(other, (5, 0), (999, 29))?;
        if list == "closed" {
            other.set_freeze_panes(5, 0)?;
        }
        allow(other, "C3 S5", parts::RATING)?;
        allow(other, "D3 O5 Q5", parts::recent_date())?;
        allow(other, "T5", parts::ADJUSTED)?;
        allow(other, "P5", parts::YES_NO)?;
        allow(other, "U5:W5", parts::DEVIATION)?;
    }

    let changes = layout::Data::parse(LAYOUT)?.rows("change")?;
    parts::put_record_of_changes(book.add_worksheet().set_name("Record of Changes")?, &changes)?;
    Ok(book.save_to_buffer()?)
}

/// Title, header block and headers, which all sheets of items have.
fn put_top(sheet: &mut Worksheet, columns: &[Column], data: &Data, title: &str) -> anyhow::Result<()> {
    sheet.set_column_range_width(0, 29, 20.83)?;
    sheet.set_column_range_width(30, 50, 17.33)?;
    parts::put_title(sheet, title, parts::BLUE)?;
    let mut block = Vec::new();
    for label in ["CSP", "System Name", "Impact Level", "POAM Date"] {
        block.push((label, data.header(label)?));
    }
    parts::put_header_block(sheet, (1, 0), 2, &block)?;
    parts::color_impact_level(sheet, 2, 2)?;
    sheet.set_row_height(4, 42)?;
    parts::put_headers(sheet, columns, (4, 0), &parts::header_look())
}

/// Rows 6 to 8: what a column is for, what kind of value it takes, and FedRAMP's example.
fn put_help(sheet: &mut Worksheet, columns: &[Column]) -> anyhow::Result<()> {
    let guidance = arial().set_text_wrap();
    let format = guidance.clone().set_font_color(Color::White).set_background_color(Color::RGB(0x0059_5959));
    let example = guidance.clone().set_italic().set_align(FormatAlign::Left).set_align(FormatAlign::Top);
    for (row, name, look) in [(5, "guidance", &guidance), (6, "format", &format), (7, "example", &example)] {
        parts::put_help(sheet, columns, (row, 0), name, look)?;
    }
    Ok(())
}
