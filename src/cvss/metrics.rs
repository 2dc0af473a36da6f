//! The metrics of each version of CVSS: what they are called and what they may be, by letter and by word.

/// A metric.
#[derive(Debug)]
pub struct Metric {
    /// Its abbreviation, as in a vector.
    pub abbreviation: &'static str,
    /// Its long names: NIST's first, then FIRST's where that is another.
    pub names: &'static [&'static str],
    /// Its values: the letter in a vector, and the word.
    pub values: &'static [(&'static str, &'static str)],
}

impl Metric {
    /// Whether this is its abbreviation or a long name of it. Case, blanks and underscores do not count.
    fn is_named(&self, name: &str) -> bool {
        is_same(self.abbreviation, name) || self.names.iter().any(|n| is_same(n, name))
    }

    /// The letter of a value, which is given as the letter or as the word.
    pub fn letter(&self, value: &str) -> Option<&'static str> {
        self.values
            .iter()
            .find(|(letter, word)| is_same(letter, value) || is_same(word, value))
            .map(|(letter, _)| *letter)
    }
}

/// Compares a word of the tables with one of a document.
fn is_same(known: &str, given: &str) -> bool {
    let given = given.trim();
    known.len() == given.len()
        && known.bytes().zip(given.bytes()).all(|(known, given)| {
            let given = if matches!(given, b'_' | b' ') { b'-' } else { given };
            known.eq_ignore_ascii_case(&given)
        })
}

/// The metrics of a version. The first of them are the base metrics.
#[derive(Debug)]
pub struct Table {
    /// How many base metrics there are.
    pub base: usize,
    /// All metrics, in the order of a vector.
    pub metrics: &'static [Metric],
}

impl Table {
    /// The metric of this name: its position.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.metrics.iter().position(|m| m.is_named(name))
    }
}

type Values = &'static [(&'static str, &'static str)];

