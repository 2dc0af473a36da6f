//! The committed samples are what their generator makes today.

#![allow(clippy::expect_used)]

#[path = "../samples/make/mod.rs"]
mod make;

use std::path::Path;

#[test]
fn the_samples_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let samples = make::all().expect("the generator makes its samples");
    for (name, bytes) in &samples {
        let committed = std::fs::read(folder.join(name)).unwrap_or_default();
        assert!(committed == *bytes, "samples/{name} is stale: run `cargo run --example make-samples`");
    }
    let mut names: Vec<&str> = samples.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    let mut found: Vec<String> = std::fs::read_dir(&folder)
        .expect("samples/ is there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| [".xlsx", ".csv"].iter().any(|end| name.ends_with(end)))
        .collect();
    found.sort_unstable();
    assert_eq!(found, names, "samples/ holds a workbook that the generator does not make");
}

#[test]
fn making_them_twice_gives_the_same_bytes() {
    assert!(make::all().expect("once") == make::all().expect("twice"));
}
