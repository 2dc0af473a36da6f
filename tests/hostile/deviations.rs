//! Deviations: the texts of several, and the columns that name them.

use super::{OPEN, lawful, sheet};

#[test]
fn a_rationale_of_several_deviations_beside_a_vendors_product() {
    // The product makes the vendor dependency's observation before the rationale comes to it.
    let row: &[(&str, &str)] = &[
        ("POAM ID", "V-1"),
        ("Vendor Dependent Product Name", "Example Firewall 9"),
        ("Deviation Rationale", "Operational Requirement : Needed.\n\nVendor Dependency : No release yet."),
    ];
    lawful("a product", vec![sheet(OPEN, &[], &[row])]);
}

#[test]
fn a_rationale_of_no_type_beside_one_of_the_type_that_a_column_tells() {
    let row: &[(&str, &str)] = &[
        ("POAM ID", "V-1"),
        ("Risk Adjustment", "Yes"),
        ("Deviation Rationale", "Seen by the assessor.\n\nRisk Adjustment : Not reachable."),
    ];
    lawful("a type told twice", vec![sheet(OPEN, &[], &[row])]);
}
