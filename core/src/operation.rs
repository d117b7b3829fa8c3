//! An endpoint as data: everything the engine knows about it.
//!
//! The tables of these values are generated from `core/openapi/*.yaml` (`cargo xtask generate`), so an endpoint is
//! described once and no engine code names one. A call goes: look the [`Operation`] up, bind its [`Param`]s, send it
//! to its [`origin`](Operation::origin), and read the answer by its [`Envelope`].

use std::time::Duration;

/// One endpoint of one provider.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// `resource.method`, as errors and logs name it: `cases.create`.
    pub id: &'static str,
    /// The HTTP verb. Says nothing about safety: NextSign deletes with GET.
    pub method: &'static str,
    /// Which of the provider's origins serves it: an index into [`Provider::origins`].
    pub origin: usize,
    /// The path below the origin, in segments. Strings are literal, already valid in a URL.
    pub path: &'static [Segment],
    /// Path, query, header and form parameters that the caller may give.
    pub params: &'static [Param],
    /// What the request carries.
    pub body: Body,
    /// What repeating it does.
    pub safety: Safety,
    /// The header that carries the idempotency key, in lower case; there is one for [`Safety::Keyed`].
    pub idempotency_header: Option<&'static str>,
    /// Where the payload sits in a success answer.
    pub envelope: Envelope,
    /// How to get from one page to the next, for lists.
    pub pagination: Option<Pagination>,
    /// Time for one attempt where the provider's own default is too short.
    pub timeout: Option<Duration>,
    /// What to check, before sending, of files that travel inside the JSON body.
    pub inline_files: Option<InlineFiles>,
    /// The oldest of the [API versions](Provider::versions) that has it; none: all have.
    pub since: Option<&'static str>,
    /// Members of the JSON body that older API versions lack: dotted, with `[]` for each item and `{type=x}` for those whose
    /// `type` is `x`; and the oldest that has it.
    pub newer_members: &'static [(&'static str, &'static str)],
    /// After a success, fetch the URL at the first of these members of the payload that is there, without credentials, and
    /// answer with its bytes. With [`Envelope::Bytes`] the answer may also be the file itself, or a redirect to it.
    pub follow: &'static [&'static str],
    /// Members of the payload that are JSON inside a string, and are unpacked: dotted, with `[]` for each item.
    pub json_text: &'static [&'static str],
    /// What the credential must be allowed to do, as the provider names it.
    pub scopes: &'static [&'static str],
    /// Which of the provider's [limits](Provider::limits) count it, the narrowest last.
    pub limits: &'static [usize],
    /// How to look for what it should have created, when its outcome is unknown.
    pub lookup: Option<Lookup>,
}

#[cfg(test)]
impl Operation {
    /// A plain GET, for tests that need one with something of their own.
    pub(crate) const PLAIN: Self = Self {
        id: "things.get",
        method: "GET",
        origin: 0,
        path: &[],
        params: &[],
        body: Body::None,
        safety: Safety::Read,
        idempotency_header: None,
        envelope: Envelope::None,
        pagination: None,
        timeout: None,
        inline_files: None,
        since: None,
        newer_members: &[],
        follow: &[],
        json_text: &[],
        scopes: &[],
        limits: &[],
        lookup: None,
    };
}

/// How to look for what a call should have created.
#[derive(Debug)]
pub struct Lookup {
    /// Member of the JSON body, and of what was created, by which it is known again.
    pub field: &'static str,
    /// The operation that lists what there is: an index into [`Provider::operations`].
    pub list: usize,
    /// The operation that reads several, for lists whose items lack the field.
    pub get: usize,
    /// The parameter of `get` with their ids.
    pub ids: &'static str,
    /// Member of an item with its id.
    pub id: &'static str,
    /// Member of an item with when it was created, ISO 8601.
    pub created: &'static str,
    /// For so long the provider may not show what it has created.
    pub settle: Duration,
}

