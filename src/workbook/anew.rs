//! A workbook written anew, from a layout: sheets, headers and help rows as the template has them, then the items row by
//! row. What a column means is known to the layout's file alone.

mod addresses;
mod due;
mod file;
mod frame;
mod layout;
mod looks;
mod marks;

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Formula, Workbook, Worksheet, XlsxError};

pub use file::{built_in, load, named, names};
pub use layout::Layout;

use super::dates;
use crate::finding::{Failure, Finding};
use due::Gives;
use layout::{Items, What};
use looks::Looks;

/// The most text that a cell holds, in UTF-16 units.
pub const LONGEST_TEXT: usize = 32_767;

/// The most rows of a sheet.
const MOST_ROWS: u32 = 1_048_576;

/// The height of a line of the template's font, and that of the highest row, in points.
const LINE: f64 = 13.0;
const HIGHEST_ROW: f64 = 409.0;

/// What a cell is to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Blank,
    /// Text, whatever it begins with; what is longer than [`LONGEST_TEXT`] is cut ([`beyond_a_cell`] tells).
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A day, as a serial of the 1900 system.
    Date(f64),
}

impl<'a> Value<'a> {
    /// A text as a day where it is one as `yyyy-mm-dd`, and Excel counts it as the calendar does (from 1900-03-01 on).
    pub fn day(text: &'a str) -> Self {
        let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let serial = if is_plain { text.parse().ok().and_then(|day| dates::serial(day, false)) } else { None };
        serial.filter(|serial| *serial >= 61.0).map_or_else(|| Value::text(text), Value::Date)
    }

    /// A text as a whole number where it is written as Excel would show it: at most 15 digits, none of them a zero in
    /// front.
    pub fn whole(text: &'a str) -> Self {
        let is_digits = !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            Ok(number) if is_digits && (!text.starts_with('0') || text == "0") => Value::Number(number),
            _ => Value::text(text),
        }
    }

    /// A text; an empty one is a blank cell.
    pub fn text(text: &'a str) -> Self {
        if text.is_empty() { Value::Blank } else { Value::Text(text) }
    }
}

/// What a text has beyond [`LONGEST_TEXT`], if anything: no cell holds it.
pub fn beyond_a_cell(text: &str) -> Option<&str> {
    if text.len() <= LONGEST_TEXT {
        return None;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST_TEXT
    })?;
    text.get(end.0..)
}

/// A text as a cell holds it: line ends as `\n`, and not too long.
fn held(text: &str) -> std::borrow::Cow<'_, str> {
    let text = text.strip_suffix(beyond_a_cell(text).unwrap_or_default()).unwrap_or(text);
    if text.contains('\r') {
        return text.replace("\r\n", "\n").replace('\r', "\n").into();
    }
    text.into()
}

/// What a workbook holds beside its items.
#[derive(Clone, Debug, Default)]
pub struct Around<'a> {
    /// The header block's values: sheet of items, label, value.
    pub header: Vec<(usize, usize, Value<'a>)>,
    /// Columns that the layout does not have; they come after its own, on every sheet of items.
    pub extras: Vec<Extra<'a>>,
    /// The stamp of the workbook: when it was made and last changed.
    pub modified: Option<Timestamp>,
    /// Whether this is a form to be filled in: placeholders stand in the header block.
    pub is_blank: bool,
}

/// A column that the layout does not have.
#[derive(Clone, Copy, Debug)]
pub struct Extra<'a> {
    /// Its header.
    pub header: &'a str,
    /// Where it stands (counted from 0) if it is to have no header; beyond the layout's columns only.
    pub without_header: Option<u16>,
}

/// A sheet of items while rows are added to it.
struct Filling<'l> {
    /// Its index in the workbook.
    index: usize,
    items: &'l Items,
    /// The next free row.
    next: u32,
    /// Where the extra columns are.
    extras: Vec<u16>,
    /// By value how many characters a line of its column takes.
    lines: Vec<usize>,
}

/// A workbook while rows are added to it.
pub struct Anew<'l> {
    layout: &'l Layout,
    book: Workbook,
    looks: Looks,
    sheets: Vec<Filling<'l>>,
}

