//! Texts of other people as they are shown: nothing in them can move the cursor, turn the line around or make a table
//! fall apart.

use super::{Change, ItemDiff, What};
use std::fmt::Write;

/// So many characters of a text are shown at most where people read it.
pub(super) const LONGEST: usize = 300;

/// A text with what is not seen spelled out, such as `\u{1b}`; line breaks and tabs stay.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => shown.push('\n'),
            '\t' => shown.push(' '),
            _ if c.is_control() || is_format(c) => {
                // Writing to a text cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            _ => shown.push(c),
        }
    }
    shown
}

/// Characters that change how others are shown: marks of direction, separators of lines, what has no width.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text on one line.
pub(crate) fn line(text: &str) -> String {
    short(&visible(text).replace('\n', " / "))
}

/// The start of a text that is too long.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// An item as it is called.
pub(super) fn named(id: &str, nth: usize) -> String {
    let id = if id.is_empty() { "(no id)".to_owned() } else { line(id) };
    if nth > 1 { format!("{id} (no. {nth} of this id)") } else { id }
}

/// The sheet an item is on, its rating and when it is due.
pub(super) fn facts(item: &ItemDiff) -> Vec<String> {
    let sheet = item.to.as_ref().or(item.from.as_ref());
    let due = (!item.due.is_empty()).then(|| format!("due {}", line(&item.due)));
    let rating = (!item.rating.is_empty()).then(|| line(&item.rating));
    sheet.map(|sheet| line(sheet)).into_iter().chain(rating).chain(due).collect()
}

/// What a change means, in words; empty where the texts say it all.
pub(super) fn note(change: &Change) -> String {
    let days = |days: i32| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    match change.what {
        What::Slipped(by) => format!("slipped {}", days(by)),
        What::BroughtForward(by) => format!("brought forward {}", days(by)),
        What::Days(by) if by < 0 => format!("{} earlier", days(by.saturating_neg())),
        What::Days(by) => format!("{} later", days(by)),
        What::Raised => "raised".to_owned(),
        What::Lowered => "lowered".to_owned(),
        What::Requested => "requested".to_owned(),
        What::Approved => "approved".to_owned(),
        What::Withdrawn => "withdrawn".to_owned(),
        What::Other => String::new(),
        What::Spelling => "spelling only".to_owned(),
    }
}

/// Counts in words, without those of nothing: `2 new, 1 closed`.
pub(super) fn counted(counts: impl IntoIterator<Item = (&'static str, usize)>) -> String {
    let told = counts.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(name, count)| format!("{count} {}", name.replace('-', " "))).collect::<Vec<_>>().join(", ")
}

/// A number of items.
pub(super) fn items(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}
