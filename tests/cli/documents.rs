//! Documents converted into other formats and versions.

use crate::run::{CSV, Here, Ran};

/// A document of its own making, with what only newer versions have.
const YAML: &str = "\
# The month's POA&M
plan-of-action-and-milestones:
  poam-items:
    - {uuid: 5b1f0d3e-6a1b-4b8e-9d1c-000000000003, title: Old accounts, description: no, props: [{name: POAM-ID,
      ns: 'http://fedramp.gov/ns/oscal', value: V-017}], related-risks: [{risk-uuid: 5B1F0D3E-6A1B-4B8E-9D1C-000000000002}]}
  uuid: 5b1f0d3e-6a1b-4b8e-9d1c-000000000001
  risks:
    - uuid: 5b1f0d3e-6a1b-4b8e-9d1c-000000000002
      title: 012
      description: |
        One.

        Two.
      statement: '-'
      status: open
      props:
        - {name: a, value: 1.0, group: g}
  metadata:
    title: A
    version: 1.0
    last-modified: 2026-01-02T03:04:05Z
    oscal-version: 1.1.3
";

fn converted(args: &[&str]) -> (Here, Ran) {
    let here = Here::new();
    here.put("poam.yaml", YAML.as_bytes());
    let ran = here.convert(&[&["poam.yaml", "-o", "b.json"], args].concat());
    (here, ran)
}

#[test]
fn a_document_keeps_all_it_says_in_another_format() {
    let (here, ran) = converted(&[]);
    assert_eq!(ran.ended(0).err, "1 item: b.json (OSCAL 1.1.3, none lost)\n");
    let json = here.json("b.json");
    assert_eq!(json["uuid"], "5b1f0d3e-6a1b-4b8e-9d1c-000000000001");
    assert_eq!(json["metadata"]["last-modified"], "2026-01-02T03:04:05Z");
    assert_eq!(json["metadata"]["version"], "1.0");
    assert_eq!(json["risks"][0]["title"], "012");
    assert_eq!(json["risks"][0]["description"], "One.\n\nTwo.\n");
    assert_eq!(json["poam-items"][0]["description"], "no");
    here.convert(&["b.json", "-o", "c.yaml"]).ended(0);
    here.convert(&["c.yaml", "-o", "d.json"]).ended(0);
    assert_eq!(here.read("b.json"), here.read("d.json"));
    let input = std::fs::File::open(here.path("d.json")).unwrap();
    let piped = here.command(&["convert", "--no-config", "-", "--to", "yaml"]).stdin(input).output().unwrap();
    let ran = Ran::from(piped).ended(0);
    assert_eq!(ran.text(), here.read("c.yaml"));
    assert_eq!(ran.err, "1 item: standard output (OSCAL 1.1.3, none lost)\n");
}

#[test]
fn what_a_version_cannot_hold_is_refused_unless_allowed() {
    let (here, ran) = converted(&["--oscal-version", "1.0.4"]);
    let loss = "error[not-in-version]: OSCAL 1.0.4 has no place for `group`: \"g\"\n  \
                poam.yaml, /plan-of-action-and-milestones/risks/0/props/0/group (V-017)\n  \
                help: write a newer version with --oscal-version\n";
    let ran = ran.ended(4);
    assert!(ran.err.starts_with(loss), "{}", ran.err);
    assert!(ran.err.contains("error[loss]: 1 value would be lost; nothing was written"), "{}", ran.err);
    assert_eq!(here.files(), ["poam.yaml"]);
    let (here, ran) = converted(&["--oscal-version", "1.0.4", "--allow-loss"]);
    assert_eq!(ran.ended(1).err, format!("{loss}1 item: b.json (OSCAL 1.0.4, 1 lost)\n"));
    assert_eq!(here.json("b.json")["metadata"]["oscal-version"], "1.0.4");
    let (here, ran) = converted(&["--oscal-version", "1.2.3"]);
    ran.ended(0);
    assert_eq!(here.json("b.json")["metadata"]["oscal-version"], "1.2.3");
}

#[test]
fn every_fault_of_a_document_refuses_it() {
    let here = Here::new();
    let faulty = YAML.replace("status: open", "state: open").replace("title: A", "title: [A]");
    here.put("poam.yaml", faulty.as_bytes());
    let ran = here.convert(&["poam.yaml", "-o", "b.json"]).ended(3);
    assert_eq!(
        ran.err,
        "error[unknown-member]: OSCAL has no `state` in risk\n  \
         poam.yaml:15:7, /plan-of-action-and-milestones/risks/0/state (V-017)\n  \
         help: correct the name or take the member out; what OSCAL has no place for belongs in `props`\n\
         error[not-many]: `title` is an array where one is due\n  \
         poam.yaml:19:5, /plan-of-action-and-milestones/metadata/title\n  \
         help: leave one, without the brackets\n"
    );
    assert_eq!(here.files(), ["poam.yaml"]);
    here.put("poam.yaml", YAML.replace("    oscal-version: 1.1.3\n", "").as_bytes());
    let ran = here.convert(&["poam.yaml", "-o", "b.json"]).ended(3);
    assert!(ran.err.starts_with("error[no-oscal-version]: the document states no OSCAL version\n"), "{}", ran.err);
    here.convert(&["poam.yaml", "-o", "b.json", "--oscal-version", "1.2.3"]).ended(0);
}

#[test]
fn what_is_only_for_a_workbook_is_wrong_usage() {
    for args in [
        &["--keep-examples"][..],
        &["--mapping", "a.toml"],
        &["--ssp", "a.json"],
        &["--inventory", "a.xlsx"],
        &["--now", "2026-01-02T03:04:05Z"],
    ] {
        let (here, ran) = converted(args);
        let ran = ran.ended(2);
        assert!(ran.err.contains(&format!("{} says nothing of an OSCAL document", args[0])), "{}", ran.err);
        assert_eq!(here.files(), ["poam.yaml"]);
    }
}

#[test]
fn the_content_tells_a_document_from_a_workbook() {
    let here = Here::new();
    here.put("poam.xlsx", YAML.as_bytes());
    here.put("poam", YAML.as_bytes());
    here.put("table", CSV.as_bytes());
    for (source, told) in [("poam.xlsx", "(OSCAL 1.1.3"), ("poam", "(OSCAL 1.1.3"), ("table", "filled cells")] {
        let ran = here.convert(&[source]).ended(0);
        assert!(ran.done().contains(told), "{}", ran.err);
    }
    here.put("poam.csv", YAML.as_bytes());
    let ran = here.convert(&["poam.csv"]).ended(3);
    assert!(ran.err.starts_with("error[no-header-row]"), "{}", ran.err);
}
