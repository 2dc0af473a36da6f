//! What every codec must keep to, as checks that the codecs' own tests call.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::test_runner::Config;
use toml::{Table, Value};

use super::{Codec, Options, Reading, Record, Word};

static MAPPING: LazyLock<Table> =
    LazyLock::new(|| include_str!("../../../mappings/fedramp.toml").parse().expect("the mapping is TOML"));

/// What Excel lets a cell hold.
const LONGEST_CELL: usize = 32_767;

/// How often a law is tried; `PROPTEST_CASES` asks for more.
pub(super) fn cases() -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(96);
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// The laws for one text; gives what `put` makes of it.
pub(super) fn holds(codec: Codec, text: &str, options: Options<'_>) -> String {
    let first = codec.get(text, options);
    let put = codec.put(&first.records, options);
    let again = codec.get(&put, options);
    assert_eq!(again.records, first.records, "{text:?} is written {put:?}, which reads differently");
    assert_eq!(codec.put(&again.records, options), put, "{text:?}");
    for record in &first.records {
        assert!(!record.0.is_empty(), "{text:?} gave a record of nothing");
        for (i, (name, value)) in record.0.iter().enumerate() {
            assert!(codec.fields().iter().any(|field| field.name == *name), "{name} is no field");
            assert!(record.0[..i].iter().all(|(other, _)| other != name), "{name} twice in {text:?}");
            assert!(!value.is_empty() && value.trim() == value, "{name} of {text:?} is {value:?}");
        }
    }
    if first.records.is_empty() && !text.trim().is_empty() {
        assert!(!put.eq(text), "{text:?} was dropped");
    }
    put
}

/// Texts as long as a cell can be, made of one piece over and over, take no time that grows with more than their length:
/// a quadratic way through 32,767 characters needs a thousand times as long as this allows.
pub(super) fn stays_linear(codec: Codec, pieces: &[&str], options: Options<'_>) {
    for piece in pieces {
        for head in ["", "(1) 2026-01-01: ", "a"] {
            let mut text = head.to_owned();
            while text.len() + piece.len() <= LONGEST_CELL {
                text.push_str(piece);
            }
            let start = Instant::now();
            holds(codec, &text, options);
            assert!(start.elapsed() < Duration::from_secs(2), "{} is slow on {piece:?}", codec.name());
        }
    }
}

/// What is left of a text without white space and byte order marks.
pub(super) fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect()
}

/// The plain values of a reading.
pub(super) fn plain(reading: &Reading) -> Vec<String> {
    reading.records.iter().map(|record| record.get("value").unwrap().to_owned()).collect()
}

/// The codes of a reading's faults.
pub(super) fn codes(reading: &Reading) -> Vec<&'static str> {
    reading.faults.iter().map(|fault| fault.code).collect()
}

/// The fields of a reading's records that are not derived, as `name=text` joined by `; `.
pub(super) fn spoken(codec: Codec, reading: &Reading) -> Vec<String> {
    let derived = |name: &str| codec.fields().iter().any(|field| field.name == name && field.derived);
    let field = |(name, text): &(&str, String)| (!derived(name)).then(|| format!("{name}={text}"));
    reading.records.iter().map(|record| record.0.iter().filter_map(field).collect::<Vec<_>>().join("; ")).collect()
}

/// A word table of the mapping.
pub(super) fn words(name: &str) -> Vec<Word> {
    let texts = |row: &Value, key: &str| match row.get(key) {
        Some(list) => list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect(),
        None => Vec::new(),
    };
    MAPPING["words"][name]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| Word {
            cell: row["cell"].as_str().unwrap().to_owned(),
            value: row["value"].as_str().unwrap().to_owned(),
            cells: texts(row, "cells"),
            values: texts(row, "values"),
        })
        .collect()
}

/// Every pair of the columns and header labels with this codec, both ways. The words for "no value" and the shape of a
/// value are the mapping's, not the codec's, and are stepped over.
pub(super) fn of_column_pairs(codec: Codec) {
    let mut tried = 0;
    for kind in ["header", "column"] {
        for column in MAPPING[kind].as_array().unwrap() {
            if column.get("codec").and_then(Value::as_str) != Some(codec.name()) || column.get("shape").is_some() {
                continue;
            }
            let table = column.get("words").map(|name| words(name.as_str().unwrap())).unwrap_or_default();
            let options = Options { words: &table, ..Options::default() };
            for pair in column["pairs"].as_array().unwrap() {
                tried += usize::from(of_pair(codec, pair, options));
            }
        }
    }
    assert!(tried > 0, "{} has no pair", codec.name());
}

fn of_pair(codec: Codec, pair: &Value, options: Options<'_>) -> bool {
    let cell = pair["cell"].as_str().unwrap();
    let wanted = pair["values"].as_array().unwrap();
    if wanted.is_empty() {
        return false;
    }
    let reading = codec.get(cell, options);
    assert_eq!(reading.faults, [], "{cell:?}");
    let derived = |name: &str| codec.fields().iter().any(|field| field.name == name && field.derived);
    let got: Vec<Value> = reading.records.iter().map(|record| value_of(record, derived)).collect();
    assert_eq!(&got, wanted, "{cell:?}");
    let back = pair.get("back").map_or(cell, |text| text.as_str().unwrap());
    let bare: Vec<Record> = reading
        .records
        .iter()
        .map(|record| Record(record.0.iter().filter(|(name, _)| !derived(name)).cloned().collect()))
        .collect();
    assert_eq!(codec.put(&bare, options), back);
    holds(codec, cell, options);
    true
}

fn value_of(record: &Record, derived: impl Fn(&str) -> bool) -> Value {
    match record.get("value") {
        Some(text) => Value::String(text.to_owned()),
        None => Value::Table(
            record
                .0
                .iter()
                .filter(|(name, _)| !derived(name))
                .map(|(name, text)| ((*name).to_owned(), Value::String(text.clone())))
                .collect(),
        ),
    }
}

#[test]
fn every_codec_is_found_by_its_name() {
    for codec in Codec::ALL {
        assert_eq!(Codec::by_name(codec.name()), Some(codec));
        assert_eq!(codec.takes_records(), codec.fields()[0].name != "value", "{}", codec.name());
    }
    assert_eq!(Codec::by_name("Text"), None);
}
