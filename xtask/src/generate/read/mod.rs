//! From documents to the intermediate model. Whatever a document gets wrong is an error that names the place.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use oas3::Spec;
use oas3::spec::{SecurityScheme, Server as SpecServer};
use sha2::{Digest, Sha256};

use self::operations::{Endpoint, Reader};
use self::schemas::{Named, Reached, Schemas};
use super::ir::{
    Credential, CredentialShape, Ir, Limit, Method, Origin, Provider, Resource, Server, Signature, Tenant,
    Type, Versions, WebhookEvent, Webhooks,
};
use super::names::Name;

mod operations;
mod prose;
mod schemas;
mod vocabulary;

/// Reads every `*.yaml` in `folder` that is an OpenAPI document.
pub(crate) fn folder(folder: &Path) -> Result<Ir> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();

    let mut hash = Sha256::new();
    let mut providers = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if !text.starts_with("openapi:") {
            continue; // The linter's configuration.
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
        providers.push(document(&text).with_context(|| format!("in {}", path.display()))?);
    }
    ensure!(!providers.is_empty(), "there is no OpenAPI document in {}", folder.display());
    let mut catalogue_hash = String::new();
    for byte in hash.finalize() {
        write!(catalogue_hash, "{byte:02x}").expect("writing to a string cannot fail");
    }
    Ok(Ir { catalogue_hash, providers })
}

/// Reads one document.
pub(crate) fn document(text: &str) -> Result<Provider> {
    let spec = oas3::from_yaml(text).context("not an OpenAPI document")?;
    spec.validate_version()?;
    let extension = spec.extensions.get("signbridge").context("the root has no x-signbridge")?;
    let root: vocabulary::Root =
        serde_json::from_value(extension.clone()).context("in x-signbridge of the root")?;
    let servers = Servers::read(&spec, &root)?;
    let schemas = Schemas::new(&spec);
    let mut reached = Reached::default();

    let mut resources = resources(&spec, &root, &servers, &schemas, &mut reached)?;
    apply(&root.limits, &mut resources)?;
    connect(&mut resources)?;
    let webhooks = webhooks(&spec, &root, &schemas, &mut reached)?;
    let Named { models, enums, unions, tagged } = reached.collect(&schemas)?;
    for resource in &resources {
        let endpoints = resource.methods.iter().map(|method| &method.full_name.pascal);
        for name in endpoints.chain([&resource.name.pascal]) {
            let mut schemas = models.iter().map(|model| &model.name).chain(enums.iter().map(|it| &it.name));
            ensure!(
                !schemas.any(|schema| schema == name),
                "the schema {name} has the name of a resource or method; give it another"
            );
        }
    }
    Ok(Provider {
        credential: credential(&spec, &root.credential)?,
        tenant: root.tenant.map(|tenant| Tenant {
            argument: Name::new(&tenant.argument),
            env: tenant.env,
            placeholder: tenant.placeholder,
            view: Name::new(&tenant.view),
            docs: tenant.description,
        }),
        versions: root.versions.map(|versions| Versions {
            argument: Name::new(&versions.argument),
            env: versions.env,
            placeholder: versions.placeholder,
            names: versions.names,
            docs: versions.description,
        }),
        environments: root.environments,
        environment_env: root.environment_env,
        origins: servers.origins,
        limits: root.limits.into_iter().map(limit).collect(),
        name: root.provider,
        class_name: root.class,
        summary: spec.info.summary.clone().context("info has no summary")?,
        description: spec.info.description.clone().unwrap_or_default(),
        api_version: spec.info.version.clone(),
        source_url: spec.external_docs.as_ref().map(|docs| docs.url.to_string()),
        resources,
        models,
        enums,
        unions,
        tagged,
        webhooks,
    })
}

fn limit(limit: vocabulary::Limit) -> Limit {
    let vocabulary::Limit { requests, per_seconds, operations, description } = limit;
    Limit { requests, per_seconds, operations, docs: description }
}

/// Tells every method which limits count it.
fn apply(limits: &[vocabulary::Limit], resources: &mut [Resource]) -> Result<()> {
    let methods = || resources.iter().flat_map(|resource| &resource.methods);
    for limit in limits {
        ensure!(limit.requests > 0 && limit.per_seconds > 0, "a limit allows something in some time");
        if let Some(unknown) = limit.operations.iter().find(|id| methods().all(|method| method.id != **id)) {
            bail!("a limit is for {unknown}, which is no method");
        }
    }
    for method in resources.iter_mut().flat_map(|resource| &mut resource.methods) {
        let counts =
            |limit: &vocabulary::Limit| limit.operations.is_empty() || limit.operations.contains(&method.id);
        method.limits =
            limits.iter().enumerate().filter(|(_, limit)| counts(limit)).map(|(index, _)| index).collect();
        // The narrowest comes last: what is refused, is refused by it.
        method.limits.sort_by_key(|index| !limits[*index].operations.is_empty());
    }
    Ok(())
}

