//! What a text in JSON or YAML is read as: tokens, each with its place.

use crate::oscal::path::Position;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// An object begins.
    Open,
    /// An object ends.
    Close,
    /// An array begins.
    OpenArray,
    /// An array ends.
    CloseArray,
    /// A member's name.
    Name(&'a str),
    /// A value, as it is written (without quotes and escapes).
    Value(Kind, &'a str),
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, or what may be text: a number or a boolean of YAML, where the model asks for text.
    Text,
    /// A number that nobody would take for text.
    Number,
    /// An unquoted value of YAML that is a number or text, whichever is asked for.
    TextOrNumber,
    /// `true` or `false`.
    Boolean,
    /// Nothing.
    Null,
}

/// Why a text cannot be read on.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// The finding's code.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) message: String,
    /// Where, as far as it has a place in the text.
    pub(crate) at: Option<Position>,
    /// What to do about it.
    pub(crate) help: &'static str,
}

/// A text that is read token by token. Objects and arrays close in the order they opened, and names stand in objects
/// alone, each followed by one value, object or array.
pub(crate) trait Tokens {
    /// The next token; none where the text ends after one whole value.
    fn next(&mut self) -> Result<Option<Token<'_>>, Fault>;

    /// Where the last token starts.
    fn position(&self) -> Position;
}
