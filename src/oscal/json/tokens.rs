//! JSON (RFC 8259) as tokens, from any source, in a window that holds one token at a time.
//!
//! By hand rather than by `serde_json`, which reads a stream byte by byte, keeps no places, and makes another text of a
//! number than the one that stands there.

use crate::limits::{self, Limits};
use crate::oscal::data::{Fault, Kind, Token, Tokens};
use crate::oscal::path::Position;
use std::io::Read;

/// How many bytes are read at a time.
const WINDOW: usize = 64 << 10;

/// A JSON text on its way.
pub(crate) struct Json<R> {
    source: R,
    /// What is read and not yet gone: the bytes from `at` to `end`.
    window: Vec<u8>,
    at: usize,
    end: usize,
    /// The text's offset of the window's first byte.
    base: u64,
    /// The line, counted from 1, the offset at which it starts, and how many of its bytes so far start no character.
    line: u32,
    line_start: u64,
    inner_bytes: u64,
    /// Which objects (true) and arrays (false) are open, and how many may be.
    open: Vec<bool>,
    most_open: u64,
    expect: Expect,
    unescaped: String,
    token: Position,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ElementOrClose,
    Name,
    NameOrClose,
    Colon,
    CommaOrClose,
    End,
}

impl<R: Read> Json<R> {
    pub(crate) fn new(source: R) -> Self {
        Json {
            source,
            window: vec![0; WINDOW],
            at: 0,
            end: 0,
            base: 0,
            line: 1,
            line_start: 0,
            inner_bytes: 0,
            open: Vec::new(),
            most_open: Limits::default().depth,
            expect: Expect::Value,
            unescaped: String::new(),
            token: Position { line: 1, character: 1 },
        }
    }

    /// The same text, within limits. OSCAL needs less than twenty levels, unknown members may need more.
    pub(crate) fn within(self, limits: &Limits) -> Self {
        Json { most_open: limits.depth, ..self }
    }

    /// Reads more behind what the window holds; false at the text's end.
    fn more(&mut self) -> Result<bool, Fault> {
        if self.at > 0 {
            self.window.copy_within(self.at..self.end, 0);
            self.base += self.at as u64;
            self.end -= self.at;
            self.at = 0;
        }
        if self.end == self.window.len() {
            self.window.resize(2 * self.end, 0);
        }
        loop {
            match self.source.read(&mut self.window[self.end..]) {
                Ok(read) => {
                    self.end += read;
                    return Ok(read > 0);
                }
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => {
                    let message = format!("cannot be read: {e}");
                    let help = "check that the file is whole and that you may read it";
                    return Err(Fault { code: "unreadable-file", message, at: None, help });
                }
            }
        }
    }

    /// The byte so many behind the token's start.
    fn peek(&mut self, ahead: usize) -> Result<Option<u8>, Fault> {
        while self.at + ahead >= self.end {
            if !self.more()? {
                return Ok(None);
            }
        }
        Ok(Some(self.window[self.at + ahead]))
    }

    /// Goes to the next byte that is no blank.
    fn skip_blanks(&mut self) -> Result<Option<u8>, Fault> {
        loop {
            while self.at < self.end {
                match self.window[self.at] {
                    b' ' | b'\t' | b'\r' => self.at += 1,
                    b'\n' => {
                        self.at += 1;
                        self.line = self.line.saturating_add(1);
                        self.line_start = self.base + self.at as u64;
                        self.inner_bytes = 0;
                    }
                    other => return Ok(Some(other)),
                }
            }
            if !self.more()? {
                return Ok(None);
            }
        }
    }

    fn here(&self) -> Position {
        let bytes = self.base + self.at as u64 - self.line_start;
        let character = u32::try_from(bytes - self.inner_bytes + 1).unwrap_or(u32::MAX);
        Position { line: self.line, character }
    }

    fn wrong(&self, message: impl Into<String>) -> Fault {
        let help = "correct the file by hand, or export it again from where it comes";
        Fault { code: "not-json", message: message.into(), at: Some(self.here()), help }
    }

