//! A workbook to an OSCAL document: what the workbook says as a whole ([`Survey`]), then row by row into a document in
//! memory ([`document`]) or, section by section, into a file ([`write()`]). A document to another format
//! ([`transcode()`]), or back into a workbook that is there ([`write_into`]).

pub mod anew;
mod beyond;
mod cells;
pub mod choose;
mod extras;
mod identity;
mod in_place;
mod parts;
mod survey;
mod transcode;

pub use beyond::Beyond;
pub use identity::item_id;
pub use in_place::{Change, InPlace, Written as WrittenInto, write_into, write_into_read};
pub use survey::{Options, Survey};
pub use transcode::{Original, Target, Transcoded, transcode};

use crate::finding::{Failure, Finding, Findings};
use crate::limits;
use crate::mapping::definition::Value;
use crate::mapping::document::Document;
use crate::mapping::row::{self, Item, OF_A_ROW, Row};
use crate::mapping::said::Memory;
use crate::oscal::format::{self, Format};
use crate::oscal::ids::{self, Digest, SectionDigest};
use crate::oscal::model::POAM;
use crate::oscal::object::{Node, Object};
use crate::oscal::spool::{Sink, Spool};
use crate::oscal::version::{Lacking, Version};
use rayon::prelude::*;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Mutex, mpsc};

/// So many rows of a document in memory are made at a time.
const AT_A_TIME: usize = 128;

/// So many rows a core takes at a time, and so many times that each may be ahead of what is put away: few enough that
/// what is written of them is still in the cache then.
const AT_ONCE: usize = 32;
const AHEAD: usize = 3;

/// The room that a section's bytes of so many rows begin with.
const BYTES_AT_ONCE: usize = 384 << 10;

/// What came of a conversion besides the document.
#[derive(Debug, Default)]
pub struct Report {
    /// What is wrong with the data.
    pub findings: Vec<Finding>,
    /// What the document does not hold.
    pub losses: Vec<Finding>,
    /// How many items it has.
    pub items: usize,
    /// How many cells of items held something.
    pub cells: usize,
}

/// Makes the whole document in memory.
///
/// # Errors
/// [`Failure::Refused`] where there is no item, or no uuid can be made.
pub fn document(survey: &Survey<'_>) -> Result<(Object, Report), Failure> {
    document_with(survey, |_| {})
}

/// Makes the whole document in memory, and has it completed before its uuid is made.
///
/// # Errors
/// As [`document`].
pub fn document_with(survey: &Survey<'_>, complete: impl FnOnce(&mut Object)) -> Result<(Object, Report), Failure> {
    let mut report = Report::default();
    let mut document = survey.begin();
    let mut tally = Tally::default();
    let mut sections: Vec<Vec<Object>> = POAM.members.iter().map(|_| Vec::new()).collect();
    for rows in survey.rows()?.chunks(AT_A_TIME) {
        let items: Vec<Item> = rows.par_iter().map(|at| survey.item(*at)).collect();
        for item in items {
            for (member, object) in tally.take(item, &mut document, &mut report) {
                sections[member].push(object);
            }
        }
        survey.may_name(&document)?;
    }
    tally.tell(survey, &mut report);
    let mut root = survey.end(document);
    for (member, objects) in sections.into_iter().enumerate() {
        for object in objects {
            root.push(member, Node::Object(object));
        }
    }
    complete(&mut root);
    let uuid = ids::document(survey.context.namespace, &root, &[]);
    set_uuid(&mut root, &uuid.to_string());
    Ok((root, report))
}