/// A piece of a path.
#[derive(Debug)]
pub enum Segment {
    /// Sent as it stands.
    Literal(&'static str),
    /// The client's own tenant (NextSign: the companyId).
    Tenant,
    /// The API version that the client speaks.
    Version,
    /// The path parameter of this wire name.
    Param(&'static str),
}

/// A parameter that is not in a JSON body.
#[derive(Debug)]
pub struct Param {
    /// The name on the wire, which is also the name that crosses the border.
    pub name: &'static str,
    /// Where it goes.
    pub place: Place,
    /// A call without it is refused.
    pub required: bool,
    /// It may be given several times; joined by commas (each value encoded) in a path or query.
    pub list: bool,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
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
#[derive(Debug)]
pub enum Body {
    /// Nothing.
    None,
    /// The host's own JSON bytes, passed through.
    Json {
        /// A call without a body is refused.
        required: bool,
        /// Members without which, or with null for which, it is refused too. Dotted where they are nested, with `[]` for
        /// each item; asked for only in what is there. Those that end in `[]` may be absent, but must be lists.
        members: &'static [&'static str],
        /// Members that are exact decimals: JSON numbers, so a text is refused. `{}` stands for each value of a map.
        decimals: &'static [&'static str],
    },
    /// `multipart/form-data`: the bytes given are the part `part`, the [`Place::Form`] parameters the others.
    Multipart {
        /// The name of the file part.
        part: &'static str,
        /// The MIME types taken; the bytes must look like one of them. Empty: anything.
        accept: &'static [&'static str],
        /// The [`Place::Form`] or [`Place::Name`] parameter that names the file, where there is one.
        filename: Option<&'static str>,
        /// The [`Place::Form`] parameter with the file's MIME type, which must be one of `accept`.
        content_type: Option<&'static str>,
        /// The most bytes that are taken.
        max_bytes: Option<usize>,
    },
    /// A file that is announced first, as JSON of the [`Place::Form`] parameters; then its bytes are put, without
    /// credentials, to the URL that the announcement answers.
    Put {
        /// What the façades call the file.
        part: &'static str,
        /// The MIME types taken; the bytes must look like one of them. Empty: anything.
        accept: &'static [&'static str],
        /// The most bytes that are taken.
        max_bytes: Option<usize>,
        /// Member of the announcement with the file's name.
        filename: Option<&'static str>,
        /// Member of the announcement with its MIME type, which is also that of the bytes.
        content_type: Option<&'static str>,
        /// Member of the announcement with its length in bytes.
        size: Option<&'static str>,
        /// Dotted member of the payload with the URL.
        url: &'static str,
    },
}

/// What repeating a call does at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
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

/// Where the payload sits in a success answer.
#[derive(Clone, Copy, Debug)]
pub enum Envelope {
    /// The whole body.
    None,
    /// The whole body, which must be a JSON array (an object is an error).
    Array,
    /// The whole body, a JSON object that has at least one of these members (else it is an error).
    Object(&'static [&'static str]),
    /// The first of these members that is present and not null; several where a provider's pages disagree. A dot
    /// steps into an object.
    Member(&'static [&'static str]),
    /// The first of these members that is an object, else an empty object: for what must not fail because its answer is
    /// not the expected one. A single dot is the whole body.
    Optional(&'static [&'static str]),
    /// Not JSON: the bytes as they are.
    Bytes,
}

/// How to get from one page to the next.
#[derive(Debug)]
pub enum Pagination {
    /// `index` counts pages of `limit` items from zero; a page with fewer than `limit` items is the last.
    PageIndex {
        /// Query parameter with the page size.
        limit: &'static str,
        /// Query parameter with the page number.
        index: &'static str,
        /// Page size when the caller gives none.
        default_limit: u32,
    },
    /// `skip` counts items from zero; a page with fewer than `limit` items is the last.
    Offset {
        /// Neither default nor maximum of the page size are documented, only that `default_limit` is taken: so a size is
        /// always sent, and with a larger one only an empty page is the last, for a short one may have been capped.
        undocumented: bool,
        /// Query parameter with the page size.
        limit: &'static str,
        /// Query parameter with the number of items to pass over.
        skip: &'static str,
        /// Page size when the caller gives none.
        default_limit: u32,
        /// The most that a page holds, whatever is asked: a full page is not the last.
        max_limit: Option<u32>,
    },
    /// The answer carries the cursor of the next page.
    Cursor {
        /// Query parameter that takes the cursor.
        cursor: &'static str,
        /// Dotted member of the whole body with the next cursor; null or absent at the end.
        next: &'static str,
        /// Dotted member of the whole body that is false on the last page, whatever the cursor says.
        more: Option<&'static str>,
    },
}

/// What to check of files that travel as base64 inside a JSON body.
#[derive(Debug)]
pub struct InlineFiles {
    /// Dotted member with `[]` for each item: `documents[].file`.
    pub field: &'static str,
    /// The most characters that these members may have together, as sent (base64).
    pub max_bytes: Option<usize>,
    /// The MIME types taken; the decoded bytes must look like one of them. Empty: anything.
    pub accept: &'static [&'static str],
    /// The most bytes that each of them may have once decoded.
    pub max_decoded: Option<ByEnvironment>,
    /// What to do instead, for the error message.
    pub advice: &'static str,
    /// The body's member that names the file.
    pub filename: Option<&'static str>,
    /// The body's member with the file's MIME type, one of `accept`: what the file's first bytes show, unless the caller or
    /// a data URL says it.
    pub content_type: Option<&'static str>,
}

