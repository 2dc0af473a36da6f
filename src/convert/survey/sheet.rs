//! A POA&M sheet with its columns told apart, and what stands in the header block of all of them.

use crate::convert::cells;
use crate::convert::extras::{ExtraIds, SheetIds};
use crate::convert::parts::InParts;
use crate::finding::{Finding, Findings, Place};
use crate::mapping::definition::Mapping;
use crate::mapping::document::HeaderCell;
use crate::rows::{BlankWords, ColumnIs, Table};
use crate::workbook::Workbook;

/// A POA&M sheet and what its columns are.
pub(in crate::convert) struct Sheet {
    pub(in crate::convert) table: Table,
    pub(in crate::convert) place: Place,
    pub(in crate::convert) is_1904: bool,
    pub(in crate::convert) generation: Option<usize>,
    /// For each column of the mapping the sheet's column; of one in parts the first of them.
    pub(in crate::convert) columns: Vec<Option<u32>>,
    /// The columns of the mapping that the sheet has in parts.
    pub(in crate::convert) parts: Vec<InParts>,
    /// The sheet's columns the mapping does not know, by id.
    pub(in crate::convert) extras: Vec<(u32, String)>,
}

impl Sheet {
    pub(super) fn new(workbook: &Workbook, mapping: &Mapping, table: Table, extra_ids: &mut ExtraIds) -> Self {
        let sheet = &workbook.sheets[table.sheet];
        let mut columns = vec![None; mapping.columns.len()];
        let mut extras: Vec<(u32, String)> = Vec::new();
        let mut ids = SheetIds::default();
        for (at, is) in &table.columns {
            if let ColumnIs::Known(index) = is
                && let Some(column) = columns.get_mut(*index)
            {
                *column = Some(*at);
            }
        }
        let parts = InParts::all(mapping, &table, &mut columns);
        for (at, is) in &table.columns {
            match is {
                ColumnIs::Extra(header) => extras.push((*at, extra_ids.give(header, *at, &mut ids))),
                ColumnIs::Known(index) if *index < mapping.columns.len() => {}
                ColumnIs::Known(_) if parts.iter().any(|p| p.cells.iter().any(|(_, there)| there == at)) => {}
                // A part that stands beside the whole.
                ColumnIs::Known(_) => {
                    let header =
                        sheet.cell(table.header_row, *at).map_or_else(String::new, |c| c.cell.text().trim().to_owned());
                    extras.push((*at, extra_ids.give(&header, *at, &mut ids)));
                }
            }
        }
        let generation = mapping.generation(|c| columns.get(c).is_some_and(Option::is_some));
        let place = Place { file: Some(workbook.file.clone()), sheet: Some(sheet.name.clone()), ..Place::default() };
        let is_1904 = sheet.is_1904();
        Sheet { table, place, is_1904, generation, columns, parts, extras }
    }
}

/// The header block's cells, by label: the first sheet that has a value, then the sheets whose value differs.
pub(super) fn header_cells<'a>(
    workbook: &'a Workbook,
    mapping: &Mapping,
    tables: &[Sheet],
    blank: &BlankWords,
    findings: &mut Findings,
) -> Vec<Vec<HeaderCell<'a>>> {
    let mut header = Vec::with_capacity(mapping.headers.len());
    for (label, column) in mapping.headers.iter().enumerate() {
        let mut cells: Vec<HeaderCell<'a>> = Vec::new();
        for sheet in tables {
            let Some((row, at)) = sheet.table.header_block.get(label).copied().flatten() else { continue };
            let Some(cell) = workbook.sheets[sheet.table.sheet].cell(row, at) else { continue };
            let text = cells::text(&cell, column.codec, sheet.is_1904, blank);
            let place = sheet.place.clone().at(row, at);
            if let Some(first) = cells.first()
                && first.text != text
            {
                let message =
                    format!("{} is \"{}\" here and \"{}\" on the first sheet", column.header, text, first.text);
                let finding = Finding::warning("header-differs", message).at(place.clone());
                findings.push(finding.help("the first sheet's value is taken; this one is kept for its sheet"));
            }
            cells.push(HeaderCell { place, sheet: sheet.table.kind, text });
        }
        header.push(cells);
    }
    header
}
