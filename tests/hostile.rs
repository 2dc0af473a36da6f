//! Workbooks as nobody should write them: what is typed stays what it was, and what is written is an OSCAL document.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::converted::{Converted, MAPPING, assert_comes_back, convert};
use common::grid::{Grid, GridSheet};
use common::walk::{assert_fits, assert_refers};
use poam::oscal::format::Format;
use poam::oscal::version::{V1_0_4, Version};

const OPEN: &str = "Open POA&M Items";

/// An open sheet of all columns and these rows: header and text of their cells.
fn sheet<'a>(name: &str, more_headers: &[&'a str], rows: &[&[(&'a str, &'a str)]]) -> GridSheet {
    let mut headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).collect();
    headers.extend(more_headers);
    let row = |cells: &&[(&'a str, &'a str)]| {
        let mut row: Vec<&'a str> = vec![""; headers.len()];
        for (header, text) in *cells {
            let at = headers.iter().position(|h| h == header).unwrap_or_else(|| panic!("no header {header}"));
            row[at] = text;
        }
        row
    };
    let rows: Vec<Vec<&str>> = rows.iter().map(row).collect();
    Grid::sheet(name, &headers, &rows)
}

/// Holds the laws over a workbook in the default version and the oldest, and gives what it became in the default one.
fn lawful(name: &str, sheets: Vec<GridSheet>) -> Converted {
    let workbook = Grid::new(sheets).workbook();
    for version in [V1_0_4, Version::default()] {
        let name = format!("{name}, OSCAL {version}");
        let converted = convert(&workbook, version);
        assert_comes_back(&name, &workbook, &converted);
        let json = converted.json();
        assert_refers(&name, &json);
        assert_fits(&name, &json);
        let (once, twice) = (converted.bytes(Format::Xml), convert(&workbook, version).bytes(Format::Xml));
        assert!(once == twice, "{name}: the same bytes");
    }
    convert(&workbook, Version::default())
}

/// One row with a text in one column at a time, in all columns.
fn everywhere(name: &str, text: &str) {
    let ids: Vec<String> = (0..MAPPING.columns.len()).map(|n| format!("V-{n}")).collect();
    let rows: Vec<Vec<(&str, &str)>> = MAPPING
        .columns
        .iter()
        .zip(&ids)
        .map(|(column, id)| match column.header.as_str() {
            "POAM ID" => vec![("POAM ID", text), ("Weakness Name", "A row of its own")],
            header => vec![("POAM ID", id.as_str()), (header, text)],
        })
        .collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    let both = vec![sheet(OPEN, &["Own"], &rows), sheet("Closed POA&M Items", &["Own"], &[])];
    lawful(&format!("{name} in every column"), both);
    if text.trim().is_empty() {
        return;
    }
    let all: Vec<(&str, &str)> =
        MAPPING.columns.iter().map(|c| (c.header.as_str(), text)).chain([("Own", text)]).collect();
    for name in [OPEN, "Closed POA&M Items", "Configuration Findings", "PL-2 Findings"] {
        lawful(&format!("{name} at once"), vec![sheet(name, &["Own"], &[&all])]);
    }
}

#[test]
fn texts_that_look_like_our_own_words() {
    for text in [
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
    ] {
        everywhere(text, text);
    }
}

#[test]
fn texts_that_mean_nothing_or_the_opposite() {
    for text in
        ["N/A", "n/a", "None", "none", "No", "NO", "no", "Yes", "Pending", "-", "0", "FALSE", "#N/A", "=1+1", "'"]
    {
        everywhere(text, text);
    }
}

#[test]
fn characters_that_formats_have_no_room_for() {
    for text in [
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
    ] {
        everywhere(&text.escape_debug().to_string(), text);
    }
}

#[test]
fn markup_and_formats_as_text() {
    for text in [
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
    ] {
        everywhere(text, text);
    }
}

#[test]
fn texts_that_codecs_half_understand() {
    for text in [
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
    ] {
        everywhere(text, text);
    }
}
