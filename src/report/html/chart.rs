//! Charts as SVG in the page, in tenths of a pixel. Each has its numbers in words, and its table stands beside it.

use super::text::{escaped, grouped};
use crate::report::sections::{Chart, Table, What};
use std::io::{self, Write};

/// A chart is as wide as a narrow phone shows it, so that its letters are never smaller than the page's.
const WIDE: i64 = 3300;

/// Room at the end of the longest bar, for its number.
const AFTER: i64 = 420;

/// Writes a chart with its legend.
pub(super) fn figure(table: &Table, chart: &Chart, id: &str, out: &mut dyn Write) -> io::Result<()> {
    let rows = drawn(table, chart);
    let drawing = if chart.line.is_some() { columns(&rows) } else { bars(&rows) };
    let (high, shapes) = drawing;
    write!(
        out,
        "<figure>\n<svg viewBox=\"0 0 {WIDE} {high}\" role=\"img\" aria-labelledby=\"{id}-chart {id}-said\">\
         <title id=\"{id}-chart\">Chart: {}</title><desc id=\"{id}-said\">{}</desc>{shapes}</svg>\n<figcaption>",
        escaped(&chart.title),
        escaped(&chart.says)
    )?;
    write!(out, "<ul class=\"legend\">")?;
    let titles = chart.series.iter().filter_map(|(at, style)| Some((table.columns.get(*at)?, *style)));
    for (column, style) in titles {
        write!(out, "<li><i class=\"{style}\"></i>{}</li>", escaped(&column.title))?;
    }
    if chart.line.is_some() {
        write!(out, "<li><i class=\"line\"></i>Late</li>")?;
    }
    writeln!(out, "</ul></figcaption>\n</figure>")
}

/// What is drawn of a row.
struct Drawn<'a> {
    name: String,
    /// Style and number of each part.
    parts: Vec<(&'a str, i64)>,
    line: Option<i64>,
}

impl Drawn<'_> {
    fn total(&self) -> i64 {
        self.parts.iter().map(|(_, number)| number).sum()
    }
}

fn drawn<'a>(table: &Table, chart: &'a Chart) -> Vec<Drawn<'a>> {
    let rows = if table.total { table.rows.len().saturating_sub(1) } else { table.rows.len() };
    let number = |row: &crate::report::sections::Row, at: usize| match row.cells.get(at).map(|cell| &cell.what) {
        Some(What::Number(number)) => Some(*number),
        _ => None,
    };
    let of = |row: &crate::report::sections::Row| Drawn {
        name: match row.cells.first().map(|cell| &cell.what) {
            Some(What::Text(text)) => text.clone(),
            _ => String::new(),
        },
        parts: chart.series.iter().map(|(at, style)| (*style, number(row, *at).unwrap_or(0))).collect(),
        line: chart.line.and_then(|at| number(row, at)),
    };
    table.rows.iter().take(rows).map(of).collect()
}

/// Whether a number has room in a part so long.
fn fits(number: i64, length: i64) -> bool {
    let letters = i64::try_from(grouped(number).len()).unwrap_or(i64::MAX);
    letters.saturating_mul(70) + 50 <= length
}

/// A bar for each row, its name above it.
fn bars(rows: &[Drawn<'_>]) -> (i64, String) {
    const ROW: i64 = 400;
    let most = rows.iter().map(Drawn::total).max().unwrap_or(0).max(1);
    let mut shapes = String::new();
    let mut top = 0;
    for row in rows {
        shapes += &format!("<text class=\"name\" x=\"0\" y=\"{}\">{}</text>", top + 120, escaped(&row.name));
        let mut at = 0;
        let mut before = 0;
        for (style, number) in row.parts.iter().filter(|(_, number)| *number > 0) {
            before += number;
            let end = before * (WIDE - AFTER) / most;
            let length = (end - at).max(10);
            shapes +=
                &format!("<rect class=\"{style}\" x=\"{at}\" y=\"{}\" width=\"{length}\" height=\"180\"/>", top + 165);
            if fits(*number, length) {
                let (x, y) = (at + length / 2, top + 165 + 132);
                shapes += &format!("<text class=\"in {style}\" x=\"{x}\" y=\"{y}\">{}</text>", grouped(*number));
            }
            at = end;
        }
        let y = top + 165 + 132;
        shapes += &format!("<text class=\"sum\" x=\"{}\" y=\"{y}\">{}</text>", at + 60, grouped(row.total()));
        top += ROW;
    }
    (top, shapes)
}

/// Steps of an axis: 1, 2 or 5 times a power of ten, so that there are at most five.
fn step(most: i64) -> i64 {
    let mut power = 1;
    loop {
        for times in [1, 2, 5] {
            if most <= power * times * 5 {
                return power * times;
            }
        }
        power *= 10;
    }
}

/// A column for each month, and a line across them.
fn columns(rows: &[Drawn<'_>]) -> (i64, String) {
    const TOP: i64 = 120;
    const BASE: i64 = 1900;
    let most = rows.iter().map(|row| row.total().max(row.line.unwrap_or(0))).max().unwrap_or(0).max(1);
    let step = step(most);
    let top = (most + step - 1) / step * step;
    let left = 120 + 70 * i64::try_from(grouped(top).len()).unwrap_or(0);
    let y = |number: i64| BASE - number * (BASE - TOP) / top;
    let mut shapes = String::new();
    for tick in 0..=top / step {
        let number = tick * step;
        let at = y(number);
        shapes += &format!("<path class=\"grid\" d=\"M{left} {at}H{WIDE}\"/>");
        shapes += &format!("<text class=\"tick\" x=\"{}\" y=\"{}\">{}</text>", left - 60, at + 42, grouped(number));
    }
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX).max(1);
    let room = (WIDE - left) / count;
    let width = (room * 6 / 10).clamp(10, 500);
    // A name needs so much room; where there is less, only every second or third is written.
    let every = (720 + room - 1) / room.max(1);
    let mut points: Vec<String> = Vec::new();
    let mut dots = String::new();
    for (row, nth) in rows.iter().zip(0_i64..) {
        let middle = left + room * nth + room / 2;
        let mut before = 0;
        for (style, number) in row.parts.iter().rev().filter(|(_, number)| *number > 0) {
            let (low, high) = (y(before), y(before + number));
            let (x, height) = (middle - width / 2, low - high);
            shapes +=
                &format!("<rect class=\"{style}\" x=\"{x}\" y=\"{high}\" width=\"{width}\" height=\"{height}\"/>");
            before += number;
        }
        if (count - 1 - nth) % every.max(1) == 0 {
            let name = escaped(&row.name);
            shapes += &format!("<text class=\"month\" x=\"{middle}\" y=\"{}\">{name}</text>", BASE + 170);
        }
        if let Some(number) = row.line {
            let at = y(number);
            points.push(format!("{middle},{at}"));
            dots += &format!("<circle class=\"dot\" cx=\"{middle}\" cy=\"{at}\" r=\"36\"/>");
        }
    }
    let points = points.join(" ");
    shapes +=
        &format!("<polyline class=\"halo\" points=\"{points}\"/><polyline class=\"late\" points=\"{points}\"/>{dots}");
    (BASE + 240, shapes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_at_most_five_steps() {
        for (most, expected) in
            [(1, 1), (5, 1), (6, 2), (27, 10), (50, 10), (51, 20), (4876, 1000), (1_000_000, 200_000)]
        {
            assert_eq!(step(most), expected, "{most}");
        }
    }
}
