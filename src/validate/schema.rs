//! A JSON schema that the person gives, run over the document: NIST's own of some release, or a stricter one.

use super::findings::Findings;
use crate::finding::{Failure, Finding, Level, Place};
use crate::oscal::format::{self, Format};
use crate::oscal::object::{Node, Object};
use crate::oscal::path::Path;
use crate::oscal::version::Version;
use crate::rule::Rule;
use jsonschema::Validator;
use serde_json::Value;
use std::collections::HashMap;

pub(super) static RULES: &[&Rule] = &[&SCHEMA];

static SCHEMA: Rule = Rule {
    code: "schema",
    level: Level::Error,
    checks: "The document is valid by the JSON schema that was given with --schema.",
    why: "The rules here are made after NIST's schemas; NIST's own, or a stricter one of yours, has the last word. A \
          document in XML or YAML is judged as the JSON that it stands for.",
    fails: "/poam-items/0/title\nnull",
    passes: "/poam-items/0/title\n\"Open port\"",
    source: "the schema's file",
};

/// So many characters of what a schema says are shown: it quotes the value, which may be the whole document.
const LONGEST: usize = 200;

/// A JSON schema.
#[derive(Debug)]
pub struct Schema {
    validator: Validator,
}

impl Schema {
    /// Reads a schema. It has to stand alone: what it refers to elsewhere is not fetched.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where the text is no JSON, or no schema.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Schema, Failure> {
        let unreadable = |what: String| {
            let finding = Finding::error("unreadable-schema", what).at(Place::file(name));
            Failure::unreadable(finding.help("give a JSON schema, such as NIST's oscal_poam_schema.json"))
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let value: Value = serde_json::from_slice(bytes).map_err(|e| unreadable(format!("this is not JSON: {e}")))?;
        if !value.is_object() {
            return Err(unreadable("this is not a JSON schema: it is no object".to_owned()));
        }
        if refers_in_circles(&value) {
            return Err(unreadable("this is not a JSON schema: a definition refers to itself".to_owned()));
        }
        let built = jsonschema::validator_for(&value);
        let validator =
            built.map_err(|e| unreadable(format!("this is not a JSON schema: {}", shown(&e.to_string()))))?;
        Ok(Schema { validator })
    }

    /// Finds what a document breaks.
    pub(super) fn check(&self, root: &Object, version: Version, findings: &mut Findings) -> Result<(), Failure> {
        let mut json = Vec::new();
        let written = format::write(&mut json, Format::Json, version, root).map_err(|e| e.to_string());
        // The depth that serde_json reads is one that a schema can be run over without an end to the stack.
        let read = written.and_then(|()| serde_json::from_slice::<Value>(&json).map_err(|e| e.to_string()));
        let value = read.map_err(|e| {
            let what = format!("the document cannot be held to the schema: {e}");
            Failure::unreadable(Finding::error("unreadable-file", what))
        })?;
        for error in self.validator.iter_errors(&value) {
            let path = path(root, &error.instance_path().to_string());
            findings.report(&SCHEMA, path, shown(&error.to_string()));
        }
        Ok(())
    }
}

/// Whether following a schema's references alone, without going down in the document, comes back to where it was: a
/// validator would follow them for ever.
fn refers_in_circles(schema: &Value) -> bool {
    let all = nodes(schema);
    let mut ids: HashMap<&str, &Value> = HashMap::new();
    for value in &all {
        for key in ["$id", "id", "$anchor", "$dynamicAnchor"] {
            if let Some(id) = value.get(key).and_then(Value::as_str) {
                ids.entry(id.trim_start_matches('#')).or_insert(value);
            }
        }
    }
    // What was left for good, and what is on the way from the start to here.
    let mut is_left: HashMap<*const Value, bool> = HashMap::new();
    for start in all {
        let mut way = vec![(start, None)];
        while let Some((value, rest)) = way.last_mut() {
            let value = *value;
            let rest = rest.get_or_insert_with(|| {
                is_left.insert(value, false);
                beside(schema, &ids, value)
            });
            match rest.pop() {
                None => {
                    is_left.insert(value, true);
                    way.pop();
                }
                Some(next) => match is_left.get(&std::ptr::from_ref(next)) {
                    Some(true) => {}
                    Some(false) => return true,
                    None => way.push((next, None)),
                },
            }
        }
    }
    false
}

