//! Identifiers that last: version 5 UUIDs of what they stand for, and a digest of documents, whatever their format.

use super::model::{Content, Member, POAM};
use super::object::{Node, Object};
use rayon::prelude::*;
use sha1::{Digest as _, Sha1};
use std::fmt::Write;
use uuid::{Builder, Uuid};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The UUID of a list of parts. Lists that differ in any way have different UUIDs: each part counts with its length.
pub fn v5(namespace: Uuid, parts: &[&str]) -> Uuid {
    Name::new(namespace, parts).uuid(&[])
}

/// The beginning of a list of parts, from which the UUIDs of many lists are made.
#[derive(Clone, Debug)]
pub struct Name(Sha1);

impl Name {
    /// A list that begins with these parts.
    pub fn new(namespace: Uuid, parts: &[&str]) -> Self {
        let mut name = Name(Sha1::new_with_prefix(namespace.as_bytes()));
        name.extend(parts);
        name
    }

    /// Adds parts.
    pub fn extend(&mut self, parts: &[&str]) {
        for part in parts {
            let mut digits = [b':'; 21];
            let mut from = 20;
            let mut rest = part.len();
            loop {
                from -= 1;
                digits[from] = b"0123456789"[rest % 10];
                rest /= 10;
                if rest == 0 {
                    break;
                }
            }
            self.0.update(&digits[from..]);
            self.0.update(part);
        }
    }

    /// The UUID of the list that ends with these parts.
    pub fn uuid(&self, rest: &[&str]) -> Uuid {
        let mut name = self.clone();
        name.extend(rest);
        let digest: [u8; 20] = name.0.finalize().into();
        let [first @ .., _, _, _, _] = digest;
        Builder::from_sha1_bytes(first).into_uuid()
    }
}

/// What an object says, in 16 bytes: enough that no two objects meet by chance, and no promise against somebody who
/// wants them to; an identifier is no seal. Objects can be digested in any number of threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 16]);

impl Digest {
    /// The digest of an object. Counts its members' names and all that they hold, in order; no file format.
    pub fn of(object: &Object) -> Self {
        Digest::by(object, &mut Vec::new())
    }

    /// The same, with a buffer that serves for one object after the other.
    pub fn by(object: &Object, buffer: &mut Vec<u8>) -> Self {
        buffer.clear();
        canonical(object, buffer);
        Digest::of_bytes(buffer)
    }

    /// The same, of an object that may hold as much as the whole document.
    fn of_large(object: &Object) -> Self {
        /// So many brothers are made bytes of by one core at a time, and so many times that before they are digested.
        const AT_ONCE: usize = 256;
        const AT_A_TIME: usize = 16 * AT_ONCE;
        let mut hasher = Xxh3::new();
        for (member, nodes) in object.groups() {
            for nodes in nodes.chunks(AT_A_TIME) {
                let bytes = |nodes: &[(u8, Node)]| {
                    let mut bytes = Vec::new();
                    canonical_nodes(member, nodes, &mut bytes);
                    bytes
                };
                if nodes.len() <= AT_ONCE {
                    hasher.update(&bytes(nodes));
                } else {
                    let pieces: Vec<Vec<u8>> = nodes.par_chunks(AT_ONCE).map(bytes).collect();
                    for piece in pieces {
                        hasher.update(&piece);
                    }
                }
            }
        }
        Digest(hasher.digest128().to_be_bytes())
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        Digest(xxh3_128(bytes).to_be_bytes())
    }
}

/// The digest of a section, object after object.
#[derive(Clone, Default)]
pub struct SectionDigest {
    objects: Sha1,
    count: u64,
}

impl SectionDigest {
    /// A section without objects.
    pub fn new() -> Self {
        SectionDigest::default()
    }

    /// Adds the next object's digest.
    pub fn add(&mut self, object: Digest) {
        self.objects.update(object.0);
        self.count += 1;
    }
}

/// The root's UUID: of all that the document says but for that UUID itself and `metadata/last-modified`. Sections
/// that were digested object by object come beside the root, each with its member; whatever of a section the root
/// holds itself is digested here. Both ways give the same UUID.
pub fn document(namespace: Uuid, root: &Object, sections: &[(usize, SectionDigest)]) -> Uuid {
    let mut bytes = Vec::new();
    for (index, member) in POAM.members.iter().enumerate() {
        if member.name == "uuid" {
            continue;
        }
        let mut section = SectionDigest::new();
        for (_, apart) in sections.iter().filter(|(m, _)| *m == index) {
            section = apart.clone();
        }
        if section.count == 0 {
            for object in root.objects(index) {
                section.add(match member.name {
                    "metadata" => Digest::of(&without_stamp(object)),
                    _ => Digest::of_large(object),
                });
            }
        }
        if section.count > 0 {
            bytes.extend_from_slice(member.counted.bytes());
            bytes.extend_from_slice(&section.count.to_be_bytes());
            bytes.extend_from_slice(&section.objects.finalize());
        }
    }
    let mut name = String::with_capacity(40);
    for byte in Digest::of_bytes(&bytes).0 {
        let _ = write!(name, "{byte:02x}");
    }
    v5(namespace, &["document", &name])
}

