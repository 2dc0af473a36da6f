#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::oscal::model::{INVENTORY_ITEM, OBSERVATION, PARTY, SYSTEM_COMPONENT};
use crate::oscal::object::{Node, Object};
use crate::oscal::version::Version;
use crate::oscal::{compose, ids};
use uuid::Uuid;

const SPACE: Uuid = Uuid::from_u128(0x9de5_cfad_5324_5ec4_bb30_4050_9dc6_02c3);

/// A mapping that has every list of shared objects.
fn shared(list: &str, name: &str) -> String {
    ids::v5(SPACE, &["shared", list, name]).to_string()
}

fn own(parts: &[&str]) -> String {
    ids::v5(SPACE, parts).to_string()
}

const ALL: Giving<'_> =
    Giving { version: Version(1, 1, 2), own: "urn:own", shared: &|list, name| Some(shared(list, name)), uuid: &own };
const NONE: Giving<'_> = Giving { shared: &|_, _| None, ..ALL };

fn read(text: &str) -> Config {
    Config::read("poam.toml", text).unwrap_or_else(|failure| panic!("{failure}"))
}

/// Code and line of every problem.
fn refused(text: &str) -> Vec<(&'static str, u32)> {
    let failure = Config::read("poam.toml", text).unwrap_err();
    assert_eq!(failure.exit_code(), 2);
    failure.findings().iter().map(|f| (f.code, f.at.line.unwrap())).collect()
}

const FULL: &str = r#"system-id = "FR2600000001"
system = "Example Platform"
csp = "Example Cloud, Inc."
ssp-href = "./ssp.xml"
mapping = "acme.toml"
date-order = "day-month-year"
prepared-by = ["Example Cloud, Inc.", "Sam Reyes"]
prepared-for = { name = "Example Agency", kind = "organization", email = "poam@agency.example" }

[[contact]]
name = "Sam Reyes"
kind = "person"
email = "sam.reyes@cloud.example"
phone = "+1 (555) 010-0199"
title = "ISSO"
role = ["information-system-security-officer", "system-owner"]

[[contact]]
name = "Operations"
kind = "organization"
phone = "555-0100 ext. 7"
role = "system-owner"

[[detector]]
name = "Nessus"
kind = "tool"
vendor = "Tenable"
product = "Nessus Professional"
version = "10.7"
operators = ["Operations"]
raw-scan = "./scans/nessus%201.csv"

[[detector]]
name = "Acme Scan Services"
kind = "party"

[rules]
some-rule  = { off = true, reason = "Agreed with the agency." }
other-rule = { level = "info", reason = "Told elsewhere." }
"#;

#[test]
fn the_file_is_read() {
    let config = read(FULL);
    assert_eq!(config.system_id.as_deref(), Some("FR2600000001"));
    assert_eq!(config.system_id_type(), "http://fedramp.gov/ns/oscal");
    assert_eq!(config.system.as_deref(), Some("Example Platform"));
    assert_eq!(config.mapping.as_deref(), Some("acme.toml"));
    assert_eq!(config.date_order, DateOrder::DayMonth);
    assert_eq!(config.prepared_for, ["Example Agency"]);
    assert_eq!(config.contact("Sam Reyes").unwrap().phone.as_deref(), Some("15550100199"));
    assert_eq!(config.contact("Operations").unwrap().phone.as_deref(), Some("555-0100 ext. 7"));
    assert_eq!(config.contact("Example Agency").unwrap().kind, PartyKind::Organization);
    let switches: Vec<_> = config.switches.iter().map(|s| (s.code.as_str(), s.level, s.reason.as_str())).collect();
    let expected =
        [("some-rule", None, "Agreed with the agency."), ("other-rule", Some(Level::Info), "Told elsewhere.")];
    assert_eq!(switches, expected);
    let doubts: Vec<_> = config.findings.iter().map(|f| (f.code, f.at.line)).collect();
    assert_eq!(doubts, [("phone-not-digits", Some(21))]);
    assert_eq!(read(""), Config::default());
    assert_eq!(read("date-order = \"month-day-year\"").date_order, DateOrder::MonthDay);
}

#[test]
fn every_problem_is_told_with_its_line() {
    let text = r#"sytem = "x"
system-id-type = "fedramp"
ssp-href = "C:\\ssp.json"
date-order = "ymd"
prepared-by = "Nobody"
csp = " x"
[[contact]]
name = "A"
kind = "robot"
email = "a at b"
role = ["1st", "prepared-by"]
[[contact]]
kind = "person"
[[detector]]
name = "D"
kind = "party"
vendor = "V"
operators = "Nobody else"
shape = "round"
[rules]
a = { off = true, reason = "" }
b = { off = true, reason = "reason" }
c = { level = "warning" }
d = { reason = "reason" }
e = { off = true, level = "info", reason = "reason" }
f = { level = "loud", reason = "reason" }
g = "reason"
"#;
    let expected = [
        ("unknown-key", 1),
        ("wrong-value", 2),
        ("missing-key", 2),
        ("wrong-value", 3),
        ("wrong-value", 4),
        ("unknown-contact", 5),
        ("not-one-line", 6),
        ("wrong-value", 9),
        ("wrong-value", 10),
        ("not-a-role", 11),
        ("role-has-a-key", 11),
        ("missing-key", 12),
        ("not-of-a-party", 17),
        ("not-of-a-party", 18),
        ("unknown-contact", 18),
        ("unknown-key", 19),
        ("switch-without-reason", 21),
        ("switch-without-reason", 23),
        ("wrong-switch", 24),
        ("wrong-switch", 25),
        ("wrong-value", 26),
        ("wrong-type", 27),
    ];
    assert_eq!(refused(text), expected);
}

