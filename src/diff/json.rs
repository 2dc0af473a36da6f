//! A difference as JSON, for programs. Members are never left out, and their names stay.
//!
//! Of two POA&Ms:
//!
//! ```text
//! files           [{ file, items }]            the older one, the newer one; how many items each has
//! counts          new, closed, reopened, vanished, moved, changed, unchanged: items;
//!                 slipped, brought-forward, raised, lowered, requested, approved, withdrawn: fields of items
//! items           [{ id, nth, kind, name, rating, due, from, to, changes }]   those that differ, by kind, then by id
//!   nth           1, or which of the items of this id it is
//!   kind          new | closed | reopened | vanished | moved | changed
//!   from, to      the sheet it was on and is on; null where it was not or is not
//!   changes       [{ field, old, new, what, days }]
//!     field       the column's header
//!     what        slipped | brought-forward | date | raised | lowered | requested | approved | withdrawn | other | spelling
//!     days        by how many days a date moved, later is above 0; null for what is no date
//! header          [change]                     of the header block
//! probably-same   [{ old, new, by }]           ids, and the columns that say the same
//! ```
//!
//! Of more than two:
//!
//! ```text
//! files           [{ file, items }]            in the order given
//! items           [{ id, nth, name, events }]  by id
//!   events        [{ file, what, rating, due, from, to, changes }]    beginning with the first file that has the item
//!     what        there (in the first file) | again (after it had vanished) | a kind as above
//! header          [{ file, changes }]          against the file before
//! ```

use super::{Change, Diff, File, History, Kind};
use serde_json::{Map, Value, json};

/// What changed from one POA&M to the next.
pub fn diff(diff: &Diff) -> Value {
    let mut counts = Map::new();
    for kind in Kind::ALL {
        counts.insert(kind.name().to_owned(), diff.count(kind).into());
    }
    counts.insert("unchanged".to_owned(), diff.unchanged.into());
    for (name, count) in diff.counts() {
        counts.insert(name.to_owned(), count.into());
    }
    let item = |item: &super::ItemDiff| {
        json!({
            "id": item.id,
            "nth": item.nth,
            "kind": item.kind.name(),
            "name": item.name,
            "rating": item.rating,
            "due": item.due,
            "from": item.from,
            "to": item.to,
            "changes": changes(&item.changes),
        })
    };
    let same = |same: &super::Suggestion| json!({ "old": same.old, "new": same.new, "by": same.by });
    json!({
        "files": [file(&diff.old), file(&diff.new)],
        "counts": counts,
        "items": diff.items.iter().map(item).collect::<Vec<_>>(),
        "header": changes(&diff.header),
        "probably-same": diff.same.iter().map(same).collect::<Vec<_>>(),
    })
}

/// What became of each item over several POA&Ms.
pub fn history(history: &History) -> Value {
    let name = |at: usize| history.files.get(at).map_or("", |file| &file.name);
    let event = |event: &super::Event| {
        json!({
            "file": name(event.file),
            "what": event.name(),
            "rating": event.item.rating,
            "due": event.item.due,
            "from": event.item.from,
            "to": event.item.to,
            "changes": changes(&event.item.changes),
        })
    };
    let item = |item: &super::ItemHistory| {
        let events: Vec<Value> = item.events.iter().map(event).collect();
        json!({ "id": item.id, "nth": item.nth, "name": item.name, "events": events })
    };
    let header = |(at, header): (usize, &Vec<Change>)| json!({ "file": name(at), "changes": changes(header) });
    json!({
        "files": history.files.iter().map(file).collect::<Vec<_>>(),
        "items": history.items.iter().map(item).collect::<Vec<_>>(),
        "header": history.header.iter().enumerate().map(header).collect::<Vec<_>>(),
    })
}

fn file(file: &File) -> Value {
    json!({ "file": &*file.name, "items": file.items })
}

fn changes(changes: &[Change]) -> Vec<Value> {
    let change = |change: &Change| {
        json!({
            "field": change.field,
            "old": change.old,
            "new": change.new,
            "what": change.what.name(),
            "days": change.what.days(),
        })
    };
    changes.iter().map(change).collect()
}
