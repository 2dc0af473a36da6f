//! Calls into libraries that panic where they should fail, on damaged files or full disks: such a panic ends the call and
//! not the program.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs; none where that panics, which no file must be able to bring upon the person.
pub fn guarded<T>(run: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(run)).ok();
    GUARDED.set(before);
    outcome
}

/// Whether this thread is in such a call. A panic hook has nothing to tell then: the failure is told.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_the_call_alone() {
        assert_eq!(guarded(|| 1), Some(1));
        assert_eq!(guarded(|| -> u8 { panic!("{}", is_guarded()) }), None);
        assert!(!is_guarded());
        assert!(guarded(is_guarded).is_some_and(|is| is));
    }
}
