//! What one call does, from top to bottom: [`Client::call`].
//!
//! ```text
//! operation → request (checked, routed) → deadline → attempts { credential → limit → send → read } → reply or error
//! ```
//!
//! The order is meaning. Arguments are refused before anything is sent; the deadline covers asking for the credential,
//! waiting for the rate limit, every attempt, every pause and reading the body. Every attempt counts under the limit.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderMap, HeaderName};
use url::Url;
use zeroize::Zeroize;

use crate::answer::{self, Answer, Dialect};
use crate::auth::{self, Cache, Credential, Source};
use crate::bridge::HostLink;
use crate::budget::{Budgets, Purses};
use crate::call::{Call, Reply, Target, request_id};
use crate::clock::{Clock, Deadline};
use crate::config::{self, Config, Limits, ViewOptions};
use crate::error::{Attempt, Delivery, Error, Kind};
use crate::file::{Download, Upload};
use crate::json_body;
use crate::limit::{self, Asking, Limiter, Permit, Priority};
use crate::network::Network;
use crate::operation::{Body, Envelope, Operation, Provider, Safety, Tenant, Versions};
use crate::process::PerProcess;
use crate::providers;
use crate::request;
use crate::retry::{self, Decision};
use crate::route::{self, Bound};
use crate::transport::{Http, Progress, Request};
use reconcile::{Known, References};

mod reconcile;

/// A client of one provider, for one tenant.
///
/// Cloning it, or making a view of it for another tenant or other limits, is cheap: views share the connection pool and
/// the credential, and nothing that could carry one tenant's data into another's call.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    tenant: Option<Arc<str>>,
    purses: Purses,
    limits: Limits,
    /// Whether this view was closed. Absent for the client itself, whose end is everybody's.
    closed: Option<Arc<AtomicBool>>,
}

struct Shared {
    provider: &'static Provider,
    dialect: &'static dyn Dialect,
    origins: Vec<Option<Url>>,
    environment: &'static str,
    version: Option<&'static str>,
    credential: Source,
    /// None where limits are not kept to.
    rate_limit: Option<limit::Settings>,
    /// Whether calls that create are looked up when their outcome is unknown.
    reconcile: bool,
    network: Network,
    connect_timeout: Duration,
    user_agent: String,
    clock: Clock,
    closed: AtomicBool,
    process: PerProcess<Process>,
}

/// What a forked child must not inherit.
struct Process {
    /// Built by the first call: reading the machine's certificates takes a while.
    http: Mutex<Option<Http>>,
    credential: Cache,
    budgets: Budgets,
    /// The limiter of the credential that was used last.
    limiter: Mutex<Option<(Credential, Arc<Limiter>)>>,
    references: References,
}

