//! What is kept of a file that is replaced, and when it is not replaced at all.
#![cfg(unix)]

use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use crate::run::{CSV, Here, Ran};

fn rights(here: &Here, name: &str) -> u32 {
    std::fs::metadata(here.path(name)).unwrap().permissions().mode() & 0o7777
}

fn with_csv() -> Here {
    let here = Here::new();
    here.put("acme.csv", CSV.as_bytes());
    here
}

/// The program after a line of a shell.
fn after(here: &Here, line: &str, args: &[&str]) -> Ran {
    let mut shell = Command::new("sh");
    shell.current_dir(here.path("")).stdin(Stdio::null()).env("TMPDIR", here.path(""));
    shell.args(["-c", &format!("{line} && exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_poam"), "convert", "--no-config"]);
    shell.args(args).output().unwrap().into()
}

#[test]
fn a_new_file_has_the_umask_and_a_replaced_one_its_old_rights() {
    let here = with_csv();
    for (umask, mode) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
        let name = format!("{umask}.json");
        after(&here, &format!("umask {umask}"), &["acme.csv", "-o", &name]).ended(0);
        assert_eq!(rights(&here, &name), mode, "umask {umask}");
    }
    for mode in [0o600, 0o640, 0o666, 0o755, 0o444] {
        std::fs::set_permissions(here.path("077.json"), PermissionsExt::from_mode(mode)).unwrap();
        after(&here, "umask 027", &["acme.csv", "-o", "077.json", "--overwrite"]).ended(0);
        assert_eq!(rights(&here, "077.json"), mode);
    }
}

#[test]
fn of_a_link_the_link_is_replaced_and_what_it_leads_to_stays() {
    let here = with_csv();
    here.put("theirs.txt", b"theirs");
    std::fs::set_permissions(here.path("theirs.txt"), PermissionsExt::from_mode(0o600)).unwrap();
    symlink("theirs.txt", here.path("poam.json")).unwrap();
    let ran = here.convert(&["acme.csv", "-o", "poam.json"]).ended(3);
    assert!(ran.err.starts_with("error[output-exists]: a link is there already\n  poam.json\n"), "{}", ran.err);
    here.convert(&["acme.csv", "-o", "poam.json", "--overwrite"]).ended(0);
    assert_eq!(here.read("theirs.txt"), "theirs");
    assert!(here.path("poam.json").symlink_metadata().unwrap().is_file(), "the link is a file now");
    assert_eq!(rights(&here, "poam.json"), 0o600, "nobody may read it who might not before");
    // A link that leads nowhere is there all the same, and nothing is made where it leads.
    symlink("nowhere.json", here.path("lost.json")).unwrap();
    here.convert(&["acme.csv", "-o", "lost.json"]).ended(3);
    here.convert(&["acme.csv", "-o", "lost.json", "--overwrite"]).ended(0);
    assert_eq!(here.files(), ["acme.csv", "lost.json", "poam.json", "theirs.txt"]);
}

#[test]
fn a_device_is_not_replaced() {
    let here = with_csv();
    symlink("/dev/null", here.path("null.json")).unwrap();
    for more in [&[][..], &["--overwrite"]] {
        let ran = here.convert(&[&["acme.csv", "-o", "null.json"], more].concat()).ended(3);
        assert!(ran.err.starts_with("error[not-a-file]: this is a device or a pipe"), "{}", ran.err);
        assert!(here.path("null.json").is_symlink());
    }
}

/// The document comes through a named pipe, so that the base is surely read before it changes.
#[test]
fn a_base_that_somebody_changed_meanwhile_is_not_written_over() {
    let here = Here::with_sample("first-steps.csv");
    here.convert(&["first-steps.csv", "-o", "base.xlsx"]).ended(0);
    here.convert(&["first-steps.csv", "-o", "poam.json"]).ended(0);
    let document = here.read("poam.json").replacen("\"title\": \"", "\"title\": \"Newly: ", 40);
    let old = std::fs::read(here.path("base.xlsx")).unwrap();
    assert!(Command::new("mkfifo").arg(here.path("pipe")).status().unwrap().success());
    for is_changed in [true, false] {
        let args = ["convert", "--no-config", "pipe", "--base", "base.xlsx", "-o", "base.xlsx", "--overwrite"];
        let child = here.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Opens when the program does.
        let mut pipe = std::fs::OpenOptions::new().write(true).open(here.path("pipe")).unwrap();
        if is_changed {
            here.put("base.xlsx", b"saved by another program");
        }
        pipe.write_all(document.as_bytes()).unwrap();
        drop(pipe);
        let ran = Ran::from(child.wait_with_output().unwrap());
        if is_changed {
            assert_eq!(
                ran.ended(3).err,
                "error[changed-meanwhile]: the file was changed after it was read; what was made of it was not written \
                 over the change\n  base.xlsx\n  help: close it in other programs, and run this again\n"
            );
            assert_eq!(here.read("base.xlsx"), "saved by another program");
            here.put("base.xlsx", &old);
        } else {
            ran.ended(0);
            assert!(std::fs::read(here.path("base.xlsx")).unwrap() != old, "else it is written in place");
        }
        assert_eq!(here.files(), ["base.xlsx", "first-steps.csv", "pipe", "poam.json"]);
    }
}

/// Where a small disk can be mounted, in name spaces of its own.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_the_old_file_is_whole() {
    let here = Here::with_sample("meridian-v2.1.xlsx");
    std::fs::create_dir(here.path("disk")).unwrap();
    let mount = "mount -t tmpfs -o size=96k small disk";
    let mounted = |more: &str, args: &[&str]| {
        let mut shell = Command::new("unshare");
        shell.current_dir(here.path("")).stdin(Stdio::null()).args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
        ]);
        shell.args([&format!("{mount} && {more}"), env!("CARGO_BIN_EXE_poam")]).args(args).output()
    };
    if !mounted("true", &[]).is_ok_and(|ran| ran.status.success()) {
        eprintln!("not tried: no small disk can be mounted here");
        return;
    }
    let line = "echo mine > disk/out.$3; \"$0\" convert --no-config \"$1\" -o disk/out.$3 --overwrite $2; code=$?; \
                ls -A disk; cat disk/out.$3; exit $code";
    for format in ["json", "xml", "yaml", "xlsx"] {
        let more = if format == "xlsx" { "--layout=fedramp-2.1" } else { "--quiet" };
        let ran = Ran::from(mounted(line, &["meridian-v2.1.xlsx", more, format]).unwrap());
        if format == "xlsx" && ran.code == 0 {
            continue; // it is small enough
        }
        assert_eq!(ran.text(), format!("out.{format}\nmine\n"), "{}", ran.err);
        let ran = ran.ended(3);
        assert!(ran.err.contains("error[cannot-write]"), "{}", ran.err);
        assert!(format == "xlsx" || ran.err.contains("the disk is full"), "{}", ran.err);
    }
}
