//! Documents in XML.

use super::books::laughs;
use super::{Attack, converted, with};

const NAMESPACE: &str = "http://csrc.nist.gov/ns/oscal/1.0";

/// A document with something before it, in its root's tag and in its metadata.
fn document(prolog: &str, attributes: &str, metadata: &str) -> String {
    format!(
        "{prolog}<plan-of-action-and-milestones xmlns=\"{NAMESPACE}\" uuid=\"11111111-1111-4111-8111-111111111111\"{attributes}>\
         <metadata><title>T</title><last-modified>2026-01-02T03:04:05Z</last-modified><version>1</version>\
         <oscal-version>1.1.2</oscal-version>{metadata}</metadata><import-ssp href=\"./ssp.xml\"/>\
         <poam-item uuid=\"22222222-2222-4222-8222-222222222222\"><title>I</title><description><p>D</p></description></poam-item>\
         </plan-of-action-and-milestones>"
    )
}

fn wide(text: &str, unit: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

pub(crate) fn attacks() -> Vec<Attack> {
    let file = |name: &'static str, text: String| converted(name, "a.xml", text);
    let root = "plan-of-action-and-milestones";
    let secret = format!("<!DOCTYPE {root} [<!ENTITY x SYSTEM \"file://@SECRET@\">]>");
    let parameter = format!("<!DOCTYPE {root} [<!ENTITY % x SYSTEM \"http://127.0.0.1:9/evil.dtd\"> %x;]>");
    let include = "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"@SECRET@\" parse=\"text\"/>";
    let schema =
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"x http://127.0.0.1:9/x.xsd\"";
    let plain = || document("", "", "");
    vec![
        file("billion laughs", document(&laughs(root), "", "<remarks><p>&a9;</p></remarks>")),
        file("entity of a file", document(&secret, "", "<remarks><p>&x;</p></remarks>")),
        file("entity of a host", document(&parameter, "", "")),
        file("DOCTYPE of a host", document(&format!("<!DOCTYPE {root} SYSTEM \"http://127.0.0.1:9/x.dtd\">"), "", "")),
        file("file to be included", document("", "", include)),
        file(
            "style sheet of a file",
            document("<?xml-stylesheet type=\"text/xsl\" href=\"file://@SECRET@\"?>", "", ""),
        ),
        file("schema of a host", document("", schema, "")),
        file("elements a million deep", document("", "", &"<x>".repeat(1_000_000))),
        file(
            "emphasis a hundred thousand deep",
            document("", "", &format!("<remarks><p>{}x{}</p></remarks>", "<em>".repeat(100), "</em>".repeat(100))),
        ),
        file(
            "quotes in quotes in prose",
            document(
                "",
                "",
                &format!("<remarks>{}<p>x</p>{}</remarks>", "<blockquote>".repeat(100), "</blockquote>".repeat(100)),
            ),
        ),
        file(
            "a hundred thousand attributes",
            document("", &(0..100_000).map(|n| format!(" a{n}=\"\"")).collect::<String>(), ""),
        ),
        file("one attribute twice", document("", " uuid=\"x\"", "")),
        file(
            "a hundred thousand namespaces",
            document("", &(0..100_000).map(|n| format!(" xmlns:a{n}=\"u\"")).collect::<String>(), ""),
        ),
        file("prefix that nobody declared", document("", "", "<x:remarks/>")),
        file("namespace of somebody else", plain().replace(NAMESPACE, "http://example.org")),
        converted("XML in UTF-16", "a.xml", wide(&format!("\u{feff}{}", plain()), u16::to_le_bytes)),
        converted(
            "XML in UTF-16 that hides a DOCTYPE",
            "a.xml",
            wide(&format!("\u{feff}{}", document(&secret, "", "&x;")), u16::to_be_bytes),
        ),
        file("XML that says it is UTF-16", document("<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "", "")),
        file("XML that says it is UTF-7", document("<?xml version=\"1.0\" encoding=\"UTF-7\"?>", "", "")),
        file("NUL in XML", plain().replace("<title>T", "<title>T\0")),
        file("NUL by number", plain().replace("<title>T", "<title>T&#0;")),
        file("half a character by number", plain().replace("<title>T", "<title>T&#xD800;")),
        file("character beyond all", plain().replace("<title>T", "<title>T&#x110000;")),
        file(
            "number of a character without end",
            plain().replace("<title>T", &format!("<title>T&#{};", "9".repeat(1 << 20))),
        ),
        file("text beside the document", plain() + "and more"),
        file("two documents in XML", plain() + &plain()),
        file("elements that close crosswise", plain().replace("<title>T</title>", "<title><b>T</title></b>")),
        file("comment with two hyphens", document("<!-- a -- b -->", "", "")),
        file("comment that never ends", plain() + "<!-- "),
        file("section of text that never ends", document("", "", "<remarks><p><![CDATA[ x</p></remarks>")),
        file("names of a megabyte", document("", "", &format!("<{0}></{0}>", "n".repeat(1 << 20)))),
        converted(
            "bytes that are no text in XML",
            "a.xml",
            plain()
                .replace("<title>T", "<title>\u{1}")
                .into_bytes()
                .into_iter()
                .map(|b| if b == 1 { 0xff } else { b })
                .collect::<Vec<u8>>(),
        ),
        with(
            "XML with a DOCTYPE, validated",
            vec![("a.xml", document(&secret, "", "").into_bytes())],
            "validate a.xml",
        ),
    ]
}
