//! Schemas: what a value is, and which component schemas become models, enums and unions.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use oas3::Spec;
use oas3::spec::{ObjectOrReference, ObjectSchema, Schema, SchemaType, SchemaTypeSet};
use serde_json::Value;

use super::prose;
use super::vocabulary::{self, Annotation};
use crate::generate::ir::{Field, KnownValue, Model, OpenEnum, Tag, TaggedUnion, Type, Union, Variant};
use crate::generate::names::Name;

/// The component schemas of a document.
pub(super) struct Schemas<'a> {
    spec: &'a Spec,
}

/// What a component schema becomes.
enum Component {
    Model,
    Enum,
    Union,
    Tagged,
    /// Another name for this type.
    Alias(Box<Schema>),
}

/// How a schema is used as a value.
pub(super) struct Use {
    pub type_: Type,
    pub nullable: bool,
}

/// Where models are used: in requests, in answers.
#[derive(Clone, Copy, Default)]
struct Direction {
    request: bool,
    response: bool,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(spec: &'a Spec) -> Self {
        Self { spec }
    }

    /// The schema itself, a reference followed.
    pub(super) fn resolve(&self, schema: &Schema) -> Result<ObjectSchema> {
        let Schema::Object(object) = schema.resolve(self.spec)? else {
            return Ok(ObjectSchema::default());
        };
        match *object {
            ObjectOrReference::Object(object) => Ok(object),
            ObjectOrReference::Ref { ref_path, .. } => bail!("{ref_path} leads nowhere"),
        }
    }

    fn component(&self, name: &str) -> Result<ObjectSchema> {
        let schemas = self.spec.components.as_ref().map(|components| &components.schemas);
        let schema = schemas.and_then(|schemas| schemas.get(name));
        self.resolve(schema.with_context(|| format!("there is no component schema {name}"))?)
    }

    fn classify(&self, name: &str) -> Result<Component> {
        let schema = self.component(name)?;
        if !schema.properties.is_empty() || schema.all_of.len() > 1 {
            return Ok(Component::Model);
        }
        if schema.discriminator.is_some() {
            return Ok(Component::Tagged);
        }
        let types = types(&schema);
        Ok(match types.as_slice() {
            [SchemaType::String] if !known_values(&schema).is_empty() => Component::Enum,
            [_, _, ..] => Component::Union,
            _ => Component::Alias(Box::new(Schema::Object(Box::new(ObjectOrReference::Object(schema))))),
        })
    }

    /// The type of values of this schema.
    pub(super) fn usage(&self, schema: &Schema) -> Result<Use> {
        let Schema::Object(object) = schema else { return Ok(Use { type_: Type::Json, nullable: false }) };
        match object.as_ref() {
            ObjectOrReference::Ref { ref_path, .. } => self.named(component_name(ref_path)?),
            ObjectOrReference::Object(schema) => self.inline(schema),
        }
    }

    fn named(&self, name: &str) -> Result<Use> {
        let owned = name.to_owned();
        let type_ = match self.classify(name)? {
            Component::Model => Type::Model { name: owned },
            Component::Enum => Type::Enum { name: owned },
            Component::Union => Type::Union { name: owned },
            Component::Tagged => Type::Tagged { name: owned },
            Component::Alias(schema) => return self.usage(&schema),
        };
        Ok(Use { type_, nullable: false })
    }

