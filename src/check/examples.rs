//! Holds every rule to its words: its example that fails gives its code, and the one that passes does not.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::config::Config;
use crate::finding::{Finding, Level, Place};
use crate::mapping::definition::Mapping;
use crate::mapping::file::{FEDRAMP, load};
use crate::register::{Cell, Item, column, label};

const HEADER: &str =
    "CSP: Example Cloud, Inc.\nSystem Name: Example Platform\nImpact Level: Moderate\nPOAM Date: 2026-10-30";

/// An item without faults.
const ITEM: &str = "POAM ID: V-1
Controls: SI-2
Weakness Name: Example library out of date
Weakness Description: The library is two versions behind.
Weakness Detector Source: Nessus
Weakness Source Identifier: 19506
Asset Identifier: web-01
Point of Contact: Sam Reyes
Overall Remediation Plan: Install version 3 of the library.
Original Detection Date: 2026-10-01
Scheduled Completion Date: 2026-12-30
Planned Milestones: (1) 2026-12-01: Install the library
Status Date: 2026-10-20
Vendor Dependency: No
Original Risk Rating: Moderate
Adjusted Risk Rating: N/A
Risk Adjustment: No
False Positive: No
Operational Requirement: No
Auto-Approve: No
Binding Operational Directive 22-01 tracking: No";

#[derive(Default)]
struct Example {
    header: String,
    without: Vec<usize>,
    /// Column and other header.
    renamed: Vec<(usize, String)>,
    now: Vec<Item>,
    before: Vec<Item>,
    catalogue: String,
    inventory: Vec<String>,
    rules: String,
    header_before: String,
    /// Sheet, and lines of its header block.
    sheet_header: Vec<(String, String)>,
    initial: bool,
    baseline: Vec<Item>,
    /// Columns of the first item.
    italics: Vec<usize>,
}

fn set(mapping: &Mapping, item: &mut Item, line: &str) {
    let (name, text) = line.split_once(':').unwrap_or_else(|| panic!("no colon in {line}"));
    let text = text.trim().replace("\\n", "\n");
    let name = name.strip_prefix("italic ").unwrap_or(name);
    if let Some(header) = name.strip_prefix("extra ") {
        item.extras.push((header.to_owned(), text));
        return;
    }
    let at = column(mapping, name).unwrap_or_else(|| panic!("no column {name}"));
    if at == mapping.identity.id {
        item.id.clone_from(&text);
    }
    item.cells[at] = Some(Cell { text, place: Place::default() });
}

fn item(mapping: &Mapping, id: &str) -> Item {
    let sheet = mapping.sheets.iter().position(|s| s.name.starts_with("Open")).unwrap();
    let blank = Some(Cell::default());
    let cells = vec![blank; mapping.columns.len()];
    let mut item = Item { id: String::new(), sheet, cells, extras: Vec::new(), place: Place::default() };
    ITEM.lines().for_each(|line| set(mapping, &mut item, line));
    set(mapping, &mut item, &format!("POAM ID: {id}"));
    item
}

fn read(mapping: &Mapping, text: &str) -> Example {
    let mut example = Example {
        header: HEADER.to_owned(),
        header_before: HEADER.replace("2026-10-30", "2026-09-30"),
        now: vec![item(mapping, "V-1")],
        ..Example::default()
    };
    let mut section = "";
    let mut in_before = false;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            if let Some(sheet) = name.strip_prefix("header of ") {
                example.sheet_header.push((sheet.to_owned(), String::new()));
                section = "header of";
                continue;
            }
            if name.contains("before") && example.before.is_empty() {
                example.before.push(item(mapping, "V-1"));
            }
            let items = if in_before { &mut example.before } else { &mut example.now };
            match name {
                "before" => (section, in_before) = ("", true),
                "another" => {
                    example.now.push(item(mapping, "V-2"));
                    (section, in_before) = ("", false);
                }
                "another before" => {
                    example.before.push(item(mapping, "V-2"));
                    (section, in_before) = ("", true);
                }
                "initial" => example.initial = true,
                "header" | "header before" | "catalogue" | "inventory" | "rules" | "times" | "baseline" => {
                    section = name;
                }
                sheet => {
                    let at = mapping.sheets.iter().position(|s| s.name == sheet);
                    items.last_mut().unwrap().sheet = at.unwrap_or_else(|| panic!("no sheet {sheet}"));
                }
            }
            continue;
        }
        match section {
            "header" => match line.split_once(": ") {
                Some(("without", name)) => example.without.push(column(mapping, name).unwrap()),
                Some(("renamed", names)) => {
                    let (name, other) = names.split_once(" = ").unwrap();
                    example.renamed.push((column(mapping, name).unwrap(), other.to_owned()));
                }
                _ => example.header = format!("{}\n{line}", example.header),
            },
            "header before" => example.header_before = format!("{}\n{line}", example.header_before),
            "header of" => example.sheet_header.last_mut().unwrap().1.push_str(line),
            "catalogue" => example.catalogue.push_str(line),
            "inventory" => example.inventory.push(line.to_owned()),
            "rules" => example.rules = format!("[rules]\n{line}"),
            "times" => {
                let more = weaknesses(mapping, &example.now[0], line);
                example.now.extend(more.into_iter().skip(1));
            }
            "baseline" => example.baseline = weaknesses(mapping, &item(mapping, "V-1"), line),
            _ => {
                if let Some((name, _)) = line.strip_prefix("italic ").and_then(|l| l.split_once(':')) {
                    example.italics.push(column(mapping, name).unwrap());
                }
                let items = if in_before { &mut example.before } else { &mut example.now };
                set(mapping, items.last_mut().unwrap(), line);
            }
        }
    }
    example
}

