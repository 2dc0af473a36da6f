//! What is done about a risk: deadline, responses, milestones, log, closure.

use super::Spot;
use crate::finding::Level;
use crate::rule::Rule;
use crate::validate::findings::Findings;

pub(super) const RULES: &[&Rule] = &[
    &DEADLINE,
    &RECOMMENDATION,
    &PLANNED,
    &MILESTONES,
    &MILESTONE_DESCRIPTION,
    &MILESTONE_TIMING,
    &ENTRY_TITLE,
    &CLOSURE,
    &STATUS,
];

static DEADLINE: Rule = Rule {
    code: "fedramp-deadline",
    level: Level::Error,
    checks: "A risk has a deadline, the scheduled completion date.",
    why: "FedRAMP measures by it whether the remediation is late.",
    fails: "/risks/0/deadline\n\
            null",
    passes: "/risks/0/deadline\n\
             \"2026-03-02T00:00:00Z\"",
    source: "FedRAMP S: risk-has-deadline",
};

static RECOMMENDATION: Rule = Rule {
    code: "fedramp-recommendation",
    level: Level::Error,
    checks: "A risk has a response with the lifecycle recommendation: what the tool or the assessor advises.",
    why: "FedRAMP keeps the advice apart from the plan. Where there is none, the response says so.",
    fails: "/risks/0/remediations/0/lifecycle\n\
            \"completed\"",
    passes: "/risks/0/remediations/0/lifecycle\n\
             \"recommendation\"",
    source: "FedRAMP S: risk-has-recommendation",
};

static PLANNED: Rule = Rule {
    code: "fedramp-planned-response",
    level: Level::Error,
    checks: "A risk has a response with the lifecycle planned: the remediation plan.",
    why: "A POA&M is a plan; a weakness without one is not accepted.",
    fails: "/risks/0/remediations/1/lifecycle\n\
            \"completed\"",
    passes: "/risks/0/remediations/1/lifecycle\n\
             \"planned\"",
    source: "FedRAMP S: risk-has-planned-response, associated-risk-has-planned-response",
};

static MILESTONES: Rule = Rule {
    code: "fedramp-milestones",
    level: Level::Error,
    checks: "A response of the risk has a task of type milestone.",
    why: "FedRAMP follows the progress by milestones. A workbook of v3.0 has no column for them: there they are told in \
          the plan.",
    fails: "/risks/0/remediations/1/tasks/0/type\n\
            \"action\"",
    passes: "/risks/0/remediations/1/tasks/0/type\n\
             \"milestone\"",
    source: "FedRAMP S: risk-has-milestones",
};

static MILESTONE_DESCRIPTION: Rule = Rule {
    code: "fedramp-milestone-description",
    level: Level::Error,
    checks: "A milestone has a description; it may be empty.",
    why: "FedRAMP's Schematron asks for it.",
    fails: "/risks/0/remediations/1/tasks/0/description\n\
            null",
    passes: "/risks/0/remediations/1/tasks/0/description\n\
             \"Order a change.\"",
    source: "FedRAMP S: milestone-has-description",
};

static MILESTONE_TIMING: Rule = Rule {
    code: "fedramp-milestone-timing",
    level: Level::Error,
    checks: "A milestone has a date, or a range of dates.",
    why: "A milestone without a date measures nothing. FedRAMP's documentation asks for one date, its template and its \
          Schematron take a range too.",
    fails: "/risks/0/remediations/1/tasks/0/timing\n\
            null",
    passes: "/risks/0/remediations/1/tasks/0/timing\n\
             {\"on-date\": {\"date\": \"2026-02-15T00:00:00Z\"}}",
    source: "FedRAMP S: milestone-has-timing, milestone-has-timing-within-date-range",
};

static ENTRY_TITLE: Rule = Rule {
    code: "fedramp-log-entry-title",
    level: Level::Error,
    checks: "An entry of a risk's log has a title.",
    why: "The log is read by its titles.",
    fails: "/risks/0/risk-log/entries/0/title\n\
            null",
    passes: "/risks/0/risk-log/entries/0/title\n\
             \"Vendor Check-in\"",
    source: "FedRAMP S: risk-log-entry-has-title",
};

