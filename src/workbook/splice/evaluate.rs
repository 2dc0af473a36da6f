//! What a formula gives, as far as that can be told without a spreadsheet program: the functions that FedRAMP's due
//! dates need. Whatever else there is gives [`Value::Unknown`].

use super::area::address;

/// What a cell or a formula gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// An empty cell.
    Blank,
    /// A number, also a date's serial.
    Number(f64),
    /// Text.
    Text(String),
    /// A truth value.
    Bool(bool),
    /// An error, or something that cannot be told.
    Unknown,
}

/// So deep may a formula be nested; Excel's own limit is 64.
const DEEPEST: usize = 64;

/// A text has at most so many bytes: Excel stops at 32,767 characters. Else cells that double each other would grow
/// without end.
const LONGEST: usize = 4 * 32_767;

/// What a formula gives in a workbook of these cells, by row and column counted from 0.
pub(super) fn evaluate(formula: &str, cell: &dyn Fn(u32, u32) -> Value) -> Value {
    let mut reader = Reader { rest: formula, cell, depth: 0 };
    match reader.comparison() {
        Some(value) if reader.rest.trim().is_empty() => value,
        _ => Value::Unknown,
    }
}

struct Reader<'a> {
    rest: &'a str,
    cell: &'a dyn Fn(u32, u32) -> Value,
    depth: usize,
}

impl Value {
    fn number(&self) -> Option<f64> {
        match self {
            Value::Blank => Some(0.0),
            Value::Number(number) => Some(*number),
            Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
            // Excel takes some texts for numbers here; which ones depends on the country.
            Value::Text(_) | Value::Unknown => None,
        }
    }

    fn truth(&self) -> Option<bool> {
        match self {
            Value::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            other => other.number().map(|number| number != 0.0),
        }
    }
}

fn calculated(a: &Value, b: &Value, operation: impl Fn(f64, f64) -> f64) -> Value {
    match (a.number(), b.number()) {
        (Some(a), Some(b)) if operation(a, b).is_finite() => Value::Number(operation(a, b)),
        _ => Value::Unknown,
    }
}

/// Numbers stand before texts and texts before truth values; a blank is what it is compared with.
fn order(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    use Value::{Blank, Bool, Number, Text, Unknown};
    let rank = |value: &Value| match value {
        Blank | Number(_) => 0,
        Text(_) => 1,
        Bool(_) | Unknown => 2,
    };
    match (a, b) {
        (Unknown, _) | (_, Unknown) => None,
        (Blank, Blank) => Some(std::cmp::Ordering::Equal),
        (Blank, Text(text)) => Some("".cmp(text.as_str())),
        (Text(text), Blank) => Some(text.as_str().cmp("")),
        (Blank, Bool(truth)) => Some(false.cmp(truth)),
        (Bool(truth), Blank) => Some(truth.cmp(&false)),
        (Text(a), Text(b)) => Some(a.to_lowercase().cmp(&b.to_lowercase())),
        (Bool(a), Bool(b)) => Some(a.cmp(b)),
        _ if rank(a) != rank(b) => Some(rank(a).cmp(&rank(b))),
        _ => a.number()?.partial_cmp(&b.number()?),
    }
}

