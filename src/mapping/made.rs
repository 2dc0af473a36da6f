//! The objects of one row while they are made: anchors, the places that hang on them, and the shared objects they
//! point at. The way back is [`super::view`].

use super::definition::{Anchor, Base, Mapping, OfType, Place, Value};
use super::namer::Namer;
use super::place::{End, Own, Path, Variables};
use super::said::Memory;
pub use super::shares::SharedUse;
use super::shares::Shares;
use super::stored::stored;
use crate::oscal::compose;
use crate::oscal::ids;
use crate::oscal::model::{Assembly, DataType, POAM, POAM_ITEM};
use crate::oscal::object::{Node, Object, Text};
use crate::oscal::version::Version;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What every row of a document has in common.
#[derive(Debug)]
pub struct Context {
    /// The OSCAL version written.
    pub version: Version,
    /// The namespace of the uuids' names.
    pub namespace: Uuid,
    /// The system's identifier, part of every uuid's name.
    pub system: String,
    /// `metadata/last-modified`.
    pub last_modified: String,
    /// The provider's name, if the header block has one.
    pub csp: Option<String>,
    /// The header block's values, by index, in plain text.
    pub header: Vec<Option<String>>,
    /// Uuids that names have elsewhere (an SSP), by shared object and name.
    pub known: BTreeMap<(usize, String), String>,
}

/// Where an anchor's object stands: which top object, and member and position of each step below it.
#[derive(Debug, PartialEq, Eq)]
pub struct Location {
    top: usize,
    below: Below,
}

impl Clone for Location {
    fn clone(&self) -> Self {
        // In one go, where the vector's own clone goes step by step.
        Location { top: self.top, below: Below::from_slice(&self.below) }
    }
}

/// Member and position of each step below a top object.
pub(super) type Below = SmallVec<[(usize, usize); 3]>;

/// Locations: nearly always one.
pub(super) type Locations = SmallVec<[Location; 1]>;

impl Location {
    pub(super) fn object<'t>(&self, tops: &'t mut [(usize, Object)]) -> Option<&'t mut Object> {
        let mut here = tops.get_mut(self.top).map(|(_, o)| o);
        for (member, position) in &self.below {
            here = here.and_then(|o| o.object_at_mut(*member, *position));
        }
        here
    }
}

/// The objects of a row while they are made.
pub struct Made<'a> {
    /// The mapping.
    pub mapping: &'a Mapping,
    /// What the document says.
    pub context: &'a Context,
    pub(super) namer: Namer,
    /// The objects directly below the root: the member there, and the object.
    pub tops: Vec<(usize, Object)>,
    at: Vec<(usize, Option<String>, Location)>,
    /// The shared objects named so far, in order.
    pub shared: Shares,
    memory: &'a mut Memory,
}

impl<'a> Made<'a> {
    /// A row of this identity, with the objects every row has.
    pub fn new(mapping: &'a Mapping, context: &'a Context, identity: &[String], memory: &'a mut Memory) -> Self {
        let namer = Namer::new(context, identity);
        let (tops, at) = (Vec::with_capacity(4), Vec::with_capacity(16));
        let mut made = Made { mapping, context, namer, tops, at, shared: Shares::default(), memory };
        for (index, anchor) in mapping.anchors.iter().enumerate() {
            if anchor.always {
                made.anchor(index, None);
            }
        }
        made
    }

    /// A uuid of the row for what `what` names.
    fn uuid(&mut self, what: &[&str]) -> Text {
        self.namer.give(what)
    }

    /// The object at a location.
    pub fn object(&mut self, at: &Location) -> Option<&mut Object> {
        at.object(&mut self.tops)
    }

    /// The anchor's object where it was made.
    pub fn existing(&self, index: usize, of_type: Option<&str>) -> Option<Location> {
        self.at.iter().find(|(i, t, _)| *i == index && t.as_deref() == of_type).map(|(_, _, at)| at.clone())
    }

    /// All objects of the anchor that were made.
    pub fn all(&self, index: usize) -> Locations {
        self.at.iter().filter(|(i, _, _)| *i == index).map(|(_, _, at)| at.clone()).collect()
    }

