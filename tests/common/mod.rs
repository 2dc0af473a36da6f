//! What several tests need: packages made on the spot, FedRAMP's layout, and the shared folder of samples.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, clippy::format_push_string)]

pub(crate) mod beyond;
pub(crate) mod binary;
pub(crate) mod converted;
pub(crate) mod find;
pub(crate) mod grid;
pub(crate) mod one_item;
pub(crate) mod pieces;
pub(crate) mod samples;
pub(crate) mod shown;
pub(crate) mod walk;

use std::io::{Cursor, Write};
use std::path::PathBuf;

use poam::rows::{ColumnNames, HelpRow, LabelNames, Layout, SheetNames};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The headers of FedRAMP's columns, each with the other spellings that the samples use.
pub(crate) const COLUMNS: [(&str, &[&str]); 31] = [
    ("POAM ID", &["POA&M Item ID", "Deficiency ID"]),
    ("Controls", &["Security Control Number"]),
    ("Weakness Name", &["Vulnerability Description", "Deficiency Name"]),
    ("Weakness Description", &["Description", "Deficiency Description"]),
    ("Weakness Detector Source", &["Source"]),
    ("Weakness Source Identifier", &[]),
    ("Asset Identifier", &["Affected Assets"]),
    ("Point of Contact", &["POC"]),
    ("Resources Required", &[]),
    ("Overall Remediation Plan", &["Remediation Plan", "Remediation Plan/Description"]),
    ("Original Detection Date", &[]),
    ("Scheduled Completion Date", &[]),
    ("Planned Milestones", &["Milestones"]),
    ("Milestone Changes", &[]),
    ("Status Date", &["Actual Completion Date", "Remediation Date"]),
    ("Vendor Dependency", &[]),
    ("Last Vendor Check-in Date", &[]),
    ("Vendor Dependent Product Name", &[]),
    ("Original Risk Rating", &["Severity"]),
    ("Adjusted Risk Rating", &[]),
    ("Risk Adjustment", &[]),
    ("False Positive", &[]),
    ("Operational Requirement", &[]),
    ("Deviation Rationale", &[]),
    ("Supporting Documents", &[]),
    ("Comments", &["Notes"]),
    ("Auto-Approve", &[]),
    ("Binding Operational Directive 22-01 tracking", &[]),
    ("Binding Operational Directive 22-01 Due Date", &[]),
    ("CVE", &[]),
    ("Service Name", &[]),
];

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// FedRAMP's layout: sheets, columns, header block and help rows of every template generation.
pub(crate) fn layout() -> Layout {
    let help: toml::Table = include_str!("help.toml").parse().unwrap();
    let rows = help["rows"].as_table().unwrap();
    let index = |header: &str| COLUMNS.iter().position(|(name, _)| *name == header).expect(header);
    let help_row = |row: &toml::Value| HelpRow {
        what: row["what"].as_str().unwrap().to_owned(),
        example: row.get("example").is_some_and(|example| example.as_bool().unwrap()),
        cells: row["cells"]
            .as_table()
            .unwrap()
            .iter()
            .map(|(k, v)| (index(k), v.as_str().unwrap().to_owned()))
            .collect(),
    };
    let sheet = |names: &[&str], is_default| SheetNames { names: strings(names), is_default };
    let label = |labels: &[&str], left_of: Option<&str>, blank_words: &[&str]| LabelNames {
        labels: strings(labels),
        left_of: left_of.map(str::to_owned),
        is_beside: false,
        blank_words: strings(blank_words),
    };
    Layout {
        sheets: vec![
            sheet(&["Open POA&M Items", "POA&M Items"], true),
            sheet(&["Closed POA&M Items"], false),
            sheet(&["Configuration Findings"], false),
            sheet(&["PL-2 Findings"], false),
        ],
        columns: COLUMNS
            .iter()
            .map(|(header, aliases)| ColumnNames {
                header: (*header).to_owned(),
                aliases: strings(aliases),
                is_below: false,
            })
            .collect(),
        labels: vec![
            label(
                &["CSP", "Cloud Service Provider"],
                Some("System Name"),
                &["Text", "Enter the name of the CSP as it appears in the SSP and on the FedRAMP Marketplace"],
            ),
            label(
                &["System Name", "Cloud Service Offering"],
                None,
                &["Text", "Enter the name of the CSO as it appears in the SSP and on the FedRAMP Marketplace"],
            ),
            label(
                &["Impact Level"],
                None,
                &["Low, Moderate, High", "Enter the CSO's impact level (LI-SaaS, Low, Moderate or High)"],
            ),
            label(
                &["POAM Date"],
                None,
                &[
                    "Date",
                    "Enter the date of this POA&M submission. At a miminum, the POA&M must be updated on a monthly basis.",
                ],
            ),
        ],
        search_header: 15,
        blank_words: rows["blank-words"].as_array().unwrap().iter().map(|w| w.as_str().unwrap().to_owned()).collect(),
        help: rows["help"].as_array().unwrap().iter().map(help_row).collect(),
        banners: strings(&["CONTROLLED UNCLASSIFIED INFORMATION"]),
    }
}