static CLOSURE: Rule = Rule {
    code: "fedramp-closure",
    level: Level::Error,
    checks: "The last entry in the log of a closed risk changes its status to closed.",
    why: "The closing date is the start of that entry; it stands nowhere else.",
    fails: "/risks/0/status\n\
            \"closed\"",
    passes: "/risks/0/status\n\
             \"closed\"\n\
             /risks/0/risk-log/entries/-\n\
             {\"uuid\": \"00000036-0000-4000-8000-000000000036\", \"title\": \"Closed\",\n\
             \"start\": \"2026-02-21T00:00:00Z\", \"status-change\": \"closed\"}",
    source: "FedRAMP D: closure",
};

static STATUS: Rule = Rule {
    code: "fedramp-status",
    level: Level::Warning,
    checks: "A risk whose log ends with its closure is closed.",
    why: "Log and status contradict each other: a reviewer cannot tell whether the item is open. A risk that was opened \
          again has a later entry that says so.",
    fails: "/risks/0/risk-log/entries/-\n\
            {\"uuid\": \"00000036-0000-4000-8000-000000000036\", \"title\": \"Closed\",\n\
            \"start\": \"2026-02-21T00:00:00Z\", \"status-change\": \"closed\"}",
    passes: "/risks/0/risk-log/entries/-\n\
             {\"uuid\": \"00000036-0000-4000-8000-000000000036\", \"title\": \"Closed\",\n\
             \"start\": \"2026-02-21T00:00:00Z\", \"status-change\": \"closed\"}\n\
             /risks/0/risk-log/entries/-\n\
             {\"uuid\": \"00000037-0000-4000-8000-000000000037\", \"title\": \"Opened again\",\n\
             \"start\": \"2026-02-22T00:00:00Z\", \"status-change\": \"open\"}",
    source: "FedRAMP D: closure",
};

pub(super) fn check(risk: &Spot, findings: &mut Findings) {
    if risk.get("deadline").is_none() {
        findings.report(&DEADLINE, risk.path(), "the risk has no deadline").help("add the scheduled completion date");
    }
    let responses: Vec<Spot> = risk.all("response").collect();
    let has = |lifecycle: &str| responses.iter().any(|r| r.get("lifecycle") == Some(lifecycle));
    if !has("recommendation") {
        let found = findings.report(&RECOMMENDATION, risk.path(), "the risk has no recommendation");
        found.help("add a response with the lifecycle recommendation");
    }
    if !has("planned") {
        let found = findings.report(&PLANNED, risk.path(), "the risk has no remediation plan");
        found.help("add a response with the lifecycle planned");
    }
    let mut has_milestone = false;
    for response in &responses {
        for task in response.all("task").filter(|t| t.get("type") == Some("milestone")) {
            has_milestone = true;
            milestone(&task, findings);
        }
    }
    if !has_milestone {
        let found = findings.report(&MILESTONES, risk.path(), "the risk has no milestone");
        found.help("add a task of type milestone to the planned response");
    }
    log(risk, findings);
}

fn milestone(task: &Spot, findings: &mut Findings) {
    if task.get("description").is_none() {
        findings.report(&MILESTONE_DESCRIPTION, task.path(), "a milestone without a description");
    }
    let is_timed = task
        .object
        .all("timing")
        .any(|t| t.all("on-date").next().is_some() || t.all("within-date-range").next().is_some());
    if !is_timed {
        findings.report(&MILESTONE_TIMING, task.path(), "a milestone without a date").help("add its `on-date`");
    }
}

fn log(risk: &Spot, findings: &mut Findings) {
    let mut last = None;
    for log in risk.all("risk-log") {
        for entry in log.all("entry") {
            if entry.get("title").is_none_or(|title| title.trim().is_empty()) {
                findings.report(&ENTRY_TITLE, entry.path(), "an entry of the risk's log without a title");
            }
            last = Some((entry.get("status-change"), entry.path()));
        }
    }
    let is_closed = risk.get("status") == Some("closed");
    match last {
        Some((Some("closed"), path)) if !is_closed => {
            let status = risk.get("status").unwrap_or_default();
            let message = format!("the log ends with the closure, but the risk's status is \"{status}\"");
            findings.report(&STATUS, path, message).help("set the status to closed, or log that it was opened again");
        }
        Some((Some("closed"), _)) => {}
        _ if is_closed => {
            let found =
                findings.report(&CLOSURE, risk.member("status"), "the risk is closed, but its log does not say when");
            found.help("end the log with an entry whose `status-change` is closed and whose start is the closing date");
        }
        _ => {}
    }
}
