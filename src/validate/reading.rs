//! What the readers find while they read: the codes are theirs, the words about them stand here.

use super::rule::Rule;
use crate::finding::Level;

pub(super) static RULES: &[&Rule] = &[
    &UNKNOWN_MEMBER,
    &MEMBER_TWICE,
    &EMPTY_ARRAY,
    &NOT_AN_ARRAY,
    &NOT_MANY,
    &NULL,
    &NOT_AN_OBJECT,
    &NOT_A_VALUE,
    &NOT_TEXT,
];

const SCHEMAS: &str = "NIST's XSD and JSON schema";
const JSON_SCHEMA: &str = "NIST's JSON schema";

static UNKNOWN_MEMBER: Rule = Rule {
    code: "unknown-member",
    level: Level::Error,
    checks: "Every member, attribute and element is one that the model has at its place.",
    why: "OSCAL allows nothing of one's own beside properties: other tools refuse the document or drop the member.",
    fails: "/poam-items/0/owner\n\"ISSO\"",
    passes: "/poam-items/0/props/-\n{ \"name\": \"owner\", \"ns\": \"https://example.com/ns\", \"value\": \"ISSO\" }",
    source: SCHEMAS,
};

static MEMBER_TWICE: Rule = Rule {
    code: "member-twice",
    level: Level::Error,
    checks: "No object has a member twice; in XML no element that may stand once stands twice.",
    why: "Some tools take the first, some the last.",
    fails: "/back-matter\n{ \"resources\": [{ \"uuid\": \"00000041-0000-4000-8000-000000000041\", \"title\": \"A\", \
            \"title\": \"B\", \"rlinks\": [{ \"href\": \"a.csv\" }] }] }",
    passes: "/back-matter\n{ \"resources\": [{ \"uuid\": \"00000041-0000-4000-8000-000000000041\", \"title\": \"A\", \
             \"rlinks\": [{ \"href\": \"a.csv\" }] }] }",
    source: SCHEMAS,
};

static EMPTY_ARRAY: Rule = Rule {
    code: "empty-array",
    level: Level::Error,
    checks: "An array in JSON and YAML has at least one element.",
    why: "OSCAL leaves out what is empty; the JSON schema refuses an empty array.",
    fails: "/poam-items/0/links\n[]",
    passes: "/poam-items/0/links\n[{ \"href\": \"https://example.com\" }]",
    source: JSON_SCHEMA,
};

static NOT_AN_ARRAY: Rule = Rule {
    code: "not-an-array",
    level: Level::Error,
    checks: "What there may be several of is an array in JSON and YAML, even where there is one.",
    why: "A tool that expects an array stops at anything else.",
    fails: "/poam-items/0/links\n{ \"href\": \"https://example.com\" }",
    passes: "/poam-items/0/links\n[{ \"href\": \"https://example.com\" }]",
    source: JSON_SCHEMA,
};

static NOT_MANY: Rule = Rule {
    code: "not-many",
    level: Level::Error,
    checks: "What there may be one of is no array in JSON and YAML.",
    why: "A tool that expects one value stops at an array.",
    fails: "/poam-items/0/title\n[\"Open port\"]",
    passes: "/poam-items/0/title\n\"Open port\"",
    source: JSON_SCHEMA,
};

static NULL: Rule = Rule {
    code: "null",
    level: Level::Error,
    checks: "Nothing is null in JSON and YAML.",
    why: "OSCAL leaves out what is not there; null is no value of any of its types.",
    fails: "/poam-items/0/links\n[null]",
    passes: "/poam-items/0/links\n[{ \"href\": \"https://example.com\" }]",
    source: JSON_SCHEMA,
};

static NOT_AN_OBJECT: Rule = Rule {
    code: "not-an-object",
    level: Level::Error,
    checks: "Where the model has an object, JSON and YAML have one.",
    why: "A bare value has no place for the flags that belong to it.",
    fails: "/system-id\n\"F00000000\"",
    passes: "/system-id\n{ \"id\": \"F00000000\" }",
    source: JSON_SCHEMA,
};

static NOT_A_VALUE: Rule = Rule {
    code: "not-a-value",
    level: Level::Error,
    checks: "Where the model has a value, JSON and YAML have one, no object or array.",
    why: "A tool that expects text stops at anything else.",
    fails: "/poam-items/0/title\n{ \"text\": \"Open port\" }",
    passes: "/poam-items/0/title\n\"Open port\"",
    source: JSON_SCHEMA,
};

static NOT_TEXT: Rule = Rule {
    code: "not-text",
    level: Level::Error,
    checks: "Text is in quotes in JSON, and is no number, date or yes and no of YAML.",
    why: "A version 1.10 that is a number becomes 1.1.",
    fails: "/metadata/version\n1.0",
    passes: "/metadata/version\n\"1.0\"",
    source: JSON_SCHEMA,
};
