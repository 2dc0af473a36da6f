//! What came of all sources, as a table: those that need a look one by one, all others in a row.

use super::super::{items, table};
use super::Ended;
use super::sources::{PassedOver, Why};
use std::fmt::Write;

/// What is known of the sources so far.
#[derive(Debug, Default)]
pub(super) struct Summary {
    /// The highest exit code.
    pub(super) code: u8,
    /// The sources that did not end with 0.
    rows: Vec<Row>,
    fine: Counts,
    all: Counts,
    converted: usize,
}

#[derive(Debug)]
struct Row {
    code: u8,
    source: String,
    counts: Counts,
    result: String,
}

/// Items and cells are none where nobody counted them.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    sources: usize,
    items: Option<usize>,
    cells: Option<usize>,
    errors: usize,
    warnings: usize,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.sources += other.sources;
        self.items = plus(self.items, other.items);
        self.cells = plus(self.cells, other.cells);
        self.errors += other.errors;
        self.warnings += other.warnings;
    }
}

fn plus(a: Option<usize>, b: Option<usize>) -> Option<usize> {
    a.zip(b).map(|(a, b)| a + b).or(a).or(b)
}

impl Summary {
    /// Counts a source.
    pub(super) fn add(&mut self, ended: &Ended) {
        let counts = Counts {
            sources: 1,
            items: ended.items,
            cells: ended.cells,
            errors: ended.errors,
            warnings: ended.warnings,
        };
        self.code = self.code.max(ended.code);
        self.all.add(counts);
        self.converted += usize::from(ended.output.is_some());
        if ended.code == 0 {
            self.fine.add(counts);
            return;
        }
        let result = ended.why.clone().or_else(|| ended.output.clone()).unwrap_or_default();
        self.rows.push(Row { code: ended.code, source: ended.source.clone(), counts, result });
    }

    /// The table, what was passed over, and a line for all.
    pub(super) fn text(&self, folder: &str, passed_over: &[PassedOver]) -> String {
        let mut rows = vec![["EXIT", "SOURCE", "ITEMS", "CELLS", "ERRORS", "WARNINGS", "RESULT"].map(str::to_owned)];
        let plain = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let number = |count: Option<usize>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let row = |exit: u8, source: &str, counts: Counts, result: &str| {
            [
                exit.to_string(),
                plain(source),
                number(counts.items),
                number(counts.cells),
                counts.errors.to_string(),
                counts.warnings.to_string(),
                plain(result),
            ]
        };
        rows.extend(self.rows.iter().map(|r| row(r.code, &r.source, r.counts, &r.result)));
        let fine = self.fine;
        if fine.sources > 0 {
            let others = match (self.rows.is_empty(), fine.sources) {
                (true, _) => "in all",
                (_, 1) => "other",
                _ => "others",
            };
            rows.push(row(0, &format!("{} {others}", fine.sources), fine, "converted"));
        }
        let mut text = table::lines(&rows);
        let passed: Vec<String> = Why::ALL.into_iter().filter_map(|why| counted(passed_over, why)).collect();
        if !passed.is_empty() {
            let _ = writeln!(text, "passed over: {}", passed.join(", "));
        }
        let (all, items) = (self.all.sources, items(self.all.items.unwrap_or(0)));
        let sources = if all == 1 { "source" } else { "sources" };
        let _ = writeln!(text, "{} of {all} {sources} converted, {items}: {folder}", self.converted);
        text
    }
}

fn counted(passed_over: &[PassedOver], why: Why) -> Option<String> {
    let count = passed_over.iter().filter(|passed| passed.why == why).count();
    let hint = if why == Why::Folder { " (--recursive enters them)" } else { "" };
    match count {
        0 => None,
        1 => Some(format!("1 {}{}", why.name(), hint.replace("them", "it"))),
        _ if why == Why::NoFile => Some(format!("{count} pipes or devices")),
        _ => Some(format!("{count} {}s{hint}", why.name())),
    }
}
