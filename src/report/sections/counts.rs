//! The sections that count: open items by rating, lateness, due dates, age, months, and FedRAMP's triggers.

use super::{Cell, Chart, Filter, Look, RATINGS, Report, Row, Section, Table, What};
use super::{bars, counted, grouped, rating_columns, shown_ratings, some};
use crate::finding::Level;
use crate::report::figures::Bucket;
use crate::report::item::Item;
use crate::report::month::{ByRating, Month};
use crate::report::standing::Standing;

/// So many items are named in a list of the most urgent.
const URGENT: usize = 10;

fn state(name: &str) -> Filter {
    vec![("state", name.to_owned())]
}

pub(super) fn glance(report: &Report) -> Section {
    let Some((now, before)) = report.months.split_last() else {
        return Section { id: "glance", title: "At a glance", says: Vec::new(), tables: Vec::new() };
    };
    let last = before.last();
    let columns: &[&str] =
        if last.is_some() { &["Figure", "Now#", "Month before#", "Change#"] } else { &["Figure", "Now#"] };
    let mut table = Table::new("Key figures", columns);
    table.look = Look::Figures;
    for (name, figure, filter) in figures() {
        let value = figure(now).unwrap_or_default();
        let mut cells = vec![Cell::text(name), Cell { filter: (value > 0).then_some(filter), ..Cell::number(value) }];
        if let Some(last) = last {
            let was = figure(last);
            let change = was.map(|was| signed(value) - signed(was));
            cells.push(was.map_or_else(|| Cell::text(""), Cell::number));
            cells.push(Cell { what: change.map_or(What::Nothing, What::Change), filter: None });
        }
        table.row(cells);
    }
    let mut says = vec![opening(report, now)];
    if let (Some(moves), Some(last)) = (now.moves, last) {
        let since = last.date.map_or_else(|| last.file.to_string(), |date| date.to_string());
        says.push(format!(
            "Since {since}: {} new, {} closed, {} reopened, {} vanished.",
            moves.new, moves.closed, moves.reopened, moves.vanished
        ));
    }
    Section { id: "glance", title: "At a glance", says, tables: vec![table] }
}

