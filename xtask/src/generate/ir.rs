//! The intermediate model: what templates see.
//!
//! A template gets one [`Ir`] (for outputs that span providers) or one [`Provider`] plus `catalogue_hash` (for outputs
//! per provider). Everything is already resolved here: references followed, names cased, servers matched to origins,
//! prose composed. A template only lays out; if it needs to decide something, the decision belongs in
//! [`super::read`]. `cargo xtask generate --dump-ir` prints the whole as JSON.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

pub(crate) use self::values::{Field, KnownValue, Model, OpenEnum, Tag, TaggedUnion, Type, Union, Variant};
use super::names::Name;

mod values;

/// Everything in `core/openapi/*.yaml`.
#[derive(Debug, Serialize)]
pub(crate) struct Ir {
    /// SHA-256 of all documents, in hexadecimal: a façade and a native library must have the same.
    pub catalogue_hash: String,
    /// One per document, in the order of the file names.
    pub providers: Vec<Provider>,
}

/// One provider's API.
#[derive(Debug, Serialize)]
pub(crate) struct Provider {
    /// `nextsign`: module names, the border's `provider` field.
    pub name: String,
    /// The client class, which is also the API's name in prose: `NextSign`.
    pub class_name: String,
    /// `info.summary`: one line.
    pub summary: String,
    /// `info.description`, CommonMark.
    pub description: String,
    /// `info.version` of the provider's own description.
    pub api_version: String,
    /// The provider's documentation.
    pub source_url: Option<String>,
    /// How a request proves who sends it.
    pub credential: Credential,
    /// The tenant identifier in paths, where the provider has one.
    pub tenant: Option<Tenant>,
    /// API versions of which a client speaks one, where there are several.
    pub versions: Option<Versions>,
    /// Names of all environments; the first is the default.
    pub environments: Vec<String>,
    /// The environment variable with the name of one, where there is one.
    pub environment_env: Option<String>,
    /// Server families, each with its own base URL argument.
    pub origins: Vec<Origin>,
    /// Documented request limits.
    pub limits: Vec<Limit>,
    /// Groups of methods, in document order of `tags`.
    pub resources: Vec<Resource>,
    /// Object schemas, in document order.
    pub models: Vec<Model>,
    /// Open string enums, in document order.
    pub enums: Vec<OpenEnum>,
    /// Named unions of primitives, in document order.
    pub unions: Vec<Union>,
    /// Objects that are one of several models, in document order.
    pub tagged: Vec<TaggedUnion>,
    /// Events that the provider sends.
    pub webhooks: Option<Webhooks>,
}

/// How a request proves who sends it.
#[derive(Debug, Serialize)]
pub(crate) struct Credential {
    /// The constructor argument: `api_key`.
    pub argument: Name,
    /// The environment variable that `from_env` reads.
    pub env: String,
    /// The request header, lower-case: `authorization`.
    pub header: String,
    /// What stands before the credential in that header, with its space: `Bearer `. May be empty.
    pub prefix: String,
    /// What every one looks like, where the provider says so.
    pub shape: Option<CredentialShape>,
    /// What it is and where to get one.
    pub docs: String,
}

/// What a credential looks like: a beginning, then a number of characters.
#[derive(Debug, Serialize)]
pub(crate) struct CredentialShape {
    /// `isk_`.
    pub prefix: String,
    /// How many characters follow.
    pub length: usize,
    /// Which ones, as inclusive ranges.
    pub characters: Vec<(char, char)>,
    /// The same in words.
    pub words: String,
}

/// The tenant identifier in paths.
#[derive(Debug, Serialize)]
pub(crate) struct Tenant {
    /// The constructor argument: `company_id`.
    pub argument: Name,
    /// The environment variable that `from_env` reads.
    pub env: String,
    /// The placeholder it fills in paths: `company`.
    pub placeholder: String,
    /// Method that returns a view for another tenant: `with_company`.
    pub view: Name,
    /// What it is and where to find it.
    pub docs: String,
}

/// API versions of which a client speaks one.
#[derive(Debug, Serialize)]
pub(crate) struct Versions {
    /// The constructor argument: `api_version`.
    pub argument: Name,
    /// The environment variable that `from_env` reads.
    pub env: String,
    /// The placeholder it fills in paths: `version`.
    pub placeholder: String,
    /// Oldest first; the last is the default.
    pub names: Vec<String>,
    /// What they are.
    pub docs: String,
}

/// A family of servers that can be pointed elsewhere as one.
#[derive(Debug, Serialize)]
pub(crate) struct Origin {
    /// `v2`: the key in the border's `origins` and the `origin` of a raw request.
    pub name: String,
    /// The constructor argument: `api_url`.
    pub argument: Name,
    /// The environment variable that `from_env` reads.
    pub env: String,
    /// What it serves.
    pub docs: String,
    /// Base URLs by environment. An environment without one must be configured.
    pub servers: Vec<Server>,
}

