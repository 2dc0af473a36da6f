//! How often a schema judges one value. A schema of a kilobyte, whose definitions refer to each other twice each, judges
//! every value a billion times; so it is counted before it is done.

use serde_json::Value;
use std::collections::HashMap;

/// So many schemas one after the other refer to a next one for the same value at most: each is a call on the stack. NIST's
/// take five.
const LONGEST_WAY: usize = 200;

/// So many schemas judge a value at most, with those that they lead to there. NIST's take six.
const MOST_HERE: u64 = 10_000;

/// The schemas in a schema's file, and where they lead.
#[derive(Debug)]
pub(super) struct Graph {
    /// By a schema's position in the file, those that judge the same value.
    beside: Vec<Vec<usize>>,
    /// By a schema's position, those that judge what is in the value: of each list at most one judges any one of them.
    within: Vec<Vec<Vec<usize>>>,
    /// The schemas, each after all that it leads to beside it.
    order: Vec<usize>,
}

impl Graph {
    /// Reads a schema's file.
    ///
    /// # Errors
    /// Where a value would be judged for ever, or far too often; the text says it.
    pub(super) fn of(root: &Value) -> Result<Graph, &'static str> {
        let all = nodes(root);
        let index: HashMap<*const Value, usize> =
            all.iter().enumerate().map(|(at, value)| (std::ptr::from_ref(*value), at)).collect();
        let at = |value: &Value| index.get(&std::ptr::from_ref(value)).copied();
        let ids = ids(&all);
        let beside = all.iter().map(|v| beside(root, &ids, v).into_iter().filter_map(at).collect()).collect();
        let list = |schemas: Vec<&Value>| schemas.into_iter().filter_map(at).collect::<Vec<_>>();
        let within = all.iter().map(|v| within(v).into_iter().map(list).filter(|l| !l.is_empty()).collect()).collect();
        let mut graph = Graph { beside, within, order: Vec::with_capacity(all.len()) };
        if !graph.sort() {
            return Err("a definition refers to itself");
        }
        let mut longest = vec![0_usize; graph.beside.len()];
        for schema in &graph.order {
            longest[*schema] = 1 + graph.beside[*schema].iter().map(|next| longest[*next]).max().unwrap_or(0);
        }
        let most = graph.counts(0).into_iter().max().unwrap_or(0);
        if longest.into_iter().max().unwrap_or(0) > LONGEST_WAY || most > MOST_HERE {
            return Err("its definitions refer to each other more often than can be followed");
        }
        Ok(graph)
    }

    /// How many schemas judge a value or something in it at most, along any one way down of so many steps.
    pub(super) fn count(&self, depth: usize) -> u64 {
        self.counts(depth).first().copied().unwrap_or(0)
    }

    fn counts(&self, depth: usize) -> Vec<u64> {
        let mut counts: Vec<u64> = Vec::new();
        for _ in 0..=depth {
            let below = counts;
            counts = vec![0; self.beside.len()];
            for schema in &self.order {
                let mut count = 1_u64;
                for next in &self.beside[*schema] {
                    count = count.saturating_add(counts[*next]);
                }
                for list in &self.within[*schema] {
                    let most = list.iter().filter_map(|next| below.get(*next)).max();
                    count = count.saturating_add(most.copied().unwrap_or(0));
                }
                counts[*schema] = count;
            }
        }
        counts
    }

    /// Puts the schemas in order; not where following them for one value comes back to where it was.
    fn sort(&mut self) -> bool {
        // What was left for good, and what is on the way from the start to here.
        let mut is_left: Vec<Option<bool>> = vec![None; self.beside.len()];
        for start in 0..self.beside.len() {
            if is_left[start].is_some() {
                continue;
            }
            is_left[start] = Some(false);
            let mut way = vec![(start, 0)];
            while let Some((schema, done)) = way.last_mut() {
                let Some(next) = self.beside[*schema].get(*done).copied() else {
                    is_left[*schema] = Some(true);
                    self.order.push(*schema);
                    way.pop();
                    continue;
                };
                *done += 1;
                match is_left[next] {
                    Some(true) => {}
                    Some(false) => return false,
                    None => {
                        is_left[next] = Some(false);
                        way.push((next, 0));
                    }
                }
            }
        }
        true
    }
}

/// Every value in a schema, the root first.
fn nodes(schema: &Value) -> Vec<&Value> {
    let mut all = vec![schema];
    let mut at = 0;
    while let Some(value) = all.get(at).copied() {
        match value {
            Value::Object(map) => all.extend(map.values()),
            Value::Array(array) => all.extend(array),
            _ => {}
        }
        at += 1;
    }
    all
}

