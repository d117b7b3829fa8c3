//! What a client of each provider is built from when a scenario does not say, and what its requests must carry.
//!
//! Written by hand: the judge takes nothing from what it judges.

use serde_json::{Map, Value, json};

/// A provider that scenarios can be about.
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    /// The environment variable with the key.
    pub(crate) key_env: &'static str,
    /// The key of a client whose scenario gives none.
    pub(crate) key: &'static str,
    /// The header that carries the key, in lower case, and what stands before it there.
    pub(crate) key_header: (&'static str, &'static str),
    /// The environment variable with the tenant, where clients have one.
    tenant_env: Option<&'static str>,
    /// The origins: name, environment variable, address.
    origins: &'static [(&'static str, &'static str, &'static str)],
}

const PROVIDERS: &[Provider] = &[
    Provider {
        name: "nextsign",
        key_env: "NEXTSIGN_API_KEY",
        key: "key-0d9f4c71e2",
        key_header: ("authorization", "Bearer "),
        tenant_env: Some("NEXTSIGN_COMPANY_ID"),
        origins: &[
            ("v2", "NEXTSIGN_API_URL", "{{v2}}/api"),
            ("files", "NEXTSIGN_FILES_API_URL", "{{files}}"),
        ],
    },
    Provider {
        name: "insigner",
        key_env: "INSIGNER_API_KEY",
        key: "isk_0d9f4c71e2AbCdEfGhIjKlMnOpQrStUvWxYz01234567",
        key_header: ("authorization", "Bearer "),
        tenant_env: None,
        origins: &[("api", "INSIGNER_API_URL", "{{api}}/api/v1")],
    },
    Provider {
        name: "opensign",
        key_env: "OPENSIGN_API_TOKEN",
        key: "test.0d9f4c71e2AbCdEfGhIjKl",
        key_header: ("x-api-token", ""),
        tenant_env: None,
        origins: &[("api", "OPENSIGN_API_URL", "{{api}}/api")],
    },
    Provider {
        name: "nexpay",
        key_env: "NEXPAY_API_KEY",
        key: "key-0d9f4c71e2",
        key_header: ("authorization", "ApiKey "),
        tenant_env: None,
        origins: &[("api", "NEXPAY_API_URL", "{{api}}/v2")],
    },
];

/// The provider of this name.
pub(crate) fn find(name: &str) -> Result<&'static Provider, String> {
    PROVIDERS
        .iter()
        .find(|provider| provider.name == name)
        .ok_or_else(|| format!("there is no provider {name:?}"))
}

impl Provider {
    /// The configuration of a client of the sandbox, which tells these variables.
    pub(crate) fn sandbox_config(&self, env: &[(&str, String)]) -> Result<Value, String> {
        let value = |name: &str| {
            let found = env.iter().find(|(each, _)| *each == name).map(|(_, value)| value.clone());
            found.ok_or_else(|| format!("the sandbox tells no {name}: it does not emulate {}", self.name))
        };
        let mut config = json!({"credential": {"value": value(self.key_env)?}, "origins": {}});
        if let Some(name) = self.tenant_env {
            config["tenant"] = value(name)?.into();
        }
        for (origin, name, _) in self.origins {
            config["origins"][*origin] = value(name)?.into();
        }
        Ok(config)
    }

    /// The configuration of a client whose scenario says nothing.
    pub(crate) fn config(&self, from_env: bool) -> Value {
        let mut config = json!({
            "provider": self.name,
            "testing": {"virtual_time": true, "jitter": 1.0},
            // Bodies go out as they are written, but in the scenarios about looking things up.
            "reconcile": false,
        });
        let text = |text: &str| Value::String(text.to_owned());
        if from_env {
            let mut env = Map::from_iter([(self.key_env.to_owned(), text("{{key}}"))]);
            env.extend(self.tenant_env.map(|name| (name.to_owned(), text("{{company}}"))));
            env.extend(self.origins.iter().map(|(_, name, url)| ((*name).to_owned(), text(url))));
            config["env"] = env.into();
        } else {
            config["credential"] = json!({"value": "{{key}}"});
            if self.tenant_env.is_some() {
                config["tenant"] = text("{{company}}");
            }
            let origins = self.origins.iter().map(|(name, _, url)| ((*name).to_owned(), text(url)));
            config["origins"] = origins.collect::<Map<_, _>>().into();
        }
        config
    }
}