/// Finds the methods that look-ups name.
fn connect(resources: &mut [Resource]) -> Result<()> {
    let methods = resources.iter().flat_map(|resource| &resource.methods);
    let known: Vec<(String, u32)> = methods.map(|method| (method.id.clone(), method.index)).collect();
    let find = |id: &str| {
        let found = known.iter().find(|(known, _)| known == id);
        found.map(|(_, index)| *index).with_context(|| format!("a look-up names {id}, which is no method"))
    };
    for method in resources.iter_mut().flat_map(|resource| &mut resource.methods) {
        if let Some(lookup) = &mut method.lookup {
            lookup.list_index = find(&lookup.list)?;
            lookup.get_index = find(&lookup.get)?;
        }
    }
    Ok(())
}

fn credential(spec: &Spec, words: &vocabulary::Credential) -> Result<Credential> {
    let schemes = spec.components.as_ref().map(|components| &components.security_schemes);
    let scheme = schemes.and_then(|schemes| schemes.get(&words.scheme));
    let scheme =
        scheme.with_context(|| format!("there is no security scheme {}", words.scheme))?.resolve(spec)?;
    let (header, prefix, docs) = match scheme {
        SecurityScheme::Http { scheme, description, .. } => {
            let word = if scheme.eq_ignore_ascii_case("bearer") { "Bearer".to_owned() } else { scheme };
            ("authorization".to_owned(), format!("{word} "), description)
        }
        SecurityScheme::ApiKey { name, location, description } if location == "header" => {
            (name.to_ascii_lowercase(), String::new(), description)
        }
        other => bail!("a credential of this kind is not supported: {other:?}"),
    };
    Ok(Credential {
        argument: Name::new(&words.argument),
        env: words.env.clone(),
        header,
        prefix,
        shape: words.pattern.as_deref().map(shape).transpose()?,
        docs: docs.context("the security scheme has no description")?,
    })
}

/// Reads a pattern of the one form that is supported: `^isk_[A-Za-z0-9_-]{44}$`, a beginning and a number of characters
/// of a set. That is what keys look like, and it needs no engine for patterns in the core.
fn shape(pattern: &str) -> Result<CredentialShape> {
    let parts = || {
        let (prefix, rest) = pattern.strip_prefix('^')?.strip_suffix("}$")?.split_once('[')?;
        let (set, length) = rest.split_once("]{")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if set.is_empty() || !prefix.chars().chain(set.chars()).all(plain) {
            return None;
        }
        let mut characters = Vec::new();
        let mut set: Vec<char> = set.chars().rev().collect();
        while let Some(first) = set.pop() {
            let last = match set.as_slice() {
                [.., last, '-'] => Some(*last),
                _ => None,
            };
            if last.is_some() {
                set.truncate(set.len() - 2);
            }
            characters.push((first, last.unwrap_or(first)));
        }
        Some((prefix.to_owned(), characters, length.parse::<usize>().ok()?))
    };
    let (prefix, characters, length) =
        parts().with_context(|| format!("{pattern} is not of the form ^prefix[set]{{number}}$"))?;
    let range = |(first, last): &(char, char)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    let set: Vec<String> = characters.iter().map(range).collect();
    let words = format!("{prefix} and {length} characters of {}", set.join(", "));
    Ok(CredentialShape { prefix, length, characters, words })
}

fn resources(
    spec: &Spec,
    root: &vocabulary::Root,
    servers: &Servers,
    schemas: &Schemas<'_>,
    reached: &mut Reached,
) -> Result<Vec<Resource>> {
    let tenant = root.tenant.as_ref().map(|tenant| tenant.placeholder.as_str());
    let reader = Reader { spec, schemas, servers, tenant, versions: root.versions.as_ref() };
    let mut methods: Vec<Method> = Vec::new();
    for (path, item) in spec.paths.iter().flatten() {
        for (verb, operation) in item.methods() {
            let verb = verb.to_string();
            let place = format!("in {verb} {path}");
            let endpoint = Endpoint { path, item, verb, operation };
            methods.extend(reader.methods(&endpoint, reached).context(place)?);
        }
    }
    for (index, method) in methods.iter_mut().enumerate() {
        method.index = u32::try_from(index).context("too many methods")?;
    }
    for (position, method) in methods.iter().enumerate() {
        ensure!(
            !methods[..position].iter().any(|other| other.id == method.id),
            "{} is there twice",
            method.id
        );
    }
    let mut resources = Vec::new();
    for tag in &spec.tags {
        let prefix = format!("{}.", tag.name);
        let (own, others) = methods.into_iter().partition(|method| method.id.starts_with(&prefix));
        methods = others;
        let docs = tag.description.clone().with_context(|| format!("tag {} has no description", tag.name))?;
        resources.push(Resource { name: Name::new(&tag.name), docs, methods: own });
    }
    if let Some(method) = methods.first() {
        bail!("{} belongs to no tag", method.id);
    }
    Ok(resources)
}

