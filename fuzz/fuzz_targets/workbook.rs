#![no_main]
//! Any bytes as a workbook, and what is in it as a document.

use poam::convert::{self, Options, Survey};
use poam::mapping::file;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok((workbook, _)) = poam::workbook::read("book", bytes.to_vec()) else { return };
    let mapping = file::load("fedramp", file::FEDRAMP).expect("the built-in mapping");
    if let Ok(survey) = Survey::new(&workbook, &mapping, Options::default()) {
        let _ = convert::document(&survey);
    }
});