/// What has an id or an anchor, by it.
fn ids<'a>(all: &[&'a Value]) -> HashMap<&'a str, &'a Value> {
    let mut ids = HashMap::new();
    for value in all {
        for key in ["$id", "id", "$anchor", "$dynamicAnchor"] {
            if let Some(id) = value.get(key).and_then(Value::as_str) {
                ids.entry(id.trim_start_matches('#')).or_insert(*value);
            }
        }
    }
    ids
}

/// The schemas that judge the same value as a schema does.
fn beside<'a>(root: &'a Value, ids: &HashMap<&str, &'a Value>, schema: &'a Value) -> Vec<&'a Value> {
    let mut all = Vec::new();
    for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
        let Some(to) = schema.get(keyword).and_then(Value::as_str) else { continue };
        // The root, a place by its pointer, or what has this id or anchor.
        let there = to.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        all.extend(there.or_else(|| ids.get(to.trim_start_matches('#')).copied()));
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        all.extend(schema.get(keyword).and_then(Value::as_array).into_iter().flatten());
    }
    for keyword in ["not", "if", "then", "else"] {
        all.extend(schema.get(keyword));
    }
    for keyword in ["dependentSchemas", "dependencies"] {
        all.extend(schema.get(keyword).and_then(Value::as_object).into_iter().flat_map(|map| map.values()));
    }
    all
}

/// The schemas that judge what is in a value: in each list those of which one judges any one of them at most.
fn within(schema: &Value) -> Vec<Vec<&Value>> {
    let mut lists: Vec<Vec<&Value>> = Vec::new();
    for keyword in ["properties", "items", "prefixItems"] {
        match schema.get(keyword) {
            // `items` is a schema, or one for each place.
            Some(items @ Value::Object(_)) if keyword == "items" => lists.push(vec![items]),
            Some(Value::Object(map)) => lists.push(map.values().collect()),
            Some(Value::Array(array)) => lists.push(array.iter().collect()),
            _ => {}
        }
    }
    for keyword in [
        "additionalProperties",
        "additionalItems",
        "contains",
        "propertyNames",
        "unevaluatedProperties",
        "unevaluatedItems",
    ] {
        lists.extend(schema.get(keyword).map(|schema| vec![schema]));
    }
    if let Some(Value::Object(map)) = schema.get("patternProperties") {
        lists.extend(map.values().map(|schema| vec![schema]));
    }
    lists
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use serde_json::json;

    /// Definitions of which each has the next one twice.
    fn doubling(count: usize, of: impl Fn(&Value) -> Value) -> Value {
        let mut definitions = serde_json::Map::new();
        for n in 0..count {
            definitions.insert(format!("a{n}"), of(&json!({ "$ref": format!("#/$defs/a{}", n + 1) })));
        }
        definitions.insert(format!("a{count}"), json!(false));
        json!({ "$ref": "#/$defs/a0", "$defs": definitions })
    }

    #[test]
    fn what_judges_a_value_too_often_is_refused() {
        let twice = |next: &Value| json!({ "allOf": [next, next] });
        assert!(Graph::of(&doubling(10, twice)).is_ok());
        let failed = Graph::of(&doubling(70, twice)).unwrap_err();
        assert!(failed.contains("more often"), "{failed}");
        let once = |next: &Value| next.clone();
        assert!(Graph::of(&doubling(100, once)).is_ok());
        assert!(Graph::of(&doubling(60_000, once)).is_err());
        let falses = |count: usize| json!({ "allOf": vec![json!({ "anyOf": vec![json!(false); count] }); count] });
        assert!(Graph::of(&falses(90)).is_ok() && Graph::of(&falses(300)).is_err());
    }

    #[test]
    fn what_judges_all_within_is_counted_by_depth() {
        let all = json!({ "additionalProperties": { "$ref": "#" }, "patternProperties": { "": { "$ref": "#" } } });
        let graph = Graph::of(&all).unwrap();
        assert_eq!((graph.count(0), graph.count(1), graph.count(2)), (1, 5, 13));
        assert_eq!(graph.count(200), u64::MAX);
        let one = json!({ "properties": { "a": { "$ref": "#" }, "b": { "$ref": "#" } }, "items": { "$ref": "#" } });
        assert_eq!(Graph::of(&one).unwrap().count(1), 5);
    }
}
