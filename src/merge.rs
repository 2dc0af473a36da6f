//! A sheet merged into the document it was made from: what the sheet can say is taken from the sheet where it differs
//! from what the document shows; everything else in the document stays as it is.
//!
//! ```text
//!  base document -> its rows -> remade --+
//!                                        +-- what differs is changed in the base document
//!  sheet ---------> its rows -> made ----+
//! ```
//!
//! What the base document holds beyond its own rows ([`complement`]) is never looked at, so nothing can happen to it.

mod compare;
mod complement;
mod complete;
mod edits;
mod gone;
mod held;
mod lists;
mod pairs;
mod places;
mod remake;
mod rows;
mod tops;

pub use complement::complement;
pub use edits::Change;
pub use rows::Side;

use crate::convert::Survey;
use crate::finding::{Failure, Finding, Findings, Place};
use crate::mapping::definition::Mapping;
use crate::oscal::ids;
use crate::oscal::object::Object;
use crate::oscal::version::Version;
use remake::{Said, context_of, stamp_of, version_of};
use rows::{Shown, Sides};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What a person asks for beyond the two files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The document that the sheet and the base document both come from.
    pub ancestor: Option<&'a Object>,
    /// Whose word counts where both were changed since; none: that is a conflict.
    pub prefer: Option<Side>,
    /// Whether items that the sheet no longer has are taken out of the document.
    pub remove_missing: bool,
}

/// What came of merging.
#[derive(Debug)]
pub struct Merged {
    /// The document.
    pub root: Object,
    /// The OSCAL version whose rules it is written by: the base document's.
    pub version: Version,
    /// What is not as it was, but for the root's uuid and the stamp. Without any, the base document is as good.
    pub changes: Vec<Change>,
    /// What is wrong with the data, and what a person should know.
    pub findings: Vec<Finding>,
    /// What the document does not hold of the sheet.
    pub losses: Vec<Finding>,
    /// How many items the sheet has.
    pub items: usize,
    /// How many cells of them held something.
    pub cells: usize,
}

/// Merges a surveyed workbook into a base document.
///
/// # Errors
/// [`Failure::Refused`] where both sides were changed and nobody says whose word counts, or the workbook has no item.
pub fn merge(mut survey: Survey<'_>, base: &Object, options: Options<'_>) -> Result<Merged, Failure> {
    let mapping = survey.mapping;
    let rows_at = survey.rows()?;
    // Both sides are made under the same terms; the new stamp counts only where something else is new.
    let version = version_of(base);
    let stamp = std::mem::replace(&mut survey.context.last_modified, stamp_of(base).unwrap_or_default().to_owned());
    survey.write_for(version);
    let own_csp = survey.context.csp.clone().filter(|_| header_csp(&survey).is_none());
    let generations: BTreeSet<Option<usize>> = std::iter::once(None)
        .chain(rows_at.iter().map(|at| survey.row(*at, &mut Findings::default()).generation))
        .collect();
    let shown = Shown::new(mapping, base, &generations);
    let ancestor = options.ancestor.map(|a| Shown::new(mapping, a, &generations));
    let orders = survey.date_orders().to_vec();
    let sides = Sides { mapping, base: &shown, ancestor: ancestor.as_ref(), prefer: options.prefer, orders: &orders };
    let mut findings = survey.findings.clone();
    sides.header(&mut survey, &mut findings);
    if let Some(rows) = shown.of(None) {
        rows.extra_columns.iter().for_each(|(id, header)| survey.take_extra_column(id, header));
    }
    let survey = survey;
    let mut aligned = sides.align(rows::read(&survey, &rows_at));
    aligned.rows.iter_mut().for_each(|row| sides.extras(row, &mut aligned.findings));
    findings.extend(aligned.findings);
    if findings.iter().any(|f| f.code == "conflict") {
        let conflicts = findings.into_iter().filter(|f| f.code == "conflict");
        return Err(Failure::Refused(conflicts.collect()));
    }

    let Some(base_rows) = shown.of(None) else { return Err(Failure::Refused(findings.into_vec())) };
    let unknown = |at: usize| (vec![String::new(), "base".to_owned(), at.to_string()], None);
    let mut identities: Vec<(Vec<String>, Option<usize>)> = (0..base_rows.rows.len()).map(unknown).collect();
    for row in &aligned.rows {
        if let Some(identity) = row.base.and_then(|at| identities.get_mut(at)) {
            *identity = (row.row.identity.clone(), row.row.generation);
        }
    }
    let texts: Vec<_> = identities.iter().enumerate().filter_map(|(at, (_, g))| shown.row(*g, at)).collect();
    let context = context_of(mapping, base, base_rows, &survey.context.system, own_csp);
    let before = remake::base(mapping, &context, base_rows, &identities, &texts, &orders);
    let of_base: Vec<Option<usize>> = aligned.rows.iter().map(|r| r.base).collect();
    let ids: Vec<Arc<str>> =
        aligned.rows.iter().map(|r| r.row.identity.first().map_or("", String::as_str).into()).collect();
    let base_ids: Vec<Arc<str>> = base_rows.rows.iter().map(|r| rows::id_of(mapping, r).into()).collect();
    let made: Vec<_> = aligned.rows.into_iter().map(|r| (r.row, r.findings)).collect();
    let mut said = Said::default();
    let now = remake::sheet(&survey, &made, &mut said);
    findings.extend(said.findings);

    let joined = tops::join(
        mapping,
        base,
        before,
        now,
        &tops::Rows {
            of_base: &of_base,
            missing: &aligned.missing,
            ids: &ids,
            base_ids: &base_ids,
            remove_missing: options.remove_missing,
        },
    );
    findings.extend(joined.findings);
    for row in &aligned.missing {
        findings.push(missing(&survey, &base_ids[*row], options.remove_missing));
    }
    let mut root = joined.root;
    if !joined.changes.is_empty() {
        set(&mut root, "last-modified", &stamp);
        let uuid = ids::document(survey.context.namespace, &root, &[]).to_string();
        set(&mut root, "uuid", &uuid);
    }
    findings.extend(not_taken(mapping, &root, &made, &generations, &joined.items, &orders));
    Ok(Merged {
        root,
        version,
        changes: joined.changes,
        findings: findings.into_vec(),
        losses: said.losses.into_vec(),
        items: made.len(),
        cells: said.cells,
    })
}

