//! The cells that change, each as what it is to hold.

use super::again::said_by_the_rest;
use super::matching::{At, Matched};
use super::placing::Placed;
use super::{Change, Job};
use crate::convert::survey::Sheet;
use crate::finding::{Finding, Place};
use crate::mapping::codec::{Codec, DateOrder};
use crate::mapping::definition::Target;
use crate::mapping::document::RowText;
use crate::mapping::row::says_same;
use crate::workbook::Cell;
use crate::workbook::splice::{NewCell, SheetEdits, Value};
use std::collections::BTreeSet;

/// Gathers the edits of all rows.
pub(super) fn write(job: &mut Job<'_>, matched: &Matched, placed: &Placed) {
    for at in placed.left.iter().filter(|at| !placed.items.contains_key(at)) {
        clear(job, *at);
    }
    for (at, index) in &placed.items {
        let generation = job.survey.tables[at.0].generation;
        let Some(item) = job.rows.get(&generation).and_then(|rows| rows.rows.get(*index)).cloned() else { continue };
        let from = matched.rows[*index];
        let is_new = from != Some(*at);
        if is_new {
            let sheet = job.workbook.sheets[job.survey.tables[at.0].table.sheet].name.to_string();
            let edits = job.edits.entry(sheet).or_default();
            if let Some(model) = placed.models[at.0].filter(|model| *model != at.1) {
                edits.models.insert(at.1, model);
                if placed.left.contains(at) {
                    edits.restyled.insert(at.1);
                }
            } else {
                edits.models.insert(at.1, at.1);
            }
        }
        row(job, *at, &item, from, placed);
    }
}

/// Empties a row that an item left. Formulas stay: they give nothing for a row of nothing.
fn clear(job: &mut Job<'_>, at: At) {
    let survey = job.survey;
    let sheet = &survey.tables[at.0];
    let known: BTreeSet<u32> =
        sheet.columns.iter().flatten().copied().chain(sheet.extras.iter().map(|(column, _)| *column)).collect();
    let in_parts = sheet.parts.iter().flat_map(|parts| &parts.cells).map(|(_, column)| *column);
    let known: BTreeSet<u32> = known.into_iter().chain(in_parts).collect();
    for row in (at.1..).take(1 + sheet.rows_below(at.1)) {
        let cells: Vec<u32> = job.workbook.sheets[sheet.table.sheet]
            .row(row)
            .cells()
            .filter(|cell| !cell.is_formula && known.contains(&cell.column))
            .map(|cell| cell.column)
            .collect();
        for column in cells {
            edit(job, (at.0, row), column, NewCell::Blank, String::new(), "");
        }
    }
}

/// Compares an item with the row it is to stand in. `from` is the row it stands in now.
fn row(job: &mut Job<'_>, at: At, item: &RowText, from: Option<At>, placed: &Placed) {
    let survey = job.survey;
    let mapping = survey.mapping;
    let sheet = &survey.tables[at.0];
    let name = job.workbook.sheets[sheet.table.sheet].name.to_string();
    let id = item.cells.get(mapping.identity.id).cloned().unwrap_or_default();
    let mut formulas = Vec::new();
    let mut rest = None;
    for (index, column) in mapping.columns.iter().enumerate() {
        if matches!(column.target, Target::Dropped(_)) {
            continue;
        }
        let order = survey.date_orders.get(index).copied().unwrap_or_default();
        if let Some(parts) = sheet.parts.iter().find(|parts| parts.column == index) {
            super::parts::write(job, (at, from), parts, &item.cells[index], placed, &id);
            continue;
        }
        if mapping.home(index, sheet.generation).is_some_and(|into| sheet.columns[into].is_some()) {
            continue; // Its text is part of that column's.
        }
        let Some(to) = sheet.columns[index] else {
            if !says_same(mapping, index, &item.cells, "", order) {
                let again = rest.get_or_insert_with(|| said_by_the_rest(survey, at.0, item));
                if !again.get(index).is_some_and(|text| says_same(mapping, index, &item.cells, text, order)) {
                    lack(job, at.0, &column.header, &item.cells[index], &id);
                }
            }
            continue;
        };
        if job.splicer.has_formula(&name, at.1, to) {
            formulas.push((index, to, order));
            continue;
        }
        let there = survey.cell_text(at, index);
        let text = item.shown(index);
        let is_home = mapping.joined(sheet.generation).iter().find(|joined| joined.into == index);
        // In a row that is filled anew every cell is spelled out, so that it reads as the document does.
        let is_said = if from == Some(at) {
            match is_home {
                Some(joined) => joined.says_same(mapping, &item.cells, &there, &survey.date_orders),
                None => says_same(mapping, index, &item.cells, &there, order),
            }
        } else {
            there == text || there.trim().is_empty() && text.trim().is_empty()
        };
        if !is_said {
            let old = from.and_then(|from| old_cell(job, from, survey.tables[from.0].columns[index]?));
            let cell = new_cell(text, column.codec == Codec::Date, old);
            edit(job, at, to, cell, text.to_owned(), &id);
        }
    }
    let extra_columns = job.first().extra_columns.clone();
    for ((extra, header), text) in extra_columns.iter().zip(&item.extras) {
        let text = text.clone().unwrap_or_default();
        let column = sheet.extras.iter().find(|(_, known)| known == extra).map(|(column, _)| *column);
        match column {
            Some(to) => {
                let there = extra_text(job, at, to);
                if there != text && !(there.trim().is_empty() && text.trim().is_empty()) {
                    let is_of = |from: &At| survey.tables[from.0].extras.iter().find(|(_, known)| known == extra);
                    let old = from.and_then(|from| old_cell(job, from, is_of(&from)?.0));
                    edit(job, at, to, new_cell(&text, false, old), text, &id);
                }
            }
            None if text.trim().is_empty() => {}
            None => lack(job, at.0, if header.is_empty() { extra } else { header }, &text, &id),
        }
    }
    // Extra columns of the sheet that the document knows nothing of belong to the item that stands there.
    if from != Some(at) {
        let unknown = |extra: &String| !extra_columns.iter().any(|(known, _)| known == extra);
        let others: Vec<u32> = sheet.extras.iter().filter(|(_, extra)| unknown(extra)).map(|(to, _)| *to).collect();
        for to in others.into_iter().filter(|to| old_cell(job, at, *to).is_some()).collect::<Vec<_>>() {
            edit(job, at, to, NewCell::Blank, String::new(), &id);
        }
    }
    for (index, to, order) in formulas {
        formula(job, at, item, (index, to), order, &id);
    }
}

