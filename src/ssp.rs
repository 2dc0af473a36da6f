//! The system security plan that a POA&M belongs to: under which uuids it knows components and inventory items by
//! name, and what it calls the system. An OSCAL SSP in JSON, XML or YAML, told by its content and read in one pass
//! without being held in memory.

mod collect;
#[cfg(test)]
mod tests;
mod tree;
mod xml;

use crate::finding::{Failure, Finding, Place};
use collect::Collector;
use std::collections::BTreeMap;
use uuid::{Uuid, Variant};

/// A bigger file is refused. The biggest SSPs seen, with their inventories, are a tenth of this.
const MAX_BYTES: usize = 512 << 20;

/// So many names a message gives as examples.
const EXAMPLES: usize = 5;

/// What a name in an SSP stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `system-implementation/component`.
    Component,
    /// `system-implementation/inventory-item`.
    InventoryItem,
}

/// What an SSP says of its system, as far as a POA&M needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ssp {
    /// The file, as the person named it.
    pub file: String,
    /// `system-characteristics/system-name`.
    pub system: Option<String>,
    /// `system-characteristics/system-name-short`.
    pub short_name: Option<String>,
    /// The identifiers in `system-characteristics/system-id`.
    pub system_ids: Vec<String>,
    /// `system-characteristics/security-sensitivity-level`, as written: `fips-199-moderate`.
    pub level: Option<String>,
    /// What is doubtful in it.
    pub findings: Vec<Finding>,
    known: Vec<(Kind, String, String)>,
}

/// What a sheet and the configuration say of the system, to be held against the SSP.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// The system's name.
    pub system: Option<&'a str>,
    /// The impact level: `Moderate`.
    pub level: Option<&'a str>,
    /// The system's identifier.
    pub system_id: Option<&'a str>,
}

/// Reads an SSP. `file` is what messages call it.
///
/// # Errors
/// [`Failure::Unreadable`] where the bytes are no OSCAL SSP in JSON, XML or YAML, are too many, nest too deep, or
/// declare entities of their own.
pub fn read(file: &str, bytes: &[u8]) -> Result<Ssp, Failure> {
    read_at_most(file, bytes, MAX_BYTES)
}