impl Client {
    /// Builds a client. Nothing is sent; every problem is a [`Kind::Configuration`] error that names the argument.
    pub fn open(mut config: Config) -> Result<Self, Error> {
        let Some((provider, dialect)) = providers::find(&config.provider) else {
            let known: Vec<_> = providers::all().map(|provider| provider.name).collect();
            let message = format!("{:?} is not one of {}", config.provider, known.join(", "));
            return Err(Error::configuration("provider", message));
        };
        let mut build = || {
            let credential = Source::new(provider, &mut config)?;
            let tenant = match &provider.tenant {
                None if config.tenant.is_some() => {
                    return Err(Error::configuration("tenant", format!("{} has no tenants", provider.title)));
                }
                None => None,
                Some(tenant) => Some(tenant_of(provider, tenant, &config)?),
            };
            let limits = Limits::new(&config)?;
            let rate_limit = limit::Settings::new(&config)?;
            let network = Network::new(&config)?;
            let connect_timeout = config.connect_timeout.unwrap_or(Limits::CONNECT);
            if connect_timeout.is_zero() {
                return Err(Error::configuration("connect_timeout", "must be more than 0"));
            }
            let mut user_agent = concat!("signbridge/", env!("CARGO_PKG_VERSION")).to_owned();
            if let Some(host) = config.user_agent.as_deref() {
                if !host.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
                    return Err(Error::configuration("user_agent", "must be printable ASCII"));
                }
                let _ = write!(user_agent, " {host}");
            }
            let environment = config::environment(provider, &config)?;
            let mut origins = config::origins(provider, &config, environment)?;
            let version = config::version(provider, &config, &mut origins)?;
            let testing = config.testing.unwrap_or_default();
            let shared = Shared {
                provider,
                dialect,
                origins,
                environment,
                version,
                credential,
                rate_limit,
                reconcile: config.reconcile.unwrap_or(true),
                network,
                connect_timeout,
                user_agent,
                clock: Clock::testing(testing.virtual_time, testing.jitter),
                closed: AtomicBool::new(false),
                process: PerProcess::new(),
            };
            let shared = Arc::new(shared);
            Ok(Self { purses: shared.purses(tenant.as_deref()), shared, tenant, limits, closed: None })
        };
        let client = build().map_err(|error: Error| error.with_provider(provider.name));
        // A key may stand among the variables that an argument went before.
        config.env.values_mut().for_each(Zeroize::zeroize);
        client
    }

    /// The same client for another tenant.
    pub fn with_tenant(&self, id: &str) -> Result<Self, Error> {
        let provider = self.shared.provider;
        let checked = match &provider.tenant {
            Some(tenant) => check_tenant(tenant.argument, id),
            None => Err(Error::configuration("tenant", format!("{} has no tenants", provider.title))),
        };
        let tenant = checked.map_err(|error| error.with_provider(provider.name))?;
        Ok(Self { purses: self.shared.purses(Some(&tenant)), tenant: Some(tenant), ..self.view() })
    }

    /// The same client with other limits.
    pub fn with_options(&self, options: ViewOptions) -> Result<Self, Error> {
        let limits = self.limits.with(options.timeout, options.attempt_timeout, options.max_retries);
        let limits = limits.map_err(|(field, message)| {
            Error::configuration(field, message).with_provider(self.shared.provider.name)
        })?;
        Ok(Self { limits, ..self.view() })
    }

    fn view(&self) -> Self {
        let closed = self.closed.as_ref().is_some_and(|closed| closed.load(Ordering::Relaxed));
        Self { closed: Some(Arc::new(AtomicBool::new(closed))), ..self.clone() }
    }

    /// Refuses calls from now on, here and in every view, closes idle connections and forgets the credential. A view closes
    /// only itself: it may be one request's, and the client everybody's. Calls that are under way finish.
    pub fn close(&self) {
        if let Some(view) = &self.closed {
            return view.store(true, Ordering::Relaxed);
        }
        self.shared.closed.store(true, Ordering::Relaxed);
        // After the flag: who builds connections from now on keeps them to himself.
        let process = self.shared.process();
        let idle = process.http.lock().unwrap_or_else(PoisonError::into_inner).take();
        let limiter = process.limiter.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop((idle, limiter));
        self.shared.credential.forget(&process.credential);
    }

    fn is_closed(&self) -> bool {
        let flags = [Some(&self.shared.closed), self.closed.as_deref()];
        flags.into_iter().flatten().any(|closed| closed.load(Ordering::Relaxed))
    }

    /// The provider's table.
    pub fn provider(&self) -> &'static Provider {
        self.shared.provider
    }

    /// What the client is for, without secrets: `NextSign(company_id="…", api_url="…")`.
    pub fn describe(&self) -> String {
        let provider = self.shared.provider;
        let mut text = format!("{}(", provider.title);
        let mut separator = "";
        let mut push = |name: &str, value: &str| {
            let _ = write!(text, "{separator}{name}={value:?}");
            separator = ", ";
        };
        if let (Some(tenant), Some(value)) = (&provider.tenant, &self.tenant) {
            push(tenant.argument, value);
        }
        for (origin, url) in provider.origins.iter().zip(&self.shared.origins) {
            if let Some(url) = url {
                push(origin.argument, url.as_str().trim_end_matches('/'));
            }
        }
        if let (Some(versions), Some(version)) = (&provider.versions, self.shared.version) {
            push(versions.argument, version);
        }
        text.push(')');
        text
    }

    /// Makes a call and waits for its end.
    ///
    /// Dropping the future cancels the call and closes its connection.
    pub async fn call(&self, call: Call) -> Result<Reply, Error> {
        self.call_from(call, None).await
    }

    pub(crate) async fn call_from(&self, call: Call, host: Option<&HostLink>) -> Result<Reply, Error> {
        let provider = self.shared.provider;
        let (name, operation) = match &call.target {
            Target::Raw(raw) => {
                let path = raw.path.split(['?', '#']).next().unwrap_or("");
                // It begins messages, and a line break would begin another line of a log.
                let is_shown = |character: &char| !character.is_control();
                (format!("{} {path}", raw.method).chars().filter(is_shown).collect(), None)
            }
            Target::Operation(index) => match provider.operations.get(*index) {
                Some(operation) => (operation.id.to_owned(), Some(operation)),
                None => {
                    let error =
                        Error::argument("operation", format!("{} has no operation {index}", provider.title));
                    return Err(error.with_provider(provider.name));
                }
            },
        };
        self.run(operation, call, host)
            .await
            .map_err(|error| error.with_provider(provider.name).with_operation(&name))
    }

    async fn run(
        &self,
        operation: Option<&'static Operation>,
        mut call: Call,
        host: Option<&HostLink>,
    ) -> Result<Reply, Error> {
        if self.is_closed() {
            return Err(auth::is_closed());
        }
        // A call that is under way outlives the closing of its client.
        let given = self.shared.credential.given()?;
        let limits = self.limits.with(call.options.timeout, None, call.options.max_retries);
        let mut limits = limits.map_err(|(field, message)| Error::argument(field, message))?;
        if let Some(needed) = operation.and_then(|operation| operation.timeout) {
            if !limits.attempt_is_explicit {
                limits.attempt_timeout = limits.attempt_timeout.max(needed);
            }
            if !limits.timeout_is_explicit {
                limits.timeout = limits.timeout.max(needed);
            }
        }
        if !limits.timeout_is_explicit && (!call.files.is_empty() || !call.sink.is_memory()) {
            limits.timeout = limits.timeout.max(Limits::STREAMED);
        }
        let deadline = Deadline::start(&self.shared.clock, limits.timeout);
        let files = tokio::time::timeout(limits.timeout, Files::open(operation, &mut call)).await;
        let files = files.map_err(|_| too_late(&deadline))??;
        let lookup = operation.and_then(|operation| operation.lookup.as_ref());
        let lookup = lookup.filter(|_| call.options.reconcile.unwrap_or(self.shared.reconcile));
        let known = lookup.zip(call.body.as_ref());
        let known = known.and_then(|(lookup, body)| Known::new(&self.shared.clock, lookup, body));
        if let Some(known) = &known {
            call.body = Some(known.body.clone());
        }
        let (request, safety, origin) = match (&call.target, operation) {
            (Target::Raw(raw), _) => request::raw(self, raw, &call)?,
            (_, Some(operation)) => {
                let request = request::described(self, operation, &call, files.upload.as_ref())?;
                (request, operation.safety, operation.origin)
            }
            (_, None) => unreachable!("`call_from` found the operation"),
        };
        let key = request::idempotency_key(operation, &request);
        let run = Run {
            client: self,
            host,
            limits,
            deadline,
            priority: call.options.priority,
            attempts: Vec::with_capacity(1),
            settled: 0,
            looking: false,
            given,
            used: Vec::new(),
            files,
        };
        match run.carry_out(operation, &call, known.as_ref(), request, safety, origin).await {
            Ok(reply) => Ok(Reply { idempotency_key: key, ..reply }),
            Err(error) => Err(error.with_idempotency_key(key)),
        }
    }

    /// An error for a payload that a typed client could not read; `problem` completes "the answer …".
    pub fn decode_error(&self, operation: usize, status: u16, payload: &Bytes, problem: &str) -> Error {
        let error = unreadable(self.shared.provider, operation, status, problem);
        // Nothing of the answer is shown where the key is no longer known that could stand in it.
        match self.shared.credential.held(&self.shared.process().credential) {
            Some(credential) => error.with_evidence(payload.clone()).conceal(&[credential.expose()]),
            None => error.conceal(&[]),
        }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// What the client fills into paths by itself.
    pub(crate) fn bound(&self) -> Bound<'_> {
        Bound {
            tenant: self.shared.provider.tenant.as_ref().zip(self.tenant.as_deref()),
            version: self.version(),
        }
    }

    /// The API version that it speaks, where there are several.
    pub(crate) fn version(&self) -> Option<(&'static Versions, &'static str)> {
        self.shared.provider.versions.as_ref().zip(self.shared.version)
    }

    pub(crate) fn environment(&self) -> &'static str {
        self.shared.environment
    }

    pub(crate) fn origin(&self, index: usize) -> Result<&Url, Error> {
        self.shared.origins[index].as_ref().ok_or_else(|| {
            let provider = self.shared.provider;
            config::no_address(provider, &provider.origins[index], self.shared.environment)
        })
    }
}

