//! Which styles show a number as a date or a span of time. The number itself does not tell.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use crate::workbook::package::attribute;

/// What a style shows a number as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// A number, or text.
    #[default]
    Number,
    /// A day, a time of day, or both.
    Date,
    /// Hours, minutes or seconds that went by, which may be more than a day has.
    Span,
}

/// What each style of a workbook shows a number as. Reads the styles part as far as it can be followed.
pub(super) fn shown_by_styles(part: &str) -> Vec<Shown> {
    let mut own: BTreeMap<u32, Shown> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut is_inside = false;
    let mut reader = quick_xml::Reader::from_str(part);
    loop {
        let event = reader.read_event();
        let is_open = matches!(event, Ok(Event::Start(_)));
        match event {
            Ok(Event::Start(e) | Event::Empty(e)) => match e.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&e, "numFmtId").and_then(|id| id.trim().parse().ok());
                    own.extend(id.zip(attribute(&e, "formatCode").map(|code| shown_by(&code))));
                }
                "cellXfs" => is_inside = is_open,
                "xf" if is_inside => {
                    let id = attribute(&e, "numFmtId").and_then(|id| id.trim().parse().ok()).unwrap_or(0);
                    styles.push(own.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Ok(Event::End(e)) if e.local_name().as_ref() == "cellXfs" => is_inside = false,
            Ok(Event::Eof) | Err(_) => return styles,
            Ok(_) => {}
        }
    }
}

/// The number formats that need not be written down (ECMA-376 part 1, 18.8.30), those of East Asia among them.
fn built_in(id: u32) -> Shown {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Date,
        46 => Shown::Span,
        _ => Shown::Number,
    }
}

/// What a number format shows a number as; its first section is for positive ones.
fn shown_by(code: &str) -> Shown {
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => drop(rest.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' => drop(rest.next()),
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let inside = inside.to_ascii_lowercase();
                let first = inside.chars().next();
                if first.is_some_and(|first| "hms".contains(first) && inside.chars().all(|c| c == first)) {
                    return Shown::Span;
                }
            }
            ';' => return Shown::Number,
            'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 'y' | 'Y' | 's' | 'S' => return Shown::Date,
            'a' | 'A' if rest.as_str().starts_with(['m', 'M', 'p', 'P', '/']) => return Shown::Date,
            _ => {}
        }
    }
    Shown::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_code_tells_dates_and_spans_from_numbers() {
        for (code, shown) in [
            ("General", Shown::Number),
            ("@", Shown::Number),
            ("#,##0.00_);[Red]\\(#,##0.00\\)", Shown::Number),
            ("0.00;d", Shown::Number),
            ("_d0*y\\m\"days\"", Shown::Number),
            ("[$-409]0 [Red]", Shown::Number),
            ("[>=100][Magenta]General", Shown::Number),
            ("m/d/yyyy;@", Shown::Date),
            ("[$-409]d\\-mmm\\-yy;@", Shown::Date),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Shown::Date),
            ("H:MM", Shown::Date),
            ("A/P", Shown::Date),
            ("*-yyyy", Shown::Date),
            ("[h]:mm:ss", Shown::Span),
            ("[Blue]\\+[MM]", Shown::Span),
            ("[s", Shown::Span),
            ("[hm]", Shown::Number),
        ] {
            assert_eq!(shown_by(code), shown, "{code}");
        }
    }

    #[test]
    fn a_style_shows_what_its_number_format_shows() {
        let part = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;/&quot;m"/><numFmt numFmtId="14" formatCode="0"/></numFmts>
            <cellStyleXfs><xf numFmtId="15"/></cellStyleXfs><cellXfs count="5"><xf/><xf numFmtId="164"><alignment/></xf>
            <xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="46"/></cellXfs><cellStyles><xf numFmtId="15"/></cellStyles></styleSheet>"#;
        let shown = [Shown::Number, Shown::Date, Shown::Number, Shown::Date, Shown::Span];
        assert_eq!(shown_by_styles(part), shown);
        let cut = part.find("<xf numFmtId=\"22\"").unwrap_or_default();
        assert_eq!(shown_by_styles(&part[..cut]), shown[..3], "a damaged part is read as far as it goes");
    }
}
