//! Cells that no spreadsheet program writes.

use super::books::{OPEN, headers, rows};
use super::{Attack, converted};
use crate::common::{row, texts, workbook};

const TEXTS: &str = "xl/sharedStrings.xml";

/// A workbook with these cells in the item's row, behind its first four.
fn cell(xml: &str) -> Vec<u8> {
    let item = row(6, &["V-1", "AC-2", "Old accounts", "Low"]).replace("</row>", &format!("{xml}</row>"));
    workbook(&[(OPEN, &(headers() + &item))], &[], "")
}

/// A workbook with more rows.
fn more(xml: &str) -> Vec<u8> {
    workbook(&[(OPEN, &(rows() + xml))], &[], "")
}

/// A workbook with a table of shared texts, of which a cell has one.
fn shared(index: &str, table: &str) -> Vec<u8> {
    let cell = format!(r#"<row r="7"><c r="A7" t="s"><v>{index}</v></c></row>"#);
    workbook(&[(OPEN, &(rows() + &cell))], &[(TEXTS, table)], "")
}

/// A date of this serial in the column of detection.
fn serial(value: &str) -> Vec<u8> {
    cell(&format!(r#"<c r="E6" s="1"><v>{value}</v></c>"#))
}

fn inline(name: &str, text: &str) -> String {
    format!(r#"<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
}

fn named(name: &str) -> Vec<u8> {
    more(&format!(r#"<row r="7">{}</row>"#, inline(name, "lost")))
}

fn formula(formula: &str) -> Vec<u8> {
    cell(&format!(r#"<c r="E6" t="str">{formula}<v>2026-10-05</v></c>"#))
}

/// A workbook of many sheets, each of which says that it reaches the last corner.
fn corners(count: usize) -> Vec<u8> {
    let names: Vec<String> = (0..count).map(|n| format!("Sheet {n}")).collect();
    let claims =
        format!(r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{}</sheetData></worksheet>"#, row(1, &["x"]));
    let parts: Vec<String> = (2..count + 2).map(|n| format!("xl/worksheets/sheet{n}.xml")).collect();
    let good = rows();
    let sheets: Vec<(&str, &str)> =
        [(OPEN, good.as_str())].into_iter().chain(names.iter().map(|n| (n.as_str(), ""))).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|part| (part.as_str(), claims.as_str())).collect();
    workbook(&sheets, &parts, "")
}

pub(crate) fn attacks() -> Vec<Attack> {
    let one = "<si><t>x</t></si>";
    vec![
        converted(
            "cell in the last corner",
            "a.xlsx",
            more(r#"<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>"#),
        ),
        converted("400 sheets that claim to reach the last corner", "a.xlsx", corners(400)),
        converted("cell right of the last column", "a.xlsx", named("XFE7")),
        converted(
            "cell below the last row",
            "a.xlsx",
            more(r#"<row r="4294967295"><c r="A4294967295"><v>7</v></c></row>"#),
        ),
        converted("cell of row 0", "a.xlsx", named("A0")),
        converted("cell of row -1", "a.xlsx", named("A-1")),
        converted("cell without a name", "a.xlsx", named("")),
        converted("cell named backwards", "a.xlsx", named("7A")),
        converted("cell of a thousand letters", "a.xlsx", named(&format!("{}7", "Z".repeat(1_000)))),
        converted("cell whose row is a word", "a.xlsx", more(r#"<row r="seven"><c><v>7</v></c></row>"#)),
        converted(
            "rows backwards, each cell twice",
            "a.xlsx",
            more(
                &(7..2_000)
                    .rev()
                    .map(|n| {
                        format!(
                            r#"<row r="{n}">{}{}</row>"#,
                            inline(&format!("A{n}"), "a"),
                            inline(&format!("A{n}"), "b")
                        )
                    })
                    .collect::<String>(),
            ),
        ),
        converted("shared text that is not there", "a.xlsx", shared("999999", &texts("1", one))),
        converted("shared text -1", "a.xlsx", shared("-1", &texts("1", one))),
        converted("shared text 2^64", "a.xlsx", shared("18446744073709551616", &texts("1", one))),
        converted("shared text that is a word", "a.xlsx", shared("first", &texts("1", one))),
        converted("shared text of blanks", "a.xlsx", shared("  ", &texts("1", one))),
        converted("shared text 1e0", "a.xlsx", shared("1e0", &texts("1", one))),
        converted("shared text whose number is an entity", "a.xlsx", shared("&#48;", &texts("1", one))),
        converted("shared text whose number is CDATA", "a.xlsx", shared("<![CDATA[0]]>", &texts("1", one))),
        converted("shared text with a comment in its number", "a.xlsx", shared("0<!-- -->0", &texts("1", one))),
        converted(
            "shared text that is a word, under a prefix",
            "a.xlsx",
            more(r#"<row r="7"><x:c xmlns:x="x" r="A7" t="s"><x:v>first</x:v></x:c></row>"#),
        ),
        converted("date behind an entity", "a.xlsx", serial("4600&#48;")),
        converted("value of a comment", "a.xlsx", serial("<!-- 46000 -->")),
        converted("value of a megabyte of blanks", "a.xlsx", serial(&" ".repeat(1 << 20))),
        converted("no shared texts at all", "a.xlsx", cell(r#"<c r="E6" t="s"><v>0</v></c>"#)),
        converted("4 billion shared texts claimed", "a.xlsx", shared("0", &texts("4000000000", one))),
        converted("shared texts claimed below none", "a.xlsx", shared("0", &texts("-1", one))),
        converted("five million empty shared texts", "a.xlsx", shared("0", &texts("1", &"<si/>".repeat(5_000_100)))),
        converted(
            "five million texts under a prefix",
            "a.xlsx",
            shared(
                "0",
                &format!(
                    "<x:sst xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{}</x:sst>",
                    "<x:si/>".repeat(5_000_100)
                ),
            ),
        ),
        converted(
            "text of a million runs",
            "a.xlsx",
            shared("0", &texts("1", &format!("<si>{}</si>", "<r><t>ab</t></r>".repeat(100_000)))),
        ),
        converted("text longer than a cell may be", "a.xlsx", cell(&inline("E6", &"x".repeat(300_000)))),
        converted("text of 32,768 characters", "a.xlsx", cell(&inline("F6", &"x".repeat(32_768)))),
        converted("half characters by number", "a.xlsx", cell(&inline("E6", "&#xD800;"))),
        converted(
            "half characters in Excel's spelling",
            "a.xlsx",
            cell(&inline("C7", "_xD800_ _xDFFF_ _xD83D__xDE00_")),
        ),
        converted("NUL in Excel's spelling", "a.xlsx", cell(&inline("F6", "a_x0000_b"))),
        converted(
            "characters that turn the line around",
            "a.xlsx",
            cell(&inline("F6", "\u{202e}txt.exe\u{2066}\u{feff}\u{200b}")),
        ),
        converted("shared formula of 4 billion", "a.xlsx", formula(r#"<f t="shared" si="4000000000">A1</f>"#)),
        converted("shared formula without a master", "a.xlsx", formula(r#"<f t="shared" si="7"/>"#)),
        converted(
            "shared formula over the whole sheet",
            "a.xlsx",
            formula(r#"<f t="shared" si="0" ref="A1:XFD1048576">A1</f>"#),
        ),
        converted("shared formula over nothing", "a.xlsx", formula(r#"<f t="shared" si="0" ref="">A1</f>"#)),
        converted(
            "array formula over the whole sheet",
            "a.xlsx",
            formula(r#"<f t="array" ref="A1:XFD1048576">A1</f>"#),
        ),
        converted(
            "formula of 100,000 parentheses",
            "a.xlsx",
            formula(&format!("<f>{}1{}</f>", "(".repeat(100_000), ")".repeat(100_000))),
        ),
        converted("formula that would start a program", "a.xlsx", formula("<f>cmd|' /C calc'!A0</f>")),
        converted(
            "formula that would call home",
            "a.xlsx",
            formula(r#"<f>WEBSERVICE("http://127.0.0.1:9/"&amp;A1)</f>"#),
        ),
        converted(
            "text that a spreadsheet would run",
            "a.xlsx",
            cell(&inline("F6", "=HYPERLINK(&quot;http://127.0.0.1&quot;)")),
        ),
        converted("date of serial 60", "a.xlsx", serial("60")),
        converted("date of serial 0.5", "a.xlsx", serial("0.5")),
        converted("date before all dates", "a.xlsx", serial("-1")),
        converted("date of serial -1e300", "a.xlsx", serial("-1e300")),
        converted("date of serial 1e300", "a.xlsx", serial("1e300")),
        converted("date behind the year 9999", "a.xlsx", serial("2958466")),
        converted("date that is no number", "a.xlsx", serial("NaN")),
        converted("date that never comes", "a.xlsx", serial("INF")),
        converted("number that is a word", "a.xlsx", serial("forty-six thousand")),
        converted("number of a megabyte", "a.xlsx", serial(&"9".repeat(1 << 20))),
        converted("ISO date that is none", "a.xlsx", cell(r#"<c r="E6" t="d"><v>2026-99-99T25:61:61</v></c>"#)),
        converted("truth that is neither", "a.xlsx", cell(r#"<c r="E6" t="b"><v>7</v></c>"#)),
        converted("cell of an unknown type", "a.xlsx", cell(r#"<c r="E6" t="mystery"><v>7</v></c>"#)),
        converted("style that is not there", "a.xlsx", cell(r#"<c r="E6" s="4294967296"><v>46000</v></c>"#)),
        converted(
            "values within values",
            "a.xlsx",
            cell(&format!(r#"<c r="E6">{}7{}</c>"#, "<v>".repeat(10_000), "</v>".repeat(10_000))),
        ),
        converted(
            "16,384 headers",
            "a.xlsx",
            workbook(
                &[(
                    OPEN,
                    &(row(5, &{
                        let mut headers = vec!["POAM ID", "Controls", "Weakness Name", "Original Risk Rating"];
                        headers.resize(16_384, "Own");
                        headers
                    }) + &row(6, &["V-1", "AC-2", "Old accounts", "Low"])),
                )],
                &[],
                "",
            ),
        ),
        converted(
            "one id in a thousand rows",
            "a.xlsx",
            more(&(7..1_000).map(|n| row(n, &["V-1", "AC-2", "Again", "Low"])).collect::<String>()),
        ),
    ]
}
