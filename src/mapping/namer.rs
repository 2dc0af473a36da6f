//! The uuids of a row's objects, each given once.

use super::made::Context;
use crate::oscal::ids;
use crate::oscal::object::Text;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Gives a row's objects their uuids.
#[derive(Debug)]
pub(super) struct Namer {
    /// What every uuid's name begins with: the system and what the row is known by.
    row: ids::Name,
    /// The first uuids; a row seldom has more.
    issued: Vec<Uuid>,
    /// The others.
    many: HashSet<Uuid>,
    /// The last ordinal of a name that was asked for more than once, by the name's own uuid.
    ordinals: HashMap<Uuid, u32>,
}

impl Namer {
    /// For a row of this identity.
    pub(super) fn new(context: &Context, identity: &[String]) -> Self {
        let mut row = ids::Name::new(context.namespace, &[&context.system, "item"]);
        for part in identity {
            row.extend(&[part]);
        }
        row.extend(&["what"]);
        Namer { row, issued: Vec::with_capacity(32), many: HashSet::new(), ordinals: HashMap::new() }
    }

    /// The uuid of what `what` names: of the system, the item's id and what the object is; never of the sheet or the
    /// row number. A second object of one name gets an ordinal.
    pub(super) fn give(&mut self, what: &[&str]) -> Text {
        let mut named = self.row.clone();
        named.extend(what);
        let first = named.uuid(&[]);
        let mut uuid = first;
        while self.issued.contains(&uuid) || self.many.contains(&uuid) {
            // A cell may hold thousands of milestones of one number: none counts from the start again.
            let ordinal = self.ordinals.entry(first).or_insert(1);
            *ordinal += 1;
            uuid = named.uuid(&[&ordinal.to_string()]);
        }
        if self.issued.len() < self.issued.capacity() {
            self.issued.push(uuid);
        } else {
            self.many.insert(uuid);
        }
        Text::new(uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}
