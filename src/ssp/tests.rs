#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use std::fmt::Write;

const JSON: &str = r#"{
  "$schema": "https://example.com/schema",
  "system-security-plan": {
    "uuid": "00000001-0000-4000-8000-000000000001",
    "metadata": { "title": "not this", "props": [{ "name": "asset-id", "value": "nor this" }] },
    "system-characteristics": {
      "system-ids": [
        { "identifier-type": "http://fedramp.gov/ns/oscal", "id": "FR2600000001" },
        { "id": "second" }
      ],
      "system-name": "Example  Platform",
      "system-name-short": "EP",
      "security-sensitivity-level": "fips-199-high"
    },
    "system-implementation": {
      "components": [
        {
          "uuid": "00000002-0000-4000-8000-000000000001", "type": "software", "title": "Fire\\_wall \u0026 more",
          "props": [
            { "name": "asset-id", "value": "fw-1" }, { "name": "name", "ns": "http://fedramp.gov/ns/oscal", "value": "FireWall" },
            { "name": "version", "value": "9" }
          ],
          "protocols": [{ "uuid": "00000009-0000-4000-8000-000000000001", "title": "https" }]
        },
        { "title": "Twice", "uuid": "00000002-0000-4000-8000-000000000002" },
        { "title": "Twice", "uuid": "00000002-0000-4000-8000-000000000003" },
        { "title": "Bad", "uuid": "1" }
      ],
      "inventory-items": [
        {
          "props": [
            { "value": "web-01", "name": "asset-id" }, { "name": "ipv4-address", "value": "10.0.0.1" },
            { "name": "fqdn", "value": "web-01.cloud.example" }, { "name": "netbios-name", "value": "WEB01" },
            { "name": "label", "value": "web" }
          ],
          "implemented-components": [
            { "component-uuid": "00000002-0000-4000-8000-000000000001", "props": [{ "name": "asset-id", "value": "inner" }] }
          ],
          "uuid": "A0000003-0000-4000-8000-00000000000B"
        },
        { "uuid": "00000003-0000-4000-8000-000000000002", "props": [{ "name": "ipv4-address", "value": "10.0.0.2" }, { "name": "ipv4-address", "value": "10.0.0.2" }] },
        { "uuid": "00000003-0000-4000-8000-000000000003" }
      ]
    }
  }
}"#;

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- An SSP. -->
<o:system-security-plan xmlns:o="http://csrc.nist.gov/ns/oscal/1.0" uuid="00000001-0000-4000-8000-000000000001">
  <o:metadata><o:title>not this</o:title><o:prop name="asset-id" value="nor this"/></o:metadata>
  <o:system-characteristics>
    <o:system-id identifier-type="http://fedramp.gov/ns/oscal">FR2600000001</o:system-id>
    <o:system-id><![CDATA[second]]></o:system-id>
    <o:system-name>Example
      Platform</o:system-name>
    <o:system-name-short>EP</o:system-name-short>
    <o:security-sensitivity-level>fips-199-high</o:security-sensitivity-level>
  </o:system-characteristics>
  <o:system-implementation>
    <o:component uuid="00000002-0000-4000-8000-000000000001" type="software">
      <o:title>Fire_wall &amp; <o:a href="x" title="y">m&#111;re</o:a></o:title>
      <o:prop name="asset-id" value="fw-1"/>
      <o:prop name="name" ns="http://fedramp.gov/ns/oscal" value="FireWall"><o:remarks><o:p>no</o:p></o:remarks></o:prop>
      <o:prop name="version" value="9"/>
      <o:protocol uuid="00000009-0000-4000-8000-000000000001"><o:title>https</o:title></o:protocol>
    </o:component>
    <o:component uuid="00000002-0000-4000-8000-000000000002"><o:title>Twice</o:title></o:component>
    <o:component uuid="00000002-0000-4000-8000-000000000003"><o:title>Twice</o:title></o:component>
    <o:component uuid="1"><o:title>Bad</o:title></o:component>
    <o:inventory-item uuid="A0000003-0000-4000-8000-00000000000B">
      <o:prop name="asset-id" value="web-01"/>
      <o:prop name="ipv4-address" value="10.0.0.1"/>
      <o:prop name="fqdn" value="web-01.cloud.example"/>
      <o:prop name="netbios-name" value="WEB01"/>
      <o:prop name="label" value="web"/>
      <o:implemented-component component-uuid="00000002-0000-4000-8000-000000000001"><o:prop name="asset-id" value="inner"/></o:implemented-component>
    </o:inventory-item>
    <o:inventory-item uuid="00000003-0000-4000-8000-000000000002"><o:prop name="ipv4-address" value="10.0.0.2"/></o:inventory-item>
    <o:inventory-item uuid="00000003-0000-4000-8000-000000000003"/>
  </o:system-implementation>
