//! The structure that FedRAMP's documentation, constraints and Schematron ask of a POA&M, on the documents of the clean
//! samples. Read from the JSON, without the mapping. What a sheet does not say is listed, item by item.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use common::converted::convert_items;
use common::find::{FEDRAMP, OWN, object, texts};
use common::samples::{name, samples, worked};
use common::walk::visit;
use poam::oscal::version::{Version, WRITTEN};
use poam::workbook::read_file;
use serde_json::Value;

/// The documents of the clean samples and of the worked example, by name.
static DOCUMENTS: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let is_clean = |path: &std::path::PathBuf| {
        ["alder-v3.0.xlsx", "kestrel-2018.xlsx", "meridian-v2.1.xlsx", "first-steps.csv"].contains(&name(path).as_str())
    };
    let example = worked().map(|path| path.with_extension("xlsx"));
    let paths = samples().into_iter().filter(is_clean).chain(example);
    paths.map(|path| (name(&path), convert_items(&read_file(&path).unwrap().0, Version::default()).json())).collect()
});

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

fn is(value: &Value, key: &str, text: &str) -> bool {
    value[key].as_str() == Some(text)
}

fn prop<'a>(value: &'a Value, name: &str, ns: Option<&str>) -> Option<&'a str> {
    let mut props = list(value, "props").filter(|p| is(p, "name", name) && p["ns"].as_str() == ns);
    let found = props.next().and_then(|p| p["value"].as_str());
    assert!(props.next().is_none(), "{name} stands twice in {value}");
    found
}

/// An item: what it is called in messages, the item itself, its risk.
fn items<'a>(name: &str, document: &'a Value) -> Vec<(String, &'a Value, &'a Value)> {
    list(document, "poam-items")
        .map(|item| {
            let risks: Vec<&Value> = list(item, "related-risks").collect();
            assert_eq!(risks.len(), 1, "{name}: exactly one risk per item");
            let risk = object(document, risks[0]["risk-uuid"].as_str().unwrap());
            (format!("{name} {}", prop(item, "POAM-ID", Some(FEDRAMP)).unwrap()), item, risk)
        })
        .collect()
}

/// Asserts that a rule holds for all items but those listed, whose sheet does not say what the rule asks for.
fn holds(rule: &str, but: &[&str], check: impl Fn(&Value, &Value, &Value) -> bool) {
    let mut found = BTreeSet::new();
    let mut tried = 0;
    for (name, document) in DOCUMENTS.iter() {
        for (called, item, risk) in items(name, document) {
            tried += 1;
            if !check(document, item, risk) {
                found.insert(called);
            }
        }
    }
    assert!(tried >= 75, "{tried} items");
    let but: BTreeSet<String> = but.iter().map(|called| (*called).to_owned()).collect();
    let but = if worked().is_some() { but } else { but.into_iter().filter(|b| !b.starts_with("worked")).collect() };
    assert_eq!(found, but, "{rule}");
}

#[test]
fn metadata_has_a_date_a_marking_names_and_declared_roles() {
    for (name, document) in DOCUMENTS.iter() {
        let metadata = &document["metadata"];
        // first-steps.csv has no header block: nothing says when it was published.
        assert_eq!(metadata["published"].is_string(), name != "first-steps.csv", "{name}");
        assert_eq!(prop(metadata, "marking", None), Some("cui"), "{name}");
        assert!(list(metadata, "parties").all(|p| !p["name"].as_str().unwrap().trim().is_empty()), "{name}");
        let roles: BTreeSet<&str> = list(metadata, "roles").map(|r| r["id"].as_str().unwrap()).collect();
        for role in ["cloud-service-provider", "prepared-by"] {
            assert!(list(metadata, "responsible-parties").any(|p| is(p, "role-id", role)), "{name}: {role}");
        }
        let parties: BTreeSet<&str> = list(metadata, "parties").map(|p| p["uuid"].as_str().unwrap()).collect();
        for responsible in list(metadata, "responsible-parties") {
            assert!(roles.contains(responsible["role-id"].as_str().unwrap()), "{name}: {responsible}");
            assert!(list(responsible, "party-uuids").all(|p| parties.contains(p.as_str().unwrap())), "{name}");
        }
        let title = metadata["title"].as_str().unwrap();
        assert!(title.ends_with("FedRAMP Plan of Action and Milestones (POA&M)"), "{name}: {title}");
    }
}

