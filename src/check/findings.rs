//! Where the rules report to.

use super::columns::Col;
use super::row::Row;
use crate::finding::{self, Finding, Place};
use crate::rule::Rule;

/// All that the rules have found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: finding::Findings,
}

impl Findings {
    /// Takes a finding of a rule.
    pub(crate) fn report(&mut self, rule: &'static Rule, at: Place, message: impl Into<String>, help: &str) {
        self.found.push(Finding::new(rule.code, rule.level, message).at(at).help(help));
    }

    /// Takes a finding about an item's cell.
    pub(crate) fn cell(&mut self, rule: &'static Rule, row: &Row, col: Col, message: impl Into<String>, help: &str) {
        self.report(rule, row.place(col), message, help);
    }

    /// What was found.
    pub(crate) fn into_all(self) -> Vec<Finding> {
        self.found.into_vec()
    }
}
