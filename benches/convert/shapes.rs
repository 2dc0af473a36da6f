//! Whether a conversion's cost grows with what is converted and no faster: for each shape of workbook the cost of one
//! unit of it (a row, an asset, a milestone, a character) at sizes ten times apart. The ratio of a greater size's to a
//! smaller's is to stay at or below 1.3. Where the system tells it, the ratio of the program's own work stands beside: the
//! rest of the time the system takes to give memory and to write files.

use crate::workbook::{self, SENTENCES};
use crate::{FORMATS, convert};
use anyhow::{Context, Result};
use poam::oscal::format::Format;
use rust_xlsxwriter::Workbook;
use std::path::Path;
use std::time::{Duration, Instant};

/// A unit's cost may grow by this from one size to one ten times as great.
const MOST: f64 = 1.3;

/// A conversion is run again until so much time is gone, and its least cost counts.
const ENOUGH: Duration = Duration::from_millis(600);

struct Shape {
    name: &'static str,
    unit: &'static str,
    /// How many rows, and of how many units each.
    sizes: &'static [(u32, u32)],
    formats: &'static [Format],
    /// What stands in a row of so many units; none for all 31 columns.
    cells: Option<fn(row: u32, units: u32) -> Cells>,
}

/// The texts of a row in which these shapes differ. The other columns hold little.
#[derive(Default)]
struct Cells {
    description: String,
    assets: String,
    milestones: String,
}

const SHAPES: [Shape; 10] = [
    Shape {
        name: "rows of 31 columns",
        unit: "row",
        sizes: &[(1_000, 1), (10_000, 1), (100_000, 1)],
        formats: &[Format::Json],
        cells: None,
    },
    Shape {
        name: "rows of 1,000 assets",
        unit: "asset",
        sizes: &[(20, 1_000), (200, 1_000)],
        formats: &FORMATS,
        cells: Some(short_assets),
    },
    Shape {
        name: "80, 800, 8,000 assets in a row",
        unit: "asset",
        sizes: &[(500, 80), (50, 800), (5, 8_000)],
        formats: &FORMATS,
        cells: Some(short_assets),
    },
    Shape {
        name: "rows of 200 milestones",
        unit: "milestone",
        sizes: &[(20, 200), (200, 200)],
        formats: &FORMATS,
        cells: Some(milestones),
    },
    Shape {
        name: "10, 100, 1,000 milestones in a row",
        unit: "milestone",
        sizes: &[(1_000, 10), (100, 100), (10, 1_000)],
        formats: &FORMATS,
        cells: Some(milestones),
    },
    Shape {
        name: "rows with a cell of 32,767 characters",
        unit: "character",
        sizes: &[(30, 32_767), (300, 32_767)],
        formats: &FORMATS,
        cells: Some(prose),
    },
    Shape {
        name: "cells of 3,276 and 32,767 characters",
        unit: "character",
        sizes: &[(3_000, 3_276), (300, 32_767)],
        formats: &FORMATS,
        cells: Some(prose),
    },
    Shape {
        name: "cells of 300 and 3,000 lines",
        unit: "line",
        sizes: &[(1_000, 300), (100, 3_000)],
        formats: &FORMATS,
        cells: Some(lines),
    },
    Shape {
        name: "10,000 and 100,000 different assets",
        unit: "asset",
        sizes: &[(1_000, 10), (10_000, 10)],
        formats: &FORMATS,
        cells: Some(own_assets),
    },
    Shape {
        name: "one asset in 10,000 and 100,000 rows",
        unit: "row",
        sizes: &[(10_000, 1), (100_000, 1)],
        formats: &FORMATS,
        cells: Some(one_asset),
    },
];

/// Measures all shapes, or those whose name holds a word, and prints a line for each and format.
pub(crate) fn measure(folder: &Path, word: Option<&str>) -> Result<()> {
    let clock = if worked().is_some() { "processor time" } else { "time by the clock" };
    println!("{clock} of a conversion for each unit, at each size; a ratio over {MOST} is flagged");
    println!("{:38} {:6} {:>9}  {:>26}  ratio    own", "shape", "format", "unit", "nanoseconds");
    let mut over = 0;
    for shape in SHAPES.iter().filter(|shape| word.is_none_or(|word| shape.name.contains(word))) {
        for format in shape.formats {
            let costs =
                shape.sizes.iter().map(|size| shape.cost(folder, *size, *format)).collect::<Result<Vec<_>>>()?;
            let whole = ratio(costs.iter().map(|cost| cost.whole));
            let own = costs.iter().map(|cost| cost.own).collect::<Option<Vec<_>>>();
            let own = own.map_or_else(|| "unknown".to_owned(), |own| format!("{:.2}", ratio(own.into_iter())));
            let numbers = costs.iter().map(|cost| format!("{:.0}", cost.whole)).collect::<Vec<_>>().join("  ");
            let flag = if whole > MOST { "  OVER" } else { "" };
            over += usize::from(whole > MOST);
            let (name, format, unit) = (shape.name, format.name(), shape.unit);
            println!("{name:38} {format:6} {unit:>9}  {numbers:>26}  {whole:>5.2}  {own:>5}{flag}");
        }
    }
    println!("{over} over {MOST}");
    Ok(())
}