impl Shared {
    fn process(&self) -> &Process {
        self.process.get_or_init(|| Process {
            http: Mutex::default(),
            credential: Cache::default(),
            budgets: Budgets::default(),
            limiter: Mutex::default(),
            references: References::default(),
        })
    }

    /// The connections.
    fn http(&self) -> Result<Http, Error> {
        let mut held = self.process().http.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(http) = &*held {
            return Ok(http.clone());
        }
        let http = Http::new(&self.network, self.connect_timeout, &self.user_agent)?;
        // A call that was under way when the client was closed may still be repeated, on a connection of its own.
        if !self.closed.load(Ordering::Relaxed) {
            *held = Some(http.clone());
        }
        Ok(http)
    }

    /// The limiter of a credential.
    fn limiter(&self, credential: &Credential, settings: &limit::Settings) -> Arc<Limiter> {
        let mut held = self.process().limiter.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((owner, limiter)) = &*held
            && owner.is(credential)
        {
            return Arc::clone(limiter);
        }
        let origins = self.origins.iter().map(|origin| origin.as_ref().map_or("", Url::as_str));
        let limiter = Limiter::of(self.provider, origins, credential.expose(), settings, &self.clock);
        if !self.closed.load(Ordering::Relaxed) {
            *held = Some((credential.clone(), Arc::clone(&limiter)));
        }
        limiter
    }

