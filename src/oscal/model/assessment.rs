//! The POA&M proper: observations, risks, responses, tasks, risk log, findings and POA&M items.

use super::Assembly;
#[allow(clippy::enum_glob_use)] // the words of the table's last column
use super::DataType::*;
use super::build::{MANY, ONE, OPT, SOME, child, field, flag, text};
use super::metadata::{BACK_MATTER, IMPORT_SSP, LINK, METADATA, PROPERTY, RESPONSIBLE_PARTY, SYSTEM_ID};
use super::system::{IMPLEMENTATION_STATUS, LOCAL_DEFINITIONS, RESPONSIBLE_ROLE};
use crate::oscal::version::{V1_1_0, V1_2_1};

/// `plan-of-action-and-milestones`
pub static POAM: Assembly = Assembly::new(
    "plan-of-action-and-milestones",
    &[
        flag("uuid", ONE, Uuid),
        child("metadata", "metadata", ONE, &METADATA),
        child("import-ssp", "import-ssp", OPT, &IMPORT_SSP),
        child("system-id", "system-id", OPT, &SYSTEM_ID),
        child("local-definitions", "local-definitions", OPT, &LOCAL_DEFINITIONS),
        child("observation", "observations", MANY, &OBSERVATION),
        child("risk", "risks", MANY, &RISK),
        child("finding", "findings", MANY, &FINDING).since(V1_1_0),
        child("poam-item", "poam-items", SOME, &POAM_ITEM),
        child("back-matter", "back-matter", OPT, &BACK_MATTER),
    ],
);

