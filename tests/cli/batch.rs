//! Several sources and folders at once: what is converted, what is passed over, what is refused before any work.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::run::{CSV, Here, Ran, sample};

/// A folder `in` of so many sources: workbooks of three kinds, CSV, JSON and XML; the first three are broken.
fn folder_of(count: usize) -> Here {
    let here = Here::new();
    fs::create_dir(here.path("in")).unwrap();
    let samples = ["kestrel-2018.xlsx", "first-steps.csv", "first-steps.json", "alder-v3.0.xlsx", "first-steps.xml"];
    let samples = samples.map(|name| (name.rsplit('.').next().unwrap(), fs::read(sample(name)).unwrap()));
    for at in 3..count {
        let (ending, bytes) = &samples[at % samples.len()];
        here.put(&format!("in/{at:03}.{ending}"), bytes);
    }
    here.put("in/000.xlsx", &samples[0].1[..3_000]);
    here.put("in/001.json", b"{ \"plan-of-action-and-milestones\": { \"uuid\": ");
    here.put("in/002.csv", b"Buy,milk,today\nCall,Jo,tomorrow\n");
    here
}

fn report(here: &Here) -> Value {
    serde_json::from_str(&here.read("report.json")).unwrap()
}

fn names(here: &Here, folder: &str) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(here.path(folder)).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[test]
fn two_hundred_sources_of_which_three_are_broken() {
    let here = folder_of(200);
    let args = ["in", "-o", "out", "--to", "xml", "--report", "report.json", "--fail-on", "error"];
    let ran = here.convert(&args).ended(3);
    let table = ran.err.split("EXIT  SOURCE").nth(1).unwrap();
    let rows: Vec<&str> = table.lines().skip(1).collect();
    for (row, source) in rows.iter().zip(["in/000.xlsx", "in/001.json", "in/002.csv"]) {
        assert!(row.starts_with(&format!("3     {source} ")), "{row}");
    }
    assert!(rows[3].starts_with("0     197 others"), "{table}");
    assert_eq!(rows[4..].len(), 1, "{table}");
    assert!(rows[4].starts_with("197 of 200 sources converted, ") && rows[4].ends_with(" items: out"), "{table}");
    assert_eq!(names(&here, "out").len(), 197);
    // One line for each, in the order of the paths.
    let lines: Vec<&str> = ran.err.lines().filter(|l| l.starts_with("in/")).collect();
    assert_eq!(lines.len(), 200);
    assert!(lines.is_sorted(), "{lines:#?}");
    // What is written is what each gives by itself.
    here.convert(&["in/003.xlsx", "-o", "alone.xml"]).ended(0);
    assert_eq!(here.read("alone.xml"), here.read("out/003.xml"));

    let report = report(&here);
    let files = report["files"].as_array().unwrap();
    assert_eq!((files.len(), &report["exit-code"]), (200, &Value::from(3)));
    let broken: Vec<&str> =
        files.iter().filter(|f| f["exit-code"] == 3).map(|f| f["source"].as_str().unwrap()).collect();
    assert_eq!(broken, ["in/000.xlsx", "in/001.json", "in/002.csv"]);
    assert_eq!(files[0]["findings"]["error"][0]["code"], "not-a-workbook");
    assert!(files[0].get("output").is_none());
    let good = &files[3];
    assert_eq!((&good["output"], &good["items"], &good["cells"]), (&"out/003.xml".into(), &25.into(), &425.into()));
    assert_eq!(good["findings"]["info"][0]["sheet"], "Open POA&M Items");
}

#[test]
fn the_same_folder_twice_gives_the_same_bytes() {
    let said = [(), ()].map(|()| {
        let here = folder_of(30);
        let ran = here.convert(&["in", "-o", "out", "--report", "report.json"]).ended(3);
        let written: Vec<String> = names(&here, "out").iter().map(|name| here.read(&format!("out/{name}"))).collect();
        (ran.err, here.read("report.json"), written)
    });
    assert!(said[0] == said[1]);
}