    /// What stands where something else should.
    fn unexpected(&self, byte: u8, due: &str) -> Fault {
        let bytes = &self.window[self.at..self.end.min(self.at + 4)];
        let found = match bytes.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next()) {
            Some(character @ ('"' | '\'')) => format!("`{character}`"),
            Some(character) => format!("`{}`", character.escape_debug()),
            None => format!("byte {byte:#04x}"),
        };
        self.wrong(format!("{found} stands where {due} should"))
    }

    fn cut_off(&self) -> Fault {
        let help = "the file was cut off: copy or download it again";
        Fault { help, ..self.wrong("the text ends in the middle of the document") }
    }

    /// Steps over a string and gives what it says.
    fn string(&mut self) -> Result<&str, Fault> {
        let mut length = 1;
        let mut is_escaped = false;
        loop {
            let rest = &self.window[self.at + length..self.end];
            let Some(run) = rest.iter().position(|b| *b == b'"' || *b == b'\\' || *b < b' ') else {
                length += rest.len();
                if !self.more()? {
                    return Err(self.cut_off());
                }
                continue;
            };
            length += run;
            match self.window[self.at + length] {
                b'"' => break,
                b'\\' => {
                    is_escaped = true;
                    length += 2;
                    self.peek(length)?.ok_or_else(|| self.cut_off())?;
                }
                byte => {
                    self.at += length;
                    let line_break = matches!(byte, b'\n' | b'\r');
                    let name = if line_break { "a line break" } else { "a control character" };
                    let help = "write \\n for a line break, \\u and its code for another control character";
                    return Err(Fault { help, ..self.wrong(format!("{name} stands in a text")) });
                }
            }
        }
        let inside = self.at + 1..self.at + length;
        let Ok(text) = std::str::from_utf8(&self.window[inside.clone()]) else {
            return Err(self.wrong("a text is not UTF-8"));
        };
        if !text.is_ascii() {
            self.inner_bytes += text.bytes().filter(|b| b & 0xc0 == 0x80).count() as u64;
        }
        if !is_escaped {
            self.at += length + 1;
            return Ok(std::str::from_utf8(&self.window[inside]).unwrap_or_default());
        }
        let mut unescaped = std::mem::take(&mut self.unescaped);
        let outcome = unescape(text, &mut unescaped);
        self.unescaped = unescaped;
        match outcome {
            Ok(()) => {
                self.at += length + 1;
                Ok(&self.unescaped)
            }
            Err(message) => Err(self.wrong(message)),
        }
    }

    /// Steps over a number or a word and gives it.
    fn word(&mut self) -> Result<(Kind, &str), Fault> {
        let mut length = 0;
        while let Some(byte) = self.peek(length)? {
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')) || length == WINDOW {
                break;
            }
            length += 1;
        }
        let word = &self.window[self.at..self.at + length];
        let kind = match word {
            b"true" | b"false" => Kind::Boolean,
            b"null" => Kind::Null,
            word if is_number(word) => Kind::Number,
            [] => return Err(self.unexpected(self.window[self.at], "a value")),
            word => {
                let shown: String = word.iter().take(40).map(|b| char::from(*b)).collect();
                return Err(self.wrong(format!("`{shown}` is no value of JSON; text stands in quotes")));
            }
        };
        let range = self.at..self.at + length;
        self.at += length;
        Ok((kind, std::str::from_utf8(&self.window[range]).unwrap_or_default()))
    }

    fn begin(&mut self, is_object: bool) -> Result<(), Fault> {
        if self.open.len() as u64 >= self.most_open {
            let message = format!("objects and arrays nest deeper than {}", self.most_open);
            return Err(Fault { code: "too-deep", help: limits::DEEPER, ..self.wrong(message) });
        }
        self.at += 1;
        self.open.push(is_object);
        self.expect = if is_object { Expect::NameOrClose } else { Expect::ElementOrClose };
        Ok(())
    }

    fn finish(&mut self) {
        self.at += 1;
        self.open.pop();
        self.after_value();
    }

    fn after_value(&mut self) {
        self.expect = if self.open.is_empty() { Expect::End } else { Expect::CommaOrClose };
    }
}

