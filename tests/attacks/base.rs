//! Bases to write into: small files in which every cell that changes asks for much work.

use super::books::{OPEN, headers};
use super::{Attack, with};
use crate::common::{package, row, workbook};

const BASE: &str = "xl/worksheets/sheet1.xml";
const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;

/// So many items whose names and days are these.
fn items(count: usize, name: &str, day: &str) -> String {
    let item = |at: usize| {
        let id = format!("V-{at}");
        row(u32::try_from(6 + at).unwrap(), &[&id, "AC-2", name, "Low", day])
    };
    headers() + &(0..count).map(item).collect::<String>()
}

/// A base of so many items, its sheet as it is made, and more parts, which replace those of their name.
fn base(sheet: &str, parts: &[(&str, String)]) -> Vec<u8> {
    let good = workbook(&[(OPEN, "")], &[], "");
    let mut all: Vec<(String, Vec<u8>)> =
        super::raw_zip::unpacked(&good).into_iter().map(|p| (String::from_utf8(p.name).unwrap(), p.data)).collect();
    for (name, text) in parts.iter().chain(&[(BASE, sheet.to_owned())]) {
        all.retain(|(known, _)| known != name);
        all.push(((*name).to_owned(), text.clone().into_bytes()));
    }
    let all: Vec<(&str, &[u8])> = all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    package(&all)
}

fn sheet(before: &str, rows: &str, after: &str) -> String {
    format!("<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>")
}

/// So many items whose names change, and one more, written into such a base.
fn written(name: &'static str, count: usize, base: Vec<u8>) -> Attack {
    let source = workbook(&[(OPEN, &items(count + 1, "New accounts", "2026-11-06"))], &[], "");
    with(name, vec![("a.xlsx", source), ("base.xlsx", base)], "convert --no-config a.xlsx --base base.xlsx -o out.xlsx")
}

fn old(count: usize) -> String {
    items(count, "Old accounts", "2026-10-05")
}