/// Every value in a schema.
fn nodes(schema: &Value) -> Vec<&Value> {
    let mut all = vec![schema];
    let mut at = 0;
    while let Some(value) = all.get(at).copied() {
        match value {
            Value::Object(map) => all.extend(map.values()),
            Value::Array(array) => all.extend(array),
            _ => {}
        }
        at += 1;
    }
    all
}

/// The schemas that judge the same value as a schema does.
fn beside<'a>(root: &'a Value, ids: &HashMap<&str, &'a Value>, schema: &'a Value) -> Vec<&'a Value> {
    let mut all = Vec::new();
    for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
        let Some(to) = schema.get(keyword).and_then(Value::as_str) else { continue };
        // The root, a place by its pointer, or what has this id or anchor.
        let there = to.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        all.extend(there.or_else(|| ids.get(to.trim_start_matches('#')).copied()));
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        all.extend(schema.get(keyword).and_then(Value::as_array).into_iter().flatten());
    }
    for keyword in ["not", "if", "then", "else"] {
        all.extend(schema.get(keyword));
    }
    for keyword in ["dependentSchemas", "dependencies"] {
        all.extend(schema.get(keyword).and_then(Value::as_object).into_iter().flat_map(|map| map.values()));
    }
    all
}

fn shown(message: &str) -> String {
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &message[..end]),
        None => message.to_owned(),
    }
}

/// The path of a JSON pointer into a document, as far as the model has it.
fn path(root: &Object, pointer: &str) -> Path {
    let mut path = Path::root();
    let mut object = root;
    let mut parts = pointer.split('/').skip(2).peekable(); // the first is empty, the second the root's name
    while let Some(name) = parts.next() {
        let Some(index) = object.kind().json_member(name) else { break };
        let member = &object.kind().members[index];
        let at = if member.many { parts.next_if(|p| p.parse::<usize>().is_ok()) } else { None };
        let at = at.and_then(|p| p.parse().ok()).unwrap_or(0);
        path.push(member, at);
        match object.nodes(index).get(at) {
            Some((_, Node::Object(next))) => object = next,
            _ => break,
        }
    }
    path
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::oscal::read;
    use serde_json::json;

    const EXAMPLE: &str = include_str!("fedramp/example.json");

    fn codes(schema: &Value, document: &str) -> Vec<(String, String)> {
        let schema = Schema::read("schema.json", schema.to_string().as_bytes()).unwrap();
        let reading = read::document("a.json", document.as_bytes()).unwrap();
        let mut findings = Findings::default();
        schema.check(&reading.root, Version::default(), &mut findings).unwrap();
        findings.into_all().into_iter().map(|f| (f.path.to_string(), f.message)).collect()
    }

    #[test]
    fn what_breaks_the_schema_is_told_at_its_place() {
        let name = "plan-of-action-and-milestones";
        let facet = json!({ "properties": { "value": { "enum": ["low"] } } });
        let characterizations = json!({ "items": { "properties": { "facets": { "items": facet, "maxItems": 1 } } } });
        let risks = json!({ "items": { "properties": { "characterizations": characterizations } } });
        let schema = json!({ "properties": { name: { "properties": { "risks": risks } } } });
        let places: Vec<String> = codes(&schema, EXAMPLE).into_iter().map(|(place, _)| place).collect();
        let root = format!("/{name}/risks/0/characterizations");
        let due = [
            format!("{root}/0/facets/0/value"),
            format!("{root}/1/facets/0"),
            format!("{root}/1/facets/0/value"),
            format!("{root}/1/facets/1/value"),
        ];
        let mut sorted = places.clone();
        sorted.sort();
        assert_eq!(sorted, due);
    }

    #[test]
    fn what_is_no_schema_is_refused() {
        for text in [
            "",
            "[]",
            "{\"type\": 5}",
            "{\"$ref\": \"https://example.com/other.json\"}",
            "{\"$ref\": \"#\"}",
            "{\"allOf\": [{\"$ref\": \"#/definitions/a\"}], \"definitions\": {\"a\": {\"anyOf\": [{\"$ref\": \"#\"}]}}}",
        ] {
            let failure = Schema::read("schema.json", text.as_bytes()).unwrap_err();
            assert_eq!(failure.exit_code(), 3, "{text}");
            assert_eq!(failure.findings()[0].code, "unreadable-schema", "{text}");
        }
        // A tree refers to itself, further down in the document: that comes to an end.
        let tree = json!({ "properties": { "next": { "$ref": "#" } } });
        assert!(Schema::read("schema.json", tree.to_string().as_bytes()).is_ok());
    }
}
