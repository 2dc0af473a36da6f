#![no_main]
//! Any text as a mapping file: it may be refused, with all that is wrong in it, and a workbook is read by what is left.

use poam::convert::{self, Options, Survey};
use poam::mapping::file;
use std::sync::LazyLock;

const BOOK: &[u8] = include_bytes!("../../samples/first-steps.csv");

static WORKBOOK: LazyLock<poam::workbook::Workbook> =
    LazyLock::new(|| poam::workbook::read("first-steps.csv", BOOK).expect("the sample").0);

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(mapping) = file::load("mapping.toml", text) else { return };
    if let Ok(survey) = Survey::new(&WORKBOOK, &mapping, Options::default()) {
        let _ = convert::document(&survey);
    }
});
