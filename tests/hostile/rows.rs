//! Rows of any cells: each comes back as it was, nothing is lost, and every value fits its type.

use std::collections::BTreeMap;

use poam::mapping::codec::Codec;
use proptest::prelude::*;
use proptest::sample::select;

use super::common::converted::{MAPPING, convert};
use super::common::grid::{Grid, GridSheet};
use super::common::pieces::PIECES;
use super::{OPEN, lawful_as, sheet};
use poam::oscal::version::{V1_0_4, Version};
use serde_json::Value;

/// A cell's text: pieces in any order, or any text at all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => proptest::collection::vec(select(PIECES), 1..8).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// A row: texts in some of the columns. The id is none of the templates' examples, so that no row is help.
fn row() -> impl Strategy<Value = Vec<String>> {
    let cell = prop_oneof![2 => Just(String::new()), 3 => text()];
    proptest::collection::vec(cell, MAPPING.columns.len() + 2)
}

/// `PROPTEST_CASES` asks for more.
fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(64);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_row_comes_back(rows in proptest::collection::vec(row(), 1..6), kind in 0..MAPPING.sheets.len(), oldest in any::<bool>()) {
        let headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).chain(["Own", "Another one"]).collect();
        let mut rows: Vec<Vec<(&str, &str)>> =
            rows.iter().map(|row| headers.iter().copied().zip(row.iter().map(String::as_str)).collect()).collect();
        // One row that is surely an item.
        rows.push(vec![("POAM ID", "V-0"), ("Weakness Name", "Item")]);
        let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
        let version = if oldest { V1_0_4 } else { Version::default() };
        let sheets = vec![sheet(&MAPPING.sheets[kind].name, &["Own", "Another one"], &rows), sheet(OPEN, &[], &[])];
        lawful_as("any row", &[version], if kind + 1 == MAPPING.sheets.len() { sheets.into_iter().take(1).collect() } else { sheets });
    }
}

/// Ids of which some are the same, or the same but for white space.
fn id() -> impl Strategy<Value = String> {
    select(&["V-1", "V-2", "V-3", " V-1", "V-1\n", "v-1", "", "1", "V-1 2026", "V  1"][..]).prop_map(str::to_owned)
}

/// What the document says of items, by uuid.
fn objects(sheets: Vec<GridSheet>) -> BTreeMap<String, Value> {
    let json = convert(&Grid::new(sheets).workbook(), Version::default()).json();
    let sections = ["poam-items", "risks", "observations"];
    let all = sections.iter().flat_map(|section| json[section].as_array().into_iter().flatten());
    all.map(|object| (object["uuid"].as_str().unwrap().to_owned(), object.clone())).collect()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_order_of_rows_means_nothing(rows in proptest::collection::vec((id(), row()), 2..6), turn in 0..24_usize) {
        let headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).collect();
        let mut rows: Vec<Vec<(&str, &str)>> = rows
            .iter()
            .map(|(id, row)| {
                let cells = headers.iter().copied().zip(row.iter().map(String::as_str)).skip(1);
                cells.chain([("POAM ID", id.as_str())]).collect()
            })
            .collect();
        rows.push(vec![("POAM ID", "V-0"), ("Weakness Name", "Item")]);
        let of = |rows: &[Vec<(&str, &str)>]| {
            let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
            objects(vec![sheet(OPEN, &[], &rows)])
        };
        let before = of(&rows);
        let length = rows.len();
        rows.rotate_left(turn % length);
        rows.swap(0, turn / length % length);
        let after = of(&rows);
        prop_assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
        prop_assert!(before == after, "an object says something else");
    }

    #[test]
    fn a_cell_is_its_own_items_alone(rows in proptest::collection::vec(row(), 2..5), column in 1..31_usize, cell in text()) {
        let headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).collect();
        let ids: Vec<String> = (0..rows.len()).map(|n| format!("V-{n}")).collect();
        let table: Vec<Vec<(&str, &str)>> = rows
            .iter()
            .zip(&ids)
            .map(|(row, id)| {
                let cells = headers.iter().copied().zip(row.iter().map(String::as_str)).skip(1);
                cells.chain([("POAM ID", id.as_str())]).collect()
            })
            .collect();
        let of = |table: &[Vec<(&str, &str)>]| {
            let rows: Vec<&[(&str, &str)]> = table.iter().map(Vec::as_slice).collect();
            objects(vec![sheet(OPEN, &[], &rows)])
        };
        let before = of(&table);
        let alone = of(&table[..1]);
        let mut changed = table.clone();
        changed[0][column - 1].1 = &cell;
        let after = of(&changed);
        // Dates of a column may tell each other's order, so the other rows are compared only where they hold none.
        if MAPPING.columns[column].codec != Codec::Date {
            let others = |all: &BTreeMap<String, Value>, own: &BTreeMap<String, Value>| {
                all.iter().filter(|(uuid, _)| !own.contains_key(*uuid)).map(|(u, o)| (u.clone(), o.clone())).collect::<Vec<_>>()
            };
            let alone_after = of(&changed[..1]);
            prop_assert!(others(&before, &alone) == others(&after, &alone_after), "another item changed");
        }
    }
}
