//! The sample workbooks, made from the TOML files beside this one. Providers, systems, people and findings are made up.
//!
//! | sample | shows |
//! |---|---|
//! | `meridian-v2.1.xlsx` | FedRAMP's template v2.1 as a careful provider fills it: help rows left in, due dates by formula, all sheets, every kind of deviation, vendor dependencies, known exploited vulnerabilities; three items are late |
//! | `alder-v3.0.xlsx` | template v3.0: columns from B on, header rows that differ between sheets, milestones told in Remediation Plan, PL-2 Findings; two items are late |
//! | `kestrel-2018.xlsx` | the layout of 2018 with its 27 columns, still in use: help rows deleted, due dates typed, no sheet for configuration findings; one item is late |
//! | `messy.xlsx` | what people do to a workbook: columns moved, renamed and added, dates in every spelling, help and header rows between the items, a duplicate id, a missing one, text that is hard on every format |
//! | `fennel-register.xlsx` | a register that is not FedRAMP's: one sheet with a status column, milestones in numbered columns, labels and values side by side above the header row |
//! | `clover-register.csv` | the same in small: items that nobody numbers, two lines of title, a .csv |
//! | `tidewater-emass.xlsx` | an export of eMASS: banners, data from column B on, milestones on rows of their own, items that have no id yet |
//! | `breakwater-emass-2019.xlsx` | an older export of eMASS: no column of ids, milestones as text |
//! | `first-steps.csv` | the least that is a POA&M: three items with the common columns, as spreadsheet programs save CSV |
//!
//! Nothing here reads a clock or a random number: the same data gives the same bytes.

mod csv_file;
mod due;
mod layout;
mod legacy;
mod messy;
mod parts;
mod plain;
mod sheet;
mod v21;
mod v30;

use anyhow::Context;

/// Every sample: its file name and its bytes.
pub(crate) fn all() -> anyhow::Result<Vec<(&'static str, Vec<u8>)>> {
    Ok(vec![
        ("meridian-v2.1.xlsx", v21::make().context("meridian-v2.1.xlsx")?),
        ("alder-v3.0.xlsx", v30::make().context("alder-v3.0.xlsx")?),
        ("kestrel-2018.xlsx", legacy::make().context("kestrel-2018.xlsx")?),
        ("messy.xlsx", messy::make().context("messy.xlsx")?),
        ("fennel-register.xlsx", plain::register().context("fennel-register.xlsx")?),
        ("clover-register.csv", plain::register_csv().context("clover-register.csv")?),
        ("tidewater-emass.xlsx", plain::emass().context("tidewater-emass.xlsx")?),
        ("breakwater-emass-2019.xlsx", plain::old_emass().context("breakwater-emass-2019.xlsx")?),
        ("first-steps.csv", csv_file::make().context("first-steps.csv")?),
    ])
}
