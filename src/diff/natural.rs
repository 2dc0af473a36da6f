//! The order in which people expect ids: V-2 before V-10.

use std::cmp::Ordering;

/// Compares two ids: runs of figures as numbers, the rest as text. Ids that are equal so are told apart as text.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while let (Some(l), Some(r)) = (left.chars().next(), right.chars().next()) {
        if l.is_ascii_digit() && r.is_ascii_digit() {
            let (one, rest) = figures(left);
            let (other, other_rest) = figures(right);
            // Without leading zeros the longer number is the bigger one.
            match one.len().cmp(&other.len()).then_with(|| one.cmp(other)) {
                Ordering::Equal => (left, right) = (rest, other_rest),
                unequal => return unequal,
            }
        } else if l == r {
            (left, right) = (&left[l.len_utf8()..], &right[r.len_utf8()..]);
        } else {
            return l.cmp(&r);
        }
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// The figures a text begins with, without leading zeros, and what follows them.
fn figures(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn numbers_count_as_numbers() {
        let mut ids = ["V-10", "V-2", "V-02", "A-3", "V-2.10", "V-2.9", "", "V-", "é-1", "V-99999999999999999999999"];
        ids.sort_by(|a, b| natural(a, b));
        assert_eq!(
            ids,
            ["", "A-3", "V-", "V-02", "V-2", "V-2.9", "V-2.10", "V-10", "V-99999999999999999999999", "é-1"]
        );
    }
}
