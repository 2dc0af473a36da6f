//! The OSCAL versions that are read and written.

use super::model::{Assembly, assemblies};
use super::object::{Node, Object};
use super::path::Path;
use crate::finding::{Failure, Finding, Findings, Place};
use std::fmt;
use std::str::FromStr;

/// An OSCAL version, `major.minor.patch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u8, pub u8, pub u8);

/// Brought `metadata/action`, `related-finding`, `finding` and `assessment-assets` to the POA&M.
pub const V1_1_0: Version = Version(1, 1, 0);
/// Brought `remarks` to eight small objects.
pub const V1_2_1: Version = Version(1, 2, 1);
/// The version FedRAMP's last constraints name; the default.
pub const V1_1_2: Version = Version(1, 1, 2);
/// The oldest version written. Its markup has no line break.
pub const V1_0_4: Version = Version(1, 0, 4);

/// The versions that can be written, oldest first. 1.2.0 is left out: its JSON schema is broken (OSCAL issue 2178).
pub const WRITTEN: [Version; 7] =
    [V1_0_4, Version(1, 0, 6), V1_1_2, Version(1, 1, 3), V1_2_1, Version(1, 2, 2), Version(1, 2, 3)];

/// The versions that are read, oldest first: all that NIST released.
pub const READ: [Version; 15] = [
    Version(1, 0, 0),
    Version(1, 0, 1),
    Version(1, 0, 2),
    Version(1, 0, 3),
    V1_0_4,
    Version(1, 0, 5),
    Version(1, 0, 6),
    V1_1_0,
    Version(1, 1, 1),
    V1_1_2,
    Version(1, 1, 3),
    Version(1, 2, 0),
    V1_2_1,
    Version(1, 2, 2),
    Version(1, 2, 3),
];

/// The version that a document states in `metadata/oscal-version`; a failure, as yet without a place, where that is
/// none of [`READ`].
pub fn read(stated: &str) -> Result<Version, Failure> {
    if let Some(version) = READ.iter().copied().find(|v| v.to_string() == stated) {
        return Ok(version);
    }
    let (first, last) = (READ[0], READ[READ.len() - 1]);
    let numbers: Vec<u32> = stated.split(['.', '-']).map_while(|part| part.parse().ok()).collect();
    let is_draft = stated.starts_with("1.0.0-") || matches!(numbers[..], [0, ..]);
    let newest: Vec<u32> = [last.0, last.1, last.2].map(u32::from).to_vec();
    let (what, help) = if is_draft {
        (" is a draft from before 1.0.0", "its model was another one: export the document anew from where it comes")
    } else if numbers.len() == 3 && numbers > newest {
        (" is newer than what poam reads", "get a newer poam, or export the document as an older OSCAL version")
    } else {
        (" was never released", "correct metadata/oscal-version: it is the version of OSCAL, not of the document")
    };
    let message =
        format!("OSCAL {}{what}; poam reads {first} to {last}", if stated.is_empty() { "\"\"" } else { stated });
    Err(Failure::unreadable(Finding::error("unknown-version", message).help(help)))
}

impl Version {
    /// Whether a `p` may hold a `br` (1.0.4's could not).
    pub fn has_line_break(self) -> bool {
        self > V1_0_4
    }
}

