//! The mapping files that are built in.

/// FedRAMP's workbook, every template generation.
pub const FEDRAMP: &str = include_str!("../../mappings/fedramp.toml");

/// A mapping that is built in.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// The file's text.
    pub text: &'static str,
}

/// The mappings that are built in; the first is FedRAMP's.
pub const EMBEDDED: [Embedded; 3] = [
    Embedded { name: "fedramp", what: "FedRAMP's POA&M workbook, templates v1 to v3.0", text: FEDRAMP },
    Embedded {
        name: "generic",
        what: "a plain POA&M of one sheet with a status column, as FISMA and RMF shops keep it",
        text: include_str!("../../mappings/generic.toml"),
    },
    Embedded { name: "emass", what: "the POA&M that eMASS exports", text: include_str!("../../mappings/emass.toml") },
];
