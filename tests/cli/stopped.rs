//! The program stopped in the middle: what is there is the old file or the new one, whole.
#![cfg(unix)]

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::{Here, sample};

/// Numbers that are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    /// One from 0 on, below a bound.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

fn start(here: &Here, args: &[&str]) -> Child {
    let mut command = here.command(&[&["convert", "--no-config", "--quiet"], args].concat());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills the program at a moment of each try; each output must hold what was there before or what comes of a whole run.
fn killed_at_any_moment(args: &[&str], output: &str, tries: u32) {
    let here = Here::new();
    for name in ["meridian-v2.1.xlsx", "first-steps.csv"] {
        here.put(name, &std::fs::read(sample(name)).unwrap());
    }
    here.convert(&["first-steps.csv", "-o", "first.json"]).ended(0);
    let old = std::fs::read(sample("kestrel-2018.xlsx")).unwrap();
    let reset = || here.put(output, &old);
    reset();
    let begun = Instant::now();
    assert!(start(&here, args).wait().unwrap().success());
    let whole = begun.elapsed();
    let new = std::fs::read(here.path(output)).unwrap();
    assert!(new != old);
    reset();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut kept, mut written) = (0, 0);
    for number in 0..tries {
        let mut child = start(&here, args);
        // Every other try aims at the end, when the file takes its name.
        let share = if number % 2 == 0 { numbers.below(1_300) } else { 800 + numbers.below(600) };
        std::thread::sleep(whole.mul_f64(f64::from(u32::try_from(share).unwrap()) / 1_000.0));
        let _ = child.kill();
        child.wait().unwrap();
        let there = std::fs::read(here.path(output)).unwrap();
        assert!(
            there == old || there == new,
            "try {number}: {} bytes are neither the old nor the new file",
            there.len()
        );
        if there == new {
            written += 1;
            reset();
        } else {
            kept += 1;
        }
        for name in here.files().iter().filter(|name| name.starts_with(".poam-")) {
            std::fs::remove_file(here.path(name)).unwrap();
        }
    }
    eprintln!("{output}: of {tries} kills {kept} left the old file and {written} the new one");
    assert!(kept > 0 && written > 0, "{kept} and {written}");
}

#[test]
fn killed_while_it_writes_a_document() {
    killed_at_any_moment(&["meridian-v2.1.xlsx", "-o", "poam.json", "--overwrite"], "poam.json", 200);
}

#[test]
fn killed_while_it_writes_into_a_workbook() {
    let args = ["first.json", "--base", "meridian-v2.1.xlsx", "-o", "out.xlsx", "--overwrite"];
    killed_at_any_moment(&args, "out.xlsx", 120);
}

/// Ctrl-C, a closed terminal and `kill` take the temporary file away, and end the program as the shell expects it.
#[test]
fn stopped_by_a_person_it_leaves_nothing() {
    use std::fmt::Write;
    use std::os::unix::process::ExitStatusExt;
    let here = Here::new();
    let mut csv = String::from("POAM ID,Controls,Weakness Name,Original Detection Date,Original Risk Rating\n");
    for number in 0..30_000 {
        writeln!(csv, "V-{number},AC-2,Old accounts number {number},2026-10-05,Low").unwrap();
    }
    here.put("many.csv", csv.as_bytes());
    here.put("poam.json", b"mine");
    // The last as in a script's background job, for which the shell has switched Ctrl-C off.
    for (signal, number, off) in [("INT", 2, ""), ("TERM", 15, ""), ("HUP", 1, ""), ("TERM", 15, "INT")] {
        // Switched on, whatever the tests were started under.
        let mut command = Command::new("env");
        command.current_dir(here.path("")).arg("--default-signal=INT,TERM,HUP");
        if !off.is_empty() {
            command.arg(format!("--ignore-signal={off}"));
        }
        command.arg(env!("CARGO_BIN_EXE_poam"));
        command.args(["convert", "--no-config", "many.csv", "-o", "poam.json", "--overwrite"]);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        while !here.files().iter().any(|name| name.starts_with(".poam-")) {
            assert!(child.try_wait().unwrap().is_none(), "over before it was stopped");
            assert!(begun.elapsed() < Duration::from_secs(120));
            std::thread::sleep(Duration::from_millis(1));
        }
        let stop = ["-s", signal, &child.id().to_string()].map(str::to_owned);
        assert!(Command::new("kill").args(stop).status().unwrap().success());
        assert_eq!(child.wait().unwrap().signal(), Some(number), "{signal}");
        assert_eq!(here.files(), ["many.csv", "poam.json"], "{signal}");
        assert_eq!(here.read("poam.json"), "mine");
    }
}
