//! A piece of an OSCAL document: values and objects under the members of an [`Assembly`], kept in the model's order.
//!
//! Values are text in their lexical form; markup is Markdown, as in JSON. Nothing here knows a file format.

use super::model::{Assembly, Member};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// The text of a value. Up to 24 bytes, and [`constant`]s of any length, cost no trip to the allocator.
pub use compact_str::CompactString as Text;

/// A text that stands in many objects, such as a namespace. It is held once, until the process ends.
pub fn constant(text: &str) -> Text {
    static HELD: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    if text.len() <= size_of::<Text>() {
        return Text::new(text);
    }
    // A thread that died while it held the lock left the set whole: each text goes in at once.
    let mut held = HELD.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(held) = held.get(text) {
        return Text::const_new(held);
    }
    let text: &'static str = Box::leak(text.into());
    held.insert(text);
    Text::const_new(text)
}

/// A value or an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A value in its lexical form; markup as Markdown.
    Value(Text),
    /// An object.
    Object(Object),
}

/// An object of the model. Children stand in the order of the table, brothers in the order they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    kind: &'static Assembly,
    children: Vec<(u8, Node)>,
}

/// So many children are looked through one by one faster than by halves.
const FEW: usize = 12;

impl Object {
    /// An empty object of a kind.
    pub fn new(kind: &'static Assembly) -> Self {
        Object { kind, children: Vec::new() }
    }

    /// An empty object of a kind that will soon hold as much as most do, so that it need not move to grow. Not for what
    /// comes from a file, where millions may stay empty.
    pub fn with_room(kind: &'static Assembly) -> Self {
        let room = if kind.members.len() > 8 { 8 } else { 4 };
        Object { kind, children: Vec::with_capacity(room) }
    }

