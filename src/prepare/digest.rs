//! Files by name, size and SHA-256.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::io::{self, Read, Write};

/// A file, and what its bytes are told by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name, without the folders above.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Their SHA-256, in small hexadecimal digits.
    pub sha256: String,
}

impl Named {
    /// A file of these bytes.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let mut out = Hashing::new(io::sink());
        // A sink takes all.
        let _ = out.write_all(bytes);
        out.named(name)
    }

    /// A file that is read to its end.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read(name: &str, file: &mut impl Read) -> io::Result<Self> {
        let mut out = Hashing::new(io::sink());
        io::copy(file, &mut out)?;
        Ok(out.named(name))
    }
}

/// Hands on what is written, and digests it.
pub(super) struct Hashing<W> {
    to: W,
    digest: Sha256,
    bytes: u64,
}

impl<W> Hashing<W> {
    pub(super) fn new(to: W) -> Self {
        Hashing { to, digest: Sha256::new(), bytes: 0 }
    }

    pub(super) fn named(self, name: &str) -> Named {
        let mut sha256 = String::with_capacity(64);
        for byte in self.digest.finalize() {
            let _ = write!(sha256, "{byte:02x}");
        }
        Named { name: name.to_owned(), bytes: self.bytes, sha256 }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-2, appendix B.1 and B.3.
    #[test]
    fn the_digest_is_sha_256() {
        let abc = Named::of("a", b"abc");
        assert_eq!(abc.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let million = Named::read("a", &mut io::repeat(b'a').take(1_000_000)).map(|file| (file.bytes, file.sha256));
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
        assert!(million.is_ok_and(|million| million == (1_000_000, expected.to_owned())));
    }
}
