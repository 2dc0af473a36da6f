//! What a sheet holds beside its items: title, header block, headers, help rows; and the sheets without items.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::layout::{At, Items, Layout, SheetLayout};
use super::looks::Looks;
use super::{Around, Value};
use crate::source::Scalar;
use crate::workbook::dates;

/// Tabloid (11 by 17 inches), the least on which thirty columns can be read.
const TABLOID: u8 = 3;

/// How wide a column is that the layout does not have, in characters: as the template's own.
const EXTRA_WIDTH: f64 = 20.83;

/// What every sheet has: widths, heights, print set-up.
pub(super) fn begin(page: &mut Worksheet, sheet: &SheetLayout) -> Result<(), XlsxError> {
    for (first, last, width) in &sheet.widths {
        page.set_column_range_width(*first, *last, *width)?;
    }
    for (row, height) in &sheet.heights {
        page.set_row_height(*row, *height)?;
    }
    // As high as it takes.
    page.set_paper_size(TABLOID).set_landscape().set_print_fit_to_pages(1, 0);
    page.set_active(sheet.active);
    Ok(())
}

/// By value of an item how many characters a line of its column takes: the template's font is a little narrower than
/// the one that widths are counted in.
pub(super) fn lines(sheet: &SheetLayout, items: &Items, extras: usize) -> Vec<usize> {
    let width = |column: usize| {
        let at = items.at(column);
        let known = sheet.widths.iter().find(|(first, last, _)| (*first..=*last).contains(&at));
        known.map_or(EXTRA_WIDTH, |(_, _, width)| *width).clamp(4.0, 255.0) * 1.15
    };
    let known = (0..items.columns.len()).map(width);
    let widths = known.chain(std::iter::repeat_n(EXTRA_WIDTH * 1.15, extras));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 4 to 300 by the clamp")]
    widths.map(|width| width as usize).collect()
}

fn title(page: &mut Worksheet, sheet: &SheetLayout, look: &Format) -> Result<(), XlsxError> {
    let Some((text, first, last)) = &sheet.title else { return Ok(()) };
    if first == last {
        page.write_string_with_format(first.0, first.1, text, look)?;
    } else {
        page.merge_range(first.0, first.1, last.0, last.1, text, look)?;
    }
    Ok(())
}

/// All of a sheet of items but the items; rows from top to bottom, for what is written cannot be gone back to.
pub(super) fn items(
    page: &mut Worksheet,
    layout: &Layout,
    (at, sheet, items): (usize, &SheetLayout, &Items),
    around: &Around<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let extras = items.extras(&around.extras);
    for (column, known) in items.columns.iter().enumerate() {
        let look = if layout.is_date_choice(known.choice) { &looks.date } else { &looks.text };
        page.set_column_format(items.at(column), look)?;
    }
    for column in &extras {
        page.set_column_width(*column, EXTRA_WIDTH)?;
        page.set_column_format(*column, &looks.text)?;
    }
    title(page, sheet, &looks.title)?;
    header_block(page, layout, (at, items), around, looks)?;
    for (column, known) in items.columns.iter().enumerate() {
        page.write_string_with_format(items.first.0, items.at(column), &known.header, &looks.header)?;
    }
    for (column, extra) in extras.iter().zip(&around.extras) {
        if extra.without_header != Some(*column) {
            page.write_string_with_format(items.first.0, *column, super::held(extra.header), &looks.header)?;
        }
    }
    for (index, (help, row)) in items.help.iter().zip(items.first.0 + 1..).enumerate() {
        page.set_row_height(row, help.height)?;
        if let (Some(label), Some(side)) = (&help.label, items.first.1.checked_sub(1)) {
            page.write_string_with_format(row, side, label, &looks.side)?;
        }
        let (text, date) = looks.help(help.look);
        for (column, known) in items.columns.iter().enumerate() {
            match known.help.get(index) {
                Some(Some(value)) => scalar(page, row, items.at(column), value, (&text, &date))?,
                _ => drop(page.write_blank(row, items.at(column), &text)?),
            }
        }
    }
    // What a formula shows whose cached value is nothing; by itself the writer would say 0.
    page.set_formula_result_default("");
    page.set_freeze_panes(items.first.0 + 1, 0)?;
    page.set_repeat_rows(items.first.0, items.first.0)?;
    Ok(())
}

