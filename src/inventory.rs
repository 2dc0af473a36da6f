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
use asset::Asset;
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
type Cells = Vec<(Column, String)>;

/// What an address or host name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    One(usize),
    /// To no asset: it is one of several assets', or one of too many.
    Nowhere,
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
        let mut assets: Vec<Cells> = Vec::new();
        let mut twice = 0_usize;
        for row in first.into_iter().skip(at + 1).chain(rows) {
            let cells: Cells = columns
                .iter()
                .zip(row)
                .filter_map(|(column, text)| Some(((*column)?, text)))
                .filter(|(_, text)| header::says_something(text))
                .collect();
            if !header::is_guidance(&cells) {
                twice += usize::from(inventory.add(cells, &mut assets));
            }
        }
        inventory.take(assets);
        if twice > 0 {
            let message = format!(
                "{twice} rows name an asset that an earlier row names; what both say is taken from the earlier"
            );
            inventory.findings.push(Finding::info("asset-twice", message));
        }
        Ok(inventory)
    }

    /// Adds a row to the assets, and says whether its asset was there already.
    fn add(&mut self, cells: Cells, assets: &mut Vec<Cells>) -> bool {
        let id = cells.iter().find(|(c, _)| *c == Column::Id).map(|(_, id)| key(id));
        if let Some(asset) = id.as_ref().and_then(|id| assets.get_mut(*self.by_id.get(id)?)) {
            asset.extend(cells);
            return true;
        }
        if cells.iter().any(|(c, _)| c.names_asset()) {
            if let Some(id) = id {
                self.by_id.insert(id, assets.len());
            }
            assets.push(cells);
        }
        false
    }

    /// Takes the assets with what is said of each, and makes them known by their addresses and host names.
    fn take(&mut self, assets: Vec<Cells>) {
        let mut crowded = 0_usize;
        for cells in assets {
            let names: Vec<(Column, String)> = cells.iter().flat_map(names).collect();
            let (asset, is_whole) = Asset::of(cells);
            let all_lead = self.index(self.assets.len(), names, asset.found_by());
            crowded += usize::from(!(is_whole && all_lead));
            self.assets.push(asset);
        }
        if crowded > 0 {
            let message = format!(
                "{crowded} assets have more addresses and host names than one asset has: of each at most {} are \
                 written, and it is found by the first of them",
                asset::MOST_NAMES
            );
            let help = "give each machine a row of its own, and name it in the POA&M by its identifier";
            self.findings.push(Finding::warning("asset-crowded", message).help(help));
        }
    }

    /// Makes an asset known by so many of its names, and says whether by all.
    fn index(&mut self, at: usize, names: Vec<(Column, String)>, most: usize) -> bool {
        let mut led = 0;
        let mut all = true;
        for (column, name) in names {
            let known = if column == Column::Address { &mut self.by_address } else { &mut self.by_host };
            let found = known.entry(name).or_insert_with(|| {
                all &= led < most;
                led += 1;
                if led <= most { Found::One(at) } else { Found::Nowhere }
            });
            if *found != Found::One(at) {
                *found = Found::Nowhere;
            }
        }
        all
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

/// The addresses or host names of a cell, as names are compared.
fn names((column, text): &(Column, String)) -> impl Iterator<Item = (Column, String)> {
    let is_found_by = matches!(column, Column::Address | Column::Dns);
    asset::pieces(text).filter(move |_| is_found_by).map(|name| (*column, key(name)))
}
