//! A document with every member of the model, written in every format, before judges that share no code with us:
//! NIST's schemas, and a comparison of the formats with each other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use poam::oscal::format::{Format, write};
use poam::oscal::model::{Assembly, Content, DataType, Member, POAM};
use poam::oscal::object::{Node, Object};
use poam::oscal::version::{Lacking, V1_0_4, V1_1_2, V1_2_1, Version};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Text that YAML, XML or Markdown would change if it were written carelessly.
const STRINGS: [&str; 14] = [
    "no",
    "1.0",
    "2026-01-02",
    "a: b # c",
    "1e5",
    "<&>\"'",
    "- x",
    "0o17",
    "~",
    "a  b",
    "é 😀 \u{a0}x",
    "null",
    "10:30",
    "*a* `b` [c]",
];
const LINES: [&str; 8] = [
    "Plain",
    r"OpenSSL \< 3.0.14 & \*more\* \[x\]",
    "*em* **strong** `code` H~2~O x^2^",
    r#"a "q" and \"none\""#,
    "[link](https://example.com/a?b=c#d) end",
    "# no heading",
    "a\u{7f}\u{9f}\u{85}b\u{feff}\u{2028}c\u{fffd}",
    "12",
];
const BLOCKS: [&str; 7] = [
    "Plain\\_text",
    "one  \ntwo\n\nthree",
    "```\n(1) a\t<b>\n\n  c\n```",
    "# Head\n\n- a\n- b\n\nlast *em*",
    "```\n\n```",
    "1. a\n2. b",
    "| A | B |\n| --- | :---: |\n| 1 | *2* |",
];

/// Makes objects by the model's table.
struct Builder {
    count: usize,
    /// The definitions on the way from the root, so that recursion ends.
    path: Vec<&'static Assembly>,
    /// Every member that was filled, by its definition's name.
    filled: BTreeSet<(&'static str, &'static str)>,
}

impl Builder {
    fn pick(&mut self, of: &[&'static str]) -> &'static str {
        self.count += 1;
        of[self.count % of.len()]
    }

    /// An object with every member filled, on one arm of its choices.
    fn object(&mut self, kind: &'static Assembly, arm: usize) -> Object {
        let mut object = Object::new(kind);
        self.path.push(kind);
        let choices: Vec<&str> = kind.members.iter().filter(|m| m.either).map(|m| m.name).collect();
        for (index, member) in kind.members.iter().enumerate() {
            if member.either && choices[arm % choices.len()] != member.name {
                continue;
            }
            match member.content {
                Content::Value(kind_of) => {
                    for _ in 0..=usize::from(member.many) {
                        let value = self.value(kind, member, kind_of);
                        object.push_value(index, value);
                    }
                }
                Content::Object(child) => {
                    if self.path.iter().filter(|k| **k == child).count() > 1 {
                        continue;
                    }
                    for child_arm in arms(member, child, arm) {
                        let node = Node::Object(self.object(child, child_arm));
                        object.push(index, node);
                    }
                }
            }
            self.filled.insert((kind.name, member.name));
        }
        self.path.pop();
        object
    }

    fn value(&mut self, kind: &Assembly, member: &Member, kind_of: DataType) -> String {
        self.count += 1;
        let listed = match (kind.name, member.name) {
            ("finding-target/status", "state") => "satisfied",
            ("finding-target", "type") => "objective-id",
            ("origin-actor", "type") => "tool",
            ("task/timing/at-frequency", "unit") => "days",
            ("port-range", "transport") => "TCP",
            ("system-component/status", "state") => "operational",
            ("metadata/party", "type") => "person",
            ("hash", "algorithm") => "SHA-256",
            ("hash", "value") => "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            _ => "",
        };
        if !listed.is_empty() {
            return listed.to_owned();
        }
        match kind_of {
            DataType::String => self.pick(&STRINGS).to_owned(),
            DataType::Token => format!("token.{}", self.count),
            DataType::Uuid => format!("1e5{:05}-0000-4000-8000-000000000000", self.count),
            DataType::DateTime => "2026-01-02T03:04:05.678-05:00".to_owned(),
            DataType::Uri => "https://example.com/a?b=c&d=e".to_owned(),
            DataType::UriReference => "#some-place".to_owned(),
            DataType::EmailAddress => "a.b@example.com".to_owned(),
            DataType::Base64 => "TWFueQ==".to_owned(),
            DataType::NonNegativeInteger => "0".to_owned(),
            DataType::PositiveInteger => "7".to_owned(),
            DataType::MarkupLine => self.pick(&LINES).to_owned(),
            DataType::MarkupMultiline => self.pick(&BLOCKS).to_owned(),
        }
    }
}

/// The arms to make of a child: all where several may stand and it leads to a choice.
fn arms(member: &Member, child: &'static Assembly, arm: usize) -> std::ops::Range<usize> {
    let leads = child.members.iter().any(|m| m.either || m.assembly().is_some_and(|a| !m.many && chooses(a)));
    if !member.many {
        arm..arm + 1
    } else if leads {
        0..3
    } else {
        0..1
    }
}

fn chooses(kind: &Assembly) -> bool {
    kind.members.iter().any(|m| m.either)
}

/// Every definition that the root leads to.
fn definitions(kind: &'static Assembly, found: &mut Vec<&'static Assembly>) {
    if !found.contains(&kind) {
        found.push(kind);
        for member in kind.members {
            if let Some(child) = member.assembly() {
                definitions(child, found);
            }
        }
    }
}

fn everything(version: Version) -> Object {
    let mut builder = Builder { count: 0, path: Vec::new(), filled: BTreeSet::new() };
    let mut root = builder.object(&POAM, 0);
    let mut all = Vec::new();
    definitions(&POAM, &mut all);
    for kind in all {
        for member in kind.members {
            assert!(builder.filled.contains(&(kind.name, member.name)), "{} {} is not tried", kind.name, member.name);
        }
    }
    for metadata in root.objects_mut(POAM.member("metadata").unwrap()) {
        let stated = metadata.kind().member("oscal-version").unwrap();
        metadata.set(stated, version.to_string());
    }
    let dropped = Lacking::in_version(version).take_from(&mut root);
    assert_eq!(dropped == 0, version >= V1_2_1, "{version} dropped {dropped}");
    root
}

/// The folder with the judges, or none where it is not on this machine.
fn judge() -> Option<PathBuf> {
    let named = std::env::var_os("POAM_SHARED");
    let shared = named
        .as_ref()
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), |folder| Path::new(folder).to_owned());
    let judge = shared.join("judge/judge.py");
    if judge.exists() {
        return Some(judge);
    }
    assert!(named.is_none(), "{} is not there", judge.display());
    println!("skipped: no {}", judge.display());
    None
}

