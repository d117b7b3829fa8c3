//! Operations: the façade methods of each endpoint.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use oas3::Spec;
use oas3::spec::{MediaType, Operation, Parameter, ParameterIn, PathItem, Schema};
use serde_json::Value;

use super::schemas::{Reached, Schemas, Use};
use super::vocabulary::{self, Annotation, Envelope as EnvelopeWords};
use super::{Servers, prose};
use crate::generate::ir::{
    Body, Envelope, Field, FilePart, InlineFiles, Method, Outcome, Pagination, Param, Place, PossibleError,
    Safety, Segment, Type,
};
use crate::generate::names::Name;

/// What reading one endpoint needs to know of its document.
pub(super) struct Reader<'a> {
    pub spec: &'a Spec,
    pub schemas: &'a Schemas<'a>,
    pub servers: &'a Servers,
    /// The path placeholder that the client fills.
    pub tenant: Option<&'a str>,
    pub versions: Option<&'a vocabulary::Versions>,
}

/// One endpoint.
pub(super) struct Endpoint<'a> {
    pub path: &'a str,
    pub item: &'a PathItem,
    pub verb: String,
    pub operation: &'a Operation,
}

impl Reader<'_> {
    /// The methods of an endpoint: one, or as many as its `methods` lists.
    pub(super) fn methods(&self, endpoint: &Endpoint<'_>, reached: &mut Reached) -> Result<Vec<Method>> {
        let words: vocabulary::Operation = vocabulary::words(&endpoint.operation.extensions)?;
        let id = endpoint.operation.operation_id.clone().context("there is no operationId")?;
        if words.methods.is_empty() {
            return Ok(vec![self.method(
                endpoint,
                &vocabulary::Operation { method: Some(id), ..words },
                reached,
            )?]);
        }
        words.methods.iter().map(|method| self.method(endpoint, &method.over(&words), reached)).collect()
    }

    fn method(
        &self,
        endpoint: &Endpoint<'_>,
        words: &vocabulary::Operation,
        reached: &mut Reached,
    ) -> Result<Method> {
        let operation = endpoint.operation;
        let id = words.method.clone().context("an item of `methods` has no `method`")?;
        let (_, short) = id.split_once('.').with_context(|| format!("{id} is not resource.method"))?;
        let segments = self.segments(endpoint.path)?;
        let mut params = self.params(endpoint, &segments, reached)?;
        let (body, request_example) = self.body(operation, words, &mut params, reached)?;
        let newer_members = self.newer_members(body.as_ref()).with_context(|| format!("in {id}"))?;
        let safety = words.safety.with_context(|| format!("{id} has no safety class"))?;
        let (result, envelope, response_example) = self.result(operation, words, reached)?;
        let summary = words.summary.as_ref().or(operation.summary.as_ref());
        let description = words.description.as_ref().or(operation.description.as_ref());
        let scopes: Vec<String> =
            operation.security.iter().flat_map(|one| one.0.values().flatten().cloned()).collect();
        let json_text = match &result {
            Outcome::Json { type_ } => self.schemas.json_texts(type_, "", &mut Vec::new())?,
            Outcome::Page { item, items } => {
                let at = format!("{}[]", items.as_deref().unwrap_or_default());
                self.schemas.json_texts(item, &at, &mut Vec::new())?
            }
            Outcome::None | Outcome::Bytes => Vec::new(),
        };
        check_names(&params, body.as_ref()).with_context(|| format!("in {id}"))?;
        let idempotency_header = self.idempotency_header(endpoint)?;
        ensure!(
            idempotency_header.is_some() == (safety == Safety::Keyed),
            "{id}: a header for the idempotency key and the safety `keyed` need each other"
        );
        let decimals = match &body {
            Some(Body::Json { model, .. }) => {
                self.schemas.decimals(&Type::Model { name: model.clone() }, "", &mut Vec::new())?
            }
            _ => Vec::new(),
        };
        let decimal_answer = match &result {
            Outcome::Json { type_ } | Outcome::Page { item: type_, .. } => {
                !self.schemas.decimals(type_, "", &mut Vec::new())?.is_empty()
            }
            Outcome::None | Outcome::Bytes => false,
        };
        let mut sensitive = BTreeMap::new();
        if let Outcome::Json { type_ } | Outcome::Page { item: type_, .. } = &result {
            self.schemas.sensitive(type_, "", &mut Vec::new(), &mut sensitive)?;
        }
        Ok(Method {
            index: 0, // Numbered when all are known.
            name: Name::new(short),
            full_name: Name::new(&id),
            http: endpoint.verb.clone(),
            path: endpoint.path.to_owned(),
            segments,
            origin: self.servers.origin_of(&operation.servers, &endpoint.item.servers)?,
            summary: summary.with_context(|| format!("{id} has no summary"))?.clone(),
            description: description.cloned().unwrap_or_default(),
            notes: prose::notes(safety, words, &scopes),
            assumed: words.assumed.0.clone(),
            source_url: operation.external_docs.as_ref().map(|docs| docs.url.to_string()),
            deprecated: operation.deprecated.unwrap_or(false),
            safety,
            idempotency_header,
            lookup: words.lookup.clone(),
            limits: Vec::new(),
            scopes,
            params,
            body,
            result,
            envelope,
            pagination: words.pagination.clone(),
            timeout_seconds: words.timeout,
            inline_files: words.inline_files.clone().map(|files| InlineFiles {
                filename: words.filename.clone(),
                content_type: words.content_type.clone(),
                ..files
            }),
            newer_members,
            since: self.known_version(words.since.clone()).with_context(|| format!("in {id}"))?,
            follow: words.follow.0.clone(),
            put: words.put.clone(),
            json_text,
            decimals,
            decimal_answer,
            sensitive,
            errors: self.errors(operation, words)?,
            request_example,
            response_example,
            id,
        })
    }

    /// A version that the document's root lists.
    fn known_version(&self, version: Option<String>) -> Result<Option<String>> {
        if let Some(version) = &version {
            let known = self.versions.is_some_and(|versions| versions.names.contains(version));
            ensure!(known, "the root knows no version {version}");
        }
        Ok(version)
    }

    /// Where in the body there is something that older API versions lack.
    fn newer_members(&self, body: Option<&Body>) -> Result<Vec<(String, String)>> {
        let Some(Body::Json { model, .. }) = body else { return Ok(Vec::new()) };
        let found = self.schemas.newer(&Type::Model { name: model.clone() }, "", &mut Vec::new())?;
        for (_, version) in &found {
            self.known_version(Some(version.clone()))?;
        }
        Ok(found)
    }

    fn segments(&self, path: &str) -> Result<Vec<Segment>> {
        let pieces = path.strip_prefix('/').context("a path starts with a slash")?.split('/');
        pieces
            .map(|piece| {
                let name = piece.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
                Ok(match name {
                    Some(name) if Some(name) == self.tenant => Segment::Tenant,
                    Some(name) if self.versions.is_some_and(|versions| versions.placeholder == name) => {
                        Segment::Version
                    }
                    Some(name) => Segment::Param(name.to_owned()),
                    None => {
                        ensure!(
                            !piece.contains(['{', '}']),
                            "{piece}: a placeholder must be a whole path segment"
                        );
                        Segment::Literal(piece.to_owned())
                    }
                })
            })
            .collect()
    }

    /// Path parameters in path order, then the others in document order.
    fn params(
        &self,
        endpoint: &Endpoint<'_>,
        segments: &[Segment],
        reached: &mut Reached,
    ) -> Result<Vec<Param>> {
        let mut params = Vec::new();
        for parameter in endpoint.operation.parameters.iter().chain(&endpoint.item.parameters) {
            let parameter = parameter.resolve(self.spec)?;
            let name = &parameter.name;
            let is_ours = Some(name.as_str()) == self.tenant
                || self.versions.is_some_and(|versions| versions.placeholder == *name);
            if parameter.location == ParameterIn::Path && is_ours {
                continue;
            }
            if carries_idempotency_key(&parameter)? {
                continue;
            }
            let param = self.param(&parameter).with_context(|| format!("in parameter {name}"))?;
            reached.in_request(self.schemas, &param.type_)?;
            params.push(param);
        }
        let position = |param: &Param| {
            let place =
                segments.iter().position(|segment| *segment == Segment::Param(param.name.wire.clone()));
            if param.place == Place::Path { place.unwrap_or(usize::MAX) } else { usize::MAX }
        };
        for segment in segments {
            if let Segment::Param(name) = segment {
                let described =
                    params.iter().any(|param| param.place == Place::Path && param.name.wire == *name);
                ensure!(described, "{{{name}}} is not described in parameters");
            }
        }
        params.sort_by_key(position);
        Ok(params)
    }

    /// The header that carries the idempotency key, where a parameter is marked so.
    fn idempotency_header(&self, endpoint: &Endpoint<'_>) -> Result<Option<String>> {
        let mut found = None;
        for parameter in endpoint.operation.parameters.iter().chain(&endpoint.item.parameters) {
            let parameter = parameter.resolve(self.spec)?;
            if carries_idempotency_key(&parameter)? {
                ensure!(parameter.location == ParameterIn::Header, "an idempotency key goes into a header");
                found = Some(parameter.name.to_ascii_lowercase());
            }
        }
        Ok(found)
    }

    fn param(&self, parameter: &Parameter) -> Result<Param> {
        let place = match parameter.location {
            ParameterIn::Path => Place::Path,
            ParameterIn::Query => Place::Query,
            ParameterIn::Header => Place::Header,
            ParameterIn::Cookie => bail!("cookies are not supported"),
        };
        let words: Annotation = vocabulary::words(&parameter.extensions)?;
        let schema = parameter.schema.as_ref().context("there is no schema")?;
        let Use { type_, .. } = self.schemas.usage(schema)?;
        let resolved = self.schemas.resolve(schema)?;
        Ok(Param {
            name: Name::with_words(&parameter.name, words.name.as_deref().unwrap_or(&parameter.name)),
            place,
            list: matches!(type_, Type::List { .. }),
            type_,
            required: place == Place::Path || parameter.required.unwrap_or(false),
            docs: prose::with_range(
                parameter.description.as_ref().context("there is no description")?,
                &resolved,
            ),
            default: resolved.default,
            assumed: words.assumed,
            deprecated: parameter.deprecated.unwrap_or(false),
        })
    }

    /// The body, and an example of it. The text parts of a multipart body join the parameters.
    fn body(
        &self,
        operation: &Operation,
        words: &vocabulary::Operation,
        params: &mut Vec<Param>,
        reached: &mut Reached,
    ) -> Result<(Option<Body>, Option<Value>)> {
        let Some(request) = operation.request_body(self.spec)? else { return Ok((None, None)) };
        let (kind, media) = match &words.content {
            Some(wanted) => {
                let media =
                    request.content.get(wanted).with_context(|| format!("there is no content {wanted}"))?;
                (wanted.as_str(), media)
            }
            None => match request.content.iter().collect::<Vec<_>>().as_slice() {
                [(kind, media)] => (kind.as_str(), *media),
                _ => bail!("several request contents: say which in `methods`"),
            },
        };
        let schema = media.schema.as_ref().context("the request body has no schema")?;
        let body = match kind {
            "application/json" if words.put.is_some() => self.put_body(schema, words, params)?,
            "application/json" => {
                self.json_body(schema, request.required.unwrap_or(false), request.description, reached)?
            }
            "multipart/form-data" => self.multipart_body(media, schema, words, params)?,
            other => bail!("a body of {other} is not supported"),
        };
        Ok((Some(body), self.example(media)))
    }

    fn json_body(
        &self,
        schema: &Schema,
        required: bool,
        docs: Option<String>,
        reached: &mut Reached,
    ) -> Result<Body> {
        let Use { type_, .. } = self.schemas.usage(schema)?;
        reached.in_request(self.schemas, &type_)?;
        let Type::Model { name } = type_ else {
            bail!("a JSON body must be an object under components/schemas")
        };
        let members =
            self.schemas.required_members(&Type::Model { name: name.clone() }, "", &mut Vec::new())?;
        let model = self.schemas.model(&name)?;
        let mut fields: Vec<Field> = model.fields.into_iter().filter(|field| !field.read_only).collect();
        fields.sort_by_key(|field| !field.required);
        Ok(Body::Json { docs: docs.unwrap_or(model.docs), model: name, required, members, fields })
    }

    /// A file that is announced in JSON: what the core finds out by itself need not be given.
    fn put_body(
        &self,
        schema: &Schema,
        words: &vocabulary::Operation,
        params: &mut Vec<Param>,
    ) -> Result<Body> {
        let put = words.put.as_ref().context("there is no `put`")?;
        ensure!(
            matches!(words.safety, Some(Safety::Read | Safety::Idempotent)),
            "`put` needs an announcement that can be repeated"
        );
        for field in self.schemas.fields(&self.schemas.resolve(schema)?)? {
            let is = |name: &Option<String>| name.as_deref() == Some(field.name.wire.as_str());
            if is(&put.size) {
                continue;
            }
            ensure!(
                matches!(field.type_, Type::String | Type::Enum { .. }),
                "{}: only texts can announce a file",
                field.name.wire
            );
            let found = is(&put.content_type) || is(&put.filename);
            params.push(form_param(Field { required: field.required && !found, ..field }));
        }
        let file = FilePart {
            name: Name::new(&put.file),
            accept: put.accept.clone(),
            max_bytes: words.max_bytes,
            filename: put.filename.clone(),
            content_type: None,
            docs: put.description.clone(),
        };
        Ok(Body::Multipart { file })
    }

    fn multipart_body(
        &self,
        media: &MediaType,
        schema: &Schema,
        words: &vocabulary::Operation,
        params: &mut Vec<Param>,
    ) -> Result<Body> {
        let mut file = None;
        for field in self.schemas.fields(&self.schemas.resolve(schema)?)? {
            let Some(encoding) = media.encoding.get(&field.name.wire) else {
                params.push(form_param(field));
                continue;
            };
            let types = encoding.content_type.iter().flat_map(|types| types.split(','));
            let accept = types.map(|type_| type_.trim().to_owned()).filter(|type_| type_ != "*/*").collect();
            let (max_bytes, filename) = (words.max_bytes, words.filename.clone());
            let content_type = words.content_type.clone();
            let part =
                FilePart { name: field.name, accept, max_bytes, filename, content_type, docs: field.docs };
            ensure!(
                file.replace(part).is_none(),
                "only one part of a multipart body may have an encoding: the file"
            );
        }
        let file = file.context("one part of a multipart body must have an encoding: the file")?;
        if let Some(name) = &words.filename {
            let is_part = |param: &Param| param.place == Place::Form && param.name.wire == *name;
            if !params.iter().any(is_part) {
                params.push(name_param(name));
            }
        }
        Ok(Body::Multipart { file })
    }

    /// What the method returns, where that sits in the answer, and an example of the answer.
    fn result(
        &self,
        operation: &Operation,
        words: &vocabulary::Operation,
        reached: &mut Reached,
    ) -> Result<(Outcome, Envelope, Option<Value>)> {
        let responses = operation.responses.iter().flatten();
        let mut successes = responses.filter(|(status, _)| status.starts_with('2'));
        let (_, success) = successes.next().context("there is no success response")?;
        let success = success.resolve(self.spec)?;
        let envelope = match words.envelope.clone() {
            None | Some(EnvelopeWords::None) => Envelope::None,
            Some(EnvelopeWords::Array) => Envelope::Array,
            Some(EnvelopeWords::Bytes) => Envelope::Bytes,
            Some(EnvelopeWords::Object(members)) => Envelope::Object(members),
            Some(EnvelopeWords::Member(members)) => Envelope::Member(members),
            Some(EnvelopeWords::Optional(members)) => Envelope::Optional(members),
        };
        let Some((kind, media)) = success.content.iter().next() else {
            return Ok((Outcome::None, envelope, None));
        };
        let example = self.example(media);
        if words.put.is_some() {
            return Ok((Outcome::None, envelope, example));
        }
        if !words.follow.0.is_empty() || matches!(envelope, Envelope::Bytes) {
            return Ok((Outcome::Bytes, envelope, example));
        }
        ensure!(kind == "application/json", "an answer of {kind} needs `envelope: bytes`");
        let schema = media.schema.as_ref().context("the success response has no schema")?;
        let payload = match (&words.payload, &envelope) {
            (Some(given), _) => serde_json::from_value(given.clone()).context("in `payload`")?,
            (None, Envelope::Member(members) | Envelope::Optional(members)) => {
                self.first_member(schema, members)?
            }
            _ => schema.clone(),
        };
        let is_cursor = matches!(words.pagination, Some(Pagination::Cursor { .. }));
        ensure!(
            words.items.is_none() || is_cursor,
            "`items` is for cursors; for other pages use `envelope: {{member}}`"
        );
        let type_ = if words.pagination.is_some() {
            let list = match &words.items {
                Some(path) => {
                    self.member(&payload, path)?.with_context(|| format!("there is no member {path}"))?
                }
                None => payload,
            };
            let Type::List { item } = self.schemas.usage(&list)?.type_ else {
                bail!("the items are not an array")
            };
            reached.in_response(self.schemas, &item)?;
            return Ok((Outcome::Page { item: *item, items: words.items.clone() }, envelope, example));
        } else {
            self.schemas.usage(&payload)?.type_
        };
        reached.in_response(self.schemas, &type_)?;
        Ok((Outcome::Json { type_ }, envelope, example))
    }

    fn first_member(&self, schema: &Schema, members: &[String]) -> Result<Schema> {
        for path in members {
            if path == "." {
                return Ok(schema.clone());
            }
            if let Some(found) = self.member(schema, path)? {
                return Ok(found);
            }
        }
        bail!("the response schema has none of the envelope's members {members:?}")
    }

    /// The schema of a dotted member.
    fn member(&self, schema: &Schema, path: &str) -> Result<Option<Schema>> {
        let mut schema = schema.clone();
        for name in path.split('.') {
            match self.schemas.resolve(&schema)?.properties.get(name) {
                Some(member) => schema = member.clone(),
                None => return Ok(None),
            }
        }
        Ok(Some(schema))
    }

    fn example(&self, media: &MediaType) -> Option<Value> {
        media.examples(self.spec).into_iter().find_map(|(_, example)| example.value)
    }

    /// Errors by status, then those that hide behind a success.
    fn errors(&self, operation: &Operation, words: &vocabulary::Operation) -> Result<Vec<PossibleError>> {
        let mut errors = Vec::new();
        for (status, response) in operation.responses.iter().flatten() {
            let response = response.resolve(self.spec)?;
            let named: vocabulary::Response = vocabulary::words(&response.extensions)?;
            let Some(kind) = named.kind.as_deref().or_else(|| kind_of(status)) else { continue };
            let docs =
                response.description.with_context(|| format!("response {status} has no description"))?;
            errors.push(PossibleError { kind: kind.to_owned(), docs });
        }
        let listed = words.errors.iter();
        errors.extend(
            listed.map(|error| PossibleError { kind: error.kind.clone(), docs: error.description.clone() }),
        );
        Ok(errors)
    }
}

