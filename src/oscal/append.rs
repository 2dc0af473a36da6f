//! Short runs of bytes that stand between the texts of a document: names, and the blanks before a line.

/// Appends the first bytes of a block. To copy a whole one, whose size is known beforehand, and to cut takes a fraction
/// of the time that a copy of just so many bytes takes.
#[inline]
pub(crate) fn start_of<const N: usize>(block: &[u8; N], length: usize, out: &mut Vec<u8>) {
    let end = out.len() + length.min(N);
    out.extend_from_slice(block);
    out.truncate(end);
}

/// Appends two blanks for each level.
pub(crate) fn indent(depth: usize, out: &mut Vec<u8>) {
    const BLANKS: &[u8; 32] = &[b' '; 32];
    let mut blanks = 2 * depth;
    while blanks > BLANKS.len() {
        out.extend_from_slice(BLANKS);
        blanks -= BLANKS.len();
    }
    start_of(BLANKS, blanks, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_appended_than_was_asked_for() {
        let mut out = b"a".to_vec();
        start_of(b"bcd", 2, &mut out);
        start_of(b"ef", 9, &mut out);
        start_of(b"gh", 0, &mut out);
        assert_eq!(out, b"abcef");
        for depth in [0, 1, 15, 16, 17, 100] {
            let mut out = Vec::new();
            indent(depth, &mut out);
            assert_eq!(out, vec![b' '; 2 * depth], "{depth}");
        }
    }
}
