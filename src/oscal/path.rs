//! Where something stands in a document, and where that is in the file it was read from.

use super::model::{Member, POAM};
use std::fmt;

/// A line and a character in it, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character in the line.
    pub character: u32,
}

/// One step down from an object: a member, and which of the nodes under it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The member.
    pub member: &'static Member,
    /// The position among its brothers, from 0.
    pub at: usize,
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.member, other.member) && self.at == other.at
    }
}

impl Eq for Step {}

/// The steps from a document's root to a node; none is the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<Step>);

impl Path {
    /// The root.
    pub fn root() -> Self {
        Path::default()
    }

    /// Goes one step down.
    pub fn push(&mut self, member: &'static Member, at: usize) {
        self.0.push(Step { member, at });
    }

    /// Goes one step up; from the root it stays there.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// The steps from the root.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl fmt::Display for Path {
    /// A JSON pointer (RFC 6901) into the document's JSON form, whatever format it was read from. No name of the model
    /// needs an escape.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", POAM.name)?;
        for Step { member, at } in &self.0 {
            write!(f, "/{}", member.json)?;
            if member.many {
                write!(f, "/{at}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::oscal::model::RISK;

    #[test]
    fn a_path_is_a_json_pointer() {
        let mut path = Path::root();
        assert_eq!(path.to_string(), "/plan-of-action-and-milestones");
        path.push(&POAM.members[POAM.member("risk").unwrap()], 2);
        path.push(&RISK.members[RISK.member("title").unwrap()], 0);
        assert_eq!(path.to_string(), "/plan-of-action-and-milestones/risks/2/title");
        path.pop();
        assert_eq!(path.steps().len(), 1);
        let every = |member: &Member| member.json.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        assert!(POAM.members.iter().chain(RISK.members).all(every));
    }
}