impl Reader<'_> {
    /// Takes the first of these signs that stands here.
    fn sign<'s>(&mut self, signs: &[&'s str]) -> Option<&'s str> {
        let rest = self.rest.trim_start();
        let sign = signs.iter().find(|sign| rest.starts_with(**sign))?;
        self.rest = &rest[sign.len()..];
        Some(sign)
    }

    fn comparison(&mut self) -> Option<Value> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut left = self.joined()?;
        while let Some(sign) = self.sign(&["<>", "<=", ">=", "<", ">", "="]) {
            let right = self.joined()?;
            left = order(&left, &right).map_or(Value::Unknown, |order| {
                Value::Bool(match sign {
                    "<>" => order.is_ne(),
                    "<=" => order.is_le(),
                    ">=" => order.is_ge(),
                    "<" => order.is_lt(),
                    ">" => order.is_gt(),
                    _ => order.is_eq(),
                })
            });
        }
        self.depth -= 1;
        Some(left)
    }

    fn joined(&mut self) -> Option<Value> {
        let mut left = self.sum()?;
        while self.sign(&["&"]).is_some() {
            let text = |value: Value| match value {
                Value::Blank => Some(String::new()),
                Value::Text(text) => Some(text),
                _ => None,
            };
            left = match (text(left), self.sum().and_then(text)) {
                (Some(left), Some(right)) if left.len() + right.len() <= LONGEST => Value::Text(left + &right),
                _ => Value::Unknown,
            };
        }
        Some(left)
    }

    fn sum(&mut self) -> Option<Value> {
        let mut left = self.product()?;
        while let Some(sign) = self.sign(&["+", "-"]) {
            let right = self.product()?;
            left = calculated(&left, &right, |a, b| if sign == "+" { a + b } else { a - b });
        }
        Some(left)
    }

    fn product(&mut self) -> Option<Value> {
        let mut left = self.one()?;
        while let Some(sign) = self.sign(&["*", "/"]) {
            let right = self.one()?;
            left = calculated(&left, &right, |a, b| if sign == "*" { a * b } else { a / b });
        }
        Some(left)
    }

    fn one(&mut self) -> Option<Value> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        match first {
            '(' => {
                self.sign(&["("]);
                let value = self.comparison()?;
                self.sign(&[")"])?;
                Some(value)
            }
            '-' | '+' => {
                self.sign(&["-", "+"]);
                self.depth += 1;
                if self.depth > DEEPEST {
                    return None;
                }
                let value = self.one()?;
                self.depth -= 1;
                let sign = if first == '-' { -1.0 } else { 1.0 };
                Some(value.number().map_or(Value::Unknown, |number| Value::Number(sign * number)))
            }
            '"' => self.text(),
            '0'..='9' | '.' => {
                let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
                let (number, rest) = self.rest.split_at(end);
                self.rest = rest;
                number.parse().ok().map(Value::Number)
            }
            c if c.is_ascii_alphabetic() || c == '$' => self.word(),
            _ => None,
        }
    }

    fn text(&mut self) -> Option<Value> {
        let mut text = String::new();
        let mut rest = self.rest.strip_prefix('"')?;
        loop {
            let (before, after) = rest.split_once('"')?;
            text.push_str(before);
            rest = after;
            match rest.strip_prefix('"') {
                Some(more) => {
                    text.push('"');
                    rest = more;
                }
                None => break,
            }
        }
        self.rest = rest;
        Some(Value::Text(text))
    }

    fn word(&mut self) -> Option<Value> {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '$' | '_' | '.'));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        if self.sign(&["("]).is_some() {
            let arguments = self.arguments()?;
            return Some(called(&word.to_ascii_uppercase(), &arguments));
        }
        match word.to_ascii_uppercase().as_str() {
            "TRUE" => return Some(Value::Bool(true)),
            "FALSE" => return Some(Value::Bool(false)),
            _ => {}
        }
        let (row, column) = address(word)?;
        // Another sheet, or an area.
        if self.rest.starts_with(['!', ':', '[']) {
            return None;
        }
        Some((self.cell)(row, column))
    }

    fn arguments(&mut self) -> Option<Vec<Value>> {
        let mut arguments = Vec::new();
        if self.sign(&[")"]).is_some() {
            return Some(arguments);
        }
        loop {
            arguments.push(self.comparison()?);
            if self.sign(&[","]).is_none() {
                self.sign(&[")"])?;
                return Some(arguments);
            }
        }
    }
}

