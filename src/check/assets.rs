//! The assets of an item.

use super::Check;
use super::columns::Col;
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::mapping::judged::Judged;
use crate::rule::Rule;
use std::net::IpAddr;

pub(super) const RULES: &[&Rule] = &[&MISSING, &SHORTHAND, &ONE_LINE, &UNKNOWN];

const MISSING: Rule = Rule {
    code: "item-without-asset",
    level: Level::Error,
    checks: "Every item names at least one asset.",
    why: "Without it nobody can verify that the weakness is gone.",
    fails: "Asset Identifier:",
    passes: "Asset Identifier: web-01.cloud.example",
    source: "FedRAMP POA&M Completion Guide, Asset Identifier",
};
const SHORTHAND: Rule = Rule {
    code: "assets-abbreviated",
    level: Level::Warning,
    checks: "Assets are listed in full: no ranges of addresses, no \"etc.\", no \"and 12 more\".",
    why: "Each asset is held against the inventory, and those left out cannot be.",
    fails: "Asset Identifier: 10.0.0.1\\nand 12 more",
    passes: "Asset Identifier: 10.0.0.1\\n10.0.0.2",
    source: "FedRAMP POA&M Completion Guide, Asset Identifier",
};
const ONE_LINE: Rule = Rule {
    code: "assets-on-one-line",
    level: Level::Warning,
    checks: "Each asset has a line of its own.",
    why: "That is the form FedRAMP's tools read.",
    fails: "Asset Identifier: 10.0.0.1, 10.0.0.2",
    passes: "Asset Identifier: 10.0.0.1\\n10.0.0.2",
    source: "FedRAMP POA&M Completion Guide, Asset Identifier",
};
const UNKNOWN: Rule = Rule {
    code: "asset-not-in-inventory",
    level: Level::Warning,
    checks: "Each asset is in the inventory or the SSP that is given.",
    why: "An asset that the inventory does not know is outside of the system, or is not scanned.",
    fails: "Asset Identifier: web-09\n[inventory]\nweb-01",
    passes: "Asset Identifier: web-01\n[inventory]\nweb-01",
    source: "FedRAMP POA&M Completion Guide, Asset Identifier",
};

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    if !row.has(Col::Assets) {
        return;
    }
    let text = row.text(Col::Assets);
    if text.is_empty() {
        out.cell(
            &MISSING,
            row,
            Col::Assets,
            "the item names no asset",
            "write the inventory's identifiers, one a line",
        );
        return;
    }
    if let Some(line) = text.lines().find(|line| is_shorthand(check.words(), line)) {
        let message = format!("\"{}\" stands for assets that are not named", line.trim());
        out.cell(&SHORTHAND, row, Col::Assets, message, "name every asset, one a line");
    }
    let assets = row.reading(Col::Assets).records;
    if assets.len() > text.lines().filter(|line| !line.trim().is_empty()).count() {
        let message = "several assets stand on one line";
        out.cell(&ONE_LINE, row, Col::Assets, message, "write each asset on a line of its own");
    }
    let unknown: Vec<&str> =
        assets.iter().filter_map(|a| a.get("name")).filter(|name| check.is_unknown_asset(name)).collect();
    if let Some((first, others)) = unknown.split_first() {
        let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
        let verb = if others.is_empty() { "is" } else { "are" };
        let message = format!("\"{first}\"{more} {verb} not in the inventory");
        out.cell(&UNKNOWN, row, Col::Assets, message, "write the identifier as the inventory has it, or add the asset");
    }
}

/// Whether a line stands for more assets than it names.
fn is_shorthand(judged: &Judged, line: &str) -> bool {
    let line = line.trim().to_lowercase();
    let words: Vec<&str> = line.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    let is_one = |list: &[String], word: &str| list.iter().any(|known| known == word);
    let counts = |word: &str| {
        let digits = word.trim_start_matches('+');
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let more = words.windows(2).any(|w| counts(w[0]) && is_one(&judged.and_more, w[1].trim_matches(['.', ')'])));
    more || words.iter().any(|word| is_one(&judged.and_so_on, word)) || is_range(&line)
}

/// Whether a text is a range of addresses: `10.0.0.1-20`, `10.0.0.1 - 10.0.0.9`, `10.0.0.0/24`.
fn is_range(text: &str) -> bool {
    let address = |text: &str| text.trim().parse::<IpAddr>().is_ok();
    let number = |text: &str, most: u16| text.trim().parse::<u16>().is_ok_and(|n| n <= most);
    if let Some((from, bits)) = text.split_once('/')
        && address(from)
    {
        return number(bits, 128) && !matches!(bits.trim(), "32" | "128");
    }
    text.split_once(['-', '\u{2013}']).is_some_and(|(from, to)| address(from) && (address(to) || number(to, 255)))
}