#[test]
fn what_is_there_twice_is_refused() {
    let contact = "[[contact]]\nname = \"A\"\nkind = \"person\"\n";
    assert_eq!(refused(&format!("{contact}{contact}")), [("contact-twice", 4)]);
    assert_eq!(refused("[[detector]]\nname = \"A\"\n[[detector]]\nname = \"a\"\n"), [("detector-twice", 3)]);
    assert_eq!(refused("a = 1\na = 2")[0].0, "not-toml");
    assert_eq!(refused("ssp-href = \"https://grc.example/ssp/42\""), [("no-media-type", 1)]);
    assert_eq!(refused(&"a.".repeat(100_000))[0].0, "not-toml");
    assert_eq!(refused(&format!("x = {}", "[".repeat(100_000)))[0].0, "not-toml");
}

#[test]
fn only_the_folder_itself_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("below");
    std::fs::create_dir(&below).unwrap();
    assert_eq!(Config::discover(folder.path()).unwrap(), None);
    std::fs::write(folder.path().join(FILE), "\u{feff}csp = \"Example Cloud, Inc.\"").unwrap();
    let (path, config) = Config::discover(folder.path()).unwrap().unwrap();
    assert_eq!((path, config.csp.as_deref()), (folder.path().join(FILE), Some("Example Cloud, Inc.")));
    assert_eq!(Config::discover(&below).unwrap(), None);
    std::fs::create_dir(below.join(FILE)).unwrap();
    assert_eq!(Config::discover(&below).unwrap_err().exit_code(), 3);
    std::fs::write(folder.path().join(FILE), b"csp = \"\xff\"").unwrap();
    let failure = Config::discover(folder.path()).unwrap_err();
    assert_eq!((failure.exit_code(), failure.findings()[0].code), (3, "cannot-read"));
}

/// Role ids, each with the names of those who fill it.
fn responsible(root: &Object) -> Vec<(String, Vec<String>)> {
    let metadata = root.all("metadata").next().unwrap();
    let text = |o: &Object, name| o.get(name).unwrap().to_owned();
    let roles: Vec<String> = metadata.all("role").map(|r| text(r, "id")).collect();
    let parties = metadata.all("responsible-party").map(|r| {
        let member = r.kind().member("party-uuid").unwrap();
        let uuids = r.nodes(member).iter().map(|(_, n)| match n {
            Node::Value(v) => v.to_string(),
            Node::Object(_) => String::new(),
        });
        (text(r, "role-id"), uuids.collect())
    });
    let parties: Vec<(String, Vec<String>)> = parties.collect();
    assert_eq!(roles, parties.iter().map(|(r, _)| r.clone()).collect::<Vec<_>>());
    parties
}

#[test]
fn the_document_starts_from_what_the_file_gives() {
    let config = read(FULL);
    let root = config.given(&ALL);
    let uuid = shared;
    let (cloud, sam) = (uuid("organization", "Example Cloud, Inc."), uuid("person", "Sam Reyes"));
    let expected = [
        ("prepared-by".to_owned(), vec![cloud, sam.clone()]),
        ("prepared-for".to_owned(), vec![uuid("organization", "Example Agency")]),
        ("information-system-security-officer".to_owned(), vec![sam.clone()]),
        ("system-owner".to_owned(), vec![sam, uuid("organization", "Operations")]),
    ];
    assert_eq!(responsible(&root), expected);
    assert_eq!(root.all("metadata").flat_map(|m| m.all("party")).count(), 0);
    let names: Vec<_> = config.parties().iter().map(|p| (p.list, p.name)).collect();
    let expected = [
        ("person", "Sam Reyes"),
        ("organization", "Operations"),
        ("organization", "Example Agency"),
        ("organization", "Example Cloud, Inc."),
    ];
    assert_eq!(names, expected);
    let resource = root.all("back-matter").flat_map(|b| b.all("resource")).next().unwrap();
    let href = root.all("import-ssp").next().unwrap().get("href").unwrap();
    assert_eq!(href, format!("#{}", resource.get("uuid").unwrap()));
    let links: Vec<_> = resource.all("rlink").map(|l| (l.get("href"), l.get("media-type"))).collect();
    assert_eq!(links, [(Some("./ssp.xml"), Some("text/xml"))]);
    assert!(read("").given(&ALL).is_empty());
}

