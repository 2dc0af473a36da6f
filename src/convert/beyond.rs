//! What completes a document beyond the workbook: the configuration, the SSP, the inventory. Here each is brought to
//! the place in the conversion where it speaks.

use crate::config::{Config, Giving};
use crate::finding::Finding;
use crate::inventory::{Completing, Inventory};
use crate::mapping::definition::Mapping;
use crate::mapping::document::Document;
use crate::mapping::made::{self, Context};
use crate::mapping::row::Item;
use crate::oscal::ids;
use crate::oscal::model::OBSERVATION;
use crate::oscal::object::Object;
use crate::ssp::{Kind, Said, Ssp};
use std::collections::{BTreeMap, BTreeSet};

/// What is known beyond the workbook.
#[derive(Debug, Default)]
pub struct Beyond {
    /// `poam.toml`.
    pub config: Config,
    /// The system security plan.
    pub ssp: Option<Ssp>,
    /// The asset inventory.
    pub inventory: Option<Inventory>,
}

impl Beyond {
    /// The uuids that names of the sheet have elsewhere, by list and name. An object that the SSP knows by several
    /// names keeps the first of them that the sheet uses, whatever row that stands in; so no cell comes back as another
    /// one's name. `used`: the names in the sheet, by list.
    pub(super) fn known(
        &self,
        mapping: &Mapping,
        context: &Context,
        used: &BTreeSet<(usize, String)>,
    ) -> BTreeMap<(usize, String), String> {
        let list = |name: &str| mapping.shared.iter().find(|s| s.name == name).map(|s| s.same_as);
        let mut known = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (kind, name, uuid) in self.ssp.iter().flat_map(Ssp::known) {
            let Some(list) = list(if kind == Kind::Component { "software" } else { "asset" }) else { continue };
            let key = (list, name.to_owned());
            if used.contains(&key) && taken.insert(uuid) {
                known.insert(key, uuid.to_owned());
            }
        }
        with_giving(mapping, context, |giving| {
            for (name, party, uuid) in self.config.known(giving) {
                known.extend(list(name).map(|list| ((list, party), uuid)));
            }
        });
        known
    }

    /// The document's root as far as the configuration gives it.
    pub(super) fn given(&self, mapping: &Mapping, context: &Context) -> Object {
        with_giving(mapping, context, |giving| self.config.given(giving))
    }

    /// Names the configuration's parties, before any row does.
    pub(super) fn name_parties(&self, document: &mut Document<'_>) {
        for party in self.config.parties() {
            document.name(party.list, party.name);
        }
    }

    /// Whether any of these files adds to the objects of items.
    pub(super) fn writes_into_items(&self) -> bool {
        !self.config.detectors.is_empty()
    }

    /// Completes the observations of an item whose detector the configuration knows.
    pub(super) fn complete_item(&self, mapping: &Mapping, context: &Context, item: &mut Item) {
        if !self.writes_into_items() {
            return;
        }
        with_giving(mapping, context, |giving| {
            for (_, observation) in item.objects.iter_mut().filter(|(_, o)| o.kind() == &OBSERVATION) {
                for used in &item.shared {
                    if let Some(uuid) = used.object.get("uuid") {
                        self.config.complete_finding(&used.name, uuid, observation, giving);
                    }
                }
            }
        });
    }

    /// Completes the shared objects, when all of them are known.
    pub(super) fn complete_shared(&self, mapping: &Mapping, context: &Context, document: &mut Document<'_>) {
        let is_owner = |name: &str| {
            let contact = self.config.contact(name)?;
            contact.roles.iter().any(|r| r == "asset-owner").then(|| contact.kind.name())
        };
        let owner = |name: &str| made::uuid_of(mapping, context, is_owner(name)?, name);
        let completing = Completing { version: context.version, own: &mapping.own, owner: &owner };
        for (_, name, object) in document.shared_mut() {
            self.config.complete(name, object);
            if let Some(inventory) = &self.inventory {
                inventory.complete(name, object, &completing);
            }
        }
    }

    /// What was found in these files, and where the sheet says otherwise.
    pub(super) fn findings(&self, said: &Said<'_>) -> Vec<Finding> {
        let mut findings = self.config.findings.clone();
        if let Some(ssp) = &self.ssp {
            findings.extend(ssp.findings.iter().cloned());
            findings.extend(ssp.check(said));
        }
        findings.extend(self.inventory.iter().flat_map(|i| i.findings.iter().cloned()));
        findings
    }
}

fn with_giving<T>(mapping: &Mapping, context: &Context, give: impl FnOnce(&Giving<'_>) -> T) -> T {
    let shared = |list: &str, name: &str| made::uuid_of(mapping, context, list, name);
    let uuid = |parts: &[&str]| ids::v5(context.namespace, parts).to_string();
    give(&Giving { version: context.version, own: &mapping.own, shared: &shared, uuid: &uuid })
}
