//! `poam prepare`: what is in the folder, what is refused, and that only the input decides; and `poam completions`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::run::{CSV, Here, sample};

/// This month's workbook and last month's document, a configuration and evidence, in a folder of any name.
fn month(folder: &str) -> Here {
    let here = Here::new();
    for inner in ["", "/evidence", "/october", "/november"] {
        fs::create_dir(here.path(&format!("{folder}{inner}"))).unwrap();
    }
    let put = |name: &str, bytes: &[u8]| here.put(&format!("{folder}/{name}"), bytes);
    put("november/meridian.xlsx", &fs::read(sample("meridian-v2.1.xlsx")).unwrap());
    let october = fs::read_to_string(sample("meridian-v2.1.json")).unwrap();
    put("october/meridian.json", october.replacen("2026-11-04T", "2026-10-28T", 1).as_bytes());
    let config = "ssp-href = \"./ssp.json\"\n[rules]\nitem-late = { off = true, reason = \"Counted elsewhere.\" }\n\
        no-such-rule = { level = \"info\", reason = \"Misspelt.\" }\n";
    put("november/poam.toml", config.as_bytes());
    put("evidence/DR-2108.docx", b"PK");
    put("evidence/dr-2109.docx", b"PK");
    put("evidence/holiday.png", b"PNG");
    here
}