</o:system-security-plan>"#;

const YAML: &str = r#"
system-security-plan:
  system-characteristics:
    system-ids: [{id: FR2600000001}]
    system-name: Example Platform
    security-sensitivity-level: "fips-199-high"
  system-implementation:
    inventory-items:
      - uuid: A0000003-0000-4000-8000-00000000000B
        props:
          - {name: asset-id, value: web-01}
          - name: asset-id
            value: 4711
"#;

#[test]
fn json_and_xml_say_the_same() {
    let json = read("ssp", JSON.as_bytes()).unwrap_or_else(|f| panic!("{f}"));
    let xml = read("ssp", format!("\u{feff}\n{}", XML.split_once('\n').unwrap().1).as_bytes())
        .unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(json, xml);
    assert_eq!(json, read("ssp", XML.as_bytes()).unwrap());
    let known: Vec<_> = json.known().collect();
    let (wall, web) = ("00000002-0000-4000-8000-000000000001", "A0000003-0000-4000-8000-00000000000B");
    let expected = [
        (Kind::Component, "FireWall", wall),
        (Kind::Component, "Fire_wall & more", wall),
        (Kind::Component, "fw-1", wall),
        (Kind::InventoryItem, "10.0.0.1", web),
        (Kind::InventoryItem, "10.0.0.2", "00000003-0000-4000-8000-000000000002"),
        (Kind::InventoryItem, "WEB01", web),
        (Kind::InventoryItem, "web-01", web),
        (Kind::InventoryItem, "web-01.cloud.example", web),
    ];
    assert_eq!(known, expected);
    assert_eq!(json.uuid(Kind::InventoryItem, "web-01"), Some(web));
    assert_eq!(json.uuid(Kind::Component, "web-01"), None);
    assert_eq!(json.system.as_deref(), Some("Example Platform"));
    assert_eq!(json.system_ids, ["FR2600000001", "second"]);
    let doubts: Vec<_> = json.findings.iter().map(|f| (f.code, f.message.as_str())).collect();
    assert_eq!(doubts.len(), 2);
    assert_eq!((doubts[0].0, doubts[1].0), ("ssp-ambiguous-name", "ssp-bad-uuid"));
    assert!(doubts[0].1.ends_with("none of their uuids: `Twice`"), "{}", doubts[0].1);
}

#[test]
fn yaml_is_read_too() {
    let ssp = read("ssp.yaml", YAML.as_bytes()).unwrap_or_else(|f| panic!("{f}"));
    let known: Vec<_> = ssp.known().map(|(_, name, _)| name).collect();
    assert_eq!(known, ["4711", "web-01"]);
    assert_eq!((ssp.system.as_deref(), ssp.level.as_deref()), (Some("Example Platform"), Some("fips-199-high")));
}