    fn purses(&self, tenant: Option<&str>) -> Purses {
        self.process().budgets.of(tenant.unwrap_or_default(), self.origins.len() + 1)
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.describe())
    }
}

fn tenant_of(provider: &Provider, tenant: &Tenant, config: &Config) -> Result<Arc<str>, Error> {
    let Tenant { argument, env, .. } = *tenant;
    let needs =
        || format!("{} needs one: pass `{argument}`, or set {env} and use `from_env`", provider.title);
    let (field, id) = match (&config.tenant, config.env.get(env)) {
        (Some(id), _) => (argument, id),
        (None, Some(id)) => (env, id),
        (None, None) => return Err(Error::configuration(argument, needs())),
    };
    if id.is_empty() {
        return Err(Error::configuration(field, format!("is empty; {}", needs())));
    }
    check_tenant(field, id)
}

fn check_tenant(field: &str, id: &str) -> Result<Arc<str>, Error> {
    route::check_segment(id).map_err(|message| Error::configuration(field, message))?;
    if id.len() > 256 {
        return Err(Error::configuration(field, "is longer than 256 bytes"));
    }
    Ok(id.into())
}

/// One call under way.
struct Run<'a> {
    client: &'a Client,
    host: Option<&'a HostLink>,
    limits: Limits,
    deadline: Deadline,
    priority: Priority,
    attempts: Vec<Attempt>,
    /// How many of them certainly left nothing behind.
    settled: usize,
    /// Whether it is looking for what a lost create left behind.
    looking: bool,
    /// The credential, unless a function gives it.
    given: Option<Credential>,
    /// The credentials that failed attempts carried: no error may show one.
    used: Vec<Credential>,
    files: Files,
}

/// The files of a call, ready to go.
struct Files {
    upload: Option<Upload>,
    download: Option<Download>,
}

impl Files {
    /// What is wrong with the caller's files is told before anything is sent.
    async fn open(operation: Option<&'static Operation>, call: &mut Call) -> Result<Self, Error> {
        let mut sources = std::mem::take(&mut call.files);
        let arguments = match operation.map(|operation| (&operation.body, &operation.inline_files)) {
            Some((Body::Multipart { part, .. } | Body::Put { part, .. }, _)) => {
                sources.extend(call.body.take().map(Into::into));
                vec![(*part).to_owned()]
            }
            Some((Body::Json { .. }, Some(rule))) if !sources.is_empty() => {
                let body = call.body.as_ref().ok_or_else(|| Error::argument("body", "is missing"))?;
                json_body::marks(rule, body, sources.len())?
            }
            _ => Vec::new(),
        };
        if sources.len() > arguments.len() {
            return Err(Error::argument("file", "there are more files than this operation takes"));
        }
        let sends = !sources.is_empty();
        let upload = Upload::open(arguments.into_iter().zip(sources), call.progress.as_ref()).await?;
        let answers_file = operation.is_some_and(|operation| {
            matches!(operation.envelope, Envelope::Bytes) || !operation.follow.is_empty()
        });
        let sink = std::mem::take(&mut call.sink);
        let download = match answers_file {
            false if sink.is_memory() => None,
            false => return Err(Error::argument("sink", "this operation answers no file")),
            true => Some(Download::new(sink, call.progress.take().filter(|_| !sends)).await?),
        };
        Ok(Self { upload, download })
    }
}