/// A formula and so many cells that share it.
fn shared(text: &str, count: usize) -> String {
    let follower = r#"<c><f t="shared" si="0"/><v>1</v></c>"#.repeat(100);
    let rows: String = (0..count / 100).map(|at| format!("<row r=\"{}\">{follower}</row>", 900_001 + at)).collect();
    format!(r#"<row r="900000"><c r="A900000"><f t="shared" si="0" ref="A900000:CV910000">{text}</f></c></row>{rows}"#)
}

/// A base of which each item is related so often to one part.
fn related(kind: &str, part: &str) -> Vec<u8> {
    let link = format!(r#"<Relationship Id="r" Type="{LINKS}/{kind}" Target="../many.xml"/>"#).repeat(1_000);
    base(
        &sheet("", &old(20), ""),
        &[
            ("xl/worksheets/_rels/sheet1.xml.rels", format!("<Relationships>{link}</Relationships>")),
            ("xl/many.xml", part.to_owned()),
        ],
    )
}

pub(crate) fn attacks() -> Vec<Attack> {
    let plain = |rows: &str| base(&sheet("", &(old(1_000) + rows), ""), &[]);
    let columns = "<tableColumn/>".repeat(100_000);
    vec![
        written(
            "base with a shared formula of 160,000 characters",
            10,
            base(&sheet("", &(old(10) + &shared(&vec!["$C$6"; 32_000].join("+"), 8_000)), ""), &[]),
        ),
        written(
            "base with a shared formula in 400,000 cells",
            10,
            base(&sheet("", &(old(10) + &shared(&vec!["$C$6"; 1_600].join("+"), 400_000)), ""), &[]),
        ),
        written(
            "base with formulas over long texts",
            10,
            base(
                &sheet(
                    "",
                    &(items(10, &"long ".repeat(6_000), "2026-10-05")
                        + &shared(&vec!["$C$900"; 1_100].join("&amp;"), 100_000)
                        + &row(900, &["", "", &"long ".repeat(6_000)])),
                    "",
                ),
                &[],
            ),
        ),
        written("base with one table a thousand times", 20, {
            related("table", &format!(r#"<table {MAIN} ref="A5:E25"><autoFilter ref="A5:E25"/>{columns}</table>"#))
        }),
        written("base with one part of comments a thousand times", 20, {
            related("comments", &format!("<comments {MAIN}>{}</comments>", r#"<comment ref="A1"/>"#.repeat(100_000)))
        }),
        written("base with 60,000 styles for dates", 1_000, {
            let styles: String = (0..60_000).map(|at| format!(r#"<xf numFmtId="14" fontId="{}"/>"#, at + 1)).collect();
            let styles = format!("<styleSheet {MAIN}><cellXfs><xf numFmtId=\"0\"/>{styles}</cellXfs></styleSheet>");
            base(&sheet("", &old(1_000), ""), &[("xl/styles.xml", styles)])
        }),
        written("base with 320,000 names for what is printed", 94, {
            let name = r#"<definedName name="_xlnm.Print_Area" localSheetId="0">X!$A$1:$E$99</definedName>"#;
            let book = format!(
                r#"<workbook {MAIN} xmlns:r="{LINKS}"><sheets><sheet name="Open POA&amp;M Items" sheetId="1" r:id="r1"/></sheets><definedNames>{}</definedNames></workbook>"#,
                name.repeat(320_000)
            );
            base(&sheet("", &old(94), ""), &[("xl/workbook.xml", book)])
        }),
        written("base with a table of 300,000 filters", 20, {
            let filters = r#"<autoFilter ref="A5:E25"/>"#.repeat(300_000);
            let table = format!(r#"<table {MAIN} ref="A5:E25">{filters}</table>"#);
            let link = format!(r#"<Relationship Id="r" Type="{LINKS}/table" Target="../tables/t.xml"/>"#);
            base(
                &sheet("", &old(20), ""),
                &[
                    ("xl/worksheets/_rels/sheet1.xml.rels", format!("<Relationships>{link}</Relationships>")),
                    ("xl/tables/t.xml", table),
                ],
            )
        }),
        written("base with formulas over tall columns", 1_000, {
            let formula = format!("SUM({})", vec!["AA1:AA800000"; 600].join(","));
            let cells = format!("<c><f>{formula}</f><v>1</v></c>").repeat(1_000);
            plain(&format!("<row r=\"900000\">{cells}</row>"))
        }),
        written("base whose changing cells each begin a group of formulas", 1_000, {
            let item = |at: usize| {
                let row_number = 6 + at;
                row(u32::try_from(row_number).unwrap(), &[&format!("V-{at}"), "AC-2"]).replace(
                    "</row>",
                    &format!(
                        r#"<c r="C{row_number}" t="str"><f t="shared" si="{at}" ref="C{row_number}">"old"</f><v>old</v></c></row>"#
                    ),
                )
            };
            let others: String =
                (0..500_000).map(|at| format!(r#"<c><f t="shared" si="{}">1</f></c>"#, 1_000_000 + at)).collect();
            let rows = headers() + &(0..1_000).map(item).collect::<String>();
            base(&sheet("", &(rows + &format!("<row r=\"900000\">{others}</row>")), ""), &[])
        }),
        written("base with half a million merged cells over its items", 1_000, {
            let merged = r#"<mergeCell ref="A6:A900000"/>"#.repeat(500_000);
            base(&sheet("", &old(1_000), &format!("<mergeCells>{merged}</mergeCells>")), &[])
        }),
        written("base with half a million styles of columns", 1_000, {
            let columns = r#"<col min="9" max="9" style="0"/>"#.repeat(500_000);
            base(&sheet(&format!("<cols>{columns}</cols>"), &old(1_000), ""), &[])
        }),
        written("base with array formulas in every cell", 1_000, {
            let array = r#"<c r="AZ900000"><f t="array" ref="AZ900000:BA900001">1</f><v>1</v></c>"#.repeat(300_000);
            plain(&format!("<row r=\"900000\">{array}</row>"))
        }),
    ]
}
