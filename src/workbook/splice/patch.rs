//! The edits of one sheet, put into its XML.

use super::area::Area;
use super::changing::{column_styles, covering, spans_hold};
use super::evaluate::Value;
use super::formula;
use super::parts::{Reach, reach};
use super::recalculate::{Changed, Touched};
use super::replacing::Patch;
use super::scan::{FormulaAt, RowAt, Scan};
use super::text::{MOST_BREAKS, MOST_UNITS, attribute, fitting, with, without};
use super::{Job, Loaded, NewCell, SheetEdits, Splicer};
use crate::finding::{Finding, Place, cell_name};
use crate::workbook::dates;
use crate::workbook::escape::escaped;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So long a chain of formulas is followed; whatever is left then is for the spreadsheet program to calculate.
const MOST_ROUNDS: usize = 64;

/// Puts the edits into a sheet's XML. Gives the text and every cell that holds something else than before.
pub(super) fn sheet(
    splicer: &Splicer<'_>,
    name: &str,
    loaded: &Loaded,
    edits: &SheetEdits,
    job: &mut Job,
) -> (String, Changed) {
    let mut edit = SheetEdit {
        splicer,
        name,
        loaded,
        edits,
        job,
        patch: Patch::default(),
        filled: None,
        merged: covering(&loaded.scan.merged, edits, |area, cell| area.first != cell),
        columns: column_styles(&loaded.scan.columns, edits),
    };
    // A cell of a formula for a whole area cannot change alone: Excel would not open the file.
    let refused = covering(loaded.formulas.areas(), edits, |_, _| true);
    let mut changed = splicer.changed(edits);
    let mut gone = BTreeSet::new();
    for (row, cells) in &edits.cells {
        let mut kept: BTreeMap<u32, &NewCell> = BTreeMap::new();
        for (column, cell) in cells {
            if let Some(area) = refused.get(&(*row, *column)) {
                edit.refuse(*row, *column, *area);
                if let Some(columns) = changed.get_mut(row) {
                    columns.remove(column);
                }
                continue;
            }
            gone.extend(loaded.formulas.at(*row, *column));
            kept.insert(*column, cell);
        }
        edit.row(*row, &kept);
    }
    edit.promote(&gone);
    edit.recalculate(&gone, &mut changed);
    edit.grow_dimension();
    edit.grow_filter();
    edit.job.removed_formula |= !gone.is_empty();
    (edit.patch.apply(&loaded.xml), changed)
}

struct SheetEdit<'a> {
    splicer: &'a Splicer<'a>,
    name: &'a str,
    loaded: &'a Loaded,
    edits: &'a SheetEdits,
    job: &'a mut Job,
    patch: Patch,
    /// The area of the cells that were filled.
    filled: Option<Area>,
    /// The merged cells that cover cells that change.
    merged: HashMap<(u32, u32), Area>,
    /// The styles of the columns in which cells change.
    columns: BTreeMap<u32, u32>,
}

