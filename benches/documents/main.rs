//! How long a document takes from one format to another, as a ratio to what it is made of: reading the one format into
//! objects, and writing as many objects in the other. All of it in one run, passes alternating, the median of three;
//! and the peak memory of the way from XML to XML.
//!
//! `cargo bench --bench documents` takes 100,000 items; `cargo bench --bench documents -- --items 1000` so many.

#![allow(clippy::print_stdout)]

use anyhow::{Context, Result, anyhow, ensure};
use poam::convert::{Original, Target, transcode};
use poam::finding::Failure;
use poam::limits::Limits;
use poam::oscal::format::{self, Format};
use poam::oscal::model::POAM;
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::oscal::version::Version;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PASSES: usize = 3;
const WAYS: [(Format, Format); 3] =
    [(Format::Xml, Format::Json), (Format::Json, Format::Xml), (Format::Xml, Format::Xml)];

/// The argument by which the benchmark asks itself for the memory of one conversion.
const PEAK: &str = "--peak";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|a| a == PEAK) {
        let path = Path::new(arguments.get(at + 1).context("--peak wants a document")?);
        convert(path, Format::Xml, Format::Xml)?;
        println!("{}", peak().unwrap_or_default());
        return Ok(());
    }
    let items: usize = match arguments.iter().position(|a| a == "--items") {
        Some(at) => arguments.get(at + 1).context("--items wants a number")?.parse()?,
        None => 100_000,
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
    std::fs::create_dir_all(&folder)?;
    let document = Document::new()?;
    println!("{items} items; ratio = convert / (read + write), medians of {PASSES}");
    println!("{:4} {:4} {:>8} {:>7} {:>7} {:>8} {:>6}", "from", "to", "source", "read", "write", "convert", "ratio");
    for (from, to) in WAYS {
        let path = folder.join(format!("{items}.{}", from.name()));
        document.write(from, items, &path)?;
        let source = std::fs::metadata(&path)?.len();
        let [mut reads, mut writes, mut converts] = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..PASSES {
            reads.push(timed(|| read_all(&path, from, items))?);
            writes.push(timed(|| document.write(to, items, &path.with_extension("written")))?);
            converts.push(timed(|| convert(&path, from, to))?);
        }
        let [read, write, convert] = [median(&mut reads), median(&mut writes), median(&mut converts)];
        println!(
            "{:4} {:4} {:>5} MB {read:>6.2}s {write:>6.2}s {convert:>7.2}s {:>6.2}",
            from.name(),
            to.name(),
            (source + 500_000) / 1_000_000,
            convert / (read + write),
        );
    }
    let child = Command::new(std::env::current_exe()?).arg(PEAK).arg(folder.join(format!("{items}.xml"))).output()?;
    ensure!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    let kib: u64 = String::from_utf8(child.stdout)?.trim().parse()?;
    println!("xml to xml takes {} MiB at most", kib / 1024);
    Ok(())
}

/// A document to be written with any number of copies of its risk and its item.
struct Document {
    root: Object,
    section: Vec<(usize, Object)>,
}

impl Document {
    /// The first risk and the first item of a sample, with what the sample holds beside its items.
    fn new() -> Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/meridian-v2.1.json");
        let mut root = read::document("sample", &std::fs::read(path)?)?.root;
        let mut section = Vec::new();
        for name in ["observation", "risk", "poam-item"] {
            let member = POAM.member(name).context("no such section")?;
            let first = root.objects(member).next().cloned();
            root.clear(member);
            if name != "observation" {
                section.push((member, first.context("an empty section")?));
            }
        }
        Ok(Document { root, section })
    }

    /// Writes the document as a conversion does, object by object.
    fn write(&self, format: Format, items: usize, path: &Path) -> Result<()> {
        let folder = path.parent().context("no folder")?;
        let mut buffer = Vec::new();
        let mut spools = Vec::new();
        for (member, object) in &self.section {
            let mut spool = poam::oscal::spool::Spool::new(folder);
            for _ in 0..items {
                buffer.clear();
                format::encode(format, Version::default(), *member, object, &mut buffer)?;
                spool.append(&buffer)?;
            }
            spools.push((*member, spool));
        }
        let mut file = File::create(path)?;
        let mut out = BufWriter::with_capacity(1 << 16, &mut file);
        format::assemble(&mut out, format, Version::default(), &self.root, spools)?;
        out.flush()?;
        Ok(())
    }
}

fn timed(run: impl FnOnce() -> Result<()>) -> Result<f64> {
    let start = Instant::now();
    run()?;
    Ok(Duration::as_secs_f64(&start.elapsed()))
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}

fn failed(failure: &Failure) -> anyhow::Error {
    anyhow!("{failure}")
}

/// Reads all objects, and keeps none.
fn read_all(path: &Path, format: Format, items: usize) -> Result<()> {
    let mut objects = 0;
    let mut each = |_, object: Object| {
        drop(object);
        objects += 1;
        Ok(())
    };
    let source = BufReader::with_capacity(1 << 16, File::open(path)?);
    let reading = read::stream("document", source, format, &mut each).map_err(|f| failed(&f))?;
    ensure!(objects == 2 * items && !reading.is_faulty(), "not a whole document");
    Ok(())
}

/// The whole way, from a path to a file beside it, as `poam convert` goes it.
fn convert(path: &Path, from: Format, to: Format) -> Result<()> {
    let target: PathBuf = path.with_extension("written");
    let open = || -> Result<Box<dyn BufRead>, Failure> {
        let file = File::open(path).map_err(|e| poam::convert::cannot_write("document", &e))?;
        Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
    };
    let source = Original { name: "document", format: from, limits: Limits::default(), open: &open };
    let folder = path.parent().context("no folder")?;
    let mut file = File::create(&target)?;
    let mut out = BufWriter::with_capacity(1 << 16, &mut file);
    let options = Target { format: to, version: None, allow_loss: false };
    transcode(&source, options, folder, &mut out).map_err(|f| failed(&f))?;
    out.flush()?;
    Ok(())
}

/// The most memory this process had so far, in KiB. Linux tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
