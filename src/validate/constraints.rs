//! NIST's constraints on single objects, beyond the schemas.

use super::findings::Findings;
use super::properties::is_oscals;
use super::walk::At;
use super::{Object, Validation, named, short};
use crate::finding::Level;
use crate::oscal::model;
use crate::oscal::types;
use crate::oscal::version::{V1_1_2, Version};
use crate::rule::Rule;

pub(super) static RULES: &[&Rule] = &[
    &LOCATION_SAYS_NOTHING,
    &LOCATION_WITHOUT_ADDRESS,
    &NOT_A_COUNTRY,
    &NOT_A_TELEPHONE_NUMBER,
    &MEDIA_TYPE_OF_RESOURCE,
    &REFERENCE_NOT_ABSOLUTE,
    &NOT_A_FRAGMENT,
    &RESOURCE_WITHOUT_FILE,
    &CITATION_WITHOUT_TITLE,
    &HASH_LENGTH,
    &PROTOCOL_WITHOUT_UUID,
    &PORT_RANGE_INCOMPLETE,
    &ITEM_WITHOUT_UUID,
    &ASSET_WITHOUT_ID,
    &PROTOCOL_OF_NO_SERVICE,
];

static LOCATION_SAYS_NOTHING: Rule = Rule {
    code: "location-says-nothing",
    level: Level::Error,
    checks: "A location has a title, an address, an e-mail address or a telephone number.",
    why: "Otherwise nobody can tell where it is.",
    fails: "/metadata/locations/0\n{ \"uuid\": \"00000011-0000-4000-8000-000000000011\", \
            \"urls\": [\"https://example.com\"] }",
    passes: "/metadata/locations/0\n{ \"uuid\": \"00000011-0000-4000-8000-000000000011\", \
             \"address\": { \"city\": \"Arlington\" } }",
    source: "NIST's oscal-metadata-location-title-address-email-address-telephone-cardinality",
};

static LOCATION_WITHOUT_ADDRESS: Rule = Rule {
    code: "location-without-address",
    level: Level::Warning,
    checks: "A location has an address.",
    why: "A location is where something stands.",
    fails: "/metadata/locations/0/address\nnull",
    passes: "/metadata/locations/0/address\n{ \"city\": \"Arlington\" }",
    source: "NIST's oscal-metadata-location-address-cardinality",
};

static NOT_A_COUNTRY: Rule = Rule {
    code: "not-a-country",
    level: Level::Error,
    checks: "A country is its two capital letters of ISO 3166-1.",
    why: "Names of countries differ by language, the codes do not.",
    fails: "/metadata/locations/0/address/country\n\"USA\"",
    passes: "/metadata/locations/0/address/country\n\"US\"",
    source: "NIST's oscal-metadata-location-address-country-regex",
};

static NOT_A_TELEPHONE_NUMBER: Rule = Rule {
    code: "not-a-telephone-number",
    level: Level::Warning,
    checks: "A telephone number is 4 to 15 digits and nothing else.",
    why: "It is to be dialled by programs too.",
    fails: "/metadata/locations/0/telephone-numbers\n[{ \"number\": \"202-000-0001\" }]",
    passes: "/metadata/locations/0/telephone-numbers\n[{ \"number\": \"2020000001\" }]",
    source: "NIST's oscal-metadata-telephone-number-regex",
};

static MEDIA_TYPE_OF_RESOURCE: Rule = Rule {
    code: "media-type-of-resource",
    level: Level::Error,
    checks: "A link to a resource of the document has no media-type.",
    why: "The resource says itself what it is; two statements may differ.",
    fails: "/poam-items/0/links\n[{ \"href\": \"#00000041-0000-4000-8000-000000000041\", \"media-type\": \"text/csv\" }]",
    passes: "/poam-items/0/links\n[{ \"href\": \"#00000041-0000-4000-8000-000000000041\" }]",
    source: "NIST's oscal-metadata-link-uri-reference-no-media-type",
};

static REFERENCE_NOT_ABSOLUTE: Rule = Rule {
    code: "reference-not-absolute",
    level: Level::Error,
    checks: "A link with rel=reference names a resource by # and its uuid, or has an absolute URI.",
    why: "A relative path means something else on every disk.",
    fails: "/poam-items/0/links\n[{ \"href\": \"policy.pdf\", \"rel\": \"reference\" }]",
    passes: "/poam-items/0/links\n[{ \"href\": \"https://example.com/policy.pdf\", \"rel\": \"reference\" }]",
    source: "NIST's oscal-metadata-link-reference-href-datatype-uri",
};

