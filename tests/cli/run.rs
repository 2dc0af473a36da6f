//! The program in a folder of its own, with nothing from around it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A fresh folder, in which the program runs and which holds its temporary files too.
pub(crate) struct Here {
    folder: TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains("panicked"), "{err}");
        let code = output.status.code().unwrap_or_else(|| panic!("ended by a signal: {err}"));
        Ran { code, out: output.stdout, err }
    }
}

impl Ran {
    /// Asserts the exit code.
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}", self.err);
        self
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    /// The last line of what was said.
    pub(crate) fn done(&self) -> &str {
        self.err.lines().last().unwrap_or_default()
    }
}

impl Here {
    pub(crate) fn new() -> Self {
        Here { folder: TempDir::new().unwrap() }
    }

    /// A folder with this sample of the project in it.
    pub(crate) fn with_sample(name: &str) -> Self {
        let here = Here::new();
        here.put(name, &std::fs::read(sample(name)).unwrap());
        here
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// A written JSON document, below its root's name.
    pub(crate) fn json(&self, name: &str) -> Value {
        document(self.read(name).as_bytes())
    }

    /// The names of all that is in the folder, hidden ones too.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    }

    /// The program, ready to run in this folder.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.prepared(Command::new(env!("CARGO_BIN_EXE_poam")), args)
    }

    fn prepared(&self, mut command: Command, args: &[&str]) -> Command {
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_remove("SOURCE_DATE_EPOCH").env("TMPDIR", self.folder.path());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.command(args).output().unwrap().into()
    }

    /// `poam convert --no-config` with these arguments.
    pub(crate) fn convert(&self, args: &[&str]) -> Ran {
        self.run(&[&["convert", "--no-config"], args].concat())
    }

    /// [`Here::convert`] with an address space of 1 GiB, where the system can limit it.
    pub(crate) fn convert_in_little_memory(&self, args: &[&str]) -> Ran {
        if !cfg!(target_os = "linux") {
            return self.convert(args);
        }
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -v 1048576 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_poam")]);
        self.prepared(shell, &[&["convert", "--no-config"], args].concat()).output().unwrap().into()
    }
}

/// One of the project's samples.
pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// A JSON document, below its root's name.
pub(crate) fn document(bytes: &[u8]) -> Value {
    let mut all: Value = serde_json::from_slice(bytes).unwrap();
    all["plan-of-action-and-milestones"].take()
}

/// A small list of items as CSV.
pub(crate) const CSV: &str = "POAM ID,Controls,Weakness Name,Weakness Description,Asset Identifier,\
    Overall Remediation Plan,Original Detection Date,Original Risk Rating\n\
    V-1,AC-2,Old accounts,Three are left.,web-01,Remove them.,2026-10-05,Low\n";
