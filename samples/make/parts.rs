//! What the template generations share beside the items: the header row, help rows, choices, banding.

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, ConditionalFormatText, ConditionalFormatTextRule, DataValidation,
    DataValidationRule, Format, FormatAlign, FormatBorder, Formula, Worksheet,
};
use toml::{Table, Value};

use super::layout::Column;
use super::sheet::{Looks, arial, fit, put};

/// FedRAMP's blue.
pub(crate) const BLUE: Color = Color::RGB(0x001A_4480);
/// The light blue behind headers.
pub(crate) const LIGHT_BLUE: Color = Color::RGB(0x00CC_ECFC);
/// The grey of every second row.
pub(crate) const GREY: Color = Color::RGB(0x00F2_F2F2);

/// The look of a header cell.
pub(crate) fn header_look() -> Format {
    arial()
        .set_bold()
        .set_font_color(BLUE)
        .set_background_color(LIGHT_BLUE)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// The sheet's title over five cells.
pub(crate) fn put_title(sheet: &mut Worksheet, title: &str, color: Color) -> anyhow::Result<()> {
    let look = arial().set_bold().set_font_size(18).set_font_color(color).set_align(FormatAlign::Left);
    sheet.merge_range(0, 0, 0, 4, title, &look.set_align(FormatAlign::Top))?;
    sheet.set_row_height(0, 23)?;
    Ok(())
}

/// A row of headers.
pub(crate) fn put_headers(
    sheet: &mut Worksheet,
    columns: &[Column],
    first: (u32, u16),
    look: &Format,
) -> anyhow::Result<()> {
    for (column, at) in columns.iter().zip(first.1..) {
        sheet.write_string_with_format(first.0, at, &column.header, look)?;
    }
    Ok(())
}

/// A help row: what each column's help of that name says.
pub(crate) fn put_help(
    sheet: &mut Worksheet,
    columns: &[Column],
    first: (u32, u16),
    name: &str,
    look: &Format,
) -> anyhow::Result<()> {
    let looks = Looks { text: look.clone(), date: look.clone().set_num_format_index(14), ..Looks::new() };
    for (column, at) in columns.iter().zip(first.1..) {
        match column.help(name) {
            Some(value) => put(sheet, first.0, at, value, &looks)?,
            None => drop(sheet.write_blank(first.0, at, look)?),
        }
    }
    fit(sheet, first.0, columns.iter().filter_map(|column| column.help(name)), &looks)
}

/// The label row of the header block and the values below it.
pub(crate) fn put_header_block(
    sheet: &mut Worksheet,
    first: (u32, u16),
    values_row: u32,
    block: &[(&str, &Value)],
) -> anyhow::Result<()> {
    let look = arial().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00D8_D8D8));
    let look = look.set_align(FormatAlign::Center).set_align(FormatAlign::Top);
    let label = look.clone().set_bold().set_font_color(BLUE).set_background_color(LIGHT_BLUE);
    let value = look.set_font_color(Color::RGB(0x0044_4444)).set_background_color(GREY);
    let looks = Looks { date: value.clone().set_num_format_index(14), text: value, ..Looks::new() };
    for ((text, cell), at) in block.iter().zip(first.1..) {
        sheet.write_string_with_format(first.0, at, *text, &label)?;
        put(sheet, values_row, at, cell, &looks)?;
    }
    Ok(())
}

/// Every second row grey.
pub(crate) fn band(sheet: &mut Worksheet, from: (u32, u16), to: (u32, u16)) -> anyhow::Result<()> {
    let rule = ConditionalFormatFormula::new()
        .set_rule("=MOD(ROW(),2)=0")
        .set_format(Format::new().set_background_color(GREY));
    sheet.add_conditional_format(from.0, from.1, to.0, to.1, &rule)?;
    Ok(())
}

