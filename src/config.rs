//! `poam.toml`: what is the same every month. The system, the parties, the detectors, how dates are written, and the
//! rules that are switched off with their reason.
//!
//! ```toml
//! system-id    = "FR2600000001"               # FedRAMP's package number
//! csp          = "Example Cloud, Inc."        # where the sheet names none; so is `system`, the system's name
//! ssp-href     = "./ssp.json"
//! prepared-for = "Example Agency"             # the name of a contact, or of the CSP; prepared-by is the CSP unless given
//! date-order   = "month-day-year"             # how to read 3/4/2026
//!
//! [[contact]]
//! name  = "Sam Reyes"                         # as Point of Contact spells it
//! kind  = "person"                            # or "organization"
//! email = "sam.reyes@cloud.example"
//! phone = "555-010-0199"
//! title = "Information system security officer"
//! role  = "information-system-security-officer"
//!
//! [[contact]]
//! name = "Example Agency"
//! kind = "organization"
//!
//! [[detector]]
//! name      = "Nessus"                        # as Weakness Detector Source spells it
//! kind      = "tool"                          # or "party"; without it the mapping's word list decides
//! vendor    = "Tenable"
//! product   = "Nessus Professional"
//! version   = "10.7"
//! operators = ["Sam Reyes"]
//! raw-scan  = "./scans/nessus.csv"
//!
//! [rules]                                     # of poam check: switched off, or of another level, and why
//! plan-vague = { off = true, reason = "Plans are kept in the ticket system." }
//! item-stale = { level = "warning", reason = "Our agency counts them." }
//! ```
//!
//! Nothing is guessed: an unknown key, a name that is no contact, an address that is none are refused, all at once.

mod check;
mod detectors;
mod file;
mod given;
#[cfg(test)]
mod tests;

pub use given::{Giving, Named};

use crate::finding::{Failure, Finding, Level, Place};
use crate::mapping::codec::DateOrder;
use crate::oscal::compose::FEDRAMP;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

/// The name of the file that is looked for.
pub const FILE: &str = "poam.toml";

/// A configuration file is a page or two. What is bigger is something else.
const MAX_BYTES: u64 = 4 << 20;

/// What `poam.toml` says. The default says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The system's identifier, FedRAMP's package number as a rule.
    pub system_id: Option<String>,
    /// The URI of whoever gave the identifier; see [`Config::system_id_type`].
    pub system_id_type: Option<String>,
    /// The system's name where the sheet has none.
    pub system: Option<String>,
    /// The provider's name where the sheet has none.
    pub csp: Option<String>,
    /// Where the SSP is, as a URI reference.
    pub ssp_href: Option<String>,
    /// The SSP's media type where the reference's extension does not tell it.
    pub ssp_media_type: Option<String>,
    /// Names of parties.
    pub prepared_by: Vec<String>,
    /// Names of parties.
    pub prepared_for: Vec<String>,
    /// The parties of which more than the name is known.
    pub contacts: Vec<Contact>,
    /// The mapping file, as spelled; relative to the configuration's folder.
    pub mapping: Option<String>,
    /// How to read `3/4/2026`.
    pub date_order: DateOrder,
    /// What is known of detectors.
    pub detectors: Vec<Detector>,
    /// The rules of `poam check` that are switched off or have another level.
    pub switches: Vec<Switch>,
    /// What is doubtful in the file, with lines.
    pub findings: Vec<Finding>,
    /// Where the contacts are, by name.
    pub(crate) contact_of: HashMap<String, usize>,
    /// Where the detectors are, by name in small letters.
    pub(crate) detector_of: HashMap<String, usize>,
}

/// What a party is: OSCAL's `party/@type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartyKind {
    /// A person.
    Person,
    /// An organization.
    Organization,
}

impl PartyKind {
    /// OSCAL's word, which is also the name of the mapping's list of shared objects.
    pub fn name(self) -> &'static str {
        match self {
            PartyKind::Person => "person",
            PartyKind::Organization => "organization",
        }
    }
}

/// A party and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The name, as the sheet spells it.
    pub name: String,
    /// What it is.
    pub kind: PartyKind,
    /// An e-mail address.
    pub email: Option<String>,
    /// A telephone number: its digits, where it is made of digits.
    pub phone: Option<String>,
    /// What the person does.
    pub title: Option<String>,
    /// OSCAL role ids, such as `information-system-security-officer`.
    pub roles: Vec<String>,
}

/// A detector of weaknesses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detector {
    /// The name, as the sheet spells it; letter case does not matter.
    pub name: String,
    /// `tool` or `party`; none: the mapping's word list decides.
    pub kind: Option<&'static str>,
    /// Who makes the tool.
    pub vendor: Option<String>,
    /// The product's name.
    pub product: Option<String>,
    /// The product's version.
    pub version: Option<String>,
    /// The names of the parties that run the tool.
    pub operators: Vec<String>,
    /// Where its raw output is, as a URI reference.
    pub raw_scan: Option<String>,
}

/// A rule that is switched off, or has another level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The rule's code.
    pub code: String,
    /// The level of its findings; none where it is off.
    pub level: Option<Level>,
    /// Why.
    pub reason: String,
    /// Its line in the file, counted from 1.
    pub line: u32,
}

impl Config {
    /// Reads a configuration. `file` is what messages call it.
    ///
    /// # Errors
    /// [`Failure::Usage`] with all problems at once, each with its line.
    pub fn read(file: &str, text: &str) -> Result<Config, Failure> {
        file::read(file, text)
    }

    /// Reads a configuration file.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where the file cannot be read, [`Failure::Usage`] where it is wrong.
    pub fn load(path: &Path) -> Result<Config, Failure> {
        let name = path.display().to_string();
        let failed = |message: String, help: &str| {
            Failure::unreadable(Finding::error("cannot-read", message).at(Place::file(&name)).help(help))
        };
        let unread =
            |error: io::Error| failed(format!("cannot be read: {error}"), "check the path, or use --no-config");
        if std::fs::metadata(path).map_err(unread)?.len() > MAX_BYTES {
            return Err(failed("this is too big for a configuration".into(), "give the right file with --config"));
        }
        let bytes = std::fs::read(path).map_err(unread)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            failed(format!("this is not UTF-8 text (byte {at})"), "save the file as UTF-8")
        })?;
        Config::read(&name, text.strip_prefix('\u{feff}').unwrap_or(&text))
    }

    /// Reads `poam.toml` of a folder, if it is there. No other folder is looked at: a configuration never comes with a
    /// workbook, and never from above.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn discover(folder: &Path) -> Result<Option<(PathBuf, Config)>, Failure> {
        let path = folder.join(FILE);
        match std::fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            _ => Config::load(&path).map(|config| Some((path, config))),
        }
    }

    /// The URI of whoever gave the system's identifier: FedRAMP where the file names nobody.
    pub fn system_id_type(&self) -> &str {
        self.system_id_type.as_deref().unwrap_or(FEDRAMP)
    }

    /// The contact of a name.
    pub fn contact(&self, name: &str) -> Option<&Contact> {
        self.contacts.get(*self.contact_of.get(name)?)
    }

    /// Adds a contact whose name no other has.
    fn add_contact(&mut self, contact: Contact) {
        self.contact_of.insert(contact.name.clone(), self.contacts.len());
        self.contacts.push(contact);
    }
}