fn prepare(here: &Here, folder: &str, more: &[&str]) -> crate::run::Ran {
    let at = |name: &str| format!("{folder}/{name}");
    let files = ["november/meridian.xlsx", "october/meridian.json", "evidence", "november/poam.toml"].map(at);
    let [workbook, previous, evidence, config] = files.each_ref().map(String::as_str);
    let args = ["prepare", workbook, "--previous", previous, "--evidence", evidence, "--config", config];
    here.run(&[&args[..], &["-o", "out"], more].concat())
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

#[test]
fn a_folder_made_twice_is_the_same_to_the_byte_wherever_the_files_lie() {
    let made = ["here", "elsewhere"].map(|folder| {
        let here = month(folder);
        prepare(&here, folder, &["--embed"]).ended(1);
        for (name, bytes) in contents(&here.path("out")) {
            let text = String::from_utf8(bytes).unwrap();
            for machine in [here.path("").to_str().unwrap(), "october/", "november/", "here/"] {
                assert!(!text.contains(machine), "{name} tells of {machine}");
            }
        }
        assert_eq!(here.files(), [folder, "out"]);
        contents(&here.path("out"))
    });
    assert!(made[0] == made[1]);
    let names: Vec<&str> = made[0].keys().map(String::as_str).collect();
    let expected = [
        "check.json",
        "check.txt",
        "conversion.json",
        "conversion.txt",
        "diff.json",
        "diff.md",
        "evidence.json",
        "evidence.txt",
        "manifest.json",
        "poam.json",
        "poam.xml",
        "report.html",
        "validation.json",
        "validation.txt",
    ];
    assert_eq!(names, expected);
}

#[test]
fn the_pieces_say_what_the_commands_say_by_themselves() {
    let here = month("m");
    let ran = prepare(&here, "m", &[]).ended(1);
    assert_eq!(ran.done(), "14 files: out");
    let args = ["m/november/meridian.xlsx", "--config", "m/november/poam.toml", "-o", "alone.json"];
    here.run(&[&["convert"], &args[..]].concat()).ended(0);
    assert_eq!(here.read("alone.json"), here.read("out/poam.json"));
    here.run(&["convert", "alone.json", "-o", "alone.xml"]).ended(0);
    assert_eq!(here.read("alone.xml"), here.read("out/poam.xml"));
    let diff = ["diff", "meridian.json", "meridian.xlsx", "--format", "md", "--no-config"];
    for (from, to) in [("m/october/meridian.json", "meridian.json"), ("m/november/meridian.xlsx", "meridian.xlsx")] {
        fs::copy(here.path(from), here.path(to)).unwrap();
    }
    assert_eq!(here.run(&diff).ended(0).text(), here.read("out/diff.md"));
    fs::copy(here.path("m/november/poam.toml"), here.path("poam.toml")).unwrap();
    let check = ["check", "meridian.xlsx", "--previous", "meridian.json", "--format", "json"];
    let alone: Value = serde_json::from_str(&here.run(&check).err).unwrap();
    let piece: Value = serde_json::from_str(&here.read("out/check.json")).unwrap();
    assert_eq!(alone["findings"], piece["findings"]);
    assert!(here.read("out/report.html").starts_with("<!DOCTYPE html>"));
    assert!(here.read("out/validation.txt").starts_with("poam.json: valid OSCAL 1.1.2, 34 items"));
}

#[test]
fn the_manifest_says_what_went_in_and_what_was_switched_off() {
    let here = month("m");
    prepare(&here, "m", &["--embed", "--now", "2026-10-30T09:30:00Z", "--fail-on", "warning"]).ended(1);
    let manifest: Value = serde_json::from_str(&here.read("out/manifest.json")).unwrap();
    let inputs: Vec<(&str, &str)> = manifest["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| (input["what"].as_str().unwrap(), input["name"].as_str().unwrap()))
        .collect();
    let expected = [("workbook", "meridian.xlsx"), ("previous", "meridian.json"), ("configuration", "poam.toml")];
    assert_eq!(inputs, expected);
    assert_eq!(
        manifest["switched-rules"],
        serde_json::json!([
            { "code": "item-late", "off": true, "reason": "Counted elsewhere." },
            { "code": "no-such-rule", "level": "info", "reason": "Misspelt." },
        ])
    );
    assert_eq!(manifest["options"]["now"], "2026-10-30T09:30:00Z");
    assert_eq!((&manifest["options"]["embed"], &manifest["options"]["fail-on"]), (&true.into(), &"warning".into()));
    let evidence = manifest["evidence"].as_array().unwrap();
    let there: Vec<(&str, &str)> =
        evidence.iter().map(|e| (e["document"].as_str().unwrap(), e["name"].as_str().unwrap())).collect();
    assert_eq!(there, [("DR-2108.docx", "DR-2108.docx"), ("DR-2109.docx", "dr-2109.docx")]);
    assert_eq!((&evidence[0]["items"], &evidence[0]["embedded"]), (&serde_json::json!(["V-2108"]), &true.into()));
    // As sha256sum gives it of "PK".
    assert_eq!(evidence[0]["sha256"], "fcab7fcc2b4cffd9bb45003bfc2e468a04ef6f77ca8200a7341f027631584d25");
    let told = here.read("out/evidence.txt");
    assert!(told.contains("info[evidence-unnamed]: no item names this file\n  holiday.png"), "{told}");
    assert!(told.contains("warning[evidence-case]: \"DR-2109.docx\" is there as \"dr-2109.docx\""), "{told}");
    assert!(told.contains("error[evidence-missing]: \"listener acl 2026-07.png\" is not in the folder"), "{told}");
    let steps: Vec<&str> =
        manifest["steps"].as_array().unwrap().iter().map(|step| step["name"].as_str().unwrap()).collect();
    assert_eq!(steps, ["conversion", "evidence", "validation", "check", "diff", "report"]);
}

#[test]
fn a_folder_that_is_there_is_replaced_only_where_it_is_a_submission() {
    let here = Here::with_sample("kestrel-2018.xlsx");
    let args = ["prepare", "--no-config", "kestrel-2018.xlsx", "-o", "out"];
    let again = [&args[..], &["--overwrite"]].concat();
    fs::create_dir(here.path("out")).unwrap();
    let ran = here.run(&args).ended(3);
    assert!(ran.err.starts_with("error[output-exists]: the folder is there already\n  out\n"), "{}", ran.err);
    let ran = here.run(&again).ended(3);
    assert!(ran.err.starts_with("error[not-a-submission]: there is no submission in it"), "{}", ran.err);
    assert!(contents(&here.path("out")).is_empty());
    fs::remove_dir(here.path("out")).unwrap();
    here.put("out", b"mine");
    let ran = here.run(&again).ended(3);
    assert!(ran.err.starts_with("error[not-a-folder]: this is there already, and no folder"), "{}", ran.err);
    fs::remove_file(here.path("out")).unwrap();

    assert!(here.run(&args).code < 2);
    let first = contents(&here.path("out"));
    assert!(!first.contains_key("diff.md") && !first.contains_key("evidence.txt"));
    here.put("out/mine.txt", b"mine");
    let ran = here.run(&again).ended(3);
    assert!(ran.err.contains("there is more in it than a submission: mine.txt"), "{}", ran.err);
    assert_eq!(here.read("out/mine.txt"), "mine");
    fs::remove_file(here.path("out/mine.txt")).unwrap();
    // What cannot be done leaves what was there.
    let broken = ["prepare", "--no-config", "none.xlsx", "-o", "out", "--overwrite"];
    here.run(&broken).ended(3);
    assert!(contents(&here.path("out")) == first);
    assert!(here.run(&[&again[..], &["--previous", "kestrel-2018.xlsx"]].concat()).code < 2);
    let second = contents(&here.path("out"));
    assert!(second.contains_key("diff.md"));
    // Two months of one name are told apart.
    assert!(here.read("out/manifest.json").contains("\"previous/kestrel-2018.xlsx\""));
    assert_eq!(here.files(), ["kestrel-2018.xlsx", "out"]);
}

#[test]
fn what_stops_a_submission_is_told_and_nothing_is_written() {
    let here = Here::with_sample("first-steps.json");
    here.put("acme.csv", CSV.as_bytes());
    here.put("empty.csv", CSV.lines().next().unwrap().as_bytes());
    here.put("cut.json", b"{ \"plan-of-action-and-milestones\": {");
    here.put("file", b"");
    let before = here.files();
    for (args, code, said) in [
        (&["acme.csv"][..], 2, "required"),
        (&["acme.csv", "-o", "out", "--embed"], 2, "--evidence"),
        (&["acme.csv", "-o", "out", "--as-of", "soon"], 2, "soon"),
        (&["acme.csv", "-o", "out", "--now", "soon"], 2, "error[not-a-date-time]"),
        (&["acme.csv", "-o", "out"], 2, "error[no-day]: there is no POAM Date"),
        (&["-", "-o", "out"], 2, "error[needs-a-name]"),
        (&["first-steps.json", "-o", "out"], 2, "error[no-workbook]: a submission is prepared from a workbook"),
        (&["none.xlsx", "-o", "out"], 3, "none.xlsx"),
        (&["acme.csv", "-o", "out", "--previous", "none.json"], 3, "none.json"),
        (&["acme.csv", "-o", "out", "--as-of", "2026-10-30", "--previous", "cut.json"], 3, "  cut.json"),
        (&["acme.csv", "-o", "out", "--kev", "file"], 3, "  file"),
        (&["acme.csv", "-o", "out", "--ssp", "cut.json"], 3, "  cut.json"),
        (&["acme.csv", "-o", "out", "--evidence", "nowhere"], 3, "error[unreadable-folder]"),
        (&["acme.csv", "-o", "out", "--evidence", "acme.csv"], 3, "error[unreadable-folder]"),
        (&["acme.csv", "-o", "nowhere/out", "--as-of", "2026-10-30"], 3, "the folder is not there\n  nowhere/out"),
        (&["acme.csv", "-o", "file/out", "--as-of", "2026-10-30"], 3, "  file/out"),
        (&["empty.csv", "-o", "out", "--as-of", "2026-10-30"], 4, "error[no-items]"),
    ] {
        let ran = here.run(&[&["prepare"], args].concat()).ended(code);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
        assert_eq!(here.files(), before, "{args:?}");
    }
    let ran = here.run(&["prepare", "acme.csv", "-o", "out", "--as-of", "2026-10-30"]);
    assert!(ran.code < 2, "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let here = Here::with_sample("kestrel-2018.xlsx");
    fs::create_dir(here.path("shut")).unwrap();
    fs::set_permissions(here.path("shut"), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(here.path("shut/probe"), b"").is_ok() {
        eprintln!("skipped here: this user may write everywhere");
        return;
    }
    let ran = here.run(&["prepare", "--no-config", "kestrel-2018.xlsx", "-o", "shut/out"]).ended(3);
    assert!(ran.err.starts_with("error[cannot-write]: cannot be written: this is not permitted"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_new_folder_has_the_rights_of_a_new_folder() {
    use std::os::unix::fs::PermissionsExt;
    let here = Here::with_sample("kestrel-2018.xlsx");
    fs::create_dir(here.path("plain")).unwrap();
    here.run(&["prepare", "--no-config", "kestrel-2018.xlsx", "-o", "out"]);
    let rights = |name: &str| fs::metadata(here.path(name)).unwrap().permissions().mode();
    assert_eq!(rights("out"), rights("plain"));
    assert_eq!(rights("out/poam.json"), rights("kestrel-2018.xlsx"));
}

/// A disk that takes no more than some KiB of a file: nothing is left of the folder.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_nothing() {
    let here = Here::with_sample("kestrel-2018.xlsx");
    let mut shell = std::process::Command::new("sh");
    let limited = "trap '' XFSZ; ulimit -f 8; exec \"$0\" prepare --no-config kestrel-2018.xlsx -o out";
    shell.current_dir(here.path("")).args(["-c", limited, env!("CARGO_BIN_EXE_poam")]);
    let ran = crate::run::Ran::from(shell.output().unwrap()).ended(3);
    assert!(ran.err.starts_with("error[cannot-write]: "), "{}", ran.err);
    assert_eq!(here.files(), ["kestrel-2018.xlsx"]);
}

#[test]
fn shells_complete_every_command() {
    let here = Here::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = here.run(&["completions", shell]).ended(0);
        for command in ["convert", "validate", "check", "diff", "report", "prepare", "template", "explain", "mapping"] {
            assert!(ran.text().contains(command), "{shell} does not know {command}");
        }
        assert!(ran.text().contains("--oscal-version") || ran.text().contains("oscal-version"), "{shell}");
    }
    here.run(&["completions", "cmd"]).ended(2);
    here.run(&["completions"]).ended(2);
}

#[test]
fn the_authorizations_poam_tells_how_the_weaknesses_have_grown() {
    let here = Here::with_sample("meridian-v2.1.xlsx");
    here.put("then.xlsx", &fs::read(sample("kestrel-2018.xlsx")).unwrap());
    let args = ["meridian-v2.1.xlsx", "--no-config", "--baseline", "then.xlsx", "--initial"];
    here.run(&[&["prepare"], &args[..], &["-o", "out"]].concat()).ended(0);
    let check = here.read("out/check.json");
    for rule in ["weaknesses-grown", "high-in-initial-package"] {
        assert!(check.contains(rule), "{check}");
    }
    let manifest: Value = serde_json::from_str(&here.read("out/manifest.json")).unwrap();
    let inputs: Vec<&Value> = manifest["inputs"].as_array().unwrap().iter().map(|input| &input["what"]).collect();
    assert_eq!(inputs, ["workbook", "baseline"]);
    assert_eq!(manifest["options"]["initial"], true);
    here.run(&[&["report"], &args[..], &["-o", "report.json"]].concat()).ended(0);
    let report: Value = serde_json::from_str(&here.read("report.json")).unwrap();
    assert_eq!(report["head"]["baseline"], "then.xlsx");
    let rules: Vec<&Value> = report["rules"].as_array().unwrap().iter().map(|rule| &rule["rule"]).collect();
    assert!(rules.iter().any(|rule| *rule == "weaknesses-grown"), "{rules:?}");
}