#[test]
fn parties_without_a_list_of_their_own_stand_in_the_root() {
    let root = read(FULL).given(&NONE);
    let parties: Vec<&Object> = root.all("metadata").flat_map(|m| m.all("party")).collect();
    let names: Vec<_> = parties.iter().map(|p| p.get("name").unwrap()).collect();
    assert_eq!(names, ["Sam Reyes", "Operations", "Example Agency", "Example Cloud, Inc."]);
    assert_eq!(parties[0].get("email-address"), Some("sam.reyes@cloud.example"));
    let declared: Vec<&str> = parties.iter().map(|p| p.get("uuid").unwrap()).collect();
    for (_, uuids) in responsible(&root) {
        assert!(uuids.iter().all(|u| declared.contains(&u.as_str())));
    }
}

#[test]
fn a_party_is_completed_once_and_takes_its_kind() {
    let config = read(FULL);
    let mut party = Object::new(&PARTY);
    compose::set(&mut party, "type", "person");
    for _ in 0..2 {
        config.complete("Sam Reyes", &mut party);
    }
    assert_eq!(party.get("email-address"), Some("sam.reyes@cloud.example"));
    assert_eq!(party.all("telephone-number").map(|t| t.get("number")).collect::<Vec<_>>(), [Some("15550100199")]);
    let props: Vec<_> = party.all("prop").map(|p| (p.get("name"), p.get("ns"), p.get("value"))).collect();
    assert_eq!(props, [(Some("job-title"), None, Some("ISSO"))]);
    config.complete("Operations", &mut party);
    assert_eq!(party.get("type"), Some("organization"));
    let mut other = Object::new(&INVENTORY_ITEM);
    config.complete("Sam Reyes", &mut other);
    assert!(other.is_empty());
    let known = config.known(&ALL);
    assert!(known.contains(&("person", "Operations".into(), shared("organization", "Operations"))));
}

#[test]
fn a_detector_is_known_by_its_name_in_any_case() {
    let config = read(FULL);
    assert_eq!(config.kind_of("NESSUS "), Some("tool"));
    assert_eq!(config.kind_of("Acme Scan Services"), Some("party"));
    assert_eq!(config.kind_of("Nessus 10"), None);
    assert_eq!(config.operators_of("nessus"), ["Operations"]);
    assert_eq!(config.raw_scan_of("Acme Scan Services"), None);
    let mut component = Object::new(&SYSTEM_COMPONENT);
    for _ in 0..2 {
        config.complete("Nessus", &mut component);
        config.complete("Acme Scan Services", &mut component);
    }
    let props: Vec<_> = component.all("prop").map(|p| (p.get("name"), p.get("ns"), p.get("value"))).collect();
    let expected = [
        (Some("vendor-name"), Some(compose::FEDRAMP), Some("Tenable")),
        (Some("name"), Some(compose::FEDRAMP), Some("Nessus Professional")),
        (Some("version"), None, Some("10.7")),
    ];
    assert_eq!(props, expected);
}

#[test]
fn a_finding_names_its_operators_beside_the_tool_and_the_raw_output() {
    let config = read(FULL);
    let mut observation = Object::new(&OBSERVATION);
    let mut origin = Object::new(&crate::oscal::model::ORIGIN);
    for (kind, uuid) in [("tool", "A"), ("tool", "b")] {
        let mut actor = Object::new(&crate::oscal::model::ORIGIN_ACTOR);
        compose::set(&mut actor, "type", kind);
        compose::set(&mut actor, "actor-uuid", uuid);
        compose::add(&mut origin, "actor", actor);
    }
    compose::add(&mut observation, "origin", origin.clone());
    compose::add(&mut observation, "origin", Object::new(&crate::oscal::model::ORIGIN));
    for _ in 0..2 {
        config.complete_finding("Nessus", "a", &mut observation, &ALL);
        config.complete_finding("Other", "b", &mut observation, &ALL);
        config.complete_finding("Nessus", "c", &mut observation, &ALL);
    }
    let origins: Vec<&Object> = observation.all("origin").collect();
    let actors: Vec<_> =
        origins[0].all("actor").map(|a| (a.get("type").unwrap(), a.get("actor-uuid").unwrap())).collect();
    let operator = shared("organization", "Operations");
    assert_eq!(actors, [("tool", "A"), ("tool", "b"), ("party", operator.as_str())]);
    assert!(origins[1].is_empty());
    let mut other = Object::new(&OBSERVATION);
    config.complete_finding("Nessus", "a", &mut other, &ALL);
    assert!(other.is_empty(), "another detector's");
    let mark = |o: &Object| o.all("prop").any(|p| p.get("name") == Some("derived") && p.get("ns") == Some("urn:own"));
    assert!(origins[0].all("actor").next_back().is_some_and(mark));
    let evidence: Vec<&Object> = observation.all("relevant-evidence").collect();
    assert_eq!(evidence.len(), 1);
    assert_eq!(evidence[0].get("href"), Some("./scans/nessus%201.csv"));
    assert_eq!(evidence[0].get("description"), Some("Raw output of Nessus."));
    assert!(mark(evidence[0]));
}