/// So many items, each of another weakness.
fn weaknesses(mapping: &Mapping, first: &Item, count: &str) -> Vec<Item> {
    let one = |at: usize| {
        let mut more = first.clone();
        set(mapping, &mut more, &format!("POAM ID: V-{}", at + 1));
        set(mapping, &mut more, &format!("Weakness Source Identifier: {}", 19506 + at));
        more
    };
    (0..count.parse().unwrap()).map(one).collect()
}

fn register(mapping: &Mapping, header: &str, without: &[usize], items: Vec<Item>) -> Register {
    let mut values = vec![None; mapping.headers.len()];
    for line in header.lines() {
        let (name, text) = line.split_once(':').unwrap();
        let text = text.trim().to_owned();
        values[label(mapping, name).unwrap()] = (!text.is_empty()).then(|| Cell { text, place: Place::default() });
    }
    let has: Vec<bool> = (0..mapping.columns.len()).map(|at| !without.contains(&at)).collect();
    Register {
        name: "example.xlsx".into(),
        header: values,
        sheet_header: Vec::new(),
        renamed: Vec::new(),
        items,
        italics: std::collections::BTreeSet::new(),
        sheets: (0..mapping.sheets.len()).collect(),
        columns_present: vec![has; mapping.sheets.len()],
        generation: None,
        is_document: false,
        date_orders: vec![crate::mapping::codec::DateOrder::Unknown; mapping.columns.len()],
    }
}

fn found(mapping: &Mapping, text: &str) -> Vec<Finding> {
    let example = read(mapping, text);
    let mut now = register(mapping, &example.header, &example.without, example.now);
    now.italics = example.italics.iter().map(|column| (0, *column)).collect();
    for (sheet, line) in &example.sheet_header {
        let (name, text) = line.split_once(':').unwrap();
        let sheet = mapping.sheets.iter().position(|s| s.name == *sheet).unwrap();
        let cell = Cell { text: text.trim().to_owned(), place: Place::default() };
        now.sheet_header.push((sheet, label(mapping, name).unwrap(), cell));
    }
    for (column, text) in example.renamed {
        now.renamed.push((now.items[0].sheet, column, Cell { text, place: Place::default() }));
    }
    let before = register(mapping, &example.header_before, &[], example.before);
    let baseline = register(mapping, HEADER, &[], example.baseline);
    let kev = example.catalogue.split_once(' ').map(|(cve, due)| {
        let json = serde_json::json!({"vulnerabilities": [{"cveID": cve, "dueDate": due}]});
        Catalogue::read("kev.json", json.to_string().as_bytes()).unwrap()
    });
    let inventory = (!example.inventory.is_empty()).then(|| {
        let first = ["Unique Asset Identifier", "IPv4 or IPv6 Address", "Virtual"].map(str::to_owned).to_vec();
        let rows = example.inventory.iter().map(|name| vec![name.clone(), String::new(), "Yes".to_owned()]);
        Inventory::from_rows(std::iter::once(first).chain(rows)).unwrap()
    });
    let against = Against {
        now: "2026-10-31".parse().ok(),
        previous: Some(&before).filter(|b| !b.items.is_empty()),
        baseline: Some(&baseline).filter(|b| !b.items.is_empty()),
        initial: example.initial,
        kev: kev.as_ref(),
        inventory: inventory.as_ref(),
        ..Against::default()
    };
    let told = Against { as_of: "2026-10-30".parse().ok(), ..against };
    let report = check(&now, mapping, against).or_else(|_| check(&now, mapping, told)).unwrap();
    let mut findings = report.findings;
    let switches = Config::read("poam.toml", &example.rules).unwrap().switches;
    let counts = switch(&switches, &mut findings);
    findings.extend(idle_switches(&switches, &counts, "poam.toml"));
    findings
}

#[test]
fn the_item_of_the_examples_breaks_no_rule() {
    let mapping = load("fedramp", FEDRAMP).unwrap();
    assert_eq!(found(&mapping, ""), []);
    assert_eq!(found(&mapping, "[before]"), []);
}

#[test]
fn every_rules_examples_fail_and_pass() {
    let mapping = load("fedramp", FEDRAMP).unwrap();
    let mut wrong = Vec::new();
    for rule in rules() {
        let fails = found(&mapping, rule.fails);
        if !fails.iter().any(|f| f.code == rule.code && f.level == rule.level) {
            wrong.push(format!(
                "{}: what fails gives {:?}",
                rule.code,
                fails.iter().map(|f| f.code).collect::<Vec<_>>()
            ));
        }
        let passes = found(&mapping, rule.passes);
        if let Some(finding) = passes.iter().find(|f| f.code == rule.code || f.level == Level::Error) {
            wrong.push(format!("{}: what passes gives {finding}", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codes_are_unique_and_in_kebab_case_and_every_text_is_there() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in crate::rule::all() {
        assert!(seen.insert(rule.code), "{} is there twice", rule.code);
    }
    for rule in rules() {
        let is_word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        assert!(rule.code.split('-').all(is_word), "{}", rule.code);
        for text in [rule.checks, rule.why, rule.fails, rule.passes, rule.source] {
            assert!(!text.is_empty() && text.trim() == text, "{}: {text:?}", rule.code);
        }
        assert!(rule.checks.ends_with('.') && rule.why.ends_with('.'), "{}", rule.code);
    }
}