fn header_block(
    page: &mut Worksheet,
    layout: &Layout,
    (sheet, items): (usize, &Items),
    around: &Around<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let Some(block) = items.block else { return Ok(()) };
    let at = |label: usize| block.labels.1.saturating_add(u16::try_from(label).unwrap_or(u16::MAX));
    for (index, label) in layout.labels.iter().enumerate() {
        page.write_string_with_format(block.labels.0, at(index), &label.text, &looks.label)?;
    }
    if let Some(row) = block.asks {
        if let Some((side, help)) = block.labels.1.checked_sub(1).zip(items.help.first()) {
            page.write_string_with_format(row, side, help.label.as_deref().unwrap_or_default(), &looks.side)?;
        }
        for (index, label) in layout.labels.iter().enumerate() {
            page.write_string_with_format(row, at(index), label.guidance.as_deref().unwrap_or_default(), &looks.asks)?;
        }
    }
    for (index, label) in layout.labels.iter().enumerate() {
        let given = around.header.iter().find(|(of, known, _)| (*of, *known) == (sheet, index));
        let placeholder = label.placeholder.as_deref().filter(|_| around.is_blank).map_or(Value::Blank, Value::Text);
        let (row, column) = (block.values, at(index));
        match given.map_or(placeholder, |(_, _, value)| *value) {
            Value::Blank if layout.is_date_choice(label.choice) => page.write_blank(row, column, &looks.value_date)?,
            Value::Blank => page.write_blank(row, column, &looks.value)?,
            Value::Text(text) => page.write_string_with_format(row, column, super::held(text), &looks.value)?,
            Value::Number(number) => page.write_number_with_format(row, column, number, &looks.value)?,
            Value::Date(serial) => page.write_number_with_format(row, column, serial, &looks.value_date)?,
        };
    }
    Ok(())
}

/// Texts in boxes below each other, each over two columns, with a row between them.
pub(super) fn boxes(
    page: &mut Worksheet,
    sheet: &SheetLayout,
    first: At,
    texts: &[String],
    looks: &Looks,
) -> Result<(), XlsxError> {
    title(page, sheet, &looks.title)?;
    for (text, row) in texts.iter().zip((first.0..).step_by(2)) {
        page.set_row_height(row, 60)?;
        page.merge_range(row, first.1, row, first.1.saturating_add(1), text, &looks.plain)?;
    }
    Ok(())
}

/// A table that is the same in every workbook.
pub(super) fn records(
    page: &mut Worksheet,
    sheet: &SheetLayout,
    first: At,
    heads: &[String],
    rows: &[Vec<Option<Scalar>>],
    looks: &Looks,
) -> Result<(), XlsxError> {
    title(page, sheet, &looks.title)?;
    for (head, column) in heads.iter().zip(first.1..) {
        page.write_string_with_format(first.0, column, head, &looks.header)?;
    }
    for (cells, row) in rows.iter().zip(first.0 + 1..) {
        for (cell, column) in cells.iter().zip(first.1..) {
            if let Some(cell) = cell {
                scalar(page, row, column, cell, (&looks.text, &looks.date))?;
            }
        }
    }
    Ok(())
}

fn scalar(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Scalar,
    (text_look, date_look): (&Format, &Format),
) -> Result<(), XlsxError> {
    match value {
        Scalar::Text(text) => drop(page.write_string_with_format(row, column, text, text_look)?),
        Scalar::Number(number) => drop(page.write_number_with_format(row, column, *number, text_look)?),
        Scalar::Date(day) => match day.parse().ok().and_then(|day| dates::serial(day, false)) {
            Some(serial) => drop(page.write_number_with_format(row, column, serial, date_look)?),
            None => drop(page.write_string_with_format(row, column, day, text_look)?),
        },
    }
    Ok(())
}
