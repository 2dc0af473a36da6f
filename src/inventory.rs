//! FedRAMP's Integrated Inventory Workbook: what it knows of an asset that a POA&M names, as properties of an OSCAL
//! inventory item. Works on rows of plain cell text.
//!
//! | Column | becomes |
//! |---|---|
//! | Unique Asset Identifier | what an asset is found by; own `inventory-id` where the item was found by address |
//! | IPv4 or IPv6 Address | `ipv4-address`, `ipv6-address`, one each |
//! | Virtual | `virtual` (yes, no) |
//! | Public | `public` (yes, no) |
//! | DNS Name or URL | `fqdn`, `uri`, one each; a bare host name own `dns-name` |
//! | `NetBIOS` Name | `netbios-name` |
//! | MAC Address | `mac-address`, one each |
//! | Authenticated Scan | `allows-authenticated-scan` (yes, no) |
//! | Baseline Configuration Name | `baseline-configuration-name` |
//! | OS Name and Version | `os-name`, and `os-version` where the last word alone is a version |
//! | Location | `physical-location` |
//! | Asset Type | `asset-type`, in NIST's word where it has one |
//! | Hardware Make/Model | `model` |
//! | In Latest Scan | `is-scanned` (yes, no) |
//! | Software/Database Vendor | own `software-vendor`, for which OSCAL has no name on an inventory item |
//! | Software/ Database Name & Version | `software-name`, and `software-version` where the last word alone is a version |
//! | Patch Level | `software-patch-level` |
//! | Diagram Label | `label` |
//! | Comments | the item's remarks |
//! | Serial #/Asset Tag# | `serial-number` |
//! | VLAN/Network ID | `vlan-id` |
//! | System Administrator/Owner | responsible party `asset-owner` where that party is declared, else own `asset-owner` |
//! | Application Administrator/Owner | own `application-owner` |
//! | Function | `function` |
//!
//! Names without a namespace are of OSCAL's closed list for inventory items; own names stand in the project's namespace.

mod asset;
mod header;
#[cfg(test)]
mod tests;

use crate::finding::{Failure, Finding};
use crate::oscal::object::Object;
use crate::oscal::version::Version;
use header::Column;
use std::collections::HashMap;

/// The header row is looked for in so many first rows.
const SEARCH_HEADER: usize = 15;

/// An inventory: its assets, found by any of their names.
#[derive(Debug, Default)]
pub struct Inventory {
    assets: Vec<Asset>,
    by_id: HashMap<String, usize>,
    by_address: HashMap<String, Found>,
    by_host: HashMap<String, Found>,
    /// What is doubtful in it.
    pub findings: Vec<Finding>,
}

/// The cells of an asset that say something, in the order of the rows that name it.
#[derive(Debug)]
struct Asset {
    cells: Vec<(Column, String)>,
}

/// What an address or host name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    One(usize),
    Several,
}

/// What is known around the inventory when an item is completed.
#[derive(Clone, Copy)]
pub struct Completing<'a> {
    /// The OSCAL version written.
    pub version: Version,
    /// The namespace of our own properties.
    pub own: &'a str,
    /// The uuid of the party of a name, where the document declares it together with the role `asset-owner`.
    pub owner: &'a (dyn Fn(&str) -> Option<String> + Sync),
}

impl Inventory {
    /// Reads a sheet from its rows, top to bottom, cells from column A. The header row is the best match among the
    /// first 15; columns are found by their header; the template's guidance is passed over.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where no row is a header row of an inventory.
    pub fn from_rows(rows: impl Iterator<Item = Vec<String>>) -> Result<Inventory, Failure> {
        let mut rows = rows;
        let first: Vec<Vec<String>> = rows.by_ref().take(SEARCH_HEADER).collect();
        let mut best: Option<(usize, Vec<Option<Column>>, usize)> = None;
        for (index, row) in first.iter().enumerate() {
            let columns = header::columns(row);
            let count = columns.iter().flatten().count();
            let names_assets = columns.iter().flatten().any(|c| c.names_asset());
            if names_assets && count >= 3 && best.as_ref().is_none_or(|(_, _, most)| count > *most) {
                best = Some((index, columns, count));
            }
        }
        let Some((at, columns, _)) = best else {
            let message = "no row has the headers of FedRAMP's inventory workbook";
            let help =
                "the sheet needs `Unique Asset Identifier` and two more of the workbook's headers in its first 15 rows";
            return Err(Failure::unreadable(Finding::error("no-inventory-header", message).help(help)));
        };
        let mut inventory = Inventory::default();
        let mut twice = 0_usize;
        for row in first.into_iter().skip(at + 1).chain(rows) {
            let cells: Vec<(Column, String)> = columns
                .iter()
                .zip(row)
                .filter_map(|(column, text)| Some(((*column)?, text)))
                .filter(|(_, text)| header::says_something(text))
                .collect();
            if !header::is_guidance(&cells) {
                twice += usize::from(inventory.add(cells));
            }
        }
        inventory.index();
        if twice > 0 {
            let message = format!(
                "{twice} rows name an asset that an earlier row names; what both say is taken from the earlier"
            );
            inventory.findings.push(Finding::info("asset-twice", message));
        }
        Ok(inventory)
    }

    /// Adds a row, and says whether its asset was there already.
    fn add(&mut self, cells: Vec<(Column, String)>) -> bool {
        let id = cells.iter().find(|(c, _)| *c == Column::Id).map(|(_, id)| key(id));
        if let Some(at) = id.as_ref().and_then(|id| self.by_id.get(id)) {
            self.assets[*at].cells.extend(cells);
            return true;
        }
        if cells.iter().any(|(c, _)| c.names_asset()) {
            if let Some(id) = id {
                self.by_id.insert(id, self.assets.len());
            }
            self.assets.push(Asset { cells });
        }
        false
    }

    /// Makes assets known by their addresses and host names.
    fn index(&mut self) {
        for (at, asset) in self.assets.iter().enumerate() {
            for (column, text) in &asset.cells {
                let names = match column {
                    Column::Address => &mut self.by_address,
                    Column::Dns => &mut self.by_host,
                    _ => continue,
                };
                for name in asset::pieces(text) {
                    let found = names.entry(key(name)).or_insert(Found::One(at));
                    if *found != Found::One(at) {
                        *found = Found::Several;
                    }
                }
            }
        }
    }

    /// How many assets it has.
    pub fn len(&self) -> usize {
        self.assets.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.assets.is_empty()
    }

    /// Whether a name is in the inventory: as an asset's identifier, address, or host name, letter case ignored.
    pub fn knows(&self, name: &str) -> bool {
        let key = key(name);
        self.by_id.contains_key(&key) || self.by_address.contains_key(&key) || self.by_host.contains_key(&key)
    }

    /// The asset of a name: by its identifier, else its address, else its host name. An address or host name of
    /// several assets leads nowhere.
    fn asset(&self, name: &str) -> Option<&Asset> {
        let key = key(name);
        let one = |names: &HashMap<String, Found>| match names.get(&key) {
            Some(Found::One(at)) => Some(*at),
            _ => None,
        };
        let at = self.by_id.get(&key).copied().or_else(|| one(&self.by_address)).or_else(|| one(&self.by_host))?;
        self.assets.get(at)
    }

    /// Completes the inventory item of this name with what the inventory knows of it; what stands there already stays.
    /// An item that the inventory does not know, and any other object, stays as it is.
    pub fn complete(&self, name: &str, item: &mut Object, completing: &Completing<'_>) {
        if let Some(asset) = self.asset(name) {
            asset.complete(name, item, completing);
        }
    }
}

/// What names are compared by.
fn key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
