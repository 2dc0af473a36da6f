//! What a mapping says for those who judge a POA&M: words that tell a good text from a bad one, and what a template
//! generation asks of its cells. `poam check` reads it; conversion does not.

/// The word lists of `[check]`, in small letters where letter case does not matter.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Plans that are made of nothing else cannot be tested.
    pub vague_plans: Vec<String>,
    /// Words that no person is called by.
    pub teams: Vec<String>,
    /// Headers of the user's columns that say to which system an item belongs.
    pub system_headers: Vec<String>,
    /// Headers of templates that are not the mapping's own.
    pub template_headers: Vec<String>,
    /// The impact levels of a system, as they are spelled.
    pub impact_levels: Vec<String>,
    /// Service names that stand for many services, as they are spelled.
    pub service_words: Vec<String>,
    /// Words by which a list of assets says that it is not complete.
    pub and_so_on: Vec<String>,
    /// Words that do so behind a number.
    pub and_more: Vec<String>,
    /// Words by which a comment tells of a vendor's release.
    pub released: Vec<String>,
    /// Words by which a comment says that there is none as yet.
    pub not_released: Vec<String>,
    /// Words by which a text says that part of it is sensitive.
    pub sensitive: Vec<String>,
    /// Types of supporting documents that show no remedy.
    pub no_evidence: Vec<String>,
    /// The form of POAM IDs that the guide recommends, `#` being a number, by generation; empty where it recommends none.
    pub id_form: IdForm,
}

/// The recommended form of ids.
#[derive(Clone, Debug, Default)]
pub struct IdForm {
    /// Where the generation has none of its own.
    pub form: String,
    /// By generation.
    pub by_generation: Vec<(usize, String)>,
}

impl IdForm {
    /// The form of a generation; none where any id is as good as another.
    pub fn of(&self, generation: Option<usize>) -> Option<&str> {
        let own = self.by_generation.iter().find(|(g, _)| Some(*g) == generation).map(|(_, form)| form);
        Some(own.unwrap_or(&self.form).as_str()).filter(|form| !form.is_empty())
    }

    /// Whether an id has a form.
    pub fn fits(form: &str, id: &str) -> bool {
        let Some((before, after)) = form.split_once('#') else { return id == form };
        let number = id.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    }
}

impl Judged {
    /// Whether a plan says nothing that can be tested: each of its sentences and half sentences is one of the phrases.
    pub fn is_vague(&self, plan: &str) -> bool {
        let plan = plan.to_lowercase();
        let mut clauses = plan
            .split(['.', '!', ';', ',', '\n'])
            .flat_map(|clause| clause.split(" and "))
            .map(str::trim)
            .filter(|clause| !clause.is_empty())
            .peekable();
        clauses.peek().is_some() && clauses.all(|clause| self.vague_plans.iter().any(|phrase| phrase == clause))
    }

    /// Whether a text says one of these words or phrases; a word is not found inside another.
    pub fn says(words: &[String], text: &str) -> bool {
        let text = text.to_lowercase();
        words.iter().any(|word| {
            text.match_indices(word.as_str()).any(|(at, found)| {
                let before = text[..at].chars().next_back();
                let after = text[at + found.len()..].chars().next();
                ![before, after].into_iter().flatten().any(char::is_alphanumeric)
            })
        })
    }

    /// One of the words, spelled as it is, whatever the letter case of the text.
    pub fn spelled<'a>(words: &'a [String], text: &str) -> Option<&'a str> {
        words.iter().find(|word| word.eq_ignore_ascii_case(text.trim())).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn a_plan_is_vague_when_nothing_else_is_in_it() {
        let judged = Judged { vague_plans: words(&["tbd", "under review", "n/a"]), ..Judged::default() };
        for vague in ["TBD", "tbd.", "Under review.", "TBD; under review", "Under review and TBD!", " n/a "] {
            assert!(judged.is_vague(vague), "{vague}");
        }
        for plain in ["", ".", "TBD by the vendor", "Under review: patch web-01", "Patch. TBD later"] {
            assert!(!judged.is_vague(plain), "{plain}");
        }
    }

    #[test]
    fn words_are_found_whole() {
        let list = words(&["released", "to be released"]);
        for text in ["Released.", "It was (released)", "fix to be released"] {
            assert!(Judged::says(&list, text), "{text}");
        }
        for text in ["", "unreleased", "releasedX", "release"] {
            assert!(!Judged::says(&list, text), "{text}");
        }
    }

    #[test]
    fn an_id_has_its_form_or_has_not() {
        for id in ["V-1", "V-0012"] {
            assert!(IdForm::fits("V-#", id), "{id}");
        }
        for id in ["V-", "V", "", "V-1a", "v-1", "V--1", "12"] {
            assert!(!IdForm::fits("V-#", id), "{id}");
        }
        assert!(IdForm::fits("#/POAM", "7/POAM") && !IdForm::fits("#/POAM", "/POAM"));
        let form = IdForm { form: "V-#".to_owned(), by_generation: vec![(1, String::new())] };
        assert_eq!((form.of(None), form.of(Some(0)), form.of(Some(1))), (Some("V-#"), Some("V-#"), None));
    }
}
