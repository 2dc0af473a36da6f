//! An object and the way to it, for rules that look at several objects at once. The path is made only when told.

use crate::oscal::model::Member;
use crate::oscal::object::{Node, Object};
use crate::oscal::path::Path;

/// An object and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Spot<'p, 'a> {
    /// The object.
    pub(super) object: &'a Object,
    step: Option<(&'p Spot<'p, 'a>, &'static Member, usize)>,
}

impl<'p, 'a> Spot<'p, 'a> {
    /// The document's root.
    pub(super) fn root(object: &'a Object) -> Self {
        Spot { object, step: None }
    }

    /// The objects under the member of this XML name.
    pub(super) fn all(&'p self, name: &str) -> impl Iterator<Item = Spot<'p, 'a>> + use<'p, 'a> {
        let kind = self.object.kind();
        kind.member(name).into_iter().flat_map(move |m| {
            let member = &kind.members[m];
            self.object.nodes(m).iter().enumerate().filter_map(move |(at, (_, node))| match node {
                Node::Object(object) => Some(Spot { object, step: Some((self, member, at)) }),
                Node::Value(_) => None,
            })
        })
    }

    /// The first value under the member of this XML name.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.object.get(name)
    }

    /// Its path.
    pub(super) fn path(&self) -> Path {
        let mut steps = Vec::new();
        let mut spot = self;
        while let Some((up, member, at)) = spot.step {
            steps.push((member, at));
            spot = up;
        }
        let mut path = Path::root();
        steps.iter().rev().for_each(|(member, at)| path.push(member, *at));
        path
    }

    /// The path of its first member of this XML name.
    pub(super) fn member(&self, name: &str) -> Path {
        let mut path = self.path();
        let kind = self.object.kind();
        if let Some(m) = kind.member(name) {
            path.push(&kind.members[m], 0);
        }
        path
    }
}
