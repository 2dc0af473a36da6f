//! The places of a mapping file: from the text of a key or value to a path that the model has.

use super::definition::{Base, OfType, Place};
use super::file::Loader;
use super::place::Path;
use super::syntax::{self, StepText, WordText};
use crate::oscal::model::{Assembly, DataType, POAM};
use crate::source::{Table, Text};

impl Loader {
    /// A path inside an object, to a value.
    pub(super) fn path_in(&self, table: &Table<'_, '_>, kind: &'static Assembly, text: &Text) -> Option<Path> {
        let parsed = parsed(table, text, &[])?;
        if parsed.shared.is_some() {
            table.problem_at("wrong-place", "a shared object cannot be named here", text.line, None);
            return None;
        }
        compiled(table, text, Path::compile(kind, &parsed.steps, &self.names, false))
    }

    /// A path from the document's root to an object.
    pub(super) fn root_path(&self, table: &Table<'_, '_>, text: &Text) -> Option<Path> {
        let parsed = parsed(table, text, &[])?;
        if parsed.shared.is_some() {
            table.problem_at("wrong-place", "a shared object cannot be named here", text.line, None);
            return None;
        }
        compiled(table, text, Path::compile(&POAM, &parsed.steps, &self.names, true))
    }

    /// A path inside a record's object, and the shared object it may point at.
    pub(super) fn relative(
        &self,
        table: &Table<'_, '_>,
        kind: &'static Assembly,
        text: &Text,
        variables: &[&str],
    ) -> Option<(Path, Option<PointedAt>)> {
        let parsed = parsed(table, text, variables)?;
        let path = compiled(table, text, Path::compile(kind, &parsed.steps, &self.names, false))?;
        let shared = match &parsed.shared {
            Some((name, inside)) => Some(self.pointed_at(table, text, &path, name, inside)?),
            None => None,
        };
        Some((path, shared))
    }

    /// A place: from an anchor, or from the document's root. `object`: it ends at an object.
    pub(super) fn place(&self, table: &Table<'_, '_>, text: &Text, object: bool) -> Option<Place> {
        self.place_with(table, text, object, &[])
    }

