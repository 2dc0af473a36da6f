//! What is in the folder of a submission, and that nothing but the input decides it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::mapping::file::{FEDRAMP, load};
use crate::oscal::format::Format;
use crate::oscal::read;
use crate::oscal::same;
use std::fs;

const CSV: &str = "POAM ID,Controls,Weakness Name,Weakness Description,Asset Identifier,Overall Remediation Plan,\
    Original Detection Date,Original Risk Rating,Supporting Documents\n\
    V-1,AC-2,Old accounts,Three are left.,web-01,Remove them.,2026-10-05,Low,\
    \"Evidence : a*b_c (1).txt\nLetter : ./letters/L 1.pdf\nhttps://vendor.example/7\"\n\
    V-2,AC-2,More accounts,Two are left.,web-01,Remove them.,2026-10-05,Low,\"DR-2.DOCX\nL 1.pdf\nnone.txt\"\n";

fn evidence() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for inner in ["letters", "old"] {
        fs::create_dir(folder.path().join(inner)).unwrap();
    }
    for (name, bytes) in [
        ("a*b_c (1).txt", &b"seen"[..]),
        ("letters/L 1.pdf", b"%PDF"),
        ("old/L 1.pdf", b"%PDF old"),
        ("dr-2.docx", b""),
        ("unnamed.txt", b"?"),
        (".hidden", b"?"),
        ("~$dr-2.docx", b"?"),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn options(embed: bool) -> Options {
    Options {
        version: Version::default(),
        now: None,
        as_of: Some(jiff::civil::date(2026, 10, 30)),
        keep_examples: false,
        allow_loss: false,
        embed,
        initial: false,
        limits: Limits::default(),
        fail_on: Level::Error,
    }
}

fn made(embed: bool, folder: &Path) -> Prepared {
    let mapping = load("fedramp", FEDRAMP).unwrap();
    let stored = evidence();
    let evidence = Evidence::read(stored.path(), folder).unwrap();
    let workbook = Source { name: "acme.csv".into(), bytes: CSV.into() };
    let read = open(&workbook, &Limits::default()).unwrap();
    let request = Request {
        workbook: &workbook,
        read: &read,
        previous: Some(&workbook),
        baseline: None,
        mapping: &mapping,
        chosen: None,
        beyond: Arc::default(),
        kev: None,
        evidence: Some(&evidence),
        others: Vec::new(),
        options: options(embed),
    };
    prepare(&request, folder).unwrap()
}

#[test]
fn documents_are_held_against_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let prepared = made(false, folder.path());
    let step = prepared.steps.iter().find(|step| step.name == "evidence").unwrap();
    assert_eq!(step.line, "6 named, 4 there, 1 missing, 1 at addresses, 1 that no item names");
    let mut told: Vec<String> = step.findings.iter().map(|f| format!("{}: {}", f.code, f.message)).collect();
    // The folder's own name is made up by the system.
    for told in &mut told {
        *told = told.split(" is not in the folder").next().unwrap().to_owned();
    }
    assert_eq!(
        told,
        [
            "evidence-elsewhere: \"https://vendor.example/7\" is an address, and nothing is fetched",
            "evidence-case: \"DR-2.DOCX\" is there as \"dr-2.docx\"",
            "evidence-twice: \"L 1.pdf\" may be any of letters/L 1.pdf, old/L 1.pdf; the first was taken",
            "evidence-missing: \"none.txt\"",
            "evidence-unnamed: no item names this file",
        ]
    );
    assert_eq!((step.exit_code, prepared.exit_code()), (1, 1));
    assert!(!fs::read_to_string(folder.path().join("poam.json")).unwrap().contains("base64"));
}

#[test]
fn embedded_documents_come_out_again_and_the_document_is_valid() {
    use base64::Engine;
    let folder = tempfile::tempdir().unwrap();
    let prepared = made(true, folder.path());
    let without = tempfile::tempdir().unwrap();
    let found = [&prepared, &made(false, without.path())].map(|prepared| {
        let validation = prepared.steps.iter().find(|step| step.name == "validation").unwrap();
        validation.findings.iter().map(|f| (f.code, f.message.clone(), f.at.path.clone())).collect::<Vec<_>>()
    });
    assert_eq!(found[0], found[1]);
    let documents = [Format::Json, Format::Xml].map(|format| {
        let name = format!("poam.{}", format.name());
        read::document(&name, &fs::read(folder.path().join(&name)).unwrap()).unwrap().root
    });
    assert_eq!(same::difference(&documents[0], &documents[1]), None);
    let resources = documents[0].all("back-matter").next().unwrap();
    let embedded = resources.all("resource").filter_map(|resource| {
        let base64 = resource.all("base64").next()?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(base64.get("value")?).unwrap();
        let title = crate::oscal::text::line_text(resource.get("title")?);
        Some((title, base64.get("filename"), base64.get("media-type"), bytes))
    });
    let embedded: Vec<_> = embedded.collect();
    let expected: [(&str, Option<&str>, &str, &[u8]); 3] = [
        ("a*b_c (1).txt", None, "text/plain", b"seen"),
        ("./letters/L 1.pdf", None, "application/pdf", b"%PDF"),
        ("L 1.pdf", None, "application/pdf", b"%PDF"),
    ];
    let expected =
        expected.map(|(title, name, media_type, bytes)| (title.to_owned(), name, Some(media_type), bytes.to_vec()));
    assert_eq!(embedded, expected);
    let evidence = prepared.steps.iter().find(|step| step.name == "evidence").unwrap();
    assert!(evidence.findings.iter().any(|f| f.code == "evidence-empty"), "{:#?}", evidence.findings);
    // Another document, another uuid.
    let plain = read::document("p.json", &fs::read(without.path().join("poam.json")).unwrap()).unwrap().root;
    assert_ne!(plain.uuid(), documents[0].uuid());
}

#[test]
fn the_manifest_lists_every_file_but_itself() {
    let folder = tempfile::tempdir().unwrap();
    made(true, folder.path());
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(folder.path().join(MANIFEST)).unwrap()).unwrap();
    let outputs = manifest["outputs"].as_array().unwrap();
    for output in outputs {
        let name = output["name"].as_str().unwrap();
        let file = Named::of(name, &fs::read(folder.path().join(name)).unwrap());
        assert_eq!((&output["bytes"], &output["sha256"]), (&file.bytes.into(), &file.sha256.into()), "{name}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), outputs.len() + 1);
    assert_eq!(not_ours(folder.path()), Some(Vec::new()));
    fs::write(folder.path().join("mine.txt"), b"").unwrap();
    assert_eq!(not_ours(folder.path()), Some(vec!["mine.txt".to_owned()]));
    let other = tempfile::tempdir().unwrap();
    assert_eq!(not_ours(other.path()), None);
    fs::write(other.path().join(MANIFEST), b"{}").unwrap();
    assert_eq!(not_ours(other.path()), None);
}
