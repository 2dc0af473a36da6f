//! Which cells hold text in italics. Their text alone is read elsewhere; here only its look counts, for FedRAMP's guide
//! has what is sensitive set in italics, and OSCAL knows plain text.

use super::package::{Package, attribute};
use super::splice::address;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The cells with text in italics, wholly or in part: row and column, counted from 0, by the sheet's name. Nothing for
/// what is no Excel workbook of today's kind.
pub fn italics(bytes: &[u8]) -> HashMap<String, BTreeSet<(u32, u32)>> {
    let Some(mut package) = Package::open(bytes) else { return HashMap::new() };
    let book = package.book.clone();
    let relations = package.relations(&book);
    let mut part = |word: &str| {
        let found = relations.iter().find(|relation| relation.is(word))?;
        package.text(&found.target)
    };
    let strings = part("sharedStrings").map(|text| italic_strings(&text)).unwrap_or_default();
    let styles = part("styles").map(|text| italic_styles(&text)).unwrap_or_default();
    let mut found = HashMap::new();
    for (name, part) in package.sheets.clone() {
        let Some(text) = package.text(&part) else { continue };
        let cells = italic_cells(&text, &strings, &styles);
        if !cells.is_empty() {
            found.insert(name, cells);
        }
    }
    found
}

/// Which part of a rich text is read.
#[derive(Default, PartialEq)]
enum Inside {
    #[default]
    Neither,
    /// The look of a run.
    Look,
    /// Its text.
    Text,
}

/// Follows the runs of a rich text.
#[derive(Default)]
struct Runs {
    inside: Inside,
    is_italic: bool,
    /// Whether some run in italics holds more than blanks.
    found: bool,
}

impl Runs {
    fn opens(&mut self, element: &BytesStart<'_>, is_empty: bool) {
        match element.local_name().as_ref() {
            "r" => self.is_italic = false,
            "rPr" if !is_empty => self.inside = Inside::Look,
            "i" if self.inside == Inside::Look => self.is_italic = is_on(element),
            "t" if !is_empty => self.inside = Inside::Text,
            _ => {}
        }
    }

