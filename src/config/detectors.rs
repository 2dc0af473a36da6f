//! Detectors: what kind they are, what is known of a tool, who runs it, and where its raw output is.

use super::given::Giving;
use super::{Config, Detector};
use crate::oscal::compose::{self, FEDRAMP};
use crate::oscal::model::{DataType, OBSERVATION_RELEVANT_EVIDENCE, ORIGIN_ACTOR};
use crate::oscal::object::Object;

impl Config {
    /// The detector of a name, letter case ignored.
    pub fn detector(&self, name: &str) -> Option<&Detector> {
        self.detectors.get(*self.detector_of.get(&name.trim().to_lowercase())?)
    }

    /// Adds a detector whose name no other has.
    pub(super) fn add_detector(&mut self, detector: Detector) {
        self.detector_of.insert(detector.name.to_lowercase(), self.detectors.len());
        self.detectors.push(detector);
    }

    /// Whether a detector is a `tool` or a `party`; none where the file does not say so, and the word list decides.
    pub fn kind_of(&self, name: &str) -> Option<&'static str> {
        self.detector(name)?.kind
    }

    /// The names of the parties that run a tool.
    pub fn operators_of(&self, name: &str) -> &[String] {
        self.detector(name).map(|d| d.operators.as_slice()).unwrap_or_default()
    }

    /// Where the raw output of a detector is.
    pub fn raw_scan_of(&self, name: &str) -> Option<&str> {
        self.detector(name)?.raw_scan.as_deref()
    }

    /// Completes the component of a tool: FedRAMP's properties `vendor-name` and `name`, and OSCAL's `version`. What
    /// stands there already stays.
    pub fn complete_component(&self, name: &str, component: &mut Object) {
        let Some(detector) = self.detector(name) else { return };
        for (prop, ns, value) in [
            ("vendor-name", Some(FEDRAMP), &detector.vendor),
            ("name", Some(FEDRAMP), &detector.product),
            ("version", None, &detector.version),
        ] {
            if let Some(value) = value {
                compose::add_single_property(component, prop, ns, value);
            }
        }
    }

    /// Completes the observation of an item that a detector found (FedRAMP's POA&M documentation): beside the tool's
    /// actor, in the same origin, those who ran it; and its raw output as evidence. `uuid` is the detector's. Both are
    /// marked as derived, so that no cell shows them. An observation that this detector did not make stays as it is.
    pub fn complete_finding(&self, name: &str, uuid: &str, observation: &mut Object, giving: &Giving<'_>) {
        let is_detector = |actor: &Object| actor.get("actor-uuid").is_some_and(|u| u.eq_ignore_ascii_case(uuid));
        if !observation.all("origin").flat_map(|o| o.all("actor")).any(is_detector) {
            return;
        }
        for operator in self.operators_of(name) {
            let party = self.party_uuid(operator, giving);
            add_operator(uuid, &party, observation, giving);
        }
        let Some(href) = self.raw_scan_of(name) else { return };
        if observation.all("relevant-evidence").any(|e| e.get("href") == Some(href)) {
            return;
        }
        let mut evidence = Object::new(&OBSERVATION_RELEVANT_EVIDENCE);
        compose::set(&mut evidence, "href", href);
        if let Some(words) = giving.stored(DataType::MarkupMultiline, &format!("Raw output of {}.", name.trim())) {
            compose::set(&mut evidence, "description", words);
        }
        compose::add_property(&mut evidence, "derived", Some(giving.own), "all");
        compose::add(observation, "relevant-evidence", evidence);
    }
}

/// Adds a party beside the tool's actor, in every origin that has it.
fn add_operator(tool: &str, party: &str, observation: &mut Object, giving: &Giving<'_>) {
    let Some(origins) = observation.kind().member("origin") else { return };
    let is_tool = |actor: &Object| {
        actor.get("type") == Some("tool") && actor.get("actor-uuid").is_some_and(|u| u.eq_ignore_ascii_case(tool))
    };
    let is_there = |actor: &Object| actor.get("type") == Some("party") && actor.get("actor-uuid") == Some(party);
    for origin in observation.objects_mut(origins) {
        if !origin.all("actor").any(is_tool) || origin.all("actor").any(is_there) {
            continue;
        }
        let mut actor = Object::new(&ORIGIN_ACTOR);
        compose::set(&mut actor, "type", "party");
        compose::set(&mut actor, "actor-uuid", party);
        compose::add_property(&mut actor, "derived", Some(giving.own), "all");
        compose::add(origin, "actor", actor);
    }
}
