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

#[test]
fn headers_that_are_our_own_words() {
    let headers = [
        "Worksheet",
        "worksheet",
        "Cell-Text",
        "cell-blank",
        "Service-Name",
        "Derived",
        "Weakness-ID",
        "POAM-ID",
        "Port",
        "Column",
        "source identifier!",
        "Root Cause",
        "Root-Cause",
        "root cause?",
        "  Root\nCause ",
        "30 days?",
        "\u{72b6}\u{614b}",
        "\u{540d}",
        "***",
        "Column AJ",
        "see remarks",
        "Milestone-Number",
        "auto-approve.",
    ];
    let texts: Vec<String> = (0..headers.len()).map(|n| format!("text {n}")).collect();
    let mut rows: Vec<Vec<(&str, &str)>> = Vec::new();
    for value in ["pl-2-findings", "configuration-findings", "all", "title", "blank", "see remarks", "description"] {
        rows.push(headers.iter().map(|header| (*header, value)).chain([("POAM ID", value)]).collect());
    }
    rows.push(headers.iter().copied().zip(texts.iter().map(String::as_str)).collect());
    rows.push(vec![("POAM ID", "V-1"), ("Worksheet", "pl-2-findings")]);
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    let mut open = sheet(OPEN, &headers, &rows);
    // Beside them a column without a header whose letters an earlier header spells.
    open.set(5, 31 + 40, "no header");
    open.set(6, 35, "over AJ");
    let mut closed =
        sheet("Closed POA&M Items", &["ROOT CAUSE", "Derived"], &[&[("ROOT CAUSE", "x"), ("Derived", "all")]]);
    closed.set(5, 35, "none here either");
    lawful("headers", vec![open, closed]);
}

#[test]
fn one_header_on_two_columns() {
    let cells: &[(&str, &str)] = &[("POAM ID", "V-1"), ("Own", "first")];
    let mut open = sheet(OPEN, &["Own", "Own", "Comments", "Notes"], &[cells]);
    for (column, text) in [(32, "second"), (33, "a comment"), (34, "a note")] {
        open.set(5, column, text);
    }
    lawful("two columns of one header", vec![open]);
}

#[test]
fn header_block_values_of_any_kind() {
    let texts = [
        "Cloud service provider",
        "see remarks",
        "Text",
        "N/A",
        "FedRAMP Plan of Action and Milestones (POA&M)",
        "X FedRAMP Plan of Action and Milestones (POA&M)",
        " FedRAMP Plan of Action and Milestones (POA&M)",
        "a\nb",
        " a ",
        "\u{feff}a",
        "<b> & \\*",
        "1",
        "2026-10-30",
        "30/10/2026",
        "10/30/2026",
        "2026-02-30",
        "1899-01-01",
        "46000",
        "{}",
        "a\u{2028}b",
        "a\u{0}b",
        "_x0000_",
        "Low, Moderate, High",
        "System Security Plan",
    ];
    for text in texts {
        let row: &[(&str, &str)] =
            &[("POAM ID", "V-1"), ("Point of Contact", text), ("Weakness Detector Source", text)];
        let mut open = sheet(OPEN, &[], &[row]);
        (0..4).for_each(|column| open.set(2, column, text));
        lawful(text, vec![open.clone()]);
        let mut closed = sheet("Closed POA&M Items", &[], &[]);
        lawful(&format!("{text} on one of two sheets"), vec![open.clone(), closed.clone()]);
        lawful(&format!("{text} on the second sheet"), vec![closed.clone(), open.clone()]);
        (0..4).for_each(|column| closed.set(2, column, ""));
        lawful(&format!("{text} and blank"), vec![open, closed]);
    }
}

#[test]
fn two_sheets_of_one_kind() {
    let one = sheet(OPEN, &[], &[&[("POAM ID", "V-1")]]);
    let mut two = sheet("Open Items", &["Own"], &[&[("POAM ID", "V-2"), ("Own", "x")]]);
    two.set(2, 1, "Another Platform");
    let mut three = sheet("POA&M Items", &["Own"], &[&[("POAM ID", "V-3"), ("Own", "y")]]);
    three.set(2, 1, "Another Platform");
    let converted = lawful("three open sheets", vec![one, two, three]);
    let told: Vec<String> =
        converted.report.findings.iter().filter(|f| f.code == "sheets-merged").map(ToString::to_string).collect();
    let message = |sheet: &str| {
        format!(
            "info[sheets-merged]: the sheet is of the same kind as \"Open POA&M Items\"; the document does not tell their \
             items apart\n  made.xlsx, {sheet}"
        )
    };
    assert_eq!(told, [message("Open Items"), message("POA&M Items")]);
}