    fn closes(&mut self, name: &str) {
        match name {
            "r" => self.is_italic = false,
            "rPr" | "t" => self.inside = Inside::Neither,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.found |= self.inside == Inside::Text && self.is_italic && !text.trim().is_empty();
    }
}

/// Whether an element such as `<i/>` or `<i val="0"/>` says yes.
fn is_on(element: &BytesStart<'_>) -> bool {
    attribute(element, "val").is_none_or(|val| !matches!(val.as_str(), "0" | "false"))
}

/// The shared strings with text in italics, by their position.
fn italic_strings(xml: &str) -> HashSet<usize> {
    let mut found = HashSet::new();
    let mut at = 0;
    let mut runs = Runs::default();
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) => runs.opens(&e, false),
            Ok(Event::Empty(e)) if e.local_name().as_ref() == "si" => at += 1,
            Ok(Event::Empty(e)) => runs.opens(&e, true),
            Ok(Event::End(e)) if e.local_name().as_ref() == "si" => {
                if std::mem::take(&mut runs).found {
                    found.insert(at);
                }
                at += 1;
            }
            Ok(Event::End(e)) => runs.closes(e.local_name().as_ref()),
            Ok(Event::Text(text)) => runs.text(&text),
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// The styles of cells whose font is in italics, by their position.
fn italic_styles(xml: &str) -> HashSet<u32> {
    let (mut fonts, mut styles): (HashSet<u32>, HashSet<u32>) = Default::default();
    let (mut font, mut style) = (0_u32, 0_u32);
    let (mut in_fonts, mut in_styles) = (false, false);
    let mut reader = Reader::from_str(xml);
    loop {
        let event = reader.read_event();
        let is_start = matches!(event, Ok(Event::Start(_)));
        match event {
            Ok(Event::Start(e) | Event::Empty(e)) => match e.local_name().as_ref() {
                "fonts" => in_fonts = is_start,
                "cellXfs" => in_styles = is_start,
                "i" if in_fonts && is_on(&e) => {
                    fonts.insert(font);
                }
                "font" if in_fonts && !is_start => font += 1,
                "xf" if in_styles => {
                    let of = attribute(&e, "fontId").and_then(|id| id.parse::<u32>().ok());
                    if of.is_some_and(|id| fonts.contains(&id)) {
                        styles.insert(style);
                    }
                    style += 1;
                }
                _ => {}
            },
            Ok(Event::End(e)) => match e.local_name().as_ref() {
                "fonts" => in_fonts = false,
                "cellXfs" => in_styles = false,
                "font" if in_fonts => font += 1,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return styles,
            Ok(_) => {}
        }
    }
}

/// The cells of a sheet with text in italics. A cell that does not say its address is not followed.
fn italic_cells(xml: &str, strings: &HashSet<usize>, styles: &HashSet<u32>) -> BTreeSet<(u32, u32)> {
    let mut found = BTreeSet::new();
    let mut runs = Runs::default();
    let mut cell: Option<(u32, u32)> = None;
    let (mut is_styled, mut is_shared, mut in_value) = (false, false, false);
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) => match e.local_name().as_ref() {
                "c" => {
                    cell = attribute(&e, "r").and_then(|name| address(&name));
                    let style = attribute(&e, "s").and_then(|s| s.parse().ok()).unwrap_or(0);
                    is_styled = styles.contains(&style);
                    is_shared = attribute(&e, "t").as_deref() == Some("s");
                    runs = Runs::default();
                }
                "v" => in_value = true,
                _ => runs.opens(&e, false),
            },
            Ok(Event::Empty(e)) => runs.opens(&e, true),
            Ok(Event::Text(text)) => {
                runs.text(&text);
                let is_italic = match (in_value && is_shared, text.trim()) {
                    (_, "") => false,
                    (true, index) => is_styled || index.parse().is_ok_and(|index| strings.contains(&index)),
                    (false, _) => (in_value || runs.inside == Inside::Text) && is_styled || runs.found,
                };
                if is_italic {
                    found.extend(cell);
                }
            }
            Ok(Event::End(e)) => match e.local_name().as_ref() {
                "c" => cell = None,
                "v" => in_value = false,
                name => runs.closes(name),
            },
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{Format, Workbook};

    #[test]
    fn runs_and_whole_cells_in_italics_are_found() {
        let (plain, italic) = (Format::new(), Format::new().set_italic());
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("One & two").unwrap();
        sheet.write_rich_string(2, 3, &[(&plain, "The key is "), (&italic, "1234"), (&plain, ".")]).unwrap();
        sheet.write_rich_string(3, 3, &[(&Format::new().set_bold(), "bold"), (&plain, " and plain")]).unwrap();
        sheet.write_string_with_format(4, 27, "all of it", &italic).unwrap();
        sheet.write_blank(5, 3, &italic).unwrap();
        sheet.write_string(6, 3, "plain").unwrap();
        book.add_worksheet().write_string(0, 0, "plain").unwrap();
        let found = italics(&book.save_to_buffer().unwrap());
        assert_eq!(found.len(), 1);
        assert_eq!(found["One & two"], BTreeSet::from([(2, 3), (4, 27)]));
    }

    #[test]
    fn texts_inside_the_sheet_are_looked_at_too() {
        let xml = r#"<worksheet><sheetData><row r="1">
            <c r="A1" t="inlineStr"><is><r><rPr><i/></rPr><t>secret</t></r><r><t> plain</t></r></is></c>
            <c r="B1" t="inlineStr"><is><r><rPr><i val="0"/></rPr><t>plain</t></r></is></c>
            <c r="C1" t="inlineStr"><is><r><rPr><i/></rPr><t> </t></r><r><t>plain</t></r></is></c>
            <c r="D1" s="2"><v>12</v></c><c r="E1" s="1"><v>12</v></c><c s="2"><v>12</v></c>"#;
        let found = italic_cells(xml, &HashSet::new(), &HashSet::from([2]));
        assert_eq!(found, BTreeSet::from([(0, 0), (0, 3)]));
    }

    #[test]
    fn what_is_no_package_has_none() {
        for bytes in [b"".as_slice(), b"POAM ID\n", b"PK\x03\x04"] {
            assert!(italics(bytes).is_empty());
        }
    }
}
