//! Bases in every format: the same edit gives the same document.

use poam::merge::{Options, merge};
use poam::oscal::format::{self, Format};
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::oscal::same::difference;
use poam::oscal::version::Version;

use super::{TYPED, converted, full, survey, typed};

/// The document as it is read from a file of this format.
fn through(root: &Object, format: Format) -> Object {
    let mut bytes = Vec::new();
    format::write(&mut bytes, format, Version::default(), root).unwrap();
    let reading = read::document(&format!("base.{}", format.name()), &bytes).unwrap();
    assert_eq!(reading.format, format);
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    reading.root
}

#[test]
fn a_base_in_xml_or_yaml_is_merged_as_one_in_json() {
    let grid = full();
    let own = converted(&grid.workbook());
    let [json, xml, yaml] = [Format::Json, Format::Xml, Format::Yaml].map(|format| through(&own, format));
    for base in [&xml, &yaml] {
        let workbook = grid.workbook();
        assert_eq!(merge(survey(&workbook), base, Options::default()).unwrap().changes, []);
    }
    for (header, text) in TYPED.iter().flat_map(|(header, text)| [(*header, *text), (*header, "")]) {
        if header == "POAM ID" {
            continue;
        }
        let workbook = typed(&grid, header, text).workbook();
        let of = |base: &Object| merge(survey(&workbook), base, Options::default()).unwrap();
        let expected = of(&json);
        for (base, format) in [(&xml, Format::Xml), (&yaml, Format::Yaml)] {
            let merged = of(base);
            assert_eq!(merged.changes, expected.changes, "{header} {text:?} as {}", format.name());
            let differs = difference(&through(&merged.root, format), &through(&expected.root, Format::Json));
            assert_eq!(differs.map(|at| at.to_string()), None, "{header} {text:?} as {}", format.name());
        }
    }
}
