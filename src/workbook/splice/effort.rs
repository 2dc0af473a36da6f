//! How much work the formulas of a workbook may make while cells change.

use std::cell::Cell;

/// So many steps formulas may take in one workbook: references that are looked at, and characters that are read. A
/// hundred thousand items with FedRAMP's due dates take about a quarter of it; it is a few seconds.
const MOST: usize = 1 << 28;

/// The work that is left. A small file may hold a million formulas that share one long text, each of which would have
/// to be looked at for each cell that changes. Once nothing is left, every formula is taken to depend on what changed,
/// and what it gives is not known: the spreadsheet program calculates it when the workbook is opened.
#[derive(Debug)]
pub(super) struct Effort(Cell<usize>);

impl Default for Effort {
    fn default() -> Self {
        Effort::of(MOST)
    }
}

impl Effort {
    /// So much.
    pub(super) fn of(steps: usize) -> Self {
        Effort(Cell::new(steps))
    }

    /// Takes so many steps; whether they were left. Where they were not, none are from then on.
    pub(super) fn spend(&self, steps: usize) -> bool {
        let left = self.0.get().checked_sub(steps);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}
