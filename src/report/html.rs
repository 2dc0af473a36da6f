//! A report as one page that needs nothing else: styles, script and charts are in it. Without the script everything is
//! there all the same; with it the list of items is sorted and filtered.

mod chart;
mod items;
mod tables;
mod text;

use super::Report;
use super::sections::{facts, sections};
use sha1::{Digest as _, Sha1};
use std::fmt::Write as _;
use std::io::{self, Write};
use text::escaped;

const CSS: &str = include_str!("html/report.css");
const JS: &str = include_str!("html/report.js");

/// Writes a report.
///
/// # Errors
/// Where it cannot be written.
pub fn html(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let head = &report.head;
    let system = if head.system.is_empty() { "POA&M" } else { &head.system };
    let nonce = nonce(report);
    let title = escaped(&format!("{system}: POA&M report as of {}", head.as_of));
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'nonce-{nonce}'; \
         script-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'\">\n\
         <title>{title}</title>\n<style nonce=\"{nonce}\">\n{CSS}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the report</a>\n"
    )?;
    let sections = sections(report);
    write!(out, "<header>\n<p class=\"kind\">Plan of Action and Milestones</p>\n<h1>{}</h1>\n", escaped(system))?;
    writeln!(out, "<dl class=\"facts\">")?;
    for (name, text) in facts(report) {
        writeln!(out, "<div><dt>{name}</dt><dd>{}</dd></div>", escaped(&text))?;
    }
    writeln!(out, "</dl>\n</header>\n<nav aria-label=\"Parts of the report\">\n<ul>")?;
    for section in &sections {
        writeln!(out, "<li><a href=\"#{}\">{}</a></li>", section.id, section.title)?;
    }
    writeln!(out, "<li><a href=\"#items\">All items</a></li>\n</ul>\n</nav>\n<main id=\"main\">")?;
    for section in &sections {
        tables::section(section, out)?;
    }
    items::list(report, out)?;
    write!(
        out,
        "</main>\n<footer>\n<p>Written by poam {}. Every figure can be repeated from the same files with --as-of {}.</p>\n\
         </footer>\n<script nonce=\"{nonce}\">\n{JS}</script>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION"),
        head.as_of
    )
}

/// The word by which the browser knows the page's own script and style, and runs no other. It is made of all that the
/// report says, so that it is the same each time, and no text in it can have known it.
fn nonce(report: &Report) -> String {
    let digest = Sha1::digest(super::json::value(report).to_string().as_bytes());
    digest.iter().take(16).fold(String::new(), |mut word, byte| {
        // Writing to a text cannot fail.
        let _ = write!(word, "{byte:02x}");
        word
    })
}
