#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::tokens::Json;
use crate::oscal::data::{Fault, Kind, Token, Tokens};
use std::io::Read;

/// All tokens of a text, with their places, as words.
fn told(source: impl Read) -> Result<Vec<String>, Fault> {
    let mut json = Json::new(source);
    let mut told = Vec::new();
    loop {
        let token = match json.next()? {
            None => return Ok(told),
            Some(token) => format!("{token:?}"),
        };
        let at = json.position();
        told.push(format!("{}:{} {token}", at.line, at.character));
    }
}

/// A source that gives one byte at a time.
struct Drops<'a>(&'a [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let few = out.len().min(1);
        self.0.read(&mut out[..few])
    }
}

#[test]
fn tokens_have_their_places_however_the_text_comes() {
    let text = "{ \"a\":\"\\u00e9\\ud83d\\ude00\\n\\/\",\n \"é\" : [1.50, -0e+1 ,true, null , {}, [ ] ], \"\":\"ü\", \"b\": \"\"}\r\n";
    let expected = [
        "1:1 Open",
        "1:3 Name(\"a\")",
        "1:7 Value(Text, \"é😀\\n/\")",
        "2:2 Name(\"é\")",
        "2:8 OpenArray",
        "2:9 Value(Number, \"1.50\")",
        "2:15 Value(Number, \"-0e+1\")",
        "2:22 Value(Boolean, \"true\")",
        "2:28 Value(Null, \"null\")",
        "2:35 Open",
        "2:36 Close",
        "2:39 OpenArray",
        "2:41 CloseArray",
        "2:43 CloseArray",
        "2:46 Name(\"\")",
        "2:49 Value(Text, \"ü\")",
        "2:54 Name(\"b\")",
        "2:59 Value(Text, \"\")",
        "2:61 Close",
    ];
    assert_eq!(told(text.as_bytes()).unwrap(), expected);
    assert_eq!(told(Drops(text.as_bytes())).unwrap(), expected);
    let long = format!("[\"{}\", \"{}\"]", "ab".repeat(200_000), "ü".repeat(70_000));
    let told = told(long.as_bytes()).unwrap();
    assert_eq!(told[1].len(), 400_000 + "1:2 Value(Text, \"\")".len());
    assert!(told[2].starts_with("1:400006 ") && told[3] == "1:470008 CloseArray");
}

#[test]
fn texts_are_what_serde_json_makes_of_them() {
    let every: String = (1..0x300).chain([0x2028, 0xfffe, 0x1_f600]).filter_map(char::from_u32).collect();
    for escaped in [serde_json::to_string(&every).unwrap(), format!("\"{}\"", every.escape_default())] {
        let Ok(serde) = serde_json::from_str::<String>(&escaped) else { continue };
        let mut json = Json::new(escaped.as_bytes());
        assert_eq!(json.next().unwrap(), Some(Token::Value(Kind::Text, &serde)));
    }
}

/// What is refused by the one is refused by the other.
#[test]
fn what_is_no_json_is_refused_with_its_place() {
    for (text, at, message) in [
        ("", "1:1", "the text ends in the middle of the document"),
        ("{", "1:2", "the text ends in the middle of the document"),
        ("{\"a\"", "1:5", "the text ends in the middle of the document"),
        ("{\"a\":", "1:6", "the text ends in the middle of the document"),
        ("{\"a\":1,", "1:8", "the text ends in the middle of the document"),
        ("[\"a", "1:2", "the text ends in the middle of the document"),
        ("[\"a\\", "1:2", "the text ends in the middle of the document"),
        ("[1,]", "1:4", "`]` stands where a value should"),
        ("{\"a\":1,}", "1:8", "`}` stands where a name in quotes should"),
        ("{a:1}", "1:2", "`a` stands where a name in quotes should"),
        ("{\"a\" 1}", "1:6", "`1` stands where `:` should"),
        ("{\"a\":1 \"b\":2}", "1:8", "`\"` stands where `,` or `}` should"),
        ("[1 2]", "1:4", "`2` stands where `,` or `]` should"),
        ("[1}", "1:3", "`}` stands where `,` or `]` should"),
        ("{\"a\":1]", "1:7", "`]` stands where `,` or `}` should"),
        ("{} {}", "1:4", "`{` stands where nothing more (the document is over) should"),
        ("1é", "1:2", "`é` stands where nothing more (the document is over) should"),
        ("[\n01]", "2:1", "`01` is no value of JSON; text stands in quotes"),
        ("[+1]", "1:2", "`+1` is no value of JSON; text stands in quotes"),
        ("[.5]", "1:2", "`.5` is no value of JSON; text stands in quotes"),
        ("[1.]", "1:2", "`1.` is no value of JSON; text stands in quotes"),
        ("[1e]", "1:2", "`1e` is no value of JSON; text stands in quotes"),
        ("[NaN]", "1:2", "`NaN` is no value of JSON; text stands in quotes"),
        ("[True]", "1:2", "`True` is no value of JSON; text stands in quotes"),
        ("['a']", "1:2", "`'` stands where a value should"),
        ("[\"a\nb\"]", "1:4", "a line break stands in a text"),
        ("[\"a\tb\"]", "1:4", "a control character stands in a text"),
        ("[\"\\x\"]", "1:2", "`\\x` is no escape of JSON"),
        ("[\"\\u12\"]", "1:2", "`\\u` stands without its four digits"),
        ("[\"\\u+123\"]", "1:2", "`\\u` stands without its four digits"),
        ("[\"\\ud800\"]", "1:2", "`\\ud800` is half a character"),
        ("[\"\\ud800\\u0041\"]", "1:2", "`\\ud800` is half a character"),
        ("[\"\\udc00\"]", "1:2", "`\\udc00` is half a character"),
        ("// a\n{}", "1:1", "`/` stands where a value should"),
    ] {
        let fault = told(text.as_bytes()).expect_err(text);
        let place = fault.at.map(|at| format!("{}:{}", at.line, at.character));
        assert_eq!((place.as_deref(), fault.message.as_str()), (Some(at), message), "{text}");
        assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
    }
    assert!(told(&b"[\"\xff\"]"[..]).is_err());
    assert!(told(&b"[\xff]"[..]).is_err());
}

#[test]
fn nesting_has_its_bounds() {
    assert!(told(format!("{}{}", "[".repeat(128), "]".repeat(128)).as_bytes()).is_ok());
    for deep in ["[".repeat(129), "{\"a\":".repeat(1_000_000)] {
        assert_eq!(told(deep.as_bytes()).unwrap_err().message, "objects and arrays nest deeper than 128");
    }
}
