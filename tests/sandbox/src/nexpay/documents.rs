//! Uploaded files, and reading them back.

use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_DISPOSITION;
use serde::Serialize;

use super::created;
use super::refusal::Refusal;
use crate::random::Ids;
use crate::server::{Answer, Part, Request};
use crate::world::World;

/// Documented as 16 MB.
const LARGEST: usize = 16 << 20;

#[derive(Clone, Debug)]
pub(super) struct Document {
    name: String,
    content_type: String,
    bytes: Bytes,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stored<'a> {
    id: &'a str,
    file_name: &'a str,
    content_type: &'a str,
    file_size: usize,
}

pub(super) fn upload(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let file = part(request, "file", LARGEST)?;
    let id = uuid(&mut world.ids);
    let document = Document {
        name: file.file_name.clone().unwrap_or_else(|| "file".to_owned()),
        content_type: file.content_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned()),
        bytes: file.bytes.clone(),
    };
    let stored = Stored {
        id: &id,
        file_name: &document.name,
        content_type: &document.content_type,
        file_size: document.bytes.len(),
    };
    let answer = created(world, &stored)?;
    world.nexpay.documents.insert(id, document);
    Ok(answer)
}

/// The file part of this name, within its limit.
pub(super) fn part<'a>(request: &'a Request, name: &str, largest: usize) -> Result<&'a Part, Refusal> {
    let parts = match &request.form {
        Some(Ok(parts)) => parts.as_slice(),
        Some(Err(problem)) => return Err(Refusal::BadRequest(format!("Multipart: {problem}"))),
        None => &[],
    };
    if let Some(other) = parts.iter().find(|part| part.file_name.is_some() && part.name != name) {
        // What the framework says about a file that it does not expect.
        return Err(Refusal::BadRequest(format!("Unexpected field - {}", other.name)));
    }
    let file = parts.iter().find(|part| part.name == name);
    let file = file.ok_or_else(|| Refusal::BadRequest("File is required".to_owned()))?;
    if file.bytes.len() > largest { Err(Refusal::TooLarge) } else { Ok(file) }
}

pub(super) fn download(world: &World, id: &str) -> Result<Answer, Refusal> {
    let document = world.nexpay.documents.get(id).ok_or_else(|| Refusal::not_found("Document"))?;
    let answer = Answer::new(StatusCode::OK, &document.content_type, document.bytes.clone());
    let name = document.name.replace(|c: char| !c.is_ascii() || c == '"' || c.is_ascii_control(), "_");
    Ok(answer.with_header(CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\"")))
}

/// A UUID of version 4.
fn uuid(ids: &mut Ids) -> String {
    let hex = ids.hex(32);
    let variant = ["8", "9", "a", "b"][usize::from(hex.as_bytes()[16]) % 4];
    format!("{}-{}-4{}-{variant}{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}
