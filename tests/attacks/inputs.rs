//! Small files beside the workbook that would cost the square or the cube of what they are, or worse: inventory, schema,
//! SSP, configuration; and a workbook of nothing but headers.

use super::books::{OPEN, good, rows};
use super::json::document;
use super::{Attack, converted, with};
use crate::common::{row, workbook};

const INVENTORY: &str = "convert --no-config a.xlsx --inventory i.xlsx -o out.json";

/// An inventory of these rows, below its header.
fn inventory(below: &[Vec<&str>]) -> Vec<u8> {
    let mut all = row(1, &["UNIQUE ASSET IDENTIFIER", "IPv4 or IPv6 Address", "Virtual", "Public", "DNS Name or URL"]);
    for (number, cells) in (2..).zip(below) {
        all += &row(number, cells);
    }
    workbook(&[("Inventory", &all)], &[], "")
}

/// A POA&M whose only item names these assets.
fn naming(assets: &str) -> Vec<u8> {
    let header = ["POAM ID", "Controls", "Weakness Name", "Original Risk Rating", "Asset Identifier"];
    let item = row(6, &["V-1", "AC-2", "Old accounts", "Low", assets]);
    workbook(&[(OPEN, &(row(5, &header) + &item))], &[], "")
}

fn hosts(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("h{n:05}")).collect()
}

/// Definitions of which each is made of the next one; the last is this.
fn definitions(count: usize, of: impl Fn(&str) -> String, last: &str) -> String {
    let mut all: Vec<String> =
        (0..count).map(|n| format!("\"a{n}\":{}", of(&format!("{{\"$ref\":\"#/$defs/a{}\"}}", n + 1)))).collect();
    all.push(format!("\"a{count}\":{last}"));
    format!("\"$ref\":\"#/$defs/a0\",\"$defs\":{{{}}}", all.join(","))
}

fn schemas() -> Vec<Attack> {
    let document_of = |props: usize| {
        let props = vec![r#"{"name":"marking","value":"x"}"#; props].join(",");
        document(&format!(",\"props\":[{props}]"), "").into_bytes()
    };
    let schema = |name: &'static str, text: String, props: usize| {
        let files = vec![("a.json", document_of(props)), ("s.json", text.into_bytes())];
        with(name, files, "validate --schema s.json a.json")
    };
    let both = |keyword: &'static str| move |next: &str| format!("{{\"{keyword}\":[{next},{next}]}}");
    let many = |text: &str, count: usize| vec![text; count].join(",");
    vec![
        schema("schema of forty doublings", format!("{{{}}}", definitions(40, both("allOf"), "{}")), 1),
        schema("schema of forty doubled choices", format!("{{{}}}", definitions(40, both("anyOf"), "false")), 1),
        schema(
            "schema of forty doublings that leaves nothing over",
            format!("{{{},\"unevaluatedProperties\":false}}", definitions(40, both("allOf"), "{}")),
            1,
        ),
        schema("schema of sixty thousand references", format!("{{{}}}", definitions(60_000, str::to_owned, "{}")), 1),
        schema(
            "schema of ninety thousand choices",
            format!("{{\"allOf\":[{}]}}", many(&format!("{{\"anyOf\":[{}]}}", many("false", 300)), 300)),
            1,
        ),
        schema(
            "schema of choices that hold the whole document",
            format!("{{\"anyOf\":[{}]}}", many("false", 5_000)),
            20_000,
        ),
        schema(
            "schema that judges everything again on each level",
            format!("{{\"allOf\":[{}]}}", many(r##"{"additionalProperties":{"$ref":"#"},"items":{"$ref":"#"}}"##, 90)),
            100,
        ),
        schema("schema that says no ninety times", format!("{{\"allOf\":[{}]}}", many("false", 90)), 200_000),
    ]
}

fn plans() -> Vec<Attack> {
    let plan = |name: &'static str, inner: String| {
        let text = format!("{{\"system-security-plan\":{{\"system-implementation\":{{{inner}}}}}}}");
        let files = vec![("a.xlsx", good()), ("ssp.json", text.into_bytes())];
        with(name, files, "convert --no-config a.xlsx --ssp ssp.json -o out.json")
    };
    let uuid = |n: usize| format!("11111111-2222-4333-8444-{n:012}");
    let props: Vec<String> = (0..200_000).map(|n| format!("{{\"name\":\"fqdn\",\"value\":\"a{n:07}\"}}")).collect();
    let twins: Vec<String> = (0..100_000).map(|n| format!("{{\"uuid\":\"{}\",\"title\":\"a\"}}", uuid(n))).collect();
    vec![
        plan(
            "SSP of one item with two hundred thousand names",
            format!("\"inventory-items\":[{{\"uuid\":\"{}\",\"props\":[{}]}}]", uuid(1), props.join(",")),
        ),
        plan("SSP of a hundred thousand components of one name", format!("\"components\":[{}]", twins.join(","))),
    ]
}

fn configurations() -> Vec<Attack> {
    let config = |name: &'static str, text: String| {
        with(name, vec![("a.xlsx", good()), ("poam.toml", text.into_bytes())], "convert a.xlsx -o out.json")
    };
    let all = |count: usize, of: &dyn Fn(usize) -> String| (0..count).map(of).collect::<String>();
    vec![
        config(
            "configuration of sixty thousand detectors",
            all(60_000, &|n| format!("[[detector]]\nname = \"Detector {n:05}\"\nkind = \"tool\"\n")),
        ),
        config(
            "configuration of forty thousand contacts, each in a role of its own",
            all(40_000, &|n| format!("[[contact]]\nname = \"Contact {n:05}\"\nkind = \"person\"\nrole = \"r{n}\"\n")),
        ),
        config(
            "configuration prepared by forty thousand",
            format!(
                "prepared-by = [{}]\n{}",
                all(40_000, &|n| format!("\"C{n:05}\",")),
                all(40_000, &|n| format!("[[contact]]\nname = \"C{n:05}\"\nkind = \"person\"\n"))
            ),
        ),
    ]
}

