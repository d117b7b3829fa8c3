//! What a client is built from: explicit arguments first, then (only for `from_env`) the environment, then the
//! provider's defaults.
//!
//! The core never reads the process's environment: a host that wants it hands it over in [`Config::env`], so what a
//! client sees is plain in the call and tests need no global state. Only what belongs to the machine is looked up there:
//! its proxy and its trusted certificates.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use url::{Host, Url};

use crate::error::Error;
use crate::limit::Priority;
use crate::operation::{Origin, Provider};

/// The arguments of a client, as they cross the border (JSON).
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Config {
    /// Which provider: `nextsign`.
    pub provider: String,
    /// The credential.
    pub credential: Option<CredentialConfig>,
    /// The tenant (NextSign: the companyId).
    pub tenant: Option<String>,
    /// Which of the provider's environments: its first if not given.
    pub environment: Option<String>,
    /// Which of the provider's API versions, where there are several: its newest if not given.
    pub api_version: Option<String>,
    /// Other addresses, by origin name (NextSign: `v2`, `files`).
    pub origins: BTreeMap<String, String>,
    /// Time for a whole call with all its attempts. Default 60 s.
    #[serde(deserialize_with = "milliseconds", rename = "timeout_ms")]
    pub timeout: Option<Duration>,
    /// Time for one attempt, from connecting to the last byte. Default 30 s.
    #[serde(deserialize_with = "milliseconds", rename = "attempt_timeout_ms")]
    pub attempt_timeout: Option<Duration>,
    /// Time to connect, TLS included. Default 10 s.
    #[serde(deserialize_with = "milliseconds", rename = "connect_timeout_ms")]
    pub connect_timeout: Option<Duration>,
    /// How often a failed attempt may be repeated. Default 3; 0 switches retries off.
    pub max_retries: Option<u32>,
    /// Whether to keep to the provider's rate limits, `on` (default) or `off`: calls that have no room under them wait,
    /// tenants in turns.
    pub rate_limit: Option<String>,
    /// How many calls may wait for the rate limit. Default 1000.
    pub max_queue: Option<u32>,
    /// Where processes keep to the rate limit together: `redis://host:6379/0`, or `rediss://` for TLS. Without, each process
    /// keeps to it alone.
    pub rate_limit_store: Option<SecretString>,
    /// Whether to look for what a call should have created when its outcome is unknown, where the provider has a way to look.
    /// Default true.
    pub reconcile: Option<bool>,
    /// Certificates of authorities to trust beside those of the operating system: PEM.
    pub ca_certificates: Option<String>,
    /// The certificate by which a server knows this client, and its private key: PEM, both in one text.
    pub client_certificate: Option<SecretString>,
    /// The proxy, such as `http://user:password@host:3128`, or `none`. Without, `HTTPS_PROXY` or `ALL_PROXY` names it.
    /// Hosts in `NO_PROXY` are reached without, and so is plain http.
    pub proxy: Option<SecretString>,
    /// The environment's variables, for `from_env`: used where no explicit argument stands.
    pub env: BTreeMap<String, String>,
    /// Added to the `User-Agent`.
    pub user_agent: Option<String>,
    /// For tests of this library and of what is built on it.
    pub testing: Option<Testing>,
}

/// Where the credential comes from.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialConfig {
    /// This value.
    Value(SecretString),
    /// A function of the host, asked when a value is needed, and again after the provider refused one.
    Host(bool),
    /// A function of a Rust program, asked likewise. Made by [`CredentialConfig::function`].
    #[serde(skip)]
    Function(CredentialFunction),
}

/// See [`CredentialConfig::function`].
pub struct CredentialFunction(pub(crate) crate::auth::Function);

impl CredentialConfig {
    /// A key that is fixed.
    pub fn value(key: impl Into<String>) -> Self {
        Self::Value(SecretString::from(key.into()))
    }

    /// A key that an async function gives, for programs that fetch it from a store or rotate it. An `Err` is the
    /// reason, and becomes a configuration error of the call.
    pub fn function<F, T>(function: F) -> Self
    where
        F: Fn() -> T + Send + Sync + 'static,
        T: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self::Function(CredentialFunction(std::sync::Arc::new(move || {
            let answer = function();
            Box::pin(async move { answer.await.map(SecretString::from) })
        })))
    }
}

impl std::fmt::Debug for CredentialConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(crate::error::REDACTED)
    }
}

/// Time and chance under a test's control.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Testing {
    /// Back-off is recorded and counted against the deadline, but not slept.
    pub virtual_time: bool,
    /// The random factor of every back-off, 0 to 1.
    pub jitter: Option<f64>,
}