    /// The anchor's object, made where it is not there yet.
    pub fn anchor(&mut self, index: usize, of_type: Option<&str>) -> Option<Location> {
        if let Some(at) = self.existing(index, of_type) {
            return Some(at);
        }
        let mapping = self.mapping;
        let anchor: &Anchor = &mapping.anchors[index];
        let type_variable = of_type.map(|t| ("type", t));
        let variables = type_variable.as_slice();
        let name = match of_type {
            Some(t) => Cow::Owned([&*anchor.name, "(", t, ")"].concat()),
            None => Cow::Borrowed(anchor.name.as_str()),
        };
        // An object that is told from older ones by a value is named when it has that value.
        let uuid = (anchor.key.is_none() && takes_uuid(anchor.kind)).then(|| self.uuid(&[&name]));
        let mut give = |kind: &'static Assembly| uuid.clone().filter(|_| kind == anchor.kind);
        let mut own = Own { uuid: &mut give };
        let at = match &anchor.base {
            Base::Root => {
                let step = anchor.path.steps.first()?;
                let object = step.new_object(variables, &mut own)?;
                self.tops.push((step.member(), object));
                Location { top: self.tops.len() - 1, below: Below::new() }
            }
            Base::Anchor(parent, _) => {
                let mut at = self.anchor(*parent, None)?;
                let below = anchor.path.make_object(self.object(&at)?, variables, &mut own);
                at.below.extend(below);
                at
            }
        };
        self.at.push((index, of_type.map(str::to_owned), at.clone()));
        if let Some(uuid) = uuid {
            for link in &anchor.links {
                self.write_stored(link, &uuid, false, &[]);
            }
        }
        Some(at)
    }

    /// Writes a plain value to a place. `gentle`: nothing is made on the way but what is not repeatable, no anchor
    /// either.
    pub fn write(&mut self, place: &Place, plain: &str, gentle: bool, variables: Variables<'_>) {
        if let Some(value) = self.stored_at(place, plain) {
            self.write_stored(place, &value, gentle, variables);
        }
    }

