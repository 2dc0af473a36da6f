//! What FedRAMP's published structure rules ask of a POA&M, held over the documents of three samples, one of each kind
//! of template. The rules are those of FedRAMP's constraints on metadata and back matter, of its Schematron rules for
//! the POA&M, and of its documentation of the POA&M model; value lists are NIST's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::format_push_string)]

mod common;
mod structure;

use common::samples;
use poam::convert::{self, Options, Survey};
use poam::mapping::file::{FEDRAMP, load};
use poam::oscal::format::{self, Format};
use poam::oscal::version::{V1_0_4, V1_1_2, V1_2_1, Version};
use poam::workbook;
use serde_json::Value;

/// A sample's document, below its root's name.
fn document(sample: &str, version: Version) -> Value {
    let path = samples::samples().into_iter().find(|path| samples::name(path) == sample).unwrap();
    let (book, _) = workbook::read(sample, std::fs::read(path).unwrap()).unwrap();
    let mapping = load("fedramp", FEDRAMP).unwrap();
    let survey = Survey::new(&book, &mapping, Options { version, ..Options::default() }).unwrap();
    let (root, _) = convert::document(&survey).unwrap();
    let mut out = Vec::new();
    format::write(&mut out, Format::Json, version, &root).unwrap();
    let mut all: Value = serde_json::from_slice(&out).unwrap();
    all["plan-of-action-and-milestones"].take()
}

/// Holds all rules over a sample, in the default version and two others. `without` are the POAM IDs of items whose rows
/// lack what a rule asks for, by rule: exactly these may break it.
fn hold(sample: &str, without: &[(&str, &[&str])]) {
    for version in [V1_0_4, V1_1_2, V1_2_1] {
        let broken = structure::broken(&document(sample, version), &version.to_string());
        let mut expected: Vec<(String, String)> = Vec::new();
        for (rule, items) in without {
            expected.extend(items.iter().map(|item| ((*rule).to_owned(), (*item).to_owned())));
        }
        let mut found: Vec<(String, String)> = broken;
        found.sort_unstable();
        found.dedup();
        expected.sort_unstable();
        assert_eq!(found, expected, "{sample}, OSCAL {version}");
    }
}

#[test]
fn a_workbook_of_v2_1() {
    hold("meridian-v2.1.xlsx", &[]);
}

#[test]
fn a_workbook_of_v3_0() {
    // The sheet of PL-2 findings has no columns for these; its items say what is wrong with a document.
    let pl2: &[&str] = &["PL-2-2026-01", "PL-2-2026-02"];
    let rules = [
        "fedramp-characterization-is-last",
        "finding-has-origin",
        "has-impacted-control",
        "has-risk-impact-characterization-facet",
        "initial-before-adjusted",
        "risk-has-deadline",
        "risk-has-milestones",
    ];
    hold("alder-v3.0.xlsx", &rules.map(|rule| (rule, pl2)));
}

#[test]
fn a_workbook_of_2018() {
    hold("kestrel-2018.xlsx", &[]);
}
