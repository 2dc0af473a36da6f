//! False positives, operational requirements and risk adjustments.

use super::Check;
use super::columns::Col;
use super::facts::{Rating, Request};
use super::findings::Findings;
use super::row::Row;
use crate::finding::Level;
use crate::rule::Rule;

pub(super) const RULES: &[&Rule] =
    &[&UNKNOWN, &BLANK, &NO_RATIONALE, &UNTYPED, &STILL_OPEN, &HIGH, &NO_DOCUMENT, &TAKEN_BACK, &AUTO, &AUTO_UNKNOWN];

const UNKNOWN: Rule = Rule {
    code: "deviation-unknown",
    level: Level::Error,
    checks: "Risk Adjustment, False Positive and Operational Requirement are Yes, No or Pending.",
    why: "An approved deviation stops the clock, so the word must be plain.",
    fails: "False Positive: Maybe",
    passes: "False Positive: No",
    source: "FedRAMP POA&M template, list of the cells",
};
const BLANK: Rule = Rule {
    code: "deviation-blank",
    level: Level::Warning,
    checks: "Risk Adjustment, False Positive and Operational Requirement of an open item are not blank.",
    why: "A blank cell is read as No, and may be one that was forgotten.",
    fails: "Operational Requirement:",
    passes: "Operational Requirement: No",
    source: "FedRAMP POA&M template, list of the cells",
};
const NO_RATIONALE: Rule = Rule {
    code: "deviation-without-rationale",
    level: Level::Error,
    checks: "A deviation, pending or approved, has a rationale.",
    why: "Without a reason there is nothing to approve.",
    fails: "Operational Requirement: Pending\nSupporting Documents: Deviation Request : DR-1.docx",
    passes: "Operational Requirement: Pending\nSupporting Documents: Deviation Request : DR-1.docx\n\
             Deviation Rationale: Operational Requirement : The vendor supports no other version.",
    source: "FedRAMP POA&M Completion Guide, Deviation Rationale",
};
const UNTYPED: Rule = Rule {
    code: "rationale-without-type",
    level: Level::Warning,
    checks: "The rationale names each deviation that is pending or approved, as `Type : rationale`.",
    why: "Of two deviations in one text nobody can tell which reason is whose.",
    fails: "Operational Requirement: Pending\nSupporting Documents: Deviation Request : DR-1.docx\n\
            Deviation Rationale: The vendor supports no other version.",
    passes: "Operational Requirement: Pending\nSupporting Documents: Deviation Request : DR-1.docx\n\
             Deviation Rationale: Operational Requirement : The vendor supports no other version.",
    source: "FedRAMP POA&M template, format of the cell",
};
const STILL_OPEN: Rule = Rule {
    code: "false-positive-still-open",
    level: Level::Warning,
    checks: "An item that is approved as a false positive is closed.",
    why: "There is no weakness, so nothing is open.",
    fails: "False Positive: Yes\nSupporting Documents: Deviation Request : DR-1.docx\n\
            Deviation Rationale: False Positive : The service is not installed.",
    passes: "False Positive: Pending\nSupporting Documents: Deviation Request : DR-1.docx\n\
             Deviation Rationale: False Positive : The service is not installed.",
    source: "FedRAMP POA&M Completion Guide, False Positive",
};
const HIGH: Rule = Rule {
    code: "high-operational-requirement",
    level: Level::Error,
    checks: "No item is approved as an operational requirement while its rating is High.",
    why: "FedRAMP approves none; the risk has to be adjusted first.",
    fails: "Operational Requirement: Yes\nOriginal Risk Rating: High\nScheduled Completion Date: 2026-10-31\n\
            Planned Milestones: (1) 2026-10-30: Patch\nSupporting Documents: Deviation Request : DR-1.docx\n\
            Deviation Rationale: Operational Requirement : The vendor supports no other version.",
    passes: "Operational Requirement: Yes\nSupporting Documents: Deviation Request : DR-1.docx\n\
             Deviation Rationale: Operational Requirement : The vendor supports no other version.",
    source: "FedRAMP playbook for continuous monitoring, operational requirements",
};
const NO_DOCUMENT: Rule = Rule {
    code: "deviation-without-document",
    level: Level::Warning,
    checks: "A deviation, pending or approved, has a supporting document.",
    why: "The deviation request is what the agency approves.",
    fails: "Operational Requirement: Pending\n\
            Deviation Rationale: Operational Requirement : The vendor supports no other version.",
    passes: "Operational Requirement: Pending\nSupporting Documents: Deviation Request : DR-1.docx\n\
             Deviation Rationale: Operational Requirement : The vendor supports no other version.",
    source: "FedRAMP POA&M Completion Guide, Supporting Documents",
};
const TAKEN_BACK: Rule = Rule {
    code: "deviation-taken-back",
    level: Level::Info,
    checks: "A deviation that was approved last month and is not any more has a new comment.",
    why: "Whether it was denied or withdrawn, the next reader asks.",
    fails: "False Positive: No\n[before]\nFalse Positive: Yes",
    passes: "False Positive: No\nComments: Withdrawn: the service was installed after all.\n\
             Status Date: 2026-10-21\n[before]\nFalse Positive: Yes",
    source: "this project",
};
const AUTO: Rule = Rule {
    code: "auto-approve-without-adjustment",
    level: Level::Warning,
    checks: "Auto-Approve is Yes only where the risk adjustment is approved.",
    why: "It means an adjustment that is approved beforehand.",
    fails: "Auto-Approve: Yes",
    passes: "Auto-Approve: No",
    source: "FedRAMP POA&M Completion Guide, Auto-Approve",
};
const AUTO_UNKNOWN: Rule = Rule {
    code: "auto-approve-unknown",
    level: Level::Warning,
    checks: "Auto-Approve is Yes, No or blank.",
    why: "No other word has a meaning.",
    fails: "Auto-Approve: Soon",
    passes: "Auto-Approve: No",
    source: "FedRAMP POA&M template",
};

