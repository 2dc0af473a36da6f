#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::oscal::model::{INVENTORY_ITEM, PARTY};

const HEADERS: [&str; 25] = [
    "Unique Asset Identifier",
    "IPv4 or IPv6\nAddress",
    "Virtual",
    "Public",
    "DNS Name or URL",
    "NetBIOS Name",
    "MAC Address",
    "Authenticated Scan",
    "Baseline Configuration Name",
    "OS Name and Version",
    "Location",
    "Asset Type",
    "Hardware Make/Model",
    "In Latest Scan",
    "Software/Database Vendor",
    "Software/ Database Name & Version",
    "Patch Level",
    "Function",
    "Diagram Label",
    "Comments",
    "Serial #/Asset Tag#",
    "VLAN/Network ID",
    "System Administrator/Owner",
    "Application Administrator/Owner",
    "End of Support",
];

fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|c| (*c).to_owned()).collect()).collect()
}

fn inventory(assets: &[&[&str]]) -> Inventory {
    let guidance = [
        "An identifier that is used in all documents, by all assessors and by every scanner that is in use here.",
        "If there is one",
        "Is this asset virtual?",
        "Is this asset reachable by the public?",
    ];
    let mut all: Vec<&[&str]> = vec![&["Inventory of Example Platform"], &["", "Public"], &HEADERS, &guidance];
    all.extend_from_slice(assets);
    Inventory::from_rows(rows(&all).into_iter()).unwrap()
}

const NOBODY: Completing<'_> = Completing { version: Version(1, 1, 2), own: "urn:own", owner: &|_| None };

fn completed(inventory: &Inventory, name: &str, completing: &Completing<'_>) -> Object {
    let mut item = Object::new(&INVENTORY_ITEM);
    crate::oscal::compose::add_property(&mut item, "asset-id", None, name);
    inventory.complete(name, &mut item, completing);
    item
}

/// The properties but for the asset's identifier, own ones with a `+`.
fn props(item: &Object) -> Vec<String> {
    let text = |p: &Object| {
        let mark = if p.get("ns") == Some("urn:own") { "+" } else { "" };
        format!("{mark}{}={}", p.get("name").unwrap(), p.get("value").unwrap())
    };
    item.all("prop").map(text).filter(|p| !p.starts_with("asset-id=")).collect()
}

const WEB: [&str; 25] = [
    "web-01",
    "10.0.0.1\n2001:db8::1, x",
    "Yes",
    "no",
    "web-01.cloud.example; https://cloud.example/a web",
    " WEB01 ",
    "00:00:5e:00:53:01",
    "TRUE",
    "CIS\nLevel 1",
    "Ubuntu Linux 24.04",
    "Rack 7",
    "Web Server",
    "Acme 1U",
    "maybe",
    "Acme",
    "Acme Web 2 Edition",
    "N/A",
    "Serves pages",
    "W1",
    "One.\nTwo.",
    "SN 1",
    "100",
    "Operations",
    "Sam Reyes",
    "2030",
];

const WEB_PROPS: [&str; 23] = [
    "ipv4-address=10.0.0.1",
    "ipv6-address=2001:db8::1",
    "virtual=yes",
    "public=no",
    "fqdn=web-01.cloud.example",
    "uri=https://cloud.example/a",
    "+dns-name=web",
    "netbios-name=WEB01",
    "mac-address=00:00:5e:00:53:01",
    "allows-authenticated-scan=yes",
    "baseline-configuration-name=CIS Level 1",
    "os-name=Ubuntu Linux",
    "os-version=24.04",
    "physical-location=Rack 7",
    "asset-type=web-server",
    "model=Acme 1U",
    "+software-vendor=Acme",
    "software-name=Acme Web 2 Edition",
    "function=Serves pages",
    "label=W1",
    "serial-number=SN 1",
    "vlan-id=100",
    "+asset-owner=Operations",
];

#[test]
fn every_column_has_its_property() {
    let inventory = inventory(&[&WEB]);
    assert_eq!(inventory.len(), 1);
    let mut expected = WEB_PROPS.map(str::to_owned).to_vec();
    expected.push("+application-owner=Sam Reyes".to_owned());
    let mut item = completed(&inventory, "WEB-01", &NOBODY);
    assert_eq!(props(&item), expected);
    assert_eq!(item.get("remarks"), Some("One.  \nTwo."));
    inventory.complete("web-01", &mut item, &NOBODY);
    assert_eq!(props(&item), expected, "completing twice adds nothing");
    let by_address = completed(&inventory, "2001:DB8::1", &NOBODY);
    assert!(props(&by_address).contains(&"+inventory-id=web-01".to_owned()));
}

#[test]
fn an_owner_is_a_party_where_the_document_declares_it() {
    let owner = |name: &str| (name == "Operations").then(|| "u".to_owned());
    let item = completed(&inventory(&[&WEB]), "web-01", &Completing { owner: &owner, ..NOBODY });
    let owners: Vec<_> = item.all("responsible-party").map(|r| (r.get("role-id"), r.get("party-uuid"))).collect();
    assert_eq!(owners, [(Some("asset-owner"), Some("u"))]);
    assert!(!props(&item).iter().any(|p| p.starts_with("+asset-owner")));
}