    /// A plain value as a place holds it; a name as the reference to its shared object.
    pub(super) fn stored_at<'v>(&mut self, place: &Place, plain: &'v str) -> Option<Cow<'v, str>> {
        if let Some((shared, None)) = &place.shared {
            let uuid = self.shared_named(*shared, plain)?;
            return Some(Cow::Owned(referring(place.path.data_type(), uuid)));
        }
        stored(place.path.data_type()?, plain, self.context.version)
    }

    /// Writes a value in its stored form to a place of the row.
    pub fn write_stored(&mut self, place: &Place, value: &str, gentle: bool, variables: Variables<'_>) {
        for at in self.bases(&place.base, gentle, variables) {
            self.write_path(&at, &place.path, value, gentle, variables, &place.text);
        }
    }

    /// Where a place's path starts; anchors are made unless `gentle`.
    pub fn bases(&mut self, base: &Base, gentle: bool, variables: Variables<'_>) -> Locations {
        let Base::Anchor(index, of_type) = base else { return Locations::new() };
        let of_type = match of_type {
            OfType::Untyped => None,
            OfType::Fixed(t) => Some(t.as_str()),
            OfType::Field(field) => match variables.iter().find(|(n, _)| n == field) {
                Some((_, t)) => Some(*t),
                None => return Locations::new(),
            },
            OfType::Any => return self.all(*index),
        };
        let at = if gentle { self.existing(*index, of_type) } else { self.anchor(*index, of_type) };
        at.into_iter().collect()
    }

    /// Writes a stored value below a location; objects made on the way get uuids named after `what` and the value.
    pub fn write_path(
        &mut self,
        at: &Location,
        path: &Path,
        value: &str,
        gentle: bool,
        variables: Variables<'_>,
        what: &str,
    ) -> bool {
        let Made { namer, tops, .. } = self;
        let mut give = |kind: &'static Assembly| takes_uuid(kind).then(|| namer.give(&[what, kind.name]));
        let mut own = Own { uuid: &mut give };
        at.object(tops).is_some_and(|object| path.make(object, value, gentle, variables, &mut own))
    }

    /// Makes an object at the end of a path below a location; its uuid is named by `what`.
    pub fn make_object(
        &mut self,
        at: &Location,
        path: &Path,
        variables: Variables<'_>,
        what: &[&str],
    ) -> Option<Location> {
        if path.steps.is_empty() {
            return Some(at.clone());
        }
        let named = path.steps.iter().any(|step| step.makes().is_some_and(takes_uuid));
        let uuid = named.then(|| self.uuid(what));
        let mut give = |kind: &'static Assembly| uuid.clone().filter(|_| takes_uuid(kind));
        let below = path.make_object(self.object(at)?, variables, &mut Own { uuid: &mut give });
        let mut at = at.clone();
        at.below.extend(below);
        Some(at)
    }

    /// The uuid of the shared object of this name, which is made for the row where it was not named before. None where
    /// OSCAL cannot hold the name.
    pub fn shared_named(&mut self, index: usize, name: &str) -> Option<String> {
        let first = self.mapping.shared[index].same_as;
        if let Some(object) = self.shared.named(first, name) {
            return object.uuid().map(str::to_owned);
        }
        let (mapping, context) = (self.mapping, self.context);
        let new = || Some(SharedUse::new(first, name, new_shared(mapping, context, index, name)?));
        let used = self.memory.shared(index, name, new)?;
        let uuid = used.object.uuid()?.to_owned();
        self.shared.add(used);
        Some(uuid)
    }

    /// Writes a value inside the shared object of this name.
    pub fn write_in_shared(&mut self, index: usize, name: &str, path: &Path, plain: &str) {
        let first = self.mapping.shared[index].same_as;
        let Some(value) = path.data_type().and_then(|t| stored(t, plain, self.context.version)) else { return };
        if let Some(object) = self.shared.named_mut(first, name) {
            path.make(object, &value, false, &[], &mut Own { uuid: &mut |_| None });
        }
    }

    /// Writes the anchor's defaults at each of its objects, where the first step of their paths leads nowhere yet. Tells
    /// which it wrote.
    pub fn defaults(&mut self, index: usize, wrote: &mut impl FnMut(usize)) {
        let Made { mapping, context, namer, tops, at, memory, .. } = self;
        for (_, _, at) in at.iter().filter(|(of, _, _)| *of == index) {
            let Some(object) = at.object(tops) else { continue };
            for (i, (path, value)) in mapping.anchors[index].with.iter().enumerate() {
                if path.begins(object, &[]) {
                    continue;
                }
                let data_type = path.data_type().unwrap_or(DataType::String);
                let value = match value {
                    Value::Text(text) => memory.default(index, i, || {
                        stored(data_type, text, context.version).map(|value| Text::from(&*value))
                    }),
                    value => constant(mapping, context, value, data_type).map(|value| Text::from(&*value)),
                };
                let Some(value) = value else { continue };
                let what = &path.plain;
                let mut give = |kind: &'static Assembly| takes_uuid(kind).then(|| namer.give(&[what, kind.name]));
                if path.make(object, &value, false, &[], &mut Own { uuid: &mut give }) {
                    wrote(i);
                }
            }
        }
    }

    /// Says in an object that what stands at a path in it is derived.
    pub fn mark_derived(&mut self, at: &Location, plain: &str) {
        let own = &self.mapping.own;
        if let Some(object) = self.object(at)
            && let Some(member) = object.kind().prop
        {
            object.push(member, Node::Object(compose::property("derived", Some(own), plain)));
        }
    }

    /// The finishing touches: names for objects told by a value, and those that stand last.
    pub fn finish(&mut self) {
        let mapping = self.mapping;
        for i in 0..self.at.len() {
            let anchor = &mapping.anchors[self.at[i].0];
            let Some(key) = &anchor.key else { continue };
            let (_, of_type, at) = self.at[i].clone();
            let mut value = String::new();
            if let Some(object) = self.object(&at) {
                key.select(object, "", &[], &mut |v| v.clone_into(&mut value));
            }
            let uuid = self.uuid(&[&anchor.name, of_type.as_deref().unwrap_or_default(), &value]);
            if let Some(object) = self.object(&at)
                && let Some(member) = object.kind().uuid
                && takes_uuid(object.kind())
            {
                object.set(member, uuid);
            }
        }
        for (index, _, at) in &self.at {
            if mapping.anchors[*index].last
                && let Some(((member, position), above)) = at.below.split_last()
                && let Some(parent) = (Location { top: at.top, below: above.into() }).object(&mut self.tops)
            {
                parent.move_last(*member, *position);
            }
        }
    }
}

