//! Formulas as far as writing into a sheet needs them: which cells one refers to, and its text in another cell.

use super::area::{Area, address};
use crate::finding::column_letters;
use std::ops::Range;

/// The last row and column of any sheet.
const LAST: (u32, u32) = (1_048_575, 16_383);

/// What a formula refers to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct References {
    /// The cells it names.
    pub(super) cells: Vec<Reference>,
    /// Whether it may refer to any cell: by a name, a table, or a reference made while it runs.
    pub(super) is_open: bool,
}

/// A reference in a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// The sheet, where it is named.
    pub(super) sheet: Option<String>,
    /// The cells.
    pub(super) area: Area,
    /// For its first and last cell whether row and column stay when the formula is copied.
    fixed: [(bool, bool); 2],
    /// Where it stands in the formula, without the sheet.
    at: Range<usize>,
    is_one: bool,
}

/// Functions that make references while they run.
const OPEN: [&str; 3] = ["INDIRECT", "OFFSET", "GETPIVOTDATA"];

/// Finds what a formula refers to.
pub(super) fn references(formula: &str) -> References {
    let mut found = References::default();
    let bytes = formula.as_bytes();
    let mut sheet: Option<String> = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        match byte {
            b'"' => at = quoted(bytes, at, b'"'),
            b'\'' => {
                at = quoted(bytes, at, b'\'');
                let name = formula.get(start + 1..at.saturating_sub(1)).unwrap_or_default();
                sheet = Some(name.replace("''", "'"));
                continue;
            }
            // A table's column, or another workbook.
            b'[' => {
                found.is_open = true;
                at += bytes[at..].iter().position(|b| *b == b']').map_or(1, |length| length + 1);
            }
            b'#' => {
                at += 1;
                while bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'!' | b'?')) {
                    at += 1;
                }
            }
            b'!' => {
                at += 1;
                continue;
            }
            b if b.is_ascii_digit() => {
                while bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.') {
                    at += 1;
                }
                // Whole rows, `3:7`.
                found.is_open |= bytes.get(at) == Some(&b':');
            }
            b if is_word(*b) => {
                at = word(bytes, at);
                let text = &formula[start..at];
                match bytes.get(at) {
                    Some(b'(') => found.is_open |= OPEN.iter().any(|open| text.eq_ignore_ascii_case(open)),
                    Some(b'!') => {
                        sheet = Some(text.to_owned());
                        continue;
                    }
                    _ if text.eq_ignore_ascii_case("TRUE") || text.eq_ignore_ascii_case("FALSE") => {}
                    next => {
                        let end = if next == Some(&b':') { word(bytes, at + 1) } else { at };
                        let last = formula.get(at + 1..end).filter(|last| !last.is_empty());
                        match reference(text, last) {
                            Some((area, fixed)) => {
                                at = end.max(at);
                                let (sheet, is_one) = (sheet.take(), last.is_none());
                                found.cells.push(Reference { sheet, area, fixed, at: start..at, is_one });
                            }
                            None => found.is_open = true,
                        }
                    }
                }
            }
            _ => at += 1,
        }
        sheet = None;
        at = at.max(start + 1);
    }
    found
}

/// The end of a quoted text, in which the quote itself stands twice.
fn quoted(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if *byte == quote {
            if bytes.get(at) != Some(&quote) {
                break;
            }
            at += 1;
        }
    }
    at
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'$' | b'\\' | b'?') || byte >= 0x80
}

fn word(bytes: &[u8], start: usize) -> usize {
    start + bytes.get(start..).unwrap_or_default().iter().take_while(|byte| is_word(**byte)).count()
}

/// One cell, an area, or whole columns.
fn reference(first: &str, last: Option<&str>) -> Option<(Area, [(bool, bool); 2])> {
    let Some(last) = last else {
        let (row, column) = address(first)?;
        let fixed = fixed(first);
        return inside(Area::of(row, column)).map(|area| (area, [fixed, fixed]));
    };
    if let (Some(first_cell), Some(last_cell)) = (address(first), address(last)) {
        let area = Area { first: first_cell, last: last_cell };
        return inside(area).map(|area| (area, [fixed(first), fixed(last)]));
    }
    // Columns have no rows; as if they named the first and the last one.
    let (first_cell, last_cell) = (address(format!("{first}1"))?, address(format!("{last}1"))?);
    let area = Area { first: (0, first_cell.1), last: (LAST.0, last_cell.1) };
    inside(area).map(|area| (area, [(true, first.starts_with('$')), (true, last.starts_with('$'))]))
}

