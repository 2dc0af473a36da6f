//! Addresses as a sheet spells them: `K9`, `A1:AE4022`.

use crate::finding::cell_name;

/// A rectangle of cells; rows and columns are counted from 0, and the last ones belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Area {
    pub(super) first: (u32, u32),
    pub(super) last: (u32, u32),
}

impl Area {
    /// One cell.
    pub(super) fn of(row: u32, column: u32) -> Self {
        Area { first: (row, column), last: (row, column) }
    }

    /// An area as it is spelled.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        Some(Area { first: address(first)?, last: address(last)? })
    }

    /// Whether a cell lies in it.
    pub(super) fn holds(self, row: u32, column: u32) -> bool {
        (self.first.0..=self.last.0).contains(&row) && (self.first.1..=self.last.1).contains(&column)
    }

    /// The smallest area that holds this one and a cell.
    pub(super) fn grown(self, row: u32, column: u32) -> Self {
        let (first, last) = (self.first, self.last);
        Area { first: (first.0.min(row), first.1.min(column)), last: (last.0.max(row), last.1.max(column)) }
    }
}

impl std::fmt::Display for Area {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&cell_name(self.first.0, self.first.1))?;
        if self.first != self.last {
            write!(f, ":{}", cell_name(self.last.0, self.last.1))?;
        }
        Ok(())
    }
}

/// Row and column, counted from 0, of a cell's name; `$` does not matter.
pub(in crate::workbook) fn address(name: impl AsRef<[u8]>) -> Option<(u32, u32)> {
    let mut column = 0_u32;
    let mut row = 0_u32;
    let mut digits = 0;
    for byte in name.as_ref().iter().copied().filter(|byte| *byte != b'$') {
        match byte {
            b'0'..=b'9' => {
                row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
                digits += 1;
            }
            letter if letter.is_ascii_alphabetic() && digits == 0 => {
                let value = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
                column = column.checked_mul(26)?.checked_add(value)?;
            }
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_reads_as_it_is_spelled() {
        let area = Area::parse("A1:AE4022");
        assert_eq!(area, Some(Area { first: (0, 0), last: (4021, 30) }));
        assert_eq!(area.map(|area| area.to_string()).as_deref(), Some("A1:AE4022"));
        assert_eq!(Area::parse("$K$9").map(|area| area.to_string()).as_deref(), Some("K9"));
        assert_eq!(area.map(|area| area.grown(4022, 2).to_string()).as_deref(), Some("A1:AE4023"));
        for bad in ["", "9", "K", "K0", "9K", "A1:", "ZZZZZZZZ1", "A99999999999"] {
            assert_eq!(Area::parse(bad), None, "{bad}");
        }
    }
}