/// The columns of requests, and the type by which a rationale names each.
const REQUESTS: [(Col, &str); 3] = [
    (Col::Adjustment, "risk-adjustment"),
    (Col::FalsePositive, "false-positive"),
    (Col::Requirement, "operational-requirement"),
];

pub(super) fn item(check: &Check, row: &Row, out: &mut Findings) {
    let facts = &row.facts;
    for (col, _) in REQUESTS {
        if row.is_unreadable(col) {
            let message = format!("\"{}\" in {} is not Yes, No or Pending", row.text(col), row.header(col));
            out.cell(&UNKNOWN, row, col, message, "write Yes, No or Pending");
        }
    }
    let blank: Vec<Col> = REQUESTS.into_iter().map(|(col, _)| col).filter(|col| row.lacks(*col)).collect();
    if let Some(first) = blank.first().filter(|_| row.is_open()) {
        let names: Vec<&str> = blank.iter().map(|col| row.header(*col)).collect();
        let verb = if blank.len() == 1 { "is" } else { "are" };
        let message = format!("{} {verb} blank, and read as No", names.join(" and "));
        out.cell(&BLANK, row, *first, message, "write Yes, No or Pending");
    }
    let asked: Vec<(Col, &str)> =
        REQUESTS.into_iter().zip(facts.requests()).filter(|(_, r)| *r != Request::No).map(|(which, _)| which).collect();
    if let Some((first, _)) = asked.first() {
        rationale(row, &asked, out);
        if row.has(Col::Documents) && row.reading(Col::Documents).records.is_empty() {
            let message = format!("{} is asked for, and no document is named", row.header(*first));
            out.cell(&NO_DOCUMENT, row, Col::Documents, message, "write Deviation Request : and the file's name");
        }
    }
    if facts.false_positive == Request::Approved && row.is_open() {
        let message = "the item is a false positive, and still open";
        out.cell(&STILL_OPEN, row, Col::FalsePositive, message, "move the row to the sheet of closed items");
    }
    if facts.requirement == Request::Approved && facts.rating() == Some(Rating::High) && row.is_open() {
        let message = "an operational requirement with the rating High";
        out.cell(&HIGH, row, Col::Requirement, message, "mitigate the risk, and ask for a risk adjustment");
    }
    taken_back(check, row, out);
    if row.is_unreadable(Col::AutoApprove) {
        let message = format!("\"{}\" is neither Yes nor No", row.text(Col::AutoApprove));
        out.cell(&AUTO_UNKNOWN, row, Col::AutoApprove, message, "write Yes or No");
    } else if row.has(Col::AutoApprove)
        && row.value(Col::AutoApprove).as_deref() == Some("yes")
        && facts.adjustment != Request::Approved
    {
        let message = "approved beforehand, and there is no approved risk adjustment";
        out.cell(&AUTO, row, Col::AutoApprove, message, "set Risk Adjustment to Yes, or Auto-Approve to No");
    }
}

fn rationale(row: &Row, asked: &[(Col, &str)], out: &mut Findings) {
    if !row.has(Col::Rationale) {
        return;
    }
    let blocks = row.reading(Col::Rationale).records;
    if blocks.is_empty() {
        let message = format!("{} has no rationale", row.header(asked[0].0));
        out.cell(&NO_RATIONALE, row, Col::Rationale, message, "write the type, a colon and the reason");
        return;
    }
    let untold = asked.iter().find(|(_, kind)| !blocks.iter().any(|b| b.get("type") == Some(kind)));
    if let Some((col, _)) = untold {
        let message = format!("the rationale does not name {}", row.header(*col));
        let help = format!("begin it with \"{} : \"", row.header(*col));
        out.cell(&UNTYPED, row, Col::Rationale, message, &help);
    }
}

fn taken_back(check: &Check, row: &Row, out: &mut Findings) {
    let Some(before) = check.before(row) else { return };
    let comment = row.text(Col::Comments);
    if !comment.is_empty() && comment != before.text(Col::Comments) {
        return;
    }
    let then_and_now = before.facts.requests().into_iter().zip(row.facts.requests());
    for ((col, _), (then, now)) in REQUESTS.into_iter().zip(then_and_now) {
        if then == Request::Approved && now != Request::Approved && row.has(col) {
            let message = format!("{} was approved last month, and is not any more", row.header(col));
            out.cell(&TAKEN_BACK, row, col, message, "say in Comments whether it was denied or withdrawn");
        }
    }
}
