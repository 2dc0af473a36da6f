//! What the readers find while they read: the codes are theirs, the words about them stand here.

use crate::finding::Level;
use crate::rule::Rule;

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
    &WRONG_ORDER,
    &STRAY_TEXT,
    &MISPLACED_MARKUP,
    &WRONG_NAMESPACE,
];

const SCHEMAS: &str = "NIST's XSD and JSON schema";
const JSON_SCHEMA: &str = "NIST's JSON schema";
const XSD: &str = "NIST's XSD";

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

static WRONG_ORDER: Rule = Rule {
    code: "wrong-order",
    level: Level::Error,
    checks: "Elements in XML stand in the order of the model.",
    why: "The XSD states the order, and tools that read by it stop at the first element out of turn.",
    fails: "/poam-items/0\n<poam-item uuid=\"00000040-0000-4000-8000-000000000040\"><description><p>D</p></description>\
            <title>T</title></poam-item>",
    passes: "/poam-items/0\n<poam-item uuid=\"00000040-0000-4000-8000-000000000040\"><title>T</title>\
             <description><p>D</p></description></poam-item>",
    source: XSD,
};

static STRAY_TEXT: Rule = Rule {
    code: "stray-text",
    level: Level::Error,
    checks: "Text in XML stands only where the model has text; prose stands in paragraphs.",
    why: "Other tools drop text that stands between elements.",
    fails: "/poam-items/0\n<poam-item uuid=\"00000040-0000-4000-8000-000000000040\"><title>T</title>\
            <description>D</description></poam-item>",
    passes: "/poam-items/0\n<poam-item uuid=\"00000040-0000-4000-8000-000000000040\"><title>T</title>\
             <description><p>D</p></description></poam-item>",
    source: XSD,
};

static MISPLACED_MARKUP: Rule = Rule {
    code: "misplaced-markup",
    level: Level::Error,
    checks: "Elements of markup in XML stand where markup allows them.",
    why: "A list in a title, or a paragraph in a paragraph, cannot be shown.",
    fails: "/poam-items/0\n<poam-item uuid=\"00000040-0000-4000-8000-000000000040\"><title>T <p>x</p></title>\
            <description><p>D</p></description></poam-item>",
    passes: "/poam-items/0\n<poam-item uuid=\"00000040-0000-4000-8000-000000000040\"><title>T <em>x</em></title>\
             <description><p>D</p></description></poam-item>",
    source: XSD,
};

static WRONG_NAMESPACE: Rule = Rule {
    code: "wrong-namespace",
    level: Level::Error,
    checks: "Every element in XML is in OSCAL's namespace, http://csrc.nist.gov/ns/oscal/1.0.",
    why: "An element in no namespace, or in another, is no OSCAL to a tool that reads by names in full.",
    fails: "/poam-items/0\n<poam-item xmlns=\"\" uuid=\"00000040-0000-4000-8000-000000000040\"><title>T</title>\
            <description><p>D</p></description></poam-item>",
    passes: "/poam-items/0\n<poam-item uuid=\"00000040-0000-4000-8000-000000000040\"><title>T</title>\
             <description><p>D</p></description></poam-item>",
    source: XSD,
};
