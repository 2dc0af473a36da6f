//! Native charts over the cells of a table.

use crate::report::sections::{Chart, Table};
use rust_xlsxwriter::{Chart as Native, ChartType, Color, Worksheet, XlsxError};

/// The rows of a sheet that a chart covers.
const ROWS: u32 = 18;

fn color(style: &str) -> Color {
    Color::RGB(match style {
        "high" => 0x00B3_261E,
        "moderate" => 0x00F0_B04A,
        "low" => 0x002F_6FCB,
        "late" => 0x001B_1F27,
        _ => 0x008B_919C,
    })
}

/// Inserts a chart at a row; `rows` are the first and last of the table. Gives the row for what follows.
pub(super) fn insert(
    name: &str,
    table: &Table,
    chart: &Chart,
    (first, last): (u32, u32),
    row: u32,
    sheet: &mut Worksheet,
) -> Result<u32, XlsxError> {
    let kind = if chart.line.is_some() { ChartType::ColumnStacked } else { ChartType::BarStacked };
    let mut native = Native::new(kind);
    let columns = chart.series.iter().filter_map(|(at, style)| Some((u16::try_from(*at).ok()?, *style)));
    for (column, style) in columns {
        native
            .add_series()
            .set_name((name, first - 1, column))
            .set_categories((name, first, 0, last, 0))
            .set_values((name, first, column, last, column))
            .set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(color(style))),
            )
            .set_gap(40);
    }
    if let Some(column) = chart.line.and_then(|at| u16::try_from(at).ok()) {
        let mut line = Native::new(ChartType::Line);
        line.add_series()
            .set_name((name, first - 1, column))
            .set_categories((name, first, 0, last, 0))
            .set_values((name, first, column, last, column))
            .set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_line(rust_xlsxwriter::ChartLine::new().set_color(color("late")).set_width(2.25)),
            );
        native.combine(&line);
    } else {
        // Excel draws the first category at the bottom.
        native.y_axis().set_reverse();
    }
    native.title().set_name(&chart.title).set_font(rust_xlsxwriter::ChartFont::new().set_size(11));
    native.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    native.set_width(640).set_height(340);
    native.set_alt_text(said(table, chart));
    sheet.insert_chart(row, 0, &native)?;
    Ok(row + ROWS + 1)
}

/// The chart in words, as short as Excel keeps it.
fn said(table: &Table, chart: &Chart) -> String {
    let text = super::shown(&format!("{}. {}", table.caption, chart.says));
    text.chars().take(250).collect()
}
