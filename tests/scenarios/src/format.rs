//! What a scenario file may say. A key that is not here is an error: a typo must not silently check less.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One file: a theme and its behaviours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// What the file is about, in a sentence.
    pub about: String,
    /// The provider that its scenarios are about, unless their `config` says another.
    #[serde(default = "nextsign")]
    pub provider: String,
    /// The behaviours.
    pub scenarios: Vec<Value>,
}

fn nextsign() -> String {
    "nextsign".to_owned()
}

/// One behaviour.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// A sentence, unique over all files.
    pub name: String,
    /// Where the rule comes from, when the name does not say it.
    #[serde(default)]
    pub why: Option<String>,
    /// How the client is built.
    #[serde(default)]
    pub construct: Construct,
    /// The client's configuration.
    pub config: Config,
    /// Building the client must fail like this; then there are no steps.
    #[serde(default)]
    pub construct_error: Option<Value>,
    /// What is done with the client.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// The sandbox answers, instead of a script.
    #[serde(default)]
    pub sandbox: bool,
    /// The requests that the provider must see, in order, and how it answers each.
    #[serde(default)]
    pub provider: Vec<Exchange>,
    /// Text that may be in no result, error or description. The client's keys always are.
    #[serde(default)]
    pub forbidden: Vec<String>,
}

/// By which door the client comes to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Construct {
    /// The constructor with explicit arguments.
    #[default]
    Explicit,
    /// `from_env`, with `config.env` as the process's only variables of the provider; the rest are overrides.
    FromEnv,
}

/// The configuration that crosses to the runner: the core's own `open` JSON.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the core's configuration JSON")]
pub struct Config {
    pub provider: String,
    pub credential: Option<Credential>,
    pub tenant: Option<String>,
    pub environment: Option<String>,
    pub api_version: Option<String>,
    pub origins: Option<Map<String, Value>>,
    pub timeout_ms: Option<u64>,
    pub attempt_timeout_ms: Option<u64>,
    pub connect_timeout_ms: Option<u64>,
    pub max_retries: Option<u32>,
    pub rate_limit: Option<String>,
    pub max_queue: Option<u32>,
    pub rate_limit_store: Option<String>,
    pub reconcile: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_certificates: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_certificate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    pub user_agent: Option<String>,
    pub env: Option<Map<String, Value>>,
    pub testing: Option<Testing>,
}

/// The key.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Credential {
    /// Given.
    Value {
        /// The key itself.
        value: String,
    },
    /// Asked for.
    Host {
        /// What the runner's provider function returns in turn, the last for ever.
        host: Vec<String>,
    },
}

/// What only tests may configure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Testing {
    /// Back-off is recorded, not slept.
    pub virtual_time: Option<bool>,
    /// The random factor of every back-off.
    pub jitter: Option<f64>,
}

/// One thing done with the client, or, against the sandbox, with the world behind it. Exactly one of `call`, `request`,
/// `describe`, `webhook` and `control` is given.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// An operation's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// Its arguments under their wire names; `body` for JSON, `file_base64` for bytes, and `{$file, as}` for a file
    /// given otherwise.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub args: Map<String, Value>,
    /// Options of this call alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Options>,
    /// Through a view of this other tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Iterate over the items of all pages instead of taking the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterate: Option<Iterate>,
    /// A raw request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RawRequest>,
    /// The client's printed form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub describe: Option<bool>,
    /// A delivery of a webhook to verify, which needs no client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
    /// What the sandbox's control API is told: verb and path below `/_sandbox/`. The runner does not see this step.
    #[serde(skip_serializing)]
    pub control: Option<String>,
    /// The body of `control`.
    #[serde(skip_serializing)]
    pub body: Option<Value>,
    /// Values of the result by name, each with its JSON pointer: `{{saved NAME}}` in the steps that follow.
    #[serde(default, skip_serializing)]
    pub save: BTreeMap<String, String>,
    /// What it must give. Kept from the runner.
    #[serde(default, skip_serializing)]
    pub expect: Expect,
}

/// Options of one call.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the core's call options JSON")]
pub struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_retries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<Vec<(String, String)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconcile: Option<bool>,
}

/// How far to iterate.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Iterate {
    /// Stop after this many items, without asking for more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<usize>,
}

/// A request to an endpoint that has no method.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the raw request in every language")]
pub struct RawRequest {
    pub method: String,
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}

