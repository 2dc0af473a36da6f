#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::mapping::file::{FEDRAMP, load};
use proptest::prelude::*;
use std::sync::LazyLock;

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| load("fedramp", FEDRAMP).unwrap());

fn home() -> &'static Joined {
    &MAPPING.joined(Some(0))[0]
}

/// The cells of a row of which only these columns hold something.
fn cells(own: &str, milestones: &str, changes: &str) -> Vec<String> {
    let mut cells = vec![String::new(); MAPPING.columns.len()];
    cells[home().into] = own.to_owned();
    for (part, text) in home().parts.iter().zip([milestones, changes]) {
        cells[part.column] = text.to_owned();
    }
    cells
}

fn split(text: &str) -> [String; 3] {
    let texts: Vec<String> = home().split(text).into_iter().map(|(_, text)| text.into_owned()).collect();
    texts.try_into().unwrap()
}

fn join(own: &str, milestones: &str, changes: &str) -> String {
    home().join(&MAPPING, &cells(own, milestones, changes))
}

#[test]
fn the_templates_own_example_is_a_plan_and_its_milestones() {
    let text = "Will be resolved during <date> patching cycle.\n\nOR\n\nMigrate to new technical solution. Planned \
                milestones are:\n1) Milestone 1\n2) Milestone 2\n3) …...\n\n";
    let [plan, milestones, changes] = split(text);
    assert!(plan.ends_with("Migrate to new technical solution."), "{plan}");
    assert_eq!(milestones, "(1) Milestone 1\n\n(2) Milestone 2\n\n(3) …...");
    assert_eq!(changes, "");
}

#[test]
fn a_heading_in_the_middle_of_a_sentence_is_none() {
    for text in ["Our planned milestones are: none", "preplanned milestones are: a", "x,planned milestones are: a"] {
        assert_eq!(split(text), [text, "", ""]);
    }
    for text in [
        "Patch. PLANNED milestones are: a",
        "Patch.\nplanned milestones are:a",
        "Patch.\n\n Planned milestones are: a ",
    ] {
        assert_eq!(split(text), ["Patch.", "a", ""], "{text:?}");
    }
}

#[test]
fn sections_stand_in_any_order() {
    let text = "Milestone changes are:\n1) Update 2026-01-01 : x\nPlanned milestones are:\n1) a";
    assert_eq!(split(text), ["", "(1) a", "(1) Update 2026-01-01 : x"]);
}

#[test]
fn a_plan_that_speaks_of_milestones_itself_stays_a_plan() {
    let own = "Patch. Planned milestones are: 1) a";
    let text = join(own, "", "");
    assert_eq!(text, format!("{own} a").replace(" a a", " a\nPlanned milestones are:\n\nMilestone changes are:"));
    assert_eq!(split(&text), [own, "", ""]);
    assert_eq!(split(&join(own, "(1) b", "")), [own, "(1) b", ""]);
}

#[test]
fn blanks_around_a_plan_divide_nothing() {
    for own in ["Patch it\nsoon  ", "  Patch it", "\nPatch it\n"] {
        assert_eq!(join(own, "", ""), own);
        assert_eq!(split(&join(own, "(1) a", "")), [own.trim_end(), "(1) a", ""]);
    }
}

#[test]
fn numbers_of_another_kind_keep_what_they_mean() {
    // A line of its own text that looks like a milestone would become one.
    let milestones = "(1) 2026-05-23: Do\n1) this\n2) that";
    let text = join("Patch.", milestones, "");
    assert_eq!(text, format!("Patch. Planned milestones are: {milestones}"));
    assert_eq!(split(&text), ["Patch.", milestones, ""]);
    for milestones in ["1) this\n2) that", "3)"] {
        let text = join("Patch.", milestones, "");
        assert_eq!(text, format!("Patch. Planned milestones are: {milestones}"));
        assert_eq!(split(&text), ["Patch.", milestones, ""]);
    }
    assert_eq!(split(&join("", "(1) a\n(2) b", "")), ["", "(1) a\n\n(2) b", ""]);
    assert_eq!(split(&join("", "By autumn", "Late")), ["", "By autumn", "Late"]);
}

#[test]
fn odd_texts_end_nowhere_they_should_not() {
    for text in [
        "Planned milestones are:",
        "planned milestones are:\n\n",
        "ſPlanned milestones are: İ",
        "1)",
        "\u{130}. planned milestones are:\n(1",
    ] {
        let [own, milestones, changes] = split(text);
        let _ = join(&own, &milestones, &changes);
    }
}

proptest! {
    #[test]
    fn what_is_joined_comes_apart_again(
        own in "([a-zé .\n]{0,20}|Planned milestones are: x|By M[.]\nMilestone changes are:)",
        milestones in prop::collection::vec("[a-z1() ]{1,8}", 0..4),
        changes in prop::collection::vec("(New|Update|Complete) 2026-0[1-9]-11 : [a-z]{1,8}", 0..3),
    ) {
        let numbered = |texts: &[String]| {
            texts.iter().enumerate().map(|(at, text)| format!("({}) {}", at + 1, text.trim()).trim_end().to_owned()).collect::<Vec<_>>().join("\n\n")
        };
        let own = own.trim().to_owned();
        let (milestones, changes) = (numbered(&milestones).trim().to_owned(), numbered(&changes));
        let text = join(&own, &milestones, &changes);
        prop_assert_eq!(split(&text), [own.as_str(), milestones.as_str(), changes.as_str()], "{}", text);
    }

    #[test]
    fn any_text_comes_apart_and_says_what_it_says(text in "(?s).{0,60}([.\n] ?(Planned|Milestone) (milestones|changes) are:[ \n]?(?s).{0,30}){0,3}") {
        let [own, milestones, changes] = split(&text);
        let cells = cells(&own, &milestones, &changes);
        prop_assert!(home().says_same(&MAPPING, &cells, &text, &[]), "{:?}", cells);
    }
}
