//! What the program asks of the system, as `strace` sees it: no file but those it was told to read, no network, no other
//! program.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;

use super::{Attack, Scene, all};

/// Where the system and its libraries lie; none of it is anybody's data.
const SYSTEM: [&str; 9] = [
    "/etc/ld.so",
    "/lib",
    "/usr/lib",
    "/proc/self/",
    "/proc/sys/vm/",
    "/sys/fs/cgroup",
    "/sys/kernel/mm/",
    "/sys/devices/system/",
    "/proc/meminfo",
];

fn traced(attack: &Attack, trace: &Path) -> Scene {
    let scene = Scene::of(attack);
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-s", "300", "-e", "trace=file,network,process", "-o"]).arg(trace);
    command.arg(env!("CARGO_BIN_EXE_poam")).args(&attack.args);
    command.env_remove("LD_LIBRARY_PATH"); // where the tests themselves find their libraries
    scene.run(command);
    scene
}

/// The first text in quotes of a line.
fn quoted(line: &str) -> Option<&str> {
    line.split_once('"')?.1.split_once('"').map(|(text, _)| text)
}

#[test]
fn nothing_else_is_read_and_nobody_is_called() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let works = Command::new("strace").args(["-o", trace.to_str().unwrap(), "true"]).status();
    if !works.is_ok_and(|status| status.success()) {
        eprintln!("not tried: strace does not work here; the secret of each attack is looked for in its output");
        return;
    }
    let tempting =
        ["link", "climb", "secret", "host", "path", "entity", "outside", "program", "home", "fetched", "file"];
    let mut count = 0;
    for attack in all().iter().filter(|attack| tempting.iter().any(|word| attack.name.contains(word))) {
        let size: usize = attack.files.iter().map(|(_, bytes)| bytes.len()).sum();
        if size > 10 << 20 {
            continue;
        }
        count += 1;
        let scene = traced(attack, &trace);
        let work = scene.path("work");
        let calls = std::fs::read_to_string(&trace).unwrap();
        let mut programs = 0;
        for line in calls.lines() {
            let call = line.split_once(' ').map_or(line, |(_, call)| call).trim_start();
            let name = call.split('(').next().unwrap_or_default();
            assert!(
                !["socket", "connect", "bind", "sendto", "fork", "vfork"].contains(&name),
                "{}: {line}",
                attack.name
            );
            if name == "execve" {
                programs += 1;
                continue;
            }
            let is_opened = [
                "open",
                "openat",
                "openat2",
                "creat",
                "link",
                "linkat",
                "symlink",
                "rename",
                "renameat",
                "renameat2",
                "unlink",
                "mkdir",
            ];
            let Some(path) = quoted(call).filter(|_| is_opened.contains(&name)) else { continue };
            let is_own = !path.starts_with('/') && !path.contains("..") || Path::new(path).starts_with(&work);
            let is_asked = attack.args.contains(&path) || attack.name == "configuration whose mapping is the secret";
            let is_system = SYSTEM.iter().any(|known| path.starts_with(known));
            assert!(is_own || is_asked || is_system, "{}: {line}", attack.name);
        }
        assert_eq!(programs, 1, "{}", attack.name);
    }
    assert!(count > 30, "{count}");
}