/// A delivery of a webhook.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The body, byte for byte.
    pub body: String,
    /// Pairs; a name may come twice.
    pub headers: Vec<(String, String)>,
    /// One is given as a text, several as a list.
    pub secrets: Vec<String>,
    /// How far away its time may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance_ms: Option<u64>,
}

/// What a step must give: `ok` or `error`, and optionally how it came about. Each is a subset of what is there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The result.
    #[serde(default, deserialize_with = "given")]
    pub ok: Option<Value>,
    /// The error record.
    #[serde(default)]
    pub error: Option<Value>,
    /// Status, request id and headers of a success.
    #[serde(default)]
    pub info: Option<Value>,
    /// The attempts, all of them, of a success or an error.
    #[serde(default)]
    pub attempts: Option<Vec<Value>>,
}

/// `ok: null` expects null; it is not the same as no `ok`.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// One request and its answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Which listener is asked.
    #[serde(default)]
    pub on: Listener,
    /// What must be asked.
    pub request: ExpectedRequest,
    /// What is answered.
    pub answer: Answer,
}

/// The fake provider's listeners: different ports, thus different origins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listener {
    /// The API; at NextSign, cases, forms and conversion.
    #[default]
    #[serde(alias = "api")]
    V2,
    /// Files.
    Files,
    /// What presigned URLs point at.
    Storage,
}

impl Listener {
    /// All, in the order in which the session opens them.
    pub const ALL: [Self; 3] = [Self::V2, Self::Files, Self::Storage];

    /// The name in files and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::Files => "files",
            Self::Storage => "storage",
        }
    }
}

/// A request as it must be on the wire.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRequest {
    /// The verb.
    pub method: String,
    /// Path and query, byte for byte as sent.
    pub path: String,
    /// Values by lower-case name; null for a header that must not be there.
    #[serde(default)]
    pub headers: Map<String, Value>,
    /// The body as JSON, all of it.
    #[serde(default, deserialize_with = "given")]
    pub json: Option<Value>,
    /// The body as text.
    #[serde(default)]
    pub text: Option<String>,
    /// The body as bytes.
    #[serde(default)]
    pub base64: Option<String>,
    /// The parts of a `multipart/form-data` body, in any order.
    #[serde(default)]
    pub multipart: Option<Vec<ExpectedPart>>,
}

/// One part of a multipart body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedPart {
    /// The form field.
    pub name: String,
    /// The file name, compared when given.
    #[serde(default)]
    pub filename: Option<String>,
    /// The part's content type, compared when given.
    #[serde(default)]
    pub content_type: Option<String>,
    /// The content as text.
    #[serde(default)]
    pub text: Option<String>,
    /// The content as bytes.
    #[serde(default)]
    pub base64: Option<String>,
}

/// An answer, or a way of not giving one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The status; 200 when not said.
    #[serde(default = "ok_status")]
    pub status: u16,
    /// Headers. `content-length` is added, and `content-type` for `json`, when not said.
    #[serde(default)]
    pub headers: Map<String, Value>,
    /// A JSON body.
    #[serde(default, deserialize_with = "given")]
    pub json: Option<Value>,
    /// A body as text.
    #[serde(default)]
    pub text: Option<String>,
    /// A body as bytes.
    #[serde(default)]
    pub base64: Option<String>,
    /// Send the body in chunks of this many bytes with `transfer-encoding: chunked`.
    #[serde(default)]
    pub chunks: Option<usize>,
    /// Misbehave.
    #[serde(default)]
    pub fail: Option<Failure>,
    /// For the failures inside a body: how many of its bytes are sent.
    #[serde(default)]
    pub after_bytes: Option<usize>,
}

const fn ok_status() -> u16 {
    200
}

/// How to misbehave, once the whole request was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Close in good order without a byte.
    Close,
    /// Reset without a byte.
    Reset,
    /// Say nothing until the client hangs up, which it must.
    Hang,
    /// Send the status line, then header after header without end until the client hangs up, which it must.
    DripHeaders,
    /// Close after the status line and half a header.
    CloseInHeaders,
    /// Close after `after_bytes` of the body.
    CloseInBody,
    /// Reset after `after_bytes` of the body.
    ResetInBody,
    /// Send `after_bytes` of the body, then nothing until the client hangs up, which it must.
    HangInBody,
    /// Send the body over and over, chunked, until the client hangs up, which it must.
    EndlessBody,
}