#[test]
fn an_asset_is_found_by_identifier_then_address_then_host() {
    let inventory = inventory(&[
        &["a", "10.0.0.1", "yes", "", "one.cloud.example"],
        &["10.0.0.1", "10.0.0.2", "no"],
        &["c", "10.0.0.2", "", "", "one.cloud.example"],
        &["", "10.0.0.4", "no"],
        &["", "", "yes"],
        &[],
        &["A", "10.0.0.9", "no", "yes"],
    ]);
    assert_eq!(inventory.len(), 4);
    let found = |name| props(&completed(&inventory, name, &NOBODY));
    let a = ["ipv4-address=10.0.0.1", "virtual=yes", "fqdn=one.cloud.example", "ipv4-address=10.0.0.9", "public=yes"];
    let mut sorted = found("a");
    sorted.sort();
    let mut expected = a.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(sorted, expected, "a later row of the asset adds what the first does not say");
    assert_eq!(found("10.0.0.1"), ["ipv4-address=10.0.0.2", "virtual=no"]);
    assert_eq!(found("10.0.0.4"), ["ipv4-address=10.0.0.4", "virtual=no"]);
    assert!(found("10.0.0.2").is_empty() && found("one.cloud.example").is_empty(), "of several assets");
    assert!(found("nobody").is_empty());
    assert!(inventory.knows("10.0.0.2") && inventory.knows("ONE.cloud.example") && !inventory.knows("nobody"));
    assert_eq!(inventory.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["asset-twice"]);
}

/// A cell of 256 KB holds 40,000 names, each an item of its own where a POA&M has them too.
#[test]
fn of_a_crowd_of_names_some_are_written_and_some_are_looked_for_and_that_is_told() {
    let host = |n: usize| format!("h{n:05}");
    let names: Vec<String> = (0..1000).map(host).collect();
    let all = names.join(" ");
    let inventory = inventory(&[&["a", "10.0.0.1", "yes", "", &all], &["b", "10.0.0.2", "", "", "b-01 b-01"]]);
    let item = completed(&inventory, "a", &NOBODY);
    let mut expected = vec!["ipv4-address=10.0.0.1".to_owned(), "virtual=yes".to_owned()];
    expected.extend((0..255).map(|n| format!("+dns-name={}", host(n))));
    assert_eq!(props(&item), expected);
    let found = names.iter().filter(|name| !props(&completed(&inventory, name, &NOBODY)).is_empty()).count();
    assert!((16..100).contains(&found), "{found}");
    assert!(!props(&completed(&inventory, &host(15), &NOBODY)).is_empty(), "the first lead to it");
    assert!(inventory.knows(&host(999)), "it is in the inventory all the same");
    assert_eq!(props(&completed(&inventory, "b-01", &NOBODY)).len(), 3);
    let told: Vec<_> = inventory.findings.iter().map(|f| (f.code, f.message.split(' ').next().unwrap())).collect();
    assert_eq!(told, [("asset-crowded", "1")]);
}

#[test]
fn an_asset_of_as_many_names_as_there_are_at_most_is_whole() {
    let few: Vec<String> = (0..30).map(|n| format!("host-{n:02}.cloud.example")).collect();
    let many: Vec<String> = (0..256).map(|n| format!("m{n}")).collect();
    // Few names all lead to it, and many rows of one asset say the same once.
    let long = "A comment. ".repeat(100);
    let mut row = [""; 20];
    (row[0], row[4], row[19]) = ("a", "", &long);
    let few = few.join("\n");
    row[4] = &few;
    let whole = inventory(&[&row, &row, &row]);
    assert_eq!(whole.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["asset-twice"]);
    assert_eq!(props(&completed(&whole, "host-29.cloud.example", &NOBODY)).len(), 31);
    let macs = many.join(",");
    let whole = inventory(&[&["a", "", "", "", "", "", &macs]]);
    assert!(whole.findings.is_empty(), "a MAC address leads nowhere, so none is missing");
    assert_eq!(props(&completed(&whole, "a", &NOBODY)).len(), 256);
}

#[test]
fn what_stands_in_an_item_stays_and_other_objects_are_left_alone() {
    let inventory = inventory(&[&WEB]);
    let mut item = Object::new(&INVENTORY_ITEM);
    crate::oscal::compose::add_property(&mut item, "public", None, "yes");
    crate::oscal::compose::set(&mut item, "remarks", "Mine.");
    inventory.complete("web-01", &mut item, &NOBODY);
    assert_eq!(props(&item).iter().filter(|p| p.starts_with("public=")).collect::<Vec<_>>(), ["public=yes"]);
    assert_eq!(item.get("remarks"), Some("Mine."));
    let mut party = Object::new(&PARTY);
    inventory.complete("web-01", &mut party, &NOBODY);
    assert!(party.is_empty());
}

#[test]
fn versions_are_told_only_where_there_is_no_doubt() {
    for (text, expected) in [
        ("Red Hat Enterprise Linux 8.6", vec!["os-name=Red Hat Enterprise Linux", "os-version=8.6"]),
        ("PAN-OS v10.1", vec!["os-name=PAN-OS", "os-version=v10.1"]),
        ("Windows Server 2012 R2", vec!["os-name=Windows Server 2012 R2"]),
        ("SQL 2019 15.0", vec!["os-name=SQL 2019 15.0"]),
        ("2019", vec!["os-name=2019"]),
        ("IOS (17)", vec!["os-name=IOS (17)"]),
    ] {
        let mut row = [""; 10];
        (row[0], row[9]) = ("a", text);
        assert_eq!(props(&completed(&inventory(&[&row]), "a", &NOBODY)), expected, "{text}");
    }
}

#[test]
fn a_sheet_that_is_no_inventory_is_refused() {
    for sheet in [&[][..], &[&["a", "b"][..]], &[&["Virtual", "Public", "Function", "Location"][..]]] {
        let failure = Inventory::from_rows(rows(sheet).into_iter()).unwrap_err();
        assert_eq!(failure.findings()[0].code, "no-inventory-header");
    }
    let mut late: Vec<&[&str]> = vec![&[]; 15];
    late.push(&HEADERS);
    assert!(Inventory::from_rows(rows(&late).into_iter()).is_err());
}
