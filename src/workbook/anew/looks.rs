//! Fonts and colours, as FedRAMP's templates have them.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::layout::HelpLook;

/// FedRAMP's blue.
const BLUE: Color = Color::RGB(0x001A_4480);
/// The light blue behind headers.
const LIGHT_BLUE: Color = Color::RGB(0x00CC_ECFC);
/// The grey of every second row.
pub(super) const GREY: Color = Color::RGB(0x00F2_F2F2);
/// The red of what is marked.
pub(super) const RED: Color = Color::RGB(0x00C0_0000);
/// Excel's own number format for a date: as the reader's country writes it.
const DATE: u8 = 14;

/// The looks of cells.
pub(super) struct Looks {
    pub(super) text: Format,
    pub(super) date: Format,
    pub(super) due: Format,
    pub(super) title: Format,
    pub(super) header: Format,
    pub(super) label: Format,
    pub(super) value: Format,
    pub(super) value_date: Format,
    pub(super) asks: Format,
    pub(super) side: Format,
    pub(super) plain: Format,
}

impl Looks {
    pub(super) fn new() -> Looks {
        let arial = || Format::new().set_font_name("Arial").set_font_size(10);
        let text = arial().set_align(FormatAlign::Left).set_align(FormatAlign::Top).set_text_wrap();
        let date = text.clone().set_num_format_index(DATE);
        let head = arial().set_bold().set_font_color(BLUE).set_background_color(LIGHT_BLUE);
        let frame = |look: Format| {
            look.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00D8_D8D8)).set_align(FormatAlign::Top)
        };
        let grey = text.clone().set_font_color(Color::RGB(0x0044_4444)).set_background_color(GREY);
        Looks {
            due: date.clone().set_font_color(Color::RGB(0x00A5_A5A5)),
            title: arial().set_bold().set_font_size(18).set_font_color(BLUE).set_align(FormatAlign::Left),
            header: head.clone().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_text_wrap(),
            label: frame(head),
            value_date: frame(grey.clone()).set_num_format_index(DATE),
            value: frame(grey.clone()),
            asks: grey,
            side: arial().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            plain: arial().set_text_wrap().set_align(FormatAlign::Top),
            date,
            text,
        }
    }

    /// The look of a help row's texts, and of its dates.
    pub(super) fn help(&self, look: HelpLook) -> (Format, Format) {
        let text = match look {
            HelpLook::Plain => self.plain.clone(),
            HelpLook::Dark => {
                self.plain.clone().set_font_color(Color::White).set_background_color(Color::RGB(0x0059_5959))
            }
            HelpLook::Example => self.text.clone().set_italic().set_font_color(Color::RGB(0x0059_5959)),
        };
        let text = text.set_align(FormatAlign::Left);
        (text.clone(), text.set_num_format_index(DATE))
    }
}