/// One server of an origin.
#[derive(Debug, Serialize)]
pub(crate) struct Server {
    /// `production`.
    pub environment: String,
    /// Base URL without a slash at its end.
    pub url: String,
    /// Why the URL is not certain, where it is not.
    pub assumed: Option<String>,
}

/// A documented request limit.
#[derive(Debug, Serialize)]
pub(crate) struct Limit {
    /// This many requests …
    pub requests: u32,
    /// … in this many seconds.
    pub per_seconds: u32,
    /// Ids of the methods that it counts; empty: all of them, and raw requests.
    pub operations: Vec<String>,
    /// What it covers, and what is not known about it.
    pub docs: String,
}

/// A group of methods: `client.cases`.
#[derive(Debug, Serialize)]
pub(crate) struct Resource {
    /// `cases`; the class is `name.pascal` plus a suffix of the language's choice.
    pub name: Name,
    /// What the group is about.
    pub docs: String,
    /// In document order.
    pub methods: Vec<Method>,
}

/// One façade method: an endpoint with one request encoding and one way to read the answer.
#[derive(Debug, Serialize)]
pub(crate) struct Method {
    /// `cases.create`.
    pub id: String,
    /// Position in the provider's operation table: what crosses the border.
    pub index: u32,
    /// `create`.
    pub name: Name,
    /// `cases_create` and its other casings, for names that must be unique across resources.
    pub full_name: Name,
    /// Upper-case verb. Says nothing about safety.
    pub http: String,
    /// The path below the origin, as in the document: `/v2/{company}/case/create`.
    pub path: String,
    /// The path in pieces.
    pub segments: Vec<Segment>,
    /// Index into [`Provider::origins`].
    pub origin: usize,
    /// One line.
    pub summary: String,
    /// More, CommonMark; may be empty.
    pub description: String,
    /// Paragraphs to append to the description in every language: what repeating does, paging, time, limits.
    pub notes: Vec<String>,
    /// What we assume because the provider is silent. Must reach the reader: print each after `Assumed: `.
    pub assumed: Vec<String>,
    /// The provider's page about it.
    pub source_url: Option<String>,
    /// The provider discourages its use.
    pub deprecated: bool,
    /// What repeating it does.
    pub safety: Safety,
    /// The header of the idempotency key, lower-case: always there when `safety` is `keyed`, and only then. The key is an
    /// option of every call, not a parameter.
    pub idempotency_header: Option<String>,
    /// How to look for what it should have created (the core does it).
    pub lookup: Option<Lookup>,
    /// Which of [`Provider::limits`] count it, the narrowest last (the core keeps to them).
    pub limits: Vec<usize>,
    /// OAuth-like scopes that the credential needs.
    pub scopes: Vec<String>,
    /// Path (in path order), query, header and form parameters. The tenant is not among them.
    pub params: Vec<Param>,
    /// What the request carries.
    pub body: Option<Body>,
    /// What the method returns.
    pub result: Outcome,
    /// Where the payload sits in a success answer (the core unwraps it; façades do not look).
    pub envelope: Envelope,
    /// How to get from page to page (the core does it: `next_page`).
    pub pagination: Option<Pagination>,
    /// Time for one attempt, where the default is too short.
    pub timeout_seconds: Option<u32>,
    /// Checks on files inside a JSON body (the core does them).
    pub inline_files: Option<InlineFiles>,
    /// The oldest API version that has it, where not all have (the core checks it).
    pub since: Option<String>,
    /// Members of the JSON body that older API versions lack: dotted, with `[]` for each item and `{type=x}` for those whose
    /// `type` is `x`; and the oldest that has it (the core checks it).
    pub newer_members: Vec<(String, String)>,
    /// The members of which the first is a URL that is fetched, without credentials, for the bytes to return (the core
    /// does it).
    pub follow: Vec<String>,
    /// A file that is announced and then put into storage (the core does both). Its body is of kind `multipart`: façades
    /// hand over bytes and texts, however they travel.
    pub put: Option<Put>,
    /// Members of the payload that are JSON inside a string, dotted, `[]` for each item (the core unpacks them).
    pub json_text: Vec<String>,
    /// Members of the JSON body that are decimals, dotted, `[]` for each item and `{}` for each value of a map. For languages
    /// without a decimal type.
    pub decimals: Vec<String>,
    /// The payload holds decimals.
    pub decimal_answer: bool,
    /// Members of the payload, or of each item of a page, that are never shown: their names, by where the object is that has
    /// them (`documents[]`; empty for the payload itself). For languages whose payloads have no class.
    pub sensitive: BTreeMap<String, Vec<String>>,
    /// Errors that the provider's page names.
    pub errors: Vec<PossibleError>,
    /// A request body from the document.
    pub request_example: Option<Value>,
    /// A success answer from the document: the whole body, envelope included.
    pub response_example: Option<Value>,
}