#[test]
fn fedramps_own_version_stands_only_in_the_oscal_version_it_names() {
    let path = samples().into_iter().find(|p| name(p) == "meridian-v2.1.xlsx").unwrap();
    let (workbook, _) = read_file(&path).unwrap();
    for version in WRITTEN {
        let document = convert_items(&workbook, version).json();
        let found = prop(&document["metadata"], "fedramp-version", Some(FEDRAMP)).map(str::to_owned);
        let wanted = (version == Version(1, 1, 2)).then(|| "fedramp-3.0.0rc1-oscal-1.1.2".to_owned());
        assert_eq!(found, wanted, "OSCAL {version}");
    }
}

#[test]
fn the_ssp_is_a_resource_with_one_link() {
    for (name, document) in DOCUMENTS.iter() {
        let href = document["import-ssp"]["href"].as_str().unwrap();
        let resource = object(document, href.strip_prefix('#').unwrap());
        assert_eq!(prop(resource, "type", Some(FEDRAMP)), Some("system-security-plan"), "{name}");
        let links: Vec<&Value> = list(resource, "rlinks").collect();
        assert_eq!(links.len(), 1, "{name}: exactly one rlink");
        let media = links[0]["media-type"].as_str().unwrap();
        assert!(["text/xml", "application/json"].contains(&media), "{name}: {media}");
        assert!(resource["base64"].is_null(), "{name}");
        let plans = list(&document["back-matter"], "resources").filter(|r| prop(r, "type", Some(FEDRAMP)) == Some("system-security-plan"));
        assert_eq!(plans.count(), 1, "{name}");
    }
}

#[test]
fn an_item_names_its_observations_and_its_risk_the_finding_alone() {
    holds("the finding is the risk's only observation", &[], |document, item, risk| {
        let of_item: Vec<&str> = list(item, "related-observations").map(|o| o["observation-uuid"].as_str().unwrap()).collect();
        let of_risk: Vec<&str> = list(risk, "related-observations").map(|o| o["observation-uuid"].as_str().unwrap()).collect();
        let finding = object(document, of_risk[0]);
        of_risk.len() == 1 && of_item[0] == of_risk[0] && list(finding, "types").eq([&Value::from("finding")])
    });
    holds("title and description", &[], |_, item, risk| {
        [item, risk].iter().all(|o| o["title"].is_string() && o["description"].is_string()) && risk["statement"].is_string()
    });
    holds("status open or closed", &[], |_, _, risk| is(risk, "status", "open") || is(risk, "status", "closed"));
    holds("a control", &["alder-v3.0.xlsx PL-2-01", "alder-v3.0.xlsx PL-2-02"], |_, _, risk| {
        list(risk, "props").any(|p| is(p, "name", "impacted-control-id") && is(p, "ns", FEDRAMP))
    });
}

#[test]
fn an_observation_says_how_when_and_by_whom() {
    for (name, document) in DOCUMENTS.iter() {
        for observation in list(document, "observations") {
            let collected = observation["collected"].as_str().unwrap();
            assert!(collected.len() >= 20 && collected.contains('T') && collected.ends_with('Z'), "{name}: {collected}");
            assert!(list(observation, "methods").next().is_some(), "{name}: {observation}");
            let kinds: Vec<&str> = list(observation, "types").map(|t| t.as_str().unwrap()).collect();
            let known = [
                "finding", "closure", "vendor-dependency", "false-positive", "operational-requirement", "risk-adjustment", "other-deviation",
            ];
            assert!(kinds.len() == 1 && known.contains(&kinds[0]), "{name}: {kinds:?}");
            if kinds[0] == "closure" {
                assert!(list(observation, "relevant-evidence").next().is_some(), "{name}: {observation}");
            }
        }
    }
    let without_detector = ["alder-v3.0.xlsx PL-2-01", "alder-v3.0.xlsx PL-2-02"];
    holds("a finding has an origin", &without_detector, |document, item, _| {
        !texts(document, item, "finding/origins/actors/actor-uuid").is_empty()
    });
    holds("a vendor dependency has a product", &[], |document, item, _| {
        let kinds = list(item, "related-observations").map(|o| object(document, o["observation-uuid"].as_str().unwrap()));
        kinds.filter(|o| is(&o["types"], "0", "vendor-dependency")).all(|o| list(o, "subjects").next().is_some())
    });
}

