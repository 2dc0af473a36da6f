//! The small changes that other parts of a package need when cells of a sheet change.

use super::SheetEdits;
use super::area::{Area, address};
use super::text::{attribute, with};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeSet;
use std::ops::Range;

/// The opening tags of an XML text: local name, and where it stands.
fn tags(xml: &str) -> Vec<(&str, Range<usize>)> {
    let mark = if xml.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let mut reader = Reader::from_str(&xml[mark..]);
    let mut tags = Vec::new();
    let place = |reader: &Reader<&[u8]>| mark + usize::try_from(reader.buffer_position()).unwrap_or(0);
    loop {
        let start = place(&reader);
        match reader.read_event() {
            Ok(Event::Start(_) | Event::Empty(_)) => {
                let at = start..place(&reader);
                let name =
                    xml[at.start + 1..at.end].split([' ', '\t', '\r', '\n', '/', '>']).next().unwrap_or_default();
                tags.push((name.rsplit(':').next().unwrap_or(name), at));
            }
            Ok(Event::Eof) | Err(_) => return tags,
            Ok(_) => {}
        }
    }
}

/// Whether a workbook part counts its days from 1904.
pub(super) fn is_1904(xml: &str) -> bool {
    let tags = tags(xml);
    let properties = tags.iter().find(|(name, _)| *name == "workbookPr");
    let value = properties.and_then(|(_, at)| attribute(&xml[at.clone()], "date1904"));
    value.is_some_and(|(value, _)| matches!(value, "1" | "true"))
}

/// The rows whose cells a comments part speaks of, counted from 0.
pub(super) fn commented_rows(xml: &str) -> BTreeSet<u32> {
    let comments = tags(xml).into_iter().filter(|(name, _)| matches!(*name, "comment" | "threadedComment"));
    comments.filter_map(|(_, at)| Some(address(attribute(&xml[at], "ref")?.0)?.0)).collect()
}

/// An XML text without the empty elements of this name whose tag holds this word.
pub(super) fn without(xml: &str, element: &str, word: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut done = 0;
    for (name, at) in tags(xml) {
        if name == element && xml[at.clone()].contains(word) && xml[at.clone()].ends_with("/>") {
            out.push_str(&xml[done..at.start]);
            done = at.end;
        }
    }
    out.push_str(&xml[done..]);
    out
}

/// What follows `calcPr` in a workbook part.
const BEHIND: [&str; 9] = [
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
];

/// A workbook part that asks for all formulas to be calculated when it is opened.
pub(super) fn calculated_on_load(xml: &str) -> String {
    let tags = tags(xml);
    if let Some((_, at)) = tags.iter().find(|(name, _)| *name == "calcPr") {
        return format!("{}{}{}", &xml[..at.start], with(&xml[at.clone()], "fullCalcOnLoad", "1"), &xml[at.end..]);
    }
    let place = tags.iter().find(|(name, _)| BEHIND.contains(name)).map(|(_, at)| at.start).or_else(|| xml.rfind("</"));
    let Some(place) = place else { return xml.to_owned() };
    let root = tags.first().map_or("", |(_, at)| &xml[at.start + 1..at.end]);
    let prefix = root.split_once("workbook").map_or("", |(prefix, _)| prefix);
    format!("{}<{prefix}calcPr fullCalcOnLoad=\"1\"/>{}", &xml[..place], &xml[place..])
}

/// What becomes of a table.
#[derive(Debug, PartialEq)]
pub(super) enum Growth {
    /// Nothing was filled below it.
    None,
    /// It reaches further down.
    Grown(String),
    /// Something was filled below it that it cannot reach.
    Cannot,
}

