//! The mapping between rows and the OSCAL document, read from one TOML file in both directions.

mod check;
pub mod codec;
mod column;
pub mod definition;
pub mod document;
mod embedded;
pub mod file;
mod file_column;
mod file_objects;
mod file_parts;
mod file_place;
mod file_records;
mod kept;
pub mod made;
mod namer;
pub mod place;
mod records;
pub mod row;
pub mod shares;
pub mod show;
pub mod stored;
pub mod syntax;
mod values;
pub mod view;
