//! The three file formats of a document, and how a document is written: whole, or in sections that were written
//! object by object before ([`encode`], [`assemble`]), which gives the same bytes.

use super::model::{Member, POAM};
use super::object::{Node, Object};
use super::pieces::Pieces;
use super::spool::{Sink, Spool};
use super::version::Version;
use super::{json, xml, yaml};
use std::io::{self, Write};

/// A file format of an OSCAL document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
    /// YAML.
    Yaml,
}

impl Format {
    /// The format that a file extension (without its dot, in any case) stands for.
    pub fn from_extension(extension: &str) -> Option<Format> {
        let is = |name: &str| extension.eq_ignore_ascii_case(name);
        match () {
            () if is("json") => Some(Format::Json),
            () if is("xml") => Some(Format::Xml),
            () if is("yaml") || is("yml") => Some(Format::Yaml),
            () => None,
        }
    }

    /// The format's name, which is also its usual extension.
    pub fn name(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Xml => "xml",
            Format::Yaml => "yaml",
        }
    }
}

/// Appends one object of a section (a member of the root that there may be many of) to the section's bytes. The
/// bytes of several objects, one after the other, are a section for [`assemble`]; so objects can be written in any
/// number of threads. Fails on a value that the format cannot hold, of which there is none today.
pub fn encode(format: Format, version: Version, member: usize, object: &Object, out: &mut Vec<u8>) -> io::Result<()> {
    match format {
        Format::Json => {
            out.extend_from_slice(JSON_BETWEEN);
            json::object(object, 3, out);
            Ok(())
        }
        Format::Xml => {
            xml::element(&POAM.members[member], object, version, 1, out);
            Ok(())
        }
        Format::Yaml => yaml::element(object, 1, out),
    }
}

/// What stands before each object of a section in JSON; before the first without the comma.
const JSON_BETWEEN: &[u8] = b",\n      ";

/// Writes a document from its root, which holds all but the sections, and the sections' bytes as [`encode`] made
/// them, each with its member. What the root holds under a section's member is not written.
pub fn assemble(
    out: &mut (impl Sink + ?Sized),
    format: Format,
    version: Version,
    root: &Object,
    mut sections: Vec<(usize, Spool)>,
) -> io::Result<()> {
    document(out, format, version, root, |member, out| {
        let Some(at) = sections.iter().position(|(m, _)| *m == member) else { return Ok(Section::InRoot) };
        let (_, spool) = sections.swap_remove(at);
        if spool.is_empty() {
            return Ok(Section::Empty);
        }
        out.open()?;
        spool.pour(out.skip(), out.to)?;
        Ok(Section::Written)
    })
}

/// Writes a whole document.
pub fn write(out: &mut (impl Sink + ?Sized), format: Format, version: Version, poam: &Object) -> io::Result<()> {
    let mut buffer = Vec::new();
    document(out, format, version, poam, |member, out| {
        if !POAM.members[member].many || poam.nodes(member).is_empty() {
            return Ok(Section::InRoot);
        }
        out.open()?;
        let mut skip = out.skip();
        for object in poam.objects(member) {
            buffer.clear();
            encode(format, version, member, object, &mut buffer)?;
            out.to.write_all(&buffer[skip..])?;
            skip = 0;
        }
        Ok(Section::Written)
    })
}

/// What became of a section.
enum Section {
    /// It is written.
    Written,
    /// There is nothing in it.
    Empty,
    /// It is among the root's members.
    InRoot,
}

/// Where a section's objects are written to.
struct Body<'a, W: ?Sized> {
    to: &'a mut W,
    format: Format,
    key: &'static str,
    is_first: bool,
}

impl<W: Sink + ?Sized> Body<'_, W> {
    /// Begins the section.
    fn open(&mut self) -> io::Result<()> {
        match self.format {
            Format::Json => {
                let comma = if self.is_first { "" } else { "," };
                write!(self.to, "{comma}\n    \"{}\": [", self.key)
            }
            Format::Xml => Ok(()),
            Format::Yaml => writeln!(self.to, "  {}:", self.key),
        }
    }

    /// How many bytes of the section's first object separate it from one before.
    fn skip(&self) -> usize {
        usize::from(self.format == Format::Json)
    }

    /// Ends the section.
    fn close(&mut self) -> io::Result<()> {
        if self.format == Format::Json { self.to.write_all(b"\n    ]") } else { Ok(()) }
    }
}

/// Writes the frame of a document and asks for each section.
fn document<W: Sink + ?Sized>(
    out: &mut W,
    format: Format,
    version: Version,
    root: &Object,
    mut section: impl FnMut(usize, &mut Body<W>) -> io::Result<Section>,
) -> io::Result<()> {
    let mut buffer = Vec::new();
    match format {
        Format::Json => write!(out, "{{\n  \"{}\": {{", POAM.name)?,
        Format::Xml => {
            buffer.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
            xml::open_root(root, xml::NAMESPACE, &mut buffer);
            buffer.extend_from_slice(b">\n");
            out.write_all(&buffer)?;
        }
        Format::Yaml => writeln!(out, "{}:", POAM.name)?,
    }
    let mut is_first = true;
    for (index, member) in POAM.members.iter().enumerate() {
        let mut body = Body { to: &mut *out, format, key: member.json, is_first };
        let written = match section(index, &mut body)? {
            Section::Written => {
                body.close()?;
                true
            }
            Section::Empty => false,
            Section::InRoot => in_root(format, version, member, root.nodes(index), is_first, out)?,
        };
        is_first &= !written;
    }
    match format {
        Format::Json => out.write_all(b"\n  }\n}\n"),
        Format::Xml => writeln!(out, "</{}>", POAM.name),
        Format::Yaml => Ok(()),
    }
}

/// Writes a member of the root that is no section, and says whether it wrote anything.
fn in_root<W: Sink + ?Sized>(
    format: Format,
    version: Version,
    member: &'static Member,
    nodes: &[(u8, Node)],
    is_first: bool,
    out: &mut W,
) -> io::Result<bool> {
    use super::model::Form;
    if nodes.is_empty() {
        return Ok(false);
    }
    let mut out = Pieces::new(out);
    match format {
        Format::Json => {
            let comma = if is_first { "" } else { "," };
            write!(out.bytes, "{comma}\n    \"{}\": ", member.json)?;
            json::large_group(member, nodes, 2, &mut out)?;
        }
        Format::Xml if member.form == Form::Flag => return Ok(false), // stands in the opening tag
        Format::Xml => xml::large_group(member, nodes, version, 1, &mut out)?,
        Format::Yaml => yaml::large_group(member, nodes, 1, &mut out)?,
    }
    out.finish()?;
    Ok(true)
}

#[cfg(test)]
mod tests;
