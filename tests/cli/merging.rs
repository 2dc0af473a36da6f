//! A workbook merged into a document: `--base` and what belongs to it.

use crate::run::{CSV, Here};

/// A folder with a workbook, and the document made of it.
fn made() -> Here {
    let here = Here::new();
    here.put("acme.csv", CSV.as_bytes());
    here.convert(&["acme.csv", "-o", "poam.json"]).ended(0);
    here
}

#[test]
fn nothing_changed_gives_the_bases_own_bytes() {
    let here = made();
    let compact = serde_json::json!({ "plan-of-action-and-milestones": here.json("poam.json") }).to_string();
    here.put("other.json", compact.as_bytes());
    let ran = here.convert(&["acme.csv", "--base", "other.json", "-o", "new.json"]).ended(0);
    assert_eq!(here.read("new.json"), compact);
    assert_eq!(ran.done(), "nothing changed: new.json");
    here.convert(&["acme.csv", "--base", "other.json", "-o", "new.yaml"]).ended(0);
    here.convert(&["acme.csv", "--base", "new.yaml", "-o", "back.json"]).ended(0);
    assert_eq!(here.json("back.json"), here.json("poam.json"));
}

#[test]
fn a_change_is_shown_first_and_then_written() {
    let here = made();
    let name = "Old accounts";
    assert!(CSV.contains(name), "{CSV}");
    here.put("edited.csv", CSV.replace(name, "Closed accounts").as_bytes());
    let ran = here.convert(&["edited.csv", "--base", "poam.json", "-o", "new.json", "--dry-run"]).ended(0);
    assert!(
        ran.text().lines().any(|l| l.contains("/risks/0/title") && l.contains(name) && l.ends_with("Closed accounts")),
        "{}",
        ran.text()
    );
    assert_eq!(here.files(), ["acme.csv", "edited.csv", "poam.json"]);
    here.convert(&["edited.csv", "--base", "poam.json", "-o", "new.json"]).ended(0);
    let (old, new) = (here.json("poam.json"), here.json("new.json"));
    assert_eq!(new["risks"][0]["title"], "Closed accounts");
    assert_eq!(new["risks"][0]["uuid"], old["risks"][0]["uuid"]);
    assert_ne!(new["uuid"], old["uuid"]);
    // The base changed too: nobody knows who is right.
    here.put("third.csv", CSV.replace(name, "Third port").as_bytes());
    let both = ["third.csv", "--base", "new.json", "--ancestor", "poam.json", "-o", "both.json"];
    let ran = here.convert(&both).ended(4);
    assert!(ran.err.contains("error[conflict]") && ran.err.contains("Third port"), "{}", ran.err);
    for (side, title) in [("--ours", "Closed accounts"), ("--theirs", "Third port")] {
        here.convert(&[&both[..], &[side, "--overwrite"]].concat()).ended(0);
        assert_eq!(here.json("both.json")["risks"][0]["title"], title);
    }
}

#[test]
fn a_base_that_is_no_good_is_refused() {
    let here = made();
    for options in
        [&["--ancestor", "poam.json"][..], &["--remove-missing"], &["--dry-run"], &["--base", "poam.json", "--ours"]]
    {
        here.convert(&[&["acme.csv", "-o", "new.json"], options].concat()).ended(2);
    }
    here.convert(&["acme.csv", "--base", "acme.csv", "-o", "new.json"]).ended(3);
    here.convert(&["poam.json", "--base", "poam.json", "-o", "new.json"]).ended(2);
    let faulty = here.read("poam.json").replacen("\"metadata\"", "\"colour\": \"red\", \"metadata\"", 1);
    here.put("faulty.json", faulty.as_bytes());
    let ran = here.convert(&["acme.csv", "--base", "faulty.json", "-o", "new.json"]).ended(4);
    assert!(ran.err.contains("error[faulty-base]"), "{}", ran.err);
    assert_eq!(here.files(), ["acme.csv", "faulty.json", "poam.json"]);
}
