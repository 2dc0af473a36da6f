//! Where the rules report to.

use crate::finding::{Counted, Gathered, Level};
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
    /// How many more of this rule and level were found that are not told one by one.
    pub more: usize,
}

impl Counted for Found {
    fn kind(&self) -> (&'static str, Level) {
        (self.rule.code, self.level)
    }

    fn more(&mut self) -> &mut usize {
        &mut self.more
    }
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

/// What the rules have found in one document, in the order it was found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    found: Gathered<Found>,
    /// The last one, to which more may be added.
    last: Option<Found>,
}

impl Findings {
    /// Takes a finding of a rule at a node. More is added to what it returns.
    pub fn report(&mut self, rule: &'static Rule, path: Path, message: impl Into<String>) -> &mut Found {
        self.found.extend(self.last.take());
        self.last.insert(Found { rule, level: rule.level, path, message: message.into(), help: None, more: 0 })
    }

    /// What was found.
    pub fn into_all(mut self) -> Vec<Found> {
        self.found.extend(self.last);
        self.found.into_vec()
    }
}
