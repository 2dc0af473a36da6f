//! What a rule is: the words that `poam explain` prints, and the finding's code and level.

use crate::finding::Level;

/// A rule: what it checks and why, with an example that breaks it and one that keeps it.
///
/// An example of a document's rule is one or more pieces, each a line with a JSON pointer below the document's root (`-`
/// appends to an array) and under it the JSON that stands there; the tests put the pieces into a small document. An
/// example of a rule for items is made of lines `Column: text`, which the tests put into an item without faults; see
/// [`crate::check`]. `fails` must give this rule's code, and `passes` must not.
#[derive(Debug)]
pub struct Rule {
    /// The finding's code, in kebab case.
    pub code: &'static str,
    /// The level of its findings, unless a version of OSCAL says another.
    pub level: Level,
    /// What it checks, in one sentence.
    pub checks: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// An example that breaks the rule.
    pub fails: &'static str,
    /// An example that keeps it.
    pub passes: &'static str,
    /// Where the rule is from: NIST's id of the constraint, the schema, FedRAMP's guide, or this project.
    pub source: &'static str,
}

/// Every rule: those of a valid document, then those of a POA&M that is fit to submit.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    crate::validate::rules().chain(crate::check::rules())
}

/// The rule of a code.
pub fn by_code(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code == code)
}
