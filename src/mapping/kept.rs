//! The cell's own spelling, kept beside the value that the document holds instead, and shown again as long as it says
//! what the document says. Extra columns are kept the same way: their cells have no value but their text.

use super::codec::{DateOrder, Record};
use super::definition::{Column, Mapping, Place};
use super::made::Made;
use super::place::Variables;
use super::view::View;
use crate::oscal::object::Object;
use crate::oscal::text;

/// What the value of a property says whose text stands in its remarks.
const SEE_REMARKS: &str = "see remarks";

/// The value of a property that marks a blank cell.
const BLANK: &str = "blank";

/// Keeps a text in a property: as its value, or where a value cannot hold it byte for byte in its remarks.
pub(super) fn keep(made: &mut Made<'_>, place: &Place, column: &str, kept: &str) {
    let variables = [("column", column)];
    for base in made.bases(&place.base, false, &variables) {
        if let Some(at) = made.make_object(&base, &place.path, &variables, &[column])
            && let Some(prop) = made.object(&at)
        {
            write(prop, kept);
        }
    }
}

/// Writes a text into a property.
pub(super) fn write(prop: &mut Object, kept: &str) {
    let (Some(value), Some(remarks)) = (prop.kind().member("value"), prop.kind().member("remarks")) else { return };
    let storable = text::storable(kept);
    if text::is_string(&storable) && storable != SEE_REMARKS {
        prop.set(value, storable.into_owned());
    } else {
        prop.set(value, SEE_REMARKS);
        prop.set(remarks, text::fence(&storable));
    }
}

/// The text that a property keeps.
pub(super) fn read(prop: &Object) -> Option<String> {
    let value = prop.get("value")?;
    let kept = match prop.get("remarks") {
        Some(remarks) if value == SEE_REMARKS => text::unfence(remarks)?,
        _ => value.to_owned(),
    };
    Some(text::restored(&kept).into_owned())
}

/// The text kept for a column at a place, if there is one.
pub(super) fn kept_at(view: &View<'_>, place: &Place, column: &str) -> Option<String> {
    let variables: Variables<'_> = &[("column", column)];
    let mut kept = None;
    for (_, object) in view.bases(&place.base, variables) {
        place.path.select_objects(object, "", variables, &mut |prop| {
            if kept.is_none() {
                kept = read(prop);
            }
        });
    }
    kept
}

/// Keeps a cell's text where the document does not give it back, and says whether it will be shown again.
pub(super) fn keep_cell(made: &mut Made<'_>, column: &Column, cell: &str) {
    let kept = &made.mapping.kept;
    if cell.trim().is_empty() {
        keep(made, &kept.blank, &column.id, BLANK);
    } else {
        keep(made, &kept.text, &column.id, cell);
    }
}

/// The text of a cell as a document gives it back: the kept spelling if it still says what stands at the place, else
/// what the codec writes.
pub(super) fn cell(
    mapping: &Mapping,
    view: &View<'_>,
    column: &Column,
    generation: Option<usize>,
    active: &dyn Fn(usize) -> bool,
) -> String {
    if let Some(kept) = kept_at(view, &mapping.kept.text, &column.id)
        && (speaks(view, column, &kept, active) || leaves_it_to_the_sheet(mapping, view, column, &kept))
    {
        return kept;
    }
    if kept_at(view, &mapping.kept.blank, &column.id).is_some()
        && (column.read(view, false).is_empty() || leaves_it_to_the_sheet(mapping, view, column, ""))
    {
        return String::new();
    }
    column.put(&column.read(view, true), generation)
}

/// Whether a cell of the status column is blank or cannot be read, so that its sheet says what stands at the place.
pub(super) fn leaves_it_to_the_sheet(mapping: &Mapping, view: &View<'_>, column: &Column, cell: &str) -> bool {
    let is_mute = || cell.trim().is_empty() || !column.get(cell, DateOrder::Unknown).faults.is_empty();
    is_said_by_sheet(mapping, column, &column.read(view, false)) && is_mute()
}

/// Whether what stands at the place of the status column is what the sheet says.
fn is_said_by_sheet(mapping: &Mapping, column: &Column, there: &[Record]) -> bool {
    let status = mapping.status.and_then(|at| mapping.columns.get(at));
    let by_sheet = |value: &str| mapping.sheets.iter().any(|sheet| sheet.status.iter().any(|status| status == value));
    status.is_some_and(|status| std::ptr::eq(status, column))
        && !there.is_empty()
        && there.iter().all(|record| record.get("value").is_some_and(by_sheet))
}

/// Whether a kept text says what stands at the place. In which order a date's numbers stand is not kept: either may
/// have been meant.
pub(super) fn speaks(view: &View<'_>, column: &Column, kept: &str, active: &dyn Fn(usize) -> bool) -> bool {
    let place = column.as_read(column.read(view, false));
    [DateOrder::Unknown, DateOrder::MonthDay, DateOrder::DayMonth]
        .into_iter()
        .any(|order| view.same(&column.as_read(column.read_cell(kept, order, active).records), &place))
}
