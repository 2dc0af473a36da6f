//! Where the output goes: files that are there, folders that are not, pipes that close, disks that are full.

use std::process::Stdio;

use crate::run::{CSV, Here, Ran};

#[test]
fn an_output_that_exists_is_replaced_only_on_demand() {
    let here = Here::new();
    here.put("acme.csv", CSV.as_bytes());
    here.put("poam.json", b"mine");
    let ran = here.convert(&["acme.csv", "-o", "poam.json"]).ended(3);
    assert_eq!(
        ran.err,
        "error[output-exists]: the file is there already\n  poam.json\n  help: give --overwrite to replace it, or another \
         name\n"
    );
    assert_eq!(here.read("poam.json"), "mine");
    here.convert(&["acme.csv", "-o", "poam.json", "--overwrite"]).ended(0);
    assert_eq!(here.json("poam.json")["poam-items"].as_array().unwrap().len(), 1);
    assert_eq!(here.files(), ["acme.csv", "poam.json"]);
    // A workbook that cannot be read leaves what was there.
    here.put("empty.xlsx", b"");
    here.convert(&["empty.xlsx", "-o", "poam.json", "--overwrite"]).ended(3);
    assert_eq!(here.json("poam.json")["poam-items"].as_array().unwrap().len(), 1);
    assert_eq!(here.files(), ["acme.csv", "empty.xlsx", "poam.json"]);
}

#[test]
fn a_folder_is_no_output() {
    let here = Here::new();
    here.put("acme.csv", CSV.as_bytes());
    std::fs::create_dir(here.path("out.json")).unwrap();
    for more in [&[][..], &["--overwrite"]] {
        let ran = here.convert(&[&["acme.csv", "-o", "out.json"], more].concat()).ended(3);
        assert!(ran.err.contains("\n  out.json\n  help: "), "{}", ran.err);
        assert_eq!(here.files(), ["acme.csv", "out.json"]);
        assert_eq!(std::fs::read_dir(here.path("out.json")).unwrap().count(), 0);
    }
}

#[test]
fn a_new_file_has_the_rights_of_a_new_file() {
    let here = Here::new();
    here.put("acme.csv", CSV.as_bytes());
    here.convert(&["acme.csv", "-o", "poam.json"]).ended(0);
    let rights = |name: &str| std::fs::metadata(here.path(name)).unwrap().permissions();
    assert_eq!(rights("poam.json"), rights("acme.csv"));
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let here = Here::new();
    here.put("acme.csv", CSV.as_bytes());
    let folder = here.path("shut");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    if std::fs::write(folder.join("probe"), b"").is_ok() {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    let ran = here.convert(&["acme.csv", "-o", "shut/poam.json"]).ended(3);
    assert_eq!(
        ran.err,
        "error[cannot-write]: cannot be written: this is not permitted\n  shut/poam.json\n  help: write to a folder that \
         you may change, with -o\n"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let here = Here::with_sample("meridian-v2.1.xlsx");
    let mut child = here
        .command(&["convert", "--no-config", "meridian-v2.1.xlsx"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert_eq!(
        ran.ended(3).err,
        "error[cannot-write]: cannot be written: what read it has gone away\n  standard output\n  help: read it to \
         its end, or write to a file with -o\n"
    );
    assert_eq!(here.files(), ["meridian-v2.1.xlsx"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let here = Here::with_sample("meridian-v2.1.xlsx");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ran = here.command(&["convert", "--no-config", "meridian-v2.1.xlsx"]).stdout(full).output().unwrap();
    assert_eq!(
        Ran::from(ran).ended(3).err,
        "error[cannot-write]: cannot be written: the disk is full\n  standard output\n  help: make room on it, or write \
         elsewhere with -o\n"
    );
    assert_eq!(here.files(), ["meridian-v2.1.xlsx"]);
}

/// The writer of workbooks panics where its temporary files cannot be written; a person is told of the disk all the same.
#[cfg(target_os = "linux")]
#[test]
fn no_room_for_a_workbooks_temporary_files_is_said() {
    let here = Here::with_sample("meridian-v2.1.xlsx");
    let mut shell = std::process::Command::new("sh");
    let limited = "trap '' XFSZ; ulimit -f 8; exec \"$0\" convert --no-config meridian-v2.1.xlsx -o new.xlsx";
    shell.current_dir(here.path("")).args(["-c", limited, env!("CARGO_BIN_EXE_poam")]);
    let ran = Ran::from(shell.output().unwrap()).ended(3);
    assert!(
        ran.err.starts_with("error[cannot-write]: the temporary files of the workbook cannot be written"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    assert_eq!(here.files(), ["meridian-v2.1.xlsx"]);
}
