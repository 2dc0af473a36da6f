//! What a mapping writes into the objects of a row, and the ways on which it gets there.

use super::definition::{Base, Column, CopyWhat, FieldPlace, Mapping, OfType, Place, Records, Target, Value, Values};
use super::place::{End, Mark, Path};
use super::syntax;
use crate::oscal::model::POAM;
use crate::oscal::version::Version;

/// A way from the root to what something writes or reads.
pub(super) struct Way {
    /// The path.
    pub(super) path: Path,
    /// The steps that lead to an object which was made for this way and stays where it was put: no other is looked for.
    pub(super) made: Vec<usize>,
}

impl Way {
    /// The way to what stands at a path from an anchor, whichever of its types that has.
    pub(super) fn to(mapping: &Mapping, base: &Base, path: &Path) -> Way {
        let Base::Anchor(index, of_type) = base else { return Way { path: path.clone(), made: Vec::new() } };
        let anchor = &mapping.anchors[*index];
        let object = Way::to_new(mapping, &anchor.base, &anchor.path);
        let types: Vec<&str> = match of_type {
            OfType::Fixed(of_type) => vec![of_type],
            OfType::Untyped | OfType::Field(_) | OfType::Any => {
                anchor.types.iter().map(|word| word.value.as_str()).collect()
            }
        };
        Way { path: object.path.of_type(&types), made: object.made }.on(path)
    }

    /// The same, where an object is made at its end.
    pub(super) fn to_new(mapping: &Mapping, base: &Base, path: &Path) -> Way {
        let mut way = Way::to(mapping, base, path);
        let before = way.path.steps.len() - path.steps.len();
        way.made.extend(path.last_many().map(|step| before + step));
        way
    }

    /// The way that goes on from its end.
    pub(super) fn on(&self, path: &Path) -> Way {
        Way { path: self.path.joined(path), made: self.made.clone() }
    }
}

/// Something that writes into the objects of a row before they are read back, and where.
pub(super) struct Writer {
    /// Who it is.
    pub(super) who: Who,
    /// Where.
    pub(super) way: Way,
    /// All that it may write there, where that is known.
    texts: Option<Vec<String>>,
}

impl Writer {
    /// Whether it only fills a gap in an anchor's objects: it leaves alone what a column wrote there.
    pub(super) fn fills_gap_of(&self, anchor: usize) -> bool {
        self.who == Who::Anchor { index: anchor, gap: true }
    }

    /// Whether it can write what a mark is.
    pub(super) fn can_leave(&self, mark: &Mark<'_>) -> bool {
        let is_one = |texts: &Vec<String>| texts.iter().any(|text| mark.can_be(text));
        mark.can_be_written_by(&self.way.path) && self.texts.as_ref().is_none_or(is_one)
    }
}

/// Who writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// A column, at its place of this kind.
    Place(usize, usize),
    /// A column, beside its places: copies and constants.
    Beside(usize),
    /// A column, in the objects of its records.
    Records(usize),
    /// An anchor, in its object; a `gap` only where the first step of its path, one without tests, leads nowhere yet.
    Anchor { index: usize, gap: bool },
    /// Whatever else.
    Other,
}

/// Everything that writes into a row's objects before they are read back, but for the log and the columns that the
/// mapping does not know: where a row has these, nothing is taken for alone.
pub(super) struct Writers(pub(super) Vec<Writer>);

impl Writers {
    /// All of a mapping.
    pub(super) fn of(mapping: &Mapping) -> Writers {
        let mut all = Writers(Vec::new());
        for (index, column) in mapping.columns.iter().enumerate() {
            match &column.target {
                Target::Values(values) => all.add_values(mapping, index, values),
                Target::Records(records) => all.add_records(mapping, index, column, records),
                Target::Dropped(_) => {}
            }
        }
        for sheet in &mapping.sheets {
            for (place, text) in sheet.when.iter().chain(&sheet.with) {
                all.add_saying(Some(vec![text.clone()]), Who::Other, Way::to(mapping, &place.base, &place.path));
            }
        }
        for (index, anchor) in mapping.anchors.iter().enumerate() {
            let object = Way::to(mapping, &Base::Anchor(index, OfType::Any), &Path::itself(anchor.kind));
            if !anchor.borrow.is_empty() {
                all.add_mark_of_derived(mapping, Who::Anchor { index, gap: false }, &object);
            }
            for link in &anchor.links {
                all.add(Who::Other, Way::to(mapping, &link.base, &link.path));
            }
            let gap = |path: &Path| path.steps.first().is_some_and(|step| !step.is_tested());
            for (path, value) in &anchor.with {
                let texts = if let Value::Text(text) = value { Some(vec![text.clone()]) } else { None };
                all.add_saying(texts, Who::Anchor { index, gap: gap(path) }, object.on(path));
            }
            for (path, _) in &anchor.borrow {
                all.add(Who::Anchor { index, gap: gap(path) }, object.on(path));
            }
            all.add(Who::Anchor { index, gap: false }, object);
        }
        all
    }

