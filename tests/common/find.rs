//! Values of a document in JSON by a path that is written down in a test: `risk/props[name=POAM-ID,ns=F]/value`.
//! A path begins at `item`, `risk`, `finding`, `metadata` or `observation(TYPE)`; lists are gone through; tests compare
//! members; `->` follows a uuid. `F` stands for FedRAMP's namespace, `X` for the project's own, `C` for
//! the system of CVE numbers.

use serde_json::Value;

use super::walk::visit;

pub(crate) const FEDRAMP: &str = "http://fedramp.gov/ns/oscal";
pub(crate) const OWN: &str = "urn:poam:ns:oscal";

/// The item of a POAM ID.
pub(crate) fn item<'a>(document: &'a Value, id: &str) -> &'a Value {
    let is = |item: &&Value| {
        let props = item["props"].as_array().into_iter().flatten();
        props.into_iter().any(|p| p["name"] == "POAM-ID" && p["value"] == id)
    };
    document["poam-items"].as_array().unwrap().iter().find(is).unwrap_or_else(|| panic!("no item {id}"))
}

/// The texts at a path, for an item.
pub(crate) fn texts(document: &Value, item: &Value, path: &str) -> Vec<String> {
    let (start, rest) = path.split_once('/').unwrap();
    let linked = |list: &str, flag: &str| -> Vec<&Value> {
        let links = item[list].as_array().into_iter().flatten();
        links.map(|link| object(document, link[flag].as_str().unwrap())).collect()
    };
    let observations = |kind: &str| -> Vec<&Value> {
        let all = linked("related-observations", "observation-uuid");
        all.into_iter().filter(|o| o["types"].as_array().unwrap().iter().any(|t| t == kind)).collect()
    };
    let mut here: Vec<&Value> = match start {
        "item" => vec![item],
        "metadata" => vec![&document["metadata"]],
        "document" => vec![document],
        "risk" => linked("related-risks", "risk-uuid"),
        "finding" => observations("finding"),
        other => observations(other.strip_prefix("observation(").and_then(|o| o.strip_suffix(')')).unwrap()),
    };
    for step in rest.split('/') {
        let (follow, step) = step.strip_prefix("-> ").map_or((false, step), |step| (true, step));
        let (key, tests) = step.split_once('[').map_or((step, ""), |(key, tests)| (key, tests.trim_end_matches(']')));
        if follow {
            here = here.iter().map(|uuid| object(document, uuid.as_str().unwrap().trim_start_matches('#'))).collect();
        }
        here = here.into_iter().flat_map(|value| members(value, key)).filter(|value| meets(value, tests)).collect();
    }
    here.into_iter()
        .map(|value| value.as_str().unwrap_or_else(|| panic!("{path} leads to {value}")).to_owned())
        .collect()
}

fn members<'a>(value: &'a Value, key: &str) -> Vec<&'a Value> {
    match value.get(key) {
        None => Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
    }
}

/// `name=x,ns=F`: members; `@state=initial`: a property of that name (`*`: whatever it says).
fn meets(value: &Value, tests: &str) -> bool {
    tests.split(',').filter(|test| !test.is_empty()).all(|test| {
        let (key, wanted) = test.split_once('=').unwrap();
        let wanted = match wanted {
            "F" => FEDRAMP,
            "X" => OWN,
            "C" => "http://cve.mitre.org",
            other => other,
        };
        match key.strip_prefix('@') {
            None => value[key].as_str() == Some(wanted),
            Some(name) => {
                let mut props = value["props"].as_array().into_iter().flatten();
                props.any(|p| p["name"] == name && (p["value"] == wanted || wanted == "*"))
            }
        }
    })
}

/// The object of a uuid, wherever it stands.
pub(crate) fn object<'a>(document: &'a Value, uuid: &str) -> &'a Value {
    let mut found = None;
    visit(document, "", "", &mut |_, _, value| {
        if value.get("uuid").and_then(Value::as_str) == Some(uuid) {
            found = Some(value);
        }
    });
    found.unwrap_or_else(|| panic!("{uuid} is not in the document"))
}

/// Takes every kept spelling out of a document, wherever it stands.
pub(crate) fn without_kept(value: &mut Value) {
    let is_kept = |prop: &Value| prop["name"].as_str().is_some_and(|name| name.starts_with("cell-"));
    match value {
        Value::Object(map) => {
            if let Some(Value::Array(props)) = map.get_mut("props") {
                props.retain(|prop| !is_kept(prop));
                if props.is_empty() {
                    map.remove("props");
                }
            }
            map.values_mut().for_each(without_kept);
        }
        Value::Array(list) => list.iter_mut().for_each(without_kept),
        _ => {}
    }
}
