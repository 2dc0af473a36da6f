//! POA&Ms as registers that one mapping reads, whatever kind of workbook each of them is.

use super::mappings::{Mappings, Which};
use super::{inputs, named};
use poam::convert::{self, Survey, document};
use poam::finding::{Failure, Finding};
use poam::limits::Limits;
use poam::oscal::read;
use poam::register::{self, Options, Register};
use poam::workbook::{self, Workbook};
use std::path::Path;

/// A POA&M before it is known by which mapping it is read.
pub(crate) struct Unread {
    name: String,
    limits: Limits,
    kind: Kind,
}

enum Kind {
    Document(Vec<u8>),
    Workbook(Workbook, Vec<u8>, Vec<Finding>, Which),
}

impl Unread {
    /// Opens a file; `-` is standard input.
    pub(crate) fn open(path: &Path, mappings: &Mappings, limits: Limits) -> Result<Unread, Failure> {
        let name = named(path);
        let bytes = inputs::bytes_or_standard_input(path).map_err(|failure| failure.in_file(&name))?;
        Unread::of(&name, bytes, mappings, limits)
    }

    /// What a file of this name holds.
    pub(crate) fn of(name: &str, bytes: Vec<u8>, mappings: &Mappings, limits: Limits) -> Result<Unread, Failure> {
        let open = || {
            if read::is_document(name, &bytes) {
                return Ok(Kind::Document(bytes));
            }
            let (workbook, mut findings) = workbook::read_within(name, &bytes, &limits)?;
            let (which, said) = mappings.of(&workbook)?;
            findings.extend(said);
            Ok(Kind::Workbook(workbook, bytes, findings, which))
        };
        let kind = open().map_err(|failure: Failure| failure.in_file(name))?;
        Ok(Unread { name: name.to_owned(), limits, kind })
    }

    /// The mapping it is read by; none where any will do.
    pub(crate) fn which(&self) -> Option<Which> {
        match &self.kind {
            Kind::Document(_) => None,
            Kind::Workbook(_, _, _, which) => Some(*which),
        }
    }

    /// Reads it by a mapping. A workbook of another kind is made a document first.
    pub(crate) fn read(
        self,
        by: Which,
        mappings: &Mappings,
        options: Options,
    ) -> Result<(Register, Vec<Finding>), Failure> {
        let name = self.name;
        let read = || match self.kind {
            Kind::Document(bytes) => register::open_within(&name, &bytes, mappings.get(by)?, options, &self.limits),
            Kind::Workbook(workbook, bytes, mut findings, which) => {
                if which == by {
                    let (register, found) = register::of_workbook(&workbook, &bytes, mappings.get(by)?, options)?;
                    findings.extend(found);
                    return Ok((register, findings));
                }
                let beyond = convert::Beyond::default().into();
                let reading = convert::Options { beyond, limits: self.limits, ..convert::Options::default() };
                let survey = Survey::new(&workbook, mappings.get(which)?, reading)?;
                let (root, _) = document(&survey)?;
                findings.extend(survey.findings.iter().filter(|f| f.level == poam::finding::Level::Error).cloned());
                Ok((register::of_document(&name, &root, mappings.get(by)?, options), findings))
            }
        };
        read().map_err(|failure: Failure| failure.in_file(&name))
    }
}

/// The mapping that reads all of these: theirs where it is one, else FedRAMP's.
pub(crate) fn common<'u>(all: impl IntoIterator<Item = &'u Unread>, mappings: &Mappings) -> Which {
    let mut of_workbooks = all.into_iter().filter_map(Unread::which);
    let first = of_workbooks.next().unwrap_or_else(|| mappings.of_document());
    if of_workbooks.all(|which| which == first) { first } else { Which::FEDRAMP }
}
