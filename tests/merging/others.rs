//! Documents that others made: a sheet shows what there is, and merged back unchanged it changes nothing.

use std::path::PathBuf;

use poam::mapping::document::to_rows;
use poam::merge::complement;
use poam::oscal::read;

use super::common::converted::MAPPING;
use super::common::shared;
use super::shown;

fn documents() -> Vec<PathBuf> {
    let folders = ["corpus/oscal", "model-examples", "mapping"];
    let all = folders.into_iter().filter_map(shared).flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut all: Vec<PathBuf> = all.map(|entry| entry.unwrap().path()).filter(|p| p.is_file()).collect();
    all.sort();
    all
}

#[test]
fn a_sheet_of_any_document_merged_back_changes_nothing() {
    let mut read_so_far = 0;
    for path in documents() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(reading) = read::document(&name, &std::fs::read(&path).unwrap()) else { continue };
        let rows = to_rows(&MAPPING, &reading.root, None);
        if rows.rows.is_empty() {
            continue;
        }
        read_so_far += 1;
        let grid = shown(&reading.root);
        let merged =
            poam::merge::merge(super::survey(&grid.workbook()), &reading.root, poam::merge::Options::default())
                .unwrap();
        assert_eq!(merged.changes, [], "{name}");
        let rest = complement(&MAPPING, &reading.root);
        println!("{name}: {} rows, {} beyond", rows.rows.len(), rest.len());
    }
    assert!(read_so_far > 5, "{read_so_far}");
}
