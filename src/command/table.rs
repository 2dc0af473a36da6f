//! Tables of texts for people.

use super::output::to_output;
use poam::convert::cannot_write;
use poam::finding::Failure;

/// Prints rows, as [`lines`] puts them.
pub(super) fn print<const N: usize>(rows: &[[String; N]]) -> Result<(), Failure> {
    let told = lines(rows);
    to_output(false, None, |out, _| out.write_all(told.as_bytes()).map_err(|e| cannot_write("standard output", &e)))
}

/// Rows, the first of which holds the titles, as lines; each column but the last is as wide as its widest text.
pub(super) fn lines<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, text) in widths.iter_mut().zip(row).take(N.saturating_sub(1)) {
            *width = text.chars().count().max(*width);
        }
    }
    let mut told = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().zip(widths).map(|(text, width)| format!("{text:width$}")).collect();
        told.push_str(&cells.join("  "));
        told.push('\n');
    }
    told
}

/// The beginning of a text, on one line.
pub(super) fn one_line(text: &str) -> String {
    let short: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(40).collect();
    short.trim().to_owned()
}