/// A text that goes with a file.
fn form_param(field: Field) -> Param {
    Param {
        list: matches!(field.type_, Type::List { .. }),
        name: field.name,
        place: Place::Form,
        type_: field.type_,
        required: field.required,
        default: field.default,
        docs: field.docs,
        assumed: field.assumed,
        deprecated: field.deprecated,
    }
}

/// The name of a file, where no text part has it.
fn name_param(name: &str) -> Param {
    Param {
        name: Name::new(name),
        place: Place::Name,
        type_: Type::String,
        required: false,
        list: false,
        default: None,
        docs: "The file's name. Without it, one that fits its type.".to_owned(),
        assumed: None,
        deprecated: false,
    }
}

fn carries_idempotency_key(parameter: &Parameter) -> Result<bool> {
    Ok(vocabulary::words::<Annotation>(&parameter.extensions)?.idempotency_key)
}

/// The error kind that an HTTP status means by itself.
fn kind_of(status: &str) -> Option<&'static str> {
    Some(match status {
        "400" | "422" => "invalid_request",
        "401" => "authentication",
        "402" => "quota_exceeded",
        "403" => "permission_denied",
        "404" | "410" => "not_found",
        "409" => "conflict",
        "429" => "rate_limited",
        _ if status.starts_with('5') => "unavailable",
        _ => return None,
    })
}

/// Parameters and flattened body fields become keywords of one method.
fn check_names(params: &[Param], body: Option<&Body>) -> Result<()> {
    let fields = match body {
        Some(Body::Json { fields, .. }) => fields.as_slice(),
        _ => &[],
    };
    let file = match body {
        Some(Body::Multipart { file }) => Some(&file.name),
        _ => None,
    };
    let names =
        params.iter().map(|param| &param.name).chain(fields.iter().map(|field| &field.name)).chain(file);
    let mut seen = Vec::new();
    for name in names {
        let snake = name.snake.as_str();
        ensure!(!RESERVED.contains(&snake), "{} is the name of a call option; give it a `name`", name.wire);
        ensure!(!seen.contains(&snake), "two arguments are called {snake}; give one a `name`");
        seen.push(snake);
    }
    Ok(())
}

/// Names of per-call options in the façades.
const RESERVED: &[&str] = &[
    "timeout",
    "max_retries",
    "headers",
    "idempotency_key",
    "priority",
    "reconcile",
    "on_response",
    "signal",
    "options",
    "self",
    "body",
];
