//! A document as data: the table's JSON names, arrays, numbers and value keys, as JSON and YAML share them. Written by
//! serde ([`Group`]), read from tokens ([`read`]).

mod found;
mod read;
mod token;
mod write;

pub(crate) use found::Found;
pub(crate) use read::{Each, read};
pub(crate) use token::{Fault, Kind, Token, Tokens};
