//! FedRAMP's extension properties: their places, values, number and namespace.

use super::table::{EXTENSIONS, Extension, Says};
use super::{is_fedramp, is_oscal, values};
use crate::finding::Level;
use crate::oscal::model::{
    Assembly, CHARACTERIZATION, CHARACTERIZATION_FACET, INVENTORY_ITEM, OBSERVATION, ORIGIN_ACTOR, POAM_ITEM, RESPONSE,
    RISK, RISK_RISK_LOG_ENTRY, SYSTEM_COMPONENT, TASK,
};
use crate::oscal::object::Object;
use crate::rule::Rule;
use crate::validate::findings::Findings;
use crate::validate::walk::At;

pub(super) const RULES: &[&Rule] =
    &[&VALUE, &REPEATED, &PLACE, &UNKNOWN, &SPELLING, &NAMESPACE, &CONTROL, &DUE_DATE, &YES_NO, &SCAN_TYPE];

static VALUE: Rule = Rule {
    code: "fedramp-prop-value",
    level: Level::Error,
    checks: "A property of FedRAMP's has a value that FedRAMP's register and documentation allow.",
    why: "The states of deviations, control ids and dates are read by programs: another word is not understood.",
    fails: "/risks/0/props/-\n\
            {\"name\": \"false-positive\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"Yes\"}",
    passes: "/risks/0/props/-\n\
             {\"name\": \"false-positive\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"investigating\"}",
    source: "FedRAMP R, D: extension properties",
};

static REPEATED: Rule = Rule {
    code: "fedramp-prop-repeated",
    level: Level::Error,
    checks: "A property of FedRAMP's that may stand once in an object stands there once.",
    why: "A request cannot be pending and approved at once. A tool's plugin-id or vulnerability-id, of which the register \
          allows one, may be several in practice: that is only information.",
    fails: "/risks/0/props/-\n\
            {\"name\": \"false-positive\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"investigating\"}\n\
            /risks/0/props/-\n\
            {\"name\": \"false-positive\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"withdrawn\"}",
    passes: "/risks/0/props/-\n\
             {\"name\": \"false-positive\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"withdrawn\"}",
    source: "FedRAMP R: extension properties",
};

static PLACE: Rule = Rule {
    code: "fedramp-prop-place",
    level: Level::Warning,
    checks: "A property of FedRAMP's stands in an object that FedRAMP's register binds it to.",
    why: "Tools look for it there and nowhere else.",
    fails: "/poam-items/0/props/-\n\
            {\"name\": \"impacted-control-id\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"ac-2\"}",
    passes: "/risks/0/props/-\n\
             {\"name\": \"impacted-control-id\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"ac-2\"}",
    source: "FedRAMP R, D: extension properties",
};

static UNKNOWN: Rule = Rule {
    code: "fedramp-prop-unknown",
    level: Level::Warning,
    checks: "A property in FedRAMP's namespace, in an item, its risk or its observations, is one that FedRAMP has.",
    why: "The namespace is FedRAMP's: a name that it does not have is misspelt, or belongs into a namespace of your own.",
    fails: "/risks/0/props/-\n\
            {\"name\": \"owner\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"Ann\"}",
    passes: "/risks/0/props/-\n\
             {\"name\": \"owner\", \"ns\": \"https://acme.example/ns\", \"value\": \"Ann\"}",
    source: "FedRAMP R: extension properties",
};

static SPELLING: Rule = Rule {
    code: "fedramp-prop-spelling",
    level: Level::Info,
    checks: "A property of FedRAMP's is spelled as in FedRAMP's documentation of the POA&M.",
    why: "The register of extensions writes poam-id for POAM-ID, older pages vendor for vendor-name. Both are understood \
          here; other tools may know one only.",
    fails: "/poam-items/0/props/0/name\n\
            \"poam-id\"",
    passes: "/poam-items/0/props/0/name\n\
             \"POAM-ID\"",
    source: "FedRAMP D, R: extension properties",
};

static NAMESPACE: Rule = Rule {
    code: "fedramp-prop-namespace",
    level: Level::Warning,
    checks: "A property with a name that only FedRAMP has says that it is FedRAMP's, by its namespace.",
    why: "Without a namespace it is OSCAL's, which has no such name: tools do not find it.",
    fails: "/poam-items/0/props/0\n\
            {\"name\": \"POAM-ID\", \"value\": \"V-1\"}",
    passes: "/poam-items/0/props/0\n\
             {\"name\": \"POAM-ID\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"V-1\"}",
    source: "FedRAMP D: extension properties",
};

static CONTROL: Rule = Rule {
    code: "fedramp-impacted-control",
    level: Level::Error,
    checks: "A risk names at least one control that it affects, in the property impacted-control-id.",
    why: "A weakness is a control that does not hold; FedRAMP sorts by it.",
    fails: "/risks/0/props\n\
            null",
    passes: "/risks/0/props\n\
             [{\"name\": \"impacted-control-id\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"ac-2.1\"}]",
    source: "FedRAMP R, D: impacted-control-id",
};

