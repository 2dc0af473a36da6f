//! Writing cells: any value with its look, and items row by row.

use anyhow::Context;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet};
use toml::{Table, Value};

use super::due::{self, Operands};
use super::layout::{self, Column};

/// The template's ten-point Arial.
pub(crate) fn arial() -> Format {
    Format::new().set_font_name("Arial").set_font_size(10)
}

/// The looks of an item's cells.
pub(crate) struct Looks {
    pub(crate) text: Format,
    pub(crate) date: Format,
    pub(crate) date_time: Format,
    pub(crate) due: Format,
    pub(crate) italic: Format,
    /// How many characters a line in a narrow column takes: what row heights are reckoned by.
    pub(crate) line: usize,
}

impl Looks {
    pub(crate) fn new() -> Looks {
        let text = arial().set_align(FormatAlign::Left).set_align(FormatAlign::Top).set_text_wrap();
        // 14 and 22 are Excel's own formats: a date as the reader's country writes it, the same with the time.
        let date = text.clone().set_num_format_index(14);
        Looks {
            due: date.clone().set_font_color(Color::RGB(0x00A5_A5A5)),
            date_time: text.clone().set_num_format_index(22),
            italic: arial().set_italic(),
            line: 24,
            date,
            text,
        }
    }
}

/// A workbook that says the same about itself whenever it is made.
pub(crate) fn workbook(title: &str, author: &str) -> anyhow::Result<Workbook> {
    let made = ExcelDateTime::from_ymd(2026, 10, 30)?.and_hms(9, 30, 0)?;
    let properties =
        rust_xlsxwriter::DocProperties::new().set_title(title).set_author(author).set_creation_datetime(&made);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// Writes a value: text, a number, a truth value, a date, `{ formula, shows }` (`{row}` in the formula is the row's
/// number) or `{ italic = [plain, italic, plain, ...] }`.
pub(crate) fn put(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, looks: &Looks) -> anyhow::Result<()> {
    match value {
        Value::String(text) if text.is_empty() => sheet.write_blank(row, column, &looks.text)?,
        Value::String(text) => sheet.write_string_with_format(row, column, text, &looks.text)?,
        #[expect(clippy::cast_precision_loss, reason = "a cell holds no more than a double does")]
        Value::Integer(number) => sheet.write_number_with_format(row, column, *number as f64, &looks.text)?,
        Value::Float(number) => sheet.write_number_with_format(row, column, *number, &looks.text)?,
        Value::Boolean(truth) => sheet.write_boolean_with_format(row, column, *truth, &looks.text)?,
        Value::Datetime(at) => {
            let look = if at.time.is_some() { &looks.date_time } else { &looks.date };
            sheet.write_number_with_format(row, column, due::serial(value)?, look)?
        }
        Value::Table(table) => special(sheet, row, column, table, looks)?,
        Value::Array(_) => anyhow::bail!("a list is no cell"),
    };
    Ok(())
}

fn special<'a>(
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    table: &Table,
    looks: &Looks,
) -> anyhow::Result<&'a mut Worksheet> {
    if let Some(runs) = table.get("italic").and_then(Value::as_array) {
        let plain = arial();
        let runs: Vec<(&Format, &str)> = runs
            .iter()
            .enumerate()
            .map(|(i, run)| (if i % 2 == 0 { &plain } else { &looks.italic }, run.as_str().unwrap_or_default()))
            .collect();
        return Ok(sheet.write_rich_string_with_format(row, column, &runs, &looks.text)?);
    }
    let formula = table.get("formula").and_then(Value::as_str).context("neither formula nor italic")?;
    let shows = match table.get("shows").context("a formula without what it shows")? {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let formula = Formula::new(formula.replace("{row}", &(row + 1).to_string())).set_result(shows);
    Ok(sheet.write_formula_with_format(row, column, formula, &looks.text)?)
}

/// Makes a row as high as its highest cell, as a spreadsheet program would: not all of them do when they open a file.
pub(crate) fn fit<'a>(
    sheet: &mut Worksheet,
    row: u32,
    values: impl Iterator<Item = &'a Value>,
    looks: &Looks,
) -> anyhow::Result<()> {
    let lines = |text: &str| text.split('\n').map(|line| line.chars().count() / looks.line + 1).sum::<usize>();
    let highest = values.filter_map(Value::as_str).map(lines).max().unwrap_or(1);
    sheet.set_row_height(row, u16::try_from(highest * 13)?.min(409))?; // 409 points are Excel's limit
    Ok(())
}

/// How a sheet gets its due dates.
pub(crate) enum Due<'a> {
    /// By the template's formula, with its value; in this many rows below the items too, where it shows nothing.
    Formula(&'a Operands, u32),
    /// Typed.
    Typed,
}

/// Writes items below each other from `first_row` on. A due date that the item states is typed, whatever `due` says.
pub(crate) fn put_items(
    sheet: &mut Worksheet,
    columns: &[Column],
    first: (u32, u16),
    items: &[Table],
    due: &Due,
    looks: &Looks,
) -> anyhow::Result<()> {
    let (first_row, first_column) = first;
    let mut row = first_row;
    for item in items {
        let name = || item.get("POAM ID").map_or_else(String::new, Value::to_string);
        layout::check(item, columns).with_context(name)?;
        for (column, at) in columns.iter().zip(first_column..) {
            match (item.get(&column.header), column.header.as_str(), due) {
                (Some(value), ..) => put(sheet, row, at, value, looks).with_context(name)?,
                (None, "Scheduled Completion Date", Due::Formula(operands, _)) => {
                    let shows = due::date(item).with_context(name)?.to_string();
                    let formula = Formula::new(due::formula(row + 1, operands)).set_result(shows);
                    sheet.write_formula_with_format(row, at, formula, &looks.due)?;
                }
                (None, "Scheduled Completion Date", Due::Typed) => {
                    sheet.write_number_with_format(row, at, due::date(item).with_context(name)?, &looks.date)?;
                }
                (None, ..) => {
                    sheet.write_blank(row, at, &looks.text)?;
                }
            }
        }
        fit(sheet, row, item.values(), looks)?;
        row += 1;
    }
    if let Due::Formula(operands, rows_below) = due {
        let Some(at) = columns.iter().zip(first_column..).find(|(c, _)| c.header == "Scheduled Completion Date") else {
            anyhow::bail!("no Scheduled Completion Date");
        };
        sheet.set_formula_result_default("");
        for row in row..row + rows_below {
            sheet.write_formula_with_format(row, at.1, Formula::new(due::formula(row + 1, operands)), &looks.due)?;
        }
    }
    Ok(())
}
