//! .xls and .xlsb whose records ask their reader for more than they hold.

use super::books::OPEN;
use super::{Attack, converted, with};
use crate::common::binary::{Record, Xlsb, cell, compound, label, part, row_of, sheet, wide, xls};

const ROWS: [[&str; 5]; 2] = [
    ["POAM ID", "Controls", "Weakness Name", "Original Risk Rating", "Original Detection Date"],
    ["V-1", "AC-2", "Old accounts", "Low", "2026-10-05"],
];

/// An .xls with one item, and more records of the workbook and of the sheet.
fn old(globals: &[(u16, &[u8])], more: &[(u16, &[u8])]) -> Vec<u8> {
    let cells: Vec<Record> =
        (0..2).flat_map(|row| (0..5).map(move |at| label(row, at, ROWS[usize::from(row)][usize::from(at)]))).collect();
    let cells = cells.iter().map(|(kind, data)| (*kind, data.as_slice()));
    xls(OPEN, globals, &cells.chain(more.iter().copied()).collect::<Vec<_>>())
}

/// The formula of a cell beside the item, of an .xls: its value is 0.
fn formula(says: &[u8]) -> Vec<u8> {
    let length = u16::try_from(says.len()).unwrap();
    [&[1, 0, 9, 0][..], &[0; 16], &length.to_le_bytes(), says].concat()
}

fn item() -> Vec<Record> {
    let row = |row: u32| {
        let cells = ROWS[usize::try_from(row).unwrap()].iter().zip(0..).map(|(text, at)| cell(6, at, &wide(text)));
        std::iter::once(row_of(row)).chain(cells).collect::<Vec<_>>()
    };
    [row(0), row(1)].concat()
}

/// An .xlsb with one item, and more cells in its row.
fn new(more: &[Record]) -> Xlsb {
    Xlsb::of(OPEN, &[item(), more.to_vec()].concat())
}

/// The formula of a cell of an .xlsb, whose value is 0.
fn number(says: &[u8]) -> Record {
    let length = u32::try_from(says.len()).unwrap().to_le_bytes();
    cell(9, 9, &[&[0; 8][..], &[0, 0], &length, says, &[0; 4]].concat())
}

/// A defined name.
fn name(name: &str, says: &[u8]) -> Record {
    (0x0027, [&[0; 9][..], &wide(name), &u32::try_from(says.len()).unwrap().to_le_bytes(), says].concat())
}

fn with_texts(texts: &[Record]) -> Vec<u8> {
    let mut book = new(&[]);
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    let begin = (0x009F, [count, count].concat());
    book.parts.push(("xl/sharedStrings.bin".into(), part(&[&[begin][..], texts, &[(0x00A0, vec![])]].concat())));
    book.bytes()
}

pub(crate) fn attacks() -> Vec<Attack> {
    [of_xls(), of_xlsb()].into_iter().flatten().collect()
}

