// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.put",
    method: "PUT",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[],
    body: Body::Json { required: true, members: &["value", "more[]"], decimals: &[] },
    safety: Safety::Idempotent,
    idempotency_header: None,
    envelope: Envelope::None,
    pagination: None,
    timeout: None,
    inline_files: None,
    since: None,
    newer_members: &[],
    follow: &[],
    json_text: &[],
    scopes: &[],
    limits: &[],
    lookup: None,
}];
// ---- models.rs
/// Holds a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Holder {
    /// Text or a number.
    pub value: Scalar,
    /// Others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<Vec<Scalar>>,
}
impl Holder {
    /// One with what must be given.
    pub fn new(value: impl Into<Scalar>) -> Self {
        Self { value: value.into(), more: None }
    }
    /// Sets `more`. Others.
    #[must_use]
    pub fn more(mut self, more: impl IntoIterator<Item = impl Into<Scalar>>) -> Self {
        self.more = Some(more.into_iter().map(Into::into).collect());
        self
    }
}
/// Text or a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Scalar {
    /// Text.
    String(String),
    /// A number, as it was written.
    Number(serde_json::Number),
}
impl From<&str> for Scalar {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}
impl From<String> for Scalar {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}
impl From<i32> for Scalar {
    fn from(value: i32) -> Self {
        Self::Number(value.into())
    }
}
impl From<i64> for Scalar {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}
impl From<u32> for Scalar {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}
impl From<u64> for Scalar {
    fn from(value: u64) -> Self {
        Self::Number(value.into())
    }
}
impl From<f64> for Scalar {
    /// What JSON cannot carry as a number, such as infinity, becomes text.
    fn from(value: f64) -> Self {
        serde_json::Number::from_f64(value).map_or_else(|| Self::String(value.to_string()), Self::Number)
    }
}
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// Repeating it leaves the same state, so it is sent again after a failure.
    pub fn put(&self, body: &Holder) -> Request<ThingsPut> {
        Request::new(self.client).json(body)
    }
}
/// The endpoint `things.put`.
#[derive(Debug)]
pub enum ThingsPut {}
impl Endpoint for ThingsPut {
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.put" => {
            let request = client.things().put(&arguments.body::<models::Holder>());
            take::json(request, arguments).await
        }