#[test]
fn a_risk_has_responses_a_milestone_and_a_deadline() {
    let responses = |risk: &Value, lifecycle: &str| list(risk, "remediations").filter(|r| is(r, "lifecycle", lifecycle)).count();
    holds("a planned response and a recommendation", &[], |_, _, risk| {
        responses(risk, "planned") == 1 && responses(risk, "recommendation") == 1
    });
    holds("the planned response has an origin", &[], |_, _, risk| {
        let mut planned = list(risk, "remediations").filter(|r| is(r, "lifecycle", "planned"));
        planned.all(|r| list(r, "origins").any(|o| list(o, "actors").next().is_some()))
    });
    let undated: &[&str] = &["alder-v3.0.xlsx PL-2-01", "alder-v3.0.xlsx PL-2-02"];
    holds("a deadline", undated, |_, _, risk| risk["deadline"].is_string());
    holds("a milestone with its time", undated, |_, _, risk| {
        let tasks: Vec<&Value> = list(risk, "remediations").flat_map(|r| list(r, "tasks")).collect();
        let timed = |t: &&Value| is(t, "type", "milestone") && t["title"].is_string() && t["timing"]["on-date"]["date"].is_string();
        !tasks.is_empty() && tasks.iter().all(timed)
    });
}

#[test]
fn fedramps_characterization_comes_last_with_initial_before_adjusted() {
    let unrated: &[&str] = &["alder-v3.0.xlsx PL-2-01", "alder-v3.0.xlsx PL-2-02"];
    holds("an impact facet of low, moderate or high", unrated, |_, _, risk| {
        let last = list(risk, "characterizations").last();
        let impacts: Vec<&Value> = last.into_iter().flat_map(|c| list(c, "facets")).filter(|f| is(f, "name", "impact")).collect();
        let rated = |f: &&Value| ["low", "moderate", "high"].contains(&f["value"].as_str().unwrap()) && is(f, "system", FEDRAMP);
        !impacts.is_empty() && impacts.iter().all(rated)
    });
    for (name, document) in DOCUMENTS.iter() {
        for (called, _, risk) in items(name, document) {
            let all: Vec<&Value> = list(risk, "characterizations").collect();
            for (i, characterization) in all.iter().enumerate() {
                assert!(list(&characterization["origin"], "actors").next().is_some(), "{called}: an origin");
                let of_fedramp = list(characterization, "facets").any(|f| is(f, "system", FEDRAMP));
                assert!(!of_fedramp || i + 1 == all.len(), "{called}: FedRAMP's characterization is the last");
                let states: Vec<&str> = list(characterization, "facets").filter_map(|f| prop(f, "state", None)).collect();
                assert!(states.is_sorted_by_key(|state| *state == "adjusted"), "{called}: {states:?}");
                for state in ["initial", "adjusted"] {
                    let names: BTreeSet<&str> = list(characterization, "facets")
                        .filter(|f| prop(f, "state", None) == Some(state))
                        .map(|f| f["name"].as_str().unwrap())
                        .collect();
                    assert!(names.is_empty() || names == BTreeSet::from(["impact", "likelihood", "risk"]), "{called}: {names:?}");
                }
            }
            let adjusts = prop(risk, "risk-adjustment", Some(FEDRAMP)).is_some();
            let factors = list(risk, "mitigating-factors").count();
            assert!(!adjusts || factors > 0, "{called}: a risk adjustment has a mitigating factor");
        }
    }
}