    /// What it is.
    pub fn kind(&self) -> &'static Assembly {
        self.kind
    }

    /// Whether it holds nothing at all.
    pub fn is_empty(&self) -> bool {
        self.children.is_empty()
    }

    /// All that it holds, in the model's order: the member and the node.
    pub fn children(&self) -> impl Iterator<Item = (&'static Member, &Node)> {
        self.children.iter().map(|(m, n)| (&self.kind.members[usize::from(*m)], n))
    }

    /// All that it holds, in the model's order, member by member: the member and what stands under it.
    pub fn groups(&self) -> impl Iterator<Item = (&'static Member, &[(u8, Node)])> {
        let members = self.kind.members;
        self.children.chunk_by(|a, b| a.0 == b.0).map(|group| (&members[usize::from(group[0].0)], group))
    }

    /// What stands under one member (by its index in the table), in order.
    pub fn nodes(&self, member: usize) -> &[(u8, Node)] {
        &self.children[self.range(member)]
    }

    /// The first value under a member.
    pub fn value(&self, member: usize) -> Option<&str> {
        let m = index(member);
        match self.children.get(self.start(m)) {
            Some((x, Node::Value(v))) if *x == m => Some(v),
            _ => None,
        }
    }

    /// The values under a member, in order.
    pub fn values(&self, member: usize) -> impl Iterator<Item = &str> {
        self.nodes(member).iter().filter_map(|(_, n)| match n {
            Node::Value(v) => Some(v.as_str()),
            Node::Object(_) => None,
        })
    }

    /// Its `uuid`.
    pub fn uuid(&self) -> Option<&str> {
        self.value(self.kind.uuid?)
    }

    /// The first value under the member of this XML name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.value(self.kind.member(name)?)
    }

    /// The objects under a member, in order.
    pub fn objects(&self, member: usize) -> impl DoubleEndedIterator<Item = &Object> {
        self.nodes(member).iter().filter_map(|(_, n)| match n {
            Node::Object(o) => Some(o),
            Node::Value(_) => None,
        })
    }

    /// The objects under the member of this XML name; none where there is no such member.
    pub fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = &Object> {
        self.kind.member(name).into_iter().flat_map(|m| self.objects(m))
    }

    /// The objects under a member, to be changed.
    pub fn objects_mut(&mut self, member: usize) -> impl DoubleEndedIterator<Item = &mut Object> {
        let range = self.range(member);
        self.children[range].iter_mut().filter_map(|(_, n)| match n {
            Node::Object(o) => Some(o),
            Node::Value(_) => None,
        })
    }

    /// Adds a node after its brothers and says where it stands among them.
    pub fn push(&mut self, member: usize, node: Node) -> usize {
        let m = index(member);
        // Nearly everything is made in the model's order.
        if self.children.last().is_none_or(|(last, _)| *last < m) {
            self.children.push((m, node));
            return 0;
        }
        let range = self.range(member);
        self.children.insert(range.end, (m, node));
        range.end - range.start
    }

    /// Adds objects after their brothers.
    pub fn append(&mut self, member: usize, objects: impl IntoIterator<Item = Object>) {
        let m = index(member);
        let end = self.range(member).end;
        self.children.splice(end..end, objects.into_iter().map(|object| (m, Node::Object(object))));
    }

    /// Adds a value after its brothers.
    pub fn push_value(&mut self, member: usize, value: impl Into<Text>) {
        self.push(member, Node::Value(value.into()));
    }

    /// Puts a value in the place of whatever stands under the member.
    pub fn set(&mut self, member: usize, value: impl Into<Text>) {
        let m = index(member);
        let node = Node::Value(value.into());
        if self.children.last().is_none_or(|(last, _)| *last < m) {
            self.children.push((m, node));
            return;
        }
        let range = self.range(member);
        if range.is_empty() {
            self.children.insert(range.start, (m, node));
        } else {
            self.children[range.start].1 = node;
            self.children.drain(range.start + 1..range.end);
        }
    }

    /// Takes away everything under a member.
    pub fn clear(&mut self, member: usize) {
        let range = self.range(member);
        self.children.drain(range);
    }

    /// The object at a position among its brothers.
    pub fn object_at(&self, member: usize, position: usize) -> Option<&Object> {
        match self.nodes(member).get(position) {
            Some((_, Node::Object(object))) => Some(object),
            _ => None,
        }
    }

    /// The object at a position among its brothers, to be changed.
    pub fn object_at_mut(&mut self, member: usize, position: usize) -> Option<&mut Object> {
        let m = index(member);
        let at = self.start(m) + position;
        match self.children.get_mut(at) {
            Some((x, Node::Object(object))) if *x == m => Some(object),
            _ => None,
        }
    }

    /// Moves the brother at a position behind all others.
    pub fn move_last(&mut self, member: usize, position: usize) {
        let range = self.range(member);
        if position < range.len() {
            self.children[range.start + position..range.end].rotate_left(1);
        }
    }

    /// Keeps of what it holds what the predicate wants.
    pub fn retain(&mut self, keep: &mut dyn FnMut(&'static Member, &mut Node) -> bool) {
        let members = self.kind.members;
        self.children.retain_mut(|(m, node)| keep(&members[usize::from(*m)], node));
    }

    /// The same of everything it holds at any depth; the predicate is told the parent's definition too.
    pub fn prune(&mut self, keep: &mut impl FnMut(&'static Assembly, &'static Member, &Node) -> bool) {
        let kind = self.kind;
        self.retain(&mut |member, node| {
            let keeps = keep(kind, member, node);
            if let (true, Node::Object(inside)) = (keeps, node) {
                inside.prune(keep);
            }
            keeps
        });
    }

    /// Whether two objects hold the same but for their own `uuid`.
    pub fn same_but_uuid(&self, other: &Object) -> bool {
        let uuid = self.kind.uuid.map(index);
        let rest = |o: &Object| o.children.iter().filter(|(m, _)| Some(*m) != uuid).count();
        self.kind == other.kind
            && rest(self) == rest(other)
            && self
                .children
                .iter()
                .filter(|(m, _)| Some(*m) != uuid)
                .zip(other.children.iter().filter(|(m, _)| Some(*m) != uuid))
                .all(|(a, b)| a == b)
    }

    fn range(&self, member: usize) -> std::ops::Range<usize> {
        let m = index(member);
        let start = self.start(m);
        let after = &self.children[start..];
        let many = if after.len() > FEW {
            after.partition_point(|(x, _)| *x == m)
        } else {
            after.iter().take_while(|(x, _)| *x == m).count()
        };
        start..start + many
    }

    /// Where the children of a member begin, or would.
    fn start(&self, m: u8) -> usize {
        if self.children.len() > FEW {
            return self.children.partition_point(|(x, _)| *x < m);
        }
        self.children.iter().take_while(|(x, _)| *x < m).count()
    }
}

/// No assembly of the model has more than 255 members: the table's own test says so.
fn index(member: usize) -> u8 {
    u8::try_from(member).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::model;
    use super::*;

    #[test]
    fn children_stand_in_the_models_order_and_brothers_in_their_own() {
        let mut risk = Object::new(&model::RISK);
        let member = |name| model::RISK.member(name).unwrap_or(usize::MAX);
        risk.push_value(member("status"), "open");
        risk.push_value(member("title"), "Open port");
        let mut prop = Object::new(&model::PROPERTY);
        prop.push_value(2, "b");
        risk.push(member("prop"), Node::Object(prop.clone()));
        risk.push(member("prop"), Node::Object(Object::new(&model::PROPERTY)));
        let names: Vec<&str> = risk.children().map(|(m, _)| m.name).collect();
        assert_eq!(names, ["title", "prop", "prop", "status"]);
        risk.move_last(member("prop"), 0);
        assert_eq!(risk.objects(member("prop")).next_back(), Some(&prop));
    }
}
