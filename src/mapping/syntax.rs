//! How a place is spelled in the mapping file: text to syntax tree, without knowledge of the model.
//!
//! ```text
//! place = step { "/" step } [ "->" shared { "/" step } ]
//! step  = name [ "(" type ")" ] [ "[" test { "," test } "]" ]
//! test  = path [ "=" word { "|" word } ]
//! word  = text without , | ] or 'quoted text'; {x} stands for a field of the record or the column's id
//! ```

/// A place as spelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceText {
    /// The steps; the first is an anchor or a member of the document's root.
    pub steps: Vec<StepText>,
    /// The shared object the last step points at, and the steps inside it.
    pub shared: Option<(String, Vec<StepText>)>,
}

/// A step as spelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepText {
    /// An XML name, or an anchor's.
    pub name: String,
    /// The type of an anchor that has several.
    pub of_type: Option<WordText>,
    /// The tests in brackets.
    pub tests: Vec<TestText>,
}

impl StepText {
    /// The variables in the step's tests, however deep.
    pub fn variables(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for test in &self.tests {
            found.extend(test.path.iter().flat_map(StepText::variables));
            found.extend(test.words.iter().filter_map(|w| match w {
                WordText::Variable(name) => Some(name.as_str()),
                WordText::Fixed(_) => None,
            }));
        }
        found
    }
}

/// A test as spelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestText {
    /// What is looked at.
    pub path: Vec<StepText>,
    /// The words it may be; none: it only has to exist.
    pub words: Vec<WordText>,
}

/// A word of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordText {
    /// Text as it stands.
    Fixed(String),
    /// `{name}`.
    Variable(String),
}

/// How deep tests may stand in tests. The model needs three; the limit is there so that no text can exhaust the stack.
const DEEPEST: usize = 16;

/// Reads a place.
///
/// # Errors
/// What is wrong, in one sentence.
pub fn parse(text: &str) -> Result<PlaceText, String> {
    let mut parser = Parser { rest: text, depth: 0 };
    let steps = parser.path()?;
    let shared = if parser.eat("->") {
        let name = parser.name()?;
        let inside = if parser.eat("/") { parser.path()? } else { Vec::new() };
        Some((name, inside))
    } else {
        None
    };
    parser.blanks();
    if parser.rest.is_empty() {
        Ok(PlaceText { steps, shared })
    } else {
        Err(format!("`{}` is left over at the end of the place", parser.rest))
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl Parser<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, token: &str) -> bool {
        self.blanks();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn want(&mut self, token: &str) -> Result<(), String> {
        if self.eat(token) { Ok(()) } else { Err(self.missing(&format!("`{token}`"))) }
    }

    fn missing(&self, what: &str) -> String {
        if self.rest.is_empty() {
            format!("{what} is missing at the end")
        } else {
            format!("{what} is missing before `{}`", self.rest)
        }
    }

    fn name(&mut self) -> Result<String, String> {
        self.blanks();
        let end = self
            .rest
            .char_indices()
            .find(|(i, c)| !c.is_ascii_alphanumeric() && (*c != '-' || self.rest[*i..].starts_with("->")))
            .map_or(self.rest.len(), |(i, _)| i);
        if end == 0 {
            return Err(self.missing("a name"));
        }
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(name.to_owned())
    }

    fn path(&mut self) -> Result<Vec<StepText>, String> {
        let mut steps = vec![self.step()?];
        while self.eat("/") {
            steps.push(self.step()?);
        }
        Ok(steps)
    }

    fn step(&mut self) -> Result<StepText, String> {
        let name = self.name()?;
        let of_type = if self.eat("(") {
            let word = self.word(")")?;
            self.want(")")?;
            Some(word)
        } else {
            None
        };
        let mut tests = Vec::new();
        if self.eat("[") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(format!("tests stand in tests more than {DEEPEST} deep"));
            }
            loop {
                tests.push(self.test()?);
                if !self.eat(",") {
                    break;
                }
            }
            self.want("]")?;
            self.depth -= 1;
        }
        Ok(StepText { name, of_type, tests })
    }

    fn test(&mut self) -> Result<TestText, String> {
        let path = self.path()?;
        let mut words = Vec::new();
        if self.eat("=") {
            loop {
                words.push(self.word(",|]")?);
                if !self.eat("|") {
                    break;
                }
            }
        }
        Ok(TestText { path, words })
    }

    fn word(&mut self, stops: &str) -> Result<WordText, String> {
        self.blanks();
        if let Some(quoted) = self.rest.strip_prefix('\'') {
            let (word, rest) = quoted.split_once('\'').ok_or("a quote is not closed")?;
            self.rest = rest;
            return Ok(WordText::Fixed(word.to_owned()));
        }
        let end = self.rest.find(|c| stops.contains(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        let word = word.trim();
        if word.is_empty() {
            return Err(self.missing("a word"));
        }
        Ok(match word.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
            Some(variable) => WordText::Variable(variable.to_owned()),
            None => WordText::Fixed(word.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_place_is_steps_with_tests_and_may_point_at_a_shared_object() {
        let place = parse("planned/origin/actor[type=party, role-id=point-of-contact]/actor-uuid -> person").unwrap();
        assert_eq!(place.steps.len(), 4);
        assert_eq!(place.steps[2].tests[1].words, [WordText::Fixed("point-of-contact".into())]);
        assert_eq!(place.shared, Some(("person".into(), Vec::new())));
        let nested = parse("risk/risk-log/entry[prop[name=milestone-change, ns=own]]").unwrap();
        assert_eq!(nested.steps[2].tests[0].path[0].tests.len(), 2);
        assert!(nested.steps[2].tests[0].words.is_empty());
        let typed = parse("deviation({type})/relevant-evidence").unwrap();
        assert_eq!(typed.steps[0].of_type, Some(WordText::Variable("type".into())));
        let quoted = parse("risk/risk-log/entry[title='Vendor Check-in']/start").unwrap();
        assert_eq!(quoted.steps[2].tests[0].words, [WordText::Fixed("Vendor Check-in".into())]);
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        assert_eq!(parse("risk/").unwrap_err(), "a name is missing at the end");
        assert_eq!(parse("risk/prop[name=a").unwrap_err(), "`]` is missing at the end");
        assert_eq!(parse(&"a[".repeat(100_000)).unwrap_err(), "tests stand in tests more than 16 deep");
        assert_eq!(parse("risk/prop[name='a").unwrap_err(), "a quote is not closed");
        assert_eq!(parse("risk/title!").unwrap_err(), "`!` is left over at the end of the place");
        assert_eq!(parse("risk/prop[name=]").unwrap_err(), "a word is missing before `]`");
    }
}
