//! Mutants of a JSON document, made by the model's table: at the first place of each definition and member.

use super::Mutant;
use poam::oscal::model::{Assembly, Content, DataType, Member, POAM};
use serde_json::{Value, json};
use std::collections::HashSet;

/// A uuid that nothing has.
const NOBODY: &str = "99999999-9999-4999-8999-999999999999";

struct Maker {
    whole: Value,
    mutants: Vec<Mutant>,
    seen: HashSet<(&'static str, &'static str)>,
    /// Every uuid with the name of its definition.
    uuids: Vec<(&'static str, String)>,
}

/// All mutants of a document.
pub(crate) fn mutants(text: &str) -> Vec<Mutant> {
    let whole: Value = serde_json::from_str(text).unwrap();
    let mut maker = Maker { whole: whole.clone(), mutants: Vec::new(), seen: HashSet::new(), uuids: Vec::new() };
    let root = format!("/{}", POAM.name);
    maker.uuids(&POAM, &whole[POAM.name]);
    maker.object(&POAM, &whole[POAM.name], &root);
    let version = format!("{root}/metadata/oscal-version");
    for other in ["1.0.4", "1.0.6", "1.1.2", "1.1.3", "1.2.0", "1.2.1", "1.2.2", "1.9.0", "1.0.0-rc2", ""] {
        maker.set(&format!("version-{other}"), &version, json!(other));
    }
    maker.mutants
}

impl Maker {
    fn uuids(&mut self, kind: &'static Assembly, value: &Value) {
        self.uuids.extend(value.get("uuid").map(|uuid| (kind.name, uuid.as_str().unwrap().to_owned())));
        for member in kind.members {
            let (Content::Object(below), Some(value)) = (member.content, value.get(member.json)) else { continue };
            match value {
                Value::Array(array) => array.iter().for_each(|v| self.uuids(below, v)),
                value => self.uuids(below, value),
            }
        }
    }

    fn object(&mut self, kind: &'static Assembly, value: &Value, at: &str) {
        if self.seen.insert((kind.name, "")) {
            self.put("unknown-member", at, "bogus", json!("x"));
            self.set("text-for-object", at, json!("x"));
            if kind.uuid.is_some() && kind != &POAM {
                let root = self.whole[POAM.name]["uuid"].clone();
                self.put("uuid-twice", at, "uuid", root.as_str().unwrap().to_uppercase().into());
            }
            let sides: Vec<&Member> = kind.members.iter().filter(|m| m.either).collect();
            for side in sides.iter().filter(|side| value.get(side.json).is_none()) {
                let node = match side.json {
                    "include-all" => json!({}),
                    "include-subjects" => json!([{ "subject-uuid": NOBODY, "type": "user" }]),
                    "addresses" => json!([{ "city": "X" }]),
                    "location-uuids" => json!([self.uuid_of("metadata/location")]),
                    "on-date" => json!({ "date": "2026-01-01T00:00:00Z" }),
                    "within-date-range" => json!({ "start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z" }),
                    _ => json!({ "period": 1, "unit": "days" }),
                };
                self.put("both-of-a-choice", at, side.json, node);
            }
        }
        let mut deeper = Vec::new();
        for member in kind.members {
            let Some(below) = value.get(member.json) else { continue };
            let place = format!("{at}/{}", member.json);
            let first = match below {
                Value::Array(array) => (&array[0], format!("{place}/0")),
                one => (one, place.clone()),
            };
            if self.seen.insert((kind.name, member.json)) {
                self.member(kind, member, below, &place);
                if member.data_type().is_some() {
                    self.value(member, first.0, &first.1);
                }
            }
            if let Content::Object(kind) = member.content {
                match below {
                    Value::Array(array) => {
                        deeper.extend(array.iter().enumerate().map(|(i, v)| (kind, v.clone(), format!("{place}/{i}"))));
                    }
                    one => deeper.push((kind, one.clone(), place.clone())),
                }
            }
            if member.name == "prop" && self.seen.insert((kind.name, "prop name")) {
                self.put("property", &format!("{place}/0"), "name", json!("bogus"));
                let own = json!({ "name": "bogus", "ns": "https://example.com/ns", "value": "x" });
                self.push("own-property", &place, own);
            }
        }
        for (kind, value, at) in deeper {
            self.object(kind, &value, &at);
        }
    }

