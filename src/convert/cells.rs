//! A workbook's cells as the texts that columns read.

use crate::finding::{Finding, Place};
use crate::mapping::codec::Codec;
use crate::rows::BlankWords;
use crate::workbook::{Cell, CellAt, civil_date};
use std::borrow::Cow;

/// Numbers without a date format that can be a date: 2000-01-01 to 2099-12-31. FedRAMP's template asks for dates after
/// 2000; any number is some day, so a smaller one is more likely a mistake than a date.
const LIKELY_DATES: std::ops::RangeInclusive<f64> = 36_526.0..=73_050.0;

/// The text of a cell in a column of this codec. A template's own words count as blank.
pub(super) fn text<'a>(cell: &CellAt<'a>, codec: Codec, is_1904: bool, blank: &BlankWords) -> Cow<'a, str> {
    let text: Cow<'a, str> = match cell.cell {
        Cell::Text(text) | Cell::Iso(text) | Cell::Error(text) => Cow::Borrowed(text),
        Cell::Number(number) if codec == Codec::Date && LIKELY_DATES.contains(&number) => {
            match civil_date(number, is_1904) {
                Some((day, None)) => Cow::Owned(day),
                _ => Cow::Owned(cell.cell.text().into_owned()),
            }
        }
        _ => Cow::Owned(cell.cell.text().into_owned()),
    };
    if blank.has(&text) { Cow::Borrowed("") } else { text }
}

/// What is wrong with a cell whatever its column: an error, or a formula nobody computed.
pub(super) fn fault(cell: &CellAt<'_>, place: &Place) -> Option<Finding> {
    let at = || place.clone().at(cell.row, cell.column);
    match cell.cell {
        Cell::Error(shown) => {
            let finding = Finding::warning("error-cell", format!("the cell shows {shown}")).at(at());
            Some(finding.help("correct the formula or type the value"))
        }
        Cell::Uncomputed => {
            let finding = Finding::warning("not-computed", "the formula in this cell has no value yet").at(at());
            Some(finding.help("open the workbook in Excel and save it, so that the value is computed"))
        }
        _ => None,
    }
}