/// The settings that a view may change.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ViewOptions {
    /// See [`Config::timeout`].
    #[serde(deserialize_with = "milliseconds", rename = "timeout_ms")]
    pub timeout: Option<Duration>,
    /// See [`Config::attempt_timeout`].
    #[serde(deserialize_with = "milliseconds", rename = "attempt_timeout_ms")]
    pub attempt_timeout: Option<Duration>,
    /// See [`Config::max_retries`].
    pub max_retries: Option<u32>,
}

/// What one call may set, as it crosses the border (JSON).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct CallOptions {
    /// See [`Config::timeout`].
    #[serde(deserialize_with = "milliseconds", rename = "timeout_ms")]
    pub timeout: Option<Duration>,
    /// See [`Config::max_retries`].
    pub max_retries: Option<u32>,
    /// Further request headers. Those that carry credentials or frame the message are refused.
    pub headers: Vec<(String, String)>,
    /// The idempotency key. Refused where the provider honours none: it would protect nothing.
    pub idempotency_key: Option<String>,
    /// Which calls go first when the rate limit makes them wait.
    pub priority: Priority,
    /// See [`Config::reconcile`].
    pub reconcile: Option<bool>,
    /// Border only: the files that are uploaded, where they are not the call's body.
    pub(crate) files: Vec<HostFile>,
    /// Border only: where a downloaded file goes.
    pub(crate) sink: Option<HostFile>,
    /// Border only: the host wants to be told how far a file has got.
    pub(crate) progress: bool,
}

/// A file as a host names it: by its path, or as a stream of the host's.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum HostFile {
    /// Read or written by the core.
    Path(PathBuf),
    /// Pulled from or pushed to the host, piece by piece. Uploads say how many bytes there are, if that is known.
    Host {
        #[serde(default)]
        length: Option<u64>,
    },
}

/// How long things may take, and how often they may be repeated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) max_retries: u32,
    /// The caller set the total or attempt time: an operation's own longer time does not stretch it.
    pub(crate) timeout_is_explicit: bool,
    pub(crate) attempt_is_explicit: bool,
}

impl Limits {
    pub(crate) const CONNECT: Duration = Duration::from_secs(10);
    /// A whole call whose file does not come from memory or go there, where nothing is said: files may be large and lines
    /// slow, and an attempt still may not stall.
    pub(crate) const STREAMED: Duration = Duration::from_secs(3600);
    /// A call may not wait longer than this, whatever is asked: a day.
    const LONGEST: Duration = Duration::from_secs(86_400);

    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        Self {
            timeout: Duration::from_secs(60),
            attempt_timeout: Duration::from_secs(30),
            max_retries: 3,
            timeout_is_explicit: false,
            attempt_is_explicit: false,
        }
        .with(config.timeout, config.attempt_timeout, config.max_retries)
        .map_err(|(field, message)| Error::configuration(field, message))
    }

    /// These limits with what is given in place of what stands.
    pub(crate) fn with(
        mut self,
        timeout: Option<Duration>,
        attempt_timeout: Option<Duration>,
        max_retries: Option<u32>,
    ) -> Result<Self, (&'static str, String)> {
        let check = |field, value: Duration| {
            if value.is_zero() || value > Self::LONGEST {
                return Err((field, "must be more than 0 and at most 24 hours".to_owned()));
            }
            Ok(value)
        };
        if let Some(value) = timeout {
            self.timeout = check("timeout", value)?;
            self.timeout_is_explicit = true;
        }
        if let Some(value) = attempt_timeout {
            self.attempt_timeout = check("attempt_timeout", value)?;
            self.attempt_is_explicit = true;
        }
        if let Some(value) = max_retries {
            if value > 20 {
                return Err(("max_retries", format!("{value} is out of range, give 0 to 20")));
            }
            self.max_retries = value;
        }
        Ok(self)
    }
}

/// Fractions of a millisecond count; nothing negative, not a number or beyond all sense gets through.
fn milliseconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let Some(value) = Option::<f64>::deserialize(deserializer)? else { return Ok(None) };
    Duration::try_from_secs_f64(value / 1e3)
        .map(Some)
        .map_err(|_| serde::de::Error::custom("a time must be a number of milliseconds that is not negative"))
}

