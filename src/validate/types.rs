//! Whether values are of their types.

use super::findings::Findings;
use super::walk::At;
use super::{Validation, short};
use crate::finding::Level;
use crate::oscal::model::{self, DataType, Member};
use crate::oscal::object::Node;
use crate::oscal::types;
use crate::oscal::version::{V1_0_4, V1_1_0};
use crate::rule::Rule;

pub(super) static RULES: &[&Rule] = &[
    &NOT_A_STRING,
    &NOT_A_TOKEN,
    &NOT_A_UUID,
    &NOT_A_DATE_TIME,
    &NOT_A_URI,
    &NOT_A_URI_REFERENCE,
    &NOT_AN_EMAIL_ADDRESS,
    &NOT_BASE64,
    &NOT_A_NUMBER,
    &NOT_ONE_LINE,
    &EMPTY_MARKUP,
];

/// The source of all of them but the last.
const SOURCE: &str = "NIST's data types, as the XSD and the JSON schema state them";

static NOT_A_STRING: Rule = Rule {
    code: "not-a-string",
    level: Level::Error,
    checks: "A string is not empty, is one line, and has no blank at its ends.",
    why: "Both schemas refuse it, and a blank that nobody sees makes two equal values differ.",
    fails: "/metadata/version\n\"1.0 \"",
    passes: "/metadata/version\n\"1.0\"",
    source: SOURCE,
};

static NOT_A_TOKEN: Rule = Rule {
    code: "not-a-token",
    level: Level::Error,
    checks: "A token is a letter or _, then letters, digits, full stops, hyphens and _.",
    why: "Tokens are names that programs compare; a blank or a parenthesis is no part of one.",
    fails: "/findings/0/target/target-id\n\"ac-2(1)\"",
    passes: "/findings/0/target/target-id\n\"ac-2.1\"",
    source: SOURCE,
};

static NOT_A_UUID: Rule = Rule {
    code: "not-a-uuid",
    level: Level::Error,
    checks: "A uuid is 32 hexadecimal digits in five groups, of version 4 or 5.",
    why: "Objects are found by their uuids; what is none is found by nobody.",
    fails: "/poam-items/0/uuid\n\"V-001\"",
    passes: "/poam-items/0/uuid\n\"11111111-2222-4333-8444-555555555555\"",
    source: SOURCE,
};

static NOT_A_DATE_TIME: Rule = Rule {
    code: "not-a-date-time",
    level: Level::Error,
    checks: "A date-time has a day that exists, a time, and a zone that is in use.",
    why: "Without its zone a time is a guess, and deadlines are counted from these values.",
    fails: "/observations/0/collected\n\"2026-05-04\"",
    passes: "/observations/0/collected\n\"2026-05-04T00:00:00Z\"",
    source: SOURCE,
};

static NOT_A_URI: Rule = Rule {
    code: "not-a-uri",
    level: Level::Error,
    checks: "A URI is absolute and has a scheme of two characters or more.",
    why: "Namespaces and systems are told apart by their URIs.",
    fails: "/metadata/locations/0/urls\n[\"www.example.com\"]",
    passes: "/metadata/locations/0/urls\n[\"https://www.example.com\"]",
    source: SOURCE,
};

static NOT_A_URI_REFERENCE: Rule = Rule {
    code: "not-a-uri-reference",
    level: Level::Error,
    checks: "A reference is a URI or a relative one in the characters of RFC 3986, and is not empty.",
    why: "A blank or a backslash in a file's name breaks the link in most tools.",
    fails: "/metadata/links\n[{ \"href\": \"evidence/scan 1.csv\" }]",
    passes: "/metadata/links\n[{ \"href\": \"evidence/scan%201.csv\" }]",
    source: SOURCE,
};

static NOT_AN_EMAIL_ADDRESS: Rule = Rule {
    code: "not-an-email-address",
    level: Level::Error,
    checks: "An e-mail address has a local part, an @ and a host.",
    why: "It is how the reader of the plan reaches the people named in it.",
    fails: "/metadata/locations/0/email-addresses\n[\"isso at example.com\"]",
    passes: "/metadata/locations/0/email-addresses\n[\"isso@example.com\"]",
    source: SOURCE,
};

static NOT_BASE64: Rule = Rule {
    code: "not-base64",
    level: Level::Error,
    checks: "Base64 is in the standard alphabet, padded, without blanks, and not empty.",
    why: "An attachment that cannot be decoded is lost.",
    fails: "/back-matter/resources/0/base64\n{ \"value\": \"YW Jj\" }",
    passes: "/back-matter/resources/0/base64\n{ \"value\": \"YWJj\" }",
    source: SOURCE,
};

