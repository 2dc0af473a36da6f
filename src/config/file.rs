//! The file's text to a checked [`Config`], every problem with its line.

use super::check;
use super::{Config, Contact, Detector, PartyKind, Switch};
use crate::finding::{Failure, Finding, Level, Place};
use crate::mapping::codec::DateOrder;
use crate::oscal::text;
use crate::source::{Source, Table, Text};
use std::collections::HashSet;

/// The roles that the configuration has keys of their own for.
const KEYED_ROLES: [(&str, &str); 3] = [
    ("cloud-service-provider", "name the provider with `csp`, or in the sheet's header block"),
    ("prepared-by", "use `prepared-by`"),
    ("prepared-for", "use `prepared-for`"),
];

/// Reads a configuration.
pub(super) fn read(file: &str, text: &str) -> Result<Config, Failure> {
    let source = Source::new(file, text);
    let mut reader = Reader { file, config: Config::default(), names: Vec::new() };
    if let Some(parsed) = source.parse() {
        let root = Table::root(&source, &parsed);
        reader.root(&root);
    }
    let problems = source.into_problems();
    if problems.is_empty() { Ok(reader.config) } else { Err(Failure::Usage(problems)) }
}

/// A configuration while it is read.
struct Reader<'a> {
    file: &'a str,
    config: Config,
    /// Names of parties that must be known in the end.
    names: Vec<Text>,
}

impl Reader<'_> {
    fn root(&mut self, root: &Table<'_, '_>) {
        self.config.system_id = line(root, "system-id");
        self.config.system_id_type = one(root, "system-id-type", check::is_uri, "a URI, with its scheme");
        if let (Some(at), None) = (root.text("system-id-type"), &self.config.system_id) {
            root.problem_at("missing-key", "`system-id-type` says nothing without `system-id`", at.line, None);
        }
        self.config.system = line(root, "system");
        self.config.csp = line(root, "csp");
        self.config.mapping = line(root, "mapping");
        self.ssp(root);
        self.date_order(root);
        for table in root.tables("contact") {
            self.contact(&table, "[[contact]]");
        }
        self.config.prepared_by = self.prepared(root, "prepared-by");
        self.config.prepared_for = self.prepared(root, "prepared-for");
        for table in root.tables("detector") {
            self.detector(&table.renamed("[[detector]]"));
        }
        if let Some(table) = root.table("rules") {
            self.rules(&table.renamed("[rules]"));
        }
        root.finish();
        self.check_names(root);
    }

    fn ssp(&mut self, root: &Table<'_, '_>) {
        let is_document = |href: &str| check::is_reference(href) && !href.starts_with('#');
        let wanted = "a URI or a relative reference (`/` between folders, %20 for a blank)";
        self.config.ssp_href = one(root, "ssp-href", is_document, wanted);
        let known = |given: &str| check::MEDIA_TYPES.iter().any(|(_, media_type)| *media_type == given);
        self.config.ssp_media_type = one(root, "ssp-media-type", known, "application/json or text/xml");
        if let (Some(href), None, Some(text)) =
            (&self.config.ssp_href, &self.config.ssp_media_type, root.text("ssp-href"))
            && !root.has("ssp-media-type")
            && check::media_type(href).is_none()
        {
            let message = format!("`{href}` does not tell whether the SSP is JSON or XML, and FedRAMP takes no other");
            let help = "set `ssp-media-type` to application/json or text/xml".to_owned();
            root.problem_at("no-media-type", message, text.line, Some(help));
        }
    }

    fn date_order(&mut self, root: &Table<'_, '_>) {
        let Some(order) = root.text("date-order") else { return };
        self.config.date_order = match order.text.as_str() {
            "month-day-year" => DateOrder::MonthDay,
            "day-month-year" => DateOrder::DayMonth,
            _ => {
                let message = "`date-order` must be month-day-year or day-month-year";
                root.problem_at("wrong-value", message, order.line, None);
                DateOrder::Unknown
            }
        };
    }

    /// A contact, and its name where it has one.
    fn contact(&mut self, table: &Table<'_, '_>, name: &str) -> Option<String> {
        let table = &table.renamed(name);
        let (name, kind) = (table.required("name"), table.required("kind"));
        let name = name.and_then(|text| checked(table, "name", text));
        let kind = kind.and_then(|kind| match kind.text.as_str() {
            "person" => Some(PartyKind::Person),
            "organization" => Some(PartyKind::Organization),
            _ => {
                table.problem_at("wrong-value", "`kind` must be person or organization", kind.line, None);
                None
            }
        });
        let email = one(table, "email", check::is_email, "an e-mail address");
        let phone = self.phone(table);
        let title = line(table, "title");
        let roles = table.texts("role").into_iter().filter_map(|role| role_id(table, role)).collect();
        table.finish();
        let (name, kind) = (name?, kind?);
        if self.config.contact(&name).is_some() {
            let help = Some("say all that is known of it in one place".into());
            table.problem_at("contact-twice", format!("`{name}` is there twice"), table.line(), help);
            return Some(name);
        }
        self.config.add_contact(Contact { name: name.clone(), kind, email, phone, title, roles });
        Some(name)
    }

    fn phone(&mut self, table: &Table<'_, '_>) -> Option<String> {
        let text = table.text("phone")?;
        let at = text.line;
        let phone = checked(table, "phone", text)?;
        if let Some(digits) = check::digits(&phone) {
            return Some(digits);
        }
        let message = format!("\"{phone}\" is not 4 to 15 digits, which is what NIST wants of a telephone number");
        let finding = Finding::warning("phone-not-digits", message)
            .at(Place::file(self.file).at_line(at))
            .help("write the digits alone; put an extension elsewhere");
        self.config.findings.push(finding);
        Some(phone)
    }

    /// Names of parties; a table in their place is a contact as well.
    fn prepared(&mut self, root: &Table<'_, '_>, key: &'static str) -> Vec<String> {
        let given =
            if root.is_table(key) { root.table(key).map(Ok).into_iter().collect() } else { root.tables_or_texts(key) };
        let mut names: Vec<String> = Vec::with_capacity(given.len());
        let mut known: HashSet<String> = HashSet::new();
        for given in given {
            let name = match given {
                Ok(table) => self.contact(&table, &format!("`{key}`")),
                Err(text) => self.party(root, key, text),
            };
            names.extend(name.filter(|name| known.insert(name.clone())));
        }
        names
    }

    fn party(&mut self, table: &Table<'_, '_>, key: &str, text: Text) -> Option<String> {
        let at = text.line;
        let name = checked(table, key, text)?;
        self.names.push(Text { text: name.clone(), line: at });
        Some(name)
    }

    fn detector(&mut self, table: &Table<'_, '_>) {
        let name = table.required("name").and_then(|text| checked(table, "name", text));
        let kind = table.text("kind").and_then(|kind| match kind.text.as_str() {
            "tool" => Some("tool"),
            "party" => Some("party"),
            _ => {
                table.problem_at("wrong-value", "`kind` must be tool or party", kind.line, None);
                None
            }
        });
        if kind == Some("party") {
            for key in ["vendor", "product", "version", "operators"] {
                if let Some(text) = table.texts(key).first() {
                    let message = format!("`{key}` is of a tool, and this detector is a party");
                    table.problem_at("not-of-a-party", message, text.line, None);
                }
            }
        }
        let operators =
            table.texts("operators").into_iter().filter_map(|t| self.party(table, "operators", t)).collect();
        let detector = Detector {
            name: name.unwrap_or_default(),
            kind,
            vendor: line(table, "vendor"),
            product: line(table, "product"),
            version: line(table, "version"),
            operators,
            raw_scan: one(table, "raw-scan", check::is_reference, "a URI or a relative reference"),
        };
        table.finish();
        if self.config.detector(&detector.name).is_some() {
            let message = format!("detector `{}` is there twice", detector.name);
            table.problem_at("detector-twice", message, table.line(), None);
        } else if !detector.name.is_empty() {
            self.config.add_detector(detector);
        }
    }

    fn rules(&mut self, table: &Table<'_, '_>) {
        for (code, switch) in table.named_tables() {
            let name = format!("`{}` in [rules]", code.text);
            let switch = switch.renamed(name.clone());
            let is_off = switch.flag("off");
            let level = switch.text("level").and_then(|text| {
                let known = [Level::Error, Level::Warning, Level::Info].into_iter().find(|l| l.name() == text.text);
                if known.is_none() {
                    let message = "`level` must be error, warning or info";
                    switch.problem_at("wrong-value", message, text.line, None);
                }
                known
            });
            let reason = switch.text("reason").map(|t| t.text.trim().to_owned()).unwrap_or_default();
            if reason.is_empty() {
                let help = Some(format!("write `{} = {{ off = true, reason = \"why\" }}`", code.text));
                switch.problem_at("switch-without-reason", format!("{name} has no reason"), code.line, help);
            }
            if is_off == switch.has("level") {
                let help = Some("write `off = true`, or `level = \"warning\"`".to_owned());
                switch.problem_at(
                    "wrong-switch",
                    format!("{name} is neither off nor of another level, or both"),
                    code.line,
                    help,
                );
            }
            switch.finish();
            self.config.switches.push(Switch { code: code.text, level, reason, line: code.line });
        }
    }

    fn check_names(&self, root: &Table<'_, '_>) {
        for name in &self.names {
            let is_known = self.config.contact(&name.text).is_some() || self.config.csp.as_ref() == Some(&name.text);
            if !is_known {
                let help = format!(
                    "add [[contact]] with name = {:?} and its kind, or set `csp` if it is the provider",
                    name.text
                );
                root.problem_at("unknown-contact", format!("`{}` is no contact", name.text), name.line, Some(help));
            }
        }
    }
}