impl<'l> Anew<'l> {
    /// A workbook with everything but its items. Its rows wait in temporary files in `folder`.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where nothing can be written to the folder.
    pub fn new(layout: &'l Layout, around: &Around<'_>, folder: &Path) -> Result<Self, Failure> {
        let mut anew = Anew { layout, book: Workbook::new(), looks: Looks::new(), sheets: Vec::new() };
        anew.begin(around, folder).map_err(|error| failure(&error))?;
        Ok(anew)
    }

    fn begin(&mut self, around: &Around<'_>, folder: &Path) -> Result<(), XlsxError> {
        self.book.set_tempdir(folder)?;
        let mut properties = DocProperties::new().set_title(&self.layout.title);
        if let Some(stamp) = stamp(around.modified.unwrap_or(Timestamp::UNIX_EPOCH)) {
            properties = properties.set_creation_datetime(&stamp);
        }
        self.book.set_properties(&properties);
        let layout = self.layout;
        for (index, sheet) in layout.sheets.iter().enumerate() {
            let page = self.book.add_worksheet_with_constant_memory()?.set_name(&sheet.name)?;
            frame::begin(page, sheet)?;
            match &sheet.what {
                What::Items(items) => {
                    let at = self.sheets.len();
                    frame::items(page, layout, (at, sheet, items), around, &self.looks)?;
                    let extras = items.extras(&around.extras);
                    let lines = frame::lines(sheet, items, extras.len());
                    self.sheets.push(Filling { index, items, next: items.first_item(), extras, lines });
                }
                What::Boxes { first, texts } => frame::boxes(page, sheet, *first, texts, &self.looks)?,
                What::Records { first, heads, rows } => {
                    frame::records(page, sheet, *first, heads, rows, &self.looks)?;
                }
            }
        }
        Ok(())
    }

    /// Where a value of the next row of a sheet of items goes: row and column, counted from 0.
    pub fn next_cell(&self, sheet: usize, value: usize) -> (u32, u32) {
        self.sheets.get(sheet).map_or((0, 0), |sheet| (sheet.next, u32::from(sheet.at(value))))
    }

    /// Adds an item to a sheet of items, its values by the layout's columns and then the extra ones. The due date is a
    /// formula where the layout has one and it gives the same.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where the sheet is full or cannot be written.
    pub fn row(&mut self, sheet: usize, values: &[Value<'_>]) -> Result<(), Failure> {
        let Some(sheet) = self.sheets.get_mut(sheet) else { return Ok(()) };
        if sheet.next >= MOST_ROWS {
            let message = format!("there are more items than the {MOST_ROWS} rows of a sheet");
            return Err(Failure::unreadable(
                Finding::error("too-large", message).help("write JSON, XML or YAML instead"),
            ));
        }
        let page = self.book.worksheet_from_index(sheet.index).map_err(|error| failure(&error))?;
        sheet.put(page, values, &self.looks).map_err(|error| failure(&error))?;
        sheet.next += 1;
        Ok(())
    }

    /// The finished workbook's bytes.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where a temporary file cannot be read or written.
    pub fn finish(mut self) -> Result<Vec<u8>, Failure> {
        self.end().map_err(|error| failure(&error))?;
        self.book.save_to_buffer().map_err(|error| failure(&error))
    }

    fn end(&mut self) -> Result<(), XlsxError> {
        for Filling { index, items, next, .. } in &self.sheets {
            let page = self.book.worksheet_from_index(*index)?;
            let last = items.last_row.max(next.saturating_sub(1)).max(items.first_item());
            if let Some(due) = &items.due {
                for row in *next..=last {
                    let formula = Formula::new(due::formula(due, items, row)).set_result("");
                    page.write_formula_with_format(row, items.at(due.column), formula, &self.looks.due)?;
                }
            }
            marks::put(page, self.layout, items, last)?;
        }
        Ok(())
    }
}

impl Filling<'_> {
    /// The sheet's column of a value.
    fn at(&self, value: usize) -> u16 {
        let extra = value.checked_sub(self.items.columns.len()).and_then(|extra| self.extras.get(extra));
        extra.copied().unwrap_or_else(|| self.items.at(value))
    }

