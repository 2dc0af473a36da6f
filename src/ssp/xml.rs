//! XML, event by event. Entities beyond XML's own five and character references are refused, with the DOCTYPE that
//! could declare them.

use super::Fault;
use super::collect::Collector;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};

/// No element of OSCAL has as many attributes.
const MAX_ATTRIBUTES: usize = 32;

/// Reads XML.
pub(super) fn read(text: &str, collector: &mut Collector) -> Result<(), Fault> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut texts = Vec::new();
    loop {
        let step = match reader.read_event() {
            Err(error) => Err(not_xml(&error.to_string())),
            Ok(Event::Eof) if collector.depth() > 0 => Err(not_xml("it ends within an element")),
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => take(event, collector, &mut texts),
        };
        if let Err(fault) = step {
            let position = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
            let lines = text.get(..position).unwrap_or(text).matches('\n').count();
            return Err(Fault { line: u32::try_from(lines + 1).ok(), ..fault });
        }
    }
}

fn not_xml(why: &str) -> Fault {
    Fault::new("ssp-not-xml", format!("this is not XML: {why}"))
}

/// Takes an event. `texts` are the depths of the open elements whose text is a member of its own elsewhere.
fn take(event: Event<'_>, collector: &mut Collector, texts: &mut Vec<usize>) -> Result<(), Fault> {
    match event {
        Event::Start(tag) => {
            start(&tag, collector)?;
            if tag.local_name().as_ref() == "system-id" {
                collector.open("id")?;
                texts.push(collector.depth());
            }
        }
        Event::End(_) => {
            if texts.pop_if(|depth| *depth == collector.depth()).is_some() {
                collector.close();
            }
            collector.close();
        }
        Event::Text(text) => collector.text(&text.xml10_content()),
        Event::CData(text) => collector.text(&text.xml10_content()),
        Event::GeneralRef(reference) => {
            let unknown = || not_xml(&format!("`&{};` is not one of XML's own entities", &*reference));
            match reference.resolve_char_ref().map_err(|e| not_xml(&e.to_string()))? {
                Some(c) => collector.text(c.encode_utf8(&mut [0; 4])),
                None => collector.text(escape::resolve_predefined_entity(&reference).ok_or_else(unknown)?),
            }
        }
        Event::DocType(_) => {
            let message = "this has a DOCTYPE, which no OSCAL document has".to_owned();
            return Err(Fault { help: "take the DOCTYPE away", ..Fault::new("ssp-doctype", message) });
        }
        _ => {}
    }
    Ok(())
}

fn start(tag: &BytesStart<'_>, collector: &mut Collector) -> Result<(), Fault> {
    let is_markup = collector.is_in_text();
    let name = tag.local_name();
    collector.open(name.as_ref())?;
    if is_markup {
        return Ok(());
    }
    // Without the reader's check for repeated names, which compares each with each.
    for (count, attribute) in tag.attributes().with_checks(false).enumerate() {
        let attribute = attribute.map_err(|e| not_xml(&e.to_string()))?;
        if count >= MAX_ATTRIBUTES {
            return Err(not_xml("an element has more attributes than any of OSCAL's"));
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|e| not_xml(&e.to_string()))?;
        collector.open(attribute.key.as_ref())?;
        collector.text(&value);
        collector.close();
    }
    Ok(())
}