/// Writes the document, its big sections spooled in `folder` until all that stands before them is known. Nothing is
/// written to `out` before the last row is made; with losses and without `allow_loss` nothing is written at all.
///
/// # Errors
/// [`Failure::Refused`] where there is no item or something would be lost, [`Failure::Unreadable`] where a file cannot
/// be written.
pub fn write(
    survey: &Survey<'_>,
    format: Format,
    folder: &Path,
    allow_loss: bool,
    progress: &dyn Fn(usize),
    out: &mut dyn Sink,
) -> Result<Report, Failure> {
    let version = survey.context.version;
    let mut report = Report::default();
    let mut document = survey.begin();
    let mut tally = Tally::default();
    let mut sections: BTreeMap<usize, (Spool, SectionDigest)> = BTreeMap::new();
    let unwritable = |error: io::Error| cannot_write(&folder.display().to_string(), &error);
    let buffers = Buffers::default();
    let make = |rows: &[(usize, u32)]| -> Result<Written, Failure> {
        let mut written = Written::default();
        let mut digested = buffers.take();
        let mut add = |item| written.add(item, format, version, &buffers, &mut digested);
        rows.iter().try_for_each(|at| add(survey.item(*at))).map_err(unwritable)?;
        buffers.give(digested);
        Ok(written)
    };
    let put_away = |written: Written| -> Result<(), Failure> {
        progress(written.items.len());
        for item in written.items {
            tally.take(item, &mut document, &mut report);
        }
        survey.may_name(&document)?;
        for (member, bytes, objects) in written.sections {
            let section = || (Spool::new(folder), SectionDigest::new());
            let (spool, digest) = sections.entry(member).or_insert_with(section);
            spool.append(&bytes).map_err(unwritable)?;
            buffers.give(bytes);
            for object in objects {
                digest.add(object);
            }
        }
        Ok(())
    };
    in_order(&survey.rows()?, make, put_away)?;
    drop(buffers);
    tally.tell(survey, &mut report);
    if !report.losses.is_empty() && !allow_loss {
        return Err(refused_for_loss(report.losses));
    }
    let mut root = survey.end(document);
    let digests: Vec<(usize, SectionDigest)> = sections.iter().map(|(m, (_, d))| (*m, d.clone())).collect();
    let uuid = ids::document(survey.context.namespace, &root, &digests);
    set_uuid(&mut root, &uuid.to_string());
    let spools = sections.into_iter().map(|(member, (spool, _))| (member, spool)).collect();
    // The output's name is known to whoever opened it.
    format::assemble(out, format, version, &root, spools).map_err(|error| cannot_write("", &error))?;
    // Nobody waits until the memory of so many objects is given back.
    rayon::spawn(move || drop(root));
    Ok(report)
}

/// Has all cores make something of rows, some at a time, and takes what comes of them in the rows' order. No core waits
/// for the last of a batch: the next ones are there.
fn in_order<T: Send>(
    rows: &[(usize, u32)],
    make: impl Fn(&[(usize, u32)]) -> Result<T, Failure> + Sync,
    mut take: impl FnMut(T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut batches = rows.chunks(AT_ONCE);
    let most = AHEAD * rayon::current_num_threads();
    let mut ahead = VecDeque::with_capacity(most);
    rayon::in_place_scope_fifo(|scope| {
        loop {
            for rows in batches.by_ref().take(most - ahead.len()) {
                let (sender, awaited) = mpsc::channel();
                let make = &make;
                scope.spawn_fifo(move |_| drop(sender.send(make(rows))));
                ahead.push_back(awaited);
            }
            // Where it panicked the scope goes on with that.
            let Some(batch) = ahead.pop_front().and_then(|awaited| received(&awaited)) else { return Ok(()) };
            take(batch?)?;
        }
    })
}

/// Waits for a batch; a thread of the pool makes others meanwhile. None where nobody will send it.
fn received<T>(awaited: &mpsc::Receiver<T>) -> Option<T> {
    if rayon::current_thread_index().is_none() {
        return awaited.recv().ok();
    }
    loop {
        match awaited.try_recv() {
            Ok(made) => return Some(made),
            Err(mpsc::TryRecvError::Disconnected) => return None,
            Err(mpsc::TryRecvError::Empty) => {
                if rayon::yield_now() != Some(rayon::Yield::Executed) {
                    std::thread::yield_now();
                }
            }
        }
    }
}

/// Memory for bytes, used again and again: what is given back to the system comes back page by page, each cleared.
#[derive(Default)]
struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    /// An empty buffer.
    fn take(&self) -> Vec<u8> {
        let given = self.0.lock().ok().and_then(|mut given| given.pop());
        given.unwrap_or_else(|| Vec::with_capacity(BYTES_AT_ONCE))
    }

    fn give(&self, mut buffer: Vec<u8>) {
        buffer.clear();
        if buffer.capacity() <= 4 * BYTES_AT_ONCE
            && let Ok(mut given) = self.0.lock()
        {
            given.push(buffer);
        }
    }
}

/// Items whose objects are written.
#[derive(Default)]
struct Written {
    items: Vec<Item>,
    /// For each member its objects' bytes, one behind the other, and their digests.
    sections: Vec<(usize, Vec<u8>, Vec<Digest>)>,
}

impl Written {
    fn add(
        &mut self,
        mut item: Item,
        format: Format,
        version: Version,
        buffers: &Buffers,
        digested: &mut Vec<u8>,
    ) -> io::Result<()> {
        for (member, object) in item.objects.drain(..) {
            let at = self.sections.iter().position(|(known, _, _)| *known == member).unwrap_or_else(|| {
                self.sections.push((member, buffers.take(), Vec::with_capacity(AT_ONCE)));
                self.sections.len() - 1
            });
            let (_, bytes, digests) = &mut self.sections[at];
            format::encode(format, version, member, &object, bytes)?;
            digests.push(Digest::by(&object, digested));
        }
        self.items.push(item);
        Ok(())
    }
}

/// Whether a version has all that an object holds.
fn lacks_nothing(object: &Object, version: Version) -> bool {
    Lacking::in_version(version).take_from(&mut object.clone()) == 0
}