/// A table part that reaches down over the rows that are filled directly below it.
pub(super) fn grown_table(xml: &str, edits: &SheetEdits) -> Growth {
    let tags = tags(xml);
    let Some((_, at)) = tags.iter().find(|(name, _)| *name == "table") else { return Growth::None };
    let tag = &xml[at.clone()];
    let Some(area) = attribute(tag, "ref").and_then(|(area, _)| Area::parse(area)) else { return Growth::None };
    let filled: Vec<u32> = edits
        .models
        .keys()
        .copied()
        .filter(|row| *row > area.last.0)
        .filter(|row| {
            edits.cells.get(row).is_some_and(|cells| cells.keys().any(|column| area.holds(area.last.0, *column)))
        })
        .collect();
    let Some(last) = filled.last() else { return Growth::None };
    let is_next = filled.iter().zip(area.last.0 + 1..).all(|(row, next)| *row == next);
    let has_totals = attribute(tag, "totalsRowCount").is_some_and(|(count, _)| count != "0");
    if !is_next || has_totals {
        return Growth::Cannot;
    }
    let mut out = xml.to_owned();
    for (_, at) in tags.iter().rev().filter(|(name, _)| matches!(*name, "table" | "autoFilter")) {
        let tag = &xml[at.clone()];
        if let Some(area) = attribute(tag, "ref").and_then(|(area, _)| Area::parse(area)) {
            let grown = area.grown(*last, area.last.1).to_string();
            out.replace_range(at.clone(), &with(tag, "ref", &grown));
        }
    }
    Growth::Grown(out)
}

#[cfg(test)]
mod tests {
    use super::super::NewCell;
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_workbook_asks_for_its_formulas_to_be_calculated() {
        assert_eq!(
            calculated_on_load("<workbook><calcPr calcId=\"1\"/></workbook>"),
            "<workbook><calcPr calcId=\"1\" fullCalcOnLoad=\"1\"/></workbook>"
        );
        assert_eq!(
            calculated_on_load("<x:workbook><x:sheets/><x:extLst/></x:workbook>"),
            "<x:workbook><x:sheets/><x:calcPr fullCalcOnLoad=\"1\"/><x:extLst/></x:workbook>"
        );
        assert_eq!(
            calculated_on_load("<workbook><sheets/></workbook>"),
            "<workbook><sheets/><calcPr fullCalcOnLoad=\"1\"/></workbook>"
        );
    }

    #[test]
    fn a_table_grows_over_the_rows_directly_below_it() {
        let xml = r#"<table ref="A5:C9" totalsRowShown="0"><autoFilter ref="A5:C9"/></table>"#;
        let edits = |rows: &[u32]| SheetEdits {
            cells: rows.iter().map(|row| (*row, BTreeMap::from([(1, NewCell::Bool(true))]))).collect(),
            models: rows.iter().map(|row| (*row, 5)).collect(),
            ..SheetEdits::default()
        };
        let grown = r#"<table ref="A5:C11" totalsRowShown="0"><autoFilter ref="A5:C11"/></table>"#;
        assert_eq!(grown_table(xml, &edits(&[7, 9, 10])), Growth::Grown(grown.to_owned()));
        assert_eq!(grown_table(xml, &edits(&[7])), Growth::None);
        assert_eq!(grown_table(xml, &edits(&[10])), Growth::Cannot);
        assert_eq!(
            grown_table(&xml.replace("totalsRowShown=\"0\"", "totalsRowCount=\"1\""), &edits(&[9])),
            Growth::Cannot
        );
    }

    #[test]
    fn elements_and_properties_are_found() {
        let types = "<Types><Override PartName=\"/xl/calcChain.xml\"/><Override PartName=\"/xl/a.xml\"/></Types>";
        assert_eq!(without(types, "Override", "calcChain"), "<Types><Override PartName=\"/xl/a.xml\"/></Types>");
        assert!(is_1904("<x:workbook><x:workbookPr date1904=\"true\"/></x:workbook>"));
        assert!(!is_1904("<workbook><workbookPr date1904=\"false\"/></workbook>") && !is_1904("<workbook/>"));
        assert_eq!(commented_rows("<comments><comment ref=\"K9\"><text/></comment></comments>"), BTreeSet::from([8]));
    }
}
