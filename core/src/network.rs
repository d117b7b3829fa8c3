//! How servers are reached: whom to trust beside the operating system, as whom to appear, through which proxy.

#[cfg(feature = "redis")]
use std::fmt::Write as _;

#[cfg(feature = "redis")]
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Certificate, ClientBuilder, Identity, NoProxy, Proxy};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, CertificateError, RootCertStore};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::config::Config;
use crate::error::Error;

/// What a client was told about the network, checked. Nothing is read from outside before the first call.
#[derive(Default)]
pub(crate) struct Network {
    authorities: Vec<Certificate>,
    identity: Option<Identity>,
    proxy: Route,
    /// Looks up hosts in place of the machine.
    #[cfg(test)]
    resolver: Option<std::sync::Arc<dyn reqwest::dns::Resolve>>,
}

#[derive(Default)]
enum Route {
    /// As the environment says.
    #[default]
    Environment,
    Direct,
    Through(Box<Proxy>),
}

impl Network {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self {
            authorities: config.ca_certificates.as_deref().map_or(Ok(Vec::new()), authorities)?,
            identity: config.client_certificate.as_ref().map(identity).transpose()?,
            proxy: config.proxy.as_ref().map_or(Ok(Route::Environment), route)?,
            #[cfg(test)]
            resolver: None,
        })
    }

    #[cfg(test)]
    pub(crate) fn resolved_by(resolver: impl reqwest::dns::Resolve + 'static) -> Self {
        Self { resolver: Some(std::sync::Arc::new(resolver)), ..Self::default() }
    }

    /// Plain http, which is for loopback only, goes through no proxy: it would see the key.
    pub(crate) fn apply(&self, builder: ClientBuilder) -> Result<ClientBuilder, Error> {
        let mut builder = builder.no_proxy();
        if !self.authorities.is_empty() {
            builder = builder.tls_certs_merge(self.authorities.iter().cloned());
        }
        if let Some(identity) = &self.identity {
            builder = builder.identity(identity.clone());
        }
        #[cfg(test)]
        if let Some(resolver) = &self.resolver {
            builder = builder.dns_resolver(std::sync::Arc::clone(resolver));
        }
        let proxy = match &self.proxy {
            Route::Environment => from_environment()?,
            Route::Direct => None,
            Route::Through(proxy) => Some((**proxy).clone()),
        };
        Ok(match proxy {
            // Only now, so that a forked child sees the variables as they are.
            Some(proxy) => builder.proxy(proxy.no_proxy(NoProxy::from_env())),
            None => builder,
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "proxies are a matter of the machine, not of the caller")]
fn from_environment() -> Result<Option<Proxy>, Error> {
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        if let Some(address) = std::env::var_os(name).filter(|address| !address.is_empty()) {
            let address = address.to_str().unwrap_or_default();
            return proxy(name, address).map(Some);
        }
    }
    Ok(None)
}

fn authorities(pem: &str) -> Result<Vec<Certificate>, Error> {
    let refuse = |message: &str| Error::configuration("ca_certificates", message);
    let no_pem = || refuse("is not PEM: give the text of the certificates, not a path");
    let mut roots = RootCertStore::empty();
    let mut authorities = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|_| no_pem())?;
        authorities.push(Certificate::from_der(&certificate).map_err(|_| no_pem())?);
        roots.add(certificate).map_err(|_| refuse("holds a certificate that cannot be read"))?;
    }
    if authorities.is_empty() { Err(no_pem()) } else { Ok(authorities) }
}

/// These authorities and those of the operating system, for who asks for all of them in one text.
#[cfg(feature = "redis")]
pub(crate) fn with_the_system_s(authorities: &str) -> String {
    let system = rustls_native_certs::load_native_certs().certs;
    system.iter().fold(format!("{authorities}\n"), |mut all, certificate| {
        let _ = writeln!(
            all,
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----",
            STANDARD.encode(certificate)
        );
        all
    })
}

/// An application may have chosen its own provider of cryptography already; then that one serves.
pub(crate) fn choose_cryptography() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The private key is in no message.
fn identity(pem: &SecretString) -> Result<Identity, Error> {
    let refuse = |message: &str| Error::configuration("client_certificate", message);
    let pem = pem.expose_secret().as_bytes();
    if !CertificateDer::pem_slice_iter(pem).any(|certificate| certificate.is_ok()) {
        return Err(refuse("holds no certificate: give the text of it and of its private key, both PEM"));
    }
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| {
        refuse("holds no private key, or an encrypted one: give it as plain PEM after the certificate")
    })?;
    rustls::crypto::ring::sign::any_supported_type(&key).map_err(|_| {
        refuse("has a private key of a kind that is not supported (RSA, ECDSA and Ed25519 are)")
    })?;
    Identity::from_pem(pem).map_err(|_| refuse("cannot be read"))
}

fn route(address: &SecretString) -> Result<Route, Error> {
    match address.expose_secret() {
        "none" => Ok(Route::Direct),
        address => proxy("proxy", address).map(|proxy| Route::Through(Box::new(proxy))),
    }
}

/// The address may hold a password: no message shows it.
fn proxy(field: &str, address: &str) -> Result<Proxy, Error> {
    let address = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let is_http = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let proxy = Url::parse(&address).ok().filter(is_http).and_then(|url| Proxy::https(url).ok());
    let message = "must be a URL such as http://user:password@host:3128 (or, as the setting `proxy`, `none`)";
    proxy.ok_or_else(|| Error::configuration(field, message))
}

/// What the two ends disagree about when no TLS connection came about, and what would help.
pub(crate) fn explanation(error: &(dyn std::error::Error + 'static)) -> Option<&'static str> {
    Some(match rustls_error(error)? {
        rustls::Error::InvalidCertificate(problem) => match problem {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "the server's certificate is signed by itself or by an authority that this machine does not trust; if it \
                 is the right one, pass the authority's certificate as `ca_certificates`"
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "the server's certificate has expired; it has to be renewed there, unless this machine's clock is wrong"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "the server's certificate is not valid yet; is this machine's clock right?"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "the server's certificate is for another host; is the address right that the client was given?"
            }
            CertificateError::Revoked => "the server's certificate was revoked",
            _ => "the server's certificate is not acceptable",
        },
        rustls::Error::AlertReceived(
            AlertDescription::CertificateRequired | AlertDescription::NoCertificate,
        ) => "the server wants to know who calls; pass `client_certificate`",
        rustls::Error::AlertReceived(
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied,
        ) => "the server does not accept the `client_certificate`",
        _ => return None,
    })
}

/// An error of TLS among the causes; I/O errors hide theirs.
fn rustls_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<rustls::Error>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