/// What a value of the mapping stands for, in stored form.
fn constant<'v>(
    mapping: &Mapping,
    context: &'v Context,
    value: &'v Value,
    data_type: DataType,
) -> Option<Cow<'v, str>> {
    match value {
        Value::Text(text) => stored(data_type, text, context.version),
        Value::Csp => csp_uuid(mapping, context).map(Cow::Owned),
        Value::LastModified => Some(Cow::Borrowed(&context.last_modified)),
        Value::Header(index) => stored(data_type, context.header.get(*index)?.as_deref()?, context.version),
        Value::Column(_) => None,
    }
}

/// A uuid, or a reference to it, as the type of the place wants it.
pub fn referring(data_type: Option<DataType>, mut uuid: String) -> String {
    if data_type == Some(DataType::UriReference) {
        uuid.insert(0, '#');
    }
    uuid
}

/// The provider's party: its uuid.
pub fn csp_uuid(mapping: &Mapping, context: &Context) -> Option<String> {
    let (index, name) = csp(mapping, context)?;
    Some(shared_uuid(mapping, context, index, &name))
}

/// The provider's party: the shared object and its name, the default where the header block names none.
pub fn csp(mapping: &Mapping, context: &Context) -> Option<(usize, String)> {
    let index = mapping.shared.iter().position(|s| s.name == "csp")?;
    let default = mapping.shared[index].with.iter().find_map(|(path, value)| match value {
        Value::Text(text) if path.plain == mapping.shared[index].key.plain => Some(text.clone()),
        _ => None,
    });
    Some((index, context.csp.clone().or(default)?))
}

/// A shared object of a name, but for its defaults, with its uuid. None where OSCAL cannot hold the name.
pub fn new_shared(mapping: &Mapping, context: &Context, index: usize, name: &str) -> Option<Object> {
    let shared = &mapping.shared[index];
    let uuid = shared_uuid(mapping, context, index, name);
    let mut give = |kind: &'static Assembly| (kind == shared.kind).then(|| Text::new(&uuid));
    let mut object = shared.path.steps.last()?.new_object(&[], &mut Own { uuid: &mut give })?;
    let value = stored(shared.key.data_type()?, name, context.version)?;
    shared.key.make(&mut object, &value, false, &[], &mut Own { uuid: &mut |_| None });
    Some(object)
}

/// Writes a shared object's defaults where nothing stands.
pub fn complete_shared(mapping: &Mapping, context: &Context, index: usize, object: &mut Object) {
    for (path, value) in &mapping.shared[index].with {
        if let (false, Value::Text(text), End::Value(t)) = (path.begins(object, &[]), value, path.end)
            && let Some(value) = stored(t, text, context.version)
        {
            path.make(object, &value, false, &[], &mut Own { uuid: &mut |_| None });
        }
    }
}

/// The uuid of a name in the list of shared objects of this name; none where the mapping has no such list.
pub fn uuid_of(mapping: &Mapping, context: &Context, list: &str, name: &str) -> Option<String> {
    let index = mapping.shared.iter().position(|s| s.name == list)?;
    Some(shared_uuid(mapping, context, index, name))
}

fn shared_uuid(mapping: &Mapping, context: &Context, index: usize, name: &str) -> String {
    let shared = &mapping.shared[index];
    let known = context.known.get(&(shared.same_as, name.to_owned()));
    known
        .cloned()
        .unwrap_or_else(|| ids::v5(context.namespace, &[&context.system, "shared", &shared.of, name]).to_string())
}

/// Whether objects of this kind get a uuid: the model asks for one, or NIST warns without it (poam-item).
pub(super) fn takes_uuid(kind: &'static Assembly) -> bool {
    kind == &POAM_ITEM || kind.uuid.is_some_and(|m| kind.members[m].required && kind != &POAM)
}