/// `observation`
pub static OBSERVATION: Assembly = Assembly::new(
    "observation",
    &[
        flag("uuid", ONE, Uuid),
        field("title", "title", OPT, MarkupLine),
        field("description", "description", ONE, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("method", "methods", SOME, String),
        field("type", "types", MANY, Token),
        child("origin", "origins", MANY, &ORIGIN),
        child("subject", "subjects", MANY, &SUBJECT_REFERENCE),
        child("relevant-evidence", "relevant-evidence", MANY, &OBSERVATION_RELEVANT_EVIDENCE),
        field("collected", "collected", ONE, DateTime),
        field("expires", "expires", OPT, DateTime),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `origin`
pub static ORIGIN: Assembly = Assembly::new(
    "origin",
    &[child("actor", "actors", SOME, &ORIGIN_ACTOR), child("related-task", "related-tasks", MANY, &RELATED_TASK)],
);

/// `origin-actor`
pub static ORIGIN_ACTOR: Assembly = Assembly::new(
    "origin-actor",
    &[
        flag("type", ONE, Token),
        flag("actor-uuid", ONE, Uuid),
        flag("role-id", OPT, Token),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
    ],
);

/// `related-task`
pub static RELATED_TASK: Assembly = Assembly::new(
    "related-task",
    &[
        flag("task-uuid", ONE, Uuid),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("responsible-party", "responsible-parties", MANY, &RESPONSIBLE_PARTY),
        child("subject", "subjects", MANY, &ASSESSMENT_SUBJECT),
        child("identified-subject", "identified-subject", OPT, &RELATED_TASK_IDENTIFIED_SUBJECT),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `assessment-subject`
pub static ASSESSMENT_SUBJECT: Assembly = Assembly::new(
    "assessment-subject",
    &[
        flag("type", ONE, Token),
        field("description", "description", OPT, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("include-all", "include-all", ONE, &INCLUDE_ALL).either(),
        child("include-subject", "include-subjects", SOME, &SELECT_SUBJECT_BY_ID).either(),
        child("exclude-subject", "exclude-subjects", MANY, &SELECT_SUBJECT_BY_ID),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `include-all`
pub static INCLUDE_ALL: Assembly = Assembly::new("include-all", &[]);

/// `select-subject-by-id`
pub static SELECT_SUBJECT_BY_ID: Assembly = Assembly::new(
    "select-subject-by-id",
    &[
        flag("subject-uuid", ONE, Uuid),
        flag("type", ONE, Token),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `related-task/identified-subject`
pub static RELATED_TASK_IDENTIFIED_SUBJECT: Assembly = Assembly::new(
    "related-task/identified-subject",
    &[flag("subject-placeholder-uuid", ONE, Uuid), child("subject", "subjects", SOME, &ASSESSMENT_SUBJECT)],
);

/// `subject-reference`
pub static SUBJECT_REFERENCE: Assembly = Assembly::new(
    "subject-reference",
    &[
        flag("subject-uuid", ONE, Uuid),
        flag("type", ONE, Token),
        field("title", "title", OPT, MarkupLine),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `observation/relevant-evidence`
pub static OBSERVATION_RELEVANT_EVIDENCE: Assembly = Assembly::new(
    "observation/relevant-evidence",
    &[
        flag("href", OPT, UriReference),
        field("description", "description", ONE, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `risk`
pub static RISK: Assembly = Assembly::new(
    "risk",
    &[
        flag("uuid", ONE, Uuid),
        field("title", "title", ONE, MarkupLine),
        field("description", "description", ONE, MarkupMultiline),
        field("statement", "statement", ONE, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("status", "status", ONE, Token),
        child("origin", "origins", MANY, &ORIGIN),
        child("threat-id", "threat-ids", MANY, &THREAT_ID),
        child("characterization", "characterizations", MANY, &CHARACTERIZATION),
        child("mitigating-factor", "mitigating-factors", MANY, &RISK_MITIGATING_FACTOR),
        field("deadline", "deadline", OPT, DateTime),
        child("response", "remediations", MANY, &RESPONSE),
        child("risk-log", "risk-log", OPT, &RISK_RISK_LOG),
        child("related-observation", "related-observations", MANY, &RELATED_OBSERVATION),
    ],
);

/// `characterization`
pub static CHARACTERIZATION: Assembly = Assembly::new(
    "characterization",
    &[
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("origin", "origin", ONE, &ORIGIN),
        child("facet", "facets", SOME, &CHARACTERIZATION_FACET),
    ],
);

/// `characterization/facet`
pub static CHARACTERIZATION_FACET: Assembly = Assembly::new(
    "characterization/facet",
    &[
        flag("name", ONE, Token),
        flag("system", ONE, Uri),
        flag("value", ONE, String),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `risk/mitigating-factor`
pub static RISK_MITIGATING_FACTOR: Assembly = Assembly::new(
    "risk/mitigating-factor",
    &[
        flag("uuid", ONE, Uuid),
        flag("implementation-uuid", OPT, Uuid),
        field("description", "description", ONE, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("subject", "subjects", MANY, &SUBJECT_REFERENCE),
    ],
);

/// `response`
pub static RESPONSE: Assembly = Assembly::new(
    "response",
    &[
        flag("uuid", ONE, Uuid),
        flag("lifecycle", ONE, Token),
        field("title", "title", ONE, MarkupLine),
        field("description", "description", ONE, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("origin", "origins", MANY, &ORIGIN),
        child("required-asset", "required-assets", MANY, &RESPONSE_REQUIRED_ASSET),
        child("task", "tasks", MANY, &TASK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `response/required-asset`
pub static RESPONSE_REQUIRED_ASSET: Assembly = Assembly::new(
    "response/required-asset",
    &[
        flag("uuid", ONE, Uuid),
        child("subject", "subjects", MANY, &SUBJECT_REFERENCE),
        field("title", "title", OPT, MarkupLine),
        field("description", "description", ONE, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `task`
pub static TASK: Assembly = Assembly::new(
    "task",
    &[
        flag("uuid", ONE, Uuid),
        flag("type", ONE, Token),
        field("title", "title", ONE, MarkupLine),
        field("description", "description", OPT, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("timing", "timing", OPT, &TASK_TIMING),
        child("dependency", "dependencies", MANY, &TASK_DEPENDENCY),
        child("task", "tasks", MANY, &TASK),
        child("associated-activity", "associated-activities", MANY, &TASK_ASSOCIATED_ACTIVITY),
        child("subject", "subjects", MANY, &ASSESSMENT_SUBJECT),
        child("responsible-role", "responsible-roles", MANY, &RESPONSIBLE_ROLE),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `task/timing`
pub static TASK_TIMING: Assembly = Assembly::new(
    "task/timing",
    &[
        child("on-date", "on-date", ONE, &TASK_TIMING_ON_DATE).either(),
        child("within-date-range", "within-date-range", ONE, &TASK_TIMING_WITHIN_DATE_RANGE).either(),
        child("at-frequency", "at-frequency", ONE, &TASK_TIMING_AT_FREQUENCY).either(),
    ],
);

/// `task/timing/on-date`
pub static TASK_TIMING_ON_DATE: Assembly = Assembly::new(
    "task/timing/on-date",
    &[flag("date", ONE, DateTime), field("remarks", "remarks", OPT, MarkupMultiline).since(V1_2_1)],
);

/// `task/timing/within-date-range`
pub static TASK_TIMING_WITHIN_DATE_RANGE: Assembly = Assembly::new(
    "task/timing/within-date-range",
    &[
        flag("start", ONE, DateTime),
        flag("end", ONE, DateTime),
        field("remarks", "remarks", OPT, MarkupMultiline).since(V1_2_1),
    ],
);

/// `task/timing/at-frequency`
pub static TASK_TIMING_AT_FREQUENCY: Assembly = Assembly::new(
    "task/timing/at-frequency",
    &[
        flag("period", ONE, PositiveInteger),
        flag("unit", ONE, String),
        field("remarks", "remarks", OPT, MarkupMultiline).since(V1_2_1),
    ],
);

/// `task/dependency`
pub static TASK_DEPENDENCY: Assembly = Assembly::new(
    "task/dependency",
    &[flag("task-uuid", ONE, Uuid), field("remarks", "remarks", OPT, MarkupMultiline)],
);

/// `task/associated-activity`
pub static TASK_ASSOCIATED_ACTIVITY: Assembly = Assembly::new(
    "task/associated-activity",
    &[
        flag("activity-uuid", ONE, Uuid),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("responsible-role", "responsible-roles", MANY, &RESPONSIBLE_ROLE),
        child("subject", "subjects", SOME, &ASSESSMENT_SUBJECT),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `risk/risk-log`
pub static RISK_RISK_LOG: Assembly =
    Assembly::new("risk/risk-log", &[child("entry", "entries", SOME, &RISK_RISK_LOG_ENTRY)]);

/// `risk/risk-log/entry`
pub static RISK_RISK_LOG_ENTRY: Assembly = Assembly::new(
    "risk/risk-log/entry",
    &[
        flag("uuid", ONE, Uuid),
        field("title", "title", OPT, MarkupLine),
        field("description", "description", OPT, MarkupMultiline),
        field("start", "start", ONE, DateTime),
        field("end", "end", OPT, DateTime),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("logged-by", "logged-by", MANY, &LOGGED_BY),
        field("status-change", "status-change", OPT, Token),
        child("related-response", "related-responses", MANY, &RISK_RISK_LOG_ENTRY_RELATED_RESPONSE),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `logged-by`
pub static LOGGED_BY: Assembly = Assembly::new(
    "logged-by",
    &[
        flag("party-uuid", ONE, Uuid),
        flag("role-id", OPT, Token),
        field("remarks", "remarks", OPT, MarkupMultiline).since(V1_2_1),
    ],
);

/// `risk/risk-log/entry/related-response`
pub static RISK_RISK_LOG_ENTRY_RELATED_RESPONSE: Assembly = Assembly::new(
    "risk/risk-log/entry/related-response",
    &[
        flag("response-uuid", ONE, Uuid),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("related-task", "related-tasks", MANY, &RELATED_TASK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `related-observation`
pub static RELATED_OBSERVATION: Assembly = Assembly::new(
    "related-observation",
    &[flag("observation-uuid", ONE, Uuid), field("remarks", "remarks", OPT, MarkupMultiline).since(V1_2_1)],
);

/// `finding`
pub static FINDING: Assembly = Assembly::new(
    "finding",
    &[
        flag("uuid", ONE, Uuid),
        field("title", "title", ONE, MarkupLine),
        field("description", "description", ONE, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("origin", "origins", MANY, &ORIGIN),
        child("target", "target", ONE, &FINDING_TARGET),
        field("implementation-statement-uuid", "implementation-statement-uuid", OPT, Uuid),
        child("related-observation", "related-observations", MANY, &RELATED_OBSERVATION),
        child("associated-risk", "related-risks", MANY, &ASSOCIATED_RISK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `finding-target`
pub static FINDING_TARGET: Assembly = Assembly::new(
    "finding-target",
    &[
        flag("type", ONE, String),
        flag("target-id", ONE, Token),
        field("title", "title", OPT, MarkupLine),
        field("description", "description", OPT, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("status", "status", ONE, &FINDING_TARGET_STATUS),
        child("implementation-status", "implementation-status", OPT, &IMPLEMENTATION_STATUS),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `finding-target/status`
pub static FINDING_TARGET_STATUS: Assembly = Assembly::new(
    "finding-target/status",
    &[flag("state", ONE, Token), flag("reason", OPT, Token), field("remarks", "remarks", OPT, MarkupMultiline)],
);

/// `associated-risk`
pub static ASSOCIATED_RISK: Assembly = Assembly::new(
    "associated-risk",
    &[flag("risk-uuid", ONE, Uuid), field("remarks", "remarks", OPT, MarkupMultiline).since(V1_2_1)],
);

/// `poam-item`
pub static POAM_ITEM: Assembly = Assembly::new(
    "poam-item",
    &[
        flag("uuid", OPT, Uuid),
        field("title", "title", ONE, MarkupLine),
        field("description", "description", ONE, MarkupMultiline),
        child("prop", "props", MANY, &PROPERTY),
        child("link", "links", MANY, &LINK),
        child("origin", "origins", MANY, &POAM_ITEM_ORIGIN),
        child("related-finding", "related-findings", MANY, &POAM_ITEM_RELATED_FINDING).since(V1_1_0),
        child("related-observation", "related-observations", MANY, &RELATED_OBSERVATION),
        child("associated-risk", "related-risks", MANY, &ASSOCIATED_RISK),
        field("remarks", "remarks", OPT, MarkupMultiline),
    ],
);

/// `poam-item/origin`
pub static POAM_ITEM_ORIGIN: Assembly =
    Assembly::new("poam-item/origin", &[child("actor", "actors", SOME, &ORIGIN_ACTOR)]);

/// `poam-item/related-finding`
pub static POAM_ITEM_RELATED_FINDING: Assembly = Assembly::new(
    "poam-item/related-finding",
    &[flag("finding-uuid", ONE, Uuid), field("remarks", "remarks", OPT, MarkupMultiline).since(V1_2_1)],
);

/// `threat-id`
pub static THREAT_ID: Assembly =
    Assembly::new("threat-id", &[flag("system", ONE, Uri), flag("href", OPT, UriReference), text("id", Uri)]);
