//! A document to another format or another OSCAL version: object by object, so that a big one is never in memory.

use super::cannot_write;
use crate::finding::{Failure, Finding, Findings, Place};
use crate::limits::Limits;
use crate::oscal::format::{self, Format};
use crate::oscal::model::POAM;
use crate::oscal::object::Object;
use crate::oscal::path::Path;
use crate::oscal::read::{self, Reading};
use crate::oscal::spool::{Sink, Spool};
use crate::oscal::version::{self, Lacking, V1_2_1, Version};
use std::collections::BTreeMap;
use std::io::{self, BufRead};

/// A document that is read from its start as often as there is need: once, and again where there is something to tell.
pub struct Original<'a> {
    /// What messages call it.
    pub name: &'a str,
    /// The format it is in.
    pub format: Format,
    /// How much of it is read.
    pub limits: Limits,
    /// Opens it at its start.
    pub open: &'a dyn Fn() -> Result<Box<dyn BufRead + 'a>, Failure>,
}

/// What is made of a document.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The format.
    pub format: Format,
    /// The OSCAL version, where it is not the document's own.
    pub version: Option<Version>,
    /// Whether it is written even where the version cannot hold something.
    pub allow_loss: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Transcoded {
    /// What is worth knowing.
    pub findings: Vec<Finding>,
    /// What the version could not hold.
    pub losses: Vec<Finding>,
    /// How many items the document has.
    pub items: usize,
    /// The OSCAL version that was written.
    pub version: Version,
}

/// Writes a document in another format. All stays as it is, uuids and `last-modified` too, but for
/// `metadata/oscal-version` where a version is asked for. The sections are spooled in `folder`; nothing is written to
/// `out` before the whole document is read.
///
/// # Errors
/// [`Failure::Unreadable`] with all faults of the document, and where a file cannot be written; [`Failure::Refused`]
/// where something would be lost and that was not allowed.
pub fn transcode(
    source: &Original<'_>,
    target: Target,
    folder: &std::path::Path,
    out: &mut dyn Sink,
) -> Result<Transcoded, Failure> {
    let stated = match target.version {
        Some(version) => Some(version),
        None => read::stated(source.name, (source.open)()?, source.format, &source.limits)?,
    };
    // Without a version the text is broken, or is no POA&M: reading it says so; or it states none.
    let version = stated.unwrap_or_default();
    let lacking = Lacking::in_version(version);
    let (format, sections, losses) = (target.format, BTreeMap::new(), Findings::default());
    let mut pieces = Pieces { version, lacking: &lacking, format, folder, sections, losses };
    let each = &mut |member, object| pieces.add(member, object);
    let reading = read::stream_within(source.name, (source.open)()?, source.format, &source.limits, each);
    let reading = reading.map_err(|failure| source.told(failure))?;
    if reading.is_faulty() {
        return Err(source.told(Failure::Unreadable(reading.findings)));
    }
    let Reading { mut root, findings, format } = reading;
    if stated.is_none() {
        return Err(read::no_version(source.name));
    }
    if version < V1_2_1 {
        version::beyond(&root, version, &mut Path::root(), &mut pieces.losses);
        lacking.take_from(&mut root);
    }
    let mut losses = pieces.losses.into_vec();
    if !losses.is_empty() {
        read::name_items(source.name, (source.open)()?, format, &source.limits, &mut losses);
        for loss in &mut losses {
            loss.at.file = Some(source.name.into());
        }
        if !target.allow_loss {
            return Err(refused(losses));
        }
    }
    if target.version.is_some()
        && let Some(metadata) = POAM.member("metadata").and_then(|member| root.object_at_mut(member, 0))
    {
        crate::oscal::compose::set(metadata, "oscal-version", version.to_string());
    }
    let items = POAM.member("poam-item").and_then(|member| pieces.sections.get(&member)).map_or(0, |s| s.count);
    let spools = pieces.sections.into_iter().map(|(member, section)| (member, section.spool)).collect();
    // The output's name is known to whoever opened it.
    format::assemble(out, target.format, version, &root, spools).map_err(|error| cannot_write("", &error))?;
    Ok(Transcoded { findings, losses, items, version })
}

impl Original<'_> {
    /// The failure with the items named that its places belong to.
    fn told(&self, failure: Failure) -> Failure {
        let Failure::Unreadable(mut findings) = failure else { return failure };
        if let Ok(again) = (self.open)() {
            read::name_items(self.name, again, self.format, &self.limits, &mut findings);
        }
        Failure::Unreadable(findings)
    }
}

/// The sections as they are made.
struct Pieces<'a> {
    version: Version,
    lacking: &'a Lacking,
    format: Format,
    folder: &'a std::path::Path,
    sections: BTreeMap<usize, Section>,
    losses: Findings,
}

struct Section {
    spool: Spool,
    /// How many objects came to it.
    count: usize,
    buffer: Vec<u8>,
}

impl Pieces<'_> {
    fn add(&mut self, member: usize, mut object: Object) -> Result<(), Failure> {
        let unwritable = |error: io::Error| cannot_write(&self.folder.display().to_string(), &error);
        let new = || Section { spool: Spool::new(self.folder), count: 0, buffer: Vec::new() };
        let section = self.sections.entry(member).or_insert_with(new);
        let at = section.count;
        section.count += 1;
        if self.version < V1_2_1 {
            let mut path = Path::root();
            path.push(&POAM.members[member], at);
            if !POAM.members[member].is_in(self.version) {
                self.losses.push(version::loss_of(&object, self.version, &path));
                return Ok(());
            }
            let mut losses = Findings::default();
            version::beyond(&object, self.version, &mut path, &mut losses);
            if !losses.is_empty() {
                self.lacking.take_from(&mut object);
                self.losses.extend(losses);
            }
        }
        section.buffer.clear();
        format::encode(self.format, self.version, member, &object, &mut section.buffer).map_err(unwritable)?;
        section.spool.append(&section.buffer).map_err(unwritable)
    }
}

fn refused(mut losses: Vec<Finding>) -> Failure {
    let count = Finding::number(&losses);
    let what = if count == 1 { "1 value".to_owned() } else { format!("{count} values") };
    losses.push(
        Finding::error("loss", format!("{what} would be lost; nothing was written"))
            .at(Place::default())
            .help("ask for a newer --oscal-version, or give --allow-loss to write without them"),
    );
    Failure::Refused(losses)
}
