//! Separated text (CSV) of all kinds of harm.

use super::{Attack, converted};

const HEADER: &str = "POAM ID,Controls,Weakness Name,Original Risk Rating,Original Detection Date\n";

/// A header and these lines.
fn lines(lines: impl AsRef<str>) -> String {
    HEADER.to_owned() + lines.as_ref()
}

fn wide(text: &str, unit: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

pub(crate) fn attacks() -> Vec<Attack> {
    let item = "V-1,AC-2,Old accounts,Low,2026-10-05\n";
    vec![
        converted("quote that never closes", "a.csv", lines(format!("V-1,AC-2,\"{}", "x,\n".repeat(200_000)))),
        converted("a million columns", "a.csv", lines(format!("V-1{}\n", ",x".repeat(1_000_000)))),
        converted("more lines than a sheet has rows", "a.csv", lines("V-1,AC-2,a,Low,\n".repeat(1_100_000))),
        converted("a million empty lines", "a.csv", lines("\n".repeat(1_000_000) + item)),
        converted("NUL in a line", "a.csv", lines("V-1,AC-2,O\0d,Low,\n")),
        converted("bytes of Latin 1", "a.csv", [lines("V-1,AC-2,Caf").as_bytes(), b"\xe9,Low,\n"].concat()),
        converted(
            "half a character of UTF-16",
            "a.csv",
            [wide(&format!("\u{feff}{}", lines(item)), u16::to_le_bytes), vec![0x41]].concat(),
        ),
        converted(
            "lone half of a pair in UTF-16",
            "a.csv",
            [wide(&format!("\u{feff}{}", lines(item)), u16::to_be_bytes), vec![0xd8, 0]].concat(),
        ),
        converted("carriage returns alone", "a.csv", lines(item).replace('\n', "\r")),
        converted("formulas as text", "a.csv", lines("=1+1,AC-2,@SUM(A1),Low,\n+1,-2,\t=cmd,Low,2026-10-05\n")),
        converted("a cell of 300,000 bytes", "a.csv", lines(format!("V-1,AC-2,{},Low,\n", "x".repeat(300_000)))),
        converted("quotes, a hundred thousand", "a.csv", lines(format!("V-1,AC-2,{},Low,\n", "\"".repeat(100_000)))),
        converted("separators alone", "a.csv", ",;\t".repeat(100_000)),
        converted("program named .csv", "a.csv", b"\x7fELF\x02\x01\x01\0\0\0".to_vec()),
        converted("text that looks like a web page", "a.csv", "<html><table><tr><td>POAM ID</td></tr></table></html>"),
    ]
}
