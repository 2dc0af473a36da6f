//! Binary workbooks made on the spot: .xls, a compound file of records, and .xlsb, a package of them.

use super::package;

/// A record of an .xls or .xlsb: its type and what it holds.
pub(crate) type Record = (u16, Vec<u8>);

/// An .xls of one sheet of this name: records of the workbook, and of the sheet.
pub(crate) fn xls(name: &str, globals: &[(u16, &[u8])], records: &[(u16, &[u8])]) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
    };
    let bof = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let globals: Vec<u8> = globals.iter().flat_map(|(kind, data)| record(*kind, data)).collect();
    let sheet_at = u32::try_from(bof.len() + 4 + 8 + name.len() + globals.len() + 4).unwrap();
    let head = [0, 0, u8::try_from(name.len()).unwrap(), 0];
    let bound = record(0x0085, &[&sheet_at.to_le_bytes()[..], &head, name.as_bytes()].concat());
    let mut stream = [bof.clone(), bound, globals, record(0x000A, &[]), bof].concat();
    for (kind, data) in records {
        stream.extend(record(*kind, data));
    }
    stream.extend(record(0x000A, &[]));
    compound(&[("Workbook", stream)])
}

/// A compound file of streams. Its first sectors are the table, the next one the directory, the others the streams.
pub(crate) fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let padded = |stream: &[u8]| stream.len().next_multiple_of(512).max(4096);
    let all: usize = 1 + streams.iter().map(|(_, stream)| padded(stream) / 512).sum::<usize>();
    let tables = all.div_ceil(127);
    assert!(tables <= 109 && streams.len() < 4);
    let number = |number: usize| u32::try_from(number).unwrap();
    let mut bytes = vec![0; 512];
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (at, value) in [(26, 3), (28, 0xFFFE_u16), (30, 9), (32, 6)] {
        bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    let mut set = |at: usize, value: u32| bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    for (at, value) in [(44, number(tables)), (48, number(tables)), (60, 0xFFFF_FFFE), (68, 0xFFFF_FFFE)] {
        set(at, value);
    }
    (0..109).for_each(|at| set(76 + 4 * at, if at < tables { number(at) } else { u32::MAX }));
    let mut next = vec![0xFFFF_FFFD; tables];
    next.push(0xFFFF_FFFE);
    let mut directory = vec![0; 512];
    let mut entry = |at: usize, name: &str, kind: u8, first: u32, length: usize| {
        let entry = &mut directory[128 * at..128 * (at + 1)];
        for (i, unit) in name.encode_utf16().enumerate() {
            entry[2 * i..2 * i + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64] = u8::try_from(2 * name.encode_utf16().count() + 2).unwrap();
        entry[66] = kind;
        entry[116..120].copy_from_slice(&first.to_le_bytes());
        entry[120..124].copy_from_slice(&number(length).to_le_bytes());
    };
    entry(0, "Root Entry", 5, 0xFFFF_FFFE, 0);
    let mut content = Vec::new();
    for (at, (name, stream)) in streams.iter().enumerate() {
        let first = next.len();
        entry(at + 1, name, 2, number(first), padded(stream));
        let end = first + padded(stream) / 512;
        next.extend((first + 1..end).map(number));
        next.push(0xFFFF_FFFE);
        content.extend_from_slice(stream);
        content.resize(content.len() + padded(stream) - stream.len(), 0);
    }
    next.resize(tables * 128, u32::MAX);
    bytes.extend(next.into_iter().flat_map(u32::to_le_bytes));
    [bytes, directory, content].concat()
}

/// A text in a cell of an .xls.
pub(crate) fn label(row: u16, column: u16, text: &str) -> Record {
    let length = u16::try_from(text.len()).unwrap();
    let parts = [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0, 0], &length.to_le_bytes(), &[0], text.as_bytes()];
    (0x0204, parts.concat())
}

/// A part of records, as an .xlsb has them.
pub(crate) fn part(records: &[Record]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, data) in records {
        let [low, high] = [kind & 0x7F, kind >> 7].map(|half| u8::try_from(half).unwrap());
        if high == 0 {
            bytes.push(low);
        } else {
            bytes.extend([low | 0x80, high]);
        }
        let mut length = data.len();
        while length > 0x7F {
            bytes.push(u8::try_from(length & 0x7F).unwrap() | 0x80);
            length >>= 7;
        }
        bytes.push(u8::try_from(length).unwrap());
        bytes.extend_from_slice(data);
    }
    bytes
}

/// A text as an .xlsb has it, behind its length.
pub(crate) fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(units.len()).unwrap();
    length.to_le_bytes().into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

/// The records of an .xlsb's sheet around those of its cells.
pub(crate) fn sheet(cells: &[Record]) -> Vec<u8> {
    let (before, after) =
        ([(0x0081, vec![]), (0x0094, vec![0; 16]), (0x0091, vec![])], [(0x0092, vec![]), (0x0082, vec![])]);
    part(&[&before[..], cells, &after].concat())
}

/// The beginning of a row.
pub(crate) fn row_of(row: u32) -> Record {
    (0x0000, [&row.to_le_bytes()[..], &[0; 13]].concat())
}

/// A cell of a type with what it holds, in the row that was begun.
pub(crate) fn cell(kind: u16, column: u32, holds: &[u8]) -> Record {
    (kind, [&column.to_le_bytes()[..], &[0; 4], holds].concat())
}

/// What an .xlsb is made of.
pub(crate) struct Xlsb {
    /// Names, and the targets of their relations.
    pub(crate) sheets: Vec<(String, String)>,
    /// Records of the workbook behind the list of sheets.
    pub(crate) names: Vec<Record>,
    /// The parts: names, and what they hold.
    pub(crate) parts: Vec<(String, Vec<u8>)>,
}

impl Xlsb {
    /// A workbook of one sheet.
    pub(crate) fn of(name: &str, cells: &[Record]) -> Self {
        let target = "worksheets/sheet1.bin".to_owned();
        let parts = vec![(format!("xl/{target}"), sheet(cells))];
        Xlsb { sheets: vec![(name.to_owned(), target)], names: Vec::new(), parts }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut book = vec![(0x0083, vec![]), (0x0099, vec![0; 12]), (0x008F, vec![])];
        let mut relations = String::new();
        for (at, (name, target)) in self.sheets.iter().enumerate() {
            let id = u32::try_from(at).unwrap().to_le_bytes();
            book.push((0x009C, [&[0; 4][..], &id, &wide(&format!("rId{at}")), &wide(name)].concat()));
            relations += &format!(r#"<Relationship Id="rId{at}" Type="x/worksheet" Target="{target}"/>"#);
        }
        book.push((0x0090, vec![]));
        book.extend(self.names.iter().cloned());
        book.extend([(0x009D, vec![0; 26]), (0x0084, vec![])]);
        let book = part(&book);
        let relations = format!("<Relationships>{relations}</Relationships>");
        let mut parts: Vec<(&str, &[u8])> =
            vec![("xl/workbook.bin", &book), ("xl/_rels/workbook.bin.rels", relations.as_bytes())];
        parts.extend(self.parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
        package(&parts)
    }
}
