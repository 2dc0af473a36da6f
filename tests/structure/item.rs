//! An item, its risk and its observations.

use std::collections::HashMap;

use serde_json::Value;

use super::{Broken, FEDRAMP, ask, list, props, text};

/// The properties of a risk that stand for a deviation request, which are the types of their observations too.
const DEVIATIONS: [&str; 4] = ["false-positive", "operational-requirement", "risk-adjustment", "vendor-dependency"];
/// Of these, the ones that are decided on evidence.
const REQUESTS: [&str; 3] = ["false-positive", "operational-requirement", "risk-adjustment"];

pub(crate) fn rules(
    item: &Value,
    risks: &HashMap<&str, &Value>,
    observations: &HashMap<&str, &Value>,
    broken: &mut Broken,
) {
    let ids = props(item, "POAM-ID", Some(FEDRAMP));
    let at = ids.first().copied().unwrap_or(text(&item["uuid"]));
    ask(broken, ids.len() == 1, "has-POAM-ID", at);
    ask(broken, !text(&item["title"]).is_empty() && !text(&item["description"]).is_empty(), "has-texts", at);
    let [related] = list(&item["related-risks"]) else {
        return ask(broken, false, "has-one-associated-risk", at);
    };
    let Some(risk) = risks.get(text(&related["risk-uuid"])) else {
        return ask(broken, false, "associated-risk-has-target", at);
    };
    let named: Vec<&str> = list(&item["related-observations"]).iter().map(|o| text(&o["observation-uuid"])).collect();
    ask(broken, !named.is_empty(), "has-related-observation", at);
    let seen: Vec<&Value> = named.iter().filter_map(|uuid| observations.get(uuid).copied()).collect();
    ask(broken, seen.len() == named.len(), "related-observation-has-observation", at);
    finding(risk, &named, observations, at, broken);
    responses(risk, at, broken);
    characterizations(risk, at, broken);
    log(risk, at, broken);
    deviations(risk, &seen, at, broken);
    ask(broken, !props(risk, "impacted-control-id", Some(FEDRAMP)).is_empty(), "has-impacted-control", at);
    ask(broken, !text(&risk["statement"]).is_empty(), "risk-has-statement", at);
    ask(broken, is_moment(&risk["deadline"]), "risk-has-deadline", at);
}

/// One observation is named by the risk, the one that tells when the weakness was found.
fn finding(risk: &Value, named: &[&str], observations: &HashMap<&str, &Value>, at: &str, broken: &mut Broken) {
    let [related] = list(&risk["related-observations"]) else {
        return ask(broken, false, "risk-has-one-related-observation", at);
    };
    let uuid = text(&related["observation-uuid"]);
    ask(broken, named.contains(&uuid), "item-names-the-finding", at);
    let Some(found) = observations.get(uuid) else {
        return ask(broken, false, "risk-observation-has-target", at);
    };
    let is_finding = list(&found["types"]).iter().any(|t| t == "finding" || t == "discovery");
    ask(broken, is_finding, "risk-names-the-finding", at);
    ask(broken, is_moment(&found["collected"]), "finding-has-collected", at);
    ask(broken, !list(&found["methods"]).is_empty(), "finding-has-method", at);
    ask(broken, !list(&found["origins"]).is_empty(), "finding-has-origin", at);
}

fn responses(risk: &Value, at: &str, broken: &mut Broken) {
    let responses = list(&risk["remediations"]);
    let has = |lifecycle: &str| responses.iter().any(|r| r["lifecycle"] == lifecycle);
    ask(broken, has("recommendation"), "risk-has-recommendation", at);
    ask(broken, has("planned"), "risk-has-planned-response", at);
    let tasks = || responses.iter().flat_map(|r| list(&r["tasks"])).filter(|t| t["type"] == "milestone");
    ask(broken, tasks().next().is_some(), "risk-has-milestones", at);
    for task in tasks() {
        ask(broken, task["description"].is_string(), "milestone-has-description", at);
        let on = &task["timing"]["on-date"]["date"];
        let within = &task["timing"]["within-date-range"];
        let is_timed = is_moment(on) || is_moment(&within["start"]) && is_moment(&within["end"]);
        ask(broken, is_timed, "milestone-has-timing", at);
    }
}