/// A number that differs between a provider's environments.
#[derive(Debug)]
pub struct ByEnvironment {
    /// Wherever `others` says nothing.
    pub default: usize,
    /// By environment.
    pub others: &'static [(&'static str, usize)],
}

impl ByEnvironment {
    /// The number in this environment.
    pub fn of(&self, environment: &str) -> usize {
        let own = self.others.iter().find(|(name, _)| *name == environment);
        own.map_or(self.default, |(_, number)| *number)
    }
}

/// A provider: its operations, and how its clients are configured and its answers read.
#[derive(Debug)]
#[non_exhaustive]
pub struct Provider {
    /// `nextsign`.
    pub name: &'static str,
    /// The API's name in prose: `NextSign`.
    pub title: &'static str,
    /// The request header that carries the credential, and what stands before it there: `("authorization", "Bearer ")`.
    pub credential_header: (&'static str, &'static str),
    /// Environment variable with the credential.
    pub credential_env: &'static str,
    /// What the façades call the credential: `api_key`.
    pub credential_argument: &'static str,
    /// What every credential looks like, where the provider says so.
    pub credential_shape: Option<CredentialShape>,
    /// The tenant in paths, where the provider has one.
    pub tenant: Option<Tenant>,
    /// The API versions that a client can speak, where there are several.
    pub versions: Option<Versions>,
    /// Its environments; the first is the default.
    pub environments: &'static [&'static str],
    /// Environment variable with the name of one of them, where there is one.
    pub environment_env: Option<&'static str>,
    /// Where the provider's servers are.
    pub origins: &'static [Origin],
    /// How many requests it takes.
    pub limits: &'static [Limit],
    /// Its operations. The border names one by its index here.
    pub operations: &'static [Operation],
    /// How it signs what it tells by itself, where it says so.
    pub webhooks: Option<Webhooks>,
}

/// How deliveries of webhooks are signed: HMAC-SHA256 over the body, in lower-case hexadecimal.
#[derive(Debug)]
pub struct Webhooks {
    /// The header with the signature.
    pub header: &'static str,
    /// What stands before the signature there: `sha256=`. May be empty.
    pub prefix: &'static str,
    /// The header with the time of the event, in seconds since 1970, where there is one. It is not signed.
    pub timestamp: Option<&'static str>,
    /// The member of the body that names the event.
    pub discriminator: &'static str,
}

/// How many requests a provider takes from one credential.
#[derive(Debug)]
pub struct Limit {
    /// This many …
    pub requests: u32,
    /// … in this time.
    pub window: Duration,
    /// It counts all operations and raw requests; else those that name it.
    pub is_general: bool,
}

/// What a credential looks like: a beginning, then a number of characters.
#[derive(Debug)]
pub struct CredentialShape {
    /// How it begins: `isk_`.
    pub prefix: &'static str,
    /// How many characters follow.
    pub length: usize,
    /// Which ones, as inclusive ranges.
    pub characters: &'static [(char, char)],
    /// The same in words, for messages.
    pub words: &'static str,
}

/// A tenant identifier in paths.
#[derive(Debug)]
pub struct Tenant {
    /// What the façades call it: `company_id`.
    pub argument: &'static str,
    /// Environment variable with its value.
    pub env: &'static str,
    /// The path placeholder it fills: `company`.
    pub placeholder: &'static str,
}

/// API versions of which a client speaks one.
#[derive(Debug)]
pub struct Versions {
    /// What the façades call it: `api_version`.
    pub argument: &'static str,
    /// Environment variable with its value.
    pub env: &'static str,
    /// The path placeholder it fills: `version`.
    pub placeholder: &'static str,
    /// Oldest first, each with all that the ones before it have; the last is the default.
    pub names: &'static [&'static str],
}

impl Versions {
    /// How new a version is; later ones rank higher.
    pub(crate) fn rank(&self, name: &str) -> usize {
        self.names.iter().position(|known| *known == name).unwrap_or(self.names.len())
    }
}

/// One family of servers that can be pointed elsewhere as one.
#[derive(Debug)]
pub struct Origin {
    /// `v2`.
    pub name: &'static str,
    /// What the façades call it: `api_url`.
    pub argument: &'static str,
    /// Environment variable with its value.
    pub env: &'static str,
    /// `(environment, base URL)`; the first is the default. An environment without an entry must be configured.
    pub servers: &'static [(&'static str, &'static str)],
}
