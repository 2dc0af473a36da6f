//! A text for each fault: what is said of it, and where.

use super::*;

/// A document with some lines between its metadata and its item, from line 5 on.
fn with(lines: &str) -> String {
    format!(
        "<plan-of-action-and-milestones xmlns=\"{NAMESPACE}\" uuid=\"u\">\n<metadata><title>T</title>\n\
         <last-modified> 2026-01-02T03:04:05Z\n</last-modified><version> 1 </version></metadata>\n{lines}\n\
         <poam-item><title>I</title><description><p>D</p></description></poam-item></plan-of-action-and-milestones>"
    )
}

/// What a finding says: code, line, character and path below the root.
fn said(finding: &Finding) -> String {
    let at = &finding.at;
    let path = at.path.as_deref().unwrap_or_default();
    let path = path.strip_prefix("/plan-of-action-and-milestones").unwrap_or(path);
    assert!(finding.help.is_some() && at.file.as_deref() == Some("poam.xml"), "{finding}");
    format!("{} {}:{} {path}", finding.code, at.line.unwrap(), at.character.unwrap())
}

#[test]
fn what_can_be_passed_over_is_told_and_all_else_is_read() {
    for (what, lines, expected) in [
        ("an unknown element", "<system-id>a</system-id><colour><red/>x</colour>", "unknown-member 5:25 "),
        ("an unknown attribute", "<system-id colour=\"red\">a</system-id>", "unknown-member 5:12 /system-id"),
        (
            "an attribute on a later line",
            "<system-id\n é=\"\" colour=\"\">a</system-id>",
            "unknown-member 6:2 /system-id; unknown-member 6:7 /system-id",
        ),
        (
            "an attribute of another namespace",
            "<system-id xml:lang=\"en\">a</system-id>",
            "unknown-member 5:12 /system-id",
        ),
        (
            "an attribute twice",
            "<system-id identifier-type=\"a\" identifier-type=\"b\">a</system-id>",
            "member-twice 5:32 /system-id",
        ),
        ("a wrong order", "<system-id>a</system-id>\n<import-ssp href=\"#a\"/>", "wrong-order 6:1 "),
        ("an element too many", "<system-id>a</system-id><system-id>a</system-id>", "member-twice 5:25 "),
        ("text among elements", "<risk>é x</risk>", "stray-text 5:7 /risks/0"),
        ("text in a CDATA section among elements", "<risk><![CDATA[x]]></risk>", "stray-text 5:7 /risks/0"),
        ("an element in a value", "<system-id>a<b>c</b></system-id>", "unknown-member 5:13 /system-id/id"),
        (
            "both of a choice",
            "<risk/><risk><response><task><timing><on-date date=\"a\"/><within-date-range/></timing></task></response></risk>",
            "both-of-a-choice 5:57 /risks/1/remediations/0/tasks/0/timing",
        ),
        ("no namespace", "<system-id xmlns=\"\">a</system-id>", "wrong-namespace 5:1 "),
        ("another namespace", "<x:system-id xmlns:x=\"urn:x\">a</x:system-id>", "unknown-member 5:1 "),
        ("an unknown element in markup", "<risk><title><u>a</u></title></risk>", "unknown-member 5:14 /risks/0/title"),
        ("a block in a line", "<risk><title><p>a</p></title></risk>", "misplaced-markup 5:14 /risks/0/title"),
        ("text without a block", "<risk><description>a</description></risk>", "stray-text 5:20 /risks/0/description"),
        (
            "an attribute in markup",
            "<risk><title><em class=\"a\">a</em></title></risk>",
            "unknown-member 5:18 /risks/0/title",
        ),
        ("markup that cannot be said", "<risk><title><em/>a</title></risk>", "markup-changed 5:7 /risks/0/title"),
        (
            "several faults",
            "<risk><a/><title>x</title><b/></risk><risk c=\"\"/>",
            "unknown-member 5:7 /risks/0; unknown-member 5:27 /risks/0; unknown-member 5:44 /risks/1",
        ),
    ] {
        let (root, findings) = whole(with(lines).as_bytes()).expect(what);
        assert_eq!(findings.iter().map(said).collect::<Vec<_>>().join("; "), expected, "{what}");
        assert_eq!(root.all("poam-item").next().and_then(|i| i.get("description")), Some("D"), "{what}");
    }
}

