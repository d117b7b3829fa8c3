//! How servers are reached: whom to trust beside the operating system, as whom to appear, through which proxy.

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
}

#[derive(Default)]
enum Route {
    /// As `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    #[default]
    Environment,
    Direct,
    Through(Proxy),
}

impl Network {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self {
            authorities: config.ca_certificates.as_deref().map_or(Ok(Vec::new()), authorities)?,
            identity: config.client_certificate.as_ref().map(identity).transpose()?,
            proxy: config.proxy.as_ref().map_or(Ok(Route::Environment), route)?,
        })
    }

    pub(crate) fn apply(&self, mut builder: ClientBuilder) -> ClientBuilder {
        if !self.authorities.is_empty() {
            builder = builder.tls_certs_merge(self.authorities.iter().cloned());
        }
        if let Some(identity) = &self.identity {
            builder = builder.identity(identity.clone());
        }
        match &self.proxy {
            Route::Environment => builder,
            Route::Direct => builder.no_proxy(),
            Route::Through(proxy) => builder.proxy(proxy.clone()),
        }
    }
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

/// The address may hold a password: no message shows it.
fn route(address: &SecretString) -> Result<Route, Error> {
    let address = address.expose_secret();
    if address == "none" {
        return Ok(Route::Direct);
    }
    let is_http = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let proxy = Url::parse(address).ok().filter(is_http).and_then(|url| Proxy::all(url).ok());
    let proxy = proxy.ok_or_else(|| {
        Error::configuration("proxy", "must be `none` or a URL such as http://user:password@host:3128")
    })?;
    Ok(Route::Through(proxy.no_proxy(NoProxy::from_env())))
}

/// What the two ends disagree about when no TLS connection came about, and what would help.
pub(crate) fn explanation(error: &(dyn std::error::Error + 'static)) -> Option<&'static str> {
    Some(match rustls_error(error)? {
        rustls::Error::InvalidCertificate(problem) => match problem {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "the server's certificate is signed by itself or by an authority that this machine does not trust; if it \
                 is the right one, pass the authority's certificate as ca_certificates"
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
        ) => "the server wants to know who calls; pass client_certificate",
        rustls::Error::AlertReceived(
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied,
        ) => "the server does not accept the client_certificate",
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
