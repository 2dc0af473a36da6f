//! Law 4: a cell that is typed over changes what it says in the document, a value that is changed in the document
//! changes its cell, and neither changes anything else.

use std::collections::BTreeMap;

use poam::convert::item_id;
use poam::finding::Findings;
use poam::mapping::codec::{Codec, DateOrder};
use poam::mapping::document::{RowText, to_rows};
use poam::merge::{Options, merge};
use poam::oscal::object::Object;
use poam::oscal::version::Version;
use poam::rows::{self, ColumnIs, Table};
use poam::workbook::{Workbook, read};
use proptest::prelude::*;

use super::book::{Book, Opened, fedramp_book};
use super::cases;
use super::common::converted::{convert, survey};
use super::common::grid::{Grid, Holds};
use super::texts::{Put, put, usual};
use super::workbooks::into;

/// A book before and after somebody typed over one cell of an item.
struct Edit {
    opened: Opened,
    after: Workbook,
    /// The sheet's name, row and column of the cell, and which of the mapping's columns that is.
    at: (String, u32, u32),
    column: Option<usize>,
    /// Which of the items it is.
    item: usize,
}

fn tables(opened: &Opened, workbook: &Workbook) -> Vec<Table> {
    rows::find(workbook, &opened.mapping.layout, true).unwrap().0
}

/// Types a text into a cell of an item. None where that is more than a change of this cell: where it makes the row or its
/// column another one, names the item, or tells in which order the other rows' dates are written.
fn edit(book: &Book, item: usize, column: usize, typed: &Put) -> Option<Edit> {
    let opened = book.open()?;
    let before = tables(&opened, &opened.workbook);
    let items: Vec<(usize, u32)> =
        (0..).zip(&before).flat_map(|(t, table)| table.items.iter().map(move |r| (t, *r))).collect();
    let item = item % items.len();
    let (table, row) = items[item];
    let table = &before[table];
    let (at, is) = &table.columns[column % table.columns.len()];
    let identity = &opened.mapping.identity;
    let known = match is {
        ColumnIs::Known(known) => Some(*known),
        ColumnIs::Extra(_) => None,
    };
    let names = |column: usize| identity.id == column || identity.tells_apart.contains(&column);
    if known.is_some_and(|known| known >= opened.mapping.columns.len() || names(known)) {
        return None;
    }
    let mut grid = Grid::of(&opened.workbook);
    let usual = known.map_or_else(Vec::new, |known| usual(opened.mapping, known));
    match typed.into(&usual) {
        Some((Holds::Date(day, _), is_formula)) => {
            let day = Holds::Date(day, book.taste.is_1904);
            grid.sheets[table.sheet].cells.insert((row, *at), (day, is_formula));
        }
        Some(cell) => {
            grid.sheets[table.sheet].cells.insert((row, *at), cell);
        }
        None => grid.sheets[table.sheet].set(row, *at, ""),
    }
    let after = grid.workbook();
    let now = tables(&opened, &after);
    let same = |(a, b): (&Table, &Table)| a.items == b.items && a.columns == b.columns && a.below == b.below;
    let is_small = before.iter().zip(&now).all(same)
        && survey(&opened.workbook, Version::default()).date_orders()
            == survey(&after, Version::default()).date_orders();
    let at = (grid.sheets[table.sheet].name.clone(), row, *at);
    is_small.then_some(Edit { opened, after, at, column: known, item })
}

/// What an item's row shows, by header.
fn shown(edit: &Edit, root: &Object, generation: Option<usize>) -> Vec<RowText> {
    to_rows(edit.opened.mapping, root, generation).rows
}

/// Columns whose cell shows what the log says last: nothing typed over it takes that back.
const LOGGED: [&str; 3] = ["Milestone Changes", "Status Date", "Last Vendor Check-in Date"];

