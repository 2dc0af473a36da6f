#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

use super::*;
use crate::finding::{Failure, Finding, Findings};
use crate::limits::Limits;
use crate::oscal::format::{self, Format};
use crate::oscal::model::{Assembly, Content, DataType, Form, Member, POAM};
use crate::oscal::object::{Node, Object};
use crate::oscal::text;
use crate::oscal::version::Version;
use std::path::PathBuf;

mod faults;

/// Reads a whole document.
fn whole(xml: &[u8]) -> Result<(Object, Vec<Finding>), Failure> {
    let mut findings = Findings::default();
    let mut handed = Vec::new();
    let mut take = |member, object| {
        handed.push((member, object));
        Ok(())
    };
    let mut root = read("poam.xml", xml, &Limits::default(), &mut take, &mut findings)?;
    for (member, object) in handed {
        root.push(member, Node::Object(object));
    }
    Ok((root, findings.into_vec()))
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
        let (root, findings) = match whole(&xml) {
            Ok(read) => read,
            Err(failure) => {
                // One writes `&AMP;`.
                assert_eq!((failure.findings()[0].code, failure.findings()[0].at.line), ("not-xml", Some(23)));
                continue;
            }
        };
        // FedRAMP's of 2021 has descriptions without a paragraph, as OSCAL 1.0.4 allowed.
        let other =
            |findings: Vec<Finding>| findings.into_iter().filter(|f| f.code != "empty-markup").collect::<Vec<_>>();
        let findings = other(findings);
        let name = file.to_string_lossy();
        let is_old = name.contains("__2020-") || name.contains("__2021-02-"); // before OSCAL 1.0
        assert!(findings.is_empty() || is_old, "{name} {findings:?}");
        let (again, findings) = whole(&written(&root, Format::Xml)).unwrap();
        let findings = other(findings);
        assert_eq!(findings.iter().filter(|f| f.code != "member-twice").count(), 0, "{name}");
        assert!(again == root, "{name}");
        count += 1;
    }
    assert!(count > 9, "{count}");
}

#[test]
fn a_sample_says_the_same_in_xml_as_in_json() {
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples");
    let xml = std::fs::read(samples.join("first-steps.xml")).unwrap();
    let (root, findings) = whole(&xml).unwrap();
    assert_eq!(findings, []);
    assert!(written(&root, Format::Xml) == xml);
    assert!(written(&root, Format::Json) == std::fs::read(samples.join("first-steps.json")).unwrap());
}

/// An object with every member of its kind to a depth, one side of each choice.
fn full(kind: &'static Assembly, depth: usize, count: &mut usize) -> Object {
    let mut object = Object::new(kind);
    let mut has_chosen = false;
    for (index, member) in kind.members.iter().enumerate() {
        if member.either && std::mem::replace(&mut has_chosen, true) {
            continue;
        }
        for _ in 0..=usize::from(member.many) {
            *count += 1;
            match member.content {
                Content::Object(_) if depth == 0 => {}
                Content::Object(kind) => {
                    object.push(index, Node::Object(full(kind, depth - 1, count)));
                }
                Content::Value(data_type) => object.push_value(index, value(data_type, *count)),
            }
        }
    }
    object
}

fn value(data_type: DataType, count: usize) -> String {
    let texts = ["a", "\u{e9}\"<&>'] _x0001_ {{", "1. b * c # d", "e & f &amp; g"];
    let text = texts[count % texts.len()];
    match data_type {
        DataType::MarkupLine => text::markdown_line(text),
        DataType::MarkupMultiline if count.is_multiple_of(5) => text::fence(&format!(" {text}\n\n")),
        DataType::MarkupMultiline => text::markdown(&format!("{text}\n{text}\n\n- {count}"), Version::default()),
        DataType::String | DataType::Token => format!(" \t{text}\r\n "),
        _ => text.to_owned(),
    }
}

#[test]
fn every_member_comes_back_as_it_was_written() {
    let mut count = 0;
    let root = full(&POAM, 6, &mut count);
    let (read, findings) = whole(&written(&root, Format::Xml)).unwrap();
    assert_eq!(findings, []);
    assert!(read == root);
    assert!(count > 10_000, "{count}");
}

#[test]
fn no_kind_has_text_and_children() {
    fn walk(kind: &'static Assembly, depth: usize) {
        let has = |form| kind.members.iter().any(|m| m.form == form);
        assert!(!(has(Form::Text) && has(Form::Child)), "{}", kind.name);
        for kind in kind.members.iter().filter_map(Member::assembly).filter(|_| depth > 0) {
            walk(kind, depth - 1);
        }
    }
    walk(&POAM, 6);
}
