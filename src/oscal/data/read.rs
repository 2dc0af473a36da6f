//! A document from tokens, by the model's table. What does not fit the table is a finding, and reading goes on behind
//! it.

mod faults;

use super::found::Found;
use super::token::{Fault, Kind, Token, Tokens};
use crate::finding::{Failure, Finding, Findings, Place};
use crate::oscal::model::{Assembly, Content, Form, Member, POAM};
use crate::oscal::object::{Node, Object};
use crate::oscal::path::{Path, Position};
use crate::oscal::version;

/// What takes an object of a section (a member of the root that there may be many of) as soon as it is read.
pub(crate) type Each<'a> = &'a mut dyn FnMut(usize, Object) -> Result<(), Failure>;

/// Reads a document: each object of a section goes to `each`, all else into the root that is returned. Places are
/// those of a member's name, and of an element in an array.
///
/// # Errors
/// A text that is broken, or holds no POA&M of a version that is read; and what `each` fails with.
pub(crate) fn read<T: Tokens>(
    name: &str,
    tokens: T,
    each: Each<'_>,
    findings: &mut Findings,
    found: Option<&mut Found>,
) -> Result<Object, Failure> {
    Reader { name, tokens, each, findings, found, path: Path::root(), nodes: Vec::new() }.document()
}

struct Reader<'a, T> {
    name: &'a str,
    tokens: T,
    each: Each<'a>,
    findings: &'a mut Findings,
    found: Option<&'a mut Found>,
    path: Path,
    /// The nodes of the objects that are being read, in the order of the text.
    nodes: Vec<(usize, Node)>,
}

/// How a value begins; a value that is no more than text is whole.
enum Start {
    Object,
    Array,
    Value(Kind, String),
}

impl Start {
    fn name(&self) -> &'static str {
        match self {
            Start::Object => "an object",
            Start::Array => "an array",
            Start::Value(Kind::Null, _) => "nothing (null)",
            Start::Value(Kind::Number, _) => "a number",
            Start::Value(Kind::Boolean, _) => "true or false",
            Start::Value(..) => "text",
        }
    }
}

/// The next token, a fault made the failure it is.
fn next<'t, T: Tokens>(tokens: &'t mut T, name: &str, path: &Path) -> Result<Option<Token<'t>>, Failure> {
    tokens.next().map_err(|fault| failure(name, path, fault))
}

fn failure(name: &str, path: &Path, fault: Fault) -> Failure {
    let mut place = Place::file(name);
    place.line = fault.at.map(|at| at.line);
    place.character = fault.at.map(|at| at.character);
    place.path = Some(path.to_string()).filter(|_| !path.steps().is_empty());
    Failure::unreadable(Finding::error(fault.code, fault.message).at(place).help(fault.help))
}

