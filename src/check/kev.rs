//! CISA's catalogue of vulnerabilities that are known to be exploited: `known_exploited_vulnerabilities.json`, as
//! published.

use crate::finding::{Failure, Finding, Place};
use jiff::civil::Date;
use std::collections::HashMap;

/// The catalogue: CVE numbers and by when CISA wants each remedied.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    due: HashMap<String, Date>,
}

impl Catalogue {
    /// Reads the catalogue. `file` is what messages call it.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] where it is no JSON, no catalogue, or an entry has no CVE number or date.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Catalogue, Failure> {
        let failed = |message: String| {
            let help = "give CISA's known_exploited_vulnerabilities.json as it is published";
            Failure::unreadable(Finding::error("not-a-catalogue", message).at(Place::file(file)).help(help))
        };
        let value: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|e| failed(format!("this cannot be read as JSON: {e}")))?;
        let entries = value["vulnerabilities"]
            .as_array()
            .ok_or_else(|| failed("this has no list `vulnerabilities`".to_owned()))?;
        let mut due = HashMap::with_capacity(entries.len());
        for (at, entry) in entries.iter().enumerate() {
            let said = |name: &str| {
                let missing = || failed(format!("entry {} of `vulnerabilities` has no `{name}`", at + 1));
                entry[name].as_str().ok_or_else(missing)
            };
            let (cve, date) = (said("cveID")?, said("dueDate")?);
            let date: Date = date.parse().map_err(|_| failed(format!("{cve}: dueDate \"{date}\" is not a date")))?;
            due.insert(cve.trim().to_ascii_uppercase(), date);
        }
        Ok(Catalogue { due })
    }

    /// By when CISA wants a CVE remedied; none where it is not in the catalogue.
    pub fn due(&self, cve: &str) -> Option<Date> {
        self.due.get(&cve.to_ascii_uppercase()).copied()
    }

    /// How many it has.
    pub fn len(&self) -> usize {
        self.due.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.due.is_empty()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_cve_has_its_due_date() {
        let text =
            br#"{"title": "x", "vulnerabilities": [{"cveID": "CVE-2026-1000", "dueDate": "2026-06-01", "x": 1}]}"#;
        let catalogue = Catalogue::read("kev.json", text).unwrap();
        assert_eq!(catalogue.due("cve-2026-1000").unwrap().to_string(), "2026-06-01");
        assert_eq!(catalogue.due("CVE-2026-1001"), None);
        assert_eq!((catalogue.len(), catalogue.is_empty()), (1, false));
    }

    #[test]
    fn what_is_no_catalogue_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"vulnerabilities": 3}"#,
            r#"{"vulnerabilities": [{"cveID": "CVE-2026-1"}]}"#,
            r#"{"vulnerabilities": [{"cveID": "CVE-2026-1", "dueDate": "soon"}]}"#,
        ] {
            let failure = Catalogue::read("kev.json", text.as_bytes()).unwrap_err();
            assert_eq!(failure.findings()[0].code, "not-a-catalogue", "{text}");
        }
    }
}
