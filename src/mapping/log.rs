//! Decisions that changed: when a sheet is merged into a document, its log tells of them.

use super::definition::{Mapping, Place, Value};
use super::made::{Context, Made};
use super::place::Path;
use super::row::borrowed;
use super::said::Said;
use super::stored::stored;
use crate::oscal::model::DataType;
use std::sync::Arc;

/// Where it is told that a decision has changed, when a sheet is merged into a document.
#[derive(Debug)]
pub struct Log {
    /// The columns whose changes are told.
    pub columns: Vec<usize>,
    /// The entry made for a change.
    pub each: Place,
    /// What goes where in it.
    pub fields: Vec<(LogField, Path)>,
    /// Where its date comes from.
    pub borrow: Vec<Value>,
}

/// What an entry of the log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogField {
    /// The day of the change.
    Date,
    /// The column and what it says now.
    Head,
    /// What it said before, and what it says now.
    Text,
}

/// Tells the log of a decision that changed. The entry's name is made of what was decided and when, so it is told once.
pub(super) fn write(
    mapping: &Mapping,
    context: &Context,
    says: &[Arc<Said>],
    (column, before, now): &(usize, String, String),
    made: &mut Made<'_>,
) {
    let (Some(log), Some(column)) = (&mapping.log, mapping.columns.get(*column)) else { return };
    let date = log.borrow.iter().find_map(|source| borrowed(context, says, source, DataType::DateTime));
    let Some(date) = date else { return };
    let title = format!("{}: {now}", column.header);
    let text = format!("{} was {before} and is {now}.", column.header);
    for base in made.bases(&log.each.base, false, &[]) {
        let variables = [("column", column.id.as_str()), ("value", now.as_str())];
        let what = [&log.each.text, &column.id, now.as_str(), &date];
        let Some(at) = made.make_object(&base, &log.each.path, &variables, &what) else { continue };
        for (field, path) in &log.fields {
            let plain = match field {
                LogField::Date => &date,
                LogField::Head => title.as_str(),
                LogField::Text => text.as_str(),
            };
            if let Some(value) = path.data_type().and_then(|t| stored(t, plain, context.version)) {
                made.write_path(&at, path, &value, false, &[], &path.plain);
            }
        }
    }
}
