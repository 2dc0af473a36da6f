//! What every reader of documents owes, whatever bytes it is given: no panic, no hang; and a document that was read
//! without a fault is written, read and written again without a change.

use poam::finding::Failure;
use poam::oscal::format::{self, Format};
use poam::oscal::object::{Node, Object};
use poam::oscal::read;
use poam::oscal::version::Version;
use poam::validate;

/// Reads bytes as a format, and where they are a document, holds them to that.
pub fn holds(format: Format, bytes: &[u8]) {
    let Ok((root, is_faulty)) = read(format, bytes) else { return };
    if is_faulty {
        return;
    }
    stays(format, &root);
    stays(Format::Xml, &root);
    let _ = validate::file("document", bytes, Some(validate::Profile::Fedramp), None);
}

/// Writes a document and holds its bytes to stay the same when they are read and written again. Not all that JSON
/// holds can stand in XML: what comes back with a fault is passed over.
pub fn stays(format: Format, root: &Object) {
    let once = write(format, root);
    let (again, is_faulty) = read(format, &once).expect("what was written is read");
    if !is_faulty {
        let twice = write(format, &again);
        assert!(once == twice, "{}\n{}", String::from_utf8_lossy(&once), String::from_utf8_lossy(&twice));
    }
}

fn read(format: Format, bytes: &[u8]) -> Result<(Object, bool), Failure> {
    let mut objects = Vec::new();
    let mut each = |member: usize, object: Object| {
        objects.push((member, object));
        Ok(())
    };
    let mut reading = read::stream("document", bytes, format, &mut each)?;
    for (member, object) in objects {
        reading.root.push(member, Node::Object(object));
    }
    let is_faulty = reading.is_faulty();
    Ok((reading.root, is_faulty))
}

fn write(format: Format, root: &Object) -> Vec<u8> {
    let mut out = Vec::new();
    format::write(&mut out, format, Version::default(), root).expect("a document can be written");
    out
}