/// A piece of a path.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub(crate) enum Segment {
    /// Sent as it stands.
    Literal(String),
    /// The client's tenant.
    Tenant,
    /// The API version that the client speaks.
    Version,
    /// The path parameter of this wire name.
    Param(String),
}

/// What repeating a call does at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Safety {
    /// Changes nothing.
    Read,
    /// Repeating it leaves the same state.
    Idempotent,
    /// The provider recognises a repetition by its idempotency key.
    Keyed,
    /// Repeating it makes a second one.
    Create,
    /// Repeating it has another visible effect, such as another mail.
    Action,
}

/// A parameter outside a JSON body.
#[derive(Debug, Serialize)]
pub(crate) struct Param {
    /// `name.wire` crosses the border; languages use their own casing.
    pub name: Name,
    /// Path parameters are positional; all others are keywords or object members.
    pub place: Place,
    /// The type of one value. A list is `{"kind": "list"}` and repeats its name at the border.
    #[serde(rename = "type")]
    pub type_: Type,
    /// A call without it is refused.
    pub required: bool,
    /// It takes several values.
    pub list: bool,
    /// What the provider takes when it is absent.
    pub default: Option<Value>,
    /// CommonMark, with units and ranges.
    pub docs: String,
    /// Why the description is not certain, where it is not.
    pub assumed: Option<String>,
    /// The provider discourages its use.
    pub deprecated: bool,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// A path segment.
    Path,
    /// The query string.
    Query,
    /// A request header.
    Header,
    /// A text part of a `multipart/form-data` body, or a member of what announces a file.
    Form,
    /// The file's own name, which is sent with the file and in no other place.
    Name,
}

/// What a request carries.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "there are a few dozen in all")]
pub(crate) enum Body {
    /// JSON from a model. Façades flatten its fields into the method's keywords.
    Json {
        /// The model's name.
        model: String,
        /// A call without a body is refused.
        required: bool,
        /// Members that must be there and not null, dotted where they are nested.
        members: Vec<String>,
        /// A copy of the model's fields, required ones first, without those that only answers have.
        fields: Vec<Field>,
        /// What it is.
        docs: String,
    },
    /// A file in `multipart/form-data`, or one that is announced and put. What goes with it are the parameters with place
    /// `form` or `name`.
    Multipart {
        /// The file part: the bytes are the call's body.
        file: FilePart,
    },
}

/// The file in a multipart body.
#[derive(Debug, Serialize)]
pub(crate) struct FilePart {
    /// The part's name.
    pub name: Name,
    /// MIME types taken; empty: anything.
    pub accept: Vec<String>,
    /// The most bytes that are taken (the core checks it).
    pub max_bytes: Option<usize>,
    /// Wire name of the form parameter that names the file.
    pub filename: Option<String>,
    /// Wire name of the form parameter with the file's MIME type.
    pub content_type: Option<String>,
    /// What it is.
    pub docs: String,
}

/// What a method returns.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// Nothing worth reading.
    None,
    /// Raw bytes.
    Bytes,
    /// JSON of this type: a model, a list, a primitive (the payload is then a JSON string or number) or any JSON.
    Json {
        /// The payload's type.
        #[serde(rename = "type")]
        type_: Type,
    },
    /// One page of a list. The façade returns a page object that iterates over the items of all pages.
    Page {
        /// The type of one item.
        item: Type,
        /// Member of the payload with the items, dotted; `null`: the payload is the array itself.
        items: Option<String>,
    },
}

/// Where the payload sits in a success answer: `signbridge::operation::Envelope`.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", content = "members", rename_all = "snake_case")]
pub(crate) enum Envelope {
    /// The whole body.
    None,
    /// The whole body, which must be an array.
    Array,
    /// The whole body, an object with at least one of these members.
    Object(Vec<String>),
    /// The first of these members that is there.
    Member(Vec<String>),
    /// The first of these members that is an object, else an empty object.
    Optional(Vec<String>),
    /// Not JSON.
    Bytes,
}

