//! Each limit: a small one stops a file that the default takes, and the message names the option that raises it.

use std::process::Command;

use super::books::{good, headers, workbook_with};
use super::json::document;
use super::{Attack, Scene, with};
use crate::common::{row, texts, workbook};

fn run(attack: &Attack, limits: &[&str]) -> (i32, String) {
    let scene = Scene::of(attack);
    let mut command = Command::new(env!("CARGO_BIN_EXE_poam"));
    command.args(&attack.args);
    for limit in limits {
        command.args(["--limit", limit]);
    }
    let output = scene.run(command);
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn book(bytes: Vec<u8>) -> Attack {
    with("a", vec![("a.xlsx", bytes)], "convert --no-config a.xlsx -o out.json")
}

fn text(name: &'static str, text: String, line: &'static str) -> Attack {
    with("a", vec![(name, text.into_bytes())], line)
}

#[test]
fn each_limit_stops_what_is_beyond_it_and_says_how_to_raise_it() {
    let many_rows =
        headers() + &(6..30).map(|n| row(n, &[&format!("V-{n}"), "AC-2", "Old", "Low"])).collect::<String>();
    let many_rows = workbook(&[("Open POA&M Items", &many_rows)], &[], "");
    let shared = workbook_with(&[("xl/sharedStrings.xml", texts("3", &"<si><t>x</t></si>".repeat(3)).into_bytes())]);
    let mut number = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        number ^= number << 13;
        number ^= number >> 17;
        number ^= number << 5;
        number.to_le_bytes()[0]
    })
    .take(5 << 19)
    .collect();
    let image = workbook_with(&[("xl/media/a.png", noise)]);
    let large = workbook_with(&[("xl/media/a.png", vec![b' '; 33 << 20])]);
    let deep = format!("{}1{}", "[".repeat(20), "]".repeat(20));
    let deep = document(&format!(",\"props\":[],\"x\":{deep}"), "");
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(20), close.repeat(20));
    let xml =
        format!("<plan-of-action-and-milestones xmlns=\"http://csrc.nist.gov/ns/oscal/1.0\">{}", nested("<x>", "</x>"));
    let yaml = format!("a: &a [{}]\nb: *a\n", vec!["c"; 30].join(", "));
    let csv = format!("POAM ID,Controls,Weakness Name,Original Risk Rating\nV-1,AC-2,{},Low\n", "x".repeat(3 << 20));
    for (attack, limit, above) in [
        (book(image.clone()), "file-mb=1", None),
        (book(image.clone()), "part-mb=1", Some("part-mb=4")),
        (book(image), "package-mb=1", Some("package-mb=4")),
        (book(large), "ratio=100", Some("ratio=2000")),
        (book(good()), "parts=2", Some("parts=20")),
        (book(shared), "texts=2", Some("texts=3")),
        (book(many_rows.clone()), "rows=24", Some("rows=25")),
        (book(many_rows), "cells=40", Some("cells=500")),
        (book(good()), "assets=1", Some("assets=100")),
        (
            text("a.csv", csv.clone(), "convert --no-config a.csv --limit cell-length=9000000 -o out.json"),
            "text-mb=2",
            Some("text-mb=4"),
        ),
        (text("a.csv", csv, "convert --no-config a.csv -o out.json"), "cell-length=1000", Some("cell-length=4000000")),
        (text("a.json", deep.clone(), "convert a.json -o out.json"), "depth=10", None),
        (text("a.json", deep, "validate a.json"), "depth=10", None),
        (text("a.xml", xml, "convert a.xml -o out.json"), "depth=10", None),
        (text("a.yaml", yaml.clone(), "convert a.yaml -o out.json"), "aliases=20", None),
        (text("a.yaml", yaml, "diff --no-config a.yaml a.yaml"), "aliases=20", None),
        (book(good()), "parts=3", Some("parts=20")),
        (with("a", vec![("a.xlsx", good())], "check --no-config a.xlsx"), "rows=1", None),
        (with("a", vec![("a.xlsx", good())], "diff --no-config a.xlsx a.xlsx"), "cells=1", None),
        (
            with(
                "a",
                vec![("a.xlsx", good()), ("b.xlsx", good())],
                "convert --no-config a.xlsx --base b.xlsx -o c.xlsx",
            ),
            "cells=1",
            None,
        ),
    ] {
        let (code, told) = run(&attack, &[limit]);
        let name = limit.split('=').next().unwrap();
        assert_eq!(code, 3, "{limit}: {told}");
        assert!(told.contains(&format!("--limit {name}=N")), "{limit}: {told}");
        if let Some(above) = above {
            let (code, told) = run(&attack, &[above]);
            assert!(code <= 1, "{above}: {told}");
        }
    }
}

/// The highest depth there is still leaves room on the stack, in every format and command.
#[test]
fn the_greatest_depth_is_bearable() {
    for line in [
        "convert a.json -o out.json --limit depth=512",
        "convert a.json -o out.xml --limit depth=512",
        "convert a.json -o out.yaml --limit depth=512",
        "convert --no-config a.json -o out.xlsx --limit depth=512",
        "validate a.json --limit depth=512",
        "diff --no-config a.json a.json --limit depth=512",
        "check --no-config --as-of 2026-10-30 a.json --limit depth=512",
    ] {
        let (code, told) = run(&text("a.json", super::json::tasks(250), line), &[]);
        assert!(code <= 1, "{line}: {code}: {told}");
    }
    let (code, told) =
        run(&text("a.json", super::json::tasks(260), "convert a.json -o out.json --limit depth=512"), &[]);
    assert!(code == 3 && told.contains("error[too-deep]"), "{told}");
}

#[test]
fn a_limit_that_is_none_is_wrong_usage() {
    for (limit, said) in [
        ("lines=3", "there is no limit `lines`; there are file-mb, "),
        ("rows=0", "rows is a whole number from 1 to 1048576"),
    ] {
        let (code, told) = run(&book(good()), &[limit]);
        assert!(code == 2 && told.contains(said), "{told}");
    }
}
