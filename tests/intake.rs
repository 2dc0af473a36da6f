//! Files that are damaged, hostile or not what they say: each is read, or refused in words that help.
#![allow(clippy::unwrap_used, clippy::format_collect)]

mod common;

use std::io::Write;

use common::{binary, package, row, texts, workbook};
use poam::finding::{Failure, Finding};
use poam::limits::{Limit, Limits};
use poam::workbook::{Cell, Workbook, read, read_within};
use zip::write::SimpleFileOptions;

fn ok(bytes: Vec<u8>) -> (Workbook, Vec<Finding>) {
    read("acme.xlsx", bytes).unwrap()
}

fn refused(file: &str, bytes: &[u8]) -> String {
    let failure = read(file, bytes).unwrap_err();
    assert!(matches!(failure, Failure::Unreadable(_)));
    failure.to_string()
}

/// A sheet's cells as `A1=text`, with `f` before formulas.
fn cells(workbook: &Workbook, sheet: usize) -> Vec<String> {
    let show = |cell: poam::workbook::CellAt<'_>| {
        let formula = if cell.is_formula { "f " } else { "" };
        format!("{formula}{}={}", poam::finding::cell_name(cell.row, cell.column), cell.cell.text())
    };
    workbook.sheets[sheet].cells().map(show).collect()
}

fn shown(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_no_workbook_is_said_in_words() {
    let help = "name a .xlsx, .xlsm, .xlsb, .xls, .ods or .csv file";
    for (file, bytes, message, help) in [
        ("a.xlsx", &b""[..], "the file is empty", "check that it was copied or downloaded to the end"),
        ("a.xlsx", b"Dear all,\nplease find", "this is a text file, not a workbook", help),
        ("a.xlsx", b"\x00\x01\xFF\x02", "this is not a workbook", help),
        (
            "a.xls",
            b"\n<HTML><body><table><tr><td>POAM ID</td>",
            "this is a web page (HTML), not a workbook, whatever its name says",
            "open it in Excel and save it as .xlsx",
        ),
        ("a.xlsx", b"%PDF-1.7 ", "this is a PDF, not a workbook", "ask for the Excel file that it was printed from"),
        ("a.json", b"{\"uuid\": 1}", "this is XML or JSON text, not a workbook", "name an Excel file"),
        (
            "a.xlsx",
            &workbook(&[("s", "")], &[], "")[..900],
            "the file begins like a workbook but is damaged or cut off",
            "copy or download it again; else open it in Excel, let Excel repair it, and save it",
        ),
        (
            "a.xlsx",
            &package(&[("word/document.xml", b"<w/>")]),
            "this is a Word document, not a workbook",
            "name an Excel file",
        ),
    ] {
        assert_eq!(refused(file, bytes), format!("error[not-a-workbook]: {message}\n  {file}\n  help: {help}"));
    }
}

#[test]
fn csv_is_told_by_its_content() {
    let (book, findings) = read("acme.xlsx", b"POAM ID,Controls,CVE\n1,2,3\n").unwrap();
    assert_eq!(cells(&book, 0), ["A1=POAM ID", "B1=Controls", "C1=CVE", "A2=1", "B2=2", "C2=3"]);
    assert_eq!(
        shown(&findings),
        [
            "warning[wrong-extension]: the file holds separated text (CSV), whatever its name says; it was read as that\n  \
          acme.xlsx\n  help: rename it to .csv"
        ]
    );
    let (book, findings) = read("acme.csv", b"one").unwrap();
    assert_eq!((cells(&book, 0), findings), (vec!["A1=one".to_owned()], vec![]));
}

#[test]
fn a_password_is_named_under_any_extension() {
    let mut bytes = vec![0; 512 + 128];
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (i, unit) in "EncryptedPackage".encode_utf16().enumerate() {
        bytes[512 + 2 * i..514 + 2 * i].copy_from_slice(&unit.to_le_bytes());
    }
    bytes[512 + 64] = 34;
    for file in ["a.xlsx", "a.xls"] {
        assert_eq!(
            refused(file, &bytes),
            format!(
                "error[encrypted]: the workbook is encrypted with a password\n  {file}\n  help: open it in Excel, remove \
                 the password under File, Info, Protect Workbook, and save it"
            )
        );
    }
    bytes[512] = b'X';
    assert!(refused("a.xls", &bytes).contains("an old Office file, but not a workbook"));
    // A directory entry alone is no workbook either.
    for (i, unit) in "Workbook\0\0\0\0\0\0\0\0".encode_utf16().enumerate() {
        bytes[512 + 2 * i..514 + 2 * i].copy_from_slice(&unit.to_le_bytes());
    }
    bytes[512 + 64] = 18;
    assert!(
        refused("a.xls", &bytes)
            .starts_with("error[damaged-file]: the workbook cannot be read (its structure makes no sense)")
    );
}

/// An .xls of these records.
fn xls(records: &[(u16, &[u8])]) -> Vec<u8> {
    binary::xls("Open", &[], records)
}

#[test]
fn an_xls_is_read_and_one_that_spreads_out_is_refused() {
    let number = |row: u16, column: u16, value: f64| {
        [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0, 0], &value.to_le_bytes()].concat()
    };
    // A formula that is shared holds no text of its own, only where to look.
    let formula = [&number(4, 2, 8.0)[..], &[0; 6], &[5, 0, 1, 4, 0, 2, 0]].concat();
    let (book, _) = read("a.xls", xls(&[(0x0203, &number(3, 2, 12.5)), (0x0006, &formula)])).unwrap();
    assert_eq!(cells(&book, 0), ["C4=12.5", "f C5=8"]);
    let claim = [&[0; 4][..], &u32::MAX.to_le_bytes(), &[0, 0, 0xFF, 0, 0, 0]].concat();
    let far: &[(u16, &[u8])] = &[(0x0203, &number(0, 0, 1.0)), (0x0203, &number(65535, 65535, 2.0))];
    for records in [&[(0x0200, &claim[..])][..], far] {
        let message = refused("a.xls", &xls(records));
        assert!(message.starts_with("error[too-large]: the sheets spread out to more than 5000000 cells"), "{message}");
    }
}

