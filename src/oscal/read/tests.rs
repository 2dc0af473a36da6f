#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::oscal::format::write;
use crate::oscal::version::Version;

fn faults(text: &str) -> Vec<String> {
    let told = |f: &Finding| {
        let at = &f.at;
        let (line, character) = (at.line.unwrap_or(0), at.character.unwrap_or(0));
        format!("{line}:{character} {} {}", f.code, at.path.as_deref().unwrap_or("-"))
    };
    match document("a", text.as_bytes()) {
        Ok(reading) => reading.findings.iter().map(told).collect(),
        Err(failure) => failure.findings().iter().map(|f| format!("! {}", told(f))).collect(),
    }
}

fn root(inside: &str) -> String {
    format!("{{\"plan-of-action-and-milestones\":{{\n{inside}\n}}}}")
}

const ROOT: &str = "/plan-of-action-and-milestones";

#[test]
fn every_fault_of_a_json_text_is_told_with_its_place() {
    let text = root(
        r#""uuid": 7,
"colour": {"a": [1, {"b": null}]},
"metadata": {"title": true, "a/b~": 1, "response": 1, "props": [], "revisions": {"version": "1"}, "title": "b"},
"system-id": "F1",
"risks": [{"title": null}, 3, {"risk-log": [{"entries": []}]}, {"description": ["é", "x"]}],
"poam-items": {"title": "t"}, "observations": null,
"local-definitions": {"components": [{"protocols": [{"port-ranges": [{"start": "443", "end": 4.5, "transport": 1e3}]}]}]}"#,
    );
    let expected = [
        "2:1 not-text ROOT/uuid",
        "3:1 unknown-member ROOT/colour",
        "4:14 not-text ROOT/metadata/title",
        "4:29 unknown-member ROOT/metadata/a~1b~0",
        "4:40 unknown-member ROOT/metadata/response",
        "4:55 empty-array ROOT/metadata/props",
        "4:68 not-an-array ROOT/metadata/revisions",
        "4:99 member-twice ROOT/metadata/title",
        "5:1 not-an-object ROOT/system-id",
        "6:12 null ROOT/risks/0/title",
        "6:28 not-an-object ROOT/risks/1",
        "6:32 not-many ROOT/risks/2/risk-log",
        "6:46 empty-array ROOT/risks/2/risk-log/entries",
        "6:65 not-many ROOT/risks/3/description",
        "7:1 not-an-array ROOT/poam-items",
        "7:47 null ROOT/observations/0",
        "8:71 not-a-number ROOT/local-definitions/components/0/protocols/0/port-ranges/0/start",
        "8:87 not-a-number ROOT/local-definitions/components/0/protocols/0/port-ranges/0/end",
        "8:99 not-text ROOT/local-definitions/components/0/protocols/0/port-ranges/0/transport",
    ];
    let expected: Vec<String> = expected.iter().map(|e| e.replace("ROOT", ROOT)).collect();
    assert_eq!(faults(&text), expected);
    let reading = document("a", text.as_bytes()).unwrap();
    assert!(reading.is_faulty());
    assert_eq!(reading.root.all("system-id").next().unwrap().get("id"), Some("F1"));
    assert_eq!(reading.root.all("risk").count(), 3);
    assert_eq!(reading.root.all("poam-item").count(), 1);
}

/// A document of each format, in its own text and after one pass through each format.
#[test]
fn a_document_is_the_same_after_every_format() {
    let json = root(
        r#""metadata": {"title": "no", "version": "1.0", "oscal-version": "1.1.2", "last-modified": "2026-01-02T03:04:05Z",
"props": [{"value": "012", "name": "a"}, {"name": "~"}], "remarks": "a\n\nb"}, "uuid": "1",
"poam-items": [{"uuid": "2"}, {"title": "b", "uuid": "3"}], "risks": [{"uuid": "4"}],
"local-definitions": {"components": [{"protocols": [{"port-ranges": [{"start": 443}]}]}]}"#,
    );
    let first = document("a", json.as_bytes()).unwrap();
    assert_eq!(first.findings, []);
    let written = |root: &Object, format| {
        let mut out = Vec::new();
        write(&mut out, format, Version::default(), root).unwrap();
        out
    };
    for format in [Format::Json, Format::Yaml] {
        let bytes = written(&first.root, format);
        let again = document("a", &bytes).unwrap();
        assert_eq!((again.format, again.findings.len()), (format, 0));
        assert_eq!(again.root, first.root);
        assert_eq!(written(&again.root, format), bytes);
    }
}

#[test]
fn what_is_no_poam_is_refused_in_words() {
    for (text, message) in [
        ("", "the file is empty"),
        (" \n\u{feff}", "the file is empty"),
        ("a,b\n1,2", "this is no OSCAL document"),
        ("[]", "this is no OSCAL document"),
        ("{}", "there is no `plan-of-action-and-milestones` in the document"),
        ("a: 1", "there is no `plan-of-action-and-milestones` in the document"),
        ("{\"catalog\": [", "this is an OSCAL `catalog`, not a POA&M"),
        ("system-security-plan:\n  a: [", "this is an OSCAL `system-security-plan`, not a POA&M"),
        ("{\"uuid\": \"", "`uuid` stands outside of `plan-of-action-and-milestones`"),
        ("{\"plan-of-action-and-milestones\": []}", "`plan-of-action-and-milestones` is an array, not an object"),
        ("PK\u{3}\u{4}", "this is a workbook or a zip file"),
        ("ab\0", "this is no text"),
    ] {
        let failure = document("a", text.as_bytes()).map(|_| ()).expect_err(text);
        assert_eq!(failure.findings().last().unwrap().message, message, "{text:?}");
        assert_eq!(failure.exit_code(), 3);
    }
}

#[test]
fn faults_before_a_break_are_told_too() {
    let text = root("\"colour\": 1, \"uuid\": x");
    assert_eq!(faults(&text), [format!("! 2:1 unknown-member {ROOT}/colour"), "! 2:22 not-json -".to_owned()]);
    let many = root(&vec!["\"a\":1"; 20_000].join(","));
    let told = faults(&many);
    assert_eq!((told.len(), told[10_000].as_str()), (10_001, "! 0:0 too-many-faults -"));
}

#[test]
fn versions_are_read_or_refused_by_name() {
    let of = |version: &str| {
        let text = root(&format!("\"risks\": 1, \"metadata\": {{\"colour\": 1, \"oscal-version\": \"{version}\"}}"));
        faults(&text).join("; ")
    };
    assert_eq!(of("1.0.0").matches("not-an").count(), 2);
    for refused in ["1.0.0-milestone2", "1.0.0-rc1", "2.0.0", "1.2.4", "1.1", "v1.1.2", "", "0.9.1"] {
        assert_eq!(of(refused), "! 0:0 unknown-version -", "{refused}");
    }
}

#[test]
fn the_schema_beside_the_root_is_not_lost_in_silence() {
    let text = "{\"$schema\": \"http://a/b.json\", \"plan-of-action-and-milestones\": {}, \"plan-of-action-and-milestones\": {}}";
    let reading = document("a", text.as_bytes()).unwrap();
    let codes: Vec<(&str, Level)> = reading.findings.iter().map(|f| (f.code, f.level)).collect();
    assert_eq!(codes, [("schema-left-off", Level::Info), ("member-twice", Level::Error)]);
    assert_eq!(reading.findings[0].at.path.as_deref(), Some("/$schema"));
}
