//! The credential: one type that holds it, one place that writes it into a request.
//!
//! A credential given by a function of the host is asked for once and kept; calls that start meanwhile wait for that
//! one answer. After the provider refused it, the next attempt asks again.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use futures_util::future::BoxFuture;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::bridge::HostLink;
use crate::config::{Config, CredentialConfig};
use crate::error::Error;
use crate::operation::{CredentialShape, Provider};
use crate::wipe;

/// A credential that is ready to be sent, with the header value that carries it.
#[derive(Clone)]
pub(crate) struct Credential(Arc<Ready>);

struct Ready {
    secret: SecretString,
    header: HeaderValue,
}

impl Credential {
    fn new(provider: &Provider, secret: SecretString) -> Result<Self, String> {
        let text = secret.expose_secret();
        if text.trim().is_empty() {
            return Err("is empty".to_owned());
        }
        if text.trim() != text {
            return Err("has white space at its start or end; remove it".to_owned());
        }
        if let Some(shape) = &provider.credential_shape {
            check_shape(shape, provider.title, text)?;
        }
        let header = wipe::header(provider.credential_header.1, text)
            .filter(|_| text.is_ascii())
            .ok_or("holds characters that cannot stand in a header; copy the key again")?;
        Ok(Self(Arc::new(Ready { secret, header })))
    }

    /// The value of the header that carries it, marked sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.header.clone()
    }

    /// Whether it is the very same.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// For masking it in what comes back.
    pub(crate) fn expose(&self) -> &str {
        self.0.secret.expose_secret()
    }
}

/// What a call on a closed client gets.
pub(crate) fn is_closed() -> Error {
    Error::configuration("client", "is closed")
}

/// Refuses what cannot be a credential of the provider, without showing any of it.
fn check_shape(shape: &CredentialShape, title: &str, text: &str) -> Result<(), String> {
    let known = |c: char| shape.characters.iter().any(|(first, last)| (*first..=*last).contains(&c));
    let problem = match text.strip_prefix(shape.prefix) {
        None => format!("it does not begin with {}", shape.prefix),
        Some(rest) if !rest.chars().all(known) => "it holds other characters".to_owned(),
        Some(rest) if rest.len() != shape.length => format!("it has {} after the beginning", rest.len()),
        Some(_) => return Ok(()),
    };
    Err(format!("is not a key of {title}: {problem}; a key is {}", shape.words))
}

/// A function of a Rust program that gives the credential.
pub(crate) type Function = Arc<dyn Fn() -> BoxFuture<'static, Result<SecretString, String>> + Send + Sync>;

/// Where a client's credential comes from.
pub(crate) enum Source {
    /// It was given.
    Fixed(Given),
    /// The host is asked, through the border.
    Host,
    /// A Rust program's function is asked.
    Function(Function),
}

/// A credential that was given, until its client is closed.
///
/// A forked child inherits the lock, perhaps held by a thread that it lacks: so nobody ever waits for it.
pub(crate) struct Given(RwLock<Option<Credential>>);

impl Given {
    fn get(&self) -> Option<Credential> {
        // Only closing writes.
        self.0.try_read().ok()?.clone()
    }

    fn forget(&self) {
        // Who reads only copies a pointer, and is done soon.
        for _ in 0..10_000 {
            if let Ok(mut held) = self.0.try_write() {
                *held = None;
                return;
            }
            std::thread::yield_now();
        }
    }
}

/// The value that a function gave last.
#[derive(Default)]
pub(crate) struct Cache {
    /// Held across the question: whoever comes meanwhile waits for its answer. If that call is cancelled, the lock falls to
    /// the next one, which asks for itself.
    turn: tokio::sync::Mutex<()>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    credential: Option<Credential>,
    /// A call that is under way when its client is closed may ask again, and keeps the answer to itself.
    nothing_more: bool,
}

impl Cache {
    fn get(&self) -> Option<Credential> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).credential.clone()
    }

    fn set(&self, credential: Option<Credential>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.credential = credential.filter(|_| !kept.nothing_more);
    }

    fn close(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Kept { credential: None, nothing_more: true };
    }
}