/// What the look at an .xls and its reader would take differently is refused: each of these asked for gigabytes.
#[test]
fn an_xls_that_two_readers_take_differently_is_refused() {
    let number = [&[255; 4][..], &[0; 10]].concat();
    let good = xls(&[(0x0203, &number[..])]);
    let changed = |at: usize, bytes: &[u8]| {
        let mut file = good.clone();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        file
    };
    let makes_no_sense = "the workbook cannot be read (its structure makes no sense)";
    let table: &[(u16, &[u8])] = &[(0x00FC, &[0; 8]), (0x00FC, &[0; 8])];
    let sheet = [&[0; 4][..], &[0, 0, 4, 0], b"More"].concat();
    let text = [&[0; 6][..], &u16::MAX.to_le_bytes(), &[0]].concat();
    let labels = vec![(0x0204, text.as_slice()); 60];
    for (what, file, message) in [
        ("a name behind a mark", changed(1024, b"\xEF\xBB\xBF"), makes_no_sense),
        ("a stream longer than the file", changed(1024 + 120, &u32::MAX.to_le_bytes()), makes_no_sense),
        ("two tables of texts", binary::xls("Open", table, &[]), makes_no_sense),
        ("two sheets at one place", binary::xls("Open", &[(0x0085, &sheet), (0x0085, &sheet)], &[]), makes_no_sense),
        ("a claim that ends first", xls(&[(0x0200, &[9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 9, 0, 0, 0])]), "spread out to"),
        ("a text in the first cell", xls(&[(0x0207, &[0; 4]), (0x0203, &number)]), "spread out to"),
    ] {
        let failure = refused("a.xls", &file);
        assert!(failure.contains(message), "{what}: {failure}");
    }
    let limits = Limits::with(&["text-mb=1".parse::<Limit>().unwrap()]);
    let failure = read_within("a.xls", xls(&labels), &limits).unwrap_err().to_string();
    assert!(failure.contains("the sheets spread out to more than 1 MB of text"), "texts that are not there: {failure}");
}

#[test]
fn an_xls_of_one_long_text_in_many_cells_is_refused() {
    let text = "long text ".repeat(800);
    let table = [&[0; 8][..], &u16::try_from(text.len()).unwrap().to_le_bytes(), &[0], text.as_bytes()].concat();
    let cells_of_text: Vec<Vec<u8>> = (0..140_u16).map(|row| [&row.to_le_bytes()[..], &[0; 8]].concat()).collect();
    let records: Vec<(u16, &[u8])> = cells_of_text.iter().map(|cell| (0x00FD, cell.as_slice())).collect();
    let bytes = binary::xls("Open", &[(0x00FC, &table)], &records);
    let (book, _) = read("a.xls", &bytes).unwrap();
    assert_eq!((book.sheets[0].cells().count(), book.sheets[0].cell(139, 0).unwrap().cell), (140, Cell::Text(&text)));
    let limits = Limits::with(&["text-mb=1".parse::<Limit>().unwrap()]);
    let failure = read_within("a.xls", &bytes, &limits).unwrap_err().to_string();
    assert!(failure.starts_with("error[too-large]: the sheets spread out to more than 1 MB of text"), "{failure}");
}

