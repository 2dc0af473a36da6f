//! Columns that a sheet has in parts: one cell for each field of a record, the records one below the other or each in
//! columns of its own. To the mapping they are one text; here that is put together, and taken apart again.

use super::cells;
use super::survey::{Sheet, Survey};
use crate::mapping::codec::{Codec, Slot, slots};
use crate::mapping::definition::{Mapping, Part};
use crate::rows::{ColumnIs, Table};

/// A column of the mapping that a sheet has in parts.
#[derive(Debug)]
pub(super) struct InParts {
    /// The mapping's column.
    pub(super) column: usize,
    /// Which of its parts stands in which of the sheet's columns.
    pub(super) cells: Vec<(usize, u32)>,
}

/// A cell of a record: row, column, field, and what it is to say.
pub(super) type PartCell = (u32, u32, &'static str, String);

impl InParts {
    /// The columns that a sheet has in parts, each noted with its first part. A column that stands there as a whole is
    /// not read in parts, and one whose fields have columns of their own not by the numbered ones.
    pub(super) fn all(mapping: &Mapping, table: &Table, columns: &mut [Option<u32>]) -> Vec<InParts> {
        let mut all = Vec::new();
        for (index, column) in mapping.columns.iter().enumerate().filter(|(_, c)| !c.parts.is_empty()) {
            if columns[index].is_some() {
                continue;
            }
            let at = |part: &Part| {
                table.columns.iter().find(|(_, is)| *is == ColumnIs::Known(part.at)).map(|(position, _)| *position)
            };
            let there: Vec<(usize, u32)> =
                column.parts.iter().enumerate().filter_map(|(i, part)| Some((i, at(part)?))).collect();
            let is_plain = |(i, _): &(usize, u32)| column.parts[*i].number.is_none();
            let plain = there.iter().any(is_plain);
            let cells: Vec<(usize, u32)> = there.into_iter().filter(|cell| is_plain(cell) == plain).collect();
            if let Some(first) = cells.iter().map(|(_, at)| *at).min() {
                columns[index] = Some(first);
                all.push(InParts { column: index, cells });
            }
        }
        all
    }

    /// The field of one of the cells.
    fn part<'m>(&self, mapping: &'m Mapping, cell: usize) -> &'m Part {
        &mapping.columns[self.column].parts[cell]
    }

    /// The numbers of the records that have columns of their own; none where they stand below each other.
    fn numbers(&self, mapping: &Mapping) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.cells.iter().filter_map(|(i, _)| self.part(mapping, *i).number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

impl Sheet {
    /// How many rows below an item's go on with it.
    pub(super) fn rows_below(&self, row: u32) -> usize {
        self.table.below.get(&row).map_or(0, |count| usize::try_from(*count).unwrap_or(0))
    }

    /// The cells of a column in parts that hold dates, of one item.
    pub(super) fn dates_in_parts<'s>(
        &'s self,
        mapping: &'s Mapping,
        column: usize,
        row: u32,
    ) -> impl Iterator<Item = (u32, u32)> + 's {
        let parts = self.parts.iter().filter(move |parts| parts.column == column);
        let dates = parts.flat_map(move |parts| {
            let is_date = |(i, _): &&(usize, u32)| is_date(parts.part(mapping, *i).field);
            parts.cells.iter().filter(is_date).map(|(_, at)| *at).collect::<Vec<_>>()
        });
        dates.flat_map(move |at| (row..).take(1 + self.rows_below(row)).map(move |row| (row, at)))
    }
}

fn is_date(field: &str) -> bool {
    matches!(field, "date" | "completed")
}

impl Survey<'_> {
    /// The cells of an item's records as one text.
    pub(super) fn joined(&self, sheet: &Sheet, parts: &InParts, row: u32) -> String {
        let mapping = self.mapping;
        let text = |row: u32, at: u32, field: &'static str| {
            let cell = self.workbook.sheets[sheet.table.sheet].cell(row, at)?;
            let codec = if is_date(field) { Codec::Date } else { Codec::Text };
            let text = cells::text(&cell, codec, sheet.is_1904, &self.blank).into_owned();
            (!text.trim().is_empty()).then_some((field, text))
        };
        let numbers = parts.numbers(mapping);
        let slots: Vec<Slot> = if numbers.is_empty() {
            let of_row = |row: u32| -> Slot {
                let cells = parts.cells.iter();
                cells.filter_map(|(i, at)| text(row, *at, parts.part(mapping, *i).field)).collect()
            };
            (row..).take(1 + sheet.rows_below(row)).map(of_row).collect()
        } else {
            let of_number = |number: &u32| -> Slot {
                let cells = parts.cells.iter().filter(|(i, _)| parts.part(mapping, *i).number == Some(*number));
                let mut slot: Slot =
                    cells.filter_map(|(i, at)| text(row, *at, parts.part(mapping, *i).field)).collect();
                if !slot.is_empty() {
                    slot.insert(0, ("number", number.to_string()));
                }
                slot
            };
            numbers.iter().map(of_number).filter(|slot| !slot.is_empty()).collect()
        };
        let order = self.date_orders.get(parts.column).copied().unwrap_or_default();
        mapping.columns[parts.column].joined(&slots, order)
    }

    /// The cells that say a text of a column in parts, for an item at a row, with every cell there is for it; and the
    /// texts that find none.
    pub(super) fn apart(&self, sheet: &Sheet, parts: &InParts, row: u32, text: &str) -> (Vec<PartCell>, Vec<String>) {
        let mapping = self.mapping;
        let order = self.date_orders.get(parts.column).copied().unwrap_or_default();
        let mut waiting: Vec<Slot> = slots(text, order);
        let numbers = parts.numbers(mapping);
        let mut lost = Vec::new();
        let mut cells: Vec<PartCell> = Vec::new();
        let mut take = |slot: Slot, row: u32, number: Option<u32>| {
            let here = parts.cells.iter().filter(|(i, _)| parts.part(mapping, *i).number == number);
            for (i, at) in here.clone() {
                let field = parts.part(mapping, *i).field;
                let said = slot.iter().find(|(name, _)| *name == field);
                cells.push((row, *at, field, said.map_or_else(String::new, |(_, text)| text.clone())));
            }
            let is_shown = |name: &str| {
                number.is_some() && name == "number" || here.clone().any(|(i, _)| parts.part(mapping, *i).field == name)
            };
            lost.extend(slot.into_iter().filter(|(name, _)| !is_shown(name)).map(|(_, text)| text));
        };
        if numbers.is_empty() {
            let rows = waiting.len().max(1 + sheet.rows_below(row));
            waiting.resize_with(rows, Slot::new);
            for (slot, row) in waiting.into_iter().zip(row..) {
                take(slot, row, None);
            }
            return (cells, lost);
        }
        let own =
            |slot: &Slot, number: u32| slot.iter().any(|(name, text)| *name == "number" && *text == number.to_string());
        let mut of_number: Vec<Option<Slot>> = numbers
            .iter()
            .map(|number| waiting.iter().position(|slot| own(slot, *number)).map(|at| waiting.remove(at)))
            .collect();
        let mut waiting = waiting.into_iter();
        for place in of_number.iter_mut().filter(|place| place.is_none()) {
            *place = waiting.next();
        }
        for (slot, number) in of_number.into_iter().zip(&numbers) {
            take(slot.unwrap_or_default(), row, Some(*number));
        }
        lost.extend(waiting.flatten().map(|(_, text)| text));
        (cells, lost)
    }
}
