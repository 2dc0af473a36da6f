//! What README.md shows is what the program does: its tables, its messages, its excerpts.
//! `POAM_BLESS=1 cargo test --test readme` writes them anew.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use poam::mapping::file::{FEDRAMP, load};
use poam::mapping::show;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::process::Command;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands between `<!-- name: ... -->` and `<!-- /name -->`, replaced by `fresh`.
fn refreshed(readme: &str, name: &str, fresh: &str) -> String {
    let start = readme.find(&format!("<!-- {name}:")).unwrap_or_else(|| panic!("README.md has no `<!-- {name}: -->`"));
    let start = start + readme[start..].find("-->").unwrap() + 4;
    let end =
        readme.find(&format!("<!-- /{name} -->")).unwrap_or_else(|| panic!("README.md has no `<!-- /{name} -->`"));
    format!("{}{fresh}{}", &readme[..start], &readme[end..])
}

/// What a conversion says on standard error, as somebody sees it who stands in the project's folder.
fn told(sample: &str, output: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(output);
    let run = Command::new(env!("CARGO_BIN_EXE_poam"))
        .current_dir(project())
        .args(["convert", &format!("samples/{sample}"), "--overwrite", "--no-config", "-o"])
        .arg(&path)
        .env_remove("SOURCE_DATE_EPOCH")
        .output()
        .unwrap();
    String::from_utf8(run.stderr).unwrap().replace(&path.display().to_string(), output)
}

/// The first findings and the last line.
fn excerpt(told: &str, lines: usize) -> String {
    let all: Vec<&str> = told.lines().collect();
    let start = all.iter().position(|l| l.starts_with("error[duplicate-id]")).unwrap();
    format!("...\n{}\n...\n{}\n", all[start..start + lines].join("\n"), all.last().unwrap())
}

/// Part of the risk of an item of a sample's golden document.
fn risk(sample: &str, id: &str) -> String {
    let text = std::fs::read_to_string(project().join("samples").join(sample)).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let poam = &document["plan-of-action-and-milestones"];
    let is_item = |item: &&Value| item["props"][0]["value"] == id;
    let item = poam["poam-items"].as_array().unwrap().iter().find(is_item).unwrap();
    let uuid = &item["related-risks"][0]["risk-uuid"];
    let risk = poam["risks"].as_array().unwrap().iter().find(|r| r["uuid"] == *uuid).unwrap();
    let shown = ["uuid", "title", "props", "status", "deadline"];
    let part: Map<String, Value> = shown.iter().map(|k| ((*k).to_owned(), risk[*k].clone())).collect();
    serde_json::to_string_pretty(&part).unwrap() + "\n"
}

/// The difference between a sample and what a month may make of it.
fn months() -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("months");
    std::fs::create_dir_all(&folder).unwrap();
    let october = std::fs::read_to_string(project().join("samples/first-steps.csv")).unwrap();
    let mut november = october.clone();
    for (old, new) in [
        ("2026-11-04,", "2026-11-18,"),
        ("V-2,AC-2(3)", "V-12,AC-2(3)"),
        ("Set the banner,Low", "Set the banner,Moderate"),
        ("Set the banner.,", "\"Set the banner.\nShow it on the new console too.\","),
    ] {
        assert!(november.contains(old), "{old}");
        november = november.replace(old, new);
    }
    std::fs::write(folder.join("october.csv"), october).unwrap();
    std::fs::write(folder.join("november.csv"), november).unwrap();
    let mut run = Command::new(env!("CARGO_BIN_EXE_poam"));
    run.current_dir(&folder).args(["diff", "--no-config", "october.csv", "november.csv"]);
    String::from_utf8(run.output().unwrap().stdout).unwrap()
}

/// The rules of `poam check`.
fn rules() -> String {
    let row = |rule: &poam::rule::Rule| {
        let checks = rule.checks.replace('|', "\\|");
        format!("| `{}` | {} | {checks} |\n", rule.code, rule.level)
    };
    let rows: String = poam::check::rules().map(row).collect();
    format!("| Code | Level | What it checks |\n|---|---|---|\n{rows}")
}

#[test]
fn the_readme_is_fresh() {
    let path = project().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let block = |language: &str, text: &str| format!("```{language}\n{text}```\n");
    let mapping = load("fedramp", FEDRAMP).unwrap();
    let mut fresh = refreshed(&readme, "columns", &show::markdown(&mapping));
    fresh = refreshed(&fresh, "rules", &rules());
    fresh = refreshed(&fresh, "first-run", &block("text", &told("meridian-v2.1.xlsx", "poam.json")));
    fresh = refreshed(&fresh, "messy", &block("text", &excerpt(&told("messy.xlsx", "messy.json"), 12)));
    fresh = refreshed(&fresh, "risk", &block("json", &risk("meridian-v2.1.json", "V-2105")));
    let config = std::fs::read_to_string(project().join("samples/poam.toml")).unwrap();
    fresh = refreshed(&fresh, "config", &block("toml", &config));
    fresh = refreshed(&fresh, "diff", &block("text", &months()));
    if std::env::var_os("POAM_BLESS").is_some() {
        std::fs::write(&path, &fresh).unwrap();
        return;
    }
    assert!(readme == fresh, "README.md is stale: POAM_BLESS=1 cargo test --test readme");
}

#[test]
fn the_readme_does_not_claim_that_oscal_is_mandatory() {
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap().to_lowercase();
    for claim in ["oscal is mandatory", "oscal is required", "requires oscal", "must submit oscal", "mandates oscal"] {
        assert!(!readme.contains(claim), "{claim}");
    }
}
