//! One asset of the inventory as properties of an inventory item.

use super::header::Column;
use super::{Cells, Completing};
use crate::mapping::stored::stored;
use crate::oscal::compose::{self, add_single_property};
use crate::oscal::model::{DataType, INVENTORY_ITEM, RESPONSIBLE_PARTY};
use crate::oscal::object::Object;
use std::collections::HashSet;
use std::net::{Ipv4Addr, Ipv6Addr};

/// NIST's words for kinds of assets.
const ASSET_TYPES: [&str; 12] = [
    "operating-system",
    "database",
    "web-server",
    "dns-server",
    "email-server",
    "directory-server",
    "pbx",
    "firewall",
    "router",
    "switch",
    "storage-array",
    "appliance",
];

/// So many addresses and host names of an asset are written. Each name of an asset that a POA&M has is an item of its
/// own, and each of these has them all: a cell of some kilobytes could ask for gigabytes.
pub(super) const MOST_NAMES: usize = 256;

/// An asset is found by no more names than would write so many bytes, if a POA&M had them all.
const MOST_BYTES: usize = 1 << 19;

/// By so many names an asset is found in any case.
const FEW: usize = 16;

/// About what a property takes beside its value.
const OF_A_PROPERTY: usize = 64;

/// An asset, and what is said of it: each thing once, in the order of the rows that name it.
#[derive(Debug)]
pub(super) struct Asset {
    said: Vec<Said>,
}

#[derive(Debug)]
enum Said {
    /// The first cell of a column that an asset has one of.
    Cell(Column, String),
    /// A property that an asset may have several of.
    Name(Name),
}

/// An address or a host name as a property.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Name {
    property: &'static str,
    is_own: bool,
    value: String,
}

impl Asset {
    /// What the cells say, and whether that is all of it.
    pub(super) fn of(cells: Cells) -> (Asset, bool) {
        let mut said: Vec<Said> = Vec::with_capacity(cells.len());
        let mut done: Vec<Column> = Vec::with_capacity(cells.len().min(32));
        let mut names: HashSet<Name> = HashSet::new();
        let mut is_whole = true;
        for (column, text) in cells {
            if !matches!(column, Column::Address | Column::Dns | Column::Mac) {
                // Of several rows the first that says something speaks.
                if !done.contains(&column) {
                    done.push(column);
                    said.push(Said::Cell(column, text));
                }
                continue;
            }
            for name in pieces(&text).filter_map(|piece| name_of(column, piece)) {
                if names.contains(&name) {
                    continue;
                }
                if names.len() == MOST_NAMES {
                    is_whole = false;
                    break;
                }
                names.insert(name.clone());
                said.push(Said::Name(name));
            }
        }
        (Asset { said }, is_whole)
    }

    /// How many of its addresses and host names it is found by.
    pub(super) fn found_by(&self) -> usize {
        let bytes = self.said.iter().map(|said| match said {
            Said::Cell(_, text) | Said::Name(Name { value: text, .. }) => text.len() + OF_A_PROPERTY,
        });
        (MOST_BYTES / bytes.sum::<usize>().max(1)).max(FEW)
    }

    /// Completes an inventory item that was found by this name.
    pub(super) fn complete(&self, name: &str, item: &mut Object, completing: &Completing<'_>) {
        if item.kind() != &INVENTORY_ITEM {
            return;
        }
        // No two names are one property, and no cell makes one: only what stood there before is looked through.
        let before = item.all("prop").count();
        for said in &self.said {
            match said {
                Said::Cell(column, text) => write(*column, text, name, item, completing),
                Said::Name(name) => {
                    let ns = name.is_own.then_some(completing.own);
                    let is_it = |p: &Object| {
                        p.get("name") == Some(name.property)
                            && p.get("ns") == ns
                            && p.get("value") == Some(name.value.as_str())
                    };
                    if !item.all("prop").take(before).any(is_it) {
                        compose::add(item, "prop", compose::property(name.property, ns, &name.value));
                    }
                }
            }
        }
    }
}

