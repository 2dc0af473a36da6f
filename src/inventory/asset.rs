//! One asset of the inventory as properties of an inventory item.

use super::header::Column;
use super::{Asset, Completing};
use crate::mapping::stored::stored;
use crate::oscal::compose::{self, add_property, add_single_property};
use crate::oscal::model::{DataType, INVENTORY_ITEM, RESPONSIBLE_PARTY};
use crate::oscal::object::Object;
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

impl Asset {
    /// Completes an inventory item that was found by this name.
    pub(super) fn complete(&self, name: &str, item: &mut Object, completing: &Completing<'_>) {
        if item.kind() != &INVENTORY_ITEM {
            return;
        }
        let mut done: Vec<Column> = Vec::with_capacity(self.cells.len());
        for (column, text) in &self.cells {
            // Of several rows the first that says something speaks, but for what an asset has several of.
            let has_several = matches!(column, Column::Address | Column::Dns | Column::Mac);
            if has_several || !done.contains(column) {
                done.push(*column);
                write(*column, text, name, item, completing);
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
        Column::Id => {}
        Column::Address => pieces(text).for_each(|address| add_address(item, address)),
        Column::Dns => pieces(text).for_each(|host| add_host(item, host, completing.own)),
        Column::Mac => pieces(text).for_each(|mac| add_property(item, "mac-address", None, mac)),
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

/// An address that is none gives no property.
fn add_address(item: &mut Object, address: &str) {
    if address.parse::<Ipv4Addr>().is_ok() {
        add_property(item, "ipv4-address", None, address);
    } else if !address.contains('.') && address.parse::<Ipv6Addr>().is_ok() {
        add_property(item, "ipv6-address", None, address);
    }
}

fn add_host(item: &mut Object, host: &str, own: &str) {
    if host.contains("://") {
        add_property(item, "uri", None, host);
    } else if host.parse::<Ipv4Addr>().is_ok() || host.parse::<Ipv6Addr>().is_ok() {
        add_address(item, host);
    } else if host.contains('.') && !host.contains('/') {
        add_property(item, "fqdn", None, host);
    } else {
        add_property(item, "dns-name", Some(own), host);
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