#[test]
fn an_xls_tells_its_stamp_and_its_password() {
    // A set of properties: its header, one property (the time it was last saved), and where that is.
    let saved: u64 = 133_801_632_000_000_000; // in 100 nanoseconds since 1601
    let id = [0xE0, 0x85, 0x9F, 0xF2, 0xF9, 0x4F, 0x68, 0x10, 0xAB, 0x91, 8, 0, 0x2B, 0x27, 0xB3, 0xD9];
    let set = |count: u32| {
        let section = [28_u32, count, 13, 16, 0x40].map(u32::to_le_bytes).concat();
        let head = [&[0xFE, 0xFF, 0, 0][..], &[0; 20], &1_u32.to_le_bytes(), &id, &48_u32.to_le_bytes()].concat();
        [head, section, saved.to_le_bytes().to_vec()].concat()
    };
    let book = |count: u32| {
        let stream = [&[9, 8, 8, 0, 0, 6, 5, 0, 0, 0, 0, 0][..], &[10, 0, 0, 0]].concat();
        binary::compound(&[("Workbook", stream), ("\u{5}SummaryInformation", set(count))])
    };
    // However many properties there are said to be.
    for count in [1, 64, 100_000_000] {
        let (book, _) = read("a.xls", book(count)).unwrap();
        assert_eq!(book.modified.as_deref(), Some("2025-01-01T00:00:00Z"), "{count}");
    }
    let failure = refused("a.xls", &binary::xls("Open", &[(0x002F, &[0; 54])], &[]));
    assert!(failure.starts_with("error[encrypted]: the workbook is encrypted with a password"), "{failure}");
}

#[test]
fn an_xlsb_is_read_with_its_formulas_and_without_its_names() {
    use binary::{Xlsb, cell, part, row_of, wide};
    let formula =
        |says: &[u8]| [&[0, 0][..], &u32::try_from(says.len()).unwrap().to_le_bytes(), says, &[0; 4]].concat();
    let own = [&8.5_f64.to_le_bytes()[..], &formula(&[0x1E, 5, 0])].concat();
    let text = [wide("six"), formula(&[0x23, 1, 0, 0, 0])].concat();
    let records = [
        row_of(2),
        cell(6, 0, &wide("héllo")),
        cell(7, 1, &[1, 0, 0, 0]),
        cell(5, 2, &2.5_f64.to_le_bytes()),
        row_of(4),
        cell(9, 1, &own),
        cell(8, 2, &text),
        cell(4, 3, &[1]),
    ];
    let mut book = Xlsb::of("Open", &records);
    book.sheets.push(("Closed".into(), "/xl/worksheets/More/Sheet2.BIN".into()));
    book.parts.push(("xl/worksheets/more/sheet2.bin".into(), binary::sheet(&[row_of(0), cell(6, 0, &wide("x"))])));
    let shared = |texts: &[&str]| -> Vec<_> {
        texts.iter().map(|text| (0x0013, [&[0][..], &wide(text)].concat())).collect::<Vec<binary::Record>>()
    };
    let table = [&[(0x009F, vec![2, 0, 0, 0, 2, 0, 0, 0])][..], &shared(&["one", "two"]), &[(0x00A0, vec![])]].concat();
    book.parts.push(("xl/sharedStrings.bin".into(), part(&table)));
    book.names.push((0x0027, [&[0; 9][..], &wide("Name"), &[3, 0, 0, 0, 0x1E, 1, 0]].concat()));
    let (read_book, _) = read("a.xlsb", book.bytes()).unwrap();
    assert_eq!(cells(&read_book, 0), ["A3=héllo", "B3=two", "C3=2.5", "f B5=8.5", "f C5=six", "D5=TRUE"]);
    assert_eq!((&*read_book.sheets[1].name, cells(&read_book, 1)), ("Closed", vec!["A1=x".to_owned()]));
    let limits = Limits::with(&["texts=1".parse::<Limit>().unwrap()]);
    let failure = read_within("a.xlsb", book.bytes(), &limits).unwrap_err().to_string();
    assert!(failure.starts_with("error[too-large]: the file has more than 1 shared texts"), "{failure}");
}

