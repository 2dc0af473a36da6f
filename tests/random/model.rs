//! OSCAL documents drawn at random from the model's own table: every member that is asked for, any of the others, values
//! of their types, references to what is there.

use std::collections::BTreeMap;

use poam::oscal::model::{Assembly, Content, DataType, Member, POAM};
use poam::oscal::object::{Node, Object};
use poam::oscal::version::Version;
use proptest::collection::vec;
use proptest::prelude::*;

use super::vocabulary;

/// A document, with the numbers that it was drawn by.
#[derive(Clone)]
pub(crate) struct Drawn {
    pub(crate) root: Object,
    pub(crate) version: Version,
}

impl std::fmt::Debug for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = Vec::new();
        poam::oscal::format::write(&mut out, poam::oscal::format::Format::Json, self.version, &self.root).unwrap();
        write!(f, "{}", String::from_utf8_lossy(&out))
    }
}

/// Any document of an OSCAL version. Fewer numbers and smaller ones make a smaller document.
pub(crate) fn document(version: Version) -> impl Strategy<Value = Drawn> {
    vec(any::<u16>(), 0..500).prop_map(move |numbers| {
        let mut drawing = Drawing::new(&numbers, version);
        let root = drawing.object(&POAM, &mut Vec::new()).unwrap();
        Drawn { root, version }
    })
}

/// Numbers that decide, and what was made so far.
pub(crate) struct Drawing<'n> {
    numbers: std::slice::Iter<'n, u16>,
    version: Version,
    count: u32,
    /// The uuids of the objects so far, by the names of their definitions.
    declared: BTreeMap<&'static str, Vec<String>>,
    roles: Vec<String>,
    organizations: Vec<String>,
}

impl<'n> Drawing<'n> {
    pub(crate) fn new(numbers: &'n [u16], version: Version) -> Self {
        let mut drawing = Drawing {
            numbers: numbers.iter(),
            version,
            count: 0,
            declared: BTreeMap::new(),
            roles: Vec::new(),
            organizations: Vec::new(),
        };
        // Back matter comes last, and links to it before.
        let resources = (0..drawing.below(3)).map(|n| format!("b0000000-0000-4000-8000-{n:012}")).collect();
        drawing.declared.insert("back-matter/resource", resources);
        drawing
    }

    fn next(&mut self) -> usize {
        self.numbers.next().copied().map_or(0, usize::from)
    }

    fn below(&mut self, count: usize) -> usize {
        self.next() % count.max(1)
    }

    /// Yes in so many of a hundred cases; no where the numbers are used up.
    fn chance(&mut self, percent: usize) -> bool {
        self.next() % 100 >= 100 - percent
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        let at = self.below(of.len());
        of.get(at).cloned()
    }

    fn text(&mut self, of: &[&str]) -> String {
        self.pick(of).unwrap_or_default().to_owned()
    }

    /// An object; none where something that it must refer to is not there yet.
    pub(crate) fn object(&mut self, kind: &'static Assembly, above: &mut Vec<&'static str>) -> Option<Object> {
        let mut object = Object::new(kind);
        let sides: Vec<&str> = kind.members.iter().filter(|m| m.either).map(|m| m.name).collect();
        let side = self.pick(&sides);
        above.push(kind.name);
        let (depth, version) = (above.len(), self.version);
        let mut is_whole = true;
        let known = vocabulary::of(kind.name);
        let known = if !known.is_empty() && self.chance(60) { self.pick(known) } else { None };
        for (index, member) in kind.members.iter().enumerate().filter(|(_, member)| member.is_in(version)) {
            if member.either && Some(member.name) != side {
                continue;
            }
            let likely = [70, 55, 40, 25, 15, 8].get(depth - 1).copied().unwrap_or(3);
            let of_known = known.and_then(|known| known.iter().find(|(name, _)| *name == member.name));
            let asked = member.required || vocabulary::ASKED.contains(&(kind.name, member.name));
            if of_known.is_none()
                && !asked
                && (known.is_some() && member.form != poam::oscal::model::Form::Child || !self.chance(likely))
            {
                continue;
            }
            let count = if member.name == "resource" {
                // All that were linked to.
                self.declared.get("back-matter/resource").map_or(1, |linked| linked.len().max(1))
            } else if member.many {
                1 + self.below(3).saturating_sub(usize::from(depth > 3))
            } else {
                1
            };
            for _ in 0..count {
                let node = match member.content {
                    Content::Object(below) => self.object(below, above).map(Node::Object),
                    Content::Value(of) => match of_known {
                        Some((_, value)) => Some(value.replace('#', &self.count.to_string())),
                        None => self.value(&object, kind, member, of),
                    }
                    .map(|text| Node::Value(text.into())),
                };
                let Some(node) = node else { continue };
                let stands = object.nodes(index).iter().any(|(_, other)| *other == node);
                if !stands {
                    object.push(index, node);
                }
            }
            is_whole &= !asked || !object.nodes(index).is_empty();
        }
        above.pop();
        if is_whole {
            self.declare(&object);
        }
        is_whole.then_some(object)
    }

