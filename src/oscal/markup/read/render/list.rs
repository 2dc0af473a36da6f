//! Lists and their items.

use super::{Last, Render, prefix};
use crate::oscal::markup::read::pieces::{Kind, Piece};

/// What an item holds, in order: text (none) or a block.
type Part = (Option<Kind>, String);

impl Render<'_> {
    /// Writes a list. Two lists in a row have different marks, else they would be one.
    pub(super) fn list(&mut self, kind: Kind, start: Option<&str>, is_other: bool, out: &mut String) {
        let mut number = start.and_then(|start| start.trim().parse::<u32>().ok()).unwrap_or(1);
        let mut items = Vec::new();
        while let Some(Piece::Start(..)) = self.piece() {
            self.at += 1;
            items.push(self.item());
            self.at += 1;
        }
        // Paragraphs in items: a blank line between whatever stands in the list.
        let is_loose = items.iter().flatten().any(|(kind, _)| *kind == Some(Kind::P));
        for (index, parts) in items.iter().enumerate() {
            if index > 0 {
                out.push_str(if is_loose { "\n\n" } else { "\n" });
            }
            let mark = match (kind, is_other) {
                (Kind::Ul, false) => "- ".to_owned(),
                (Kind::Ul, true) => "* ".to_owned(),
                (_, false) => format!("{number}. "),
                (_, true) => format!("{number}) "),
            };
            number = number.saturating_add(1);
            prefix(&joined(parts, is_loose), &mark, &" ".repeat(mark.len()), out);
        }
    }

    fn item(&mut self) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut last: Last = None;
        loop {
            let mut part = String::new();
            match self.piece() {
                Some(Piece::Start(Kind::Hr, _)) => {
                    self.at += 2;
                    // Neither a list's mark nor the line under a heading.
                    parts.push((Some(Kind::Hr), "___".to_owned()));
                    last = None;
                }
                Some(Piece::Start(kind, spans)) if kind.is_block() => {
                    self.at += 1;
                    last = self.block(kind, spans, last, &mut part);
                    self.at += 1;
                    parts.push((Some(kind), part));
                }
                Some(Piece::Start(..) | Piece::Text(_)) => {
                    self.inline(&mut part);
                    parts.push((None, part));
                    last = None;
                }
                Some(Piece::End) | None => return parts,
            }
        }
    }
}

/// An item's parts, line by line where one ends at the next by itself, else with a blank line between.
fn joined(parts: &[Part], is_loose: bool) -> String {
    let mut out = String::new();
    for (index, (kind, text)) in parts.iter().enumerate() {
        if let Some((before, _)) = index.checked_sub(1).and_then(|before| parts.get(before)) {
            let is_apart = match (before, kind) {
                (Some(Kind::Ul | Kind::Ol | Kind::Blockquote), None)
                | (Some(Kind::Blockquote), Some(Kind::Blockquote)) => true,
                // Only a list that starts with 1 and has words in its first item ends a paragraph.
                (None, Some(Kind::Ol)) => !text.starts_with("1. ") && !text.starts_with("1) "),
                (None, Some(Kind::Ul)) => !text.starts_with("- ") && !text.starts_with("* "),
                _ => false,
            };
            out.push_str(if is_loose || is_apart { "\n\n" } else { "\n" });
        }
        out.push_str(text);
    }
    out
}
