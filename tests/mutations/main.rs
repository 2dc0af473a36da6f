//! Single mutations of a document that uses the whole model, each judged by us and by judges that share no code with
//! us (NIST's schemas, and a check of all references). What a judge refuses is an error of ours; what all accept is
//! none, but for rules that go beyond the schemas.
//!
//! The judges' verdicts are on file (`verdicts.tsv`), so the comparison needs no judge. With `POAM_JUDGE` (a Python that
//! has the judge's packages) the verdicts are made anew and compared with the file; with `POAM_BLESS=1` besides they
//! are written to it. Where we and the judges differ on purpose, `disagreements.tsv` says why.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod json;
mod judge;
mod xml;

use poam::finding::Level;
use poam::validate::{self, Profile};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A document with one thing wrong in it, or not.
pub(crate) struct Mutant {
    /// What was done, and where.
    pub(crate) name: String,
    /// The file's extension.
    pub(crate) format: &'static str,
    pub(crate) text: String,
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutations").join(name)
}

/// The folder of examples and judges; none where it is missing and nobody asked for it.
fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("POAM_SHARED");
    let path = named.as_ref().map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    if path.join("model-examples").is_dir() {
        return Some(path);
    }
    assert!(named.is_none(), "POAM_SHARED is set, but {} has no model-examples", path.display());
    println!("skipped: there is no {}", path.display());
    None
}

/// The codes of our errors in a document.
fn errors(mutant: &Mutant) -> BTreeSet<&'static str> {
    match validate::file(&mutant.name, mutant.text.as_bytes(), Some(Profile::Nist), None) {
        Ok(report) => report.findings.iter().filter(|f| f.level == Level::Error).map(|f| f.code).collect(),
        Err(failure) => failure.findings().iter().map(|f| f.code).collect(),
    }
}

#[test]
fn whole_examples_are_valid() {
    let Some(shared) = shared() else { return };
    for name in ["maximal", "minimal"] {
        for extension in ["json", "xml", "yaml"] {
            let path = shared.join(format!("model-examples/{name}.{extension}"));
            let report = validate::file(name, &std::fs::read(&path).unwrap(), Some(Profile::Nist), None).unwrap();
            let bad: Vec<_> = report.findings.iter().filter(|f| f.level > Level::Info).collect();
            assert!(bad.is_empty(), "{}: {bad:#?}", path.display());
        }
    }
}

#[test]
fn we_judge_as_the_judges_do() {
    let Some(shared) = shared() else { return };
    let read = |name: &str| std::fs::read_to_string(shared.join("model-examples").join(name)).unwrap();
    let mut mutants = json::mutants(&read("maximal.json"));
    mutants.extend(xml::mutants(&read("maximal.xml")));
    assert!(mutants.len() > 700, "{}", mutants.len());
    let names: BTreeSet<&str> = mutants.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names.len(), mutants.len(), "two mutants have one name");

    let on_file = judge::on_file(&file("verdicts.tsv"));
    let verdicts = match judge::run(&shared, &mutants) {
        None => on_file,
        Some(verdicts) if std::env::var_os("POAM_BLESS").is_some() => {
            judge::write(&file("verdicts.tsv"), &verdicts);
            verdicts
        }
        Some(verdicts) => {
            assert_eq!(verdicts, on_file, "the verdicts on file are not the judge's: POAM_BLESS=1 writes them anew");
            verdicts
        }
    };
    let disagreements = disagreements();
    let mut met = BTreeSet::new();
    let mut wrong = Vec::new();
    for mutant in &mutants {
        let Some(verdict) = verdicts.get(&mutant.name) else {
            wrong.push(format!("{}: no verdict on file", mutant.name));
            continue;
        };
        let ours = errors(mutant);
        let is_good = ours.is_empty();
        if is_good == verdict.is_good() {
            continue;
        }
        // Of ours beyond the schemas each code has its reason; of theirs each mutation.
        let keys: Vec<String> =
            if is_good { vec![mutant.name.clone()] } else { ours.iter().map(|c| (*c).into()).collect() };
        for key in keys {
            if disagreements.contains_key(&key) {
                met.insert(key);
            } else {
                wrong.push(format!("{}: judges {verdict:?}, ours {ours:?}", mutant.name));
            }
        }
    }
    let idle: Vec<&String> = disagreements.keys().filter(|key| !met.contains(*key)).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), mutants.len(), wrong.join("\n"));
    assert!(idle.is_empty(), "no longer a disagreement: {idle:?}");
}

/// What we and the judges differ in: a code of ours or a mutation's name, and the reason.
fn disagreements() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(file("disagreements.tsv")).unwrap();
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (key, reason) = line.split_once('\t').expect("a key, a tab, a reason");
            assert!(reason.len() > 20, "{key} has no reason");
            (key.to_owned(), reason.to_owned())
        })
        .collect()
}
