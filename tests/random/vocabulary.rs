//! The words that drawn documents are made of: values of each type, the lists that are closed, and what FedRAMP, the
//! mapping and other tools write where it means something to a sheet.

/// Members of a known object, with their values; `#` is another number each time.
type Known = &'static [(&'static str, &'static str)];

pub(crate) const STRINGS: &[&str] = &[
    "Plain",
    "no",
    "1.0",
    "2026-01-02",
    "a: b # c",
    "<&>\"'",
    "- x",
    "~",
    "a  b",
    "é 😀",
    "web-01",
    "10.0.0.1",
    "N/A",
];
pub(crate) const TOKENS: &[&str] = &["token", "finding", "_x", "a.b-c", "closed", "Ünï"];
pub(crate) const STAMPS: &[&str] = &[
    "2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.678-05:00",
    "2026-05-04T00:00:00Z",
    "2025-12-31T23:59:59+01:00",
    "1999-02-28T00:00:00Z",
];
pub(crate) const URIS: &[&str] = &["https://example.com/a?b=c&d=e", "urn:x:y", "http://fedramp.gov/ns/oscal"];
pub(crate) const REFERENCES: &[&str] = &["https://example.com/x", "./a.pdf", "a%20b.csv"];
pub(crate) const LINES: &[&str] = &[
    "Plain",
    "OpenSSL \\< 3.0 & \\*more\\*",
    "*em* **strong** `code`",
    "[link](https://e.com/a)",
    "12",
    "# no heading",
    "N/A",
];
pub(crate) const BLOCKS: &[&str] = &[
    "Plain",
    "one  \ntwo\n\nthree",
    "# Head\n\n- a\n- b\n\nlast *em*",
    "1. a\n2. b",
    "```\n(1) a\t<b>\n\n  c\n```",
    "| A | B |\n| --- | :---: |\n| 1 | *2* |",
    "No remediation plan provided.",
];

/// What the model does not ask for and a reference or a rule needs.
pub(crate) const ASKED: &[(&str, &str)] = &[
    ("plan-of-action-and-milestones", "import-ssp"),
    ("plan-of-action-and-milestones", "back-matter"),
    ("back-matter", "resource"),
    ("metadata", "role"),
    ("metadata", "party"),
    ("metadata/party", "name"),
    ("metadata/location", "address"),
    ("address", "city"),
    ("protocol", "name"),
    ("poam-item", "uuid"),
    ("local-definitions", "component"),
    ("local-definitions", "inventory-item"),
];

/// The definition that a reference of this name leads to.
pub(crate) fn referred(name: &str) -> &'static str {
    match name {
        "party-uuid" => "metadata/party",
        "location-uuid" => "metadata/location",
        "component-uuid" => "system-component",
        "observation-uuid" => "observation",
        "risk-uuid" => "risk",
        "finding-uuid" => "finding",
        "response-uuid" => "response",
        "task-uuid" => "task",
        // What a plan of action does not declare itself: anything that it does.
        _ => "inventory-item",
    }
}

/// The definition of an actor's or a subject's type.
pub(crate) fn kind_of(name: &str) -> &'static str {
    match name {
        "tool" | "component" => "system-component",
        "party" => "metadata/party",
        "location" => "metadata/location",
        _ => "inventory-item",
    }
}

/// The values of a member, where not any will do.
pub(crate) fn listed(kind: &str, member: &str) -> &'static [&'static str] {
    match (kind, member) {
        ("metadata/party", "type") => &["organization", "person"],
        ("origin-actor", "type") => &["tool", "party"],
        ("subject-reference" | "select-subject-by-id", "type") => &["inventory-item", "component", "party", "location"],
        ("assessment-subject", "type") => &["component", "party"],
        ("system-component/status", "state") => &["operational", "other"],
        ("system-component", "type") => &["software", "service", "this-system", "hardware"],
        ("port-range", "transport") => &["TCP", "UDP"],
        ("task/timing/at-frequency", "unit") => &["days", "months"],
        ("finding-target", "type") => &["objective-id", "statement-id"],
        ("finding-target/status", "state") => &["satisfied", "not-satisfied"],
        ("observation", "method") => &["TEST", "EXAMINE", "UNKNOWN"],
        ("observation", "type") => {
            &["finding", "discovery", "false-positive", "risk-adjustment", "historic", "closure"]
        }
        ("risk", "status") => &["open", "closed", "investigating", "deviation-approved", "remediating"],
        ("risk/risk-log/entry", "status-change") => &["open", "closed"],
        ("response", "lifecycle") => &["planned", "recommendation", "completed"],
        ("task", "type") => &["milestone", "action"],
        ("hash", "algorithm") => &["SHA-256"],
        ("hash", "value") => &["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
        ("metadata", "version") => &["1", "2026-05"],
        _ => &[],
    }
}

const F: &str = "http://fedramp.gov/ns/oscal";
const X: &str = "urn:poam:ns:oscal";

/// Objects of a definition that mean something to a sheet.
pub(crate) fn of(kind: &str) -> &'static [Known] {
    match kind {
        "property" => PROPERTIES,
        "characterization/facet" => FACETS,
        _ => &[],
    }
}

