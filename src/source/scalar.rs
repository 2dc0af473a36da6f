//! A value of any simple type, for files that hold cells.

use super::Table;
use toml::de::DeValue;

/// A value as a cell can hold it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, as `yyyy-mm-dd`.
    Date(String),
}

impl Table<'_, '_> {
    /// A text, a number or a date.
    pub(crate) fn scalar(&self, key: &'static str) -> Option<Scalar> {
        let value = self.value(key)?;
        let number = |text: &str| text.replace('_', "").parse().ok().map(Scalar::Number);
        let scalar = match value.get_ref() {
            DeValue::String(text) => Some(Scalar::Text(text.to_string())),
            DeValue::Integer(integer) if integer.radix() == 10 => number(integer.as_str()),
            DeValue::Float(float) => number(float.as_str()),
            DeValue::Datetime(at) if at.time.is_none() && at.offset.is_none() => Some(Scalar::Date(at.to_string())),
            _ => None,
        };
        if scalar.is_none() {
            self.wrong(key, value, "a text, a number or a date");
        }
        scalar
    }
}