static DUE_DATE: Rule = Rule {
    code: "fedramp-kev-due-date",
    level: Level::Error,
    checks: "A risk with a kev-due-date is in the catalog of known exploited vulnerabilities: kev-catalog is yes.",
    why: "The date is CISA's, for the entries of its catalog only.",
    fails: "/risks/0/props/-\n\
            {\"name\": \"kev-due-date\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"2026-06-01\"}",
    passes: "/risks/0/props/-\n\
             {\"name\": \"kev-catalog\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"yes\"}\n\
             /risks/0/props/-\n\
             {\"name\": \"kev-due-date\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"2026-06-01\"}",
    source: "FedRAMP D: kev-due-date",
};

static YES_NO: Rule = Rule {
    code: "fedramp-yes-no",
    level: Level::Error,
    checks: "The properties virtual, public and allows-authenticated-scan in FedRAMP's namespace say yes or no.",
    why: "FedRAMP's constraints accept nothing else.",
    fails: "/local-definitions/inventory-items/0/props/-\n\
            {\"name\": \"public\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"maybe\"}",
    passes: "/local-definitions/inventory-items/0/props/-\n\
             {\"name\": \"public\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"no\"}",
    source: "FedRAMP C: virtual, public, allows-authenticated-scan",
};

static SCAN_TYPE: Rule = Rule {
    code: "fedramp-scan-type",
    level: Level::Error,
    checks: "The property scan-type of a component or an asset is infrastructure, database, web or other.",
    why: "FedRAMP sorts scans by these words.",
    fails: "/local-definitions/inventory-items/0/props/-\n\
            {\"name\": \"scan-type\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"os\"}",
    passes: "/local-definitions/inventory-items/0/props/-\n\
             {\"name\": \"scan-type\", \"ns\": \"http://fedramp.gov/ns/oscal\", \"value\": \"infrastructure\"}",
    source: "FedRAMP R: scan-type",
};

/// The objects whose FedRAMP properties are all known. Of assets and components FedRAMP has more than a POA&M needs.
static KNOWN: [&Assembly; 9] = [
    &POAM_ITEM,
    &RISK,
    &OBSERVATION,
    &CHARACTERIZATION,
    &CHARACTERIZATION_FACET,
    &RESPONSE,
    &TASK,
    &RISK_RISK_LOG_ENTRY,
    &ORIGIN_ACTOR,
];

pub(super) fn object(at: &At, findings: &mut Findings) {
    if at.is(&RISK) {
        risk(at, findings);
    }
    if at.kind().prop.is_none() {
        return;
    }
    for (number, prop) in at.object.all("prop").enumerate() {
        let (Some(name), value) = (prop.get("name"), prop.get("value").unwrap_or_default()) else { continue };
        let ns = prop.get("ns");
        if is_oscal(ns) {
            let is_own = |e: &Extension| e.own && e.name.eq_ignore_ascii_case(name) && is_on(e, at.kind());
            if EXTENSIONS.iter().any(is_own) {
                let message = format!("the property {name} has no namespace");
                let found = findings.report(&NAMESPACE, at.node("prop", number), message);
                found.help(format!("add `ns`: {}", super::NAMESPACE));
            }
        } else if ns.is_some_and(is_fedramp) {
            extension(at, number, name, value, findings);
        }
    }
}

/// Whether an object has a property with a name that only FedRAMP has, whatever its namespace.
pub(super) fn has_own(object: &Object) -> bool {
    object.kind().prop.is_some()
        && object.all("prop").filter_map(|p| p.get("name")).any(|name| {
            EXTENSIONS.iter().any(|e| e.own && e.name.eq_ignore_ascii_case(name) && is_on(e, object.kind()))
        })
}

/// Kinds are compared by the table entry they are.
fn is_on(extension: &Extension, kind: &'static Assembly) -> bool {
    extension.on.iter().any(|on| std::ptr::eq(*on, kind))
}

fn extension(at: &At, number: usize, name: &str, value: &str, findings: &mut Findings) {
    let path = || at.node("prop", number);
    if at.is(&INVENTORY_ITEM) || at.is(&SYSTEM_COMPONENT) {
        return asset(name, value, &mut |rule, message, help| {
            findings.report(rule, path(), message).help(help);
        });
    }
    let same = |e: &&Extension| e.name.eq_ignore_ascii_case(name);
    let Some(extension) = EXTENSIONS.iter().filter(same).find(|e| is_on(e, at.kind())) else {
        if !KNOWN.iter().any(|kind| at.is(kind)) {
            return;
        }
        if let Some(elsewhere) = EXTENSIONS.iter().find(same) {
            let there: Vec<&str> = elsewhere.on.iter().map(|kind| kind.name).collect();
            let message = format!("FedRAMP's property {name} does not belong into {}", at.kind().name);
            findings.report(&PLACE, path(), message).help(format!("move it to {}", there.join(" or ")));
        } else {
            let message = format!("FedRAMP has no property {name} for this object");
            findings.report(&UNKNOWN, path(), message).help("check the spelling, or use a namespace of your own");
        }
        return;
    };
    if extension.name != name {
        let message = format!("FedRAMP's documentation spells the property {}, not {name}", extension.name);
        findings.report(&SPELLING, path(), message);
    }
    if at.is(&ORIGIN_ACTOR) && at.object.get("type") != Some("tool") {
        let message = format!("FedRAMP's property {name} belongs to a tool, and this actor is none");
        findings.report(&PLACE, path(), message);
    }
    if !extension.many && first(at.object, name) != Some(number) && extension.name != "POAM-ID" {
        let message = format!("the property {name} is there before, and may be there once");
        let found = findings.report(&REPEATED, path(), message);
        // A scan's ids: a cell of the workbook that names several has no other place for them.
        if at.is(&ORIGIN_ACTOR) {
            found.level(Level::Info);
        } else {
            found.help("keep the one that holds");
        }
    }
    if let Some(help) = refusal(extension.says, value) {
        let message = format!("\"{value}\" is no value of FedRAMP's property {name}");
        findings.report(&VALUE, path(), message).help(help);
    }
}

