//! A file read, validated, and what was found put in the order of its text.

use super::findings::Found;
use super::{Profile, Schema, Validation, run};
use crate::finding::{Failure, Finding, Level, Place};
use crate::limits::Limits;
use crate::oscal::format::Format;
use crate::oscal::model::POAM;
use crate::oscal::object::Object;
use crate::oscal::path::{Path, Position};
use crate::oscal::read;
use crate::oscal::version::{V1_0_4, Version};
use std::collections::HashSet;

/// What is to be said of a document.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was found, in the order of the text.
    pub findings: Vec<Finding>,
    /// The OSCAL version it was judged by.
    pub version: Version,
    /// How many items it has.
    pub items: usize,
    /// The format it was in.
    pub format: Format,
}

impl Report {
    /// How many findings there are of a level.
    pub fn count(&self, level: Level) -> usize {
        Finding::count(&self.findings, level)
    }

    /// The result in a line: `valid OSCAL 1.1.2, 34 items`, or how many findings there are.
    pub fn line(&self) -> String {
        let some = |count: usize, what: &str| match count {
            0 => None,
            1 => Some(format!("1 {what}")),
            _ => Some(format!("{count} {what}s")),
        };
        let (errors, warnings) = (self.count(Level::Error), self.count(Level::Warning));
        let mut parts = vec![match some(errors, "error") {
            Some(errors) => errors,
            None => format!("valid OSCAL {}, {}", self.version, some(self.items, "item").unwrap_or("no items".into())),
        }];
        parts.extend(some(warnings, "warning"));
        parts.join(", ")
    }
}

/// Reads and validates a document, by the rules of a profile (without one, of that which [`Profile::of`] tells) and by
/// a schema if one is given. Places have the file, the line, the path, and the POAM ID of the nearest item.
///
/// # Errors
/// What [`read::document`] fails with, and a document that is nested too deep for a schema.
pub fn file(name: &str, bytes: &[u8], profile: Option<Profile>, schema: Option<&Schema>) -> Result<Report, Failure> {
    file_within(name, bytes, profile, schema, &Limits::default())
}

/// [`file()`], within limits.
///
/// # Errors
/// As [`file()`].
pub fn file_within(
    name: &str,
    bytes: &[u8],
    profile: Option<Profile>,
    schema: Option<&Schema>,
    limits: &Limits,
) -> Result<Report, Failure> {
    let mut reading = read::document_within(name, bytes, limits)?;
    let root = std::mem::replace(&mut reading.root, Object::new(&POAM));
    let validation = Validation::of(&root);
    let of_reader = of_reader(reading.findings, validation.version);
    // What the reader has said of a place is not said again.
    let told: HashSet<(&str, &str)> = of_reader.iter().filter_map(|f| Some((f.code, f.at.path.as_deref()?))).collect();
    let mut found = run(&validation, profile.unwrap_or_else(|| Profile::of(&root)));
    if let Some(schema) = schema {
        schema.check(&root, validation.version, &mut found).map_err(|failure| failure.in_file(name))?;
    }
    let found = found.into_all().into_iter();
    let found: Vec<Found> =
        found.filter(|f| told.is_empty() || !told.contains(&(f.rule.code, f.path.to_string().as_str()))).collect();
    let positions = positions(reading.format, bytes, &found);
    let of_rules = found.into_iter().zip(positions).map(|(found, position)| {
        let mut place = Place::file(name);
        place.line = position.map(|p| p.line);
        place.character = position.map(|p| p.character);
        place.path = Some(found.path.to_string());
        place.item = validation.index.poam_id(&found.path);
        let finding = Finding::new(found.rule.code, found.level, found.message).at(place);
        Finding { help: found.help, more: found.more, ..finding }
    });
    let mut findings: Vec<Finding> = of_rules.collect();
    findings.extend(of_reader);
    findings.sort_by_key(|f| (f.at.line, f.at.character));
    let items = root.all("poam-item").count();
    Ok(Report { findings, version: validation.version, items, format: reading.format })
}

/// What a reader found that bears on whether the document is valid.
fn of_reader(findings: Vec<Finding>, version: Version) -> Vec<Finding> {
    let mut findings: Vec<Finding> = findings.into_iter().filter(|f| !ABOUT_CONVERTING.contains(&f.code)).collect();
    // Prose in XML needs a paragraph since 1.0.6.
    findings.retain(|f| f.code != EMPTY_MARKUP || version > V1_0_4);
    findings.iter_mut().filter(|f| f.code == EMPTY_MARKUP).for_each(|f| f.level = Level::Error);
    findings
}

/// The code of prose without a paragraph.
const EMPTY_MARKUP: &str = "empty-markup";

/// What a reader tells of its own work, not of the document.
const ABOUT_CONVERTING: [&str; 2] = ["markup-changed", "schema-left-off"];

/// So many levels up a place is looked for: each is a pass over the text.
const ROUNDS: usize = 3;

/// Where findings stand in the text: at their node, else at the nearest node above it that the text has.
fn positions(format: Format, bytes: &[u8], found: &[Found]) -> Vec<Option<Position>> {
    if found.is_empty() {
        return Vec::new();
    }
    let mut paths: Vec<Path> = found.iter().map(|f| f.path.clone()).collect();
    let mut positions = read::locate(format, bytes, &paths);
    let mut missing: Vec<usize> = (0..paths.len()).filter(|at| positions[*at].is_none()).collect();
    for _ in 0..ROUNDS {
        if missing.is_empty() {
            break;
        }
        missing.retain(|at| !paths[*at].steps().is_empty());
        let above: Vec<Path> = missing
            .iter()
            .map(|at| {
                paths[*at].pop();
                paths[*at].clone()
            })
            .collect();
        for (at, position) in missing.iter().zip(read::locate(format, bytes, &above)) {
            positions[*at] = position;
        }
        missing.retain(|at| positions[*at].is_none());
    }
    positions
}
