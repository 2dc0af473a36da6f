//! Places checked against the model, and what they are for: finding values in objects (`select`) and putting values
//! there (`make`). A path starts at an object that is already known; anchors are the business of [`super::row`].

mod compile;
mod make;
mod meet;
#[cfg(test)]
mod tests;

pub use meet::Mark;

use crate::oscal::model::{Assembly, DataType, PROPERTY, index_of};
use crate::oscal::object::{Node, Object, Text};

/// OSCAL's own namespace, which a `prop` without `ns` has.
pub const OSCAL: &str = "http://csrc.nist.gov/ns/oscal";

/// Steps from an object of a known kind to values or objects below it.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The steps; none: the object itself.
    pub steps: Vec<Step>,
    /// The steps' names alone, as `prop[name=derived]` holds them: `timing/on-date/date`.
    pub plain: String,
    /// What stands at the end.
    pub end: End,
}

/// What stands at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// A value of a type.
    Value(DataType),
    /// An object.
    Object(&'static Assembly),
}

/// One step: a member of an assembly, and what an object there must fulfil.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    member: usize,
    many: bool,
    tests: Vec<Test>,
    inside: Option<&'static Assembly>,
}

#[derive(Clone, Debug, PartialEq)]
struct Test {
    path: Path,
    is: Is,
}

#[derive(Clone, Debug, PartialEq)]
enum Is {
    /// There is one; makes nothing.
    There,
    /// One of the words. The first is written, unless `looks_through`.
    OneOf { words: Vec<Word>, looks_through: bool },
    /// Absent or one of the words; makes nothing.
    AbsentOr(Vec<String>),
    /// Anything, absence included.
    Anything,
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Fixed(Text),
    Variable(String),
}

/// What the variables of a place stand for: name and text.
pub type Variables<'a> = &'a [(&'a str, &'a str)];

/// The long names behind `ns=` and `system=`: name, spellings (the first is written).
pub type Names = [(String, Vec<String>)];

impl Path {
    /// The type of the value at the end; none where an object is meant.
    pub fn data_type(&self) -> Option<DataType> {
        match self.end {
            End::Value(t) => Some(t),
            End::Object(_) => None,
        }
    }

    /// Gives every object the path leads to, in document order, but for those marked `derived=all` in `own`.
    pub fn select_objects<'a>(
        &self,
        base: &'a Object,
        own: &str,
        variables: Variables<'_>,
        found: &mut dyn FnMut(&'a Object),
    ) {
        walk(base, &self.steps, own, variables, &mut |object, value| {
            if value.is_none() {
                found(object);
            }
        });
    }

    /// Gives every value the path leads to, in document order. What is marked derived is passed over: an object that
    /// says `all`, and in the object the path starts at the path itself.
    pub fn select<'a>(&self, base: &'a Object, own: &str, variables: Variables<'_>, found: &mut dyn FnMut(&'a str)) {
        if is_derived(base, own, &self.plain) {
            return;
        }
        self.select_said(base, own, variables, found);
    }

    /// The same, where it is known that the object does not say of the path that what stands there is derived.
    pub fn select_said<'a>(
        &self,
        base: &'a Object,
        own: &str,
        variables: Variables<'_>,
        found: &mut dyn FnMut(&'a str),
    ) {
        walk(base, &self.steps, own, variables, &mut |_, value| {
            if let Some(value) = value {
                found(value);
            }
        });
    }

    /// Whether the first step leads anywhere.
    pub fn begins(&self, base: &Object, variables: Variables<'_>) -> bool {
        let Some(first) = self.steps.first() else { return true };
        match first.inside {
            None => base.value(first.member).is_some(),
            Some(_) => base.objects(first.member).any(|o| first.met_by(o, variables)),
        }
    }
}

/// What making an object needs to know besides the path: how objects get their uuid.
pub struct Own<'a> {
    /// Gives a new object of this definition its uuid.
    pub uuid: &'a mut dyn FnMut(&'static Assembly) -> Option<Text>,
}

impl Step {
    fn met_by(&self, object: &Object, variables: Variables<'_>) -> bool {
        self.tests.iter().all(|t| t.met_by(object, variables))
    }

    /// The member of the assembly it starts from.
    pub fn member(&self) -> usize {
        self.member
    }

    /// Whether an object has to fulfil anything at all.
    pub fn is_tested(&self) -> bool {
        !self.tests.is_empty()
    }

