//! What is put into a text: replacements and insertions, made all at once.

use super::evaluate::Value;
use super::scan::FormulaAt;
use super::text::{attribute, fitting, with, without};
use crate::workbook::escape::escaped;
use std::collections::BTreeMap;
use std::ops::Range;

/// Replacements and insertions, by where they stand.
#[derive(Debug, Default)]
pub(super) struct Patch {
    /// Start and end; of equal places what was put first comes first.
    pub(super) places: BTreeMap<(usize, usize), String>,
}

impl Patch {
    /// Whether it changes nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Puts a text in the place of another.
    pub(super) fn replace(&mut self, at: &Range<usize>, text: String) {
        self.places.insert((at.start, at.end), text);
    }

    /// Puts a text in, behind what was put there before.
    pub(super) fn insert(&mut self, at: usize, text: &str) {
        self.places.entry((at, at)).or_default().push_str(text);
    }

    /// The text with everything put in.
    pub(super) fn apply(&self, xml: &str) -> String {
        let more: usize = self.places.values().map(String::len).sum();
        let mut out = String::with_capacity(xml.len() + more);
        let mut done = 0;
        for ((start, end), text) in &self.places {
            out.push_str(&xml[done..*start]);
            out.push_str(text);
            done = *end;
        }
        out.push_str(&xml[done..]);
        out
    }

    /// Puts what a formula gives into its cell; what cannot be told is taken away. Whether anything changed.
    pub(super) fn value(&mut self, xml: &str, prefix: &str, formula: &FormulaAt, value: &Value) -> bool {
        let (kind, text) = match value {
            Value::Unknown => (None, None),
            Value::Blank => (None, Some("0".to_owned())),
            Value::Number(number) => (None, Some(number.to_string())),
            Value::Text(text) => (Some("str"), Some(escaped(fitting(text).0))),
            Value::Bool(truth) => (Some("b"), Some(u8::from(*truth).to_string())),
        };
        let tag = &xml[formula.tag.clone()];
        let old_kind = attribute(tag, "t").map(|(kind, _)| kind).filter(|kind| *kind != "n");
        let old = formula.value.clone().map(|at| inner(&xml[at]));
        let is_same = match (&text, old) {
            (None, None) => true,
            (Some(text), Some(old)) => *text == old,
            (Some(text), None) => text.is_empty() && kind == Some("str"),
            (None, Some(_)) => false,
        };
        if is_same && (kind == old_kind || text.is_none()) {
            return false;
        }
        if kind != old_kind {
            let tag = kind.map_or_else(|| without(tag, "t"), |kind| with(tag, "t", kind));
            self.replace(&formula.tag, tag);
        }
        if !is_same {
            let element = text.map_or_else(String::new, |text| format!("<{prefix}v>{text}</{prefix}v>"));
            match &formula.value {
                Some(at) => self.replace(at, element),
                None => self.insert(formula.element.end, &element),
            }
        }
        true
    }
}

/// What stands between an element's tags.
fn inner(element: &str) -> &str {
    let start = element.find('>').map_or(element.len(), |end| end + 1);
    let end = element.rfind("</").unwrap_or(start);
    element.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_put_in_at_its_place() {
        let mut patch = Patch::default();
        assert!(patch.is_empty());
        patch.replace(&(2..4), "XYZ".to_owned());
        patch.insert(2, "1");
        patch.insert(2, "2");
        patch.insert(6, "!");
        assert_eq!(patch.apply("abcdef"), "ab12XYZef!");
        assert_eq!(inner("<v a=\">\">x</v>"), "\">x", "a value's tag has no attributes");
        assert_eq!((inner("<v/>"), inner("<v>1</v>"), inner("")), ("", "1", ""));
    }
}
