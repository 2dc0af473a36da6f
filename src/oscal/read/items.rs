//! Which item a finding belongs to: a second pass over a document, made only when there is something to tell.

use super::stream_within;
use crate::finding::{Failure, Finding};
use crate::limits::Limits;
use crate::oscal::format::Format;
use crate::oscal::model::POAM;
use crate::oscal::object::Object;
use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use std::sync::Arc;

/// Names, in the place of each finding of a document, the item by its POAM ID: the poam-item that the place is in, or
/// that refers to the observation, risk or finding it is in. Places are told by their path.
pub fn name_items(name: &str, source: impl BufRead, format: Format, limits: &Limits, findings: &mut [Finding]) {
    let wanted: HashSet<(usize, usize)> = findings.iter().filter_map(|f| section(f.at.path.as_deref()?)).collect();
    if wanted.is_empty() {
        return;
    }
    let mut owners = Owners::default();
    let mut counts = vec![0; POAM.members.len()];
    let mut each = |member: usize, object: Object| -> Result<(), Failure> {
        let at = counts[member];
        counts[member] += 1;
        owners.note(member, at, &object, &wanted);
        Ok(())
    };
    // What is wrong with the text was told when it was read.
    let _ = stream_within(name, source, format, limits, &mut each);
    for finding in findings {
        let Some(at) = finding.at.path.as_deref().and_then(section) else { continue };
        finding.at.item = owners.of(at);
    }
}

/// The section and the position in it that a path leads into.
fn section(path: &str) -> Option<(usize, usize)> {
    let mut steps = path.strip_prefix('/')?.strip_prefix(POAM.name)?.strip_prefix('/')?.split('/');
    let member = POAM.json_member(steps.next()?)?;
    Some((member, steps.next()?.parse().ok()?))
}

#[derive(Default)]
struct Owners {
    /// The POAM IDs of the wanted items.
    items: HashMap<(usize, usize), Arc<str>>,
    /// The uuids of the wanted objects that are no items.
    uuids: HashMap<(usize, usize), String>,
    /// The item that first refers to a uuid.
    referring: HashMap<String, Arc<str>>,
}

impl Owners {
    fn note(&mut self, member: usize, at: usize, object: &Object, wanted: &HashSet<(usize, usize)>) {
        if POAM.members[member].name != "poam-item" {
            if wanted.contains(&(member, at))
                && let Some(uuid) = object.uuid()
            {
                self.uuids.insert((member, at), uuid.to_ascii_lowercase());
            }
            return;
        }
        let Some(id) = poam_id(object) else { return };
        let id: Arc<str> = id.into();
        for (list, flag) in REFERENCES {
            for uuid in object.all(list).filter_map(|o| o.get(flag)) {
                self.referring.entry(uuid.to_ascii_lowercase()).or_insert_with(|| id.clone());
            }
        }
        if wanted.contains(&(member, at)) {
            self.items.insert((member, at), id);
        }
    }

    fn of(&self, at: (usize, usize)) -> Option<Arc<str>> {
        self.items.get(&at).or_else(|| self.referring.get(self.uuids.get(&at)?)).cloned()
    }
}

const REFERENCES: [(&str, &str); 3] = [
    ("related-finding", "finding-uuid"),
    ("related-observation", "observation-uuid"),
    ("associated-risk", "risk-uuid"),
];

/// The POAM ID of an item, in any spelling of its name that was ever FedRAMP's.
fn poam_id(item: &Object) -> Option<&str> {
    let is_fedramp = |ns: &str| ns.split("://").nth(1).is_some_and(|rest| rest.starts_with("fedramp.gov"));
    let is_id = |p: &&Object| {
        p.get("name").is_some_and(|n| n.eq_ignore_ascii_case("POAM-ID")) && p.get("ns").is_some_and(is_fedramp)
    };
    item.all("prop").find(is_id)?.get("value")
}
