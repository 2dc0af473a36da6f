//! In which order the dates of a column are written: `3/4/2026` is the fourth of March where its brothers say so.

use super::{Sheet, Survey};
use crate::mapping::codec::{Codec, DateOrder, settles_order};
use crate::mapping::definition::Column;
use crate::workbook::{Cell, CellAt};
use rayon::prelude::*;

/// Which order the numbers of a column tell: one above 12 tells which is the day.
#[derive(Clone, Copy, Default)]
enum Told {
    #[default]
    Nothing,
    One(DateOrder),
    Both,
}

impl Told {
    fn by(cell: Option<CellAt<'_>>) -> Self {
        match cell.map(|cell| cell.cell) {
            Some(Cell::Text(text)) => settles_order(text).map_or(Told::Nothing, Told::One),
            _ => Told::Nothing,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Told::Nothing, told) | (told, Told::Nothing) => told,
            (Told::One(one), Told::One(other)) if one == other => Told::One(one),
            _ => Told::Both,
        }
    }
}

impl Survey<'_> {
    /// Reads dates like `3/4/2026` by the column they stand in; where it tells no order, or both, as configured.
    pub(super) fn settle_dates(&mut self, configured: DateOrder) {
        let mut told = vec![Told::Nothing; self.mapping.columns.len()];
        for sheet in &self.tables {
            for (index, more) in self.orders_told(sheet) {
                told[index] = told[index].and(more);
            }
        }
        let order = |told| if let Told::One(order) = told { order } else { configured };
        self.date_orders = told.into_iter().map(order).collect();
    }

    /// What the columns of a sheet tell that hold dates, by the mapping's columns.
    fn orders_told(&self, sheet: &Sheet) -> Vec<(usize, Told)> {
        let dates = |(_, column): &(usize, &Column)| column.codec == Codec::Date || !column.parts.is_empty();
        let columns: Vec<(usize, u32, bool)> = (self.mapping.columns.iter().enumerate())
            .filter(dates)
            .filter_map(|(index, column)| Some((index, sheet.columns[index]?, column.codec == Codec::Date)))
            .collect();
        let cells = &self.workbook.sheets[sheet.table.sheet];
        let nothing = || -> Vec<(usize, Told)> { columns.iter().map(|(index, ..)| (*index, Told::Nothing)).collect() };
        let by_row = |mut all: Vec<(usize, Told)>, row: &u32| {
            let of_row = cells.row(*row);
            for ((index, at, is_date), (_, told)) in columns.iter().zip(&mut all) {
                if *is_date {
                    *told = told.and(Told::by(of_row.cell(*at)));
                }
                for (row, at) in sheet.dates_in_parts(self.mapping, *index, *row) {
                    *told = told.and(Told::by(cells.cell(row, at)));
                }
            }
            all
        };
        let both = |mut one: Vec<(usize, Told)>, other: Vec<(usize, Told)>| {
            one.iter_mut().zip(other).for_each(|((_, told), (_, more))| *told = told.and(more));
            one
        };
        sheet.table.items.par_iter().fold(nothing, by_row).reduce(nothing, both)
    }
}