fn run(judge: &Path, arguments: &[&str], files: &[PathBuf]) {
    let python = std::env::var("POAM_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(python).arg(judge).args(arguments).args(files).output().unwrap();
    assert!(
        output.status.success(),
        "{arguments:?} {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn has_python() -> bool {
    let python = std::env::var("POAM_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python)
        .args(["-c", "import jsonschema_rs, lxml, yaml"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !has {
        println!("skipped: {python} has no jsonschema_rs, lxml and yaml (POAM_PYTHON names another)");
    }
    has
}

#[test]
fn every_member_is_written_as_nists_schemas_ask() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for version in [V1_0_4, Version(1, 0, 6), V1_1_2, Version(1, 1, 3), V1_2_1, Version(1, 2, 3)] {
        let document = everything(version);
        for format in [Format::Json, Format::Xml, Format::Yaml] {
            let file = folder.path().join(format!("{version}.{}", format.name()));
            let mut bytes = Vec::new();
            write(&mut bytes, format, version, &document).unwrap();
            assert!(bytes.len() > 100_000, "{}", bytes.len());
            std::fs::write(&file, bytes).unwrap();
            files.push(file);
        }
    }
    let Some(judge) = judge() else { return };
    if !has_python() {
        return;
    }
    run(&judge, &["schema", "--yaml11"], &files);
    for of_version in files.chunks(3) {
        run(&judge, &["same"], &[of_version[0].clone(), of_version[1].clone()]);
        run(&judge, &["same"], &[of_version[0].clone(), of_version[2].clone()]);
    }
}

/// A document whose items say what others might write in Markdown.
fn with_markdown(version: Version, texts: &[String]) -> Object {
    let mut builder = Builder { count: 0, path: Vec::new(), filled: BTreeSet::new() };
    let mut root = Object::new(&POAM);
    root.push_value(0, "00000001-0000-4000-8000-000000000001");
    let metadata = POAM.member("metadata").unwrap();
    root.push(metadata, Node::Object(builder.object(POAM.members[metadata].assembly().unwrap(), 0)));
    for object in root.objects_mut(metadata) {
        let stated = object.kind().member("oscal-version").unwrap();
        object.set(stated, version.to_string());
    }
    let items = POAM.member("poam-item").unwrap();
    let kind = POAM.members[items].assembly().unwrap();
    for text in texts {
        let mut item = Object::new(kind);
        item.push_value(kind.member("title").unwrap(), text);
        item.push_value(kind.member("description").unwrap(), text);
        root.push(items, Node::Object(item));
    }
    Lacking::in_version(version).take_from(&mut root);
    root
}

#[test]
fn whatever_markdown_there_is_the_xml_is_valid() {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let pieces = proptest::collection::vec(
        proptest::sample::select(vec![
            "\n",
            "\n\n",
            "  \n",
            "- ",
            "1. ",
            "3) ",
            "> ",
            "# ",
            "---\n",
            "```",
            "`",
            "*",
            "**",
            "_",
            "~",
            "^",
            "\"",
            "[a](",
            ")",
            "![",
            "](b c)",
            "](#d)",
            " \"t\")",
            "{{ insert: param, x_1 }}",
            "<b>",
            "</b>",
            "<div>\n",
            "<https://e.com>",
            "|",
            "\n|---|:-:|\n",
            "\n[r]: /u\n",
            "[r]",
            "    ",
            "\t",
            "&lt;",
            "&#0;",
            "\\",
            "a",
            "word ",
            "é",
            "\r",
            "\u{1}",
            "]]>",
            "%zz",
            ":",
        ]),
        0..24,
    );
    let strategy = pieces.prop_map(|p| p.concat());
    let texts: Vec<String> = (0..6000).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for version in [V1_0_4, Version(1, 0, 6), V1_1_2, Version(1, 2, 3)] {
        let file = folder.path().join(format!("{version}.xml"));
        write(&mut std::fs::File::create(&file).unwrap(), Format::Xml, version, &with_markdown(version, &texts))
            .unwrap();
        files.push(file);
    }
    let Some(judge) = judge() else { return };
    if has_python() {
        run(&judge, &["schema"], &files);
    }
}
