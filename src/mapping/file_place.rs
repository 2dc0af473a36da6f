//! The places of a mapping file: from the text of a key or value to a path that the model has.

use super::definition::{Base, OfType, Place};
use super::file::Loader;
use super::place::Path;
use super::syntax::{self, StepText, WordText};
use crate::oscal::model::{Assembly, POAM};
use crate::source::{Table, Text};

impl Loader {
    /// A path inside an object, to a value.
    pub(super) fn path_in(&self, table: &Table<'_, '_>, kind: &'static Assembly, text: &Text) -> Option<Path> {
        let parsed = parsed(table, text)?;
        if parsed.shared.is_some() {
            table.problem_at("wrong-place", "a shared object cannot be named here", text.line, None);
            return None;
        }
        compiled(table, text, Path::compile(kind, &parsed.steps, &self.names, false))
    }

    pub(super) fn root_path(&self, table: &Table<'_, '_>, text: &Text) -> Option<Path> {
        let parsed = parsed(table, text)?;
        compiled(table, text, Path::compile(&POAM, &parsed.steps, &self.names, true))
    }

    /// A place: from an anchor, or from the document's root. `object`: it ends at an object.
    pub(super) fn place(&self, table: &Table<'_, '_>, text: &Text, object: bool) -> Option<Place> {
        let parsed = parsed(table, text)?;
        let first = parsed.steps.first()?;
        let (base, from, steps): (Base, &'static Assembly, &[StepText]) =
            match self.anchors.iter().position(|a| a.name == first.name) {
                Some(index) => {
                    let of_type = self.of_type(table, text, index, first.of_type.as_ref())?;
                    (Base::Anchor(index, of_type), self.anchors[index].kind, &parsed.steps[1..])
                }
                None if POAM.member(&first.name).is_none() => {
                    let anchors: Vec<&str> = self.anchors.iter().map(|a| a.name.as_str()).collect();
                    let help = format!("anchors: {}", anchors.join(", "));
                    let message = format!("`{}` is neither an anchor nor a part of an OSCAL POA&M", first.name);
                    table.problem_at("unknown-place", message, text.line, Some(help));
                    return None;
                }
                None => (Base::Root, &POAM, &parsed.steps),
            };
        let path = compiled(table, text, Path::compile(from, steps, &self.names, object && parsed.shared.is_none()))?;
        let shared = match &parsed.shared {
            Some((name, inside)) => Some(self.pointed_at(table, text, name, inside)?),
            None => None,
        };
        let mut place = Place { base, path, shared, default: None, text: text.text.clone() };
        place.default = self.default_at(&place);
        Some(place)
    }

    /// The shared object behind `->`, and the path inside it.
    pub(super) fn pointed_at(
        &self,
        table: &Table<'_, '_>,
        text: &Text,
        name: &str,
        inside: &[StepText],
    ) -> Option<(usize, Option<Path>)> {
        let Some(index) = self.shared.iter().position(|s| s.name == name) else {
            let known: Vec<&str> = self.shared.iter().map(|s| s.name.as_str()).collect();
            let help = format!("[shared] has {}", known.join(", "));
            table.problem_at("unknown-shared", format!("there is no shared object `{name}`"), text.line, Some(help));
            return None;
        };
        if inside.is_empty() {
            return Some((index, None));
        }
        let path = Path::compile(self.shared[index].kind, inside, &self.names, false);
        Some((index, Some(compiled(table, text, path)?)))
    }

    fn of_type(&self, table: &Table<'_, '_>, text: &Text, anchor: usize, word: Option<&WordText>) -> Option<OfType> {
        let anchor = &self.anchors[anchor];
        let problem = |message: String| {
            table.problem_at("wrong-place", message, text.line, None);
            None
        };
        match word {
            None if anchor.types.is_empty() => Some(OfType::Untyped),
            None => problem(format!("`{0}` comes in types: write {0}(TYPE)", anchor.name)),
            Some(_) if anchor.types.is_empty() => problem(format!("`{}` has no types", anchor.name)),
            Some(WordText::Variable(any)) if any == "any" => Some(OfType::Any),
            Some(WordText::Variable(field)) => Some(OfType::Field(field.clone())),
            Some(WordText::Fixed(word)) if anchor.types.iter().any(|w| w.value == *word) => {
                Some(OfType::Fixed(word.clone()))
            }
            Some(WordText::Fixed(word)) => problem(format!("`{}` has no type `{word}`", anchor.name)),
        }
    }
}

fn parsed(table: &Table<'_, '_>, text: &Text) -> Option<syntax::PlaceText> {
    match syntax::parse(&text.text) {
        Ok(place) => Some(place),
        Err(message) => {
            table.problem_at("bad-place", format!("`{}`: {message}", text.text), text.line, None);
            None
        }
    }
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
