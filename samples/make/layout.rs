//! A template's columns with what its help rows say, and the data of a sample: both are TOML files.

use anyhow::{Context, ensure};
use toml::{Table, Value};

/// A column of a template.
pub(crate) struct Column {
    pub(crate) header: String,
    help: Table,
}

impl Column {
    /// What the help row of that name says in this column.
    pub(crate) fn help(&self, row: &str) -> Option<&Value> {
        self.help.get(row)
    }
}

/// The columns of the list `name` in a layout file.
pub(crate) fn columns(layout: &str, name: &str) -> anyhow::Result<Vec<Column>> {
    tables(&layout.parse()?, name)?
        .into_iter()
        .map(|help| {
            let header = help.get("header").and_then(Value::as_str).context("a column without a header")?.to_owned();
            Ok(Column { header, help })
        })
        .collect()
}

/// What stands in a sample.
pub(crate) struct Data(Table);

impl Data {
    pub(crate) fn parse(text: &str) -> anyhow::Result<Data> {
        Ok(Data(text.parse()?))
    }

    /// The header block: the cell under a label.
    pub(crate) fn header(&self, label: &str) -> anyhow::Result<&Value> {
        self.0.get("header").and_then(|h| h.get(label)).with_context(|| format!("[header] has no {label:?}"))
    }

    /// The items of a sheet, each with the defaults it does not override.
    pub(crate) fn items(&self, sheet: &str) -> anyhow::Result<Vec<Table>> {
        let mut items = tables(&self.0, sheet)?;
        if let Some(defaults) = self.0.get("defaults").and_then(Value::as_table) {
            for (header, value) in defaults {
                for item in &mut items {
                    item.entry(header.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        Ok(items)
    }

    /// The rows of a list as they are.
    pub(crate) fn rows(&self, name: &str) -> anyhow::Result<Vec<Table>> {
        tables(&self.0, name)
    }
}

fn tables(table: &Table, name: &str) -> anyhow::Result<Vec<Table>> {
    let list = table.get(name).and_then(Value::as_array).with_context(|| format!("no [[{name}]]"))?;
    let tables: Vec<Table> = list.iter().filter_map(|value| value.as_table().cloned()).collect();
    ensure!(tables.len() == list.len(), "[[{name}]] holds something that is no table");
    Ok(tables)
}

/// Whether an item names only columns that are there: a slip in a data file would lose the cell in silence.
pub(crate) fn check(item: &Table, columns: &[Column]) -> anyhow::Result<()> {
    for header in item.keys() {
        ensure!(columns.iter().any(|column| column.header == *header), "no column {header:?}");
    }
    Ok(())
}
