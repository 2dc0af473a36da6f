//! Texts with runs: the shared texts of a workbook, and those that stand in their cells.

use std::io::{BufRead, BufReader, Read};

use quick_xml::events::{BytesStart, Event};

use crate::workbook::escape::unescaped;
use crate::workbook::texts::Texts;

/// A part of a package, as it is unpacked.
pub(super) type Part<R> = quick_xml::Reader<BufReader<R>>;

/// What XML takes for blanks.
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// A part that cannot be followed, and why.
pub(super) type Broken = String;

/// The shared texts of a workbook, each found by its number.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) texts: Texts,
    /// What [`Texts::get`] wants for each.
    pub(super) at: Vec<u64>,
}

impl Shared {
    /// Reads the part of shared texts.
    pub(super) fn read(part: &mut Part<impl Read>) -> Result<Self, Broken> {
        let mut shared = Shared::default();
        let (mut buffer, mut text) = (Vec::new(), String::new());
        // The parser has read a tag to its end, and nothing behind it.
        let mut is_behind_tag = false;
        loop {
            while is_behind_tag && let Some((run, length)) = Run::only_of(part.get_ref().buffer()) {
                text.clear();
                run.add_to(&mut text);
                shared.at.push(shared.texts.keep_each(&text));
                part.get_mut().consume(length);
            }
            buffer.clear();
            let event = part.read_event_into(&mut buffer).map_err(because)?;
            let is_empty = matches!(event, Event::Empty(_));
            is_behind_tag = matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_));
            match event {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "si" => {
                    text.clear();
                    if !is_empty {
                        read_text(part, &mut buffer, &mut text)?;
                    }
                    shared.at.push(shared.texts.keep_each(&text));
                }
                Event::Eof if shared.texts.is_full() => return Err("its texts are too long".to_owned()),
                Event::Eof => return Ok(shared),
                _ => {}
            }
        }
    }
}

/// Reads a text whose element (`si`, `is`) was opened, up to its end: the text of all its runs, without how it sounds.
pub(super) fn read_text(part: &mut Part<impl Read>, buffer: &mut Vec<u8>, into: &mut String) -> Result<(), Broken> {
    // How deep below the text's element, and where a sound began.
    let (mut depth, mut sound) = (0_u32, None);
    // Where the open run's text begins, and whether its blanks count.
    let mut run = None;
    if let Some((run, length)) = Run::first_of(part.get_ref().buffer()) {
        run.add_to(into);
        part.get_mut().consume(length);
    }
    loop {
        buffer.clear();
        match part.read_event_into(buffer).map_err(because)? {
            Event::Start(e) => {
                match e.local_name().as_ref() {
                    "t" if run.is_none() && sound.is_none() => run = Some((depth, into.len(), keeps_blanks(&e))),
                    "rPh" if sound.is_none() => sound = Some(depth),
                    _ => {}
                }
                depth += 1;
            }
            Event::End(_) if depth == 0 => return Ok(()),
            Event::End(_) => {
                depth -= 1;
                sound = sound.filter(|at| *at != depth);
                if let Some((_, start, keeps_blanks)) = run.take_if(|(at, _, _)| *at == depth) {
                    finish_run(into, start, keeps_blanks);
                }
            }
            Event::Eof => return Err("it ends within a text".to_owned()),
            event if run.is_some() => add(&event, into)?,
            _ => {}
        }
    }
}

/// A run's text as it stands in the part, `<t>so</t>`: nearly every text is one such run, and the parser would make three
/// events of it.
struct Run<'a> {
    text: &'a str,
    keeps_blanks: bool,
}

impl<'a> Run<'a> {
    /// The run that these bytes begin with, and how long it is. What XML spells otherwise is left to the parser.
    fn first_of(ahead: &'a [u8]) -> Option<(Self, usize)> {
        const TAGS: [(&[u8], bool); 2] = [(b"<t>", false), (b"<t xml:space=\"preserve\">", true)];
        let (tag, keeps_blanks) = TAGS.into_iter().find(|(tag, _)| ahead.starts_with(tag))?;
        let rest = &ahead[tag.len()..];
        let length = memchr::memchr3(b'<', b'&', b'\r', rest)?;
        let (text, end) = rest.split_at(length);
        if !end.starts_with(b"</t>") {
            return None;
        }
        let run = Run { text: str::from_utf8(text).ok()?, keeps_blanks };
        Some((run, tag.len() + length + b"</t>".len()))
    }