/// The most memory that a run held at a time, in KiB: the system's own high-water mark, read until it ends.
#[cfg(target_os = "linux")]
fn peak(here: &Here, args: &[&str]) -> u64 {
    // What is free goes back to the system at once: the mark is of what is held, not of what was held a while ago.
    let mut child = here
        .command(&[&["convert", "--no-config"], args].concat())
        .env("MIMALLOC_PURGE_DELAY", "0")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let mark = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(mark.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_sources() {
    let args = ["in", "-o", "out", "--report", "report.json"];
    let [few, many] = [20, 200].map(|count| peak(&folder_of(count), &args));
    eprintln!("20 sources: {few} KiB; 200 sources: {many} KiB");
    assert!(few > 4 << 10, "{few}");
    assert!(many < few + few / 2, "20 sources take {few} KiB, 200 take {many}");
}

#[test]
fn folders_keep_their_structure_and_what_is_no_source_is_counted() {
    let here = Here::new();
    for folder in ["in", "in/east", "in/east/deep", "in/.git"] {
        fs::create_dir(here.path(folder)).unwrap();
    }
    for name in ["in/a.csv", "in/east/a.csv", "in/east/deep/b.csv", "in/~$a.csv", "in/.hidden.csv", "in/.git/c.csv"] {
        here.put(name, CSV.as_bytes());
    }
    here.put("in/notes.txt", b"a,b,c\n");
    here.put("in/package.json", b"{}");
    let ran = here.convert(&["in", "-o", "flat"]).ended(0);
    assert_eq!(names(&here, "flat"), ["a.json"]);
    let passed = "passed over: 1 lock file, 2 hidden files, 2 other files, 1 folder (--recursive enters it)\n\
                  1 of 1 source converted, 1 item: flat\n";
    assert!(ran.err.ends_with(passed), "{}", ran.err);
    let ran = here.convert(&["in", "-o", "in/out", "--recursive", "--report", "report.json"]).ended(0);
    assert_eq!(names(&here, "in/out"), ["a.json", "east"]);
    assert_eq!(names(&here, "in/out/east"), ["a.json", "deep"]);
    assert_eq!(names(&here, "in/out/east/deep"), ["b.json"]);
    assert!(ran.done().starts_with("3 of 3 sources converted, 3 items"), "{}", ran.err);
    let passed = report(&here)["passed-over"].clone();
    assert!(passed.as_array().unwrap().contains(&serde_json::json!({"path": "in/package.json", "why": "other file"})));
    // The output folder is no source, so a second run does what the first did.
    let ran = here.convert(&["in", "-o", "in/out", "--recursive", "--overwrite"]).ended(0);
    assert!(ran.err.contains(", 1 output folder\n3 of 3 sources converted, 3 items: in/out"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_a_circle_and_pipes_do_not_hang() {
    let here = Here::new();
    fs::create_dir(here.path("in")).unwrap();
    here.put("in/a.csv", CSV.as_bytes());
    std::os::unix::fs::symlink("..", here.path("in/up")).unwrap();
    std::os::unix::fs::symlink("a.csv", here.path("in/linked.csv")).unwrap();
    std::os::unix::fs::symlink("round.csv", here.path("in/round.csv")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(here.path("in/pipe.csv")).status();
    assert!(made.unwrap().success());
    let ran = here.convert(&["in", "-o", "out", "--recursive"]).ended(3);
    assert_eq!(names(&here, "out"), ["a.json", "linked.json"]);
    assert!(ran.err.contains("\npassed over: 1 pipe or device, 1 linked folder\n2 of 3 sources"), "{}", ran.err);
    assert!(ran.err.contains("error[unreadable-file]") && ran.err.contains("in/round.csv"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_looked_into_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let here = Here::new();
    fs::create_dir_all(here.path("in/shut")).unwrap();
    here.put("in/a.csv", CSV.as_bytes());
    fs::set_permissions(here.path("in/shut"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(here.path("in/shut")).is_ok() {
        eprintln!("skipped here: this user may look everywhere");
        return;
    }
    let ran = here.convert(&["in", "-o", "out", "--recursive"]).ended(3);
    let rows: Vec<String> = ran.err.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert!(rows.iter().any(|row| row.starts_with("3 in/shut - - 1 0 unreadable-folder: ")), "{}", ran.err);
    assert!(rows.contains(&"0 1 other 1 8 0 2 converted".to_owned()), "{}", ran.err);
    assert_eq!(names(&here, "out"), ["a.json"]);
}

/// What is in the way is told at once, and nothing is done.
fn refused(here: &Here, args: &[&str], code: i32) -> String {
    let before = here.files();
    let ran: Ran = here.convert(args).ended(code);
    assert_eq!(here.files(), before, "{}", ran.err);
    ran.err
}

#[test]
fn names_that_clash_are_refused_before_any_work() {
    let here = Here::new();
    for folder in ["in", "more"] {
        fs::create_dir(here.path(folder)).unwrap();
    }
    for name in ["in/a.csv", "in/A.xlsx", "in/b.csv", "more/B.csv", "in/c.csv"] {
        here.put(name, CSV.as_bytes());
    }
    let told = refused(&here, &["in", "more", "-o", "out"], 2);
    assert_eq!(
        told,
        "error[same-output]: this would be written for each of in/A.xlsx, in/a.csv\n  out/A.json\n  help: rename one of \
         them, or convert it by itself\nerror[same-output]: this would be written for each of in/b.csv, more/B.csv\n  \
         out/b.json\n  help: rename one of them, or convert it by itself\n"
    );
    // The same source twice.
    let told = refused(&here, &["in/c.csv", "in/c.csv", "-o", "out"], 2);
    assert!(told.contains("each of in/c.csv, in/c.csv\n  out/c.json"), "{told}");
    // The report is an output too.
    let told = refused(&here, &["in/b.csv", "in/c.csv", "-o", "out", "--report", "out/C.json"], 2);
    assert!(told.contains("error[same-output]: this would be written for each of in/c.csv, --report"), "{told}");
}

#[test]
fn outputs_that_are_there_are_named_all_at_once() {
    let here = Here::new();
    fs::create_dir(here.path("out")).unwrap();
    for name in ["a.csv", "b.csv", "c.csv", "out/a.json", "out/c.json"] {
        here.put(name, CSV.as_bytes());
    }
    let args = ["a.csv", "b.csv", "c.csv", "-o", "out"];
    let told = refused(&here, &args, 3);
    assert_eq!(told.matches("error[output-exists]").count(), 2, "{told}");
    assert!(told.contains("\n  out/a.json\n") && told.contains("\n  out/c.json\n"), "{told}");
    assert_eq!(names(&here, "out"), ["a.json", "c.json"]);
    here.convert(&[&args[..], &["--overwrite"]].concat()).ended(0);
    assert_eq!(names(&here, "out"), ["a.json", "b.json", "c.json"]);
    // A source is never written over.
    let told = refused(&here, &["out", "-o", "out", "--overwrite"], 2);
    assert_eq!(told.matches("error[output-is-source]: this is a source, and would be written over").count(), 3);
}

#[test]
fn options_that_make_no_sense_for_several_sources_are_refused_in_words() {
    let here = Here::new();
    for name in ["a.csv", "b.csv", "file"] {
        here.put(name, CSV.as_bytes());
    }
    let both = |more: &[&'static str]| [&["a.csv", "b.csv"][..], more].concat();
    for (args, code, said) in [
        (both(&[]), 2, "error[no-output-folder]: several sources, or a folder, need a folder"),
        (both(&["-o", "-"]), 2, "error[no-output-folder]"),
        (both(&["-o", "out", "--base", "a.csv"]), 2, "--base says nothing of several sources"),
        (both(&["-o", "out", "--base", "a.csv", "--dry-run"]), 2, "--base says nothing of several sources"),
        (both(&["-o", "out", "--to", "xlsx", "--loss", "l"]), 2, "give --report: it lists what each workbook"),
        (both(&["-o", "out", "--layout", "fedramp-3.0"]), 2, "--layout says nothing of an OSCAL document"),
        (both(&["-o", "out", "--to", "xlsx", "--oscal-version", "1.2.3"]), 2, "--oscal-version says nothing"),
        (both(&["-", "-o", "out"]), 2, "standard input is not one of several sources"),
        (both(&["-o", "file"]), 3, "error[not-a-folder]: this is a file, not a folder\n  file"),
        (both(&["-o", "file/out"]), 3, "error[cannot-write]"),
        (both(&["-o", "out", "--ssp", "none.json"]), 3, "none.json"),
        (both(&["-o", "out", "--mapping", "file"]), 2, "  file:1"),
        (both(&["-o", "out", "--report", "nowhere/r.json"]), 3, "nowhere/r.json"),
    ] {
        let told = refused(&here, &args, code);
        assert!(told.contains(said), "{args:?}: {told}");
    }
    fs::create_dir(here.path("empty")).unwrap();
    let told = refused(&here, &["empty", "-o", "out"], 2);
    assert!(told.contains("error[no-source]: there is no workbook and no OSCAL POA&M in empty"), "{told}");
}

#[test]
fn options_for_workbooks_say_nothing_of_documents_among_the_sources() {
    let here = Here::with_sample("first-steps.json");
    here.put("acme.csv", CSV.as_bytes());
    let ran = here.convert(&["acme.csv", "first-steps.json", "-o", "out", "--now", "2026-10-30T09:30:00Z"]).ended(0);
    assert!(ran.done().starts_with("2 of 2 sources converted, 4 items"), "{}", ran.err);
    assert_eq!(here.json("out/acme.json")["metadata"]["last-modified"], "2026-10-30T09:30:00Z");
    assert_eq!(here.read("out/first-steps.json"), here.read("first-steps.json"));
}

#[test]
fn workbooks_of_documents_and_what_they_do_not_show() {
    let here = Here::with_sample("messy.json");
    here.put("acme.csv", CSV.as_bytes());
    let args = ["acme.csv", "messy.json", "none.csv", "-o", "out", "--to", "xlsx", "--report", "report.json"];
    let ran = here.convert(&args).ended(3);
    assert_eq!(names(&here, "out"), ["acme.xlsx", "messy.xlsx"]);
    assert!(ran.err.contains("3     none.csv  -      -      1       0         unreadable-file: there is no such"));
    let report = report(&here);
    let losses = report["files"][1]["losses"].as_array().unwrap();
    let codes: Vec<&str> = losses.iter().filter_map(|loss| loss["code"].as_str()).collect();
    assert_eq!(codes, ["column-named", "beyond-the-sheet"], "{report:#}");
}

#[test]
fn programs_get_all_findings_in_one_object_and_quiet_tells_errors_alone() {
    let here = Here::new();
    for name in ["a.csv", "b.csv"] {
        here.put(name, CSV.as_bytes());
    }
    let ran = here.convert(&["a.csv", "b.csv", "-o", "out", "--format", "json"]).ended(0);
    let told: Value = serde_json::from_str(&ran.err).unwrap();
    let of = |file: &str| told["findings"].as_array().unwrap().iter().filter(|f| f["file"] == file).count();
    assert!(of("a.csv") > 0 && of("a.csv") == of("b.csv"), "{told:#}");
    assert!(told["done"].as_str().unwrap().contains("2 of 2 sources converted"), "{told:#}");
    let ran = here.convert(&["a.csv", "b.csv", "-o", "out", "--overwrite", "--quiet"]).ended(0);
    assert_eq!(ran.err, "");
    let ran = here.convert(&["a.csv", "no.csv", "-o", "out", "--overwrite", "--quiet"]).ended(3);
    assert!(ran.err.starts_with("error[unreadable-file]") && !ran.err.contains("EXIT"), "{}", ran.err);
    let ran = here.convert(&["a.csv", "-o", "one.json", "--fail-on", "warning", "--report", "report.json"]).ended(1);
    assert!(ran.err.contains("warning["), "{}", ran.err);
    assert_eq!((&report(&here)["files"][0]["output"], &report(&here)["exit-code"]), (&"one.json".into(), &1.into()));
    let told = refused(&here, &["a.csv", "-o", "two.json", "--report", "two.json"], 2);
    assert!(told.contains("error[same-output]"), "{told}");
    assert_eq!(here.command(&["convert"]).stdin(Stdio::null()).output().unwrap().status.code(), Some(2));
}