#[test]
fn what_is_no_fault_is_told_of_by_none() {
    for (what, lines) in [
        ("comments and instructions", "<!-- a --><?b c?><system-id><!-- a -->F<?b c?>1<!-- --></system-id>"),
        ("a CDATA section", "<system-id>F<![CDATA[1]]></system-id>"),
        ("references", "<system-id>&#70;&#x31;</system-id>"),
        ("a prefix", &format!("<o:system-id xmlns:o=\"{NAMESPACE}\">F1</o:system-id>")),
        (
            "a place of a schema",
            "<system-id xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\">F1</system-id>",
        ),
    ] {
        let (root, findings) = whole(with(lines).as_bytes()).expect(what);
        assert_eq!(findings, [], "{what}");
        assert_eq!(root.all("system-id").next().and_then(|i| i.get("id")), Some("F1"), "{what}");
        // A date without the blanks around it, a string with them.
        let metadata = root.all("metadata").next().unwrap();
        assert_eq!(metadata.get("last-modified"), Some("2026-01-02T03:04:05Z"));
        assert_eq!(metadata.get("version"), Some(" 1 "));
    }
    let prefixed = with("").replace('<', "<o:").replace("<o:/", "</o:").replace("xmlns=", "xmlns:o=");
    assert_eq!(whole(prefixed.as_bytes()).unwrap(), whole(with("").as_bytes()).unwrap());
}

#[test]
fn a_root_in_a_wrong_namespace_is_told_of_once() {
    for wrong in ["xmlns=\"http://csrc.nist.gov/ns/oscal\"", "xmlns:o=\"urn:x\""] {
        let xml = with("").replace(&format!("xmlns=\"{NAMESPACE}\""), wrong);
        let (root, findings) = whole(xml.as_bytes()).unwrap();
        assert_eq!(findings.iter().map(said).collect::<Vec<_>>(), ["wrong-namespace 1:1 "]);
        assert_eq!(root, whole(with("").as_bytes()).unwrap().0);
    }
}

#[test]
fn what_is_no_xml_is_refused_with_its_place() {
    let deep = "<task>".repeat(10_000);
    let many: String = (0..10_000).flat_map(|_| [" a=", "\"\""]).collect();
    for (what, lines, expected) in [
        ("a wrong end", "<risk></rsk>", "not-xml 5:7"),
        ("a DOCTYPE", "<!DOCTYPE a>", "doctype 5:1"),
        ("an entity of its own", "<system-id>a&b;</system-id>", "not-xml 5:13"),
        ("an entity in an attribute", "<risk uuid=\"&b;\"/>", "not-xml 5:7"),
        ("a lone ampersand", "<system-id>a & b</system-id>", "not-xml 5:14"),
        ("a reference to what XML cannot hold", "<system-id>&#1;</system-id>", "not-xml 5:12"),
        ("a character that XML cannot hold", "<system-id>\u{1}</system-id>", "not-xml 5:12"),
        ("the same in an attribute", "<risk uuid=\"\u{ffff}\"/>", "not-xml 5:7"),
        ("a `<` in an attribute", "<risk uuid=\"<\"/>", "not-xml 5:7"),
        ("an attribute without quotes", "<risk uuid=a/>", "not-xml 5:1"),
        ("an undeclared prefix", "<o:risk/>", "not-xml 5:1"),
        ("no end of a tag", "<risk uuid=\"", "not-xml 5:1"),
        ("deep nesting", &deep, "too-deep 5:763"),
        ("very many attributes", &format!("<risk{many}/>"), "too-many-attributes 5:1"),
    ] {
        let failure = whole(with(lines).as_bytes()).expect_err(what);
        let at = &failure.findings()[0].at;
        let code = failure.findings()[0].code;
        assert_eq!(format!("{code} {}:{}", at.line.unwrap(), at.character.unwrap()), expected, "{what}: {failure}");
        assert_eq!((failure.exit_code(), at.file.as_deref()), (3, Some("poam.xml")));
    }
}

