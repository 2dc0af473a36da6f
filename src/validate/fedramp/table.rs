//! FedRAMP's extension properties that a POA&M may have: where they stand, how often, and what they may say.

use crate::oscal::model::{
    Assembly, CHARACTERIZATION_FACET, METADATA, OBSERVATION, ORIGIN_ACTOR, POAM_ITEM, RESOURCE, RISK,
    RISK_RISK_LOG_ENTRY,
};

/// What a property may say.
#[derive(Clone, Copy)]
pub(super) enum Says {
    /// Any text.
    Anything,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A number that counts from 1.
    Number,
    /// A date, with or without a time zone.
    Date,
    /// The id of a control: lower case, an enhancement behind a dot.
    Control,
}

/// An extension property.
pub(super) struct Extension {
    /// Its name.
    pub(super) name: &'static str,
    /// The objects it may stand in.
    pub(super) on: &'static [&'static Assembly],
    /// What it may say.
    pub(super) says: Says,
    /// Whether an object may have several.
    pub(super) many: bool,
    /// Whether the name is FedRAMP's alone: OSCAL has none of that name for these objects.
    pub(super) own: bool,
}

const REQUEST: Says = Says::Words(&["investigating", "pending", "approved", "withdrawn"]);

const fn extension(name: &'static str, on: &'static [&'static Assembly], says: Says) -> Extension {
    Extension { name, on, says, many: false, own: true }
}

/// The properties. One that stands in several objects with several meanings has several lines.
pub(super) static EXTENSIONS: [Extension; 16] = [
    extension("POAM-ID", &[&POAM_ITEM], Says::Anything),
    Extension { many: true, ..extension("impacted-control-id", &[&RISK], Says::Control) },
    Extension { own: false, ..extension("priority", &[&RISK], Says::Number) },
    extension("vulnerability-id", &[&ORIGIN_ACTOR], Says::Anything),
    extension("plugin-id", &[&ORIGIN_ACTOR], Says::Anything),
    Extension { own: false, ..extension("false-positive", &[&RISK, &OBSERVATION], REQUEST) },
    extension("operational-requirement", &[&RISK, &OBSERVATION], REQUEST),
    extension("risk-adjustment", &[&RISK, &OBSERVATION], REQUEST),
    extension(
        "vendor-dependency",
        &[&RISK, &OBSERVATION],
        Says::Words(&["investigating", "tracking", "resolved", "withdrawn"]),
    ),
    extension("vendor-dependency", &[&RISK_RISK_LOG_ENTRY], Says::Words(&["vendor-check-in"])),
    extension("kev-catalog", &[&RISK], Says::Words(&["yes", "no"])),
    extension("kev-due-date", &[&RISK], Says::Date),
    extension("resolution-resource", &[&METADATA], Says::Anything),
    extension("fedramp-version", &[&METADATA], Says::Anything),
    // Its values are a rule of their own.
    Extension { many: true, own: false, ..extension("type", &[&RESOURCE], Says::Anything) },
    Extension { own: false, ..extension("state", &[&CHARACTERIZATION_FACET], Says::Words(&["initial", "adjusted"])) },
];
