//! Markup: Markdown, as JSON and YAML hold it, and the elements that OSCAL's XML has for it.
//!
//! Nearly all that this project writes is text that merely needs its escapes undone, or one fenced block; such text
//! goes straight through. All else is read by pulldown-cmark (`events.rs`).

mod events;
mod plain;
pub(crate) mod read;
mod uri;

use super::append::indent;
use super::text::fenced;
use super::version::Version;
use super::xml::escape_text;

/// Writes Markdown as the content of a `markup-line` element: inline elements alone.
pub fn line(markdown: &str, version: Version, out: &mut Vec<u8>) {
    let start = out.len();
    if !plain::line(markdown, out) {
        out.truncate(start);
        events::line(markdown, version, out);
    }
}

/// Writes Markdown as the content of a `markup-multiline` element: block elements, each on a line of its own at a
/// depth, the line's break before it. At least one: the schemas ask for it.
pub fn blocks(markdown: &str, version: Version, depth: usize, out: &mut Vec<u8>) {
    let start = out.len();
    if let Some(text) = fenced(markdown) {
        block_start("<pre>", depth, out);
        escape_text(text, out);
        out.extend_from_slice(b"</pre>");
    } else if markdown.is_empty() {
        block_start("<p/>", depth, out);
    } else if !plain::blocks(markdown, version, depth, out) {
        out.truncate(start);
        events::blocks(markdown, version, depth, out);
    }
}

/// A text's lines as a reader of the element sees them: without the blanks at their ends, and none that is blank.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r']).map(str::trim_ascii).filter(|line| !line.is_empty())
}

/// Begins a block's line and writes its tag.
fn block_start(tag: &str, depth: usize, out: &mut Vec<u8>) {
    out.push(b'\n');
    indent(depth, out);
    out.extend_from_slice(tag.as_bytes());
}

#[cfg(test)]
mod tests;