#[test]
fn what_the_sheet_says_otherwise_is_told() {
    let ssp = read("ssp", JSON.as_bytes()).unwrap();
    let codes = |said: Said<'_>| ssp.check(&said).iter().map(|f| f.code).collect::<Vec<_>>();
    let all = Said { system: Some("Other"), level: Some("Moderate"), system_id: Some("FR2600000002") };
    assert_eq!(codes(all), ["ssp-other-system", "ssp-other-level", "ssp-other-id"]);
    let same = Said { system: Some("example platform"), level: Some(" High"), system_id: Some("second") };
    assert!(codes(same).is_empty());
    assert!(codes(Said { system: Some("EP"), level: Some("to be decided"), system_id: None }).is_empty());
    assert!(Ssp::default().check(&all).is_empty());
    assert_eq!((level("LI-SaaS"), level("fips-199-low")), (Some("low"), Some("low")));
}

/// The code of the failure.
fn refused(text: &[u8]) -> &'static str {
    let failure = read("ssp", text).unwrap_err();
    assert_eq!(failure.exit_code(), 3);
    failure.findings()[0].code
}

#[test]
fn what_is_no_ssp_is_refused() {
    for (text, code) in [
        ("", "not-an-ssp"),
        ("hello", "not-an-ssp"),
        ("{}", "not-an-ssp"),
        ("{\"catalog\": {}}", "not-an-ssp"),
        ("<catalog/>", "not-an-ssp"),
        ("{\"system-security-plan\": {}", "ssp-not-json"),
        ("{\"system-security-plan\": {}} x", "ssp-not-json"),
        ("<system-security-plan>", "ssp-not-xml"),
        ("<system-security-plan></other>", "ssp-not-xml"),
        ("<system-security-plan>&x;</system-security-plan>", "ssp-not-xml"),
        ("<system-security-plan>&#xZZ;</system-security-plan>", "ssp-not-xml"),
        ("<system-security-plan uuid='&x;'/>", "ssp-not-xml"),
        ("<system-security-plan uuid=x/>", "ssp-not-xml"),
        ("<!DOCTYPE a [<!ENTITY x \"y\">]><system-security-plan/>", "ssp-doctype"),
        ("<system-security-plan><", "ssp-not-xml"),
        ("a: [", "ssp-not-yaml"),
    ] {
        assert_eq!(refused(text.as_bytes()), code, "{text}");
    }
    assert_eq!(refused(b"PK\x03\x04\xff\xfe"), "not-an-ssp");
    let failure = read("ssp", b"{\"catalog\": {}}").unwrap_err();
    assert_eq!(failure.findings()[0].message, "this is no SSP but a `catalog`");
    let failure = read("ssp", b"<system-security-plan>\n<a>\n</b>").unwrap_err();
    assert_eq!(failure.findings()[0].at.line, Some(3));
    let failure = read_at_most("ssp", JSON.as_bytes(), 100).unwrap_err();
    assert_eq!(failure.findings()[0].code, "ssp-too-big");
}

#[test]
fn what_would_exhaust_memory_or_stack_is_refused() {
    let many = 50_000;
    assert_eq!(refused(format!("{{\"system-security-plan\": {}", "[".repeat(many)).as_bytes()), "ssp-not-json");
    assert_eq!(refused("{\"system-security-plan\":".repeat(many).as_bytes()), "ssp-too-deep");
    assert_eq!(refused("<system-security-plan>".repeat(many).as_bytes()), "ssp-too-deep");
    let attributes = " a=''".repeat(many);
    assert_eq!(refused(format!("<system-security-plan{attributes}/>").as_bytes()), "ssp-not-xml");
    assert_eq!(refused(format!("x: {}", "[".repeat(many)).as_bytes()), "ssp-not-yaml");
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..12 {
        let again = format!("*a{}, ", i - 1).repeat(10);
        writeln!(bomb, "a{i}: &a{i} [{}]", again.trim_end_matches(", ")).unwrap();
    }
    assert_eq!(refused(bomb.as_bytes()), "ssp-not-yaml");
}

#[test]
fn no_part_of_a_document_makes_the_reader_panic() {
    for text in [JSON, XML, YAML] {
        for end in (0..text.len()).step_by(23) {
            let _ = read("ssp", &text.as_bytes()[..end]);
            let mut broken = text.as_bytes().to_vec();
            broken[end] ^= 0x15;
            let _ = read("ssp", &broken);
        }
    }
}
