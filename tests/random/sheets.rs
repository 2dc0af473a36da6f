//! Law 3 for the documents that workbooks become: a workbook written anew of one gives it back, minus what is told.

use std::collections::BTreeSet;
use std::io::Cursor;

use poam::convert::{InPlace, anew, write_into};
use poam::mapping::document::to_rows;
use poam::oscal::object::Object;
use poam::oscal::version::Version;
use poam::rows::{ColumnNames, normal};
use poam::workbook::anew::named;
use poam::workbook::read;
use proptest::prelude::*;
use proptest::sample::select;

use super::book::fedramp_book;
use super::cases;
use super::common::converted::{MAPPING, convert_items};

/// What a document shows in the columns that a workbook has, row by row in any order.
fn rows(root: &Object, generation: Option<usize>, lost: &[(String, String)]) -> Vec<Vec<String>> {
    let rows = to_rows(&MAPPING, root, generation);
    let id = MAPPING.identity.id;
    let mut all: Vec<Vec<String>> = rows
        .rows
        .into_iter()
        .map(|row| {
            let of_item = row.cells[id].clone();
            let is_lost = |column: usize| {
                lost.iter().any(|(item, header)| *item == of_item && *header == MAPPING.columns[column].header)
            };
            // Where there is no column, a blank is not told from the word for nothing.
            let absent = |at: usize| &MAPPING.columns[at].absent;
            let is_none = |at: usize, text: &str| {
                absent(at).text == text || absent(at).by_generation.iter().any(|(_, word)| word == text)
            };
            let cells = row.cells.iter().enumerate().map(|(at, text)| {
                if is_lost(at) || is_none(at, text) { String::new() } else { text.trim().to_owned() }
            });
            let extras = row.extras.into_iter().map(Option::unwrap_or_default);
            cells.chain(extras).collect()
        })
        .collect();
    all.sort();
    all
}

/// Whether a column of somebody's own bears the name of one that the mapping knows (it was the second of that name on its
/// sheet). A sheet of another layout may call its own column by an alias, or have none: there the name makes it the known
/// one. Such a document does not come back whole yet, and nothing tells so.
fn has_borrowed_names(root: &Object) -> bool {
    let known = |header: &str| {
        let of = |column: &ColumnNames| {
            normal(&column.header) == header || column.aliases.iter().any(|alias| normal(alias) == header)
        };
        MAPPING.layout.columns.iter().any(of)
    };
    to_rows(&MAPPING, root, None).extra_columns.iter().any(|(_, header)| known(&normal(header)))
}

/// Whether every item has an id: one that says nothing but what the other layout has no column for is told as lost, value
/// by value, and leaves a blank row.
fn have_ids(root: &Object) -> bool {
    to_rows(&MAPPING, root, None).rows.iter().all(|row| !row.cells[MAPPING.identity.id].trim().is_empty())
}

/// Whether something tells every item from the others but its place, which another layout may change.
fn are_told_apart(root: &Object) -> bool {
    let rows = to_rows(&MAPPING, root, None).rows;
    let identity = &MAPPING.identity;
    let columns = || std::iter::once(&identity.id).chain(&identity.tells_apart);
    let words = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let told: BTreeSet<Vec<String>> =
        rows.iter().map(|row| columns().map(|at| words(&row.cells[*at])).collect()).collect();
    told.len() == rows.len()
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn a_workbook_written_anew_says_what_the_document_says(book in fedramp_book(), layout in select(&["fedramp-2.1", "fedramp-3.0"][..])) {
        let opened = book.open();
        prop_assume!(opened.is_some());
        let root = convert_items(&opened.unwrap().workbook, Version::default()).root;
        prop_assume!(have_ids(&root));
        let written = anew::workbook(&MAPPING, &root, named(layout), "out.xlsx", None, &std::env::temp_dir()).unwrap();
        let (again, findings) = read("out.xlsx", &written.bytes).unwrap();
        prop_assert_eq!(findings, &[]);
        let back = convert_items(&again, Version::default()).root;
        // A value that is told as lost is not there; every other cell is.
        let told = |code: &'static str| written.losses.iter().filter(move |loss| loss.code == code);
        let lost: Vec<(String, String)> = told("column-not-in-workbook")
            .map(|loss| (loss.at.item.as_deref().unwrap_or_default().to_owned(), loss.message.split('"').nth(1).unwrap().to_owned()))
            .collect();
        prop_assume!(told("text-too-long").next().is_none());
        prop_assume!(!has_borrowed_names(&root));
        prop_assert_eq!(rows(&root, written.generation, &lost), rows(&back, written.generation, &lost));
    }

    #[test]
    fn a_blank_form_is_filled_with_what_the_document_says(book in fedramp_book(), layout in select(&["fedramp-2.1", "fedramp-3.0"][..])) {
        let opened = book.open();
        prop_assume!(opened.is_some());
        let root = convert_items(&opened.unwrap().workbook, Version::default()).root;
        prop_assume!(are_told_apart(&root) && have_ids(&root));
        let blank = anew::template(&named(layout).unwrap(), &std::env::temp_dir()).unwrap();
        let mut out = Cursor::new(Vec::new());
        let written = write_into(&root, &MAPPING, "blank.xlsx", &blank, &InPlace::default(), &mut out).unwrap();
        let bytes = out.into_inner();
        let (again, _) = read("filled.xlsx", &bytes).unwrap();
        let told = |code: &'static str| written.losses.iter().filter(move |loss| loss.code == code);
        prop_assume!(told("text-too-long").next().is_none());
        let back = convert_items(&again, Version::default()).root;
        prop_assert_eq!(to_rows(&MAPPING, &back, None).rows.len(), to_rows(&MAPPING, &root, None).rows.len());
        // Filled in once more it is not changed.
        let mut out = Cursor::new(Vec::new());
        let twice = write_into(&root, &MAPPING, "blank.xlsx", &bytes, &InPlace::default(), &mut out).unwrap();
        prop_assert_eq!(&twice.changes, &[]);
        prop_assert!(out.into_inner() == bytes);
    }
}
