//! Whether an OSCAL document is valid: structure, types, allowed values, constraints, references, uniqueness, and what
//! FedRAMP asks of a document's structure.
//!
//! Each file is one family of rules: a table of [`Rule`]s, and a function that is called for every object of the
//! document in one walk. Whether the POA&M is fit to be submitted is not asked here.

mod constraints;
mod cvss;
mod facets;
pub mod fedramp;
pub mod findings;
pub mod index;
mod order;
mod properties;
mod reading;
mod references;
mod report;
mod schema;
mod structure;
mod types;
mod uniqueness;
mod values;
pub mod walk;

pub use report::{Report, file, file_within};
pub use schema::Schema;

#[cfg(test)]
mod examples;

use crate::oscal::model::Assembly;
use crate::oscal::object::Object;
use crate::oscal::version::{self, READ, V1_0_4, Version};
use crate::rule::Rule;
use findings::Findings;
use index::Index;
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
    /// The OSCAL version whose rules count: the one it states, or the newest where that is unknown. A version before
    /// 1.0.4 is judged as 1.0.4.
    pub version: Version,
    /// What it declares.
    pub index: Index<'a>,
}

impl<'a> Validation<'a> {
    fn of(root: &'a Object) -> Self {
        let stated = root.all("metadata").next().and_then(|m| m.get("oscal-version"));
        let version = match stated.map(version::read) {
            Some(Ok(version)) => version.max(V1_0_4),
            _ => READ[READ.len() - 1],
        };
        Validation { root, version, index: Index::of(root) }
    }

    /// Whether the document imports a system security plan.
    pub fn imports_ssp(&self) -> bool {
        self.root.all("import-ssp").next().is_some()
    }
}

/// A family of rules.
struct Family {
    rules: &'static [&'static Rule],
    /// Whose they are; NIST's count in every profile.
    profile: Profile,
    /// Called for each object of the document.
    object: fn(&Validation, &At, &mut Findings),
    /// Called once, after the walk.
    document: fn(&Validation, &mut Findings),
}

/// What a family does for a whole document that has no rule about it.
fn nothing(_: &Validation, _: &mut Findings) {}

/// Every family, in the order in which `poam explain` lists their rules.
const FAMILIES: &[Family] = &[
    // What the readers find; nothing is left to do here.
    Family { rules: reading::RULES, profile: Profile::Nist, object: |_, _, _| {}, document: nothing },
    Family { rules: structure::RULES, profile: Profile::Nist, object: structure::object, document: nothing },
    Family { rules: types::RULES, profile: Profile::Nist, object: types::object, document: nothing },
    Family { rules: values::RULES, profile: Profile::Nist, object: values::object, document: nothing },
    Family { rules: properties::RULES, profile: Profile::Nist, object: properties::object, document: nothing },
    Family { rules: facets::RULES, profile: Profile::Nist, object: facets::object, document: nothing },
    Family { rules: constraints::RULES, profile: Profile::Nist, object: constraints::object, document: nothing },
    Family { rules: order::RULES, profile: Profile::Nist, object: order::object, document: order::document },
    Family { rules: references::RULES, profile: Profile::Nist, object: references::object, document: nothing },
    Family {
        rules: uniqueness::RULES,
        profile: Profile::Nist,
        object: uniqueness::object,
        document: uniqueness::document,
    },
    Family { rules: cvss::RULES, profile: Profile::Nist, object: cvss::object, document: nothing },
    Family { rules: fedramp::RULES, profile: Profile::Fedramp, object: fedramp::object, document: fedramp::document },
    // Run over the document where a schema is given.
    Family { rules: schema::RULES, profile: Profile::Nist, object: |_, _, _| {}, document: nothing },
];

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.rules.iter().copied())
}

/// Finds what is wrong with a document.
pub fn document(root: &Object, profile: Profile) -> Findings {
    run(&Validation::of(root), profile)
}

fn run(validation: &Validation, profile: Profile) -> Findings {
    let mut findings = Findings::default();
    let families = || FAMILIES.iter().filter(|f| f.profile == Profile::Nist || f.profile == profile);
    walk(validation.root, &mut |at| families().for_each(|family| (family.object)(validation, at, &mut findings)));
    families().for_each(|family| (family.document)(validation, &mut findings));
    findings
}

/// What an object is, in a word: the last part of its definition's name.
fn what(kind: &'static Assembly) -> &'static str {
    match kind.name.rsplit('/').next().unwrap_or_default() {
        "system-component" => "component",
        name => name,
    }
}

/// An object as messages name it: what it is, and its title if it has one.
fn named(object: &Object) -> String {
    let kind = what(object.kind());
    let name = ["title", "name", "id"].into_iter().find_map(|member| object.get(member));
    name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {:?}", short(name)))
}

/// The beginning of a value, long enough to know it by.
fn short(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &value[..end]),
        None => value.to_owned(),
    }
}
