//! `poam convert` towards Excel, without a base: a workbook is written anew.

use super::args::Convert;
use super::beside::Beside;
use super::convert::Done;
use super::output::{refuse_existing, to_output};
use super::{convert, items, to, writing_into};
use clap::ValueEnum;
use poam::convert::{anew, cannot_write};
use poam::finding::{Failure, Finding};
use poam::workbook::anew::Layout;
use std::path::Path;

/// The layouts that are built in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayoutName {
    #[default]
    #[value(name = "fedramp-3.0")]
    Fedramp30,
    #[value(name = "fedramp-2.1")]
    Fedramp21,
}

impl LayoutName {
    /// The layout.
    pub(crate) fn load(self) -> Result<Layout, Failure> {
        let name = self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        let unknown = || Failure::Usage(vec![Finding::error("no-layout", format!("there is no layout \"{name}\""))]);
        poam::workbook::anew::named(&name).ok_or_else(unknown)
    }
}

/// Whether the output is a workbook.
pub(super) fn is_wanted(args: &Convert, output: Option<&Path>) -> bool {
    let is_named = || output.and_then(Path::extension).is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    args.to.map_or_else(is_named, |to| to.format().is_none())
}

/// Refuses options that say nothing of a document that is written.
pub(super) fn refuse_options(args: &Convert) -> Result<(), Failure> {
    for (name, is_given) in
        [("--layout", args.layout.is_some()), ("--loss", args.loss.is_some()), ("--strict", args.strict)]
    {
        if is_given {
            let finding = Finding::error("only-for-a-workbook", format!("{name} says nothing of an OSCAL document"));
            return Err(Failure::Usage(vec![finding.help("leave the option off, or end the output's name in .xlsx")]));
        }
    }
    Ok(())
}

/// Refuses options that say nothing of a workbook that is written.
pub(super) fn refuse_options_for_documents(args: &Convert) -> Result<(), Failure> {
    if args.oscal_version.is_none() {
        return Ok(());
    }
    let finding = Finding::error("only-for-a-document", "--oscal-version says nothing of a workbook");
    Err(Failure::Usage(vec![finding.help("leave the option off, or write JSON, XML or YAML")]))
}

/// Writes a workbook of a document, or of another workbook.
pub(super) fn run(args: &Convert, beside: &Beside<'_>, output: Option<&Path>) -> Result<Done, Failure> {
    refuse_options_for_documents(args)?;
    refuse_existing(args.overwrite, output)?;
    refuse_existing(args.overwrite, args.loss.as_deref())?;
    let layout = args.layout.map(LayoutName::load).transpose()?;
    let now = convert::now(args.now.as_deref())?;
    let source = writing_into::read_source(args, beside)?;
    source.refuse_options(beside, &[("--keep-examples", args.keep_examples)])?;
    if let Some(name) = source.mappings.foreign().filter(|_| source.is_document()) {
        let message =
            format!("a new workbook is one of FedRAMP's; by the mapping {name} workbooks are written in place");
        let help = "give the workbook to write into as --base, or leave --mapping off";
        return Err(Failure::Usage(vec![Finding::error("only-in-place", message).help(help)]));
    }
    let (poam, mapping) = (&source.root, source.mappings.get(source.mappings.of_new())?);
    let stamp = poam.all("metadata").find_map(|metadata| metadata.get("last-modified").map(str::to_owned));
    let modified = now.or(stamp).and_then(|stamp| stamp.parse().ok());
    let name = to(output);
    let written = to_output(args.overwrite, output, |out, folder| {
        let mut written = anew::workbook(mapping, poam, layout, &name, modified, folder)?;
        written.losses.extend(source.beyond(mapping, |_| written.generation));
        if args.strict && !written.losses.is_empty() {
            return Err(writing_into::refused_for_loss(written.losses));
        }
        out.write_all(&written.bytes).map_err(|error| cannot_write("", &error))?;
        Ok(written)
    })?;
    if let Some(path) = &args.loss {
        writing_into::list_losses(args, path, &written.losses)?;
    }
    let mut findings = source.findings;
    findings.extend(writing_into::counted(Finding::number(&written.losses), beside));
    let line = format!("{}: {name} ({})", items(written.items), written.layout);
    Ok(Done { findings, line, items: Some(written.items), losses: written.losses, ..Done::default() })
}
