//! How long a conversion takes, as a ratio to what no conversion can do without: calamine's bare pass over the cells,
//! and writing as many bytes as the output has. All of it in one run, passes alternating, the median of three.
//!
//! `cargo bench` measures 1,000, 10,000 and 100,000 rows; `cargo bench -- --rows 1000` these alone; `cargo bench --bench
//! convert -- --shapes` whether the cost of workbooks of other shapes grows in a line, `-- --shapes assets` of some.

#![allow(clippy::print_stdout)]

mod shapes;
mod workbook;

use anyhow::{Context, Result, bail};
use calamine::Reader;
use poam::convert::{self, Options, Survey};
use poam::mapping::file;
use poam::oscal::format::Format;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PASSES: usize = 3;
const ROWS: [u32; 3] = [1_000, 10_000, 100_000];
const FORMATS: [Format; 3] = [Format::Json, Format::Xml, Format::Yaml];

/// The argument by which the benchmark asks itself for the memory of one conversion.
const PEAK: &str = "--peak";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|a| a == PEAK) {
        let [_, workbook, format] = &arguments[at..] else { bail!("{PEAK} WORKBOOK FORMAT") };
        let format = Format::from_extension(format).context("no such format")?;
        convert(Path::new(workbook), format)?;
        println!("{}", peak().unwrap_or_default());
        return Ok(());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("convert");
    std::fs::create_dir_all(&folder)?;
    if let Some(at) = arguments.iter().position(|a| a == "--shapes") {
        return shapes::measure(
            &folder,
            arguments.get(at + 1).map(String::as_str).filter(|word| !word.starts_with('-')),
        );
    }
    let rows: Vec<u32> = match arguments.iter().position(|a| a == "--rows") {
        Some(at) => vec![arguments.get(at + 1).context("--rows wants a number")?.parse()?],
        None => ROWS.to_vec(),
    };
    println!(
        "limit = calamine's bare pass over the cells + writing as many bytes as the output has; medians of {PASSES}"
    );
    println!(
        "{:>7}  {:6} {:>7} {:>7} {:>7} {:>8} {:>6} {:>8} {:>9}",
        "rows", "format", "cells", "write", "limit", "convert", "ratio", "output", "peak"
    );
    for rows in rows {
        measure(&workbook::cached(&folder, rows)?, rows)?;
    }
    Ok(())
}

/// Measures all formats on one workbook and prints a line for each.
fn measure(workbook: &Path, rows: u32) -> Result<()> {
    let mut cells = Vec::new();
    let mut formats: Vec<Measured> = FORMATS.iter().map(|_| Measured::default()).collect();
    for _ in 0..PASSES {
        cells.push(timed(|| bare_cells(workbook))?.0);
        for (format, measured) in FORMATS.iter().zip(&mut formats) {
            let (took, bytes) = timed(|| convert(workbook, *format))?;
            measured.convert.push(took);
            measured.bytes = bytes;
            measured.write.push(timed(|| bare_write(workbook, bytes))?.0);
        }
    }
    let cells = median(&mut cells);
    for (format, mut measured) in FORMATS.iter().zip(formats) {
        let (write, convert) = (median(&mut measured.write), median(&mut measured.convert));
        let limit = cells + write;
        println!(
            "{rows:>7}  {:6} {:>6.2}s {:>6.2}s {:>6.2}s {:>7.2}s {:>6.2} {:>5} MB {:>9}",
            format.name(),
            cells.as_secs_f64(),
            write.as_secs_f64(),
            limit.as_secs_f64(),
            convert.as_secs_f64(),
            convert.as_secs_f64() / limit.as_secs_f64(),
            (measured.bytes + 500_000) / 1_000_000,
            peak_of_child(workbook, *format)?.map_or_else(|| "unknown".to_owned(), |kib| format!("{} MiB", kib / 1024)),
        );
    }
    Ok(())
}

#[derive(Default)]
struct Measured {
    convert: Vec<Duration>,
    write: Vec<Duration>,
    bytes: u64,
}

fn timed<T>(run: impl FnOnce() -> Result<T>) -> Result<(Duration, T)> {
    let start = Instant::now();
    let result = run()?;
    Ok((start.elapsed(), result))
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Every cell of every POA&M sheet as calamine streams it, and nothing done with it.
fn bare_cells(workbook: &Path) -> Result<usize> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(workbook)?;
    let mut count = 0;
    for sheet in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&sheet)?;
        while reader.next_cell()?.is_some() {
            count += 1;
        }
    }
    Ok(count)
}

/// Writes so many bytes to a file in the workbook's folder.
fn bare_write(workbook: &Path, bytes: u64) -> Result<()> {
    let text = "        \"description\": \"The version of the web server is older than the vendor's.\",\n".repeat(800);
    let path = workbook.with_extension("written");
    let mut file = File::create(&path)?;
    let mut left = usize::try_from(bytes)?;
    while left > 0 {
        let piece = left.min(text.len());
        file.write_all(&text.as_bytes()[..piece])?;
        left -= piece;
    }
    drop(file);
    std::fs::remove_file(path)?;
    Ok(())
}

/// The whole way, from the workbook's path to a file beside it, as `poam convert` goes it. Gives the output's length.
fn convert(workbook: &Path, format: Format) -> Result<u64> {
    let folder = workbook.parent().context("a workbook without a folder")?;
    let path: PathBuf = workbook.with_extension(format.name());
    let mapping = file::load("fedramp", file::FEDRAMP)?;
    let (workbook, _) = poam::workbook::read_file(workbook)?;
    let survey = Survey::new(&workbook, &mapping, Options::default())?;
    let mut out = BufWriter::with_capacity(1 << 16, File::create(&path)?);
    let report = convert::write(&survey, format, folder, false, &|_| {}, &mut out)?;
    out.into_inner()?;
    let bytes = std::fs::metadata(&path)?.len();
    std::fs::remove_file(path)?;
    anyhow::ensure!(report.losses.is_empty() && report.items > 0, "not a whole conversion");
    Ok(bytes)
}

/// The peak memory of one conversion, in KiB, in a process of its own. None where the system does not tell.
fn peak_of_child(workbook: &Path, format: Format) -> Result<Option<u64>> {
    let child = Command::new(std::env::current_exe()?).arg(PEAK).arg(workbook).arg(format.name()).output()?;
    anyhow::ensure!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    Ok(String::from_utf8(child.stdout)?.trim().parse().ok().filter(|kib| *kib > 0))
}

/// The most memory this process had so far, in KiB. Linux tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
