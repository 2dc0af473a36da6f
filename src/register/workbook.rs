//! A workbook as a register.

use super::{Cell, Item, Options, Register};
use crate::config::Config;
use crate::convert::item_id;
use crate::convert::{self, Beyond, Survey};
use crate::finding::{Failure, Finding, Findings, Place};
use crate::limits::Limits;
use crate::mapping::definition::Mapping;
use crate::workbook::{self, Workbook};
use std::collections::BTreeSet;

/// What only matters to a document made of the workbook.
const OF_CONVERSION: [&str; 4] = ["no-system", "no-date", "no-ssp", "header-differs"];

pub(super) fn open(
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    options: Options,
    limits: &Limits,
) -> Result<(Register, Vec<Finding>), Failure> {
    let (workbook, mut findings) = workbook::read_within(name, bytes, limits)?;
    let (register, found) = of(&workbook, bytes, mapping, options)?;
    findings.extend(found);
    Ok((register, findings))
}

pub(super) fn of(
    workbook: &Workbook,
    bytes: &[u8],
    mapping: &Mapping,
    options: Options,
) -> Result<(Register, Vec<Finding>), Failure> {
    let config = Config { date_order: options.date_order, ..Config::default() };
    let beyond = Beyond { config, ..Beyond::default() }.into();
    let options = convert::Options { keep_examples: options.keep_examples, beyond, ..convert::Options::default() };
    let mut survey = Survey::new(workbook, mapping, options)?;
    let of_survey = std::mem::take(&mut survey.findings).into_iter();
    let mut findings = Findings::default();
    findings.extend(of_survey.filter(|f| !OF_CONVERSION.contains(&f.code)));
    let header = survey.header().iter().map(|cells| {
        cells.first().map(|cell| Cell { text: cell.text.clone().into_owned(), place: cell.place.clone() })
    });
    let header = header.collect();
    let sheet_header = sheet_header(&survey);
    let renamed =
        survey.renamed().into_iter().map(|(sheet, column, place, text)| (sheet, column, Cell { text, place }));
    let renamed = renamed.collect();
    let (sheets, columns_present, generation) = layout(&survey, mapping);
    let mut items = Vec::new();
    // No item is no failure here: last month's workbook may be empty.
    for at in survey.rows().unwrap_or_default() {
        items.push(item(&survey, mapping, at, &mut findings));
    }
    let register = Register {
        name: workbook.file.clone(),
        header,
        sheet_header,
        renamed,
        italics: italics(bytes, &items),
        items,
        sheets,
        columns_present,
        generation,
        is_document: false,
        date_orders: survey.date_orders().to_vec(),
    };
    Ok((register, findings.into_vec()))
}

/// The header block's values of further sheets that differ from the first sheet's.
fn sheet_header(survey: &Survey<'_>) -> Vec<(usize, usize, Cell)> {
    let mut differing = Vec::new();
    for (label, cells) in survey.header().iter().enumerate() {
        let Some((first, others)) = cells.split_first() else { continue };
        for other in others.iter().filter(|other| other.text != first.text && !other.text.trim().is_empty()) {
            let cell = Cell { text: other.text.clone().into_owned(), place: other.place.clone() };
            differing.push((other.sheet, label, cell));
        }
    }
    differing
}

/// The cells of items that hold text in italics.
fn italics(bytes: &[u8], items: &[Item]) -> BTreeSet<(usize, usize)> {
    let found = workbook::italics(bytes);
    let mut cells = BTreeSet::new();
    if found.is_empty() {
        return cells;
    }
    for (at, item) in items.iter().enumerate() {
        let Some(sheet) = item.place.sheet.as_deref().and_then(|name| found.get(name)) else { continue };
        for (column, cell) in item.cells.iter().enumerate() {
            let place = cell.as_ref().and_then(|cell| cell.place.row.zip(cell.place.column));
            if place.is_some_and(|place| sheet.contains(&place)) {
                cells.insert((at, column));
            }
        }
    }
    cells
}

/// The kinds of sheets, what columns each has, and the generation.
fn layout(survey: &Survey<'_>, mapping: &Mapping) -> (Vec<usize>, Vec<Vec<bool>>, Option<usize>) {
    let mut sheets: Vec<usize> = Vec::new();
    let mut present = vec![vec![false; mapping.columns.len()]; mapping.sheets.len()];
    let mut generation = None;
    let mut most = 0;
    for (kind, of, columns) in survey.sheets() {
        if !sheets.contains(&kind) {
            sheets.push(kind);
        }
        let count = columns.iter().filter(|has| **has).count();
        // A sheet of few columns lacks what tells the generations apart, whatever its generation.
        if count > most {
            (most, generation) = (count, of);
        }
        if let Some(present) = present.get_mut(kind) {
            for (known, has) in present.iter_mut().zip(columns) {
                *known |= has;
            }
        }
    }
    sheets.sort_unstable();
    (sheets, present, generation)
}

fn item(survey: &Survey<'_>, mapping: &Mapping, at: (usize, u32), findings: &mut Findings) -> Item {
    let row = survey.row(at, findings);
    let id = row.cells.get(mapping.identity.id).and_then(Option::as_ref).map_or("", |(_, text)| text);
    let id = item_id(id);
    let mut place = row.place.clone();
    place.item = (!id.is_empty()).then(|| id.as_str().into());
    let cell = |cell: &Option<(u32, std::borrow::Cow<'_, str>)>| {
        let (column, text) = cell.as_ref()?;
        let text = if text.trim().is_empty() { String::new() } else { text.clone().into_owned() };
        Some(Cell { text, place: Place { column: Some(*column), ..place.clone() } })
    };
    let cells = row.cells.iter().map(cell).collect();
    let extra = |(id, _, text): &(&str, u32, std::borrow::Cow<'_, str>)| {
        let header = Some(survey.extra_header(id)).filter(|h| !h.trim().is_empty()).unwrap_or(id);
        (!text.trim().is_empty()).then(|| (header.to_owned(), text.clone().into_owned()))
    };
    let extras = row.extras.iter().filter_map(extra).collect();
    Item { id, sheet: row.sheet, cells, extras, place }
}