static NOT_A_FRAGMENT: Rule = Rule {
    code: "not-a-fragment",
    level: Level::Error,
    checks: "A resource-fragment is in the characters of a URI's fragment, without the #.",
    why: "It is put behind the resource's own URI.",
    fails: "/poam-items/0/links\n[{ \"href\": \"#00000041-0000-4000-8000-000000000041\", \
            \"resource-fragment\": \"row 7\" }]",
    passes: "/poam-items/0/links\n[{ \"href\": \"#00000041-0000-4000-8000-000000000041\", \
             \"resource-fragment\": \"row%207\" }]",
    source: "NIST's oscal-metadata-link-resource-fragment-datatype",
};

static RESOURCE_WITHOUT_FILE: Rule = Rule {
    code: "resource-without-file",
    level: Level::Warning,
    checks: "A resource has an rlink or base64.",
    why: "Otherwise there is nothing to open.",
    fails: "/back-matter/resources/0/rlinks\nnull",
    passes: "/back-matter/resources/0/rlinks\n[{ \"href\": \"scan.csv\" }]",
    source: "NIST's oscal-back-matter-resource-base64-rlink-cardinality",
};

static CITATION_WITHOUT_TITLE: Rule = Rule {
    code: "citation-without-title",
    level: Level::Error,
    checks: "A resource with a citation has a title.",
    why: "The citation says where it was published, the title what it is.",
    fails: "/back-matter/resources/0/title\nnull\n/back-matter/resources/0/citation\n{ \"text\": \"NIST, 2020\" }",
    passes: "/back-matter/resources/0/citation\n{ \"text\": \"NIST, 2020\" }",
    source: "NIST's oscal-back-matter-resource-citation-title",
};

static HASH_LENGTH: Rule = Rule {
    code: "hash-length",
    level: Level::Error,
    checks: "A hash has as many hexadecimal digits as its algorithm gives (since OSCAL 1.1.3).",
    why: "A hash of another length was cut off or is of another algorithm: the file cannot be checked.",
    fails: "/metadata/oscal-version\n\"1.1.3\"\n/back-matter/resources/0/rlinks\n[{ \"href\": \"scan.csv\", \"hashes\": \
            [{ \"algorithm\": \"SHA-256\", \"value\": \"e3b0c442\" }] }]",
    passes: "/metadata/oscal-version\n\"1.1.3\"\n/back-matter/resources/0/rlinks\n[{ \"href\": \"scan.csv\", \"hashes\": \
             [{ \"algorithm\": \"SHA-224\", \"value\": \"d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f\" }] }]",
    source: "NIST's oscal-check-hash-length-SHA2-3-*; before OSCAL 1.1.3 the constraint asked for half the digits",
};

static PROTOCOL_WITHOUT_UUID: Rule = Rule {
    code: "protocol-without-uuid",
    level: Level::Warning,
    checks: "A protocol has a uuid.",
    why: "Without one nothing can refer to it.",
    fails: "/metadata/oscal-version\n\"1.2.3\"\n/local-definitions/components/0/protocols\n[{ \"name\": \"ssh\" }]",
    passes: "/metadata/oscal-version\n\"1.2.3\"\n/local-definitions/components/0/protocols\n[{ \"name\": \"ssh\", \
             \"uuid\": \"00000050-0000-4000-8000-000000000050\" }]",
    source: "NIST's oscal-component-protocol-*",
};

static PORT_RANGE_INCOMPLETE: Rule = Rule {
    code: "port-range-incomplete",
    level: Level::Warning,
    checks: "A range of ports has a start and an end, and does not start after its end.",
    why: "Otherwise nobody can tell which ports are meant.",
    fails: "/metadata/oscal-version\n\"1.2.3\"\n/local-definitions/components/0/protocols\n[{ \"name\": \"ssh\", \
            \"uuid\": \"00000050-0000-4000-8000-000000000050\", \"port-ranges\": [{ \"start\": 23, \"end\": 22 }] }]",
    passes: "/metadata/oscal-version\n\"1.2.3\"\n/local-definitions/components/0/protocols\n[{ \"name\": \"ssh\", \
             \"uuid\": \"00000050-0000-4000-8000-000000000050\", \"port-ranges\": [{ \"start\": 22, \"end\": 23 }] }]",
    source: "NIST's oscal-component-protocol-*",
};

static ITEM_WITHOUT_UUID: Rule = Rule {
    code: "item-without-uuid",
    level: Level::Warning,
    checks: "A poam-item has a uuid.",
    why: "Without one an item cannot be followed from month to month.",
    fails: "/poam-items/0/uuid\nnull",
    passes: "/poam-items/0/uuid\n\"00000040-0000-4000-8000-000000000040\"",
    source: "NIST's oscal-poam-item-uuid",
};

