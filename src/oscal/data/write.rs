//! A document for serde, for whoever wants it as data: the table's JSON names, arrays, numbers and value keys.

use super::super::model::Member;
use super::super::object::{Node, Object};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (member, nodes) in self.groups() {
            map.serialize_entry(member.json, &Group { member, nodes })?;
        }
        map.end()
    }
}

/// What stands under one member: an array where the model allows several, else the value or the object.
struct Group<'a> {
    member: &'static Member,
    nodes: &'a [(u8, Node)],
}

impl Serialize for Group<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.nodes {
            [(_, node)] if !self.member.many => Item { member: self.member, node }.serialize(serializer),
            // Several where one may stand are an array all the same: a fault to be seen, not a loss.
            nodes => {
                let mut seq = serializer.serialize_seq(Some(nodes.len()))?;
                for (_, node) in nodes {
                    seq.serialize_element(&Item { member: self.member, node })?;
                }
                seq.end()
            }
        }
    }
}

struct Item<'a> {
    member: &'static Member,
    node: &'a Node,
}

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = match self.node {
            Node::Object(object) => return object.serialize(serializer),
            Node::Value(value) => value,
        };
        match self.member.integer(value) {
            Some(number) => serializer.serialize_u64(number),
            None => serializer.serialize_str(value),
        }
    }
}
