//! The laws over whole workbooks and whole documents that nobody wrote: drawn at random, and made small again where one
//! of them breaks a law.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod book;
#[path = "../common/mod.rs"]
mod common;
mod documents;
mod edits;
mod found;
mod model;
mod package;
mod sheets;
mod texts;
mod vocabulary;
mod workbooks;

use proptest::test_runner::{Config, RngSeed};

/// So many cases, the same ones every time; `PROPTEST_CASES` asks for another number, `PROPTEST_RNG_SEED` for others.
fn cases(usual: u32) -> Config {
    let named = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    Config {
        cases: named("PROPTEST_CASES").map_or(usual, |cases| u32::try_from(cases).unwrap()),
        rng_seed: RngSeed::Fixed(named("PROPTEST_RNG_SEED").unwrap_or(2026)),
        failure_persistence: None,
        max_shrink_iters: 3000,
        max_shrink_time: 30_000,
        max_global_rejects: 1 << 20,
        ..Config::default()
    }
}
