//! Texts that mean something to a program on the way, in every column.

use super::common::converted::MAPPING;
use super::{OPEN, lawful, lawful_as, sheet};
use poam::oscal::version::Version;

/// Each text in one column at a time, in a row for each column; then in all columns at once, on every kind of sheet.
fn everywhere(texts: &[&str]) {
    let mut rows: Vec<Vec<(&str, String)>> = Vec::new();
    let mut full: Vec<Vec<(&str, &str)>> = Vec::new();
    for (turn, text) in texts.iter().enumerate() {
        rows.extend(MAPPING.columns.iter().map(|column| match column.header.as_str() {
            "POAM ID" => vec![("POAM ID", (*text).to_owned()), ("Weakness Name", format!("A row of its own {turn}"))],
            header => vec![("POAM ID", format!("V-{turn} {header}")), (header, (*text).to_owned())],
        }));
        if !text.trim().is_empty() {
            full.push(MAPPING.columns.iter().map(|c| (c.header.as_str(), *text)).chain([("Own", *text)]).collect());
        }
    }
    let rows: Vec<Vec<(&str, &str)>> =
        rows.iter().map(|row| row.iter().map(|(header, text)| (*header, text.as_str())).collect()).collect();
    let (rows, full): (Vec<&[_]>, Vec<&[_]>) =
        (rows.iter().map(Vec::as_slice).collect(), full.iter().map(Vec::as_slice).collect());
    lawful_as("in one column", &[Version::default()], vec![sheet(OPEN, &["Own"], &rows)]);
    let names = [OPEN, "Closed POA&M Items", "Configuration Findings", "PL-2 Findings"];
    lawful("at once", names.map(|name| sheet(name, &["Own"], &full)).to_vec());
}

#[test]
fn texts_that_look_like_our_own_words() {
    everywhere(&[
        "see remarks",
        "blank",
        "all",
        "derived",
        "No remediation plan provided.",
        "Unnamed weakness",
        "No Risk Statement",
        "No description provided.",
        "No rationale provided.",
        "No recommendation provided.",
        "Status update",
        "Closed",
        "Closed in the POA&M workbook.",
        "Named in the POA&M workbook.",
        "Scheduled completion",
        "UNKNOWN",
        "@csp",
        "Evidence named in the POA&M workbook when the item was closed.",
        "Cloud service provider",
        "{column}",
        "open",
        "pl-2-findings",
        "configuration-findings",
        "status-date",
        "vendor-check-in",
        "Vendor Check-in",
    ]);
}

#[test]
fn texts_that_mean_nothing_or_the_opposite() {
    everywhere(&[
        "N/A", "n/a", "None", "none", "No", "NO", "no", "Yes", "Pending", "-", "0", "FALSE", "#N/A", "=1+1", "'",
    ]);
}

#[test]
fn characters_that_formats_have_no_room_for() {
    everywhere(&[
        "a\u{0}b",
        "\u{1}",
        "\u{b}a\u{c}",
        "a\u{85}b",
        "a\u{2028}b\u{2029}c",
        "\u{feff}a",
        "a\u{a0}",
        "\u{3000}",
        "a\u{ffff}",
        "_x0000_",
        "_x005F_x0000_",
        "\u{202e}gpj.exe",
        "\u{200f}\u{627}\u{644}\u{639}",
        "e\u{301}\u{301}\u{301}",
        "\u{1F469}\u{200D}\u{1F4BB}",
        "\u{e000}\u{10ffff}",
        "\t",
        "a\tb",
        " a ",
        "a\rb",
        "a\r\nb",
        "\r",
        "a\n\n\nb",
        "a\n \nb",
        "\u{200b}",
        "\u{ad}",
        "a\u{7f}b\u{9f}",
    ]);
}

#[test]
fn markup_and_formats_as_text() {
    everywhere(&[
        "<peer>",
        "&amp;",
        "]]>",
        "<!-- -->",
        "1. x",
        "# x",
        "- x",
        "> x",
        "| a | b |\n|---|---|",
        "```\nx\n```",
        "~~~",
        "`",
        "__init__",
        "C:\\temp\\*",
        "\\",
        "\\n",
        "a\\",
        "*",
        "**x**",
        "[a](b)",
        "![a](b)",
        "{{ insert: param, x }}",
        "x^2^",
        "H~2~O",
        "\"q\"",
        "a  \nb",
        "a\\\nb",
        "    code",
        "---",
        "===",
        "a\n===",
        "<pre>x</pre>",
        "&#10;",
        "<br/>",
        "1)",
        "+",
        "a|b",
        "https://a.example/?q=<b>&c=\"d\"",
        "yes: no",
        "!!str x",
        "%TAG",
        "#ffffff",
        "\\\\server\\share",
        "$$",
        "${x}",
    ]);
}

#[test]
fn texts_that_codecs_half_understand() {
    everywhere(&[
        "AC-2, foo, AC-2(3)(a)",
        "ac-2.1\nAC-2 (1)",
        "2026-02-30",
        "2026-05-04 13:30",
        "0001-01-01",
        "9999-12-31",
        "1899-12-31",
        "3000-01-01",
        "13/12/2026",
        "1996-02-29",
        "2000-02-29",
        "2100-02-29",
        "2026-05-04T13:30:00Z",
        "2026-05-04T13:30:00-05:17",
        "46000",
        "99999999",
        "(1) 2026-05-23: A\n(1) 2026-05-23: A\n(1) 2026-05-24: B",
        "(1) New 2026-05-23: A\n(1) New 2026-05-23: A",
        "(1)\n\n(2)",
        "(99999999999999999999) 2026-01-01: x",
        "RA: a\nRA: b\n\nFP: c",
        "Risk Adjustment :",
        "OR",
        "Vendor Dependency : x",
        "a : b\na : b\nc",
        "Evidence : x.png\nEvidence : x.png\nx.png",
        "C:\\x.png",
        "https://a.example/x y.png",
        "a/b/../c.txt",
        "%zz",
        "?#",
        "10.0.0.1 (80/TCP)\n10.0.0.1 (443)\n10.0.0.1",
        "::1\nfe80::1%eth0",
        "WEB-01\nweb-01\nWeb-01",
        "a, b, c",
        "10.0.0.0/24",
        "Nessus\nAcme 3PAO\nNessus\nnessus",
        "3PAO",
        "CVE-2026-1234 cve-2026-1234 and CVE-26-1",
        "Low\nHigh",
        "CAT I",
        "9.1",
        "very high",
        "Yes \u{2014} approved",
        "PENDING",
        "true",
        "19506\n19506\n19507",
        "None\nN/A",
    ]);
}
