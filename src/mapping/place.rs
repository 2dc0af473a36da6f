//! Places checked against the model, and what they are for: finding values in objects (`select`) and putting values
//! there (`make`). A path starts at an object that is already known; anchors are the business of [`super::row`].

use super::syntax::{StepText, TestText, WordText};
use crate::oscal::model::{Assembly, Content, DataType, PROPERTY};
use crate::oscal::object::{Node, Object};

/// OSCAL's own namespace, which a `prop` without `ns` has.
pub const OSCAL: &str = "http://csrc.nist.gov/ns/oscal";

/// Steps from an object of a known kind to values or objects below it.
#[derive(Clone, Debug)]
pub struct Path {
    /// The steps; none: the object itself.
    pub steps: Vec<Step>,
    /// The steps' names alone, as `prop[name=derived]` holds them: `timing/on-date/date`.
    pub plain: String,
    /// What stands at the end.
    pub end: End,
}

/// What stands at the end of a path.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// A value of a type.
    Value(DataType),
    /// An object.
    Object(&'static Assembly),
}

/// One step: a member of an assembly, and what an object there must fulfil.
#[derive(Clone, Debug)]
pub struct Step {
    member: usize,
    many: bool,
    tests: Vec<Test>,
    inside: Option<&'static Assembly>,
}

#[derive(Clone, Debug)]
struct Test {
    path: Path,
    is: Is,
}

#[derive(Clone, Debug)]
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

#[derive(Clone, Debug)]
enum Word {
    Fixed(String),
    Variable(String),
}

/// What the variables of a place stand for: name and text.
pub type Variables<'a> = &'a [(&'a str, &'a str)];

/// The long names behind `ns=` and `system=`: name, spellings (the first is written).
pub type Names = [(String, Vec<String>)];

impl Path {
    /// Checks steps against the model. A path that ends at a `prop` or `facet` means its value unless `to_object`.
    ///
    /// # Errors
    /// What the model does not have, in one sentence.
    pub fn compile(
        from: &'static Assembly,
        texts: &[StepText],
        names: &Names,
        to_object: bool,
    ) -> Result<Path, String> {
        let mut steps = Vec::with_capacity(texts.len() + 1);
        let mut here = from;
        let mut end = End::Object(from);
        for (i, text) in texts.iter().enumerate() {
            let member = here.member(&text.name).ok_or_else(|| no_member(here, &text.name))?;
            let m = &here.members[member];
            match m.content {
                Content::Object(inside) => {
                    let tests = compile_tests(inside, &text.tests, names)?;
                    steps.push(Step { member, many: m.many, tests, inside: Some(inside) });
                    here = inside;
                    end = End::Object(inside);
                }
                Content::Value(t) => {
                    if i + 1 < texts.len() {
                        return Err(format!("`{}` holds a value, nothing stands below it", text.name));
                    }
                    if !text.tests.is_empty() {
                        return Err(format!("`{}` holds a value, it cannot have tests", text.name));
                    }
                    steps.push(Step { member, many: m.many, tests: Vec::new(), inside: None });
                    end = End::Value(t);
                }
            }
        }
        if let End::Object(object) = end
            && !to_object
        {
            let member = object
                .member("value")
                .filter(|_| !texts.is_empty())
                .ok_or_else(|| format!("`{}` has no value of its own; say which member is meant", object.name))?;
            steps.push(Step { member, many: false, tests: Vec::new(), inside: None });
            end = End::Value(DataType::String);
        }
        let plain = texts.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join("/");
        Ok(Path { steps, plain, end })
    }

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
        let last_many = self.steps.iter().rposition(|s| s.many);
        put(base, &self.steps, last_many, value, variables, own)
    }

    /// Makes a new object at the end (which must be an object), its tests written, and gives where it stands: member
    /// and position for each step.
    pub fn make_object(&self, base: &mut Object, variables: Variables<'_>, own: &mut Own<'_>) -> Vec<(usize, usize)> {
        let mut at = Vec::with_capacity(self.steps.len());
        let mut here = base;
        let last = self.steps.iter().rposition(|s| s.many);
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

    /// Whether an object could meet both paths: the same steps, and no test that parts them.
    pub fn overlaps(&self, other: &Path) -> bool {
        self.steps.len() == other.steps.len()
            && self.steps.iter().zip(&other.steps).all(|(a, b)| a.member == b.member && !a.parted_from(b))
    }

    fn can_end(&self, base: &Object, variables: Variables<'_>) -> bool {
        let last = self.steps.iter().rposition(|s| s.many).unwrap_or(0);
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

/// What making an object needs to know besides the path: how objects get their uuid.
pub struct Own<'a> {
    /// Gives a new object of this definition its uuid.
    pub uuid: &'a mut dyn FnMut(&'static Assembly) -> Option<String>,
}

impl Step {
    fn met_by(&self, object: &Object, variables: Variables<'_>) -> bool {
        self.tests.iter().all(|t| t.met_by(object, variables))
    }

    /// The member of the assembly it starts from.
    pub fn member(&self) -> usize {
        self.member
    }

