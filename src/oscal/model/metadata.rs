//! Metadata, back matter, and what every assembly may carry: properties, links, parties, roles.

use super::Assembly;
#[allow(clippy::enum_glob_use)] // the words of the table's last column
use super::DataType::*;
use super::build::{MANY, ONE, OPT, SOME, child, field, flag, text};
use crate::oscal::version::V1_1_0;

/// `metadata`
pub static METADATA: Assembly = Assembly::new(
    "metadata",
    &[
        field("title", "title", ONE, MarkupLine),
        field("published", "published", OPT, DateTime),
        field("last-modified", "last-modified", ONE, DateTime),
        field("version", "version", ONE, String),
        field("oscal-version", "oscal-version", ONE, String),
        child("revision", "revisions", MANY, &REVISION).wrapped("revisions"),
        child("document-id", "document-ids", MANY, &DOCUMENT_ID),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("role", "roles", MANY, &ROLE),
        child("location", "locations", MANY, &LOCATION),
        child("party", "parties", MANY, &PARTY),
        child("responsible-party", "responsible-parties", MANY, &RESPONSIBLE_PARTY),
        child("action", "actions", MANY, &ACTION).since(V1_1_0),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `metadata/revision`
pub static REVISION: Assembly = Assembly::new(
    "metadata/revision",
    &[
        field("title", "title", OPT, MarkupLine),
        field("published", "published", OPT, DateTime),
        field("last-modified", "last-modified", OPT, DateTime),
        field("version", "version", ONE, String),
        field("oscal-version", "oscal-version", OPT, String),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `property`
pub static PROPERTY: Assembly = Assembly::new(
    "property",
    &[
        flag("name", ONE, Token),
        flag("uuid", OPT, Uuid),
        flag("ns", OPT, Uri),
        flag("value", ONE, String),
        flag("class", OPT, Token),
        flag("group", OPT, Token).since(V1_1_0),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `link`
pub static LINK: Assembly = Assembly::new(
    "link",
    &[
        flag("href", ONE, UriReference),
        flag("rel", OPT, Token),
        flag("media-type", OPT, String),
        flag("resource-fragment", OPT, String).since(V1_1_0),
        field("text", "text", OPT, MarkupLine),
    ],
);

/// `metadata/role`
pub static ROLE: Assembly = Assembly::new(
    "metadata/role",
    &[
        flag("id", ONE, Token),
        field("title", "title", ONE, MarkupLine),
        field("short-name", "short-name", OPT, String),
        field("description", "description", OPT, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `metadata/location`
pub static LOCATION: Assembly = Assembly::new(
    "metadata/location",
    &[
        flag("uuid", ONE, Uuid),
        field("title", "title", OPT, MarkupLine),
        child("address", "address", OPT, &ADDRESS),
        field("email-address", "email-addresses", MANY, EmailAddress),
        child("telephone-number", "telephone-numbers", MANY, &TELEPHONE_NUMBER),
        field("url", "urls", MANY, Uri),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `address`
pub static ADDRESS: Assembly = Assembly::new(
    "address",
    &[
        flag("type", OPT, Token),
        field("addr-line", "addr-lines", MANY, String),
        field("city", "city", OPT, String),
        field("state", "state", OPT, String),
        field("postal-code", "postal-code", OPT, String),
        field("country", "country", OPT, String),
    ],
);

/// `metadata/party`
pub static PARTY: Assembly = Assembly::new(
    "metadata/party",
    &[
        flag("uuid", ONE, Uuid),
        flag("type", ONE, String),
        field("name", "name", OPT, String),
        field("short-name", "short-name", OPT, String),
        child("external-id", "external-ids", MANY, &EXTERNAL_ID),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("email-address", "email-addresses", MANY, EmailAddress),
        child("telephone-number", "telephone-numbers", MANY, &TELEPHONE_NUMBER),
        child("address", "addresses", MANY, &ADDRESS).either(),
        field("location-uuid", "location-uuids", MANY, Uuid).either(),
        field("member-of-organization", "member-of-organizations", MANY, Uuid),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `responsible-party`
pub static RESPONSIBLE_PARTY: Assembly = Assembly::new(
    "responsible-party",
    &[
        flag("role-id", ONE, Token),
        field("party-uuid", "party-uuids", SOME, Uuid),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `action`
pub static ACTION: Assembly = Assembly::new(
    "action",
    &[
        flag("uuid", ONE, Uuid),
        flag("date", OPT, DateTime),
        flag("type", ONE, Token),
        flag("system", ONE, Uri),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("responsible-party", "responsible-parties", MANY, &RESPONSIBLE_PARTY),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `import-ssp`
pub static IMPORT_SSP: Assembly =
    Assembly::new("import-ssp", &[flag("href", ONE, UriReference), field("remarks", "remarks", OPT, MarkupMultiline)]);

/// `back-matter`
pub static BACK_MATTER: Assembly = Assembly::new("back-matter", &[child("resource", "resources", MANY, &RESOURCE)]);

/// `back-matter/resource`
pub static RESOURCE: Assembly = Assembly::new(
    "back-matter/resource",
    &[
        flag("uuid", ONE, Uuid),
        field("title", "title", OPT, MarkupLine),
        field("description", "description", OPT, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("document-id", "document-ids", MANY, &DOCUMENT_ID),
        child("citation", "citation", OPT, &RESOURCE_CITATION),
        child("rlink", "rlinks", MANY, &RESOURCE_RLINK),
        child("base64", "base64", OPT, &BASE64),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `back-matter/resource/citation`
pub static RESOURCE_CITATION: Assembly = Assembly::new(
    "back-matter/resource/citation",
    &[
        field("text", "text", ONE, MarkupLine),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
    ],
);

/// `back-matter/resource/rlink`
pub static RESOURCE_RLINK: Assembly = Assembly::new(
    "back-matter/resource/rlink",
    &[flag("href", ONE, UriReference), flag("media-type", OPT, String), child("hash", "hashes", MANY, &HASH)],
);

/// `system-id`
pub static SYSTEM_ID: Assembly = Assembly::new("system-id", &[flag("identifier-type", OPT, Uri), text("id", String)]);

/// `document-id`
pub static DOCUMENT_ID: Assembly =
    Assembly::new("document-id", &[flag("scheme", OPT, Uri), text("identifier", String)]);

/// `telephone-number`
pub static TELEPHONE_NUMBER: Assembly =
    Assembly::new("telephone-number", &[flag("type", OPT, String), text("number", String)]);

/// `external-id`
pub static EXTERNAL_ID: Assembly = Assembly::new("external-id", &[flag("scheme", ONE, Uri), text("id", String)]);

/// `base64`
pub static BASE64: Assembly =
    Assembly::new("base64", &[flag("filename", OPT, Token), flag("media-type", OPT, String), text("value", Base64)]);

/// `hash`
pub static HASH: Assembly = Assembly::new("hash", &[flag("algorithm", ONE, String), text("value", String)]);
