//! Reading a document: the format is told by the content, the encoding made UTF-8, and what does not fit the model is
//! told with its place while reading goes on.

mod encoding;
mod items;
mod stated;

pub use items::name_items;
pub use stated::{no_version, stated};

use super::data::{self, Found};
use super::format::Format;
use super::json::tokens::Json;
use super::model::{POAM, POAM_ITEM};
use super::object::{Node, Object};
use super::path::{Path, Position};
use super::yaml::tokens::Yaml;
use super::{version, xml};
use crate::finding::{Failure, Finding, Findings, Level, Place};
use crate::limits::{self, Limits};
use std::io::{BufRead, Read};

/// A document and what is wrong with the text it was read from.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The document's root; of a stream, all that was not handed on.
    pub root: Object,
    /// What did not fit the model, in the order of the text, and what is worth knowing.
    pub findings: Vec<Finding>,
    /// The format it was in.
    pub format: Format,
}

impl Reading {
    /// Whether anything was wrong, so that the tree may lack something of the text.
    pub fn is_faulty(&self) -> bool {
        self.findings.iter().any(|f| f.level == Level::Error)
    }
}

/// Reads a whole document. Faults that can be passed over (an unknown member, an empty array, a number for text, a
/// member twice ...) are findings of level error, each with its place and its item.
///
/// # Errors
/// [`Failure::Unreadable`] where the text is broken, or holds no POA&M of a version that is read. What was found
/// before stands before the reason.
pub fn document(name: &str, bytes: &[u8]) -> Result<Reading, Failure> {
    document_within(name, bytes, &Limits::default())
}

/// [`document`], within limits.
///
/// # Errors
/// As [`document`].
pub fn document_within(name: &str, bytes: &[u8], limits: &Limits) -> Result<Reading, Failure> {
    let mut sections: Vec<Vec<Object>> = POAM.members.iter().map(|_| Vec::new()).collect();
    let mut each = |member: usize, object: Object| {
        let is_too_much = sections[member].len() as u64 >= limits.rows && object.kind() == &POAM_ITEM;
        if is_too_much {
            let message = format!("the document has more than {} items", limits.rows);
            let finding = Finding::error("too-large", message).at(Place::file(name));
            return Err(Failure::unreadable(finding.help(limits::help("rows"))));
        }
        sections[member].push(object);
        Ok(())
    };
    let mut reading = stream_within(name, bytes, tell(name, bytes)?, limits, &mut each)?;
    for (member, objects) in sections.into_iter().enumerate() {
        for object in objects {
            reading.root.push(member, Node::Object(object));
        }
    }
    name_items(name, bytes, reading.format, limits, &mut reading.findings);
    Ok(reading)
}

/// Reads object by object: each object of a section (a member of the root that there may be many of: observation,
/// risk, finding, poam-item) goes to `each` with the section's index, as soon as it is read; the root that is returned
/// holds the rest. JSON is never held as a whole, YAML is as text. Which item a finding belongs to is told by
/// [`name_items`] afterwards.
///
/// # Errors
/// As [`document`], and what `each` fails with.
pub fn stream(
    name: &str,
    source: impl BufRead,
    format: Format,
    each: &mut dyn FnMut(usize, Object) -> Result<(), Failure>,
) -> Result<Reading, Failure> {
    stream_within(name, source, format, &Limits::default(), each)
}

/// [`stream`], within limits.
///
/// # Errors
/// As [`stream`].
pub fn stream_within(
    name: &str,
    source: impl BufRead,
    format: Format,
    limits: &Limits,
    each: &mut dyn FnMut(usize, Object) -> Result<(), Failure>,
) -> Result<Reading, Failure> {
    let mut findings = Findings::default();
    match pass(name, source, format, limits, each, &mut findings, None) {
        Ok(root) => {
            // Faults of a version that is not read come of its version.
            if let Some(stated) = root.all("metadata").find_map(|metadata| metadata.get("oscal-version")) {
                version::read(stated).map_err(|failure| failure.in_file(name))?;
            }
            Ok(Reading { root, findings: findings.into_vec(), format })
        }
        Err(Failure::Unreadable(reasons)) => {
            findings.extend(reasons);
            Err(Failure::Unreadable(findings.into_vec()))
        }
        Err(other) => Err(other),
    }
}

