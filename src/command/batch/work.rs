//! Jobs in several threads, their results in order.
//!
//! The threads are not those of rayon's pool, in which the rows of each workbook are made: a thread of the pool that
//! waits for rows would begin another workbook meanwhile, and hold both.

use poam::finding::{Failure, Finding, Place};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// As much as the main thread has by default, which is what the readers' limits on nesting are made for.
const STACK: usize = 8 << 20;

/// Does each job, as many at a time as there are cores, and hands the results on in the order of the jobs.
pub(super) fn each<J: Sync, R: Send>(jobs: &[J], work: impl Fn(&J) -> R + Sync, mut done: impl FnMut(R)) {
    let next = AtomicUsize::new(0);
    let (results, received) = mpsc::channel();
    let worker = |results: mpsc::Sender<(usize, R)>| {
        while let Some((at, job)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(at).map(|job| (at, job))
        } {
            if results.send((at, work(job))).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        let mut started = 0;
        for _ in 0..rayon::current_num_threads().min(jobs.len()) {
            let results = results.clone();
            let worker = &worker;
            started += usize::from(
                thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || worker(results)).is_ok(),
            );
        }
        if started == 0 {
            worker(results);
        } else {
            drop(results);
        }
        let mut early = BTreeMap::new();
        let mut awaited = 0;
        for (at, result) in received {
            early.insert(at, result);
            while let Some(result) = early.remove(&awaited) {
                done(result);
                awaited += 1;
            }
        }
    });
}

/// Runs; where that panics, a failure that says so of the file, and nothing of what others do is lost.
pub(in crate::command) fn guarded<T>(file: &str, run: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    poam::guard::guarded(run).unwrap_or_else(|| {
        let finding = Finding::error("fault-of-the-program", "the program failed on this file");
        let help = "this is a fault of poam, not of the file: report it, with the file if you may";
        Err(Failure::unreadable(finding.at(Place::file(file)).help(help)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let jobs: Vec<u64> = (0..100).collect();
        let mut came = Vec::new();
        each(
            &jobs,
            |job| {
                thread::sleep(std::time::Duration::from_micros((job * 7919) % 500));
                *job
            },
            |result| came.push(result),
        );
        assert_eq!(came, jobs);
        each(&[], |(): &()| 1, |_| panic!("there is no job"));
    }

    #[test]
    fn a_panic_is_the_failure_of_one_job() {
        let mut came = Vec::new();
        let work = |job: &u8| guarded("a.xlsx", || if *job == 1 { panic!("{job}") } else { Ok(*job) });
        each(&[0, 1, 2], work, |result| came.push(result));
        let [Ok(0), Err(failure), Ok(2)] = came.as_slice() else { panic!("{came:?}") };
        assert_eq!(failure.exit_code(), 3);
        assert!(failure.to_string().contains("a.xlsx"), "{failure}");
    }
}