fn called(name: &str, arguments: &[Value]) -> Value {
    let all = |is: fn(&Value) -> Option<bool>| arguments.iter().map(is).collect::<Option<Vec<bool>>>();
    let truths = || all(Value::truth);
    let told = |truth: Option<bool>| truth.map_or(Value::Unknown, Value::Bool);
    match (name, arguments) {
        ("IF", [condition, rest @ ..]) if matches!(rest.len(), 1 | 2) => match (condition.truth(), rest) {
            (Some(true), [then, ..]) => then.clone(),
            (Some(false), [_, other]) => other.clone(),
            (Some(false), [_]) => Value::Bool(false),
            _ => Value::Unknown,
        },
        ("ISBLANK", [Value::Unknown]) => Value::Unknown,
        ("ISBLANK", [value]) => Value::Bool(*value == Value::Blank),
        ("AND", [_, ..]) => told(truths().map(|truths| truths.iter().all(|truth| *truth))),
        ("OR", [_, ..]) => told(truths().map(|truths| truths.iter().any(|truth| *truth))),
        ("NOT", [value]) => told(value.truth().map(|truth| !truth)),
        _ => Value::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUE: &str = r#"IF((T9="N/A")+(ISBLANK(T9)), IF(S9="High", K9+30,IF(S9="Moderate", K9+90, IF(S9="Low", K9+180,""))), IF(((U9="Yes")*(T9="High")), K9+30,  IF(((U9="Yes")*(T9="Moderate")), K9+90,  IF(((U9="Yes")*(T9="Low")), K9+180, IF(S9="High", K9+30,IF(S9="Moderate", K9+90, IF(S9="Low", K9+180,"")))))))"#;

    fn due(k: &Value, original: &str, adjusted: &str, adjustment: &str) -> Value {
        let text = |text: &str| if text.is_empty() { Value::Blank } else { Value::Text(text.to_owned()) };
        evaluate(DUE, &|row, column| match (row, column) {
            (8, 10) => k.clone(),
            (8, 18) => text(original),
            (8, 19) => text(adjusted),
            (8, 20) => text(adjustment),
            _ => Value::Unknown,
        })
    }

    #[test]
    fn the_due_date_is_what_excel_gives() {
        let day = Value::Number(45_000.0);
        for (original, adjusted, adjustment, expected) in [
            ("High", "", "No", Value::Number(45_030.0)),
            ("moderate", "N/A", "", Value::Number(45_090.0)),
            ("Low", "N/A", "", Value::Number(45_180.0)),
            ("High", "Low", "Yes", Value::Number(45_180.0)),
            ("High", "Low", "Pending", Value::Number(45_030.0)),
            ("Critical", "", "", Value::Text(String::new())),
            ("", "", "", Value::Text(String::new())),
        ] {
            assert_eq!(due(&day, original, adjusted, adjustment), expected, "{original} {adjusted} {adjustment}");
        }
        assert_eq!(due(&Value::Blank, "High", "", ""), Value::Number(30.0));
        assert_eq!(due(&Value::Text("soon".to_owned()), "High", "", ""), Value::Unknown);
        assert_eq!(due(&Value::Text("soon".to_owned()), "Critical", "", ""), Value::Text(String::new()));
    }

    #[test]
    fn what_is_not_known_is_said_so() {
        let nothing = |_, _| Value::Blank;
        for formula in
            ["TODAY()", "A1:A3", "Other!A1", "IF(", "\"a", "1/0", "", "VLOOKUP(A1,B1,2)", "1+", "{1,2}", "1 2"]
        {
            assert_eq!(evaluate(formula, &nothing), Value::Unknown, "{formula}");
        }
        let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(evaluate(&deep, &nothing), Value::Unknown);
        assert_eq!(evaluate(&format!("{}1", "-".repeat(100_000)), &nothing), Value::Unknown);
        assert_eq!(evaluate("-2*(3+.5)=-7", &nothing), Value::Bool(true));
        assert_eq!(evaluate("\"a\"\"b\"&A1", &nothing), Value::Text("a\"b".to_owned()));
        let long = |_, _| Value::Text("x".repeat(LONGEST / 2));
        assert_eq!(evaluate("A1&A1", &long), Value::Text("x".repeat(LONGEST)));
        assert_eq!(evaluate("A1&A1&A1", &long), Value::Unknown);
        assert_eq!(evaluate("AND(TRUE,NOT(A1),OR(1,0))", &nothing), Value::Bool(true));
    }
}
