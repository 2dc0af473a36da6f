//! A report as a workbook: a sheet for each part, its charts native ones over the cells beside them, and a sheet of all
//! items that can be filtered. Text is text, whatever it begins with.

mod chart;
mod items;

use super::Report;
use super::sections::{Cell, Section, Table, What, facts, sections};
use crate::diff::shown::{line, visible};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::io::{self, Write};

/// How cells look.
struct Looks {
    title: Format,
    caption: Format,
    head: Format,
    head_number: Format,
    text: Format,
    number: Format,
    change: Format,
    day: Format,
    sum: Format,
}

impl Looks {
    fn new() -> Self {
        let text = || Format::new().set_align(FormatAlign::Top);
        let head = || {
            Format::new()
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00E8_EAEE))
                .set_border_bottom(FormatBorder::Thin)
        };
        Looks {
            title: Format::new().set_bold().set_font_size(14),
            caption: Format::new().set_bold(),
            head: head(),
            head_number: head().set_align(FormatAlign::Right),
            text: text().set_text_wrap(),
            number: text().set_num_format("#,##0"),
            change: text().set_num_format("+#,##0;-#,##0;0"),
            day: text().set_num_format("yyyy-mm-dd"),
            sum: text().set_bold().set_num_format("#,##0").set_border_top(FormatBorder::Thin),
        }
    }
}

/// Writes a report.
///
/// # Errors
/// Where it cannot be written.
pub fn xlsx(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let bytes = book(report).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn book(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let looks = Looks::new();
    let system = if report.head.system.is_empty() { "POA&M" } else { &report.head.system };
    let title = shown(&format!("{system}: POA&M report as of {}", report.head.as_of));
    let mut properties = DocProperties::new().set_title(&title);
    // The stamp is the report's day: no clock goes into a file.
    if let Some(day) = date(report.head.as_of) {
        properties = properties.set_creation_datetime(&day);
    }
    book.set_properties(&properties);
    for (nth, section) in sections(report).iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(section))?;
        let mut row = 0;
        if nth == 0 {
            row = head(report, &title, sheet, &looks)?;
        }
        part(section, row, sheet, &looks)?;
    }
    items::sheet(report, book.add_worksheet(), &looks)?;
    book.save_to_buffer()
}

/// The name of a part's sheet: Excel allows 31 letters.
fn sheet_name(section: &Section) -> &'static str {
    match section.id {
        "exploited" => "Known exploited",
        "switched" => "Rules switched",
        _ => section.title,
    }
}

/// What the report is about, above the first part; gives the row after it.
fn head(report: &Report, title: &str, sheet: &mut Worksheet, looks: &Looks) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(0, 0, title, &looks.title)?;
    let mut row = 2;
    for (name, text) in facts(report) {
        sheet.write_string_with_format(row, 0, name, &looks.caption)?;
        sheet.write_string(row, 1, shown(&text))?;
        row += 1;
    }
    Ok(row + 1)
}

/// The letters that a column of texts is wide at most, and at least.
const WIDTHS: (usize, usize) = (10, 60);

fn part(section: &Section, mut row: u32, sheet: &mut Worksheet, looks: &Looks) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, 0, section.title, &looks.title)?;
    row += 1;
    for text in &section.says {
        sheet.write_string(row, 0, held(&visible(text)))?;
        row += 1;
    }
    row += 1;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    let first_row = row;
    let mut left = 0;
    let mut widths: Vec<usize> = Vec::new();
    for table in &section.tables {
        for (at, column) in table.columns.iter().enumerate() {
            let texts = table.rows.iter().filter_map(|row| row.cells.get(at)).map(length);
            let width = texts.chain([column.title.len()]).max().unwrap_or(0).clamp(WIDTHS.0, WIDTHS.1);
            let at = usize::from(left) + at;
            widths.resize(widths.len().max(at + 1), 0);
            widths[at] = widths[at].max(width);
        }
        row = put(section, table, (row, left), sheet, looks)?;
        // What comes after a chart stands beside it, for the columns of numbers are narrow and those of texts are not.
        if table.chart.is_some() {
            (row, left) = (first_row, left + BESIDE);
        }
    }
    for (at, width) in (0..).zip(widths).filter(|(_, width)| *width > 0) {
        sheet.set_column_width(at, f64::from(u32::try_from(width).unwrap_or(0)) + 2.0)?;
    }
    Ok(())
}

