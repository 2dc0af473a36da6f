//! Workbooks whose package is sound and whose parts are not.

use super::{Attack, converted, with};
use crate::common::{package, row, workbook};

pub(crate) const OPEN: &str = "Open POA&M Items";
const SHEET: &str = "xl/worksheets/sheet1.xml";
const BOOK_LINKS: &str = "xl/_rels/workbook.xml.rels";
const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;

/// The header row.
pub(crate) fn headers() -> String {
    row(5, &["POAM ID", "Controls", "Weakness Name", "Original Risk Rating", "Original Detection Date"])
}

/// A header and an item, as rows.
pub(crate) fn rows() -> String {
    headers() + &row(6, &["V-1", "AC-2", "Old accounts", "Low", "2026-10-05"])
}

/// A workbook that nothing is wrong with.
pub(crate) fn good() -> Vec<u8> {
    workbook(&[(OPEN, &rows())], &[], "")
}

/// The same with more parts, which replace those of their name.
pub(crate) fn workbook_with(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut all: Vec<(String, Vec<u8>)> =
        super::raw_zip::unpacked(&good()).into_iter().map(|p| (String::from_utf8(p.name).unwrap(), p.data)).collect();
    for (name, bytes) in parts {
        all.retain(|(known, _)| known != name);
        all.push(((*name).to_owned(), bytes.clone()));
    }
    let all: Vec<(&str, &[u8])> = all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    package(&all)
}

fn part(name: &str, text: impl AsRef<str>) -> Vec<u8> {
    workbook_with(&[(name, text.as_ref().as_bytes().to_vec())])
}

/// The workbook's sheet with something before its root element.
fn sheet_behind(prolog: &str) -> String {
    format!("{prolog}<worksheet {MAIN}><sheetData>{}</sheetData></worksheet>", rows())
}

/// The workbook's relations, the first of which is this.
fn linked(link: &str) -> Vec<u8> {
    let text = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{link}</Relationships>"#
    );
    part(BOOK_LINKS, text)
}

fn sheet_link(target: &str) -> String {
    format!(r#"<Relationship Id="r1" Type="{LINKS}/worksheet" Target="{target}"/>"#)
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Entities of which each is ten of the one before.
pub(crate) fn laughs(root: &str) -> String {
    let mut entities = "<!ENTITY a0 \"ha\">".to_owned();
    for n in 1..10 {
        entities += &format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10));
    }
    format!("<!DOCTYPE {root} [{entities}]>")
}

