//! Supporting documents inside the OSCAL document, as base64 in the resources that stand for them.

use super::evidence::There;
use super::media_type;
use crate::finding::{Failure, Finding, Place};
use crate::oscal::compose;
use crate::oscal::model::BASE64;
use crate::oscal::object::Object;
use crate::oscal::{text, types};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashMap;
use std::io::Read;

/// So many bytes are embedded at most, in all: a document that takes a hundred megabytes serves nobody.
const MOST: u64 = 64 << 20;

/// The contents of documents, ready to be put into a document.
pub(super) struct Contents(Vec<(String, Object)>);

/// Reads the documents that are there.
///
/// # Errors
/// [`Failure::Usage`] where they are too much, [`Failure::Unreadable`] where one cannot be read.
pub(super) fn contents(there: &mut [There<'_>], findings: &mut Vec<Finding>) -> Result<Contents, Failure> {
    let total: u64 = there.iter().map(|there| there.file.bytes).sum();
    if total > MOST {
        let message =
            format!("the supporting documents have {} MB, and at most {} are embedded", total >> 20, MOST >> 20);
        let help = "leave --embed off: the manifest names each with its SHA-256";
        return Err(Failure::Usage(vec![Finding::error("too-much-evidence", message).help(help)]));
    }
    let mut contents = Vec::new();
    for there in there {
        let name = &there.stored.name;
        let mut bytes = Vec::new();
        // No more than was counted, whatever becomes of the file meanwhile.
        let read = there.stored.open()?.take(MOST).read_to_end(&mut bytes);
        read.map_err(|error| there.stored.unreadable(&error))?;
        if super::Named::of(name, &bytes) != there.file {
            let finding =
                Finding::error("changing-file", "the file was changed while it was read").at(Place::file(name));
            return Err(Failure::unreadable(finding.help("wait until nobody writes to it, then try again")));
        }
        if bytes.is_empty() {
            let finding = Finding::warning("evidence-empty", "the file is empty, and OSCAL embeds no empty file");
            findings.push(finding.at(Place::file(name)).help("check that it was copied to its end"));
            continue;
        }
        let mut base64 = Object::new(&BASE64);
        let short = name.rsplit('/').next().unwrap_or(name);
        // OSCAL's file name is a token, which most names with a blank are not; the resource's title says it as well.
        if types::is_token(short) {
            compose::set(&mut base64, "filename", short);
        }
        compose::set(&mut base64, "media-type", media_type::of(short));
        compose::set(&mut base64, "value", STANDARD.encode(&bytes));
        there.is_embedded = true;
        contents.push((there.document.name.clone(), base64));
    }
    Ok(Contents(contents))
}

impl Contents {
    /// Puts the contents into the resources that bear the documents' names.
    pub(super) fn put(self, root: &mut Object) {
        let Some(back_matter) = compose::child(root, "back-matter") else { return };
        let Some(member) = back_matter.kind().member("resource") else { return };
        let is_evidence = |resource: &Object| {
            resource.all("prop").any(|p| p.get("name") == Some("type") && p.get("value") == Some("evidence"))
        };
        // By title the first one that is evidence.
        let mut resources: HashMap<String, &mut Object> = HashMap::new();
        for resource in back_matter.objects_mut(member).filter(|resource| is_evidence(resource)) {
            if let Some(title) = resource.get("title").map(str::to_owned) {
                resources.entry(title).or_insert(resource);
            }
        }
        for (name, base64) in self.0 {
            if let Some(resource) = resources.get_mut(&text::markdown_line(&name)) {
                compose::add(resource, "base64", base64);
            }
        }
    }
}