/// What a unit costs, in nanoseconds.
struct Cost {
    /// The least that was seen.
    whole: f64,
    /// The program's own work, on an average.
    own: Option<f64>,
}

/// The greatest ratio of a size's cost to that of a smaller one.
fn ratio(costs: impl Iterator<Item = f64>) -> f64 {
    let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
    for cost in costs {
        most = most.max(cost / least);
        least = least.min(cost);
    }
    most
}

impl Shape {
    /// What a unit costs in a workbook of this size.
    fn cost(&self, folder: &Path, (rows, units): (u32, u32), format: Format) -> Result<Cost> {
        let workbook = match self.cells {
            None => workbook::cached(folder, rows)?,
            Some(cells) => {
                let name = format!("{rows} {}", self.name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
                workbook::kept(folder, &name, || make(rows, units, cells))?
            }
        };
        let (start, own_before) = (Instant::now(), own_work());
        let (mut least, mut runs) = (Duration::MAX, 0);
        while runs == 0 || start.elapsed() < ENOUGH {
            let (now, before) = (Instant::now(), worked());
            convert(&workbook, format)?;
            let took = now.elapsed();
            least = least.min(worked().zip(before).map_or(took, |(after, before)| after.saturating_sub(before)));
            runs += 1;
        }
        let of_unit = |time: Duration| time.as_secs_f64() * 1e9 / f64::from(rows) / f64::from(units);
        let own =
            own_work().zip(own_before).map(|(after, before)| of_unit(after.saturating_sub(before)) / f64::from(runs));
        Ok(Cost { whole: of_unit(least), own })
    }
}

/// The time that the processors spent on the threads of this process so far. Linux tells it; the threads of a conversion
/// stay from one to the next.
fn worked() -> Option<Duration> {
    let mut sum = 0;
    for thread in std::fs::read_dir("/proc/self/task").ok()? {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        sum += text.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(sum)).filter(|sum| !sum.is_zero())
}

/// The same without what the system did for them; Linux tells it in hundredths of a second.
fn own_work() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name, in parentheses, may hold blanks. Behind it the time is the twelfth field.
    let hundredths: u64 = text.rsplit_once(')')?.1.split_whitespace().nth(11)?.parse().ok()?;
    Some(Duration::from_millis(10 * hundredths))
}

fn make(rows: u32, units: u32, cells: fn(u32, u32) -> Cells) -> Result<Workbook> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_low_memory()?.set_name("Open POA&M Items")?;
    workbook::put_top(sheet, &workbook::headers()?)?;
    for row in 0..rows {
        let Cells { description, assets, milestones } = cells(row, units);
        let (id, name) = (format!("V-{row:06}"), format!("Fault {row}"));
        let texts: [(u16, &str); 8] = [
            (0, &id),
            (1, "SI-2"),
            (2, &name),
            (3, if description.is_empty() { "An update is missing." } else { &description }),
            (6, if assets.is_empty() { "web-001" } else { &assets }),
            (10, "2026-05-04"),
            (12, &milestones),
            (18, "Low"),
        ];
        for (column, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(5 + row, column, text).with_context(|| format!("row {row}, column {column}"))?;
        }
    }
    Ok(book)
}

fn listed(units: u32, separator: &str, text: impl Fn(u32) -> String) -> String {
    (0..units).map(text).collect::<Vec<_>>().join(separator)
}

/// Assets with names of three letters, each in one row alone: 8,000 fit into a cell.
fn short_assets(row: u32, units: u32) -> Cells {
    let letter = |number: u32| char::from_digit(number % 36, 36).unwrap_or_default();
    let name = |at: u32| [at / 36 / 36, at / 36, at].map(letter).iter().collect();
    Cells { assets: listed(units, "\n", |unit| name(row * units + unit)), ..Cells::default() }
}

fn own_assets(row: u32, units: u32) -> Cells {
    Cells { assets: listed(units, "\n", |unit| format!("host-{:06}", row * units + unit)), ..Cells::default() }
}

fn one_asset(_: u32, _: u32) -> Cells {
    Cells { assets: "web-001.example.com".to_owned(), ..Cells::default() }
}

fn milestones(row: u32, units: u32) -> Cells {
    let day = |unit: u32| format!("2026-{:02}-{:02}", 1 + (row + unit) % 12, 1 + unit % 28);
    let text = listed(units, "\n", |unit| format!("({}) {}: Step {unit}", unit + 1, day(unit)));
    Cells { milestones: text, ..Cells::default() }
}

/// One text of so many characters, with what scanners write into it.
fn prose(row: u32, units: u32) -> Cells {
    let text: String = SENTENCES.join(" ").chars().cycle().skip(row as usize % 100).take(units as usize).collect();
    // No blank at an end, where it would be a matter of its own.
    let text = format!("x{}x", text.get(1..text.len() - 1).unwrap_or_default());
    Cells { description: text, ..Cells::default() }
}

fn lines(row: u32, units: u32) -> Cells {
    Cells { description: listed(units, "\n", |unit| format!("line {}", row + unit)), ..Cells::default() }
}
