//! Small pieces of a document put together by name: values, children, and properties that are never blank and never
//! there twice.

use super::model::PROPERTY;
use super::object::{Node, Object, Text};
use super::text;

/// FedRAMP's namespace as it is written.
pub const FEDRAMP: &str = "http://fedramp.gov/ns/oscal";

/// Puts a value in the place of whatever stands under the member of this XML name; nothing where there is no such
/// member.
pub fn set(object: &mut Object, name: &str, value: impl Into<Text>) {
    if let Some(member) = object.kind().member(name) {
        object.set(member, value);
    }
}

/// Adds a value under the member of this XML name unless it stands there already.
pub fn add_value(object: &mut Object, name: &str, value: &str) {
    let Some(member) = object.kind().member(name) else { return };
    if !object.nodes(member).iter().any(|(_, n)| matches!(n, Node::Value(v) if v == value)) {
        object.push_value(member, value);
    }
}

/// Adds a child under the member of this XML name, behind its brothers.
pub fn add(object: &mut Object, name: &str, child: Object) {
    if let Some(member) = object.kind().member(name) {
        object.push(member, Node::Object(child));
    }
}

/// The only child under the member of this XML name, made where it is not there; none where there is no such member.
pub fn child<'a>(object: &'a mut Object, name: &str) -> Option<&'a mut Object> {
    let member = object.kind().member(name)?;
    if object.nodes(member).is_empty() {
        let kind = object.kind().members[member].assembly()?;
        object.push(member, Node::Object(Object::new(kind)));
    }
    object.object_at_mut(member, 0)
}

/// A property. Without a namespace it is one of OSCAL's own.
pub fn property(name: &str, ns: Option<&str>, value: &str) -> Object {
    let mut prop = Object::new(&PROPERTY);
    set(&mut prop, "name", name);
    if let Some(ns) = ns {
        set(&mut prop, "ns", ns);
    }
    set(&mut prop, "value", value);
    prop
}

/// Whether an object has a property of this name and namespace, whatever its value.
pub fn has_property(object: &Object, name: &str, ns: Option<&str>) -> bool {
    object.all("prop").any(|p| p.get("name") == Some(name) && p.get("ns") == ns)
}

/// Adds a property unless its text is blank or it is there already with this very value. Line breaks become blanks,
/// and what a document cannot hold is spelt out.
pub fn add_property(object: &mut Object, name: &str, ns: Option<&str>, value: &str) {
    let Some(value) = one_line(value) else { return };
    let is_there = |p: &Object| p.get("name") == Some(name) && p.get("ns") == ns && p.get("value") == Some(&value);
    if !object.all("prop").any(is_there) {
        add(object, "prop", property(name, ns, &value));
    }
}

/// Adds a property unless one of its name and namespace is there.
pub fn add_single_property(object: &mut Object, name: &str, ns: Option<&str>, value: &str) {
    if !has_property(object, name, ns) {
        add_property(object, name, ns, value);
    }
}

/// A text as one line that OSCAL's `string` holds; none where nothing is left of it.
pub fn one_line(value: &str) -> Option<String> {
    let stored = text::storable(value);
    let mut line = String::with_capacity(stored.len());
    for word in stored.split(|c: char| c.is_whitespace() || c == '\u{feff}').filter(|w| !w.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    text::is_string(&line).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oscal::model::{INVENTORY_ITEM, POAM};

    fn props(object: &Object) -> Vec<(&str, Option<&str>, &str)> {
        let triple = |p| {
            let p: &Object = p;
            (p.get("name").unwrap_or_default(), p.get("ns"), p.get("value").unwrap_or_default())
        };
        object.all("prop").map(triple).collect()
    }

    #[test]
    fn a_property_is_never_blank_untrimmed_or_twice() {
        let mut item = Object::new(&INVENTORY_ITEM);
        for value in ["", " \n", "a", " a\u{a0}", "b\nc", "b c"] {
            add_property(&mut item, "label", None, value);
        }
        add_property(&mut item, "label", Some(FEDRAMP), "a");
        assert_eq!(props(&item), [("label", None, "a"), ("label", None, "b c"), ("label", Some(FEDRAMP), "a")]);
        add_single_property(&mut item, "label", None, "d");
        add_single_property(&mut item, "model", None, "\u{1}");
        assert_eq!(props(&item).len(), 4);
        assert_eq!(props(&item)[3], ("model", None, "_x0001_"));
    }

    #[test]
    fn a_name_that_the_model_does_not_have_adds_nothing() {
        let mut root = Object::new(&POAM);
        set(&mut root, "colour", "red");
        add_value(&mut root, "colour", "red");
        add(&mut root, "colour", Object::new(&INVENTORY_ITEM));
        assert!(child(&mut root, "colour").is_none() && root.is_empty());
        assert!(child(&mut root, "metadata").is_some());
        assert_eq!(root.all("metadata").count(), 1);
    }
}
