#![no_main]
//! Any text as Markdown: what it is in XML stays the same when that is read and written again.

use poam::oscal::format::Format;
use poam::oscal::model::{METADATA, POAM};
use poam::oscal::object::{Node, Object};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut metadata = Object::new(&METADATA);
    for name in ["title", "remarks"] {
        metadata.push_value(METADATA.member(name).expect("a member"), text);
    }
    let mut root = Object::new(&POAM);
    root.push(POAM.member("metadata").expect("a member"), Node::Object(metadata));
    poam_fuzz::stays(Format::Xml, &root);
});