    fn declare(&mut self, object: &Object) {
        let kind = object.kind().name;
        if let Some(uuid) = object.uuid().filter(|_| kind != "back-matter/resource") {
            self.declared.entry(kind).or_default().push(uuid.to_owned());
        }
        if kind == "metadata/role" {
            self.roles.extend(object.get("id").map(str::to_owned));
        }
        if kind == "metadata/party" && object.get("type") == Some("organization") {
            self.organizations.extend(object.uuid().map(str::to_owned));
        }
    }

    fn one_of(&mut self, kind: &str) -> Option<String> {
        let uuids = self.declared.get(kind).cloned().unwrap_or_default();
        self.pick(&uuids)
    }

    fn uuid(&mut self, kind: &str) -> String {
        self.count += 1;
        if kind == "back-matter/resource" {
            let resources = self.declared.get(kind).map_or(0, Vec::len);
            // The ones that were linked to come first.
            let made = self.declared.entry("resources made").or_default();
            made.push(String::new());
            if made.len() <= resources {
                return format!("b0000000-0000-4000-8000-{:012}", made.len() - 1);
            }
        }
        format!("a0000000-0000-4000-8000-{:012}", self.count)
    }

    fn value(&mut self, so_far: &Object, kind: &'static Assembly, member: &Member, of: DataType) -> Option<String> {
        let listed = vocabulary::listed(kind.name, member.name);
        if let (Some(uuid), "type") = (so_far.get("subject-uuid"), member.name) {
            let is_there = |name: &&&str| {
                self.declared.get(vocabulary::kind_of(name)).is_some_and(|all| all.iter().any(|u| u == uuid))
            };
            return listed.iter().find(is_there).map(|name| (*name).to_owned());
        }
        if !listed.is_empty() {
            // An actor and a subject are of a kind that is there.
            let listed: Vec<&str> = match member.name {
                "type" if kind.member("actor-uuid").is_some() => {
                    let is_there =
                        |name: &&str| self.declared.get(vocabulary::kind_of(name)).is_some_and(|all| !all.is_empty());
                    listed.iter().copied().filter(is_there).collect()
                }
                _ => listed.to_vec(),
            };
            return self.pick(&listed).map(str::to_owned);
        }
        Some(match (of, member.name) {
            (DataType::Uuid, "uuid") => self.uuid(kind.name),
            (DataType::Uuid, "actor-uuid") => return self.one_of(vocabulary::kind_of(so_far.get("type")?)),
            // Its `type` comes after it.
            (DataType::Uuid, "subject-uuid") => {
                let of = self.text(&["inventory-item", "component", "party", "location"]);
                return self.one_of(vocabulary::kind_of(&of)).or_else(|| self.one_of("system-component"));
            }
            (DataType::Uuid, "member-of-organization") => {
                let organizations = self.organizations.clone();
                return self.pick(&organizations);
            }
            (DataType::Uuid, name) => return self.one_of(vocabulary::referred(name)),
            (DataType::Token, "role-id") => {
                let roles = self.roles.clone();
                return self.pick(&roles);
            }
            (DataType::Token, "id") => {
                self.count += 1;
                format!("role-{}", self.count)
            }
            (DataType::String, "oscal-version") => self.version.to_string(),
            (DataType::String, _) => self.text(vocabulary::STRINGS),
            (DataType::Token, _) => self.text(vocabulary::TOKENS),
            (DataType::DateTime, _) => self.text(vocabulary::STAMPS),
            (DataType::Uri, _) => self.text(vocabulary::URIS),
            (DataType::UriReference, _) => match self.one_of("back-matter/resource") {
                Some(uuid) if self.chance(50) => format!("#{uuid}"),
                _ => self.text(vocabulary::REFERENCES),
            },
            (DataType::EmailAddress, _) => self.text(&["a.b@example.com", "isso@cloud.example"]),
            (DataType::Base64, _) => self.text(&["TWFueQ==", "YQ=="]),
            (DataType::NonNegativeInteger, _) => self.text(&["0", "80", "65535"]),
            (DataType::PositiveInteger, _) => self.text(&["1", "7"]),
            (DataType::MarkupLine, _) => self.text(vocabulary::LINES),
            (DataType::MarkupMultiline, _) => self.text(vocabulary::BLOCKS),
        })
    }
}
