//! Temporary files that have a name. Each goes away with its owner, and all of them when the person stops the program
//! (Ctrl-C, a closed terminal, `kill`); only what no program can answer, `kill -9` or a power cut, leaves one behind.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use tempfile::{Builder, NamedTempFile};

static NAMED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static WATCHED: Once = Once::new();

/// The entry of a file in the list of those that a stopped program takes away. It must outlive the file.
pub(super) struct Listed(PathBuf);

/// A new file in a folder, with the rights of any new file, or, where it is private, for its owner alone.
pub(super) fn file(folder: &Path, is_private: bool) -> io::Result<(Listed, NamedTempFile)> {
    WATCHED.call_once(watch);
    let mut builder = Builder::new();
    builder.prefix(".poam-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = if is_private { 0o600 } else { 0o666 }; // less the umask
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = is_private; // rights are those of the folder
    let mut named = named(); // held, so that no file is made that a stop would not see
    let file = builder.tempfile_in(folder)?;
    let path = file.path().to_owned();
    named.push(path.clone());
    Ok((Listed(path), file))
}

impl Drop for Listed {
    fn drop(&mut self) {
        named().retain(|path| *path != self.0);
    }
}

fn named() -> MutexGuard<'static, Vec<PathBuf>> {
    NAMED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for the first signal to stop, in a thread of its own. Signals that whoever started the program has switched
/// off (`nohup`, a script's background job) stay so.
#[cfg(unix)]
fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let ignored = ignored();
    let awaited = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
    // Without the thread the program still stops, and leaves the file.
    let Ok(mut signals) = signal_hook::iterator::Signals::new(awaited) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let named = named(); // never let go: whoever wants a file now waits for the end
            for path in named.iter() {
                let _ = std::fs::remove_file(path);
            }
            let _ = signal_hook::low_level::emulate_default_handler(signal);
            std::process::exit(128 + signal);
        }
    });
}

/// Nothing is awaited: Windows ends the program by itself.
#[cfg(not(unix))]
fn watch() {}

/// The signals that are switched off, a bit for each from signal 1 on; none where the system does not tell.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