/// Where nodes stand in the text, found by a second pass that is made only when there is something to tell: in JSON
/// and YAML the name of a member, and the beginning of an element of an array. None where the text has no such node.
pub fn locate(format: Format, bytes: &[u8], paths: &[Path]) -> Vec<Option<Position>> {
    if format == Format::Xml {
        return xml::locate(bytes, paths);
    }
    let mut found = Found::new(paths);
    // What is wrong with the text was told when it was read.
    let _ = pass("", bytes, format, &Limits::highest(), &mut |_, _| Ok(()), &mut Findings::default(), Some(&mut found));
    found.places()
}

fn pass(
    name: &str,
    source: impl BufRead,
    format: Format,
    limits: &Limits,
    each: data::Each<'_>,
    findings: &mut Findings,
    found: Option<&mut Found>,
) -> Result<Object, Failure> {
    match format {
        Format::Xml => xml::read(name, source, limits, each, findings), // XML says itself how it is encoded
        Format::Json => {
            data::read(name, Json::new(encoding::utf8(name, source)?).within(limits), each, findings, found)
        }
        Format::Yaml => {
            let mut bytes = Vec::new();
            let mut source = encoding::utf8(name, source)?;
            source.read_to_end(&mut bytes).map_err(|e| encoding::unreadable(name, &e))?;
            let text = std::str::from_utf8(&bytes).map_err(|e| encoding::not_utf8(name, &bytes[..e.valid_up_to()]))?;
            data::read(name, Yaml::new(text).within(limits), each, findings, found)
        }
    }
}

/// The format of a document, told by how its text begins (the first few hundred bytes do): `<` is XML, `{` is JSON,
/// all else YAML.
///
/// # Errors
/// [`Failure::Unreadable`] where it is no text at all.
pub fn tell(name: &str, start: &[u8]) -> Result<Format, Failure> {
    let refused = |message: &str, help: &str| {
        Failure::unreadable(Finding::error("not-a-poam", message).at(Place::file(name)).help(help))
    };
    let start = encoding::start(name, start)?;
    let text = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match text.as_bytes() {
        [] => Err(refused("the file is empty", "check that it was copied or downloaded to the end")),
        [b'<', ..] => Ok(Format::Xml),
        [b'{' | b'[', ..] => Ok(Format::Json),
        [b'P', b'K', 3, 4, ..] => Err(refused("this is a workbook or a zip file", "give an OSCAL document")),
        bytes if bytes.contains(&0) => Err(refused("this is no text", "give OSCAL in JSON, XML or YAML")),
        _ => Ok(Format::Yaml),
    }
}

/// Whether a file is a document rather than a workbook, told by how its text begins: JSON, XML of OSCAL, or YAML. Text
/// in a file of separated values is none, whatever it says.
pub fn is_document(name: &str, start: &[u8]) -> bool {
    let ends_in = |endings: &[&str]| {
        let extension = std::path::Path::new(name).extension().and_then(|e| e.to_str()).unwrap_or_default();
        endings.iter().any(|known| extension.eq_ignore_ascii_case(known))
    };
    if ends_in(&["csv", "tsv", "txt"]) || start.contains(&0) && !encoding::is_utf16(start) {
        return false;
    }
    let Ok(text) = encoding::start(name, start) else { return false };
    let text = text.trim_start();
    let is_root =
        |line: &str| line.trim_end().strip_suffix(':').is_some_and(|key| key.trim_matches(['"', '\'']) == POAM.name);
    match text.as_bytes() {
        [b'{' | b'[', ..] => true,
        [b'<', ..] => text.contains(super::xml::NAMESPACE) || text.contains(POAM.name),
        [] => false,
        _ => ends_in(&["yaml", "yml"]) || text.lines().any(is_root),
    }
}

#[cfg(test)]
mod tests;
