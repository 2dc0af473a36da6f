//! What writing into a workbook must not do: one test for each trap.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use common::workbook;
use jiff::civil::date;
use poam::finding::Finding;
use poam::workbook::splice::{Edits, NewCell, SheetEdits, Splicer, Value};
use poam::workbook::{Cell, read};

const BOOK: &str = "xl/workbook.xml";
const SHEET: &str = "xl/worksheets/sheet1.xml";

/// Edits of the sheet `S`, by the cells' names.
fn edits(cells: &[(&str, NewCell)]) -> Edits {
    let mut edits = SheetEdits::default();
    for (name, cell) in cells {
        let (row, column) = position(name);
        edits.cells.entry(row).or_default().insert(column, cell.clone());
    }
    BTreeMap::from([("S".to_owned(), edits)])
}

fn position(name: &str) -> (u32, u32) {
    let digits = name.find(|c: char| c.is_ascii_digit()).unwrap();
    let column = name[..digits].bytes().fold(0, |all, letter| all * 26 + u32::from(letter - b'A') + 1) - 1;
    (name[digits..].parse::<u32>().unwrap() - 1, column)
}

fn text(text: &str) -> NewCell {
    NewCell::Text(text.to_owned())
}

fn write(bytes: &[u8], edits: &Edits) -> (Vec<u8>, Vec<Finding>) {
    let (workbook, _) = read("a.xlsx", bytes).unwrap();
    let mut out = Cursor::new(Vec::new());
    let findings = Splicer::open(bytes, &workbook).unwrap().write(edits, &mut out).unwrap();
    (out.into_inner(), findings)
}

/// A part of a package.
fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn names(bytes: &[u8]) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len()).map(|index| zip.by_index_raw(index).unwrap().name().unwrap().into_owned()).collect()
}

/// The rows of the sheet after an edit, as they stand in the XML.
fn rows(bytes: &[u8]) -> String {
    let xml = part(bytes, SHEET);
    let start = xml.find("sheetData>").unwrap() + "sheetData>".len();
    xml[start..xml.rfind("</").map(|end| xml[..end].rfind("</").unwrap()).unwrap()].to_owned()
}

fn written(before: &str, cells: &[(&str, NewCell)]) -> (String, Vec<&'static str>) {
    let (bytes, findings) = write(&workbook(&[("S", before)], &[], ""), &edits(cells));
    (rows(&bytes), findings.iter().map(|finding| finding.code).collect())
}

