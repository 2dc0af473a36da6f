//! What comes before what: starts before ends, and tasks that wait for each other.

use super::findings::Findings;
use super::index::{Id, id};
use super::walk::{At, walk};
use super::{Validation, named};
use crate::finding::Level;
use crate::oscal::model;
use crate::oscal::object::Object;
use crate::oscal::path::Path;
use crate::oscal::types;
use crate::rule::Rule;
use jiff::Timestamp;
use std::collections::HashMap;

pub(super) static RULES: &[&Rule] = &[&END_BEFORE_START, &TASKS_IN_A_CIRCLE];

static END_BEFORE_START: Rule = Rule {
    code: "end-before-start",
    level: Level::Error,
    checks: "A date range, a log entry and an observation do not end before they start.",
    why: "One of the two dates is wrong, and deadlines are told by them.",
    fails: "/risks/0/remediations/0/tasks/0/timing\n{ \"within-date-range\": { \"start\": \"2026-03-01T00:00:00Z\", \
            \"end\": \"2026-02-01T00:00:00Z\" } }",
    passes: "/risks/0/remediations/0/tasks/0/timing\n{ \"within-date-range\": { \"start\": \"2026-02-01T00:00:00Z\", \
             \"end\": \"2026-02-01T00:00:00Z\" } }",
    source: "this project; NIST states no constraint",
};

static TASKS_IN_A_CIRCLE: Rule = Rule {
    code: "tasks-in-a-circle",
    level: Level::Error,
    checks: "No task depends on itself, nor on a task that waits for it.",
    why: "None of these tasks could ever begin.",
    fails: "/risks/0/remediations/0/tasks/0/dependencies\n[{ \"task-uuid\": \"00000033-0000-4000-8000-000000000033\" }]",
    passes: "/risks/0/remediations/0/tasks/-\n{ \"uuid\": \"00000036-0000-4000-8000-000000000036\", \"type\": \"milestone\", \
             \"title\": \"Test\", \"dependencies\": [{ \"task-uuid\": \"00000033-0000-4000-8000-000000000033\" }] }",
    source: "this project; NIST states no constraint",
};

pub(super) fn object(_: &Validation, at: &At, findings: &mut Findings) {
    let (start, end) = match at.kind() {
        kind if kind == &model::TASK_TIMING_WITHIN_DATE_RANGE || kind == &model::RISK_RISK_LOG_ENTRY => {
            ("start", "end")
        }
        kind if kind == &model::OBSERVATION => ("collected", "expires"),
        _ => return,
    };
    let moment = |name| at.object.get(name).filter(|v| types::is_date_time(v))?.parse::<Timestamp>().ok();
    let (Some(first), Some(last)) = (moment(start), moment(end)) else { return };
    if last < first {
        let text = |name| at.object.get(name).unwrap_or_default();
        let message = format!("{end} {} is before {start} {}", text(end), text(start));
        findings.report(&END_BEFORE_START, at.member(end), message).help("correct one of the two");
    }
}

/// A task, and what it waits for.
struct Task<'a> {
    object: &'a Object,
    /// The uuids it depends on, each with the path of the reference.
    waits_for: Vec<(Id, Path)>,
}

/// How far the search has come with a task.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// It is on the way that is being followed.
    OnTheWay,
    /// All that it waits for was followed.
    Done,
}

/// Tasks that wait for themselves, each circle told once, at the dependency that closes it.
pub(super) fn document(validation: &Validation, findings: &mut Findings) {
    let mut tasks: Vec<Task> = Vec::new();
    let mut by_id: HashMap<Id, usize> = HashMap::new();
    walk(validation.root, &mut |at| {
        if !at.is(&model::TASK) {
            return;
        }
        let waits_for: Vec<(Id, Path)> = at
            .object
            .all("dependency")
            .enumerate()
            .filter_map(|(position, d)| Some((id(d.get("task-uuid")?)?, at.node("dependency", position))))
            .collect();
        if let Some(id) = at.object.uuid().and_then(id).filter(|_| !waits_for.is_empty()) {
            by_id.entry(id).or_insert(tasks.len());
            tasks.push(Task { object: at.object, waits_for });
        }
    });
    let mut seen: Vec<Option<Seen>> = vec![None; tasks.len()];
    for first in 0..tasks.len() {
        if seen[first].is_some() {
            continue;
        }
        // The way: each task with the next of its dependencies to follow. No stack of calls, however long it is.
        let mut way = vec![(first, 0)];
        seen[first] = Some(Seen::OnTheWay);
        while let Some((task, next)) = way.last_mut() {
            let Some((id, path)) = tasks[*task].waits_for.get(*next) else {
                seen[*task] = Some(Seen::Done);
                way.pop();
                continue;
            };
            *next += 1;
            let from = *task;
            let Some(&to) = by_id.get(id) else { continue };
            match seen[to] {
                None => {
                    seen[to] = Some(Seen::OnTheWay);
                    way.push((to, 0));
                }
                Some(Seen::OnTheWay) => circle(&tasks, from, to, path, findings),
                Some(Seen::Done) => {}
            }
        }
    }
}

fn circle(tasks: &[Task], from: usize, to: usize, path: &Path, findings: &mut Findings) {
    let (message, help) = if from == to {
        (format!("{} depends on itself", named(tasks[from].object)), "take the dependency away")
    } else {
        let (waiting, other) = (named(tasks[from].object), named(tasks[to].object));
        (format!("{waiting} waits for {other}, which waits for it"), "take one of the dependencies away")
    };
    findings.report(&TASKS_IN_A_CIRCLE, path.clone(), message).help(help);
}
