//! The header block: values above the header row, each below or beside its label.

use super::{Look, normal};
use crate::finding::Finding;
use crate::workbook::CellAt;

/// What the header block holds, by the layout's labels.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// The cell that holds the value, where there is one that is not blank.
    pub(super) values: Vec<Option<(u32, u32)>>,
    /// The cell that holds the label.
    pub(super) labels: Vec<Option<(u32, u32)>>,
}

/// Finds the labels of the layout and their values above the header row.
pub(super) fn find(look: &mut Look<'_>, header_row: u32) -> Labels {
    let layout = look.layout;
    let workbook = look.workbook;
    let Some(sheet) = workbook.sheets.get(look.sheet) else {
        return Labels { values: vec![None; layout.labels.len()], labels: vec![None; layout.labels.len()] };
    };
    let block: Vec<(CellAt<'_>, String)> = sheet
        .rows()
        .take_while(|(row, _)| *row < header_row)
        .flat_map(|(_, cells)| cells.cells())
        .map(|cell| (cell, label_form(&cell.cell.text())))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let spellings: Vec<Vec<String>> =
        layout.labels.iter().map(|label| label.labels.iter().map(|text| label_form(text)).collect()).collect();
    let is_label =
        |text: &String| spellings.iter().any(|spelling| spelling.contains(text) || begins_with_label(text, spelling));
    let (mut values, mut labels) = (Vec::new(), Vec::new());
    for (label, spelling) in layout.labels.iter().zip(&spellings) {
        let named = block.iter().find(|(_, text)| spelling.contains(text)).map(|(cell, _)| (cell.row, cell.column));
        let beside = label.left_of.as_ref().map(|text| label_form(text)).and_then(|right| {
            let cell = block.iter().find(|(_, text)| *text == right).map(|(cell, _)| cell)?;
            Some((cell.row, cell.column.checked_sub(1)?))
        });
        labels.push(named.or(beside));
        let Some((row, column)) = named.or(beside) else {
            values.push(None);
            warn_of_value_in_label(look, &block, spelling);
            continue;
        };
        let blanks: Vec<String> = label.blank_words.iter().map(|word| normal(word)).collect();
        let is_value = |(row, column): &(u32, u32)| {
            let cell = block.iter().find(|(cell, _)| (cell.row, cell.column) == (*row, *column));
            cell.is_some_and(|(cell, form)| {
                let text = cell.cell.text();
                !is_label(form) && !look.names.is_blank(&text) && !blanks.contains(&normal(&text))
            })
        };
        values.push(if label.is_beside {
            // Merged cells may stand between the label and its value.
            let right = block.iter().filter(|(cell, _)| cell.row == row && cell.column > column);
            right.map(|(cell, _)| (cell.row, cell.column)).next().filter(is_value)
        } else {
            [(row + 1, column), (row + 2, column), (row, column + 1)].into_iter().find(is_value)
        });
    }
    Labels { values, labels }
}

/// A label as it is compared: a colon at its end does not matter.
fn label_form(text: &str) -> String {
    let form = normal(text);
    form.strip_suffix(':').map_or_else(|| form.clone(), |label| label.trim_end().to_owned())
}

/// Whether a text is one of these labels, a colon, and more.
fn begins_with_label(text: &str, spelling: &[String]) -> bool {
    spelling
        .iter()
        .any(|label| text.strip_prefix(label.as_str()).is_some_and(|rest| rest.trim_start().starts_with(':')))
}

/// `POAM Date: 2026-10-30` in one cell cannot be read, for a value needs a cell of its own.
fn warn_of_value_in_label(look: &mut Look<'_>, block: &[(CellAt<'_>, String)], spelling: &[String]) {
    if let Some((cell, _)) = block.iter().find(|(_, text)| begins_with_label(text, spelling)) {
        let message =
            format!("label and value are in one cell, so the value was not read: \"{}\"", cell.cell.text().trim());
        let at = look.place().at(cell.row, cell.column);
        let help = "leave the label here and put the value in the cell below";
        look.findings.push(Finding::warning("value-in-label", message).at(at).help(help));
    }
}
