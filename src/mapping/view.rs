//! A row's objects as they are found in a document: anchors by their links, the values at places, names behind
//! references. The way there is [`super::made`].

use super::codec::{Record, Word};
use super::definition::{Base, Mapping, OfType, Place};
use super::place::{self, Path, Variables};
use super::stored::plain;
use crate::oscal::model::DataType;
use crate::oscal::object::Object;
use smallvec::SmallVec;
use std::cell::OnceCell;

/// Finds an object by its uuid, wherever in the document it stands.
pub trait Lookup {
    /// The object of this uuid.
    fn by_uuid(&self, uuid: &str) -> Option<&Object>;

    /// Whether a line break and a blank line differ there (OSCAL 1.0.4 has no line break).
    fn has_line_break(&self) -> bool {
        true
    }
}

/// A row's anchors, found.
pub struct View<'a> {
    /// The mapping.
    pub mapping: &'a Mapping,
    lookup: &'a dyn Lookup,
    root: Option<&'a Object>,
    item: Option<&'a Object>,
    /// Looked for when they are first asked for.
    anchors: Vec<OnceCell<SmallVec<[Found<'a>; 1]>>>,
}

/// An object that an anchor was found to be.
#[derive(Clone)]
struct Found<'a> {
    of_type: Option<&'a str>,
    object: &'a Object,
    /// What the object says to be derived, read once for all places below it.
    derived: SmallVec<[&'a str; 2]>,
}

impl<'a> View<'a> {
    /// The row that a POA&M item is.
    pub fn new(mapping: &'a Mapping, item: &'a Object, lookup: &'a dyn Lookup) -> Self {
        let anchors = vec![OnceCell::new(); mapping.anchors.len()];
        View { mapping, lookup, root: None, item: Some(item), anchors }
    }

    /// The document as a whole, without a row: what stands at the root's places.
    pub fn of_document(mapping: &'a Mapping, root: &'a Object, lookup: &'a dyn Lookup) -> Self {
        View { mapping, lookup, root: Some(root), item: None, anchors: Vec::new() }
    }

    /// Whether two texts say the same as far as this document can tell: where it has no line break, a line that ends
    /// is a paragraph that ends.
    pub fn same(&self, one: &[Record], other: &[Record]) -> bool {
        let lines =
            |text: &str| text.split('\n').filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let alike = |(a, b): (&Record, &Record)| {
            let same = |((m, a), (n, b)): (&(&str, String), &(&str, String))| m == n && lines(a) == lines(b);
            a.0.len() == b.0.len() && a.0.iter().zip(&b.0).all(same)
        };
        one == other || !self.lookup.has_line_break() && one.len() == other.len() && one.iter().zip(other).all(alike)
    }

    /// The objects that an anchor was found to be, each with its type.
    pub fn found(&self, anchor: usize) -> impl Iterator<Item = (Option<&'a str>, &'a Object)> {
        self.anchor(anchor).iter().map(|found| (found.of_type, found.object))
    }

    fn anchor(&self, index: usize) -> &[Found<'a>] {
        let Some((item, found)) = self.item.zip(self.anchors.get(index)) else { return &[] };
        found.get_or_init(|| self.find(index, item))
    }

    fn find(&self, index: usize, item: &'a Object) -> SmallVec<[Found<'a>; 1]> {
        let derived = |object: &'a Object| place::derived(object, &self.mapping.own).collect();
        let found = self.find_objects(index, item);
        found.into_iter().map(|(of_type, object)| Found { of_type, object, derived: derived(object) }).collect()
    }

