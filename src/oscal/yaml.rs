//! OSCAL's YAML: the JSON document in block style, each scalar on one line, quoted where a reader of YAML 1.1 or 1.2
//! would make something else of it (numbers, dates, booleans, comments, blanks at the ends); and its tokens to read it by ([`tokens`]).

#[cfg(test)]
mod tests;
pub(crate) mod tokens;
mod write;

pub(crate) use write::{element, large_group};
