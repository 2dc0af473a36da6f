#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::convert::{self, Survey};
use crate::mapping::file::{FEDRAMP, load};
use crate::oscal::format::Format;

const CSV: &str = "POAM ID,Weakness Name,Original Detection Date,Scheduled Completion Date,Ticket,Original Risk Rating\n\
    \" V-1 \",Old accounts,3/4/2026,3/14/2026,T-9,Low\n\
    V-2,Open port,2026-02-01,,,Critical\n";

fn mapping() -> Mapping {
    load("fedramp", FEDRAMP).unwrap()
}

fn json(csv: &str, mapping: &Mapping, date_order: DateOrder) -> Vec<u8> {
    let (workbook, _) = crate::workbook::read("a.csv", csv).unwrap();
    let config = crate::config::Config { date_order, ..Default::default() };
    let beyond = convert::Beyond { config, ..Default::default() }.into();
    let survey = Survey::new(&workbook, mapping, convert::Options { beyond, ..Default::default() }).unwrap();
    let (root, _) = convert::document(&survey).unwrap();
    let mut out = Vec::new();
    crate::oscal::format::write(&mut out, Format::Json, survey.context.version, &root).unwrap();
    out
}

#[test]
fn a_workbook_and_its_document_say_the_same() {
    let mapping = mapping();
    let options = Options { date_order: DateOrder::MonthDay, keep_examples: false };
    let (sheet, findings) = open("a.csv", CSV.as_bytes(), &mapping, options).unwrap();
    let codes: Vec<&str> = findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["sheet-by-headers", "extra-column"]);
    let document = json(CSV, &mapping, options.date_order);
    let (document, _) = open("a.json", &document, &mapping, Options::default()).unwrap();
    assert!(document.is_document && !sheet.is_document);
    let scheduled = column(&mapping, "Scheduled completion date").unwrap();
    let detected = column(&mapping, "original-detection-date").unwrap();
    let rating = column(&mapping, "original-risk-rating").unwrap();
    for register in [&sheet, &document] {
        let ids: Vec<&str> = register.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids, ["V-1", "V-2"]);
        let first = &register.items[0];
        assert_eq!(first.extras, [("Ticket".to_owned(), "T-9".to_owned())]);
        assert_eq!(mapping.sheets[first.sheet].name, "Open POA&M Items");
        let value = |item: usize, column| register.value(&mapping, &register.items[item], column);
        assert_eq!(value(0, detected).as_deref(), Some("2026-03-04"));
        assert_eq!(value(0, scheduled).as_deref(), Some("2026-03-14"));
        assert_eq!(value(1, scheduled), None);
        assert_eq!(value(1, rating).as_deref(), Some("high"));
        assert_eq!(register.items[1].text(rating), Some("Critical"));
        assert!(register.items[1].extras.is_empty());
    }
    let controls = column(&mapping, "controls").unwrap();
    assert_eq!(sheet.items[0].text(controls), None);
    assert_eq!(document.items[0].text(controls), Some(""));
    let open = sheet.items[0].sheet;
    assert!(sheet.has_column(open, rating) && !sheet.has_column(open, controls) && document.has_column(open, controls));
    assert!(sheet.items[1].place_of(rating).to_string().ends_with("!F3 (V-2)"));
    let at = document.items[1].place_of(rating).to_string();
    assert_eq!(at, "a.json, /plan-of-action-and-milestones/poam-items/1 (V-2)");
}

#[test]
fn no_items_are_no_failure_and_no_poam_is_one() {
    let mapping = mapping();
    let (register, _) = open("a.csv", CSV.lines().next().unwrap().as_bytes(), &mapping, Options::default()).unwrap();
    assert!(register.items.is_empty());
    assert!(open("a.csv", b"Name,Colour\nx,y\n", &mapping, Options::default()).is_err());
    assert!(open("a.json", b"{\"catalog\": 1}", &mapping, Options::default()).is_err());
}
