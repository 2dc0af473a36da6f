//! The services that an item concerns.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::mapping::judged::Judged;
use crate::rule::Rule;
use std::collections::HashSet;

pub(super) const RULES: &[&Rule] = &[&ONE_LINE, &TWICE, &NOT_ALONE, &MISSING];

const ONE_LINE: Rule = Rule {
    code: "services-on-one-line",
    level: Level::Warning,
    checks: "Each service has a line of its own.",
    why: "Names with a comma between them are read as one name.",
    fails: "Service Name: Case API, Case Portal",
    passes: "Service Name: Case API\\nCase Portal",
    source: "FedRAMP notice on service names, 2024",
};
const TWICE: Rule = Rule {
    code: "service-twice",
    level: Level::Warning,
    checks: "A service is named once.",
    why: "Counts by service go wrong otherwise.",
    fails: "Service Name: Case API\\nCase API",
    passes: "Service Name: Case API\\nCase Portal",
    source: "FedRAMP notice on service names, 2024",
};
const NOT_ALONE: Rule = Rule {
    code: "service-not-alone",
    level: Level::Error,
    checks: "All and Internal stand alone.",
    why: "Beside either another name has no meaning.",
    fails: "Service Name: All\\nCase API",
    passes: "Service Name: All",
    source: "FedRAMP notice on service names, 2024",
};
const MISSING: Rule = Rule {
    code: "service-blank",
    level: Level::Warning,
    checks: "Where some open items name a service, every open item does. Where most do not, it is told once.",
    why: "A provider of several services names them since 2025; a blank hides whom the item concerns.",
    fails: "Service Name: Case API\n[another]\nService Name:",
    passes: "Service Name: Case API\n[another]\nService Name: Internal",
    source: "FedRAMP notice on service names, 2024",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    if !row.has(Col::Service) {
        return;
    }
    // As typed: the reading holds each name once.
    let names: Vec<String> =
        row.text(Col::Service).lines().map(|n| n.trim().to_lowercase()).filter(|n| !n.is_empty()).collect();
    let mut seen = HashSet::new();
    if let Some(name) = names.iter().find(|name| !seen.insert(name.as_str())) {
        out.cell(&TWICE, row, Col::Service, format!("\"{name}\" is named twice"), "name each service once");
    }
    if let Some(line) = row.text(Col::Service).lines().find(|line| line.contains([',', ';'])) {
        let message = format!("\"{}\" looks like several services on one line", line.trim());
        out.cell(&ONE_LINE, row, Col::Service, message, "write each service on a line of its own");
    }
    let alone = |name: &String| Judged::spelled(&check.words().service_words, name);
    if let Some(name) = names.iter().find_map(alone).filter(|_| names.len() > 1) {
        let message = format!("\"{name}\" stands beside other names");
        out.cell(&NOT_ALONE, row, Col::Service, message, "leave it alone, or name the services");
    }
}

pub(super) fn whole(check: &Check, out: &mut Findings) {
    let open = || check.rows.iter().filter(|row| row.is_open() && row.has(Col::Service));
    if open().all(|row| row.text(Col::Service).is_empty()) {
        return;
    }
    let blank: Vec<&Row> = open().filter(|row| row.lacks(Col::Service)).collect();
    let help = "name the services, or write All or Internal";
    match blank.as_slice() {
        [first, _, ..] if blank.len() * 2 > open().count() => {
            let message = format!("{} of {} open items name no service, and others do", blank.len(), open().count());
            out.cell(&MISSING, first, Col::Service, message, help);
        }
        blank => {
            for row in blank {
                out.cell(&MISSING, row, Col::Service, "the item names no service, and others do", help);
            }
        }
    }
}
