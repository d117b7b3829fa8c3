//! The words under `x-signbridge`, as the module documentation of [`super::super`] lists them.

use anyhow::{Context, Result};
use oas3::Map;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::generate::ir::{InlineFiles, Lookup, Pagination, Put, Safety};

/// The words under `x-signbridge` of one object, or none of them.
pub(super) fn words<T: DeserializeOwned + Default>(extensions: &Map<String, Value>) -> Result<T> {
    match extensions.get("signbridge") {
        Some(value) => serde_json::from_value(value.clone()).context("in x-signbridge"),
        None => Ok(T::default()),
    }
}

/// At the document's root.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Root {
    pub provider: String,
    pub class: String,
    pub credential: Credential,
    pub tenant: Option<Tenant>,
    pub versions: Option<Versions>,
    pub environments: Vec<String>,
    pub environment_env: Option<String>,
    pub origins: Vec<Origin>,
    #[serde(default)]
    pub limits: Vec<Limit>,
    pub webhooks: Option<Webhooks>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credential {
    pub argument: String,
    pub env: String,
    pub scheme: String,
    pub pattern: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tenant {
    pub placeholder: String,
    pub argument: String,
    pub env: String,
    pub view: String,
    pub description: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Versions {
    pub argument: String,
    pub env: String,
    pub placeholder: String,
    pub names: Vec<String>,
    pub description: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Origin {
    pub name: String,
    pub argument: String,
    pub env: String,
    pub description: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Limit {
    pub requests: u32,
    pub per_seconds: u32,
    #[serde(default)]
    pub operations: Vec<String>,
    pub description: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Webhooks {
    pub discriminator: String,
    pub signature: Option<Signature>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signature {
    pub header: String,
    #[serde(default)]
    pub prefix: String,
    pub timestamp: Option<String>,
    pub secret: String,
}

/// On a server.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Server {
    pub origin: Option<String>,
    pub environment: Option<String>,
    pub assumed: Option<String>,
}

/// On an operation, and on each of its `methods`.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Operation {
    pub safety: Option<Safety>,
    pub safety_reason: Option<String>,
    pub envelope: Option<Envelope>,
    pub payload: Option<Value>,
    pub items: Option<String>,
    pub pagination: Option<Pagination>,
    pub timeout: Option<u32>,
    pub inline_files: Option<InlineFiles>,
    pub since: Option<String>,
    pub filename: Option<String>,
    pub content_type: Option<String>,
    pub max_bytes: Option<usize>,
    #[serde(default)]
    pub follow: Texts,
    pub lookup: Option<Lookup>,
    pub put: Option<Put>,
    #[serde(default)]
    pub errors: Vec<ListedError>,
    #[serde(default)]
    pub assumed: Texts,
    #[serde(default)]
    pub methods: Vec<Operation>,
    pub method: Option<String>,
    pub content: Option<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
}

impl Operation {
    /// This method's words, and the endpoint's where it has none.
    pub(super) fn over(&self, endpoint: &Self) -> Self {
        let texts = |own: &Texts, other: &Texts| if own.0.is_empty() { other.clone() } else { own.clone() };
        Self {
            safety: self.safety.or(endpoint.safety),
            safety_reason: self.safety_reason.clone().or_else(|| endpoint.safety_reason.clone()),
            envelope: self.envelope.clone().or_else(|| endpoint.envelope.clone()),
            payload: self.payload.clone().or_else(|| endpoint.payload.clone()),
            items: self.items.clone().or_else(|| endpoint.items.clone()),
            pagination: self.pagination.clone().or_else(|| endpoint.pagination.clone()),
            timeout: self.timeout.or(endpoint.timeout),
            inline_files: self.inline_files.clone().or_else(|| endpoint.inline_files.clone()),
            since: self.since.clone().or_else(|| endpoint.since.clone()),
            filename: self.filename.clone().or_else(|| endpoint.filename.clone()),
            content_type: self.content_type.clone().or_else(|| endpoint.content_type.clone()),
            max_bytes: self.max_bytes.or(endpoint.max_bytes),
            follow: texts(&self.follow, &endpoint.follow),
            lookup: self.lookup.clone().or_else(|| endpoint.lookup.clone()),
            put: self.put.clone().or_else(|| endpoint.put.clone()),
            errors: if self.errors.is_empty() { endpoint.errors.clone() } else { self.errors.clone() },
            assumed: texts(&self.assumed, &endpoint.assumed),
            methods: Vec::new(),
            method: self.method.clone(),
            content: self.content.clone(),
            summary: self.summary.clone(),
            description: self.description.clone(),
        }
    }
}

/// Where the payload sits.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Envelope {
    None,
    Array,
    Bytes,
    Object(Vec<String>),
    Member(Vec<String>),
    Optional(Vec<String>),
}

/// An error that arrives with a success status.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListedError {
    pub kind: String,
    pub description: String,
}

/// On an error response.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Response {
    pub kind: Option<String>,
}

/// On a parameter, schema or property.
#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Annotation {
    pub assumed: Option<String>,
    pub name: Option<String>,
    #[serde(default)]
    pub idempotency_key: bool,
    #[serde(default)]
    pub sensitive: bool,
    pub json_text: Option<Value>,
    pub since: Option<String>,
}

/// One text or several.
#[derive(Clone, Default)]
pub(super) struct Texts(pub Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            One(String),
            Several(Vec<String>),
        }
        Ok(match Either::deserialize(deserializer)? {
            Either::One(text) => Self(vec![text]),
            Either::Several(texts) => Self(texts),
        })
    }
}