    /// Whether an object passes the step's tests.
    pub fn accepts(&self, object: &Object, variables: Variables<'_>) -> bool {
        self.inside == Some(object.kind()) && self.met_by(object, variables)
    }

    /// A new object that meets the tests, where the step leads to objects.
    pub fn new_object(&self, variables: Variables<'_>, own: &mut Own<'_>) -> Option<Object> {
        let mut object = Object::new(self.inside?);
        if let (Some(uuid), Some(member)) = ((own.uuid)(object.kind()), object.kind().member("uuid")) {
            object.set(member, uuid);
        }
        self.dress(&mut object, variables);
        Some(object)
    }

    /// Whether a test asks for words of which the other step's same test has none.
    fn parted_from(&self, other: &Step) -> bool {
        self.tests.iter().any(|a| {
            other.tests.iter().any(|b| {
                a.path.overlaps(&b.path)
                    && match (a.is.words(), b.is.words()) {
                        (Some(x), Some(y)) => !x.iter().any(|w| y.contains(w)),
                        _ => false,
                    }
            })
        })
    }

    fn find(&self, parent: &Object, variables: Variables<'_>) -> Option<usize> {
        parent.objects(self.member).position(|o| self.met_by(o, variables))
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
            if let Is::OneOf { words, looks_through: false } = &test.is
                && let Some(word) = words.first().and_then(|w| w.text(variables))
            {
                let no_uuid = &mut |_: &'static Assembly| None;
                let last_many = test.path.steps.iter().rposition(|s| s.many);
                put(object, &test.path.steps, last_many, word, variables, &mut Own { uuid: no_uuid });
            }
        }
    }
}

impl Test {
    fn met_by(&self, object: &Object, variables: Variables<'_>) -> bool {
        let mut there = false;
        let mut met = false;
        let visit = &mut |_: &Object, value: Option<&str>| {
            there = true;
            met |= match (&self.is, value) {
                (Is::OneOf { words, .. }, Some(v)) => words.iter().any(|w| w.text(variables) == Some(v)),
                (Is::AbsentOr(words), Some(v)) => words.iter().any(|w| w == v),
                _ => false,
            };
        };
        walk(object, &self.path.steps, "", variables, visit);
        match self.is {
            Is::There => there,
            Is::OneOf { .. } => met,
            Is::AbsentOr(_) => !there || met,
            Is::Anything => true,
        }
    }
}

impl Is {
    /// The fixed words it may be; none where it may be anything.
    fn words(&self) -> Option<Vec<&str>> {
        match self {
            Is::There | Is::Anything => None,
            Is::AbsentOr(words) => Some(words.iter().map(String::as_str).collect()),
            Is::OneOf { words, .. } => words
                .iter()
                .map(|w| match w {
                    Word::Fixed(text) => Some(text.as_str()),
                    Word::Variable(_) => None,
                })
                .collect(),
        }
    }
}

