//! The files that were read, as they were then: one that somebody else changed since is not written over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

static SEEN: Mutex<BTreeMap<PathBuf, Stamp>> = Mutex::new(BTreeMap::new());

/// What tells one state of a file from another. A program that writes as many bytes into the same file within one
/// tick of the disk's clock goes unseen.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device and number of the file, where the system has such: saving by renaming makes another file.
    file: Option<(u64, u64)>,
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let data = path.metadata().ok()?;
        #[cfg(unix)]
        let file = {
            use std::os::unix::fs::MetadataExt;
            Some((data.dev(), data.ino()))
        };
        #[cfg(not(unix))]
        let file = None;
        Some(Stamp { length: data.len(), modified: data.modified().ok(), file })
    }
}

/// Notes a file that is about to be read. Of a file that is read twice the first time counts.
pub(super) fn note(path: &Path) {
    let Ok(path) = path.canonicalize() else { return };
    let Some(stamp) = Stamp::of(&path) else { return };
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).entry(path).or_insert(stamp);
}

/// Whether a file that was read is no longer what it was, or no longer there.
pub(super) fn is_changed(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let Ok(folder) = folder.canonicalize() else { return false };
    let whole = folder.join(path.file_name().unwrap_or_default());
    let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    seen.get(&whole).is_some_and(|stamp| Stamp::of(&whole).as_ref() != Some(stamp))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_file_that_was_read_and_changed_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        std::fs::write(&path, "one").unwrap();
        assert!(!is_changed(&path), "never read");
        note(&path);
        assert!(!is_changed(&path));
        std::fs::write(&path, "more").unwrap();
        assert!(is_changed(&path));
        note(&path);
        assert!(is_changed(&path), "the first reading counts");
        std::fs::write(&path, "one").unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(is_changed(&path), "gone");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_the_file_that_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let [path, link] = ["a.json", "b.json"].map(|name| folder.path().join(name));
        std::fs::write(&path, "one").unwrap();
        std::os::unix::fs::symlink("a.json", &link).unwrap();
        note(&link);
        std::fs::write(&path, "more").unwrap();
        assert!(is_changed(&path) && !is_changed(&link), "the link itself is replaced, and nobody changed it");
    }
}
