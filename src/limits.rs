//! How much of a file is read at most. Files come from outside, and a small one may ask for all the memory there is; so
//! every quantity that a file decides has a limit, far above what POA&Ms need, which whoever trusts the file may raise.

use std::str::FromStr;

/// The limits on what is read, with their defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A workbook's file, in units of 2^20 bytes.
    pub file_mb: u64,
    /// One part of a workbook's package, unpacked, in units of 2^20 bytes.
    pub part_mb: u64,
    /// All parts of a package together, unpacked, in units of 2^20 bytes.
    pub package_mb: u64,
    /// How many times its packed size a part of more than 32 * 2^20 bytes may unpack to.
    pub ratio: u64,
    /// The parts of a package.
    pub parts: u64,
    /// The shared texts of a workbook.
    pub texts: u64,
    /// The rows of a sheet that hold something, and the items of a document that is held as a whole.
    pub rows: u64,
    /// The cells of a workbook that hold something.
    pub cells: u64,
    /// The cells of the rectangles around what the sheets of an .xls or .ods hold: their reader has them all at once.
    pub rectangle: u64,
    /// The text of a workbook, wherever it stands, in units of 2^20 bytes of UTF-8.
    pub text_mb: u64,
    /// The text of a cell, in bytes of UTF-8. Excel stops at 32,767 characters.
    pub cell_length: u64,
    /// The different assets, people, tools and files that a workbook's items name.
    pub assets: u64,
    /// How deep objects and arrays (JSON, YAML) or elements (XML) of a document nest.
    pub depth: u64,
    /// The values that the aliases of a YAML document stand for: one each, and one more for each hundred bytes.
    pub aliases: u64,
}

impl Default for Limits {
    /// Five times what 100,000 items of 31 columns need.
    fn default() -> Self {
        Limits {
            file_mb: 512,
            part_mb: 768,
            package_mb: 1024,
            ratio: 200,
            parts: 10_000,
            texts: 5_000_000,
            rows: 500_000,
            cells: 16_000_000,
            rectangle: 5_000_000,
            text_mb: 512,
            cell_length: 1 << 17,
            assets: 1_000_000,
            depth: 128,
            aliases: 100_000,
        }
    }
}

/// A limit as it is named on the command line.
#[derive(Debug)]
struct Known {
    name: &'static str,
    /// Above this nothing is safe: the program's own numbers, or its stack, end there.
    most: u64,
    of: fn(&mut Limits) -> &mut u64,
}

const KNOWN: [Known; 14] = [
    Known { name: "file-mb", most: 4095, of: |limits| &mut limits.file_mb },
    Known { name: "part-mb", most: 4095, of: |limits| &mut limits.part_mb },
    Known { name: "package-mb", most: 4095, of: |limits| &mut limits.package_mb },
    Known { name: "ratio", most: 1 << 20, of: |limits| &mut limits.ratio },
    Known { name: "parts", most: 1 << 20, of: |limits| &mut limits.parts },
    Known { name: "texts", most: u32::MAX as u64, of: |limits| &mut limits.texts },
    Known { name: "rows", most: 1 << 20, of: |limits| &mut limits.rows },
    Known { name: "cells", most: 1 << 34, of: |limits| &mut limits.cells },
    Known { name: "rectangle", most: 1 << 34, of: |limits| &mut limits.rectangle },
    Known { name: "text-mb", most: 4095, of: |limits| &mut limits.text_mb },
    Known { name: "cell-length", most: 1 << 30, of: |limits| &mut limits.cell_length },
    Known { name: "assets", most: 1 << 34, of: |limits| &mut limits.assets },
    Known { name: "depth", most: 512, of: |limits| &mut limits.depth },
    Known { name: "aliases", most: 1 << 30, of: |limits| &mut limits.aliases },
];

/// One limit set to a value: `rows=600000`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    known: &'static Known,
    value: u64,
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, such as rows=600000")?;
        let known = KNOWN.iter().find(|known| known.name == name.trim()).ok_or_else(|| {
            let names: Vec<&str> = KNOWN.iter().map(|known| known.name).collect();
            format!("there is no limit `{name}`; there are {}", names.join(", "))
        })?;
        let value = value.trim().parse().ok().filter(|value| (1..=known.most).contains(value));
        let value = value.ok_or_else(|| format!("{} is a whole number from 1 to {}", known.name, known.most))?;
        Ok(Limit { known, value })
    }
}

impl Limits {
    /// The highest limits, for a text that was read whole within lower ones before.
    pub(crate) fn highest() -> Self {
        let mut limits = Limits::default();
        for known in &KNOWN {
            *(known.of)(&mut limits) = known.most;
        }
        limits
    }

    /// The default limits with some of them set otherwise; of two of one name the last counts.
    pub fn with(set: &[Limit]) -> Self {
        let mut limits = Limits::default();
        for limit in set {
            *(limit.known.of)(&mut limits) = limit.value;
        }
        limits
    }

    /// The names with their defaults, for `--help`.
    pub fn listed() -> String {
        let mut limits = Limits::default();
        let listed = KNOWN.iter().map(|known| format!("{}={}", known.name, (known.of)(&mut limits)));
        listed.collect::<Vec<_>>().join(", ")
    }
}

/// What a person may do about a document that nests too deep.
pub(crate) const DEEPER: &str = "if you trust the file, raise the limit: --limit depth=N";

/// What a person may do about a document whose aliases stand for too much.
pub(crate) const MORE_ALIASES: &str = "write the document without aliases, or raise the limit: --limit aliases=N";

/// What a person may do about a limit.
pub(crate) fn help(name: &str) -> String {
    format!("if you trust the file, raise the limit: --limit {name}=N")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn each_is_set_by_its_name_and_none_beyond_its_bounds() {
        for known in &KNOWN {
            let limit: Limit = format!("{}=7", known.name).parse().unwrap();
            let mut limits = Limits::with(&[limit]);
            assert_ne!(limits, Limits::default(), "{}", known.name);
            assert_eq!(*(known.of)(&mut limits), 7);
            assert!(format!("{}={}", known.name, known.most).parse::<Limit>().is_ok());
            for beyond in [0, known.most + 1] {
                assert!(format!("{}={beyond}", known.name).parse::<Limit>().is_err());
            }
            assert!(*(known.of)(&mut Limits::default()) <= known.most, "{}", known.name);
        }
        for wrong in ["rows", "rows=", "rows=x", "rows=-1", "rows=99999999999999999999999", "lines=3", ""] {
            assert!(wrong.parse::<Limit>().is_err(), "{wrong}");
        }
        let [low, high] = ["rows=2", " rows = 3 "].map(|text| text.parse().unwrap());
        assert_eq!(Limits::with(&[low, high]).rows, 3);
    }

    #[test]
    fn the_list_names_all_with_their_defaults() {
        let listed = Limits::listed();
        assert!(listed.starts_with("file-mb=512, ") && listed.contains("depth=128"), "{listed}");
        let parsed: Vec<Limit> = listed.split(", ").map(|text| text.parse().unwrap()).collect();
        assert_eq!((parsed.len(), Limits::with(&parsed)), (KNOWN.len(), Limits::default()));
    }
}