const RESAVE: &str =
    "open it in Excel and save it again; if it did not come from a spreadsheet program, do not trust it";

#[test]
fn hostile_packages_are_refused() {
    let bomb = package(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &vec![b' '; 40 << 20])]);
    assert!(bomb.len() < 50_000);
    let doctype = r#"<!DOCTYPE sst [<!ENTITY a "b">]><sst/>"#;
    let sheets = &[("s", row(1, &["x"]))];
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, rows)| (*name, rows.as_str())).collect();
    for (bytes, message) in [
        (
            workbook(&sheets, &[("xl/sharedStrings.xml", doctype)], ""),
            "error[doctype]: xl/sharedStrings.xml holds a DOCTYPE, which no spreadsheet program writes",
        ),
        (
            workbook(&sheets, &[("xl/sharedStrings.xml", &texts("4000000000", "<si><t>x</t></si>"))], ""),
            "error[damaged-file]: xl/sharedStrings.xml claims more texts than it has room for",
        ),
    ] {
        assert_eq!(refused("a.xlsx", &bytes), format!("{message}\n  a.xlsx\n  help: {RESAVE}"));
    }
    let message = "error[zip-bomb]: xl/worksheets/sheet1.xml unpacks to more than 200 times its size";
    let raise = "if you trust the file, raise the limit: --limit ratio=N";
    assert_eq!(refused("a.xlsx", &bomb), format!("{message}\n  a.xlsx\n  help: {RESAVE}; {raise}"));
}

#[test]
fn too_many_or_equal_parts_are_refused() {
    let names: Vec<String> = (0..10_001).map(|i| format!("p{i}")).collect();
    let mut parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    parts.push(("xl/workbook.xml", b"<workbook/>"));
    assert!(
        refused("a.xlsx", &package(&parts)).starts_with("error[too-large]: the file has 10002 parts, more than 10000")
    );
    // Two names of one length, one of which is then overwritten by the other.
    let mut bytes = package(&[("xl/workbook.xml", b"<workbook/>"), ("xl/workbooq.xml", b"<workbook/>")]);
    while let Some(at) = bytes.windows(15).position(|name| name == b"xl/workbooq.xml") {
        bytes[at..at + 15].copy_from_slice(b"xl/workbook.xml");
    }
    assert!(
        refused("a.xlsx", &bytes)
            .starts_with("error[damaged-file]: the file is damaged: it holds two parts of one name")
    );
}

#[test]
fn a_part_that_is_damaged_is_named() {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    out.start_file("xl/workbook.xml", stored).unwrap();
    out.write_all(b"<workbook/>").unwrap();
    let mut bytes = out.finish().unwrap().into_inner();
    let at = bytes.windows(11).position(|window| window == b"<workbook/>").unwrap();
    bytes[at + 1] = b'W';
    assert!(
        refused("a.xlsx", &bytes)
            .starts_with("error[damaged-file]: the file is damaged: xl/workbook.xml cannot be unpacked")
    );
}

/// A package whose parts are stored as they are, and where these have another last byte than their check sum wants.
fn damaged(package: &[u8], damaged: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).unwrap();
        out.start_file(part.name().unwrap(), stored).unwrap();
        std::io::copy(&mut part, &mut out).unwrap();
        out.write_all(b" ").unwrap();
    }
    let mut bytes = out.finish().unwrap().into_inner();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes.clone())).unwrap();
    for name in damaged {
        let part = zip.by_name(name).unwrap();
        let last = part.data_start().unwrap() + part.size() - 1;
        bytes[usize::try_from(last).unwrap()] = b'\n';
    }
    bytes
}