/// The environment that a client is for.
pub(crate) fn environment(provider: &Provider, config: &Config) -> Result<&'static str, Error> {
    let variable = provider.environment_env;
    let given = config.environment.as_deref().map(|name| ("environment", name)).or_else(|| {
        let variable = variable?;
        config.env.get(variable).map(|name| (variable, name.as_str()))
    });
    let Some((field, name)) = given else { return Ok(provider.environments[0]) };
    choose(name, provider.environments).ok_or_else(|| {
        let known = provider.environments.join(", ");
        let message = format!("{name:?} is not one of {}'s environments: {known}", provider.title);
        Error::configuration(field, message)
    })
}

fn choose(name: &str, known: &'static [&'static str]) -> Option<&'static str> {
    known.iter().copied().find(|known| *known == name)
}

/// The addresses of a provider's origins, in the order of [`Provider::origins`]; `None` where none is known.
pub(crate) fn origins(
    provider: &Provider,
    config: &Config,
    environment: &str,
) -> Result<Vec<Option<Url>>, Error> {
    if let Some(unknown) =
        config.origins.keys().find(|name| provider.origins.iter().all(|o| o.name != **name))
    {
        return Err(Error::configuration(
            "origins",
            format!("{} has no origin called {unknown}", provider.title),
        ));
    }
    let origins: Vec<Option<Url>> = provider
        .origins
        .iter()
        .map(|origin| {
            let given = config.origins.get(origin.name).map(|url| (origin.argument, url.as_str()));
            let given = given.or_else(|| config.env.get(origin.env).map(|url| (origin.env, url.as_str())));
            if let Some((field, url)) = given {
                return base_url(field, url).map(Some);
            }
            let server = origin.servers.iter().find(|(known, _)| *known == environment);
            server.map(|(_, url)| base_url(origin.argument, url)).transpose()
        })
        .collect::<Result<_, _>>()?;
    match provider.origins.first() {
        // One address is enough to begin with: which is missing is said when it is needed.
        Some(first) if origins.iter().all(Option::is_none) => Err(no_address(provider, first, environment)),
        _ => Ok(origins),
    }
}

/// The error for an origin whose address is not known.
pub(crate) fn no_address(provider: &Provider, origin: &Origin, environment: &str) -> Error {
    let message = format!(
        "no address of {}'s {environment} environment is documented: pass `{}`, or set {} and use `from_env`",
        provider.title, origin.argument, origin.env
    );
    Error::configuration(origin.argument, message)
}

/// The API version that a client speaks, where the provider has several. An address may end in one, which is taken off.
pub(crate) fn version(
    provider: &Provider,
    config: &Config,
    origins: &mut [Option<Url>],
) -> Result<Option<&'static str>, Error> {
    let Some(versions) = &provider.versions else {
        return match config.api_version {
            Some(_) => Err(Error::configuration("api_version", format!("{} has only one", provider.title))),
            None => Ok(None),
        };
    };
    let given = config.api_version.as_deref().map(|name| (versions.argument, name));
    let given = given.or_else(|| config.env.get(versions.env).map(|name| (versions.env, name.as_str())));
    let mut chosen = None;
    if let Some((field, name)) = given {
        chosen = choose(name, versions.names);
        if chosen.is_none() {
            let known = versions.names.join(", ");
            let message = format!("{name:?} is not one of {}'s API versions: {known}", provider.title);
            return Err(Error::configuration(field, message));
        }
    }
    for (origin, url) in provider.origins.iter().zip(origins) {
        let Some(url) = url else { continue };
        let Some((rest, last)) = url.path().rsplit_once('/') else { continue };
        let Some(named) = choose(last, versions.names) else { continue };
        if chosen.is_some_and(|chosen| chosen != named) {
            let message = format!(
                "ends in {named}, but `{}` is {}; leave the version out of the address",
                versions.argument,
                chosen.unwrap_or_default()
            );
            return Err(Error::configuration(origin.argument, message));
        }
        chosen = Some(named);
        let rest = rest.to_owned();
        url.set_path(&rest);
    }
    Ok(Some(chosen.unwrap_or_else(|| versions.names.last().copied().expect("there is a version"))))
}

/// A base address: `https`, or `http` to this machine; no credentials, query or fragment; no slash at the end.
fn base_url(field: &str, text: &str) -> Result<Url, Error> {
    let refuse = |message: &str| Err(Error::configuration(field, message));
    let Ok(mut url) = Url::parse(text.trim()) else {
        return refuse("is not a URL; give something like https://host/path");
    };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            return refuse(
                "plain http would send the key unencrypted; use https (http is for loopback only)",
            );
        }
        _ => return refuse("must be an https:// URL"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("must not hold a user name or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("must not hold a query or fragment");
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
