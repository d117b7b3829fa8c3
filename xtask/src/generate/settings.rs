//! Settings of every client, whatever its provider: declared here, and spelt by the templates in each language.
//!
//! What a value means, and which ones are good, the core decides: it takes them under their snake-case names.

use serde::Serialize;

use super::names::Name;

/// A setting of a client.
#[derive(Debug, Serialize)]
pub(crate) struct Setting {
    /// `name.snake` is what the core calls it.
    pub name: Name,
    /// What its values are.
    pub kind: Kind,
    /// All values there are, of a [`Kind::Choice`].
    pub choices: &'static [&'static str],
    /// CommonMark, with the default.
    pub docs: &'static str,
}

/// What a setting's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// One of a few words.
    Choice,
    /// A text.
    Text,
    /// A text that may hold a secret.
    Secret,
    /// A whole number from 0.
    Count,
    /// Yes or no.
    Flag,
}

/// All of them.
pub(crate) fn all() -> Vec<Setting> {
    let setting = |name, kind, choices, docs| Setting { name: Name::new(name), kind, choices, docs };
    vec![
        setting(
            "rate_limit",
            Kind::Choice,
            &["on", "off"],
            "Whether to keep to the provider's rate limits: calls without room under them wait, tenants in turns, as long as \
             their time allows. Default `on`.",
        ),
        setting(
            "max_queue",
            Kind::Count,
            &[],
            "How many calls may wait for the rate limit; one more fails at once. Default 1000.",
        ),
        setting(
            "rate_limit_store",
            Kind::Secret,
            &[],
            "Where processes, on any machine and in any language, keep to one rate limit together: \
             `redis://host:6379/0`, or `rediss://` for TLS. It sees no key and no tenant. Default: each process keeps to it alone.",
        ),
        setting(
            "reconcile",
            Kind::Flag,
            &[],
            "Whether to look for what a call should have created when its outcome is unknown, and only then to repeat it, \
             where the provider has a way to look. Default true.",
        ),
        setting(
            "ca_certificates",
            Kind::Text,
            &[],
            "Certificates of authorities to trust beside those of the operating system, such as a company's own: the text of \
             a PEM file. Default: none.",
        ),
        setting(
            "client_certificate",
            Kind::Secret,
            &[],
            "The certificate by which a server or gateway knows this client (mutual TLS), and its private key: PEM, both in \
             one text. Default: none.",
        ),
        setting(
            "proxy",
            Kind::Secret,
            &[],
            "The proxy to go through, such as `http://user:password@host:3128`, or `none`. Hosts in the variable `NO_PROXY` \
             are reached without. Default: what `HTTPS_PROXY` or `ALL_PROXY` says.",
        ),
    ]
}
