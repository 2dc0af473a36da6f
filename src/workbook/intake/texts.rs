//! How many texts a part of shared texts holds, counted while it is unpacked: its reader keeps each, however short.

/// Counts the texts, whose part is given in pieces.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) count: u64,
    /// The name of the element that the last bytes begin; none where they begin none.
    name: Option<Vec<u8>>,
}

impl Texts {
    pub(super) fn take(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        loop {
            let Some(mut name) = self.name.take() else {
                let Some(start) = memchr::memchr(b'<', rest) else { return };
                rest = &rest[start + 1..];
                match name_length(rest) {
                    Some(length) => {
                        self.count(&rest[..length]);
                        rest = &rest[length..];
                    }
                    None => self.name = Some(Vec::new()),
                }
                continue;
            };
            let length = name_length(rest);
            name.extend_from_slice(&rest[..length.unwrap_or(rest.len().min(NAME))]);
            if length.is_none() && name.len() < NAME && rest.len() < NAME {
                self.name = Some(name);
                return;
            }
            self.count(&name);
            rest = &rest[length.unwrap_or(rest.len().min(NAME))..];
        }
    }

    /// Counts an element of this name.
    fn count(&mut self, name: &[u8]) {
        self.count += u64::from(name == b"si" || name.ends_with(b":si"));
    }
}

/// How long the name of an element is that begins here; none where its end is not seen.
fn name_length(bytes: &[u8]) -> Option<usize> {
    let is_end = |byte: &u8| matches!(byte, b'>' | b'/' | b'<') || byte.is_ascii_whitespace();
    bytes.iter().take(NAME).position(is_end)
}

/// No name of an element, with its prefix, that counts is longer.
const NAME: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_counted_wherever_the_bytes_are_cut() {
        let long = "n".repeat(200);
        let xml =
            format!("<sst a='<'><si/><si ><t>x</t></si><x:si>y</x:si><sit/><{long}/><{long}:si/><si\n/></sst><si");
        for size in [1, 2, 3, 7, 64, 1_000] {
            let mut texts = Texts::default();
            for piece in xml.as_bytes().chunks(size) {
                texts.take(piece);
            }
            assert_eq!(texts.count, 4, "in pieces of {size}");
        }
    }
}
