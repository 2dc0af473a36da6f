//! Which paths can lead to one place: what a mapping's columns, anchors and copies have between them.

use super::{End, Is, Path, Step, Test, Word};
use crate::oscal::model::Assembly;
use crate::oscal::object::constant;
use crate::oscal::version::Version;

impl Path {
    /// Whether an object could meet both paths: the same steps, and no test that parts them.
    pub fn overlaps(&self, other: &Path) -> bool {
        self.steps.len() == other.steps.len()
            && self.steps.iter().zip(&other.steps).all(|(a, b)| a.member == b.member && !a.parted_from(b))
    }

    /// The path that goes on with another.
    #[must_use]
    pub fn joined(&self, rest: &Path) -> Path {
        let steps = self.steps.iter().chain(&rest.steps).cloned().collect();
        let plain = [self.plain.as_str(), rest.plain.as_str()];
        let plain = plain.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("/");
        Path { steps, plain, end: rest.end }
    }

    /// The path to the object itself.
    pub fn itself(kind: &'static Assembly) -> Path {
        Path { steps: Vec::new(), plain: String::new(), end: End::Object(kind) }
    }

    /// The path with one of these types for the variable `type`.
    #[must_use]
    pub fn of_type(&self, types: &[&str]) -> Path {
        let mut path = self.clone();
        path.steps.iter_mut().for_each(|step| step.give_types(types));
        path
    }

    /// Whether it leads to an object that another path leads to, or on from there.
    pub fn leads_through(&self, object: &Path) -> bool {
        lead_through(&self.steps, &object.steps)
    }

    /// What its steps ask of the objects that they lead to, where it can be told whether something writes that.
    pub fn marks(&self) -> impl Iterator<Item = Mark<'_>> {
        self.steps.iter().enumerate().flat_map(move |(step, of)| {
            let can_be_told = |test: &&Test| match test.is {
                Is::There => true,
                Is::OneOf { looks_through, .. } => !looks_through && test.is.words().is_some(),
                Is::AbsentOr(_) | Is::Anything => false,
            };
            of.tests.iter().filter(can_be_told).map(move |test| Mark { path: self, step, test })
        })
    }

    /// The number of the last step that may lead to several objects.
    pub fn last_many(&self) -> Option<usize> {
        self.steps.iter().rposition(|step| step.many)
    }

    /// The OSCAL version that brought the last of its members, if that is not the first.
    pub fn since(&self, from: &'static Assembly) -> Option<Version> {
        let kinds = std::iter::once(from).chain(self.steps.iter().filter_map(|step| step.inside));
        kinds.zip(&self.steps).filter_map(|(kind, step)| kind.members.get(step.member)?.since).max()
    }

    fn goes_along(&self, other: &Path, step: usize) -> bool {
        let start = self.steps.get(..=step).zip(other.steps.get(..=step));
        start.is_some_and(|(own, others)| own.iter().map(Step::member).eq(others.iter().map(Step::member)))
    }

    /// Whether values put at its end stand beside each other, rather than each in the place of the one before.
    pub fn takes_many(&self) -> bool {
        self.steps.iter().any(|step| step.many)
    }

    /// Whether it ends at the `uuid` of an object.
    pub fn ends_at_uuid(&self) -> bool {
        let above = self.steps.iter().rev().nth(1).and_then(|step| step.inside);
        above.is_some_and(|kind| kind.uuid == self.steps.last().map(|step| step.member))
    }

    /// Where the words of its tests are written in the objects that it makes.
    pub fn tests_written(&self) -> Vec<Path> {
        let mut written = Vec::new();
        for (i, step) in self.steps.iter().enumerate() {
            for test in step.tests.iter().filter(|test| matches!(test.is, Is::OneOf { looks_through: false, .. })) {
                let object = Path { steps: self.steps[..=i].to_vec(), plain: String::new(), end: self.end };
                let place = object.joined(&test.path);
                written.extend(test.path.tests_written().into_iter().map(|inner| object.joined(&inner)));
                written.push(place);
            }
        }
        written
    }
}

/// Whether steps lead to an object that other steps lead to, or on from there.
fn lead_through(steps: &[Step], object: &[Step]) -> bool {
    let start = steps.get(..object.len());
    start.is_some_and(|start| start.iter().zip(object).all(|(a, b)| a.member == b.member && !a.parted_from(b)))
}

/// Something that a step of a path asks of the objects it leads to.
pub struct Mark<'p> {
    path: &'p Path,
    step: usize,
    test: &'p Test,
}

impl Mark<'_> {
    /// The step's number.
    pub fn step(&self) -> usize {
        self.step
    }

    /// Whether the path writes into a new object what it asks for, rather than that something else will stand there.
    pub fn is_written(&self) -> bool {
        matches!(self.test.is, Is::OneOf { .. })
    }

    /// Whether a text at the place that is asked about is what is asked for.
    pub fn can_be(&self, text: &str) -> bool {
        self.test.is.words().is_none_or(|words| words.contains(&text))
    }

    /// Whether what stands at the end of a path can be what is asked for, or a part of it.
    pub fn can_be_written_by(&self, path: &Path) -> bool {
        path.goes_along(self.path, self.step) && lead_through(&path.steps[self.step + 1..], &self.test.path.steps)
    }

    /// Whether a path asks the same of the same objects.
    pub fn is_asked_by(&self, path: &Path) -> bool {
        path.goes_along(self.path, self.step) && path.steps[self.step].tests.contains(self.test)
    }
}

impl Step {
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

    /// Whether there may be several objects where it leads.
    pub fn is_many(&self) -> bool {
        self.many
    }

    fn give_types(&mut self, types: &[&str]) {
        for Test { path, is } in &mut self.tests {
            path.steps.iter_mut().for_each(|step| step.give_types(types));
            if let Is::OneOf { words, .. } = is
                && words.iter().any(|word| matches!(word, Word::Variable(name) if name == "type"))
                && !types.is_empty()
            {
                words.retain(|word| !matches!(word, Word::Variable(name) if name == "type"));
                words.extend(types.iter().map(|of_type| Word::Fixed(constant(of_type))));
            }
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