#[test]
fn ids_that_stand_twice_or_not_at_all() {
    let same: &[(&str, &str)] = &[("POAM ID", "V-1"), ("Weakness Name", "same"), ("Asset Identifier", "a")];
    let rows: &[&[(&str, &str)]] = &[
        same,
        same,
        same,
        &[("POAM ID", "V-1"), ("Weakness Name", "other")],
        &[("Weakness Name", "nameless")],
        &[("Weakness Name", "nameless")],
        &[("Comments", "only a comment")],
        &[("POAM ID", "v-1")],
        &[("POAM ID", " V-1\n")],
        &[("POAM ID", "V\t1\nx")],
        &[("POAM ID", "V 1 x")],
        &[("POAM ID", "2")],
        &[("POAM ID", "item")],
        &[("POAM ID", "V-1"), ("Original Detection Date", "2001-01-01")],
    ];
    lawful("ids", vec![sheet(OPEN, &[], rows), sheet("Closed POA&M Items", &[], rows)]);
}

#[test]
fn names_that_are_the_same_in_several_roles() {
    let name = "Example Cloud";
    let all: Vec<(&str, &str)> = [
        "Weakness Detector Source",
        "Asset Identifier",
        "Point of Contact",
        "Vendor Dependent Product Name",
        "Supporting Documents",
        "Service Name",
        "POAM ID",
    ]
    .map(|header| (header, name))
    .to_vec();
    let cased: Vec<(&str, &str)> = all
        .iter()
        .map(|(header, _)| (*header, "EXAMPLE CLOUD\nExample cloud\nExample Cloud\nExample Cloud 3PAO\nExample Cloud"))
        .collect();
    let ssp: Vec<(&str, &str)> = all.iter().map(|(header, _)| (*header, "System Security Plan")).collect();
    let converted =
        lawful("names", vec![sheet(OPEN, &[], &[&all, &cased, &ssp]), sheet("Closed POA&M Items", &[], &[&cased])]);
    let json = converted.json();
    let names: Vec<&str> =
        json["metadata"]["parties"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names.iter().filter(|n| **n == name).count(), 2, "the provider, and a contact of its name: {names:?}");
}

#[test]
fn cells_as_long_as_excel_allows() {
    let long = |piece: &str| piece.repeat(32_767 / piece.len());
    let mut number = 0_u32;
    let mut count = |length: usize, make: &dyn Fn(u32) -> String| {
        let mut text = String::new();
        while text.len() < length {
            number += 1;
            text += &make(number);
        }
        text
    };
    for (name, text) in [
        ("one word", long("x")),
        ("words", long("word ")),
        ("lines", long("a\n")),
        ("backticks", long("`")),
        ("fences", long("```\n")),
        ("markup", long("*_[<\\")),
        ("numbered lines", count(32_000, &|n| format!("{n}\n"))),
        ("assets", count(32_000, &|n| format!("10.{}.{}.{} (443/TCP)\n", n / 65_536, n / 256 % 256, n % 256))),
        ("milestones", count(32_000, &|n| format!("({n}) 2026-01-01: m\n\n"))),
        ("milestones of one number", long("(1) 2026-01-01: m\n\n")),
        ("short milestones of one number", count(32_000, &|n| format!("(1) {n}\n"))),
        ("changes", count(32_000, &|n| format!("({n}) New 2026-01-01: m\n\n"))),
        ("documents", count(32_000, &|n| format!("Evidence : {n}.png\n"))),
        ("deviations", long("RA : a\n\nFP : b\n\nc\n\n")),
        ("numbers", count(32_000, &|n| format!("CVE-2026-{:05}\n", n % 90_000 + 10_000))),
        ("controls", count(32_000, &|n| format!("AC-{}({}), ", n % 99 + 1, n / 99 % 99 + 1))),
    ] {
        let all: Vec<(&str, &str)> = MAPPING.columns.iter().map(|c| (c.header.as_str(), text.as_str())).collect();
        lawful(name, vec![sheet("Closed POA&M Items", &[], &[&all])]);
    }
}

#[test]
fn a_thousand_columns() {
    let headers: Vec<String> = (0..1000).map(|n| format!("Own {n}")).collect();
    let names: Vec<&str> = headers.iter().map(String::as_str).collect();
    let row: Vec<(&str, &str)> = names.iter().map(|h| (*h, "text\nof two lines")).collect();
    let other: Vec<(&str, &str)> = names.iter().step_by(7).map(|h| (*h, "a")).chain([("POAM ID", "V-1")]).collect();
    let rows: Vec<&[(&str, &str)]> =
        (0..20).map(|n| if n % 2 == 0 { row.as_slice() } else { other.as_slice() }).collect();
    lawful("a thousand columns", vec![sheet(OPEN, &names, &rows)]);
}
