//! The program as a person runs it: what it writes, what it says, how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, clippy::format_push_string)]

#[path = "../common/mod.rs"]
mod common;

mod anew;
mod batch;
mod beside;
mod configured;
mod documents;
mod formats;
mod help;
mod judged;
mod mapped;
mod merging;
mod outputs;
mod prepared;
mod refused;
mod reported;
mod run;
mod templates;
mod told;
mod validated;
mod written_into;
