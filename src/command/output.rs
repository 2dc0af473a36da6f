//! Where output goes: standard output, or a file that appears whole or not at all.

use super::{seen, shown, temporary};
use poam::convert;
use poam::finding::{Failure, Finding, Place};
use poam::oscal::spool::Sink;
use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Refuses an output that is there already, unless it may be replaced; and what is no file in any case: a folder, a
/// device, a pipe. A link is there even where what it leads to is not.
pub(crate) fn refuse_existing(overwrite: bool, output: Option<&Path>) -> Result<(), Failure> {
    let Some(path) = output else { return Ok(()) };
    let Ok(itself) = path.symlink_metadata() else { return Ok(()) };
    let refuse = |code, message: &str, help: &str| {
        Err(Failure::unreadable(Finding::error(code, message).at(Place::file(&shown(path))).help(help)))
    };
    match path.metadata() {
        Ok(data) if data.is_dir() => refuse("not-a-file", "this is a folder", "name a file in it"),
        Ok(data) if !data.is_file() => {
            let help = "leave -o off to write to standard output, or name a file";
            refuse("not-a-file", "this is a device or a pipe, which nothing replaces", help)
        }
        _ if !overwrite => {
            let message = if itself.is_symlink() { "a link is there already" } else { "the file is there already" };
            refuse("output-exists", message, "give --overwrite to replace it, or another name")
        }
        _ => Ok(()),
    }
}

/// Has the output written: to standard output, or to a temporary file beside the output, which takes its name when it
/// is whole, and on the disk where it replaces another. What is told besides is the folder for other temporary files.
///
/// A file that is replaced gives its rights on. Of a link the link itself is replaced: what it leads to stays as it is.
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
    refuse_existing(overwrite, output)?;
    let name = shown(path);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    let failed = |e: &io::Error| convert::cannot_write(&name, e);
    let replaced = path.metadata().ok().filter(|_| overwrite);
    let (_listed, mut file) = temporary::file(&folder, replaced.is_some()).map_err(|e| failed(&e))?;
    // A plain file, for then the system itself copies what was spooled.
    let mut out = BufWriter::with_capacity(1 << 16, file.as_file_mut());
    let done = write(&mut out, &folder).map_err(|f| f.in_file(&name))?;
    out.flush().map_err(|e| failed(&e))?;
    drop(out);
    if let Some(replaced) = &replaced {
        give_rights(file.as_file(), replaced).map_err(|e| failed(&e))?;
    }
    // A new file that a power cut takes can be made again; an old one could not.
    if replaced.is_some() {
        to_disk(file.as_file()).map_err(|e| failed(&e))?;
    }
    if seen::is_changed(path) {
        let message = "the file was changed after it was read; what was made of it was not written over the change";
        let finding = Finding::error("changed-meanwhile", message).at(Place::file(&name));
        return Err(Failure::unreadable(finding.help("close it in other programs, and run this again")));
    }
    let kept = if overwrite { file.persist(path) } else { file.persist_noclobber(path) };
    kept.map_err(|e| failed(&e.error))?;
    // Whether a power cut now brings back the old file or the new one, it is a whole one.
    #[cfg(unix)]
    let _ = File::open(&folder).and_then(|folder| folder.sync_all());
    Ok(done)
}

/// Waits until a file is on the disk; not all file systems can tell.
fn to_disk(file: &File) -> io::Result<()> {
    match file.sync_all() {
        Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        outcome => outcome,
    }
}

/// Gives a file the rights, and where this user may, the owner and group, of the one that it replaces.
#[cfg(unix)]
fn give_rights(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let new = file.metadata()?;
    let mut mode = old.mode() & 0o777;
    if new.uid() != old.uid() {
        let _ = fchown(file, Some(old.uid()), None);
    }
    if new.gid() != old.gid() && fchown(file, None, Some(old.gid())).is_err() {
        mode &= !0o070; // what one group was given is not for another
    }
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

/// Rights are those of the folder.
#[cfg(not(unix))]
fn give_rights(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}