    fn find_objects(&self, index: usize, item: &'a Object) -> SmallVec<[(Option<&'a str>, &'a Object); 1]> {
        let anchor = &self.mapping.anchors[index];
        let mut found = SmallVec::new();
        match &anchor.base {
            Base::Root => {
                let Some(step) = anchor.path.steps.first() else { return found };
                if anchor.links.is_empty() {
                    if step.accepts(item, &[]) {
                        found.push((None, item));
                    }
                    return found;
                }
                for link in &anchor.links {
                    self.each_value(link, &[], &mut |uuid| {
                        let Some(object) = self.lookup.by_uuid(uuid) else { return };
                        if found.iter().any(|(_, o)| std::ptr::eq(*o, object)) {
                            return;
                        }
                        if anchor.types.is_empty() {
                            if step.accepts(object, &[]) {
                                found.push((None, object));
                            }
                        } else if let Some(word) = typed(&anchor.types, |t| step.accepts(object, &[("type", t)])) {
                            found.push((Some(word), object));
                        }
                    });
                    if !found.is_empty() {
                        break;
                    }
                }
            }
            Base::Anchor(parent, _) => {
                for parent in self.anchor(*parent) {
                    anchor.path.select_objects(parent.object, &self.mapping.own, &[], &mut |o| found.push((None, o)));
                }
            }
        }
        found
    }

    /// The objects a place's path starts at, with their type.
    pub fn bases<'s>(
        &'s self,
        base: &'s Base,
        variables: Variables<'s>,
    ) -> impl Iterator<Item = (Option<&'a str>, &'a Object)> {
        let root = self.root.filter(|_| matches!(base, Base::Root)).map(|root| (None, root));
        root.into_iter().chain(self.at(base, variables).map(|found| (found.of_type, found.object)))
    }

    /// The objects of an anchor that a place means.
    fn at<'s>(&'s self, base: &'s Base, variables: Variables<'s>) -> impl Iterator<Item = &'s Found<'a>> {
        let (anchors, wanted) = match base {
            Base::Root => ([].as_slice(), None),
            Base::Anchor(index, of_type) => {
                let wanted = match of_type {
                    OfType::Untyped | OfType::Any => None,
                    OfType::Fixed(t) => Some(t.as_str()),
                    OfType::Field(field) => variables.iter().find(|(n, _)| n == field).map(|(_, t)| *t),
                };
                (self.anchor(*index), wanted)
            }
        };
        anchors.iter().filter(move |found| wanted.is_none() || found.of_type == wanted)
    }

    fn each_value(&self, place: &Place, variables: Variables<'_>, found: &mut dyn FnMut(&'a str)) {
        if let (Base::Root, Some(root)) = (&place.base, self.root) {
            place.path.select(root, &self.mapping.own, variables, found);
        }
        for at in self.at(&place.base, variables) {
            if !at.derived.iter().any(|d| *d == "all" || *d == place.path.plain) {
                place.path.select_said(at.object, &self.mapping.own, variables, found);
            }
        }
    }

    /// The plain values at a place, in document order; references as the names of what they point at. Defaults are
    /// passed over.
    pub fn values(&self, place: &Place, variables: Variables<'_>) -> Vec<String> {
        let mut values = Vec::new();
        self.each_plain(place, variables, &mut |value| values.push(value));
        values
    }

    /// Gives the same values one by one.
    pub fn each_plain(&self, place: &Place, variables: Variables<'_>, found: &mut dyn FnMut(String)) {
        self.each_value(place, variables, &mut |value| {
            let plain = self.plain(value, place.path.data_type(), place.shared.as_ref());
            if let Some(plain) = plain.filter(|v| place.default.as_ref() != Some(v)) {
                found(plain);
            }
        });
    }

    /// A stored value in plain text; a reference as the name of what it points at, or what stands inside.
    pub fn plain(
        &self,
        value: &str,
        data_type: Option<DataType>,
        shared: Option<&(usize, Option<Path>)>,
    ) -> Option<String> {
        let Some((index, inside)) = shared else {
            return Some(plain(data_type.unwrap_or(DataType::String), value));
        };
        let shared = &self.mapping.shared[*index];
        let object = self.lookup.by_uuid(value.strip_prefix('#').unwrap_or(value))?;
        if shared.kind != object.kind() {
            return None;
        }
        let path = inside.as_ref().unwrap_or(&shared.key);
        let mut name = None;
        path.select(object, &self.mapping.own, &[], &mut |v| {
            if name.is_none() {
                name = Some(plain(path.data_type().unwrap_or(DataType::String), v));
            }
        });
        name
    }
}

fn typed(types: &[Word], mut is: impl FnMut(&str) -> bool) -> Option<&str> {
    types.iter().find(|w| is(&w.value) || w.values.iter().any(|v| is(v))).map(|w| w.value.as_str())
}
