//! A JSON schema that the person gives, run over the document: NIST's own of some release, or a stricter one.

mod graph;

use super::findings::Findings;
use crate::finding::{Failure, Finding, Level, Place};
use crate::oscal::format::{self, Format};
use crate::oscal::object::{Node, Object};
use crate::oscal::path::Path;
use crate::oscal::version::Version;
use crate::rule::Rule;
use graph::Graph;
use jsonschema::Validator;
use serde_json::Value;
use std::fmt::{self, Display, Write as _};

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

/// So many schemas judge a value and what is in it, along any one way down, at most. NIST's take 61 for a document of 20
/// levels.
const MOST_TIMES: u64 = 10_000;

/// A schema that judges so little has its errors told whatever the document's size.
const FEW_TIMES: u64 = 200;

/// Of other schemas and documents so much is held at most, in bytes of the document, for each time that it is judged:
/// an error of `anyOf` holds a copy of the value for each branch.
const MOST_HELD: u64 = 64 << 20;

/// A JSON schema.
#[derive(Debug)]
pub struct Schema {
    validator: Validator,
    graph: Graph,
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
        let graph = Graph::of(&value).map_err(|what| unreadable(format!("this is not a JSON schema: {what}")))?;
        let built = jsonschema::validator_for(&value);
        let validator = built.map_err(|e| unreadable(format!("this is not a JSON schema: {}", shown(&e))))?;
        Ok(Schema { validator, graph })
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
        let times = self.graph.count(depth(&value));
        if times > MOST_TIMES {
            let what = "the document cannot be held to the schema: it judges the same values again and again";
            let finding = Finding::error("unreadable-schema", what);
            return Err(Failure::unreadable(finding.help("give a JSON schema, such as NIST's oscal_poam_schema.json")));
        }
        let held = u64::try_from(json.len()).unwrap_or(u64::MAX).saturating_mul(times);
        if times > FEW_TIMES && held > MOST_HELD {
            if !self.validator.is_valid(&value) {
                let message = "the document breaks the schema, which has too many alternatives to tell where";
                findings.report(&SCHEMA, Path::root(), message.to_owned());
            }
            return Ok(());
        }
        for error in self.validator.iter_errors(&value) {
            let path = path(root, &error.instance_path().to_string());
            findings.report(&SCHEMA, path, shown(&error));
        }
        Ok(())
    }
}

/// The beginning of what a schema says. The rest is not even written: it may be the whole document, for each error.
fn shown(message: &impl Display) -> String {
    let mut beginning = Beginning { text: String::new(), left: LONGEST };
    if write!(beginning, "{message}").is_err() {
        beginning.text.push_str("...");
    }
    beginning.text
}

/// The first characters of what is written; it takes no more.
struct Beginning {
    text: String,
    left: usize,
}

impl fmt::Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = text.char_indices().nth(self.left);
        let taken = end.map_or(text, |(end, _)| &text[..end]);
        self.text.push_str(taken);
        self.left -= taken.chars().count();
        if end.is_some() { Err(fmt::Error) } else { Ok(()) }
    }
}

/// How deep a value nests.
fn depth(value: &Value) -> usize {
    let mut deepest = 0;
    let mut all = vec![(value, 0)];
    while let Some((value, depth)) = all.pop() {
        deepest = deepest.max(depth);
        match value {
            Value::Object(map) => all.extend(map.values().map(|value| (value, depth + 1))),
            Value::Array(array) => all.extend(array.iter().map(|value| (value, depth + 1))),
            _ => {}
        }
    }
    deepest
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
    #![allow(clippy::unwrap_used, clippy::print_stderr)]

    use super::*;
    use crate::oscal::read;
    use serde_json::json;
    use std::path::PathBuf;

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
    fn nists_schemas_are_far_from_every_limit() {
        let named = std::env::var_os("POAM_SHARED").map(PathBuf::from);
        let root = named.clone().unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
        let folder = root.join("schemas");
        if !folder.is_dir() {
            assert!(named.is_none(), "POAM_SHARED is set, but {} is not a folder", folder.display());
            eprintln!("skipped: {} is not there", folder.display());
            return;
        }
        for version in std::fs::read_dir(folder).unwrap() {
            let bytes = std::fs::read(version.unwrap().path().join("oscal_poam_schema.json")).unwrap();
            let schema = Schema::read("schema.json", &bytes).unwrap();
            assert!(schema.graph.count(20) * 2 <= FEW_TIMES, "{}", schema.graph.count(20));
            assert!(schema.graph.count(128) * 30 <= MOST_TIMES, "{}", schema.graph.count(128));
        }
    }

    #[test]
    fn what_is_judged_again_and_again_is_not_judged() {
        let again = json!({ "additionalProperties": { "$ref": "#" }, "items": { "$ref": "#" },
            "patternProperties": { "a": { "$ref": "#" }, "b": { "$ref": "#" }, "c": { "$ref": "#" } } });
        let schema = Schema::read("schema.json", again.to_string().as_bytes()).unwrap();
        let reading = read::document("a.json", EXAMPLE.as_bytes()).unwrap();
        let failure = schema.check(&reading.root, Version::default(), &mut Findings::default()).unwrap_err();
        assert_eq!(failure.findings()[0].code, "unreadable-schema");
    }

    #[test]
    fn a_schema_of_many_alternatives_has_its_word_without_the_places() {
        let schema = json!({ "allOf": vec![json!({ "anyOf": vec![json!(false); 90] }); 90] });
        let told = codes(&schema, EXAMPLE);
        assert_eq!(told.len(), 1);
        assert!(told[0].1.contains("too many alternatives"), "{told:?}");
        let schema = json!({ "allOf": vec![json!({ "anyOf": vec![json!(true); 90] }); 90] });
        assert!(codes(&schema, EXAMPLE).is_empty());
    }

    #[test]
    fn only_the_beginning_of_what_is_said_is_written() {
        /// A text without an end.
        struct Endless;
        impl Display for Endless {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                loop {
                    f.write_str("wörd ")?;
                }
            }
        }
        assert_eq!(shown(&Endless), "wörd ".repeat(40) + "...");
        let whole = "é".repeat(LONGEST);
        assert_eq!(shown(&whole), whole);
        assert_eq!(shown(&(whole.clone() + "e")), whole + "...");
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
