//! The table `[check]`: word lists and forms for those who judge a POA&M.

use super::file::Loader;
use super::judged::{IdForm, Judged};
use crate::source::{Table, Text};
use std::collections::HashMap;

impl Loader {
    /// Reads the table; without it there are no words, and the rules that need them find nothing.
    pub(super) fn judged(&self, root: &Table<'_, '_>) -> Judged {
        let Some(table) = root.table("check") else { return Judged::default() };
        let judged = Judged {
            vague_plans: small(&table, table.texts("vague-plans")),
            teams: small(&table, table.texts("teams")),
            system_headers: small(&table, table.texts("system-headers")),
            template_headers: small(&table, table.texts("template-headers")),
            impact_levels: spelled(&table, table.texts("impact-levels")),
            service_words: spelled(&table, table.texts("service-words")),
            and_so_on: small(&table, table.texts("and-so-on")),
            and_more: small(&table, table.texts("and-more")),
            released: small(&table, table.texts("released")),
            not_released: small(&table, table.texts("not-released")),
            sensitive: small(&table, table.texts("sensitive")),
            no_evidence: small(&table, table.texts("no-evidence")),
            id_form: self.id_form(&table),
        };
        table.finish();
        judged
    }

    fn id_form(&self, table: &Table<'_, '_>) -> IdForm {
        let mut forms = IdForm::default();
        if !table.is_table("id-form") {
            forms.form = table.text("id-form").map(|form| form_of(table, form)).unwrap_or_default();
            return forms;
        }
        for (name, form) in table.table("id-form").map(|t| t.named_text()).unwrap_or_default() {
            let form = form_of(table, form);
            if name.text == "*" {
                forms.form = form;
            } else if let Some(generation) = self.generation_of(table, &name) {
                forms.by_generation.push((generation, form));
            }
        }
        forms
    }
}

/// A form has one number, or is empty: then none is recommended.
fn form_of(table: &Table<'_, '_>, form: Text) -> String {
    if !form.text.is_empty() && form.text.matches('#').count() != 1 {
        let help = "write # once, where the number stands; leave it empty where no form is recommended".to_owned();
        table.problem_at("wrong-shape", format!("\"{}\" is no form of an id", form.text), form.line, Some(help));
    }
    form.text
}

/// Words whose letter case does not matter, in small letters.
fn small(table: &Table<'_, '_>, texts: Vec<Text>) -> Vec<String> {
    spelled(table, texts).into_iter().map(|text| text.to_lowercase()).collect()
}

/// Words, of which none is blank and none is there twice.
fn spelled(table: &Table<'_, '_>, texts: Vec<Text>) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut words = Vec::with_capacity(texts.len());
    for text in texts {
        if text.text.trim().is_empty() || text.text.trim() != text.text {
            let message = format!("\"{}\" in {} is blank, or has blanks around it", text.text, table.name());
            let help = "write the word alone".to_owned();
            table.problem_at("wrong-word", message, text.line, Some(help));
        } else if seen.insert(text.text.to_lowercase(), text.line).is_some() {
            let message = format!("\"{}\" is twice in a list of {}", text.text, table.name());
            table.problem_at("wrong-word", message, text.line, Some("take one of them away".to_owned()));
        }
        words.push(text.text);
    }
    words
}
