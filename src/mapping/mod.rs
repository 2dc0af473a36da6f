//! The mapping between rows and the OSCAL document, read from one TOML file in both directions.

mod check;
pub mod codec;
mod column;
pub mod definition;
pub mod document;
pub mod file;
mod file_column;
mod file_joined;
mod file_log;
mod file_objects;
mod file_place;
mod file_records;
pub mod joined;
mod kept;
pub mod log;
pub mod made;
mod namer;
pub mod place;
mod records;
pub mod row;
pub mod shares;
pub mod show;
pub mod stored;
pub mod syntax;
mod text_rows;
mod values;
pub mod view;