#[test]
fn what_is_no_document_is_refused() {
    let whole_text = with("");
    for (what, bytes, code) in [
        ("nothing", Vec::new(), "not-xml"),
        ("blanks", b" \n".to_vec(), "not-xml"),
        ("another model", b"<catalog/>".to_vec(), "not-a-poam"),
        ("two roots", [whole_text.as_bytes(), b"<a/>"].concat(), "not-xml"),
        ("text behind the root", [whole_text.as_bytes(), b"a"].concat(), "not-xml"),
        (
            "bytes that are not UTF-8",
            whole_text.replace("<p>D", "<p>\u{1}").bytes().map(|b| if b == 1 { 0xff } else { b }).collect(),
            "not-utf8",
        ),
        ("another encoding", b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>".to_vec(), "not-utf8"),
        ("UTF-16", "\u{feff}<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect(), "not-utf8"),
    ] {
        let failure = whole(&bytes).expect_err(what);
        assert_eq!(failure.findings()[0].code, code, "{what}");
    }
    // Whole at each of its bytes, or refused.
    for end in 0..whole_text.len() {
        assert_eq!(whole(&whole_text.as_bytes()[..end]).expect_err("cut").findings()[0].code, "not-xml", "{end}");
    }
    assert!(
        whole(format!("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>{whole_text}\n<!-- a -->\n").as_bytes())
            .is_ok()
    );
}

#[test]
fn who_takes_the_objects_can_end_it() {
    let mut count = 0;
    let mut take = |_, _| {
        count += 1;
        Err(Failure::unreadable(Finding::error("cannot-write", "full")))
    };
    let failure =
        read("poam.xml", with("<risk/><risk/>").as_bytes(), &Limits::default(), &mut take, &mut Findings::default())
            .unwrap_err();
    assert_eq!((failure.findings()[0].code, failure.findings()[0].at.file.clone(), count), ("cannot-write", None, 1));
}

#[test]
fn nodes_are_located() {
    let xml = with(
        "<risk uuid=\"a\">\n<x/><title>é</title></risk><system-id\n identifier-type=\"a\">b</system-id>\n<risk><prop/><prop\n name=\"a\"/></risk>",
    );
    let mut paths = Vec::new();
    let mut expected = Vec::new();
    for (steps, at) in [
        (vec![], Some((1, 1))),
        (vec![("uuid", 0)], Some((1, 74))),
        (vec![("risk", 0)], Some((5, 1))),
        (vec![("risk", 0), ("uuid", 0)], Some((5, 7))),
        (vec![("risk", 0), ("title", 0)], Some((6, 5))),
        (vec![("system-id", 0), ("id", 0)], Some((6, 28))),
        (vec![("system-id", 0), ("identifier-type", 0)], Some((7, 2))),
        (vec![("risk", 1), ("prop", 1), ("name", 0)], Some((9, 2))),
        (vec![("risk", 1), ("prop", 2)], None),
        (vec![("poam-item", 0), ("description", 0)], Some((10, 28))),
        (vec![("poam-item", 0), ("description", 0)], Some((10, 28))),
    ] {
        let mut path = crate::oscal::path::Path::root();
        let mut kind = &crate::oscal::model::POAM;
        for (name, at) in steps {
            let member = &kind.members[kind.member(name).unwrap()];
            path.push(member, at);
            kind = member.assembly().unwrap_or(kind);
        }
        paths.push(path);
        expected.push(at.map(|(line, character)| crate::oscal::path::Position { line, character }));
    }
    assert_eq!(locate(xml.as_bytes(), &paths), expected);
    assert_eq!(locate(b"<", &paths), vec![None; paths.len()]);
}
