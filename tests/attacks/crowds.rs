//! Small files with very many of something, or with one long text that stands in many places.

use super::books::OPEN;
use super::{Attack, with};
use crate::common::{row, texts, workbook};

const HEADERS: [&str; 7] = [
    "POAM ID",
    "Controls",
    "Weakness Name",
    "Weakness Source Identifier",
    "Asset Identifier",
    "Original Detection Date",
    "Planned Milestones",
];

/// A workbook whose rows show these shared texts: of each row the number of the text under each header.
fn book(shared: &[String], rows: impl Iterator<Item = [Option<usize>; 7]>) -> Vec<u8> {
    let mut sheet = row(1, &["CSP", "System Name", "Impact Level", "POAM Date"]);
    sheet += &(row(2, &["A", "B", "Moderate", "2026-10-30"]) + &row(5, &HEADERS));
    for (at, cells) in (6..).zip(rows) {
        let cell = |(column, text): (u32, Option<usize>)| {
            let name = poam::finding::cell_name(at - 1, column);
            text.map(|text| format!(r#"<c r="{name}" t="s"><v>{text}</v></c>"#))
        };
        let cells: String = (0..).zip(cells).filter_map(cell).collect();
        sheet += &format!(r#"<row r="{at}">{cells}</row>"#);
    }
    let items: String = shared.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    workbook(&[(OPEN, &sheet)], &[("xl/sharedStrings.xml", &texts(&shared.len().to_string(), &items))], "")
}

/// So many items, whose ids follow the other texts.
fn items(count: usize, shared: &[&str], cells: [Option<usize>; 6]) -> Vec<u8> {
    let ids = (0..count).map(|at| format!("V-{at}"));
    let all: Vec<String> = shared.iter().map(|text| (*text).to_owned()).chain(ids).collect();
    let row = |at: usize| {
        let mut row = [Some(shared.len() + at); 7];
        row[1..].copy_from_slice(&cells);
        row
    };
    book(&all, (0..count).map(row))
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

/// A document of so many items like this.
fn document(count: usize, item: &str) -> Vec<u8> {
    let head = r#"{"plan-of-action-and-milestones":{"uuid":"11111111-1111-4111-8111-111111111111","metadata":{"title":"x","last-modified":"2026-01-01T00:00:00Z","version":"1","oscal-version":"1.1.2"},"poam-items":["#;
    format!("{head}{}]}}}}", vec![item; count].join(",")).into_bytes()
}

pub(crate) fn attacks() -> Vec<Attack> {
    let name = "Old accounts";
    let milestones = lines(1_500, |n| format!("({n}) 2026-13-45: x"));
    let long = "long id ".repeat(16_000);
    let one_id = r#"{"title":"T","description":"D","props":[{"name":"POAM-ID","ns":"https://fedramp.gov/ns/oscal","value":"V-1"}]}"#;
    vec![
        with("300,000 empty items, validated", vec![("a.json", document(300_000, "{}"))], "validate a.json"),
        with("600,000 empty items, validated", vec![("a.json", document(600_000, "{}"))], "validate a.json"),
        with(
            "20,000 empty items into a workbook",
            vec![("a.json", document(20_000, "{}"))],
            "convert --no-config a.json -o out.xlsx --allow-loss",
        ),
        with(
            "1,500 bad milestones in each of 100 rows",
            vec![("a.xlsx", items(100, &[name, &milestones], [None, Some(0), None, None, None, Some(1)]))],
            "convert --no-config a.xlsx -o out.json",
        ),
        with(
            "an id of 128,000 letters in 500 rows",
            vec![(
                "a.xlsx",
                book(&[long, name.to_owned()], (0..500).map(|_| [Some(0), None, Some(1), None, None, None, None])),
            )],
            "check --no-config a.xlsx",
        ),
        with(
            "3,000 items of one id into 3,000 others of it",
            vec![
                ("base.json", document(3_000, one_id)),
                (
                    "a.xlsx",
                    book(
                        &["V-1".into(), name.into()],
                        (0..3_000).map(|_| [Some(0), None, Some(1), None, None, None, None]),
                    ),
                ),
            ],
            "convert --no-config a.xlsx --base base.json -o out.json",
        ),
        with(
            "3,000 items without an id into 3,000 others",
            vec![
                ("base.json", document(3_000, r#"{"title":"T","description":"D"}"#)),
                ("a.xlsx", book(&[name.into()], (0..3_000).map(|_| [None, None, Some(0), None, None, None, None]))),
            ],
            "convert --no-config a.xlsx --base base.json -o out.json",
        ),
        with(
            "6,000 assets and identifiers of an item with a new id",
            {
                let sources = lines(6_000, |n| format!("{n:06}"));
                let assets = lines(6_000, |n| format!("h{n:05}"));
                let of = |id: &str| {
                    let all = [id.to_owned(), name.to_owned(), sources.clone(), assets.clone()];
                    book(&all, std::iter::once([Some(0), None, Some(1), Some(2), Some(3), None, None]))
                };
                vec![("a.xlsx", of("V-1")), ("b.xlsx", of("V-2"))]
            },
            "diff --no-config a.xlsx b.xlsx",
        ),
    ]
}
