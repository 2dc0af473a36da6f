//! Supporting documents: those that items name, held against the files of a folder. A file is found by its name, in
//! whatever folder within; nothing is ever opened by what a cell says.

use super::Named;
use crate::finding::{Failure, Finding, Place};
use crate::mapping::definition::Mapping;
use crate::register::{self, Register};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files of a folder, and of the folders in it.
#[derive(Debug)]
pub struct Evidence {
    /// The folder's own name.
    pub name: String,
    /// The files, by path.
    pub files: Vec<Stored>,
}

/// A file of the folder.
#[derive(Debug)]
pub struct Stored {
    /// Its path in the folder, with `/` between.
    pub name: String,
    path: PathBuf,
}

impl Evidence {
    /// Lists a folder. Hidden files, Office's lock files, the folder `but_not`, links to folders, pipes and devices are
    /// left out.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where the folder or one in it cannot be looked into.
    pub fn read(folder: &Path, but_not: &Path) -> Result<Evidence, Failure> {
        let but_not = but_not.canonicalize().ok();
        let mut files = Vec::new();
        let mut folders = vec![(folder.to_owned(), String::new())];
        while let Some((at, below)) = folders.pop() {
            let unreadable = |error: io::Error| {
                let message = format!("the folder of evidence cannot be looked into: {error}");
                let finding = Finding::error("unreadable-folder", message).at(Place::file(&at.display().to_string()));
                Failure::unreadable(finding.help("check that it is there and that you may read it"))
            };
            for entry in fs::read_dir(&at).map_err(unreadable)? {
                let entry = entry.map_err(unreadable)?;
                let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
                let kind = entry.file_type().map_err(unreadable)?;
                let below = format!("{below}{name}");
                if name.starts_with('.') || name.starts_with("~$") {
                    continue;
                }
                if kind.is_dir() {
                    let is_left_out = but_not.is_some() && path.canonicalize().ok() == but_not;
                    if !is_left_out {
                        folders.push((path, below + "/"));
                    }
                } else if path.is_file() {
                    files.push(Stored { name: below, path });
                }
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let name = folder.file_name().map_or_else(|| "evidence".to_owned(), |name| name.to_string_lossy().into_owned());
        Ok(Evidence { name, files })
    }
}

impl Stored {
    /// Opens the file.
    pub(super) fn open(&self) -> Result<fs::File, Failure> {
        fs::File::open(&self.path).map_err(|error| self.unreadable(&error))
    }

    pub(super) fn unreadable(&self, error: &io::Error) -> Failure {
        let finding = Finding::error("unreadable-file", format!("cannot be read: {error}")).at(Place::file(&self.name));
        Failure::unreadable(finding.help("check that you may read it"))
    }

    fn short(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }
}

/// A document that items name.
#[derive(Debug)]
pub(super) struct Document {
    /// Its name, as the cell says it.
    pub(super) name: String,
    /// The items that name it, in their order.
    pub(super) items: Vec<String>,
    /// The first cell that names it.
    place: Place,
}

/// The documents that items name, in the order of the first that does.
pub(super) fn documents(register: &Register, mapping: &Mapping) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut named: HashSet<(usize, &str)> = HashSet::new();
    let Some(column) = register::column(mapping, "supporting-documents") else { return documents };
    for item in &register.items {
        for record in register.reading(mapping, item, column).records {
            let Some(name) = record.get("name") else { continue };
            let at = *known.entry(name.to_owned()).or_insert_with(|| {
                documents.push(Document { name: name.to_owned(), items: Vec::new(), place: item.place_of(column) });
                documents.len() - 1
            });
            if named.insert((at, item.id.as_str())) {
                documents[at].items.push(item.id.clone());
            }
        }
    }
    documents
}

/// A document that is there.
#[derive(Debug)]
pub(super) struct There<'a> {
    pub(super) document: &'a Document,
    pub(super) stored: &'a Stored,
    pub(super) file: Named,
    pub(super) is_embedded: bool,
}

/// The documents that are there, and what is to be said of the others.
#[derive(Debug, Default)]
pub(super) struct Held<'a> {
    pub(super) there: Vec<There<'a>>,
    pub(super) findings: Vec<Finding>,
    pub(super) line: String,
}