/// A formula stays where it gives what the document says.
fn formula(job: &mut Job<'_>, at: At, item: &RowText, (index, to): (usize, u32), order: DateOrder, id: &str) {
    let survey = job.survey;
    let sheet = &survey.tables[at.0];
    let name = job.workbook.sheets[sheet.table.sheet].name.to_string();
    let column = &survey.mapping.columns[index];
    let is_date = column.codec == Codec::Date;
    let edits = row_edits(job.edits.get(&name), at.1);
    let value = job.splicer.formula_value(&name, at.1, to, &edits);
    let number = if let Some(Value::Number(number)) = value { Some(number) } else { None };
    let gives = match value {
        None | Some(Value::Unknown) => survey.cell_text(at, index),
        Some(Value::Blank) => "0".to_owned(),
        Some(Value::Text(text)) => text,
        Some(Value::Bool(truth)) => if truth { "TRUE" } else { "FALSE" }.to_owned(),
        Some(Value::Number(number)) if is_date => job.splicer.day(number).unwrap_or_else(|| number.to_string()),
        Some(Value::Number(number)) => Cell::Number(number).text().into_owned(),
    };
    // A number that is hardly meant as a day is read as the number.
    let is_said = |gives: &str| says_same(survey.mapping, index, &item.cells, gives, order);
    if is_said(&gives) || number.is_some_and(|number| is_said(&Cell::Number(number).text())) {
        return;
    }
    let text = &item.cells[index];
    edit(job, at, to, new_cell(text, is_date, None), text.clone(), id);
    if !gives.is_empty() {
        let message =
            format!("the formula gives \"{gives}\", the document says \"{text}\"; the value replaced the formula");
        let place = Place { item: Some(id.into()), ..sheet.place.clone().at(at.1, to) };
        job.written.findings.push(Finding::info("formula-replaced", message).at(place));
    }
}

/// The edits of one row: no formula of FedRAMP's looks beyond its own.
fn row_edits(all: Option<&SheetEdits>, row: u32) -> SheetEdits {
    let mut edits = SheetEdits::default();
    if let Some(cells) = all.and_then(|all| all.cells.get(&row)) {
        edits.cells.insert(row, cells.clone());
    }
    edits
}

pub(super) fn lack(job: &mut Job<'_>, table: usize, header: &str, text: &str, id: &str) {
    let start: String = text.chars().take(60).collect();
    let message = format!("the sheet has no column \"{header}\" for \"{start}\"");
    let place = Place { item: Some(id.into()), ..job.survey.tables[table].place.clone() };
    let finding = Finding::error("column-not-in-workbook", message).at(place);
    let help = if job.survey.mapping.fixed_columns {
        "the format takes no column but its own"
    } else {
        "add the column to the sheet, under this header"
    };
    job.written.losses.push(finding.help(help));
}

pub(super) fn old_cell<'a>(job: &Job<'a>, from: At, column: u32) -> Option<Cell<'a>> {
    let sheet = &job.workbook.sheets[job.survey.tables[from.0].table.sheet];
    sheet.cell(from.1, column).map(|cell| cell.cell)
}