impl Source {
    pub(crate) fn new(provider: &Provider, config: &mut Config) -> Result<Self, Error> {
        let Provider { title, credential_argument: argument, credential_env: env, .. } = *provider;
        let needs = || format!("{title} needs a key: pass `{argument}`, or set {env} and use `from_env`");
        let (field, secret) = match config.credential.take() {
            Some(CredentialConfig::Host(true)) => return Ok(Self::Host),
            Some(CredentialConfig::Function(function)) => return Ok(Self::Function(function.0)),
            Some(CredentialConfig::Value(secret)) => (argument, secret),
            Some(CredentialConfig::Host(false)) | None => match config.env.remove(env) {
                Some(value) => (env, SecretString::from(value)),
                None => return Err(Error::configuration(argument, needs())),
            },
        };
        if secret.expose_secret().trim().is_empty() {
            return Err(Error::configuration(field, format!("is empty; {}", needs())));
        }
        Credential::new(provider, secret)
            .map(|credential| Self::Fixed(Given(RwLock::new(Some(credential)))))
            .map_err(|message| Error::configuration(field, message))
    }

    /// The credential that was given, for a call that begins; none where a function gives it.
    pub(crate) fn given(&self) -> Result<Option<Credential>, Error> {
        match self {
            Self::Fixed(given) => given.get().map(Some).ok_or_else(is_closed),
            Self::Host | Self::Function(_) => Ok(None),
        }
    }

    /// The credential that a function gives. `refused` is one that the provider has just rejected: it is not given again.
    pub(crate) async fn asked(
        &self,
        provider: &Provider,
        cache: &Cache,
        host: Option<&HostLink>,
        refused: Option<&Credential>,
    ) -> Result<Credential, Error> {
        let _turn = cache.turn.lock().await;
        if let Some(held) = cache.get().filter(|held| !refused.is_some_and(|refused| refused.is(held))) {
            return Ok(held);
        }
        cache.set(None);
        let answer = match (self, host) {
            (Self::Function(function), _) => function().await,
            (_, Some(host)) => host.ask_credential().await,
            (_, None) => Err("there is no host to ask".to_owned()),
        };
        let argument = provider.credential_argument;
        let secret = answer.map_err(|reason| {
            Error::configuration(argument, format!("the function that gives the key failed: {reason}"))
        })?;
        let credential = Credential::new(provider, secret).map_err(|message| {
            Error::configuration(argument, format!("the key that the function gave {message}"))
        })?;
        cache.set(Some(credential.clone()));
        Ok(credential)
    }

    /// The credential that is at hand without asking.
    pub(crate) fn held(&self, cache: &Cache) -> Option<Credential> {
        match self {
            Self::Fixed(given) => given.get(),
            Self::Host | Self::Function(_) => cache.get(),
        }
    }

    /// Keeps nothing from now on. Calls that are under way have what they need.
    pub(crate) fn forget(&self, cache: &Cache) {
        if let Self::Fixed(given) = self {
            given.forget();
        }
        cache.close();
    }

    /// Whether asking again can give another value.
    pub(crate) fn can_refresh(&self) -> bool {
        !matches!(self, Self::Fixed(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: CredentialShape = CredentialShape {
        prefix: "isk_",
        length: 4,
        characters: &[('A', 'Z'), ('a', 'z'), ('0', '9'), ('_', '_'), ('-', '-')],
        words: "isk_ and 4 of A-Z, a-z, 0-9, _, -",
    };

    #[test]
    fn a_key_of_another_shape_is_refused_and_not_shown() {
        assert_eq!(check_shape(&SHAPE, "Sample", "isk_a-_9"), Ok(()));
        for (key, problem) in [
            ("sk_secret", "does not begin with isk_"),
            ("isk_secret", "has 6 after the beginning"),
            ("isk_se/t", "holds other characters"),
            ("isk_", "has 0 after the beginning"),
            ("ISK_abcd", "does not begin with isk_"),
        ] {
            let message = check_shape(&SHAPE, "Sample", key).unwrap_err();
            assert!(message.contains(problem), "{key}: {message}");
            assert!(!message.contains("secret") && message.contains("a key is isk_ and 4 of"), "{message}");
        }
    }
}
