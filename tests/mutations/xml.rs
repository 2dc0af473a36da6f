//! Mutants of an XML document: at the first place of each element (by its name and its parent's).

use super::Mutant;
use std::collections::HashSet;

/// An element's place in the text.
struct Element {
    name: String,
    /// The start of its start tag.
    start: usize,
    /// The end of its start tag.
    opened: usize,
    /// The start of its end tag; for an empty element the end of its start tag.
    closing: usize,
    /// The end of it all.
    end: usize,
    children: Vec<Element>,
}

/// All mutants of a document.
pub(crate) fn mutants(text: &str) -> Vec<Mutant> {
    let mut at = text.find("<plan-of-action-and-milestones").unwrap();
    let root = element(text, &mut at);
    let mut maker = Maker { text, mutants: Vec::new(), seen: HashSet::new() };
    maker.element(&root, "");
    maker.mutants
}

/// Reads the element that starts at a place; the text is known to be well formed.
fn element(text: &str, at: &mut usize) -> Element {
    let start = *at;
    let opened = start + text[start..].find('>').unwrap() + 1;
    let inside = &text[start + 1..opened - 1];
    let name: String = inside.split(|c: char| c.is_whitespace() || c == '/').next().unwrap().to_owned();
    *at = opened;
    let mut children = Vec::new();
    if inside.ends_with('/') {
        return Element { name, start, opened, closing: opened, end: opened, children };
    }
    loop {
        let next = *at + text[*at..].find('<').unwrap();
        if text[next..].starts_with("</") {
            let end = next + text[next..].find('>').unwrap() + 1;
            *at = end;
            return Element { name, start, opened, closing: next, end, children };
        }
        if text[next..].starts_with("<!--") {
            *at = next + text[next..].find("-->").unwrap() + 3;
            continue;
        }
        *at = next;
        children.push(element(text, at));
    }
}

struct Maker<'a> {
    text: &'a str,
    mutants: Vec<Mutant>,
    seen: HashSet<String>,
}

/// The elements of markup and what holds it: their inside is markup's concern, not the model's.
const MARKUP: [&str; 7] = ["title", "description", "remarks", "statement", "text", "purpose", "p"];

impl Maker<'_> {
    fn element(&mut self, element: &Element, parent: &str) {
        let place = format!("{parent}/{}", element.name);
        let is_markup = MARKUP.contains(&element.name.as_str());
        if self.seen.insert(format!("{}/{}", parent.rsplit('/').next().unwrap_or_default(), element.name)) {
            let tag = &self.text[element.start..element.opened];
            let end_of_name = element.start + 1 + element.name.len();
            self.replace("unknown-attribute", &place, end_of_name..end_of_name, " bogus=\"x\"");
            if !parent.is_empty() {
                self.replace("remove", &place, element.start..element.end, "");
                let whole = &self.text[element.start..element.end];
                self.replace("twice", &place, element.end..element.end, whole);
                self.replace("empty", &place, element.start..element.end, &format!("<{}/>", element.name));
            }
            for (from, name) in attributes(tag) {
                let value = self.text[element.start + from..].find('"').unwrap() + element.start + from + 1;
                let end = value + self.text[value..].find('"').unwrap();
                self.replace(&format!("remove-{name}"), &place, element.start + from..end + 1, "");
                self.replace(&format!("blank-{name}"), &place, value..end, " x y ");
                self.replace(&format!("nothing-{name}"), &place, value..end, "");
            }
            if !is_markup && element.closing > element.opened {
                self.replace("unknown-element", &place, element.opened..element.opened, "<bogus/>");
                if element.children.is_empty() {
                    self.replace("blanks", &place, element.opened..element.closing, " x y ");
                } else {
                    self.replace("text", &place, element.opened..element.opened, "stray");
                }
            }
            if is_markup {
                self.replace("foreign-markup", &place, element.opened..element.opened, "<span>x</span>");
            }
        }
        for pair in element.children.windows(2).filter(|_| !is_markup) {
            let [one, other] = pair else { continue };
            let key = format!("{}: {} before {}", element.name, one.name, other.name);
            if one.name != other.name && self.seen.insert(key) {
                let swapped = format!("{}{}", &self.text[other.start..other.end], &self.text[one.start..one.end]);
                self.replace(
                    &format!("swap-{}", one.name),
                    &format!("{place}/{}", other.name),
                    one.start..other.end,
                    &swapped,
                );
            }
        }
        if !is_markup {
            element.children.iter().for_each(|child| self.element(child, &place));
        }
    }

    fn replace(&mut self, what: &str, place: &str, range: std::ops::Range<usize>, with: &str) {
        let place = place.trim_start_matches("/plan-of-action-and-milestones");
        let mut name = format!("xml {what} {}", if place.is_empty() { "/" } else { place });
        // The same place by name may be several in the text.
        if self.mutants.iter().any(|m| m.name == name) {
            name = format!("{name} at {}", range.start);
        }
        let text = format!("{}{with}{}", &self.text[..range.start], &self.text[range.end..]);
        self.mutants.push(Mutant { name, format: "xml", text });
    }
}

/// The attributes of a start tag: where each begins, its blank included, and its name.
fn attributes(tag: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(sign) = tag[at..].find("=\"") {
        let sign = at + sign;
        let begin = tag[..sign].rfind(char::is_whitespace).unwrap();
        let name = tag[begin + 1..sign].to_owned();
        at = sign + 2 + tag[sign + 2..].find('"').unwrap() + 1;
        if !name.starts_with("xmlns") && !name.contains(':') {
            found.push((begin, name));
        }
    }
    found
}
