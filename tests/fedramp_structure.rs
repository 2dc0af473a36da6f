//! What FedRAMP's and NIST's rules say of the documents of the samples, and of FedRAMP's own template: a document made
//! from a workbook is valid, but for what its rows lack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod common;

use common::samples;
use poam::convert::{self, Options, Survey};
use poam::finding::Level;
use poam::mapping::file::{FEDRAMP, load};
use poam::oscal::format::{self, Format};
use poam::oscal::version::{V1_0_4, V1_1_2, V1_2_1, Version};
use poam::validate::{self, Profile};
use poam::workbook;
use std::path::PathBuf;

/// A sample's document in JSON.
fn document(sample: &str, version: Version) -> Vec<u8> {
    let path = samples::samples().into_iter().find(|path| samples::name(path) == sample).unwrap();
    let (book, _) = workbook::read(sample, std::fs::read(path).unwrap()).unwrap();
    let mapping = load("fedramp", FEDRAMP).unwrap();
    let survey = Survey::new(&book, &mapping, Options { version, ..Options::default() }).unwrap();
    let (root, _) = convert::document(&survey).unwrap();
    let mut out = Vec::new();
    format::write(&mut out, Format::Json, version, &root).unwrap();
    out
}

/// The errors and warnings of a document: code, and POAM ID or path.
fn broken(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let report = validate::file(name, bytes, None, None).unwrap();
    let told = report.findings.into_iter().filter(|f| f.level > Level::Info);
    let mut broken: Vec<(String, String)> = told
        .map(|f| (f.code.to_owned(), f.at.item.map_or_else(|| f.at.path.unwrap_or_default(), |item| item.to_string())))
        .collect();
    broken.sort_unstable();
    broken.dedup();
    broken
}

/// Holds all rules over a sample, in the default version and two others. `without` are the POAM IDs of items whose rows
/// lack what a rule asks for, by rule: exactly these may break it.
fn hold(sample: &str, without: &[(&str, &[&str])]) {
    for version in [V1_0_4, V1_1_2, V1_2_1] {
        let mut expected: Vec<(String, String)> = Vec::new();
        for (rule, items) in without {
            expected.extend(items.iter().map(|item| ((*rule).to_owned(), (*item).to_owned())));
        }
        expected.sort_unstable();
        assert_eq!(broken(sample, &document(sample, version)), expected, "{sample}, OSCAL {version}");
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
        "fedramp-deadline",
        "fedramp-finding-origin",
        "fedramp-impact-facet",
        "fedramp-impacted-control",
        "fedramp-initial-rating",
        "fedramp-milestones",
    ];
    hold("alder-v3.0.xlsx", &rules.map(|rule| (rule, pl2)));
}

#[test]
fn a_workbook_of_2018() {
    hold("kestrel-2018.xlsx", &[]);
}

/// A file of the shared folder; none where that is missing and not asked for.
fn shared(file: &str) -> Option<Vec<u8>> {
    let asked = std::env::var_os("POAM_SHARED").map(PathBuf::from);
    let folder = asked.clone().unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let read = std::fs::read(folder.join(file));
    if read.is_err() && asked.is_none() {
        println!("skipped: there is no ../shared/{file}");
        return None;
    }
    Some(read.unwrap())
}

#[test]
fn fedramps_own_template_breaks_what_it_is_known_to_break() {
    let name = "GSA__fedramp-automation__FedRAMP-POAM-OSCAL-Template__2024-12-09_9c62e92.xml";
    let Some(bytes) = shared(&format!("corpus/oscal/{name}")) else { return };
    let report = validate::file(name, &bytes, None, None).unwrap();
    let codes: Vec<&str> = report.findings.iter().map(|f| f.code).collect();
    for known in ["fedramp-impact-facet", "fedramp-version", "fedramp-marking"] {
        assert!(codes.contains(&known), "{known}: {codes:?}");
    }
}

#[test]
fn nists_rules_alone_are_those_of_a_document_without_fedramps_names() {
    let Some(bytes) =
        shared("corpus/oscal/usnistgov__oscal-content__plan-of-action-and-milestones__2024-02-02_a016ce8.xml")
    else {
        return;
    };
    let of = |profile| validate::file("a.xml", &bytes, profile, None).unwrap().findings.len();
    assert_eq!(of(None), of(Some(Profile::Nist)));
    assert!(of(Some(Profile::Fedramp)) > of(None));
}
