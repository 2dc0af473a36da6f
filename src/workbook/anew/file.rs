//! Reads a layout file. All its problems come at once, each with its line.

use super::addresses::{cell, heights, range, widths};
use super::layout::{Allowed, Block, Choice, Column, Due, Help, HelpLook, Items, Label, Layout, Marks, Rule};
use super::layout::{SheetLayout, What};
use crate::finding::Failure;
use crate::source::{Source, Table, Text};
use crate::workbook::dates;

/// The layouts that are built in, the newest first: name and text.
const BUILT_IN: [(&str, &str); 2] = [
    ("fedramp-3.0", include_str!("../../../templates/fedramp-3.0.toml")),
    ("fedramp-2.1", include_str!("../../../templates/fedramp-2.1.toml")),
];

/// The rows of help that a column's table may hold.
const HELP: [&str; 4] = ["guidance", "format", "example", "need"];

/// The names of the built-in layouts, the newest first.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// A built-in layout by its name.
pub fn named(name: &str) -> Option<Layout> {
    let (name, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
    load(name, text).ok()
}

/// The built-in layouts, the newest first.
pub fn built_in() -> Vec<Layout> {
    names().filter_map(named).collect()
}

/// Reads a layout. `file` is what messages call it.
///
/// # Errors
/// [`Failure::Usage`] with all problems, each with its line.
pub fn load(file: &str, text: &str) -> Result<Layout, Failure> {
    let source = Source::new(file, text);
    let layout = source.parse().map(|parsed| {
        let root = Table::root(&source, &parsed);
        let layout = Reader { root: &root, choices: Vec::new() }.layout();
        root.finish();
        layout
    });
    match layout {
        Some(layout) if source.problems() == 0 => Ok(layout),
        _ => Err(Failure::Usage(source.into_problems())),
    }
}

struct Reader<'t, 's, 'a> {
    root: &'t Table<'s, 'a>,
    choices: Vec<Choice>,
}

impl Reader<'_, '_, '_> {
    fn layout(mut self) -> Layout {
        let root = self.root;
        if root.number("format").is_none_or(|format| format != 1) {
            let help = Some("this program reads format 1".to_owned());
            root.problem_at("wrong-format", "this layout is of another format", root.line_of("format"), help);
        }
        self.choices = root.table("choices").map(|table| choices(&table)).unwrap_or_default();
        let labels = root.tables("label").iter().map(|table| self.label(table)).collect();
        let (due, rules) = (root.table("due"), root.tables("rule"));
        let lists = [("column", root.tables("column")), ("deficiency", root.tables("deficiency"))];
        let lists = lists.map(|(name, tables)| (name, tables.iter().map(|t| self.column(t)).collect::<Vec<_>>()));
        let mut sheets = Vec::new();
        for table in root.tables("sheet") {
            let what = if table.has("boxes") {
                self.boxes(&table)
            } else if table.has("records") {
                self.records(&table)
            } else {
                read_items(&table, &lists, due.as_ref(), &rules)
            };
            let title = table.text("title").map(|text| {
                let (first, last) = table.required("title-at").and_then(|at| range(&table, &at)).unwrap_or_default();
                (text.text, first, last)
            });
            let sheet = SheetLayout {
                name: text(&table, "name"),
                title,
                widths: widths(&table),
                heights: heights(&table),
                active: table.flag("active"),
                what,
            };
            table.finish();
            sheets.push(sheet);
        }
        Layout { name: text(root, "name"), title: text(root, "title"), choices: self.choices, labels, sheets }
    }

    fn choice(&self, table: &Table<'_, '_>) -> Option<usize> {
        let name = table.text("allow")?;
        let found = self.choices.iter().position(|choice| choice.name == name.text);
        if found.is_none() {
            unknown(table, &name, "choice", self.choices.iter().map(|choice| choice.name.as_str()));
        }
        found
    }

    fn label(&self, table: &Table<'_, '_>) -> Label {
        let color = |(word, color): (Text, Text)| {
            let rgb = u32::from_str_radix(&color.text, 16).ok().filter(|rgb| *rgb < 1 << 24);
            if rgb.is_none() {
                let message = format!("\"{}\" is no colour", color.text);
                table.problem_at("bad-color", message, color.line, Some("write it like 1A4480".to_owned()));
            }
            (word.text, rgb.unwrap_or_default())
        };
        let label = Label {
            text: text(table, "text"),
            guidance: table.text("guidance").map(|t| t.text),
            placeholder: table.text("placeholder").map(|t| t.text),
            choice: self.choice(table),
            colors: table.table("colors").map(|t| t.named_text().into_iter().map(color).collect()).unwrap_or_default(),
        };
        table.finish();
        label
    }

    fn column(&self, table: &Table<'_, '_>) -> Column {
        let help = HELP.iter().map(|row| table.scalar(row)).collect();
        let column = Column { header: text(table, "header"), choice: self.choice(table), help };
        table.finish();
        column
    }

    fn boxes(&self, table: &Table<'_, '_>) -> What {
        let list = text(table, "boxes");
        let rows = if list == "instruction" { self.root.tables("instruction") } else { Vec::new() };
        let texts = rows.iter().map(|row| text(row, "text")).collect();
        What::Boxes { first: cell(table, "first").unwrap_or_default(), texts }
    }

    fn records(&self, table: &Table<'_, '_>) -> What {
        const FIELDS: [&str; 4] = ["date", "description", "version", "author"];
        let list = text(table, "records");
        let rows = if list == "change" { self.root.tables("change") } else { Vec::new() };
        let rows = rows.iter().map(|row| FIELDS.iter().map(|field| row.scalar(field)).collect()).collect();
        let heads = table.table("fields");
        let heads = heads.iter().flat_map(|heads| FIELDS.map(|field| text(heads, field))).collect();
        What::Records { first: cell(table, "first").unwrap_or_default(), heads, rows }
    }
}