/// A folder of the shared samples; none where it is not there and nobody said that it is.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let named = std::env::var_os("POAM_SHARED");
    let root = named.clone().map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    assert!(named.is_none(), "POAM_SHARED is set, but {} is not a folder", path.display());
    eprintln!("skipped: {} is not there", path.display());
    None
}

/// A zip package of these parts.
pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of sheets (name, the XML within `sheetData`), with more parts (which replace those of their name) and the
/// attributes of `workbookPr`.
pub(crate) fn workbook(sheets: &[(&str, &str)], more: &[(&str, &str)], properties: &str) -> Vec<u8> {
    let mut parts: Vec<(String, String)> = Vec::new();
    let (mut list, mut links) = (String::new(), String::new());
    for (i, (name, rows)) in (1..).zip(sheets) {
        let state = if name.starts_with('~') { r#" state="hidden""# } else { "" };
        let name = name.trim_start_matches('~').replace('&', "&amp;");
        list += &format!(r#"<sheet name="{name}" sheetId="{i}" r:id="r{i}"{state}/>"#);
        links += &format!(r#"<Relationship Id="r{i}" Type="{LINKS}/worksheet" Target="worksheets/sheet{i}.xml"/>"#);
        let sheet = format!("<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{i}.xml"), sheet));
    }
    let book =
        format!(r#"<workbook {MAIN} xmlns:r="{LINKS}"><workbookPr {properties}/><sheets>{list}</sheets></workbook>"#);
    let relations = |links: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>"#
        )
    };
    let root = format!(
        r#"<Relationship Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#
    );
    let styles = format!(
        r#"<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#
    );
    parts.push(("xl/workbook.xml".to_owned(), book));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), relations(&links)));
    parts.push(("_rels/.rels".to_owned(), relations(&root)));
    parts.push(("xl/styles.xml".to_owned(), styles));
    for (name, text) in more {
        parts.retain(|(part, _)| part != name);
        parts.push(((*name).to_owned(), (*text).to_owned()));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    package(&parts)
}

/// A shared string table.
pub(crate) fn texts(count: &str, items: &str) -> String {
    format!(r#"<sst {MAIN} uniqueCount="{count}">{items}</sst>"#)
}

/// A row of text cells, from column A on.
pub(crate) fn row(number: u32, texts: &[&str]) -> String {
    let cells = (0_u32..).zip(texts).filter(|(_, text)| !text.is_empty()).map(|(column, text)| {
        let name = poam::finding::cell_name(number - 1, column);
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!(r#"<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
    });
    format!(r#"<row r="{number}">{}</row>"#, cells.collect::<String>())
}