#[test]
fn a_part_is_looked_at_whoever_reads_it_and_the_first_bad_one_is_named() {
    let more = [("xl/sharedStrings.xml", &*texts("1", "<si><t>zero</t></si>")), ("xl/media/x.png", "nobody reads it")];
    let sheets = |open: &str| workbook(&[("Open", open), ("Closed", &*row(1, &["y"]))], &more, "");
    let good = sheets(&row(1, &["x"]));
    assert_eq!(cells(&ok(damaged(&good, &[])).0, 0), ["A1=x"]);
    let message = |part: &str| format!("error[damaged-file]: the file is damaged: {part} cannot be unpacked");
    let names: Vec<String> = {
        let zip = zip::ZipArchive::new(std::io::Cursor::new(&good)).unwrap();
        zip.file_names().map(|name| name.unwrap().into_owned()).collect()
    };
    assert!(names.len() >= 8);
    for name in &names {
        assert!(refused("a.xlsx", &damaged(&good, &[name])).starts_with(&message(name)), "{name}");
    }
    // Before anything that a reader has to say, and whichever core comes first.
    let broken = sheets(r#"<row><c r="A0"/></row>"#);
    assert!(refused("a.xlsx", &broken).starts_with("error[damaged-file]: the sheet cannot be read"));
    for _ in 0..20 {
        let both = damaged(&broken, &["xl/styles.xml", "xl/worksheets/sheet2.xml", "xl/media/x.png"]);
        assert!(refused("a.xlsx", &both).starts_with(&message("xl/worksheets/sheet2.xml")));
    }
}

#[test]
fn a_part_that_is_read_twice_counts_once_but_is_not_two_sheets() {
    let blanks = " ".repeat(700 << 10);
    let link = |number: u32, kind: &str| {
        format!(
            r#"<Relationship Id="r{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="worksheets/sheet1.xml"/>"#
        )
    };
    let links = |links: String| {
        let links = format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>"#
        );
        let open = format!("{}{blanks}", row(1, &["x"]));
        workbook(&[("Open", &open), ("Closed", "")], &[("xl/_rels/workbook.xml.rels", &links)], "")
    };
    let limits = Limits::with(&["package-mb=1".parse::<Limit>().unwrap()]);
    let once = links(link(1, "worksheet") + &link(2, "chartsheet") + &link(3, "sharedStrings"));
    let (book, _) = read_within("acme.xlsx", &once, &limits).unwrap();
    assert_eq!((cells(&book, 0), book.sheets.len()), (vec!["A1=x".to_owned()], 1));
    let twice = links(link(1, "worksheet") + &link(2, "worksheet"));
    assert!(refused("acme.xlsx", &twice).contains("the workbook cannot be read (two of its sheets are one part)"));
    let large = workbook(&[("Open", &format!("{blanks}{blanks}"))], &[], "");
    let failure = read_within("acme.xlsx", &large, &limits).unwrap_err().to_string();
    assert!(failure.starts_with("error[too-large]: the file unpacks to more than 1 MB"), "{failure}");
}

#[test]
fn all_sheets_count_together() {
    let sheets = [("Open", row(1, &["x", "y"])), ("Closed", row(1, &["z", "z"]))];
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, rows)| (*name, rows.as_str())).collect();
    let within = |limit: &str| {
        let limits = Limits::with(&[limit.parse::<Limit>().unwrap()]);
        read_within("a.xlsx", workbook(&sheets, &[], ""), &limits).map_err(|failure| failure.to_string())
    };
    assert_eq!(within("cells=4").unwrap().0.sheets.len(), 2);
    let failure = within("cells=3").unwrap_err();
    assert!(failure.starts_with("error[too-large]: the workbook has more than 3 cells\n  a.xlsx, Closed"), "{failure}");
}

#[test]
fn far_cells_are_harmless_and_cells_outside_are_counted() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>
        <row r="4000000000"><c r="A4000000000"><v>3</v></c><c r="ZZZZ5"><v>4</v></c></row>"#;
    let (book, findings) = ok(workbook(&[("Open", rows)], &[], ""));
    assert_eq!(cells(&book, 0), ["A1=1", "XFD1048576=2"]);
    assert_eq!(
        shown(&findings),
        [
            "warning[outside-sheet]: 2 cells are beyond row 1048576 or column XFD not read\n  acme.xlsx, Open\n  help: no \
          spreadsheet program has such cells; check which program wrote the file"
        ]
    );
}

