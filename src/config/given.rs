//! What the configuration says of the document itself, as OSCAL: where a document starts from, and what completes the
//! parties in it.

use super::check;
use super::{Config, PartyKind};
use crate::mapping::stored::stored;
use crate::oscal::compose::{self, FEDRAMP};
use crate::oscal::model::{
    DataType, PARTY, POAM, RESOURCE, RESOURCE_RLINK, RESPONSIBLE_PARTY, ROLE, SYSTEM_COMPONENT, SYSTEM_ID,
    TELEPHONE_NUMBER,
};
use crate::oscal::object::Object;
use crate::oscal::text;
use crate::oscal::version::Version;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The titles of roles whose id does not say them well.
const ROLE_TITLES: [(&str, &str); 5] = [
    ("information-system-security-officer", "Information system security officer (ISSO)"),
    ("information-system-security-manager", "Information system security manager (ISSM)"),
    ("authorizing-official", "Authorizing official (AO)"),
    ("fedramp-pmo", "FedRAMP PMO"),
    ("fedramp-jab", "FedRAMP JAB"),
];

/// The title of the SSP's resource: the name under which the built-in mapping knows it, so that it is one resource.
const SSP_TITLE: &str = "System Security Plan";

/// What is known around the configuration when a document is made.
#[derive(Clone, Copy)]
pub struct Giving<'a> {
    /// The OSCAL version written.
    pub version: Version,
    /// The namespace of our own properties.
    pub own: &'a str,
    /// The uuid that a name has in a list of shared objects of the mapping (`person`, `organization`, `ssp`); none
    /// where the mapping has no such list.
    pub shared: &'a (dyn Fn(&str, &str) -> Option<String> + Sync),
    /// The uuid of what these parts name in this system.
    pub uuid: &'a (dyn Fn(&[&str]) -> String + Sync),
}

impl Giving<'_> {
    /// Plain text as a value of a type.
    pub(super) fn stored(&self, data_type: DataType, plain: &str) -> Option<String> {
        stored(data_type, plain, self.version).map(Cow::into_owned)
    }
}

/// A party that the document has whether or not a row names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Named<'a> {
    /// The mapping's list of shared objects: `person` or `organization`.
    pub list: &'static str,
    /// The party's name.
    pub name: &'a str,
}

