//! The package that a workbook is: its parts, which of them holds which sheet, and a copy in which some parts are
//! changed and every other byte is as it was.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read, Seek, Write};

use quick_xml::events::{BytesStart, Event};
use zip::{ZipArchive, ZipWriter};

use super::intake::Intake;

/// A workbook's package (.xlsx, .xlsm).
pub(crate) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Who counts what is read, of a file that nobody looked at yet.
    intake: Option<&'a Intake<'a>>,
    /// The part of the workbook itself.
    pub(crate) book: String,
    /// The sheets: name and part (empty where nothing says which).
    pub(crate) sheets: Vec<(String, String)>,
    /// Whether days are counted from 1904.
    pub(crate) is_1904: bool,
    order: Vec<String>,
    hidden: Vec<String>,
    /// The names of the parts by the same in small letters, of equal ones the first.
    small: HashMap<String, String>,
}

/// A relation of a part to another.
#[derive(Debug)]
pub(crate) struct Relation {
    pub(crate) id: String,
    /// Its type, a URI; the last word tells what it is in both flavours of the standard.
    pub(crate) kind: String,
    /// The part, or the address outside.
    pub(crate) target: String,
}

impl Relation {
    /// Whether the last word of its type is this one.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.kind.rsplit('/').next() == Some(word)
    }
}

/// What becomes of a part: none takes it away.
pub(crate) type Changes = BTreeMap<String, Option<Vec<u8>>>;

impl<'a> Package<'a> {
    /// Opens a package that was looked at before; none where it is no workbook.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Self> {
        Package::over(ZipArchive::new(Cursor::new(bytes)).ok()?, None)
    }

    /// Opens a package whose parts are counted when they are read; none where it is no workbook.
    pub(crate) fn counted_by(intake: &'a Intake<'a>) -> Option<Self> {
        Package::over(intake.archive(), Some(intake))
    }

    fn over(zip: ZipArchive<Cursor<&'a [u8]>>, intake: Option<&'a Intake<'a>>) -> Option<Self> {
        let (book, sheets) = (String::new(), Vec::new());
        let mut small = HashMap::new();
        for name in zip.file_names().filter_map(Result::ok) {
            small.entry(name.trim_start_matches('/').to_ascii_lowercase()).or_insert_with(|| name.into_owned());
        }
        let (order, hidden) = (Vec::new(), Vec::new());
        let mut package = Package { zip, intake, book, sheets, is_1904: false, order, hidden, small };
        let book = package.relations("").into_iter().find(|relation| relation.is("officeDocument"))?;
        package.book = book.target;
        let relations = package.relations(&package.book.clone());
        let mut by_id: BTreeMap<&str, &Relation> = BTreeMap::new();
        for relation in &relations {
            by_id.entry(&relation.id).or_insert(relation);
        }
        // Each sheet is a part.
        let listed = Book::read(&package.text(&package.book.clone())?)?;
        if listed.sheets.len() > package.zip.len() {
            return None;
        }
        package.is_1904 = listed.is_1904;
        for sheet in listed.sheets {
            package.order.push(sheet.name.clone());
            if sheet.is_hidden {
                package.hidden.push(sheet.name.clone());
            }
            match by_id.get(sheet.relation.as_str()) {
                Some(relation) if relation.is("worksheet") => {
                    package.sheets.push((sheet.name, relation.target.clone()));
                }
                // A chart, a dialogue, a macro.
                Some(_) => {}
                None => package.sheets.push((sheet.name, String::new())),
            }
        }
        Some(package)
    }

    /// Whether a sheet is hidden, or very hidden.
    pub(crate) fn is_hidden(&self, sheet: &str) -> bool {
        self.hidden.iter().any(|hidden| hidden == sheet)
    }

    /// When the workbook says that it was last changed, in its own words.
    pub(crate) fn modified(&mut self) -> Option<String> {
        let core = self.relations("").into_iter().find(|relation| relation.is("core-properties"))?;
        let text = self.text(&core.target)?;
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader.read_event().ok()? {
                Event::Start(e) if e.local_name().as_ref() == "modified" => {
                    return Some(reader.read_text(e.name()).ok()?.xml10_content().trim().to_owned());
                }
                Event::Eof => return None,
                _ => {}
            }
        }
    }

    /// Where a sheet stands among all sheets, those of charts too.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.order.iter().position(|known| known == name)
    }

    /// The part that holds a sheet.
    pub(crate) fn sheet(&self, name: &str) -> Option<&str> {
        self.sheets.iter().find(|(known, _)| known == name).map(|(_, part)| part.as_str())
    }

    /// The names of all parts.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.zip.file_names().filter_map(Result::ok)
    }

    /// The part of this kind that the workbook names, or the one of the name that it mostly has, as it is stored.
    pub(crate) fn part_of(&mut self, kind: &str, usual: &str) -> Option<String> {
        let book = self.book.clone();
        let named =
            self.relations(&book).into_iter().find(|relation| relation.is(kind)).map(|relation| relation.target);
        let folder = book.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.stored_name(&named.unwrap_or_else(|| resolved(folder, usual)))
    }

    /// A part as text; none where it is missing or no UTF-8.
    pub(crate) fn text(&mut self, part: &str) -> Option<String> {
        let index = self.zip.index_for_name(&self.stored_name(part)?)?;
        let mut text = String::new();
        let mut part = self.zip.by_index(index).ok()?;
        match self.intake {
            Some(intake) => intake.counted(index, part).read_to_string(&mut text).ok()?,
            None => part.read_to_string(&mut text).ok()?,
        };
        Some(text)
    }

    /// The name under which a part is stored: programs do not agree on the case of letters.
    pub(crate) fn stored_name(&self, part: &str) -> Option<String> {
        if self.zip.index_for_name(part).is_some() {
            return Some(part.to_owned());
        }
        self.small.get(&part.to_ascii_lowercase()).cloned()
    }

    /// The part that tells the relations of a part (of the package itself: of the empty name).
    pub(crate) fn relations_of(part: &str) -> String {
        let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
        if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") }
    }

    /// The relations of a part.
    pub(crate) fn relations(&mut self, part: &str) -> Vec<Relation> {
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.text(&Self::relations_of(part)).map_or_else(Vec::new, |text| relations_in(&text, folder))
    }

    /// Writes a copy. Parts that do not change keep their bytes as they were packed; all keep their order and stamps.
    pub(crate) fn write(&mut self, changes: &Changes, out: impl Write + Seek) -> std::io::Result<()> {
        let mut copy = ZipWriter::new(out);
        let comment = self.zip.comment().to_vec();
        for index in 0..self.zip.len() {
            let entry = self.zip.by_index_raw(index)?;
            let name = entry.name()?.into_owned();
            match changes.get(&name) {
                None => copy.raw_copy_file(entry)?,
                Some(None) => {}
                Some(Some(bytes)) => {
                    let options = entry.options();
                    drop(entry);
                    copy.start_file(name, options)?;
                    copy.write_all(bytes)?;
                }
            }
        }
        copy.set_raw_comment(comment.into())?;
        copy.finish()?.flush()
    }
}