#[test]
fn cells_the_reader_cannot_take_are_read_all_the_same() {
    let rows = r#"<row><c t="e"><f>A:A</f><v>#SPILL!</v></c><c t="str"><v>a</v></c><c t="n"><v>1,5</v></c><c t="q"><v>&lt;q</v></c></row>
        <row><c/><c t="s"><v>7</v></c><c t="s"><v>0</v></c></row>"#;
    let (book, findings) =
        ok(workbook(&[("Open", rows)], &[("xl/sharedStrings.xml", &texts("1", "<si><t>zero</t></si>"))], ""));
    assert_eq!(cells(&book, 0), ["f A1=#SPILL!", "B1=a", "C1=1,5", "D1=<q", "C2=zero"]);
    assert!(matches!(book.sheets[0].cell(0, 0).unwrap().cell, Cell::Error("#SPILL!")));
    let type_again = "check it, and type it again";
    assert_eq!(
        shown(&findings),
        [
            format!("warning[unreadable-cell]: the cell is damaged; it was read as the text \"1,5\"\n  acme.xlsx, Open!C1\n  help: {type_again}"),
            format!("warning[unreadable-cell]: the cell is damaged; it was read as the text \"<q\"\n  acme.xlsx, Open!D1\n  help: {type_again}"),
            "error[unreadable-cell]: the text of the cell is missing from the file\n  acme.xlsx, Open!B2\n  help: type it again"
                .to_owned(),
        ]
    );
}

#[test]
fn parts_that_lie_over_each_other_are_refused() {
    let good = workbook(&[("Open", &row(1, &["x"]))], &[], "");
    // The list of parts names the first part's place for the second part too.
    let entries: Vec<usize> = (0..good.len() - 4).filter(|at| good[*at..].starts_with(b"PK\x01\x02")).collect();
    let mut bytes = good.clone();
    bytes.copy_within(entries[0] + 42..entries[0] + 46, entries[1] + 42);
    assert_eq!(
        refused("a.xlsx", &bytes),
        format!(
            "error[damaged-file]: the file is damaged: two of its parts, or a part and their list, lie over each other\n  \
             a.xlsx\n  help: {RESAVE}"
        )
    );
    // A part that is said to begin in the middle of another has no header there.
    let mut bytes = good.clone();
    bytes[entries[1] + 42] ^= 1;
    assert!(refused("a.xlsx", &bytes).contains("a part is not where its list of parts says"));
    assert_eq!(cells(&ok(good).0, 0), ["A1=x"]);
}

#[test]
fn parts_whose_sizes_stand_behind_them_or_take_64_bits_are_read() {
    let good = workbook(&[("Open", &row(1, &["x"]))], &[], "");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&good)).unwrap();
    for is_large in [false, true] {
        let mut out = zip::ZipWriter::new_stream(Vec::new());
        for index in 0..zip.len() {
            let mut part = zip.by_index(index).unwrap();
            out.start_file(part.name().unwrap(), SimpleFileOptions::default().large_file(is_large)).unwrap();
            std::io::copy(&mut part, &mut out).unwrap();
        }
        let bytes = out.finish().unwrap().into_inner();
        assert_ne!(bytes[6] & 8, 0, "the sizes stand behind the part");
        assert_eq!(cells(&ok(bytes).0, 0), ["A1=x"]);
    }
}

