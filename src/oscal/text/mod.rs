//! Plain cell text as OSCAL values, and back: Markdown that shows it as typed, a block that keeps it to the byte,
//! and spellings for the characters that XML has no room for.

mod fence;
mod markdown;
mod storable;

pub(super) use fence::fenced;
pub use fence::{fence, unfence};
pub(super) use markdown::{escape_part, is_reference, opener};
pub use markdown::{is_bare, is_normal, line_text, markdown, markdown_line, text};
pub(crate) use storable::any_byte;
pub(super) use storable::is_unstorable;
pub use storable::{is_string, restored, storable};
