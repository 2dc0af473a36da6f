//! What a report shows, as tables of figures with charts, for every form that people read. A form only prints them.

mod counts;
mod lists;

use super::Report;
use super::month::ByRating;
use jiff::civil::Date;

/// A part of the report under a heading.
pub(super) struct Section {
    /// What links name it by.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What is to be said before the tables.
    pub(super) says: Vec<String>,
    pub(super) tables: Vec<Table>,
}

/// A table.
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) columns: Vec<Column>,
    /// Every row has as many cells as there are columns; the first one names the row.
    pub(super) rows: Vec<Row>,
    /// Whether the last row is the sum of the others.
    pub(super) total: bool,
    pub(super) chart: Option<Chart>,
    pub(super) look: Look,
}

/// How a table looks where there is room for more than rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Rows,
    /// Each row is a figure of its own.
    Figures,
    /// One of several short tables side by side, with a bar behind each name.
    Ranks,
}

/// A column.
pub(super) struct Column {
    pub(super) title: String,
    /// Whether it holds numbers, which stand right.
    pub(super) number: bool,
}

/// A row.
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// What belongs to the row and is shown on demand.
    pub(super) more: Vec<String>,
}

/// A cell.
#[derive(Clone)]
pub(super) struct Cell {
    pub(super) what: What,
    /// The items that it counts or names.
    pub(super) filter: Option<Filter>,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Nothing,
    /// Somebody's text: what is long is cut.
    Text(String),
    /// The program's own text, shown whole.
    Said(&'static str),
    Number(i64),
    /// A number with its sign.
    Change(i64),
    Day(Date),
}

/// Which items are meant: what the page's list is filtered by, name and value.
pub(super) type Filter = Vec<(&'static str, String)>;

/// A chart of a table's numbers.
pub(super) struct Chart {
    pub(super) title: String,
    /// The same in words.
    pub(super) says: String,
    /// The columns that are stacked, with what each is called in a style.
    pub(super) series: Vec<(usize, &'static str)>,
    /// The column that is drawn as a line across months; none for bars.
    pub(super) line: Option<usize>,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        Cell { what: if text.is_empty() { What::Nothing } else { What::Text(text) }, filter: None }
    }

    pub(super) fn said(text: &'static str) -> Cell {
        Cell { what: What::Said(text), filter: None }
    }

    pub(super) fn number(number: usize) -> Cell {
        Cell { what: What::Number(i64::try_from(number).unwrap_or(i64::MAX)), filter: None }
    }

    pub(super) fn days(days: Option<i32>) -> Cell {
        Cell { what: days.map_or(What::Nothing, |days| What::Number(days.into())), filter: None }
    }

    pub(super) fn day(day: Option<Date>) -> Cell {
        Cell { what: day.map_or(What::Nothing, What::Day), filter: None }
    }

    pub(super) fn of(mut self, filter: Filter) -> Cell {
        self.filter = Some(filter);
        self
    }
}

impl Row {
    pub(super) fn of(cells: Vec<Cell>) -> Row {
        Row { cells, more: Vec::new() }
    }
}

impl Table {
    /// A table of these columns; a title that ends with `#` is one of numbers.
    fn new(caption: impl Into<String>, columns: &[&str]) -> Table {
        let column =
            |title: &&str| Column { title: title.trim_end_matches('#').to_owned(), number: title.ends_with('#') };
        Table {
            caption: caption.into(),
            columns: columns.iter().map(column).collect(),
            rows: Vec::new(),
            total: false,
            chart: None,
            look: Look::Rows,
        }
    }

    fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row::of(cells));
    }
}

/// The parts of a report, in order; those that have nothing to show are left out, or say so.
pub(super) fn sections(report: &Report) -> Vec<Section> {
    let parts = [
        Some(counts::glance(report)),
        Some(counts::ratings(report)),
        Some(counts::late(report)),
        Some(counts::due(report)),
        Some(counts::ages(report)),
        counts::months(report),
        Some(counts::triggers(report)),
        Some(lists::vendors(report)),
        Some(lists::deviations(report)),
        Some(lists::exploited(report)),
        Some(lists::places(report)),
        Some(lists::rules(report)),
        lists::switched(report),
    ];
    parts.into_iter().flatten().collect()
}

