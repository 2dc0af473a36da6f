//! Where each column and each value of the header block stands in the document, written down without the mapping.

pub(crate) mod path;

/// What is typed, and where it is found.
pub(crate) struct Case<'a> {
    /// The column's header, or the label.
    pub(crate) header: &'a str,
    pub(crate) text: &'a str,
    /// Cells that it depends on.
    pub(crate) with: &'a [(&'a str, &'a str)],
    /// Paths, each with all that stands there.
    pub(crate) places: &'a [(&'a str, &'a [&'a str])],
    /// The cell in the spelling that the mapping writes.
    pub(crate) back: &'a str,
}

/// A case of a text that is written as typed and depends on nothing.
const fn plain<'a>(header: &'a str, text: &'a str, places: &'a [(&'a str, &'a [&'a str])]) -> Case<'a> {
    Case { header, text, with: &[], places, back: text }
}

/// A case of a text that is written in another spelling.
const fn spelled<'a>(
    header: &'a str,
    text: &'a str,
    back: &'a str,
    places: &'a [(&'a str, &'a [&'a str])],
) -> Case<'a> {
    Case { header, text, with: &[], places, back }
}

pub(crate) const COLUMNS: &[Case<'static>] = &[
    plain("POAM ID", "V-4711", &[("poam-items props[name=POAM-ID][ns=FEDRAMP] value", &["V-4711"])]),
    spelled(
        "Controls",
        "AC-2 (1), sc-07",
        "AC-2(1), SC-7",
        &[("RISK props[name=impacted-control-id][ns=FEDRAMP] value", &["ac-2.1", "sc-7"])],
    ),
    spelled(
        "Weakness Name",
        "Kestrel's\nname",
        "Kestrel's name",
        &[("RISK title", &["Kestrel's name"]), ("poam-items title", &["Kestrel's name"])],
    ),
    spelled(
        "Weakness Description",
        "The kestrel\nflies. ",
        "The kestrel\nflies.",
        &[("RISK description", &["The kestrel  \nflies."]), ("poam-items description", &["The kestrel  \nflies."])],
    ),
    plain(
        "Weakness Detector Source",
        "Kestrel Scanner",
        &[
            ("FINDING origins actors[type=tool] actor-uuid -> title", &["Kestrel Scanner"]),
            ("FINDING methods", &["TEST"]),
        ],
    ),
    plain(
        "Weakness Detector Source",
        "Kestrel 3PAO",
        &[
            ("FINDING origins actors[type=party] actor-uuid ->[type=organization] name", &["Kestrel 3PAO"]),
            ("FINDING methods", &["EXAMINE"]),
        ],
    ),
    plain(
        "Weakness Source Identifier",
        "K-19506",
        &[("RISK characterizations facets[name=source-identifier][system=OWN] value", &["K-19506"])],
    ),
    Case {
        header: "Weakness Source Identifier",
        text: "K-19506",
        with: &[("Weakness Detector Source", "Kestrel Scanner")],
        places: &[(
            "RISK characterizations origin actors[type=tool] props[name=plugin-id][ns=FEDRAMP] value",
            &["K-19506"],
        )],
        back: "K-19506",
    },
    plain(
        "Asset Identifier",
        "kestrel-01.example.com (443/TCP)\n10.9.8.7",
        &[
            (
                "FINDING subjects[type=inventory-item] subject-uuid -> props[name=asset-id][ns=] value",
                &["kestrel-01.example.com", "10.9.8.7"],
            ),
            ("FINDING subjects[type=inventory-item] props[name=port][ns=OWN] value", &["443/TCP"]),
            ("FINDING subjects subject-uuid -> props[name=fqdn][ns=] value", &["kestrel-01.example.com"]),
            ("FINDING subjects subject-uuid -> props[name=ipv4-address][ns=] value", &["10.9.8.7"]),
        ],
    ),
    plain(
        "Asset Identifier",
        "2001:db8::7\nhttps://kestrel.example/login",
        &[
            ("FINDING subjects subject-uuid -> props[name=ipv6-address][ns=] value", &["2001:db8::7"]),
            ("FINDING subjects subject-uuid -> props[name=uri][ns=] value", &["https://kestrel.example/login"]),
        ],
    ),
    plain(
        "Point of Contact",
        "Kim Kestrel",
        &[(
            "PLANNED origins actors[type=party][role-id=point-of-contact] actor-uuid ->[type=person] name",
            &["Kim Kestrel"],
        )],
    ),
    plain("Resources Required", "Forty kestrels", &[("PLANNED required-assets description", &["Forty kestrels"])]),
    plain("Overall Remediation Plan", "Feed the kestrel.", &[("PLANNED description", &["Feed the kestrel."])]),
    spelled("Original Detection Date", "2021/05/04", "2021-05-04", &[("FINDING collected", &["2021-05-04T00:00:00Z"])]),
    spelled("Scheduled Completion Date", "2021/07/09", "2021-07-09", &[("RISK deadline", &["2021-07-09T00:00:00Z"])]),
    spelled(
        "Planned Milestones",
        "(3) 2021/05/23 : Order the kestrel\n\n(7) 2021-06-01: Install\nand test",
        "(3) 2021-05-23: Order the kestrel\n\n(7) 2021-06-01: Install\nand test",
        &[
            ("PLANNED tasks[type=milestone] props[name=milestone-number][ns=OWN] value", &["3", "7"]),
            ("PLANNED tasks[type=milestone] timing on-date date", &["2021-05-23T00:00:00Z", "2021-06-01T00:00:00Z"]),
            ("PLANNED tasks[type=milestone] title", &["Order the kestrel", "Install"]),
            ("PLANNED tasks[type=milestone] description", &["Order the kestrel", "Install  \nand test"]),
        ],
    ),
    spelled(
        "Milestone Changes",
        "(2) Updated 2021-06-18: The kestrel is late",
        "(2) Update 2021-06-18 : The kestrel is late",
        &[
            ("RISK risk-log entries props[name=milestone-change][ns=OWN] value", &["update"]),
            ("RISK risk-log entries[prop:milestone-change=update] props[name=milestone-number][ns=OWN] value", &["2"]),
            ("RISK risk-log entries[prop:milestone-change=update] start", &["2021-06-18T00:00:00Z"]),
            ("RISK risk-log entries[prop:milestone-change=update] description", &["The kestrel is late"]),
            ("RISK risk-log entries[prop:milestone-change=update] title", &["Milestone 2 update"]),
        ],
    ),
    spelled(
        "Status Date",
        "2021/06/19",
        "2021-06-19",
        &[("RISK risk-log entries[prop:entry=status-date] start", &["2021-06-19T00:00:00Z"])],
    ),
    spelled(
        "Vendor Dependency",
        "yes",
        "Yes",
        &[("RISK props[name=vendor-dependency][ns=FEDRAMP] value", &["tracking"])],
    ),
    spelled(
        "Last Vendor Check-in Date",
        "2021/06/18",
        "2021-06-18",
        &[("RISK risk-log entries[prop:type=vendor-check-in] start", &["2021-06-18T00:00:00Z"])],
    ),
    plain(
        "Vendor Dependent Product Name",
        "Kestrel Firewall 9",
        &[(
            "OBSERVATION[types=vendor-dependency] subjects[type=component] subject-uuid -> title",
            &["Kestrel Firewall 9"],
        )],
    ),
    spelled(
        "Original Risk Rating",
        "Critical",
        "High",
        &[("RISK characterizations facets[name=risk][system=FEDRAMP][prop:state=initial] value", &["high"])],
    ),
    spelled(
        "Adjusted Risk Rating",
        "CAT III",
        "Low",
        &[("RISK characterizations facets[name=risk][system=FEDRAMP][prop:state=adjusted] value", &["low"])],
    ),
    plain("Risk Adjustment", "Pending", &[("RISK props[name=risk-adjustment][ns=FEDRAMP] value", &["pending"])]),
    plain("False Positive", "Yes", &[("RISK props[name=false-positive][ns=FEDRAMP] value", &["approved"])]),
    spelled(
        "Operational Requirement",
        "pending",
        "Pending",
        &[("RISK props[name=operational-requirement][ns=FEDRAMP] value", &["pending"])],
    ),
    Case {
        header: "Deviation Rationale",
        text: "Risk Adjustment : The kestrel is caged.\n\nFP: No kestrel.",
        with: &[("Adjusted Risk Rating", "Low")],
        places: &[
            ("OBSERVATION[types=risk-adjustment] description", &["The kestrel is caged."]),
            ("OBSERVATION[types=false-positive] description", &["No kestrel."]),
            ("RISK mitigating-factors description", &["The kestrel is caged."]),
            (
                "RISK characterizations facets[name=risk][prop:state=adjusted] props[name=state][ns=] remarks",
                &["The kestrel is caged."],
            ),
        ],
        back: "Risk Adjustment : The kestrel is caged.\n\nFalse Positive : No kestrel.",
    },
    Case {
        header: "Deviation Rationale",
        text: "Kestrels need it.",
        with: &[("Operational Requirement", "Yes")],
        places: &[("OBSERVATION[types=operational-requirement] description", &["Kestrels need it."])],
        back: "Operational Requirement : Kestrels need it.",
    },
    spelled(
        "Supporting Documents",
        "Deviation Request: DR kestrel.docx\nkestrels.csv",
        "Deviation Request : DR kestrel.docx\nkestrels.csv",
        &[
            ("poam-items links[rel=evidence] text", &["Deviation Request"]),
            ("poam-items links[rel=evidence] href -> title", &["DR kestrel.docx", "kestrels.csv"]),
            ("poam-items links[rel=evidence] href -> rlinks href", &["DR%20kestrel.docx", "kestrels.csv"]),
            ("poam-items links href -> props[name=type][ns=FEDRAMP] value", &["evidence", "evidence"]),
        ],
    ),
    plain("Comments", "The kestrel is back.", &[("poam-items remarks", &["The kestrel is back."])]),
    spelled("Auto-Approve", "no", "No", &[("RISK props[name=auto-approve][ns=OWN] value", &["no"])]),
    spelled(
        "Binding Operational Directive 22-01 tracking",
        "y",
        "Yes",
        &[("RISK props[name=kev-catalog][ns=FEDRAMP] value", &["yes"])],
    ),
    spelled(
        "Binding Operational Directive 22-01 Due Date",
        "2021/08/01",
        "2021-08-01",
        &[("RISK props[name=kev-due-date][ns=FEDRAMP] value", &["2021-08-01"])],
    ),
    spelled(
        "CVE",
        "cve-2021-1234, CVE-2021-99999",
        "CVE-2021-1234\nCVE-2021-99999",
        &[(
            "RISK characterizations facets[name=cve-id][system=http://cve.mitre.org] value",
            &["CVE-2021-1234", "CVE-2021-99999"],
        )],
    ),
    plain(
        "Service Name",
        "Flux Kestrel\nFire Bolt",
        &[("poam-items props[name=service-name][ns=OWN] value", &["Flux Kestrel", "Fire Bolt"])],
    ),
];

pub(crate) const HEADERS: &[Case<'static>] = &[
    plain(
        "CSP",
        "Kestrel Cloud, Inc.",
        &[(
            "metadata responsible-parties[role-id=cloud-service-provider] party-uuids ->[type=organization] name",
            &["Kestrel Cloud, Inc."],
        )],
    ),
    plain(
        "System Name",
        "Kestrel Platform",
        &[("metadata title", &["Kestrel Platform FedRAMP Plan of Action and Milestones (POA&M)"])],
    ),
    plain("Impact Level", "LI-SaaS", &[("metadata props[name=impact-level][ns=OWN] value", &["LI-SaaS"])]),
    spelled("POAM Date", "2021/10/30", "2021-10-30", &[("metadata published", &["2021-10-30T00:00:00Z"])]),
];
