//! Writes the sample workbooks into `samples/`: `cargo run --example make-samples`.

#[path = "mod.rs"]
mod make;

use std::path::Path;

use anyhow::Context;

fn main() -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for (name, bytes) in make::all()? {
        std::fs::write(folder.join(name), bytes).with_context(|| format!("cannot write samples/{name}"))?;
    }
    Ok(())
}
