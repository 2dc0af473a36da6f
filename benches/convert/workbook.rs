//! The benchmark's workbooks: FedRAMP's v2.1 layout with all 31 columns filled, about 720 bytes of text a row, as a
//! provider with many scanners has it. The same number of rows gives the same cells, always.

use anyhow::{Context, Result};
use poam::mapping::file;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::path::{Path, PathBuf};

/// Changes whenever what is made here changes, so that no older workbook is measured.
const EDITION: u32 = 2;

/// The workbook of so many rows, made where it is not there from a run before.
pub(crate) fn cached(folder: &Path, rows: u32) -> Result<PathBuf> {
    kept(folder, &rows.to_string(), || make(rows))
}

/// The workbook of this name, made where it is not there from a run before.
pub(crate) fn kept(folder: &Path, name: &str, make: impl FnOnce() -> Result<Workbook>) -> Result<PathBuf> {
    let path = folder.join(format!("{name}-{EDITION}.xlsx"));
    if !path.exists() {
        let unfinished = path.with_extension("tmp");
        make()?.save(&unfinished)?;
        std::fs::rename(&unfinished, &path)?;
    }
    Ok(path)
}

/// Of 20 rows 13 stand on the first sheet, 6 on the second, 1 on the third.
const SHEETS: [(&str, u32, u32); 3] =
    [("Open POA&M Items", 0, 13), ("Closed POA&M Items", 13, 19), ("Configuration Findings", 19, 20)];

fn make(rows: u32) -> Result<Workbook> {
    let headers = headers()?;
    let mut book = Workbook::new();
    for (name, from, to) in SHEETS {
        let sheet = book.add_worksheet_with_low_memory()?.set_name(name)?;
        put_top(sheet, &headers)?;
        for (at, row) in (5..).zip((0..rows).filter(|row| (from..to).contains(&(row % 20)))) {
            put_row(sheet, at, Item::new(row))?;
        }
    }
    Ok(book)
}

/// The headers of FedRAMP's columns.
pub(crate) fn headers() -> Result<Vec<String>> {
    Ok(file::load("fedramp", file::FEDRAMP)?.columns.into_iter().map(|column| column.header).collect())
}

/// Title, header block and headers.
pub(crate) fn put_top(sheet: &mut Worksheet, headers: &[String]) -> Result<()> {
    sheet.write_string(0, 0, "FedRAMP Plan of Action and Milestones (POA&M) Template")?;
    let labels = ["CSP", "System Name", "Impact Level", "POAM Date"];
    let values = ["Meridian Example Cloud, LLC", "Meridian Case Exchange", "Moderate", "2026-10-30"];
    for (row, texts) in [(1, labels), (2, values)] {
        for (column, text) in (0..).zip(texts) {
            sheet.write_string(row, column, text)?;
        }
    }
    for (column, header) in (0..).zip(headers) {
        sheet.write_string(4, column, header)?;
    }
    Ok(())
}

/// An item and its own row of numbers.
struct Item {
    row: u32,
    state: u64,
}

impl Item {
    fn new(row: u32) -> Self {
        Item { row, state: u64::from(row) * 0x9e37_79b9_7f4a_7c15 + 0x1234_5678 }
    }

