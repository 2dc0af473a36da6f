//! Where nodes stand in a text: a second pass, made when there is something to tell of a node.

use super::events::{Events, Tag, Token};
use super::read::find;
use super::source::Lines;
use crate::limits::Limits;
use crate::oscal::model::{Assembly, Content, Form, Member, POAM};
use crate::oscal::path::{Path, Position};
use std::collections::HashMap;

/// Where each path's node stands; none where the text does not have it. A flag stands at its attribute, a field's text
/// at the element.
pub fn locate(bytes: &[u8], paths: &[Path]) -> Vec<Option<Position>> {
    let mut found = vec![None; paths.len()];
    let Ok(lines) = Lines::new(bytes) else { return found };
    // What is too deep was told when it was read.
    let mut events = Events::new(lines).within(&Limits::highest());
    let mut tree = Tree::of(paths);
    let mut open: Vec<Open> = Vec::new();
    let mut buffer = Vec::new();
    // How deep the element is that nothing is looked for in.
    let mut skipped = None;
    while let Ok(token) = events.next(&mut buffer) {
        match token {
            Token::Start(_) if skipped.is_some() => {}
            Token::Start(tag) => match open.last_mut() {
                None => {
                    tree.found(0, tag.at, &mut found);
                    tree.flags(0, &POAM, &tag, &mut found);
                    open.push(Open::new(&POAM, 0));
                }
                Some(parent) => match parent.child(&tag, &mut tree, &mut found) {
                    Child::Object(child) => open.push(child),
                    Child::Wrapper => {}
                    Child::Unwanted => skipped = Some(events.depth()),
                },
            },
            Token::End if skipped.is_some() => {
                skipped = skipped.filter(|depth| events.depth() >= *depth);
            }
            Token::End => {
                if open.last_mut().is_some_and(|o| o.wrapper.take().is_none()) {
                    open.pop();
                }
            }
            Token::Eof => break,
            Token::Text(_) | Token::Nothing => {}
        }
        if tree.wanted == 0 {
            break;
        }
    }
    found
}

/// An object whose element is open, and where it stands in the tree of what is wanted.
struct Open {
    kind: &'static Assembly,
    at: usize,
    last: usize,
    wrapper: Option<usize>,
    /// How many nodes came by under each member, the first not counted.
    counts: Vec<(usize, usize)>,
}

impl Open {
    fn new(kind: &'static Assembly, at: usize) -> Self {
        Open { kind, at, last: 0, wrapper: None, counts: Vec::new() }
    }

    /// Takes the start of an element.
    fn child(&mut self, tag: &Tag, tree: &mut Tree, found: &mut [Option<Position>]) -> Child {
        let known = match self.wrapper {
            _ if tag.is_foreign => None,
            Some(member) => (self.kind.members[member].name == tag.name()).then_some((member, false)),
            None => find(self.kind, tag.name(), self.last),
        };
        let Some((member, is_wrapper)) = known else { return Child::Unwanted };
        self.last = member;
        if is_wrapper {
            self.wrapper = Some(member);
            return Child::Wrapper;
        }
        let definition = &self.kind.members[member];
        let Some(node) = tree.step(self.at, definition, self.count(member)) else { return Child::Unwanted };
        tree.found(node, tag.at, found);
        let Content::Object(kind) = definition.content else { return Child::Unwanted };
        tree.flags(node, kind, tag, found);
        Child::Object(Open::new(kind, node))
    }

    /// How many nodes came by under a member before this one.
    fn count(&mut self, member: usize) -> usize {
        if let Some((_, count)) = self.counts.iter_mut().find(|(m, _)| *m == member) {
            *count += 1;
            return *count;
        }
        self.counts.push((member, 0));
        0
    }
}

/// What an element is to us.
enum Child {
    /// An object in which something may be wanted.
    Object(Open),
    /// The wrapper of several objects.
    Wrapper,
    /// Nothing in it is wanted.
    Unwanted,
}

/// The wanted paths as a tree of steps. The root is node 0.
struct Tree {
    /// From a node, by a member and the position among its brothers, to a node.
    steps: HashMap<(usize, *const Member, usize), usize>,
    /// The paths that end at each node.
    paths: Vec<Vec<usize>>,
    /// How many paths are still looked for.
    wanted: usize,
}

impl Tree {
    fn of(paths: &[Path]) -> Self {
        let mut tree = Tree { steps: HashMap::new(), paths: vec![Vec::new()], wanted: paths.len() };
        for (index, path) in paths.iter().enumerate() {
            let mut node = 0;
            for step in path.steps() {
                let next = tree.paths.len();
                node = *tree.steps.entry((node, std::ptr::from_ref(step.member), step.at)).or_insert(next);
                if node == next {
                    tree.paths.push(Vec::new());
                }
            }
            tree.paths[node].push(index);
        }
        tree
    }

    fn step(&self, node: usize, member: &'static Member, at: usize) -> Option<usize> {
        self.steps.get(&(node, std::ptr::from_ref(member), at)).copied()
    }

    fn found(&mut self, node: usize, at: Position, found: &mut [Option<Position>]) {
        for path in std::mem::take(&mut self.paths[node]) {
            found[path] = Some(at);
            self.wanted -= 1;
        }
    }

    /// Finds what is wanted of an element's attributes and of its own text.
    fn flags(&mut self, node: usize, kind: &'static Assembly, tag: &Tag, found: &mut [Option<Position>]) {
        for (index, definition) in kind.members.iter().enumerate().filter(|(_, m)| m.form != Form::Child) {
            let Some(flag) = self.step(node, &kind.members[index], 0) else { continue };
            if definition.form == Form::Text {
                self.found(flag, tag.at, found);
                continue;
            }
            let attribute = tag.attributes().map_while(Result::ok).find(|a| a.name == definition.name);
            if let Some(attribute) = attribute {
                self.found(flag, attribute.position(), found);
            }
        }
    }
}
