#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::oscal::model::{IMPORT_SSP, METADATA, RISK};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

const FORMATS: [Format; 3] = [Format::Json, Format::Xml, Format::Yaml];

fn index(name: &str) -> usize {
    POAM.member(name).unwrap()
}

/// A root without sections.
fn root() -> Object {
    let mut root = Object::new(&POAM);
    root.push_value(0, "00000001-0000-4000-8000-000000000001");
    let mut metadata = Object::new(&METADATA);
    metadata.push_value(0, "A \\*title\\*: 5 < 6");
    metadata.push_value(3, "1.0");
    root.push(index("metadata"), Node::Object(metadata));
    let mut ssp = Object::new(&IMPORT_SSP);
    ssp.push_value(0, "#x");
    ssp.push_value(1, "two  \nlines\n\n```\nand *more*\n```");
    root.push(index("import-ssp"), Node::Object(ssp));
    root
}

fn risk(number: usize) -> Object {
    let mut risk = Object::new(&RISK);
    risk.push_value(0, format!("00000001-0000-4000-8000-{number:012}"));
    risk.push_value(1, format!("no {number}"));
    risk.push_value(2, "a\tb\r\u{2028}\n");
    risk
}

#[test]
fn sections_written_apart_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (risks, items, observations) = (index("risk"), index("poam-item"), index("observation"));
    for format in FORMATS {
        for counts in [[0, 0, 0], [1, 0, 0], [0, 1, 2], [3, 1, 1], [2, 0, 30]] {
            let mut whole = root();
            let mut sections = Vec::new();
            for (member, count) in [(items, counts[0]), (risks, counts[1]), (observations, counts[2])] {
                let mut spool = Spool::new(folder.path());
                for number in 0..count {
                    let mut bytes = Vec::new();
                    encode(format, Version::default(), member, &risk(number), &mut bytes).unwrap();
                    spool.append(&bytes).unwrap();
                    whole.push(member, Node::Object(risk(number)));
                }
                sections.push((member, spool));
            }
            let (mut apart, mut at_once) = (Vec::new(), Vec::new());
            assemble(&mut apart, format, Version::default(), &root(), sections).unwrap();
            write(&mut at_once, format, Version::default(), &whole).unwrap();
            assert_eq!(String::from_utf8(apart).unwrap(), String::from_utf8(at_once.clone()).unwrap());
            assert!(at_once.ends_with(b"\n") && !at_once.ends_with(b"\n\n"));
            check(format, &whole, &at_once);
        }
    }
}

/// Holds what was written piece by piece against the whole object written by the libraries themselves.
fn check(format: Format, whole: &Object, written: &[u8]) {
    struct Document<'a>(&'a Object);
    impl Serialize for Document<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(POAM.name, self.0)?;
            map.end()
        }
    }
    let expected = serde_json::to_value(Document(whole)).unwrap();
    match format {
        Format::Json => {
            let pretty = serde_json::to_string_pretty(&Document(whole)).unwrap() + "\n";
            assert_eq!(String::from_utf8_lossy(written), pretty);
        }
        Format::Yaml => assert_eq!(serde_saphyr::from_slice::<Value>(written).unwrap(), expected),
        Format::Xml => {
            let mut reader = quick_xml::Reader::from_reader(written);
            let mut buffer = Vec::new();
            let mut risks = 0;
            loop {
                match reader.read_event_into(&mut buffer).unwrap() {
                    quick_xml::events::Event::Start(tag) => {
                        risks += usize::from(matches!(tag.name().as_ref(), "risk" | "poam-item" | "observation"));
                    }
                    quick_xml::events::Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(risks, whole.children().filter(|(m, _)| m.many).count());
        }
    }
}

#[test]
fn a_document_with_nothing_in_it_is_written() {
    for (format, expected) in [
        (Format::Json, "{\n  \"plan-of-action-and-milestones\": {\n    \"uuid\": \"u\"\n  }\n}\n"),
        (Format::Yaml, "plan-of-action-and-milestones:\n  uuid: u\n"),
        (
            Format::Xml,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plan-of-action-and-milestones \
             xmlns=\"http://csrc.nist.gov/ns/oscal/1.0\" uuid=\"u\">\n</plan-of-action-and-milestones>\n",
        ),
    ] {
        let mut root = Object::new(&POAM);
        root.push_value(0, "u");
        let mut out = Vec::new();
        write(&mut out, format, Version::default(), &root).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}

#[test]
fn an_output_that_takes_no_more_is_an_error() {
    for format in FORMATS {
        let mut out = [0; 40];
        assert!(write(&mut out.as_mut_slice(), format, Version::default(), &root()).is_err());
    }
}

#[test]
fn formats_are_told_by_extension() {
    for (extension, format) in
        [("json", Format::Json), ("XML", Format::Xml), ("yaml", Format::Yaml), ("YML", Format::Yaml)]
    {
        assert_eq!(Format::from_extension(extension), Some(format));
    }
    assert_eq!(Format::from_extension("xlsx"), None);
    for format in FORMATS {
        assert_eq!(Format::from_extension(format.name()), Some(format));
    }
}