#[test]
fn log_entries_have_a_title_a_start_and_a_closing_one_ends_the_log() {
    for (name, document) in DOCUMENTS.iter() {
        for (called, _, risk) in items(name, document) {
            let entries: Vec<&Value> = list(&risk["risk-log"], "entries").collect();
            for entry in &entries {
                assert!(entry["title"].is_string() && entry["start"].is_string(), "{called}: {entry}");
                assert!(prop(entry, "type", None).is_some(), "{called}: {entry}");
            }
            let closing: Vec<usize> = (0..entries.len()).filter(|i| is(entries[*i], "status-change", "closed")).collect();
            if is(risk, "status", "closed") {
                assert_eq!(closing, [entries.len() - 1], "{called}: closed by its last entry");
                assert!(entries[closing[0]]["description"].is_string(), "{called}: the closing entry says why");
            } else {
                assert_eq!(closing, [0; 0], "{called}");
            }
        }
    }
}

/// The names that OSCAL defines in its own namespace, by the object that has the property.
const OSCAL_NAMES: [(&str, &[&str]); 8] = [
    ("metadata", &["marking", "keywords"]),
    ("entries", &["type"]),
    ("facets", &["state"]),
    ("resources", &["type", "version", "published"]),
    ("components", &["version", "vendor-name", "software-identifier", "asset-type", "asset-id"]),
    ("inventory-items", &["asset-id", "ipv4-address", "ipv6-address", "fqdn", "uri", "asset-type"]),
    ("risks", &["false-positive", "accepted", "risk-adjusted", "priority"]),
    ("parties", &["mail-stop", "office", "job-title"]),
];

#[test]
fn properties_are_known_to_their_namespace_and_stand_once() {
    for (name, document) in DOCUMENTS.iter() {
        visit(document, "", "", &mut |path, key, value| {
            let mut seen = BTreeSet::new();
            for prop in list(value, "props") {
                let parts = ["name", "ns", "class", "group", "value"].map(|part| prop[part].to_string());
                assert!(seen.insert(parts), "{name}{path}: {prop} stands twice");
                let own_name = prop["name"].as_str().unwrap();
                match prop["ns"].as_str() {
                    None => {
                        let known = OSCAL_NAMES.iter().find(|(of, _)| *of == key).map_or(&[][..], |(_, names)| names);
                        assert!(known.contains(&own_name), "{name}{path}: OSCAL has no property {own_name} of {key}");
                    }
                    Some(ns) if ns == FEDRAMP => {
                        let known = [
                            "POAM-ID", "impacted-control-id", "plugin-id", "vulnerability-id", "false-positive", "operational-requirement",
                            "risk-adjustment", "vendor-dependency", "kev-catalog", "kev-due-date", "type", "fedramp-version",
                        ];
                        assert!(known.contains(&own_name), "{name}{path}: FedRAMP has no property {own_name}");
                    }
                    Some(ns) => assert!(ns == OWN || ns == "urn:poam:ns:oscal:columns", "{name}{path}: {ns}"),
                }
            }
        });
        for (called, _, risk) in items(name, document) {
            for (property, words) in [
                ("false-positive", &["pending", "approved"][..]),
                ("operational-requirement", &["pending", "approved"]),
                ("risk-adjustment", &["pending", "approved"]),
                ("vendor-dependency", &["tracking"]),
                ("kev-catalog", &["yes", "no"]),
            ] {
                let value = prop(risk, property, Some(FEDRAMP));
                assert!(value.is_none_or(|value| words.contains(&value)), "{called}: {property} {value:?}");
            }
            let due = prop(risk, "kev-due-date", Some(FEDRAMP));
            assert!(due.is_none() || prop(risk, "kev-catalog", Some(FEDRAMP)) == Some("yes"), "{called}: {due:?}");
        }
        for resource in list(&document["back-matter"], "resources") {
            let kind = prop(resource, "type", Some(FEDRAMP)).unwrap();
            assert!(["evidence", "system-security-plan"].contains(&kind), "{name}: {kind}");
            assert!(list(resource, "rlinks").next().is_some(), "{name}: a resource without a link");
        }
    }
}
