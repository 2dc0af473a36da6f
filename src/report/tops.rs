//! Where most open items are.

use super::item::Item;
use super::month::ByRating;
use super::standing::Standing;
use crate::check::facts::Rating;
use crate::diff::natural;
use std::collections::HashMap;

/// So many are named.
pub(super) const NAMED: usize = 10;

/// The names with most open items: an item counts once for each name that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Top {
    /// The first ten, those with most items first; of equally many by name.
    pub rows: Vec<TopRow>,
    /// How many names there are.
    pub names: usize,
    /// Open items without any name.
    pub unnamed: usize,
}

/// A name and its open items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopRow {
    /// The name.
    pub name: String,
    /// Its open items.
    pub open: ByRating,
    /// Those that are late.
    pub late: usize,
}

/// Counts the open items of each name.
pub(super) fn top(items: &[Item], names: impl Fn(&Item) -> &[String]) -> Top {
    let mut rows: Vec<TopRow> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    let mut unnamed = 0;
    for item in items.iter().filter(|item| item.is_open()) {
        let names = names(item);
        unnamed += usize::from(names.is_empty());
        for name in names {
            let at = *at.entry(name).or_insert_with(|| {
                rows.push(TopRow { name: name.clone(), open: ByRating::default(), late: 0 });
                rows.len() - 1
            });
            rows[at].open.add(item.rating.and_then(Rating::of));
            rows[at].late += usize::from(matches!(item.standing, Standing::Late(_)));
        }
    }
    let names = rows.len();
    rows.sort_by(|a, b| b.open.total().cmp(&a.open.total()).then_with(|| natural(&a.name, &b.name)));
    rows.truncate(NAMED);
    Top { rows, names, unnamed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::standing::Stop;

    fn item(standing: Standing, names: &[&str]) -> Item {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Item { standing, assets: names, rating: Some("Low"), ..Item::default() }
    }

    #[test]
    fn the_most_come_first_and_equals_by_name() {
        let mut items: Vec<Item> = (1..=12).map(|n| item(Standing::Due(3), &[&format!("web-{n}")])).collect();
        items.push(item(Standing::Late(2), &["web-9", "db-1"]));
        items.push(item(Standing::Closed, &["web-1"]));
        items.push(item(Standing::Stopped(Stop::Vendor), &[]));
        let top = top(&items, |item| &item.assets);
        let names: Vec<&str> = top.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["web-9", "db-1", "web-1", "web-2", "web-3", "web-4", "web-5", "web-6", "web-7", "web-8"]);
        assert_eq!((top.rows[0].open.low, top.rows[0].late, top.rows[2].open.total()), (2, 1, 1));
        assert_eq!((top.names, top.unnamed), (13, 1));
    }
}