const fn metric(abbreviation: &'static str, names: &'static [&'static str], values: Values) -> Metric {
    Metric { abbreviation, names, values }
}

const IMPACT_V2: Values = &[("N", "none"), ("P", "partial"), ("C", "complete")];
const REQUIREMENT_V2: Values = &[("L", "low"), ("M", "medium"), ("H", "high"), ("ND", "not-defined")];

/// CVSS 2.0.
pub(super) static V2: Table = Table {
    base: 6,
    metrics: &[
        metric("AV", &["access-vector"], &[("L", "local"), ("A", "adjacent-network"), ("N", "network")]),
        metric("AC", &["access-complexity"], &[("H", "high"), ("M", "medium"), ("L", "low")]),
        metric("Au", &["authentication"], &[("M", "multiple"), ("S", "single"), ("N", "none")]),
        metric("C", &["confidentiality-impact"], IMPACT_V2),
        metric("I", &["integrity-impact"], IMPACT_V2),
        metric("A", &["availability-impact"], IMPACT_V2),
        metric(
            "E",
            &["exploitability"],
            &[
                ("U", "unproven"),
                ("POC", "proof-of-concept"),
                ("F", "functional"),
                ("H", "high"),
                ("ND", "not-defined"),
            ],
        ),
        metric(
            "RL",
            &["remediation-level"],
            &[
                ("OF", "official-fix"),
                ("TF", "temporary-fix"),
                ("W", "workaround"),
                ("U", "unavailable"),
                ("ND", "not-defined"),
            ],
        ),
        metric(
            "RC",
            &["report-confidence"],
            &[("UC", "unconfirmed"), ("UR", "uncorroborated"), ("C", "confirmed"), ("ND", "not-defined")],
        ),
        metric(
            "CDP",
            &["collateral-damage-potential"],
            &[
                ("N", "none"),
                ("L", "low"),
                ("LM", "low-medium"),
                ("MH", "medium-high"),
                ("H", "high"),
                ("ND", "not-defined"),
            ],
        ),
        metric(
            "TD",
            &["target-distribution"],
            &[("N", "none"), ("L", "low"), ("M", "medium"), ("H", "high"), ("ND", "not-defined")],
        ),
        metric("CR", &["confidentiality-requirement"], REQUIREMENT_V2),
        metric("IR", &["integrity-requirement"], REQUIREMENT_V2),
        metric("AR", &["availability-requirement"], REQUIREMENT_V2),
    ],
};

const LOW_HIGH: Values = &[("L", "low"), ("H", "high")];
const IMPACT: Values = &[("H", "high"), ("L", "low"), ("N", "none")];
const REQUIREMENT: Values = &[("X", "not-defined"), ("L", "low"), ("M", "medium"), ("H", "high")];
const MODIFIED_VECTOR: Values =
    &[("X", "not-defined"), ("N", "network"), ("A", "adjacent"), ("L", "local"), ("P", "physical")];
const MODIFIED_LOW_HIGH: Values = &[("X", "not-defined"), ("L", "low"), ("H", "high")];
const MODIFIED_IMPACT: Values = &[("X", "not-defined"), ("H", "high"), ("L", "low"), ("N", "none")];
const VECTOR: Values =
    &[("N", "network"), ("A", "adjacent"), ("A", "adjacent-network"), ("L", "local"), ("P", "physical")];

/// CVSS 3.0 and 3.1, which have the same metrics. NIST calls the attack complexity access-complexity.
pub(super) static V3: Table = Table {
    base: 8,
    metrics: &[
        metric("AV", &["attack-vector", "access-vector"], VECTOR),
        metric("AC", &["access-complexity", "attack-complexity"], LOW_HIGH),
        metric("PR", &["privileges-required"], IMPACT),
        metric("UI", &["user-interaction"], &[("N", "none"), ("R", "required")]),
        metric("S", &["scope"], &[("U", "unchanged"), ("C", "changed")]),
        metric("C", &["confidentiality-impact", "confidentiality"], IMPACT),
        metric("I", &["integrity-impact", "integrity"], IMPACT),
        metric("A", &["availability-impact", "availability"], IMPACT),
        metric(
            "E",
            &["exploit-code-maturity"],
            &[("X", "not-defined"), ("U", "unproven"), ("P", "proof-of-concept"), ("F", "functional"), ("H", "high")],
        ),
        metric(
            "RL",
            &["remediation-level"],
            &[
                ("X", "not-defined"),
                ("O", "official-fix"),
                ("T", "temporary-fix"),
                ("W", "workaround"),
                ("U", "unavailable"),
            ],
        ),
        metric(
            "RC",
            &["report-confidence"],
            &[("X", "not-defined"), ("U", "unknown"), ("R", "reasonable"), ("C", "confirmed")],
        ),
        metric("CR", &["confidentiality-requirement"], REQUIREMENT),
        metric("IR", &["integrity-requirement"], REQUIREMENT),
        metric("AR", &["availability-requirement"], REQUIREMENT),
        metric("MAV", &["modified-attack-vector"], MODIFIED_VECTOR),
        metric("MAC", &["modified-attack-complexity"], MODIFIED_LOW_HIGH),
        metric("MPR", &["modified-privileges-required"], MODIFIED_IMPACT),
        metric("MUI", &["modified-user-interaction"], &[("X", "not-defined"), ("N", "none"), ("R", "required")]),
        metric("MS", &["modified-scope"], &[("X", "not-defined"), ("U", "unchanged"), ("C", "changed")]),
        metric("MC", &["modified-confidentiality"], MODIFIED_IMPACT),
        metric("MI", &["modified-integrity"], MODIFIED_IMPACT),
        metric("MA", &["modified-availability"], MODIFIED_IMPACT),
    ],
};

const INTERACTION: Values = &[("N", "none"), ("P", "passive"), ("A", "active")];
const MODIFIED_SAFETY: Values =
    &[("X", "not-defined"), ("S", "safety"), ("H", "high"), ("L", "low"), ("N", "negligible")];

/// CVSS 4.0.
pub(super) static V4: Table = Table {
    base: 11,
    metrics: &[
        metric("AV", &["attack-vector"], VECTOR),
        metric("AC", &["attack-complexity"], LOW_HIGH),
        metric("AT", &["attack-requirements"], &[("N", "none"), ("P", "present")]),
        metric("PR", &["privileges-required"], IMPACT),
        metric("UI", &["user-interaction"], INTERACTION),
        metric("VC", &["vulnerable-system-confidentiality-impact"], IMPACT),
        metric("VI", &["vulnerable-system-integrity-impact"], IMPACT),
        metric("VA", &["vulnerable-system-availability-impact"], IMPACT),
        metric("SC", &["subsequent-system-confidentiality-impact"], IMPACT),
        metric("SI", &["subsequent-system-integrity-impact"], IMPACT),
        metric("SA", &["subsequent-system-availability-impact"], IMPACT),
        metric(
            "E",
            &["exploit-maturity"],
            &[("X", "not-defined"), ("A", "attacked"), ("P", "proof-of-concept"), ("U", "unreported")],
        ),
        metric("CR", &["confidentiality-requirement"], REQUIREMENT),
        metric("IR", &["integrity-requirement"], REQUIREMENT),
        metric("AR", &["availability-requirement"], REQUIREMENT),
        metric("MAV", &["modified-attack-vector"], MODIFIED_VECTOR),
        metric("MAC", &["modified-attack-complexity"], MODIFIED_LOW_HIGH),
        metric("MAT", &["modified-attack-requirements"], &[("X", "not-defined"), ("N", "none"), ("P", "present")]),
        metric("MPR", &["modified-privileges-required"], MODIFIED_IMPACT),
        metric(
            "MUI",
            &["modified-user-interaction"],
            &[("X", "not-defined"), ("N", "none"), ("P", "passive"), ("A", "active")],
        ),
        metric("MVC", &["modified-vulnerable-system-confidentiality-impact"], MODIFIED_IMPACT),
        metric("MVI", &["modified-vulnerable-system-integrity-impact"], MODIFIED_IMPACT),
        metric("MVA", &["modified-vulnerable-system-availability-impact"], MODIFIED_IMPACT),
        metric("MSC", &["modified-subsequent-system-confidentiality-impact"], MODIFIED_IMPACT),
        metric("MSI", &["modified-subsequent-system-integrity-impact"], MODIFIED_SAFETY),
        metric("MSA", &["modified-subsequent-system-availability-impact"], MODIFIED_SAFETY),
        metric("S", &["safety"], &[("X", "not-defined"), ("N", "negligible"), ("P", "present")]),
        metric("AU", &["automatable"], &[("X", "not-defined"), ("N", "no"), ("Y", "yes")]),
        metric("R", &["recovery"], &[("X", "not-defined"), ("A", "automatic"), ("U", "user"), ("I", "irrecoverable")]),
        metric("V", &["value-density"], &[("X", "not-defined"), ("D", "diffuse"), ("C", "concentrated")]),
        metric(
            "RE",
            &["vulnerability-response-effort"],
            &[("X", "not-defined"), ("L", "low"), ("M", "moderate"), ("H", "high")],
        ),
        metric(
            "U",
            &["provider-urgency"],
            &[("X", "not-defined"), ("Clear", "clear"), ("Green", "green"), ("Amber", "amber"), ("Red", "red")],
        ),
    ],
};