const PROPERTIES: &[Known] = &[
    &[("name", "POAM-ID"), ("ns", F), ("value", "V-#")],
    &[("name", "POAM-ID"), ("ns", "https://fedramp.gov/ns/oscal"), ("value", "V-#")],
    &[("name", "impacted-control-id"), ("ns", F), ("value", "ac-2")],
    &[("name", "impacted-control-id"), ("ns", F), ("value", "sc-7.5")],
    &[("name", "false-positive"), ("ns", F), ("value", "approved")],
    &[("name", "risk-adjustment"), ("ns", F), ("value", "pending")],
    &[("name", "operational-requirement"), ("ns", F), ("value", "investigating")],
    &[("name", "vendor-dependency"), ("ns", F), ("value", "tracking")],
    &[("name", "kev-catalog"), ("ns", F), ("value", "yes")],
    &[("name", "kev-due-date"), ("ns", F), ("value", "2026-07-01")],
    &[("name", "plugin-id"), ("ns", F), ("value", "19506")],
    &[("name", "milestone-number"), ("ns", X), ("value", "1")],
    &[("name", "milestone-change"), ("ns", X), ("value", "update")],
    &[("name", "service-name"), ("ns", X), ("value", "Flux")],
    &[("name", "auto-approve"), ("ns", X), ("value", "no")],
    &[("name", "port"), ("ns", X), ("value", "443/TCP")],
    &[("name", "worksheet"), ("ns", X), ("value", "configuration-findings")],
    &[("name", "cell-text"), ("ns", X), ("class", "controls"), ("value", "AC-2 (1)")],
    &[("name", "cell-text"), ("ns", X), ("class", "comments"), ("value", "see remarks")],
    &[("name", "cell-text"), ("ns", X), ("class", "original-detection-date"), ("value", "5/4/2026")],
    &[("name", "cell-blank"), ("ns", X), ("class", "adjusted-risk-rating"), ("value", "blank")],
    &[("name", "own"), ("ns", "urn:poam:ns:oscal:columns"), ("class", "column"), ("value", "Extra #")],
    &[("name", "column-header"), ("ns", X), ("class", "own"), ("value", "Own")],
    &[("name", "derived"), ("ns", X), ("value", "collected")],
    &[("name", "asset-id"), ("value", "host-#")],
    &[("name", "ipv4-address"), ("value", "10.0.0.7")],
    &[("name", "severity"), ("ns", "https://lab.example/ns"), ("value", "critical")],
    &[("name", "cve"), ("ns", "https://lab.example/ns"), ("value", "CVE-2026-1")],
    &[("name", "discovered-date"), ("ns", "https://lab.example/ns"), ("value", "2026-03-01")],
    &[("name", "type"), ("value", "vendor-check-in")],
    &[("name", "state"), ("value", "initial")],
    &[("name", "state"), ("value", "adjusted")],
];

const FACETS: &[Known] = &[
    &[("name", "risk"), ("system", F), ("value", "high")],
    &[("name", "risk"), ("system", F), ("value", "low")],
    &[("name", "likelihood"), ("system", F), ("value", "moderate")],
    &[("name", "impact"), ("system", F), ("value", "high")],
    &[("name", "severity"), ("system", "https://tool.example"), ("value", "critical")],
    &[("name", "cve-id"), ("system", "http://cve.mitre.org"), ("value", "CVE-2026-#")],
    &[("name", "source-identifier"), ("system", X), ("value", "19506")],
    &[("name", "base-score"), ("system", "http://www.first.org/cvss/v3.1"), ("value", "7.5")],
];
