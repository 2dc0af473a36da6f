//! The guide in `mappings/README.md` explains every key that the loader takes, and its worked example works.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use poam::mapping::codec::Codec;
use poam::mapping::file::FEDRAMP;
use poam::mapping::show::check;

const README: &str = include_str!("../mappings/README.md");

/// What stands between backticks in the running text, cut into words.
fn explained() -> BTreeSet<&'static str> {
    let prose = README.split("```").step_by(2);
    let code = prose.flat_map(|text| text.split('`').skip(1).step_by(2));
    code.flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')).collect()
}

/// Every key that the loader's source asks a table for.
fn keys() -> BTreeSet<String> {
    const ASKS: [&str; 11] = [
        ".text(",
        ".texts(",
        ".flag(",
        ".number(",
        ".table(",
        ".tables(",
        ".required(",
        ".required_table(",
        ".tables_or_texts(",
        ".must_have(",
        "texts(table, ",
    ];
    let mut keys = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mapping")).unwrap() {
        let path = entry.unwrap().path();
        if !path.file_name().unwrap().to_string_lossy().starts_with("file") {
            continue;
        }
        let source = fs::read_to_string(path).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        let calls = ASKS.iter().flat_map(|ask| source.match_indices(ask).map(|(at, ask)| &source[at + ask.len()..]));
        let literals = calls.filter_map(|rest| rest.strip_prefix('"')?.split_once('"'));
        keys.extend(literals.map(|(key, _)| key.to_owned()));
        // A list of keys, for a table that is read through a closure or not to its end.
        for (at, _) in source.match_indices("ask(&[") {
            let list = source[at..].split_once(']').unwrap().0;
            keys.extend(list.split('"').skip(1).step_by(2).map(str::to_owned));
        }
        if let Some((_, list)) = source.split_once("const KEYS: &[&str] = &[") {
            keys.extend(list.split_once(']').unwrap().0.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    // Asked for through closures that are given the key.
    keys.extend(["when", "with", "place", "text", "blank", "header", "label", "aliases"].map(str::to_owned));
    keys
}

#[test]
fn every_key_of_the_language_is_explained() {
    let (keys, explained) = (keys(), explained());
    assert!(keys.len() > 60, "{keys:?}");
    let missing: Vec<&String> = keys.iter().filter(|key| !explained.contains(key.as_str())).collect();
    assert!(missing.is_empty(), "mappings/README.md does not explain {missing:?}");
}

#[test]
fn every_codec_is_explained() {
    let missing: Vec<&str> =
        Codec::ALL.iter().map(|c| c.name()).filter(|name| !README.contains(&format!("| `{name}` |"))).collect();
    assert!(missing.is_empty(), "mappings/README.md does not explain {missing:?}");
}

#[test]
fn the_worked_example_works() {
    let (_, example) = README.split_once("## An example").unwrap();
    let blocks: Vec<&str> = example.split("```toml\n").skip(1).map(|b| b.split_once("```").unwrap().0).collect();
    let [alias, column] = blocks.as_slice() else { panic!("an alias and a column") };
    let comments = "aliases = [\"Notes\", \"Comment\"]\n";
    assert_eq!(FEDRAMP.matches(comments).count(), 1);
    let said = check("my.toml", &format!("{}\n{column}", FEDRAMP.replace(comments, alias))).unwrap();
    assert!(said.starts_with("my.toml: 32 columns"), "{said}");
    let wrong = column.replace("risk/prop[", "risk/props[").replace("Jira", "Notes");
    let problems = check("my.toml", &format!("{FEDRAMP}\n{wrong}")).unwrap_err().to_string();
    assert!(problems.contains("write OSCAL's XML name, `prop`"), "{problems}");
    assert!(problems.contains("`Notes` is a header of two columns: Comments and Ticket"), "{problems}");
}