    fn inline(&self, schema: &ObjectSchema) -> Result<Use> {
        if let [only] = schema.all_of.as_slice() {
            return self.usage(only);
        }
        let alternatives: Vec<_> = schema.any_of.iter().chain(&schema.one_of).collect();
        if !alternatives.is_empty() && known_values(schema).is_empty() {
            return self.alternatives(&alternatives);
        }
        ensure!(known_values(schema).is_empty(), "an enum needs a name: move it to components/schemas");
        let nullable = is_nullable(schema);
        let type_ = match types(schema).as_slice() {
            [] => Type::Json,
            [SchemaType::Number] if schema.format.as_deref() == Some("decimal") => Type::Decimal,
            [SchemaType::String] if schema.format.as_deref() == Some("file") => Type::InlineFile,
            [SchemaType::String] => Type::String,
            [SchemaType::Integer] => Type::Integer,
            [SchemaType::Number] => Type::Number,
            [SchemaType::Boolean] => Type::Boolean,
            [SchemaType::Array] => {
                let item = schema.items.as_deref().map(|items| self.usage(items)).transpose()?;
                Type::List { item: Box::new(item.map_or(Type::Json, |item| item.type_)) }
            }
            [SchemaType::Object] => match &schema.additional_properties {
                Some(Schema::Boolean(allowed)) if allowed.0 => Type::Map { value: Box::new(Type::Json) },
                Some(values @ Schema::Object(_)) => Type::Map { value: Box::new(self.usage(values)?.type_) },
                _ => Type::Json,
            },
            several => bail!("a value of types {several:?} needs a name: move it to components/schemas"),
        };
        Ok(Use { type_, nullable })
    }

    /// One schema, or null.
    fn alternatives(&self, alternatives: &[&Schema]) -> Result<Use> {
        let mut nullable = false;
        let mut found = None;
        for alternative in alternatives {
            if self.resolve(alternative)?.schema_type == Some(SchemaTypeSet::Single(SchemaType::Null)) {
                nullable = true;
            } else if found.replace(*alternative).is_some() {
                bail!(
                    "alternatives other than one schema and null are not supported; use `{{}}` for any JSON"
                );
            }
        }
        let found = found.context("there is no alternative but null")?;
        let usage = self.usage(found)?;
        Ok(Use { nullable: nullable || usage.nullable, ..usage })
    }

    /// The members of an object schema, those of `allOf` included.
    pub(super) fn fields(&self, schema: &ObjectSchema) -> Result<Vec<Field>> {
        let mut fields: Vec<Field> = Vec::new();
        for part in &schema.all_of {
            fields.extend(self.fields(&self.resolve(part)?)?);
        }
        for (wire, property) in &schema.properties {
            let required = schema.required.contains(wire);
            fields.push(self.field(wire, property, required).with_context(|| format!("in property {wire}"))?);
        }
        let required = self.required(schema)?;
        for field in &mut fields {
            field.required |= required.contains(&field.name.wire);
        }
        Ok(fields)
    }

    /// What must be there: each part of an `allOf` may say so of a member of another.
    fn required(&self, schema: &ObjectSchema) -> Result<BTreeSet<String>> {
        let mut required: BTreeSet<String> = schema.required.iter().cloned().collect();
        for part in &schema.all_of {
            required.extend(self.required(&self.resolve(part)?)?);
        }
        Ok(required)
    }

    fn field(&self, wire: &str, property: &Schema, required: bool) -> Result<Field> {
        let Use { type_, nullable } = self.usage(property)?;
        let schema = self.resolve(property)?;
        // A bare reference is documented by what it refers to.
        let words: Annotation = vocabulary::words(&schema.extensions)?;
        let inside: Option<Schema> =
            words.json_text.clone().map(serde_json::from_value).transpose().context("in `json-text`")?;
        let type_ = match &inside {
            Some(inside) if type_ == Type::String => self.usage(inside)?.type_,
            Some(_) => bail!("`json-text` is for strings"),
            None => type_,
        };
        let docs = schema.description.clone().unwrap_or_default();
        ensure!(!docs.is_empty(), "there is no description");
        let mut docs = prose::with_range(&docs, &schema);
        if let Some(since) = &words.since {
            docs = format!("{docs} Since API version {since}.");
        }
        let bare_reference =
            matches!(property, Schema::Object(object) if matches!(**object, ObjectOrReference::Ref { .. }));
        Ok(Field {
            name: Name::with_words(
                wire,
                if bare_reference { wire } else { words.name.as_deref().unwrap_or(wire) },
            ),
            type_,
            required,
            nullable,
            default: schema.default.clone(),
            docs,
            assumed: words.assumed.filter(|_| !bare_reference),
            deprecated: schema.deprecated.unwrap_or(false),
            read_only: schema.read_only.unwrap_or(false),
            recursive: false, // Known when all models are.
            sensitive: words.sensitive,
            json_text: inside.is_some(),
            since: words.since,
        })
    }

