//! FedRAMP's blank templates hold no item; their example row is one, for who asks for it.

use crate::common::samples;
use crate::run::Here;

#[test]
fn a_blank_template_is_refused_for_having_no_item() {
    for path in samples::templates() {
        let name = samples::name(&path);
        let here = Here::new();
        here.put(&name, &std::fs::read(&path).unwrap());
        let ran = here.convert(&[&name, "-o", "poam.json"]).ended(4);
        assert!(ran.err.contains("error[no-items]: "), "{name}: {}", ran.err);
        assert!(ran.err.contains(&format!("\n  {name}\n")), "{name}: {}", ran.err);
        assert_eq!(here.files(), [name.as_str()]);
        assert!(here.convert(&[&name]).ended(4).out.is_empty(), "{name}");
    }
}

#[test]
fn its_example_row_converts_on_demand() {
    for path in samples::templates() {
        let name = samples::name(&path);
        let here = Here::new();
        here.put(&name, &std::fs::read(&path).unwrap());
        let ran = here.convert(&[&name, "-o", "poam.json", "--keep-examples"]);
        assert!(ran.code <= 1, "{name}: {}", ran.err);
        let items = here.json("poam.json")["poam-items"].as_array().unwrap().len();
        // v3.0 has an example on its sheet of PL-2 findings too.
        assert_eq!(items, if name.contains("v3.0") { 2 } else { 1 }, "{name}: {}", ran.err);
        assert_eq!(here.files(), [name.as_str(), "poam.json"]);
    }
}
