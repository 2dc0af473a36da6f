//! The due date as the template works it out: by formula in the sheet, and the same in Rust for the formula's cached
//! value.

use anyhow::{Context, ensure};
use jiff::civil::Date;
use toml::{Table, Value};

/// Where the formula finds its operands: the letters of the columns.
pub(crate) struct Operands {
    pub(crate) detected: &'static str,
    pub(crate) original: &'static str,
    pub(crate) adjusted: &'static str,
    pub(crate) adjustment: &'static str,
}

/// The template's own formula for a row (counted from 1): 30, 90 or 180 days after detection, by the adjusted rating
/// where the adjustment is approved.
pub(crate) fn formula(row: u32, at: &Operands) -> String {
    let Operands { detected: k, original: s, adjusted: t, adjustment: u } = at;
    let by_original = format!(
        r#"IF({s}{row}="High", {k}{row}+30,IF({s}{row}="Moderate", {k}{row}+90, IF({s}{row}="Low", {k}{row}+180,"")))"#
    );
    format!(
        r#"=IF(({t}{row}="N/A")+(ISBLANK({t}{row})), {by_original}, IF((({u}{row}="Yes")*({t}{row}="High")), {k}{row}+30, IF((({u}{row}="Yes")*({t}{row}="Moderate")), {k}{row}+90, IF((({u}{row}="Yes")*({t}{row}="Low")), {k}{row}+180, {by_original}))))"#
    )
}

/// What the formula gives for an item, as Excel's day number.
pub(crate) fn date(item: &Table) -> anyhow::Result<f64> {
    let word = |header: &str| item.get(header).and_then(Value::as_str).unwrap_or_default();
    let adjusted = word("Adjusted Risk Rating");
    let approved = word("Risk Adjustment") == "Yes" && !matches!(adjusted, "" | "N/A");
    let days = match if approved { adjusted } else { word("Original Risk Rating") } {
        "High" => 30.0,
        "Moderate" => 90.0,
        "Low" => 180.0,
        other => anyhow::bail!("no due date for the rating {other:?}"),
    };
    let detected = item.get("Original Detection Date").context("no Original Detection Date")?;
    Ok(serial(detected)? + days)
}

/// A TOML date as Excel's day number, the time of day as its fraction.
pub(crate) fn serial(value: &Value) -> anyhow::Result<f64> {
    let datetime = value.as_datetime().context("not a date")?;
    let date = datetime.date.context("a time without a date")?;
    ensure!(datetime.offset.is_none(), "cells know no time zones");
    let date = Date::new(i16::try_from(date.year)?, i8::try_from(date.month)?, i8::try_from(date.day)?)?;
    let days = date.since(Date::constant(1899, 12, 30))?.get_days();
    let seconds = datetime
        .time
        .map_or(0, |t| u32::from(t.hour) * 3600 + u32::from(t.minute) * 60 + u32::from(t.second.unwrap_or_default()));
    Ok(f64::from(days) + f64::from(seconds) / 86_400.0)
}