static ASSET_WITHOUT_ID: Rule = Rule {
    code: "asset-without-id",
    level: Level::Error,
    checks: "An implemented-component has a property asset-id (up to OSCAL 1.1.2).",
    why: "NIST held that every asset has an id of its owner's, and dropped it with 1.1.3.",
    fails: "/local-definitions/inventory-items/0/implemented-components\n[{ \"component-uuid\": \
            \"00000014-0000-4000-8000-000000000014\" }]",
    passes: "/local-definitions/inventory-items/0/implemented-components\n[{ \"component-uuid\": \
             \"00000014-0000-4000-8000-000000000014\", \"props\": [{ \"name\": \"asset-id\", \"value\": \"web-1\" }] }]",
    source: "NIST's constraint on implemented-component up to OSCAL 1.1.2",
};

static PROTOCOL_OF_NO_SERVICE: Rule = Rule {
    code: "protocol-of-no-service",
    level: Level::Error,
    checks: "Only a component of type service has protocols (up to OSCAL 1.1.3).",
    why: "NIST held that protocols are services' alone, and dropped it with 1.2.0.",
    fails: "/local-definitions/components/0/protocols\n[{ \"name\": \"ssh\", \"uuid\": \
            \"00000050-0000-4000-8000-000000000050\" }]",
    passes: "/local-definitions/components/0/type\n\"service\"\n/local-definitions/components/0/protocols\n\
             [{ \"name\": \"ssh\", \"uuid\": \"00000050-0000-4000-8000-000000000050\" }]",
    source: "NIST's constraint on component up to OSCAL 1.1.3",
};

const V1_1_3: Version = Version(1, 1, 3);

pub(super) fn object(validation: &Validation, at: &At, findings: &mut Findings) {
    let kind = at.kind();
    match () {
        () if kind == &model::LOCATION => location(at, findings),
        () if kind == &model::ADDRESS => country(at, findings),
        () if kind == &model::TELEPHONE_NUMBER => telephone(at, findings),
        () if kind == &model::LINK => link(at, findings),
        () if kind == &model::RESOURCE => resource(at, findings),
        () if kind == &model::HASH => hash(validation, at, findings),
        () if kind == &model::PROTOCOL => protocol(at, findings),
        () if kind == &model::PORT_RANGE => ports(at, findings),
        () if kind == &model::SYSTEM_COMPONENT => service(validation, at, findings),
        () if kind == &model::INVENTORY_ITEM_IMPLEMENTED_COMPONENT => asset(validation, at, findings),
        () if kind == &model::POAM_ITEM && at.object.uuid().is_none() => {
            let message = format!("{} has no uuid", named(at.object));
            findings.report(&ITEM_WITHOUT_UUID, at.path(), message).help("add a uuid of version 4 or 5");
        }
        () => {}
    }
}

/// Whether an object has anything under a member.
fn has(object: &Object, member: &str) -> bool {
    object.kind().member(member).is_some_and(|m| !object.nodes(m).is_empty())
}

fn location(at: &At, findings: &mut Findings) {
    if has(at.object, "address") {
        return;
    }
    let help = "add an address";
    if ["title", "email-address", "telephone-number"].iter().all(|member| !has(at.object, member)) {
        let message = "location has no title, address, e-mail address or telephone number";
        findings.report(&LOCATION_SAYS_NOTHING, at.path(), message).help(help);
    } else {
        let message = format!("{} has no address", named(at.object));
        findings.report(&LOCATION_WITHOUT_ADDRESS, at.path(), message).help(help);
    }
}

fn country(at: &At, findings: &mut Findings) {
    let Some(country) = at.object.get("country") else { return };
    if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
        let message = format!("the country {:?} is no code of two capital letters", short(country));
        findings.report(&NOT_A_COUNTRY, at.member("country"), message).help("write US for the United States");
    }
}

fn telephone(at: &At, findings: &mut Findings) {
    let Some(number) = at.object.get("number") else { return };
    if !(4..=15).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_digit()) {
        let message = format!("the telephone number {:?} is not 4 to 15 digits", short(number));
        findings.report(&NOT_A_TELEPHONE_NUMBER, at.member("number"), message).help("write the digits alone");
    }
}

