//! A writer of zip files that lie: every field says what it is told to.

/// A part, as its two headers have it.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) name: Vec<u8>,
    /// The bytes as they are stored.
    pub(crate) data: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) crc: u32,
    pub(crate) packed: u32,
    pub(crate) size: u32,
    pub(crate) extra: Vec<u8>,
    /// The name in the local header, where it is another.
    pub(crate) local_name: Option<Vec<u8>>,
    /// The rights and kind of a file of Unix.
    pub(crate) mode: u32,
    /// The offset of the local header of another part, where this one has none of its own.
    pub(crate) at: Option<u32>,
}

impl Part {
    /// A part that is stored as it is, and says so.
    pub(crate) fn stored(name: &str, data: &[u8]) -> Self {
        let length = u32::try_from(data.len()).unwrap();
        Part {
            name: name.into(),
            data: data.to_vec(),
            method: 0,
            flags: 0,
            crc: crc(data),
            packed: length,
            size: length,
            extra: Vec::new(),
            local_name: None,
            mode: 0,
            at: None,
        }
    }
}

/// What the end of the list of parts says.
#[derive(Clone, Copy, Default)]
pub(crate) struct End {
    /// How many parts more (or fewer) than there are.
    pub(crate) more_parts: i32,
    /// How far the list is said to be from where it is.
    pub(crate) further: i64,
    /// How much longer the comment is said to be.
    pub(crate) longer_comment: u16,
}

/// A zip file of these parts.
pub(crate) fn zip(parts: &[Part], end: End) -> Vec<u8> {
    let mut out = Vec::new();
    let mut list = Vec::new();
    for part in parts {
        let offset = part.at.unwrap_or(u32::try_from(out.len()).unwrap());
        let fields = |name: &[u8]| {
            let mut fields = Vec::new();
            for short in [20, part.flags, part.method, 0, 0x5c21] {
                fields.extend_from_slice(&u16::to_le_bytes(short));
            }
            for long in [part.crc, part.packed, part.size] {
                fields.extend_from_slice(&long.to_le_bytes());
            }
            fields.extend_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
            fields.extend_from_slice(&u16::try_from(part.extra.len()).unwrap().to_le_bytes());
            fields
        };
        if part.at.is_none() {
            let name = part.local_name.as_ref().unwrap_or(&part.name);
            out.extend_from_slice(b"PK\x03\x04");
            out.extend(fields(name));
            out.extend_from_slice(name);
            out.extend_from_slice(&part.extra);
            out.extend_from_slice(&part.data);
        }
        list.extend_from_slice(b"PK\x01\x02\x14\x03"); // made by Unix
        list.extend(fields(&part.name));
        list.extend_from_slice(&[0; 6]); // no comment, first disk, binary
        list.extend_from_slice(&(part.mode << 16).to_le_bytes());
        list.extend_from_slice(&offset.to_le_bytes());
        list.extend_from_slice(&part.name);
        list.extend_from_slice(&part.extra);
    }
    let start = out.len();
    out.extend_from_slice(&list);
    let count = u16::try_from(i32::try_from(parts.len()).unwrap() + end.more_parts).unwrap().to_le_bytes();
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count);
    out.extend_from_slice(&count);
    out.extend_from_slice(&u32::try_from(list.len()).unwrap().to_le_bytes());
    let start = i64::try_from(start).unwrap() + end.further;
    out.extend_from_slice(&u32::try_from(start).unwrap().to_le_bytes());
    out.extend_from_slice(&end.longer_comment.to_le_bytes());
    out
}

/// The check sum of a zip's part.
pub(crate) fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1));
        }
    }
    !crc
}

/// The parts of a zip, each stored as it is.
pub(crate) fn unpacked(bytes: &[u8]) -> Vec<Part> {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let parts = (0..zip.len()).map(|index| {
        let mut part = zip.by_index(index).unwrap();
        let mut data = Vec::new();
        part.read_to_end(&mut data).unwrap();
        Part::stored(&part.name().unwrap(), &data)
    });
    parts.collect()
}
