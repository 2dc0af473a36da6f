//! Every code that a message can carry is known to `poam explain`, and no other. The codes are collected from the source:
//! from every call of a function that takes a `code: &'static str`, and from every `code: "..."` of a table. A code that
//! comes from elsewhere, so that it could not be followed, fails the test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A file of the program without its tests.
struct Source {
    path: PathBuf,
    text: String,
}

fn sources(folder: &Path, into: &mut Vec<Source>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_stem().unwrap().to_str().unwrap();
        if path.is_dir() && name != "tests" {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") && !["tests", "laws", "examples"].contains(&name) {
            let text = std::fs::read_to_string(&path).unwrap();
            let end = text.match_indices("#[cfg(test)]").map(|(at, _)| at);
            let end = end.filter(|at| text[*at..].lines().take(3).any(|line| line == "mod tests {")).min();
            into.push(Source { text: text[..end.unwrap_or(text.len())].to_owned(), path });
        }
    }
}

/// What stands between brackets, cut at its commas: `text` begins behind the opening one.
fn arguments(text: &str) -> Vec<String> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0, 0);
    let mut in_text = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if in_text => drop(bytes.next()),
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => {
                found.push(text[start..at].trim().to_owned());
                break;
            }
            b')' | b']' | b'}' => depth -= 1,
            b',' if depth == 0 => {
                found.push(text[start..at].trim().to_owned());
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// A way to make a finding: how it is called, where, and which of its arguments is the code.
struct Maker {
    call: String,
    /// None: in every file.
    only_in: Option<PathBuf>,
    argument: usize,
}

/// The functions and closures that are given a code.
fn makers(sources: &[Source]) -> Vec<Maker> {
    let mut makers = Vec::new();
    for Source { path, text } in sources {
        for (at, _) in text.match_indices("fn ") {
            let Some((head, list)) = text[at + 3..].split_once('(') else { continue };
            let arguments = arguments(list);
            let Some(argument) = arguments.iter().position(|a| a == "code: &'static str") else { continue };
            let name = head.split('<').next().unwrap();
            let is_method = arguments[0].ends_with("self");
            let line = text[..at].rsplit('\n').next().unwrap();
            let of = text[..at].rsplit("\nimpl").next().unwrap();
            let of = of.split_once('{').unwrap().0.trim_start_matches(|c| c != ' ').trim();
            let of = of.split('<').next().unwrap().to_owned();
            let mut add = |call: String, only_in: Option<&PathBuf>| {
                let argument = argument - usize::from(is_method);
                makers.push(Maker { call, only_in: only_in.cloned(), argument });
            };
            if is_method {
                add(format!(".{name}("), None);
            } else if line.starts_with(' ') {
                add(format!("{of}::{name}("), None);
                add(format!("Self::{name}("), Some(path));
            } else {
                add(format!("{name}("), Some(path));
                add(format!("{}::{name}(", path.file_stem().unwrap().to_str().unwrap()), None);
            }
        }
        for (at, _) in text.match_indices("|code") {
            let name = text[..at].trim_end().trim_end_matches('=').trim_end().rsplit(' ').next().unwrap();
            if text[at + 5..].starts_with([',', ':']) && !name.contains('(') {
                makers.push(Maker { call: format!("{name}("), only_in: Some(path.clone()), argument: 0 });
            }
        }
    }
    makers
}

/// The texts in an expression that are words in kebab case.
fn words(expression: &str) -> Vec<String> {
    let texts = expression.split('"').skip(1).step_by(2);
    let is_word =
        |t: &&str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    texts.filter(is_word).map(str::to_owned).collect()
}

/// The codes that an expression may give; none where it passes on what came from elsewhere.
fn codes_of(expression: &str, here: &Source, all: &[Source]) -> Result<Vec<String>, ()> {
    let found = words(expression);
    if !found.is_empty() || expression.rsplit('.').next() == Some("code") || expression.ends_with("&'static str") {
        return Ok(found);
    }
    if let Some((_, rest)) = here.text.split_once(&format!("const {expression}: &str =")) {
        return Ok(words(rest.split_once(';').unwrap().0));
    }
    let Some(name) = expression.strip_suffix("()").and_then(|e| e.rsplit('.').next()) else { return Err(()) };
    let bodies = ["&self", "self"].map(|of| format!("fn {name}({of}) -> &'static str {{"));
    let bodies = all.iter().flat_map(|source| bodies.iter().filter_map(|head| source.text.split_once(head)));
    let found: Vec<String> = bodies.flat_map(|(_, body)| words(&arguments(body).join(","))).collect();
    if found.is_empty() { Err(()) } else { Ok(found) }
}

/// Every code in the source, and where it is first.
fn codes() -> BTreeMap<String, String> {
    let mut sources_found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources_found);
    let makers = makers(&sources_found);
    assert!(makers.len() > 15, "few ways to make a finding were found");
    let (mut codes, mut lost) = (BTreeMap::new(), Vec::new());
    for source in &sources_found {
        let mut take = |expression: &str, at: usize| {
            let line = source.text[..at].lines().count();
            let place = format!("{}:{line}", source.path.display());
            match codes_of(expression, source, &sources_found) {
                Ok(found) => {
                    for code in found {
                        codes.entry(code).or_insert_with(|| place.clone());
                    }
                }
                Err(()) => lost.push(format!("{place}: {expression}")),
            }
        };
        for maker in makers.iter().filter(|m| m.only_in.as_ref().is_none_or(|only| *only == source.path)) {
            for (at, _) in source.text.match_indices(&maker.call) {
                // Neither the definition itself nor the end of another name is a call of it.
                let before = &source.text[..at];
                let is_end = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':');
                if !maker.call.starts_with('.') && before.ends_with(is_end) || before.ends_with("fn ") {
                    continue;
                }
                let arguments = arguments(&source.text[at + maker.call.len()..]);
                take(arguments.get(maker.argument).map_or("", String::as_str), at);
            }
        }
        for (at, _) in source.text.match_indices(" code: \"") {
            take(&source.text[at + 7..].split_inclusive('"').take(2).collect::<String>(), at);
        }
    }
    assert!(lost.is_empty(), "these codes cannot be followed:\n{}", lost.join("\n"));
    codes
}

#[test]
fn explain_knows_every_code_of_the_source_and_no_other() {
    let codes = codes();
    assert!(codes.len() > 300, "only {} codes were found", codes.len());
    let known: BTreeSet<&str> =
        poam::rule::all().map(|rule| rule.code).chain(poam::meaning::all().map(|meaning| meaning.code)).collect();
    let unknown: Vec<String> = codes
        .iter()
        .filter(|(code, _)| !known.contains(code.as_str()))
        .map(|(code, at)| format!("{code} at {at}"))
        .collect();
    assert!(unknown.is_empty(), "src/meaning does not explain:\n{}", unknown.join("\n"));
}

#[test]
fn no_code_is_explained_that_nothing_gives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    sources(&folder, &mut all);
    let said: String =
        all.iter().filter(|s| !s.path.starts_with(folder.join("meaning"))).map(|s| s.text.as_str()).collect();
    let dead: Vec<&str> =
        poam::meaning::all().map(|m| m.code).filter(|code| !said.contains(&format!("\"{code}\""))).collect();
    assert!(dead.is_empty(), "nothing gives {dead:?}");
}
