//! What is typed into cells: what people type into a column of its kind, and what they should not.

use poam::mapping::codec::Codec;
use poam::mapping::definition::Mapping;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::common::grid::Holds;
use super::common::pieces::PIECES;

/// What somebody puts into a cell, whichever column it is in.
#[derive(Clone, Debug)]
pub(crate) enum Put {
    /// One of the texts that are usual in the column.
    Usual(usize),
    /// Two of them, with something between.
    Two(usize, &'static str, usize),
    /// A text, wherever it is from.
    Text(String),
    /// A text, over and over.
    Long(&'static str, usize),
    /// Something that is no text.
    Bare(Holds),
    /// A formula that gives a text or a number.
    Formula(Holds),
}

impl Put {
    /// What the cell then holds, and whether by a formula; none: nothing.
    pub(crate) fn into(&self, usual: &[String]) -> Option<(Holds, bool)> {
        let one = |at: usize| usual.get(at % usual.len().max(1)).map_or("", String::as_str);
        let text = match self {
            Put::Usual(at) => one(*at).to_owned(),
            Put::Two(first, between, second) => format!("{}{between}{}", one(*first), one(*second)),
            Put::Text(text) => text.clone(),
            Put::Long(piece, times) => piece.repeat(*times),
            Put::Bare(holds) => return Some((holds.clone(), false)),
            Put::Formula(holds) => return Some((holds.clone(), true)),
        };
        (!text.is_empty()).then_some((Holds::Text(text), false))
    }
}

/// What is put into cells.
pub(crate) fn put() -> impl Strategy<Value = Put> {
    let times = prop_oneof![3 => 20..200_usize, 1 => 1000..2000_usize];
    prop_oneof![
        12 => (0..200_usize).prop_map(Put::Usual),
        4 => (0..200_usize, select(&["\n", "\n\n", ", ", "; ", " ", " : ", "", "\r\n"][..]), 0..200_usize)
            .prop_map(|(first, between, second)| Put::Two(first, between, second)),
        6 => vec(select(PIECES), 1..8).prop_map(|pieces| Put::Text(pieces.concat())),
        2 => any::<String>().prop_filter_map("more than XML can say", |text| storable(&text).then_some(Put::Text(text))),
        1 => (select(PIECES), times).prop_map(|(piece, times)| Put::Long(piece, times)),
        2 => bare().prop_map(Put::Bare),
        1 => formula().prop_map(Put::Formula),
    ]
}

/// Whether a text can stand in a cell at all: Excel stops at so many units.
fn storable(text: &str) -> bool {
    !text.is_empty() && text.encode_utf16().count() < 32_767
}

fn bare() -> impl Strategy<Value = Holds> {
    let whole = |number: i32| f64::from(number);
    prop_oneof![
        4 => (40_000..48_000).prop_map(move |day| Holds::Date(whole(day), false)),
        1 => (0..200_000).prop_map(move |part| Holds::Date(46_146.0 + whole(part) / 86_400.0, false)),
        1 => (0..3_000_000).prop_map(move |day| Holds::Date(whole(day), false)),
        3 => (0..100_000).prop_map(move |number| Holds::Number(whole(number))),
        1 => (-1e12..1e12).prop_map(Holds::Number),
        1 => any::<bool>().prop_map(Holds::Bool),
        1 => select(&["#REF!", "#N/A", "#VALUE!"][..]).prop_map(|text| Holds::Error(text.to_owned())),
        1 => select(&["2026-05-04", "2026-05-04T13:30:00"][..]).prop_map(|text| Holds::Iso(text.to_owned())),
    ]
}

fn formula() -> impl Strategy<Value = Holds> {
    prop_oneof![
        (1..50_000).prop_map(|number| Holds::Number(f64::from(number))),
        select(&["High", "V-77", "2026-05-04", "text & more"][..]).prop_map(|text| Holds::Text(text.to_owned())),
        Just(Holds::Uncomputed),
    ]
}

/// The texts that are usual in a column of the layout: the mapping's own examples and words, its words for nothing, the
/// template's help, and what people write into a column of its kind.
pub(crate) fn usual(mapping: &Mapping, at: usize) -> Vec<String> {
    let help = mapping.layout.help.iter().flat_map(|row| row.cells.iter().filter(|(column, _)| *column == at));
    let help = help.map(|(_, text)| text.trim_end_matches('*').to_owned());
    let Some(column) = mapping.columns.get(at) else {
        // A part of a column: a number, a date, a text.
        return ["1", "2", "2026-05-04", "Order the part", "5/4/2026"].map(str::to_owned).into();
    };
    let words = column.words.iter().flat_map(|word| std::iter::once(&word.cell).chain(&word.cells)).cloned();
    let pairs = column.pairs.iter().map(|pair| pair.cell.clone());
    let own = of_codec(column.codec).iter().map(|text| (*text).to_owned());
    let nothing = column.none.iter().chain([&column.absent.text]).cloned();
    own.chain(pairs).chain(words).chain(nothing).chain(help.take(2)).filter(|text| !text.is_empty()).collect()
}

fn of_codec(codec: Codec) -> &'static [&'static str] {
    match codec {
        Codec::Date => &[
            "2026-05-04",
            "2026-06-02",
            "2026/5/4",
            "5/4/2026",
            "05/14/2026",
            "14.5.2026",
            "Oct 14, 2025",
            "Q1 2025",
            "TBD",
            "2026-02-30",
            "46146",
            "1899-12-31",
            " 2026-05-04",
            "2026-05-04 13:30:00",
            "N/A",
            "1904-02-29",
        ],
        Codec::Controls => &[
            "AC-2",
            "AC-2, SC-7(5)",
            "AC-2 (1)",
            "ac-2.1",
            "SI-2; RA-5 (a)",
            "AC-2\nAC-2",
            "CM-06 (01)",
            "AC-2 and AC-3",
            "XX-1",
        ],
        Codec::Assets => &[
            "web-01",
            "10.0.0.1",
            "10.0.0.1 (443/TCP)\nweb-01",
            "web-01, web-02",
            "::1",
            "https://a.example/x y",
            "web-01\nWEB-01",
            "host.example.com (80/TCP, 443/TCP)",
            "5 servers",
            "10.0.0.0/24",
        ],
        Codec::Milestones => &[
            "(1) 2026-05-23: Order the part\n\n(2) 2026-06-01: Install\nand test",
            "(1) 2026/05/23 : Order",
            "(2) 2026-06-01: Later\n(1) 2026-05-01: Sooner",
            "(1) 2026-05-23: One\n(1) 2026-05-23: One",
            "Some day we will do it",
            "(1) Order\n(2) TBD: Install",
            "(1) 2026-02-30: No such day",
            "1) 2026-05-23 Order; 2) 2026-06-01 Install",
        ],
        Codec::MilestoneChanges => &[
            "(2) Update 2026-06-18 : Delayed by the vendor",
            "(1) New 2026-06-01: First\n\n(1) Complete 2026-07-01: Done",
            "(1) Updated 2026-06-18 : Moved\n(1) Updated 2026-06-18 : Moved again",
            "Update: no number and no date",
            "Nothing changed",
        ],
        Codec::TypedBlocks => &[
            "Risk Adjustment : Not reachable.\n\nOperational Requirement : Needed.",
            "FP: a scanner's mistake",
            "Not reachable from outside.",
            "Vendor Dependency : waiting\n\nVendor Dependency : still waiting",
            "RA : ",
        ],
        Codec::TypedLines => &[
            "Deviation Request : DR-1.docx\nscan.csv",
            "scan.csv\nscan.csv",
            "https://files.example/a.pdf",
            "Evidence: C:\\scans\\a b.csv",
            "Remediation Evidence : a.png",
        ],
        Codec::Cves => &[
            "CVE-2026-1234",
            "CVE-2026-1234, CVE-2026-9999",
            "cve-2026-1",
            "CVE-2026-1234\nCVE-2026-1234",
            "2026-1234",
        ],
        Codec::Words => &["Yes", "No", "yes ", "Pending", "N/A", "n", "Low", "Moderate", "High", "Critical", "maybe"],
        Codec::Lines => &[
            "Nessus\nAcme 3PAO",
            "Nessus",
            "19506\n19507",
            "Nessus\nNessus",
            "John Doe",
            "None",
            "a; b, c",
            "Nessus \n\n Qualys",
        ],
        Codec::Line | Codec::Text => &[
            "Open port",
            "One.\nTwo.\n\nThree.",
            " ends in blanks  ",
            "=1+1",
            "_x0041_",
            "<b>&amp;</b>",
            "*x* _y_ [z](#a)",
            "N/A",
            "No remediation plan provided.",
            "1. one\n2. two",
            "- one\n  - two",
            "| a | b |",
            "\u{1F600} \u{627}\u{644}",
            "a\u{1}b",
        ],
    }
}
