//! What a sheet says of the cells that change: the areas they lie in, and the styles of their columns.

use super::SheetEdits;
use super::area::Area;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Of the cells that change those that lie in one of these areas, if it is to count for the cell; of several the first.
/// There may be many areas and many cells: each cell is taken out once.
pub(super) fn covering(
    areas: &[Area],
    edits: &SheetEdits,
    counts: impl Fn(Area, (u32, u32)) -> bool,
) -> HashMap<(u32, u32), Area> {
    let mut found = HashMap::new();
    let mut left: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    if areas.is_empty() {
        return found;
    }
    for (row, cells) in &edits.cells {
        for column in cells.keys() {
            left.entry(*column).or_default().insert(*row);
        }
    }
    for area in areas.iter().filter(|area| area.first.0 <= area.last.0 && area.first.1 <= area.last.1) {
        for (column, rows) in left.range_mut(area.first.1..=area.last.1) {
            let within = rows.range(area.first.0..=area.last.0).filter(|row| counts(*area, (**row, *column)));
            for row in within.copied().collect::<Vec<_>>() {
                rows.remove(&row);
                found.insert((row, *column), *area);
            }
        }
    }
    found
}

/// The styles of the columns in which cells change; `columns`: first, last, style, of which the first counts.
pub(super) fn column_styles(columns: &[(u32, u32, u32)], edits: &SheetEdits) -> BTreeMap<u32, u32> {
    let changing: BTreeSet<u32> = edits.cells.values().flat_map(|cells| cells.keys().copied()).collect();
    let style = |column: u32| columns.iter().find(|(first, last, _)| (*first..=*last).contains(&column));
    changing.into_iter().filter_map(|column| Some((column, style(column)?.2))).collect()
}

/// Whether `1:31` speaks of a column (counted from 0).
pub(super) fn spans_hold(spans: &str, column: u32) -> bool {
    spans.split_whitespace().any(|span| {
        let Some((first, last)) = span.split_once(':') else { return false };
        let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) else { return false };
        (first..=last).contains(&(column + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::super::NewCell;
    use super::*;

    fn edits(rows: u32, columns: u32) -> SheetEdits {
        let cells = |_| (0..columns).map(|column| (column, NewCell::Blank)).collect();
        SheetEdits { cells: (0..rows).map(|row| (row, cells(row))).collect(), ..SheetEdits::default() }
    }

    #[test]
    fn of_the_areas_over_a_cell_the_first_counts() {
        let area = |first, last| Area { first, last };
        let (low, tall, wrong) = (area((1, 0), (1, 2)), area((0, 1), (9, 1)), area((2, 2), (0, 0)));
        let found = covering(&[wrong, low, tall], &edits(3, 3), |area, cell| area.first != cell);
        let expected = [((1, 1), low), ((1, 2), low), ((2, 1), tall)];
        assert_eq!(found, HashMap::from(expected));
        let all = covering(&[tall, low], &edits(2, 2), |_, _| true);
        assert_eq!(all, HashMap::from([((0, 1), tall), ((1, 1), tall), ((1, 0), low)]));
    }

    #[test]
    fn many_areas_over_many_cells_are_walked_once() {
        let area = Area { first: (0, 0), last: (1_000_000, 0) };
        assert_eq!(covering(&vec![area; 200_000], &edits(20_000, 1), |_, _| true).len(), 20_000);
    }

    #[test]
    fn of_the_styles_of_a_column_the_first_counts() {
        let columns = [(1, 1, 7), (0, 2, 8), (2, 2, 9), (4, 9, 1)];
        assert_eq!(column_styles(&columns, &edits(1, 4)), BTreeMap::from([(0, 8), (1, 7), (2, 8)]));
    }
}
