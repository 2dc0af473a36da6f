//! Who answers for an item.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&MISSING, &NOBODY];

const MISSING: Rule = Rule {
    code: "item-without-contact",
    level: Level::Error,
    checks: "Every item has a point of contact.",
    why: "Somebody has to answer for it.",
    fails: "Point of Contact:",
    passes: "Point of Contact: Sam Reyes",
    source: "FedRAMP POA&M Completion Guide, Point of Contact",
};
const NOBODY: Rule = Rule {
    code: "no-single-owner",
    level: Level::Info,
    checks: "The point of contact of an open item is one person, not several and not a team's mailbox.",
    why: "Where many answer, nobody does.",
    fails: "Point of Contact: security-team@cloud.example",
    passes: "Point of Contact: Sam Reyes - Example Cloud",
    source: "NIST SP 800-53 CA-5, good practice",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    let text = row.text(Col::Contact);
    if row.lacks(Col::Contact) {
        out.cell(&MISSING, row, Col::Contact, "the item has no point of contact", "name a person");
    } else if row.has(Col::Contact) && row.is_open() {
        let names = text.split(['\n', ';', '/']).filter(|name| !name.trim().is_empty()).count();
        if check.words().teams.contains(&text.to_lowercase()) {
            let message = format!("\"{text}\" names nobody");
            out.cell(&NOBODY, row, Col::Contact, message, "name the one person who answers for it");
        } else if names > 1 {
            let message = format!("the point of contact is {names} names");
            out.cell(&NOBODY, row, Col::Contact, message, "name the one person who answers for it");
        } else if is_team(&check.words().teams, text) {
            let message = format!("\"{text}\" is a team, not a person");
            out.cell(&NOBODY, row, Col::Contact, message, "name the one person who answers for it");
        }
    }
}

/// Whether a contact is a team: its address is, or its only word.
fn is_team(teams: &[String], text: &str) -> bool {
    let name = text.split_once('@').map_or(text, |(name, _)| name).to_lowercase();
    let is_address = text.contains('@') && !text.trim().contains(char::is_whitespace);
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let is_word = |word: &&str| teams.iter().any(|team| team == word);
    if is_address { words.iter().any(is_word) } else { words.last().is_some_and(is_word) && !text.contains('-') }
}