    /// What goes wrong with a member whatever it holds.
    fn member(&mut self, kind: &'static Assembly, member: &'static Member, value: &Value, at: &str) {
        if member.required || member.either {
            self.remove("remove", at);
        }
        self.set("null", at, Value::Null);
        match value {
            Value::Array(array) => {
                self.set("empty-array", at, json!([]));
                self.set("no-array", at, array[0].clone());
                if member.data_type().is_none() && kind != &POAM {
                    self.push("twice-the-same", at, array[0].clone());
                }
            }
            one => self.set("array", at, json!([one])),
        }
    }

    /// Bad values and odd ones for a member's type.
    fn value(&mut self, member: &'static Member, value: &Value, at: &str) {
        let bad: &[&str] = match member.data_type().unwrap() {
            DataType::String => &["", " x", "x ", "a\nb", "bogus"],
            DataType::Token => &["", "1a", "a b", "a(1)", "bogus"],
            DataType::Uuid => &["", "x", "00000001-0000-1000-8000-000000000001"],
            DataType::DateTime => {
                &["", "2026-01-01", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00-05:30"]
            }
            DataType::Uri => &["", "x", "./a", "a b:c", "bogus:x", "http://a b"],
            DataType::UriReference => &["", "a b", "a\\b", "%zz", "bogus", "#bogus"],
            DataType::EmailAddress => &["", "x", "a@", "a b@c.d", "a@b..c"],
            DataType::Base64 => &["", "a b", "abc", "YQ==\n"],
            DataType::MarkupLine => &["", "a\nb", " x "],
            DataType::MarkupMultiline => &["", "a\nb", "a\n\nb"],
            DataType::NonNegativeInteger | DataType::PositiveInteger => &[],
        };
        for (position, text) in bad.iter().enumerate() {
            self.set(&format!("value-{position}"), at, json!(text));
        }
        for (position, number) in [json!(-1), json!(0), json!(1.5), json!("1"), json!(true)].into_iter().enumerate() {
            if value.is_number() || position == 4 {
                self.set(&format!("number-{position}"), at, number);
            }
        }
        if value.is_string() {
            self.set("number", at, json!(1));
            self.set("object", at, json!({ "x": "y" }));
        }
        if member.data_type() == Some(DataType::Uuid) && member.name != "uuid" {
            self.set("dangling", at, json!(NOBODY));
            let others: Vec<(&str, String)> = self.uuids.clone();
            let mut kinds = HashSet::new();
            for (kind, uuid) in others.into_iter().filter(|(kind, _)| kinds.insert(*kind)) {
                self.set(&format!("names-a-{}", kind.replace('/', "-")), at, json!(uuid));
            }
        }
        if member.data_type() == Some(DataType::UriReference) {
            self.set("dangling", at, json!(format!("#{NOBODY}")));
            let resource = self.uuid_of("back-matter/resource");
            self.set("names-a-resource", at, json!(format!("#{resource}")));
            let risk = self.uuid_of("risk");
            self.set("names-a-risk", at, json!(format!("#{risk}")));
        }
    }

    fn uuid_of(&self, kind: &str) -> String {
        self.uuids.iter().find(|(name, _)| *name == kind).unwrap().1.clone()
    }

    fn add(&mut self, what: &str, at: &str, whole: &Value) {
        let place = at.trim_start_matches(&format!("/{}", POAM.name));
        let name = format!("json {what} {}", if place.is_empty() { "/" } else { place });
        self.mutants.push(Mutant { name, format: "json", text: serde_json::to_string_pretty(whole).unwrap() });
    }

    fn set(&mut self, what: &str, at: &str, value: Value) {
        let mut whole = self.whole.clone();
        *whole.pointer_mut(at).unwrap() = value;
        self.add(what, at, &whole);
    }

    fn put(&mut self, what: &str, at: &str, key: &str, value: Value) {
        let mut whole = self.whole.clone();
        whole.pointer_mut(at).unwrap()[key] = value;
        self.add(what, &format!("{at}/{key}"), &whole);
    }

    fn push(&mut self, what: &str, at: &str, value: Value) {
        let mut whole = self.whole.clone();
        whole.pointer_mut(at).unwrap().as_array_mut().unwrap().push(value);
        self.add(what, at, &whole);
    }

    fn remove(&mut self, what: &str, at: &str) {
        let mut whole = self.whole.clone();
        let (parent, key) = at.rsplit_once('/').unwrap();
        whole.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key).unwrap();
        self.add(what, at, &whole);
    }
}
