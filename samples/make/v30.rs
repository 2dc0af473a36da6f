//! `alder-v3.0.xlsx`: FedRAMP's template v3.0 of 2025-11-17, filled.

use rust_xlsxwriter::{Color, Format, FormatAlign, Worksheet};

use super::due::Operands;
use super::layout::{self, Column, Data};
use super::parts::{self, Choice, allow};
use super::sheet::{self, Due, Looks, arial, put_items};

const LAYOUT: &str = include_str!("../../templates/fedramp-3.0.toml");
const DUE: Operands = Operands { detected: "L", original: "R", adjusted: "S", adjustment: "T" };
/// The labels in column A beside the help rows, and what the rows are called in the layout file.
const HELP: [(&str, &str); 3] =
    [("Guidance", "guidance"), ("Examples", "example"), ("Mandatory or Situational", "need")];

pub(crate) fn make() -> anyhow::Result<Vec<u8>> {
    let columns = layout::columns(LAYOUT, "column")?;
    let layout_data = Data::parse(LAYOUT)?;
    let data = Data::parse(include_str!("alder.toml"))?;
    let looks = Looks::new();
    let mut book = sheet::workbook("FedRAMP POA&M, Alder Records", "Alder Grove Example, Inc.")?;

    put_instructions(book.add_worksheet().set_name("Instructions")?, &layout_data)?;

    let open = book.add_worksheet().set_name("Open POA&M Items")?;
    put_open_top(open, &columns, &data, &layout_data)?;
    // The template's first row for items has no formula: the first item's date is typed.
    let items = data.items("open")?;
    let (first, rest) = items.split_at(1);
    put_items(open, &columns, (8, 1), first, &Due::Typed, &looks)?;
    put_items(open, &columns, (9, 1), rest, &Due::Formula(&DUE, 40), &looks)?;
    parts::band(open, (8, 0), (4020, 27))?;
    open.set_freeze_panes(5, 0)?;
    open.set_active(true);
    allow(open, "L1:L5 L9:L4021", parts::any_date("29221"))?;
    allow(open, "M1:M5 M7 M9:M4021", parts::any_date("1"))?;
    allow(open, "R1:R5 R9:R4021", parts::RATING)?;
    allow(open, "N1:N5 N7 N9:N4021 P1:P5 P7 P9:P4021 AA7", parts::recent_date())?;
    allow(open, "G1:G5 G157:G4021", Choice::Number)?;
    allow(open, "S1:S5 S9:S4021", parts::ADJUSTED)?;
    allow(open, "O1:O5 O9:O4021", parts::YES_NO)?;
    allow(open, "T1:V5 T7:V7 T9:V4021", parts::DEVIATION)?;

    let mut columns = columns;
    for column in &mut columns {
        if column.header == "Remediation Plan" {
            "Overall Remediation Plan".clone_into(&mut column.header); // so the template calls it on the other sheets
        }
    }
    for (name, list) in [("Closed POA&M Items", "closed"), ("Configuration Findings", "configuration")] {
        let other = book.add_worksheet().set_name(name)?;
        other.set_column_range_width(0, 26, 20.88)?;
        other.set_row_height(1, 42)?;
        parts::put_headers(other, &columns, (1, 0), &parts::header_look())?;
        put_items(other, &columns, (2, 0), &data.items(list)?, &Due::Typed, &looks)?;
        parts::band(other, (2, 0), (999, 26))?;
        if list == "closed" {
            other.set_freeze_panes(2, 0)?;
        }
        allow(other, "Q2", parts::RATING)?;
        allow(other, "R2", parts::ADJUSTED)?;
        allow(other, "N2", parts::YES_NO)?;
        allow(other, "S2:U2", parts::DEVIATION)?;
    }

    put_deficiencies(book.add_worksheet().set_name("PL-2 Findings")?, &data, &looks)?;
    let changes = layout_data.rows("change")?;
    parts::put_record_of_changes(book.add_worksheet().set_name("Record of Changes")?, &changes)?;
    Ok(book.save_to_buffer()?)
}