/// FedRAMP's own characterization stands last, says what the impact is, and first what was there first.
fn characterizations(risk: &Value, at: &str, broken: &mut Broken) {
    let all = list(&risk["characterizations"]);
    let is_fedramp = |c: &Value| list(&c["facets"]).iter().any(|f| f["system"] == FEDRAMP);
    let last = all.last().is_some_and(is_fedramp) && all.iter().filter(|c| is_fedramp(c)).count() == 1;
    ask(broken, last, "fedramp-characterization-is-last", at);
    let facets: Vec<&Value> = all.iter().filter(|c| is_fedramp(c)).flat_map(|c| list(&c["facets"])).collect();
    let impacts: Vec<&str> = all
        .iter()
        .flat_map(|c| list(&c["facets"]))
        .filter(|f| f["name"] == "impact")
        .map(|f| text(&f["value"]))
        .collect();
    ask(broken, !impacts.is_empty(), "has-risk-impact-characterization-facet", at);
    ask(broken, impacts.iter().all(|v| ["low", "moderate", "high"].contains(v)), "impact-is-a-level", at);
    let states: Vec<Vec<&str>> = facets.iter().map(|f| props(f, "state", None)).collect();
    ask(broken, states.iter().all(|s| *s == ["initial"] || *s == ["adjusted"]), "facet-has-state", at);
    for name in ["risk", "likelihood", "impact"] {
        let of: Vec<&str> = facets.iter().zip(&states).filter(|(f, _)| f["name"] == name).map(|(_, s)| s[0]).collect();
        // The last `impact` counts: an adjusted one has to stand behind what was there first.
        ask(broken, of == ["initial"] || of == ["initial", "adjusted"], "initial-before-adjusted", at);
    }
    for state in ["initial", "adjusted"] {
        let names: Vec<&str> =
            facets.iter().zip(&states).filter(|(_, s)| **s == [state]).map(|(f, _)| text(&f["name"])).collect();
        let pair = names.contains(&"likelihood") == names.contains(&"impact");
        ask(broken, pair, "likelihood-and-impact-together", at);
    }
}

fn log(risk: &Value, at: &str, broken: &mut Broken) {
    let entries = list(&risk["risk-log"]["entries"]);
    for entry in entries {
        ask(broken, !text(&entry["title"]).is_empty(), "risk-log-entry-has-title", at);
        ask(broken, is_moment(&entry["start"]), "risk-log-entry-has-start", at);
    }
    let closing: Vec<&Value> = entries.iter().filter(|e| e["status-change"] == "closed").collect();
    let is_closed = risk["status"] == "closed";
    ask(broken, is_closed == (closing.len() == 1), "closed-risk-has-one-closing-entry", at);
    let is_last = !is_closed || entries.last().is_some_and(|e| e["status-change"] == "closed");
    ask(broken, is_last, "closing-entry-is-last", at);
}

/// A request has the observation that argues for it, with evidence where documents are named.
fn deviations(risk: &Value, seen: &[&Value], at: &str, broken: &mut Broken) {
    for name in DEVIATIONS {
        let values = props(risk, name, Some(FEDRAMP));
        ask(broken, values.len() <= 1, "deviation-once", at);
        let words: &[&str] = if name == "vendor-dependency" {
            &["investigating", "tracking", "resolved", "withdrawn"]
        } else {
            &["investigating", "pending", "approved", "withdrawn"]
        };
        ask(broken, values.iter().all(|v| words.contains(v)), "deviation-state", at);
        let argued: Vec<&&Value> = seen.iter().filter(|o| list(&o["types"]).iter().any(|t| t == name)).collect();
        let is_request = values.iter().any(|v| REQUESTS.contains(&name) && ["pending", "approved"].contains(v));
        if is_request {
            ask(broken, argued.len() == 1, "deviation-has-observation", &format!("{at} {name}"));
        }
        for observation in argued {
            let evidence = !list(&observation["relevant-evidence"]).is_empty();
            ask(broken, evidence, "deviation-has-evidence", &format!("{at} {name}"));
        }
        if name == "risk-adjustment" && is_request {
            let factors = !list(&risk["mitigating-factors"]).is_empty();
            ask(broken, factors, "adjustment-has-mitigating-factor", at);
        }
    }
}

/// Whether this is a date and time with a zone.
fn is_moment(value: &Value) -> bool {
    value.as_str().is_some_and(poam::workbook::is_oscal_date_time)
}