#[test]
fn a_number_of_a_shared_text_that_is_no_number_is_not_the_first_text() {
    let sst = texts("2", "<si><t>zero</t></si><si><t>one</t></si>");
    let sst = [("xl/sharedStrings.xml", sst.as_str())];
    // The crime, in a row with cells that nothing is wrong with, and no addresses; and the text that it names.
    for (crime, named) in [
        ("abc", None),
        (" ", None),
        (" 1", None),
        ("-1", None),
        ("+1", None),
        ("1e3", None),
        ("1.0", None),
        ("1&#48;", None),
        ("1<!-- -->0", None),
        ("2", None),
        ("18446744073709551616", None),
        ("&#49;", Some("one")),
        ("<![CDATA[1]]>", Some("one")),
        ("<!-- 1 -->0", Some("zero")),
    ] {
        for cell in [
            format!(r#"<c t="s"><v>{crime}</v></c>"#),
            format!("<c s='0' t = 's' ><f>A1</f><v >{crime}</v></c>"),
            format!(r#"<x:c xmlns:x="x" t="s"><x:v>{crime}</x:v></x:c>"#),
        ] {
            let rows = format!(
                r#"<row><c t="s"><v>0</v></c>{cell}<c t="s"><v>01</v></c><c t="s"/><c t="s"><v></v></c><c><v>5</v></c></row>"#
            );
            let (book, findings) = ok(workbook(&[("Fine", &row(1, &["x"])), ("Open", &rows)], &sst, ""));
            let formula = if cell.contains("<f>") { "f " } else { "" };
            let named = named.map(|named| format!("{formula}B1={named}"));
            let expected = ["A1=zero", named.as_deref().unwrap_or_default(), "C1=one", "F1=5"];
            let expected: Vec<&str> = expected.into_iter().filter(|cell| !cell.is_empty()).collect();
            assert_eq!(cells(&book, 1), expected, "{cell}");
            let missing = "error[unreadable-cell]: the text of the cell is missing from the file\n  acme.xlsx, Open!B1\n  help: type it again";
            assert_eq!(shown(&findings), vec![missing; usize::from(named.is_none())], "{cell}");
        }
    }
}

#[test]
fn values_are_read_as_xml_means_them() {
    let rows = r#"<row r="3"><c r="A3" s="1"><v>46&#49;46</v></c><c r="B3"><v>&#55;</v></c><c r="C3" t="str"><v><![CDATA[a & b]]></v></c>
        <c r="D3" t="str"><v>a &amp; b<!-- c --></v></c><c r="E3" t="inlineStr"><is><t><![CDATA[c]]></t></is></c>
        <c r="F3"><v> 12
        </v></c><c r="G3" t="e"><v>&#35;N/A</v></c><c r="H3" t="b"><v> TRUE </v></c></row>"#;
    let (book, findings) = ok(workbook(&[("Open", rows)], &[], ""));
    let expected = ["A3=2026-05-04", "B3=7", "C3=a & b", "D3=a & b", "E3=c", "F3=12", "G3=#N/A", "H3=TRUE"];
    assert_eq!(cells(&book, 0), expected);
    assert_eq!(shown(&findings), [] as [&str; 0]);
}

#[test]
fn a_sheet_is_looked_through_whatever_its_part_is_called_and_however_long_it_is() {
    let fill: String = (1..=9_000).map(|i| format!(r#"<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>"#)).collect();
    let sheet = format!(
        r#"<worksheet><sheetData>{fill}<row r="9001"><c r="A9001" t="s"><v>x</v></c></row></sheetData></worksheet>"#
    );
    let links = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="data/SHEET"/>
        <Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        Target="sharedStrings.xml"/></Relationships>"#;
    let more = [
        ("xl/data/sheet", sheet.as_str()),
        ("xl/_rels/workbook.xml.rels", links),
        ("xl/sharedStrings.xml", &texts("1", "<si><t>zero</t></si>")),
    ];
    let (book, findings) = ok(workbook(&[("Open", "")], &more, ""));
    assert_eq!(cells(&book, 0).len(), 9_000);
    assert_eq!(findings.len(), 1);
    assert!(findings[0].to_string().contains("Open!A9001"));
}

#[test]
fn many_unreadable_cells_are_counted_and_the_rest_is_read() {
    let rows: String = (1..=40)
        .map(|i| format!(r#"<row r="{i}"><c r="A{i}" t="n"><v>1,5</v></c><c r="B{i}"><v>{i}</v></c></row>"#))
        .collect();
    let (book, findings) = ok(workbook(&[("Open", &rows)], &[], ""));
    assert_eq!(book.sheets[0].cells().count(), 80);
    assert_eq!(findings.len(), 11);
    assert_eq!(
        findings[10].to_string(),
        "warning[unreadable-cell]: 30 more cells are damaged or their text is missing\n  acme.xlsx, Open"
    );
}

#[test]
fn extensions_within_a_cell_do_not_matter() {
    let rows = r#"<row r="2"><c r="B2" t="s"><v>0</v><extLst><ext uri="x"><x><v>no</v></x></ext></extLst></c><c r="C2"><v>5</v><extLst/></c></row>
        <row r="3"><c r="A3" t="e"><v>#SPILL!</v></c><c r="B3" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>"#;
    let sst = texts("1", "<si><t>zero</t></si>");
    let (book, findings) = ok(workbook(&[("a", ""), ("Open", rows)], &[("xl/sharedStrings.xml", &sst)], ""));
    assert_eq!(cells(&book, 1), ["B2=zero", "C2=5", "A3=#SPILL!", "B3=inline"]);
    assert_eq!(shown(&findings), [] as [&str; 0]);
}

#[test]
fn formulas_are_known_and_blank_ones_are_no_cells() {
    let rows = r#"<row r="1"><c r="A1" s="1"><f t="shared" ref="A1:A3" si="0">B1+1</f><v>46146</v></c><c r="B1"><f>1+1</f></c>
            <c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="str"><f>" "</f><v> </v></c></row>
        <row r="2"><c r="A2" s="1"><f t="shared" si="0"/><v>46147.5</v></c><c r="B2" t="d"><v>2026-05-04</v></c><c r="C2" s="1"/></row>
        <row r="3"><c r="A3"><f t="shared" ref="A3:A4" si="4000000000">B3</f><v>7</v></c><c r="B3" t="b"><v>1</v></c></row>"#;
    let (book, findings) = ok(workbook(&[("Open", rows)], &[], ""));
    assert_eq!(
        cells(&book, 0),
        ["f A1=2026-05-04", "f B1=", "f A2=2026-05-05 12:00:00", "B2=2026-05-04", "f A3=7", "B3=TRUE"]
    );
    assert_eq!(book.sheets[0].cell(0, 1).unwrap().cell, Cell::Uncomputed);
    assert!(findings.is_empty());
}

#[test]
fn text_is_kept_as_it_stands() {
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a_x000D_
b_x0000__x005F_x000D_ </t></is></c><c r="B1"><v>12345</v></c><c r="C1"><v>1e-3</v></c></row>
        <row r="1"><c r="B1"><v>2</v></c></row>"#;
    let (book, _) = ok(workbook(&[("~Hidden & Co", rows)], &[], ""));
    assert_eq!(book.sheets[0].cell(0, 0).unwrap().cell, Cell::Text(" a\nb\0_x000D_ "));
    assert_eq!(book.sheets[0].cell(0, 1).unwrap().cell, Cell::Number(2.0));
    assert_eq!(book.sheets[0].cell(0, 2).unwrap().cell.text(), "0.001");
    assert!(book.sheets[0].hidden && &*book.sheets[0].name == "Hidden & Co");
}

#[test]
fn books_that_count_from_1904_say_so() {
    let rows = r#"<row r="1"><c r="A1" s="1"><v>44684</v></c></row>"#;
    let (book, _) = ok(workbook(&[("Open", rows)], &[], r#"date1904="1""#));
    assert_eq!(book.sheets[0].cell(0, 0).unwrap().cell, Cell::Date { serial: 44684.0, is_1904: true });
    assert_eq!(cells(&book, 0), ["A1=2026-05-04"]);
    // So does a sheet that has no date.
    let bare = r#"<row r="1"><c r="A1"><v>44684</v></c></row>"#;
    for (properties, is_1904) in [(r#"date1904="1""#, true), (r#"date1904="0""#, false), ("", false)] {
        assert_eq!(ok(workbook(&[("Open", bare)], &[], properties)).0.sheets[0].is_1904(), is_1904);
    }
}

#[test]
fn the_modified_stamp_is_taken_only_in_the_form_oscal_allows() {
    for (stamp, expected) in [("2026-10-30T11:12:13Z", Some("2026-10-30T11:12:13Z")), ("2026-10-30T11:12:13", None)] {
        let core = format!(
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:modified>{stamp}</dcterms:modified></cp:coreProperties>"#
        );
        let (book, _) = ok(workbook(&[("Open", "")], &[("docProps/core.xml", &core)], ""));
        assert_eq!(book.modified.as_deref(), expected);
    }
}

#[test]
fn what_cannot_be_worked_around_names_the_sheet() {
    let missing = workbook(&[("Open", "")], &[("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row")], "");
    let message = refused("a.xlsx", &missing);
    assert!(message.starts_with("error[damaged-file]: the sheet cannot be read ("), "{message}");
    assert!(message.contains(
        "\n  a.xlsx, Open\n  help: open it in Excel, let Excel repair it where it offers to, and save it again"
    ));
}

#[test]
fn an_ods_is_read_and_one_that_spreads_out_is_refused() {
    let content = |row: &str| {
        format!(
            r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Open">{row}</table:table></office:spreadsheet></office:body></office:document-content>"#
        )
    };
    let ods = |row: &str| {
        package(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", b"<manifest:manifest/>"),
            ("Basic/Standard/script-lb.xml", b"<!DOCTYPE library:library><library:library/>"),
            ("content.xml", content(row).as_bytes()),
        ])
    };
    let row = r#"<table:table-row><table:table-cell/><table:table-cell office:value-type="date" office:date-value="2026-05-04"/><table:table-cell office:value-type="string" table:formula="of:=[.A1]"><text:p>a</text:p><text:p>b</text:p></table:table-cell></table:table-row>"#;
    let (book, _) = read("a.ods", ods(row)).unwrap();
    assert_eq!(cells(&book, 0), ["B1=2026-05-04", "f C1=a\nb"]);
    let row = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>"#;
    assert!(
        refused("a.ods", &ods(row)).starts_with("error[too-large]: the sheets spread out to more than 5000000 cells")
    );
}