/// A cell of inline text.
fn inline(name: &str, text: &str) -> String {
    format!(r#"<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
}

#[test]
fn without_edits_the_file_is_copied() {
    let bytes = workbook(&[("S", r#"<row r="1"><c r="A1"><v>1</v></c></row>"#)], &[], "");
    assert!(write(&bytes, &Edits::new()).0 == bytes);
    assert!(write(&bytes, &BTreeMap::from([("S".to_owned(), SheetEdits::default())])).0 == bytes);
}

#[test]
fn only_the_cells_that_change_change() {
    let row = r#"<row  r="2" x='1'><c s = "7" r="B2"  t="s" ><v>0</v></c><c r="D2"/></row><!-- kept --><row r="9"/>"#;
    let (after, _) = written(row, &[("B2", text("new")), ("C2", NewCell::Number(2.5)), ("D2", NewCell::Bool(true))]);
    let cells = format!("{}<c r=\"C2\"><v>2.5</v></c><c r=\"D2\" t=\"b\"><v>1</v></c>", inline("B2", "new"));
    let cells = cells.replace("r=\"B2\"", "r=\"B2\" s=\"7\"");
    assert_eq!(after, format!(r#"<row  r="2" x='1'>{cells}</row><!-- kept --><row r="9"/>"#));
}

#[test]
fn the_other_parts_keep_their_bytes_order_and_stamps() {
    let more = [
        ("xl/media/a.png", "\u{1}\u{2}"),
        ("customXml/item1.xml", "<a/>"),
        ("xl/externalLinks/externalLink1.xml", "<b/>"),
    ];
    let bytes = workbook(&[("S", ""), ("T", "<row r=\"1\"/>")], &more, "");
    let (after, _) = write(&bytes, &edits(&[("A1", text("x"))]));
    assert_eq!(names(&after), names(&bytes));
    let mut old = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut new = zip::ZipArchive::new(Cursor::new(&after)).unwrap();
    for index in 0..old.len() {
        let (mut a, mut b) = (old.by_index_raw(index).unwrap(), new.by_index_raw(index).unwrap());
        assert_eq!((a.last_modified(), a.compression()), (b.last_modified(), b.compression()));
        let (mut packed_a, mut packed_b) = (Vec::new(), Vec::new());
        a.read_to_end(&mut packed_a).unwrap();
        b.read_to_end(&mut packed_b).unwrap();
        assert_eq!(packed_a == packed_b, a.name().unwrap() != SHEET, "{:?}", a.name());
    }
}

#[test]
fn a_shared_text_changes_in_one_cell_only() {
    let sheet = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>0</v></c></row>"#;
    let more = [("xl/sharedStrings.xml", &*common::texts("1", "<si><t>same</t></si>"))];
    let (after, _) = write(&workbook(&[("S", sheet)], &more, ""), &edits(&[("A1", text("other"))]));
    assert_eq!(rows(&after), format!(r#"<row r="1">{}<c r="B1" t="s"><v>0</v></c></row>"#, inline("A1", "other")));
    assert_eq!(part(&after, "xl/sharedStrings.xml"), more[0].1);
}

#[test]
fn rich_text_gives_way_as_a_whole() {
    let rich =
        r#"<row r="1"><c r="A1" s="3" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t>b</t></r></is></c></row>"#;
    let (after, _) = written(rich, &[("A1", text("c"))]);
    assert_eq!(after, format!(r#"<row r="1">{}</row>"#, inline("A1", "c").replace("r=\"A1\"", "r=\"A1\" s=\"3\"")));
}

#[test]
fn a_cells_links_to_metadata_go_with_its_value() {
    let (after, _) =
        written(r#"<row r="1"><c r="A1" s="1" t="e" cm="1" vm="2"><v>#VALUE!</v></c></row>"#, &[("A1", text("c"))]);
    assert!(!after.contains("cm=") && !after.contains("vm=") && after.contains("s=\"1\""), "{after}");
}

#[test]
fn text_never_becomes_a_formula() {
    for harmless in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", " 1 "] {
        let (after, _) = written("<row r=\"1\"/>", &[("A1", text(harmless))]);
        assert_eq!(after, format!("<row r=\"1\">{}</row>", inline("A1", harmless)));
    }
}

#[test]
fn what_xml_cannot_hold_comes_back_through_the_reader() {
    let odd = "a\rb\r\nc _x000D_ _x0041__x0042_ \u{1}\u{B} <&> \u{FFFE}";
    let (bytes, _) = write(&workbook(&[("S", "")], &[], ""), &edits(&[("A1", text(odd))]));
    let (workbook, _) = read("a.xlsx", bytes).unwrap();
    let expected = "a\nb\nc _x000D_ _x0041__x0042_ \u{1}\u{B} <&> \u{FFFE}";
    assert_eq!(workbook.sheets[0].cell(0, 0).unwrap().cell, Cell::Text(expected));
}

#[test]
fn a_text_too_long_for_a_cell_is_cut_and_told() {
    let (after, codes) = written("", &[("A1", text(&"é".repeat(32_768)))]);
    assert_eq!((after.chars().filter(|c| *c == 'é').count(), codes), (32_767, vec!["text-too-long"]));
    let (_, codes) = written("", &[("A1", text(&"a\n".repeat(254)))]);
    assert_eq!(codes, ["too-many-lines"]);
    let (_, codes) = written("", &[("A1", text(&"a\n".repeat(253)))]);
    assert!(codes.is_empty());
}

#[test]
fn new_rows_and_cells_stand_in_their_order() {
    let before = r#"<row r="2"><c r="B2"/></row><row r="5"/>"#;
    let cells = [
        ("A1", text("a")),
        ("A2", text("b")),
        ("C2", text("c")),
        ("A3", text("d")),
        ("A4", text("e")),
        ("A6", text("f")),
    ];
    let (after, _) = written(before, &cells);
    let row = |number: u32, cells: &str| format!("<row r=\"{number}\">{cells}</row>");
    let expected = row(1, &inline("A1", "a"))
        + &row(2, &format!("{}<c r=\"B2\"/>{}", inline("A2", "b"), inline("C2", "c")))
        + &row(3, &inline("A3", "d"))
        + &row(4, &inline("A4", "e"))
        + "<row r=\"5\"/>"
        + &row(6, &inline("A6", "f"));
    assert_eq!(after, expected);
    assert_eq!(written(before, &[("A2", NewCell::Blank), ("A7", NewCell::Blank)]).0, before, "a blank is no cell");
}

#[test]
fn a_sheet_without_rows_is_opened() {
    let sheet = |data: &str| {
        format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{data}</worksheet>")
    };
    let bytes = workbook(&[("S", "")], &[(SHEET, &sheet("<sheetData />"))], "");
    let (after, _) = write(&bytes, &edits(&[("A1", text("a")), ("B3", text("b"))]));
    let rows = format!("<row r=\"1\">{}</row><row r=\"3\">{}</row>", inline("A1", "a"), inline("B3", "b"));
    assert_eq!(part(&after, SHEET), sheet(&format!("<sheetData>{rows}</sheetData>")));
}

#[test]
fn names_with_a_prefix_keep_it() {
    let sheet = |row: &str| {
        format!(
            "<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:sheetData>{row}</x:sheetData></x:worksheet>"
        )
    };
    let bytes =
        workbook(&[("S", "")], &[(SHEET, &sheet("<x:row r=\"1\"><x:c r=\"A1\"><x:v>1</x:v></x:c></x:row>"))], "");
    let (after, _) = write(&bytes, &edits(&[("A1", text("a")), ("A2", NewCell::Number(2.0))]));
    let cell = "<x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t xml:space=\"preserve\">a</x:t></x:is></x:c>";
    let row = format!("<x:row r=\"1\">{cell}</x:row><x:row r=\"2\"><x:c r=\"A2\"><x:v>2</x:v></x:c></x:row>");
    assert_eq!(part(&after, SHEET), sheet(&row));
}

#[test]
fn cells_without_addresses_keep_their_place() {
    let (after, _) = written(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c r=\"C2\"><v>3</v></c><c><v>4</v></c></row>",
        &[("B1", text("b")), ("A2", text("a"))],
    );
    let row = format!("<row><c><v>1</v></c>{}</row>", inline("B1", "b"));
    assert_eq!(after, format!("{row}<row>{}<c r=\"C2\"><v>3</v></c><c r=\"D2\"><v>4</v></c></row>", inline("A2", "a")));
}

#[test]
fn rows_out_of_order_are_found_by_their_number() {
    let (after, _) = written("<row r=\"5\"/><row r=\"2\"><c r=\"A2\"/></row>", &[("A2", text("a")), ("A5", text("b"))]);
    assert_eq!(after, format!("<row r=\"5\">{}</row><row r=\"2\">{}</row>", inline("A5", "b"), inline("A2", "a")));
}

#[test]
fn spans_and_the_dimension_hold_what_is_new() {
    let sheet = |dimension: &str, row: &str| {
        format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"{dimension}\"/><sheetData>{row}</sheetData></worksheet>"
        )
    };
    let row = "<row r=\"1\" spans=\"1:2\"><c r=\"A1\"/></row>";
    let bytes = workbook(&[("S", "")], &[(SHEET, &sheet("A1:B1", row))], "");
    let (after, _) = write(&bytes, &edits(&[("B1", text("b"))]));
    let inside = format!("<row r=\"1\" spans=\"1:2\"><c r=\"A1\"/>{}</row>", inline("B1", "b"));
    assert_eq!(part(&after, SHEET), sheet("A1:B1", &inside));
    let (after, _) = write(&bytes, &edits(&[("D1", text("d"))]));
    let outside = format!("<row r=\"1\"><c r=\"A1\"/>{}</row>", inline("D1", "d"));
    assert_eq!(part(&after, SHEET), sheet("A1:D1", &outside));
}

#[test]
fn filters_reach_down_over_the_rows_filled_directly_below() {
    let sheet = |filter: &str| {
        format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"5\"><c \
             r=\"A5\"/></row></sheetData><autoFilter ref=\"{filter}\"><filterColumn colId=\"1\"/></autoFilter>\
             <customSheetViews><customSheetView guid=\"x\"><autoFilter ref=\"A1:B6\"/></customSheetView></customSheetViews>\
             </worksheet>"
        )
    };
    let book = |filter: &str| {
        let names = format!(
            "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">S!{filter}</definedName>"
        );
        part(&workbook(&[("S", "")], &[], ""), BOOK)
            .replace("</sheets>", &format!("</sheets><definedNames>{names}</definedNames>"))
    };
    let written = |filter: &str, rows: &[u32]| {
        let absolute = |area: &str| area.replace('A', "$A$").replace('C', "$C$");
        let bytes = workbook(&[("S", "")], &[(SHEET, &sheet(filter)), (BOOK, &book(&absolute(filter)))], "");
        let cells: Vec<(String, NewCell)> = rows.iter().map(|row| (format!("B{row}"), text("b"))).collect();
        let cells: Vec<(&str, NewCell)> = cells.iter().map(|(name, cell)| (name.as_str(), cell.clone())).collect();
        let mut edits = edits(&cells);
        edits.get_mut("S").unwrap().models.extend(rows.iter().map(|row| (row - 1, 4)));
        let (after, _) = write(&bytes, &edits);
        let (sheet, book) = (part(&after, SHEET), part(&after, BOOK));
        let at = |text: &str, from: &str, to: char| {
            let start = text.find(from).unwrap() + from.len();
            text[start..].split(to).next().unwrap().replace('$', "")
        };
        assert_eq!(at(&sheet, "<autoFilter ref=\"", '"'), at(&book, "hidden=\"1\">S!", '<'), "both say the same");
        assert!(sheet.contains("<customSheetView guid=\"x\"><autoFilter ref=\"A1:B6\"/>"), "{sheet}");
        at(&sheet, "<autoFilter ref=\"", '"')
    };
    assert_eq!(written("A5:C6", &[7, 8]), "A5:C8");
    assert_eq!(written("A5:C6", &[6]), "A5:C6");
    assert_eq!(written("A5:C6", &[8]), "A5:C6", "what is not directly below was not filtered before either");
    assert_eq!(written("A5:A6", &[7]), "A5:A6", "another column");
}

#[test]
fn a_height_fixed_while_the_row_was_empty_goes() {
    let before = "<row r=\"1\" ht=\"14.25\" customHeight=\"1\"/><row r=\"2\" ht=\"14.25\" customHeight=\"1\"><c r=\"A2\"/></row>";
    let bytes = workbook(&[("S", before)], &[], "");
    let mut edits = edits(&[("A1", text("a\nb")), ("A2", text("a\nb"))]);
    edits.get_mut("S").unwrap().models.insert(0, 5);
    let (after, _) = write(&bytes, &edits);
    let kept = format!("<row r=\"2\" ht=\"14.25\" customHeight=\"1\">{}</row>", inline("A2", "a\nb"));
    assert_eq!(rows(&after), format!("<row r=\"1\">{}</row>{kept}", inline("A1", "a\nb")));
}

#[test]
fn a_date_is_a_number_in_a_date_style() {
    let day = || NewCell::Date(date(2023, 3, 15));
    let before = "<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\" s=\"0\" t=\"s\"><v>0</v></c></row>";
    let bytes = workbook(&[("S", before)], &[], "");
    let (after, _) = write(&bytes, &edits(&[("A1", day()), ("B1", day()), ("C1", day())]));
    // Style 0 has no brother that shows dates but for its `applyNumberFormat`, which says the same.
    let cell = |name: &str| format!("<c r=\"{name}\" s=\"1\"><v>45000</v></c>");
    assert_eq!(rows(&after), format!("<row r=\"1\">{}{}{}</row>", cell("A1"), cell("B1"), cell("C1")));
    let (workbook, _) = read("a.xlsx", after).unwrap();
    for column in 0..3 {
        assert_eq!(workbook.sheets[0].cell(0, column).unwrap().cell.text(), "2023-03-15");
    }
}

#[test]
fn a_date_style_is_added_where_none_looks_alike() {
    let styles = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"0\" fillId=\"4\"/></cellXfs></styleSheet>";
    let bytes = workbook(&[("S", "<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>")], &[("xl/styles.xml", styles)], "");
    let relation = "<Relationship Id=\"s\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>";
    let links = part(&bytes, "xl/_rels/workbook.xml.rels").replace("</Relationships>", relation);
    let bytes = workbook(
        &[("S", "<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>")],
        &[("xl/styles.xml", styles), ("xl/_rels/workbook.xml.rels", &links)],
        "",
    );
    let (after, _) = write(&bytes, &edits(&[("A1", NewCell::Date(date(2023, 3, 15)))]));
    assert_eq!(rows(&after), "<row r=\"1\"><c r=\"A1\" s=\"2\"><v>45000</v></c></row>");
    assert!(part(&after, "xl/styles.xml").contains("<cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"0\" fillId=\"4\"/><xf numFmtId=\"14\" fillId=\"4\" applyNumberFormat=\"1\"/></cellXfs>"));
}

#[test]
fn a_book_of_1904_counts_its_own_days() {
    let bytes = workbook(&[("S", "<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>")], &[], "date1904=\"1\"");
    let (after, _) =
        write(&bytes, &edits(&[("A1", NewCell::Date(date(2023, 3, 15))), ("A2", NewCell::Date(date(1900, 1, 1)))]));
    assert_eq!(
        rows(&after),
        format!(
            "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>43538</v></c></row><row r=\"2\">{}</row>",
            inline("A2", "1900-01-01")
        )
    );
}

/// Three formulas that share one text, and what they are computed from.
const SHARED: &str = r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="4">A1+30</f><v>31</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="4"/><v>32</v></c></row><row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="4"/><v>33</v></c></row>"#;

#[test]
fn the_first_of_a_shared_formula_hands_its_text_on() {
    let (after, _) = written(SHARED, &[("B1", NewCell::Number(9.0))]);
    let expected = SHARED
        .replace(r#"<c r="B1"><f t="shared" ref="B1:B3" si="4">A1+30</f><v>31</v></c>"#, r#"<c r="B1"><v>9</v></c>"#)
        .replace(r#"<c r="B2"><f t="shared" si="4"/>"#, r#"<c r="B2"><f t="shared" si="4" ref="B2:B3">A2+30</f>"#);
    assert_eq!(after, expected);
}

#[test]
fn another_of_a_shared_formula_just_leaves() {
    let (after, _) = written(SHARED, &[("B2", NewCell::Blank)]);
    assert_eq!(after, SHARED.replace(r#"<c r="B2"><f t="shared" si="4"/><v>32</v></c>"#, r#"<c r="B2"/>"#));
}

#[test]
fn an_array_formula_stays_and_that_is_told() {
    let before = r#"<row r="1"><c r="A1"><f t="array" ref="A1:B1">C1:D1*2</f><v>2</v></c><c r="B1"><v>4</v></c><c r="C1"><v>1</v></c></row>"#;
    let (after, codes) = written(before, &[("B1", NewCell::Number(5.0))]);
    assert_eq!((after.as_str(), codes), (before, vec!["array-formula"]));
    // One of a single cell is like any other formula.
    let (after, codes) = written(&before.replace("A1:B1", "A1"), &[("A1", NewCell::Number(5.0))]);
    assert!(after.contains("<c r=\"A1\"><v>5</v></c>") && codes.is_empty());
}

#[test]
fn values_of_formulas_follow_the_cells_they_depend_on() {
    let before = r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f><v>2</v></c><c r="C1"><f>B1*10</f><v>20</v></c><c r="D1"><f>SUM(A1:A9)</f><v>1</v></c><c r="E1"><f>F1</f><v>7</v></c><c r="F1"><v>7</v></c><c r="G1" t="str"><f>IF(A1=5,"five","")</f><v></v></c></row>"#;
    let bytes = workbook(
        &[
            ("S", before),
            ("T", r#"<row r="1"><c r="A1"><f>S!A1</f><v>1</v></c><c r="B1"><f>S!F1</f><v>7</v></c></row>"#),
        ],
        &[],
        "",
    );
    let (after, _) = write(&bytes, &edits(&[("A1", NewCell::Number(5.0))]));
    let expected = before
        .replace("<c r=\"A1\"><v>1</v>", "<c r=\"A1\"><v>5</v>")
        .replace("<f>A1+1</f><v>2</v>", "<f>A1+1</f><v>6</v>")
        .replace("<f>B1*10</f><v>20</v>", "<f>B1*10</f><v>60</v>")
        .replace("<f>SUM(A1:A9)</f><v>1</v>", "<f>SUM(A1:A9)</f>")
        .replace("<v></v>", "<v>five</v>");
    assert_eq!(rows(&after), expected);
    assert!(part(&after, "xl/worksheets/sheet2.xml").contains("<f>S!A1</f></c><c r=\"B1\"><f>S!F1</f><v>7</v>"));
    assert!(part(&after, BOOK).contains("<calcPr fullCalcOnLoad=\"1\"/>"));
}

#[test]
fn a_long_chain_of_formulas_is_left_to_be_calculated() {
    let row = |row: u32| format!("<row r=\"{row}\"><c r=\"A{row}\"><f>A{}+1</f><v>{row}</v></c></row>", row - 1);
    let rows = (2..30_000).map(row).collect::<Vec<_>>().concat();
    let before = format!("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>{rows}");
    let (after, _) = written(&before, &[("A1", NewCell::Number(5.0))]);
    assert!(after.contains("<c r=\"A2\"><f>A1+1</f><v>6</v></c>"));
    assert!(after.ends_with("<c r=\"A29999\"><f>A29998+1</f></c></row>"));
}

#[test]
fn thousands_of_new_rows_take_no_time_worth_speaking_of() {
    let mut edits = edits(&[]);
    let sheet = edits.entry("S".to_owned()).or_default();
    sheet.cells = (0..100_000).map(|row| (row * 2, BTreeMap::from([(0, NewCell::Number(1.0))]))).collect();
    let rows = (1..100_000).map(|row| format!("<row r=\"{}\"/>", row * 2)).collect::<Vec<_>>().concat();
    let (after, _) = write(&workbook(&[("S", &rows)], &[], ""), &edits);
    assert_eq!(part(&after, SHEET).matches("<c ").count(), 100_000);
}

#[test]
fn rows_with_comments_are_known() {
    let link = "<Relationships><Relationship Id=\"c\" Type=\"http://x/relationships/comments\" Target=\"../comments1.xml\"/></Relationships>";
    let more = [
        ("xl/worksheets/_rels/sheet1.xml.rels", link),
        (
            "xl/comments1.xml",
            "<comments><commentList><comment ref=\"K9\"/><comment ref=\"A12\"/></commentList></comments>",
        ),
    ];
    let bytes = workbook(&[("S", "")], &more, "");
    let (workbook, _) = read("a.xlsx", &bytes).unwrap();
    let rows = Splicer::open(&bytes, &workbook).unwrap().rows_with_comments("S");
    assert_eq!(rows.into_iter().collect::<Vec<_>>(), [8, 11]);
}

#[test]
fn a_filled_row_can_take_the_looks_of_another() {
    let before =
        "<row r=\"1\"><c r=\"A1\" s=\"3\"/><c r=\"B1\" s=\"4\"/></row><row r=\"2\"><c r=\"A2\" s=\"9\"/></row>";
    let bytes = workbook(&[("S", before)], &[], "");
    let mut edits = edits(&[("A2", text("a")), ("A3", text("b"))]);
    let sheet = edits.get_mut("S").unwrap();
    sheet.models = BTreeMap::from([(1, 0), (2, 0)]);
    let styled = |name: &str, value: &str| inline(name, value).replace(" t=", " s=\"3\" t=");
    let third = format!("<row r=\"3\">{}<c r=\"B3\" s=\"4\"/></row>", styled("A3", "b"));
    let second = styled("A2", "a").replace("s=\"3\"", "s=\"9\"");
    let (after, _) = write(&bytes, &edits);
    assert!(rows(&after).ends_with(&format!("<row r=\"2\">{second}</row>{third}")), "{}", rows(&after));
    edits.get_mut("S").unwrap().restyled.insert(1);
    let (after, _) = write(&bytes, &edits);
    assert!(rows(&after).ends_with(&format!("<row r=\"2\">{}</row>{third}", styled("A2", "a"))), "{}", rows(&after));
}

#[test]
fn nothing_is_to_be_calculated_where_every_value_is_known() {
    let bytes = workbook(&[("S", SHARED)], &[], "");
    let (after, _) = write(&bytes, &edits(&[("A2", NewCell::Number(5.0))]));
    assert_eq!(rows(&after), SHARED.replace("<v>2</v>", "<v>5</v>").replace("<v>32</v>", "<v>35</v>"));
    assert_eq!(part(&after, BOOK), part(&bytes, BOOK));
}

#[test]
fn what_a_formula_will_give_is_known_before_it_is_written() {
    let bytes = workbook(&[("S", SHARED)], &[], "");
    let (workbook, _) = read("a.xlsx", &bytes).unwrap();
    let mut splicer = Splicer::open(&bytes, &workbook).unwrap();
    let edits = edits(&[("A3", NewCell::Date(date(2023, 3, 15)))]);
    assert_eq!(splicer.formula_value("S", 2, 1, &edits["S"]), Some(Value::Number(45_030.0)));
    assert_eq!(splicer.formula_value("S", 1, 1, &edits["S"]), Some(Value::Number(32.0)));
    assert_eq!(splicer.formula_value("S", 0, 0, &edits["S"]), None);
    assert_eq!(splicer.day(45_030.0).as_deref(), Some("2023-04-14"));
}

#[test]
fn the_order_of_calculation_goes_only_with_a_formula() {
    let chain = r#"<Relationship Id="c" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>"#;
    let links = part(&workbook(&[("S", "")], &[], ""), "xl/_rels/workbook.xml.rels").replace("</Relationships>", chain);
    let types = r#"<Types><Override PartName="/xl/calcChain.xml" ContentType="c"/><Override PartName="/xl/a.xml" ContentType="a"/></Types>"#;
    let more =
        [("xl/_rels/workbook.xml.rels", &*links), ("xl/calcChain.xml", "<calcChain/>"), ("[Content_Types].xml", types)];
    let bytes = workbook(&[("S", SHARED)], &more, "");
    let (after, _) = write(&bytes, &edits(&[("A1", NewCell::Number(9.0))]));
    assert_eq!(names(&after), names(&bytes));
    let (after, _) = write(&bytes, &edits(&[("B3", NewCell::Number(9.0))]));
    assert!(!names(&after).contains(&"xl/calcChain.xml".to_owned()));
    assert_eq!(
        part(&after, "[Content_Types].xml"),
        r#"<Types><Override PartName="/xl/a.xml" ContentType="a"/></Types>"#
    );
    assert_eq!(part(&after, "xl/_rels/workbook.xml.rels"), links.replace(chain, "</Relationships>"));
}

#[test]
fn a_signed_workbook_is_written_with_a_warning() {
    let bytes = workbook(&[("S", "")], &[("_xmlsignatures/sig1.xml", "<s/>")], "");
    let (_, findings) = write(&bytes, &edits(&[("A1", text("a"))]));
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["signature-broken"]);
    assert!(write(&bytes, &Edits::new()).1.is_empty());
}

#[test]
fn what_stands_around_the_rows_stays() {
    let sheet = |rows: &str| {
        format!(
            "\u{FEFF}<?xml version=\"1.0\"?>\n<worksheet xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><sheetProtection sheet=\"1\"/><sheetData>{rows}</sheetData><autoFilter ref=\"A1:B2\"/><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells><dataValidations/><extLst><ext><x:f xmlns:x=\"x\">A1</x:f></ext></extLst></worksheet>"
        )
    };
    let bytes = workbook(&[("S", "")], &[(SHEET, &sheet("<row r=\"1\"><c r=\"B1\"/></row>"))], "");
    let (workbook, _) = read("a.xlsx", &bytes).unwrap();
    let mut out = Cursor::new(Vec::new());
    let edits = edits(&[("B1", text("b"))]);
    // Something outside a cell that looks like a formula is none.
    let findings = Splicer::open(&bytes, &workbook).unwrap().write(&edits, &mut out).unwrap();
    assert_eq!(part(&out.into_inner(), SHEET), sheet(&format!("<row r=\"1\">{}</row>", inline("B1", "b"))));
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["merged-cell"]);
}
