//! The styles of a workbook, as far as dates need one: a number is shown as a date by its style alone.

use super::text::{attribute, with};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// The built-in number format that is the day, as the reader's country writes it.
const DAY: u32 = 14;

/// The cell formats of a styles part.
#[derive(Debug, Default)]
pub(super) struct Styles {
    xml: String,
    /// The formats, as they stand in the part.
    formats: Vec<Range<usize>>,
    /// The opening tag of the list.
    list: Range<usize>,
    /// Number formats of the workbook's own, and whether they show a date.
    own: BTreeMap<u32, bool>,
    /// Of each format whether it shows dates.
    dates: Vec<bool>,
    /// The formats that were added.
    added: Vec<String>,
    /// Of those that show dates the first of each look; made when it is needed.
    looks: Option<HashMap<String, u32>>,
    /// What was answered for a style before: many cells have few styles.
    answers: HashMap<u32, Option<u32>>,
}

impl Styles {
    /// Reads a styles part; none where it is damaged.
    pub(super) fn read(xml: String) -> Option<Self> {
        let mut styles = Styles { xml: String::new(), ..Styles::default() };
        let mark = if xml.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        let mut reader = Reader::from_str(&xml[mark..]);
        let (mut is_inside, mut depth) = (false, 0_u32);
        loop {
            let start = mark + usize::try_from(reader.buffer_position()).ok()?;
            let event = reader.read_event().ok()?;
            let end = mark + usize::try_from(reader.buffer_position()).ok()?;
            match &event {
                Event::Start(e) | Event::Empty(e) => {
                    let tag = &xml[start..end];
                    let is_open = matches!(event, Event::Start(_));
                    match e.local_name().as_ref() {
                        "numFmt" => {
                            let id = attribute(tag, "numFmtId").and_then(|(id, _)| id.parse().ok());
                            let code = super::super::package::attribute(e, "formatCode");
                            styles.own.extend(id.zip(code).map(|(id, code)| (id, shows_date(&code))));
                        }
                        "cellXfs" => (is_inside, styles.list) = (is_open, start..end),
                        "xf" if is_inside && depth == 0 => styles.formats.push(start..end),
                        _ => {}
                    }
                    depth += u32::from(is_inside && is_open && e.local_name().as_ref() != "cellXfs");
                }
                Event::End(e) if e.local_name().as_ref() == "cellXfs" => is_inside = false,
                Event::End(_) if is_inside => {
                    depth = depth.saturating_sub(1);
                    if depth == 0
                        && let Some(format) = styles.formats.last_mut()
                    {
                        format.end = end;
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        styles.xml = xml;
        let shows = |at: &Range<usize>| styles.xml.get(at.clone()).is_some_and(|format| styles.shows(format));
        styles.dates = styles.formats.iter().map(shows).collect();
        Some(styles)
    }

    fn format(&self, style: u32) -> Option<&str> {
        let index = usize::try_from(style).ok()?;
        match self.formats.get(index) {
            Some(at) => self.xml.get(at.clone()),
            None => self.added.get(index - self.formats.len()).map(String::as_str),
        }
    }

    /// Whether a format that is there shows a number as a date.
    fn shows(&self, format: &str) -> bool {
        let Some(id) = attribute(opening(format), "numFmtId") else { return false };
        let Ok(id) = id.0.parse::<u32>() else { return false };
        match self.own.get(&id) {
            Some(is_date) => *is_date,
            None => matches!(id, 14..=17 | 22 | 27..=36 | 50..=58),
        }
    }

    /// Whether a style shows a number as a date.
    pub(super) fn is_date(&self, style: u32) -> bool {
        usize::try_from(style).ok().and_then(|index| self.dates.get(index)).is_some_and(|is_date| *is_date)
    }

    /// A style that looks like this one and shows dates: one that is there, else a new one. None where there are no
    /// styles at all.
    pub(super) fn as_date(&mut self, style: u32) -> Option<u32> {
        if self.is_date(style) {
            return Some(style);
        }
        // One that is not there looks as the first.
        let style = if self.format(style).is_some() { style } else { 0 };
        if let Some(known) = self.answers.get(&style) {
            return *known;
        }
        let found = self.dated(style);
        self.answers.insert(style, found);
        found
    }

    fn dated(&mut self, style: u32) -> Option<u32> {
        let format = self.format(style)?;
        let (tag, wanted) = (opening(format), look(format));
        let dated = with(&with(tag, "numFmtId", &DAY.to_string()), "applyNumberFormat", "1") + &format[tag.len()..];
        let mut looks = self.looks.take().unwrap_or_else(|| self.looks());
        let count = u32::try_from(self.dates.len()).ok()?;
        let known = *looks.entry(wanted).or_insert(count);
        self.looks = Some(looks);
        if known == count {
            // A workbook may have given the day's number another meaning.
            self.dates.push(self.shows(&dated));
            self.added.push(dated);
        }
        Some(known)
    }

    fn looks(&self) -> HashMap<String, u32> {
        let mut looks = HashMap::new();
        for style in (0_u32..).zip(&self.dates).filter(|(_, is_date)| **is_date).map(|(style, _)| style) {
            if let Some(format) = self.format(style) {
                looks.entry(look(format)).or_insert(style);
            }
        }
        looks
    }

    /// The part with what was added; none where nothing was.
    pub(super) fn changed(&self) -> Option<String> {
        let last = self.formats.last()?;
        if self.added.is_empty() {
            return None;
        }
        let tag = &self.xml[self.list.clone()];
        let count = (self.formats.len() + self.added.len()).to_string();
        let tag = if attribute(tag, "count").is_some() { with(tag, "count", &count) } else { tag.to_owned() };
        let (before, after) = (&self.xml[..self.list.start], &self.xml[last.end..]);
        Some(format!("{before}{tag}{}{}{after}", &self.xml[self.list.end..last.end], self.added.concat()))
    }
}

/// The opening tag of an element.
fn opening(element: &str) -> &str {
    element.find('>').map_or(element, |end| &element[..=end])
}

/// What a format says but for the number format: its words, each once and in their order.
fn look(format: &str) -> String {
    let tag = opening(format);
    let same = with(&with(tag, "numFmtId", "0"), "applyNumberFormat", "1") + &format[tag.len()..];
    let words: BTreeSet<&str> = same.split_whitespace().collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// Whether a number format shows the day or the year.
fn shows_date(code: &str) -> bool {
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' => drop(chars.next()),
            '[' => drop(chars.by_ref().find(|c| *c == ']')),
            'd' | 'D' | 'y' | 'Y' => return true,
            // Only the first section is for positive numbers.
            ';' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const XML: &str = "<styleSheet xmlns=\"m\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"[$-409]d\\-mmm\\-yy;@\"/><numFmt numFmtId=\"165\" formatCode=\"&quot;day &quot;0\"/></numFmts>\
        <cellStyleXfs count=\"1\"><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"1\"><alignment wrapText=\"1\"/></xf><xf numFmtId=\"164\" fontId=\"2\"/>\
        <xf numFmtId=\"165\" fontId=\"1\"/><xf numFmtId=\"14\" fontId=\"1\" applyNumberFormat=\"1\"/></cellXfs><dxfs/></styleSheet>";

    #[test]
    fn date_formats_are_told_from_others() {
        let styles = Styles::read(XML.to_owned()).unwrap();
        assert_eq!((0..5).map(|style| styles.is_date(style)).collect::<Vec<_>>(), [false, true, false, true, false]);
        for (code, is_date) in [
            ("m/d/yyyy;@", true),
            ("0.00;d", false),
            ("[Red]0.00", false),
            ("General", false),
            ("_d0", false),
            ("h:mm", false),
        ] {
            assert_eq!(shows_date(code), is_date, "{code}");
        }
    }

    #[test]
    fn of_styles_that_look_alike_the_first_is_taken_and_each_look_is_taken_apart_once() {
        let formats = |number: u32| -> Vec<String> {
            (0..50_000).map(|font| format!("<xf numFmtId=\"{number}\" fontId=\"{}\"/>", font / 2)).collect()
        };
        let (dates, plain) = (formats(14).concat(), formats(0).concat());
        let mut styles = Styles::read(format!("<styleSheet><cellXfs>{dates}{plain}</cellXfs></styleSheet>")).unwrap();
        for style in 0..50_000 {
            assert_eq!(styles.as_date(50_000 + style), Some(style / 2 * 2));
        }
        assert_eq!((styles.changed(), styles.answers.len()), (None, 50_000));
    }

    #[test]
    fn a_date_style_looks_like_the_one_it_stands_for() {
        let mut styles = Styles::read(XML.to_owned()).unwrap();
        assert_eq!(styles.as_date(1), Some(1), "it is one");
        assert_eq!(styles.as_date(2), Some(3), "one of the same look is there");
        assert_eq!(styles.changed(), None);
        assert_eq!((styles.as_date(0), styles.as_date(0)), (Some(4), Some(4)), "a new one, once");
        let changed = styles.changed().unwrap();
        let new = "<xf numFmtId=\"14\" fontId=\"1\" applyNumberFormat=\"1\"><alignment wrapText=\"1\"/></xf></cellXfs><dxfs/>";
        assert!(
            changed.contains("<cellXfs count=\"5\">") && changed.ends_with(&format!("{new}</styleSheet>")),
            "{changed}"
        );
        assert!(Styles::read(changed).unwrap().is_date(4));
        assert_eq!(styles.as_date(99), Some(4), "one that is not there looks as the first");
    }
}