fn put_instructions(sheet: &mut Worksheet, layout: &Data) -> anyhow::Result<()> {
    sheet.set_column_width(0, 109.2)?;
    sheet.set_column_width(1, 80.6)?;
    let title = arial().set_bold().set_font_size(18).set_font_color(Color::White).set_text_wrap();
    let title = title.set_background_color(Color::RGB(0x001A_98C5)).set_align(FormatAlign::Right);
    sheet.set_row_height(1, 71)?;
    sheet.write_string_with_format(1, 1, "FedRAMP® Plan of Actions & Milestones (POA&M) Template", &title)?;
    let look = arial().set_text_wrap().set_align(FormatAlign::Top);
    for (box_, row) in layout.rows("instruction")?.iter().zip((4..).step_by(2)) {
        let text = box_.get("text").and_then(toml::Value::as_str).unwrap_or_default();
        sheet.merge_range(row, 0, row, 1, text, &look)?;
        sheet.set_row_height(row, 60)?;
    }
    Ok(())
}

/// Title, header block, headers and help rows: labels in column A, the table from B on.
fn put_open_top(sheet: &mut Worksheet, columns: &[Column], data: &Data, layout: &Data) -> anyhow::Result<()> {
    sheet.set_column_width(0, 22.4)?;
    sheet.set_column_width(1, 22)?;
    sheet.set_column_range_width(2, 27, 20.88)?;
    parts::put_title(sheet, "FedRAMP® Plan of Action and Milestones (POA&M)", parts::BLUE)?;
    let mut block = Vec::new();
    for label in ["Cloud Service Provider", "Cloud Service Offering", "Impact Level", "POA&M Date"] {
        block.push((label, data.header(label)?));
    }
    parts::put_header_block(sheet, (1, 1), 3, &block)?; // the template's third row says what to enter

    let side = arial().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    sheet.write_string_with_format(2, 0, "Guidance", &side)?;
    let ask = arial().set_font_color(Color::RGB(0x0044_4444)).set_background_color(parts::GREY).set_text_wrap();
    let ask = ask.set_align(FormatAlign::Left).set_align(FormatAlign::Top);
    for ((label, _), at) in block.iter().zip(1..) {
        let labels = layout.rows("label")?;
        let asked = labels.iter().find(|row| row.get("text").and_then(toml::Value::as_str) == Some(*label));
        let text = asked.and_then(|row| row.get("guidance")?.as_str()).unwrap_or_default();
        sheet.write_string_with_format(2, at, text, &ask)?;
    }
    sheet.set_row_height(2, 78)?;
    parts::put_headers(sheet, columns, (4, 1), &parts::header_look())?;
    sheet.set_row_height(4, 42)?;
    put_help(sheet, columns, 5, &arial().set_text_wrap().set_align(FormatAlign::Top))
}

/// Three help rows with their labels in column A.
fn put_help(sheet: &mut Worksheet, columns: &[Column], first_row: u32, look: &Format) -> anyhow::Result<()> {
    let side = arial().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    for ((label, name), row) in HELP.into_iter().zip(first_row..) {
        sheet.write_string_with_format(row, 0, label, &side)?;
        parts::put_help(sheet, columns, (row, 1), name, look)?;
    }
    Ok(())
}

fn put_deficiencies(sheet: &mut Worksheet, data: &Data, looks: &Looks) -> anyhow::Result<()> {
    let columns = layout::columns(LAYOUT, "deficiency")?;
    for (column, width) in [16.9, 18.4, 29.1, 36.0, 46.1, 35.9].into_iter().enumerate() {
        sheet.set_column_width(u16::try_from(column)?, width)?;
    }
    sheet.set_row_height(0, 55)?;
    parts::put_headers(sheet, &columns, (0, 1), &parts::header_look())?;
    put_help(sheet, &columns, 1, &looks.text)?;
    for (deficiency, row) in data.rows("deficiency")?.iter().zip(4..) {
        layout::check(deficiency, &columns)?;
        for (column, at) in columns.iter().zip(1..) {
            if let Some(value) = deficiency.get(&column.header) {
                sheet::put(sheet, row, at, value, looks)?;
            }
        }
        sheet::fit(sheet, row, deficiency.values(), looks)?;
    }
    Ok(())
}
