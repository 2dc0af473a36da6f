//! Findings as a SARIF 2.1.0 log, the form that code hosts and review tools read.
//!
//! Lines and characters, cells and JSON pointers stand in a result's locations. A result's fingerprint is made of what
//! stays when lines and rows move, so that a tool that compares two logs knows a finding again.

use crate::finding::{Finding, Level, Place, cell_name, column_letters};
use serde_json::{Map, Value, json};
use sha1::{Digest as _, Sha1};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What there is to say about a code beside the findings themselves.
#[derive(Clone, Copy, Debug)]
pub struct Described {
    /// What is checked, in one sentence.
    pub checks: &'static str,
    /// Why.
    pub why: &'static str,
    /// The level its findings have.
    pub level: Level,
}

/// A log with one run: the rules that were broken, by code, and the findings in their order. `describe` tells of a code
/// what is known of it; `done` is whether the job was done, whatever it found.
pub fn log(findings: &[Finding], describe: &dyn Fn(&str) -> Option<Described>, done: bool) -> Value {
    let mut codes: BTreeMap<&str, Level> = BTreeMap::new();
    for finding in findings {
        let level = codes.entry(finding.code).or_insert(finding.level);
        *level = finding.level.max(*level);
    }
    let rules: Vec<Value> = codes.iter().map(|(code, level)| rule(code, *level, describe(code))).collect();
    let indexes: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(i, code)| (*code, i)).collect();
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = findings.iter().map(|f| result(f, indexes.get(f.code).copied(), &mut seen)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "poam",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "invocations": [{ "executionSuccessful": done }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn rule(code: &str, met: Level, described: Option<Described>) -> Value {
    let help = format!("poam explain {code}");
    match described {
        Some(Described { checks, why, level: of_rule }) => json!({
            "id": code,
            "shortDescription": { "text": checks },
            "fullDescription": { "text": format!("{checks} {why}") },
            "help": { "text": format!("{why} More: {help}") },
            "defaultConfiguration": { "level": level(of_rule) },
        }),
        None => json!({
            "id": code,
            "shortDescription": { "text": code.replace('-', " ") },
            "defaultConfiguration": { "level": level(met) },
        }),
    }
}

fn result(finding: &Finding, index: Option<usize>, seen: &mut BTreeMap<String, usize>) -> Value {
    let mut text = finding.message.clone();
    if let Some(help) = &finding.help {
        let _ = write!(text, ". {help}"); // a String takes all
    }
    if finding.more > 0 {
        let _ = write!(text, ". There are {} more of these", finding.more);
    }
    let key = hex(&key(finding));
    let nth = seen.entry(key.clone()).or_default();
    *nth += 1;
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.level),
        "message": { "text": text },
        "partialFingerprints": { "poamFinding/v1": format!("{key}:{nth}") },
    });
    if let Some(index) = index {
        result["ruleIndex"] = json!(index);
    }
    if let Some(location) = location(&finding.at) {
        result["locations"] = json!([location]);
    }
    result
}

fn location(at: &Place) -> Option<Value> {
    let mut location = Map::new();
    if let Some(file) = &at.file {
        let mut physical = json!({ "artifactLocation": { "uri": uri(file) } });
        if let Some(line) = at.line {
            physical["region"] = json!({ "startLine": line });
            if let Some(character) = at.character {
                physical["region"]["startColumn"] = json!(character);
            }
        }
        location.insert("physicalLocation".into(), physical);
    }
    let logical = logical(at);
    if !logical.is_empty() {
        location.insert("logicalLocations".into(), Value::Array(logical));
    }
    (!location.is_empty()).then_some(Value::Object(location))
}

/// The cell or the JSON pointer, and the item.
fn logical(at: &Place) -> Vec<Value> {
    let mut all = Vec::new();
    if let Some(sheet) = &at.sheet {
        let (name, kind) = match (at.row, at.column) {
            (Some(row), Some(column)) => (format!("{sheet}!{}", cell_name(row, column)), "cell"),
            (Some(row), None) => (format!("{sheet}!{0}:{0}", u64::from(row) + 1), "row"),
            (None, Some(column)) => (format!("{sheet}!{0}:{0}", column_letters(column)), "column"),
            (None, None) => (sheet.to_string(), "sheet"),
        };
        all.push(json!({ "fullyQualifiedName": name, "kind": kind }));
    }
    if let Some(path) = &at.path {
        all.push(json!({ "fullyQualifiedName": path, "kind": "json-pointer" }));
    }
    if let Some(item) = at.shown_item() {
        all.push(json!({ "name": item, "kind": "poam-item" }));
    }
    all
}

/// What of a finding lasts: its code, its item, and where it is in the item. Without an item its cell or its path.
fn key(finding: &Finding) -> String {
    let at = &finding.at;
    let mut parts = vec![finding.code.to_owned(), at.sheet.as_deref().unwrap_or_default().to_owned()];
    if let Some(item) = &at.item {
        parts.push(item.to_string());
        parts.push(at.column.map(column_letters).unwrap_or_default());
        parts.push(at.path.as_deref().map(within).unwrap_or_default());
    } else {
        parts.push(match (at.row, at.column) {
            (Some(row), Some(column)) => cell_name(row, column),
            (row, column) => format!("{}{}", column.map(column_letters).unwrap_or_default(), row.unwrap_or(0)),
        });
        parts.push(at.path.clone().unwrap_or_default());
    }
    parts.join("\u{0}")
}

/// A pointer without the position in the root's list: that of an item changes when another comes before it.
fn within(pointer: &str) -> String {
    let mut is_first = true;
    let keep = |part: &&str| {
        let is_position = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        !(is_position && std::mem::take(&mut is_first))
    };
    pointer.split('/').filter(keep).collect::<Vec<&str>>().join("/")
}

fn hex(text: &str) -> String {
    Sha1::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A file's name as a URI: what is relative stays so, what is absolute is a `file:` URI.
fn uri(name: &str) -> String {
    let path = name.replace('\\', "/");
    let mut uri = match path.as_bytes() {
        [b'/', b'/', ..] => "file:".to_owned(),
        [b'/', ..] => "file://".to_owned(),
        [disk, b':', b'/', ..] if disk.is_ascii_alphabetic() => "file:///".to_owned(),
        _ => String::new(),
    };
    let is_absolute = !uri.is_empty();
    for byte in path.bytes() {
        let stays = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) || byte == b':' && is_absolute;
        if stays {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests;
