//! Which of the embedded mappings a workbook is read by: the one whose headers match best.

use crate::finding::{Failure, Finding, Place};
use crate::mapping::definition::Mapping;
use crate::mapping::file::EMBEDDED;
use crate::rows::{self, Fit};
use crate::workbook::Workbook;

/// A match of fewer columns is poor, unless they are half of all.
const ENOUGH: usize = 10;

/// The mapping chosen, an index into [`EMBEDDED`], and what a person should know about it: nothing of FedRAMP's own.
/// `embedded` gives the mapping at such an index.
///
/// # Errors
/// [`Failure::Refused`] where two match equally well, or none matches well enough. Where none has a header row at all,
/// FedRAMP's is chosen, and reading by it says what is missing.
pub fn choose<'m>(
    workbook: &Workbook,
    embedded: &dyn Fn(usize) -> Result<&'m Mapping, Failure>,
) -> Result<(usize, Option<Finding>), Failure> {
    let mut fits: Vec<Option<Fit>> = Vec::new();
    for index in 0..EMBEDDED.len() {
        let fit = rows::fit(workbook, &embedded(index)?.layout);
        // All headers are FedRAMP's own: nothing can match better.
        if index == 0 && fit.is_some_and(|fit| fit.exact == fit.of) {
            return Ok((0, None));
        }
        fits.push(fit);
    }
    let points = |index: usize| fits[index].map_or(0, Fit::points);
    let Some(best) = (0..fits.len()).rev().max_by_key(|index| points(*index)).filter(|index| points(*index) > 0) else {
        return Ok((0, None));
    };
    let said = |index: usize| {
        let fit = fits[index].unwrap_or_default();
        format!("{} {} of {} ({} by name)", EMBEDDED[index].name, fit.known, fit.of, fit.exact)
    };
    let mut order: Vec<usize> = (0..fits.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(points(*index)));
    let listed = order.iter().map(|index| said(*index)).collect::<Vec<_>>().join(", ");
    let at = Place::file(&workbook.file);
    let rivals: Vec<&str> = order.iter().filter(|i| points(**i) == points(best)).map(|i| EMBEDDED[*i].name).collect();
    let is_poor = fits[best].is_some_and(|fit| fit.known < ENOUGH && 2 * fit.known < fit.of);
    if rivals.len() > 1 || is_poor {
        let message = if is_poor {
            format!("no mapping knows most of the columns: {listed}")
        } else {
            format!("{} match equally well; columns known: {listed}", rivals.join(" and "))
        };
        let help = "name one with --mapping, or write a mapping file for this kind of workbook (mappings/README.md)";
        return Err(Failure::Refused(vec![Finding::error("no-mapping-fits", message).at(at).help(help)]));
    }
    let notice = (best != 0).then(|| {
        let message = format!("read by the mapping {}; columns known: {listed}", EMBEDDED[best].name);
        Finding::info("mapping-chosen", message).at(at).help("--mapping names another")
    });
    Ok((best, notice))
}
