//! Where wanted paths stand, looked up on the way through a text.

use crate::oscal::path::{Path, Position};
use std::collections::{HashMap, HashSet};

/// The paths that are looked for, and where they were found.
pub(crate) struct Found {
    /// For each path, by its pointer, which of the wanted ones it is.
    wanted: HashMap<String, Vec<usize>>,
    /// The first steps of all of them.
    first: HashSet<String>,
    is_inside: bool,
    at: Vec<Option<Position>>,
}

impl Found {
    pub(crate) fn new(paths: &[Path]) -> Self {
        let mut wanted: HashMap<String, Vec<usize>> = HashMap::new();
        let mut first = HashSet::new();
        for (i, path) in paths.iter().enumerate() {
            wanted.entry(path.to_string()).or_default().push(i);
            if let Some(step) = path.steps().first() {
                let mut start = Path::root();
                start.push(step.member, step.at);
                first.insert(start.to_string());
            }
        }
        Found { wanted, first, is_inside: false, at: vec![None; paths.len()] }
    }

    /// Notes that a path stands at a place. The first place of a path counts.
    pub(crate) fn pass(&mut self, path: &Path, position: Position) {
        match path.steps().len() {
            0 => {}
            1 => self.is_inside = self.first.contains(&path.to_string()),
            _ if !self.is_inside => return,
            _ => {}
        }
        for i in self.wanted.get(&path.to_string()).into_iter().flatten() {
            self.at[*i].get_or_insert(position);
        }
    }

    /// The place of each path, in the order they were asked for.
    pub(crate) fn places(self) -> Vec<Option<Position>> {
        self.at
    }
}
