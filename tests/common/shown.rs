//! A document as the sheets that show it, without the writer of workbooks.

use poam::mapping::document::to_rows;
use poam::oscal::object::Object;

use super::converted::MAPPING;
use super::grid::Grid;

/// A workbook that shows what a document shows.
pub(crate) fn shown(root: &Object) -> Grid {
    let rows = to_rows(&MAPPING, root, None);
    let mut sheets = Vec::new();
    let extra = rows
        .extra_columns
        .iter()
        .enumerate()
        .map(|(at, (id, header))| if header.is_empty() { format!("{id} {at}") } else { header.clone() });
    let headers: Vec<String> = MAPPING.columns.iter().map(|c| c.header.clone()).chain(extra).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    for (kind, sheet) in MAPPING.sheets.iter().enumerate() {
        let of_sheet = rows.rows.iter().filter(|row| row.sheet == kind);
        let texts: Vec<Vec<&str>> = of_sheet
            .map(|row| {
                let extras = row.extras.iter().map(|text| text.as_deref().unwrap_or_default());
                row.cells.iter().map(String::as_str).chain(extras).collect()
            })
            .collect();
        if texts.is_empty() {
            continue;
        }
        let mut grid = Grid::sheet(&sheet.name, &headers, &texts);
        for (column, text) in (0..).zip(&rows.header) {
            grid.set(2, column, text);
        }
        sheets.push(grid);
    }
    Grid::new(sheets)
}
