//! The laws of a document that another tool wrote.

use std::io::Cursor;

use poam::convert::{InPlace, Options as Asked, Survey, anew, write_into};
use poam::finding::Level;
use poam::mapping::document::to_rows;
use poam::merge::{Options, complement, merge};
use poam::oscal::format::{self, Format};
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::oscal::version::{Version, WRITTEN};
use poam::validate::{self, Profile};
use poam::workbook::anew::named;
use proptest::prelude::*;
use proptest::sample::select;

use super::cases;
use super::common::beyond::{json, minus, values};
use super::common::converted::{MAPPING, convert_items, survey};
use super::common::shown::shown;
use super::model::document;

const FORMATS: [Format; 3] = [Format::Json, Format::Xml, Format::Yaml];

fn written(root: &Object, format: Format, version: Version) -> Vec<u8> {
    let mut out = Vec::new();
    format::write(&mut out, format, version, root).unwrap();
    out
}

/// What the table and the references have to say against a document: all that it is drawn by. Nobody drew it to be
/// a good plan, or to keep to every list.
const OF_THE_TABLE: &[&str] = &[
    "missing-member",
    "both-of-a-choice",
    "not-in-version",
    "no-poam-item",
    "unknown-version",
    "not-a-string",
    "not-a-token",
    "not-a-uuid",
    "not-a-date-time",
    "not-a-uri",
    "not-a-uri-reference",
    "not-an-email-address",
    "not-base64",
    "not-a-number",
    "not-one-line",
    "empty-markup",
    "dangling-reference",
    "reference-to-wrong-kind",
    "dangling-link",
    "role-not-declared",
    "uuid-twice",
    "unknown-member",
    "member-twice",
    "empty-array",
    "not-an-array",
    "not-many",
    "null",
    "not-an-object",
    "not-a-value",
    "not-text",
    "wrong-order",
    "stray-text",
    "misplaced-markup",
    "wrong-namespace",
];

fn any_version() -> impl Strategy<Value = Version> {
    select(&WRITTEN[..])
}

/// The document as a workbook written anew.
fn anew_as(root: &Object, layout: &str) -> anew::Written {
    let stamp = root.all("metadata").find_map(|m| m.get("last-modified").and_then(|stamp| stamp.parse().ok()));
    anew::workbook(&MAPPING, root, named(layout), "out.xlsx", stamp, &std::env::temp_dir()).unwrap()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn what_the_table_allows_is_valid(drawn in any_version().prop_flat_map(document), format in select(&FORMATS[..])) {
        let report = validate::file("drawn", &written(&drawn.root, format, drawn.version), Some(Profile::Nist), None).unwrap();
        let faults: Vec<_> = report.findings.iter().filter(|f| f.level == Level::Error && OF_THE_TABLE.contains(&f.code)).collect();
        prop_assert!(faults.is_empty(), "{faults:#?}");
    }

    // Laws 3 and 5 between formats: from each to each.
    #[test]
    fn a_document_is_the_same_in_every_format(drawn in any_version().prop_flat_map(document)) {
        let mut roots = vec![drawn.root.clone()];
        for format in FORMATS {
            let bytes = written(&drawn.root, format, drawn.version);
            let again = read::document("drawn", &bytes).unwrap();
            prop_assert_eq!(&again.findings, &[], "{}", format.name());
            prop_assert!(written(&again.root, format, drawn.version) == bytes, "{}", format.name());
            // Markdown has several spellings of one thing, and XML knows of none.
            prop_assert!(format == Format::Xml || again.root == drawn.root, "{}", format.name());
            roots.push(again.root);
        }
        let in_xml: Vec<_> = roots.iter().map(|root| written(root, Format::Xml, drawn.version)).collect();
        prop_assert!(in_xml.windows(2).all(|pair| pair[0] == pair[1]));
    }

    // Law 3 with a base.
    #[test]
    fn a_sheet_of_a_document_changes_nothing_in_it(drawn in document(Version::default())) {
        let root = &drawn.root;
        let merged = merge(survey(&shown(root).workbook(), Version::default()), root, Options::default()).unwrap();
        prop_assert_eq!(&merged.changes, &[]);
        prop_assert!(merged.root == *root);
        let not_taken: Vec<_> = merged.findings.iter().filter(|f| f.code == "cell-not-taken").collect();
        prop_assert!(not_taken.is_empty(), "{not_taken:#?}");
    }
}

proptest! {
    #![proptest_config(cases(24))]

    // Laws 1 and 3 without a base.
    #[test]
    fn every_value_is_in_the_workbook_or_in_the_loss_report(drawn in document(Version::default())) {
        let root = &drawn.root;
        let written = anew_as(root, "fedramp-2.1");
        let losses = complement(&MAPPING, root, |_| written.generation);
        let kept = values(&minus(root, &losses));
        let (book, _) = poam::workbook::read("out.xlsx", &written.bytes).unwrap();
        let back = values(&json(&convert_items(&book, Version::default()).root));
        // The stamp and the version are the document's own, not something that is said of the system.
        let own = ["/metadata/last-modified", "/metadata/oscal-version"];
        let is_there = |value: &(String, String)| own.contains(&value.0.as_str()) || back.contains_key(value);
        let missing: Vec<_> = kept.iter().filter(|(value, _)| !is_there(value)).collect();
        prop_assert!(missing.is_empty(), "{missing:#?}");
    }

    // Laws 2 and 3: the workbook that a document became, and the document.
    #[test]
    fn its_own_workbook_changes_nothing_and_is_not_changed(drawn in document(Version::default())) {
        let root = &drawn.root;
        let made = anew_as(root, "fedramp-2.1");
        let (book, _) = poam::workbook::read("out.xlsx", &made.bytes).unwrap();
        let survey = Survey::new(&book, &MAPPING, Asked::default()).unwrap();
        let merged = merge(survey, root, Options::default()).unwrap();
        prop_assert_eq!(&merged.changes, &[]);
        prop_assert!(merged.root == *root);
        let mut out = Cursor::new(Vec::new());
        let written = write_into(root, &MAPPING, "out.xlsx", &made.bytes, &InPlace::default(), &mut out).unwrap();
        prop_assert_eq!(&written.changes, &[]);
        prop_assert!(out.into_inner() == made.bytes);
        let rows = |root: &Object| to_rows(&MAPPING, root, None).rows.len();
        prop_assert_eq!(rows(&convert_items(&book, Version::default()).root), rows(root));
    }
}