/// What is counted over all rows.
#[derive(Default)]
struct Tally {
    findings: Findings,
    losses: Findings,
    defaults: BTreeMap<(usize, usize), usize>,
}

impl Tally {
    /// Notes what a row found and shares, and gives its objects.
    fn take(&mut self, item: Item, document: &mut Document<'_>, report: &mut Report) -> Vec<(usize, Object)> {
        document.share(item.shared);
        report.items += 1;
        report.cells += item.cells;
        self.findings.extend(item.findings);
        self.losses.extend(item.losses);
        for default in item.defaults {
            *self.defaults.entry(default).or_default() += 1;
        }
        item.objects
    }

    /// Tells, in one notice, which texts stand where the sheet says nothing, and in how many items.
    fn tell(self, survey: &Survey<'_>, report: &mut Report) {
        let mut findings = survey.findings.clone();
        findings.extend(self.findings);
        let mut texts: Vec<(&str, usize)> = Vec::new();
        for ((anchor, index), count) in &self.defaults {
            let (path, value) = &survey.mapping.anchors[*anchor].with[*index];
            // A title names what the object is; only what stands for somebody's words is worth a notice.
            let is_label = path.plain == "title" && survey.mapping.anchors[*anchor].name != "risk";
            if let Value::Text(text) = value
                && matches!(path.data_type(), Some(t) if t.is_markup())
                && !is_label
            {
                // The same text may stand at several places of an item.
                match texts.iter_mut().find(|(known, _)| known == text) {
                    Some((_, most)) => *most = (*most).max(*count),
                    None => texts.push((text, *count)),
                }
            }
        }
        if !texts.is_empty() {
            let texts: Vec<String> = texts.iter().map(|(text, count)| format!("\"{text}\" ({count})")).collect();
            let message =
                format!("texts that OSCAL or FedRAMP asks for and the sheet does not have: {}", texts.join(", "));
            let help = "they stand in so many items and never come back into a cell";
            findings.push(Finding::info("default-written", message).at(survey.file()).help(help));
        }
        (report.findings, report.losses) = (findings.into_vec(), self.losses.into_vec());
    }
}

fn set_uuid(root: &mut Object, uuid: &str) {
    if let Some(member) = root.kind().member("uuid") {
        root.set(member, uuid);
    }
}

/// The failure of a job that would lose cells and was not allowed to.
pub fn refused_for_loss(mut losses: Vec<Finding>) -> Failure {
    let count = Finding::number(&losses);
    let what = if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
    losses.push(
        Finding::error("loss", format!("{what} would be lost; nothing was written"))
            .help("change the cells or the mapping, or give --allow-loss to write without them"),
    );
    Failure::Refused(losses)
}

/// A file or folder that cannot be written; without a name the place is left open.
pub fn cannot_write(name: &str, error: &io::Error) -> Failure {
    Failure::unwritable(name, error)
}

/// One row of the survey as an item.
impl Survey<'_> {
    /// Fails where the rows name more than they may: all of it is held until the last one is made.
    fn may_name(&self, document: &Document<'_>) -> Result<(), Failure> {
        let most = self.limits.assets;
        if document.shared_count() as u64 <= most {
            return Ok(());
        }
        let message = format!("the items name more than {most} different assets, people, tools and files");
        let finding = Finding::error("too-large", message).at(self.file());
        Err(Failure::unreadable(finding.help(limits::help("assets"))))
    }

    fn item(&self, at: (usize, u32)) -> Item {
        let mut early = Findings::at_most(OF_A_ROW);
        let row = self.row(at, &mut early);
        // No thread waits for another's memory; one of another pool does without.
        let memory = rayon::current_thread_index().and_then(|thread| self.memories.get(thread)?.try_lock().ok());
        match memory {
            Some(mut memory) => self.item_by(&row, early, &mut memory),
            None => self.item_of(&row, early),
        }
    }

    /// A row as an item, completed with what is known beyond the workbook; `early` is what was found in its cells.
    pub fn item_of(&self, row: &Row<'_>, early: Findings) -> Item {
        self.item_by(row, early, &mut Memory::default())
    }

    fn item_by(&self, row: &Row<'_>, mut early: Findings, memory: &mut Memory) -> Item {
        let mut item = row::to_oscal(self.mapping, &self.context, row, memory);
        early.extend(item.findings);
        item.findings = early;
        self.complete(&mut item);
        let Some(lacking) = &self.lacking else {
            debug_assert!(item.objects.iter().all(|(_, object)| lacks_nothing(object, self.context.version)));
            return item;
        };
        for (_, object) in &mut item.objects {
            let dropped = lacking.take_from(object);
            if dropped > 0 {
                let message = format!("OSCAL {} has no place for {dropped} value(s) of this row", self.context.version);
                let finding = Finding::error("not-in-version", message).at(row.place.clone());
                item.losses.push(finding.help("write a newer version with --oscal-version"));
            }
        }
        item
    }
}