    /// The OSCAL version that brought the last of what an item's objects may hold, log and kept spellings included.
    pub(super) fn newest(&self, mapping: &Mapping) -> Option<Version> {
        let (kept, extra) = (&mapping.kept, &mapping.extra);
        let to = |place: &Place| Way::to(mapping, &place.base, &place.path);
        let mut others: Vec<Way> = [&kept.text, &kept.blank, &extra.place].map(to).into();
        if let Some(log) = &mapping.log {
            let entry = to(&log.each);
            others.extend(log.fields.iter().map(|(_, path)| entry.on(path)));
            others.push(entry);
        }
        let tests = others.iter().flat_map(|way| way.path.tests_written());
        let paths = self.0.iter().map(|writer| &writer.way.path).chain(others.iter().map(|way| &way.path));
        paths.filter_map(|path| path.since(&POAM)).chain(tests.filter_map(|path| path.since(&POAM))).max()
    }

    fn add_values(&mut self, mapping: &Mapping, column: usize, values: &Values) {
        for (kind, to) in values.places.iter().enumerate() {
            self.add(Who::Place(column, kind), Way::to(mapping, &to.place.base, &to.place.path));
            for place in to.copies.iter().map(|copy| &copy.place).chain(to.with.iter().map(|(place, _)| place)) {
                self.add(Who::Beside(column), Way::to(mapping, &place.base, &place.path));
            }
        }
    }

    fn add_records(&mut self, mapping: &Mapping, column: usize, of: &Column, records: &Records) {
        let new = |each: &Place| Way::to_new(mapping, &each.base, &each.path);
        let object = new(&records.each);
        for copy in &records.copies {
            match &copy.what {
                CopyWhat::Object { each, fields, .. } => self.add_object(Who::Beside(column), new(each), fields),
                CopyWhat::Inside { from, words, path } => {
                    let word = |t: &str| words.iter().find(|w| w.cell == t).map_or(t, |w| &w.value).to_owned();
                    let texts = of.codec.said_in(from, &of.words);
                    let texts = texts.map(|texts| texts.into_iter().map(word).collect());
                    self.add_saying(texts, Who::Records(column), object.on(path));
                }
                CopyWhat::Field { place, .. } => {
                    self.add(Who::Beside(column), Way::to(mapping, &place.base, &place.path));
                }
            }
        }
        if !records.borrow.is_empty() {
            self.add_mark_of_derived(mapping, Who::Records(column), &object);
        }
        self.add_object(Who::Records(column), object, &records.fields);
    }

    fn add_object(&mut self, who: Who, object: Way, fields: &[FieldPlace]) {
        for field in fields {
            self.add(who, object.on(&field.path));
        }
        self.add(who, object);
    }

    /// Adds the mark that says of something in an object that it is derived.
    fn add_mark_of_derived(&mut self, mapping: &Mapping, who: Who, object: &Way) {
        let End::Object(kind) = object.path.end else { return };
        let mark = syntax::parse("prop[name=derived, ns=own]").ok();
        let mark = mark.and_then(|spelled| Path::compile(kind, &spelled.steps, mapping.names(), false).ok());
        if let Some(mark) = mark {
            self.add(who, object.on(&mark));
        }
    }

    fn add(&mut self, who: Who, way: Way) {
        self.add_saying(None, who, way);
    }

    /// Adds what a way writes: its end, and the words of its tests in every object that it leads through.
    fn add_saying(&mut self, texts: Option<Vec<String>>, who: Who, way: Way) {
        // Markup is spelt otherwise there.
        let texts = texts.filter(|_| way.path.data_type().is_some_and(|t| !t.is_markup()));
        for path in way.path.tests_written() {
            self.0.push(Writer { who, way: Way { path, made: way.made.clone() }, texts: None });
        }
        self.0.push(Writer { who, way, texts });
    }
}
