//! A difference as a person reads it: counts first, then items by kind with what changed in them.

use super::shown::{counted, facts, items, line, named, note, short, visible};
use super::{Change, Diff, History, ItemDiff, Kind};
use std::fmt::Write;

/// So many lines of a text of several are shown on each side.
const LINES: usize = 12;
/// Two texts that together are not longer stand on one line.
const ON_ONE_LINE: usize = 100;

/// What changed from one POA&M to the next.
pub fn diff(diff: &Diff) -> String {
    let mut out = String::new();
    let (old, new) = (&diff.old, &diff.new);
    put(
        &mut out,
        0,
        &format!("{} ({}) -> {} ({})", line(&old.name), items(old.items), line(&new.name), items(new.items)),
    );
    put(&mut out, 0, &summary(diff));
    for kind in Kind::ALL.into_iter().filter(|kind| diff.count(*kind) > 0) {
        put(&mut out, 0, &format!("\n{} ({})", title(kind), diff.count(kind)));
        for item in diff.items.iter().filter(|item| item.kind == kind) {
            put(&mut out, 1, &format!("{}  {}", named(&item.id, item.nth), told(item)));
            changes(&mut out, 2, &item.changes);
        }
    }
    if !diff.header.is_empty() {
        put(&mut out, 0, "\nHeader block");
        changes(&mut out, 1, &diff.header);
    }
    if !diff.same.is_empty() {
        put(&mut out, 0, "\nProbably the same item under another id");
        for same in &diff.same {
            let by = same.by.join(" and ");
            put(&mut out, 1, &format!("{} -> {}: same {by}", named(&same.old, 1), named(&same.new, 1)));
        }
    }
    out
}

/// What became of each item over several POA&Ms. Of items to which nothing happened there is only the number, unless
/// `all` are told.
pub fn history(history: &History, all: bool) -> String {
    let mut out = String::new();
    let files: Vec<String> =
        history.files.iter().map(|file| format!("{} ({})", line(&file.name), items(file.items))).collect();
    put(&mut out, 0, &files.join(" -> "));
    let quiet = history.items.iter().filter(|item| !item.differs()).count();
    let told = history.items.len() - quiet;
    put(&mut out, 0, &format!("{} with a history, {quiet} without a change", items(told)));
    for item in history.items.iter().filter(|item| all || item.differs()) {
        put(&mut out, 0, &format!("\n{}  {}", named(&item.id, item.nth), line(&item.name)));
        for event in &item.events {
            let file = history.files.get(event.file).map_or("", |file| &file.name);
            put(&mut out, 1, &format!("{}: {}", line(file), happened(event.name(), &event.item)));
            changes(&mut out, 2, &event.item.changes);
        }
    }
    for (file, header) in history.files.iter().zip(&history.header).filter(|(_, header)| !header.is_empty()) {
        put(&mut out, 0, &format!("\nHeader block of {}", line(&file.name)));
        changes(&mut out, 1, header);
    }
    out
}

/// The counts of a difference.
fn summary(diff: &Diff) -> String {
    if !diff.differs() {
        return format!("no difference ({} unchanged)", diff.unchanged);
    }
    let kinds = Kind::ALL.into_iter().map(|kind| (kind.name(), diff.count(kind)));
    let mut line = counted(kinds.chain([("unchanged", diff.unchanged)]));
    let ways = counted(diff.counts());
    if !ways.is_empty() {
        let _ = write!(line, "; fields: {ways}");
    }
    line
}

pub(super) fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::New => "New",
        Kind::Closed => "Closed",
        Kind::Reopened => "Reopened",
        Kind::Vanished => "Vanished",
        Kind::Moved => "Moved to another sheet",
        Kind::Changed => "Changed",
    }
}

fn told(item: &ItemDiff) -> String {
    match item.kind {
        Kind::Changed => line(&item.name),
        Kind::New | Kind::Vanished => format!("{} [{}]", line(&item.name), facts(item).join("; ")),
        Kind::Closed | Kind::Reopened | Kind::Moved => format!("{} [{}]", line(&item.name), way(item)),
    }
}

fn way(item: &ItemDiff) -> String {
    let name = |sheet: &Option<String>| line(sheet.as_deref().unwrap_or_default());
    format!("{} -> {}", name(&item.from), name(&item.to))
}

fn happened(name: &str, item: &ItemDiff) -> String {
    match item.kind {
        Kind::New => format!("{name} [{}]", facts(item).join("; ")),
        Kind::Closed | Kind::Reopened | Kind::Moved => format!("{name} [{}]", way(item)),
        Kind::Vanished | Kind::Changed => name.to_owned(),
    }
}

fn changes(out: &mut String, depth: usize, changes: &[Change]) {
    for change in changes {
        let note = note(change);
        let note = if note.is_empty() { note } else { format!(" ({note})") };
        let (old, new) = (visible(&change.old), visible(&change.new));
        let is_short = old.chars().take(ON_ONE_LINE).chain(new.chars().take(ON_ONE_LINE)).count() < ON_ONE_LINE;
        let field = line(&change.field);
        if is_short && !old.contains('\n') && !new.contains('\n') {
            let shown = |text: &str| if text.is_empty() { "(blank)".to_owned() } else { text.to_owned() };
            put(out, depth, &format!("{field}: {} -> {}{note}", shown(&old), shown(&new)));
            continue;
        }
        put(out, depth, &format!("{field}:{note}"));
        let (old, new) = differing(&old, &new);
        for (sign, lines) in [('-', old), ('+', new)] {
            for text in lines.iter().take(LINES) {
                put(out, depth + 1, &format!("{sign} {}", short(text)));
            }
            if let more @ 1.. = lines.len().saturating_sub(LINES) {
                put(out, depth + 1, &format!("{sign} ... and {more} more lines: --format json tells all"));
            }
        }
    }
}

/// The lines of two texts without those that both begin and end with, unless nothing else is there.
fn differing<'t>(old: &'t str, new: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let lines = |text: &'t str| text.lines().collect::<Vec<_>>();
    let (mut old, mut new) = (lines(old), lines(new));
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    old.drain(..start);
    new.drain(..start);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    old.truncate(old.len() - end);
    new.truncate(new.len() - end);
    (old, new)
}

fn put(out: &mut String, depth: usize, text: &str) {
    for _ in 0..depth {
        out.push_str("  ");
    }
    out.push_str(text.trim_end());
    out.push('\n');
}