fn book(sheets: &str) -> String {
    format!(r#"<workbook {MAIN} xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>"#)
}

/// An .ods of these rows.
fn ods(prolog: &str, rows: &str) -> Vec<u8> {
    let content = format!(
        r#"{prolog}<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Open">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

/// An old compound file whose list of sectors goes in a circle.
fn circle() -> Vec<u8> {
    let mut bytes = vec![0; 512 * 4];
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    bytes[30] = 9;
    bytes[76..512].fill(0); // every table of sectors is sector 0, and so is the directory
    for (i, unit) in "Workbook".encode_utf16().enumerate() {
        bytes[512 + 2 * i..514 + 2 * i].copy_from_slice(&unit.to_le_bytes());
    }
    bytes
}

pub(crate) fn attacks() -> Vec<Attack> {
    let secret = r#"<!DOCTYPE worksheet [<!ENTITY x SYSTEM "../secret/canary">]>"#;
    let good_file = || ("good.xlsx", good());
    let ods_row = |repeat: &str, cell: &str| {
        format!(r#"<table:table-row table:number-rows-repeated="{repeat}">{cell}</table:table-row>"#)
    };
    vec![
        converted(
            "sheet outside of the package",
            "a.xlsx",
            linked(&format!(
                r#"<Relationship Id="r1" Type="{LINKS}/worksheet" Target="file:///etc/passwd" TargetMode="External"/>"#
            )),
        ),
        converted("sheet by a path that climbs", "a.xlsx", linked(&sheet_link("../../../../secret/canary"))),
        converted("sheet by an absolute path", "a.xlsx", linked(&sheet_link("/etc/passwd"))),
        converted("sheet that is the workbook itself", "a.xlsx", linked(&sheet_link("workbook.xml"))),
        converted("sheet that is its own relations", "a.xlsx", linked(&sheet_link("_rels/workbook.xml.rels"))),
        converted("sheet that is not there", "a.xlsx", linked(&sheet_link("worksheets/sheet9.xml"))),
        converted("no relations", "a.xlsx", linked("")),
        converted(
            "workbook that is its own workbook",
            "a.xlsx",
            part(
                "_rels/.rels",
                format!(
                    r#"<Relationships><Relationship Id="r1" Type="{LINKS}/officeDocument" Target="_rels/.rels"/></Relationships>"#
                ),
            ),
        ),
        converted("two sheets of one name", "a.xlsx", workbook(&[(OPEN, &rows()), (OPEN, &rows())], &[], "")),
        converted(
            "sheet named as a path",
            "a.xlsx",
            part("xl/workbook.xml", book(r#"<sheet name="../../secret/canary" sheetId="1" r:id="r1"/>"#)),
        ),
        converted(
            "ten thousand sheets",
            "a.xlsx",
            part(
                "xl/workbook.xml",
                book(&r#"<sheet name="Open POA&amp;M Items" sheetId="1" r:id="r1"/>"#.repeat(10_000)),
            ),
        ),
        converted("three hundred sheets that are one large part", "a.xlsx", {
            let cells: String =
                (0..200_000).map(|at| format!(r#"<row r="{0}"><c r="A{0}"><v>1</v></c></row>"#, at + 1)).collect();
            let sheets = r#"<sheet name="Open POA&amp;M Items" sheetId="1" r:id="r1"/>"#.repeat(300);
            workbook_with(&[
                ("xl/workbook.xml", book(&sheets).into_bytes()),
                (SHEET, format!("<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>").into_bytes()),
                // Each sheet might have had a part of its own.
                ("xl/media/a.png", Vec::new()),
            ])
        }),
        converted("billion laughs in the sheet", "a.xlsx", part(SHEET, sheet_behind(&laughs("worksheet")))),
        converted("billion laughs in the workbook", "a.xlsx", part("xl/workbook.xml", laughs("workbook") + &book(""))),
        converted(
            "billion laughs in the relations",
            "a.xlsx",
            part(BOOK_LINKS, laughs("Relationships") + "<Relationships/>"),
        ),
        converted(
            "billion laughs in the styles",
            "a.xlsx",
            part("xl/styles.xml", laughs("styleSheet") + "<styleSheet/>"),
        ),
        converted("entity of a file in the sheet", "a.xlsx", part(SHEET, sheet_behind(secret))),
        converted(
            "entity that nobody declared",
            "a.xlsx",
            part(SHEET, sheet_behind("").replace("Old accounts", "&secret;")),
        ),
        converted("sheet in UTF-16", "a.xlsx", workbook_with(&[(SHEET, utf16(&sheet_behind("")))])),
        converted(
            "sheet that hides a DOCTYPE in UTF-16",
            "a.xlsx",
            workbook_with(&[(SHEET, utf16(&sheet_behind(&laughs("worksheet"))))]),
        ),
        converted(
            "sheet that says it is UTF-7",
            "a.xlsx",
            part(SHEET, sheet_behind(r#"<?xml version="1.0" encoding="UTF-7"?>"#)),
        ),
        converted("NUL in the sheet", "a.xlsx", part(SHEET, sheet_behind("").replace("Old", "O\0d"))),
        converted(
            "bytes that are no text in the sheet",
            "a.xlsx",
            workbook_with(&[(
                SHEET,
                sheet_behind("").into_bytes().into_iter().map(|b| if b == b'O' { 0xff } else { b }).collect(),
            )]),
        ),
        converted("sheet that ends in a tag", "a.xlsx", part(SHEET, "<worksheet><sheetData><row")),
        converted("sheet that is no XML", "a.xlsx", part(SHEET, "Dear all, please find attached")),
        converted(
            "elements 100,000 deep in the sheet",
            "a.xlsx",
            part(
                SHEET,
                sheet_behind("").replace(
                    "<t xml:space=\"preserve\">Old accounts</t>",
                    &("<r>".repeat(100_000) + "x" + &"</r>".repeat(100_000)),
                ),
            ),
        ),
        converted(
            "elements 100,000 deep before the rows",
            "a.xlsx",
            part(
                SHEET,
                sheet_behind("")
                    .replace("<sheetData>", &("<a>".repeat(100_000) + &"</a>".repeat(100_000) + "<sheetData>")),
            ),
        ),
        converted(
            "100,000 attributes",
            "a.xlsx",
            part(
                SHEET,
                sheet_behind("").replace(
                    "<sheetData>",
                    &format!("<sheetData {}>", (0..100_000).map(|n| format!("a{n}=\"\" ")).collect::<String>()),
                ),
            ),
        ),
        converted(
            "comment of a megabyte",
            "a.xlsx",
            part(SHEET, sheet_behind(&format!("<!--{}-->", "x".repeat(1 << 20)))),
        ),
        converted(
            "a million merged cells",
            "a.xlsx",
            part(
                SHEET,
                sheet_behind("").replace(
                    "</sheetData>",
                    &format!(
                        "</sheetData><mergeCells>{}</mergeCells>",
                        r#"<mergeCell ref="A1:XFD1048576"/>"#.repeat(1_000_000)
                    ),
                ),
            ),
        ),
        converted(
            "styles that claim to be 4 billion",
            "a.xlsx",
            part(
                "xl/styles.xml",
                format!(
                    r#"<styleSheet {MAIN}><numFmts count="4000000000"/><cellXfs count="4000000000"><xf numFmtId="4294967295"/></cellXfs></styleSheet>"#
                ),
            ),
        ),
        converted(
            "core properties that are none",
            "a.xlsx",
            part("docProps/core.xml", "<cp:coreProperties><dcterms:modified>\u{1}"),
        ),
        converted(
            "link to a program (DDE)",
            "a.xlsx",
            workbook_with(&[(
                "xl/externalLinks/externalLink1.xml",
                format!(r#"<externalLink {MAIN}><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>"#)
                    .into_bytes(),
            )]),
        ),
        converted("workbook of another within", "a.xlsx", workbook_with(&[("xl/embeddings/book.xlsx", good())])),
        converted(
            "rows repeated 4 billion times (.ods)",
            "a.ods",
            ods(
                "",
                &ods_row(
                    "4294967295",
                    r#"<table:table-cell table:number-columns-repeated="4294967295" office:value-type="float" office:value="1"/>"#,
                ),
            ),
        ),
        converted(
            "rows repeated -1 times (.ods)",
            "a.ods",
            ods("", &ods_row("-1", r#"<table:table-cell office:value-type="string"/>"#)),
        ),
        converted(
            "a blank repeated 2 billion times (.ods)",
            "a.ods",
            ods(
                "",
                &ods_row(
                    "1",
                    r#"<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2000000000"/></text:p></table:table-cell>"#,
                ),
            ),
        ),
        converted(
            "a long text repeated in a million cells (.ods)",
            "a.ods",
            ods(
                "",
                &ods_row(
                    "60",
                    &format!(
                        r#"<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>{}</text:p></table:table-cell>"#,
                        "long ".repeat(6_000)
                    ),
                ),
            ),
        ),
        converted(
            "a formula repeated everywhere (.ods)",
            "a.ods",
            ods(
                "",
                &ods_row(
                    "1048576",
                    r#"<table:table-cell table:number-columns-repeated="16384" table:formula="of:=[.A1]"/>"#,
                ),
            ),
        ),
        converted("fifty sheets full of repeated cells (.ods)", "a.ods", {
            let row = ods_row(
                "900",
                r#"<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>"#,
            );
            ods("", &vec![row; 50].join(r#"</table:table><table:table table:name="More">"#))
        }),
        converted(
            "sheet that breaks off (.ods)",
            "a.ods",
            package(&[
                ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                ("META-INF/manifest.xml", b"<manifest:manifest/>"),
                (
                    "content.xml",
                    br#"<office:document-content xmlns:office="o" xmlns:table="t"><office:body><office:spreadsheet><table:table table:name="Open">"#,
                ),
            ]),
        ),
        converted("billion laughs (.ods)", "a.ods", ods(&laughs("office:document-content"), "")),
        converted(
            "entity of a file (.ods)",
            "a.ods",
            ods(r#"<!DOCTYPE a [<!ENTITY x SYSTEM "../secret/canary">]>"#, "&x;"),
        ),
        converted(
            "texts 100,000 deep (.ods)",
            "a.ods",
            ods(
                "",
                &ods_row(
                    "1",
                    &format!(
                        r#"<table:table-cell office:value-type="string">{}x{}</table:table-cell>"#,
                        "<text:p>".repeat(100_000),
                        "</text:p>".repeat(100_000)
                    ),
                ),
            ),
        ),
        converted("nearly five million cells (.ods)", "a.ods", {
            let cells = r#"<table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"/>"#;
            ods("", &ods_row("4999", cells))
        }),
        converted("sectors in a circle (.xls)", "a.xls", circle()),
        converted("compound file of noise (.xls)", "a.xls", {
            let mut bytes = circle();
            for (i, byte) in bytes.iter_mut().enumerate().skip(32) {
                *byte = u8::try_from(i * 7919 % 251).unwrap();
            }
            bytes.extend("Workbook".encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        }),
        with(
            "damaged base",
            vec![good_file(), ("base.xlsx", part(SHEET, "<worksheet><sheetData><row"))],
            "convert --no-config good.xlsx --base base.xlsx -o out.xlsx",
        ),
        with(
            "base with billion laughs",
            vec![good_file(), ("base.xlsx", part(SHEET, sheet_behind(&laughs("worksheet"))))],
            "convert --no-config good.xlsx --base base.xlsx -o out.xlsx",
        ),
        with(
            "base whose rows claim to be anywhere",
            vec![good_file(), ("base.xlsx", part(SHEET, sheet_behind("").replace("r=\"6\"", "r=\"4294967295\"")))],
            "convert --no-config good.xlsx --base base.xlsx -o out.xlsx",
        ),
        with(
            "base with parts that climb",
            vec![good_file(), ("base.xlsx", workbook_with(&[("../../secret/evil", b"evil".to_vec())]))],
            "convert --no-config good.xlsx --base base.xlsx -o out.xlsx",
        ),
        with(
            "workbook to another through a hostile one",
            vec![("a.xlsx", part(SHEET, sheet_behind(secret)))],
            "convert --no-config a.xlsx -o out.xlsx",
        ),
    ]
}
