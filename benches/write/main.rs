//! How long a workbook takes to be written anew from a document's rows, as a ratio to bare `rust_xlsxwriter` in constant
//! memory, which writes the same cells with the same formats and nothing else. All of it in one run, passes alternating,
//! the median of three.
//!
//! `cargo bench --bench write` measures 100,000 rows; `cargo bench --bench write -- --rows 5000` as many.

#![allow(clippy::print_stdout)]

#[path = "../convert/workbook.rs"]
mod workbook;

use anyhow::{Context, Result, ensure};
use poam::convert::{self, Options, Survey, anew};
use poam::mapping::document::to_rows;
use poam::mapping::file;
use poam::workbook::anew::named;
use poam::workbook::{Cell, Workbook};
use rust_xlsxwriter::{Format, FormatAlign};
use std::path::Path;
use std::time::{Duration, Instant};

const PASSES: usize = 3;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rows: u32 = match arguments.iter().position(|a| a == "--rows") {
        Some(at) => arguments.get(at + 1).context("--rows wants a number")?.parse()?,
        None => 100_000,
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("convert");
    std::fs::create_dir_all(&folder)?;
    let mapping = file::load("fedramp", file::FEDRAMP)?;
    let poam = {
        let (book, _) = poam::workbook::read_file(&workbook::cached(&folder, rows)?)?;
        convert::document(&Survey::new(&book, &mapping, Options::default())?)?.0
    };
    let layout = named("fedramp-2.1").context("no such layout")?;
    let items = to_rows(&mapping, &poam, None);
    drop(poam);
    let write = || anew::of_rows(&mapping, &items, &layout, "out.xlsx", None, &folder);
    // What is written is read again: these are the cells that the other side writes.
    let written = write()?;
    ensure!(written.losses.is_empty() && written.items > 0, "not a whole workbook");
    let (book, _) = poam::workbook::read("out.xlsx", &written.bytes)?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    for _ in 0..PASSES {
        let start = Instant::now();
        bytes = write()?.bytes.len();
        ours.push(start.elapsed());
        let start = Instant::now();
        bare_write(&book, &folder)?;
        bare.push(start.elapsed());
    }
    let (ours, bare) = (median(&mut ours), median(&mut bare));
    println!("{:>7} {:>8} {:>8} {:>6} {:>7}", "rows", "anew", "bare", "ratio", "output");
    println!(
        "{rows:>7} {:>7.2}s {:>7.2}s {:>6.2} {:>4} MB",
        ours.as_secs_f64(),
        bare.as_secs_f64(),
        ours.as_secs_f64() / bare.as_secs_f64(),
        (bytes + 500_000) / 1_000_000
    );
    Ok(())
}

/// The cells of a workbook, with a format for texts and one for dates.
fn bare_write(book: &Workbook, folder: &Path) -> Result<usize> {
    let text = Format::new().set_font_name("Arial").set_font_size(10).set_text_wrap().set_align(FormatAlign::Top);
    let date = text.clone().set_num_format_index(14);
    let mut out = rust_xlsxwriter::Workbook::new();
    out.set_tempdir(folder)?;
    for sheet in &book.sheets {
        let page = out.add_worksheet_with_constant_memory()?.set_name(&*sheet.name)?;
        for cell in sheet.cells() {
            let column = u16::try_from(cell.column)?;
            match cell.cell {
                Cell::Number(number) => page.write_number_with_format(cell.row, column, number, &text)?,
                Cell::Date { serial, .. } => page.write_number_with_format(cell.row, column, serial, &date)?,
                other => page.write_string_with_format(cell.row, column, other.text(), &text)?,
            };
        }
    }
    Ok(out.save_to_buffer()?.len())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