    /// The height of a row whose text has more than a line, in points: not every program reckons it when it opens a file.
    fn height(&self, values: &[Value<'_>]) -> Option<f64> {
        let count = |(value, line): (&Value<'_>, &usize)| match value {
            Value::Text(text) if text.len() > *line || text.contains('\n') => {
                text.split('\n').map(|part| part.chars().count().saturating_sub(1) / line + 1).sum()
            }
            _ => 1,
        };
        let lines: usize = values.iter().zip(&self.lines).map(count).max()?;
        let height = u16::try_from(lines).map_or(HIGHEST_ROW, |lines| f64::from(lines) * LINE);
        (lines > 1).then_some(height.min(HIGHEST_ROW))
    }

    fn put(&self, page: &mut Worksheet, values: &[Value<'_>], looks: &Looks) -> Result<(), XlsxError> {
        if let Some(height) = self.height(values) {
            page.set_row_height(self.next, height)?;
        }
        let due = self.items.due.as_ref().map(|due| (due, due::gives(due, values)));
        for (column, value) in values.iter().enumerate() {
            let at = self.at(column);
            if let Some((due, gives)) = due.filter(|(due, _)| due.column == column) {
                let cached = match (gives, value) {
                    (Gives::Blank, Value::Blank) => Some(String::new()),
                    (Gives::Day(day), Value::Date(date)) if day.to_bits() == date.to_bits() => Some(day.to_string()),
                    _ => None,
                };
                if let Some(cached) = cached {
                    let formula = Formula::new(due::formula(due, self.items, self.next)).set_result(cached);
                    page.write_formula_with_format(self.next, at, formula, &looks.due)?;
                    continue;
                }
            }
            put(page, self.next, at, value, looks)?;
        }
        Ok(())
    }
}

fn put(page: &mut Worksheet, row: u32, column: u16, value: &Value<'_>, looks: &Looks) -> Result<(), XlsxError> {
    match value {
        Value::Blank => {}
        Value::Text(text) => drop(page.write_string_with_format(row, column, held(text), &looks.text)?),
        Value::Number(number) => drop(page.write_number_with_format(row, column, *number, &looks.text)?),
        Value::Date(serial) => drop(page.write_number_with_format(row, column, *serial, &looks.date)?),
    }
    Ok(())
}

/// A moment as a workbook states it, to the second; none where Excel does not count that far.
fn stamp(at: Timestamp) -> Option<ExcelDateTime> {
    let at = at.to_zoned(TimeZone::UTC).datetime();
    let [month, day] = [at.month(), at.day()].map(|n| u8::try_from(n).ok());
    let date = ExcelDateTime::from_ymd(u16::try_from(at.year()).ok()?, month?, day?).ok()?;
    let [hour, minute] = [at.hour(), at.minute()].map(|n| u16::try_from(n).ok());
    date.and_hms(hour?, u8::try_from(minute?).ok()?, at.second()).ok()
}

/// What the writer could not do.
fn failure(error: &XlsxError) -> Failure {
    let finding = Finding::error("cannot-write", format!("the workbook cannot be written: {error}"));
    Failure::unreadable(finding.help("check that there is room for temporary files, and write elsewhere with -o"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_days_and_plain_numbers_are_more_than_text() {
        assert_eq!(Value::day("2026-05-04"), Value::Date(46_146.0));
        assert_eq!(Value::day("1900-03-01"), Value::Date(61.0));
        for text in ["1900-02-28", "2026-02-30", "2026-5-4", "20260504", "2026-05-04 13:30:00", "+002026-05", "soon"] {
            assert_eq!(Value::day(text), Value::Text(text));
        }
        assert_eq!(Value::whole("19506"), Value::Number(19_506.0));
        assert_eq!(Value::whole("0"), Value::Number(0.0));
        for text in ["012", "1234567890123456", "-1", "1.0", "1e3", "12\n13", "１２"] {
            assert_eq!(Value::whole(text), Value::Text(text));
        }
        assert_eq!([Value::whole(""), Value::day(""), Value::text("")], [Value::Blank; 3]);
    }

    #[test]
    fn a_text_is_measured_in_utf_16() {
        let long = "a".repeat(LONGEST_TEXT);
        assert_eq!(beyond_a_cell(&long), None);
        assert_eq!(beyond_a_cell(&format!("{long}bc")), Some("bc"));
        let wide = "😀".repeat(LONGEST_TEXT / 2);
        assert_eq!(beyond_a_cell(&format!("{wide}a")), None);
        assert_eq!(beyond_a_cell(&format!("{wide}😀a")), Some("😀a"));
        assert_eq!(held(&format!("{wide}😀a")), wide);
        assert_eq!(held("a\r\nb\rc\n"), "a\nb\nc\n");
    }
}