/// The cells of a workbook as a person sees them.
fn seen(workbook: &Workbook) -> BTreeMap<(String, u32, u32), String> {
    let all = workbook.sheets.iter().flat_map(|sheet| sheet.cells().map(|c| (sheet.name.to_string(), c)));
    all.map(|(name, c)| ((name, c.row, c.column), c.cell.text().into_owned()))
        .filter(|(_, t)| !t.trim().is_empty())
        .collect()
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_cell_typed_over_changes_what_it_says_alone(
        book in fedramp_book(), item in 0..20_usize, column in 0..40_usize, typed in put()
    ) {
        let edit = edit(&book, item, column, &typed);
        prop_assume!(edit.is_some());
        let edit = edit.unwrap();
        let mapping = edit.opened.mapping;
        let base = convert(&edit.opened.workbook, Version::default()).root;
        let merged = merge(survey(&edit.after, Version::default()), &base, Options::default()).unwrap();

        // Nothing but the item, and what items share.
        let is_shared = |path: &str| ["/parties", "/local-definitions", "/back-matter"].iter().any(|part| path.contains(part));
        let id = survey_id(&edit);
        let beside: Vec<_> = merged.changes.iter().filter(|c| c.item.as_deref().map(item_id).as_ref() != Some(&id) && !is_shared(&c.path)).collect();
        prop_assert!(beside.is_empty(), "{beside:#?}");

        // Every other cell that the sheet has is as it was, and this one is as it was typed.
        let survey_after = survey(&edit.after, Version::default());
        let at = survey_after.rows().unwrap()[edit.item];
        let row = survey_after.row(at, &mut Findings::default());
        let (before, after) = (shown(&edit, &base, row.generation), shown(&edit, &merged.root, row.generation));
        for (index, (one, other)) in before.iter().zip(&after).enumerate().filter(|(index, _)| *index != edit.item) {
            prop_assert_eq!(one, other, "item {}", index);
        }
        let (before, after) = (&before[edit.item], &after[edit.item]);
        let is_logged = |column: usize| LOGGED.contains(&mapping.columns[column].header.as_str());
        for (index, cell) in row.cells.iter().enumerate() {
            let Some((_, typed)) = cell else { continue };
            let is_it = edit.column == Some(index) || edit.column.is_some() && mapping.home(index, row.generation) == edit.column;
            let header = &mapping.columns[index].header;
            if !is_it {
                prop_assert_eq!(&before.cells[index], &after.cells[index], "{} changed too", header);
            } else if !is_logged(index) {
                let order = survey_after.date_orders()[index];
                prop_assert!(mapping.columns[index].says_the_same(&after.cells[index], typed, order), "{header}: {:?} for {typed:?}", after.cells[index]);
            }
        }
        let not_taken: Vec<_> = merged.findings.iter().filter(|f| f.code == "cell-not-taken").collect();
        prop_assert!(not_taken.is_empty() || edit.column.is_some_and(is_logged), "{not_taken:?}");

        // Taken once it is there.
        let twice = merge(survey(&edit.after, Version::default()), &merged.root, Options::default()).unwrap();
        prop_assert_eq!(&twice.changes, &[]);
    }

    #[test]
    fn a_value_changed_in_the_document_changes_its_cell_alone(
        book in fedramp_book(), item in 0..20_usize, column in 0..40_usize, typed in put()
    ) {
        let edit = edit(&book, item, column, &typed);
        prop_assume!(edit.is_some());
        let edit = edit.unwrap();
        let mapping = edit.opened.mapping;
        let root = convert(&edit.after, Version::default()).root;
        let (bytes, written) = into(&root, &edit.opened);
        prop_assert_eq!(&written.losses, &[]);
        let (again, _) = read("made.xlsx", &bytes).unwrap();
        let (before, now) = (seen(&edit.opened.workbook), seen(&again));
        let places = before.keys().chain(now.keys()).filter(|at| before.get(*at) != now.get(*at));
        let others: Vec<_> = places.filter(|at| **at != edit.at).collect();
        prop_assert!(others.is_empty(), "{others:?} changed too: {:#?}", written.changes);
        prop_assert!(written.changes.len() <= 1, "{:#?}", written.changes);
        prop_assert!(bytes == edit.opened.bytes || !written.changes.is_empty());

        // The workbook then says what the document says.
        let back = convert(&again, Version::default()).root;
        for generation in [None, Some(0)] {
            let (wanted, shown) = (shown(&edit, &root, generation), shown(&edit, &back, generation));
            prop_assert_eq!(wanted.len(), shown.len());
            for (wanted, shown) in wanted.iter().zip(&shown) {
                prop_assert_eq!(&wanted.extras, &shown.extras);
                for (column, (wanted, shown)) in mapping.columns.iter().zip(wanted.cells.iter().zip(&shown.cells)) {
                    // A date is written as the sheet writes dates.
                    let same = wanted == shown || column.says_the_same(wanted, shown, DateOrder::Unknown);
                    prop_assert!(same || column.codec == Codec::Date && wanted.contains(shown), "{}: {wanted:?} and {shown:?}", column.header);
                }
            }
        }
        let (twice, written) = {
            let opened = Opened { bytes: bytes.clone(), workbook: again, grid: edit.opened.grid, mapping };
            into(&root, &opened)
        };
        prop_assert!(twice == bytes, "{:#?}", written.changes);
    }
}

/// The id that changes of the item are told under.
fn survey_id(edit: &Edit) -> String {
    let survey = survey(&edit.after, Version::default());
    let at = survey.rows().unwrap()[edit.item];
    survey.row(at, &mut Findings::default()).identity[0].clone()
}