/// One attempt, as far as it came.
struct Trace {
    /// When it began, or got leave to be sent.
    start: Instant,
    /// The credential that it carried.
    used: Option<Credential>,
    permit: Option<Permit>,
}

/// A request with what is known about it.
struct Exchange {
    request: Request,
    safety: Safety,
    /// Absent for raw requests.
    envelope: Option<&'static Envelope>,
    /// It goes to this origin of the provider and carries the credential; else to a file's address, without.
    origin: Option<usize>,
    /// Absent for raw requests and files.
    operation: Option<&'static Operation>,
    /// A redirect is an answer: it says where the file is.
    redirects: bool,
}

impl Exchange {
    fn described(request: Request, operation: &'static Operation) -> Self {
        let is_bytes = matches!(operation.envelope, Envelope::Bytes);
        let has_followed = !operation.follow.is_empty();
        // A composite answers with the file; its first step is read as the described endpoint.
        let envelope = if has_followed && !is_bytes { &Envelope::None } else { &operation.envelope };
        Self {
            request,
            safety: operation.safety,
            envelope: Some(envelope),
            origin: Some(operation.origin),
            operation: Some(operation),
            redirects: has_followed && is_bytes,
        }
    }

    fn raw(request: Request, safety: Safety, origin: usize) -> Self {
        Self { request, safety, envelope: None, origin: Some(origin), operation: None, redirects: false }
    }

    /// With the provider's file storage: safe to repeat, by a client whose credential stays at home.
    fn with_storage(request: Request, safety: Safety) -> Self {
        let envelope = Some(&Envelope::Bytes);
        Self { request, safety, envelope, origin: None, operation: None, redirects: false }
    }
}

/// The text of the first of these members that is there and not empty.
fn member(payload: &Bytes, names: &[&str]) -> Option<String> {
    let members = answer::Members::read(payload).ok()?;
    names.iter().find_map(|name| members.text(name).filter(|text| !text.is_empty()))
}

/// An error for a success that a typed client could not read.
pub(crate) fn unreadable(provider: &Provider, operation: usize, status: u16, problem: &str) -> Error {
    let error = Error::new(Kind::Decode, format!("the answer (status {status}) {problem}"))
        .with_provider(provider.name)
        .with_status(status)
        .with_delivery(Delivery::Answered);
    match provider.operations.get(operation) {
        Some(Operation { id, safety: Safety::Read, .. }) => error.with_operation(id),
        Some(Operation { id, .. }) => error.with_operation(id).with_delivery(Delivery::Maybe),
        None => error,
    }
}

/// The payload, if it names what was made, where that could be looked up: else it went well, and the id would be lost.
fn named(payload: Bytes, status: u16, operation: Option<&Operation>) -> Result<Bytes, Error> {
    let Some(lookup) = operation.and_then(|operation| operation.lookup.as_ref()) else { return Ok(payload) };
    let is_id = |id: &str| id.starts_with('"') && id != "\"\"";
    if answer::Members::read(&payload).is_ok_and(|members| members.get(lookup.id).is_some_and(is_id)) {
        return Ok(payload);
    }
    let message = format!("the answer (status {status}) has no {}", lookup.id);
    Err(Error::new(Kind::Decode, message).with_status(status).with_delivery(Delivery::Answered))
}

fn unanswered(reply: &Reply, what: &str) -> Error {
    Error::new(Kind::Decode, format!("the answer (status {}) has no {what}", reply.status))
        .with_evidence(reply.body.clone())
        .conceal(&[])
}

/// An error that a success led to.
fn after(error: Error, reply: &Reply) -> Error {
    error
        .with_status(reply.status)
        .with_delivery(Delivery::Answered)
        .with_request_id(request_id(&reply.headers).map(str::to_owned))
        .with_attempts(reply.attempts.clone())
}

fn with_remark<'a>(reason: &'a str, remark: Option<&str>) -> std::borrow::Cow<'a, str> {
    remark.map_or(reason.into(), |remark| format!("{reason}; {remark}").into())
}

/// Whether an answer that may be a file or say where one is, is the file.
fn is_a_file(headers: &HeaderMap) -> bool {
    let kind = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    kind != "application/json" && !kind.ends_with("+json")
}

/// The call's own time ended before anything was sent.
fn too_late(deadline: &Deadline) -> Error {
    Error::new(Kind::Timeout, format!("the call did not end within {:?} (timeout)", deadline.total))
}