impl Config {
    /// The parties that the document has whether or not a row names them, each once: the contacts, and the provider
    /// where the file says that it did something. They are to be named in the document
    /// ([`crate::mapping::document::Document::name`]) before the rows are, so that rows naming them share them.
    pub fn parties(&self) -> Vec<Named<'_>> {
        let contacts = self.contacts.iter().map(|c| Named { list: c.kind.name(), name: &c.name });
        let mut parties: Vec<Named<'_>> = contacts.collect();
        let mut known: HashSet<Named<'_>> = parties.iter().copied().collect();
        let operators = self.detectors.iter().flat_map(|d| &d.operators);
        for name in self.prepared_by.iter().chain(&self.prepared_for).chain(operators) {
            let party = Named { list: self.kind_of_party(name).name(), name };
            if known.insert(party) {
                parties.push(party);
            }
        }
        parties
    }

    /// What a name stands for; all that is no contact is the provider.
    fn kind_of_party(&self, name: &str) -> PartyKind {
        self.contact(name).map_or(PartyKind::Organization, |c| c.kind)
    }

    /// The uuid of a party of the file.
    pub(super) fn party_uuid(&self, name: &str, giving: &Giving<'_>) -> String {
        let kind = self.kind_of_party(name).name();
        (giving.shared)(kind, name).unwrap_or_else(|| (giving.uuid)(&["party", kind, name]))
    }

    /// Uuids under which rows must know names of the other kind: list, name and uuid. A Point of Contact is a person to
    /// the mapping; where the file says that this name is an organization's, it is the same party all the same.
    pub fn known(&self, giving: &Giving<'_>) -> Vec<(&'static str, String, String)> {
        let other = |contact: &super::Contact| {
            let list = match contact.kind {
                PartyKind::Person => PartyKind::Organization.name(),
                PartyKind::Organization => PartyKind::Person.name(),
            };
            (list, contact.name.clone(), self.party_uuid(&contact.name, giving))
        };
        self.contacts.iter().map(other).collect()
    }

    /// The document's root with what the file says of it: the system's identifier, roles and who fills them, the SSP.
    /// Parties are named by uuid and stand in the document as its shared objects do; only those for which the mapping
    /// has no list of shared objects are here.
    pub fn given(&self, giving: &Giving<'_>) -> Object {
        let mut root = Object::new(&POAM);
        if let Some(id) = &self.system_id {
            let mut system = Object::new(&SYSTEM_ID);
            compose::set(&mut system, "identifier-type", self.system_id_type());
            compose::set(&mut system, "id", id);
            compose::add(&mut root, "system-id", system);
        }
        self.give_parties(&mut root, giving);
        if let Some(href) = &self.ssp_href {
            self.give_ssp(&mut root, href, giving);
        }
        root
    }

    fn give_parties(&self, root: &mut Object, giving: &Giving<'_>) {
        let mut roles: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut role_at: HashMap<&str, usize> = HashMap::new();
        let prepared_by = self.prepared_by.iter().map(|name| ("prepared-by", name));
        let prepared_for = self.prepared_for.iter().map(|name| ("prepared-for", name));
        let contacts = self.contacts.iter().flat_map(|c| c.roles.iter().map(|role| (role.as_str(), &c.name)));
        for (role, name) in prepared_by.chain(prepared_for).chain(contacts) {
            let at = *role_at.entry(role).or_insert(roles.len());
            match roles.get_mut(at) {
                Some((_, names)) => names.push(name),
                None => roles.push((role, vec![name])),
            }
        }
        let own: Vec<Named<'_>> =
            self.parties().into_iter().filter(|p| (giving.shared)(p.list, p.name).is_none()).collect();
        if roles.is_empty() && own.is_empty() {
            return;
        }
        let Some(metadata) = compose::child(root, "metadata") else { return };
        for (id, names) in roles {
            let mut role = Object::new(&ROLE);
            compose::set(&mut role, "id", id);
            compose::set(&mut role, "title", text::markdown_line(&role_title(id)));
            compose::add(metadata, "role", role);
            let mut responsible = Object::new(&RESPONSIBLE_PARTY);
            compose::set(&mut responsible, "role-id", id);
            let mut known = HashSet::new();
            let uuids = names.into_iter().map(|name| self.party_uuid(name, giving));
            if let Some(member) = RESPONSIBLE_PARTY.member("party-uuid") {
                uuids.filter(|u| known.insert(u.clone())).for_each(|uuid| responsible.push_value(member, uuid));
            }
            compose::add(metadata, "responsible-party", responsible);
        }
        for party in own {
            let mut object = Object::new(&PARTY);
            compose::set(&mut object, "uuid", self.party_uuid(party.name, giving));
            compose::set(&mut object, "type", party.list);
            compose::set(&mut object, "name", text::storable(party.name));
            self.complete(party.name, &mut object);
            compose::add(metadata, "party", object);
        }
    }

    /// FedRAMP's form: a resource of type `system-security-plan` with exactly one rlink, which `import-ssp` names.
    fn give_ssp(&self, root: &mut Object, href: &str, giving: &Giving<'_>) {
        let uuid = (giving.shared)("ssp", SSP_TITLE).unwrap_or_else(|| (giving.uuid)(&["resource", "ssp"]));
        if let Some(import) = compose::child(root, "import-ssp") {
            compose::set(import, "href", format!("#{uuid}"));
        }
        let mut link = Object::new(&RESOURCE_RLINK);
        compose::set(&mut link, "href", href);
        if let Some(media_type) = self.ssp_media_type.as_deref().or_else(|| check::media_type(href)) {
            compose::set(&mut link, "media-type", media_type);
        }
        let mut resource = Object::new(&RESOURCE);
        compose::set(&mut resource, "uuid", uuid);
        compose::set(&mut resource, "title", SSP_TITLE);
        compose::add_property(&mut resource, "type", Some(FEDRAMP), "system-security-plan");
        compose::add(&mut resource, "rlink", link);
        if let Some(back_matter) = compose::child(root, "back-matter") {
            compose::add(back_matter, "resource", resource);
        }
    }

    /// Completes a shared object of this name: a party with how to reach it, the component of a tool with what is
    /// known of the tool. Others stay as they are.
    pub fn complete(&self, name: &str, object: &mut Object) {
        if object.kind() == &SYSTEM_COMPONENT {
            self.complete_component(name, object);
        }
        let Some(contact) = self.contact(name).filter(|_| object.kind() == &PARTY) else { return };
        compose::set(object, "type", contact.kind.name());
        if let Some(title) = &contact.title {
            compose::add_single_property(object, "job-title", None, title);
        }
        if let Some(email) = &contact.email {
            compose::add_value(object, "email-address", email);
        }
        if let Some(phone) = &contact.phone
            && !object.all("telephone-number").any(|t| t.get("number") == Some(phone))
        {
            let mut number = Object::new(&TELEPHONE_NUMBER);
            compose::set(&mut number, "number", phone);
            compose::add(object, "telephone-number", number);
        }
    }
}

/// A role's title: a known one, else the id in words.
fn role_title(id: &str) -> String {
    if let Some((_, title)) = ROLE_TITLES.iter().find(|(known, _)| *known == id) {
        return (*title).to_owned();
    }
    let words = id.replace(['-', '_', '.'], " ");
    let words = words.trim();
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => id.to_owned(),
    }
}