/// The relations that a part tells of those in a folder; up to where it is damaged.
pub(crate) fn relations_in(part: &str, folder: &str) -> Vec<Relation> {
    let mut relations = Vec::new();
    let mut reader = quick_xml::Reader::from_str(part);
    loop {
        match reader.read_event() {
            Ok(Event::Start(e) | Event::Empty(e)) if e.local_name().as_ref() == "Relationship" => {
                let of = |name| attribute(&e, name).unwrap_or_default();
                let target = of("Target");
                let target = if of("TargetMode") == "External" { target } else { resolved(folder, &target) };
                relations.push(Relation { id: of("Id"), kind: of("Type"), target });
            }
            Ok(Event::Eof) | Err(_) => return relations,
            Ok(_) => {}
        }
    }
}

/// A target as a part's name.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// What a workbook part says.
#[derive(Debug, Default)]
struct Book {
    sheets: Vec<Listed>,
    is_1904: bool,
}

/// A sheet as a workbook part lists it.
#[derive(Debug)]
struct Listed {
    name: String,
    relation: String,
    is_hidden: bool,
}

impl Book {
    /// None where it is damaged or lists no sheet, which no workbook does without.
    fn read(part: &str) -> Option<Self> {
        let mut reader = quick_xml::Reader::from_str(part);
        let mut book = Book::default();
        loop {
            match reader.read_event().ok()? {
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "sheet" => book.sheets.push(Listed {
                        name: attribute(&e, "name")?,
                        relation: attribute(&e, "id")?,
                        is_hidden: attribute(&e, "state").is_some_and(|state| state != "visible"),
                    }),
                    "workbookPr" => {
                        let epoch = attribute(&e, "date1904");
                        book.is_1904 = epoch.is_some_and(|epoch| matches!(epoch.trim(), "1" | "true"));
                    }
                    _ => {}
                },
                Event::Eof => return Some(book).filter(|book| !book.sheets.is_empty()),
                _ => {}
            }
        }
    }
}

/// An element's attribute, whatever its prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, local_name: &str) -> Option<String> {
    let found =
        element.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == local_name)?;
    Some(
        found
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_or_else(|_| found.value.to_string(), Cow::into_owned),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_part_tells_its_sheets_and_its_epoch() {
        let book = |properties: &str| {
            format!(
                r#"<x:workbook>{properties}<x:sheets><x:sheet name="A &amp; B" sheetId="1" r:id="r1"/>
                <x:sheet name="C" sheetId="2" state="veryHidden" r:id="r2"></x:sheet></x:sheets></x:workbook>"#
            )
        };
        for (properties, is_1904) in [
            ("", false),
            ("<x:workbookPr/>", false),
            (r#"<x:workbookPr date1904="false"/>"#, false),
            (r#"<x:workbookPr date1904="true"/>"#, true),
            (r#"<x:workbookPr codeName="x" date1904="1"></x:workbookPr>"#, true),
        ] {
            let book = Book::read(&book(properties)).unwrap_or_default();
            let sheets: Vec<_> = book.sheets.iter().map(|s| (&*s.name, &*s.relation, s.is_hidden)).collect();
            assert_eq!(sheets, [("A & B", "r1", false), ("C", "r2", true)]);
            assert_eq!(book.is_1904, is_1904, "{properties}");
        }
    }
}