impl Run<'_> {
    /// The described request, and the file that belongs to it.
    async fn carry_out(
        mut self,
        operation: Option<&'static Operation>,
        call: &Call,
        known: Option<&Known>,
        request: Request,
        safety: Safety,
        origin: usize,
    ) -> Result<Reply, Error> {
        let has_followed = operation.is_some_and(|operation| !operation.follow.is_empty());
        let mut exchange = match operation {
            Some(operation) => Exchange::described(request, operation),
            None => Exchange::raw(request, safety, origin),
        };
        let reply = match known {
            Some(known) => self.create(&mut exchange, known).await?,
            None => self.attempts(&mut exchange).await?,
        };
        match operation {
            Some(operation @ Operation { body: Body::Put { .. }, .. }) => {
                self.put(call, operation, reply).await
            }
            Some(operation) if has_followed && reply.file.is_none() => {
                self.fetch(call, operation, &exchange.request.url, reply).await
            }
            _ => Ok(reply),
        }
    }

    /// Fetches the file whose address `first` answered.
    async fn fetch(
        &mut self,
        call: &Call,
        operation: &'static Operation,
        asked: &Url,
        first: Reply,
    ) -> Result<Reply, Error> {
        let members = operation.follow;
        let request = |first: &Reply| {
            let location = first.headers.get(LOCATION).filter(|_| first.status >= 300);
            if let Some(location) = location.and_then(|value| value.to_str().ok()) {
                return request::file(location, Some(asked));
            }
            let what = || format!("{} to download from", members.join(" or "));
            request::file(&member(&first.body, members).ok_or_else(|| unanswered(first, &what()))?, None)
        };
        self.at_storage(call, operation, first, Safety::Read, request).await.map(|(_, file)| file)
    }

    /// Puts the file to the address that `first` answered. The reply is `first` with all attempts.
    async fn put(
        &mut self,
        call: &Call,
        operation: &'static Operation,
        first: Reply,
    ) -> Result<Reply, Error> {
        let file = self.files.upload.clone().expect("nothing is announced without it");
        let body @ Body::Put { url, .. } = &operation.body else { unreachable!("`carry_out` saw it") };
        let request = |first: &Reply| {
            let address = member(&first.body, &[url]);
            let address = address.ok_or_else(|| unanswered(first, &format!("{url} to put the file to")))?;
            request::put(&address, body, call, &file)
        };
        // The same bytes to the same address leave the same file.
        let (first, stored) = self.at_storage(call, operation, first, Safety::Idempotent, request).await?;
        Ok(Reply { attempts: stored.attempts, file: stored.file, ..first })
    }

    /// Makes the request to the storage that `first` leads to. An address that expired between two tries is asked for again,
    /// once, by the first step: `first` and what the storage answered.
    async fn at_storage(
        &mut self,
        call: &Call,
        operation: &'static Operation,
        mut first: Reply,
        safety: Safety,
        request: impl Fn(&Reply) -> Result<Request, Error>,
    ) -> Result<(Reply, Reply), Error> {
        let mut may_ask_again = matches!(operation.safety, Safety::Read | Safety::Idempotent);
        loop {
            let request = request(&first).map_err(|error| after(error, &first))?;
            self.attempts = std::mem::take(&mut first.attempts);
            let before = self.attempts.len();
            let error = match self.attempts(&mut Exchange::with_storage(request, safety)).await {
                Ok(stored) => return Ok((first, stored)),
                Err(error) => error,
            };
            let is_expired = error.status() == Some(403) && error.attempts().len() > before + 1;
            let is_there = self.files.upload.as_ref().is_none_or(Upload::is_there);
            if !(is_expired && may_ask_again && is_there) {
                return Err(error);
            }
            may_ask_again = false;
            self.attempts = error.attempts().to_vec();
            let again = request::described(self.client, operation, call, self.files.upload.as_ref())?;
            first = self.attempts(&mut Exchange::described(again, operation)).await?;
        }
    }

    /// Sends until it succeeds or may not go on.
    async fn attempts(&mut self, exchange: &mut Exchange) -> Result<Reply, Error> {
        let shared = &self.client.shared;
        let mut refused = None;
        // The last purse is for files: storage that fails must not stop calls to the provider, nor the reverse.
        let purse = &self.client.purses[exchange.origin.unwrap_or(shared.origins.len())];
        let mut retries = 0;
        let mut cost = 0;
        let mut last = None;
        loop {
            let mut trace = Trace { start: shared.clock.now(), used: None, permit: None };
            let outcome = self.attempt(exchange, refused.as_ref(), &mut trace).await;
            let Trace { start, used, permit } = trace;
            let duration = shared.clock.now().saturating_duration_since(start);
            let remark = permit.as_ref().and_then(Permit::remark);
            let error = match outcome {
                Ok(mut reply) => {
                    let reason = with_remark("ok", remark.as_deref());
                    self.note(duration, Some(reply.status), None, Delivery::Answered, &reason, None);
                    reply.attempts = std::mem::take(&mut self.attempts);
                    purse.give_back(cost);
                    return Ok(reply);
                }
                Err(error) => {
                    self.used.extend(used.clone());
                    let secrets: Vec<_> = self.used.iter().map(Credential::expose).collect();
                    let retryable = retry::is_retryable(exchange.safety, &error);
                    let error = if exchange.origin.is_none() { error.at_storage() } else { error };
                    error.with_retryable(retryable).conceal(&secrets)
                }
            };
            if error.is_own_limit() {
                // No try was made. What the provider said to the one before tells more than that there is no time left.
                if let Some(attempt) = self.attempts.last_mut() {
                    "the rate limit leaves no time for another".clone_into(&mut attempt.reason);
                }
                return Err(self.finish(last.unwrap_or(error), exchange.safety));
            }
            if error.kind() == Kind::Configuration {
                // No try was made: the credential could not be had.
                return Err(self.finish(error, exchange.safety));
            }
            // A key that rotates is asked for again, once: the provider refused the call without acting on it.
            let is_stale = error.kind() == Kind::Authentication && used.is_some();
            let is_there = exchange.request.payload.upload().is_none_or(Upload::is_there);
            if is_stale && refused.is_none() && is_there && shared.credential.can_refresh() {
                refused = used;
                let reason = "again with a new key";
                self.note(duration, error.status(), Some(error.kind()), error.delivery(), reason, None);
                continue;
            }
            let decision = if is_there || !error.retryable() {
                retry::decide(&shared.clock, &self.deadline, retries, self.limits.max_retries, &error)
            } else {
                Decision::Stop("the stream cannot be read twice")
            };
            let (reason, pause) = match decision {
                // What became of a create is worth more than sparing the provider a few reads.
                Decision::Again(pause, _) if self.looking => {
                    retries += 1;
                    ("again after a pause", Some(pause))
                }
                Decision::Again(pause, price) if purse.take(price) => {
                    (retries, cost) = (retries + 1, price);
                    ("again after a pause", Some(pause))
                }
                Decision::Again(..) => ("the retry budget is used up", None),
                Decision::Stop(reason) => (reason, None),
            };
            let reason = with_remark(reason, remark.as_deref());
            self.note(duration, error.status(), Some(error.kind()), error.delivery(), &reason, pause);
            match pause {
                Some(pause) => {
                    shared.clock.pause(pause).await;
                    last = Some(error);
                }
                None => return Err(self.finish(error, exchange.safety)),
            }
        }
    }

    /// One try.
    async fn attempt(
        &mut self,
        exchange: &mut Exchange,
        refused: Option<&Credential>,
        trace: &mut Trace,
    ) -> Result<Reply, Error> {
        let shared = &self.client.shared;
        let process = shared.process();
        let http = shared.http()?;
        if exchange.origin.is_some() {
            let left = self.deadline.left(&shared.clock);
            let credential = if let Some(given) = &self.given {
                given.clone()
            } else {
                let asking =
                    shared.credential.asked(shared.provider, &process.credential, self.host, refused);
                tokio::time::timeout(left, asking).await.map_err(|_| too_late(&self.deadline))??
            };
            let name = HeaderName::from_static(shared.provider.credential_header.0);
            exchange.request.headers.insert(name, credential.header());
            if let Some(settings) = &shared.rate_limit {
                let limiter = shared.limiter(&credential, settings);
                trace.permit = Some(self.turn(&limiter, settings, exchange.operation).await?);
                trace.start = shared.clock.now();
            }
            trace.used = Some(credential);
        }
        let answer = self.send(&http, exchange).await?;
        if let Some(permit) = &trace.permit {
            permit.answered(&shared.clock, answer.status, &answer.headers);
        }
        if exchange.redirects && (300..400).contains(&answer.status) && answer.headers.contains_key(LOCATION)
        {
            return Ok(Reply::new(answer.status, answer.headers, answer.body));
        }
        let read = match exchange.origin {
            Some(_) => answer::read(shared.dialect, exchange.envelope, &answer)
                .and_then(|body| named(body, answer.status, exchange.operation)),
            None => answer::read_file(&answer),
        };
        let scopes = exchange.operation.map_or(&[][..], |operation| operation.scopes);
        let body = read.map_err(|error| {
            let asked = retry::asked_pause(&answer.headers, shared.clock.date(), error.kind());
            if let Some(permit) = trace.permit.as_ref().filter(|_| error.kind() == Kind::RateLimited) {
                permit.refused(&shared.clock, asked);
            }
            error
                .with_retry_after(asked)
                .with_request_id(request_id(&answer.headers).map(str::to_owned))
                .with_evidence(answer.body.clone())
                .with_needed_scopes(scopes)
        })?;
        let packed = exchange.operation.map_or(&[][..], |operation| operation.json_text);
        let body = if packed.is_empty() { body } else { answer::unpack(&body, packed) };
        let file = answer.file.or_else(|| exchange.request.payload.upload()?.info());
        Ok(Reply { file, ..Reply::new(answer.status, answer.headers, body) })
    }

    /// Sends once, and waits as long as one try may take.
    async fn send(&mut self, http: &Http, exchange: &mut Exchange) -> Result<Answer, Error> {
        let left = self.deadline.left(&self.client.shared.clock);
        let limit = self.limits.attempt_timeout;
        let progress = Progress::default();
        let request = &mut exchange.request;
        if !request.is_file && request.payload.upload().is_none() {
            let answer = tokio::time::timeout(left.min(limit), http.send(request, &progress)).await;
            let (struck, name) =
                if left < limit { (self.deadline.total, "timeout") } else { (limit, "attempt_timeout") };
            return answer.map_err(|_| progress.given_up(struck, name))?;
        }
        let redirects = exchange.redirects;
        let is_it = |headers: &HeaderMap| !redirects || is_a_file(headers);
        let answer = http.transfer(request, &mut self.files.download, limit, &progress, is_it);
        let answer = tokio::time::timeout(left, answer).await;
        answer.map_err(|_| progress.given_up(self.deadline.total, "timeout"))?
    }

    /// Leave to send one request, once the rate limit has room for it.
    async fn turn(
        &mut self,
        limiter: &Arc<Limiter>,
        settings: &limit::Settings,
        operation: Option<&Operation>,
    ) -> Result<Permit, Error> {
        let asking = Asking {
            clock: &self.client.shared.clock,
            deadline: &self.deadline,
            operation,
            tenant: self.client.tenant.as_ref(),
            priority: self.priority,
            settings,
        };
        let left = self.deadline.left(asking.clock);
        let permit = tokio::time::timeout(left, limiter.acquire(&asking)).await;
        permit.unwrap_or_else(|_| Err(limiter.too_late(operation, &self.deadline)))
    }

    /// The error of a whole call: whether the provider may have acted is decided by all attempts, not by the last.
    fn finish(&mut self, error: Error, safety: Safety) -> Error {
        let attempts = std::mem::take(&mut self.attempts);
        let open = attempts.get(self.settled..).unwrap_or_default();
        let may_have_acted = |Attempt { error, status, delivery, .. }: &Attempt| {
            error.is_some_and(|kind| retry::may_have_acted(kind, *status, *delivery))
        };
        let delivery = match error.delivery() {
            // Reading leaves nothing behind: only what stopped it counts.
            last if safety == Safety::Read => last,
            _ if open.iter().any(may_have_acted) => Delivery::Maybe,
            Delivery::NotSent if open.iter().any(|attempt| attempt.delivery == Delivery::Answered) => {
                Delivery::Answered
            }
            last => last,
        };
        error.with_delivery(delivery).with_attempts(attempts)
    }

    fn note(
        &mut self,
        duration: Duration,
        status: Option<u16>,
        error: Option<Kind>,
        delivery: Delivery,
        reason: &str,
        backoff: Option<Duration>,
    ) {
        let number = u32::try_from(self.attempts.len() + 1).unwrap_or(u32::MAX);
        tracing::debug!(
            provider = self.client.shared.provider.name,
            number,
            ?status,
            ?error,
            ?backoff,
            reason,
            "attempt"
        );
        self.attempts.push(Attempt {
            number,
            status,
            error,
            delivery,
            reason: reason.to_owned(),
            duration,
            backoff,
        });
    }
}