fn role_id(table: &Table<'_, '_>, role: Text) -> Option<String> {
    if let Some((_, help)) = KEYED_ROLES.iter().find(|(id, _)| *id == role.text) {
        table.problem_at(
            "role-has-a-key",
            format!("`{}` is no role of a contact", role.text),
            role.line,
            Some((*help).into()),
        );
        return None;
    }
    if check::is_token(&role.text) {
        return Some(role.text);
    }
    let help = Some("write an OSCAL role id, such as information-system-security-officer".into());
    table.problem_at("not-a-role", format!("\"{}\" is not a role id", role.text), role.line, help);
    None
}

/// A text of one line.
fn line(table: &Table<'_, '_>, key: &'static str) -> Option<String> {
    table.text(key).and_then(|text| checked(table, key, text))
}

/// A text of one line that passes.
fn one(table: &Table<'_, '_>, key: &'static str, passes: impl Fn(&str) -> bool, wanted: &str) -> Option<String> {
    let text = table.text(key)?;
    let at = text.line;
    let value = checked(table, key, text)?;
    if passes(&value) {
        return Some(value);
    }
    table.problem_at("wrong-value", format!("`{key}` is \"{value}\" and must be {wanted}"), at, None);
    None
}

fn checked(table: &Table<'_, '_>, key: &str, text: Text) -> Option<String> {
    if text::is_string(&text.text) {
        return Some(text.text);
    }
    let message = format!("`{key}` in {} must be one line, not blank, without blanks at its ends", table.name());
    table.problem_at("not-one-line", message, text.line, None);
    None
}