/// The impact level in its colour.
pub(crate) fn color_impact_level(sheet: &mut Worksheet, row: u32, column: u16) -> anyhow::Result<()> {
    for (word, color) in [("Low", 0x0045_4545), ("High", 0x00CC_1D1D), ("Moderate", 0x001A_98C5)] {
        let look = Format::new().set_font_color(Color::White).set_background_color(Color::RGB(color));
        let rule = ConditionalFormatText::new()
            .set_rule(ConditionalFormatTextRule::Contains(word.to_owned()))
            .set_format(&look);
        sheet.add_conditional_format(row, column, row, column, &rule)?;
    }
    Ok(())
}

/// What the template lets a cell hold.
pub(crate) enum Choice {
    /// One of these words.
    Words(&'static [&'static str], &'static str),
    /// A date; which one hardly matters to the template.
    Date(DataValidationRule<Formula>),
    /// A number: scanners' plugin ids are.
    Number,
}

/// Low, Moderate or High.
pub(crate) const RATING: Choice = Choice::Words(&["Low", "Moderate", "High"], "Low, Moderate, High");
/// The same, or N/A.
pub(crate) const ADJUSTED: Choice = Choice::Words(&["Low", "Moderate", "High", "N/A"], "Low, Moderate, High, N/A");
/// Yes or No. (The template's own prompt says Pending too.)
pub(crate) const YES_NO: Choice = Choice::Words(&["Yes", "No"], "Yes,No,Pending");
/// Yes, No or Pending.
pub(crate) const DEVIATION: Choice = Choice::Words(&["Yes", "No", "Pending"], "Yes,No,Pending");

/// A date after 1999.
pub(crate) fn recent_date() -> Choice {
    Choice::Date(DataValidationRule::GreaterThan(Formula::new("36526")))
}

/// Any date but one.
pub(crate) fn any_date(but: &str) -> Choice {
    Choice::Date(DataValidationRule::NotBetween(Formula::new(but), Formula::new(but)))
}

/// Limits the cells of `ranges` (`"C3 S1:S4022"`) to a choice.
pub(crate) fn allow(sheet: &mut Worksheet, ranges: &str, choice: Choice) -> anyhow::Result<()> {
    let rule = match choice {
        Choice::Words(words, prompt) => DataValidation::new().allow_list_strings(words)?.set_input_message(prompt)?,
        Choice::Date(rule) => DataValidation::new().allow_date_formula(rule).set_input_message("Date")?,
        Choice::Number => DataValidation::new().allow_decimal_number(DataValidationRule::NotEqualTo(-9999.0)),
    };
    sheet.add_data_validation(0, 0, 0, 0, &rule.set_multi_range(ranges))?;
    Ok(())
}

/// The sheet Record of Changes.
pub(crate) fn put_record_of_changes(sheet: &mut Worksheet, changes: &[Table]) -> anyhow::Result<()> {
    let calibri = Format::new().set_font_name("Calibri").set_font_size(10).set_text_wrap();
    let middle = calibri.clone().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    let head = middle.clone().set_bold().set_font_color(BLUE).set_background_color(LIGHT_BLUE);
    let title = head.clone().set_font_size(12).set_background_color(Color::Automatic);
    for (column, width) in [3.3, 10.7, 66.7, 10.7, 13.3].into_iter().enumerate() {
        sheet.set_column_width(u16::try_from(column)?, width)?;
    }
    sheet.merge_range(1, 1, 1, 4, "Record of Changes for Template", &title)?;
    for (text, at) in ["Date", "Description", "Version", "Author"].into_iter().zip(1..) {
        sheet.write_string_with_format(2, at, text, &head)?;
    }
    let looks = Looks { date: middle.clone().set_num_format_index(14), text: calibri, ..Looks::new() };
    for (change, row) in changes.iter().zip(3..) {
        for (name, at) in ["date", "description", "version", "author"].into_iter().zip(1..) {
            if let Some(value) = change.get(name) {
                put(sheet, row, at, value, &looks)?;
            }
        }
    }
    Ok(())
}