fn extra_text(job: &Job<'_>, at: At, column: u32) -> String {
    let sheet = &job.survey.tables[at.0];
    let cell = job.workbook.sheets[sheet.table.sheet].cell(at.1, column);
    let text = |cell| crate::convert::cells::text(&cell, Codec::Text, sheet.is_1904, &job.survey.blank).into_owned();
    cell.map(text).unwrap_or_default()
}

/// A text as a cell: a day in a column of dates is one, a number where a number stood, else text.
pub(super) fn new_cell(text: &str, is_date: bool, old: Option<Cell<'_>>) -> NewCell {
    if text.trim().is_empty() {
        return NewCell::Blank;
    }
    let was_date = matches!(old, Some(Cell::Date { .. }));
    if (is_date || was_date)
        && text.len() == 10
        && let Ok(day) = text.parse::<jiff::civil::Date>()
    {
        return NewCell::Date(day);
    }
    match old {
        Some(Cell::Number(_)) => {
            let number = text.parse::<f64>().ok().filter(|number| Cell::Number(*number).text() == text);
            number.filter(|n| n.is_finite()).map_or_else(|| NewCell::Text(text.to_owned()), NewCell::Number)
        }
        Some(Cell::Bool(_)) if matches!(text, "TRUE" | "FALSE") => NewCell::Bool(text == "TRUE"),
        _ => NewCell::Text(text.to_owned()),
    }
}

/// Notes an edit and tells it.
pub(super) fn edit(job: &mut Job<'_>, at: At, column: u32, cell: NewCell, new: String, id: &str) {
    let sheet = &job.survey.tables[at.0];
    let data = &job.workbook.sheets[sheet.table.sheet];
    let old = data.cell(at.1, column).map_or_else(String::new, |cell| cell.cell.text().into_owned());
    let item = (!id.is_empty()).then(|| id.into());
    job.written.changes.push(Change { at: Place { item, ..sheet.place.clone().at(at.1, column) }, old, new });
    job.edits.entry(data.name.to_string()).or_default().cells.entry(at.1).or_default().insert(column, cell);
}

/// The values above the columns. A sheet whose block is blank stays so, but for the first that has one where no sheet
/// says what the document says. Sheets of one kind are not told apart by the document: they stay as they are where one
/// of them says it.
pub(super) fn write_header(job: &mut Job<'_>) {
    let survey = job.survey;
    let workbook = job.workbook;
    let header = job.first().header.clone();
    let others = job.first().sheet_header.clone();
    for (label, column) in survey.mapping.headers.iter().enumerate() {
        let cell_of = |table: &Sheet| table.table.header_block.get(label).copied().flatten();
        let there_of = |table: &Sheet| -> String {
            let cell = cell_of(table).and_then(|(row, to)| workbook.sheets[table.table.sheet].cell(row, to));
            let read =
                |cell| crate::convert::cells::text(&cell, column.codec, table.is_1904, &survey.blank).into_owned();
            cell.map(read).unwrap_or_default()
        };
        let is_said = |text: &str, there: &str| {
            let said = |text: &str| column.get(text, DateOrder::Unknown);
            let (one, other) = (said(text), said(there));
            text == there || one.faults.is_empty() && other.faults.is_empty() && one.records == other.records
        };
        let is_shown_by = |sheet: &Sheet, text: &str| cell_of(sheet).is_some() && is_said(text, &there_of(sheet));
        let mut is_first = !survey.tables.iter().any(|sheet| is_shown_by(sheet, &header[label]));
        let mut is_shown = !is_first;
        for (table, sheet) in survey.tables.iter().enumerate() {
            let at = cell_of(sheet);
            let Some((label_row, label_column)) = sheet.table.labels.get(label).copied().flatten() else { continue };
            let was_first = std::mem::replace(&mut is_first, false);
            let own = others.iter().find(|(kind, l, _)| (*kind, *l) == (sheet.table.kind, label));
            let text = own.map_or(&header[label], |(_, _, text)| text);
            let is_beside = survey.mapping.layout.labels.get(label).is_some_and(|names| names.is_beside);
            let blank = if is_beside { (label_row, label_column + 1) } else { (label_row + 1, label_column) };
            let (row, to) = at.unwrap_or(blank);
            is_shown |= at.is_some() || was_first;
            if (at.is_none() && !was_first) || row >= sheet.table.header_row {
                continue;
            }
            let mut twins = survey.tables.iter().filter(|other| other.table.kind == sheet.table.kind);
            if !is_said(text, &there_of(sheet)) && !twins.any(|twin| is_shown_by(twin, text)) {
                let old = old_cell(job, (table, row), to);
                edit(job, (table, row), to, new_cell(text, column.codec == Codec::Date, old), text.clone(), "");
            }
        }
        if !is_shown && !header.get(label).is_none_or(String::is_empty) {
            let message = format!("the workbook has no place for {}: \"{}\"", column.header, header[label]);
            let at = survey.file();
            job.written.losses.push(Finding::error("label-not-in-workbook", message).at(at));
        }
    }
}
