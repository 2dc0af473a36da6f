//! What cells may hold and which are marked: data validations, conditional formats, filters.

use rust_xlsxwriter::{
    ConditionalFormatDuplicate, ConditionalFormatFormula, ConditionalFormatText, ConditionalFormatTextRule,
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Worksheet, XlsxError,
};

use super::layout::{Allowed, Choice, Items, Layout, Marks};
use super::looks::{GREY, RED};
use crate::finding::cell_name;
use rust_xlsxwriter::Color;

/// Puts them on a sheet of items whose last row, counted from 0, is known.
pub(super) fn put(page: &mut Worksheet, layout: &Layout, items: &Items, last: u32) -> Result<(), XlsxError> {
    let first = items.first_item();
    let width = items.columns.len().saturating_sub(1);
    // The first rule goes before the others: what is marked is red on grey rows too.
    for rule in &items.rules {
        let at = items.at(rule.column);
        let red = Format::new().set_background_color(RED).set_font_color(Color::White);
        match &rule.what {
            Marks::Duplicates => {
                page.add_conditional_format(first, at, last, at, &ConditionalFormatDuplicate::new().set_format(red))?;
            }
            Marks::Where(formula) => {
                let formula = formula.replace("{cell}", &cell_name(first, u32::from(at)));
                let rule = ConditionalFormatFormula::new().set_rule(formula.as_str()).set_format(red);
                page.add_conditional_format(first, at, last, at, &rule)?;
            }
        }
    }
    let band = ConditionalFormatFormula::new()
        .set_rule("=MOD(ROW(),2)=0")
        .set_format(Format::new().set_background_color(GREY));
    page.add_conditional_format(first, items.first.1, last, items.at(width), &band)?;
    for (column, known) in items.columns.iter().enumerate() {
        if let Some(choice) = known.choice.and_then(|choice| layout.choices.get(choice)) {
            let at = items.at(column);
            page.add_data_validation(first, at, last, at, &validation(choice)?)?;
        }
    }
    if let Some(block) = items.block {
        for (label, at) in layout.labels.iter().zip(block.labels.1..) {
            if let Some(choice) = label.choice.and_then(|choice| layout.choices.get(choice)) {
                page.add_data_validation(block.values, at, block.values, at, &validation(choice)?)?;
            }
            for (word, color) in &label.colors {
                let look = Format::new().set_font_color(Color::White).set_background_color(Color::RGB(*color));
                let rule = ConditionalFormatText::new()
                    .set_rule(ConditionalFormatTextRule::Contains(word.clone()))
                    .set_format(&look);
                page.add_conditional_format(block.values, at, block.values, at, &rule)?;
            }
        }
    }
    page.autofilter(items.first.0, items.first.1, last, items.at(width))?;
    Ok(())
}

fn validation(choice: &Choice) -> Result<DataValidation, XlsxError> {
    let day = |serial: &f64| Formula::new(serial.to_string());
    let rule = match &choice.what {
        Allowed::List(words) => {
            let rule = DataValidation::new().allow_list_strings(words)?;
            rule.set_input_message(words.join(", "))?
        }
        Allowed::DateAfter(after) => {
            let rule = DataValidation::new().allow_date_formula(DataValidationRule::GreaterThan(day(after)));
            rule.set_input_message("Date")?
        }
        Allowed::DateBut(but) => {
            let rule = DataValidation::new().allow_date_formula(DataValidationRule::NotBetween(day(but), day(but)));
            rule.set_input_message("Date")?
        }
        Allowed::NumberBut(but) => DataValidation::new().allow_decimal_number(DataValidationRule::NotEqualTo(*but)),
    };
    let style = if choice.only_hints { DataValidationErrorStyle::Information } else { DataValidationErrorStyle::Stop };
    Ok(rule.set_error_style(style))
}
