//! OSCAL's elements as Markdown: what [`super::line`] and [`super::blocks`] write, read back.
//!
//! Elements are gathered first ([`Pieces`]), with their blanks as Markdown has them: none at the ends of a block or
//! beside a break, those at the ends of emphasis, quotes and the like outside of it, line breaks of the source kept as
//! soft breaks in blocks and one blank in a line. Then they are spelt. What holds more than paragraphs of text is
//! written to XML again and compared, so that a change never goes unseen.
//!
//! Read as equal are `i` and `em`, `b` and `strong`, an image among blocks and one in a paragraph of its own, and an
//! empty paragraph and none. Changed, with all text kept, are: emphasis in code; code with a class outside of `pre`
//! and without one in it; a break in a table, a heading or a line, or at a block's end; blocks in a table; a table
//! whose first row is not all `th`, whose rows differ in length or whose columns are not aligned alike; a list that
//! has paragraphs in some items alone, or one single paragraph; text behind a list in an item; empty emphasis; a quote,
//! a sub- or a superscript directly within one of its kind, and two scripts without anything between; a link without a
//! target or with one that is no URI; and more than thirty levels. Emphasis of a part of a word that starts or ends
//! with a mark is said with a character reference beside it.

mod elements;
mod pieces;
mod render;

pub(crate) use pieces::{Misfit, Pieces};

#[cfg(test)]
mod tests;