fn of_xls() -> Vec<Attack> {
    let spaces = formula(&[0x19, 0x40, 0, 255].repeat(15_000));
    let pieces = vec![(0x003C, &[][..]); 150_000];
    let texts: Vec<(u16, &[u8])> = [&[(0x00FC, &[0; 8][..])], &pieces[..]].concat();
    let properties = {
        let id = [0xE0, 0x85, 0x9F, 0xF2, 0xF9, 0x4F, 0x68, 0x10, 0xAB, 0x91, 8, 0, 0x2B, 0x27, 0xB3, 0xD9];
        let head = [&[0xFE, 0xFF, 0, 0][..], &[0; 20], &1_u32.to_le_bytes(), &id, &48_u32.to_le_bytes()].concat();
        let count = 60_000_u32;
        let text = 8 + 8 * count;
        let entries = (0..count).flat_map(|_| [2, text]).flat_map(u32::to_le_bytes);
        let text = [0x1E, 400_000].into_iter().flat_map(u32::to_le_bytes).chain(vec![b'x'; 400_000]);
        let section: Vec<u8> = count.to_le_bytes().into_iter().chain(entries).chain(text).collect();
        [head, u32::try_from(section.len() + 4).unwrap().to_le_bytes().to_vec(), section].concat()
    };
    let nested = {
        // Each of 2,000 sheets begins a record later than the one before, and holds all that the later ones hold.
        let (sheets, cell) = (2_000, label(0, 0, "x").1);
        let record = |kind: u16, data: &[u8]| {
            [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
        };
        let one = record(0x0204, &cell);
        let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
        let listed = |at: usize| {
            let name = format!("Sheet {at:06}");
            let first = begin.len() + sheets * 24 + 4 + at * one.len();
            let head = [0, 0, 12, 0];
            record(0x0085, &[&u32::try_from(first).unwrap().to_le_bytes()[..], &head, name.as_bytes()].concat())
        };
        let listed: Vec<u8> = (0..sheets).flat_map(listed).collect();
        compound(&[(
            "Workbook",
            [begin, listed, record(0x000A, &[]), one.repeat(sheets), record(0x000A, &[])].concat(),
        )])
    };
    vec![
        converted("an item (.xls)", "a.xls", old(&[], &[])),
        converted("15,000 times 255 spaces in a formula (.xls)", "a.xls", old(&[], &[(0x0006, &spaces)])),
        converted("a formula in a million words (.xls)", "a.xls", {
            let says = formula(&[0x23, 1, 0, 0, 0].repeat(12_000));
            let long = [&[0, 0, 0, 255][..], &[0; 10], &[0], &[b'n'; 255]].concat();
            old(&[(0x0018, &long)], &vec![(0x0006, says.as_slice()); 20])
        }),
        converted("150,000 pieces of shared texts (.xls)", "a.xls", old(&texts, &[])),
        converted("60,000 properties of 400,000 letters (.xls)", "a.xls", {
            let stream = [&[9, 8, 8, 0, 0, 6, 5, 0, 0, 0, 0, 0][..], &[10, 0, 0, 0]].concat();
            compound(&[("Workbook", stream), ("\u{5}SummaryInformation", properties)])
        }),
        converted("2,000 sheets within each other (.xls)", "a.xls", nested),
        converted("a sheet behind the end (.xls)", "a.xls", {
            let sheet = [&[255, 255, 255, 0][..], &[0, 0, 4, 0], b"More"].concat();
            old(&[(0x0085, &sheet)], &[])
        }),
    ]
}

fn of_xlsb() -> Vec<Attack> {
    let long = "n".repeat(1_000_000);
    let pluses = [vec![0x1E, 1, 0], vec![0x12; 1_000_000]].concat();
    // Each holds the ones behind it.
    let nested: Vec<u8> = (0..21_800_u32)
        .flat_map(|at| {
            [&[0x49, 0, 0, 0, 0][..], &u16::try_from((21_800 - at) % 65_536).unwrap().to_le_bytes()].concat()
        })
        .collect();
    vec![
        converted("an item (.xlsb)", "a.xlsb", new(&[]).bytes()),
        converted("a name of a million letters in 4,000 formulas (.xlsb)", "a.xlsb", {
            let mut book = new(&[number(&[0x23, 1, 0, 0, 0].repeat(4_000))]);
            book.names = vec![name(&long, &[0x1E, 1, 0]), name("all", &[0x23, 1, 0, 0, 0].repeat(4_000))];
            book.bytes()
        }),
        converted("a sheet's name of a million letters, 5,000 times (.xlsb)", "a.xlsb", {
            let mut book = new(&[]);
            book.sheets.push((long.clone(), "worksheets/sheet2.bin".into()));
            book.parts.push(("xl/worksheets/sheet2.bin".into(), sheet(&[])));
            let all = [&5_000_u32.to_le_bytes()[..], &[0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0].repeat(5_000)].concat();
            book.names.push((0x016A, all));
            book.bytes()
        }),
        converted("a million pluses in a formula and a name (.xlsb)", "a.xlsb", {
            let mut book = new(&[number(&pluses)]);
            book.names.push(name("plus", &pluses));
            book.bytes()
        }),
        converted("a formula 21,800 deep (.xlsb)", "a.xlsb", {
            let mut book = new(&[number(&nested)]);
            book.names.push(name("deep", &nested));
            book.bytes()
        }),
        converted("a thousand sheets that are one part (.xlsb)", "a.xlsb", {
            let mut book = new(&[]);
            book.sheets.extend((0..1_000).map(|at| (format!("Sheet {at}"), "worksheets/SHEET1.bin".to_owned())));
            book.bytes()
        }),
        converted("texts that claim what was read before (.xlsb)", "a.xlsb", {
            let claim = (0x0013, [&[0][..], &4_000_000_u32.to_le_bytes()].concat());
            with_texts(
                &[&[(0x0013, [&[0][..], &wide(&"x".repeat(4_000_000))].concat())][..], &vec![claim; 1_000]].concat(),
            )
        }),
        converted("cells that claim what was read before (.xlsb)", "a.xlsb", {
            let claim = cell(6, 9, &100_000_u32.to_le_bytes());
            new(&[&[cell(6, 9, &wide(&"x".repeat(100_000)))][..], &vec![claim; 10_000]].concat()).bytes()
        }),
        converted("a record of 256 MB that is not there (.xlsb)", "a.xlsb", {
            let mut book = new(&[]);
            book.parts.push(("xl/styles.bin".into(), vec![0x96, 0x02, 0xFF, 0xFF, 0xFF, 0x7F]));
            book.bytes()
        }),
        converted("a sheet that breaks off (.xlsb)", "a.xlsb", {
            let mut book = new(&[]);
            book.parts[0].1.truncate(60);
            book.bytes()
        }),
        converted("a sheet whose part is the workbook (.xlsb)", "a.xlsb", {
            let mut book = new(&[]);
            book.sheets[0].1 = "workbook.bin".into();
            book.bytes()
        }),
        with(
            "more shared texts than may be (.xlsb)",
            vec![("a.xlsb", with_texts(&vec![(0x0013, [&[0][..], &wide("x")].concat()); 2_000]))],
            "convert --no-config a.xlsb -o out.json --limit texts=1000",
        ),
    ]
}
