//! The OSCAL POA&M document: its model, its pieces, its file formats and its identifiers.

mod append;
pub mod compose;
mod data;
pub mod format;
pub mod ids;
mod json;
pub mod markup;
pub mod model;
pub mod object;
pub mod path;
mod pieces;
pub mod read;
pub mod same;
pub mod spool;
pub mod text;
pub mod types;
pub mod version;
pub mod xml;
mod yaml;
