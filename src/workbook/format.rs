//! Tells what kind of file it is: by its content first, by its name only where the content leaves it open.

use std::io::Cursor;

use zip::ZipArchive;

use super::csv::decode;
use crate::finding::{Failure, Finding, Findings, Place};

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Xlsx,
    Xlsb,
    Ods,
    Xls,
    Csv,
}

const RESAVE: &str = "open it in Excel and save it as .xlsx";

/// What the bytes are, or in words why they cannot be read. A .csv under another name is read, with a finding.
pub(crate) fn tell(file: &str, bytes: &[u8], findings: &mut Findings) -> Result<Format, Failure> {
    let place = || Place::file(file);
    let refuse = |message: &str, help: &str| {
        Failure::unreadable(Finding::error("not-a-workbook", message).at(place()).help(help))
    };
    if bytes.is_empty() {
        return Err(refuse("the file is empty", "check that it was copied or downloaded to the end"));
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return if holds_name(bytes, "EncryptedPackage") {
            Err(encrypted(file))
        } else if holds_name(bytes, "Workbook") || holds_name(bytes, "Book") {
            Ok(Format::Xls)
        } else {
            Err(refuse("this is an old Office file, but not a workbook", "name an Excel file"))
        };
    }
    if bytes.starts_with(b"PK") {
        return packaged(file, bytes);
    }
    let Some(text) = decode(bytes) else {
        return Err(if is_csv_name(file) {
            refuse("the text is neither UTF-8 nor UTF-16", "open it in Excel and save it as \"CSV UTF-8\"")
        } else {
            refuse("this is not a workbook", "name a .xlsx, .xlsm, .xlsb, .xls, .ods or .csv file")
        });
    };
    let head = text.trim_start().chars().take(1000).collect::<String>().to_ascii_lowercase();
    if head.starts_with("%pdf") {
        return Err(refuse("this is a PDF, not a workbook", "ask for the Excel file that it was printed from"));
    }
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Err(refuse("this is a workbook in the XML form of Excel 2003", RESAVE));
    }
    if ["<html", "<!doctype html", "<table"].iter().any(|tag| head.contains(tag)) && head.starts_with('<') {
        return Err(refuse("this is a web page (HTML), not a workbook, whatever its name says", RESAVE));
    }
    if head.starts_with('<') || (head.starts_with('{') && !is_csv_name(file)) {
        return Err(refuse("this is XML or JSON text, not a workbook", "name an Excel file"));
    }
    if is_csv_name(file) {
        return Ok(Format::Csv);
    }
    if text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.matches([',', ';', '\t']).count() >= 2)
    {
        if file.contains('.') {
            let message = "the file holds separated text (CSV), whatever its name says; it was read as that";
            findings.push(Finding::warning("wrong-extension", message).at(place()).help("rename it to .csv"));
        }
        return Ok(Format::Csv);
    }
    Err(refuse("this is a text file, not a workbook", "name a .xlsx, .xlsm, .xlsb, .xls, .ods or .csv file"))
}

/// The refusal of a workbook that has a password.
pub(crate) fn encrypted(file: &str) -> Failure {
    let message = "the workbook is encrypted with a password";
    let help = "open it in Excel, remove the password under File, Info, Protect Workbook, and save it";
    Failure::unreadable(Finding::error("encrypted", message).at(Place::file(file)).help(help))
}

fn packaged(file: &str, bytes: &[u8]) -> Result<Format, Failure> {
    let refuse = |message: &str, help: &str| {
        Failure::unreadable(Finding::error("not-a-workbook", message).at(Place::file(file)).help(help))
    };
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else {
        let message = "the file begins like a workbook but is damaged or cut off";
        return Err(refuse(
            message,
            "copy or download it again; else open it in Excel, let Excel repair it, and save it",
        ));
    };
    let has = |name: &str| zip.file_names_raw().any(|entry| entry.eq_ignore_ascii_case(name.as_bytes()));
    if has("xl/workbook.bin") {
        return Ok(Format::Xlsb);
    }
    if has("xl/workbook.xml") {
        return Ok(Format::Xlsx);
    }
    for (part, message) in [
        ("word/document.xml", "this is a Word document, not a workbook"),
        ("ppt/presentation.xml", "this is a PowerPoint file, not a workbook"),
        ("Index/Document.iwa", "this is an Apple Numbers file; export it to Excel first"),
    ] {
        if has(part) {
            return Err(refuse(message, "name an Excel file"));
        }
    }
    let has_content = has("content.xml");
    let start = |zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str| {
        let mut text = String::new();
        if let Ok(part) = zip.by_name(name) {
            // An unreadable part says nothing, and what is read says all there is to know.
            let _ = std::io::Read::read_to_string(&mut std::io::Read::take(part, 1 << 16), &mut text);
        }
        text
    };
    let mimetype = start(&mut zip, "mimetype");
    if mimetype.starts_with("application/vnd.oasis.opendocument.spreadsheet") && has_content {
        return Ok(Format::Ods);
    }
    let types = start(&mut zip, "[Content_Types].xml");
    if types.contains("spreadsheetml") || types.contains("application/vnd.ms-excel.sheet.macroEnabled") {
        return Ok(Format::Xlsx);
    }
    Err(refuse("this is a zip file, but not a workbook", "if the workbook is inside, unpack it first"))
}

fn is_csv_name(file: &str) -> bool {
    let extension = std::path::Path::new(file).extension().and_then(|e| e.to_str()).unwrap_or_default();
    ["csv", "tsv", "txt"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Whether the directory of a compound file holds a stream of this name. The directory stands on 128-byte steps; the
/// name is UTF-16, and its length in bytes (with the closing NUL) is at offset 64.
fn holds_name(bytes: &[u8], name: &str) -> bool {
    let mut entry = [0_u8; 64];
    for (slot, unit) in entry.chunks_exact_mut(2).zip(name.encode_utf16()) {
        slot.copy_from_slice(&unit.to_le_bytes());
    }
    let length = u16::try_from(2 * name.len() + 2).unwrap_or(0).to_le_bytes();
    bytes.chunks_exact(128).any(|chunk| chunk.starts_with(&entry) && chunk[64..66] == length)
}
