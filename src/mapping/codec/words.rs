//! The look-up in a word table: what the sheet says, what OSCAL says.

use super::{Fault, Options, Reading, Record, Word, quoted, values};

/// Whether two texts are the same but for letter case and white space.
pub(super) fn same(a: &str, b: &str) -> bool {
    fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
        text.split_whitespace()
            .enumerate()
            .flat_map(|(i, word)| (i > 0).then_some(' ').into_iter().chain(word.chars().flat_map(char::to_lowercase)))
    }
    a == b || folded(a).eq(folded(b))
}

/// The OSCAL value of a cell's word.
pub(super) fn value_of<'a>(words: &'a [Word], cell: &str) -> Option<&'a str> {
    let said = |word: &&Word| same(&word.cell, cell) || word.cells.iter().any(|other| same(other, cell));
    words.iter().find(said).map(|word| word.value.as_str())
}

/// The cell's word for an OSCAL value.
pub(super) fn cell_of<'a>(words: &'a [Word], value: &str) -> Option<&'a str> {
    let said = |word: &&Word| same(&word.value, value) || word.values.iter().any(|other| same(other, value));
    words.iter().find(said).map(|word| word.cell.as_str())
}

pub(super) fn get(text: &str, options: Options<'_>) -> Reading {
    match value_of(options.words, text) {
        Some(value) => Reading::values([value.to_owned()]),
        None => Reading::fault(unknown(text, options)),
    }
}

fn unknown(text: &str, options: Options<'_>) -> Fault {
    let words = options.words.iter().map(|word| word.cell.as_str());
    let known: Vec<&str> = words.chain([options.absent]).filter(|cell| !cell.is_empty()).collect();
    let Some((last, others)) = known.split_last() else {
        return Fault::error("unknown-word", format!("{} is not a word for this column", quoted(text)));
    };
    let listed = if others.is_empty() { (*last).to_owned() } else { format!("{} or {last}", others.join(", ")) };
    Fault::error("unknown-word", format!("{} is not {listed}", quoted(text))).help(format!("write {listed}"))
}

/// The word for the first value that the table knows.
pub(super) fn put(records: &[Record], words: &[Word]) -> String {
    values(records).find_map(|value| cell_of(words, value)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::laws::{cases, codes, holds, of_column_pairs, plain, stays_linear, words};
    use super::super::{Codec, Options, Record};

    #[test]
    fn the_pairs_of_the_mapping_hold() {
        of_column_pairs(Codec::Words);
    }

    #[test]
    fn case_and_blanks_do_not_matter() {
        let table = words("rating");
        let options = Options { words: &table, ..Options::default() };
        for cell in ["CAT II", " cat  ii\n", "MEDIUM", "moderate", "Moderate "] {
            assert_eq!(plain(&Codec::Words.get(cell, options)), ["moderate"], "{cell:?}");
            assert_eq!(holds(Codec::Words, cell, options), "Moderate");
        }
    }

    #[test]
    fn an_unknown_word_is_told_the_known_ones() {
        let table = words("rating");
        let options = Options { words: &table, ..Options::default() };
        let reading = Codec::Words.get("9.1", options);
        assert_eq!(reading.records, []);
        assert_eq!(codes(&reading), ["unknown-word"]);
        assert_eq!(reading.faults[0].message, "\"9.1\" is not Low, Moderate or High");
        assert_eq!(reading.faults[0].help.as_deref(), Some("write Low, Moderate or High"));
        assert_eq!(codes(&Codec::Words.get("Yes \u{2014} approved", options)), ["unknown-word"]);
        assert_eq!(codes(&Codec::Words.get("Yes", Options::default())), ["unknown-word"]);
    }

    #[test]
    fn a_value_in_no_table_shows_nothing() {
        let table = words("vendor-dependency");
        let options = Options { words: &table, ..Options::default() };
        assert_eq!(Codec::Words.put(&[Record::value("investigating")], options), "");
        assert_eq!(Codec::Words.put(&[Record::value("investigating"), Record::value("Resolved")], options), "Yes");
    }

    #[test]
    fn the_word_for_nothing_is_never_read() {
        let table = words("deviation-type");
        let options = Options { words: &table, ..Options::default() };
        assert_eq!(Codec::Words.put(&[Record::value("other-deviation")], options), "");
        assert_eq!(plain(&Codec::Words.get("op erational", options)), [""; 0]);
        assert_eq!(plain(&Codec::Words.get("or", options)), ["operational-requirement"]);
    }

    #[test]
    fn long_cells_take_no_longer_than_their_length() {
        let table = words("rating");
        stays_linear(Codec::Words, &["High ", " ", "CAT\n"], Options { words: &table, ..Options::default() });
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn laws(text in "[ \n]{0,2}(?i:yes|no|y|low|medium|cat[ \n]{0,3}i{1,4}|very +high|\u{130})[ \n.]{0,2}|.{0,20}") {
            for name in ["yes-no", "rating", "deviation-type", "milestone-change"] {
                let table = words(name);
                holds(Codec::Words, &text, Options { words: &table, ..Options::default() });
            }
        }
    }
}
