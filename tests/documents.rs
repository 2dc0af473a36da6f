//! Every OSCAL document at hand: what is read is written back and stays the same, and what is not says why.
//! `documents.txt` tells of each which it is; `POAM_BLESS=1` writes it anew, and the difference is then there to be read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use poam::finding::Level;
use poam::oscal::format::{self, Format};
use poam::oscal::model::Form;
use poam::oscal::object::Object;
use poam::oscal::read::{self, locate};
use poam::oscal::same::same;
use poam::oscal::version::Version;

const FORMATS: [Format; 3] = [Format::Json, Format::Xml, Format::Yaml];

fn written(root: &Object, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    format::write(&mut out, format, Version::default(), root).unwrap();
    out
}

/// What becomes of a document: all that is said of it, or how it comes back.
fn outcome(name: &str, bytes: &[u8]) -> String {
    let mut told = String::new();
    match read::document(name, bytes) {
        Err(failure) => writeln!(told, "refused\n{failure}").unwrap(),
        Ok(reading) => {
            let faults = reading.findings.iter().filter(|f| f.level == Level::Error).count();
            let items = reading.root.all("poam-item").count();
            let version = reading.root.all("metadata").find_map(|m| m.get("oscal-version")).unwrap_or("?");
            writeln!(told, "{items} item(s), OSCAL {version}, {faults} fault(s)").unwrap();
            for finding in &reading.findings {
                writeln!(told, "{finding}").unwrap();
            }
            if faults == 0 {
                comes_back(name, &reading.root);
            }
        }
    }
    told
}

/// Asserts that a tree is the same after each format, and its bytes after one pass. Markdown has several spellings of
/// one thing, and XML knows of none: what comes back from it is told by its bytes.
fn comes_back(name: &str, root: &Object) {
    for format in FORMATS {
        let bytes = written(root, format);
        let again = read::document(name, &bytes).unwrap();
        assert_eq!(again.findings, [], "{name} as {}", format.name());
        assert_eq!(again.format, format);
        if format != Format::Xml {
            assert!(again.root == *root && same(&again.root, root), "{name} as {}", format.name());
        }
        assert!(written(&again.root, format) == bytes, "{name} as {}", format.name());
    }
}

/// The table: each document with what becomes of it.
fn table(text: &str) -> BTreeMap<String, String> {
    let entries = text.split("## ").skip(1).map(|entry| entry.split_once(": ").unwrap());
    entries.map(|(name, told)| (name.to_owned(), told.to_owned())).collect()
}

#[test]
fn each_document_comes_back_or_says_why_not() {
    let Some(shared) = common::shared("corpus/oscal") else { return };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents.txt");
    let expected = table(&std::fs::read_to_string(&path).unwrap_or_default());
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(shared).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = std::fs::read(&file).unwrap();
        found.insert(name.clone(), outcome(&name, &bytes));
    }
    if std::env::var_os("POAM_BLESS").is_some() {
        let mut text = String::new();
        for (name, told) in &found {
            write!(text, "## {name}: {told}").unwrap();
        }
        std::fs::write(&path, text).unwrap();
        return;
    }
    for (name, told) in &found {
        assert_eq!(Some(told), expected.get(name), "{name}");
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn the_whole_model_comes_back_whatever_the_format() {
    let Some(shared) = common::shared("model-examples") else { return };
    let mut roots = Vec::new();
    for name in ["maximal.json", "maximal.yaml", "maximal.xml", "minimal.json", "minimal.yaml", "minimal.xml"] {
        let bytes = std::fs::read(shared.join(name)).unwrap();
        let reading = read::document(name, &bytes).unwrap();
        assert_eq!(reading.findings, [], "{name}");
        comes_back(name, &reading.root);
        every_node_is_located(reading.format, &bytes, &reading.root);
        roots.push(reading.root);
    }
    let in_xml = |root: &Object| written(root, Format::Xml);
    assert!(roots[0] == roots[1] && in_xml(&roots[0]) == in_xml(&roots[2]));
    assert!(roots[3] == roots[4] && roots[3] == roots[5]);
    assert!(!same(&roots[0], &roots[3]));
}

/// Asserts that each node of a document has a place, that no two places are one, and that its name stands there.
fn every_node_is_located(format: Format, bytes: &[u8], root: &Object) {
    let mut paths = Vec::new();
    let mut path = poam::oscal::path::Path::root();
    gather(root, &mut path, &mut paths);
    let text = std::str::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut seen = std::collections::BTreeSet::new();
    for (path, place) in paths.iter().zip(locate(format, bytes, &paths)) {
        let place = place.unwrap_or_else(|| panic!("{path} is nowhere"));
        let line = lines[usize::try_from(place.line).unwrap() - 1];
        let rest: String = line.chars().skip(usize::try_from(place.character).unwrap() - 1).collect();
        let step = path.steps().last().unwrap();
        let name = if format == Format::Xml { step.member.name } else { step.member.json };
        // An element's own text has no name in XML.
        let is_name = rest.trim_start_matches(['"', '<']).starts_with(name) || step.member.form == Form::Text;
        assert!(step.member.many || is_name, "{path}: {rest}");
        // In YAML an object that is an element begins with its first member.
        assert!(seen.insert((place, path.steps().len())), "{path}");
    }
}

fn gather(object: &Object, path: &mut poam::oscal::path::Path, paths: &mut Vec<poam::oscal::path::Path>) {
    for (index, member) in object.kind().members.iter().enumerate() {
        for at in 0..object.values(index).count() {
            path.push(member, at);
            paths.push(path.clone());
            path.pop();
        }
        for (at, child) in object.objects(index).enumerate() {
            path.push(member, at);
            paths.push(path.clone());
            gather(child, path, paths);
            path.pop();
        }
    }
}