static NOT_A_NUMBER: Rule = Rule {
    code: "not-a-number",
    level: Level::Error,
    checks: "A number is whole; a port is 0 or more, a period 1 or more.",
    why: "Both schemas refuse it.",
    fails: "/risks/0/remediations/0/tasks/0/timing\n{ \"at-frequency\": { \"period\": 0, \"unit\": \"days\" } }",
    passes: "/risks/0/remediations/0/tasks/0/timing\n{ \"at-frequency\": { \"period\": 1, \"unit\": \"days\" } }",
    source: SOURCE,
};

static NOT_ONE_LINE: Rule = Rule {
    code: "not-one-line",
    level: Level::Error,
    checks: "A line of markup, such as a title, is not empty and is one line (since OSCAL 1.2.0).",
    why: "The JSON schema refuses it; and a list of items without titles is hard to read.",
    fails: "/metadata/oscal-version\n\"1.2.3\"\n/risks/0/title\n\"\"",
    passes: "/metadata/oscal-version\n\"1.2.3\"\n/risks/0/title\n\"Open port\"",
    source: "NIST's JSON schema since 1.2.0",
};

static EMPTY_MARKUP: Rule = Rule {
    code: "empty-markup",
    level: Level::Warning,
    checks: "Prose, such as a description, says something.",
    why: "JSON may hold an empty description, but in XML it needs a paragraph (since OSCAL 1.0.6), and one without \
          text tells the reader nothing.",
    fails: "/risks/0/description\n\"\"",
    passes: "/risks/0/description\n\"Port 23 is open.\"",
    source: "NIST's XSD since 1.0.6",
};

fn rule(data_type: DataType) -> &'static Rule {
    match data_type {
        DataType::String => &NOT_A_STRING,
        DataType::Token => &NOT_A_TOKEN,
        DataType::Uuid => &NOT_A_UUID,
        DataType::DateTime => &NOT_A_DATE_TIME,
        DataType::Uri => &NOT_A_URI,
        DataType::UriReference => &NOT_A_URI_REFERENCE,
        DataType::EmailAddress => &NOT_AN_EMAIL_ADDRESS,
        DataType::Base64 => &NOT_BASE64,
        DataType::NonNegativeInteger | DataType::PositiveInteger => &NOT_A_NUMBER,
        DataType::MarkupLine => &NOT_ONE_LINE,
        DataType::MarkupMultiline => &EMPTY_MARKUP,
    }
}

fn help(data_type: DataType) -> Option<&'static str> {
    Some(match data_type {
        DataType::String => "take the blanks at its ends and the line breaks away, or leave the value out",
        DataType::Token => "write it without blanks and parentheses: ac-2.1 for AC-2(1)",
        DataType::Uuid => "give it a new one of version 4 or 5",
        DataType::DateTime => "write it like 2026-10-30T09:30:00Z",
        DataType::Uri => "write it with its scheme, like https://example.com",
        DataType::UriReference => "write a blank as %20, a backslash as /, and no character beyond ASCII",
        DataType::EmailAddress => "write it like name@example.com",
        DataType::Base64 => "encode it again, on one line",
        DataType::NonNegativeInteger | DataType::PositiveInteger => return None,
        DataType::MarkupLine => "write one line",
        DataType::MarkupMultiline => "write a sentence, or leave it out where it may be",
    })
}

pub(super) fn object(validation: &Validation, at: &At, findings: &mut Findings) {
    for (member, nodes) in at.object.groups() {
        let Some(data_type) = member.data_type() else { continue };
        let data_type = of_version(at, member, data_type, validation);
        for (position, (_, node)) in nodes.iter().enumerate() {
            let Node::Value(value) = node else { continue };
            let why = match data_type {
                DataType::MarkupMultiline if validation.version > V1_0_4 && value.trim().is_empty() => Some("is empty"),
                _ => types::fault(data_type, value, validation.version),
            };
            let Some(why) = why else { continue };
            let message = match value.as_str() {
                "" => format!("{} {why}", member.name),
                value => format!("{} {:?} {why}", member.name, short(value)),
            };
            let found = findings.report(rule(data_type), at.node(member.name, position), message);
            if let Some(help) = help(data_type) {
                found.help(help);
            }
        }
    }
}

/// The type that a member had in the document's OSCAL version.
fn of_version(at: &At, member: &Member, data_type: DataType, validation: &Validation) -> DataType {
    let is_file_name = at.is(&model::BASE64) && member.name == "filename";
    if is_file_name && validation.version < V1_1_0 { DataType::UriReference } else { data_type }
}