impl Default for Version {
    fn default() -> Self {
        V1_1_2
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl FromStr for Version {
    type Err = String;

    /// One of [`WRITTEN`]; anything else is refused with the list.
    fn from_str(s: &str) -> Result<Self, String> {
        WRITTEN.iter().copied().find(|v| v.to_string() == s).ok_or_else(|| {
            let known: Vec<String> = WRITTEN.iter().map(ToString::to_string).collect();
            format!("poam writes OSCAL {}", known.join(", "))
        })
    }
}

/// What an OSCAL version does not have of the model.
#[derive(Debug)]
pub struct Lacking {
    version: Version,
    /// The kinds of objects that may hold something of it, at any depth.
    kinds: Vec<&'static Assembly>,
}

impl Lacking {
    /// What a version lacks in a POA&M.
    pub fn in_version(version: Version) -> Self {
        let all = assemblies();
        let mut kinds: Vec<&Assembly> = Vec::new();
        loop {
            let lacks = |kind: &&Assembly| {
                !kinds.contains(kind)
                    && kind
                        .members
                        .iter()
                        .any(|m| !m.is_in(version) || m.assembly().is_some_and(|k| kinds.contains(&k)))
            };
            let more: Vec<&Assembly> = all.iter().copied().filter(lacks).collect();
            if more.is_empty() {
                return Lacking { version, kinds };
            }
            kinds.extend(more);
        }
    }

    /// Takes it away from an object, at any depth, and says how many members that were (a member's own content not
    /// counted).
    pub fn take_from(&self, object: &mut Object) -> usize {
        let mut dropped = 0;
        if self.kinds.contains(&object.kind()) {
            object.retain(&mut |member, node| {
                let keep = member.is_in(self.version);
                dropped += usize::from(!keep);
                if let (true, Node::Object(inside)) = (keep, node) {
                    dropped += self.take_from(inside);
                }
                keep
            });
        }
        dropped
    }
}

/// Notes each member of an object that an OSCAL version does not have, with its path and what it holds; of what such a
/// member holds nothing more. `path` is the object's own.
pub fn beyond(object: &Object, version: Version, path: &mut Path, losses: &mut Findings) {
    for (index, member) in object.kind().members.iter().enumerate() {
        for (at, value) in object.values(index).enumerate().filter(|_| !member.is_in(version)) {
            path.push(member, at);
            losses.push(loss(path, version, &format!("\"{value}\"")));
            path.pop();
        }
        for (at, child) in object.objects(index).enumerate() {
            path.push(member, at);
            if member.is_in(version) {
                beyond(child, version, path, losses);
            } else {
                losses.push(loss_of(child, version, path));
            }
            path.pop();
        }
    }
}

/// The loss of an object that an OSCAL version does not have.
pub fn loss_of(object: &Object, version: Version, path: &Path) -> Finding {
    // An object is always JSON.
    let held = serde_json::to_string(object).unwrap_or_default();
    loss(path, version, &held)
}

fn loss(path: &Path, version: Version, held: &str) -> Finding {
    let name = path.steps().last().map_or("", |step| step.member.json);
    let message = format!("OSCAL {version} has no place for `{name}`: {held}");
    let place = Place { path: Some(path.to_string()), ..Place::default() };
    Finding::error("not-in-version", message).at(place).help("write a newer version with --oscal-version")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::oscal::model::{FINDING, POAM, POAM_ITEM, PROPERTY};

    #[test]
    fn what_a_version_does_not_have_is_dropped_and_counted() {
        let mut property = Object::new(&PROPERTY);
        property.push_value(0, "n");
        property.push_value(PROPERTY.member("group").unwrap(), "g");
        let mut item = Object::new(&POAM_ITEM);
        item.push(POAM_ITEM.member("prop").unwrap(), Node::Object(property.clone()));
        let mut finding = Object::new(&FINDING);
        finding.push(FINDING.member("prop").unwrap(), Node::Object(property));
        let mut poam = Object::new(&POAM);
        poam.push(POAM.member("poam-item").unwrap(), Node::Object(item));
        poam.push(POAM.member("finding").unwrap(), Node::Object(finding));
        let newer = Lacking::in_version(V1_1_0);
        assert_eq!(newer.take_from(&mut poam), 0);
        let older = Lacking::in_version(V1_0_4);
        assert_eq!(older.take_from(&mut poam), 2);
        assert_eq!(poam.all("finding").count(), 0);
        assert_eq!(poam.all("poam-item").flat_map(|i| i.all("prop")).filter(|p| p.get("group").is_some()).count(), 0);
        assert_eq!(older.take_from(&mut poam), 0);
    }
}
