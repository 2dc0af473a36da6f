//! `first-steps.csv`: byte order mark, CRLF, quotes only where needed, as spreadsheet programs save it.

use anyhow::Context;

const HEADERS: [&str; 12] = [
    "POAM ID",
    "Controls",
    "Weakness Name",
    "Weakness Description",
    "Weakness Detector Source",
    "Asset Identifier",
    "Point of Contact",
    "Overall Remediation Plan",
    "Original Detection Date",
    "Scheduled Completion Date",
    "Planned Milestones",
    "Original Risk Rating",
];

const ITEMS: [[&str; 12]; 3] = [
    [
        "V-1",
        "SI-2, RA-5",
        "Web server out of date",
        "The version is older than the vendor's current one.\nFound on both hosts.",
        "Nessus",
        "web-01 (443/tcp)\nweb-02 (443/tcp)",
        "Jo Abara",
        "Install the update.",
        "2026-10-05",
        "2026-11-04",
        "(1) 2026-10-26: Staging\n\n(2) 2026-11-02: Production",
        "High",
    ],
    [
        "V-2",
        "AC-2(3)",
        "Unused accounts, still enabled",
        "Three accounts of former staff are enabled.",
        "Self-Assessment",
        "idp.example",
        "Jo Abara",
        "Disable them, and look every week.",
        "2026-09-14",
        "2026-12-13",
        "(1) 2026-11-13: Weekly job",
        "Moderate",
    ],
    [
        "V-3",
        "CM-6",
        "Banner \"authorized use only\" missing",
        "The console shows no banner.",
        "Self-Assessment",
        "console-1",
        "Jo Abara",
        "Set the banner.",
        "2026-09-14",
        "2027-03-13",
        "(1) 2026-12-01: Set the banner",
        "Low",
    ],
];

pub(crate) fn make() -> anyhow::Result<Vec<u8>> {
    let bytes = "\u{FEFF}".as_bytes().to_vec();
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(bytes);
    csv.write_record(HEADERS)?;
    for item in ITEMS {
        csv.write_record(item)?;
    }
    csv.into_inner().context("cannot finish")
}