fn read_at_most(file: &str, bytes: &[u8], most: usize) -> Result<Ssp, Failure> {
    let failed = |fault: Fault| {
        let mut at = Place::file(file);
        at.line = fault.line;
        Failure::unreadable(Finding::error(fault.code, fault.message).at(at).help(fault.help))
    };
    if bytes.len() > most {
        let message = format!("this is bigger than {} MB, too big for an SSP", most >> 20);
        return Err(failed(Fault::new("ssp-too-big", message)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("this is not UTF-8 text (byte {})", error.valid_up_to());
        failed(Fault::new("not-an-ssp", message))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut collector = Collector::default();
    match text.trim_start().as_bytes().first() {
        Some(b'<') => xml::read(text, &mut collector),
        Some(b'{') => tree::read_json(text, &mut collector),
        _ => tree::read_yaml(text, &mut collector),
    }
    .map_err(failed)?;
    if !collector.is_ssp {
        let message = match &collector.other_root {
            Some(root) => format!("this is no SSP but a `{root}`"),
            None => "this is no OSCAL SSP".to_owned(),
        };
        return Err(failed(Fault::new("not-an-ssp", message)));
    }
    Ok(Ssp::collected(file, collector))
}

/// Why an SSP cannot be read.
struct Fault {
    code: &'static str,
    message: String,
    line: Option<u32>,
    help: &'static str,
}

impl Fault {
    fn new(code: &'static str, message: String) -> Self {
        Fault { code, message, line: None, help: "give the SSP as OSCAL JSON, XML or YAML" }
    }
}

impl Ssp {
    fn collected(file: &str, collector: Collector) -> Self {
        let mut ssp = Ssp {
            file: file.to_owned(),
            system: collector.system,
            short_name: collector.short_name,
            system_ids: collector.system_ids,
            level: collector.level,
            ..Ssp::default()
        };
        // By name the first uuid, and whether there is another.
        let mut uuids: BTreeMap<(Kind, String), (String, bool)> = BTreeMap::new();
        let mut bad = Vec::new();
        for (kind, uuid, names) in collector.things {
            if !is_uuid(&uuid) {
                bad.extend(names.into_iter().next());
                continue;
            }
            for name in names {
                let (first, is_several) = uuids.entry((kind, name)).or_insert_with(|| (uuid.clone(), false));
                *is_several |= !first.eq_ignore_ascii_case(&uuid);
            }
        }
        let mut ambiguous = Vec::new();
        for ((kind, name), (uuid, is_several)) in uuids {
            if is_several {
                ambiguous.push(name);
            } else {
                ssp.known.push((kind, name, uuid));
            }
        }
        ssp.doubt("ssp-ambiguous-name", "stand for several objects of the SSP and get none of their uuids", &ambiguous);
        ssp.doubt("ssp-bad-uuid", "have a uuid in the SSP that is none, which is not taken over", &bad);
        ssp
    }

    fn doubt(&mut self, code: &'static str, message: &str, names: &[String]) {
        if names.is_empty() {
            return;
        }
        let mut examples: Vec<String> = names.iter().take(EXAMPLES).map(|n| format!("`{n}`")).collect();
        if names.len() > EXAMPLES {
            examples.push(format!("and {} more", names.len() - EXAMPLES));
        }
        let count = names.len();
        let finding = Finding::warning(code, format!("{count} names {message}: {}", examples.join(", ")))
            .at(Place::file(&self.file))
            .help("make names and uuids unique in the SSP");
        self.findings.push(finding);
    }

    /// The names that stand for exactly one object of their kind, with its uuid; by kind and name.
    ///
    /// A component is known by its title and its properties `name` and `asset-id`; an inventory item by `asset-id`,
    /// `fqdn`, `ipv4-address`, `ipv6-address`, `uri`, `hostname` and `netbios-name`. One object may have several names.
    pub fn known(&self) -> impl Iterator<Item = (Kind, &str, &str)> {
        self.known.iter().map(|(kind, name, uuid)| (*kind, name.as_str(), uuid.as_str()))
    }

    /// The uuid of a name.
    pub fn uuid(&self, kind: Kind, name: &str) -> Option<&str> {
        let at = self.known.binary_search_by(|(k, n, _)| (*k, n.as_str()).cmp(&(kind, name))).ok()?;
        Some(&self.known[at].2)
    }

    /// What the sheet or the configuration says otherwise than the SSP, each a warning.
    pub fn check(&self, said: &Said<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut differs = |code, what: &str, here: &str, there: &str| {
            let message = format!("the {what} is \"{here}\", and \"{there}\" in the SSP");
            let help = "correct one of them, or give the SSP of this system";
            findings.push(Finding::warning(code, message).at(Place::file(&self.file)).help(help));
        };
        let same = |a: &str, b: &str| a.split_whitespace().eq_by_case(b.split_whitespace());
        if let (Some(here), Some(there)) = (said.system, &self.system)
            && !same(here, there)
            && !self.short_name.as_ref().is_some_and(|short| same(here, short))
        {
            differs("ssp-other-system", "system's name", here, there);
        }
        if let (Some(here), Some(there)) = (said.level, &self.level)
            && let (Some(a), Some(b)) = (level(here), level(there))
            && a != b
        {
            differs("ssp-other-level", "impact level", here, there);
        }
        if let (Some(here), Some(there)) = (said.system_id, self.system_ids.first())
            && !self.system_ids.iter().any(|id| same(id, here))
        {
            differs("ssp-other-id", "system's identifier", here, there);
        }
        findings
    }
}

/// Words compared without regard to letter case.
trait EqByCase {
    fn eq_by_case<'a>(self, other: impl Iterator<Item = &'a str>) -> bool;
}

impl<'b, I: Iterator<Item = &'b str>> EqByCase for I {
    fn eq_by_case<'a>(self, other: impl Iterator<Item = &'a str>) -> bool {
        self.map(str::to_lowercase).eq(other.map(str::to_lowercase))
    }
}

/// The impact level that a text says; `LI-SaaS` is FedRAMP's tailored baseline of the level low.
fn level(text: &str) -> Option<&'static str> {
    let text = text.trim().to_ascii_lowercase();
    match text.strip_prefix("fips-199-").unwrap_or(&text) {
        "low" | "li-saas" => Some("low"),
        "moderate" | "medium" => Some("moderate"),
        "high" => Some("high"),
        _ => None,
    }
}

/// Whether a text is a uuid that OSCAL takes: version 4 or 5, spelled with hyphens.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && Uuid::try_parse(text)
            .is_ok_and(|u| matches!(u.get_version_num(), 4 | 5) && u.get_variant() == Variant::RFC4122)
}