    /// The same within `<si>` and `</si>`, a whole shared text.
    fn only_of(ahead: &'a [u8]) -> Option<(Self, usize)> {
        const TAGS: (&[u8], &[u8]) = (b"<si>", b"</si>");
        let inside = ahead.strip_prefix(TAGS.0)?;
        let (run, length) = Run::first_of(inside)?;
        inside[length..].starts_with(TAGS.1).then_some((run, TAGS.0.len() + length + TAGS.1.len()))
    }

    fn add_to(&self, into: &mut String) {
        let start = into.len();
        into.push_str(self.text);
        finish_run(into, start, self.keeps_blanks);
    }
}

/// Whether a run's text keeps the blanks at its ends.
fn keeps_blanks(run: &BytesStart<'_>) -> bool {
    // Most have no attribute at all.
    !run.attributes_raw().is_empty()
        && run.attributes().with_checks(false).flatten().any(|a| a.key.as_ref() == "xml:space" && a.value == "preserve")
}

/// Takes the blanks at the ends of a run's text away where they do not count, and resolves its escapes.
fn finish_run(text: &mut String, start: usize, keeps_blanks: bool) {
    if !keeps_blanks {
        text.truncate(start + text[start..].trim_end_matches(BLANKS).len());
        let blanks = text[start..].len() - text[start..].trim_start_matches(BLANKS).len();
        text.drain(start..start + blanks);
    }
    if let std::borrow::Cow::Owned(resolved) = unescaped(&text[start..]) {
        text.truncate(start);
        text.push_str(&resolved);
    }
}

/// Adds a piece of character data.
pub(super) fn add(piece: &Event<'_>, into: &mut String) -> Result<(), Broken> {
    match piece {
        Event::Text(text) => into.push_str(&text.xml10_content()),
        Event::CData(text) => into.push_str(&text.xml10_content()),
        Event::GeneralRef(name) => {
            if let Some(text) = quick_xml::escape::resolve_predefined_entity(name.as_ref()) {
                into.push_str(text);
            } else {
                let character = name.resolve_char_ref().map_err(because)?;
                into.push(character.ok_or_else(|| format!("nobody says what &{}; is", name.as_ref() as &str))?);
            }
        }
        _ => {}
    }
    Ok(())
}

/// What a parser says of XML that is none.
pub(super) fn because(error: impl std::fmt::Display) -> Broken {
    error.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn texts_are_the_same_wherever_the_bytes_are_cut() {
        let xml = "<sst><si><t>one</t></si> <si><t xml:space=\"preserve\"> two </t></si><si><t> three\n</t></si><si/>\
                   <si><t/></si><si><t>a &amp; b</t></si><si><t>c\r\nd</t></si><si><t></t></si><si><t>_x0041_</t></si>\
                   <si><r><t>e</t></r><r><t>f</t></r><rPh><t>no</t></rPh></si><x/><si><t>g</t><t>h</t><rPh><t>no</t></rPh></si>\
                   <si><t><![CDATA[i]]></t></si><si><t>j<!-- no --></t></si><si><t>\u{e9}</t></si></sst>";
        let texts = ["one", " two ", "three", "", "", "a & b", "c\nd", "", "A", "ef", "gh", "i", "j", "\u{e9}"];
        // One byte at a time nothing is seen before the parser sees it.
        for size in [1, 2, 7, 16, 40, 1 << 16] {
            let reader = BufReader::with_capacity(size, xml.as_bytes());
            let shared = Shared::read(&mut quick_xml::Reader::from_reader(reader)).unwrap();
            let read: Vec<&str> = shared.at.iter().map(|at| shared.texts.get(*at)).collect();
            assert_eq!(read, texts, "{size} bytes at a time");
        }
    }
}