fn link(at: &At, findings: &mut Findings) {
    let Some(href) = at.object.get("href") else { return };
    let is_here = href.starts_with('#');
    if is_here && has(at.object, "media-type") {
        let message = format!("the link to {:?} has a media-type", short(href));
        findings
            .report(&MEDIA_TYPE_OF_RESOURCE, at.member("media-type"), message)
            .help("write it in the resource's rlink");
    }
    if !is_here && at.object.get("rel") == Some("reference") && !types::is_uri(href) {
        let message = format!("the link with rel=reference has {:?}, no absolute URI", short(href));
        let help = "put the file into a resource of back-matter and link to # and its uuid";
        findings.report(&REFERENCE_NOT_ABSOLUTE, at.member("href"), message).help(help);
    }
    if let Some(fragment) = at.object.get("resource-fragment").filter(|f| !is_fragment(f)) {
        let message = format!("the resource-fragment {:?} is none", short(fragment));
        findings
            .report(&NOT_A_FRAGMENT, at.member("resource-fragment"), message)
            .help("write a blank as %20, and no #");
    }
}

/// NIST's pattern: a URI's characters, and escapes in capitals.
fn is_fragment(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |b: &u8| b.is_ascii_digit() || matches!(b, b'A'..=b'F');
    !text.is_empty()
        && bytes.iter().enumerate().all(|(at, b)| match b {
            b'%' => bytes.get(at + 1..at + 3).is_some_and(|d| is_digit(&d[0]) && is_digit(&d[1])),
            _ => b.is_ascii_alphanumeric() || b"-._~/?!$&'()*+,;=:@".contains(b),
        })
}

fn resource(at: &At, findings: &mut Findings) {
    if !has(at.object, "rlink") && !has(at.object, "base64") {
        let message = format!("{} has no rlink and no base64", named(at.object));
        findings.report(&RESOURCE_WITHOUT_FILE, at.path(), message).help("add an rlink with the file's href");
    }
    if has(at.object, "citation") && !has(at.object, "title") {
        let message = "resource has a citation and no title";
        findings.report(&CITATION_WITHOUT_TITLE, at.path(), message).help("add a title");
    }
}

fn hash(validation: &Validation, at: &At, findings: &mut Findings) {
    let (Some(algorithm), Some(value)) = (at.object.get("algorithm"), at.object.get("value")) else { return };
    let digits = match algorithm {
        "SHA-224" | "SHA3-224" => 56,
        "SHA-256" | "SHA3-256" => 64,
        "SHA-384" | "SHA3-384" => 96,
        "SHA-512" | "SHA3-512" => 128,
        _ => return,
    };
    if validation.version >= V1_1_3 && (value.len() != digits || !value.bytes().all(|b| b.is_ascii_hexdigit())) {
        let message = format!("a hash of {algorithm} is not {digits} hexadecimal digits");
        findings.report(&HASH_LENGTH, at.member("value"), message).help("compute it again from the file");
    }
}

fn protocol(at: &At, findings: &mut Findings) {
    if at.object.uuid().is_none() {
        let message = format!("{} has no uuid", named(at.object));
        findings.report(&PROTOCOL_WITHOUT_UUID, at.path(), message).help("add a uuid of version 4 or 5");
    }
}

fn ports(at: &At, findings: &mut Findings) {
    let port = |name| at.object.get(name).and_then(|v| v.parse::<u64>().ok());
    let message = match (at.object.get("start"), at.object.get("end")) {
        (Some(start), Some(end)) if port("start") > port("end") => {
            format!("the range starts at {start} and ends at {end}")
        }
        (Some(_), Some(_)) => return,
        (None, _) => "the range of ports has no start".to_owned(),
        (_, None) => "the range of ports has no end".to_owned(),
    };
    findings.report(&PORT_RANGE_INCOMPLETE, at.path(), message).help("write both; for one port the same twice");
}

fn service(validation: &Validation, at: &At, findings: &mut Findings) {
    if validation.version <= V1_1_3 && has(at.object, "protocol") && at.object.get("type") != Some("service") {
        let message = format!("{} has a protocol and is no service", named(at.object));
        let help = "make the component a service, or state oscal-version 1.2.1 or later";
        findings.report(&PROTOCOL_OF_NO_SERVICE, at.member("protocol"), message).help(help);
    }
}

fn asset(validation: &Validation, at: &At, findings: &mut Findings) {
    let has_id = || at.object.all("prop").any(|p| is_oscals(p) && p.get("name") == Some("asset-id"));
    if validation.version <= V1_1_2 && !has_id() {
        let message = "implemented-component has no property asset-id";
        let help = "add the property, or state oscal-version 1.1.3 or later";
        findings.report(&ASSET_WITHOUT_ID, at.path(), message).help(help);
    }
}
