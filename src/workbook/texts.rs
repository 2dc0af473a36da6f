//! The texts of a sheet's cells, one behind the other in strings of a fixed size: none is ever moved to grow, and one
//! that was there a moment ago (a rating, a control, an owner) is not kept twice.

use memchr::memchr;
use xxhash_rust::xxh3::xxh3_64;

/// How long a string is; a longer text has one of its own.
const PIECE: usize = 1 << PIECE_BITS;
const PIECE_BITS: u32 = 20;

/// So many strings there can be: where a text begins is told in 32 bits.
const MOST: usize = 1 << (32 - PIECE_BITS);

/// So many texts are remembered, and none longer than this.
const SLOTS: usize = 1 << 12;
const LONGEST: usize = 64;

/// Texts, each found again by what [`Texts::keep`] gave for it.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pieces: Vec<String>,
    length: u64,
    /// What was given for texts that may come again, by their digest.
    recent: Vec<u64>,
}

impl Texts {
    /// Keeps a text and says where it is. Line ends become `\n`.
    pub(super) fn keep(&mut self, text: &str) -> u64 {
        let is_plain = memchr(b'\r', text.as_bytes()).is_none();
        if !is_plain || text.len() > LONGEST {
            return self.add(text, is_plain);
        }
        if self.recent.is_empty() {
            self.recent = vec![0; SLOTS];
        }
        let slot = usize::try_from(xxh3_64(text.as_bytes()) % SLOTS as u64).unwrap_or_default();
        let known = self.recent[slot];
        if known != 0 && self.get(known) == text {
            return known;
        }
        let at = self.add(text, true);
        self.recent[slot] = at;
        at
    }

    /// Keeps a text that is not worth looking for among others. Line ends become `\n`.
    pub(super) fn keep_each(&mut self, text: &str) -> u64 {
        self.add(text, memchr(b'\r', text.as_bytes()).is_none())
    }

    fn add(&mut self, text: &str, is_plain: bool) -> u64 {
        let has_room = |piece: &String| piece.len() < PIECE && piece.len() + text.len() <= PIECE;
        if !self.pieces.last().is_some_and(has_room) {
            // The first grows: most sheets hold little.
            let room = if self.pieces.is_empty() { text.len() } else { text.len().max(PIECE) };
            self.pieces.push(String::with_capacity(room));
        }
        let index = self.pieces.len() - 1;
        let piece = &mut self.pieces[index];
        let start = piece.len();
        if is_plain {
            piece.push_str(text);
        } else {
            let mut after_return = false;
            for c in text.chars() {
                if c != '\n' || !after_return {
                    piece.push(if c == '\r' { '\n' } else { c });
                }
                after_return = c == '\r';
            }
        }
        let length = (piece.len() - start) as u64;
        self.length += length;
        ((index << PIECE_BITS | start) as u64) << 32 | length & u64::from(u32::MAX)
    }

    /// The text that is there.
    pub(super) fn get(&self, at: u64) -> &str {
        let place = usize::try_from(at >> 32).unwrap_or(usize::MAX);
        let (piece, start) = (place >> PIECE_BITS, place & (PIECE - 1));
        let length = usize::try_from(Texts::length(at)).unwrap_or(usize::MAX);
        let text = self.pieces.get(piece).and_then(|piece| piece.get(start..start.checked_add(length)?));
        text.unwrap_or_default()
    }

    /// How long the text that is there is, in bytes.
    pub(super) fn length(at: u64) -> u64 {
        at & u64::from(u32::MAX)
    }

    /// How many bytes are kept.
    pub(super) fn len(&self) -> u64 {
        self.length
    }

    /// Whether no more can be told apart.
    pub(super) fn is_full(&self) -> bool {
        self.pieces.len() > MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_found_again_and_a_short_one_kept_once() {
        let mut texts = Texts::default();
        let long = "long text ".repeat(PIECE / 4);
        let all: Vec<String> = (0..40_000).map(|n| format!("text {}", n % 30_000)).collect();
        let kept: Vec<u64> = all.iter().map(|text| texts.keep(text)).collect();
        let (ends, whole) = (texts.keep("a\r\nb\rc"), texts.keep(&long));
        let last = texts.keep("behind it");
        assert!(all.iter().zip(&kept).all(|(text, at)| texts.get(*at) == text));
        assert_eq!((texts.get(ends), texts.get(last)), ("a\nb\nc", "behind it"));
        assert!(texts.get(whole) == long && Texts::length(whole) == long.len() as u64);
        assert_eq!(texts.keep("text 9"), texts.keep("text 9"));
        assert_eq!(texts.len(), texts.pieces.iter().map(|piece| piece.len() as u64).sum::<u64>());
        assert!(!texts.is_full());
    }
}
