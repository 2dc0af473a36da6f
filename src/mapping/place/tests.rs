//! Paths over objects: what is written is read, and what the model does not have is refused.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::mapping::syntax::parse;
use crate::oscal::model;

fn path(from: &'static Assembly, text: &str) -> Result<Path, String> {
    let names = [("own".to_owned(), vec!["urn:own".to_owned()])];
    Path::compile(from, &parse(text).unwrap().steps, &names, false)
}

fn write(base: &mut Object, place: &str, value: &str, gentle: bool) -> bool {
    let mut uuid = |_: &'static Assembly| None;
    path(base.kind(), place).unwrap().make(base, value, gentle, &[], &mut Own { uuid: &mut uuid })
}

fn read(base: &Object, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    path(base.kind(), place).unwrap().select(base, "urn:own", &[], &mut |v| found.push(v.to_owned()));
    found
}

#[test]
fn what_is_written_at_a_place_is_read_from_it() {
    let mut risk = Object::new(&model::RISK);
    for control in ["ac-2", "sc-7.5", "ac-2"] {
        write(&mut risk, "prop[name=control, ns=own]", control, false);
    }
    write(&mut risk, "prop[name=control]", "of OSCAL's own namespace", false);
    assert_eq!(read(&risk, "prop[name=control, ns=own]"), ["ac-2", "sc-7.5"]);
    assert_eq!(read(&risk, "prop[name=control]"), ["of OSCAL's own namespace"]);
    assert_eq!(read(&risk, "prop[name=control, ns=any]").len(), 3);
}

#[test]
fn a_gentle_writing_makes_nothing_repeatable_on_its_way() {
    let mut risk = Object::new(&model::RISK);
    let place = "characterization/origin/actor[type=tool]/prop[name=id, ns=own]";
    assert!(!write(&mut risk, place, "1", true));
    assert!(risk.is_empty());
    assert!(write(&mut risk, "characterization/origin/actor[type=tool]/actor-uuid", "u", false));
    assert!(write(&mut risk, place, "1", true));
    assert_eq!(read(&risk, place), ["1"]);
}

#[test]
fn a_brother_that_lacks_the_rest_is_completed() {
    let mut facet = Object::new(&model::CHARACTERIZATION_FACET);
    write(&mut facet, "prop[name=state]", "adjusted", false);
    write(&mut facet, "prop[name=state]/remarks", "why", false);
    assert_eq!(facet.all("prop").count(), 1);
    assert_eq!(read(&facet, "prop[name=state]/remarks"), ["why"]);
}

#[test]
fn what_is_marked_derived_is_passed_over() {
    let mut task = Object::new(&model::TASK);
    write(&mut task, "timing/on-date/date", "2026-01-01T00:00:00Z", false);
    assert_eq!(read(&task, "timing/on-date/date").len(), 1);
    write(&mut task, "prop[name=derived, ns=own]", "timing/on-date/date", false);
    assert_eq!(read(&task, "timing/on-date/date").len(), 0);
}

#[test]
fn a_place_that_the_model_does_not_have_is_refused_in_words() {
    assert!(path(&model::RISK, "colour").unwrap_err().starts_with("OSCAL's `risk` has no `colour`; it has uuid"));
    assert_eq!(
        path(&model::RISK, "prop[name=a, ns=nowhere]").unwrap_err(),
        "`ns=nowhere`: `nowhere` is not in [names]"
    );
    assert_eq!(path(&model::RISK, "title/text").unwrap_err(), "`title` holds a value, nothing stands below it");
}
