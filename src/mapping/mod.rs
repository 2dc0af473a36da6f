//! The mapping between rows and the OSCAL document, read from one TOML file in both directions.

mod check;
pub mod codec;
mod column;
pub mod definition;
pub mod document;
pub mod file;
mod file_column;
mod kept;
pub mod made;
pub mod place;
mod records;
pub mod row;
pub mod stored;
pub mod syntax;
mod values;
pub mod view;