/// How to get from one page to the next: `signbridge::operation::Pagination`.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
#[serde(tag = "style", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Pagination {
    /// `index` counts pages.
    #[serde(rename_all(deserialize = "kebab-case"))]
    PageIndex {
        /// Query parameter with the page size.
        limit: String,
        /// Query parameter with the page number.
        index: String,
        /// Page size when none is given.
        default_limit: u32,
    },
    /// `skip` counts items.
    #[serde(rename_all(deserialize = "kebab-case"))]
    Offset {
        /// Query parameter with the page size.
        limit: String,
        /// Query parameter with the number of items to pass over.
        skip: String,
        /// Page size when none is given.
        default_limit: u32,
        /// The most that a page holds, whatever is asked.
        max_limit: Option<u32>,
        /// Neither default nor maximum are documented, only that a page of the default size is given.
        #[serde(default)]
        undocumented: bool,
    },
    /// The answer carries the next cursor.
    Cursor {
        /// Query parameter that takes the cursor.
        cursor: String,
        /// Dotted member of the whole body with the next cursor.
        next: String,
        /// Dotted member of the whole body that is false on the last page.
        more: Option<String>,
    },
}

/// Checks on files that travel as base64 inside a JSON body.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
#[serde(rename_all(deserialize = "kebab-case"), deny_unknown_fields)]
pub(crate) struct InlineFiles {
    /// `documents[].file`.
    pub field: String,
    /// The most base64 characters in all.
    #[serde(default)]
    pub max_characters: Option<usize>,
    /// The most bytes that each may have once decoded, by environment; `default` for those that are not named.
    #[serde(default)]
    pub max_decoded_bytes: BTreeMap<String, usize>,
    /// MIME types taken; empty: anything.
    #[serde(default)]
    pub accept: Vec<String>,
    /// What to do instead.
    pub advice: String,
    /// The body's member that names the file.
    #[serde(default, skip_deserializing)]
    pub filename: Option<String>,
    /// The body's member with the file's MIME type, which the core fills in.
    #[serde(default, skip_deserializing)]
    pub content_type: Option<String>,
}

/// How to look for what a call should have created, when its outcome is unknown.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
#[serde(rename_all(deserialize = "kebab-case"), deny_unknown_fields)]
pub(crate) struct Lookup {
    /// Member of the JSON body, and of what was created, by which it is known again.
    pub field: String,
    /// Id of the method that lists what there is.
    pub list: String,
    /// Its position in the operation table.
    #[serde(skip_deserializing)]
    pub list_index: u32,
    /// Id of the method that reads several, for lists whose items lack the field.
    pub get: String,
    /// Its position in the operation table.
    #[serde(skip_deserializing)]
    pub get_index: u32,
    /// The parameter of `get` with their ids.
    pub ids: String,
    /// Member of an item with its id.
    pub id: String,
    /// Member of an item with when it was created, ISO 8601.
    pub created: String,
    /// For so many seconds the provider may not show what it has created.
    pub settle_seconds: u32,
}

/// Where the announcement of a file that is put into storage says what, and where its answer says whither.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
#[serde(rename_all(deserialize = "kebab-case"), deny_unknown_fields)]
pub(crate) struct Put {
    /// The façades' argument with the file.
    pub file: String,
    /// What it is.
    pub description: String,
    /// MIME types taken; empty: anything.
    #[serde(default)]
    pub accept: Vec<String>,
    /// Member of the announcement with the file's name.
    pub filename: Option<String>,
    /// Member of the announcement with its MIME type.
    pub content_type: Option<String>,
    /// Member of the announcement with its length in bytes.
    pub size: Option<String>,
    /// Dotted member of the payload with the URL.
    pub url: String,
}

/// An error that the provider's page names.
#[derive(Debug, Serialize)]
pub(crate) struct PossibleError {
    /// Snake-case kind of the error record: `not_found`.
    pub kind: String,
    /// When it happens.
    pub docs: String,
}

/// Events that the provider sends.
#[derive(Debug, Serialize)]
pub(crate) struct Webhooks {
    /// The payload member that names the event: `trigger`.
    pub discriminator: String,
    /// In document order.
    pub events: Vec<WebhookEvent>,
    /// How deliveries are signed, where the provider says so.
    pub signature: Option<Signature>,
}

/// How deliveries are signed: HMAC-SHA256 over the body, in lower-case hexadecimal.
#[derive(Debug, Serialize)]
pub(crate) struct Signature {
    /// The header with it.
    pub header: String,
    /// What stands before it there: `sha256=`. May be empty.
    pub prefix: String,
    /// The header with the time of the event, where there is one. It is not signed.
    pub timestamp: Option<String>,
    /// What every delivery is.
    pub payload: Type,
    /// What the secret is and where to get it.
    pub secret: String,
}

/// One event.
#[derive(Debug, Serialize)]
pub(crate) struct WebhookEvent {
    /// `name.wire` is the discriminator's value.
    pub name: Name,
    /// One line.
    pub summary: String,
    /// CommonMark; may be empty.
    pub description: String,
    /// The payload's model.
    pub model: String,
    /// What we assume.
    pub assumed: Vec<String>,
    /// The provider's page about it.
    pub source_url: Option<String>,
}
