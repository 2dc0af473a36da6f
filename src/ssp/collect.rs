//! What is picked out of an SSP while its members go by, whatever the file format: members open, hold text, and close.
//! Names are JSON's; XML's are translated on the way in, and its attributes are members like others.

use super::{Fault, Kind};
use crate::oscal::compose;
use crate::oscal::text;
use std::collections::HashSet;

/// OSCAL's SSP nests to half of this.
const MAX_DEPTH: usize = 64;

/// The members that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Plan,
    Characteristics,
    System,
    Short,
    SystemIds,
    Id,
    Level,
    Implementation,
    Components,
    Items,
    Props,
    Named,
    Value,
    Uuid,
    Title,
    Other,
}

impl Name {
    fn of(name: &str) -> Name {
        match name {
            "system-security-plan" => Name::Plan,
            "system-characteristics" => Name::Characteristics,
            "system-name" => Name::System,
            "system-name-short" => Name::Short,
            "system-ids" | "system-id" => Name::SystemIds,
            "id" => Name::Id,
            "security-sensitivity-level" => Name::Level,
            "system-implementation" => Name::Implementation,
            "components" | "component" => Name::Components,
            "inventory-items" | "inventory-item" => Name::Items,
            "props" | "prop" => Name::Props,
            "name" => Name::Named,
            "value" => Name::Value,
            "uuid" => Name::Uuid,
            "title" => Name::Title,
            _ => Name::Other,
        }
    }
}

/// A text that is picked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaf {
    System,
    Short,
    Id,
    Level,
    Uuid,
    Title,
    PropName,
    PropValue,
}

/// What was picked out so far.
#[derive(Debug, Default)]
pub(super) struct Collector {
    /// Whether the document is an SSP.
    pub(super) is_ssp: bool,
    /// The first root that is none.
    pub(super) other_root: Option<String>,
    pub(super) system: Option<String>,
    pub(super) short_name: Option<String>,
    pub(super) system_ids: Vec<String>,
    pub(super) level: Option<String>,
    /// Kind, uuid and names.
    pub(super) things: Vec<(Kind, String, Vec<String>)>,
    /// Whether titles are Markdown, as everywhere but in XML.
    pub(super) is_markdown: bool,
    path: Vec<Name>,
    leaf: Option<(Leaf, usize)>,
    text: String,
    thing: (String, Vec<String>),
    /// The names of the thing that is open, to be looked up.
    names: HashSet<String>,
    prop: (String, String),
}

impl Collector {
    /// How many members are open.
    pub(super) fn depth(&self) -> usize {
        self.path.len()
    }

    /// Whether a text is being picked out: what opens within it is markup.
    pub(super) fn is_in_text(&self) -> bool {
        self.leaf.is_some()
    }

    /// A member begins.
    pub(super) fn open(&mut self, name: &str) -> Result<(), Fault> {
        let known = Name::of(name);
        if self.path.is_empty() && !name.starts_with('$') {
            self.is_ssp |= known == Name::Plan;
            if known != Name::Plan && self.other_root.is_none() {
                self.other_root = Some(name.chars().take(60).collect());
            }
        }
        self.enter(known)
    }

    /// The next member of a list: of the same name as the one that is open, which ends.
    pub(super) fn next(&mut self) -> Result<(), Fault> {
        let name = self.path.last().copied().unwrap_or(Name::Other);
        self.close();
        self.enter(name)
    }

    fn enter(&mut self, name: Name) -> Result<(), Fault> {
        if self.path.len() >= MAX_DEPTH {
            return Err(Fault::new("ssp-too-deep", format!("members nest deeper than {MAX_DEPTH}, which no SSP does")));
        }
        self.path.push(name);
        if self.leaf.is_none()
            && let Some(leaf) = self.leaf_here()
        {
            self.text.clear();
            self.leaf = Some((leaf, self.path.len()));
        }
        Ok(())
    }

    fn leaf_here(&self) -> Option<Leaf> {
        use Name::{
            Characteristics, Components, Id, Implementation, Items, Level, Named, Plan, Props, Short, System,
            SystemIds, Title, Uuid, Value,
        };
        match self.path.as_slice() {
            [Plan, Characteristics, System] => Some(Leaf::System),
            [Plan, Characteristics, Short] => Some(Leaf::Short),
            [Plan, Characteristics, SystemIds, Id] => Some(Leaf::Id),
            [Plan, Characteristics, Level] => Some(Leaf::Level),
            [Plan, Implementation, Components | Items, Uuid] => Some(Leaf::Uuid),
            [Plan, Implementation, Components, Title] => Some(Leaf::Title),
            [Plan, Implementation, Components | Items, Props, Named] => Some(Leaf::PropName),
            [Plan, Implementation, Components | Items, Props, Value] => Some(Leaf::PropValue),
            _ => None,
        }
    }

    /// Text within the member that is open; it may come in pieces.
    pub(super) fn text(&mut self, text: &str) {
        if self.leaf.is_some() {
            self.text.push_str(text);
        }
    }

    /// The member that is open ends.
    pub(super) fn close(&mut self) {
        if let Some((leaf, depth)) = self.leaf
            && depth == self.path.len()
        {
            self.leaf = None;
            self.take(leaf);
        }
        match self.path.as_slice() {
            [Name::Plan, Name::Implementation, Name::Components, Name::Props] => {
                self.take_prop(&["name", "asset-id"]);
            }
            [Name::Plan, Name::Implementation, Name::Items, Name::Props] => {
                let known = ["asset-id", "fqdn", "ipv4-address", "ipv6-address", "uri", "hostname", "netbios-name"];
                self.take_prop(&known);
            }
            [Name::Plan, Name::Implementation, Name::Components] => self.take_thing(Kind::Component),
            [Name::Plan, Name::Implementation, Name::Items] => self.take_thing(Kind::InventoryItem),
            _ => {}
        }
        self.path.pop();
    }

    fn take(&mut self, leaf: Leaf) {
        let is_markdown = leaf == Leaf::Title && self.is_markdown;
        let plain = if is_markdown { text::line_text(&self.text) } else { std::mem::take(&mut self.text) };
        let Some(plain) = compose::one_line(&text::restored(&plain)).map(|l| text::restored(&l).into_owned()) else {
            return;
        };
        match leaf {
            Leaf::System => self.system = Some(plain),
            Leaf::Short => self.short_name = Some(plain),
            Leaf::Id => self.system_ids.push(plain),
            Leaf::Level => self.level = Some(plain),
            Leaf::Uuid => self.thing.0 = plain,
            Leaf::Title => {
                self.names.insert(plain.clone());
                self.thing.1.push(plain);
            }
            Leaf::PropName => self.prop.0 = plain,
            Leaf::PropValue => self.prop.1 = plain,
        }
    }

    fn take_prop(&mut self, known: &[&str]) {
        let (name, value) = std::mem::take(&mut self.prop);
        if known.contains(&name.as_str()) && !value.is_empty() && self.names.insert(value.clone()) {
            self.thing.1.push(value);
        }
    }

    fn take_thing(&mut self, kind: Kind) {
        let (uuid, names) = std::mem::take(&mut self.thing);
        self.names = HashSet::new();
        if !names.is_empty() {
            self.things.push((kind, uuid, names));
        }
    }
}
