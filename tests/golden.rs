//! Every sample has the document that it gives beside it. `POAM_BLESS=1 cargo test --test golden` writes them anew;
//! the difference is then there to be read.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use poam::convert::choose::choose;
use poam::convert::{self, Options, Survey};
use poam::mapping::file::{EMBEDDED, load};
use poam::oscal::format::Format;
use poam::workbook;
use std::path::{Path, PathBuf};

/// The samples and the formats that stand beside them: JSON for all, the others for the smallest.
const GOLDEN: [(&str, &[Format]); 9] = [
    ("alder-v3.0.xlsx", &[Format::Json]),
    ("breakwater-emass-2019.xlsx", &[Format::Json]),
    ("clover-register.csv", &[Format::Json]),
    ("fennel-register.xlsx", &[Format::Json]),
    ("first-steps.csv", &[Format::Json, Format::Xml, Format::Yaml]),
    ("kestrel-2018.xlsx", &[Format::Json]),
    ("meridian-v2.1.xlsx", &[Format::Json]),
    ("messy.xlsx", &[Format::Json]),
    ("tidewater-emass.xlsx", &[Format::Json]),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

#[test]
fn every_sample_gives_the_document_beside_it() {
    let mappings = EMBEDDED.map(|embedded| load(embedded.name, embedded.text).unwrap());
    for (sample, formats) in GOLDEN {
        let bytes = std::fs::read(folder().join(sample)).unwrap();
        let (book, _) = workbook::read(sample, bytes).unwrap();
        let (index, _) = choose(&book, &|index| Ok(&mappings[index])).unwrap();
        let survey = Survey::new(&book, &mappings[index], Options::default()).unwrap();
        for format in formats {
            let mut made = Vec::new();
            convert::write(&survey, *format, &std::env::temp_dir(), false, &|_| (), &mut made).unwrap();
            let path = folder().join(sample).with_extension(format.name());
            if std::env::var_os("POAM_BLESS").is_some() {
                std::fs::write(&path, &made).unwrap();
            }
            let golden = std::fs::read(&path).unwrap_or_default();
            assert!(golden == made, "{} is stale: POAM_BLESS=1 cargo test --test golden", path.display());
        }
    }
}

#[test]
fn every_sample_is_listed() {
    let is_sample = |name: &String| [Some("xlsx"), Some("csv")].contains(&name.rsplit('.').next());
    let files = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<String> = files.filter(is_sample).collect();
    found.sort_unstable();
    assert_eq!(found, GOLDEN.map(|(name, _)| name));
}
