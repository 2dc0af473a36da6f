//! The files beside the source: mapping, configuration, SSP, inventory, schema, catalogue.

use super::books::{good, laughs, workbook_with};
use super::json::document;
use super::{Attack, with};

const MAPPING: &str = include_str!("../../mappings/fedramp.toml");

fn nested(open: &str, close: &str, count: usize) -> String {
    open.repeat(count) + &close.repeat(count)
}

/// The good workbook, and a file beside it.
fn beside(name: &'static str, file: &'static str, bytes: impl Into<Vec<u8>>, line: &'static str) -> Attack {
    with(name, vec![("a.xlsx", good()), (file, bytes.into())], line)
}

pub(crate) fn attacks() -> Vec<Attack> {
    let mapping = |name: &'static str, text: String| {
        beside(name, "m.toml", text, "convert --no-config a.xlsx --mapping m.toml -o out.json")
    };
    let place = |path: &str| MAPPING.replacen("place   = \"risk/title\"", &format!("place   = \"{path}\""), 1);
    let placed = place("risk/description");
    assert_ne!(placed, MAPPING, "the mapping has a place for the title");
    let config = |name: &'static str, text: &str| beside(name, "poam.toml", text, "convert a.xlsx -o out.json");
    let ssp = |name: &'static str, text: String| {
        beside(name, "ssp.json", text, "convert --no-config a.xlsx --ssp ssp.json -o out.json")
    };
    let schema = |name: &'static str, text: &str| {
        with(
            name,
            vec![("a.json", document("", "").into_bytes()), ("s.json", text.as_bytes().to_vec())],
            "validate --schema s.json a.json",
        )
    };
    let kev =
        |name: &'static str, text: String| beside(name, "kev.json", text, "check --no-config --kev kev.json a.xlsx");
    vec![
        mapping("mapping with unknown keys", format!("{MAPPING}\nspy = true\n[evil]\ncommand = \"rm\"\n")),
        mapping("mapping that is no TOML", "format = [".to_owned()),
        mapping("mapping of NUL", format!("format = 1\0{MAPPING}")),
        mapping("mapping nested a hundred thousand deep", format!("x = {}\n{MAPPING}", nested("[", "]", 100_000))),
        mapping("mapping of tables in tables", format!("{MAPPING}\n[{}]\n", vec!["a"; 50_000].join("."))),
        mapping("place of a hundred thousand steps", place(&"risk/".repeat(100_000))),
        mapping("place of arrows", place(&"risk/title -> ".repeat(10_000))),
        mapping("place of brackets", place(&nested("risk[", "]", 10_000))),
        mapping("place that climbs", place("../../secret/canary")),
        mapping("place that would be a pattern", place("risk/prop[name=(a+)+$, ns=own]")),
        mapping(
            "alias that would be a pattern",
            MAPPING.replacen("aliases = [\"Weakness\"", "aliases = [\"(a+)+$\", \"Weakness\"", 1),
        ),
        mapping(
            "number beyond all numbers in a mapping",
            MAPPING.replacen("format = 1", "format = 99999999999999999999999999", 1),
        ),
        mapping("a hundred thousand columns", format!("{MAPPING}{}", "\n[[column]]\nheader = \"X\"\n".repeat(100_000))),
        config("configuration with unknown keys", "spy = true\n[proxy]\nurl = \"http://127.0.0.1:9\"\n"),
        config("configuration whose mapping is the secret", "mapping = \"../secret/canary\"\n"),
        config("configuration that names an SSP of a host", "ssp-href = \"http://127.0.0.1:9/ssp.json\"\n"),
        config("configuration that names the secret as evidence", "ssp-href = \"file://@SECRET@\"\n"),
        ssp("SSP nested a million deep", nested("{\"system-security-plan\":", "}", 1_000_000)),
        ssp("SSP with billion laughs", laughs("system-security-plan") + "<system-security-plan/>"),
        ssp("SSP that is a workbook", "PK\u{3}\u{4}".to_owned()),
        ssp(
            "SSP in YAML of aliases",
            (1..40).fold("x0: &x0 [ha]\n".to_owned(), |text, n| {
                text + &format!("x{n}: &x{n} [*x{0}, *x{0}, *x{0}]\n", n - 1)
            }),
        ),
        beside(
            "inventory that is a bomb",
            "i.xlsx",
            workbook_with(&[("xl/worksheets/sheet1.xml", vec![b' '; 40 << 20])]),
            "convert --no-config a.xlsx --inventory i.xlsx -o out.json",
        ),
        schema("schema that refers to a host", r#"{"$ref": "http://127.0.0.1:9/schema.json"}"#),
        schema("schema that refers to the secret", r#"{"$ref": "file://@SECRET@"}"#),
        schema("schema that refers to itself", r##"{"$ref": "#"}"##),
        schema(
            "schema with a pattern that takes for ever",
            r#"{"additionalProperties": {"additionalProperties": {"type": ["string", "object", "array"]}}, "patternProperties": {"^(([a-z])+.)+[A-Z]([a-z])+$": {}}}"#,
        ),
        schema("schema nested a hundred thousand deep", &nested("{\"not\":", "}", 100_000)),
        kev("catalogue nested a million deep", "[".repeat(1_000_000)),
        kev("catalogue of another kind", document("", "")),
        with(
            "ancestor that is damaged",
            vec![
                ("a.xlsx", good()),
                ("base.json", document("", "").into_bytes()),
                ("old.json", document("", "").as_bytes()[..99].to_vec()),
            ],
            "convert --no-config a.xlsx --base base.json --ancestor old.json -o out.json",
        ),
        with(
            "difference to a bomb",
            vec![("a.xlsx", good()), ("b.xlsx", workbook_with(&[("xl/sharedStrings.xml", vec![b' '; 40 << 20])]))],
            "diff --no-config a.xlsx b.xlsx",
        ),
        with("output that is a path of the source", vec![("a.xlsx", good())], "convert --no-config a.xlsx -o a.xlsx"),
    ]
}
