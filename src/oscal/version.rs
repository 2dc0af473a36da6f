//! The OSCAL versions this project writes.

use std::fmt;
use std::str::FromStr;

/// An OSCAL version, `major.minor.patch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u8, pub u8, pub u8);

/// Brought `metadata/action`, `related-finding`, `finding` and `assessment-assets` to the POA&M.
pub const V1_1_0: Version = Version(1, 1, 0);
/// Brought `remarks` to eight small objects.
pub const V1_2_1: Version = Version(1, 2, 1);
/// The version FedRAMP's last constraints name; the default.
pub const V1_1_2: Version = Version(1, 1, 2);
/// The oldest version written. Its markup has no line break.
pub const V1_0_4: Version = Version(1, 0, 4);

/// The versions that can be written, oldest first. 1.2.0 is left out: its JSON schema is broken (OSCAL issue 2178).
pub const WRITTEN: [Version; 7] =
    [V1_0_4, Version(1, 0, 6), V1_1_2, Version(1, 1, 3), V1_2_1, Version(1, 2, 2), Version(1, 2, 3)];

impl Version {
    /// Whether a `p` may hold a `br` (1.0.4's could not).
    pub fn has_line_break(self) -> bool {
        self > V1_0_4
    }
}

impl Default for Version {
    fn default() -> Self {
        V1_1_2
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl FromStr for Version {
    type Err = String;

    /// One of [`WRITTEN`]; anything else is refused with the list.
    fn from_str(s: &str) -> Result<Self, String> {
        WRITTEN.iter().copied().find(|v| v.to_string() == s).ok_or_else(|| {
            let known: Vec<String> = WRITTEN.iter().map(ToString::to_string).collect();
            format!("poam writes OSCAL {}", known.join(", "))
        })
    }
}
