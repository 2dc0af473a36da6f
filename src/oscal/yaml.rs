//! OSCAL's YAML: the JSON document in block style, each scalar on one line, quoted where a reader of YAML 1.1 or 1.2
//! would make something else of it (numbers, dates, booleans, comments, blanks at the ends); and its tokens to read it by ([`tokens`]).

pub(crate) mod tokens;

use serde::Serialize;
use serde_saphyr::SerializerOptions;
use std::io;

/// Writes a mapping or a sequence as lines at a depth.
pub(crate) fn write(value: &impl Serialize, depth: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let mut options = SerializerOptions::default();
    options.prefer_block_scalars = false; // one line a scalar: it can be moved to any depth, and keeps every blank
    let yaml = serde_saphyr::to_string_with_options(value, options).map_err(io::Error::other)?;
    for line in yaml.split_inclusive('\n') {
        super::xml::indent(depth, out);
        out.extend_from_slice(line.as_bytes());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Text that a reader might take for something else, with how it is written.
    #[test]
    fn what_would_be_retyped_is_quoted() {
        for retyped in [
            "no",
            "Yes",
            "on",
            "y",
            "N",
            "null",
            "~",
            "true",
            "1.0",
            "0o17",
            "017",
            "0x1F",
            "1_000",
            "1e5",
            "12e03",
            "190:20:30",
            "10:30",
            ".5",
            "+1",
            "-.inf",
            ".nan",
            "2026-01-02",
            "2026-01-02T03:04:05Z",
            "=",
            "<<",
            "",
            " a",
            "a ",
            "a: b",
            "a #b",
            "# a",
            "- a",
            "? a",
            "a:",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "'a'",
            "\"a\"",
            "[a]",
            "{a}",
            ",a",
            "---",
            "... a",
            "a\tb",
            "a\nb",
            "a\r",
            "\u{85}a",
            "\u{2028}",
            "\u{feff}a",
            "\u{7f}",
            "\u{9f}",
            "\u{fffe}",
            "\0",
        ] {
            let mut out = Vec::new();
            write(&[retyped], 1, &mut out).unwrap();
            let yaml = String::from_utf8(out).unwrap();
            assert!(yaml.starts_with("  - \"") && yaml.ends_with("\"\n"), "{retyped:?} is {yaml:?}");
            assert_eq!(yaml.lines().count(), 1, "{yaml:?}");
            assert_eq!(serde_saphyr::from_str::<Vec<String>>(&yaml).unwrap(), [retyped]);
        }
    }

    #[test]
    fn plain_text_stays_plain() {
        for plain in ["F1", "POA&M (x)", "a, b", "urn", "Dana's"] {
            let mut out = Vec::new();
            write(&[plain], 0, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), format!("- {plain}\n"));
        }
    }
}
