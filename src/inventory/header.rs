//! The inventory workbook's columns by their headers, and the rows of it that are no assets.

/// A column of the workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Address,
    Virtual,
    Public,
    Dns,
    NetBios,
    Mac,
    AuthenticatedScan,
    Baseline,
    Os,
    Location,
    AssetType,
    Hardware,
    LatestScan,
    SoftwareVendor,
    Software,
    PatchLevel,
    DiagramLabel,
    Comments,
    Serial,
    Vlan,
    SystemOwner,
    ApplicationOwner,
    Function,
}

/// Each column's headers, letters and digits alone and `&` as `and`; the workbook's own comes first.
const HEADERS: [(Column, &[&str]); 24] = [
    (Column::Id, &["uniqueassetidentifier", "assetidentifier", "uniqueassetid", "assetid"]),
    (Column::Address, &["ipv4oripv6address", "ipv4address", "ipv6address", "ipaddress"]),
    (Column::Virtual, &["virtual"]),
    (Column::Public, &["public"]),
    (Column::Dns, &["dnsnameorurl", "dnsname", "fqdn", "url"]),
    (Column::NetBios, &["netbiosname"]),
    (Column::Mac, &["macaddress"]),
    (Column::AuthenticatedScan, &["authenticatedscan"]),
    (Column::Baseline, &["baselineconfigurationname", "baselineconfiguration"]),
    (Column::Os, &["osnameandversion", "osandversion", "operatingsystem"]),
    (Column::Location, &["location"]),
    (Column::AssetType, &["assettype"]),
    (Column::Hardware, &["hardwaremakemodel", "hardwaremakeandmodel", "makemodel"]),
    (Column::LatestScan, &["inlatestscan"]),
    (Column::SoftwareVendor, &["softwaredatabasevendor", "softwarevendor"]),
    (Column::Software, &["softwaredatabasenameandversion", "softwarenameandversion"]),
    (Column::PatchLevel, &["patchlevel"]),
    (Column::DiagramLabel, &["diagramlabel"]),
    (Column::Comments, &["comments", "comment"]),
    (Column::Serial, &["serialassettag", "serialnumber", "serialnumberassettag", "assettag"]),
    (Column::Vlan, &["vlannetworkid", "vlanid"]),
    (Column::SystemOwner, &["systemadministratorowner", "systemowner", "assetowner"]),
    (Column::ApplicationOwner, &["applicationadministratorowner", "applicationowner"]),
    (Column::Function, &["function"]),
];

impl Column {
    /// Whether an asset can be found by what stands here.
    pub(super) fn names_asset(self) -> bool {
        matches!(self, Column::Id | Column::Address | Column::Dns)
    }

    /// Whether the workbook asks for yes or no here.
    pub(super) fn is_yes_or_no(self) -> bool {
        matches!(self, Column::Virtual | Column::Public | Column::AuthenticatedScan | Column::LatestScan)
    }
}

/// The columns that a row would be the header of, each once.
pub(super) fn columns(row: &[String]) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(row.len());
    let mut known: Vec<Column> = Vec::new();
    for cell in row {
        // Guidance is longer than any header.
        let short = Some(cell).filter(|c| c.len() <= 80);
        let column = short.and_then(|cell| column(cell)).filter(|c| !known.contains(c));
        known.extend(column);
        columns.push(column);
    }
    columns
}

fn column(header: &str) -> Option<Column> {
    let header = header.replace('&', "and").to_lowercase();
    let normal: String = header.chars().filter(char::is_ascii_alphanumeric).collect();
    HEADERS.iter().find(|(_, headers)| headers.contains(&normal.as_str())).map(|(column, _)| *column)
}

/// Whether a cell's text is more than a way to leave it blank.
pub(super) fn says_something(text: &str) -> bool {
    let text = text.trim();
    let none = ["n/a", "na", "none", "not applicable", "tbd", "-", "--", "unknown"];
    !text.is_empty() && !none.iter().any(|n| text.eq_ignore_ascii_case(n))
}

/// Whether a row says how to fill the sheet in: the template's questions where yes or no belongs, or its sentence in
/// place of the identifier.
pub(super) fn is_guidance(cells: &[(Column, String)]) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    let asks = |text: &str| text.trim_end().ends_with('?') || words(text) > 6;
    let questions = cells.iter().filter(|(c, text)| c.is_yes_or_no() && asks(text)).count();
    let explains = |text: &str| words(text) > 12 || text.trim() == "Mandatory" || text.trim() == "Optional";
    let id = cells.iter().find(|(c, _)| *c == Column::Id);
    questions >= 2 || id.is_some_and(|(_, text)| explains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_whatever_their_marks() {
        for (header, is) in [
            ("UNIQUE ASSET IDENTIFIER", Some(Column::Id)),
            ("IPv4 or IPv6\nAddress", Some(Column::Address)),
            ("Software/ Database Name & Version", Some(Column::Software)),
            ("Serial #/Asset Tag#", Some(Column::Serial)),
            ("VLAN/Network ID", Some(Column::Vlan)),
            ("End of life", None),
            ("", None),
        ] {
            assert_eq!(column(header), is, "{header}");
        }
        let twice = columns(&["Public".into(), "Public".into()]);
        assert_eq!(twice, [Some(Column::Public), None]);
    }

    #[test]
    fn every_header_is_of_one_column() {
        let mut all: Vec<&str> = HEADERS.iter().flat_map(|(_, headers)| headers.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_blank_has_many_spellings() {
        assert!(["", " ", "N/A", "none", " TBD "].iter().all(|t| !says_something(t)));
        assert!(["No", "0", "x"].iter().all(|t| says_something(t)));
    }
}