/// A table with a chart, and the chart, take so many columns.
const BESIDE: u16 = 8;

/// Puts a table into a sheet, with its chart below it; gives the row for what follows.
fn put(
    section: &Section,
    table: &Table,
    (mut row, left): (u32, u16),
    sheet: &mut Worksheet,
    looks: &Looks,
) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(row, left, shown(&table.caption), &looks.caption)?;
    row += 1;
    for (at, column) in (left..).zip(&table.columns) {
        let look = if column.number { &looks.head_number } else { &looks.head };
        sheet.write_string_with_format(row, at, &column.title, look)?;
    }
    let first = row + 1;
    for (nth, line) in table.rows.iter().enumerate() {
        row += 1;
        let is_sum = table.total && nth + 1 == table.rows.len();
        for (at, cell) in (left..).zip(&line.cells) {
            write(cell, (row, at), is_sum, sheet, looks)?;
        }
    }
    let last = if table.total { row - 1 } else { row };
    row += 2;
    if let Some(chart) = &table.chart {
        row = chart::insert((sheet_name(section), left), table, chart, (first, last), row, sheet)?;
    }
    Ok(row)
}

fn write(
    cell: &Cell,
    (row, at): (u32, u16),
    is_sum: bool,
    sheet: &mut Worksheet,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let or_sum = |look: &'_ Format| if is_sum { looks.sum.clone() } else { look.clone() };
    match &cell.what {
        What::Nothing => return Ok(()),
        What::Text(text) => sheet.write_string_with_format(row, at, shown(text), &or_sum(&looks.text))?,
        What::Said(text) => sheet.write_string_with_format(row, at, *text, &looks.text)?,
        What::Number(number) => sheet.write_number_with_format(row, at, float(*number), &or_sum(&looks.number))?,
        What::Change(change) => sheet.write_number_with_format(row, at, float(*change), &looks.change)?,
        What::Day(day) => write_day(*day, (row, at), sheet, looks)?,
    };
    Ok(())
}

/// A day as Excel counts it; one before 1900 or after 9999 as text.
fn write_day<'s>(
    day: jiff::civil::Date,
    (row, at): (u32, u16),
    sheet: &'s mut Worksheet,
    looks: &Looks,
) -> Result<&'s mut Worksheet, XlsxError> {
    match date(day) {
        Some(date) => sheet.write_datetime_with_format(row, at, &date, &looks.day),
        None => sheet.write_string_with_format(row, at, day.to_string(), &looks.text),
    }
}

fn date(day: jiff::civil::Date) -> Option<ExcelDateTime> {
    let [month, of_month] = [day.month(), day.day()].map(|n| u8::try_from(n).ok());
    ExcelDateTime::from_ymd(u16::try_from(day.year()).ok()?, month?, of_month?).ok()
}

/// Counts are far below what a float cannot tell apart.
fn float(number: i64) -> f64 {
    f64::from(i32::try_from(number).unwrap_or(i32::MAX))
}

fn length(cell: &Cell) -> usize {
    match &cell.what {
        What::Text(text) => visible(text).chars().count(),
        What::Said(text) => text.chars().count(),
        What::Day(_) => 10,
        _ => 6,
    }
}

/// A text as a cell shows it: on one line, not too long, what is not seen spelled out.
fn shown(text: &str) -> String {
    held(&line(text))
}

/// A text without the two characters that XML does not know.
fn held(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