fn webhooks(
    spec: &Spec,
    root: &vocabulary::Root,
    schemas: &Schemas<'_>,
    reached: &mut Reached,
) -> Result<Option<Webhooks>> {
    let Some(words) = &root.webhooks else { return Ok(None) };
    let (mut events, mut payloads) = (Vec::new(), Vec::new());
    for (trigger, item) in &spec.webhooks {
        let event = webhook(spec, trigger, item, schemas, reached);
        let (event, payload) = event.with_context(|| format!("in webhook {trigger}"))?;
        events.push(event);
        payloads.push(payload);
    }
    let signature = words.signature.as_ref().map(|words| signature(words, &payloads)).transpose()?;
    Ok(Some(Webhooks { discriminator: words.discriminator.clone(), events, signature }))
}

fn signature(words: &vocabulary::Signature, payloads: &[Type]) -> Result<Signature> {
    let payload = payloads.first().context("webhooks are signed, but there are none")?;
    ensure!(
        payloads.iter().all(|other| other == payload),
        "webhooks that are signed need one schema, that of all"
    );
    let vocabulary::Signature { header, prefix, timestamp, secret } = words;
    Ok(Signature {
        header: header.clone(),
        prefix: prefix.clone(),
        timestamp: timestamp.clone(),
        payload: payload.clone(),
        secret: secret.clone(),
    })
}

/// An event, and what its payload is: an object, or one of several, among them that of this event.
fn webhook(
    spec: &Spec,
    trigger: &str,
    item: &oas3::spec::PathItem,
    schemas: &Schemas<'_>,
    reached: &mut Reached,
) -> Result<(WebhookEvent, Type)> {
    let operation = item.post.as_ref().context("there is no post")?;
    let words: vocabulary::Operation = vocabulary::words(&operation.extensions)?;
    let request = operation.request_body(spec)?.context("there is no requestBody")?;
    let media = request.content.get("application/json").context("the payload is not JSON")?;
    let payload = schemas.usage(media.schema.as_ref().context("there is no schema")?)?.type_;
    reached.in_response(schemas, &payload)?;
    let model = match &payload {
        Type::Model { name } => name.clone(),
        Type::Tagged { name } => {
            let own = schemas.variants(name)?.into_iter().find(|variant| variant.name.wire == trigger);
            own.with_context(|| format!("{name} has no alternative for it"))?.model
        }
        _ => bail!("the payload is not a component schema"),
    };
    let event = WebhookEvent {
        name: Name::new(trigger),
        summary: operation.summary.clone().context("there is no summary")?,
        description: operation.description.clone().unwrap_or_default(),
        model,
        assumed: words.assumed.0,
        source_url: operation.external_docs.as_ref().map(|docs| docs.url.to_string()),
    };
    Ok((event, payload))
}

/// The origins of a document with their servers, and which one an endpoint uses.
struct Servers {
    origins: Vec<Origin>,
    /// Of endpoints that do not say.
    default: usize,
}

impl Servers {
    fn read(spec: &Spec, root: &vocabulary::Root) -> Result<Self> {
        let origins = root.origins.iter().map(|origin| Origin {
            name: origin.name.clone(),
            argument: Name::new(&origin.argument),
            env: origin.env.clone(),
            docs: origin.description.clone(),
            servers: Vec::new(),
        });
        let mut servers = Self { origins: origins.collect(), default: 0 };
        let items = spec.paths.iter().flatten().map(|(_, item)| item);
        let operations = spec.operations().flat_map(|(_, _, operation)| &operation.servers);
        let local = items.flat_map(|item| &item.servers).chain(operations);
        for server in spec.servers.iter().chain(local) {
            servers.add(server, &root.environments).with_context(|| format!("in server {}", server.url))?;
        }
        for origin in &mut servers.origins {
            let rank =
                |server: &Server| root.environments.iter().position(|name| *name == server.environment);
            origin.servers.sort_by_key(rank);
        }
        servers.default = servers.origin_of(&spec.servers, &[])?;
        Ok(servers)
    }

    fn add(&mut self, server: &SpecServer, environments: &[String]) -> Result<()> {
        let words: vocabulary::Server = vocabulary::words(&server.extensions)?;
        let environment = words.environment.context("there is no environment")?;
        ensure!(environments.contains(&environment), "the root knows no environment {environment}");
        let position = self.position(words.origin.as_deref())?;
        let url = server.url.trim_end_matches('/').to_owned();
        let known = self.origins[position].servers.iter().find(|known| known.environment == environment);
        match known {
            Some(known) if known.url != url => bail!("{environment} already has {}", known.url),
            Some(_) => {}
            None => self.origins[position].servers.push(Server { environment, url, assumed: words.assumed }),
        }
        Ok(())
    }

    fn position(&self, name: Option<&str>) -> Result<usize> {
        let name = name.context("there is no origin")?;
        let position = self.origins.iter().position(|origin| origin.name == name);
        position.with_context(|| format!("the root knows no origin {name}"))
    }

    /// The origin of an endpoint by its own servers, else its path's, else the document's.
    fn origin_of(&self, own: &[SpecServer], path: &[SpecServer]) -> Result<usize> {
        let Some(server) = own.iter().chain(path).next() else { return Ok(self.default) };
        let words: vocabulary::Server = vocabulary::words(&server.extensions)?;
        self.position(words.origin.as_deref())
    }
}
