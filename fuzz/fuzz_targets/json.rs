#![no_main]
//! Any bytes as a document in JSON.

use poam::oscal::format::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| poam_fuzz::holds(Format::Json, bytes));
