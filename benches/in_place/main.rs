//! How long it takes to bring one changed value of a document into the workbook it was made from, as a ratio to what no
//! program can do without: one bare read of each input (`serde_json`'s values, calamine's cells), copying the package,
//! and inflating and deflating the one sheet. All of it in one run, passes alternating, the median of five.
//!
//! The workbook is a published one with 4,876 items, from the folder that `POAM_SHARED` names; without it nothing is
//! measured.

#![allow(clippy::print_stdout)]

use anyhow::{Context, Result, ensure};
use calamine::Reader;
use poam::convert::{self, InPlace, Options, Survey};
use poam::mapping::definition::Mapping;
use poam::mapping::file;
use poam::oscal::format::{self, Format};
use poam::oscal::model::POAM;
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::oscal::version::Version;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PASSES: usize = 5;
const WORKBOOK: &str = "corpus/workbooks/brianchaplow__homelab-fedramp-low__POAM-2026-05__2026-04-12_737165c.xlsx";

fn main() -> Result<()> {
    let shared = std::env::var_os("POAM_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = shared.join(WORKBOOK);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return Ok(());
    }
    let book = std::fs::read(path)?;
    let mapping = file::load("fedramp", file::FEDRAMP)?;
    let document = changed(&book, &mapping)?;
    let sheet = largest_sheet(&book)?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..PASSES {
        let start = Instant::now();
        in_place(&document, &book, &mapping)?;
        ours.push(start.elapsed());
        let start = Instant::now();
        bare_pass(&document, &book, &sheet)?;
        bare.push(start.elapsed());
    }
    let (ours, bare) = (median(&mut ours), median(&mut bare));
    println!("{:>9} {:>9} {:>9} {:>6}", "document", "in place", "bare", "ratio");
    println!(
        "{:>6} MB {:>8.3}s {:>8.3}s {:>6.2}",
        (document.len() + 500_000) / 1_000_000,
        ours.as_secs_f64(),
        bare.as_secs_f64(),
        ours.as_secs_f64() / bare.as_secs_f64()
    );
    Ok(())
}

/// The workbook's document in JSON, with one value changed: the description of the risk in the middle.
fn changed(base: &[u8], mapping: &Mapping) -> Result<Vec<u8>> {
    let (book, _) = poam::workbook::read("base.xlsx", base)?;
    let (mut root, _) = convert::document(&Survey::new(&book, mapping, Options::default())?)?;
    let member = POAM.member("risk").context("no risks in the model")?;
    let middle = root.objects(member).count() / 2;
    let risk: &mut Object = root.object_at_mut(member, middle).context("no risk")?;
    let description = risk.kind().member("description").context("no description in the model")?;
    risk.set(description, "Somebody typed something else here.");
    let mut json = Vec::new();
    format::write(&mut json, Format::Json, Version::default(), &root)?;
    Ok(json)
}

/// The whole way, from the bytes of both files to those of the new workbook.
fn in_place(document: &[u8], base: &[u8], mapping: &Mapping) -> Result<Vec<u8>> {
    let reading = read::document("poam.json", document)?;
    let mut out = Cursor::new(Vec::new());
    let written = convert::write_into(&reading.root, mapping, "base.xlsx", base, &InPlace::default(), &mut out)?;
    ensure!(written.changes.len() == 1, "{} cells changed, not one", written.changes.len());
    Ok(out.into_inner())
}

/// What cannot be done without.
fn bare_pass(document: &[u8], base: &[u8], sheet: &str) -> Result<usize> {
    let value: serde_json::Value = serde_json::from_slice(document)?;
    let mut count = usize::from(value.is_object());
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(base))?;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name)?;
        while cells.next_cell()?.is_some() {
            count += 1;
        }
    }
    let copy = base.to_vec();
    let mut part = Vec::new();
    zip::ZipArchive::new(Cursor::new(&copy))?.by_name(sheet)?.read_to_end(&mut part)?;
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    out.start_file(sheet, zip::write::SimpleFileOptions::default())?;
    out.write_all(&part)?;
    Ok(count + out.finish()?.into_inner().len())
}

/// The package's largest sheet part: the one that changes.
fn largest_sheet(base: &[u8]) -> Result<String> {
    let mut package = zip::ZipArchive::new(Cursor::new(base))?;
    let mut largest = (0, String::new());
    for index in 0..package.len() {
        let part = package.by_index_raw(index)?;
        if part.name()?.starts_with("xl/worksheets/") {
            largest = largest.max((part.size(), part.name()?.to_string()));
        }
    }
    Ok(largest.1)
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
