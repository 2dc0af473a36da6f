//! JSON and YAML: one walk over what serde gives.

use super::Fault;
use super::collect::Collector;
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::cell::RefCell;
use std::fmt;

/// Reads JSON.
pub(super) fn read_json(text: &str, collector: &mut Collector) -> Result<(), Fault> {
    collector.is_markdown = true;
    let fault = RefCell::new(None);
    let mut json = serde_json::Deserializer::from_str(text);
    let read = Walk { collector, fault: &fault }.deserialize(&mut json).and_then(|()| json.end());
    read.map_err(|error| {
        let line = u32::try_from(error.line()).ok().filter(|l| *l > 0);
        let fault = fault.take().unwrap_or_else(|| Fault::new("ssp-not-json", format!("this is not JSON: {error}")));
        Fault { line, ..fault }
    })
}

/// Reads YAML.
pub(super) fn read_yaml(text: &str, collector: &mut Collector) -> Result<(), Fault> {
    let mut options = serde_saphyr::Options::default();
    options.with_snippet = false;
    if let Some(budget) = &mut options.budget {
        // The defaults stop at what an inventory of some ten thousand items needs. Aliases keep their small limits.
        budget.max_events = 200_000_000;
        budget.max_nodes = 100_000_000;
        budget.max_total_scalar_bytes = super::MAX_BYTES;
    }
    match serde_saphyr::from_str_with_options::<Document>(text, options) {
        Ok(Document { fault: Some(fault), .. }) => Err(fault),
        Ok(document) => {
            *collector = document.collector;
            Ok(())
        }
        Err(error) => {
            let line = error.location().and_then(|l| u32::try_from(l.line()).ok());
            let message = error.to_string().lines().next().unwrap_or_default().to_owned();
            Err(Fault { line, ..Fault::new("ssp-not-yaml", format!("this is no YAML document: {message}")) })
        }
    }
}

/// A document for a reader that makes its values itself.
struct Document {
    collector: Collector,
    fault: Option<Fault>,
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut collector = Collector::default();
        collector.is_markdown = true;
        let fault = RefCell::new(None);
        let walked = Walk { collector: &mut collector, fault: &fault }.deserialize(deserializer);
        let fault = fault.into_inner();
        if fault.is_none() {
            walked?;
        }
        Ok(Document { collector, fault })
    }
}

/// Takes a value, whatever it is.
struct Walk<'c> {
    collector: &'c mut Collector,
    fault: &'c RefCell<Option<Fault>>,
}

impl Walk<'_> {
    fn again(&mut self) -> Walk<'_> {
        Walk { collector: self.collector, fault: self.fault }
    }

    fn passed<E: de::Error>(&self, step: Result<(), Fault>) -> Result<(), E> {
        step.map_err(|fault| {
            let error = E::custom(&fault.message);
            self.fault.replace(Some(fault));
            error
        })
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an OSCAL document")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(()) = map.next_key_seed(Key(self.again()))? {
            map.next_value_seed(self.again())?;
            self.collector.close();
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let mut is_first = true;
        loop {
            // The first is the member that is open; each further one follows it.
            if !is_first {
                let next = if self.collector.depth() > 0 { self.collector.next() } else { Ok(()) };
                self.passed(next)?;
            }
            is_first = false;
            if list.next_element_seed(self.again())?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.collector.text(text);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.collector.text(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.collector.text(&value.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.collector.text(&value.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.collector.text(&value.to_string());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Takes a member's name and opens it.
struct Key<'c>(Walk<'c>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<(), E> {
        let step = self.0.collector.open(name);
        self.0.passed(step)
    }
}