fn without_stamp(metadata: &Object) -> Object {
    let mut metadata = metadata.clone();
    if let Some(stamp) = metadata.kind().member("last-modified") {
        metadata.clear(stamp);
    }
    metadata
}

/// Names, not places in the table, so that a later OSCAL's members change no identifier.
fn canonical(object: &Object, out: &mut Vec<u8>) {
    for (member, nodes) in object.groups() {
        canonical_nodes(member, nodes, out);
    }
}

fn canonical_nodes(member: &Member, nodes: &[(u8, Node)], out: &mut Vec<u8>) {
    for (_, node) in nodes {
        member.counted.append_to(out);
        match (node, member.content) {
            (Node::Object(child), _) => {
                out.push(b'{');
                canonical(child, out);
                out.push(b'}');
            }
            // A number is the same number with zeros before it.
            (Node::Value(value), Content::Value(t)) if t.is_integer() => match value.parse::<u64>() {
                Ok(number) => counted(&number.to_string(), out),
                Err(_) => counted(value, out),
            },
            (Node::Value(value), _) => counted(value, out),
        }
    }
}

/// A text behind its length, which takes one byte where it can.
fn counted(text: &str, out: &mut Vec<u8>) {
    match u8::try_from(text.len()) {
        Ok(length) if length < u8::MAX => out.push(length),
        _ => {
            out.push(u8::MAX);
            out.extend_from_slice(&(text.len() as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::oscal::model::{METADATA, PROPERTY, RISK};

    const SPACE: Uuid = Uuid::from_u128(0x9de5_cfad_5324_5ec4_bb30_4050_9dc6_02c3);

    fn root(title: &str, stamp: &str, risks: &[&str]) -> Object {
        let mut root = Object::new(&POAM);
        root.push_value(0, format!("{title}{stamp}"));
        let mut metadata = Object::new(&METADATA);
        metadata.push_value(0, title);
        metadata.push_value(2, stamp);
        root.push(1, Node::Object(metadata));
        for title in risks {
            root.push(POAM.member("risk").unwrap(), Node::Object(risk(title)));
        }
        root
    }

    fn risk(title: &str) -> Object {
        let mut risk = Object::new(&RISK);
        risk.push_value(1, title);
        risk
    }

    #[test]
    fn parts_are_not_run_together() {
        let lists: [&[&str]; 7] = [&[], &[""], &["", ""], &["ab", "c"], &["a", "bc"], &["abc"], &["a:bc"]];
        for (i, a) in lists.iter().enumerate() {
            for (j, b) in lists.iter().enumerate() {
                assert_eq!(v5(SPACE, a) == v5(SPACE, b), i == j);
            }
        }
        assert_eq!(v5(SPACE, &["a"]).get_version_num(), 5);
        assert_ne!(v5(SPACE, &["a"]), v5(Uuid::nil(), &["a"]));
    }

    #[test]
    fn identifiers_never_change_between_releases() {
        assert_eq!(v5(SPACE, &["risk", "V-1"]).to_string(), "da0bde5c-8d7b-5027-8821-06eaf5b4e4d9");
        assert_eq!(document(SPACE, &root("t", "s", &["a"]), &[]).to_string(), "5f9f498a-c308-54c5-a752-850d3828259e");
    }

    #[test]
    fn the_documents_uuid_is_of_all_but_itself_and_the_stamp() {
        let first = document(SPACE, &root("t", "2026", &["a", "b"]), &[]);
        assert_eq!(first, document(SPACE, &root("t", "2027", &["a", "b"]), &[]));
        for other in [root("u", "2026", &["a", "b"]), root("t", "2026", &["b", "a"]), root("t", "2026", &["a"])] {
            assert_ne!(first, document(SPACE, &other, &[]));
        }
    }

    #[test]
    fn sections_count_the_same_apart() {
        let member = POAM.member("risk").unwrap();
        let mut section = SectionDigest::new();
        section.add(Digest::of(&risk("a")));
        section.add(Digest::of(&risk("b")));
        let items = (POAM.member("poam-item").unwrap(), SectionDigest::new());
        assert_eq!(
            document(SPACE, &root("t", "s", &[]), &[(member, section), items]),
            document(SPACE, &root("t", "s", &["a", "b"]), &[])
        );
    }

    #[test]
    fn members_and_nesting_count() {
        let property = |member, value: &str| {
            let mut property = Object::new(&PROPERTY);
            property.push_value(member, value);
            property
        };
        assert_ne!(Digest::of(&property(0, "a")), Digest::of(&property(3, "a")));
        assert_eq!(Digest::of(&property(0, "a")), Digest::of(&property(0, "a")));
    }

    #[test]
    fn a_large_object_has_the_same_digest_piece_by_piece() {
        let mut metadata = Object::new(&METADATA);
        for many in [1, 2, 255, 256, 300, 20_000] {
            for length in 0..many {
                let mut property = Object::new(&PROPERTY);
                property.push_value(0, "x".repeat(length % 400));
                metadata.push(METADATA.member("prop").unwrap(), Node::Object(property));
            }
            assert_eq!(Digest::of_large(&metadata), Digest::of(&metadata));
        }
    }
}
