//! Files as an attacker or a broken disk makes them, each run through the program: it ends as `table.tsv` says, soon, in
//! little memory, without a panic, and leaves nothing behind but a whole output. `POAM_BLESS=1` writes the table anew;
//! the difference is then there to be read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::format_push_string,
    clippy::format_collect
)]

#[path = "../common/mod.rs"]
mod common;

mod base;
mod beside;
mod binary;
mod books;
mod cells;
mod crowds;
mod inputs;
mod json;
mod limits;
mod packages;
mod raw_zip;
mod separated;
mod traced;
mod xml;
mod yaml;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rayon::prelude::*;
use tempfile::TempDir;

/// What stands in a file that no run is told to read.
const SECRET: &str = "canary-5b1e07";

/// An attack: its name, the files it needs, and the program's arguments.
pub(crate) struct Attack {
    name: &'static str,
    files: Vec<(&'static str, Vec<u8>)>,
    args: Vec<&'static str>,
}

/// A file that is converted to JSON.
pub(crate) fn converted(name: &'static str, file: &'static str, bytes: impl Into<Vec<u8>>) -> Attack {
    Attack { name, files: vec![(file, bytes.into())], args: vec!["convert", "--no-config", file, "-o", "out.json"] }
}

/// Files, and what is done with them.
pub(crate) fn with(name: &'static str, files: Vec<(&'static str, Vec<u8>)>, line: &'static str) -> Attack {
    Attack { name, files, args: line.split(' ').collect() }
}

pub(crate) fn all() -> Vec<Attack> {
    [
        packages::attacks(),
        books::attacks(),
        binary::attacks(),
        cells::attacks(),
        crowds::attacks(),
        separated::attacks(),
        json::attacks(),
        xml::attacks(),
        yaml::attacks(),
        beside::attacks(),
        base::attacks(),
        inputs::attacks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A folder with the attack's files in `work`, beside one with the secret.
pub(crate) struct Scene {
    folder: TempDir,
}

impl Scene {
    pub(crate) fn of(attack: &Attack) -> Self {
        let folder = TempDir::new().unwrap();
        let scene = Scene { folder };
        for name in ["work", "secret"] {
            std::fs::create_dir(scene.path(name)).unwrap();
        }
        std::fs::write(scene.path("secret/canary"), SECRET).unwrap();
        for (name, bytes) in &attack.files {
            // Files may ask for the secret by its whole path.
            let secret = scene.path("secret/canary");
            let bytes = replaced(bytes, b"@SECRET@", secret.to_str().unwrap().as_bytes());
            std::fs::write(scene.path("work").join(name), bytes).unwrap();
        }
        scene
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn run(&self, mut command: Command) -> Output {
        command.current_dir(self.path("work")).stdin(Stdio::null()).env_remove("SOURCE_DATE_EPOCH");
        command.env("TMPDIR", self.path("work")).output().unwrap()
    }

    fn names(&self, folder: &str) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.path(folder)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

fn replaced(bytes: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    // Only small texts ask for the secret.
    if bytes.len() > 1 << 16 || bytes.contains(&0) {
        return bytes.to_vec();
    }
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(what.len()).position(|window| window == what) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(with);
        rest = &rest[at + what.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// An address space of 1 GiB, 4 GiB where the file itself has more than 20 MB; half a minute of the processor's time, and
/// five minutes by the clock, for the machine may have other things to do.
pub(crate) fn bounded(attack: &Attack) -> Command {
    let size: usize = attack.files.iter().map(|(_, bytes)| bytes.len()).sum();
    let most = if size > 20 << 20 { 4 << 20 } else { 1 << 20 };
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        &format!("ulimit -v {most}; ulimit -t 30; exec timeout 300 \"$0\" \"$@\""),
        env!("CARGO_BIN_EXE_poam"),
    ]);
    shell.args(&attack.args);
    shell
}

/// The error codes that were told, in their order, each once.
fn codes(told: &str) -> String {
    let mut codes: Vec<&str> = Vec::new();
    for line in told.lines() {
        let code = line.strip_prefix("error[").and_then(|rest| rest.split(']').next());
        if let Some(code) = code.filter(|code| !codes.contains(code)) {
            codes.push(code);
        }
    }
    if codes.is_empty() { "-".to_owned() } else { codes.join(",") }
}

/// Runs an attack, holds it to all that is asked of every one, and gives its line of the table.
fn survived(attack: &Attack) -> String {
    let scene = Scene::of(attack);
    let output = scene.run(bounded(attack));
    let name = attack.name;
    let told = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code().unwrap_or_else(|| panic!("{name}: ended by a signal: {told}"));
    assert!((0..=4).contains(&code), "{name}: exit {code}: {told}");
    assert!(!told.contains("panicked"), "{name}: {told}");
    assert!(told.len() < 1 << 16, "{name}: {} bytes are told", told.len());
    assert!(code <= 1 || !told.is_empty(), "{name}: nothing is told");
    // What was written, and where.
    let given: BTreeSet<String> = attack.files.iter().map(|(file, _)| (*file).to_owned()).collect();
    let written: Vec<String> = scene.names("work").difference(&given).cloned().collect();
    let wanted = attack.args.iter().position(|arg| *arg == "-o").map(|at| attack.args[at + 1].to_owned());
    let expected: Vec<String> = wanted.into_iter().filter(|_| code <= 1).collect();
    assert_eq!(written, expected, "{name}: exit {code}: {told}");
    assert_eq!(scene.names(""), ["secret", "work"].map(str::to_owned).into());
    assert_eq!(std::fs::read_to_string(scene.path("secret/canary")).unwrap(), SECRET);
    assert_eq!(scene.names("secret").len(), 1);
    // No word of the secret, and no half of an output.
    let holds_secret = |bytes: &[u8]| bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
    assert!(!holds_secret(&output.stdout) && !holds_secret(&output.stderr), "{name}");
    for file in &expected {
        let bytes = std::fs::read(scene.path("work").join(file)).unwrap();
        assert!(bytes.len() > 1 << 20 || !holds_secret(&bytes), "{name}");
        let ending = Path::new(file).extension();
        if ending.is_some_and(|ending| ending == "json") {
            let whole: Result<serde::de::IgnoredAny, _> = serde_json::from_slice(&bytes);
            assert!(whole.is_ok(), "{name}: the output is no whole JSON");
        } else if ending.is_some_and(|ending| ending == "xlsx") {
            assert!(poam::workbook::read(file, &bytes).is_ok(), "{name}: the output is no workbook");
        } else {
            assert!(poam::oscal::read::document(file, &bytes).is_ok(), "{name}: the output is no document");
        }
    }
    format!("{name}\tpoam {}\t{code}\t{}\n", attack.args.join(" "), codes(&told))
}

#[test]
fn each_ends_as_the_table_says() {
    let attacks = all();
    let names: BTreeSet<&str> = attacks.iter().map(|attack| attack.name).collect();
    assert_eq!(names.len(), attacks.len(), "names are there once");
    assert!(attacks.len() >= 120, "{}", attacks.len());
    let lines: Vec<String> = attacks.par_iter().map(survived).collect();
    let table = format!("attack\tcommand\texit\terrors\n{}", lines.concat());
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks/table.tsv");
    if std::env::var_os("POAM_BLESS").is_some() {
        std::fs::write(&expected, &table).unwrap();
    }
    let expected = std::fs::read_to_string(&expected).unwrap();
    for (line, expected) in table.lines().zip(expected.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(table, expected);
}