    /// Where a value of this type holds JSON inside strings: dotted members below `at`, with `[]` for each item.
    pub(super) fn json_texts(&self, type_: &Type, at: &str, within: &mut Vec<String>) -> Result<Vec<String>> {
        match type_ {
            Type::List { item } => self.json_texts(item, &format!("{at}[]"), within),
            Type::Model { name } if !within.contains(name) => {
                within.push(name.clone());
                let mut found = Vec::new();
                for field in self.model(name)?.fields {
                    let separator = if at.is_empty() { "" } else { "." };
                    let path = format!("{at}{separator}{}", field.name.wire);
                    if field.json_text {
                        found.push(path);
                    } else {
                        found.extend(self.json_texts(&field.type_, &path, within)?);
                    }
                }
                within.pop();
                Ok(found)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Where a value of this type holds decimals: dotted members below `at`, with `[]` for each item and `{}` for each value
    /// of a map. Below a model that holds itself, only the first level is looked at.
    pub(super) fn decimals(&self, type_: &Type, at: &str, within: &mut Vec<String>) -> Result<Vec<String>> {
        match type_ {
            Type::Decimal => Ok(vec![at.to_owned()]),
            Type::List { item } => self.decimals(item, &format!("{at}[]"), within),
            Type::Map { value } => self.decimals(value, &format!("{at}{{}}"), within),
            Type::Model { name } if !within.contains(name) => {
                within.push(name.clone());
                let mut found = Vec::new();
                for field in self.model(name)?.fields {
                    let separator = if at.is_empty() { "" } else { "." };
                    let path = format!("{at}{separator}{}", field.name.wire);
                    found.extend(self.decimals(&field.type_, &path, within)?);
                }
                within.pop();
                Ok(found)
            }
            Type::Tagged { name } => {
                let mut found = Vec::new();
                for variant in self.variants(name)? {
                    found.extend(self.decimals(&Type::Model { name: variant.model }, at, within)?);
                }
                found.sort();
                found.dedup();
                Ok(found)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Which members of a value of this type are sensitive: their names, by where the object is that has them (`documents[]`;
    /// empty for the value itself). Below a model that holds itself, only the first level is looked at.
    pub(super) fn sensitive(
        &self,
        type_: &Type,
        at: &str,
        within: &mut Vec<String>,
        found: &mut BTreeMap<String, Vec<String>>,
    ) -> Result<()> {
        match type_ {
            Type::List { item } => self.sensitive(item, &format!("{at}[]"), within, found)?,
            Type::Map { value } => self.sensitive(value, &format!("{at}{{}}"), within, found)?,
            Type::Model { name } if !within.contains(name) => {
                within.push(name.clone());
                for field in self.model(name)?.fields {
                    if field.sensitive {
                        let names = found.entry(at.to_owned()).or_default();
                        if !names.contains(&field.name.wire) {
                            names.push(field.name.wire);
                        }
                    } else {
                        let separator = if at.is_empty() { "" } else { "." };
                        let path = format!("{at}{separator}{}", field.name.wire);
                        self.sensitive(&field.type_, &path, within, found)?;
                    }
                }
                within.pop();
            }
            Type::Tagged { name } => {
                for variant in self.variants(name)? {
                    self.sensitive(&Type::Model { name: variant.model }, at, within, found)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The members that a value of this type must have: dotted below `at`, with `[]` for each item. Those that end in `[]` may
    /// be absent, but must be lists.
    pub(super) fn required_members(
        &self,
        type_: &Type,
        at: &str,
        within: &mut Vec<String>,
    ) -> Result<Vec<String>> {
        let below = |name: &str| format!("{at}{}{name}", if at.is_empty() { "" } else { "." });
        let mut found = Vec::new();
        match type_ {
            Type::List { item } => {
                let at = format!("{at}[]");
                found = self.required_members(item, &at, within)?;
                found.insert(0, at);
            }
            Type::Model { name } if !within.contains(name) => {
                within.push(name.clone());
                let fields = self.model(name)?.fields.into_iter().filter(|field| !field.read_only);
                let (mut inner, paths) = (Vec::new(), fields.map(|field| (below(&field.name.wire), field)));
                for (path, field) in paths {
                    inner.extend(self.required_members(&field.type_, &path, within)?);
                    if field.required && !field.nullable {
                        found.push(path);
                    }
                }
                found.extend(inner);
                within.pop();
            }
            // What all alternatives have: how they differ is for the provider to say.
            Type::Tagged { name } => {
                found.push(below(&self.tagged(name)?.tag.wire));
                let mut alternatives = Vec::new();
                for variant in self.variants(name)? {
                    alternatives.push(self.required_members(
                        &Type::Model { name: variant.model },
                        at,
                        within,
                    )?);
                }
                let (first, others) =
                    alternatives.split_first().context("a discriminator has alternatives")?;
                let is_common = |path: &&String| others.iter().all(|members| members.contains(path));
                found.extend(first.iter().filter(is_common).cloned());
            }
            _ => {}
        }
        Ok(found)
    }

    /// Where a value of this type holds what older API versions lack: dotted members below `at`, with `[]` for each item,
    /// and the oldest version that has it.
    pub(super) fn newer(
        &self,
        type_: &Type,
        at: &str,
        within: &mut Vec<String>,
    ) -> Result<Vec<(String, String)>> {
        match type_ {
            Type::List { item } => self.newer(item, &format!("{at}[]"), within),
            Type::Model { name } if !within.contains(name) => {
                within.push(name.clone());
                let mut found = Vec::new();
                for field in self.model(name)?.fields.into_iter().filter(|field| !field.read_only) {
                    let separator = if at.is_empty() { "" } else { "." };
                    let path = format!("{at}{separator}{}", field.name.wire);
                    match field.since {
                        Some(since) => found.push((path, since)),
                        None => found.extend(self.newer(&field.type_, &path, within)?),
                    }
                }
                within.pop();
                Ok(found)
            }
            Type::Tagged { name } => {
                let mut found = Vec::new();
                let tag = self.tagged(name)?.tag.wire;
                for variant in self.variants(name)? {
                    let words: Annotation = vocabulary::words(&self.component(&variant.model)?.extensions)?;
                    // Alternatives may have members of one name and different age.
                    let at = format!("{at}{{{tag}={}}}", variant.name.wire);
                    match words.since {
                        Some(since) => found.push((at, since)),
                        None => {
                            let model = Type::Model { name: variant.model };
                            found.extend(self.newer(&model, &at, within)?);
                        }
                    }
                }
                Ok(found)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The model of this name.
    pub(super) fn model(&self, name: &str) -> Result<Model> {
        let schema = self.component(name)?;
        let mut fields = self.fields(&schema).with_context(|| format!("in schema {name}"))?;
        let tag = self.tag(&schema).with_context(|| format!("in schema {name}"))?;
        fields.retain(|field| tag.as_ref().is_none_or(|tag| tag.name.wire != field.name.wire));
        let mut seen = BTreeMap::new();
        for field in &fields {
            if let Some(other) = seen.insert(&field.name.snake, &field.name.wire) {
                bail!(
                    "in schema {name}: {other} and {} have the same name in façades; give one a `name`",
                    field.name.wire
                );
            }
        }
        let words: Annotation = vocabulary::words(&schema.extensions)?;
        let docs = schema.description.with_context(|| format!("schema {name} has no description"))?;
        let name = name.to_owned();
        Ok(Model {
            name,
            docs,
            assumed: words.assumed,
            fields,
            tag,
            variant_of: Vec::new(), // Known when all unions are.
            used_in_request: false,
            used_in_response: false,
        })
    }

    /// The member of an object schema, those of `allOf` included, that is a constant.
    fn tag(&self, schema: &ObjectSchema) -> Result<Option<Tag>> {
        for part in &schema.all_of {
            if let Some(tag) = self.tag(&self.resolve(part)?)? {
                return Ok(Some(tag));
            }
        }
        for (wire, property) in &schema.properties {
            if let Some(value) = self.resolve(property)?.const_value {
                let value = value.as_str().with_context(|| format!("{wire}: a constant must be a text"))?;
                return Ok(Some(Tag { name: Name::new(wire), value: value.to_owned() }));
            }
        }
        Ok(None)
    }

    /// The models of a tagged union.
    pub(super) fn variants(&self, name: &str) -> Result<Vec<Variant>> {
        let schema = self.component(name)?;
        let discriminator = schema.discriminator.as_ref().context("there is no discriminator")?;
        ensure!(
            !schema.one_of.is_empty(),
            "in schema {name}: the alternatives of a discriminator are in `oneOf`"
        );
        let mut variants = Vec::new();
        for alternative in &schema.one_of {
            let Type::Model { name: model } = self.usage(alternative)?.type_ else {
                bail!("in schema {name}: an alternative is no object under components/schemas")
            };
            let found = self.model(&model)?;
            let tag = found.tag.with_context(|| format!("in schema {model}: no member is a constant"))?;
            ensure!(
                tag.name.wire == discriminator.property_name,
                "in schema {model}: the constant is {}, not {name}'s {}",
                tag.name.wire,
                discriminator.property_name
            );
            variants.push(Variant { name: Name::new(&tag.value), docs: found.docs, model });
        }
        Ok(variants)
    }

    fn tagged(&self, name: &str) -> Result<TaggedUnion> {
        let schema = self.component(name)?;
        let tag = schema.discriminator.as_ref().context("there is no discriminator")?;
        Ok(TaggedUnion {
            name: name.to_owned(),
            tag: Name::new(&tag.property_name),
            variants: self.variants(name)?,
            docs: schema.description.with_context(|| format!("schema {name} has no description"))?,
            used_in_request: false,
            used_in_response: false,
        })
    }

    fn open_enum(&self, name: &str) -> Result<OpenEnum> {
        let schema = self.component(name)?;
        let words: Annotation = vocabulary::words(&schema.extensions)?;
        let values = known_values(&schema);
        let docs = schema.description.with_context(|| format!("schema {name} has no description"))?;
        Ok(OpenEnum { name: name.to_owned(), docs, assumed: words.assumed, values })
    }

    fn union(&self, name: &str) -> Result<Union> {
        let schema = self.component(name)?;
        let members = types(&schema)
            .into_iter()
            .map(|type_| match type_ {
                SchemaType::String => Ok(Type::String),
                SchemaType::Integer => Ok(Type::Integer),
                SchemaType::Number => Ok(Type::Number),
                SchemaType::Boolean => Ok(Type::Boolean),
                _ => bail!("in schema {name}: only primitives can be alternatives"),
            })
            .collect::<Result<_>>()?;
        let docs = schema.description.with_context(|| format!("schema {name} has no description"))?;
        Ok(Union { name: name.to_owned(), docs, members })
    }
}

/// Named types that something uses, with where they are used.
#[derive(Default)]
pub(super) struct Reached(BTreeMap<String, Direction>);

impl Reached {
    /// Notes a type that a request carries, and all that it holds.
    pub(super) fn in_request(&mut self, schemas: &Schemas<'_>, type_: &Type) -> Result<()> {
        self.note(schemas, type_, Direction { request: true, response: false })
    }

    /// Notes a type that an answer carries, and all that it holds.
    pub(super) fn in_response(&mut self, schemas: &Schemas<'_>, type_: &Type) -> Result<()> {
        self.note(schemas, type_, Direction { request: false, response: true })
    }

    fn note(&mut self, schemas: &Schemas<'_>, type_: &Type, direction: Direction) -> Result<()> {
        let (Type::Model { name } | Type::Enum { name } | Type::Union { name } | Type::Tagged { name }) =
            type_
        else {
            return match type_ {
                Type::List { item: inner } | Type::Map { value: inner } => {
                    self.note(schemas, inner, direction)
                }
                _ => Ok(()),
            };
        };
        let known = self.0.entry(name.clone()).or_default();
        let before = *known;
        known.request |= direction.request;
        known.response |= direction.response;
        if (known.request, known.response) == (before.request, before.response) {
            return Ok(());
        }
        match type_ {
            Type::Model { .. } => {
                for field in schemas.model(name)?.fields {
                    self.note(schemas, &field.type_, direction)?;
                }
            }
            Type::Tagged { .. } => {
                for variant in schemas.variants(name)? {
                    self.note(schemas, &Type::Model { name: variant.model }, direction)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What was noted.
    pub(super) fn collect(&self, schemas: &Schemas<'_>) -> Result<Named> {
        let Named { mut models, mut enums, mut unions, mut tagged } = Named::default();
        let components = schemas.spec.components.iter().flat_map(|components| components.schemas.iter());
        for (name, _) in components {
            let Some(direction) = self.0.get(name) else { continue };
            match schemas.classify(name)? {
                Component::Model => models.push(Model {
                    used_in_request: direction.request,
                    used_in_response: direction.response,
                    ..schemas.model(name)?
                }),
                Component::Enum => enums.push(schemas.open_enum(name)?),
                Component::Union => unions.push(schemas.union(name)?),
                Component::Tagged => tagged.push(TaggedUnion {
                    used_in_request: direction.request,
                    used_in_response: direction.response,
                    ..schemas.tagged(name)?
                }),
                Component::Alias(_) => {}
            }
        }
        mark_recursive(&mut models);
        for model in &mut models {
            let holds =
                |union: &&TaggedUnion| union.variants.iter().any(|variant| variant.model == model.name);
            model.variant_of = tagged.iter().filter(holds).map(|union| union.name.clone()).collect();
            ensure!(
                model.tag.is_none() || !model.variant_of.is_empty(),
                "in schema {}: a constant member is for the alternatives of a discriminator",
                model.name
            );
        }
        Ok(Named { models, enums, unions, tagged })
    }
}

/// Named types, in document order.
#[derive(Default)]
pub(super) struct Named {
    pub models: Vec<Model>,
    pub enums: Vec<OpenEnum>,
    pub unions: Vec<Union>,
    pub tagged: Vec<TaggedUnion>,
}

/// Marks fields by which a model holds itself, other than in a list or map.
fn mark_recursive(models: &mut [Model]) {
    let held = |field: &Field| match &field.type_ {
        Type::Model { name } => Some(name.clone()),
        _ => None,
    };
    let edges: BTreeMap<String, Vec<String>> = models
        .iter()
        .map(|model| (model.name.clone(), model.fields.iter().filter_map(held).collect()))
        .collect();
    for model in models {
        for field in &mut model.fields {
            let mut open: Vec<String> = held(field).into_iter().collect();
            let mut seen: Vec<String> = Vec::new();
            while let Some(name) = open.pop() {
                field.recursive |= name == model.name;
                if !seen.contains(&name) {
                    open.extend(edges.get(&name).into_iter().flatten().cloned());
                    seen.push(name);
                }
            }
        }
    }
}

/// `Case` from `#/components/schemas/Case`.
fn component_name(reference: &str) -> Result<&str> {
    reference
        .strip_prefix("#/components/schemas/")
        .with_context(|| format!("{reference} is not a component schema of this document"))
}

/// The types but null.
fn types(schema: &ObjectSchema) -> Vec<SchemaType> {
    let all = match &schema.schema_type {
        None => vec![],
        Some(SchemaTypeSet::Single(type_)) => vec![*type_],
        Some(SchemaTypeSet::Multiple(types)) => types.clone(),
    };
    all.into_iter().filter(|type_| *type_ != SchemaType::Null).collect()
}

fn is_nullable(schema: &ObjectSchema) -> bool {
    schema.is_nullable().unwrap_or(false)
}

/// The values of an open enum (`anyOf` of `const`) or of a plain one (`enum`).
fn known_values(schema: &ObjectSchema) -> Vec<KnownValue> {
    let described = schema.any_of.iter().filter_map(|alternative| {
        let Schema::Object(object) = alternative else { return None };
        let ObjectOrReference::Object(object) = object.as_ref() else { return None };
        let value = object.const_value.as_ref().and_then(Value::as_str)?;
        let name = Name::with_words(value, object.title.as_deref().unwrap_or(value));
        Some(KnownValue { name, docs: object.description.clone().unwrap_or_default() })
    });
    let plain = schema.enum_values.iter().filter_map(Value::as_str);
    described.chain(plain.map(|value| KnownValue { name: Name::new(value), docs: String::new() })).collect()
}
