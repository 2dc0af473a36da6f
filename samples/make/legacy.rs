//! `kestrel-2018.xlsx`: FedRAMP's layout of 2018-01-29, filled, its three help rows deleted.

use rust_xlsxwriter::{Color, FormatBorder};

use super::layout::{self, Data};
use super::parts::{self, Choice, allow};
use super::sheet::{self, Due, Looks, arial, put_items};

/// The widths of the columns of Open POA&M Items.
const WIDTHS: [f64; 27] = [
    13.5, 17.7, 19.7, 19.2, 19.8, 15.2, 30.3, 13.0, 10.8, 13.2, 16.5, 24.7, 29.5, 35.3, 11.7, 12.8, 12.7, 12.7, 10.7,
    12.0, 11.7, 11.7, 13.3, 32.0, 27.7, 18.3, 17.3,
];

pub(crate) fn make() -> anyhow::Result<Vec<u8>> {
    let mut columns = layout::columns(super::v21::LAYOUT, "column")?;
    columns.truncate(27); // later templates only added columns, up to 2.1
    let data = Data::parse(include_str!("kestrel.toml"))?;
    let looks = Looks { line: 18, ..Looks::new() };
    let mut book = sheet::workbook("FedRAMP POA&M, Kestrel Route Planner", "Kestrel Example Systems")?;
    let bold = arial().set_bold();
    let header = bold.clone().set_text_wrap().set_border(FormatBorder::Medium);
    let block = Looks { text: arial(), date: arial().set_num_format_index(14), ..Looks::new() };

    for (name, list) in [("Open POA&M Items", "open"), ("Closed POA&M Items", "closed")] {
        let page = book.add_worksheet().set_name(name)?;
        for (width, at) in WIDTHS.into_iter().zip(0..) {
            page.set_column_width(at, if list == "open" { width } else { 17.3 })?;
        }
        page.set_zoom(85);
        parts::put_title(page, "FedRAMP Plan of Action and Milestones (POA&M) Template", Color::Black)?;
        for (label, at) in ["CSP", "System Name", "Impact Level", "POAM Date"].into_iter().zip(0..) {
            page.write_string_with_format(1, at, label, &bold)?;
            sheet::put(page, 2, at, data.header(label)?, &block)?;
        }
        page.set_row_height(4, 40)?;
        parts::put_headers(page, &columns, (4, 0), &header)?;
        put_items(page, &columns, (5, 0), &data.items(list)?, &Due::Typed, &looks)?;
        page.set_freeze_panes(5, 0)?;
    }

    let open = book.worksheet_from_name("Open POA&M Items")?;
    allow(open, "C3 S1:S1048576", parts::RATING)?;
    allow(open, "D3 Q1:Q1048576 O1:O5 O7:O1048576", parts::recent_date())?;
    allow(open, "T1:T1048576", parts::ADJUSTED)?;
    allow(open, "F1:F8 F158:F1048576", Choice::Number)?;
    allow(open, "P1:P1048576", parts::YES_NO)?;
    allow(open, "U1:W1048576", Choice::Words(&["Yes", " No", " Pending"], "Yes,No,Pending"))?; // its blanks too
    Ok(book.save_to_buffer()?)
}
