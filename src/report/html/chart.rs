//! Charts as SVG in the page, in tenths of a pixel. Each has its numbers in words, and its table stands beside it.

use super::text::escaped;
use crate::report::sections::{Chart, Row, Table, What, grouped};
use std::fmt::Write as _;
use std::io::{self, Write};

/// A chart is as wide as a narrow phone shows it, so that its letters are never smaller than the page's.
const WIDE: i64 = 3300;

/// Room for the name of a month.
const NAME: i64 = 720;

/// Writes a chart with its legend.
pub(super) fn figure(table: &Table, chart: &Chart, id: &str, out: &mut dyn Write) -> io::Result<()> {
    let rows = drawn(table, chart);
    let (high, shapes) = if chart.line.is_some() { columns(&rows) } else { bars(&rows) };
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
    let number = |row: &Row, at: usize| match row.cells.get(at).map(|cell| &cell.what) {
        Some(What::Number(number)) => Some(*number),
        _ => None,
    };
    let of = |row: &Row| Drawn {
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
    letters(number) * 80 + 50 <= length
}

fn letters(number: i64) -> i64 {
    i64::try_from(grouped(number).len()).unwrap_or(0)
}

/// Shapes of a drawing.
#[derive(Default)]
struct Shapes(String);

impl Shapes {
    fn add(&mut self, shape: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = self.0.write_fmt(shape);
    }

    fn text(&mut self, class: &str, (x, y): (i64, i64), text: &str) {
        self.add(format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"));
    }

    fn rect(&mut self, class: &str, (x, y): (i64, i64), (width, height): (i64, i64)) {
        let size = format_args!("width=\"{width}\" height=\"{height}\"");
        self.add(format_args!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" {size}/>"));
    }
}

/// A bar for each row, its name above it.
fn bars(rows: &[Drawn<'_>]) -> (i64, String) {
    const ROW: i64 = 450;
    const BAR: i64 = 180;
    let most = rows.iter().map(Drawn::total).max().unwrap_or(0).max(1);
    // Room at the end of the longest bar, for its number.
    let long = WIDE - 140 - 85 * letters(most);
    let mut shapes = Shapes::default();
    let mut top = 0;
    for row in rows {
        shapes.text("name", (0, top + 120), &escaped(&row.name));
        let (bar, base) = (top + 165, top + 297);
        let mut at = 0;
        let mut before = 0;
        for (style, number) in row.parts.iter().filter(|(_, number)| *number > 0) {
            before += number;
            let end = before * long / most;
            let length = (end - at).max(10);
            shapes.rect(style, (at, bar), (length, BAR));
            if fits(*number, length) {
                shapes.text(&format!("in {style}"), (at + length / 2, base), &grouped(*number));
            }
            at = end;
        }
        let (class, x) = if row.total() > 0 { ("sum", at + 60) } else { ("zero", 0) };
        shapes.text(class, (x, base), &grouped(row.total()));
        top += ROW;
    }
    (top, shapes.0)
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
    let left = 120 + 80 * letters(top);
    let y = |number: i64| BASE - number * (BASE - TOP) / top;
    let mut shapes = Shapes::default();
    for tick in 0..=top / step {
        let at = y(tick * step);
        shapes.add(format_args!("<path class=\"grid\" d=\"M{left} {at}H{WIDE}\"/>"));
        shapes.text("tick", (left - 60, at + 42), &grouped(tick * step));
    }
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX).max(1);
    let room = (WIDE - left) / count;
    let width = (room * 6 / 10).clamp(10, 500);
    // Where there is no room for the name of each month, only every second or third is written.
    let every = (NAME + room - 1) / room.max(1);
    let mut points: Vec<(i64, i64)> = Vec::new();
    for (row, nth) in rows.iter().zip(0_i64..) {
        let middle = left + room * nth + room / 2;
        let mut before = 0;
        for (style, number) in row.parts.iter().rev().filter(|(_, number)| *number > 0) {
            let (low, high) = (y(before), y(before + number));
            shapes.rect(style, (middle - width / 2, high), (width, low - high));
            before += number;
        }
        if (count - 1 - nth) % every.max(1) == 0 {
            shapes.text("month", (middle.min(WIDE - NAME / 2), BASE + 170), &escaped(&row.name));
        }
        points.extend(row.line.map(|number| (middle, y(number))));
    }
    let line: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    for class in ["halo", "late"] {
        shapes.add(format_args!("<polyline class=\"{class}\" points=\"{}\"/>", line.join(" ")));
    }
    for (x, y) in points {
        shapes.add(format_args!("<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"36\"/>"));
    }
    (BASE + 240, shapes.0)
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
