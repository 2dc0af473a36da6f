//! The columns that rules speak of, by the ids of the mapping, and where the mapping has them. A mapping may lack any
//! of them; then the rules about it say nothing.

use crate::mapping::definition::Mapping;

macro_rules! columns {
    ($($name:ident = $id:literal, $what:literal;)*) => {
        /// A column that rules speak of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Col { $(#[doc = $what] $name),* }

        impl Col {
            /// Every one, in the order of the workbook.
            pub(crate) const ALL: &[Col] = &[$(Col::$name),*];

            /// The id the mapping knows it by.
            pub(crate) fn id(self) -> &'static str {
                match self { $(Col::$name => $id),* }
            }
        }
    };
}

columns! {
    Id = "poam-id", "What names the item.";
    Controls = "controls", "The controls that are weak.";
    Name = "weakness-name", "What the weakness is called.";
    Description = "weakness-description", "What it is.";
    Detector = "weakness-detector-source", "Who or what found it.";
    SourceId = "weakness-source-identifier", "What the finder calls it.";
    Assets = "asset-identifier", "Where it is.";
    Contact = "point-of-contact", "Who answers for it.";
    Plan = "overall-remediation-plan", "What will be done.";
    Detected = "original-detection-date", "When it was found.";
    Scheduled = "scheduled-completion-date", "When it will be done.";
    Milestones = "planned-milestones", "The steps, with dates.";
    Changes = "milestone-changes", "What became of the steps.";
    Status = "status-date", "When something changed last; of a closed item, when it was closed.";
    Vendor = "vendor-dependency", "Whether a vendor has to act first.";
    CheckIn = "last-vendor-check-in-date", "When the vendor was last asked.";
    Product = "vendor-dependent-product-name", "The vendor's product.";
    Original = "original-risk-rating", "The rating at first.";
    Adjusted = "adjusted-risk-rating", "The rating asked for or granted.";
    Adjustment = "risk-adjustment", "Whether the rating is adjusted.";
    FalsePositive = "false-positive", "Whether there is no weakness.";
    Requirement = "operational-requirement", "Whether it must stay.";
    Rationale = "deviation-rationale", "Why a deviation.";
    Documents = "supporting-documents", "What shows it.";
    Comments = "comments", "What else there is to say.";
    AutoApprove = "auto-approve", "Whether adjustments are approved beforehand.";
    Kev = "binding-operational-directive-22-01-tracking", "Whether it is known to be exploited.";
    KevDue = "binding-operational-directive-22-01-due-date", "CISA's due date.";
    Cve = "cve", "Its CVE numbers.";
    Service = "service-name", "The services concerned.";
}

/// A value of the header block that rules speak of, by the mapping's id.
pub(crate) mod header {
    pub(crate) const CSP: &str = "csp";
    pub(crate) const SYSTEM: &str = "system-name";
    pub(crate) const LEVEL: &str = "impact-level";
    pub(crate) const DATE: &str = "poam-date";
}

/// What a kind of sheet holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Open items.
    Open,
    /// Closed items.
    Closed,
    /// Items whose risk is accepted: nothing is due.
    Accepted,
    /// Findings of configuration scans, under the rules of open items.
    Configuration,
    /// Faults of the system's documents, with few columns.
    Documents,
}

/// A mapping, as far as rules need it.
#[derive(Debug)]
pub(crate) struct Columns<'a> {
    /// The mapping.
    pub(crate) mapping: &'a Mapping,
    at: Vec<Option<usize>>,
    kinds: Vec<Kind>,
}

impl<'a> Columns<'a> {
    /// Finds the columns of a mapping.
    pub(crate) fn of(mapping: &'a Mapping) -> Self {
        let at = Col::ALL.iter().map(|col| mapping.columns.iter().position(|c| c.id == col.id())).collect();
        // A sheet is told by what the mapping writes for its rows, not by its name.
        let kind = |when: &str| match when {
            "closed" => Some(Kind::Closed),
            "deviation-approved" => Some(Kind::Accepted),
            "configuration-findings" => Some(Kind::Configuration),
            "pl-2-findings" => Some(Kind::Documents),
            _ => None,
        };
        let kinds =
            mapping.sheets.iter().map(|s| s.when.iter().find_map(|(_, value)| kind(value)).unwrap_or(Kind::Open));
        Columns { mapping, at, kinds: kinds.collect() }
    }

    /// Where a column is in the mapping.
    pub(crate) fn at(&self, col: Col) -> Option<usize> {
        self.at.get(col as usize).copied().flatten()
    }

    /// A column's header, as the mapping spells it.
    pub(crate) fn header(&self, col: Col) -> &'a str {
        self.at(col).map_or(col.id(), |at| self.mapping.columns[at].header.as_str())
    }

    /// Where a value of the header block is in the mapping.
    pub(crate) fn header_at(&self, id: &str) -> Option<usize> {
        self.mapping.headers.iter().position(|h| h.id == id)
    }

    /// What a sheet holds, by its index in the mapping.
    pub(crate) fn kind(&self, sheet: usize) -> Kind {
        self.kinds.get(sheet).copied().unwrap_or(Kind::Open)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::mapping::file::{FEDRAMP, load};

    #[test]
    fn the_built_in_mapping_has_every_column_label_and_sheet() {
        let mapping = load("fedramp", FEDRAMP).unwrap();
        let columns = Columns::of(&mapping);
        for col in Col::ALL {
            assert!(columns.at(*col).is_some(), "the mapping has no column {}", col.id());
        }
        for id in [header::CSP, header::SYSTEM, header::LEVEL, header::DATE] {
            assert!(columns.header_at(id).is_some(), "the mapping has no label {id}");
        }
        let kinds: Vec<Kind> = (0..mapping.sheets.len()).map(|s| columns.kind(s)).collect();
        assert_eq!(kinds, [Kind::Documents, Kind::Configuration, Kind::Closed, Kind::Open]);
    }
}