/// The names of ratings and of the styles they are drawn in, and a count's numbers.
const RATINGS: [(&str, &str); 4] = [("High", "high"), ("Moderate", "moderate"), ("Low", "low"), ("Unrated", "unrated")];

/// How many of the ratings are shown: unrated items only where there are any.
fn shown_ratings(report: &Report) -> usize {
    let items = report.months.iter().any(|month| month.open.unrated + month.original.unrated > 0);
    if items { 4 } else { 3 }
}

/// The columns of counts by rating, between a name and a total.
fn rating_columns(first: &str, shown: usize) -> Vec<&str> {
    let ratings = ["High#", "Moderate#", "Low#", "Unrated#"];
    [&[first], &ratings[..shown], &["All#"]].concat()
}

/// The numbers of a count, each with the filter of its items.
fn counted(count: ByRating, shown: usize, filter: Option<&Filter>) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(shown + 1);
    for (number, (_, rating)) in count.each().into_iter().zip(RATINGS).take(shown) {
        let filter = filter.filter(|_| number > 0).map(|f| [&f[..], &[("rating", rating.to_owned())]].concat());
        cells.push(Cell { filter, ..Cell::number(number) });
    }
    let filter = filter.filter(|_| count.total() > 0).cloned();
    cells.push(Cell { filter, ..Cell::number(count.total()) });
    cells
}

/// A bar chart of a table of counts by rating.
fn bars(title: &str, shown: usize, rows: &[Row]) -> Chart {
    let number = |row: &Row, at: usize| match row.cells.get(at).map(|cell| &cell.what) {
        Some(What::Number(number)) => *number,
        _ => 0,
    };
    let said = |row: &Row| {
        let What::Text(name) = &row.cells.first()?.what else { return None };
        let parts = RATINGS.iter().take(shown).enumerate().filter(|(at, _)| number(row, at + 1) > 0);
        let parts: Vec<String> = parts.map(|(at, (rating, _))| format!("{} {rating}", number(row, at + 1))).collect();
        Some(if parts.is_empty() { format!("{name}: none") } else { format!("{name}: {}", parts.join(", ")) })
    };
    let says: Vec<String> = rows.iter().filter_map(said).collect();
    let series = RATINGS.iter().take(shown).enumerate().map(|(at, (_, style))| (at + 1, *style));
    Chart { title: title.to_owned(), says: says.join(". ") + ".", series: series.collect(), line: None }
}

/// A number with its unit: `1 item`, `3 items`.
fn some(count: usize, what: &str) -> String {
    let number = grouped(i64::try_from(count).unwrap_or(i64::MAX));
    if count == 1 { format!("{number} {what}") } else { format!("{number} {what}s") }
}

/// A number with its thousands apart.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if number < 0 { format!("\u{2212}{shown}") } else { shown }
}

/// What the report is about: names and texts, those that are known.
pub(super) fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let head = &report.head;
    let before = report.months.split_last().map_or(&[][..], |(_, before)| before);
    let before: Vec<&str> = before.iter().map(|month| &*month.file).collect();
    let switched: Vec<&str> = head.switched.iter().filter(|s| s.level.is_none()).map(|s| s.code.as_str()).collect();
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let facts = [
        ("Provider", text(&head.csp)),
        ("System", text(&head.system)),
        ("Impact level", text(&head.impact_level)),
        ("POAM Date", text(&head.poam_date)),
        ("Judged as of", Some(head.as_of.to_string())),
        ("File", text(&head.file)),
        ("Months before", text(&before.join(", "))),
        ("Configuration", Some(head.config.clone().unwrap_or_else(|| "none".to_owned()))),
        ("Mapping", Some(head.mapping.clone().unwrap_or_else(|| "built-in".to_owned()))),
        ("CISA's catalogue", head.kev.clone()),
        ("Inventory", head.inventory.clone()),
        ("At the authorization", head.baseline.clone()),
        ("Rules switched off", Some(text(&switched.join(", ")).unwrap_or_else(|| "none".to_owned()))),
    ];
    facts.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (number, shown) in [(0, "0"), (999, "999"), (4876, "4,876"), (-1_000_000, "\u{2212}1,000,000")] {
            assert_eq!(grouped(number), shown);
        }
    }
}
