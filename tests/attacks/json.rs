//! Documents in JSON, and what a document of any format may say.

use super::{Attack, converted, with};

const ROOT: &str = "11111111-1111-4111-8111-111111111111";
const OTHER: &str = "22222222-2222-4222-8222-222222222222";

/// A document with more members in its metadata and its root, in JSON.
pub(crate) fn document(metadata: &str, root: &str) -> String {
    format!(
        r#"{{"plan-of-action-and-milestones":{{"uuid":"{ROOT}","metadata":{{"title":"T","last-modified":"2026-01-02T03:04:05Z","version":"1","oscal-version":"1.1.2"{metadata}}},"import-ssp":{{"href":"./ssp.json"}}{root},"poam-items":[{{"title":"I","description":"D"}}]}}}}"#
    )
}

/// A risk with this in it.
fn risk(inside: &str) -> String {
    document(
        "",
        &format!(
            r#","risks":[{{"uuid":"{OTHER}","title":"R","description":"D","statement":"S","status":"open"{inside}}}]"#
        ),
    )
}

/// A response whose tasks nest so deep.
pub(crate) fn tasks(depth: usize) -> String {
    let uuid = |n: usize| format!("33333333-3333-4333-8333-{n:012}");
    let mut text = r#","remediations":[{"uuid":"44444444-4444-4444-8444-444444444444","lifecycle":"planned","title":"R","description":"D""#.to_owned();
    for n in 0..depth {
        text += &format!(r#","tasks":[{{"uuid":"{}","type":"milestone","title":"T""#, uuid(n));
    }
    text += &"}]".repeat(depth);
    risk(&(text + "}]"))
}

/// Two tasks, each of which waits for the one named.
fn waiting(first: &str, second: &str) -> String {
    let task = |own: &str, other: &str| {
        format!(r#"{{"uuid":"{own}","type":"milestone","title":"T","dependencies":[{{"task-uuid":"{other}"}}]}}"#)
    };
    let (a, b) = ("55555555-5555-4555-8555-555555555555", "66666666-6666-4666-8666-666666666666");
    let of = |name: &str| if name == "a" { a } else { b };
    risk(&format!(
        r#","remediations":[{{"uuid":"44444444-4444-4444-8444-444444444444","lifecycle":"planned","title":"R","description":"D","tasks":[{},{}]}}]"#,
        task(a, of(first)),
        task(b, of(second))
    ))
}

fn resource(inside: &str) -> String {
    document("", &format!(r#","back-matter":{{"resources":[{{"uuid":"{OTHER}","title":"R"{inside}}}]}}"#))
}

fn title(text: &str) -> String {
    document("", "").replace("\"title\":\"T\"", &format!("\"title\":\"{text}\""))
}

fn described(text: &str) -> String {
    document("", "").replace("\"description\":\"D\"", &format!("\"description\":\"{text}\""))
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

pub(crate) fn attacks() -> Vec<Attack> {
    let file = |name: &'static str, text: String| converted(name, "a.json", text);
    let validated = |name: &'static str, text: String| {
        with(name, vec![("a.json", text.into_bytes())], "validate --profile fedramp a.json")
    };
    let to_xml = |name: &'static str, text: String| {
        with(name, vec![("a.json", text.into_bytes())], "convert --no-config a.json -o out.xml --quiet")
    };
    let to_workbook = |name: &'static str, text: String| {
        with(name, vec![("a.json", text.into_bytes())], "convert --no-config a.json -o out.xlsx")
    };
    let links = r#","links":[{"href":"file://@SECRET@","rel":"evidence"},{"href":"http://127.0.0.1:9/latest/meta-data"},{"href":"\\\\host\\share\\x"}]"#;
    vec![
        file("a million nested tasks", tasks(1_000_000)),
        file("fifty nested tasks", tasks(50)),
        validated("fifty nested tasks, validated", tasks(50)),
        to_workbook("fifty nested tasks as a workbook", tasks(50)),
        file("task that waits for itself", waiting("a", "a")),
        to_workbook("task that waits for itself, as a workbook", waiting("a", "a")),
        validated("tasks that wait for each other", waiting("b", "a")),
        file("links to files and hosts", document(links, "")),
        validated("links to files and hosts, validated", document(links, "")),
        to_workbook("links to files and hosts, as a workbook", document(links, "")),
        file("SSP that is the secret", document("", "").replace("./ssp.json", "file://@SECRET@")),
        validated("SSP that is the secret, validated", document("", "").replace("./ssp.json", "../secret/canary")),
        file("resource that climbs", resource(r#","rlinks":[{"href":"../../secret/canary"}]"#)),
        validated(
            "resource that climbs, validated",
            resource(r#","rlinks":[{"href":"../secret/canary"},{"href":"file:///etc/passwd"}]"#),
        ),
        to_xml("resource that climbs, in XML", resource(r#","rlinks":[{"href":"../../secret/canary"}]"#)),
        file(
            "file of 100 MB in base64",
            resource(&format!(r#","base64":{{"filename":"a.bin","value":"{}"}}"#, "QUJD".repeat(25 << 20))),
        ),
        file("base64 that is none", resource(r#","base64":{"filename":"../../secret/evil","value":"@@@@"}"#)),
        validated(
            "base64 whose file name climbs, validated",
            resource(r#","base64":{"filename":"../../secret/evil","value":"QUJD"}"#),
        ),
        file(
            "schema to be fetched",
            document("", "").replacen('{', r#"{"$schema":"http://127.0.0.1:9/schema.json","#, 1),
        ),
        file("arrays a million deep", "[".repeat(1_000_000)),
        file(
            "objects a million deep under an unknown name",
            document(&format!(",\"x\":{}", "{\"a\":".repeat(1_000_000)), ""),
        ),
        file(
            "a million empty items",
            document("", "").replace("\"poam-items\":[", &format!("\"poam-items\":[{}", "{},".repeat(1_000_000))),
        ),
        file("half a character", title("\\ud800")),
        file("halves the wrong way round", title("\\udc00\\ud800")),
        file("NUL in a text", title("a\\u0000b")),
        to_xml("NUL in a text, in XML", title("a\\u0000b")),
        file("bytes that are no text", title("x").replace("\"x\"", "\"\u{1}\"")),
        converted(
            "bytes of Latin 1 in JSON",
            "a.json",
            title("é").replace('é', "\u{fffd}").into_bytes().into_iter().filter(|b| *b != 0xbf).collect::<Vec<u8>>(),
        ),
        converted("JSON in UTF-16", "a.json", wide(&document("", ""))),
        converted("JSON in UTF-16, cut in a character", "a.json", wide(&document("", ""))[1..].to_vec()),
        converted(
            "JSON in UTF-32",
            "a.json",
            document("", "").chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<u8>>(),
        ),
        file("a mark of UTF-8 twice", format!("\u{feff}\u{feff}{}", document("", ""))),
        file("one member a hundred thousand times", document(&r#","remarks":"x""#.repeat(100_000), "")),
        file("two documents", document("", "") + &document("", "")),
        file(
            "a document in a document",
            document("", &format!(",\"plan-of-action-and-milestones\":{}", document("", ""))),
        ),
        file("cut off in a text", document("", "")[..120].to_owned()),
        file("number without end", document(&format!(",\"version\":{}", "9".repeat(1 << 20)), "")),
        file("number beyond all numbers", document(",\"version\":1e999999999", "")),
        file("NaN", document(",\"version\":NaN", "")),
        file("null for all", r#"{"plan-of-action-and-milestones":null}"#.to_owned()),
        file("name of ten megabytes", document(&format!(",\"{}\":1", "n".repeat(10 << 20)), "")),
        file("title of ten megabytes", title(&"x".repeat(10 << 20))),
        to_workbook("title of ten megabytes, as a workbook", described(&"x".repeat(10 << 20))),
        to_xml("Markdown of brackets", described(&"[".repeat(50_000))),
        to_xml("Markdown of images", described(&"![](".repeat(20_000))),
        to_xml("Markdown of stars", described(&"*a **b ".repeat(20_000))),
        to_xml("Markdown of quotes in quotes", described(&"> ".repeat(20_000))),
        to_xml(
            "Markdown of lists in lists",
            described(&(0..400).map(|n| format!("{}- a\\n", "  ".repeat(n))).collect::<String>()),
        ),
        to_xml("Markdown of fences", described(&"`".repeat(50_000))),
        to_xml("Markdown of references", described(&"[a]: b\\n".repeat(20_000))),
        to_xml("HTML in Markdown", described("<script src='http://127.0.0.1'></script><b><i>&lt;</b>")),
        validated(
            "ten thousand objects of one uuid",
            document(
                "",
                &format!(
                    r#","risks":[{}]"#,
                    vec![
                        format!(
                            r#"{{"uuid":"{OTHER}","title":"R","description":"D","statement":"S","status":"open"}}"#
                        );
                        10_000
                    ]
                    .join(",")
                ),
            ),
        ),
        file("version of the future", document("", "").replace("1.1.2", "9.9.9")),
        file("version that is a path", document("", "").replace("1.1.2", "../../secret/canary")),
    ]
}
