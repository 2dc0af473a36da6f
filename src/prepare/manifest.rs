//! `manifest.json`: what a submission was made from and by what, and what came of it.

use super::evidence::Held;
use super::{Named, Prepared, Request};
use crate::finding::Level;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The manifest's name.
pub const MANIFEST: &str = "manifest.json";

/// A manifest is a page or two, and some lines for each document.
const LARGEST: u64 = 64 << 20;

/// The manifest, as text.
pub(super) fn manifest(request: &Request<'_>, prepared: &Prepared, held: Option<&Held<'_>>, as_of: Date) -> String {
    let options = &request.options;
    let beyond = &request.beyond;
    let switches = beyond.config.switches.iter().map(|switch| {
        let mut said = Map::new();
        said.insert("code".into(), json!(switch.code));
        match switch.level {
            None => said.insert("off".into(), json!(true)),
            Some(level) => said.insert("level".into(), json!(level.name())),
        };
        said.insert("reason".into(), json!(switch.reason));
        Value::Object(said)
    });
    let steps = prepared.steps.iter().map(|step| {
        let count = |level: Level| step.findings.iter().filter(|f| f.level == level).count();
        json!({
            "name": step.name,
            "result": step.line,
            "errors": count(Level::Error),
            "warnings": count(Level::Warning),
            "infos": count(Level::Info),
            "exit-code": step.exit_code,
        })
    });
    let workbook = Named::of(&request.workbook.name, &request.workbook.bytes);
    let previous = request.previous.map(|previous| ("previous", Named::of(&previous.name, &previous.bytes)));
    let baseline = request.baseline.map(|baseline| ("baseline", Named::of(&baseline.name, &baseline.bytes)));
    let inputs =
        [("workbook", workbook)].into_iter().chain(previous).chain(baseline).chain(request.others.iter().cloned());
    let inputs = inputs.map(|(what, file)| with(json!({ "what": what }), &file));
    let mut manifest = json!({
        "tool": "poam",
        "version": env!("CARGO_PKG_VERSION"),
        "oscal-version": options.version.to_string(),
        "as-of": as_of.to_string(),
        "options": {
            "as-of": options.as_of.map(|day| day.to_string()),
            "now": options.now,
            "keep-examples": options.keep_examples,
            "allow-loss": options.allow_loss,
            "embed": options.embed,
            "initial": options.initial,
            "fail-on": options.fail_on.name(),
        },
        "configuration": request.other("configuration"),
        "mapping": request.other("mapping").unwrap_or("built in"),
        "switched-rules": switches.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
        "inputs": inputs.collect::<Vec<_>>(),
    });
    if let Some(held) = held {
        let there = held.there.iter().map(|there| {
            let said = json!({ "document": there.document.name, "items": there.document.items });
            let mut said = with(said, &there.file);
            said["embedded"] = json!(there.is_embedded);
            said
        });
        manifest["evidence"] = there.collect();
    }
    manifest["outputs"] = prepared.files.iter().map(|file| with(json!({}), file)).collect();
    manifest["exit-code"] = json!(prepared.exit_code());
    format!("{manifest:#}\n")
}

/// What is said, and the file's name, size and digest.
fn with(mut said: Value, file: &Named) -> Value {
    said["name"] = json!(file.name);
    said["bytes"] = json!(file.bytes);
    said["sha256"] = json!(file.sha256);
    said
}

/// What lies in a folder and is no part of a submission that was made there: names, in order. None where the folder is
/// no submission at all.
pub fn not_ours(folder: &Path) -> Option<Vec<String>> {
    let path = folder.join(MANIFEST);
    if fs::metadata(&path).ok()?.len() > LARGEST {
        return None;
    }
    let manifest: Value = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
    if manifest["tool"] != "poam" {
        return None;
    }
    let outputs = manifest["outputs"].as_array()?.iter().filter_map(|output| output["name"].as_str());
    let ours: BTreeSet<&str> = outputs.chain([MANIFEST]).collect();
    let mut others = Vec::new();
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !ours.contains(name.as_str()) || entry.file_type().ok()?.is_dir() {
            others.push(name);
        }
    }
    others.sort_unstable();
    Some(others)
}
