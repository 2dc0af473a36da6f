//! What is told of a text that does not fit the model.

use super::Reader;
use crate::finding::{Failure, Finding, Place};
use crate::oscal::data::token::{Kind, Tokens};
use crate::oscal::model::{DataType, Member, POAM};
use crate::oscal::path::Position;

/// A text with more faults than these is not read on.
const MOST_FAULTS: usize = 10_000;

impl<T: Tokens> Reader<'_, T> {
    /// Whether a value is a number where one is due, and text where that is.
    pub(super) fn check_value(&mut self, member: &Member, kind: Kind, text: &str, at: Position) -> Result<(), Failure> {
        let shown = shorten(text);
        let finding = if member.data_type().is_some_and(DataType::is_integer) {
            if matches!(kind, Kind::Number | Kind::TextOrNumber) && member.integer(text).is_some() {
                return Ok(());
            }
            let finding = Finding::error("not-a-number", format!("`{}` is {shown}, not a whole number", member.json));
            if matches!(kind, Kind::Text) && member.integer(text).is_some() {
                finding.help("write the number without quotes")
            } else {
                finding
            }
        } else {
            if matches!(kind, Kind::Text | Kind::TextOrNumber) {
                return Ok(());
            }
            let finding = Finding::error("not-text", format!("`{}` is {shown}, not text", member.json));
            finding.help("write the value in quotes")
        };
        self.tell(finding, at, None)
    }

    pub(super) fn unknown(&mut self, name: &str, at: Position, parent: &str) -> Result<(), Failure> {
        let kind = self.path.steps().last().and_then(|s| s.member.assembly()).unwrap_or(&POAM);
        let message = format!("OSCAL has no `{}` in {parent}", shorten(name).trim_matches('"'));
        let help = match kind.member(name) {
            Some(member) => format!("in JSON and YAML it is called `{}`", kind.members[member].json),
            None if name == "<<" => "write out what is merged: OSCAL's YAML has no merge keys".to_owned(),
            None => {
                "correct the name or take the member out; what OSCAL has no place for belongs in `props`".to_owned()
            }
        };
        self.tell(Finding::error("unknown-member", message).help(help), at, Some(name))
    }

    pub(super) fn twice(&mut self, name: &str, at: Position) -> Result<(), Failure> {
        let finding = Finding::error("member-twice", format!("`{name}` stands there twice; the first one was read"));
        self.tell(finding.help("take one of them out"), at, Some(name))
    }

    /// Notes a finding at the path, or at a member of what stands there.
    pub(super) fn tell(&mut self, finding: Finding, at: Position, member: Option<&str>) -> Result<(), Failure> {
        let mut path = self.path.to_string();
        if let Some(member) = member {
            if member == "$schema" {
                path.clear();
            }
            path.push('/');
            path.push_str(&member.replace('~', "~0").replace('/', "~1"));
        }
        let mut place = Place::file(self.name).at_line(at.line);
        place.character = Some(at.character);
        place.path = Some(path);
        self.findings.push(finding.at(place));
        if self.findings.len() < MOST_FAULTS {
            return Ok(());
        }
        let finding = Finding::error("too-many-faults", format!("there are more than {MOST_FAULTS} faults"));
        Err(Failure::unreadable(finding.at(Place::file(self.name)).help("correct what made them, and try again")))
    }

    pub(super) fn not_a_poam(&mut self, message: String, help: &str) -> Failure {
        self.findings.clear();
        let at = self.tokens.position();
        let mut place = Place::file(self.name).at_line(at.line);
        place.character = Some(at.character);
        Failure::unreadable(Finding::error("not-a-poam", message).at(place).help(help))
    }
}

/// A value as messages show it.
fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("\"{}…\"", &text[..end]),
        None => format!("\"{text}\""),
    }
}
