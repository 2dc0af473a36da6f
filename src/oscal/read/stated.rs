//! The version that a document states, found without reading more of it than what stands before.

use super::encoding;
use crate::finding::{Failure, Finding, Place};
use crate::limits::Limits;
use crate::oscal::data::{Fault, Token, Tokens};
use crate::oscal::format::Format;
use crate::oscal::json::tokens::Json;
use crate::oscal::model::POAM;
use crate::oscal::version::{self, Version};
use crate::oscal::yaml::tokens::Yaml;
use quick_xml::events::Event;
use std::io::{BufRead, Read};

/// The OSCAL version in `metadata/oscal-version`; none where the text states none before it ends or breaks.
///
/// # Errors
/// [`Failure::Unreadable`] where the version is none that is read, or the source fails.
pub fn stated(name: &str, source: impl BufRead, format: Format, limits: &Limits) -> Result<Option<Version>, Failure> {
    let mut source = encoding::utf8(name, source)?;
    let text = match format {
        Format::Json => by_tokens(Json::new(source).within(limits)),
        Format::Yaml => {
            let mut bytes = Vec::new();
            source.read_to_end(&mut bytes).map_err(|e| encoding::unreadable(name, &e))?;
            by_tokens(Yaml::new(&String::from_utf8_lossy(&bytes)).within(limits))
        }
        Format::Xml => by_elements(source),
    };
    text.map(|text| version::read(&text)).transpose().map_err(|failure| failure.in_file(name))
}

/// The refusal of a document that states no version where none was asked for.
pub fn no_version(name: &str) -> Failure {
    let finding = Finding::error("no-oscal-version", "the document states no OSCAL version").at(Place::file(name));
    Failure::unreadable(finding.help("put it into metadata/oscal-version, or give --oscal-version"))
}

/// What is wrong with the text is told by whoever reads it whole.
fn by_tokens(mut tokens: impl Tokens) -> Option<String> {
    for name in [POAM.name, "metadata"] {
        enter(&mut tokens, name).ok()??;
    }
    enter_object(&mut tokens).ok()?.then_some(())?;
    find(&mut tokens, "oscal-version").ok()?.then_some(())?;
    match tokens.next().ok()?? {
        Token::Value(_, text) => Some(text.to_owned()),
        _ => None,
    }
}

/// Goes behind the name of a member of the object that comes next.
fn enter(tokens: &mut impl Tokens, name: &str) -> Result<Option<()>, Fault> {
    Ok((enter_object(tokens)? && find(tokens, name)?).then_some(()))
}

fn enter_object(tokens: &mut impl Tokens) -> Result<bool, Fault> {
    Ok(matches!(tokens.next()?, Some(Token::Open)))
}

/// Goes behind the name of a member of the object that is open.
fn find(tokens: &mut impl Tokens, name: &str) -> Result<bool, Fault> {
    let mut open = 0_usize;
    loop {
        match tokens.next()? {
            Some(Token::Name(found)) if open == 0 && found == name => return Ok(true),
            Some(Token::Open | Token::OpenArray) => open += 1,
            Some(Token::Close | Token::CloseArray) if open > 0 => open -= 1,
            Some(Token::Close | Token::CloseArray) | None => return Ok(false),
            Some(Token::Name(_) | Token::Value(..)) => {}
        }
    }
}

fn by_elements(source: impl BufRead) -> Option<String> {
    let mut reader = quick_xml::Reader::from_reader(source);
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    let mut text = None;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(start) => {
                depth += 1;
                if depth == 3 && start.local_name().as_ref() == "oscal-version" {
                    text = Some(String::new());
                }
            }
            Event::Text(part) => {
                if let Some(text) = &mut text {
                    text.push_str(&part);
                }
            }
            Event::End(_) => {
                if let Some(text) = text {
                    return Some(text.trim().to_owned());
                }
                depth = depth.saturating_sub(1);
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_version_is_found_wherever_it_stands() {
        let of = |text: &str, format| {
            stated("a", text.as_bytes(), format, &Limits::default()).unwrap().map(|v| v.to_string())
        };
        let json = r#"{"$schema": {"metadata": 1}, "plan-of-action-and-milestones": {"back-matter": {"metadata": []},
            "metadata": {"props": [{"oscal-version": "1.0.0"}], "oscal-version": "1.0.4" !"#;
        assert_eq!(of(json, Format::Json).as_deref(), Some("1.0.4"));
        let yaml = "plan-of-action-and-milestones:\n  a: [1]\n  metadata:\n    oscal-version: 1.1.2\n";
        assert_eq!(of(yaml, Format::Yaml).as_deref(), Some("1.1.2"));
        let xml = "<?xml version=\"1.0\"?><p:a xmlns:p=\"b\"><p:metadata><p:revisions><p:revision><p:oscal-version>1.0.0\
                   </p:oscal-version></p:revision></p:revisions><p:oscal-version>\n1.2.3</p:oscal-version>";
        assert_eq!(of(xml, Format::Xml).as_deref(), Some("1.2.3"));
        for (none, format) in [("{}", Format::Json), ("[", Format::Json), ("a", Format::Yaml), ("<a", Format::Xml)] {
            assert_eq!(of(none, format), None);
        }
        assert!(stated("a", json.replace("1.0.4", "3").as_bytes(), Format::Json, &Limits::default()).is_err());
    }
}
