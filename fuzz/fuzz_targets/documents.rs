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
    if format != Format::Xml {
        // Not all that may stand elsewhere can stand in XML; what has been there once can.
        let (in_xml, is_faulty) = read(Format::Xml, &write(Format::Xml, &root)).expect("what was written is read");
        if !is_faulty {
            stays(Format::Xml, &in_xml);
        }
    }
    let _ = validate::file("document", bytes, Some(validate::Profile::Fedramp), None);
}

/// Writes a document and holds its bytes to stay the same when they are read and written again.
pub fn stays(format: Format, root: &Object) {
    let once = write(format, root);
    let (again, is_faulty) = read(format, &once).expect("what was written is read");
    assert!(is_faulty || once == write(format, &again), "{}", String::from_utf8_lossy(&once));
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
    // Of markup that Markdown cannot say the reader says so, and what it writes instead may read in another way.
    let is_faulty = reading.is_faulty() || reading.findings.iter().any(|f| f.code == "markup-changed");
    Ok((reading.root, is_faulty))
}

fn write(format: Format, root: &Object) -> Vec<u8> {
    let mut out = Vec::new();
    format::write(&mut out, format, Version::default(), root).expect("a document can be written");
    out
}
