//! A difference as tables that can be pasted into a ticket (GitHub's Markdown).

use super::shown::{counted, items, line, named, note, short, visible};
use super::text::title;
use super::{Change, Diff, History, Kind};

/// What changed from one POA&M to the next.
pub fn diff(diff: &Diff) -> String {
    let mut out = String::new();
    let (old, new) = (&diff.old, &diff.new);
    add(&mut out, &format!("## {} to {}\n\n", cell(&line(&old.name)), cell(&line(&new.name))));
    let kinds = Kind::ALL.into_iter().map(|kind| (kind.name(), diff.count(kind)));
    let counts = counted(kinds.chain([("unchanged", diff.unchanged)]));
    let counts = if counts.is_empty() { "none" } else { &counts };
    add(&mut out, &format!("{}, then {}: {counts}.\n", items(old.items), items(new.items)));
    let ways = counted(diff.counts());
    if !ways.is_empty() {
        add(&mut out, &format!("Fields: {ways}.\n"));
    }
    for kind in Kind::ALL.into_iter().filter(|kind| diff.count(*kind) > 0) {
        heading(&mut out, &format!("{} ({})", title(kind), diff.count(kind)));
        let of_kind = || diff.items.iter().filter(move |item| item.kind == kind);
        if matches!(kind, Kind::New | Kind::Vanished) {
            row(&mut out, &["Item", "Name", "Rating", "Due", "Sheet"].map(str::to_owned));
            rule(&mut out, 5);
            for item in of_kind() {
                let sheet = item.to.as_ref().or(item.from.as_ref()).map_or("", String::as_str);
                let texts = [&item.name, &item.rating, &item.due, sheet].map(cell);
                row(&mut out, &[&[cell(&named(&item.id, item.nth))], &texts[..]].concat());
            }
            continue;
        }
        row(&mut out, &["Item", "Name", "Field", "Before", "Now", "Note"].map(str::to_owned));
        rule(&mut out, 6);
        for item in of_kind() {
            let called = [cell(&named(&item.id, item.nth)), cell(&item.name)];
            if item.from != item.to {
                let sheet = |sheet: &Option<String>| cell(sheet.as_deref().unwrap_or_default());
                let moved = ["Sheet".to_owned(), sheet(&item.from), sheet(&item.to), String::new()];
                row(&mut out, &[&called[..], &moved].concat());
            }
            for change in &item.changes {
                row(&mut out, &[&called[..], &fields(change)].concat());
            }
        }
    }
    if !diff.header.is_empty() {
        heading(&mut out, "Header block");
        row(&mut out, &["Field", "Before", "Now", "Note"].map(str::to_owned));
        rule(&mut out, 4);
        for change in &diff.header {
            row(&mut out, &fields(change));
        }
    }
    if !diff.same.is_empty() {
        heading(&mut out, "Probably the same item under another id");
        row(&mut out, &["Before", "Now", "Same"].map(str::to_owned));
        rule(&mut out, 3);
        for same in &diff.same {
            row(&mut out, &[cell(&named(&same.old, 1)), cell(&named(&same.new, 1)), cell(&same.by.join(", "))]);
        }
    }
    out
}

/// What became of each item over several POA&Ms; items to which nothing happened only where `all` are told.
pub fn history(history: &History, all: bool) -> String {
    let mut out = "## History\n\n".to_owned();
    row(&mut out, &["Item", "Name", "File", "What", "Field", "Before", "Now", "Note"].map(str::to_owned));
    rule(&mut out, 8);
    for item in history.items.iter().filter(|item| all || item.differs()) {
        for event in &item.events {
            let file = history.files.get(event.file).map_or("", |file| &file.name);
            let called = [cell(&named(&item.id, item.nth)), cell(&item.name), cell(file), event.name().to_owned()];
            if event.item.from != event.item.to || event.item.changes.is_empty() {
                let sheet = |sheet: &Option<String>| cell(sheet.as_deref().unwrap_or_default());
                let on = ["Sheet".to_owned(), sheet(&event.item.from), sheet(&event.item.to), String::new()];
                row(&mut out, &[&called[..], &on].concat());
            }
            for change in &event.item.changes {
                row(&mut out, &[&called[..], &fields(change)].concat());
            }
        }
    }
    for (file, header) in history.files.iter().zip(&history.header).filter(|(_, header)| !header.is_empty()) {
        heading(&mut out, &format!("Header block of {}", cell(&line(&file.name))));
        row(&mut out, &["Field", "Before", "Now", "Note"].map(str::to_owned));
        rule(&mut out, 4);
        for change in header {
            row(&mut out, &fields(change));
        }
    }
    out
}

fn fields(change: &Change) -> [String; 4] {
    [cell(&change.field), cell(&change.old), cell(&change.new), note(change)]
}

fn add(out: &mut String, text: &str) {
    out.push_str(text);
}

fn heading(out: &mut String, text: &str) {
    add(out, &format!("\n### {text}\n\n"));
}

fn row(out: &mut String, cells: &[String]) {
    add(out, &format!("| {} |\n", cells.join(" | ")));
}

fn rule(out: &mut String, columns: usize) {
    add(out, &format!("|{}\n", " --- |".repeat(columns)));
}

/// A text as a cell of a table: its lines stay apart, and nothing in it is markup.
pub(crate) fn cell(text: &str) -> String {
    escaped(&short(&visible(text)))
}

/// A text, all of it, with nothing in it that is markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '\n' => shown.push_str("<br>"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' => {
                shown.push('\\');
                shown.push(c);
            }
            _ => shown.push(c),
        }
    }
    shown
}
