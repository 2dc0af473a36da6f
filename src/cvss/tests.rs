#![allow(clippy::unwrap_used)]

use super::*;
use crate::oscal::model::{CHARACTERIZATION, CHARACTERIZATION_FACET, PROPERTY};
use crate::oscal::object::Node;

/// Adds a facet, with a state if there is one.
fn add(to: &mut Object, system: &str, name: &str, value: &str, state: &str) {
    let mut facet = Object::new(&CHARACTERIZATION_FACET);
    for (flag, text) in [("name", name), ("system", system), ("value", value)] {
        facet.push_value(CHARACTERIZATION_FACET.member(flag).unwrap(), text);
    }
    if !state.is_empty() {
        let mut prop = Object::new(&PROPERTY);
        prop.push_value(PROPERTY.member("name").unwrap(), "state");
        prop.push_value(PROPERTY.member("value").unwrap(), state);
        facet.push(CHARACTERIZATION_FACET.member("prop").unwrap(), Node::Object(prop));
    }
    to.push(CHARACTERIZATION.member("facet").unwrap(), Node::Object(facet));
}

/// A characterization with the facets of a vector.
fn facets(system: &str, vector: &str) -> Object {
    let mut characterization = Object::new(&CHARACTERIZATION);
    for (name, value) in vector.split('/').filter_map(|part| part.split_once(':')) {
        add(&mut characterization, system, name, value, "");
    }
    characterization
}

const V3_1: &str = "http://www.first.org/cvss/v3.1";

#[test]
fn the_base_scores_are_those_of_the_specifications() {
    for (system, vector, base, severity) in [
        ("http://www.first.org/cvss/v2.0", "AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5, "high"),
        ("http://www.first.org/cvss/v2.0", "AV:L/AC:H/Au:N/C:C/I:C/A:C", 6.2, "medium"),
        ("http://www.first.org/cvss/v3.0", "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, "critical"),
        (V3_1, "AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0, "critical"),
        (V3_1, "AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8, "high"),
        (V3_1, "AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1, "medium"),
        (V3_1, "AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0.0, "none"),
        ("https://www.first.org/cvss/v4-0", "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3, "critical"),
        ("https://www.first.org/cvss/v4-0", "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10.0, "critical"),
    ] {
        let Cvss { scores, faults } = of(&facets(system, vector));
        assert_eq!((scores.len(), faults.len()), (1, 0), "{vector}: {faults:?}");
        assert!((scores[0].base.unwrap() - base).abs() < 0.001, "{vector}: {:?}", scores[0].base);
        assert_eq!(scores[0].severity(), Some(severity), "{vector}");
        assert_eq!(scores[0].vector.trim_start_matches(&format!("CVSS:{}/", scores[0].system.name())), vector);
    }
}

#[test]
fn long_names_and_words_say_the_same_as_abbreviations() {
    let mut long = Object::new(&CHARACTERIZATION);
    for (name, value) in [
        ("attack-vector", "Adjacent Network"),
        ("access-complexity", "low"),
        ("privileges_required", "none"),
        ("user-interaction", "REQUIRED"),
        ("scope", "unchanged"),
        ("confidentiality-impact", "high"),
        ("integrity-impact", "low"),
        ("availability-impact", "none"),
        ("remediation-level", "official-fix"),
    ] {
        add(&mut long, "http://www.first.org/cvss/v3.1/", name, value, "");
    }
    let short = facets("CVSSv3.1", "AV:A/AC:L/PR:N/UI:R/S:U/C:H/I:L/A:N/RL:O");
    assert_eq!(of(&long), of(&short));
    assert_eq!(of(&long).scores[0].vector, "CVSS:3.1/AV:A/AC:L/PR:N/UI:R/S:U/C:H/I:L/A:N/RL:O");
}

#[test]
fn every_spelling_of_a_version_is_read() {
    for (uri, system) in [
        ("http://www.first.org/cvss/v2", Some(System::V2_0)),
        ("https://first.org/cvss/v3/", Some(System::V3_0)),
        ("http://www.first.org/cvss/v3.1", Some(System::V3_1)),
        ("https://www.first.org/cvss/v4.0", Some(System::V4_0)),
        ("http://fedramp.gov/ns/oscal", None),
        ("http://www.first.org/epss", None),
        ("", None),
    ] {
        assert_eq!(System::of(uri), system, "{uri}");
    }
}

#[test]
fn what_cannot_be_read_is_a_fault_and_the_rest_still_counts() {
    let mut one = facets(V3_1, "AV:N/AC:L/XX:1/PR:maybe/AV:L");
    add(&mut one, V3_1, "AV", "L", "adjusted");
    let Cvss { scores, faults } = of(&one);
    let wrong: Vec<&Wrong> = faults.iter().map(|f| &f.wrong).collect();
    assert_eq!(wrong, [&Wrong::Metric, &Wrong::Value(vec!["high", "low", "none"]), &Wrong::Twice("AV")]);
    assert_eq!(scores.len(), 2); // the adjusted one is a vector of its own
    assert_eq!(scores[0].base, None);
    assert_eq!(scores[0].missing, ["PR", "UI", "S", "C", "I", "A"]);
    assert_eq!(scores[1].state.as_deref(), Some("adjusted"));
}

#[test]
fn a_stated_score_is_held_to_the_metrics() {
    let vector = "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    let mut right = facets(V3_1, vector);
    add(&mut right, V3_1, "base-score", "9.8", "");
    assert_eq!(of(&right).faults, []);
    let mut wrong = facets(V3_1, vector);
    add(&mut wrong, V3_1, "base-score", "7.2", "");
    assert_eq!(of(&wrong).faults, [Fault { facet: 8, system: System::V3_1, wrong: Wrong::Score(9.8) }]);
    let mut alone = Object::new(&CHARACTERIZATION);
    add(&mut alone, V3_1, "score", "7.2", "");
    assert_eq!(of(&alone), Cvss::default());
}

#[test]
fn every_base_vector_of_a_version_has_a_score() {
    for system in [System::V2_0, System::V3_0, System::V3_1, System::V4_0] {
        let table = system.table();
        let most = table.metrics.iter().map(|m| m.values.len()).max().unwrap();
        for turn in 0..most {
            let letters: Vec<Option<&str>> =
                table.metrics[..table.base].iter().map(|m| Some(m.values[turn % m.values.len()].0)).collect();
            let base = vector(system, &letters);
            let score = base_score(system, &base).unwrap_or_else(|| panic!("{base}"));
            assert!((0.0..=10.0).contains(&score), "{base}: {score}");
        }
        for (i, metric) in table.metrics.iter().enumerate() {
            assert_eq!(table.find(metric.abbreviation), Some(i), "{}", metric.abbreviation);
            metric.names.iter().for_each(|name| assert_eq!(table.find(name), Some(i), "{name}"));
        }
    }
}
