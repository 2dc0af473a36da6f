//! The due date by the template's formula: as text for a sheet, and worked out for its cached value.

use super::Value;
use super::layout::{Due, Items};
use crate::finding::column_letters;

/// The formula for a row counted from 0.
pub(super) fn formula(due: &Due, items: &Items, row: u32) -> String {
    let cell = |column: usize| format!("{}{}", column_letters(u32::from(items.at(column))), u64::from(row) + 1);
    let (from, rating, adjusted, adjustment) =
        (cell(due.from), cell(due.rating), cell(due.adjusted), cell(due.adjustment));
    // From the last rating to the first, each around what comes after it.
    let by_rating =
        due.days.iter().rev().fold("\"\"".to_owned(), |rest, (word, days)| {
            format!("IF({rating}={}, {from}+{days}, {rest})", quoted(word))
        });
    let by_adjusted = due.days.iter().rev().fold(by_rating.clone(), |rest, (word, days)| {
        let approved = quoted(&due.approved);
        format!("IF((({adjustment}={approved})*({adjusted}={})), {from}+{days}, {rest})", quoted(word))
    });
    format!("=IF(({adjusted}={})+(ISBLANK({adjusted})), {by_rating}, {by_adjusted})", quoted(&due.none))
}

/// A text as formulas quote it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// What the formula gives for a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Gives {
    /// A day, as a serial.
    Day(f64),
    /// Nothing.
    Blank,
    /// Something that is no due date: days after no date, or an error.
    Nonsense,
}

/// Works the formula out as Excel does, which ignores letter case when it compares texts.
pub(super) fn gives(due: &Due, values: &[Value<'_>]) -> Gives {
    let is = |column: usize, word: &str| matches!(values.get(column), Some(Value::Text(text)) if same(text, word));
    let days = |column: usize| due.days.iter().find(|(word, _)| is(column, word)).map(|(_, days)| *days);
    let is_none = is(due.adjusted, &due.none) || matches!(values.get(due.adjusted), None | Some(Value::Blank));
    let adjusted = if is_none || !is(due.adjustment, &due.approved) { None } else { days(due.adjusted) };
    match (adjusted.or_else(|| days(due.rating)), values.get(due.from)) {
        (None, _) => Gives::Blank,
        (Some(days), Some(Value::Date(from))) => Gives::Day(from + f64::from(days)),
        (Some(_), _) => Gives::Nonsense,
    }
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::file;
    use super::*;

    fn with_due(check: impl Fn(&Due, &Items)) {
        let layout = file::named("fedramp-2.1").unwrap();
        let (_, items) = layout.items().next().unwrap();
        check(items.due.as_ref().unwrap(), items);
    }

    #[test]
    fn the_formula_is_the_templates_own() {
        with_due(|due, items| {
            let plain = |text: &str| text.replace(' ', "");
            let expected = r#"=IF((T9="N/A")+(ISBLANK(T9)), IF(S9="High", K9+30,IF(S9="Moderate", K9+90, IF(S9="Low", K9+180,""))), IF(((U9="Yes")*(T9="High")), K9+30,  IF(((U9="Yes")*(T9="Moderate")), K9+90,  IF(((U9="Yes")*(T9="Low")), K9+180, IF(S9="High", K9+30,IF(S9="Moderate", K9+90, IF(S9="Low", K9+180,"")))))))"#;
            assert_eq!(plain(&formula(due, items, 8)), plain(expected));
        });
    }

    #[test]
    fn it_is_worked_out_as_excel_does() {
        with_due(|due, items| {
            let give =
                |from: Value<'static>, rating: &'static str, adjusted: &'static str, adjustment: &'static str| {
                    let mut values = vec![Value::Blank; items.columns.len()];
                    values[due.from] = from;
                    for (column, text) in [(due.rating, rating), (due.adjusted, adjusted), (due.adjustment, adjustment)]
                    {
                        values[column] = if text.is_empty() { Value::Blank } else { Value::Text(text) };
                    }
                    gives(due, &values)
                };
            let day = Value::Date(46_000.0);
            assert_eq!(give(day, "High", "", ""), Gives::Day(46_030.0));
            assert_eq!(give(day, "low", "N/A", "Yes"), Gives::Day(46_180.0));
            assert_eq!(give(day, "High", "Low", "Yes"), Gives::Day(46_180.0));
            assert_eq!(give(day, "High", "Low", "Pending"), Gives::Day(46_030.0));
            assert_eq!(give(day, "High", "Critical", "Yes"), Gives::Day(46_030.0));
            assert_eq!(give(day, "Critical", "", ""), Gives::Blank);
            assert_eq!(give(Value::Blank, "High", "", ""), Gives::Nonsense);
            assert_eq!(give(Value::Text("soon"), "High", "", ""), Gives::Nonsense);
            assert_eq!(give(Value::Blank, "", "", ""), Gives::Blank);
        });
    }
}