fn write(column: Column, text: &str, name: &str, item: &mut Object, completing: &Completing<'_>) {
    let own = Some(completing.own);
    match column {
        Column::Id if !text.trim().eq_ignore_ascii_case(name.trim()) => {
            add_single_property(item, "inventory-id", own, text);
        }
        // The last three are names.
        Column::Id | Column::Address | Column::Dns | Column::Mac => {}
        Column::Virtual => add_yes_or_no(item, "virtual", text),
        Column::Public => add_yes_or_no(item, "public", text),
        Column::AuthenticatedScan => add_yes_or_no(item, "allows-authenticated-scan", text),
        Column::LatestScan => add_yes_or_no(item, "is-scanned", text),
        Column::NetBios => add_single_property(item, "netbios-name", None, text),
        Column::Baseline => add_single_property(item, "baseline-configuration-name", None, text),
        Column::Os => add_versioned(item, "os-name", "os-version", text),
        Column::Location => add_single_property(item, "physical-location", None, text),
        Column::AssetType => add_single_property(item, "asset-type", None, &asset_type(text)),
        Column::Hardware => add_single_property(item, "model", None, text),
        Column::SoftwareVendor => add_single_property(item, "software-vendor", own, text),
        Column::Software => add_versioned(item, "software-name", "software-version", text),
        Column::PatchLevel => add_single_property(item, "software-patch-level", None, text),
        Column::DiagramLabel => add_single_property(item, "label", None, text),
        Column::Serial => add_single_property(item, "serial-number", None, text),
        Column::Vlan => add_single_property(item, "vlan-id", None, text),
        Column::ApplicationOwner => add_single_property(item, "application-owner", own, text),
        Column::Function => add_single_property(item, "function", None, text),
        Column::SystemOwner => add_owner(item, text, completing),
        Column::Comments => {
            if item.get("remarks").is_none()
                && let Some(remarks) = stored(DataType::MarkupMultiline, text, completing.version)
            {
                compose::set(item, "remarks", remarks);
            }
        }
    }
}

/// The single values of a cell that holds several: by lines, commas, semicolons and blanks.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|p| !p.is_empty())
}

/// The property that a piece of a cell is; none where the text is not what the column is for.
fn name_of(column: Column, piece: &str) -> Option<Name> {
    let (property, is_own) = match column {
        Column::Mac => ("mac-address", false),
        Column::Address => (address(piece)?, false),
        _ => host(piece)?,
    };
    Some(Name { property, is_own, value: compose::one_line(piece)? })
}

/// An address that is none gives no property.
fn address(address: &str) -> Option<&'static str> {
    if address.parse::<Ipv4Addr>().is_ok() {
        Some("ipv4-address")
    } else if !address.contains('.') && address.parse::<Ipv6Addr>().is_ok() {
        Some("ipv6-address")
    } else {
        None
    }
}

/// A host's property, and whether it is our own.
fn host(host: &str) -> Option<(&'static str, bool)> {
    if host.contains("://") {
        Some(("uri", false))
    } else if host.parse::<Ipv4Addr>().is_ok() || host.parse::<Ipv6Addr>().is_ok() {
        Some((address(host)?, false))
    } else if host.contains('.') && !host.contains('/') {
        Some(("fqdn", false))
    } else {
        Some(("dns-name", true))
    }
}

fn add_yes_or_no(item: &mut Object, name: &str, text: &str) {
    let text = text.trim();
    let is = |words: [&str; 3]| words.iter().any(|w| text.eq_ignore_ascii_case(w));
    if is(["yes", "y", "true"]) {
        add_single_property(item, name, None, "yes");
    } else if is(["no", "n", "false"]) {
        add_single_property(item, name, None, "no");
    }
}

/// A product's name and its version. The version is told where it is the last word and the only one with a digit at
/// its front: of `Windows Server 2012 R2` nobody can say which word is which.
fn add_versioned(item: &mut Object, name: &str, version: &str, text: &str) {
    if compose::has_property(item, name, None) {
        return;
    }
    let starts_as_version = |word: &str| word.trim_start_matches(['v', 'V']).starts_with(|c: char| c.is_ascii_digit());
    let is_version = |word: &str| {
        starts_as_version(word) && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'))
    };
    let text = text.trim();
    match text.rsplit_once(char::is_whitespace) {
        Some((product, last)) if is_version(last) && !product.split_whitespace().any(starts_as_version) => {
            add_single_property(item, name, None, product);
            add_single_property(item, version, None, last);
        }
        _ => add_single_property(item, name, None, text),
    }
}

/// NIST's word for a kind of asset, else the text itself.
fn asset_type(text: &str) -> String {
    let word = text.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase();
    if ASSET_TYPES.contains(&word.as_str()) { word } else { text.to_owned() }
}

fn add_owner(item: &mut Object, owner: &str, completing: &Completing<'_>) {
    let Some(owner) = compose::one_line(owner) else { return };
    let is_there = item.all("responsible-party").any(|r| r.get("role-id") == Some("asset-owner"));
    match (completing.owner)(&owner) {
        Some(uuid) if !is_there => {
            let mut responsible = Object::new(&RESPONSIBLE_PARTY);
            compose::set(&mut responsible, "role-id", "asset-owner");
            compose::add_value(&mut responsible, "party-uuid", &uuid);
            compose::add(item, "responsible-party", responsible);
        }
        Some(_) => {}
        None => add_single_property(item, "asset-owner", Some(completing.own), &owner),
    }
}
