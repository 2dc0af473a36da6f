//! Workbooks as nobody should write them: what is typed stays what it was, and what is written is an OSCAL document.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../common/mod.rs"]
mod common;
mod deviations;
mod rows;
mod sheets;
mod sizes;
mod texts;

use common::converted::{Converted, MAPPING, assert_comes_back, convert};
use common::grid::{Grid, GridSheet};
use common::walk::{assert_fits, assert_refers};
use poam::oscal::format::Format;
use poam::oscal::version::{V1_0_4, Version};

const OPEN: &str = "Open POA&M Items";

/// An open sheet of all columns and these rows: header and text of their cells.
fn sheet<'a>(name: &str, more_headers: &[&'a str], rows: &[&[(&'a str, &'a str)]]) -> GridSheet {
    let mut headers: Vec<&str> = MAPPING.columns.iter().map(|c| c.header.as_str()).collect();
    headers.extend(more_headers);
    let row = |cells: &&[(&'a str, &'a str)]| {
        let mut row: Vec<&'a str> = vec![""; headers.len()];
        for (header, text) in *cells {
            let at = headers.iter().position(|h| h == header).unwrap_or_else(|| panic!("no header {header}"));
            row[at] = text;
        }
        row
    };
    let rows: Vec<Vec<&str>> = rows.iter().map(row).collect();
    Grid::sheet(name, &headers, &rows)
}

/// Holds the laws over a workbook in the default version and the oldest, and gives what it became in the default one.
fn lawful(name: &str, sheets: Vec<GridSheet>) -> Converted {
    lawful_as(name, &[V1_0_4, Version::default()], sheets)
}

/// Holds the laws over a workbook in these versions, and gives what it became in the last.
fn lawful_as(name: &str, versions: &[Version], sheets: Vec<GridSheet>) -> Converted {
    let workbook = Grid::new(sheets).workbook();
    let mut last = None;
    for version in versions {
        let version = *version;
        let name = format!("{name}, OSCAL {version}");
        let converted = convert(&workbook, version);
        assert_comes_back(&name, &workbook, &converted);
        let json = converted.json();
        assert_refers(&name, &json);
        assert_fits(&name, &json);
        let (once, twice) = (converted.bytes(Format::Xml), convert(&workbook, version).bytes(Format::Xml));
        assert!(once == twice, "{name}: the same bytes");
        last = Some(converted);
    }
    last.unwrap()
}
