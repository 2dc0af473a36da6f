//! Whether an OSCAL document is valid: structure, types, allowed values, constraints, references, uniqueness, and what
//! FedRAMP asks of a document's structure.
//!
//! Each file is one family of rules: a table of [`Rule`]s, and a function that is called for every object of the
//! document in one walk. Whether the POA&M is fit to be submitted is not asked here.

pub mod fedramp;
pub mod findings;
pub mod index;
pub mod rule;
pub mod walk;

use crate::oscal::object::Object;
use crate::oscal::version::Version;
use findings::Findings;
use index::Index;
use rule::Rule;
use walk::{At, walk};

/// Whose rules count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// NIST's alone.
    Nist,
    /// NIST's and FedRAMP's.
    #[default]
    Fedramp,
}

/// A document under validation.
pub struct Validation<'a> {
    /// The document.
    pub root: &'a Object,
    /// The OSCAL version whose rules count: the one it states, or the default where that is unknown.
    pub version: Version,
    /// What it declares.
    pub index: Index<'a>,
}

/// A family of rules.
struct Family {
    /// Its rules.
    rules: &'static [&'static Rule],
    /// Whose they are; NIST's count in every profile.
    profile: Profile,
    /// Called for each object of the document.
    object: fn(&Validation, &At, &mut Findings),
    /// Called once, after the walk.
    document: fn(&Validation, &mut Findings),
}

/// Every family, in the order in which `poam explain` lists their rules.
const FAMILIES: &[Family] = &[];

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.rules.iter().copied())
}

/// Finds what is wrong with a document.
pub fn document(root: &Object, profile: Profile) -> Findings {
    let validation = Validation { root, version: Version::default(), index: Index::of(root) };
    let mut findings = Findings::default();
    let families = || FAMILIES.iter().filter(|f| f.profile == Profile::Nist || f.profile == profile);
    walk(root, &mut |at| families().for_each(|family| (family.object)(&validation, at, &mut findings)));
    families().for_each(|family| (family.document)(&validation, &mut findings));
    findings
}
