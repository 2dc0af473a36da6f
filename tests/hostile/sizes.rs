//! Cells as long as Excel allows, and sheets as wide as nobody needs.

use std::time::{Duration, Instant};

use poam::oscal::version::Version;

use super::{OPEN, lawful_as, sheet};

/// What Excel lets a cell hold.
const LONGEST_CELL: usize = 32_767;

/// Pieces, numbered, until the cell is full.
fn filled(piece: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 1.. {
        let next = piece(number);
        if text.len() + next.len() > LONGEST_CELL {
            break;
        }
        text += &next;
    }
    text
}

#[test]
fn cells_as_long_as_excel_allows() {
    let ip = |n: usize| format!("10.{}.{}.{} (443/TCP)\n", n / 65_536, n / 256 % 256, n % 256);
    for (header, text) in [
        ("Weakness Name", filled(|_| "word ".to_owned())),
        ("Weakness Description", filled(|_| "*_[<\\".to_owned())),
        ("Comments", filled(|_| "```\n".to_owned())),
        ("Overall Remediation Plan", filled(|_| "a\n".to_owned())),
        ("Controls", filled(|n| format!("AC-{}({}), ", n % 99 + 1, n / 99 % 99 + 1))),
        ("Weakness Detector Source", filled(|n| format!("{n}\n"))),
        ("Weakness Source Identifier", filled(|n| format!("{n}\n"))),
        ("Asset Identifier", filled(|n| format!("{n}\n"))),
        ("Asset Identifier", filled(ip)),
        ("Point of Contact", filled(|n| format!("{n}\n"))),
        ("Planned Milestones", filled(|n| format!("({n}) 2026-01-01: m\n\n"))),
        ("Planned Milestones", filled(|n| format!("(1) {n}\n"))),
        ("Milestone Changes", filled(|n| format!("({n}) New 2026-01-01: m\n\n"))),
        ("Vendor Dependent Product Name", filled(|n| format!("{n}\n"))),
        ("Deviation Rationale", filled(|_| "RA : a\n\nFP : b\n\nc\n\n".to_owned())),
        ("Supporting Documents", filled(|n| format!("Evidence : {n}.png\n"))),
        ("CVE", filled(|n| format!("CVE-2026-{:05}\n", n + 10_000))),
        ("Service Name", filled(|n| format!("{n}\n"))),
    ] {
        let start = Instant::now();
        let cells: &[(&str, &str)] = &[("POAM ID", "V-1"), (header, &text)];
        lawful_as(header, &[Version::default()], vec![sheet("Closed POA&M Items", &[], &[cells])]);
        // A way through the cell that compares each line with all others takes minutes.
        assert!(start.elapsed() < Duration::from_secs(30), "{header} took {:?}", start.elapsed());
    }
}

#[test]
fn a_thousand_columns() {
    let headers: Vec<String> = (0..1000).map(|n| format!("Own {n}")).collect();
    let names: Vec<&str> = headers.iter().map(String::as_str).collect();
    let row: Vec<(&str, &str)> = names.iter().map(|h| (*h, "text\nof two lines")).collect();
    let other: Vec<(&str, &str)> = names.iter().step_by(7).map(|h| (*h, "a")).chain([("POAM ID", "V-1")]).collect();
    lawful_as("a thousand columns", &[Version::default()], vec![sheet(OPEN, &names, &[&row, &other, &row])]);
}
