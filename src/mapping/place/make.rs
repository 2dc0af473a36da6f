//! Putting values and objects where a path leads.

use super::{Is, Own, Path, Step, Variables, walk};
use crate::mapping::made::Below;
use crate::oscal::model::Assembly;
use crate::oscal::object::{Node, Object};

impl Path {
    /// Puts a value at the end: the last repeatable step is made anew unless one that meets the tests still lacks what
    /// follows, the steps before it are found or made, tests are written into what is made. A brother equal in
    /// everything (but its uuid) is not written twice. Says whether something was written.
    ///
    /// A `gentle` writing makes nothing repeatable on its way, and nothing at all if it cannot get to the end.
    pub fn make(
        &self,
        base: &mut Object,
        value: &str,
        gentle: bool,
        variables: Variables<'_>,
        own: &mut Own<'_>,
    ) -> bool {
        if gentle && !self.can_end(base, variables) {
            return false;
        }
        let last_many = self.last_many();
        put(base, &self.steps, last_many, value, variables, own, &mut Brothers::Unknown)
    }

    /// Puts values at the end, one behind the other, as [`Path::make`] would put each, and says whether all of them stand
    /// there now. No two values may be equal: so what is made for one need not be looked through for the next, and
    /// thousands take no longer than their number.
    pub fn make_all(&self, base: &mut Object, values: &[&str], gentle: bool, own: &mut Own<'_>) -> bool {
        if gentle && !self.can_end(base, &[]) {
            return false;
        }
        let last_many = self.last_many();
        let mut brothers = Brothers::Unknown;
        let mut all = true;
        for value in values {
            all &= put(base, &self.steps, last_many, value, &[], own, &mut brothers);
        }
        all
    }

    /// Makes a new object at the end (which must be an object), its tests written, and gives where it stands: member
    /// and position for each step.
    pub fn make_object(&self, base: &mut Object, variables: Variables<'_>, own: &mut Own<'_>) -> Below {
        let mut at = Below::new();
        let mut here = base;
        let last = self.last_many();
        for (i, step) in self.steps.iter().enumerate() {
            let anew = last == Some(i);
            let position = if anew { step.add(here, variables, own) } else { step.find_or_add(here, variables, own) };
            at.push((step.member, position));
            match here.object_at_mut(step.member, position) {
                Some(next) => here = next,
                None => break,
            }
        }
        at
    }

    /// Adds a finished object at the end, the steps before it found or made.
    pub fn add(&self, base: &mut Object, object: Object) {
        let Some((last, before)) = self.steps.split_last() else { return };
        let mut here = base;
        for step in before {
            let position = step.find_or_add(here, &[], &mut Own { uuid: &mut |_| None });
            match here.object_at_mut(step.member, position) {
                Some(next) => here = next,
                None => return,
            }
        }
        here.push(last.member, Node::Object(object));
    }

    fn can_end(&self, base: &Object, variables: Variables<'_>) -> bool {
        let last = self.last_many().unwrap_or(0);
        let mut here = Some(base);
        for step in &self.steps[..last.min(self.steps.len())] {
            let next = here.and_then(|o| step.find(o, variables).and_then(|p| o.objects(step.member).nth(p)));
            if next.is_none() && step.many {
                return false;
            }
            here = next;
        }
        true
    }
}

impl Step {
    /// A new object that meets the tests, where the step leads to objects.
    pub fn new_object(&self, variables: Variables<'_>, own: &mut Own<'_>) -> Option<Object> {
        let mut object = Object::with_room(self.inside?);
        if let (Some(uuid), Some(member)) = ((own.uuid)(object.kind()), object.kind().uuid) {
            object.set(member, uuid);
        }
        self.dress(&mut object, variables);
        Some(object)
    }

    fn add(&self, parent: &mut Object, variables: Variables<'_>, own: &mut Own<'_>) -> usize {
        match self.new_object(variables, own) {
            Some(object) => parent.push(self.member, Node::Object(object)),
            None => 0,
        }
    }

    fn find_or_add(&self, parent: &mut Object, variables: Variables<'_>, own: &mut Own<'_>) -> usize {
        self.find(parent, variables).unwrap_or_else(|| self.add(parent, variables, own))
    }

    /// Writes the tests into a new object.
    fn dress(&self, object: &mut Object, variables: Variables<'_>) {
        for test in &self.tests {
            let Is::OneOf { words, looks_through: false } = &test.is else { continue };
            let Some(word) = words.first() else { continue };
            if let [Step { member, many: false, inside: None, .. }] = test.path.steps.as_slice() {
                if let Some(value) = word.value(variables) {
                    object.set(*member, value);
                }
            } else if let Some(word) = word.text(variables) {
                let no_uuid = &mut |_: &'static Assembly| None;
                let last_many = test.path.last_many();
                let own = &mut Own { uuid: no_uuid };
                put(object, &test.path.steps, last_many, word, variables, own, &mut Brothers::Unknown);
            }
        }
    }
}

/// What is known of the objects among which the last repeatable step makes a new one.
enum Brothers {
    /// Nothing.
    Unknown,
    /// None lacks what follows; so many were there before the first value of a list.
    Complete(usize),
}

fn put(
    here: &mut Object,
    steps: &[Step],
    last_many: Option<usize>,
    value: &str,
    variables: Variables<'_>,
    own: &mut Own<'_>,
    brothers: &mut Brothers,
) -> bool {
    let Some((step, rest)) = steps.split_first() else { return false };
    let member = step.member;
    if step.inside.is_none() {
        if !step.many {
            here.set(member, value);
            return true;
        }
        if here.nodes(member).iter().any(|(_, n)| matches!(n, Node::Value(v) if v == value)) {
            return false;
        }
        here.push_value(member, value);
        return true;
    }
    if last_many == Some(0) {
        let before = if let Brothers::Complete(before) = brothers {
            *before
        } else {
            let lacks = |o: &Object| step.met_by(o, variables) && !rest.is_empty() && !reaches(o, rest, variables);
            let incomplete = here.objects(member).position(lacks);
            if let Some(next) = incomplete.and_then(|position| here.object_at_mut(member, position)) {
                return put(next, rest, None, value, variables, own, brothers);
            }
            let before = here.nodes(member).len();
            *brothers = Brothers::Complete(before);
            before
        };
        let Some(mut object) = step.new_object(variables, own) else { return false };
        put(&mut object, rest, None, value, variables, own, brothers);
        if here.objects(member).take(before).any(|brother| brother.same_but_uuid(&object)) {
            return false;
        }
        here.push(member, Node::Object(object));
        return true;
    }
    let position = step.find_or_add(here, variables, own);
    let below = last_many.map(|l| l - 1);
    here.object_at_mut(member, position).is_some_and(|next| put(next, rest, below, value, variables, own, brothers))
}

fn reaches(object: &Object, steps: &[Step], variables: Variables<'_>) -> bool {
    let mut there = false;
    walk(object, steps, "", variables, &mut |_, _| there = true);
    there
}
