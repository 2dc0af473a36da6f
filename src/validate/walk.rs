//! The walk through a document: every object once, parents before their children.

use crate::oscal::model::{Assembly, Member};
use crate::oscal::object::{Node, Object};
use crate::oscal::path::Path;

/// An object on the walk, and what it stands in.
pub struct At<'w, 'a> {
    /// The object.
    pub object: &'a Object,
    parents: &'w [&'a Object],
    path: &'w Path,
}

impl<'a> At<'_, 'a> {
    /// What the object is.
    pub fn kind(&self) -> &'static Assembly {
        self.object.kind()
    }

    /// Whether the object is of this kind.
    pub fn is(&self, kind: &'static Assembly) -> bool {
        std::ptr::eq(self.object.kind(), kind)
    }

    /// The object it stands in.
    pub fn parent(&self) -> Option<&'a Object> {
        self.parents.last().copied()
    }

    /// The objects it stands in, the nearest first, the root last.
    pub fn parents(&self) -> impl Iterator<Item = &'a Object> {
        self.parents.iter().rev().copied()
    }

    /// The member of its parent under which it stands.
    pub fn under(&self) -> Option<&'static Member> {
        self.path.steps().last().map(|step| step.member)
    }

    /// Its path.
    pub fn path(&self) -> Path {
        self.path.clone()
    }

    /// The path of its first member of this XML name; its own where the model has no such member.
    pub fn member(&self, name: &str) -> Path {
        self.node(name, 0)
    }

    /// The path of one of the nodes under the member of this XML name, counted from 0.
    pub fn node(&self, name: &str, at: usize) -> Path {
        let mut path = self.path();
        if let Some(member) = self.kind().member(name) {
            path.push(&self.kind().members[member], at);
        }
        path
    }
}

/// Calls `each` for the root and every object below it. Takes no stack: a document may nest as deep as it likes.
pub fn walk<'a>(root: &'a Object, each: &mut dyn FnMut(&At<'_, 'a>)) {
    let mut path = Path::root();
    let mut parents: Vec<&'a Object> = Vec::new();
    each(&At { object: root, parents: &parents, path: &path });
    let mut levels = vec![numbered(root)];
    parents.push(root);
    while let Some(level) = levels.last_mut() {
        let Some((member, at, object)) = level.next() else {
            levels.pop();
            parents.pop();
            path.pop();
            continue;
        };
        path.push(member, at);
        each(&At { object, parents: &parents, path: &path });
        parents.push(object);
        levels.push(numbered(object));
    }
}

/// The objects in an object, each with its member and its position among its brothers.
fn numbered<'a>(object: &'a Object) -> Box<dyn Iterator<Item = (&'static Member, usize, &'a Object)> + 'a> {
    Box::new(object.groups().flat_map(|(member, nodes)| {
        nodes.iter().enumerate().filter_map(move |(at, (_, node))| match node {
            Node::Object(object) => Some((member, at, object)),
            Node::Value(_) => None,
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oscal::model::{POAM, RISK, TASK};

    #[test]
    fn the_walk_meets_every_object_with_its_path_and_survives_any_depth() {
        let mut task = Object::new(&TASK);
        for _ in 0..20_000 {
            let mut outer = Object::new(&TASK);
            outer.push(TASK.member("task").unwrap_or(0), Node::Object(task));
            task = outer;
        }
        let mut poam = Object::new(&POAM);
        let risk = POAM.member("risk").unwrap_or(0);
        poam.push(risk, Node::Object(Object::new(&RISK)));
        poam.push(risk, Node::Object(Object::new(&RISK)));
        let mut seen = Vec::new();
        walk(&poam, &mut |at| seen.push((at.path().to_string(), at.parents().count())));
        let root = "/plan-of-action-and-milestones";
        assert_eq!(seen, [(root.into(), 0), (format!("{root}/risks/0"), 1), (format!("{root}/risks/1"), 1)]);
        let mut depth = 0;
        walk(&task, &mut |at| depth = depth.max(at.parents().count()));
        assert_eq!(depth, 20_000);
        std::mem::forget(task); // dropping it is the object's own concern
    }
}