impl SheetEdit<'_> {
    fn scan(&self) -> &Scan {
        &self.loaded.scan
    }

    fn place(&self, row: u32, column: u32) -> Place {
        Place::file(&self.job.file).in_sheet(self.name).at(row, column)
    }

    /// Tells that a cell of a formula for a whole area stays as it is.
    fn refuse(&mut self, row: u32, column: u32, area: Area) {
        let message = format!("the cell belongs to the array formula of {area}, so its new value was not written");
        let finding = Finding::error("array-formula", message).at(self.place(row, column));
        self.job.findings.push(finding.help("replace the array formula in Excel by values"));
    }

    fn row(&mut self, number: u32, cells: &BTreeMap<u32, &NewCell>) {
        if cells.is_empty() {
            return;
        }
        let xml = &self.loaded.xml;
        let Some(row) = self.loaded.scan.row(number) else {
            return self.new_row(number, cells);
        };
        let there = Scan::cells(xml, row);
        let prefix = self.loaded.scan.prefix.clone();
        let styles = self.row_styles(number, Some(row));
        let mut inside = String::new();
        let tag = &xml[row.tag.clone()];
        let is_empty = tag.ends_with("/>");
        let mut columns = Vec::new();
        for (column, cell) in cells {
            if let Some(known) = there.iter().rfind(|known| known.column == *column) {
                let style = if self.edits.restyled.contains(&number) {
                    styles.model(*column).or(known.style)
                } else {
                    known.style
                };
                let text = self.cell(number, *column, cell, style, &styles);
                self.patch.replace(&known.at, text);
                self.note(number, *column, cell);
            } else if !matches!(cell, NewCell::Blank) {
                let text = self.cell(number, *column, cell, self.new_style(*column, &styles), &styles);
                columns.push(*column);
                match there.iter().find(|known| known.column > *column) {
                    Some(next) => self.patch.insert(next.at.start, &text),
                    None if is_empty => inside.push_str(&text),
                    None => self.patch.insert(row.end, &text),
                }
                self.note(number, *column, cell);
            }
        }
        // A cell without an address stands behind the one before it, which may be a new one now.
        for cell in
            there.iter().filter(|cell| !cell.is_named && !columns.is_empty() && !cells.contains_key(&cell.column))
        {
            let text = with(&xml[cell.tag.clone()], "r", &cell_name(number, cell.column));
            self.patch.replace(&cell.tag, text);
        }
        let mut new_tag = self.unfixed(number, tag, cells);
        if let Some((spans, _)) = attribute(tag, "spans")
            && columns.iter().any(|column| !spans_hold(spans, *column))
        {
            new_tag = without(&new_tag, "spans");
        }
        if is_empty && !inside.is_empty() {
            new_tag = format!("{}>{inside}</{prefix}row>", new_tag.trim_end_matches("/>").trim_end());
        }
        if new_tag != tag {
            self.patch.replace(&row.tag, new_tag);
        }
    }

    /// The tag of a row that is filled anew, without a height that somebody fixed for it while it was empty: its text
    /// would look cut off.
    fn unfixed(&self, number: u32, tag: &str, cells: &BTreeMap<u32, &NewCell>) -> String {
        let is_tall =
            cells.values().any(|cell| matches!(cell, NewCell::Text(text) if text.contains('\n') || text.len() > 40));
        if !self.edits.models.contains_key(&number) || !is_tall || attribute(tag, "customHeight").is_none() {
            return tag.to_owned();
        }
        without(&without(tag, "customHeight"), "ht")
    }

    fn new_row(&mut self, number: u32, cells: &BTreeMap<u32, &NewCell>) {
        let prefix = self.loaded.scan.prefix.clone();
        let styles = self.row_styles(number, None);
        let mut inside = String::new();
        // The cells of the model row that stay empty keep their borders and fills.
        let mut all: BTreeMap<u32, Option<&NewCell>> = styles.model.keys().map(|column| (*column, None)).collect();
        all.extend(cells.iter().filter(|(_, cell)| !matches!(cell, NewCell::Blank)).map(|(c, cell)| (*c, Some(*cell))));
        if cells.values().all(|cell| matches!(cell, NewCell::Blank)) {
            return;
        }
        for (column, cell) in all {
            let style = self.new_style(column, &styles);
            inside.push_str(&self.cell(number, column, cell.unwrap_or(&NewCell::Blank), style, &styles));
            self.note(number, column, cell.unwrap_or(&NewCell::Blank));
        }
        let style = styles.row.map_or_else(String::new, |style| format!(" s=\"{style}\" customFormat=\"1\""));
        let row = format!("<{prefix}row r=\"{}\"{style}>{inside}</{prefix}row>", u64::from(number) + 1);
        let scan = &self.loaded.scan;
        if let Some(next) = scan.row_behind(number) {
            return self.patch.insert(next.tag.start, &row);
        }
        let tag = &self.loaded.xml[scan.data.clone()];
        if tag.ends_with("/>") {
            let open = format!("{}>", tag.trim_end_matches("/>").trim_end());
            let close = format!("</{prefix}sheetData>");
            let key = (scan.data.start, scan.data.end);
            let there = self.patch.places.entry(key).or_insert_with(|| open + &close);
            let at = there.len() - close.len();
            there.insert_str(at, &row);
        } else {
            self.patch.insert(scan.data_end, &row);
        }
    }

    /// The XML of a cell.
    fn cell(&mut self, row: u32, column: u32, cell: &NewCell, style: Option<u32>, styles: &RowStyles) -> String {
        let p = &self.loaded.scan.prefix;
        let mut style = style;
        let (kind, content) = match cell {
            NewCell::Blank => ("", String::new()),
            NewCell::Text(text) if text.is_empty() => ("", String::new()),
            NewCell::Text(text) => self.text(row, column, text),
            NewCell::Number(number) => ("", format!("<{p}v>{number}</{p}v>")),
            NewCell::Bool(truth) => (" t=\"b\"", format!("<{p}v>{}</{p}v>", u8::from(*truth))),
            NewCell::Date(day) => match dates::serial(*day, self.splicer.is_1904) {
                Some(serial) => {
                    style = self.date_style(style, styles, column).or(style);
                    ("", format!("<{p}v>{serial}</{p}v>"))
                }
                None => self.text(row, column, &day.to_string()),
            },
        };
        let p = &self.loaded.scan.prefix;
        let style = style.map_or_else(String::new, |style| format!(" s=\"{style}\""));
        let start = format!("<{p}c r=\"{}\"{style}{kind}", cell_name(row, column));
        if content.is_empty() { start + "/>" } else { format!("{start}>{content}</{p}c>") }
    }

    fn text(&mut self, row: u32, column: u32, text: &str) -> (&'static str, String) {
        let (held, is_whole) = fitting(text);
        if !is_whole {
            let message = format!("a cell holds at most {MOST_UNITS} characters; the rest of the text was left out");
            self.job.findings.push(Finding::error("text-too-long", message).at(self.place(row, column)));
        } else if held.bytes().filter(|byte| *byte == b'\n').count() > MOST_BREAKS {
            let message = format!("Excel shows at most {MOST_BREAKS} line breaks in a cell");
            self.job.findings.push(Finding::warning("too-many-lines", message).at(self.place(row, column)));
        }
        if let Some(area) = self.merged.get(&(row, column)) {
            let message = format!("the cell is covered by the merged cell {area}, so its value is not shown");
            self.job.findings.push(Finding::warning("merged-cell", message).at(self.place(row, column)));
        }
        let p = &self.loaded.scan.prefix;
        (" t=\"inlineStr\"", format!("<{p}is><{p}t xml:space=\"preserve\">{}</{p}t></{p}is>", escaped(held)))
    }

    /// Its own style where that shows dates, else one of its row, its model or its column that does, else its own made
    /// to.
    fn date_style(&mut self, own: Option<u32>, styles: &RowStyles, column: u32) -> Option<u32> {
        let candidates = [own, styles.row, styles.model(column), self.columns.get(&column).copied()];
        let known = &mut self.job.styles.1;
        let fitting = candidates.into_iter().flatten().find(|style| known.is_date(*style));
        fitting.or_else(|| known.as_date(own.unwrap_or(0)))
    }

    /// The style of a new cell.
    fn new_style(&self, column: u32, styles: &RowStyles) -> Option<u32> {
        styles.model(column).or(styles.row).or_else(|| self.columns.get(&column).copied())
    }

    fn row_styles(&self, number: u32, row: Option<&RowAt>) -> RowStyles {
        let xml = &self.loaded.xml;
        let of = |row: &RowAt| {
            let tag = &xml[row.tag.clone()];
            let is_own = attribute(tag, "customFormat").is_some_and(|(value, _)| matches!(value, "1" | "true"));
            attribute(tag, "s").filter(|_| is_own).and_then(|(style, _)| style.parse().ok())
        };
        let model = self.edits.models.get(&number);
        let model = model.and_then(|model| self.scan().row(*model));
        RowStyles {
            row: row.and_then(of).or_else(|| model.and_then(of)),
            model: model.map_or_else(BTreeMap::new, |model| {
                Scan::cells(xml, model).into_iter().filter_map(|cell| Some((cell.column, cell.style?))).collect()
            }),
        }
    }

    fn note(&mut self, row: u32, column: u32, cell: &NewCell) {
        if !matches!(cell, NewCell::Blank) {
            self.filled = Some(self.filled.map_or_else(|| Area::of(row, column), |area| area.grown(row, column)));
        }
    }

    fn grow_dimension(&mut self) {
        let (Some(at), Some(filled)) = (self.loaded.scan.dimension.clone(), self.filled) else { return };
        let Some(old) = Area::parse(&self.loaded.xml[at.clone()]) else { return };
        let grown = old.grown(filled.first.0, filled.first.1).grown(filled.last.0, filled.last.1);
        if grown != old {
            self.patch.replace(&at, grown.to_string());
        }
    }

    /// A filter does not grow by itself: a row filled directly below what it filters becomes part of that.
    fn grow_filter(&mut self) {
        let Some(at) = self.loaded.scan.filter.clone() else { return };
        let Some(old) = Area::parse(&self.loaded.xml[at.clone()]) else { return };
        if let Reach::To(last) = reach(old, self.edits) {
            self.patch.replace(&at, old.grown(last, old.last.1).to_string());
        }
    }

    /// The groups whose text goes with the first of them get it in the next one.
    fn promote(&mut self, gone: &BTreeSet<usize>) {
        let formulas = &self.loaded.formulas;
        let lost = gone.iter().filter_map(|index| formulas.all.get(*index));
        let lost: Vec<(u32, &FormulaAt)> = lost.filter_map(|lost| Some((lost.group()?, lost))).collect();
        // Of each of their groups the first one left and the area of all that are left.
        let mut left: HashMap<u32, Option<(&FormulaAt, Area)>> =
            lost.iter().filter(|(_, lost)| !lost.text.trim().is_empty()).map(|(group, _)| (*group, None)).collect();
        for (index, formula) in formulas.all.iter().enumerate() {
            if let Some(entry) =
                formula.group().and_then(|group| left.get_mut(&group)).filter(|_| !gone.contains(&index))
            {
                let (_, area) = entry.get_or_insert_with(|| (formula, Area::of(formula.row, formula.column)));
                *area = area.grown(formula.row, formula.column);
            }
        }
        for (group, lost) in lost {
            if lost.text.trim().is_empty() {
                continue;
            }
            let Some((next, area)) = left.get(&group).copied().flatten() else { continue };
            if !next.text.trim().is_empty() {
                continue;
            }
            let by = |from: u32, to: u32| i64::from(to) - i64::from(from);
            let text = formula::moved(&lost.text, by(lost.row, next.row), by(lost.column, next.column));
            let tag = &self.loaded.xml[next.element.clone()];
            let tag = with(&tag[..=tag.find('>').unwrap_or(0)], "ref", &area.to_string());
            let open = tag.trim_end_matches('>').trim_end_matches('/').trim_end();
            let p = &self.loaded.scan.prefix;
            self.patch.replace(&next.element, format!("{open}>{}</{p}f>", escaped(&text)));
        }
    }

    /// The values of all formulas that depend on a cell that changes, and on those in turn.
    fn recalculate(&mut self, gone: &BTreeSet<usize>, changed: &mut Changed) {
        let (formulas, effort) = (&self.loaded.formulas, &self.splicer.effort);
        let mut left: Vec<usize> = (0..formulas.all.len()).filter(|index| !gone.contains(index)).collect();
        let mut news = changed.clone();
        for round in 0.. {
            if news.is_empty() {
                break;
            }
            let is_last = round == MOST_ROUNDS;
            let cells = Touched::of(&news);
            let depends = |index: &usize| formulas.depends(*index, self.name, &cells, effort);
            let (touched, rest): (Vec<usize>, Vec<usize>) =
                left.into_iter().partition(|index| is_last || depends(index));
            left = rest;
            news = Changed::new();
            let new = |row: u32, column: u32| {
                let value = changed.get(&row)?.get(&column)?;
                Some(value.clone().unwrap_or(Value::Unknown))
            };
            let told: Vec<(usize, Value)> = {
                let values = self.splicer.values(self.name, formulas, new);
                let value = |index| if is_last { Value::Unknown } else { formulas.value(index, &values, effort) };
                touched.into_iter().map(|index| (index, value(index))).collect()
            };
            for (index, value) in told {
                let formula = &formulas.all[index];
                self.job.is_stale |= value == Value::Unknown;
                if self.patch.value(&self.loaded.xml, &self.loaded.scan.prefix, formula, &value) {
                    let value = (value != Value::Unknown).then_some(value);
                    news.entry(formula.row).or_default().insert(formula.column, value);
                }
            }
            for (row, columns) in &news {
                changed.entry(*row).or_default().extend(columns.clone());
            }
        }
    }
}

/// Where a cell without a style of its own takes one from.
struct RowStyles {
    row: Option<u32>,
    model: BTreeMap<u32, u32>,
}

impl RowStyles {
    fn model(&self, column: u32) -> Option<u32> {
        self.model.get(&column).copied()
    }
}
