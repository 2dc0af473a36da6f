#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::mapping::file::{FEDRAMP, load};
use crate::register;

fn registers(texts: &[&str]) -> (Mapping, Vec<Register>) {
    let mapping = load("fedramp", FEDRAMP).unwrap();
    let open = |(at, text): (usize, &&str)| {
        let csv = format!(
            "POAM ID,Weakness Name,Asset Identifier,Original Detection Date,Comments,Weakness Source Identifier\n{text}"
        );
        register::open(&format!("{at}.csv"), csv.as_bytes(), &mapping, register::Options::default()).unwrap().0
    };
    let registers = texts.iter().enumerate().map(open).collect();
    (mapping, registers)
}

fn told(old: &str, new: &str) -> Vec<String> {
    let (mapping, both) = registers(&[old, new]);
    let diff = compare(&both[0], &both[1], &mapping, Options::default());
    let one = |item: &ItemDiff| {
        let fields: Vec<&str> = item.changes.iter().map(|c| c.new.as_str()).collect();
        format!("{} {} {} {}", item.id, item.nth, item.kind.name(), fields.join(",")).trim_end().to_owned()
    };
    diff.items.iter().map(one).collect()
}

#[test]
fn rows_are_matched_by_id_wherever_they_stand() {
    assert_eq!(told("V-1,a,x,,,\nV-2,b,y,,,\n", " V-2 ,b,y,,,\nV-1,a,x,,,\n"), [""; 0]);
    assert_eq!(
        told("V-2,b,y,,,\n", "V-10,a,x,,,\nV-2,b,y,,new,\nV-9,c,z,,,\n"),
        ["V-9 1 new", "V-10 1 new", "V-2 1 changed new"]
    );
}

#[test]
fn items_of_one_id_are_matched_by_what_tells_them_apart() {
    let old = "V-1,a,x,2026-01-01,,\nV-1,b,y,2026-01-02,,\nV-1,c,z,2026-01-03,,\n";
    // Another order, one with a comment, one with another date.
    let new = "V-1,c,z,2026-01-03,why,\nV-1,b,y,2026-02-02,,\nV-1,a,x,2026-01-01,,\n";
    assert_eq!(told(old, new), ["V-1 1 changed why", "V-1 2 changed 2026-02-02"]);
    assert_eq!(told(old, "V-1,b,y,2026-01-02,,\n"), ["V-1 1 vanished", "V-1 3 vanished"]);
    assert_eq!(told("V-1,b,y,2026-01-02,,\n", old), ["V-1 1 new", "V-1 3 new"]);
}

#[test]
fn without_an_id_only_what_has_something_in_common_is_matched() {
    assert_eq!(told(",a,x,,,\n,b,y,,,\n", ",b,y,,why,\n,c,z,,,\n"), [" 2 new", " 1 vanished", " 1 changed why"]);
}

#[test]
fn the_same_item_under_another_id_is_suggested_once() {
    let old = "V-1,a,x,,,19506\nV-2,a,x,,,19506\nV-3,b,y,,,\nV-4,c,z,,,\nV-5,d,,,,7\n";
    let new = "W-1,other,\"q\nX\",,,19506\nW-2,b,y,,,\nW-3,c,elsewhere,,,\nW-4,e,,,,7\n";
    let (mapping, both) = registers(&[old, new]);
    let diff = compare(&both[0], &both[1], &mapping, Options::default());
    let same: Vec<String> = diff.same.iter().map(|s| format!("{} {} {}", s.old, s.new, s.by.join("+"))).collect();
    assert_eq!(
        same,
        [
            "V-1 W-1 Weakness Source Identifier+Asset Identifier",
            "V-3 W-2 Weakness Name+Asset Identifier",
            "V-5 W-4 Weakness Source Identifier",
        ]
    );
}

#[test]
fn an_item_that_comes_back_is_the_same_item() {
    let (mapping, all) =
        registers(&["V-1,a,x,,,\nV-2,b,y,,,\n", "V-2,b,y,,why,\n", "V-1,a,x,,,\nV-2,b,y,,why,\nV-3,c,z,,,\n"]);
    let history = history(&all, &mapping, Options::default());
    let told = |item: &ItemHistory| {
        let events: Vec<String> = item.events.iter().map(|e| format!("{} {}", e.file, e.name())).collect();
        format!("{}: {}", item.id, events.join(", "))
    };
    let items: Vec<String> = history.items.iter().map(told).collect();
    assert_eq!(items, ["V-1: 0 there, 1 vanished, 2 again", "V-2: 0 there, 1 changed", "V-3: 2 new"]);
}
