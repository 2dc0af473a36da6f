//! What is written: formats, versions, the stamp.

use std::io::Write;
use std::process::Stdio;

use crate::run::{Here, document, sample};

#[test]
fn each_format_by_the_outputs_name_or_by_to() {
    for format in ["json", "xml", "yaml"] {
        let here = Here::with_sample("first-steps.csv");
        let golden = std::fs::read(sample(&format!("first-steps.{format}"))).unwrap();
        let output = format!("poam.{format}");
        let ran = here.convert(&["first-steps.csv", "-o", &output]).ended(0);
        assert!(ran.out.is_empty());
        assert_eq!(ran.done(), format!("3 items of 36 filled cells, none lost: {output}"));
        assert!(here.read(&output).as_bytes() == golden, "{format}");
        assert_eq!(here.files(), ["first-steps.csv", &output]);
        // --to outweighs the name, and stands in for it on standard output.
        here.convert(&["first-steps.csv", "--to", format, "-o", "poam.txt"]).ended(0);
        assert!(here.read("poam.txt").as_bytes() == golden, "{format}");
        for out in [&["--to", format][..], &["--to", format, "-o", "-"]] {
            let ran = here.convert(&[&["first-steps.csv"], out].concat()).ended(0);
            assert!(ran.out == golden, "{format}");
            assert_eq!(ran.done(), "3 items of 36 filled cells, none lost: standard output");
        }
    }
    let here = Here::with_sample("first-steps.csv");
    here.convert(&["first-steps.csv", "-o", "poam.yml"]).ended(0);
    assert!(here.read("poam.yml").as_bytes() == std::fs::read(sample("first-steps.yaml")).unwrap());
}

#[test]
fn every_sample_converts_with_the_exit_code_it_deserves() {
    for (name, code) in [("meridian-v2.1.xlsx", 0), ("alder-v3.0.xlsx", 0), ("kestrel-2018.xlsx", 0), ("messy.xlsx", 1)]
    {
        let here = Here::with_sample(name);
        here.convert(&[name, "-o", "poam.json"]).ended(code);
        let golden = std::fs::read_to_string(sample(name).with_extension("json")).unwrap();
        assert!(here.read("poam.json") == golden, "{name}");
    }
}

#[test]
fn standard_input_is_read_as_what_it_holds() {
    let here = Here::new();
    for (name, golden) in [("first-steps.csv", "first-steps.json"), ("meridian-v2.1.xlsx", "meridian-v2.1.json")] {
        let mut child = here
            .command(&["convert", "--no-config", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let bytes = std::fs::read(sample(name)).unwrap();
        let mut input = child.stdin.take().unwrap();
        let feeding = std::thread::spawn(move || input.write_all(&bytes));
        let ran: crate::run::Ran = child.wait_with_output().unwrap().into();
        feeding.join().unwrap().unwrap();
        let ran = ran.ended(0);
        assert!(ran.err.contains("  standard input"), "{}", ran.err);
        let (mine, golden) = (document(&ran.out), document(&std::fs::read(sample(golden)).unwrap()));
        assert_eq!(mine["poam-items"], golden["poam-items"]);
        assert!(here.files().is_empty(), "{:?}", here.files());
    }
}

#[test]
fn every_oscal_version_is_written() {
    let here = Here::with_sample("meridian-v2.1.xlsx");
    for version in ["1.0.4", "1.0.6", "1.1.2", "1.1.3", "1.2.1", "1.2.2", "1.2.3"] {
        let ran = here.convert(&["meridian-v2.1.xlsx", "--oscal-version", version]).ended(0);
        let document = document(&ran.out);
        assert_eq!(document["metadata"]["oscal-version"], version);
        assert_eq!(document["poam-items"].as_array().unwrap().len(), 34);
    }
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let here = Here::with_sample("alder-v3.0.xlsx");
    for format in ["json", "xml", "yaml"] {
        let once = here.convert(&["alder-v3.0.xlsx", "--to", format]).ended(0);
        let twice = here.convert(&["alder-v3.0.xlsx", "--to", format]).ended(0);
        assert!(once.out == twice.out && once.err == twice.err, "{format}");
    }
}

#[test]
fn the_stamp_is_now_else_the_builds_else_the_workbooks() {
    let here = Here::with_sample("first-steps.csv");
    let stamp = |now: &[&str], epoch: Option<&str>| {
        let mut command = here.command(&[&["convert", "--no-config", "first-steps.csv"], now].concat());
        if let Some(epoch) = epoch {
            command.env("SOURCE_DATE_EPOCH", epoch);
        }
        let ran: crate::run::Ran = command.output().unwrap().into();
        document(&ran.ended(0).out)["metadata"]["last-modified"].as_str().unwrap().to_owned()
    };
    let now = &["--now", "2026-10-30T09:30:00+02:00"][..];
    assert_eq!(stamp(now, Some("1700000000")), "2026-10-30T09:30:00+02:00");
    assert_eq!(stamp(&[], Some("1700000000")), "2023-11-14T22:13:20Z");
    let here = Here::with_sample("meridian-v2.1.xlsx");
    let ran = here.convert(&["meridian-v2.1.xlsx"]).ended(0);
    assert_eq!(document(&ran.out)["metadata"]["last-modified"], "2026-10-30T09:30:00Z");
}

#[test]
fn a_build_stamp_that_is_none_is_refused() {
    let here = Here::with_sample("first-steps.csv");
    for (epoch, shown) in [("soon", "soon"), ("", ""), ("99999999999999999999", "99999999999999999999"), ("1.5", "1.5")]
    {
        let mut command = here.command(&["convert", "--no-config", "first-steps.csv", "-o", "poam.json"]);
        let ran: crate::run::Ran = command.env("SOURCE_DATE_EPOCH", epoch).output().unwrap().into();
        assert_eq!(
            ran.ended(2).err,
            format!(
                "error[not-a-date-time]: SOURCE_DATE_EPOCH \"{shown}\" is not a date and time\n  help: write it like \
                 2026-10-30T09:30:00Z\n"
            )
        );
        assert_eq!(here.files(), ["first-steps.csv"]);
    }
}
