//! Bytes of many objects, which are made on all cores and never stand in memory all at once.

use super::object::Node;
use rayon::prelude::*;
use std::io::{self, Write};

/// So many nodes are written by one core at a time, and so many times that before they go out.
const AT_ONCE: usize = 128;
const AT_A_TIME: usize = 64 * AT_ONCE;

/// Bytes on their way out.
pub(crate) struct Pieces<'a, W: Write + ?Sized> {
    /// What did not go out yet.
    pub(crate) bytes: Vec<u8>,
    out: &'a mut W,
}

impl<'a, W: Write + ?Sized> Pieces<'a, W> {
    pub(crate) fn new(out: &'a mut W) -> Self {
        Pieces { bytes: Vec::new(), out }
    }

    /// Writes brothers, one behind the other. `write` gets each with its position.
    pub(crate) fn each(
        &mut self,
        nodes: &[(u8, Node)],
        write: impl Fn(usize, &Node, &mut Vec<u8>) -> io::Result<()> + Sync,
    ) -> io::Result<()> {
        for (batch, nodes) in nodes.chunks(AT_A_TIME).enumerate() {
            let some = |(piece, nodes): (usize, &[(u8, Node)])| {
                let mut bytes = Vec::new();
                for (at, (_, node)) in nodes.iter().enumerate() {
                    write(batch * AT_A_TIME + piece * AT_ONCE + at, node, &mut bytes)?;
                }
                Ok(bytes)
            };
            let pieces: Vec<io::Result<Vec<u8>>> = nodes.par_chunks(AT_ONCE).enumerate().map(some).collect();
            self.out.write_all(&std::mem::take(&mut self.bytes))?;
            for piece in pieces {
                self.out.write_all(&piece?)?;
            }
        }
        Ok(())
    }

    /// Writes what is left.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.out.write_all(&self.bytes)
    }
}
