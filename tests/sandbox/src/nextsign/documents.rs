//! The document endpoints, and the documents that travel inside a case.

use std::collections::HashMap;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use serde_json::{Value, json};

use super::case::{pdf_name, storage_key};
use super::input::{Conversion, FileUpload, NewDocument, StoredFile};
use super::refusal::Refusal;
use crate::server::{Answer, Request};
use crate::storage::Object;
use crate::world::World;
use crate::{docx, pdf};

pub(super) const PDF: &str = "application/pdf";
pub(super) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// All inline documents of a case together, in characters of base64.
const MAX_INLINE: usize = 3_500_000;
const MAX_UPLOAD: usize = 50 << 20;

/// With or without padding: encoders differ, and the provider is not known to mind.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn check_inline_size(documents: &[NewDocument]) -> Result<(), Refusal> {
    let inline: usize =
        documents.iter().filter(|document| document.file_is_blob).map(|document| document.file.len()).sum();
    if inline > MAX_INLINE {
        return Err(Refusal::too_large("Documents of more than 3.5 MB together must be uploaded first"));
    }
    Ok(())
}

/// A case's document as PDF; an error completes a sentence that begins with the member's name.
pub(super) fn of_case(world: &World, company: &str, document: &NewDocument) -> Result<Bytes, String> {
    let bytes = if document.file_is_blob {
        let (_, base64) = data_url(&document.file).unwrap_or((None, &document.file));
        decoded(base64).ok_or("is not base64")?
    } else {
        stored(world, company, &document.file).ok_or("is not a URL that NextSign can fetch")?.bytes.clone()
    };
    as_pdf(bytes, &document.name, &HashMap::new())
}

/// A PDF passes through, a DOCX is converted.
pub(super) fn as_pdf(bytes: Bytes, name: &str, tags: &HashMap<String, String>) -> Result<Bytes, String> {
    match sniffed(&bytes) {
        Some(DOCX) => docx::to_pdf(&bytes, name, tags)
            .map(Bytes::from)
            .map_err(|error| format!("cannot be converted: {error}")),
        Some(_) => Ok(bytes),
        None => Err("is neither a PDF nor a DOCX file".to_owned()),
    }
}

fn sniffed(bytes: &[u8]) -> Option<&'static str> {
    if pdf::looks_like_pdf(bytes) {
        Some(PDF)
    } else if docx::looks_like_docx(bytes) {
        Some(DOCX)
    } else {
        None
    }
}

fn decoded(base64: &str) -> Option<Bytes> {
    // Line breaks are common in base64 that comes from a mail or a shell.
    let base64: String = base64.split_ascii_whitespace().collect();
    BASE64.decode(base64).ok().map(Bytes::from)
}

/// The MIME type and the base64 of a `data:` URL.
fn data_url(text: &str) -> Option<(Option<&str>, &str)> {
    let (head, base64) = text.strip_prefix("data:")?.split_once(',')?;
    let kind = head.strip_suffix(";base64")?;
    let kind = kind.split(';').next().filter(|kind| !kind.is_empty());
    Some((kind, base64))
}

/// The file that a stored or signed URL of this company names.
fn stored<'a>(world: &'a World, company: &str, url: &str) -> Option<&'a Object> {
    let key = world.storage.key_of(url)?;
    let owner = key.split('/').next()?;
    (owner == company).then(|| world.storage.get(&key)).flatten()
}

pub(super) fn upload(world: &mut World, company: &str, request: &Request) -> Result<Answer, Refusal> {
    let Some(Ok(parts)) = &request.form else {
        return Err(Refusal::code("invalid-multipart"));
    };
    let part = |name: &str| parts.iter().find(|part| part.name == name);
    let text = |name: &str| {
        let text = part(name).map(|part| String::from_utf8_lossy(&part.bytes).into_owned());
        text.filter(|text| !text.is_empty())
    };
    let file = part("file").ok_or(Refusal::code("missing-file"))?;
    let name = text("name")
        .or_else(|| file.file_name.clone())
        .filter(|name| !name.is_empty())
        .ok_or(Refusal::code("missing-name"))?;
    let kind = text("type").or_else(|| file.content_type.clone());
    // A part's default type says nothing.
    let kind = kind.filter(|kind| kind != "application/octet-stream");
    store(world, company, &name, kind.as_deref(), file.bytes.clone())
}

