//! Turns a FedRAMP POA&M workbook into an OSCAL POA&M and back.
//!
//! ```text
//!  workbook  <->  rows  <->  mapping (TOML, both ways)  <->  OSCAL document  <->  XML | JSON | YAML
//! ```
//!
//! Data flows along that line and back; no module knows one to its right but the mapping, which knows both sides.

pub mod check;
pub mod config;
pub mod convert;
pub mod cvss;
pub mod diff;
pub mod finding;
pub mod guard;
pub mod inventory;
pub mod limits;
pub mod mapping;
pub mod meaning;
pub mod merge;
pub mod oscal;
pub mod prepare;
pub mod register;
pub mod report;
pub mod rows;
pub mod rule;
pub mod sarif;
mod source;
pub mod ssp;
pub mod validate;
pub mod workbook;
