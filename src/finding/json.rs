//! A finding for programs.

use super::{Finding, cell_name, column_letters};
use serde_json::{Map, Value, json};

impl Finding {
    /// The finding with each of its parts that it has: `code`, `level`, `file`, `line`, `character`, `sheet`, `cell` (or
    /// `row`, counted from 1, or `column`), `path`, `item`, `message`, `help`,
    /// `more` (how many more of its code and level there are that are not told one by one).
    pub fn json(&self) -> Value {
        let mut parts = Map::new();
        parts.insert("code".into(), json!(self.code));
        parts.insert("level".into(), json!(self.level.name()));
        let at = &self.at;
        let cell = at.row.zip(at.column).map(|(row, column)| cell_name(row, column));
        let row = at.row.filter(|_| at.column.is_none()).map(|r| r + 1);
        let column = at.column.filter(|_| at.row.is_none()).map(column_letters);
        for (name, value) in [
            ("file", at.file.as_deref().map(Value::from)),
            ("line", at.line.map(Value::from)),
            ("character", at.character.map(Value::from)),
            ("sheet", at.sheet.as_deref().map(Value::from)),
            ("cell", cell.map(Value::from)),
            ("row", row.map(Value::from)),
            ("column", column.map(Value::from)),
            ("path", at.path.as_deref().map(Value::from)),
            ("item", at.shown_item().map(Value::from)),
            ("message", Some(json!(self.message))),
            ("help", self.help.as_deref().map(Value::from)),
            ("more", (self.more > 0).then_some(json!(self.more))),
        ] {
            if let Some(value) = value {
                parts.insert(name.into(), value);
            }
        }
        Value::Object(parts)
    }
}
