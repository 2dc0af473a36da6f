//! Documents in YAML.

use super::{Attack, converted};

/// A document with more lines in its metadata.
fn document(metadata: &str) -> String {
    format!(
        "plan-of-action-and-milestones:\n  uuid: 11111111-1111-4111-8111-111111111111\n  metadata:\n    title: T\n    \
         last-modified: 2026-01-02T03:04:05Z\n    version: 1\n    oscal-version: 1.1.2\n{metadata}  import-ssp:\n    \
         href: ./ssp.json\n  poam-items:\n    - title: I\n      description: D\n"
    )
}

pub(crate) fn attacks() -> Vec<Attack> {
    let file = |name: &'static str, text: String| converted(name, "a.yaml", text);
    let mut bomb = "x0: &x0 [ha, ha]\n".to_owned();
    for n in 1..40 {
        bomb += &format!("x{n}: &x{n} [{}]\n", vec![format!("*x{}", n - 1); 10].join(", "));
    }
    vec![
        file("aliases of aliases", bomb + &document("")),
        file("alias of itself", document("    x: &a [*a]\n")),
        file("alias of nothing", document("    remarks: *nobody\n")),
        file(
            "long text a thousand times by alias",
            document(&format!("    x: &a {}\n    y: [{}]\n", "x".repeat(100_000), vec!["*a"; 1_000].join(", "))),
        ),
        file(
            "a hundred thousand anchors",
            document(&format!("    x:\n{}", (0..100_000).map(|n| format!("      - &a{n} b\n")).collect::<String>())),
        ),
        file(
            "anchors within anchors",
            document(&format!(
                "    x: {}b{}\n",
                (0..100).map(|n| format!("&a{n} [")).collect::<String>(),
                "]".repeat(100)
            )),
        ),
        file("keys to be merged", document("    <<: {title: U}\n")),
        file("object of Python", document("    x: !!python/object/apply:os.system [\"touch ../secret/evil\"]\n")),
        file("bytes by tag", document("    remarks: !!binary QUJD\n")),
        file("tag of a host", format!("%TAG ! tag:127.0.0.1,2026:\n---\n{}", document("    x: !a b\n"))),
        file("brackets a million deep", document(&format!("    x: {}\n", "[".repeat(1_000_000)))),
        file("braces a million deep", document(&format!("    x: {}\n", "{a: ".repeat(1_000_000)))),
        file(
            "lines a thousand deep",
            document(&format!(
                "    x:\n{}",
                (0..1_000).map(|n| format!("{}a:\n", " ".repeat(6 + n))).collect::<String>()
            )),
        ),
        file(
            "lists a hundred thousand deep on one line",
            document(&format!("    x:\n      {}a\n", "- ".repeat(100_000))),
        ),
        file("questions a hundred thousand deep", document(&format!("    x:\n      {}a\n", "? ".repeat(100_000)))),
        file("two documents in YAML", format!("---\n{0}---\n{0}", document(""))),
        file("object as a name", document("    ? {a: b}\n    : c\n")),
        file("tab before a name", document("\tremarks: x\n")),
        file("quote that never closes in YAML", document("    remarks: \"x\n")),
        file("text of a million lines", document(&format!("    remarks: |\n{}", "      x\n".repeat(1_000_000)))),
        file("NUL in YAML", document("    remarks: a\0b\n")),
        file("one name twice in YAML", document("    title: U\n")),
        file("half a character in YAML", document("    remarks: \"\\ud800\"\n")),
        file("colons, a hundred thousand", document(&format!("    x: {}\n", "a:".repeat(100_000)))),
    ]
}