pub(crate) fn attacks() -> Vec<Attack> {
    let hosts = hosts(18_000);
    let (names, lines) = (hosts.join(" "), hosts.join("\n"));
    let crowd = inventory(&[vec!["web-01", "10.0.0.1", "Yes", "No", &names]]);
    let again: Vec<Vec<&str>> = hosts.iter().map(|host| vec!["web-01", "10.0.0.1", "Yes", "No", host]).collect();
    let known = ["POAM ID", "Controls", "Weakness Name", "Original Risk Rating", "Asset Identifier"];
    let texts: String = known.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let cells: String = (0..16_000).map(|n| format!("<c t=\"s\"><v>{}</v></c>", n % known.len())).collect();
    let many = format!("<row>{cells}</row>").repeat(30);
    let titles: Vec<&str> = std::iter::repeat_n(["Public", "Virtual", "Asset Identifier"], 5_000).flatten().collect();
    let titles: String = (1..=15).map(|number| row(number, &titles)).collect();
    let mut all = vec![
        with(
            "inventory of one asset with eighteen thousand names",
            vec![("a.xlsx", naming(&lines)), ("i.xlsx", crowd)],
            INVENTORY,
        ),
        with(
            "inventory that names one asset eighteen thousand times",
            vec![("a.xlsx", naming("web-01")), ("i.xlsx", inventory(&again))],
            INVENTORY,
        ),
        with(
            "inventory of nothing but headers",
            vec![("a.xlsx", good()), ("i.xlsx", workbook(&[("Inventory", &titles)], &[], ""))],
            INVENTORY,
        ),
        converted(
            "workbook of sixteen thousand headers in each row",
            "a.xlsx",
            workbook(
                &[(OPEN, &rows()), ("A", &many), ("B", &many), ("C", &many)],
                &[("xl/sharedStrings.xml", &crate::common::texts("5", &texts))],
                "",
            ),
        ),
    ];
    all.extend(schemas());
    all.extend(plans());
    all.extend(configurations());
    all
}
