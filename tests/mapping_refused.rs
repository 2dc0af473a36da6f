//! Mapping files that must be refused, each with the whole message beside it: the file's name says the crime.
//!
//! A file that does not begin with `# whole` is followed by the tables of `mapping-accepted/minimal.toml`, so that it
//! holds the crime and nothing else. `POAM_BLESS=1` writes the messages anew.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use poam::mapping::file::load;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn fixtures() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(here("tests/mapping-refused")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "toml"));
    files.sort();
    assert!(!files.is_empty());
    files
}

/// The fixture's text, with the minimal mapping's tables behind it unless it is whole.
fn text_of(fixture: &Path) -> String {
    let text = read(fixture);
    if text.starts_with("# whole") {
        return text;
    }
    let minimal = read(&here("tests/mapping-accepted/minimal.toml"));
    let tables = minimal.find("\n[").unwrap();
    text + &minimal[tables..]
}

#[test]
fn the_minimal_mapping_is_accepted() {
    let problems = load("minimal.toml", &read(&here("tests/mapping-accepted/minimal.toml"))).err();
    assert_eq!(problems.map(|p| p.to_string()), None);
}

#[test]
fn each_crime_is_refused_with_its_message() {
    let bless = std::env::var_os("POAM_BLESS").is_some();
    let mut wrong = Vec::new();
    for fixture in fixtures() {
        let name = fixture.file_name().unwrap().to_string_lossy();
        let Err(failure) = load(&name, &text_of(&fixture)) else {
            wrong.push(format!("{name} is accepted"));
            continue;
        };
        assert!(!failure.findings().is_empty(), "{name} is refused without a word");
        let lines = u32::try_from(read(&fixture).lines().count().max(1)).unwrap();
        for finding in failure.findings() {
            let line = finding.at.line;
            assert!(line.is_some_and(|l| l <= lines), "{name}: line {line:?} of {lines}: {}", finding.message);
        }
        let said = format!("{failure}\n");
        let expected = fixture.with_extension("stderr");
        if bless {
            fs::write(&expected, said).unwrap();
        } else if read(&expected) != said {
            wrong.push(format!("{name}\n  expected:\n{}  said:\n{said}", read(&expected)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_message_stands_without_its_mapping() {
    for entry in fs::read_dir(here("tests/mapping-refused")).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.with_extension("toml").exists(), "{} belongs to no mapping", path.display());
    }
}

#[test]
fn every_problem_the_loader_knows_has_a_mapping_that_commits_it() {
    let known = codes_in_the_loader();
    assert!(known.len() > 20, "{known:?}");
    let mut met = BTreeSet::new();
    for fixture in fixtures() {
        let findings = load("x", &text_of(&fixture)).err();
        met.extend(findings.iter().flat_map(poam::finding::Failure::findings).map(|f| f.code.to_owned()));
    }
    assert_eq!(known, met);
}

/// Every code given to `problem`, `problem_at` or [`check::names`] in the loader's source.
///
/// [`check::names`]: the check for names claimed twice, which is told its code
fn codes_in_the_loader() -> BTreeSet<String> {
    let mut files: Vec<PathBuf> = ["src/source.rs", "src/mapping/check.rs"].into_iter().map(here).collect();
    for entry in fs::read_dir(here("src/mapping")).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("file") {
            files.push(path);
        }
    }
    let mut codes = BTreeSet::new();
    for file in files {
        let text = read(&file);
        for call in ["problem(", "problem_at(", "check::names("] {
            for (at, _) in text.match_indices(call) {
                let argument = text[at + call.len()..].trim_start();
                if let Some(literal) = argument.strip_prefix('"') {
                    codes.insert(literal[..literal.find('"').unwrap()].to_owned());
                }
            }
        }
    }
    codes
}
