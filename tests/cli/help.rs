//! What `--help` shows, whole. `POAM_BLESS=1` writes `help.txt` anew.

use std::fmt::Write;
use std::path::Path;

use crate::run::Here;

#[test]
fn the_help_of_each_command() {
    let here = Here::new();
    let mut shown = String::new();
    let commands: [&[&str]; 14] = [
        &[],
        &["convert"],
        &["template"],
        &["validate"],
        &["diff"],
        &["check"],
        &["report"],
        &["prepare"],
        &["mapping"],
        &["mapping", "check"],
        &["mapping", "list"],
        &["mapping", "show"],
        &["explain"],
        &["completions"],
    ];
    for command in commands {
        let ran = here.run(&[command, &["--help"]].concat()).ended(0);
        let name = [&["poam"], command].concat().join(" ");
        writeln!(shown, "$ {name} --help\n{}", ran.text()).unwrap();
    }
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/help.txt");
    if std::env::var_os("POAM_BLESS").is_some() {
        std::fs::write(&expected, &shown).unwrap();
    }
    assert_eq!(shown, std::fs::read_to_string(&expected).unwrap());
}

#[test]
fn the_version_and_nothing_at_all() {
    let here = Here::new();
    let ran = here.run(&["--version"]).ended(0);
    assert_eq!(ran.text(), format!("poam {}\n", env!("CARGO_PKG_VERSION")));
    let ran = here.run(&[]).ended(2);
    assert!(ran.err.contains("Usage: poam"), "{}", ran.err);
}
