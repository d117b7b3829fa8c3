//! What values are: types, models, enums and unions.

use serde::Serialize;
use serde_json::Value;

use crate::generate::names::Name;

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Type {
    /// Text.
    String,
    /// A file as base64 inside JSON, which is given as a file or as text. Only in requests.
    InlineFile,
    /// A whole number, 64 bits.
    Integer,
    /// A binary floating-point number.
    Number,
    /// A decimal amount that must not become a binary float.
    Decimal,
    /// True or false.
    Boolean,
    /// Any JSON.
    Json,
    /// One of [`super::Provider::models`].
    Model {
        /// Its name.
        name: String,
    },
    /// One of [`super::Provider::enums`].
    Enum {
        /// Its name.
        name: String,
    },
    /// One of [`super::Provider::unions`].
    Union {
        /// Its name.
        name: String,
    },
    /// One of [`super::Provider::tagged`].
    Tagged {
        /// Its name.
        name: String,
    },
    /// A JSON array.
    List {
        /// The type of one item.
        item: Box<Type>,
    },
    /// A JSON object with free keys.
    Map {
        /// The type of one value.
        value: Box<Type>,
    },
}

/// An object schema.
#[derive(Debug, Serialize)]
pub(crate) struct Model {
    /// Pascal-case, unique in the provider.
    pub name: String,
    /// CommonMark.
    pub docs: String,
    /// Why it is not certain, where it is not.
    pub assumed: Option<String>,
    /// In document order, without the tag.
    pub fields: Vec<Field>,
    /// The member that tells it from the others of its tagged union.
    pub tag: Option<Tag>,
    /// The tagged unions that it is a variant of.
    pub variant_of: Vec<String>,
    /// Reached from a request body.
    pub used_in_request: bool,
    /// Reached from an answer or a webhook.
    pub used_in_response: bool,
}

/// A member that always has the same value.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Tag {
    /// `type`.
    pub name: Name,
    /// `signature`.
    pub value: String,
}

/// A member of an object.
#[derive(Clone, Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and templates read them by name"
)]
pub(crate) struct Field {
    /// Wire name and casings.
    pub name: Name,
    /// Its type, without `null`.
    #[serde(rename = "type")]
    pub type_: Type,
    /// Always there (answers) or must be given (requests).
    pub required: bool,
    /// May be JSON `null`.
    pub nullable: bool,
    /// What the provider takes when it is absent.
    pub default: Option<Value>,
    /// CommonMark, with units and ranges.
    pub docs: String,
    /// Why it is not certain, where it is not.
    pub assumed: Option<String>,
    /// The provider discourages its use.
    pub deprecated: bool,
    /// Only in answers: not an argument of a method, though its model may be used in requests.
    pub read_only: bool,
    /// Its model holds, by this field, itself: in Rust it needs a box.
    pub recursive: bool,
    /// Personal or secret: `repr`, `toString` and logs must not show it.
    pub sensitive: bool,
    /// On the wire it is JSON inside a string; the core unpacks it.
    pub json_text: bool,
    /// The oldest API version that has it, where not all have.
    pub since: Option<String>,
}

/// A string with known values; any other string is kept.
#[derive(Debug, Serialize)]
pub(crate) struct OpenEnum {
    /// Pascal-case, unique in the provider.
    pub name: String,
    /// CommonMark.
    pub docs: String,
    /// Why it is not certain, where it is not.
    pub assumed: Option<String>,
    /// The known values.
    pub values: Vec<KnownValue>,
}

/// A known value of an open enum.
#[derive(Debug, Serialize)]
pub(crate) struct KnownValue {
    /// `name.wire` is the value itself.
    pub name: Name,
    /// CommonMark.
    pub docs: String,
}

/// One of several primitives: text or a number.
#[derive(Debug, Serialize)]
pub(crate) struct Union {
    /// Pascal-case, unique in the provider.
    pub name: String,
    /// CommonMark.
    pub docs: String,
    /// The primitives.
    pub members: Vec<Type>,
}

/// An object that is one of several models, told apart by a member that all of them have. What it is when none fits is
/// kept as it came.
#[derive(Debug, Serialize)]
pub(crate) struct TaggedUnion {
    /// Pascal-case, unique in the provider.
    pub name: String,
    /// CommonMark.
    pub docs: String,
    /// The member: `type`.
    pub tag: Name,
    /// In document order.
    pub variants: Vec<Variant>,
    /// Reached from a request body.
    pub used_in_request: bool,
    /// Reached from an answer or a webhook.
    pub used_in_response: bool,
}

/// One of the models of a tagged union.
#[derive(Debug, Serialize)]
pub(crate) struct Variant {
    /// `name.wire` is the tag's value.
    pub name: Name,
    /// The model.
    pub model: String,
    /// The model's own description.
    pub docs: String,
}