/// Holds documents against the files.
pub(super) fn hold<'a>(documents: &'a [Document], evidence: &'a Evidence) -> Result<Held<'a>, Failure> {
    let index = Index::new(&evidence.files);
    let mut outcome = Held::default();
    let mut used = BTreeSet::new();
    // Many names may mean one file, which is read once.
    let mut read: HashMap<&str, Named> = HashMap::new();
    let (mut missing, mut elsewhere) = (0, 0);
    for document in documents {
        let place = || document.place.clone();
        let name = &document.name;
        if name.contains("://") {
            elsewhere += 1;
            let message = format!("{name:?} is an address, and nothing is fetched");
            let help = "where a copy is to be submitted, put it into the folder and name the file";
            outcome.findings.push(Finding::info("evidence-elsewhere", message).at(place()).help(help));
            continue;
        }
        let (found, is_exact) = index.find(name);
        let Some(stored) = found.first() else {
            missing += 1;
            let message = format!("{name:?} is not in the folder {:?}", evidence.name);
            let help = format!("put it there, or correct its name, in {}", document.items.join(", "));
            outcome.findings.push(Finding::error("evidence-missing", message).at(place()).help(help));
            continue;
        };
        used.extend(found.iter().map(|stored| stored.name.as_str()));
        if !is_exact {
            let message = format!("{name:?} is there as {:?}", stored.name);
            let help = "write the name as the file has it: many systems tell capital letters from small ones";
            outcome.findings.push(Finding::warning("evidence-case", message).at(place()).help(help));
        }
        if found.len() > 1 {
            let names: Vec<&str> = found.iter().map(|stored| stored.name.as_str()).collect();
            let message = format!("{name:?} may be any of {}; the first was taken", names.join(", "));
            let help = "keep one, or write the folder before the name";
            outcome.findings.push(Finding::warning("evidence-twice", message).at(place()).help(help));
        }
        let file = if let Some(file) = read.get(stored.name.as_str()) {
            Named::clone(file)
        } else {
            let file = Named::read(&stored.name, &mut stored.open()?).map_err(|error| stored.unreadable(&error))?;
            read.insert(&stored.name, file.clone());
            file
        };
        outcome.there.push(There { document, stored, file, is_embedded: false });
    }
    let unnamed: Vec<&Stored> = evidence.files.iter().filter(|stored| !used.contains(stored.name.as_str())).collect();
    for stored in &unnamed {
        let finding = Finding::info("evidence-unnamed", "no item names this file").at(Place::file(&stored.name));
        outcome.findings.push(finding.help("name it under Supporting Documents, or leave it out of the folder"));
    }
    let told = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let parts = [
        Some(format!("{} named, {} there", documents.len(), outcome.there.len())),
        told(missing, "missing"),
        told(elsewhere, "at addresses"),
        told(unnamed.len(), "that no item names"),
    ];
    outcome.line = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    Ok(outcome)
}

/// The files by name.
struct Index<'a> {
    paths: BTreeMap<&'a str, &'a Stored>,
    names: BTreeMap<&'a str, Vec<&'a Stored>>,
    letters: BTreeMap<String, Vec<&'a Stored>>,
}

impl<'a> Index<'a> {
    fn new(files: &'a [Stored]) -> Self {
        let mut index = Index { paths: BTreeMap::new(), names: BTreeMap::new(), letters: BTreeMap::new() };
        for stored in files {
            index.paths.insert(&stored.name, stored);
            index.names.entry(stored.short()).or_default().push(stored);
            index.letters.entry(stored.short().to_lowercase()).or_default().push(stored);
        }
        index
    }

    /// The files that a name may mean, and whether they have it to the letter. A path is more than a name.
    fn find(&self, name: &str) -> (Vec<&'a Stored>, bool) {
        let path = name.replace('\\', "/");
        if let Some(stored) = self.paths.get(path.strip_prefix("./").unwrap_or(&path)) {
            return (vec![stored], true);
        }
        let name = path.rsplit('/').next().unwrap_or(&path);
        match self.names.get(name) {
            Some(found) => (found.clone(), true),
            None => (self.letters.get(&name.to_lowercase()).cloned().unwrap_or_default(), false),
        }
    }
}
