//! Whether two documents say the same. OSCAL refers to everything by uuid or id, so the order of an array seldom means
//! anything; still only those arrays are compared as sets whose members say all by themselves ([`UNORDERED`]). Where
//! people may read an order as one of time, of rank or of a list they know (items, risks, log entries, tasks, address
//! lines, revisions), it counts.

use super::model::{Assembly, DataType, Member};
use super::object::Object;
use super::path::Path;

/// The members (by their XML names, wherever they stand) whose order means nothing: names with values, references, and
/// what metadata declares under an id.
pub const UNORDERED: [&str; 23] = [
    "associated-risk",
    "dependency",
    "document-id",
    "exclude-subject",
    "external-id",
    "facet",
    "hash",
    "include-subject",
    "link",
    "location",
    "location-uuid",
    "member-of-organization",
    "method",
    "party",
    "party-uuid",
    "prop",
    "related-finding",
    "related-observation",
    "responsible-party",
    "responsible-role",
    "role",
    "subject",
    "type",
];

/// Whether two objects say the same: uuids in any case, [`UNORDERED`] arrays in any order, all else to the letter.
pub fn same(a: &Object, b: &Object) -> bool {
    difference(a, b).is_none()
}

/// The first place at which two objects do not say the same, from where they stand. Of an array that is compared as a
/// set it is the array's first element.
pub fn difference(a: &Object, b: &Object) -> Option<Path> {
    let mut path = Path::root();
    differ(a, b, &mut path).then_some(path)
}

/// Whether they differ; the path is then at the place, else as it was.
fn differ(a: &Object, b: &Object, path: &mut Path) -> bool {
    if a.kind() != b.kind() {
        return true;
    }
    let kind: &'static Assembly = a.kind();
    for (index, member) in kind.members.iter().enumerate() {
        if member.many && UNORDERED.contains(&member.name) {
            path.push(member, 0);
            if !a.values(index).eq(b.values(index)) || !a.objects(index).eq(b.objects(index)) {
                let sorted = |object: &Object| {
                    let mut elements = elements(object, index);
                    elements.sort_unstable();
                    elements
                };
                if sorted(a) != sorted(b) {
                    return true;
                }
            }
            path.pop();
            continue;
        }
        let mut values = (a.values(index), b.values(index));
        let mut objects = (a.objects(index), b.objects(index));
        for at in 0.. {
            path.push(member, at);
            let differs = match (values.0.next(), values.1.next()) {
                (Some(a), Some(b)) => !same_value(member, a, b),
                (None, None) => match (objects.0.next(), objects.1.next()) {
                    (Some(a), Some(b)) => differ(a, b, path),
                    (None, None) => {
                        path.pop();
                        break;
                    }
                    _ => true,
                },
                _ => true,
            };
            if differs {
                return true;
            }
            path.pop();
        }
    }
    false
}

fn same_value(member: &Member, a: &str, b: &str) -> bool {
    if member.data_type() == Some(DataType::Uuid) { a.eq_ignore_ascii_case(b) } else { a == b }
}

/// What stands under a member, each spelt so that what says the same is spelt the same.
fn elements(object: &Object, index: usize) -> Vec<Vec<u8>> {
    let member = &object.kind().members[index];
    let values = object.values(index).map(|value| {
        let mut out = Vec::new();
        spell_value(member, value, &mut out);
        out
    });
    let objects = object.objects(index).map(|object| {
        let mut out = Vec::new();
        spell(object, &mut out);
        out
    });
    values.chain(objects).collect()
}

fn spell(object: &Object, out: &mut Vec<u8>) {
    for (index, member) in object.kind().members.iter().enumerate() {
        let mut elements = elements(object, index);
        if member.many && UNORDERED.contains(&member.name) {
            elements.sort_unstable();
        }
        out.extend_from_slice(&(elements.len() as u64).to_le_bytes());
        for element in elements {
            out.extend_from_slice(&(element.len() as u64).to_le_bytes());
            out.extend_from_slice(&element);
        }
    }
}

fn spell_value(member: &Member, value: &str, out: &mut Vec<u8>) {
    if member.data_type() == Some(DataType::Uuid) {
        out.extend_from_slice(value.to_ascii_lowercase().as_bytes());
    } else {
        out.extend_from_slice(value.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::oscal::read::document;

    fn root(inside: &str) -> Object {
        let text = format!("{{\"plan-of-action-and-milestones\": {{{inside}}}}}");
        document("a", text.as_bytes()).unwrap().root
    }

    fn first(a: &str, b: &str) -> Option<String> {
        let (a, b) = (root(a), root(b));
        assert_eq!(difference(&b, &a), difference(&a, &b));
        assert!(same(&a, &a) && same(&b, &b));
        difference(&a, &b).map(|path| path.to_string().replace("/plan-of-action-and-milestones", ""))
    }

    #[test]
    fn order_counts_where_it_means_something() {
        let party = |uuid: &str, lines: &str| {
            format!(
                r#"{{"uuid": "{uuid}", "addresses": [{{"addr-lines": [{lines}]}}], "props": [{{"name": "a"}}, {{"name": "b"}}]}}"#
            )
        };
        let parties = |a: &str, b: &str| format!("\"metadata\": {{\"parties\": [{a}, {b}]}}");
        let (a, b) = (party("A-1", "\"x\", \"y\""), party("b-2", "\"z\""));
        assert_eq!(first(&parties(&a, &b), &parties(&b, &a)), None);
        assert_eq!(first(&parties(&a, &b), &parties(&b, &a.replace("A-1", "a-1"))), None);
        let swapped = party("A-1", "\"y\", \"x\"");
        assert_eq!(first(&parties(&a, &b), &parties(&b, &swapped)).unwrap(), "/metadata/parties/0");
        let other = a.replace("\"a\"}, {\"name\": \"b\"", "\"b\"}, {\"name\": \"a\"");
        assert_ne!(a, other);
        assert_eq!(first(&parties(&a, &b), &parties(&other, &b)), None);
        assert_eq!(first(&parties(&a, &a), &parties(&a, &b)).unwrap(), "/metadata/parties/0");
    }

    #[test]
    fn a_difference_is_told_by_its_place() {
        let items = |a: &str, b: &str| format!("\"poam-items\": [{{\"title\": \"{a}\"}}, {{\"title\": \"{b}\"}}]");
        assert_eq!(first(&items("a", "b"), &items("b", "a")).unwrap(), "/poam-items/0/title");
        assert_eq!(first(&items("a", "b"), &items("a", "B")).unwrap(), "/poam-items/1/title");
        assert_eq!(first("\"poam-items\": [{}]", "\"poam-items\": [{}, {}]").unwrap(), "/poam-items/1");
        assert_eq!(first("\"uuid\": \"a\"", "\"uuid\": \"A\""), None);
        assert_eq!(first("\"uuid\": \"a\"", "\"metadata\": {}").unwrap(), "/uuid");
        assert_eq!(first("\"metadata\": {}", "").unwrap(), "/metadata");
    }

    #[test]
    fn every_unordered_name_is_one_of_the_models() {
        use crate::oscal::model::POAM;
        let mut names = std::collections::BTreeSet::new();
        let mut seen: Vec<&Assembly> = vec![&POAM];
        let mut at = 0;
        while let Some(kind) = seen.get(at).copied() {
            for member in kind.members {
                names.insert(member.name);
                if let Some(child) = member.assembly()
                    && !seen.contains(&child)
                {
                    seen.push(child);
                }
            }
            at += 1;
        }
        assert!(UNORDERED.iter().all(|name| names.contains(name)) && UNORDERED.is_sorted());
    }
}
