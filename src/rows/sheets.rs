//! Which sheets of a workbook are POA&M sheets.

use super::headers::{self, Header};
use super::{Layout, Normal, normal};
use crate::finding::{Failure, Finding, Findings, Place};
use crate::workbook::{Sheet, Workbook};

/// The POA&M sheets in the workbook's order: sheet, kind, header row.
pub(super) fn choose(
    workbook: &Workbook,
    layout: &Layout,
    names: &Normal,
    findings: &mut Findings,
) -> Result<Vec<(usize, usize, Header)>, Failure> {
    let place = |sheet: &Sheet| Place { file: Some(workbook.file.clone()), ..Place::default() }.in_sheet(&sheet.name);
    let mut chosen: Vec<(usize, usize, Header)> = Vec::new();
    let mut headless = Vec::new();
    let mut others = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let name = normal(&sheet.name);
        let kind = names.sheets.iter().position(|kind| kind.contains(&name));
        let header =
            (kind.is_some() || !sheet.hidden).then(|| headers::find(sheet, names, layout.search_header)).flatten();
        match (kind, header) {
            (Some(kind), Some(header)) => {
                if sheet.hidden {
                    let message = "the sheet is hidden; it was read because of its name";
                    findings.push(Finding::info("hidden-sheet", message).at(place(sheet)));
                }
                if let Some((first, ..)) = chosen.iter().find(|(_, known, _)| *known == kind) {
                    let first: &Sheet = &workbook.sheets[*first];
                    let message = format!(
                        "the sheet is of the same kind as \"{}\"; the document does not tell their items apart",
                        first.name
                    );
                    findings.push(Finding::info("sheets-merged", message).at(place(sheet)));
                }
                chosen.push((index, kind, header));
            }
            (Some(_), None) => headless.push(index),
            (None, Some(header)) => others.push((index, header)),
            (None, None) => {}
        }
    }
    let headless_finding = |index: &usize| {
        let sheet = &workbook.sheets[*index];
        let message = format!(
            "no row of the first {} names the columns of a POA&M (POAM ID, Controls, ...)",
            layout.search_header
        );
        let help = "put the header row of FedRAMP's template back, or name your headers as aliases in the mapping file";
        (sheet.cells().next().is_some(), message, help, place(sheet))
    };
    if chosen.is_empty() && !headless.is_empty() {
        let finding = |index: &usize| {
            let (_, message, help, at) = headless_finding(index);
            Finding::error("no-header-row", message).at(at).help(help)
        };
        return Err(Failure::Unreadable(headless.iter().map(finding).collect()));
    }
    for index in &headless {
        let (is_filled, message, help, at) = headless_finding(index);
        findings.push(if is_filled {
            Finding::warning("no-header-row", format!("{message}; the sheet was not read")).at(at).help(help)
        } else {
            Finding::info("no-header-row", "the sheet is empty").at(at)
        });
    }
    if !chosen.is_empty() {
        for (index, _) in &others {
            let message = "the sheet looks like a POA&M but its name is not known; it was not read";
            let help = "rename it, or add its name to the mapping file";
            findings.push(Finding::warning("sheet-not-read", message).at(place(&workbook.sheets[*index])).help(help));
        }
        return Ok(chosen);
    }
    let default = layout.sheets.iter().position(|kind| kind.is_default);
    if let ([_], Some(kind)) = (others.as_slice(), default) {
        for (index, header) in others {
            let sheet = &workbook.sheets[index];
            let stands_for = layout.sheets[kind].names.first().map_or("", String::as_str);
            let message = format!("the sheet was taken as \"{stands_for}\" because of its headers");
            findings.push(Finding::info("sheet-by-headers", message).at(place(sheet)));
            chosen.push((index, kind, header));
        }
        return Ok(chosen);
    }
    Err(Failure::unreadable(no_poam_sheet(workbook, layout, others.len())))
}

fn no_poam_sheet(workbook: &Workbook, layout: &Layout, candidates: usize) -> Finding {
    let quoted = |names: Vec<&str>| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let there = quoted(workbook.sheets.iter().filter(|sheet| !sheet.hidden).map(|sheet| &*sheet.name).collect());
    // The sheet that takes the rest is the one a person most likely means.
    let (rest, particular): (Vec<_>, Vec<_>) = layout.sheets.iter().partition(|kind| kind.is_default);
    let wanted =
        quoted(rest.iter().chain(&particular).filter_map(|kind| kind.names.first()).map(String::as_str).collect());
    let message = match (there.is_empty(), candidates) {
        (true, _) => "the workbook has no visible sheet".to_owned(),
        (false, 0) => format!("no sheet is a POA&M; the workbook has {there}"),
        (false, _) => {
            format!("{candidates} sheets have POA&M headers but none has a known name; the workbook has {there}")
        }
    };
    let unhide = if there.is_empty() { "unhide the sheet with the items, and " } else { "" };
    Finding::error("no-poam-sheet", message)
        .at(Place { file: Some(workbook.file.clone()), ..Place::default() })
        .help(format!("{unhide}name the sheet one of {wanted}, or add its name to the mapping file"))
}