fn inside(area: Area) -> Option<Area> {
    (area.last.0 <= LAST.0 && area.last.1 <= LAST.1 && area.first.0 <= LAST.0 && area.first.1 <= LAST.1).then_some(area)
}

/// Whether row and column have a `$`.
fn fixed(name: &str) -> (bool, bool) {
    (name.get(1..).is_some_and(|rest| rest.contains('$')), name.starts_with('$'))
}

impl Reference {
    /// The cells when the formula is so many rows and columns further on; none beyond the edges of a sheet.
    pub(super) fn moved(&self, rows: i64, columns: i64) -> Option<Area> {
        let shift = |(row, column): (u32, u32), (row_fixed, column_fixed): (bool, bool)| {
            let by = |from: u32, by: i64, is_fixed: bool, last: u32| {
                let to = if is_fixed { i64::from(from) } else { i64::from(from) + by };
                u32::try_from(to).ok().filter(|to| *to <= last)
            };
            Some((by(row, rows, row_fixed, LAST.0)?, by(column, columns, column_fixed, LAST.1)?))
        };
        Some(Area { first: shift(self.area.first, self.fixed[0])?, last: shift(self.area.last, self.fixed[1])? })
    }

    fn spelled(&self, area: Area) -> String {
        let whole_columns = area.first.0 == 0 && area.last.0 == LAST.0 && !self.is_one;
        let one = |(row, column): (u32, u32), (row_fixed, column_fixed): (bool, bool)| {
            let sign = |is_fixed| if is_fixed { "$" } else { "" };
            let letters = column_letters(column);
            if whole_columns {
                format!("{}{letters}", sign(column_fixed))
            } else {
                format!("{}{letters}{}{}", sign(column_fixed), sign(row_fixed), row + 1)
            }
        };
        let first = one(area.first, self.fixed[0]);
        if self.is_one { first } else { format!("{first}:{}", one(area.last, self.fixed[1])) }
    }
}

/// A formula's text so many rows and columns further on, as if it had been copied there.
pub(super) fn moved(formula: &str, rows: i64, columns: i64) -> String {
    let mut out = String::with_capacity(formula.len());
    let mut done = 0;
    for reference in references(formula).cells {
        out.push_str(&formula[done..reference.at.start]);
        match reference.moved(rows, columns) {
            Some(area) => out.push_str(&reference.spelled(area)),
            None => out.push_str("#REF!"),
        }
        done = reference.at.end;
    }
    out.push_str(&formula[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(formula: &str) -> (Vec<String>, bool) {
        let found = references(formula);
        let one = |r: &Reference| r.sheet.as_ref().map_or(r.area.to_string(), |s| format!("{s}!{}", r.area));
        (found.cells.iter().map(one).collect(), found.is_open)
    }

    #[test]
    fn what_a_formula_refers_to_is_found() {
        for (formula, cells, is_open) in [
            (r#"IF((T9="N/A")+(ISBLANK(T9)),K9+30,"A1")"#, vec!["T9", "T9", "K9"], false),
            ("SUM($A$1:B7)*2.5E3+LOG10(C3)", vec!["A1:B7", "C3"], false),
            ("'Open POA&M''s Items'!K9+Sheet2!$A1", vec!["Open POA&M's Items!K9", "Sheet2!A1"], false),
            ("COUNTIF(A:C,\"x\"\"B2\")", vec!["A1:C1048576"], false),
            ("Rate*A1", vec!["A1"], true),
            ("SUM(Items[Due])", vec![], true),
            ("INDIRECT(\"A\"&B1)", vec!["B1"], true),
            ("SUM(3:7)", vec![], true),
            ("TRUE+#REF!+é", vec![], true),
            ("IF(TRUE,#N/A,A1:", vec!["A1"], false),
            ("\"unended A1", vec![], false),
        ] {
            let cells: Vec<String> = cells.into_iter().map(str::to_owned).collect();
            assert_eq!(seen(formula), (cells, is_open), "{formula}");
        }
    }

    #[test]
    fn a_formula_moves_as_when_it_is_copied() {
        for (formula, rows, columns, expected) in [
            ("IF(ISBLANK(T9),K9+30,\"K9\")", 3, 0, "IF(ISBLANK(T12),K12+30,\"K9\")"),
            ("$A$1+$A1+A$1+A1", 1, 1, "$A$1+$A2+B$1+B2"),
            ("SUM(A1:B2)+SUM(C:D)+'x y'!E5", 1, 2, "SUM(C2:D3)+SUM(E:F)+'x y'!G6"),
            ("A1+B2", -1, 0, "#REF!+B1"),
        ] {
            assert_eq!(moved(formula, rows, columns), expected);
        }
    }
}