    /// What it makes, where it leads to objects.
    pub fn makes(&self) -> Option<&'static Assembly> {
        self.inside
    }

    /// Whether an object passes the step's tests.
    pub fn accepts(&self, object: &Object, variables: Variables<'_>) -> bool {
        self.inside == Some(object.kind()) && self.met_by(object, variables)
    }

    fn find(&self, parent: &Object, variables: Variables<'_>) -> Option<usize> {
        parent.objects(self.member).position(|o| self.met_by(o, variables))
    }
}

impl Test {
    fn met_by(&self, object: &Object, variables: Variables<'_>) -> bool {
        // Nearly every test is of a value of the object itself.
        if let [Step { member, many: false, inside: None, .. }] = self.path.steps.as_slice() {
            return match (&self.is, object.value(*member)) {
                (Is::OneOf { words, .. }, Some(value)) => {
                    words.iter().any(|w| w.text(variables).is_some_and(|word| is_same(word, value)))
                }
                (Is::AbsentOr(words), Some(value)) => words.iter().any(|w| w == value),
                (Is::There, value) => value.is_some(),
                (Is::OneOf { .. }, None) => false,
                (Is::AbsentOr(_), None) | (Is::Anything, _) => true,
            };
        }
        let mut there = false;
        let mut met = false;
        let mut visit = |value: Option<&str>| {
            there = true;
            met |= match (&self.is, value) {
                (Is::OneOf { words, .. }, Some(v)) => words.iter().any(|w| w.text(variables) == Some(v)),
                (Is::AbsentOr(words), Some(v)) => words.iter().any(|w| w == v),
                _ => false,
            };
        };
        walk(object, &self.path.steps, "", variables, &mut |_, value| visit(value));
        match self.is {
            Is::There => there,
            Is::OneOf { .. } => met,
            Is::AbsentOr(_) => !there || met,
            Is::Anything => true,
        }
    }
}

/// Whether two texts are the same. Most values that a test looks at are its own constants, which need not be read.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && (std::ptr::eq(one, other) || one == other)
}

impl Word {
    /// The word as a value of a document.
    fn value(&self, variables: Variables<'_>) -> Option<Text> {
        match self {
            Word::Fixed(text) => Some(text.clone()),
            Word::Variable(_) => self.text(variables).map(Text::new),
        }
    }

    fn text<'a>(&'a self, variables: Variables<'a>) -> Option<&'a str> {
        match self {
            Word::Fixed(text) => Some(text),
            Word::Variable(name) => variables.iter().find(|(n, _)| n == name).map(|(_, text)| *text),
        }
    }
}

/// Whether an object says, by a property in the own namespace, that what stands at the path is derived.
pub fn is_derived(object: &Object, own: &str, plain: &str) -> bool {
    derived(object, own).any(|v| v == "all" || v == plain)
}

/// What an object says, by properties in the own namespace, to be derived: paths as [`Path::plain`] has them, or `all`.
pub fn derived<'a>(object: &'a Object, own: &'a str) -> impl Iterator<Item = &'a str> {
    const NAME: Option<usize> = index_of(PROPERTY.members, "name");
    const NS: Option<usize> = index_of(PROPERTY.members, "ns");
    const VALUE: Option<usize> = index_of(PROPERTY.members, "value");
    let props = object.kind().prop.filter(|_| !own.is_empty()).into_iter().flat_map(|member| object.objects(member));
    let text = |prop: &'a Object, member: Option<usize>| member.and_then(|m| prop.value(m));
    props
        .filter(move |p| text(p, NAME) == Some("derived") && text(p, NS) == Some(own))
        .filter_map(move |p| text(p, VALUE))
}

/// Visits what the steps lead to: the object that holds it, and the value where it is one.
fn walk<'a>(
    base: &'a Object,
    steps: &[Step],
    own: &str,
    variables: Variables<'_>,
    visit: &mut dyn FnMut(&'a Object, Option<&'a str>),
) {
    let Some((step, rest)) = steps.split_first() else {
        visit(base, None);
        return;
    };
    for (_, node) in base.nodes(step.member) {
        match node {
            Node::Value(value) => visit(base, Some(value)),
            Node::Object(object) => {
                if step.met_by(object, variables) && (own.is_empty() || !derived(object, own).any(|v| v == "all")) {
                    walk(object, rest, own, variables, visit);
                }
            }
        }
    }
}
