//! Steps as spelled, checked against the model.

use super::{End, Is, Names, OSCAL, Path, Step, Test, Word};
use crate::mapping::syntax::{StepText, TestText, WordText};
use crate::oscal::model::{Assembly, Content, DataType, PROPERTY};
use crate::oscal::object::constant;

impl Path {
    /// Checks steps against the model. A path that ends at a `prop` or `facet` means its value unless `to_object`.
    ///
    /// # Errors
    /// What the model does not have, in one sentence.
    pub fn compile(
        from: &'static Assembly,
        spelled: &[StepText],
        names: &Names,
        to_object: bool,
    ) -> Result<Path, String> {
        let mut steps = Vec::with_capacity(spelled.len() + 1);
        let mut here = from;
        let mut end = End::Object(from);
        for (i, text) in spelled.iter().enumerate() {
            let member = here.member(&text.name).ok_or_else(|| no_member(here, &text.name))?;
            let m = &here.members[member];
            if text.of_type.is_some() {
                return Err(format!("`{}` has no types; only an anchor can have (TYPE)", text.name));
            }
            match m.content {
                Content::Object(inside) => {
                    let tests = compile_tests(inside, &text.tests, names)?;
                    steps.push(Step { member, many: m.many, tests, inside: Some(inside) });
                    here = inside;
                    end = End::Object(inside);
                }
                Content::Value(t) => {
                    if i + 1 < spelled.len() {
                        return Err(format!("`{}` holds a value, nothing stands below it", text.name));
                    }
                    if !text.tests.is_empty() {
                        return Err(format!("`{}` holds a value, it cannot have tests", text.name));
                    }
                    steps.push(Step { member, many: m.many, tests: Vec::new(), inside: None });
                    end = End::Value(t);
                }
            }
        }
        if let End::Object(object) = end
            && !to_object
        {
            let member = object
                .member("value")
                .filter(|_| !spelled.is_empty())
                .ok_or_else(|| format!("`{}` has no value of its own; say which member is meant", object.name))?;
            steps.push(Step { member, many: false, tests: Vec::new(), inside: None });
            end = End::Value(DataType::String);
        }
        let plain = spelled.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join("/");
        Ok(Path { steps, plain, end })
    }
}

fn no_member(here: &Assembly, name: &str) -> String {
    if let Some(member) = here.members.iter().find(|m| m.json == name) {
        return format!("`{name}` is a JSON name; in a place write OSCAL's XML name, `{}`", member.name);
    }
    let has: Vec<&str> = here.members.iter().map(|m| m.name).collect();
    format!("OSCAL's `{}` has no `{name}`; it has {}", here.name, has.join(", "))
}

fn compile_tests(on: &'static Assembly, spelled: &[TestText], names: &Names) -> Result<Vec<Test>, String> {
    let mut tests = Vec::with_capacity(spelled.len() + 1);
    for text in spelled {
        let there = text.words.is_empty();
        let path = Path::compile(on, &text.path, names, there)?;
        let flag = text.path.last().map_or("", |s| s.name.as_str());
        let is = if there { Is::There } else { compile_words(&text.words, flag, names, text.path.len() > 1)? };
        tests.push(Test { path, is });
    }
    if on == &PROPERTY && !spelled.iter().any(|t| t.path.len() == 1 && t.path[0].name == "ns") {
        let ns = StepText { name: "ns".into(), of_type: None, tests: Vec::new() };
        let path = Path::compile(on, &[ns], names, false)?;
        tests.push(Test { path, is: Is::AbsentOr(vec![OSCAL.to_owned()]) });
    }
    Ok(tests)
}

fn compile_words(texts: &[WordText], flag: &str, names: &Names, looks_through: bool) -> Result<Is, String> {
    let mut words = Vec::new();
    for text in texts {
        match text {
            WordText::Variable(name) => words.push(Word::Variable(name.clone())),
            WordText::Fixed(word) if flag == "ns" || flag == "system" => {
                if word == "any" {
                    return Ok(Is::Anything);
                }
                let known = names.iter().find(|(name, _)| name == word);
                let spellings = match known {
                    Some((_, spellings)) => spellings.clone(),
                    None if word.contains(':') => vec![word.clone()],
                    None => return Err(format!("`{flag}={word}`: `{word}` is not in [names]")),
                };
                words.extend(spellings.iter().map(|s| Word::Fixed(constant(s))));
            }
            WordText::Fixed(word) => words.push(Word::Fixed(constant(word))),
        }
    }
    Ok(Is::OneOf { words, looks_through })
}
