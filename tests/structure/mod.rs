//! FedRAMP's structure rules as questions to a JSON document.

mod around;
mod item;
mod values;

use std::collections::HashMap;

use serde_json::Value;

pub(crate) const FEDRAMP: &str = "http://fedramp.gov/ns/oscal";

/// What breaks a rule: the rule's name, and the POAM ID or the place.
pub(crate) type Broken = Vec<(String, String)>;

/// The rules that a document breaks, and where.
pub(crate) fn broken(document: &Value, version: &str) -> Broken {
    let mut broken = Vec::new();
    around::metadata(document, version, &mut broken);
    around::ssp(document, &mut broken);
    around::resources(document, &mut broken);
    let risks = by_uuid(&document["risks"]);
    let observations = by_uuid(&document["observations"]);
    let items = list(&document["poam-items"]);
    assert!(items.len() > 10 && risks.len() == items.len(), "a sample with items, and a risk for each");
    for item in items {
        item::rules(item, &risks, &observations, &mut broken);
    }
    values::rules(document, &mut broken);
    broken
}

/// A list, empty where there is none.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn by_uuid(value: &Value) -> HashMap<&str, &Value> {
    list(value).iter().map(|object| (text(&object["uuid"]), object)).collect()
}

/// The values of an object's properties of this name; the namespace is FedRAMP's, or OSCAL's where it is none.
pub(crate) fn props<'a>(object: &'a Value, name: &str, ns: Option<&str>) -> Vec<&'a str> {
    let is_it = |p: &&Value| p["name"] == name && p.get("ns").and_then(Value::as_str) == ns;
    list(&object["props"]).iter().filter(is_it).map(|p| text(&p["value"])).collect()
}

/// Notes a rule as broken unless it holds.
pub(crate) fn ask(broken: &mut Broken, holds: bool, rule: &str, at: &str) {
    if !holds {
        broken.push((rule.to_owned(), at.to_owned()));
    }
}