pub(super) fn upload_base64(world: &mut World, company: &str, request: &Request) -> Result<Answer, Refusal> {
    let upload: FileUpload = v3_body(&request.body)?;
    let file = upload.file.filter(|file| !file.is_empty()).ok_or(Refusal::code("missing-file"))?;
    let name = upload.name.filter(|name| !name.is_empty()).ok_or(Refusal::code("missing-name"))?;
    let (kind, base64) = match data_url(&file) {
        Some((kind, base64)) => (kind.map(ToOwned::to_owned), base64),
        None => (Some(upload.kind.clone().ok_or(Refusal::code("missing-type"))?), file.as_str()),
    };
    let bytes = decoded(base64).ok_or(Refusal::code("invalid-base64"))?;
    store(world, company, &name, upload.kind.or(kind).as_deref(), bytes)
}

fn store(
    world: &mut World,
    company: &str,
    name: &str,
    kind: Option<&str>,
    bytes: Bytes,
) -> Result<Answer, Refusal> {
    if bytes.len() > MAX_UPLOAD {
        return Err(Refusal::Code { status: 413, error: "file-too-large" });
    }
    let found = sniffed(&bytes).ok_or(Refusal::code("unsupported-type"))?;
    if kind.is_some_and(|kind| kind.split(';').next().map(str::trim) != Some(found)) {
        return Err(Refusal::code("unsupported-type"));
    }
    let key = storage_key(company, "upload", &world.ids.object_id(world.clock.now()), name);
    let url = world.storage.put(&key, found, bytes);
    Ok(Answer::ok(&json!({"url": url, "key": key, "name": name, "type": found})))
}

pub(super) fn retrieve(world: &mut World, company: &str, request: &Request) -> Result<Answer, Refusal> {
    let file: StoredFile = v3_body(&request.body)?;
    let url = file.url.filter(|url| !url.is_empty()).ok_or(Refusal::code("missing-url"))?;
    let not_found = Refusal::Code { status: 404, error: "file-not-found" };
    let Some(kind) = stored(world, company, &url).map(|object| object.content_type.clone()) else {
        return Err(not_found);
    };
    let key = world.storage.key_of(&url).ok_or(not_found)?;
    let link = world.storage.sign(&key, world.clock.now());
    Ok(Answer::ok(&json!({"key": key, "signedUrl": link.url, "type": kind, "cached": link.cached})))
}

pub(super) fn convert(world: &mut World, request: &Request) -> Answer {
    let key = request.bearer().unwrap_or_default().to_owned();
    let converted = serde_json::from_slice::<Conversion>(&request.body)
        .map_err(|error| error.to_string())
        .and_then(|conversion| converted(world, &key, &conversion));
    Answer::ok(&match converted {
        Ok(documents) => json!({"status": {"code": 200, "message": "OK"}, "documents": documents}),
        Err(message) => json!({"status": {"code": 400, "message": message}, "documents": []}),
    })
}

fn converted(world: &mut World, key: &str, conversion: &Conversion) -> Result<Vec<Value>, String> {
    if conversion.documents.is_empty() {
        return Err("documents is empty".to_owned());
    }
    let tags: HashMap<_, _> = conversion.tags.iter().map(|tag| (tag.tag.clone(), tag.written())).collect();
    let mut documents = Vec::new();
    for (at, source) in conversion.documents.iter().enumerate() {
        // The address has no company in it: the file's own decides whether the key may read it.
        let company = world.storage.key_of(&source.file).and_then(|path| {
            let owner = path.split('/').next()?;
            let company = world.tenants.company(owner)?;
            company.keys.contains(key).then(|| company.id.clone())
        });
        let found =
            company.and_then(|company| Some((stored(world, &company, &source.file)?.bytes.clone(), company)));
        let (bytes, company) =
            found.ok_or_else(|| format!("documents[{at}].file is not a URL that NextSign can fetch"))?;
        let bytes =
            as_pdf(bytes, &source.name, &tags).map_err(|what| format!("documents[{at}].file {what}"))?;
        let name = pdf_name(&source.name);
        let stored_at = storage_key(&company, "convert", &world.ids.object_id(world.clock.now()), &name);
        documents.push(json!({"file": world.storage.put(&stored_at, PDF, bytes), "name": name}));
    }
    Ok(documents)
}

fn v3_body<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|_| Refusal::code("invalid-json"))
}