impl<T: Tokens> Reader<'_, T> {
    fn document(mut self) -> Result<Object, Failure> {
        if !matches!(self.start()?, Start::Object) {
            let help = "an OSCAL document is an object with the one member `plan-of-action-and-milestones`";
            return Err(self.not_a_poam("this is no OSCAL document".to_owned(), help));
        }
        let mut root = None;
        while let Some(member) = self.root_name()? {
            let at = self.tokens.position();
            match member.as_str() {
                name if name == POAM.name && root.is_none() => {
                    self.pass(at);
                    root = Some(match self.start()? {
                        Start::Object => self.object(&POAM)?,
                        other => {
                            let message = format!("`{}` is {}, not an object", POAM.name, other.name());
                            return Err(self.not_a_poam(message, "export the document again from where it comes"));
                        }
                    });
                }
                name if name == POAM.name => {
                    self.twice(name, at)?;
                    self.skip()?;
                }
                "$schema" => {
                    let start = self.start()?;
                    if let Start::Value(_, value) = &start {
                        let message = format!("the name of a schema beside the document, \"{value}\", is left off");
                        let finding = Finding::info("schema-left-off", message);
                        let finding = finding.help("metadata/oscal-version says which schema holds");
                        self.tell(finding, at, Some("$schema"))?;
                    }
                    self.skip_from(&start)?;
                }
                name => {
                    self.may_be_beside(name)?;
                    self.unknown(name, at, "the document")?;
                    self.skip()?;
                }
            }
        }
        // A text goes no further than its one value.
        next(&mut self.tokens, self.name, &self.path)?;
        let help = "give an OSCAL POA&M";
        root.ok_or_else(|| self.not_a_poam(format!("there is no `{}` in the document", POAM.name), help))
    }

    /// The next name beside the root; none at the document's end.
    fn root_name(&mut self) -> Result<Option<String>, Failure> {
        match next(&mut self.tokens, self.name, &self.path)? {
            Some(Token::Name(name)) => Ok(Some(name.to_owned())),
            _ => Ok(None),
        }
    }

    /// Refuses what shows that the whole document is something else.
    fn may_be_beside(&mut self, name: &str) -> Result<(), Failure> {
        const OTHERS: [&str; 7] = [
            "assessment-plan",
            "assessment-results",
            "catalog",
            "component-definition",
            "mapping-collection",
            "profile",
            "system-security-plan",
        ];
        if OTHERS.contains(&name) {
            let message = format!("this is an OSCAL `{name}`, not a POA&M");
            return Err(self.not_a_poam(message, "give an OSCAL POA&M"));
        }
        if POAM.json_member(name).is_some() {
            let message = format!("`{name}` stands outside of `{}`", POAM.name);
            let help = "put `{\"plan-of-action-and-milestones\": ` before the document and `}` behind it";
            return Err(self.not_a_poam(message, help));
        }
        Ok(())
    }

    /// Reads an object whose beginning is read.
    fn object(&mut self, kind: &'static Assembly) -> Result<Object, Failure> {
        let first = self.nodes.len();
        let mut seen = 0_u64;
        let mut due = 0;
        while let Some(Token::Name(name)) = next(&mut self.tokens, self.name, &self.path)? {
            let Some(index) = member_of(kind, name, due) else {
                let name = name.to_owned();
                let at = self.tokens.position();
                self.unknown(&name, at, kind.name)?;
                self.skip()?;
                continue;
            };
            let bit = 1_u64 << (index % 64);
            if seen & bit != 0 {
                let at = self.tokens.position();
                self.twice(kind.members[index].json, at)?;
                self.skip()?;
                continue;
            }
            seen |= bit;
            due = index + 1;
            self.member(kind, index)?;
        }
        let nodes = &mut self.nodes[first..];
        if !nodes.is_sorted_by_key(|(member, _)| *member) {
            nodes.sort_by_key(|(member, _)| *member);
        }
        let mut object = Object::new(kind);
        for (member, node) in self.nodes.drain(first..) {
            object.push(member, node);
        }
        if self.path.steps().len() == 1 && kind == &crate::oscal::model::METADATA {
            self.refuse_version(&object)?;
        }
        Ok(object)
    }

    /// Refuses a document of a version that is not read before its faults are told: they come of its version.
    fn refuse_version(&mut self, metadata: &Object) -> Result<(), Failure> {
        let Some(stated) = metadata.get("oscal-version") else { return Ok(()) };
        version::read(stated).map(|_| ()).map_err(|failure| {
            self.findings.clear();
            failure.in_file(self.name)
        })
    }

    /// Reads what stands under a member whose name is read.
    fn member(&mut self, kind: &'static Assembly, index: usize) -> Result<(), Failure> {
        let member = &kind.members[index];
        let at = self.tokens.position();
        let start = self.start()?;
        if !matches!(start, Start::Array) {
            let mut place = at;
            if member.many {
                place = self.tokens.position();
                if !matches!(start, Start::Value(Kind::Null, _)) {
                    let finding = Finding::error("not-an-array", format!("`{}` is no array", member.json));
                    let what = if member.assembly().is_some() { "object" } else { "value" };
                    let help = format!("put the {what} in brackets: `[` before it and `]` behind it");
                    self.tell(finding.help(help), at, Some(member.json))?;
                }
            }
            self.path.push(member, 0);
            self.pass(place);
            self.node(member, index, start, place)?;
            self.path.pop();
            return Ok(());
        }
        if !member.many {
            let finding = Finding::error("not-many", format!("`{}` is an array where one is due", member.json));
            self.tell(finding.help("leave one, without the brackets"), at, Some(member.json))?;
        }
        let mut count = 0;
        while let Some(start) = self.element()? {
            let place = self.tokens.position();
            self.path.push(member, count);
            self.pass(place);
            self.node(member, index, start, place)?;
            self.path.pop();
            count += 1;
        }
        if count == 0 && member.many {
            let finding = Finding::error("empty-array", format!("`{}` is an empty array", member.json));
            let help = "leave the member off where there is nothing to list";
            self.tell(finding.help(help), at, Some(member.json))?;
        }
        Ok(())
    }

    /// Reads a value or an object whose beginning is read, at the path.
    fn node(&mut self, member: &Member, index: usize, start: Start, at: Position) -> Result<(), Failure> {
        let node = match (member.content, start) {
            (Content::Object(kind), Start::Object) => Node::Object(self.object(kind)?),
            (_, Start::Value(Kind::Null, _)) => {
                let finding = Finding::error("null", format!("`{}` is null", member.json));
                return self.tell(finding.help("leave the member off where there is nothing to say"), at, None);
            }
            (Content::Object(kind), Start::Value(_, text)) if has_text(kind).is_some() => {
                let mut object = Object::new(kind);
                let key = has_text(kind).map_or("", |(at, key)| {
                    object.push_value(at, text);
                    key
                });
                let message = format!("`{}` is a bare value where an object is due", member.json);
                let help = format!("write it as {{\"{key}\": …}}");
                self.tell(Finding::error("not-an-object", message).help(help), at, None)?;
                Node::Object(object)
            }
            (Content::Object(_), other) => {
                let message = format!("`{}` is {} where an object is due", member.json, other.name());
                self.tell(Finding::error("not-an-object", message), at, None)?;
                return self.skip_from(&other);
            }
            (Content::Value(_), Start::Value(kind, text)) => {
                self.check_value(member, kind, &text, at)?;
                match member.integer(&text) {
                    // YAML has more than one spelling of a number, JSON one.
                    Some(number) if kind == Kind::TextOrNumber => Node::Value(number.to_string().into()),
                    _ => Node::Value(text.into()),
                }
            }
            (Content::Value(_), other) => {
                let message = format!("`{}` is {} where a value is due", member.json, other.name());
                self.tell(Finding::error("not-a-value", message), at, None)?;
                return self.skip_from(&other);
            }
        };
        match node {
            Node::Object(object) if member.many && self.path.steps().len() == 1 => (self.each)(index, object),
            node => {
                self.nodes.push((index, node));
                Ok(())
            }
        }
    }

    fn start(&mut self) -> Result<Start, Failure> {
        Ok(match next(&mut self.tokens, self.name, &self.path)? {
            Some(Token::Open) => Start::Object,
            Some(Token::OpenArray) => Start::Array,
            Some(Token::Value(kind, text)) => Start::Value(kind, text.to_owned()),
            // Tokens come in the order that their trait promises.
            _ => Start::Value(Kind::Null, String::new()),
        })
    }

    /// How the next element of an array begins; none at the array's end.
    fn element(&mut self) -> Result<Option<Start>, Failure> {
        Ok(Some(match next(&mut self.tokens, self.name, &self.path)? {
            Some(Token::Open) => Start::Object,
            Some(Token::OpenArray) => Start::Array,
            Some(Token::Value(kind, text)) => Start::Value(kind, text.to_owned()),
            _ => return Ok(None),
        }))
    }

    /// Steps over a value.
    fn skip(&mut self) -> Result<(), Failure> {
        let start = self.start()?;
        self.skip_from(&start)
    }

    /// Steps over the rest of a value.
    fn skip_from(&mut self, start: &Start) -> Result<(), Failure> {
        let mut open = usize::from(!matches!(start, Start::Value(..)));
        while open > 0 {
            match next(&mut self.tokens, self.name, &self.path)? {
                Some(Token::Open | Token::OpenArray) => open += 1,
                Some(Token::Close | Token::CloseArray) => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }

    fn pass(&mut self, at: Position) {
        if let Some(found) = &mut self.found {
            found.pass(&self.path, at);
        }
    }
}

/// The index of the member of this JSON name, looked for from the one that is due in the model's order.
fn member_of(kind: &Assembly, name: &str, due: usize) -> Option<usize> {
    let (before, behind) = kind.members.split_at(due.min(kind.members.len()));
    let at = |members: &[Member]| members.iter().position(|m| m.json == name);
    at(behind).map(|i| i + before.len()).or_else(|| at(before))
}

/// The index and the value key of a field that has flags.
fn has_text(kind: &Assembly) -> Option<(usize, &'static str)> {
    let index = kind.members.iter().position(|m| m.form == Form::Text)?;
    Some((index, kind.members[index].json))
}
