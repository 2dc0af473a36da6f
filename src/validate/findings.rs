//! Where the rules report to.

use crate::finding::Level;
use crate::oscal::path::Path;
use crate::rule::Rule;

/// What a rule has found, with its place in the document.
#[derive(Clone, Debug)]
pub struct Found {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is: the rule's own level but where [`Found::level`] has set another.
    pub level: Level,
    /// The node it is about.
    pub path: Path,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Found {
    /// Adds a remedy.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Sets another level than the rule's.
    pub fn level(&mut self, level: Level) -> &mut Self {
        self.level = level;
        self
    }
}

/// All that the rules have found in one document, in the order it was found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    found: Vec<Found>,
}

impl Findings {
    /// Takes a finding of a rule at a node. More is added to what it returns.
    pub fn report(&mut self, rule: &'static Rule, path: Path, message: impl Into<String>) -> &mut Found {
        let index = self.found.len();
        self.found.push(Found { rule, level: rule.level, path, message: message.into(), help: None });
        &mut self.found[index]
    }

    /// What was found.
    pub fn all(&self) -> &[Found] {
        &self.found
    }

    /// What was found, to keep.
    pub fn into_all(self) -> Vec<Found> {
        self.found
    }
}
