//! What a POA&M says of the system itself: components, inventory items, protocols, assessment assets.

use super::Assembly;
#[allow(clippy::enum_glob_use)] // the words of the table's last column
use super::DataType::*;
use super::build::{MANY, ONE, OPT, SOME, child, field, flag};
use super::metadata::{LINK, PROPERTY, RESPONSIBLE_PARTY};
use crate::oscal::version::{V1_1_0, V1_2_1};

/// `local-definitions`
pub static LOCAL_DEFINITIONS: Assembly = Assembly::new(
    "local-definitions",
    &[
        child("component", "components", MANY, &SYSTEM_COMPONENT),
        child("inventory-item", "inventory-items", MANY, &INVENTORY_ITEM),
        child("assessment-assets", "assessment-assets", OPT, &ASSESSMENT_ASSETS).since(V1_1_0),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `system-component`
pub static SYSTEM_COMPONENT: Assembly = Assembly::new(
    "system-component",
    &[
        flag("uuid", ONE, Uuid),
        flag("type", ONE, String),
        field("title", "title", ONE, MarkupLine),
        field("description", "description", ONE, MarkupMultiline),
        field("purpose", "purpose", OPT, MarkupLine),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("status", "status", ONE, &SYSTEM_COMPONENT_STATUS),
        child("responsible-role", "responsible-roles", MANY, &RESPONSIBLE_ROLE),
        child("protocol", "protocols", MANY, &PROTOCOL),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `system-component/status`
pub static SYSTEM_COMPONENT_STATUS: Assembly = Assembly::new(
    "system-component/status",
    &[flag("state", ONE, Token), field("remarks", "remarks", OPT, MarkupMultiline)],
);

/// `responsible-role`
pub static RESPONSIBLE_ROLE: Assembly = Assembly::new(
    "responsible-role",
    &[
        flag("role-id", ONE, Token),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("party-uuid", "party-uuids", MANY, Uuid),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `protocol`
pub static PROTOCOL: Assembly = Assembly::new(
    "protocol",
    &[
        flag("uuid", OPT, Uuid),
        flag("name", OPT, String),
        field("title", "title", OPT, MarkupLine),
        child("port-range", "port-ranges", MANY, &PORT_RANGE),
    ],
);

/// `port-range`
pub static PORT_RANGE: Assembly = Assembly::new(
    "port-range",
    &[
        flag("start", OPT, NonNegativeInteger),
        flag("end", OPT, NonNegativeInteger),
        flag("transport", OPT, Token),
        field("remarks", "remarks", OPT, MarkupMultiline).since(V1_2_1),
    ],
);

/// `inventory-item`
pub static INVENTORY_ITEM: Assembly = Assembly::new(
    "inventory-item",
    &[
        flag("uuid", ONE, Uuid),
        field("description", "description", ONE, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("responsible-party", "responsible-parties", MANY, &RESPONSIBLE_PARTY),
        child("implemented-component", "implemented-components", MANY, &INVENTORY_ITEM_IMPLEMENTED_COMPONENT),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `inventory-item/implemented-component`
pub static INVENTORY_ITEM_IMPLEMENTED_COMPONENT: Assembly = Assembly::new(
    "inventory-item/implemented-component",
    &[
        flag("component-uuid", ONE, Uuid),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("responsible-party", "responsible-parties", MANY, &RESPONSIBLE_PARTY),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `assessment-assets`
pub static ASSESSMENT_ASSETS: Assembly = Assembly::new(
    "assessment-assets",
    &[
        child("component", "components", MANY, &SYSTEM_COMPONENT),
        child("assessment-platform", "assessment-platforms", SOME, &ASSESSMENT_ASSETS_ASSESSMENT_PLATFORM),
    ],
);

/// `assessment-assets/assessment-platform`
pub static ASSESSMENT_ASSETS_ASSESSMENT_PLATFORM: Assembly = Assembly::new(
    "assessment-assets/assessment-platform",
    &[
        flag("uuid", ONE, Uuid),
        field("title", "title", OPT, MarkupLine),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("uses-component", "uses-components", MANY, &ASSESSMENT_ASSETS_ASSESSMENT_PLATFORM_USES_COMPONENT),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `assessment-assets/assessment-platform/uses-component`
pub static ASSESSMENT_ASSETS_ASSESSMENT_PLATFORM_USES_COMPONENT: Assembly = Assembly::new(
    "assessment-assets/assessment-platform/uses-component",
    &[
        flag("component-uuid", ONE, Uuid),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("responsible-party", "responsible-parties", MANY, &RESPONSIBLE_PARTY),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `implementation-status`
pub static IMPLEMENTATION_STATUS: Assembly = Assembly::new(
    "implementation-status",
    &[flag("state", ONE, Token), field("remarks", "remarks", OPT, MarkupMultiline)],
);
