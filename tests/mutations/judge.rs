//! The judges' verdicts: asked for, and on file.

use super::Mutant;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// What the judges say of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// NIST's schema of its format takes it.
    pub(crate) schema: bool,
    /// Every reference in it resolves, or may in the imported system security plan.
    pub(crate) refs: bool,
}

impl Verdict {
    pub(crate) fn is_good(self) -> bool {
        self.schema && self.refs
    }
}

/// Verdicts by the mutation's name.
pub(crate) type Verdicts = BTreeMap<String, Verdict>;

/// Asks the judges; none where `POAM_JUDGE` names no Python.
pub(crate) fn run(shared: &Path, mutants: &[Mutant]) -> Option<Verdicts> {
    let Some(python) = std::env::var_os("POAM_JUDGE") else {
        println!("the judges are not asked: POAM_JUDGE is not set; their verdicts on file are taken");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<String> = (0..mutants.len()).map(|at| format!("{at}.{}", mutants[at].format)).collect();
    for (file, mutant) in files.iter().zip(mutants) {
        std::fs::write(folder.path().join(file), &mutant.text).unwrap();
    }
    let ask = |what: &str| {
        let mut judge = Command::new(&python);
        judge.arg(shared.join("judge/judge.py")).arg(what).args(&files).current_dir(folder.path());
        let told = String::from_utf8(judge.output().unwrap().stdout).unwrap();
        let mut good = BTreeMap::new();
        for line in told.lines() {
            let (is_good, rest) = match line.split_at_checked(5) {
                Some(("ok   ", rest)) => (true, rest),
                Some(("FAIL ", rest)) => (false, rest),
                _ => continue,
            };
            good.insert(rest.split(' ').next().unwrap().to_owned(), is_good);
        }
        assert_eq!(good.len(), files.len(), "{told}");
        good
    };
    let (schema, refs) = (ask("schema"), ask("refs"));
    let verdicts = files
        .iter()
        .zip(mutants)
        .map(|(file, mutant)| (mutant.name.clone(), Verdict { schema: schema[file], refs: refs[file] }));
    Some(verdicts.collect())
}

pub(crate) fn on_file(path: &Path) -> Verdicts {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let parse = |word: &str| match word {
        "good" => true,
        "bad" => false,
        _ => panic!("{word}"),
    };
    text.lines()
        .skip(1)
        .map(|line| {
            let [name, schema, refs] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            (name.to_owned(), Verdict { schema: parse(schema), refs: parse(refs) })
        })
        .collect()
}

pub(crate) fn write(path: &Path, verdicts: &Verdicts) {
    let word = |is_good| if is_good { "good" } else { "bad" };
    let mut text = "mutation\tschema\treferences\n".to_owned();
    for (name, verdict) in verdicts {
        writeln!(text, "{name}\t{}\t{}", word(verdict.schema), word(verdict.refs)).unwrap();
    }
    std::fs::write(path, text).unwrap();
}
