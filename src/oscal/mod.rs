//! The OSCAL POA&M document: its model, its pieces, its file formats and its identifiers.

pub mod markup;
pub mod model;
pub mod object;
pub mod text;
pub mod version;
pub mod xml;