/// What is wrong with a value, as a remedy.
fn refusal(says: Says, value: &str) -> Option<String> {
    match says {
        Says::Anything => None,
        Says::Words(words) => (!words.contains(&value)).then(|| format!("write {}", either(words))),
        Says::Number => {
            let is_number = value.parse::<u32>().is_ok_and(|n| n > 0);
            (!is_number).then(|| "write a number, 1 for what comes first".to_owned())
        }
        Says::Date => {
            let date = value.get(..10).unwrap_or(value);
            let zone = value.get(10..).unwrap_or_default();
            let is_zone = zone.is_empty() || zone == "Z" || zone.len() == 6 && zone.starts_with(['+', '-']);
            let is_date = is_zone && date.parse::<jiff::civil::Date>().is_ok();
            (!is_date).then(|| "write year-month-day".to_owned())
        }
        Says::Control => (!is_control(value)).then(|| "write the control as ac-2, an enhancement as ac-2.3".to_owned()),
    }
}

/// Whether this is a control's id: two letters, a hyphen, a number; an enhancement or a part behind a dot.
fn is_control(id: &str) -> bool {
    let Some((family, rest)) = id.split_once('-') else { return false };
    let mut parts = rest.split('.');
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    family.len() == 2
        && family.bytes().all(|b| b.is_ascii_lowercase())
        && parts.next().is_some_and(is_number)
        && parts.all(is_part)
}

/// `a, b or c`.
fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The position of the first of FedRAMP's properties of this name, whatever its case.
fn first(object: &Object, name: &str) -> Option<usize> {
    let is_it =
        |p: &Object| p.get("name").is_some_and(|n| n.eq_ignore_ascii_case(name)) && p.get("ns").is_some_and(is_fedramp);
    object.all("prop").position(is_it)
}

fn asset(name: &str, value: &str, report: &mut dyn FnMut(&'static Rule, String, String)) {
    match name {
        "virtual" | "public" | "allows-authenticated-scan" if !["yes", "no"].contains(&value) => {
            report(&YES_NO, format!("the property {name} is \"{value}\""), "write yes or no".to_owned());
        }
        "scan-type" if !["infrastructure", "database", "web", "other"].contains(&value) => {
            let help = "write infrastructure, database, web or other".to_owned();
            report(&SCAN_TYPE, format!("\"{value}\" is no type of scan"), help);
        }
        "vendor" => {
            let message = "FedRAMP's template spells the property vendor-name, not vendor".to_owned();
            report(&SPELLING, message, "write vendor-name".to_owned());
        }
        _ => {}
    }
}

fn risk(at: &At, findings: &mut Findings) {
    if values(at.object, "impacted-control-id").next().is_none() {
        let found = findings.report(&CONTROL, at.path(), "the risk names no control that it affects");
        found.help("add the property impacted-control-id in FedRAMP's namespace");
    }
    let has_date = values(at.object, "kev-due-date").next().is_some();
    if has_date && !values(at.object, "kev-catalog").any(|v| v == "yes") {
        let message = "the risk has a kev-due-date, but kev-catalog is not yes";
        findings.report(&DUE_DATE, at.member("prop"), message).help("set kev-catalog to yes, or drop the date");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_spelled_as_in_the_catalog() {
        for good in ["ac-2", "ac-2.3", "sc-7.21", "cm-6.a", "si-2"] {
            assert!(is_control(good), "{good}");
        }
        for bad in ["", "AC-2", "ac-2(3)", "ac2", "ac-", "ac-2.", "acc-2", "ac-2 3", "é-2"] {
            assert!(!is_control(bad), "{bad}");
        }
    }

    #[test]
    fn a_date_is_one_that_exists() {
        for (value, is_good) in [
            ("2026-02-28", true),
            ("2026-02-28Z", true),
            ("2026-02-28-05:00", true),
            ("2026-02-30", false),
            ("soon", false),
            ("2026-02-2é", false),
        ] {
            assert_eq!(refusal(Says::Date, value).is_none(), is_good, "{value}");
        }
        assert!(refusal(Says::Number, "0").is_some() && refusal(Says::Number, "1").is_none());
        assert_eq!(refusal(Says::Words(&["a", "b", "c"]), "x").as_deref(), Some("write a, b or c"));
    }
}
