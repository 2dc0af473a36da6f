//! Zip files that are not what they say.

use super::raw_zip::{End, Part, unpacked, zip};
use super::{Attack, converted};
use crate::books::{good, workbook_with};
use crate::common::package;

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// The good workbook with one part changed.
fn changed(part: &str, change: impl FnOnce(&mut Part)) -> Vec<u8> {
    let mut parts = unpacked(&good());
    change(parts.iter_mut().find(|known| known.name == part.as_bytes()).unwrap());
    zip(&parts, End::default())
}

/// The good workbook with more parts.
fn with_parts(more: &[Part]) -> Vec<u8> {
    let mut parts = unpacked(&good());
    parts.extend_from_slice(more);
    zip(&parts, End::default())
}

fn with_end(end: End) -> Vec<u8> {
    zip(&unpacked(&good()), end)
}

/// What a part that is too big for 32 bits says of itself behind its name.
fn zip64(sizes: [u64; 2]) -> Vec<u8> {
    [&[1, 0, 16, 0][..], &sizes[0].to_le_bytes(), &sizes[1].to_le_bytes()].concat()
}

/// An end of the list in 64 bits that claims so many parts, and the one that leads to it.
fn zip64_end(parts: u64) -> Vec<u8> {
    let mut bytes = with_end(End::default());
    let end = bytes.split_off(bytes.len() - 22);
    let at = bytes.len() as u64;
    bytes.extend_from_slice(b"PK\x06\x06");
    bytes.extend_from_slice(&44_u64.to_le_bytes());
    bytes.extend_from_slice(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for field in [parts, parts, u64::MAX / 2, 0] {
        bytes.extend_from_slice(&field.to_le_bytes());
    }
    bytes.extend_from_slice(b"PK\x06\x07\0\0\0\0");
    bytes.extend_from_slice(&at.to_le_bytes());
    bytes.extend_from_slice(&[1, 0, 0, 0]);
    bytes.extend_from_slice(&end[..8]);
    bytes.extend_from_slice(&[0xff; 12]);
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

/// Bytes that pack well: a bomb is a few hundred kilobytes of zip and hundreds of megabytes of blanks.
fn blanks(megabytes: usize) -> Vec<u8> {
    vec![b' '; megabytes << 20]
}

pub(crate) fn attacks() -> Vec<Attack> {
    let good_bytes = good();
    let bomb = package(&[("big.xml", &blanks(40))]);
    let evil = |name: &str| with_parts(&[Part::stored(name, b"evil")]);
    let mut many: Vec<(String, Vec<u8>)> = (0..10_001).map(|n| (format!("part{n}"), Vec::new())).collect();
    many.push(("xl/workbook.xml".to_owned(), b"<workbook/>".to_vec()));
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let shared: Vec<Part> =
        (0..2_000).map(|n| Part { at: Some(0), ..Part::stored(&format!("copy{n}.xml"), b"") }).collect();
    let first = &unpacked(&good_bytes)[0];
    let overlap: Vec<Part> =
        shared.iter().map(|part| Part { name: part.name.clone(), at: Some(0), ..first.clone() }).collect();
    let prefixed = [&b"MZ\x90\0 a program"[..], &good_bytes].concat();
    let with_two_ends = [&good_bytes[..], &with_end(End { more_parts: 3, ..End::default() })[..]].concat();
    let half = good_bytes.len() / 2;
    vec![
        converted("bomb in a sheet", "a.xlsx", workbook_with(&[(SHEET, blanks(40))])),
        converted("bomb in the shared texts", "a.xlsx", workbook_with(&[("xl/sharedStrings.xml", blanks(40))])),
        converted("bomb in a part that nobody reads", "a.xlsx", workbook_with(&[("customXml/item1.xml", blanks(40))])),
        converted("bombs of 30 MB each", "a.xlsx", {
            let names: Vec<String> = (0..40).map(|n| format!("xl/media/image{n}.png")).collect();
            let parts: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (name.as_str(), blanks(30))).collect();
            workbook_with(&parts)
        }),
        converted("bomb within a zip within the workbook", "a.xlsx", workbook_with(&[("xl/embeddings/a.zip", bomb)])),
        converted("parts that share one body", "a.xlsx", with_parts(&overlap)),
        converted("parts whose bodies lie in another's header", "a.xlsx", with_parts(&shared)),
        converted("part within another's body", "a.xlsx", {
            let inner = Part::stored("inner.xml", b"x");
            // Its header, its name and its byte.
            let outer = Part::stored("outer", &zip(std::slice::from_ref(&inner), End::default())[..40]);
            let inside = Part { at: Some(30 + 5), ..inner };
            zip(&[&[outer, inside][..], &unpacked(&good_bytes)].concat(), End::default())
        }),
        converted("body that runs into the next part", "a.xlsx", {
            let first = String::from_utf8(first.name.clone()).unwrap();
            changed(&first, |part| (part.packed, part.size) = (part.packed + 10, part.size + 10))
        }),
        converted("body that runs into the list of parts", "a.xlsx", {
            let last = Part::stored("last", b"x");
            with_parts(&[Part { packed: 40, size: 40, ..last }])
        }),
        converted("name that climbs", "a.xlsx", evil("../../secret/evil")),
        converted("name that climbs within the package", "a.xlsx", evil("xl/../../../secret/evil")),
        converted("absolute name", "a.xlsx", evil("/tmp/poam-evil")),
        converted("name of Windows", "a.xlsx", evil("..\\..\\secret\\evil")),
        converted("name with a drive", "a.xlsx", evil("C:\\evil")),
        converted("name with NUL", "a.xlsx", evil("xl/evil\0.xml")),
        converted(
            "name of one byte that is no text",
            "a.xlsx",
            with_parts(&[Part { name: vec![0xff], ..Part::stored("x", b"evil") }]),
        ),
        converted("name of 65,535 bytes", "a.xlsx", evil(&"n".repeat(65_535))),
        converted(
            "link to the secret",
            "a.xlsx",
            changed(SHEET, |part| {
                *part = Part { mode: 0o120_777, ..Part::stored(SHEET, b"../secret/canary") };
            }),
        ),
        converted("two parts of one name", "a.xlsx", with_parts(&[Part::stored(SHEET, b"<worksheet/>")])),
        converted(
            "two parts whose names differ in case",
            "a.xlsx",
            with_parts(&[Part::stored("XL/Worksheets/Sheet1.xml", b"<worksheet/>")]),
        ),
        converted(
            "another name in the part's own header",
            "a.xlsx",
            changed(SHEET, |part| {
                part.local_name = Some(b"xl/other.xml".to_vec());
            }),
        ),
        converted(
            "part of exabytes (zip64)",
            "a.xlsx",
            changed(SHEET, |part| {
                (part.packed, part.size, part.extra) = (u32::MAX, u32::MAX, zip64([1 << 60, 1 << 60]));
            }),
        ),
        converted(
            "part that unpacks to exabytes (zip64)",
            "a.xlsx",
            changed(SHEET, |part| {
                let length = part.data.len() as u64;
                (part.packed, part.size, part.extra) = (u32::MAX, u32::MAX, zip64([1 << 60, length]));
            }),
        ),
        converted("2^40 parts (zip64)", "a.xlsx", zip64_end(1 << 40)),
        converted("2^64 - 1 parts (zip64)", "a.xlsx", zip64_end(u64::MAX)),
        converted(
            "more parts claimed than there are",
            "a.xlsx",
            with_end(End { more_parts: 60_000, ..End::default() }),
        ),
        converted("fewer parts claimed than there are", "a.xlsx", with_end(End { more_parts: -2, ..End::default() })),
        converted("list of parts behind the end", "a.xlsx", with_end(End { further: 1 << 30, ..End::default() })),
        converted("list of parts too early", "a.xlsx", with_end(End { further: -40, ..End::default() })),
        converted("comment longer than the file", "a.xlsx", with_end(End { longer_comment: 500, ..End::default() })),
        converted("wrong check sum", "a.xlsx", changed(SHEET, |part| part.crc ^= 1)),
        converted("smaller size claimed", "a.xlsx", changed(SHEET, |part| part.size = 10)),
        converted("greater size claimed", "a.xlsx", changed(SHEET, |part| part.size = u32::MAX - 1)),
        converted("body that runs beyond the file", "a.xlsx", changed(SHEET, |part| part.packed = 1 << 30)),
        converted("encrypted part", "a.xlsx", changed(SHEET, |part| part.flags |= 1)),
        converted("part encrypted by AES", "a.xlsx", changed(SHEET, |part| (part.flags, part.method) = (1, 99))),
        converted("part packed by bzip2", "a.xlsx", changed(SHEET, |part| part.method = 12)),
        converted("part packed by a method that is none", "a.xlsx", changed(SHEET, |part| part.method = 0xffff)),
        converted("stored part that says it is packed", "a.xlsx", changed(SHEET, |part| part.method = 8)),
        converted(
            "size told behind the body",
            "a.xlsx",
            changed(SHEET, |part| {
                (part.flags, part.packed, part.size, part.crc) = (8, 0, 0, 0);
            }),
        ),
        converted("ten thousand parts", "a.xlsx", package(&many)),
        converted("cut off in a body", "a.xlsx", &good_bytes[..half]),
        converted("cut off in the end", "a.xlsx", &good_bytes[..good_bytes.len() - 4]),
        converted("nothing but the first two letters", "a.xlsx", "PK"),
        converted("a program before the zip", "a.xlsx", prefixed),
        converted("two ends", "a.xlsx", with_two_ends),
        converted("a hundred kilobytes of ends", "a.xlsx", [&good_bytes[..], &b"PK\x05\x06".repeat(25_000)].concat()),
        converted("zip of nothing", "a.xlsx", package(&[])),
        converted("folder where a part should be", "a.xlsx", package(&[("xl/workbook.xml/", b"")])),
    ]
}