impl<R: Read> Tokens for Json<R> {
    fn next(&mut self) -> Result<Option<Token<'_>>, Fault> {
        let Some(mut byte) = self.skip_blanks()? else {
            return if self.expect == Expect::End { Ok(None) } else { Err(self.cut_off()) };
        };
        let in_object = self.open.last() == Some(&true);
        if self.expect == Expect::CommaOrClose && byte == b',' {
            self.at += 1;
            self.expect = if in_object { Expect::Name } else { Expect::Value };
            byte = self.skip_blanks()?.ok_or_else(|| self.cut_off())?;
        }
        if self.expect == Expect::Colon {
            if byte != b':' {
                return Err(self.unexpected(byte, "`:`"));
            }
            self.at += 1;
            self.expect = Expect::Value;
            byte = self.skip_blanks()?.ok_or_else(|| self.cut_off())?;
        }
        self.token = self.here();
        match (self.expect, byte) {
            (Expect::CommaOrClose | Expect::NameOrClose, b'}') if in_object => {
                self.finish();
                Ok(Some(Token::Close))
            }
            (Expect::CommaOrClose | Expect::ElementOrClose, b']') if !in_object => {
                self.finish();
                Ok(Some(Token::CloseArray))
            }
            (Expect::Name | Expect::NameOrClose, b'"') => {
                self.expect = Expect::Colon;
                self.string().map(|name| Some(Token::Name(name)))
            }
            (Expect::Value | Expect::ElementOrClose, b'{') => {
                self.begin(true)?;
                Ok(Some(Token::Open))
            }
            (Expect::Value | Expect::ElementOrClose, b'[') => {
                self.begin(false)?;
                Ok(Some(Token::OpenArray))
            }
            (Expect::Value | Expect::ElementOrClose, b'"') => {
                self.after_value();
                self.string().map(|text| Some(Token::Value(Kind::Text, text)))
            }
            (Expect::Value | Expect::ElementOrClose, _) => {
                self.after_value();
                self.word().map(|(kind, word)| Some(Token::Value(kind, word)))
            }
            (Expect::End, _) => Err(self.unexpected(byte, "nothing more (the document is over)")),
            (Expect::Name | Expect::NameOrClose | Expect::Colon, _) => Err(self.unexpected(byte, "a name in quotes")),
            (Expect::CommaOrClose, _) if in_object => Err(self.unexpected(byte, "`,` or `}`")),
            (Expect::CommaOrClose, _) => Err(self.unexpected(byte, "`,` or `]`")),
        }
    }

    fn position(&self) -> Position {
        self.token
    }
}

/// A number by JSON's grammar.
fn is_number(word: &[u8]) -> bool {
    let digits = |s: &[u8]| s.iter().take_while(|b| b.is_ascii_digit()).count();
    let mut rest = word.strip_prefix(b"-").unwrap_or(word);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') {
        return false;
    }
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let count = digits(exponent);
        if count == 0 {
            return false;
        }
        rest = &exponent[count..];
    }
    rest.is_empty()
}

/// Puts characters in the place of escapes.
fn unescape(text: &str, out: &mut String) -> Result<(), String> {
    out.clear();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = rest[at + 1..].chars().next();
        let mut length = 2;
        out.push(match escape {
            Some(same @ ('"' | '\\' | '/')) => same,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let unit = |from: usize| {
                    let digits = rest.get(from..from + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
                    u16::from_str_radix(digits, 16).ok()
                };
                let first = unit(at + 2).ok_or("`\\u` stands without its four digits")?;
                length = 6;
                let second = rest.get(at + 6..at + 8).filter(|s| *s == "\\u").and_then(|_| unit(at + 8));
                let mut units = char::decode_utf16([first].into_iter().chain(second));
                let character = units.next().and_then(Result::ok);
                if (0xd800..0xdc00).contains(&first) {
                    length = 12;
                }
                character.ok_or_else(|| format!("`\\u{first:04x}` is half a character"))?
            }
            _ => {
                let shown = escape.map_or_else(String::new, |c| c.escape_debug().to_string());
                return Err(format!("`\\{shown}` is no escape of JSON"));
            }
        });
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    Ok(())
}