/// A sheet of items.
fn read_items(
    table: &Table<'_, '_>,
    lists: &[(&str, Vec<Column>)],
    due: Option<&Table<'_, '_>>,
    rules: &[Table<'_, '_>],
) -> What {
    let renamed = table.table("renamed").map(|t| t.named_text()).unwrap_or_default();
    let list = table.required("columns").unwrap_or(Text { text: String::new(), line: table.line() });
    let found = lists.iter().find(|(name, _)| *name == list.text);
    if found.is_none() {
        unknown(table, &list, "list of columns", lists.iter().map(|(name, _)| *name));
    }
    let mut columns = found.map(|(_, columns)| columns.clone()).unwrap_or_default();
    let (mut help, mut rows) = (Vec::new(), Vec::new());
    for row in table.tables("help") {
        let (known, read) = help_row(&row);
        rows.push(known);
        help.push(read);
        row.finish();
    }
    for column in &mut columns {
        column.help = rows.iter().map(|row| column.help.get((*row)?).cloned().flatten()).collect();
    }
    let position = |of: &Table<'_, '_>, key: &'static str| {
        let header = of.required(key)?;
        let found = columns.iter().position(|column| column.header == header.text);
        if found.is_none() {
            unknown(of, &header, "column", columns.iter().map(|column| column.header.as_str()));
        }
        found
    };
    let due = due.filter(|_| table.flag("due")).and_then(|of| read_due(of, &position));
    let rules =
        if table.flag("rules") { rules.iter().filter_map(|of| read_rule(of, &position)).collect() } else { Vec::new() };
    for (from, to) in renamed {
        match columns.iter_mut().find(|column| column.header == from.text) {
            Some(column) => column.header = to.text,
            None => unknown(table, &from, "column", std::iter::empty()),
        }
    }
    let row = |key| table.number(key).map(|row| row.saturating_sub(1));
    let block = cell(table, "block").map(|labels| Block {
        labels,
        asks: row("asks"),
        values: row("values").unwrap_or(labels.0 + 1),
    });
    let first = cell(table, "first").unwrap_or_default();
    table.must_have("last-row", None);
    What::Items(Items { first, block, columns, help, last_row: row("last-row").unwrap_or_default(), due, rules })
}

fn choices(table: &Table<'_, '_>) -> Vec<Choice> {
    let read = |(name, of): (Text, Table<'_, '_>)| {
        let serial = |text: Text| {
            let serial = text.text.parse().ok().and_then(|day| dates::serial(day, false));
            if serial.is_none() {
                let message = format!("\"{}\" is no date", text.text);
                of.problem_at("bad-date", message, text.line, Some("write it like 2000-01-01".to_owned()));
            }
            serial
        };
        let list: Vec<String> = of.texts("list").into_iter().map(|word| word.text).collect();
        let (after, but) = (of.text("date-after"), of.text("date-but"));
        let number = of.text("number-but").and_then(|text| text.text.parse().ok());
        let what = if list.is_empty() {
            let after = after.and_then(serial).map(Allowed::DateAfter);
            after.or_else(|| but.and_then(serial).map(Allowed::DateBut)).or(number.map(Allowed::NumberBut))
        } else {
            Some(Allowed::List(list))
        };
        if what.is_none() {
            let message = format!("the choice \"{}\" allows nothing", name.text);
            let help = "say list, date-after, date-but or number-but".to_owned();
            of.problem_at("empty-choice", message, name.line, Some(help));
        }
        let only_hints = of.flag("only-hints");
        of.finish();
        Some(Choice { name: name.text, what: what?, only_hints })
    };
    table.named_tables().into_iter().filter_map(read).collect()
}