    /// The next number below `end`.
    fn below(&mut self, end: u32) -> u32 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.state >> 33).unwrap_or_default() % end
    }

    fn one_of<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        texts[self.below(u32::try_from(texts.len()).unwrap_or(1)) as usize]
    }

    /// A day of 2026, as ISO 8601 writes it.
    fn day(&mut self) -> String {
        format!("2026-{:02}-{:02}", 1 + self.below(12), 1 + self.below(28))
    }

    /// The text of a column; a date is given as days since 1899-12-31.
    fn cell(&mut self, column: u16) -> Cell {
        let row = self.row;
        let text = match column {
            0 => format!("V-{row:06}"),
            1 => format!("{}, {}", self.one_of(&CONTROLS), self.one_of(&CONTROLS)),
            2 => format!("{} is {} ({})", self.one_of(&THINGS), self.one_of(&FAULTS), 10_000 + self.below(90_000)),
            3 => format!(
                "{} on this host is {}. {}\n{}\nInstalled version: 8.{}.{}",
                self.one_of(&THINGS),
                self.one_of(&FAULTS),
                self.one_of(&SENTENCES),
                self.one_of(&SENTENCES),
                self.below(20),
                self.below(40),
            ),
            4 => self.one_of(&["Tenable Nessus", "Qualys VM", "Burp Suite", "Example 3PAO"]).to_owned(),
            5 => (10_000 + self.below(190_000)).to_string(),
            6 => format!(
                "web-{:03}.prod.example.com (443/TCP)\n10.{}.{}.{}\ndb-{:02}",
                self.below(400),
                self.below(8),
                self.below(250),
                self.below(250),
                self.below(100)
            ),
            7 => format!("{} - Meridian Example Cloud", self.one_of(&PEOPLE)),
            8 => format!("{} hours of an engineer", 2 + self.below(40)),
            9 => format!("{} {}", self.one_of(&PLANS), self.one_of(&PLANS)),
            10 | 11 | 14 | 16 | 28 => return Cell::Date(46_023 + self.below(300)),
            12 => format!(
                "(1) {}: {}\n\n(2) {}: {}",
                self.day(),
                self.one_of(&PLANS),
                self.day(),
                self.one_of(&MILESTONES)
            ),
            13 => format!("(2) Update {} : {}", self.day(), self.one_of(&CHANGES)),
            15 | 21 => self.one_of(&["No", "No", "No", "Yes"]).to_owned(),
            17 => self.one_of(&["Example Firewall 9", "Example Mail 2019", "N/A"]).to_owned(),
            18 => self.one_of(&["High", "Moderate", "Moderate", "Low"]).to_owned(),
            19 => self.one_of(&["N/A", "N/A", "Low"]).to_owned(),
            20 | 22 => self.one_of(&["No", "No", "Pending"]).to_owned(),
            23 => self
                .one_of(&[
                    "Risk Adjustment : Reached from the management network only.",
                    "False Positive : The vendor ported the fix back and kept the version.",
                ])
                .to_owned(),
            24 => format!("Deviation Request : DR-{:04}.docx", self.below(2_000)),
            25 => format!("{} (see CHG-{:05})", self.one_of(&COMMENTS), self.below(100_000)),
            26 | 27 => self.one_of(&["Yes", "No"]).to_owned(),
            29 => format!("CVE-2026-{}", 1_000 + self.below(30_000)),
            _ => self.one_of(&["Case Exchange", "Case Exchange\nReporting", "Sign-in"]).to_owned(),
        };
        Cell::Text(text)
    }
}

enum Cell {
    Text(String),
    Date(u32),
}

fn put_row(sheet: &mut Worksheet, at: u32, mut item: Item) -> Result<()> {
    let date = Format::new().set_num_format_index(14);
    for column in 0..31 {
        match item.cell(column) {
            Cell::Text(text) => sheet.write_string(at, column, text),
            Cell::Date(day) => sheet.write_number_with_format(at, column, day, &date),
        }
        .with_context(|| format!("row {at}, column {column}"))?;
    }
    Ok(())
}

const CONTROLS: [&str; 12] =
    ["AC-2", "AC-2(1)", "AC-6(9)", "AU-2", "CM-6", "CM-7(5)", "IA-2(1)", "IA-5(1)", "RA-5", "SC-7(5)", "SC-13", "SI-2"];
const THINGS: [&str; 8] = [
    "The OpenSSL library",
    "The web server",
    "The kernel of the operating system",
    "The certificate of the load balancer",
    "The database's listener",
    "The Java runtime",
    "The remote shell service",
    "The container's base image",
];
const FAULTS: [&str; 6] = [
    "older than the vendor's current release",
    "open to a crafted request",
    "configured with a weak cipher",
    "past the vendor's end of support",
    "reachable without a second factor",
    "missing a security update",
];
pub(crate) const SENTENCES: [&str; 6] = [
    "An attacker who can reach the port may read memory that was not meant for anybody.",
    "The scanner told this from the banner and the package list; it did not try the attack itself.",
    "See the vendor's advisory: https://example.com/advisories?id=1042&lang=en",
    "The parameter \"q\" of the search page is copied into the response <script> and all.",
    "A remote attacker with an account may gain the rights of the service.",
    "The check compares the file's version (C:\\Program Files\\Example\\app.dll) with the fixed one.",
];
const PLANS: [&str; 6] = [
    "Install the vendor's update on all hosts in the next maintenance window.",
    "Test the update in the staging environment.",
    "Change the baseline image, rebuild and redeploy the containers.",
    "Turn the weak ciphers off in the load balancer's profile.",
    "Replace the product by its successor.",
    "Scan again and close the item when the finding is gone.",
];
const MILESTONES: [&str; 4] = [
    "Roll out to production, one region after the other.",
    "Verify by an authenticated scan\nand attach its report.",
    "Approve the change in the board's meeting.",
    "Watch the service for a week & close.",
];
const CHANGES: [&str; 3] = [
    "The vendor's update was withdrawn; waiting for the next.",
    "Moved behind the quarter's freeze of changes.",
    "A dependency had to be updated first.",
];
const COMMENTS: [&str; 4] = [
    "Reported by two scanners",
    "The owner confirmed the plan",
    "Waiting for the change board",
    "Found again in this month's scan",
];
const PEOPLE: [&str; 8] = [
    "Dana Reyes",
    "Sam Okafor",
    "Priya Natarajan",
    "Lee Chen",
    "Alex Morgan",
    "Maria Lopez",
    "Jo Svensson",
    "Kim Tanaka",
];
