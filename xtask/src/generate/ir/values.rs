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
    /// In document order.
    pub fields: Vec<Field>,
    /// Reached from a request body.
    pub used_in_request: bool,
    /// Reached from an answer or a webhook.
    pub used_in_response: bool,
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
