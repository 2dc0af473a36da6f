//! Findings of configuration scans.

use super::Check;
use super::columns::{Col, Kind};
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&NO_CM6];

const NO_CM6: Rule = Rule {
    code: "configuration-without-cm-6",
    level: Level::Warning,
    checks: "A configuration finding names the control CM-6.",
    why: "The sheet is for what falls under it.",
    fails: "[Configuration Findings]\nControls: AC-2",
    passes: "[Configuration Findings]\nControls: CM-6",
    source: "FedRAMP notice on configuration findings, 2024",
};

pub(super) fn item(_: &Check, row: &Row, out: &mut Findings) {
    if row.kind != Kind::Configuration || !row.has(Col::Controls) {
        return;
    }
    let controls = row.values(Col::Controls);
    if !controls.is_empty() && !controls.iter().any(|c| c == "cm-6" || c.starts_with("cm-6.")) {
        let message = "the configuration finding does not name CM-6";
        out.cell(&NO_CM6, row, Col::Controls, message, "add CM-6, or move the item to the open items");
    }
}