impl Word {
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

fn derived<'a>(object: &'a Object, own: &'a str) -> impl Iterator<Item = &'a str> {
    object
        .all("prop")
        .filter(move |p| !own.is_empty() && p.get("name") == Some("derived") && p.get("ns") == Some(own))
        .filter_map(|p| p.get("value"))
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

fn put(
    here: &mut Object,
    steps: &[Step],
    last_many: Option<usize>,
    value: &str,
    variables: Variables<'_>,
    own: &mut Own<'_>,
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
        let lacks = |o: &Object| step.met_by(o, variables) && !rest.is_empty() && !reaches(o, rest, variables);
        let incomplete = here.objects(member).position(lacks);
        if let Some(position) = incomplete
            && let Some(next) = here.object_at_mut(member, position)
        {
            return put(next, rest, None, value, variables, own);
        }
        let Some(mut object) = step.new_object(variables, own) else { return false };
        put(&mut object, rest, None, value, variables, own);
        if here.objects(member).any(|brother| brother.same_but_uuid(&object)) {
            return false;
        }
        here.push(member, Node::Object(object));
        return true;
    }
    let position = step.find_or_add(here, variables, own);
    let below = last_many.map(|l| l - 1);
    here.object_at_mut(member, position).is_some_and(|next| put(next, rest, below, value, variables, own))
}

fn reaches(object: &Object, steps: &[Step], variables: Variables<'_>) -> bool {
    let mut there = false;
    walk(object, steps, "", variables, &mut |_, _| there = true);
    there
}

fn no_member(here: &Assembly, name: &str) -> String {
    let has: Vec<&str> = here.members.iter().map(|m| m.name).collect();
    format!("OSCAL's `{}` has no `{name}`; it has {}", here.name, has.join(", "))
}

fn compile_tests(on: &'static Assembly, texts: &[TestText], names: &Names) -> Result<Vec<Test>, String> {
    let mut tests = Vec::with_capacity(texts.len() + 1);
    for text in texts {
        let there = text.words.is_empty();
        let path = Path::compile(on, &text.path, names, there)?;
        let flag = text.path.last().map_or("", |s| s.name.as_str());
        let is = if there { Is::There } else { compile_words(&text.words, flag, names, text.path.len() > 1)? };
        tests.push(Test { path, is });
    }
    if on == &PROPERTY && !texts.iter().any(|t| t.path.len() == 1 && t.path[0].name == "ns") {
        let ns = StepText { name: "ns".into(), of_type: None, tests: Vec::new() };
        let path = Path::compile(on, &[ns], names, false)?;
        tests.push(Test { path, is: Is::AbsentOr(vec![OSCAL.to_owned()]) });
    }
    Ok(tests)
}

fn compile_words(texts: &[WordText], flag: &str, names: &Names, looks_through: bool) -> Result<Is, String> {
    let mut words = Vec::new();
    for text in texts {
        match text {
            WordText::Variable(name) => words.push(Word::Variable(name.clone())),
            WordText::Fixed(word) if flag == "ns" || flag == "system" => {
                if word == "any" {
                    return Ok(Is::Anything);
                }
                let known = names.iter().find(|(name, _)| name == word);
                let spellings = match known {
                    Some((_, spellings)) => spellings.clone(),
                    None if word.contains(':') => vec![word.clone()],
                    None => return Err(format!("`{flag}={word}`: `{word}` is not in [names]")),
                };
                words.extend(spellings.into_iter().map(Word::Fixed));
            }
            WordText::Fixed(word) => words.push(Word::Fixed(word.clone())),
        }
    }
    Ok(Is::OneOf { words, looks_through })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::mapping::syntax::parse;
    use crate::oscal::model;

    fn path(from: &'static Assembly, text: &str) -> Result<Path, String> {
        let names = [("own".to_owned(), vec!["urn:own".to_owned()])];
        Path::compile(from, &parse(text).unwrap().steps, &names, false)
    }

    fn write(base: &mut Object, place: &str, value: &str, gentle: bool) -> bool {
        let mut uuid = |_: &'static Assembly| None;
        path(base.kind(), place).unwrap().make(base, value, gentle, &[], &mut Own { uuid: &mut uuid })
    }

    fn read(base: &Object, place: &str) -> Vec<String> {
        let mut found = Vec::new();
        path(base.kind(), place).unwrap().select(base, "urn:own", &[], &mut |v| found.push(v.to_owned()));
        found
    }

    #[test]
    fn what_is_written_at_a_place_is_read_from_it() {
        let mut risk = Object::new(&model::RISK);
        for control in ["ac-2", "sc-7.5", "ac-2"] {
            write(&mut risk, "prop[name=control, ns=own]", control, false);
        }
        write(&mut risk, "prop[name=control]", "of OSCAL's own namespace", false);
        assert_eq!(read(&risk, "prop[name=control, ns=own]"), ["ac-2", "sc-7.5"]);
        assert_eq!(read(&risk, "prop[name=control]"), ["of OSCAL's own namespace"]);
        assert_eq!(read(&risk, "prop[name=control, ns=any]").len(), 3);
    }

    #[test]
    fn a_gentle_writing_makes_nothing_repeatable_on_its_way() {
        let mut risk = Object::new(&model::RISK);
        let place = "characterization/origin/actor[type=tool]/prop[name=id, ns=own]";
        assert!(!write(&mut risk, place, "1", true));
        assert!(risk.is_empty());
        assert!(write(&mut risk, "characterization/origin/actor[type=tool]/actor-uuid", "u", false));
        assert!(write(&mut risk, place, "1", true));
        assert_eq!(read(&risk, place), ["1"]);
    }

    #[test]
    fn a_brother_that_lacks_the_rest_is_completed() {
        let mut facet = Object::new(&model::CHARACTERIZATION_FACET);
        write(&mut facet, "prop[name=state]", "adjusted", false);
        write(&mut facet, "prop[name=state]/remarks", "why", false);
        assert_eq!(facet.all("prop").count(), 1);
        assert_eq!(read(&facet, "prop[name=state]/remarks"), ["why"]);
    }

    #[test]
    fn what_is_marked_derived_is_passed_over() {
        let mut task = Object::new(&model::TASK);
        write(&mut task, "timing/on-date/date", "2026-01-01T00:00:00Z", false);
        assert_eq!(read(&task, "timing/on-date/date").len(), 1);
        write(&mut task, "prop[name=derived, ns=own]", "timing/on-date/date", false);
        assert_eq!(read(&task, "timing/on-date/date").len(), 0);
    }

    #[test]
    fn a_place_that_the_model_does_not_have_is_refused_in_words() {
        assert!(path(&model::RISK, "colour").unwrap_err().starts_with("OSCAL's `risk` has no `colour`; it has uuid"));
        assert_eq!(
            path(&model::RISK, "prop[name=a, ns=nowhere]").unwrap_err(),
            "`ns=nowhere`: `nowhere` is not in [names]"
        );
        assert_eq!(path(&model::RISK, "title/text").unwrap_err(), "`title` holds a value, nothing stands below it");
    }
}
