//! `poam convert` towards Excel, without a base: a workbook is written anew.

use super::args::Convert;
use super::convert::{Given, given};
use super::output::{refuse_existing, to_output};
use super::shown;
use super::source::{self, Source, Text};
use clap::ValueEnum;
use poam::convert::{self, Survey, anew};
use poam::finding::{Failure, Finding, Place};
use poam::oscal::object::Object;
use poam::oscal::read;
use poam::workbook::anew::Layout;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What matters where a workbook is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Towards {
    /// The template generation of a workbook that is written anew; without it the newest that has a place for all that
    /// the document says, else the one with a place for most of it
    #[arg(long, value_enum, value_name = "NAME")]
    pub(crate) layout: Option<LayoutName>,

    /// List what the workbook has no place for in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) loss: Option<PathBuf>,

    /// Write no workbook where it would not hold everything
    #[arg(long)]
    pub(crate) strict: bool,
}

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

/// Refuses options that say nothing of a document that is written.
pub(crate) fn refuse_options(args: &Convert) -> Result<(), Failure> {
    let towards = &args.towards;
    for (name, is_given) in
        [("--layout", towards.layout.is_some()), ("--loss", towards.loss.is_some()), ("--strict", towards.strict)]
    {
        if is_given {
            let finding = Finding::error("only-towards-excel", format!("{name} says nothing of an OSCAL document"));
            return Err(Failure::Usage(vec![finding.help("leave the option off, or end the output's name in .xlsx")]));
        }
    }
    Ok(())
}

/// Writes a workbook of a document, or of another workbook.
pub(crate) fn run(args: &Convert, output: Option<&Path>) -> Result<(Vec<Finding>, String), Failure> {
    if args.oscal_version.is_some() {
        let finding = Finding::error("only-for-a-document", "--oscal-version says nothing of a workbook");
        return Err(Failure::Usage(vec![finding.help("leave the option off, or write JSON, XML or YAML")]));
    }
    refuse_existing(args.overwrite, args.towards.loss.as_deref())?;
    let layout = args.towards.layout.map(LayoutName::load).transpose()?;
    let source = source::open(&args.source);
    let mut given = given(args)?;
    let now = given.options.now.clone();
    let (poam, findings, mut losses) = match source? {
        Source::Document(text) => document(args, &text)?,
        Source::Workbook(workbook, mut findings) => {
            let options = std::mem::take(&mut given.options);
            let survey = Survey::new(&workbook, &given.mapping, options)?;
            let (root, report) = convert::document(&survey)?;
            findings.extend(report.findings);
            (root, findings, report.losses)
        }
    };
    let stamp = poam.all("metadata").find_map(|metadata| metadata.get("last-modified").map(str::to_owned));
    let modified = now.or(stamp).and_then(|stamp| stamp.parse().ok());
    let name = output.map_or_else(|| "standard output".to_owned(), shown);
    let Given { mapping, config_file, .. } = &given;
    let (items, layout) = to_output(args.overwrite, output, |out, folder| {
        let written = anew::workbook(mapping, &poam, layout, &name, modified, folder)?;
        losses.extend(written.losses);
        if args.towards.strict && !losses.is_empty() {
            return Err(refused(std::mem::take(&mut losses)));
        }
        out.write_all(&written.bytes).map_err(|error| convert::cannot_write("", &error))?;
        Ok((written.items, written.layout))
    })?;
    if let Some(path) = args.towards.loss.as_deref() {
        to_output(args.overwrite, Some(path), |out, _| {
            let listed = losses.iter().try_for_each(|loss| writeln!(out, "{loss}"));
            listed.map_err(|error| convert::cannot_write("", &error))
        })?;
    }
    let items = if items == 1 { "1 item".to_owned() } else { format!("{items} items") };
    let lost = match (losses.len(), &args.towards.loss) {
        (0, _) => "none lost".to_owned(),
        (count, None) => format!("{count} lost (--loss FILE lists them)"),
        (count, Some(path)) => format!("{count} lost, listed in {}", shown(path)),
    };
    let by = config_file.as_ref().map_or_else(String::new, |file| format!(", by {}", shown(file)));
    let done = format!("{items}, {lost}: {name} ({layout}){by}");
    Ok((findings, done))
}

/// A document, what its reading found, and nothing lost.
fn document(args: &Convert, text: &Text) -> Result<(Object, Vec<Finding>, Vec<Finding>), Failure> {
    for (name, is_given) in [
        ("--ssp", args.ssp.is_some()),
        ("--inventory", args.inventory.is_some()),
        ("--keep-examples", args.keep_examples),
    ] {
        if is_given {
            let finding = Finding::error("only-for-a-workbook", format!("{name} says nothing of an OSCAL document"));
            let place = Place::file(&text.name);
            return Err(Failure::Usage(vec![finding.at(place).help("leave the option off, or name a workbook")]));
        }
    }
    let mut bytes = Vec::new();
    text.open()?.read_to_end(&mut bytes).map_err(|error| {
        let finding = Finding::error("unreadable-file", format!("cannot be read: {error}"));
        Failure::unreadable(finding.at(Place::file(&text.name)))
    })?;
    let reading = read::document(&text.name, &bytes)?;
    if reading.is_faulty() {
        return Err(Failure::Unreadable(reading.findings));
    }
    Ok((reading.root, reading.findings, Vec::new()))
}

fn refused(mut losses: Vec<Finding>) -> Failure {
    let what = if losses.len() == 1 { "1 value".to_owned() } else { format!("{} values", losses.len()) };
    let finding = Finding::error("loss", format!("{what} would be lost; nothing was written"));
    losses.push(finding.help("leave --strict off, or choose another --layout"));
    Failure::Refused(losses)
}
