//! A workbook of drawn cells as a file, as Excel writes one: shared texts or texts in their cells, dates by their format.

use std::fmt::Write;

use super::common::grid::{Grid, GridSheet, Holds};
use super::common::{texts, workbook};

/// What of a file is a matter of taste.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taste {
    /// Texts stand in a table of their own.
    pub(crate) shared: bool,
    /// Days are counted from 1904.
    pub(crate) is_1904: bool,
}

/// A text as a spreadsheet file spells it: what XML cannot say as `_x` and its number, and what looks like that too.
fn spelled(text: &str) -> String {
    let mut out = String::new();
    let units: Vec<char> = text.chars().collect();
    for (at, c) in units.iter().enumerate() {
        let looks_spelled = || {
            let rest = &units[at + 1..];
            rest.len() >= 6 && rest[0] == 'x' && rest[1..5].iter().all(char::is_ascii_hexdigit) && rest[5] == '_'
        };
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '_' if looks_spelled() => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(*c),
            c if *c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => write!(out, "_x{:04X}_", u32::from(*c)).unwrap(),
            c => out.push(*c),
        }
    }
    out
}

/// The cells of a sheet in XML; shared texts go to the table.
fn cells(sheet: &GridSheet, taste: Taste, table: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut open = None;
    for ((row, column), (holds, is_formula)) in &sheet.cells {
        if open != Some(*row) {
            out += if open.is_some() { "</row>" } else { "" };
            write!(out, r#"<row r="{}">"#, row + 1).unwrap();
            open = Some(*row);
        }
        let name = poam::finding::cell_name(*row, *column);
        let formula = |text: &str| if *is_formula { format!("<f>{text}</f>") } else { String::new() };
        let cell = match holds {
            Holds::Text(text) if *is_formula => {
                let quoted = spelled(&format!("\"{}\"", text.replace('"', "\"\"")));
                format!(r#"<c r="{name}" t="str">{}<v>{}</v></c>"#, formula(&quoted), spelled(text))
            }
            Holds::Text(text) => {
                let spelled = format!(r#"<t xml:space="preserve">{}</t>"#, spelled(text));
                if taste.shared {
                    let known = table.iter().position(|known| *known == spelled);
                    let at = known.unwrap_or_else(|| {
                        table.push(spelled);
                        table.len() - 1
                    });
                    format!(r#"<c r="{name}" t="s"><v>{at}</v></c>"#)
                } else {
                    format!(r#"<c r="{name}" t="inlineStr"><is>{spelled}</is></c>"#)
                }
            }
            Holds::Number(number) => format!(r#"<c r="{name}">{}<v>{number}</v></c>"#, formula(&number.to_string())),
            Holds::Date(serial, _) => {
                format!(r#"<c r="{name}" s="1">{}<v>{serial}</v></c>"#, formula(&serial.to_string()))
            }
            Holds::Iso(text) => format!(r#"<c r="{name}" s="1" t="d"><v>{text}</v></c>"#),
            Holds::Bool(is) => format!(r#"<c r="{name}" t="b">{}<v>{}</v></c>"#, formula("TRUE"), u8::from(*is)),
            Holds::Error(text) => format!(r#"<c r="{name}" t="e">{}<v>{text}</v></c>"#, formula("1/0")),
            Holds::Uncomputed => format!(r#"<c r="{name}"><f>TODAY()</f></c>"#),
        };
        out += &cell;
    }
    out + if open.is_some() { "</row>" } else { "" }
}

/// The file.
pub(crate) fn file(grid: &Grid, taste: Taste) -> Vec<u8> {
    let mut table = Vec::new();
    let sheets: Vec<(String, String)> = grid
        .sheets
        .iter()
        .map(|sheet| {
            let name = if sheet.hidden { format!("~{}", sheet.name) } else { sheet.name.clone() };
            (name, cells(sheet, taste, &mut table))
        })
        .collect();
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, rows)| (name.as_str(), rows.as_str())).collect();
    let mut items = String::new();
    for text in &table {
        write!(items, "<si>{text}</si>").unwrap();
    }
    let mut more = Vec::new();
    let shared = texts(&table.len().to_string(), &items);
    if taste.shared {
        more.push(("xl/sharedStrings.xml", shared.as_str()));
    }
    let stamp = grid.modified.as_ref().map(|stamp| {
        format!(
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>"#
        )
    });
    if let Some(stamp) = &stamp {
        more.push(("docProps/core.xml", stamp.as_str()));
    }
    workbook(&sheets, &more, if taste.is_1904 { r#"date1904="1""# } else { "" })
}
