//! The small changes that other parts of a package need when cells of a sheet change.

use super::SheetEdits;
use super::area::{Area, address};
use super::replacing::Patch;
use super::text::{attribute, with};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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

/// How far down an area has to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reach {
    /// As far as it does.
    Same,
    /// To this row: those between were filled directly below it.
    To(u32),
    /// To rows that do not follow it.
    Apart,
}

/// How far down an area has to reach to hold the rows that are filled anew below it.
pub(super) fn reach(area: Area, edits: &SheetEdits) -> Reach {
    let is_in_it = |row: &u32| {
        let cells = edits.cells.get(row);
        cells.is_some_and(|cells| cells.keys().any(|column| area.holds(area.last.0, *column)))
    };
    let below = edits.models.range(area.last.0.saturating_add(1)..).map(|(row, _)| *row);
    let mut reach = Reach::Same;
    for (row, next) in below.filter(is_in_it).zip(area.last.0.saturating_add(1)..) {
        if row != next {
            return Reach::Apart;
        }
        reach = Reach::To(row);
    }
    reach
}

/// Names that Excel keeps for an area of one sheet: what its filter and what its print reach.
const AREAS: [&str; 2] = ["_xlnm._FilterDatabase", "_xlnm.Print_Area"];

/// A workbook part whose names for a filter and for what is printed reach down over the rows that are filled directly
/// below; none where nothing changes. `sheets`: what changes, by where the sheet stands among all.
pub(super) fn grown_names(xml: &str, sheets: &BTreeMap<usize, &SheetEdits>) -> Option<String> {
    let mut patch = Patch::default();
    // Many names may be for one area.
    let mut reaches: HashMap<(usize, Area), Reach> = HashMap::new();
    for (_, at) in tags(xml).iter().filter(|(name, _)| *name == "definedName") {
        let of = |name| attribute(&xml[at.clone()], name).map(|(value, _)| value);
        let sheet = of("localSheetId").and_then(|id| id.trim().parse().ok());
        let Some((sheet, edits)) = sheet.and_then(|sheet| sheets.get_key_value(&sheet)) else { continue };
        if !of("name").is_some_and(|name| AREAS.contains(&name)) {
            continue;
        }
        let end = xml[at.end..].find('<').map_or(xml.len(), |end| at.end + end);
        let start = xml[at.end..end].rfind('!').map_or(at.end, |start| at.end + start + 1);
        let spelled = &xml[start..end];
        // Of several areas none is known to be the items'.
        let Some(area) = Area::parse(spelled).filter(|_| !xml[at.end..end].contains(',')) else { continue };
        if let Reach::To(last) = *reaches.entry((*sheet, area)).or_insert_with(|| reach(area, edits)) {
            let row = spelled.rfind(|c: char| !c.is_ascii_digit()).map_or(start, |before| start + before + 1);
            patch.replace(&(row..end), (u64::from(last) + 1).to_string());
        }
    }
    (!patch.is_empty()).then(|| patch.apply(xml)).filter(|grown| grown != xml)
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
    let has_totals = attribute(tag, "totalsRowCount").is_some_and(|(count, _)| count != "0");
    let last = match reach(area, edits) {
        Reach::Same => return Growth::None,
        Reach::To(last) if !has_totals => last,
        _ => return Growth::Cannot,
    };
    let mut patch = Patch::default();
    for (_, at) in tags.iter().filter(|(name, _)| matches!(*name, "table" | "autoFilter")) {
        let tag = &xml[at.clone()];
        if let Some(area) = attribute(tag, "ref").and_then(|(area, _)| Area::parse(area)) {
            let grown = area.grown(last, area.last.1).to_string();
            patch.replace(at, with(tag, "ref", &grown));
        }
    }
    Growth::Grown(patch.apply(xml))
}

#[cfg(test)]
mod tests {
    use super::super::NewCell;
    use super::*;

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
    fn the_names_of_a_filter_and_of_what_is_printed_reach_down_too() {
        let defined = |name: &str, sheet: u32, area: &str| {
            format!("<definedName name=\"_xlnm.{name}\" localSheetId=\"{sheet}\">'A, B'!{area}</definedName>")
        };
        let edits = SheetEdits {
            cells: BTreeMap::from([(9, BTreeMap::from([(1, NewCell::Bool(true))]))]),
            models: BTreeMap::from([(9, 5)]),
            ..SheetEdits::default()
        };
        let of = |sheet: usize| BTreeMap::from([(sheet, &edits)]);
        let book = |filter: &str, area: &str| {
            let names = [
                defined("_FilterDatabase", 1, filter),
                defined("Print_Area", 1, area),
                defined("Print_Area", 0, "A1:B9"),
            ];
            format!("<workbook><definedNames>{}</definedNames></workbook>", names.concat()).replace("A, B", "Items")
        };
        assert_eq!(grown_names(&book("$A$5:$C$9", "$A$1:$AE$9"), &of(1)), Some(book("$A$5:$C$10", "$A$1:$AE$10")));
        assert_eq!(grown_names(&book("$A$5:$C$8", "$D$1:$E$9"), &of(1)), None);
        assert_eq!(grown_names(&book("$A$5:$C$10", "$A$1:$B$4,$A$6:$B$9"), &of(1)), None);
        assert_eq!(grown_names(&book("#REF!", ""), &of(1)), None);
        assert_eq!(grown_names(&book("$A$5:$C$9", "$A$1:$AE$9"), &of(2)), None);
    }

    #[test]
    fn what_a_table_and_names_reach_is_put_in_however_many_there_are() {
        const MANY: usize = 300_000;
        let edits = SheetEdits {
            cells: (9..19).map(|row| (row, BTreeMap::from([(1, NewCell::Bool(true))]))).collect(),
            models: (9..19).map(|row| (row, 5)).collect(),
            ..SheetEdits::default()
        };
        let name =
            |row: u32| format!("<definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">A!A1:C{row}</definedName>");
        let grown = grown_names(&name(9).repeat(MANY), &BTreeMap::from([(0, &edits)]));
        assert!(grown == Some(name(19).repeat(MANY)));
        let table =
            |row: u32| format!("<table ref=\"A1:C{row}\">") + &format!("<autoFilter ref=\"A1:C{row}\"/>").repeat(MANY);
        assert!(grown_table(&table(9), &edits) == Growth::Grown(table(19)));
    }

    #[test]
    fn elements_and_properties_are_found() {
        let types = "<Types><Override PartName=\"/xl/calcChain.xml\"/><Override PartName=\"/xl/a.xml\"/></Types>";
        assert_eq!(without(types, "Override", "calcChain"), "<Types><Override PartName=\"/xl/a.xml\"/></Types>");
        assert_eq!(commented_rows("<comments><comment ref=\"K9\"><text/></comment></comments>"), BTreeSet::from([8]));
    }
}
