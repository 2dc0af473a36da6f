//! Where output goes: standard output, or a file that appears whole or not at all.

use super::shown;
use poam::convert;
use poam::finding::{Failure, Finding, Place};
use poam::oscal::spool::Sink;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Refuses an output that is there already, unless it may be replaced.
pub(crate) fn refuse_existing(overwrite: bool, output: Option<&Path>) -> Result<(), Failure> {
    if let Some(path) = output
        && !overwrite
        && path.exists()
    {
        let finding = Finding::error("output-exists", "the file is there already").at(Place::file(&shown(path)));
        return Err(Failure::unreadable(finding.help("give --overwrite to replace it, or another name")));
    }
    Ok(())
}

/// Has the output written: to standard output, or to a temporary file beside the output, which takes its name when it
/// is whole. What is told besides is the folder for other temporary files.
pub(crate) fn to_output<T>(
    overwrite: bool,
    output: Option<&Path>,
    write: impl FnOnce(&mut dyn Sink, &Path) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let Some(path) = output else {
        let mut out = BufWriter::new(io::stdout().lock());
        let done = write(&mut out, &std::env::temp_dir()).map_err(|f| f.in_file("standard output"))?;
        out.flush().map_err(|e| convert::cannot_write("standard output", &e))?;
        return Ok(done);
    };
    let name = shown(path);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    let failed = |e: &io::Error| convert::cannot_write(&name, e);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".poam-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666)); // less the umask, as any new file
    }
    let mut file = builder.tempfile_in(&folder).map_err(|e| failed(&e))?;
    // A plain file, for then the system itself copies what was spooled.
    let mut out = BufWriter::with_capacity(1 << 16, file.as_file_mut());
    let done = write(&mut out, &folder).map_err(|f| f.in_file(&name))?;
    out.flush().map_err(|e| failed(&e))?;
    drop(out);
    let kept = if overwrite { file.persist(path) } else { file.persist_noclobber(path) };
    kept.map_err(|e| failed(&e.error))?;
    Ok(done)
}
