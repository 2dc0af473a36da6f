//! `poam convert --base`: a workbook merged into the document it was made from.

use super::args::Convert;
use super::beside::Beside;
use super::convert::{self, Done, Sources};
use super::output::{refuse_existing, to_output};
use super::source::{self, Source};
use super::table::{self, one_line};
use super::{inputs, shown, to};
use poam::convert::{Survey, cannot_write, refused_for_loss};
use poam::finding::{Failure, Finding, Place};
use poam::merge::{self, Change, Merged, Side};
use poam::oscal::format::{self, Format};
use poam::oscal::read::{self, Reading};
use std::io::Write;
use std::path::Path;

/// Merges, and gives the findings and what was done.
pub(super) fn merge(args: &Convert, beside: &Beside<'_>, base: &Path, base_bytes: &[u8]) -> Result<Done, Failure> {
    let output = args.output.as_deref().filter(|p| *p != Path::new("-") && !args.dry_run);
    refuse_existing(args.overwrite, output)?;
    let reading = document(args, base, base_bytes)?;
    let ancestor = match args.ancestor.as_deref() {
        Some(path) => Some(read::document_within(&shown(path), &inputs::bytes(path)?, &args.limited.limits())?),
        None => None,
    };
    let format = convert::format(args, output, reading.format)?;
    let source = match source::open(args.source(), &args.limited.limits()) {
        Ok(Source::Workbook(book, findings)) => Ok((book, findings)),
        Ok(Source::Document(text)) => {
            let finding = Finding::error("no-workbook", "only a workbook is merged into a document");
            let help = "leave --base off to write the document in another format";
            return Err(Failure::Usage(vec![finding.at(Place::file(&text.name)).help(help)]));
        }
        Err(failure) => Err(failure),
    };
    let Sources { mappings, which, workbook, mut findings, options, config_file } =
        convert::sources(args, beside, source)?;
    let survey = Survey::new(&workbook, mappings.get(which)?, options)?;
    let prefer = if args.ours { Some(Side::Ours) } else { args.theirs.then_some(Side::Theirs) };
    let asked =
        merge::Options { ancestor: ancestor.as_ref().map(|a| &a.root), prefer, remove_missing: args.remove_missing };
    let merged = merge::merge(survey, &reading.root, asked)?;
    if !merged.losses.is_empty() && !args.allow_loss {
        return Err(refused_for_loss(merged.losses));
    }
    let by = config_file.map_or_else(String::new, |file| format!(", by {}", shown(&file)));
    if args.dry_run {
        table(&merged.changes)?;
    } else {
        to_output(args.overwrite, output, |out, _| write(out, &merged, format, &reading, base_bytes))?;
    }
    findings.extend(reading.findings.iter().cloned());
    let line = done(&merged, args, output) + &by;
    let told = merged.findings.into_iter().map(|mut finding| {
        if finding.at.path.is_some() {
            finding.at.file.get_or_insert_with(|| shown(base).into());
        }
        finding
    });
    findings.extend(told);
    findings.extend(merged.losses);
    Ok(Done { findings, line, ..Done::default() })
}

/// Reads the base. What cannot be read of it would be lost when it is written again.
fn document(args: &Convert, path: &Path, bytes: &[u8]) -> Result<Reading, Failure> {
    let name = shown(path);
    let reading = read::document_within(&name, bytes, &args.limited.limits())?;
    if args.allow_loss || !reading.is_faulty() {
        return Ok(reading);
    }
    let mut findings = reading.findings;
    let help = "correct the document, or give --allow-loss to go on with what can be read of it";
    let finding = Finding::error("faulty-base", "the base document is not what OSCAL allows; nothing was written");
    findings.push(finding.at(Place::file(&name)).help(help));
    Err(Failure::Refused(findings))
}

/// Writes the merged document; where nothing changed, the base's own bytes.
fn write(
    mut out: &mut dyn Write,
    merged: &Merged,
    format: Format,
    base: &Reading,
    bytes: &[u8],
) -> Result<(), Failure> {
    let written = if merged.changes.is_empty() && format == base.format {
        out.write_all(bytes)
    } else {
        format::write(&mut out, format, merged.version, &merged.root)
    };
    written.map_err(|e| cannot_write("", &e))
}

/// What would change, a line for each: item, place, what is there and what will be.
fn table(changes: &[Change]) -> Result<(), Failure> {
    let mut rows: Vec<[String; 4]> = vec![["ITEM", "PLACE", "BASE", "NEW"].map(str::to_owned)];
    for change in changes {
        let text = |text: &Option<String>| text.as_deref().map_or("-".to_owned(), one_line);
        let item = change.item.as_deref().map_or("-".to_owned(), one_line);
        let place = change.path.strip_prefix("/plan-of-action-and-milestones").unwrap_or(&change.path);
        rows.push([item, place.to_owned(), text(&change.old), text(&change.new)]);
    }
    table::print(&rows)
}

fn done(merged: &Merged, args: &Convert, output: Option<&Path>) -> String {
    let count = match merged.changes.len() {
        0 => "nothing changed".to_owned(),
        1 => "1 change".to_owned(),
        many => format!("{many} changes"),
    };
    if args.dry_run {
        return format!("{count}; nothing was written");
    }
    format!("{count}: {}", to(output))
}
