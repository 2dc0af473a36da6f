//! The `[log]` table of a mapping file: where a decision that changes is told.

use super::definition::Base;
use super::file::Loader;
use super::file_objects::object_at;
use super::log::{Log, LogField};
use crate::source::Table;

impl Loader {
    /// Where changes are told, if anywhere.
    pub(super) fn log(&self, root: &Table<'_, '_>) -> Option<Log> {
        let table = root.table("log")?;
        let log = self.log_in(&table);
        if log.is_none() {
            table.ask(&["fields", "borrow", "date"]);
        }
        table.finish();
        log
    }

    fn log_in(&self, table: &Table<'_, '_>) -> Option<Log> {
        table.must_have("columns", Some("write columns = [...], the headers of the columns whose changes are told"));
        table.must_have("fields", Some("say where `date`, `head` and `text` go"));
        let columns = table.texts("columns").iter().filter_map(|t| self.column_index(table, t)).collect();
        let text = table.required("each")?;
        let each = self.place_with(table, &text, true, &["column", "value"])?;
        let kind = object_at(table, &text, &each.path)?;
        if each.base == Base::Root {
            let message = format!("`{}` is no object of a row", text.text);
            let help = "begin it with an anchor of the row".to_owned();
            table.problem_at("wrong-place", message, text.line, Some(help));
        }
        let mut fields = Vec::new();
        for (name, to) in table.table("fields").map(|t| t.named_text()).unwrap_or_default() {
            let field = match name.text.as_str() {
                "date" => LogField::Date,
                "head" => LogField::Head,
                "text" => LogField::Text,
                _ => {
                    let message = format!("there is no field `{}`", name.text);
                    let help = Some("an entry of the log has date, head and text".to_owned());
                    table.problem_at("unknown-field", message, name.line, help);
                    continue;
                }
            };
            fields.extend(self.path_in(table, kind, &to).map(|path| (field, path)));
        }
        let borrow =
            table.required_table("borrow", "write borrow = { date = [...] }, the columns that tell the day")?;
        let borrow = {
            let sources = borrow.texts("date");
            let found = self.sources(&borrow, &sources);
            borrow.finish();
            found
        };
        Some(Log { columns, each, fields, borrow })
    }
}