    /// A place in which `{x}` may stand for these.
    pub(super) fn place_with(
        &self,
        table: &Table<'_, '_>,
        text: &Text,
        object: bool,
        variables: &[&str],
    ) -> Option<Place> {
        let parsed = parsed(table, text, variables)?;
        let first = parsed.steps.first()?;
        if self.broken_anchors.contains(&first.name) {
            return None; // The anchor's own problem has been told.
        }
        let (base, from, steps): (Base, &'static Assembly, &[StepText]) =
            match self.anchors.iter().position(|a| a.name == first.name) {
                Some(index) => {
                    let of_type = self.of_type(table, text, index, first, variables)?;
                    (Base::Anchor(index, of_type), self.anchors[index].kind, &parsed.steps[1..])
                }
                None if self.no_start(table, text, &first.name) => return None,
                None => (Base::Root, &POAM, &parsed.steps),
            };
        let path = compiled(table, text, Path::compile(from, steps, &self.names, object && parsed.shared.is_none()))?;
        let shared = match &parsed.shared {
            Some((name, inside)) => Some(self.pointed_at(table, text, &path, name, inside)?),
            None => None,
        };
        let mut place = Place { base, path, shared, default: None, text: text.text.clone() };
        place.default = self.default_at(&place);
        Some(place)
    }

    /// Notes a problem where a name that is no anchor so far can begin no place.
    fn no_start(&self, table: &Table<'_, '_>, text: &Text, name: &str) -> bool {
        if let Some(later) = self.later_anchors.iter().find(|a| a.text == name) {
            let message = format!("`{name}` is declared further down, in line {}", later.line);
            let help = format!("move [anchor.{name}] up: an anchor stands below those it hangs on");
            table.problem_at("unknown-place", message, text.line, Some(help));
            return true;
        }
        if POAM.member(name).is_none() {
            let anchors: Vec<&str> = self.anchors.iter().map(|a| a.name.as_str()).collect();
            let help = format!("anchors: {}", anchors.join(", "));
            let message = format!("`{name}` is neither an anchor nor a part of an OSCAL POA&M");
            table.problem_at("unknown-place", message, text.line, Some(help).filter(|_| !anchors.is_empty()));
            return true;
        }
        false
    }

    /// The shared object behind `->`, and the path inside it.
    fn pointed_at(
        &self,
        table: &Table<'_, '_>,
        text: &Text,
        from: &Path,
        name: &str,
        inside: &[StepText],
    ) -> Option<PointedAt> {
        let Some(index) = self.shared.iter().position(|s| s.name == name) else {
            if !self.shared_names.iter().any(|s| s == name) {
                let help = format!("[shared] has {}", self.shared_names.join(", "));
                let help = Some(help).filter(|_| !self.shared_names.is_empty());
                table.problem_at("unknown-shared", format!("there is no shared object `{name}`"), text.line, help);
            }
            return None;
        };
        if !matches!(from.data_type(), Some(DataType::Uuid | DataType::UriReference)) {
            let message = format!("`{}`: what stands before `->` is no reference", text.text);
            let help = "an arrow follows a uuid or an href".to_owned();
            table.problem_at("wrong-place", message, text.line, Some(help));
            return None;
        }
        if inside.is_empty() {
            return Some((index, None));
        }
        let path = Path::compile(self.shared[index].kind, inside, &self.names, false);
        Some((index, Some(compiled(table, text, path)?)))
    }

    fn of_type(
        &self,
        table: &Table<'_, '_>,
        text: &Text,
        anchor: usize,
        step: &StepText,
        variables: &[&str],
    ) -> Option<OfType> {
        let anchor = &self.anchors[anchor];
        let problem = |message: String| {
            table.problem_at("wrong-place", message, text.line, None);
            None
        };
        if !step.tests.is_empty() {
            return problem(format!("`{}`: an anchor takes no tests, its `of` has them", text.text));
        }
        let types = || anchor.types.iter().map(|w| w.value.as_str()).collect::<Vec<_>>().join(", ");
        match &step.of_type {
            None if anchor.types.is_empty() => Some(OfType::Untyped),
            None => problem(format!("`{0}` comes in types: write {0}(TYPE), with one of {1}", anchor.name, types())),
            Some(_) if anchor.types.is_empty() => problem(format!("`{}` has no types", anchor.name)),
            Some(WordText::Variable(any)) if any == "any" => Some(OfType::Any),
            Some(WordText::Variable(field)) => {
                known_variable(table, text, field, variables).then(|| OfType::Field(field.clone()))
            }
            Some(WordText::Fixed(word)) if anchor.types.iter().any(|w| w.value == *word) => {
                Some(OfType::Fixed(word.clone()))
            }
            Some(WordText::Fixed(word)) => {
                problem(format!("`{}` has no type `{word}`; it has {}", anchor.name, types()))
            }
        }
    }
}

/// A shared object by index, and the path inside it (none: its name).
pub(super) type PointedAt = (usize, Option<Path>);

fn parsed(table: &Table<'_, '_>, text: &Text, variables: &[&str]) -> Option<syntax::PlaceText> {
    match syntax::parse(&text.text) {
        Ok(place) => {
            let inside = place.shared.iter().flat_map(|(_, steps)| steps);
            let mut known = true;
            for variable in place.steps.iter().chain(inside).flat_map(StepText::variables) {
                known &= known_variable(table, text, variable, variables);
            }
            known.then_some(place)
        }
        Err(message) => {
            table.problem_at("bad-place", format!("`{}`: {message}", text.text), text.line, None);
            None
        }
    }
}

fn known_variable(table: &Table<'_, '_>, text: &Text, name: &str, variables: &[&str]) -> bool {
    let known = variables.contains(&name);
    if !known {
        let help = match variables {
            [] => "no {word} can stand in this place".to_owned(),
            _ => format!("what can stand here: {{{}}}", variables.join("}, {")),
        };
        let message = format!("`{}`: {{{name}}} stands for nothing", text.text);
        table.problem_at("unknown-variable", message, text.line, Some(help));
    }
    known
}

fn compiled(table: &Table<'_, '_>, text: &Text, path: Result<Path, String>) -> Option<Path> {
    match path {
        Ok(path) => Some(path),
        Err(message) => {
            table.problem_at("unknown-place", format!("`{}`: {message}", text.text), text.line, None);
            None
        }
    }
}
