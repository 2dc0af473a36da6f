//! Cells, columns and rows as a layout file names them.

use std::collections::BTreeMap;

use super::layout::At;
use crate::source::{Table, Text};

/// Widths of columns, each `"A:AD" = "20.83"`.
pub(super) fn widths(table: &Table<'_, '_>) -> Vec<(u16, u16, f64)> {
    let read = |(columns, width): (Text, Text)| {
        let (first, last) = columns.text.split_once(':').unwrap_or((&columns.text, &columns.text));
        let found = column(first).zip(column(last)).zip(width.text.parse().ok().filter(|w| (0.0..=255.0).contains(w)));
        if found.is_none() {
            let help = Some("write it like \"A:AD\" = \"20.83\"".to_owned());
            table.problem_at("bad-width", "this is no width of columns", columns.line, help);
        }
        found.map(|((first, last), width)| (first, last, width))
    };
    let widths = table.table("widths");
    widths.iter().flat_map(Table::named_text).filter_map(read).collect()
}

/// Heights of rows, each `5 = "42"`.
pub(super) fn heights(table: &Table<'_, '_>) -> BTreeMap<u32, f64> {
    let read = |(row, height): (Text, Text)| {
        let number = row.text.parse::<u32>().ok().filter(|row| (1..=1_048_576).contains(row));
        let found = number.zip(height.text.parse().ok().filter(|h| (0.0..=409.0).contains(h)));
        if found.is_none() {
            let help = Some("write it like 5 = \"42\"".to_owned());
            table.problem_at("bad-height", "this is no height of a row", row.line, help);
        }
        found.map(|(row, height)| (row - 1, height))
    };
    let heights = table.table("heights");
    heights.iter().flat_map(Table::named_text).filter_map(read).collect()
}

/// A column's letters as its number from 0.
fn column(letters: &str) -> Option<u16> {
    let number = letters.bytes().try_fold(0_u16, |number, byte| {
        let digit = byte.is_ascii_uppercase().then(|| u16::from(byte - b'A') + 1)?;
        number.checked_mul(26)?.checked_add(digit)
    })?;
    number.checked_sub(1).filter(|column| *column < 16_384)
}

fn address(text: &str) -> Option<At> {
    let split = text.find(|c: char| c.is_ascii_digit())?;
    let row = text[split..].parse::<u32>().ok().filter(|row| (1..=1_048_576).contains(row))?;
    Some((row - 1, column(&text[..split])?))
}

/// The cell that a key names.
pub(super) fn cell(table: &Table<'_, '_>, key: &'static str) -> Option<At> {
    let text = table.text(key)?;
    range(table, &text).map(|(first, _)| first)
}

/// `A1:E1`, or one cell.
pub(super) fn range(table: &Table<'_, '_>, text: &Text) -> Option<(At, At)> {
    let (first, last) = text.text.split_once(':').unwrap_or((&text.text, &text.text));
    let found = address(first).zip(address(last));
    if found.is_none() {
        let message = format!("\"{}\" is no cell", text.text);
        table.problem_at("bad-cell", message, text.line, Some("write it like A5, or A1:E1".to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_excels() {
        assert_eq!(address("A1"), Some((0, 0)));
        assert_eq!(address("AE4022"), Some((4021, 30)));
        assert_eq!(address("XFD1048576"), Some((1_048_575, 16_383)));
        for wrong in ["", "A", "1", "A0", "a1", "XFE1", "A1048577", "A1B", "ZZZZZ1"] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }
}