fn header_csp<'s>(survey: &'s Survey<'_>) -> Option<&'s str> {
    let at = survey.mapping.headers.iter().position(|h| h.id == "csp")?;
    survey.header().get(at)?.first().map(|cell| cell.text.as_ref())
}

/// Sets the root's uuid or the stamp.
fn set(root: &mut Object, name: &str, value: &str) {
    let object = if name == "uuid" { Some(root) } else { crate::oscal::compose::child(root, "metadata") };
    if let Some(object) = object {
        crate::oscal::compose::set(object, name, value);
    }
}

fn missing(survey: &Survey<'_>, id: &Arc<str>, removed: bool) -> Finding {
    let place = Place { item: Some(Arc::clone(id)), ..survey.file() };
    if removed {
        return Finding::info("item-removed", format!("item {id} is not in the sheet and was taken out")).at(place);
    }
    let message = format!("item {id} of the base document is not in the sheet; it stays as it is");
    let help = "close an item by moving it to the sheet of closed items; --remove-missing takes it out of the document";
    Finding::warning("item-not-in-sheet", message).at(place).help(help)
}

/// Cells that the merged document shows otherwise than the sheet: history spoke last, or one cell stands for several
/// values of the base document.
fn not_taken(
    mapping: &Mapping,
    root: &Object,
    rows: &[(crate::mapping::row::Row<'_>, Findings)],
    generations: &BTreeSet<Option<usize>>,
    items: &HashMap<usize, usize>,
    orders: &[crate::mapping::codec::DateOrder],
) -> Findings {
    let shown = Shown::new(mapping, root, generations);
    let mut findings = Findings::default();
    let by_row: BTreeMap<usize, usize> = items.iter().map(|(row, at)| (*row, *at)).collect();
    for (row, at) in by_row {
        let Some((row, _)) = rows.get(row) else { continue };
        let Some(now) = shown.row(row.generation, at) else { continue };
        for (column, cell) in row.cells.iter().enumerate() {
            let (Some((at, text)), Some(now)) = (cell, now.cells.get(column)) else { continue };
            let order = orders.get(column).copied().unwrap_or_default();
            if *at == remake::NOT_IN_SHEET || mapping.columns[column].says_the_same(text, now, order) {
                continue;
            }
            let start = |text: &str| text.chars().take(60).collect::<String>();
            let message =
                format!("the sheet says \"{}\", but the document still shows \"{}\"", start(text), start(now));
            let help = "the document holds more here than one cell shows, or its log keeps what was said before";
            let place = Place { column: Some(*at), ..row.place.clone() };
            findings.push(Finding::warning("cell-not-taken", message).at(place).help(help));
        }
    }
    findings
}
