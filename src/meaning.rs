//! What the codes mean that the program's own work gives: reading and writing files, mappings, configurations,
//! conversion and merging. The codes of rules are told by [`crate::rule`]; `poam explain` knows both.

mod conversion;
mod inputs;
mod mapping;
mod merging;
mod month;
mod settings;
mod writing;

/// What a code means, and what to do about it.
#[derive(Debug)]
pub struct Meaning {
    /// The finding's code, in kebab case.
    pub code: &'static str,
    /// What it means.
    pub means: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

const fn meaning(code: &'static str, means: &'static str, remedy: &'static str) -> Meaning {
    Meaning { code, means, remedy }
}

/// Every one, in the order in which a job meets them.
pub fn all() -> impl Iterator<Item = &'static Meaning> {
    let kinds: [&'static [Meaning]; 7] =
        [inputs::ALL, settings::ALL, mapping::ALL, conversion::ALL, merging::ALL, writing::ALL, month::ALL];
    kinds.into_iter().flatten()
}

/// The meaning of a code.
pub fn by_code(code: &str) -> Option<&'static Meaning> {
    all().find(|meaning| meaning.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_code_has_one_meaning_and_no_rule_has_it_too() {
        let mut seen = BTreeSet::new();
        for meaning in all() {
            assert!(seen.insert(meaning.code), "{} is there twice", meaning.code);
            assert!(crate::rule::by_code(meaning.code).is_none(), "{} is a rule", meaning.code);
            let is_word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            assert!(meaning.code.split('-').all(is_word), "{}", meaning.code);
            for text in [meaning.means, meaning.remedy] {
                assert!(text.ends_with('.') && text.trim() == text && text.len() > 20, "{}: {text:?}", meaning.code);
            }
        }
    }
}
