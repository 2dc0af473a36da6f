//! OSCAL's XML, written and read by the model's table.

mod attributes;
mod events;
mod locate;
mod read;
mod source;
mod value;
mod write;

#[cfg(test)]
mod tests;

pub use locate::locate;
pub use read::{Each, read};
pub(crate) use write::{attribute, element, escape_text, large_group, open_root};

/// The namespace of every element, unchanged since OSCAL 1.0.0.
pub const NAMESPACE: &str = "http://csrc.nist.gov/ns/oscal/1.0";
