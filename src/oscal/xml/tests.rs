#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::finding::{Failure, Finding};
use crate::oscal::format::{self, Format};
use crate::oscal::object::{Node, Object};
use crate::oscal::version::Version;
use std::path::PathBuf;

mod faults;

/// Reads a whole document.
fn whole(xml: &[u8]) -> Result<(Object, Vec<Finding>), Failure> {
    let mut findings = Vec::new();
    let mut handed = Vec::new();
    let mut take = |member, object| {
        handed.push((member, object));
        Ok(())
    };
    let mut root = read("poam.xml", xml, &mut take, &mut findings)?;
    for (member, object) in handed {
        root.push(member, Node::Object(object));
    }
    Ok((root, findings))
}

fn written(root: &Object, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    format::write(&mut out, format, Version::default(), root).unwrap();
    out
}

fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("POAM_SHARED");
    let path = named.clone().map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    assert!(named.is_none(), "POAM_SHARED is set, but {} is not a folder", path.display());
    eprintln!("skipped: there is no {}", path.display());
    None
}

#[test]
fn every_object_and_value_of_the_model_is_read() {
    let Some(shared) = shared() else { return };
    for name in ["minimal", "maximal"] {
        let xml = std::fs::read(shared.join(format!("model-examples/{name}.xml"))).unwrap();
        let (root, findings) = whole(&xml).unwrap();
        assert_eq!(findings, []);
        let json = std::fs::read(shared.join(format!("model-examples/{name}.json"))).unwrap();
        let expected: serde_json::Value = serde_json::from_slice(&json).unwrap();
        // Written by hand, it leaves some marks of HTML without their escapes.
        let read = String::from_utf8(written(&root, Format::Json)).unwrap().replace("\\\\<", "<").replace("\\\\>", ">");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&read).unwrap(), expected);
    }
}

#[test]
fn documents_that_others_wrote_are_read_and_written_alike() {
    let Some(shared) = shared() else { return };
    let mut count = 0;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(shared.join("corpus/oscal")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "xml")) {
        let xml = std::fs::read(file).unwrap();
        let (root, findings) = whole(&xml).unwrap();
        // Two are older than OSCAL 1.0: what it has no more is told, and only that.
        let are_old = findings.iter().all(|f| f.code == "unknown-member" || f.code == "wrong-order");
        assert!(are_old, "{} {findings:?}", file.display());
        let (again, findings) = whole(&written(&root, Format::Xml)).unwrap();
        assert_eq!(findings.iter().filter(|f| f.code != "member-twice").count(), 0, "{}", file.display());
        assert!(again == root, "{}", file.display());
        count += 1;
    }
    assert!(count > 9, "{count}");
}
