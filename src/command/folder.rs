//! A folder that is written whole or not at all: under a temporary name beside it, which is then changed.

use super::shown;
use poam::finding::{Failure, Finding, Place};
use std::fs;
use std::path::{Path, PathBuf};

/// Refuses a folder that is there already, unless it may be replaced: a folder with nothing in it but what
/// [`poam::prepare::not_ours`] knows.
pub(super) fn refuse_existing(overwrite: bool, folder: &Path) -> Result<(), Failure> {
    let Ok(data) = fs::symlink_metadata(folder) else { return Ok(()) };
    let refused = |code, message: String, help: &str| {
        let finding = Finding::error(code, message).at(Place::file(&shown(folder))).help(help);
        Err(Failure::unreadable(finding))
    };
    if !data.is_dir() {
        return refused("not-a-folder", "this is there already, and no folder".to_owned(), "give another name with -o");
    }
    if !overwrite {
        let help = "give --overwrite to replace a submission, or another name";
        return refused("output-exists", "the folder is there already".to_owned(), help);
    }
    match poam::prepare::not_ours(folder) {
        Some(others) if others.is_empty() => Ok(()),
        Some(others) => {
            let message = format!("there is more in it than a submission: {}", others.join(", "));
            refused("not-a-submission", message, "move that away, or give another name")
        }
        None => {
            let message = "there is no submission in it, and nothing else is replaced";
            refused("not-a-submission", message.to_owned(), "delete the folder yourself, or give another name")
        }
    }
}

/// Has a folder written. What was there before goes when the new one stands in its place.
pub(super) fn to_folder<T>(
    overwrite: bool,
    folder: &Path,
    write: impl FnOnce(&Path) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let parent =
        folder.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    let failed = |error: &std::io::Error| Failure::unwritable(&shown(folder), error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".poam-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777)); // less the umask, as any new folder
    }
    let made = builder.tempdir_in(&parent).map_err(|e| failed(&e))?;
    let done = write(made.path())?;
    // Somebody else may have made it meanwhile.
    refuse_existing(overwrite, folder)?;
    let before = if folder.exists() {
        let aside = builder.tempdir_in(&parent).map_err(|e| failed(&e))?;
        fs::rename(folder, aside.path().join("before")).map_err(|e| failed(&e))?;
        Some(aside)
    } else {
        None
    };
    if let Err(error) = fs::rename(made.path(), folder) {
        if let Some(aside) = before {
            let back = fs::rename(aside.path().join("before"), folder);
            if back.is_err() {
                // Rather a folder under an odd name than none.
                let _ = aside.keep();
            }
        }
        return Err(failed(&error));
    }
    // It has its name now.
    let _ = made.keep();
    Ok(done)
}