/// A key figure: its name, how a month tells it, and the items that it counts.
type Figure = (&'static str, fn(&Month) -> Option<usize>, Filter);

fn figures() -> [Figure; 8] {
    let within = |days: &str| [state("due"), vec![("due", days.to_owned())]].concat();
    let open = |rating: &str| [state("open"), vec![("rating", rating.to_owned())]].concat();
    [
        ("Open items", |month| Some(month.open.total()), state("open")),
        ("Late", |month| month.late.map(ByRating::total), state("late")),
        ("Due in 30 days", |month| month.due, within("0..30")),
        ("Open, rated High", |month| Some(month.open.high), open("high")),
        ("Known exploited", |month| Some(month.kev), flag("kev")),
        ("Vendor dependencies", |month| Some(month.vendor), flag("vendor")),
        ("Deviations pending", |month| Some(month.pending), flag("pending")),
        ("Closed items", |month| Some(month.closed), state("closed")),
    ]
}

fn flag(name: &str) -> Filter {
    vec![("flag", name.to_owned())]
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The month in a sentence or two.
fn opening(report: &Report, now: &Month) -> String {
    let count = |level: Level| report.rules.iter().filter(|r| r.level == level).map(|r| r.findings).sum::<usize>();
    let late = match now.late.map_or(0, ByRating::total) {
        0 => "none".to_owned(),
        late => grouped(signed(late)),
    };
    let mut says = vec![format!("{}, {late} of them late.", some(now.open.total(), "open item"))];
    let asked: Vec<String> = report
        .triggers
        .iter()
        .filter(|trigger| trigger.asks_for() != "none")
        .map(|trigger| format!("a {} for items rated {}", trigger.asks_for().replace('-', " "), trigger.rating))
        .collect();
    if !asked.is_empty() {
        says.push(format!("At these numbers FedRAMP asks for {}.", asked.join(" and ")));
    }
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    says.push(format!("The check found {} and {}.", some(errors, "error"), some(warnings, "warning")));
    says.join(" ")
}

pub(super) fn ratings(report: &Report) -> Section {
    let shown = shown_ratings(report);
    let mut table = Table::new("Open items by rating", &rating_columns("Rating", shown));
    if let Some(now) = report.months.last() {
        // The list knows the rating that counts, and no other: only that row leads to it.
        let rows = [
            ("Original", now.original, None),
            ("Adjusted", now.open, Some(state("open"))),
            ("Late", now.late.unwrap_or_default(), Some(state("late"))),
        ];
        for (name, count, filter) in rows {
            table.row([vec![Cell::text(name)], counted(count, shown, filter.as_ref())].concat());
        }
    }
    table.chart = Some(bars("Open items by rating", shown, &table.rows));
    let says = "Adjusted is the rating that counts: the adjusted one where the adjustment is approved, else the original \
                one. Critical counts as High.";
    Section { id: "ratings", title: "Open items by rating", says: vec![says.to_owned()], tables: vec![table] }
}

/// A table of buckets with their sum.
fn buckets(title: &str, first: &str, report: &Report, buckets: &[Bucket], filter: impl Fn(&Bucket) -> Filter) -> Table {
    let shown = shown_ratings(report);
    let mut table = Table::new(title, &rating_columns(first, shown));
    let mut sum = ByRating::default();
    for bucket in buckets {
        let filter = filter(bucket);
        table.row([vec![Cell::text(bucket.title)], counted(bucket.items, shown, Some(&filter))].concat());
        sum.high += bucket.items.high;
        sum.moderate += bucket.items.moderate;
        sum.low += bucket.items.low;
        sum.unrated += bucket.items.unrated;
    }
    table.chart = Some(bars(title, shown, &table.rows));
    table.row([vec![Cell::text("All")], counted(sum, shown, None)].concat());
    table.total = true;
    table
}

/// The filter of a range of days.
fn range(of: &'static str, bucket: &Bucket) -> Filter {
    let (from, to) = bucket.days.unwrap_or_default();
    let to = if to == i32::MAX { String::new() } else { to.to_string() };
    vec![(of, format!("{from}..{to}"))]
}

pub(super) fn late(report: &Report) -> Section {
    let mut items: Vec<(i32, &Item)> = report
        .items
        .iter()
        .filter_map(|item| match item.standing {
            Standing::Late(days) => Some((days, item)),
            _ => None,
        })
        .collect();
    let mut says = vec![
        "An open item is late after its due date: 30, 90 or 180 days after detection by its rating (High, Moderate, \
         Low), or CISA's date where that is earlier; from a vendor's release on the days are counted anew. Approved \
         false positives and operational requirements are not late, nor are items whose vendor was asked within 30 \
         days; what is only pending does not stop the clock."
            .to_owned(),
    ];
    if items.is_empty() {
        says.insert(0, "No item is late.".to_owned());
        return Section { id: "late", title: "Late items", says, tables: Vec::new() };
    }
    let filter = |bucket: &Bucket| [state("late"), range("late", bucket)].concat();
    let mut tables = vec![buckets("Late items by days late", "Days late", report, &report.late, filter)];
    items.sort_by_key(|(days, _)| -days);
    tables.push(urgent("The latest", "Days late#", &items));
    Section { id: "late", title: "Late items", says, tables }
}

pub(super) fn due(report: &Report) -> Section {
    let filter = |bucket: &Bucket| match bucket.days {
        Some(_) => [state("due"), range("due", bucket)].concat(),
        None => state(bucket.name),
    };
    let mut tables = vec![buckets("Open items by due date", "Due", report, &report.due, filter)];
    let mut items: Vec<(i32, &Item)> = report
        .items
        .iter()
        .filter_map(|item| match item.standing {
            Standing::Due(days) => Some((days, item)),
            _ => None,
        })
        .collect();
    items.sort_by_key(|(days, _)| *days);
    let within = |most: i32| items.iter().filter(|(days, _)| *days <= most).count();
    let says = format!(
        "Due in the next 30 days: {}; in the next 60 days: {}; in the next 90 days: {}.",
        within(30),
        within(60),
        within(90)
    );
    if !items.is_empty() {
        tables.push(urgent("The next to fall due", "Days left#", &items));
    }
    Section { id: "due", title: "Falling due", says: vec![says], tables }
}

/// The first items of a list.
fn urgent(title: &str, days: &str, items: &[(i32, &Item)]) -> Table {
    let caption =
        if items.len() > URGENT { format!("{title} ({URGENT} of {})", items.len()) } else { title.to_owned() };
    let mut table = Table::new(caption, &["POAM ID", "Weakness", "Rating", "Due", days]);
    for (days, item) in items.iter().take(URGENT) {
        table.row(vec![
            Cell::text(&item.id).of(vec![("id", item.id.clone())]),
            Cell::text(&item.name),
            Cell::text(item.rating.unwrap_or("Unrated")),
            Cell::day(item.due),
            Cell::days(Some(*days)),
        ]);
    }
    table
}

pub(super) fn ages(report: &Report) -> Section {
    let filter = |bucket: &Bucket| match bucket.days {
        Some(_) => [state("open"), range("age", bucket)].concat(),
        None => [state("open"), vec![("age", "none".to_owned())]].concat(),
    };
    let known: Vec<Bucket> =
        report.ages.iter().filter(|bucket| bucket.days.is_some() || bucket.items.total() > 0).cloned().collect();
    let table = buckets("Open items by days since detection", "Age", report, &known, filter);
    Section { id: "ages", title: "Age of open items", says: Vec::new(), tables: vec![table] }
}

/// The months, where there are several.
pub(super) fn months(report: &Report) -> Option<Section> {
    if report.months.len() < 2 {
        return None;
    }
    let shown = shown_ratings(report);
    let columns = rating_columns("POAM Date", shown);
    let columns = [&columns[..], &["Late#", "New#", "Closed#", "Reopened#", "Vanished#", "File"]].concat();
    let mut table = Table::new("Open items month by month", &columns);
    let mut says = Vec::new();
    for month in &report.months {
        let name = month.date.map_or_else(|| "no date".to_owned(), |date| date.to_string());
        let late = month.late.map(ByRating::total);
        says.push(late.map_or_else(
            || format!("{name}: {} open", month.open.total()),
            |late| format!("{name}: {} open, {late} late", month.open.total()),
        ));
        let moved = |of: fn(&crate::report::Moves) -> usize| {
            month.moves.as_ref().map_or_else(|| Cell::text(""), |moves| Cell::number(of(moves)))
        };
        let rest = vec![
            late.map_or_else(|| Cell::text(""), Cell::number),
            moved(|m| m.new),
            moved(|m| m.closed),
            moved(|m| m.reopened),
            moved(|m| m.vanished),
            Cell::text(&*month.file),
        ];
        table.row([vec![Cell::text(name)], counted(month.open, shown, None), rest].concat());
    }
    let series = RATINGS.iter().take(shown).enumerate().map(|(at, (_, style))| (at + 1, *style)).collect();
    let title = "Open items month by month".to_owned();
    table.chart = Some(Chart { title, says: says.join(". ") + ".", series, line: Some(shown + 2) });
    Some(Section { id: "months", title: "Month by month", says: Vec::new(), tables: vec![table] })
}

pub(super) fn triggers(report: &Report) -> Section {
    let columns = ["Open items", "Number#", "Limit#", "FedRAMP asks for", "Reached"];
    let mut table = Table::new("FedRAMP's numbers for old items", &columns);
    for trigger in &report.triggers {
        let rows = [
            (trigger.review_days, trigger.review, "Detailed finding review"),
            (trigger.plan_days, trigger.plan, "Corrective action plan"),
        ];
        for (days, count, what) in rows {
            let reached = if count >= trigger.limit { "Yes" } else { "No" };
            table.rows.push(Row::of(vec![
                Cell::text(format!("{}, older than {days} days", trigger.rating)),
                Cell::number(count),
                Cell::number(trigger.limit),
                Cell::text(what),
                Cell::text(reached),
            ]));
        }
    }
    let says = "Approved false positives and operational requirements, and vendor dependencies with a check-in within 30 \
                days, are not counted. FedRAMP also looks at how much the number of unique vulnerabilities has grown \
                since authorization, which stands among the findings where that POA&M is given (--baseline), and at \
                deliverables that are late or poor, which no POA&M tells.";
    Section { id: "triggers", title: "Escalation triggers", says: vec![says.to_owned()], tables: vec![table] }
}
