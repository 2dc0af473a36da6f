use poam::workbook::read_file;

use super::common::samples::{big, corpus, name, samples, templates, worked};
use super::{bytes, converted, merged};

#[test]
fn an_unchanged_workbook_changes_nothing() {
    let worked = worked().map(|path| path.with_extension("xlsx"));
    for path in samples().into_iter().chain(templates()).chain(corpus()).chain(worked).chain(big()) {
        let (workbook, _) = read_file(&path).unwrap();
        let base = converted(&workbook);
        let merged = merged(&workbook, &base);
        assert_eq!(merged.changes, [], "{}", name(&path));
        assert!(bytes(&merged.root) == bytes(&base), "{}", name(&path));
        let told = merged.findings.iter().filter(|f| f.code == "cell-not-taken").collect::<Vec<_>>();
        assert!(told.is_empty(), "{}: {told:?}", name(&path));
    }
}
