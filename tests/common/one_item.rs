//! A sheet of one item, and what one of its cells becomes.

use poam::oscal::version::Version;

use super::converted::{MAPPING, convert_items};
use super::find::{texts, without_kept};
use super::grid::Grid;

/// A sheet of one item with these cells.
pub(crate) fn sheet(cells: &[(&str, &str)]) -> Grid {
    let headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).collect();
    let text = |header: &&str| cells.iter().find(|(h, _)| h == header).map_or("", |(_, text)| *text);
    let row: Vec<&str> = headers.iter().map(text).collect();
    Grid::new(vec![Grid::sheet("Open POA&M Items", &headers, &[row])])
}

/// What a cell says at a path, kept spellings taken out; and the codes of what is found wrong with it.
pub(crate) fn said(header: &str, cell: &str, path: &str) -> (Vec<String>, Vec<&'static str>) {
    let id = if header == "POAM ID" && !cell.is_empty() { cell } else { "V-1" };
    let grid = sheet(&[("POAM ID", id), (header, cell)]);
    let converted = convert_items(&grid.workbook(), Version::default());
    let mut json = converted.json();
    without_kept(&mut json);
    let found = texts(&json, &json["poam-items"][0], path);
    let at_cell = converted.report.findings.iter().chain(&converted.report.losses).filter(|f| f.at.column.is_some());
    (found, at_cell.map(|f| f.code).collect())
}