/// Which of [`HELP`] a row is, and the row.
fn help_row(table: &Table<'_, '_>) -> (Option<usize>, Help) {
    let row = table.required("row");
    let known = row.as_ref().and_then(|row| HELP.iter().position(|name| *name == row.text));
    if let (Some(row), None) = (&row, known) {
        unknown(table, row, "help row", HELP.into_iter());
    }
    let look = match table.required("look") {
        Some(look) if look.text == "dark" => HelpLook::Dark,
        Some(look) if look.text == "example" => HelpLook::Example,
        Some(look) if look.text != "plain" => {
            unknown(table, &look, "look", ["plain", "dark", "example"].into_iter());
            HelpLook::Plain
        }
        _ => HelpLook::Plain,
    };
    let height = table.number("height").map_or(15.0, f64::from);
    (known, Help { label: table.text("label").map(|t| t.text), look, height })
}

type Position<'p> = &'p dyn Fn(&Table<'_, '_>, &'static str) -> Option<usize>;

fn read_due(table: &Table<'_, '_>, position: Position<'_>) -> Option<Due> {
    let days = table.tables("days");
    let days = days.iter().map(|of| {
        let days = (text(of, "rating"), of.number("days").unwrap_or_default());
        of.finish();
        days
    });
    let due = Due {
        days: days.collect(),
        none: text(table, "none"),
        approved: text(table, "approved"),
        column: position(table, "column")?,
        from: position(table, "from")?,
        rating: position(table, "rating")?,
        adjusted: position(table, "adjusted")?,
        adjustment: position(table, "adjustment")?,
    };
    table.finish();
    Some(due)
}

fn read_rule(table: &Table<'_, '_>, position: Position<'_>) -> Option<Rule> {
    let column = position(table, "column");
    // A formula is one line in a sheet, however it is broken here.
    let formula = table.text("formula").map(|f| f.text.lines().map(str::trim).collect::<String>());
    let what = match (table.flag("duplicates"), formula) {
        (true, _) => Marks::Duplicates,
        (false, Some(formula)) => Marks::Where(formula),
        (false, None) => {
            table.must_have("formula", Some("or duplicates = true"));
            return None;
        }
    };
    table.finish();
    Some(Rule { column: column?, what })
}

fn text(table: &Table<'_, '_>, key: &'static str) -> String {
    table.required(key).map(|t| t.text).unwrap_or_default()
}

fn unknown<'n>(table: &Table<'_, '_>, name: &Text, what: &str, known: impl Iterator<Item = &'n str>) {
    let known: Vec<&str> = known.collect();
    let help = (!known.is_empty()).then(|| format!("known: {}", known.join(", ")));
    table.problem_at("unknown-name", format!("there is no {what} \"{}\"", name.text), name.line, help);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_layouts_have_no_problem() {
        for (name, text) in BUILT_IN {
            assert_eq!(load(name, text).err().map(|f| f.to_string()), None);
            assert_eq!(load(name, text).map(|layout| layout.name), Ok(name.to_owned()));
        }
    }

    #[test]
    fn every_problem_has_its_line() {
        let (name, text) = BUILT_IN[1];
        for (from, to, line_of, expected) in [
            ("allow  = \"rating\"", "allow  = \"raging\"", "raging", "there is no choice \"raging\""),
            ("first    = \"A5\"", "first    = \"5A\"", "\"5A\"", "\"5A\" is no cell"),
            (
                "adjusted   = \"Adjusted",
                "adjusted   = \"Adapted",
                "Adapted",
                "there is no column \"Adapted Risk Rating\"",
            ),
            ("\"2000-01-01\"", "\"2000-13-01\"", "2000-13-01", "\"2000-13-01\" is no date"),
            ("active   = true", "aktive   = true", "aktive", "[[sheet]] has no key `aktive`"),
            ("{ \"A:AD\"", "{ \"a:AD\"", "\"a:AD\"", "this is no width of columns"),
            ("Low = \"454545\"", "Low = \"grey\"", "grey", "\"grey\" is no colour"),
            ("row = \"format\"", "row = \"formal\"", "formal", "there is no help row \"formal\""),
        ] {
            assert!(text.contains(from), "{from}");
            let text = text.replacen(from, to, 1);
            let line = text.lines().position(|line| line.contains(line_of)).map(|at| at + 1);
            let failure = load(name, &text).err();
            let finding = failure.as_ref().and_then(|failure| failure.findings().first());
            assert_eq!(finding.map(|f| f.message.as_str()), Some(expected));
            assert_eq!(finding.and_then(|f| f.at.line).map(|line| line as usize), line, "{expected}");
        }
    }
}
