//! The mapping between rows and the OSCAL document, read from one TOML file in both directions.

pub mod codec;
